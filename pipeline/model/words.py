"""By which words a language says what checks look for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Patterns = tuple[str, ...]
"""Words, in which `*` at an end stands for any letters; with a blank in it, a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is known of a language's words; what is empty is not checked."""

    spaced: bool = True
    """Whether blanks stand between its words; if not, a pattern is any part of a text."""
    negation: Patterns = ()
    not_negation: Patterns = ()
    """What looks like a negation and is none."""
    maybe_negation: Patterns = ()
    """What other languages may well say with a negation."""
    negation_of_some: Patterns = ()
    """What only those languages say with a negation that name it in `says_with_not`."""
    says_with_not: Patterns = ()
    """Which patterns of the English `negation_of_some` the language says with a negation."""
    nor: Patterns = ()
    """Negations that only go on with an earlier one, as “nor” does."""
    avoidance: Patterns = ()
    """Words like “avoid”, which may stand for “do not”."""
    unless: Patterns = ()
    """Words like “unless”."""
    unless_negates: bool = False
    """Whether the language says “unless” with a negation: if you have *not* been told."""
    hedges: Mapping[str, Patterns] = field(default_factory=dict)
    """By what they say: usually, may, most…"""
    opposites: Mapping[str, Patterns] = field(default_factory=dict)
    """By the English side that they stand for: before, after…"""
    numbers: Mapping[str, Patterns] = field(default_factory=dict)
    """By the value, with a point before decimals."""
    units: Mapping[str, Patterns] = field(default_factory=dict)
    """By the name of the unit: mg, hour…"""
    ratio: str = ""
    """“reversed” where “1 in 10” puts the 10 first."""
    months: tuple[Patterns, ...] = ()
    """For each month, how it is called."""
