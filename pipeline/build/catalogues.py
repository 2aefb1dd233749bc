"""Templates and catalogues brought up to date with the source: `extract` and `update`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline import languages, po
from pipeline.build.workspace import Workspace
from pipeline.errors import CatalogueError, OutputError, PolyleafError
from pipeline.languages import SOURCE
from pipeline.model import Entry, Unit
from pipeline.po.attic import attic_of
from pipeline.reconcile import Alignment, Reconciled, align, reconcile, template
from pipeline.render import interface


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one file."""

    path: str
    written: bool
    reconciled: Reconciled | None = None
    """None for a template and an attic."""


def extract_templates(
    workspace: Workspace, leaflets: Collection[str] = ()
) -> Iterator[Change]:
    """Write `locales/templates/*.pot`; a template that is current keeps its bytes.

    The workspace's errors gather what cannot be written, and the others go on.
    """
    for owner, units in _units(workspace, leaflets).items():
        path = workspace.project.template(owner)
        shown = workspace.shown(path)
        text = po.dump(template(owner, workspace.title(owner), units, shown))
        try:
            yield Change(path=shown, written=po.write_text(path, text, shown))
        except OutputError as error:
            workspace.errors.append(error)


def update_catalogues(
    workspace: Workspace,
    tags: Collection[str],
    errors: list[PolyleafError],
    leaflets: Collection[str] = (),
    *,
    on: str,
) -> Iterator[Change]:
    """Bring every catalogue up to date; a file that cannot be read is left as it is.

    The committed templates tell what the words were, so they are written after this.
    `errors` gathers what cannot be written, and the others go on. `on` is the day that
    records in an attic carry.
    """
    wanted = [languages.find(tag).tag for tag in tags] or list(workspace.project.targets)
    for owner, its in _units(workspace, leaflets).items():
        renamed = _renamed(workspace, owner)
        alignment = align(_before(workspace, owner), its, renamed)
        for tag in wanted:
            if tag == SOURCE:
                continue
            try:
                yield from _update(workspace, tag, owner, its, alignment, renamed, on)
            except CatalogueError:
                continue  # It stands in the workspace's errors.
            except OutputError as error:
                errors.append(error)


def _before(workspace: Workspace, owner: str) -> tuple[Entry, ...]:
    """The entries of the committed template; none where it is missing or cannot be read.

    It is generated, so it is written anew; then the catalogues' own entries have to do.
    """
    path = workspace.project.template(owner)
    try:
        template = po.read_catalogue(path, workspace.shown(path))
    except CatalogueError:
        return ()
    return template.entries if template else ()


def _renamed(workspace: Workspace, owner: str) -> dict[str, str]:
    """The new id of each section that says `was=`."""
    return {
        section.heading.was: section.id
        for leaflet in workspace.sources.all
        for section in leaflet.sections
        if section.owner == owner and section.heading and section.heading.was
    }


def _update(
    workspace: Workspace,
    tag: str,
    owner: str,
    units: Sequence[Unit],
    alignment: Alignment,
    renamed: dict[str, str],
    on: str,
) -> Iterator[Change]:
    """Bring one catalogue up to date; what it cannot hold is safe before it is written."""
    path = workspace.project.catalogue(tag, owner)
    shown = workspace.shown(path)
    old = workspace.catalogue(tag, owner)
    title, language = workspace.title(owner), languages.find(tag)
    result = reconcile(
        old, owner, title, units, language, shown, alignment=alignment, renamed=renamed
    )
    if result.attic:
        attic = attic_of(path)
        name = workspace.shown(attic)
        why = "update: the source needs another entry of the same words"
        added = po.put_in_attic(attic, result.attic, name, on=on, why=why)
        yield Change(path=name, written=added)
    # A catalogue in which nothing but places changed keeps its every byte.
    same = old == result.catalogue
    written = not same and po.write_text(
        path, po.dump(result.catalogue), shown, expected=old.digest if old else ""
    )
    yield Change(path=shown, written=written, reconciled=result)


def _units(workspace: Workspace, leaflets: Collection[str]) -> dict[str, tuple[Unit, ...]]:
    """The units of everything that has a catalogue, or of those that are named."""
    found = dict(workspace.units)
    found[interface.ID] = interface.extract_units()
    return {owner: its for owner, its in found.items() if not leaflets or owner in leaflets}
