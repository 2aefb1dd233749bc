"""Runs of a right-to-left text -> the same runs, with what must keep its order marked.

By the Unicode bidirectional algorithm (UAX #9), "0808 808 00 00" comes out as "00 00 808 0808"
in an Arabic sentence, and "5 mm" as "mm 5". So telephone numbers, units, ranges, addresses and
Latin words are isolated by the program, and never by translators.

A full stop or a comma before a blank ends a stretch. Joined wrongly, the words on its two
sides change places for whoever reads from the right: "not Aspirin. Paracetamol helps" seems to
forbid the other drug. Parted wrongly, a name comes out as "Smith .J", which misleads nobody.
So only what ends no sentence joins: a title, "e.g.", "No." before a figure, the short name of
a microbe; and a no-break blank, by which a translator joins anything else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.model import Run

_JOINERS = frozenset("-\u2010\u2011–—/:@&'’_×=#~*")
_STOPS = frozenset(".,?")
_SIGNS = frozenset("-−±<>≤≥~")
_BLANKS = {" ": " ", "\u2009": " ", "\u00a0": "n", "\u202f": "n"}
# Over a mask with one letter for each character: words and numbers with what belongs to them,
# joined by one blank or by marks without blanks; between numbers, by both. Nothing that was
# taken is given back (`++`, `*+`), so the time grows with the text and no faster.
_ATOM = r"(?:[LDFe]|\(D++\))++"
_STRETCH = re.compile(
    rf"(?:(?<![LDF])[spb])?{_ATOM}"
    rf"(?:(?:[jbpta]++|(?:[ ]|t?n)[spb]?|(?<=[DF])[ n][jbp][ n](?=[DF])){_ATOM})*+"
    r"(?:(?<=[LDF])p(?![LDF])|(?<=L)b(?=[ n]|$)|a)?"
)
_BLANK = f"[{''.join(_BLANKS)}]"
_LETTER = r"[^\W\d_\u0590-\u08ff]"
_MICROBES = (
    "albicans|aureus|coli|diff|difficile|falciparum|influenzae|jirovecii|meningitidis|"
    "monocytogenes|pneumoniae|pylori|tuberculosis|typhi"
)
# In this case of letters alone: "MS" is an illness, and "CA" a cancer.
_ABBREVIATION = re.compile(
    rf"(?:Dr|Mr|Mrs|Ms|Mx|Prof|Rev|St)\.(?:{_BLANK}(?:{_LETTER}\.-?)+)*"
    r"|(?:[Ee]\.g|[Ii]\.e|[Vv]s|[Cc]f|[Aa]pprox)\."
    rf"|(?:[Nn]os?|[Ff]igs?|pp?|[Vv]ol|[Tt]el|[Ee]xt|ca)\.(?={_BLANK}[+(-]?\d)"
    rf"|[A-Z]\.(?={_BLANK}(?:{_MICROBES})\b)"
    rf"|(?P<letters>(?:{_LETTER}\.){{2,}})"
)


def isolated(runs: Sequence[Run], solid: Sequence[bool]) -> Iterator[Run]:
    """The runs, cut where a stretch from left to right begins or ends, and numbered by it.

    `solid` says of each run whether it is a fact, which stays whole if it reads so.
    """
    mask = "".join(_mask(run.text, whole=fact) for run, fact in zip(runs, solid, strict=True))
    mask = _abbreviated("".join(run.text for run in runs), mask)
    numbers = [0] * len(mask)
    stretches = (match for match in _STRETCH.finditer(mask) if _turns(match[0]))
    for number, match in enumerate(stretches, 1):
        numbers[match.start() : match.end()] = [number] * len(match[0])
    left = iter(numbers)
    for run in runs:
        for number, letters in groupby(run.text, key=lambda _: next(left)):
            yield replace(run, text="".join(letters), isolate=number)


def _turns(mask: str) -> bool:
    """Whether the order would turn: a number alone keeps it by itself."""
    return not re.fullmatch("D+", mask)


def _abbreviated(text: str, mask: str) -> str:
    """The mask in which the full stops of Latin abbreviations belong to their words."""
    found = list(mask)
    for match in _ABBREVIATION.finditer(text):
        if mask[match.start() - 1 : match.start()] == "L":
            continue
        kind = "a" if match["letters"] else "L"
        for place in range(*match.span()):
            if mask[place] == "t":
                found[place] = kind
    return "".join(found)


def _mask(text: str, *, whole: bool) -> str:
    """One letter for each character, by what it is to a stretch.

    L letter, D digit, F digit of a fact, e what goes with a number, j b p joiners, t stops,
    a the stop of an abbreviation that may end a sentence, s sign, n no-break blank,
    x anything else; other blanks and brackets stand for themselves.
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
            found.append(_BLANKS[letter])
        elif letter in "()":
            found.append(letter)
        elif letter == "+":
            found.append("p")
        elif letter in _STOPS:
            found.append("t")
        elif letter in _JOINERS:
            found.append("b" if letter in _SIGNS else "j")
        elif letter in _SIGNS:
            found.append("s")
        else:
            found.append("e" if kind == "ET" else "x")
    return "".join(found)
