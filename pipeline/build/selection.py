"""Languages and leaflets that are named -> the editions that a command is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pipeline import languages
from pipeline.build.workspace import Workspace
from pipeline.errors import ProjectError
from pipeline.model import Language, Leaflet


def narrowed(
    workspace: Workspace, tags: Collection[str], leaflets: Collection[str]
) -> Iterable[tuple[Leaflet, Language]]:
    """The editions that a command is about; with nothing named, all of them.

    Raises ProjectError for a language or leaflet that the project does not have.
    """
    wanted = {languages.find(tag).tag for tag in tags}
    known = {language.tag for language in workspace.languages()}
    for tag in sorted(wanted - known):
        raise ProjectError(
            f"the project has no folder locales/{languages.find(tag).posix}",
            hint=f"run `polyleaf update -l {tag}` to begin the language",
        )
    names = {path.parent.name for path in workspace.project.root.glob("source/*/leaflet.md")}
    for name in sorted(set(leaflets) - names):
        raise ProjectError(
            f"there is no leaflet “{name}”", hint=f"there are: {', '.join(sorted(names))}"
        )
    return [
        (leaflet, language)
        for leaflet in workspace.leaflets
        if not leaflets or leaflet.id in leaflets
        for language in workspace.languages()
        if not wanted or language.tag in wanted
    ]
