"""What is known of English, the language of every source: words that carry its meaning.

They are compared between two English texts, the old and the new, and are named to translators;
what other languages say for them is data of those languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NEGATION = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|will|would|can|could|should|must|has|have|had) not|"
    r"cannot|\w+n[’']t|not|never|without|none|no|non-\w+)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:not usually|usually|in most cases|most|may|might|sometimes|often|possibly|probably|"
    r"likely|can|could|if)\b",
    re.IGNORECASE,
)
_IN_NEGATIONS = ("no", "n't", "n’t", "never", "without")
_IN_HEDGES = (
    "usually", "most", "may", "might", "sometimes", "often", "possibly", "probably", "likely",
    "can", "could", "if",
)  # fmt: skip
"""Of each text that says one, a part; looked for first, as it takes a tenth of the time."""


def negations(text: str) -> list[str]:
    """What an English text says “not” with, in lower case, in its order."""
    return _said(_NEGATION, _IN_NEGATIONS, text)


def hedges(text: str) -> list[str]:
    """The words of an English text that make it less than certain, in the same way."""
    return _said(_HEDGE, _IN_HEDGES, text)


def _said(words: re.Pattern[str], parts: Iterable[str], text: str) -> list[str]:
    small = text.casefold()
    if not any(part in small for part in parts):
        return []
    return [match[0].lower() for match in words.finditer(text)]


OPPOSITES: tuple[tuple[str, str], ...] = (
    ("macro-", "micro-"), ("hyper-", "hypo-"), ("benign", "malignant"),
    ("harmless", "harmful"), ("before", "after"), ("more", "less"), ("more", "fewer"),
    ("most", "least"), ("most", "few"), ("increas-", "decreas-"), ("higher", "lower"),
    ("high", "low"), ("left", "right"), ("start-", "stop-"), ("positive", "negative"),
    ("always", "never"), ("with", "without"), ("early", "late"), ("earlier", "later"),
    ("big-", "small-"), ("large-", "small-"), ("common", "rare"), ("normal", "abnormal"),
    ("inside", "outside"), ("above", "below"), ("up", "down"), ("over", "under"),
    ("first", "last"), ("better", "worse"), ("all", "none"), ("open-", "closed-"),
    ("safe", "unsafe"), ("men", "women"), ("man", "woman"), ("invasive", "non-invasive"),
    ("cancerous", "non-cancerous"), ("cancerous", "pre-cancerous"), ("likely", "unlikely"),
    ("usual", "unusual"), ("usually", "rarely"), ("possible", "impossible"),
    ("can", "cannot"), ("morning", "evening"), ("day", "night"), ("hot", "cold"),
    ("wet", "dry"), ("full", "empty"), ("same", "different"), ("true", "false"),
    ("primary", "secondary"), ("acute", "chronic"), ("yes", "no"),
    ("pre-", "post-"), ("inpatient-", "outpatient-"), ("minimum", "maximum"),
    ("upper", "lower"), ("long", "short"), ("longer", "shorter"), ("many", "few"),
    ("strong-", "weak-"), ("mild-", "severe-"), ("often", "rarely"), ("male-", "female-"),
    ("mother-", "father-"),
)  # fmt: skip
"""Words whose exchange turns a sentence round; with a hyphen behind it, how words begin."""

_WORD = re.compile(r"\w+(?:-\w+)*")


class Opposites:
    """Pairs of words of which no text may have one where another text has the other."""

    def __init__(self, more: Iterable[tuple[str, str]] = ()) -> None:
        """All of `OPPOSITES`, and those of a project, in the same form."""
        self.whole: dict[str, list[tuple[int, int]]] = {}
        self.begun: list[tuple[str, int, int]] = []
        for number, pair in enumerate((*OPPOSITES, *more)):
            for side, name in enumerate(pair):
                word = name.lower()
                if word.endswith("-"):
                    self.begun.append((word[:-1], number, side))
                else:
                    self.whole.setdefault(word, []).append((number, side))
        self.starts = tuple(name for name, _, _ in self.begun)

    def opposed(self, one: str, other: str) -> bool:
        """Whether one text says a word where the other says its opposite.

        A text that only says more than the other is not opposed to it.
        """
        mine, yours = self._sides(one), self._sides(other)
        return any(
            not (_within(mine[pair], yours[pair]) or _within(yours[pair], mine[pair]))
            for pair in mine.keys() & yours.keys()
        )

    def _sides(self, text: str) -> dict[int, list[int]]:
        """For each pair of opposites, which of them the text says, in its order."""
        found: dict[int, list[int]] = {}
        for word in _WORD.findall(text.lower()):
            for pair, side in self.whole.get(word, ()):
                found.setdefault(pair, []).append(side)
            if word.startswith(self.starts):
                for name, pair, side in self.begun:
                    if word.startswith(name):
                        found.setdefault(pair, []).append(side)
        return found


KNOWN = Opposites()
"""Those that hold in every project."""

_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_LINK = re.compile(r"\]\[([a-z0-9-]+)\]")
_FACT = re.compile(r"\{([a-z0-9_-]+)\}")


def weighs(old: str, new: str, opposites: Opposites = KNOWN) -> str:
    """What an edit changes that is never a matter of spelling alone; empty if nothing.

    Numbers, links, facts, negations and hedges have to be the same, in the same order, and no
    word may become its opposite.
    """
    for name, said in (
        ("the number", _NUMBER.findall),
        ("the link", _LINK.findall),
        ("the fact", _FACT.findall),
        ("the negation", negations),
        ("the hedge", hedges),
    ):
        before, after = said(old), said(new)
        if before == after:
            continue
        place = next(
            (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
            min(len(before), len(after)),
        )
        was, now = before[place : place + 1], after[place : place + 1]
        if was and now:
            return f"{name} “{was[0]}” became “{now[0]}”"
        return f"{name} “{(was or now)[0]}” {'is gone' if was else 'is new'}"
    if opposites.opposed(old, new):
        return "a word became its opposite"
    return ""


def _within(short: list[int], long: list[int]) -> bool:
    """Whether the one is the other with something left out."""
    rest = iter(long)
    return all(side in rest for side in short)
