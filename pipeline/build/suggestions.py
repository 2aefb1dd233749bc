"""Untranslated entries -> the same entries with what the memory offers, as fuzzy text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import languages, po
from pipeline.build.workspace import Workspace
from pipeline.errors import CatalogueError, OutputError, PolyleafError
from pipeline.memory import Memory, Remembered, remembering
from pipeline.model import Catalogue, Entry
from pipeline.render import interface


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """How many entries of one catalogue were filled in."""

    path: str
    entries: int


def suggest(
    workspace: Workspace,
    tags: Collection[str],
    leaflets: Collection[str],
    errors: list[PolyleafError],
) -> Iterator[Suggested]:
    """Fill untranslated entries with what others of the language say, never as finished.

    A catalogue that cannot be read or written stays as it is; `errors` gathers the latter.
    """
    wanted = [languages.find(tag).tag for tag in tags] or list(workspace.project.targets)
    owners = [name for name in workspace.units if not leaflets or name in leaflets]
    with remembering(workspace.project.root, workspace.project.opposites) as memory:
        memory.refresh(_files(workspace))
        for tag in wanted:
            for owner in owners:
                path = workspace.project.catalogue(tag, owner)
                shown = workspace.shown(path)
                try:
                    old = po.read_catalogue(path, shown)
                    new = _filled(old, memory, tag) if old else None
                    if old and new and new.entries != old.entries:
                        po.write_text(path, po.dump(new), shown, expected=old.digest)
                        changed = zip(old.entries, new.entries, strict=True)
                        yield Suggested(path=shown, entries=sum(a != b for a, b in changed))
                except CatalogueError:
                    continue  # It stands in the workspace's errors.
                except OutputError as error:
                    errors.append(error)


def _files(workspace: Workspace) -> Iterator[tuple[str, str, Path]]:
    for tag in workspace.project.targets:
        folder = workspace.project.catalogue(tag, interface.ID).parent
        for path in sorted(folder.glob("*.po")):
            yield tag, workspace.shown(path), path


def _filled(catalogue: Catalogue, memory: Memory, tag: str) -> Catalogue:
    entries = []
    for entry in catalogue.entries:
        offered = None
        if not entry.obsolete and not any(entry.strings):
            offered = memory.suggest(tag, entry.id, entry.plural or "")
        entries.append(_offered(entry, offered) if offered else entry)
    return replace(catalogue, entries=tuple(entries))


def _offered(entry: Entry, offered: Remembered) -> Entry:
    if len(offered.strings) != len(entry.strings):
        return entry  # Another number of plural forms: no text of it is known to fit.
    origin = f"suggested from {offered.path}, {offered.percent} % alike"
    if offered.machine:
        origin += ", a machine's draft"
    near = offered.msgid != entry.id
    return replace(
        entry,
        strings=offered.strings,
        flags=("fuzzy", *(flag for flag in entry.flags if flag != "fuzzy")),
        comments=(*entry.comments, origin),
        previous_id=offered.msgid if near else entry.previous_id,
        raw="",
    )
