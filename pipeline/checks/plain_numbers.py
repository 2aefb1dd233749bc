"""Texts whose only figures are a few plain numbers -> those numbers.

Most texts with numbers have one or two, as in “for 2 weeks”: no telephone number, hour, date,
code or address that they could be a part of. Where both texts have the same ones in the same
order, there is no more to compare but their units.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checks.digits import Number
from pipeline.checks.months import MONTHS
from pipeline.checks.multipliers import multiplier
from pipeline.checks.reading import Text

_DIGITS = re.compile("[0-9]+")
_ALONE = re.compile(r"(?<![^ (])[0-9]{1,4}(?=[,;:!?.)%]?(?: (?![0-9])|$))")
"""A number that is more than its digits nowhere; five of them may be written in groups."""
_OTHER = re.compile(r"[@¼-¾⅐-⅞²³¹⁰⁴-⁹]|\.[a-z]")
_MONTHS = tuple(month[:3].title() for month in MONTHS)
"""How months begin, as their short names do."""


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


def has_month(text: Text) -> bool:
    """Whether an English text may name a month."""
    return any(month in text.plain for month in _MONTHS)
