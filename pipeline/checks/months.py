"""The months that two texts name, and how they differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from unicodedata import combining

from pipeline.checks.lexicon import folded
from pipeline.model import Patterns

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DATE = re.compile(
    r"(?<![\w.,])(?:([0-9]{1,2})(?:st|nd|rd|th)? )?"
    rf"({'|'.join(month.title() for month in MONTHS)}"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\b\.)?)(?!\w)"
    r"(?: ([0-9]{1,2}\b(?!:)|[0-9]{4}))?"
)
"""In capitals, as “may” is a word too."""
_SHORT = 3
"""Letters of a name below which it is a month only beside a number."""


def dates_of(english: str) -> tuple[list[tuple[int, str]], list[int]]:
    """The months that stand with a day or a year, as they are written, and the others."""
    dates, months = [], []
    for found in _DATE.finditer(english):
        name = found[2].lower()
        month = 1 + next(n for n, known in enumerate(MONTHS) if known.startswith(name[:3]))
        if found[1] or found[3]:
            dates.append((month, found[0]))
        elif name in MONTHS:
            months.append(month)
    return dates, months


_BEGIN = r"(?<![^\W\d])(?<![\u0900-\u0dff])و?"
"""Where a word begins, behind no letter or Indic sign; Arabic joins “and” to it."""


_VIRAMA = 9
"""The class of the sign that joins a letter to the next, so that no stem ends with it."""


@cache
def named(name: str) -> re.Pattern[str]:
    """A month's name in all its cases."""
    name = folded(name)
    if len(name) < 5:
        return re.compile(rf"{_BEGIN}{re.escape(name)}(?!\w)")
    stem = name[: max(4, len(name) - 2)]
    if combining(stem[-1]) == _VIRAMA:
        stem = name
    return re.compile(rf"{_BEGIN}{re.escape(stem)}")


@cache
def dated(name: str) -> re.Pattern[str]:
    """The same where a number stands beside it, which makes it a month for certain."""
    stem = named(name).pattern
    blank = " " if len(name) < _SHORT else " ?"
    return re.compile(
        rf"[0-9][^\s0-9.,]{{0,4}}[.,]?{blank}{stem}|{stem}[^\s0-9.,]{{0,4}},? [0-9]"
    )


def _in(text: str, name: str) -> bool:
    return bool((dated if len(name) < _SHORT else named)(name).search(text))


def other_months(
    text: str,
    names: Sequence[Patterns],
    dates: Sequence[tuple[int, str]],
    alone: Sequence[int],
    take: Callable[[int], bool],
) -> Iterator[str]:
    """Tell which months are another's.

    `alone` are those that the English names without a day or a year; `take` lets a number
    stand for a month if one can.
    """
    wanted = {month for month, _ in dates}
    there = {
        month
        for month, known in enumerate(names, start=1)
        if any(_in(text, name) for name in known if month in wanted or len(name) >= _SHORT)
        or (month in wanted and dated(MONTHS[month - 1]).search(text))
    }
    near = {
        month
        for month in there - wanted.union(alone)
        if any(dated(name).search(text) for name in names[month - 1] if len(name) >= _SHORT)
    }
    for month, shown in dates:
        if month not in there and not take(month):
            other = f", which has {MONTHS[min(near) - 1].title()}" if near else ""
            yield f"the month of {shown} is not in the translation{other}"
    if near and len(there) > len(wanted.union(alone)):
        added = ", ".join(MONTHS[month - 1].title() for month in sorted(near))
        yield f"{added} is in the translation but not in the source"
