"""The commands that hand catalogues to other programs."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import (
    languages_option,
    leaflets_argument,
    open_workspace,
    require_known,
)
from pipeline.cli.told import leave
from pipeline.errors import CatalogueError, OutputError, PolyleafError


@click.group()
def export() -> None:
    """Write catalogues in the forms of other programs."""


@export.command()
@leaflets_argument
@languages_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write; by default output/mo in the project's folder.",
)
@click.pass_obj
def mo(
    root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...], output: Path | None
) -> int:
    """Compile catalogues into DIR/<language>/LC_MESSAGES/<name>.mo, as msgfmt does."""
    from pipeline import languages, po
    from pipeline.exchange import compile_mo

    workspace = open_workspace(root)
    require_known(workspace, leaflets)
    folder = output or workspace.project.root / "output" / "mo"
    errors: list[PolyleafError] = []
    wanted = [languages.find(tag) for tag in tags or workspace.project.targets]
    for language in wanted:
        for owner in leaflets or workspace.units:
            try:
                catalogue = workspace.catalogue(language.tag, owner)
                if catalogue is None:
                    continue
                path = folder / language.posix / "LC_MESSAGES" / f"{owner}.mo"
                written = po.write_bytes(path, compile_mo(catalogue), path.as_posix())
            except CatalogueError:
                continue  # It stands in the workspace's errors.
            except OutputError as error:
                errors.append(error)
                continue
            click.echo(f"{path}: {'written' if written else 'unchanged'}")
    return leave([*workspace.errors, *errors])
