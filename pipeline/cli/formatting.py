"""The command that brings files into the form that we keep them in."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from pipeline.cli.options import project_folder, writing
from pipeline.cli.told import leave
from pipeline.errors import PolyleafError, ProjectError


@click.command()
@click.argument(
    "paths", nargs=-1, metavar="[PATH]…", type=click.Path(path_type=Path, exists=True)
)
@click.option("--check", "dry", is_flag=True, help="Change nothing; exit 1 if anything would.")
@click.pass_obj
def fmt(root: Path | None, paths: tuple[Path, ...], dry: bool) -> int:
    """Write catalogues in canonical form, and an id at every heading that has none."""
    from pipeline.build.formatting import formatted

    folder = project_folder(root)
    if not paths and not (folder / "source").is_dir():
        hint = "run polyleaf in the project's folder, or name it with --root"
        raise ProjectError("there is no source/ folder here", hint=hint)
    errors: list[PolyleafError] = []
    changed = False
    with nullcontext() if dry else writing(root):
        for better in formatted(folder, paths, errors):
            changed = True
            if dry:
                click.echo(f"{better.shown}: would change")
                continue
            try:
                better.write()
            except PolyleafError as error:
                errors.append(error)
            else:
                click.echo(f"{better.shown}: {better.what}")
    return leave(errors, dry and changed)
