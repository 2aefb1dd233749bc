"""Three states of one entry -> the entry that has the work of both sides.

What one side alone changed is taken from it. Where both wrote other words, ours stay, as
fuzzy, and theirs are set aside: a reader never gets words that two people disagree about.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.model import Entry, Location

_T = TypeVar("_T")
_H = TypeVar("_H", bound=Hashable)
_NOWHERE = Location("", 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A text that has no place in the merged catalogue."""

    entry: Entry
    why: str


def either(base: _T, ours: _T, theirs: _T, otherwise: _T) -> _T:
    """The value of the side that alone changed it, or of both; `otherwise` if they differ."""
    if ours in (base, theirs):
        return theirs
    return ours if theirs == base else otherwise


def union(base: Sequence[_H], ours: Sequence[_H], theirs: Sequence[_H]) -> tuple[_H, ...]:
    """What either side added, without what either took away."""
    before, left, right = set(base), set(ours), set(theirs)
    stay = [item for item in ours if item in right or item not in before]
    come = [item for item in theirs if item not in left and item not in before]
    both = (*stay, *dict.fromkeys(come))
    return either(tuple(base), tuple(ours), tuple(theirs), both)


def said(entry: Entry | None) -> Entry | None:
    """What an entry says, wherever it stands and in whatever order its flags are."""
    if entry is None:
        return None
    flags = tuple(sorted(entry.flags))
    return replace(entry, at=_NOWHERE, string_line=0, flags=flags)


def merge_entry(
    base: Entry | None, ours: Entry | None, theirs: Entry | None
) -> tuple[Entry | None, Aside | None]:
    """The entry with the work of both sides, None if it goes; and the text it cannot hold."""
    if ours is None or theirs is None:
        side = ours or theirs
        return _alone(base, side) if side else (None, None)
    if said(theirs) == said(base):
        return ours, _emptied(ours, theirs)
    if said(ours) == said(base):
        return theirs, _emptied(theirs, ours)
    return _both(base, ours, theirs)


def _alone(base: Entry | None, side: Entry) -> tuple[Entry | None, Aside | None]:
    """What becomes of an entry that the other side does not have."""
    revived = base is not None and base.obsolete and not side.obsolete
    if base is None or revived:
        return side, None
    if _work(side) != _work(base) and (any(side.strings) or side.comments):
        return _obsolete(side), None
    if not any(side.strings):
        return None, None
    return None, Aside(entry=side, why="merge: one side took the entry out of the catalogue")


def _obsolete(entry: Entry) -> Entry:
    if entry.obsolete:
        return entry
    return replace(entry, obsolete=True, extracted=(), references=(), raw="")


def _work(entry: Entry) -> tuple[object, ...]:
    """What people write in an entry; the rest comes from the source."""
    return *_words(entry), entry.flags, entry.comments


def _both(base: Entry | None, ours: Entry, theirs: Entry) -> tuple[Entry, Aside | None]:
    """The merged entry, where both sides changed something."""
    text, doubt, aside = _text(base, ours, theirs)
    old = base or replace(ours, flags=(), comments=(), extracted=(), references=())
    flags = union(_others(old), _others(ours), _others(theirs))
    held = [side for side in (ours, theirs) if _words(side) == _words(text)]
    # msgfmt would hold the words against a format that nobody had held them against.
    doubt |= any(text.strings) and _formats(flags) not in [_formats(s.flags) for s in held]
    dead = ours.obsolete and theirs.obsolete
    if base:
        dead = either(base.obsolete, ours.obsolete, theirs.obsolete, dead)
    before = _previous(text)
    if _state(ours) == _state(theirs):
        before = either(_previous(old), _previous(ours), _previous(theirs), before)
    merged = replace(
        text,
        flags=("fuzzy", *flags) if doubt else flags,
        comments=union(old.comments, ours.comments, theirs.comments),
        extracted=() if dead else union(old.extracted, ours.extracted, theirs.extracted),
        references=() if dead else union(old.references, ours.references, theirs.references),
        previous_context=before[0],
        previous_id=before[1],
        previous_plural=before[2],
        obsolete=dead,
    )
    for side in (ours, theirs):
        if said(merged) == said(side):
            return side, aside
    return replace(merged, raw=""), aside


def _text(base: Entry | None, ours: Entry, theirs: Entry) -> tuple[Entry, bool, Aside | None]:
    """The side whose text stays, whether it is in doubt, and the other text if it goes."""
    if _state(ours) == _state(theirs):
        return ours, ours.fuzzy, None
    for side, other in ((ours, theirs), (theirs, ours)):
        if base and _state(other) == _state(base):
            return side, side.fuzzy, _emptied(side, other)
    if _words(ours) == _words(theirs):
        return (ours if ours.fuzzy else theirs), True, None
    for side, other in ((ours, theirs), (theirs, ours)):
        if not any(other.strings):
            # A text that one side changed and the other took away is in doubt.
            doubt = base is not None and any(base.strings)
            return side, doubt or side.fuzzy or (other.fuzzy and not any(side.strings)), None
    why = "merge: both sides changed the translation; the other one stayed, as fuzzy"
    return ours, True, Aside(entry=theirs, why=why)


def _emptied(chosen: Entry, other: Entry) -> Aside | None:
    if any(chosen.strings) or not any(other.strings):
        return None
    return Aside(entry=other, why="merge: one side took the translation away")


def _state(entry: Entry) -> tuple[object, ...]:
    """The text and whether it is finished: they change together or not at all."""
    return *_words(entry), entry.fuzzy


def _words(entry: Entry) -> tuple[object, ...]:
    return entry.plural, entry.strings


def _previous(entry: Entry) -> tuple[str | None, str | None, str | None]:
    return entry.previous_context, entry.previous_id, entry.previous_plural


def _others(entry: Entry) -> tuple[str, ...]:
    return tuple(flag for flag in entry.flags if flag != "fuzzy")


def _formats(flags: Sequence[str]) -> set[str]:
    return {flag for flag in flags if flag.endswith("-format") or flag.startswith("range:")}
