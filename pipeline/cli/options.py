"""What the commands share: their options, and the project that they are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def open_workspace(root: Path | None) -> Workspace:
    """The project of the folder that is named, or of the one that the command runs in."""
    from pipeline.build.workspace import Workspace
    from pipeline.project import find_root

    return Workspace((root or find_root(Path.cwd())).resolve())


def require_known(workspace: Workspace, leaflets: Sequence[str]) -> None:
    """Raise ProjectError for a name that is no leaflet's and no fragment's."""
    for name in leaflets:
        if name not in workspace.units:
            raise ProjectError(f"there is no leaflet or fragment “{name}”")
