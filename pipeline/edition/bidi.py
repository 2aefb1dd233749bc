"""Runs of a right-to-left text -> the same runs, with what must keep its order marked.

By the Unicode bidirectional algorithm (UAX #9), "0808 808 00 00" comes out as "00 00 808 0808"
in an Arabic sentence, and "5 mm" as "mm 5". So telephone numbers, units, ranges, addresses and
Latin words are isolated by the program, and never by translators.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Run

_JOINERS = frozenset("-\u2010\u2011–—/:@&'’_.,×=?#~*")
_SIGNS = frozenset("-−±<>≤≥~")
_BLANKS = frozenset(" \u00a0\u2009\u202f")
# Over a mask with one letter for each character: words and numbers with what belongs to them,
# joined by one blank or by marks without blanks; between numbers, by both.
_ATOM = r"(?:[LDFe]|\(D+\))+"
_STRETCH = re.compile(
    rf"(?:(?<![LDF])[spb])?{_ATOM}"
    rf"(?:(?:[jbp]+|[ ][spb]?|(?<=[DF])[ ][jbp][ ](?=[DF])){_ATOM})*"
    r"(?:(?<=[LDF])p(?![LDF])|(?<=L)b(?= |$))?"
)


def isolated(runs: Sequence[Run], solid: Sequence[bool]) -> Iterator[Run]:
    """The runs, cut where a stretch from left to right begins or ends, and numbered by it.

    `solid` says of each run whether it is a fact, which stays whole if it reads so.
    """
    mask = "".join(_mask(run.text, whole=fact) for run, fact in zip(runs, solid, strict=True))
    cuts = [match.span() for match in _STRETCH.finditer(mask) if _turns(match[0])]
    place = 0
    for run in runs:
        end = place + len(run.text)
        inner = {edge for cut in cuts for edge in cut if place < edge < end}
        for first, last in pairwise(sorted({place, end} | inner)):
            number = next((n for n, (a, b) in enumerate(cuts, 1) if a <= first < b), 0)
            yield replace(run, text=run.text[first - place : last - place], isolate=number)
        place = end


def _turns(mask: str) -> bool:
    """Whether the order would turn: a number alone keeps it by itself."""
    return not re.fullmatch("D+", mask)


def _mask(text: str, *, whole: bool) -> str:
    """One letter for each character, by what it is to a stretch.

    L letter, D digit, F digit of a fact, e what goes with a number, j b p joiners, s sign,
    x anything else; blanks and brackets stand for themselves.
    """
    kinds = {unicodedata.bidirectional(letter) for letter in text}
    if whole and kinds & {"L", "EN"} and not kinds & {"R", "AL"}:
        return ("F" if text.isdecimal() else "L") * len(text)
    found: list[str] = []
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "NSM":
            found.append(found[-1] if found else "x")
        elif letter.isnumeric() and kind in ("EN", "AN", "ON"):
            found.append("D")
        elif kind == "L":
            found.append("L")
        elif letter in _BLANKS:
            found.append(" ")
        elif letter in "()":
            found.append(letter)
        elif letter == "+":
            found.append("p")
        elif letter in _JOINERS:
            found.append("b" if letter in _SIGNS else "j")
        elif letter in _SIGNS:
            found.append("s")
        else:
            found.append("e" if kind == "ET" else "x")
    return "".join(found)
