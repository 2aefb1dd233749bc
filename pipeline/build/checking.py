"""A project -> all that its checks say, and so all that holds an edition before it is set."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from pipeline import languages
from pipeline import project as projects
from pipeline.build.kept import Kept, code, digest, everything, keeping
from pipeline.build.letters import undrawable
from pipeline.build.selection import narrowed
from pipeline.build.spelling import dictionaries, speller
from pipeline.build.workspace import Workspace, owners
from pipeline.errors import CatalogueError, PolyleafError, ProjectError
from pipeline.languages import SOURCE
from pipeline.model import Finding, Language, Location
from pipeline.model.quick import many_values
from pipeline.render import interface
from pipeline.signoff.waivers import folder_of


def check_project(
    root: Path, tags: Collection[str] = (), leaflets: Collection[str] = ()
) -> tuple[Sequence[Finding], Sequence[PolyleafError]]:
    """All findings, and the errors of what cannot be read; only what changed is checked.

    Raises ProjectError, or Mistakes, as `Workspace` does.
    """
    with keeping(root) as kept:
        errors: list[PolyleafError] = []

        def find() -> Sequence[Finding]:
            workspace = Workspace(root)
            found = find_all(workspace, tags, leaflets, kept)
            errors.extend(workspace.errors)
            if errors:
                raise _Unsettled(found)
            return found

        name = json.dumps(["all", sorted(tags), sorted(leaflets)])
        try:
            with many_values():
                return kept.findings(
                    name, digest(everything(root), dictionaries()), find
                ), errors
        except _Unsettled as told:
            return told.found, errors


def without_dictionary(root: Path, tags: Collection[str] = ()) -> list[str]:
    """The languages of a project whose spelling nothing can check here, in English."""
    named = {languages.find(tag).tag for tag in tags}
    targets = map(languages.find, projects.load(root).targets)
    return [
        language.name
        for language in targets
        if (not named or language.tag in named) and speller(language.posix) is None
    ]


class _Unsettled(Exception):  # noqa: N818
    """Findings beside errors, which are told each time."""

    def __init__(self, found: Sequence[Finding]) -> None:
        super().__init__()
        self.found = found


def find_all(
    workspace: Workspace,
    tags: Collection[str] = (),
    leaflets: Collection[str] = (),
    kept: Kept | None = None,
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
            workspace.note(error)
            continue
        for owner in (*owners(leaflet), interface.ID):
            if (language.tag, owner) not in asked:
                asked.add((language.tag, owner))
                # What cannot be read stands in the workspace's errors.
                with suppress(CatalogueError):
                    found |= dict.fromkeys(_of_catalogue(workspace, language, owner, kept))
        found |= dict.fromkeys(undrawable(workspace.project, leaflet, around))
    return sorted(found, key=_place)


def _of_catalogue(
    workspace: Workspace, language: Language, owner: str, kept: Kept | None
) -> tuple[Finding, ...]:
    """What checks say of one catalogue, or said when all was as it is now."""
    if kept is None:
        return workspace.findings(language, owner)
    path = workspace.project.catalogue(language.tag, owner)
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    project = workspace.project
    folder = folder_of(project.root, language.tag, owner)
    signed = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    name = f"{language.tag}/{owner}"
    said = digest(
        code(),
        project.fact_values(SOURCE),
        project.settings,
        project.glossaries.get(language.tag),
        language,
        dictionaries(),
    )
    key = digest(
        said,
        *(part for path in signed for part in (path.name, path.read_bytes())),
        content,
        *(path.read_bytes() for path in _sources(project.root, owner)),
    )

    def find() -> tuple[Finding, ...]:
        with kept.units(f"units of {name}", said) as units:
            return workspace.findings(language, owner, units)

    return kept.findings(name, key, find)


def _sources(root: Path, owner: str) -> list[Path]:
    """The file that a leaflet's or a fragment's units come from; none for the interface."""
    places = (f"source/{owner}/leaflet.md", f"source/_shared/{owner}/fragment.md")
    return [root / place for place in places if (root / place).is_file()]


def _place(finding: Finding) -> tuple[Location, int, str, str]:
    return finding.at, finding.column, finding.check, finding.message
