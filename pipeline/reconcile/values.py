"""What comes out of a reconciliation: pairs of old and new words, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model import Catalogue, Entry, Location, Unit

Key = tuple[str, str]
"""msgctxt and msgid."""


class Pairing(StrEnum):
    """How old words and new words belong together."""

    SAME = "same"
    """The same words in the same place."""
    RENAMED = "renamed"
    """The same words in a section that got another id."""
    MOVED = "moved"
    """The same words in another section or role."""
    EDITED = "edited"
    """Other words in the old ones' place, or words very much like them."""
    SPLIT = "split"
    """A part of the old words; the other parts are pairs of their own."""
    JOINED = "joined"
    """Words that the old ones are a part of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An old unit, as the committed template has it, and a new one."""

    old: Entry
    new: Unit
    how: Pairing
    sure: bool = False
    """Whether a translation stays good by itself: the words are the same, in the same role,
    and there is no second place from or to which it could have gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """All pairs of a leaflet's old and new units."""

    pairs: tuple[Pair, ...] = ()
    """In the new units' order."""
    known: frozenset[Key] = frozenset()
    """The keys of the old units, those too that are in no pair."""


class Fate(StrEnum):
    """What became of an entry."""

    KEPT = "kept"
    MOVED = "moved"
    DOUBTFUL = "doubtful"
    NEW = "new"
    REVIVED = "revived"
    OBSOLETE = "obsolete"
    ATTIC = "attic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What became of one entry, and where it stood before."""

    fate: Fate
    context: str
    msgid: str
    at: Location
    """Its line in the old catalogue; of a new one, the catalogue's first."""
    was: str = ""
    """The words that a doubtful or moved translation was made for, where they are others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A catalogue brought up to date, and what that took."""

    catalogue: Catalogue
    events: tuple[Event, ...] = ()
    attic: tuple[Entry, ...] = ()
    """What the catalogue cannot hold, since gettext has one entry for it and the new words."""

    def count(self, fate: Fate) -> int:
        """How many entries had this fate."""
        return sum(event.fate is fate for event in self.events)
