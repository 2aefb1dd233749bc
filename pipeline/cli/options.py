"""What the commands share: their options, and the project that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.errors import ProjectError

if TYPE_CHECKING:
    from pipeline.build.workspace import Workspace

_F = TypeVar("_F", bound=Callable[..., Any])


def languages_option(command: _F) -> _F:
    """Add `-l`, which narrows a command to languages."""
    return click.option(
        "-l", "--language", "tags", multiple=True, metavar="TAG",
        help="Only this language (pt-PT or pt_PT); may be given again.",
    )(command)  # fmt: skip


def format_option(command: _F) -> _F:
    """Add `--format`."""
    return click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text",
        help="How to print the result.",
    )(command)  # fmt: skip


leaflets_argument = click.argument("leaflets", nargs=-1, metavar="[LEAFLET]…")


def project_folder(root: Path | None) -> Path:
    """The project's folder: the one that is named, or that the command runs in."""
    from pipeline.project import find_root

    return (root or find_root(Path.cwd())).resolve()


@contextmanager
def writing(root: Path | None) -> Iterator[None]:
    """Keep the project's source and catalogues to this command while it is at work there."""
    from pipeline import files

    folder = project_folder(root)
    if not (folder / "source").is_dir():
        yield  # Nothing is made where there is no project; the command itself says so.
        return
    with files.held(folder, _say_that_it_waits):
        yield


def _say_that_it_waits() -> None:
    click.echo("waiting for another polyleaf command to end", err=True)


def open_workspace(root: Path | None) -> Workspace:
    """The project of the folder that is named, or of the one that the command runs in."""
    from pipeline.build.workspace import Workspace

    return Workspace(project_folder(root))


def require_known(workspace: Workspace, leaflets: Sequence[str]) -> None:
    """Raise ProjectError for a name that is no leaflet's and no fragment's."""
    for name in leaflets:
        if name not in workspace.units:
            raise ProjectError(f"there is no leaflet or fragment “{name}”")
