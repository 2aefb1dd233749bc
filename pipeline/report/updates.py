"""What an update did, or would do -> text and JSON."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pipeline.errors import shortened
from pipeline.model import Location
from pipeline.reconcile import Event, Fate
from pipeline.report import as_json, for_terminal
from pipeline.signoff.changes import Record
from pipeline.units import short

_SPOKEN_OF = (Fate.DOUBTFUL, Fate.NEW, Fate.ATTIC)
"""What a person has to look at."""
_WORDS = re.compile(r"\s+|[^\s]+")


class Told(Protocol):
    """What became of a file, as `build` tells it."""

    @property
    def path(self) -> str:
        """Its name in the project."""

    @property
    def written(self) -> bool:
        """Whether its bytes changed, or would."""

    @property
    def leaflet(self) -> str:
        """Whose it is."""

    @property
    def language(self) -> str:
        """Empty for what belongs to no translation."""

    @property
    def events(self) -> tuple[Event, ...]:
        """What became of its entries."""


def file_text(file: Told, dry: bool, most: int | None) -> Iterator[str]:
    """A line for the file, and one for each entry that needs somebody; `most` cuts them."""
    counts = Counter(event.fate for event in file.events)
    said = "would be written" if dry else "written"
    told = ", ".join(f"{counts[fate]} {fate.value}" for fate in Fate if counts[fate])
    yield for_terminal(f"{file.path}: {said}{f': {told}' if told else ''}")
    lines = [_event(event) for event in file.events if event.fate in _SPOKEN_OF]
    if counts[Fate.NEW] == len(file.events):
        lines = []  # A language that is begun is new from end to end.
    yield from lines[:most]
    if most is not None and len(lines) > most:
        yield f"    … and {len(lines) - most} more"


def change_text(record: Record, colours: bool) -> Iterator[str]:
    """A changed unit: its name, its kind, and what changed in its words."""
    kind = record.kind.value if record.kind else "undecided, counts as clinical"
    name = short(record.new or record.old)
    yield for_terminal(f"{name}  {record.section}: {kind}")
    if record.by or record.why:
        yield for_terminal(f"    {record.by}, {record.on}: {record.why}")
    pairs = [(record.old_text, record.new_text)]
    if record.old_stem != record.new_stem:
        pairs.append((record.old_stem, record.new_stem))
    for old, new in pairs:
        yield f"    {word_diff(old, new, colours)}"


def word_diff(old: str, new: str, colours: bool = False) -> str:
    """The words of both texts in one line: `[-gone-]{+come+}`, or in red and green."""
    gone = ("\x1b[31m", "\x1b[0m") if colours else ("[-", "-]")
    come = ("\x1b[32m", "\x1b[0m") if colours else ("{+", "+}")
    before, after = _WORDS.findall(for_terminal(old)), _WORDS.findall(for_terminal(new))
    parts = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            parts.append("".join(before[i:j]))
            continue
        for (start, end), words in ((gone, before[i:j]), (come, after[k:m])):
            text = "".join(words)
            parts.append(f"{start}{text}{end}" if text else "")
    return "".join(parts)


def update_json(
    files: Iterable[Told], changed: Iterable[tuple[str, Record]], dry: bool
) -> str:
    """All of it: files with their entries, and the changed units by leaflet."""
    return as_json(
        {
            "version": 1,
            "dry_run": dry,
            "files": [_file(file) for file in files],
            "changes": changes_rows(changed),
        }
    )


def changes_rows(changed: Iterable[tuple[str, Record]]) -> list[dict[str, object]]:
    """Changed units by leaflet, as JSON has them."""
    return [
        {"leaflet": owner, "unit": short(record.new or record.old), **record.said()}
        for owner, record in changed
    ]


def _file(file: Told) -> dict[str, object]:
    counts = Counter(event.fate.value for event in file.events)
    return {
        "path": file.path,
        "leaflet": file.leaflet,
        "language": file.language or None,
        "written": file.written,
        "counts": dict(counts),
        "entries": _entries(file.events),
    }


def _entries(events: Sequence[Event]) -> list[dict[str, object]]:
    return [
        {
            "fate": event.fate.value,
            "path": event.at.path,
            "line": event.at.line,
            "context": event.context,
            "msgid": event.msgid,
            "was": event.was or None,
        }
        for event in events
        if event.fate is not Fate.KEPT
    ]


def _event(event: Event) -> str:
    was = f", was made for “{shortened(event.was)}”" if event.was else ""
    at = Location(event.at.path, event.at.line)
    return for_terminal(f"    {at}: {event.fate.value}: “{shortened(event.msgid)}”{was}")
