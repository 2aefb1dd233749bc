"""A project -> all that its checks say, and so all that holds an edition before it is set."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from pipeline.build.letters import undrawable
from pipeline.build.workspace import Workspace, narrowed, owners
from pipeline.errors import CatalogueError, ProjectError
from pipeline.model import Finding, Location
from pipeline.render import interface


def find_all(
    workspace: Workspace, tags: Collection[str] = (), leaflets: Collection[str] = ()
) -> list[Finding]:
    """Every finding once, in the order of the files, also what several leaflets share.

    The workspace's errors gather what cannot be read, and the others are checked.
    """
    found: dict[Finding, None] = {}
    asked: set[tuple[str, str]] = set()
    for leaflet, language in narrowed(workspace, tags, leaflets):
        try:
            around = workspace.around(language)
        except ProjectError as error:
            if str(error) not in map(str, workspace.errors):
                workspace.errors.append(error)
            continue
        for owner in (*owners(leaflet), interface.ID):
            if (language.tag, owner) not in asked:
                asked.add((language.tag, owner))
                # What cannot be read stands in the workspace's errors.
                with suppress(CatalogueError):
                    found |= dict.fromkeys(workspace.findings(language, owner))
        found |= dict.fromkeys(undrawable(workspace.project, leaflet, around))
    return sorted(found, key=_place)


def _place(finding: Finding) -> tuple[Location, int, str, str]:
    return finding.at, finding.column, finding.check, finding.message
