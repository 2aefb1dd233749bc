"""The commands about texts that no catalogue can hold: the attic, and merges in git."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from pipeline.cli.options import (
    format_option,
    languages_option,
    leaflets_argument,
    open_workspace,
    require_known,
    writing,
)
from pipeline.cli.told import leave
from pipeline.errors import PolyleafError


class _Listing(click.Group):
    """A group that lists, where no command of its own is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in (*self.commands, *self.get_help_option_names(ctx)):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Listing)
def attic() -> None:
    """List the texts that no catalogue can hold, or bring one back (attic restore ID)."""


@attic.command("list")
@leaflets_argument
@languages_option
@format_option
@click.pass_obj
def list_texts(
    root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...], form: str
) -> int:
    """List the texts in the attics: what plain `attic` does."""
    from pipeline.build.attic import stored
    from pipeline.report.attic import attic_json, attic_text

    workspace = open_workspace(root)
    require_known(workspace, leaflets)
    errors: list[PolyleafError] = []
    rows = [
        (item.language, item.leaflet, item.kept)
        for item in stored(workspace, errors, tags, leaflets)
    ]
    click.echo(attic_json(rows) if form == "json" else attic_text(rows))
    return leave(errors)


@attic.command()
@click.argument("id_", metavar="ID")
@leaflets_argument
@languages_option
@click.pass_obj
def restore(
    root: Path | None, id_: str, leaflets: tuple[str, ...], tags: tuple[str, ...]
) -> int:
    """Bring a text back into its catalogue, as fuzzy; the beginning of its id will do."""
    from pipeline.build.attic import bring_back
    from pipeline.build.clock import today

    with writing(root):
        at, how = bring_back(open_workspace(root), id_, tags, leaflets, on=today())
    click.echo(f"{at}: {how}")
    return 0


@click.command()
@click.argument("base", required=False, type=click.Path(path_type=Path))
@click.argument("ours", required=False, type=click.Path(path_type=Path))
@click.argument("theirs", required=False, type=click.Path(path_type=Path))
@click.argument("real", required=False, type=click.Path(path_type=Path), metavar="[PATH]")
@click.option(
    "--install", "installs", is_flag=True, help="Make git use it in this repository."
)
@click.pass_obj
def merge(
    root: Path | None,
    base: Path | None,
    ours: Path | None,
    theirs: Path | None,
    real: Path | None,
    installs: bool,
) -> int:
    """Merge a .po entry by entry, for git; the result is written into OURS."""
    from pipeline.build.clock import today
    from pipeline.build.merge import install, merge_files
    from pipeline.report import for_terminal

    if installs:
        for line in install(root or Path.cwd(), _command()) or [
            "everything stands as it should"
        ]:
            click.echo(line)
        return 0
    if not (base and ours and theirs):
        raise click.UsageError("name the three files, base, ours and theirs; or --install")
    real = real or ours
    try:
        joined = merge_files(base, ours, theirs, real, on=today())
    except PolyleafError:
        click.echo(
            f"{real}: not merged; ours stands there as it was. Mend the side that is named"
            " below, or take one with `git checkout --ours` or `--theirs`, then `git add`",
            err=True,
        )
        raise
    for at, aside in joined.aside:
        click.echo(for_terminal(f"{at}: {aside.why}"), err=True)
    for field in joined.fields:
        said = f"{field.name}: both sides changed it; “{field.kept}” stayed"
        click.echo(for_terminal(f"{real}:1: {said}, not “{field.dropped}”"), err=True)
    if joined.attic:
        click.echo(f"{joined.attic}: the other texts are here; `git add` it", err=True)
    return 0


def _command() -> list[str]:
    """This polyleaf, wherever git is run from."""
    beside = Path(sys.executable).with_name("polyleaf")
    return [str(beside) if beside.exists() else shutil.which("polyleaf") or "polyleaf"]
