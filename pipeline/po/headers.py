"""Three headers of a catalogue -> one, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pipeline.model import Entry
from pipeline.po.threeway import either, said, union

_REVISION = "PO-Revision-Date"
_SAVED = (_REVISION, "Last-Translator", "X-Generator")
"""What the newest save says of itself: these belong together."""
_CREATION = "POT-Creation-Date"
_PROVENANCE = "X-Translation-Provenance"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that both sides changed, each in its own way."""

    name: str
    kept: str
    dropped: str


def merge_header(base: Entry | None, ours: Entry, theirs: Entry) -> tuple[Entry, list[Field]]:
    """The header with the work of both sides; the fields in which one of them lost."""
    if said(theirs) == said(base):
        return ours, []
    if said(ours) == said(base):
        return theirs, []
    lost: list[Field] = []
    before = _fields(base) if base else {}
    text = "".join(_merged(before, _fields(ours), _fields(theirs), lost))
    flags, comments = (base.flags, base.comments) if base else ((), ())
    merged = replace(
        ours,
        strings=(text,),
        flags=union(flags, ours.flags, theirs.flags),
        comments=union(comments, ours.comments, theirs.comments),
    )
    for side in (ours, theirs):
        if said(merged) == said(side):
            return side, lost
    return replace(merged, raw=""), lost


def _merged(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str], lost: list[Field]
) -> Iterator[str]:
    newest = _newest(base, ours, theirs, _REVISION)
    for name in dict.fromkeys((*ours, *theirs)):
        old, left, right = base.get(name), ours.get(name), theirs.get(name)
        if newest is not None and name in _SAVED and name in newest:
            chosen: str | None = newest[name]
        elif name == _CREATION and (later := _newest(base, ours, theirs, name)) is not None:
            chosen = later[name]
        elif left is None or right is None or right in (old, left) or left == old:
            chosen = either(old, left, right, left or right)
        else:
            # Only people who agree may say that the text is a person's.
            human = name == _PROVENANCE and left.partition(":")[2].strip() == "human"
            chosen, other = (right, left) if human else (left, right)
            lost.append(Field(name=name, kept=_value(chosen), dropped=_value(other)))
        if chosen is not None:
            yield chosen


def _fields(header: Entry) -> dict[str, str]:
    """Each field's lines by its name; a name that comes again has a number behind it."""
    found: dict[str, str] = {}
    for line in header.strings[0].removesuffix("\n").split("\n"):
        name = line.partition(":")[0].strip()
        while name in found:
            name += " again"
        found[name] = f"{line}\n"
    return found


def _newest(
    base: dict[str, str], ours: dict[str, str], theirs: dict[str, str], name: str
) -> dict[str, str] | None:
    """The side with the later date, where each of them has set one of its own."""
    old, left, right = base.get(name), ours.get(name), theirs.get(name)
    if left is None or right is None or left in (old, right) or right == old:
        return None
    return theirs if _date(right) > _date(left) else ours


def _date(line: str) -> datetime:
    """The moment that a field names; long ago where it names none."""
    try:
        moment = datetime.fromisoformat(_value(line))
    except ValueError:
        return _LONG_AGO
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _value(line: str) -> str:
    return line.partition(":")[2].strip()
