"""The numbers of two texts that match nothing -> those that nothing else stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from pipeline.checks import spelled
from pipeline.checks.codes import digits_of
from pipeline.checks.digits import YEAR, Number, centuries
from pipeline.checks.figures import Figures, units_after
from pipeline.checks.lexicon import Lexicon
from pipeline.checks.matching import Matching
from pipeline.checks.multipliers import LONGEST
from pipeline.checks.reading import Text

_JOINED = re.compile(r"[a-z]$|[^\s\d][-‐‑]$")
"""What joins a number to a name, in which no word says it."""


def unlike(
    matching: Matching,
    ours: Figures,
    singular: Figures | None,
    source: Text,
    target: Text,
    lexicons: tuple[Lexicon, Lexicon],
    text: str,
) -> Iterator[str]:
    """What is missing and what is added; words of either language stand for numbers.

    The lexicons are those of English and of the translation, `text` is what was matched.
    """
    missing, extra = _summed(matching.missing, matching.extra)
    years = {n.value for n in matching.found if YEAR.fullmatch(n.value)}
    missing = [n for n in missing if n.value not in years]
    if not extra:
        missing = [n for n in missing if not n.twice]
    if missing:
        found = {n.value for n in matching.found}
        yield from _missing(missing, target, lexicons[1], found)
    if extra:
        optional = Counter(n.value for n in singular.numbers) if singular else Counter[str]()
        optional.update(centuries(source.folded))
        told: set[str] = set()
        for number in _added(extra, source, lexicons[0], text, told):
            if optional[number.value]:
                optional[number.value] -= 1
            elif not _said_again(number, ours, lexicons[1], text):
                told.add(number.value)
                often = any(number.value in known.values for known in ours.numbers)
                yield (
                    f"{number.value} is in the translation more often than in the source"
                    if often
                    else f"{number.value} is in the translation but not in the source"
                )


def _summed(missing: list[Number], extra: list[Number]) -> tuple[list[Number], list[Number]]:
    """The same without numbers that two of the translation say: 2 lakh 44 thousand."""
    missing, extra = list(missing), list(extra)
    for one, other in list(pairwise(extra)):
        if (
            one.times > other.times > 1
            and max(len(one.product), len(other.product)) < LONGEST
            and (one.product + other.product).isdecimal()
        ):
            total = str(int(one.product) + int(other.product))
            for number in missing:
                if total in number.values and one in extra and other in extra:
                    missing.remove(number)
                    extra.remove(one)
                    extra.remove(other)
                    break
    return missing, extra


def _missing(
    missing: list[Number], target: Text, lexicon: Lexicon, found: Collection[str]
) -> Iterator[str]:
    words = Counter(target.said(lexicon))
    others = {*spelled.roman(target.plain)}
    if not lexicon.words.spaced:
        others.update(spelled.chinese(target.folded))
    told: set[str] = set()
    for number in missing:
        if number.name in told or others & {*number.values}:
            continue
        if not number.name and (_say(number, words) or _say_together(number, words)):
            continue
        if number.name:
            told.add(number.name)
        shown = number.name.upper() or number.value
        often = not number.name and number.value in found
        yield (
            f"{shown} is in the source more often than in the translation"
            if often
            else f"{shown} is in the source but not in the translation"
        )


def _say(number: Number, words: Counter[str]) -> bool:
    """Whether words say a number, which then stand for no other."""
    for value in number.values:
        if words[f"number:{value}"]:
            words[f"number:{value}"] -= 1
            return True
    return False


def _say_together(number: Number, words: Counter[str]) -> bool:
    """Whether two words say a number: twenty and four."""
    for value in number.values:
        if len(value) == 2 and value.isdecimal() and value[0] > "1" and value[1] > "0":
            tens, ones = f"number:{value[0]}0", f"number:{value[1]}"
            if words[tens] and words[ones]:
                words[tens] -= 1
                words[ones] -= 1
                return True
    return False


def _added(
    extra: list[Number], source: Text, lexicon: Lexicon, text: str, told: Collection[str]
) -> Iterator[Number]:
    """Those that no word of the English says; none of a value that was told already."""
    words = Counter(source.said(lexicon))
    others = {*spelled.roman(source.plain), *spelled.english(source.words)}
    for number in extra:
        if number.value in told:
            continue
        joined = _JOINED.search(text[max(0, number.start - 2) : number.start])
        if joined or (not _say(number, words) and not others & {*number.values}):
            yield number


def _said_again(number: Number, ours: Figures, lexicon: Lexicon, text: str) -> bool:
    """Whether a number is but a year or a code's that the English has too, once more."""
    if {*units_after(text, number.end, lexicon)} - {"year"}:
        return False
    if YEAR.fullmatch(number.value):
        return any(number.value in known.values for known in ours.numbers)
    return number.value in digits_of(ours.codes)
