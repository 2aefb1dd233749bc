"""Edits of the source <-> `changes.jsonl`: what kind each was, and who said so.

A line is an edge between the hashes of two states of a unit. The file only grows: a later
record decides anew, and one whose kind is null says that nobody has decided yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pipeline.model import Location
from pipeline.po import write_text
from pipeline.signoff.records import VERSION, line_of, lines, parsed, record_id, require_id

FILE = "changes.jsonl"
"""Beside the leaflet or the fragment that it is about."""

Edge = tuple[str, str]
"""The source hashes before and after; empty where there was nothing, or is nothing now."""

_TEXTS = (
    "section", "old", "new", "old_text", "new_text", "old_stem", "new_stem", "by", "on", "why",
)  # fmt: skip
_HINT = "take the line from an earlier commit, or delete it; nothing was written"


class ChangeKind(StrEnum):
    """How much an edit means, the least strict first."""

    RENAMED = "renamed"
    """An id changed, and no word with it: all that was signed holds."""
    EDITORIAL = "editorial"
    """A comma, a spelling: by a person's decision, translations and signatures carry over."""
    MOVED = "moved"
    """The same words elsewhere."""
    ADDED = "added"
    REMOVED = "removed"
    CLINICAL = "clinical"
    """The meaning moved; also what nobody decided."""
    SAFETY = "safety"
    """Readers must not act on the old words."""


STRICTNESS: tuple[ChangeKind, ...] = tuple(ChangeKind)
CARRYING = frozenset((ChangeKind.RENAMED, ChangeKind.EDITORIAL))
"""The kinds over which translations and signatures hold."""
DECISIONS = (ChangeKind.EDITORIAL, ChangeKind.CLINICAL, ChangeKind.SAFETY)
"""The kinds that a person can give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of the file."""

    section: str
    """That of the new words; of the old ones where they were removed."""
    old: str = ""
    """A source hash; empty where words were added."""
    new: str = ""
    """A source hash; empty where words were removed."""
    old_text: str = ""
    new_text: str = ""
    old_stem: str = ""
    """What an item or a cell stood under: it is a part of the hash."""
    new_stem: str = ""
    kind: ChangeKind | None = None
    """None where nobody has decided."""
    by: str = ""
    """As it was said on the command line, never made up."""
    on: str = ""
    """With seconds and offset."""
    why: str = ""
    at: Location = field(default=Location("", 0), compare=False)
    """Its line, if it came from a file."""

    @property
    def edge(self) -> Edge:
        """What it is about."""
        return self.old, self.new

    @property
    def id(self) -> str:
        """sha256 of all that it says, as hex digits."""
        return record_id(self.said())

    def said(self) -> dict[str, object]:
        """Its fields but the id, in the order in which they are written."""
        stems = {"old_stem": self.old_stem, "new_stem": self.new_stem}
        return {
            "v": VERSION,
            "section": self.section,
            "old": self.old or None,
            "new": self.new or None,
            "old_text": self.old_text,
            "new_text": self.new_text,
            **{name: stem for name, stem in stems.items() if stem},
            "kind": self.kind and self.kind.value,
            "by": self.by,
            "on": self.on,
            "why": self.why,
        }


def path_of(root: Path, owner: str) -> Path:
    """Where the changes of a leaflet or of a fragment stand, in a project's folder."""
    fragment = root / "source" / "_shared" / owner
    return (fragment if fragment.is_dir() else root / "source" / owner) / FILE


def read(path: Path, shown: str) -> tuple[Record, ...]:
    """The records of a file, each once; none where there is no file.

    Raises SourceError for the first line that says nothing certain.
    """
    return tuple(dict.fromkeys(_record(line, at) for line, at in _lines(path, shown)))


def append(path: Path, records: Iterable[Record], shown: str) -> bool:
    """Add the records to the file; False if all of them stood there already.

    Raises SourceError for a file that is damaged and OutputError for one that cannot be
    written, with the old file untouched.
    """
    old = [line for line, _ in _lines(path, shown)]
    known = set(read(path, shown))
    new = [line_of(record.said()) for record in dict.fromkeys(records) if record not in known]
    if not new:
        return False
    return write_text(path, "".join(f"{line}\n" for line in (*old, *new)), shown)


def effective(records: Iterable[Record]) -> dict[Edge, Record]:
    """The record that counts for each edge: decided before undecided, then the newest, and
    the strictest of several at the same moment."""
    found: dict[Edge, Record] = {}
    for record in records:
        other = found.get(record.edge)
        if other is None or _weight(record) > _weight(other):
            found[record.edge] = record
    return found


def undecided(records: Iterable[Record]) -> tuple[Record, ...]:
    """The edges whose kind nobody has said, in the file's order."""
    return tuple(record for record in effective(records).values() if record.kind is None)


def kind_between(edges: Mapping[Edge, Record], old: str, new: str) -> ChangeKind | None:
    """The kind of all that happened between two states of a unit; None if nothing is known.

    The same state counts as renamed. On a path the strictest kind wins, and of several paths
    the least strict counts: each is a chain of decisions that leads from text to text.
    """
    after: dict[str, list[tuple[str, ChangeKind]]] = {}
    for (before, then), record in edges.items():
        if before and then:
            kind = record.kind or ChangeKind.CLINICAL
            after.setdefault(before, []).append((then, kind))
    for rank, limit in enumerate(STRICTNESS):
        allowed = frozenset(STRICTNESS[: rank + 1])
        reached, left = {old}, [old]
        while left:
            for then, kind in after.get(left.pop(), ()):
                if kind in allowed and then not in reached:
                    reached.add(then)
                    left.append(then)
        if new in reached:
            return limit
    return None


def _weight(record: Record) -> tuple[bool, float, int]:
    rank = STRICTNESS.index(record.kind) if record.kind else -1
    return rank >= 0, datetime.fromisoformat(record.on).timestamp(), rank


def _lines(path: Path, shown: str) -> list[tuple[str, Location]]:
    return list(lines(path, shown, "cannot be read, so nothing can be added to it", _HINT))


def _record(line: str, at: Location) -> Record:
    said, texts = parsed(line, at, _TEXTS, (None, *STRICTNESS), _HINT)
    kind = said.get("kind")
    record = Record(**texts, kind=kind and ChangeKind(kind), at=at)
    require_id(said, record.id, at, _HINT)
    return record
