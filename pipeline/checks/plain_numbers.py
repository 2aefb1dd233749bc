"""Texts whose only figures are a few plain numbers -> those numbers.

Most texts with numbers have one or two, as in “for 2 weeks”: no telephone number, hour, date,
code or address that they could be a part of. Where both texts have the same ones in the same
order, there is no more to compare but their units.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.checks.digits import Number
from pipeline.checks.figures import units_named
from pipeline.checks.lexicon import Lexicon
from pipeline.checks.months import MONTHS
from pipeline.checks.multipliers import multiplier
from pipeline.checks.reading import SMALL_DIGITS, Text

_DIGITS = re.compile("[0-9]+")
_ALONE = re.compile(r"(?<![^ (])[0-9]{1,4}(?=[,;:!?.)%]?(?: (?![0-9])|$))")
"""A number that is more than its digits nowhere; five of them may be written in groups."""
_OTHER = re.compile(rf"[@{SMALL_DIGITS}]|\.[a-z]")
_MONTHS = tuple(month[:3].title() for month in MONTHS)
"""How months begin, as their short names do."""


class Plain(NamedTuple):
    """Plain numbers, and those of them that have a unit, by value with its name."""

    numbers: Sequence[Number]
    units: Sequence[tuple[str, str]]


def plain_numbers(text: Text) -> tuple[Number, ...] | None:
    """The numbers of a text; None where one may be a part of something else."""
    said = text.folded
    found = list(_ALONE.finditer(said))
    if (
        len(found) != len(_DIGITS.findall(said))
        or _OTHER.search(said)
        or any(multiplier(said, match.end()) != 1 for match in found)
    ):
        return None
    return tuple(Number(match[0], match.start(), match.end()) for match in found)


def the_same(mine: Sequence[Number], target: Text) -> tuple[Number, ...]:
    """The numbers of a translation that has these, plain, in their order; else nothing."""
    theirs = plain_numbers(target) or ()
    return theirs if [n.value for n in mine] == [n.value for n in theirs] else ()


def english_units(text: Text, lexicon: Lexicon) -> Plain | None:
    """The plain numbers of an English text with their units, read once for all languages.

    None where it has none, or may name a month.
    """
    if "plain_units" not in text.__dict__:
        mine = plain_numbers(text)
        dated = any(month in text.plain for month in _MONTHS)
        text.__dict__["plain_units"] = (
            None if dated or not mine else Plain(mine, units_named(text.folded, mine, lexicon))
        )
    known: Plain | None = text.__dict__["plain_units"]
    return known
