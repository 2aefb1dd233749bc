"""Named questions asked of translations.

A check is one function that yields what it finds. Its first paragraph is a question that a
nurse could answer, the rest says why a reader needs the answer; `polyleaf checks` prints both.
The decorators register nothing: the tables that the gate runs stand in `tables.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from pipeline.checks.lexicon import Lexicon
from pipeline.checks.reading import Text
from pipeline.model import Catalogue, Entry, Language, Leaflet, Location, Severity, Unit, Words

_Any = TypeVar("_Any", bound="Check | CatalogueCheck | SourceCheck")
_NOTHING = Lexicon(Words())
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Rendering:
    """A term of a language's glossary."""

    english: str
    required: str
    allowed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What checks need to know from outside, the same for a whole language."""

    language: Language
    keep: tuple[str, ...] = ()
    """Names that stay as they are in English."""
    terms: tuple[Rendering, ...] = ()
    opposed: tuple[tuple[Rendering, Rendering], ...] = ()
    """Pairs of terms of the glossary that mean opposite things."""
    lexicon: Lexicon = field(default=_NOTHING)
    english: Lexicon = field(default=_NOTHING)
    alphabet: frozenset[str] = frozenset()
    """Every letter that the language is written with; empty where nobody has listed them."""
    foreign: frozenset[str] = frozenset()
    """Letters that it is never written with, where the list of its own would be too long."""
    lone_forms: frozenset[int] = frozenset()
    """Plural forms that exactly one number takes, which may say it in a word."""
    uncovered: Callable[[str], str] = field(default=lambda text: "")
    """The characters of a text that no font of the language can draw."""
    plural_problem: Callable[[str], str] = field(default=lambda header: "")
    """What is wrong with a Plural-Forms header for the language; empty if nothing is."""
    levels: Mapping[str, Severity | None] = field(default_factory=dict)
    """How much the project lets a check weigh, where it is not what the check says; None for
    one that is not asked."""
    misspelt: Callable[[str], Sequence[str]] | None = None
    """The words of a text that no dictionary has; None where there is no dictionary."""
    longest_first: tuple[tuple[str, Rendering], ...] = field(init=False, compare=False)
    """The terms with their English in small letters, one that may hold another before it."""

    def __post_init__(self) -> None:
        by_length = sorted(self.terms, key=lambda term: -len(term.english))
        named = tuple((term.english.casefold(), term) for term in by_length)
        object.__setattr__(self, "longest_first", named)

    def asked(self, checks: Sequence[_Any]) -> list[tuple[_Any, Severity]]:
        """Those of the checks that are asked in this language, and how much each weighs."""
        weighed = ((check, self.levels.get(check.id, check.severity)) for check in checks)
        return [(check, level) for check, level in weighed if level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A unit with what the catalogue says for it."""

    unit: Unit
    strings: tuple[str, ...] = ("",)
    fuzzy: bool = False
    missing: bool = False
    """Whether the catalogue has no live entry at all."""
    comments: tuple[str, ...] = ()
    around: Surroundings
    source: Text = field(init=False, compare=False, repr=False)
    """The English; of a plural text, the plural."""
    texts: tuple[tuple[int, Text], ...] = field(init=False, compare=False, repr=False)
    """The strings that have text in them, each with its number."""
    found: dict[int, tuple[tuple[str, str], ...]] = field(
        init=False, compare=False, repr=False, default_factory=dict
    )
    """What several checks find at once, by the string's number."""

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "source", english_text(self.unit.msgid_plural or self.unit.msgid)
        )
        object.__setattr__(
            self,
            "texts",
            tuple((n, Text(text)) for n, text in enumerate(self.strings) if text.strip()),
        )

    @property
    def traits(self) -> int:
        """What its texts have, the English or a translation."""
        has = self.source.traits
        for _, text in self.texts:
            has |= text.traits
        return has


@lru_cache(maxsize=4096)
def english_text(msgid: str) -> Text:
    """The English of a unit, which is read once for all languages."""
    return Text(msgid)


@dataclass(frozen=True, slots=True)
class Said:
    """What a check says of a string, and of which character of it."""

    message: str
    form: int = 0
    offset: int = -1
    """Into the string; -1 where it is the whole of it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question asked of one translation."""

    id: str
    family: str
    severity: Severity
    ask: Callable[[Subject], Iterator[Said]]
    where: int = 0
    """In which texts only, English or translated, it may find something: what their `traits`
    have one of; 0 for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A catalogue with all of its units."""

    catalogue: Catalogue
    subjects: Sequence[tuple[Subject, Entry | None]]
    around: Surroundings


@dataclass(frozen=True, slots=True)
class CatalogueCheck:
    """A question asked of a whole file; each message comes with its place."""

    id: str
    family: str
    severity: Severity
    ask: Callable[[Whole], Iterator[tuple[Location, str]]]


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """A question asked of the English; each message comes with its place."""

    id: str
    family: str
    severity: Severity
    ask: Callable[[Leaflet], Iterator[tuple[Location, str]]]


def check(
    name: str, family: str, severity: Severity = ERROR, *, where: int = 0
) -> Callable[[Callable[[Subject], Iterator[Said]]], Check]:
    """Make a check of a function."""
    return lambda ask: Check(name, family, severity, ask, where)


def catalogue_check(
    name: str, family: str, severity: Severity = ERROR
) -> Callable[[Callable[[Whole], Iterator[tuple[Location, str]]]], CatalogueCheck]:
    """Make a catalogue check of a function."""
    return lambda ask: CatalogueCheck(name, family, severity, ask)


def source_check(
    name: str, severity: Severity = WARNING
) -> Callable[[Callable[[Leaflet], Iterator[tuple[Location, str]]]], SourceCheck]:
    """Make a source check of a function."""
    return lambda ask: SourceCheck(name, "source", severity, ask)
