"""Named questions asked of translations.

A check is one function that yields messages. Its first paragraph is a question that a nurse
could answer, the rest says why a reader needs the answer; `polyleaf checks` prints both. The
decorators register nothing: the tables that the gate runs stand in `pipeline/gate.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.model import Catalogue, Language, Location, Severity, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What checks need to know from outside, the same for a whole language."""

    language: Language
    keep: tuple[str, ...] = ()
    """Names that stay as they are in English."""
    lone_forms: frozenset[int] = frozenset()
    """Plural forms that exactly one number takes, which may say it in a word."""
    uncovered: Callable[[str], str] = field(default=lambda text: "")
    """The characters of a text that no font of the language can draw."""
    plural_problem: Callable[[str], str] = field(default=lambda header: "")
    """What is wrong with a Plural-Forms header for the language; empty if nothing is."""


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

    @property
    def finished(self) -> tuple[str, ...]:
        """The strings that have text in them."""
        return tuple(text for text in self.strings if text.strip())


@dataclass(frozen=True, slots=True)
class Check:
    """A question asked of one translation."""

    id: str
    severity: Severity
    ask: Callable[[Subject], Iterator[str]]


@dataclass(frozen=True, slots=True)
class CatalogueCheck:
    """A question asked of a whole file; each message comes with its place."""

    id: str
    severity: Severity
    ask: Callable[[Catalogue, Surroundings], Iterator[tuple[Location, str]]]


def check(
    name: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[Subject], Iterator[str]]], Check]:
    """Make a check of a function."""
    return lambda ask: Check(name, severity, ask)


def catalogue_check(
    name: str, severity: Severity = Severity.ERROR
) -> Callable[
    [Callable[[Catalogue, Surroundings], Iterator[tuple[Location, str]]]], CatalogueCheck
]:
    """Make a catalogue check of a function."""
    return lambda ask: CatalogueCheck(name, severity, ask)
