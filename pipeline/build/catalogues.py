"""Templates and catalogues brought up to date with the source: `extract` and `update`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pipeline import languages, po
from pipeline.build.workspace import Workspace
from pipeline.errors import CatalogueError, OutputError, PolyleafError
from pipeline.languages import SOURCE
from pipeline.model import Catalogue, Entry, Unit
from pipeline.reconcile import Reconciled, reconcile, template
from pipeline.render import interface


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one file."""

    path: str
    written: bool
    reconciled: Reconciled | None = None
    """None for a template."""


def extract_templates(workspace: Workspace) -> Iterator[Change]:
    """Write `locales/templates/*.pot`; a template that is current keeps its bytes."""
    for owner, units in _units(workspace).items():
        path = workspace.project.template(owner)
        shown = workspace.shown(path)
        text = po.dump(template(owner, workspace.title(owner), units, shown))
        yield Change(path=shown, written=po.write_text(path, text, shown))


def update_catalogues(
    workspace: Workspace, tags: Collection[str], errors: list[PolyleafError]
) -> Iterator[Change]:
    """Bring every catalogue up to date; a file that cannot be read is left as it is.

    `errors` gathers those, and the others go on.
    """
    wanted = [languages.find(tag).tag for tag in tags] or list(workspace.project.targets)
    units = _units(workspace)
    for tag in wanted:
        if tag == SOURCE:
            continue
        language = languages.find(tag)
        for owner, its in units.items():
            path = workspace.project.catalogue(tag, owner)
            shown = workspace.shown(path)
            try:
                old = workspace.catalogue(tag, owner)
                result = reconcile(old, owner, workspace.title(owner), its, language, shown)
                same = old is not None and _same(old, result.catalogue)
                written = not same and po.write_text(path, po.dump(result.catalogue), shown)
            except CatalogueError:
                continue  # It stands in the workspace's errors.
            except OutputError as error:
                errors.append(error)
                continue
            yield Change(path=shown, written=written, reconciled=result)


def _same(old: Catalogue, new: Catalogue) -> bool:
    """Whether nothing changed but places; the file then keeps its every byte."""
    return [_still(entry) for entry in old.entries] == [_still(entry) for entry in new.entries]


def _still(entry: Entry) -> Entry:
    return replace(entry, raw="")


def _units(workspace: Workspace) -> dict[str, tuple[Unit, ...]]:
    found = dict(workspace.units)
    found[interface.ID] = interface.extract_units()
    return found
