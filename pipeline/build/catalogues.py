"""Templates and catalogues brought up to date with the source: `extract` and `update`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline import languages, po
from pipeline.build.workspace import Workspace
from pipeline.errors import CatalogueError, OutputError, PolyleafError
from pipeline.languages import SOURCE
from pipeline.model import Unit
from pipeline.reconcile import Reconciled, reconcile, template
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
) -> Iterator[Change]:
    """Bring every catalogue up to date; a file that cannot be read is left as it is.

    `errors` gathers what cannot be written, and the others go on.
    """
    wanted = [languages.find(tag).tag for tag in tags] or list(workspace.project.targets)
    units = _units(workspace, leaflets)
    for tag in wanted:
        if tag == SOURCE:
            continue
        for owner, its in units.items():
            try:
                yield from _update(workspace, tag, owner, its)
            except CatalogueError:
                continue  # It stands in the workspace's errors.
            except OutputError as error:
                errors.append(error)


def _update(
    workspace: Workspace, tag: str, owner: str, units: Sequence[Unit]
) -> Iterator[Change]:
    """Bring one catalogue up to date; what it cannot hold is safe before it is written."""
    path = workspace.project.catalogue(tag, owner)
    shown = workspace.shown(path)
    old = workspace.catalogue(tag, owner)
    title, language = workspace.title(owner), languages.find(tag)
    result = reconcile(old, owner, title, units, language, shown)
    if result.attic:
        attic = path.with_suffix(".attic.jsonl")
        name = workspace.shown(attic)
        yield Change(path=name, written=po.put_in_attic(attic, result.attic, name))
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
