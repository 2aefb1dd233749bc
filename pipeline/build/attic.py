"""The attics of a project: what is in them, and how a text comes back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline import languages, po
from pipeline.build.workspace import Workspace
from pipeline.errors import CatalogueError, PolyleafError, ProjectError
from pipeline.languages import SOURCE
from pipeline.model import Entry, Location
from pipeline.po.attic import SUFFIX, attic_of

_SHORTEST = 4
"""Digits of an id that name a text; fewer would name another one tomorrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A text in an attic, and whose it is."""

    language: str
    leaflet: str
    kept: po.Kept


def stored(
    workspace: Workspace,
    errors: list[PolyleafError],
    tags: Collection[str] = (),
    leaflets: Collection[str] = (),
) -> Iterator[Stored]:
    """Every text in the attics, by language and leaflet, as old as it is.

    `errors` gathers what cannot be read, and the others go on.
    """
    wanted = [languages.find(tag).tag for tag in tags] or workspace.project.targets
    for tag in wanted:
        folder = workspace.project.catalogue(tag, "any").parent if tag != SOURCE else None
        for path in sorted(folder.glob(f"*{SUFFIX}")) if folder else ():
            # A merge gives its attic a name of its own: see build.merge.
            leaflet = path.name.partition(".")[0]
            if leaflets and leaflet not in leaflets:
                continue
            try:
                for kept in po.read_attic(path, workspace.shown(path)):
                    yield Stored(language=tag, leaflet=leaflet, kept=kept)
            except CatalogueError as error:
                errors.append(error)


def bring_back(
    workspace: Workspace,
    name: str,
    tags: Collection[str] = (),
    leaflets: Collection[str] = (),
    *,
    on: str,
) -> tuple[Location, str]:
    """Put a text of the attic into its catalogue; where it stands, and what was done.

    Raises PolyleafError, with every text where it was.
    """
    copies = _named(workspace, name, tags, leaflets)
    found = copies[0]
    path = workspace.project.catalogue(found.language, found.leaflet)
    shown = workspace.shown(path)
    catalogue = workspace.catalogue(found.language, found.leaflet)
    if catalogue is None:
        hint = f"run `polyleaf update -l {found.language}`, and then this again"
        raise CatalogueError("there is no catalogue", Location(shown, 1), hint=hint)
    result = po.restore(catalogue, found.kept.entry)
    if result.displaced:
        attic = attic_of(path)
        why = f"attic: {found.kept.id[:12]} was brought back in its place"
        po.put_in_attic(attic, (result.displaced,), workspace.shown(attic), on=on, why=why)
    if result.catalogue != catalogue:
        po.write_text(path, po.dump(result.catalogue), shown, expected=catalogue.digest)
    for copy in copies:
        if not copy.kept.restored:
            source = copy.kept.entry.at.path
            po.mark_restored(workspace.project.root / source, copy.kept.id, source, on=on)
    written = po.read_catalogue(path, shown)
    return _place(written.entries if written else (), found.kept.entry), result.how


def _place(entries: Collection[Entry], text: Entry) -> Location:
    return next(e.at for e in entries if po.name_of(e) == po.name_of(text))


def _named(
    workspace: Workspace, name: str, tags: Collection[str], leaflets: Collection[str]
) -> list[Stored]:
    """The text whose id begins like this, from each attic of its leaflet that has it."""
    hint = "`polyleaf attic` lists the ids"
    if len(name) < _SHORTEST:
        raise ProjectError(f"an id has at least {_SHORTEST} letters", hint=hint)
    errors: list[PolyleafError] = []
    everything = stored(workspace, errors, tags, leaflets)
    found = [item for item in everything if item.kept.id.startswith(name.lower())]
    different = {(item.kept.id, item.language, item.leaflet) for item in found}
    if not found:
        if errors:
            raise errors[0]
        raise ProjectError(f"no text in the attic has the id “{name}”", hint=hint)
    if len(different) > 1:
        some = ", ".join(
            f"{full[:16]} ({tag}, {leaflet})" for full, tag, leaflet in sorted(different)[:8]
        )
        raise ProjectError(
            f"{len(different)} texts in the attic have ids that begin with “{name}”",
            hint=f"write more of the id, or name language and leaflet: {some}",
        )
    return found
