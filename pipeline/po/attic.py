"""Entries that no catalogue can hold any more <-> lines of JSON, so that none is lost.

The file only grows: a record once written stays, and git may join two of them line by line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import CatalogueError, OutputError
from pipeline.model import Entry, Location
from pipeline.po.files import write_text

SUFFIX = ".attic.jsonl"
_HINT = "mend the line or move the file away, and run the command again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A text in the attic."""

    id: str
    """sha256 of what a translator wrote, as hex digits: the same text has one id anywhere."""
    entry: Entry
    """Its place is the record's."""
    on: str
    """The day on which it came, as ISO 8601 has it; empty in the oldest records."""
    why: str
    restored: str = ""
    """The day on which it was last brought back; empty if it was not, or came again."""


def attic_of(catalogue: Path, name: str = "") -> Path:
    """Where the texts go that a catalogue cannot hold; `name` tells files apart."""
    return catalogue.with_name(f"{catalogue.stem}{'.' if name else ''}{name}{SUFFIX}")


def read_attic(path: Path, shown: str) -> tuple[Kept, ...]:
    """The texts of an attic, each once, in the order in which they came.

    Raises CatalogueError, with its line, for a record that cannot be read.
    """
    return tuple(_kept(_content(path, shown), shown).values())


def put_in_attic(
    path: Path, entries: Iterable[Entry], shown: str, *, on: str, why: str
) -> bool:
    """Add the entries to a file that only grows; False if all of them stood there already.

    Raises OutputError, with the old file untouched.
    """
    old, kept = _old(path, shown)
    # What was brought back and has fallen out again is told again.
    known = {item.id for item in kept.values() if not item.restored}
    new = {text_id(entry): entry for entry in entries}
    lines = [_record(entry, on, why) for name, entry in new.items() if name not in known]
    return _append(path, old, lines, shown)


def mark_restored(path: Path, text: str, shown: str, *, on: str) -> bool:
    """Add to the attic that a text of it was brought back.

    Raises OutputError, with the old file untouched.
    """
    old, _ = _old(path, shown)
    return _append(path, old, [{"v": 1, "restored": text, "on": on}], shown)


def text_id(entry: Entry) -> str:
    """The id of what a translator wrote in an entry."""
    parts = [
        "polyleaf-attic/1", entry.domain, entry.context, entry.id, entry.plural,
        entry.strings, entry.flags, entry.comments,
    ]  # fmt: skip
    compact = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(compact.encode()).hexdigest()


def _old(path: Path, shown: str) -> tuple[str, dict[str, Kept]]:
    """What stands in the file, which nothing is added to if it cannot be read."""
    try:
        old = _content(path, shown)
        return old, _kept(old, shown)
    except CatalogueError as error:
        raise OutputError(error.message, error.at, hint=error.hint) from error


def _append(path: Path, old: str, records: Iterable[object], shown: str) -> bool:
    lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    gap = "\n" if lines and old and not old.endswith("\n") else ""
    read = hashlib.sha256(old.encode()).hexdigest() if old or path.exists() else ""
    return bool(lines) and write_text(path, old + gap + lines, shown, expected=read)


def _content(path: Path, shown: str) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise CatalogueError(message, Location(shown, 1), hint=_HINT) from error
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "the file is not UTF-8"
        raise CatalogueError(message, Location(shown, line), hint=_HINT) from error


def _kept(content: str, shown: str) -> dict[str, Kept]:
    found: dict[str, Kept] = {}
    # Not splitlines(): a text may hold a U+2028.
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        at = Location(shown, number)
        try:
            _take(_Record(json.loads(line)), at, found)
        except (ValueError, RecursionError) as error:
            said = (
                str(error) if isinstance(error, _DamageError) else "is no record of an attic"
            )
            raise CatalogueError(said, at, hint=_HINT) from error
    return found


class _DamageError(ValueError):
    """What is wrong with a record, as a sentence."""


def _take(record: _Record, at: Location, found: dict[str, Kept]) -> None:
    """Add what a record says to what those before it said."""
    if record.value("v") != 1:
        raise _DamageError("the record is of a version that this polyleaf does not know")
    on, name = record.text("on") or "", record.text("restored")
    if name is not None:
        if name in found:
            found[name] = replace(found[name], restored=on or "an unknown day")
        return
    entry = record.entry(at)
    name = text_id(entry)
    first = found.get(name)
    if first is None or first.restored:
        found[name] = Kept(id=name, entry=entry, on=on, why=record.text("why") or "")


class _Record:
    """One line, whose fields are of the kinds that they should be."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise _DamageError("is no record of an attic")
        self.fields: dict[str, object] = value

    def value(self, name: str) -> object:
        """A field of any kind; None if it is missing."""
        return self.fields.get(name)

    def text(self, name: str) -> str | None:
        """A field that is a text or missing."""
        value = self.fields.get(name)
        if not (value is None or isinstance(value, str)):
            raise _DamageError(f"“{name}” is no text")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A field that is a list of texts, or missing."""
        return tuple(self._texts(name))

    def _texts(self, name: str) -> Iterator[str]:
        value = self.fields.get(name)
        for item in value if isinstance(value, list) else () if value is None else (None,):
            if not isinstance(item, str):
                raise _DamageError(f"“{name}” is no list of texts")
            yield item

    def entry(self, at: Location) -> Entry:
        """The entry that the record keeps."""
        msgid, strings = self.text("msgid"), self.texts("msgstr")
        if msgid is None or not strings:
            raise _DamageError("the record has no msgid, or no msgstr")
        before = _Record(self.fields.get("previous") or {})
        return Entry(
            at=at,
            domain=self.text("domain") or "",
            context=self.text("context"),
            id=msgid,
            plural=self.text("msgid_plural"),
            strings=strings,
            flags=self.texts("flags"),
            comments=self.texts("comments"),
            extracted=self.texts("extracted"),
            references=self.texts("references"),
            previous_context=before.text("context"),
            previous_id=before.text("msgid"),
            previous_plural=before.text("msgid_plural"),
            obsolete=self.value("obsolete") is True,
        )


def _record(entry: Entry, on: str, why: str) -> dict[str, object]:
    before = {
        "context": entry.previous_context,
        "msgid": entry.previous_id,
        "msgid_plural": entry.previous_plural,
    }
    return {
        "v": 1,
        "on": on,
        "why": why,
        "domain": entry.domain,
        "context": entry.context,
        "msgid": entry.id,
        "msgid_plural": entry.plural,
        "msgstr": entry.strings,
        "flags": entry.flags,
        "comments": entry.comments,
        "extracted": entry.extracted,
        "references": entry.references,
        "previous": before if any(text is not None for text in before.values()) else None,
        "obsolete": entry.obsolete,
    }
