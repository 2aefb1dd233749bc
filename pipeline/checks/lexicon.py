"""Patterns of words -> which of them a text says, in one pass over its words.

Most words of a text have been met before, so each is looked up once; a pattern costs nothing
for the texts that do not have it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar
from unicodedata import is_normalized, normalize

from pipeline.model import Patterns, Words

MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
    "\u0eb1-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u200c\u200d"
)
"""Letters' signs, which `\\w` leaves out."""
WORD = re.compile(rf"[\w{MARKS}]+(?:['’ʼ-][\w{MARKS}]+)*|[%٪]|°\s?[cC]\b")
_MASK = "not-negation"
NEGATION, MAYBE = "negation", "maybe-negation"
AVOID, UNLESS, NOR = "avoidance", "unless", "nor"
SOME = "negation-of-some:"
"""With a pattern behind it: what only some languages say with a negation."""


_VOWELS = re.compile("[\u064b-\u0652\u093c\u0a3c]")
"""Signs that Arabic, Hindi and Punjabi are written with or without."""


def folded(text: str) -> str:
    """A text in small letters, in one form, without the signs that may be left out."""
    text = text.casefold()
    if not text.isascii():
        text = _VOWELS.sub("", text if is_normalized("NFC", text) else normalize("NFC", text))
    return text


_Phrase = tuple[list[re.Pattern[str]], str]
"""The words behind the first of a phrase, and what the phrase stands for."""
_Any = TypeVar("_Any")


class _ByPattern(Generic[_Any]):
    """What stands behind patterns of words, found by a word."""

    def __init__(self) -> None:
        self._exact: defaultdict[str, list[_Any]] = defaultdict(list)
        self._begun: defaultdict[str, list[tuple[str, _Any]]] = defaultdict(list)
        self._ended: defaultdict[str, list[tuple[str, _Any]]] = defaultdict(list)
        self._other: list[tuple[str, re.Pattern[str], _Any]] = []

    def learn(self, pattern: str, meaning: _Any) -> None:
        """Put something behind a pattern."""
        if "*" not in pattern:
            self._exact[pattern].append(meaning)
        elif pattern.endswith("*") and "*" not in pattern[:-1] and len(pattern) > 2:
            self._begun[pattern[:2]].append((pattern[:-1], meaning))
        elif pattern.startswith("*") and "*" not in pattern[1:] and len(pattern) > 2:
            self._ended[pattern[-2:]].append((pattern[1:], meaning))
        else:
            part = max(pattern.split("*"), key=len)
            self._other.append((part, re.compile(expression(pattern)), meaning))

    def of(self, word: str) -> Iterator[_Any]:
        """What stands behind the patterns that a word has."""
        yield from self._exact.get(word, ())
        for begin, meaning in self._begun.get(word[:2], ()):
            if word.startswith(begin):
                yield meaning
        for end, meaning in self._ended.get(word[-2:], ()):
            if word.endswith(end):
                yield meaning
        for part, whole, meaning in self._other:
            if part in word and whole.fullmatch(word):
                yield meaning


class Tally(dict[str, int]):
    """How often a text says what words stand for; 0 for all that it does not say."""

    def __missing__(self, name: str) -> int:
        return 0


class Lexicon:
    """The words of one language, by what they stand for.

    What they stand for is named `negation`, `maybe-negation`, `negation-of-some:until`,
    `avoidance`, `unless`, `nor`, `hedge:usually`, `opposite:before`, `side:up`, `number:2`,
    `unit:mg`.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self.known = {name for name, _ in _named(words)}
        """What the language has any pattern for."""
        self._names: _ByPattern[str] = _ByPattern()
        self._phrases: _ByPattern[_Phrase] = _ByPattern()
        self._silent: set[str] = set()
        """Words that have been met, and stand for nothing."""
        self._met: dict[str, tuple[tuple[str, ...], tuple[_Phrase, ...]]] = {}
        self._pairs: dict[tuple[str, str], tuple[_Phrase, ...]] = {}
        self._parts: defaultdict[str, set[str]] = defaultdict(set)
        for name, pattern in _named(words):
            if words.spaced:
                self._learn(name, folded(pattern))
            else:
                self._parts[folded(pattern)].add(name)
        for pattern in words.not_negation:
            if words.spaced:
                self._learn(_MASK, folded(pattern))

    def _learn(self, name: str, pattern: str) -> None:
        first, *rest = pattern.split(" ")
        if rest or name == _MASK:
            self._phrases.learn(first, ([re.compile(expression(word)) for word in rest], name))
        else:
            self._names.learn(first, name)

    def said(self, text: str, words: list[str] | None = None) -> Tally:
        """How often a text, in lower case, says each of what the language has words for.

        `words` are those of the text, where they have been found already.
        """
        if not self.words.spaced:
            return self._said_unspaced(text)
        found = Tally()
        masked: set[int] = set()
        negations: list[tuple[int, int]] = []
        words = WORD.findall(text) if words is None else words
        silent = self._silent
        heard = [(place, word) for place, word in enumerate(words) if word not in silent]
        for place, word in heard:
            names, phrases = self._met.get(word) or self._meet(word)
            for name in names:
                if name == NEGATION:
                    negations.append((place, place))
                else:
                    found[name] += 1
            if not phrases:
                continue
            for members, name in self._begin(word, phrases, words, place):
                rest = words[place + 1 : place + 1 + len(members)]
                if len(rest) == len(members) and all(
                    member.fullmatch(other)
                    for member, other in zip(members, rest, strict=True)
                ):
                    if name == _MASK:
                        masked.update(range(place, place + 1 + len(members)))
                    elif name == NEGATION:
                        negations.append((place, place + len(members)))
                    else:
                        found[name] += 1
        if negations:
            found[NEGATION] = _apart(span for span in negations if span[0] not in masked)
        return found

    def _begin(
        self, word: str, phrases: tuple[_Phrase, ...], words: list[str], place: int
    ) -> tuple[_Phrase, ...]:
        """Of the phrases that begin with a word, those that the next word may go on with."""
        follows = words[place + 1] if place + 1 < len(words) else ""
        known = self._pairs.get((word, follows))
        if known is None:
            known = tuple(
                (members, name)
                for members, name in phrases
                if not members or members[0].fullmatch(follows)
            )
            self._pairs[word, follows] = known
        return known

    def of(self, word: str) -> tuple[str, ...]:
        """What a word, or a phrase of two, stands for; in lower case."""
        if not self.words.spaced:
            names = {
                n
                for part, known in self._parts.items()
                if word.startswith(part)
                for n in known
            }
            return tuple(sorted(names))
        first, _, second = word.partition(" ")
        names_, phrases = self._met.get(first) or self._meet(first)
        if not second:
            return names_
        return tuple(
            name
            for members, name in phrases
            if len(members) == 1 and members[0].fullmatch(second)
        )

    def _meet(self, word: str) -> tuple[tuple[str, ...], tuple[_Phrase, ...]]:
        """What a word stands for, and which phrases begin with it."""
        parts = (word, *word.split("-")) if "-" in word else (word,)
        names = {name for part in parts for name in self._names.of(part)}
        found = tuple(sorted(names)), tuple(self._phrases.of(word))
        self._met[word] = found
        if found == ((), ()):
            self._silent.add(word)
        return found

    @cached_property
    def _unspaced(self) -> list[tuple[re.Pattern[str], dict[str, tuple[str, ...]]]]:
        """For each kind of words an expression, so that words of one do not hide another's."""
        kinds: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for part, names in self._parts.items():
            for name in names:
                kind = name.partition(":")[0]
                kinds[kind][part] = (*kinds[kind].get(part, ()), name)
        return [
            (re.compile("|".join(map(re.escape, sorted(by, key=len, reverse=True)))), by)
            for by in kinds.values()
        ]

    @cached_property
    def _mask(self) -> re.Pattern[str]:
        """What only looks like a negation; never empty."""
        words = sorted(map(folded, self.words.not_negation), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, words)) or r"(?!)")

    def _said_unspaced(self, text: str) -> Tally:
        found = Tally()
        masked = self._mask.sub(" ", text)
        for expression, by in self._unspaced:
            negative = any(NEGATION in names for names in by.values())
            for part in expression.findall(masked if negative else text):
                for name in by[part]:
                    found[name] += 1
        return found


SIDES = {
    "up": ("more", "high", "increase", "large", "above"),
    "down": ("less", "low", "decrease", "small", "below"),
    "earlier": ("before", "first", "early", "start"),
    "later": ("after", "last", "late", "stop"),
}
"""Opposites that languages say for one another."""
_SIDE_OF = {name: side for side, names in SIDES.items() for name in names}


def _named(words: Words) -> Iterator[tuple[str, str]]:
    groups: Iterable[tuple[str, Mapping[str, Patterns]]] = (
        (
            "",
            {
                NEGATION: words.negation,
                MAYBE: words.maybe_negation,
                AVOID: words.avoidance,
                UNLESS: words.unless,
                NOR: words.nor,
            },
        ),
        (SOME, {pattern: (pattern,) for pattern in words.negation_of_some}),
        ("hedge:", words.hedges),
        ("opposite:", words.opposites),
        ("number:", words.numbers),
        ("unit:", words.units),
    )
    for kind, by in groups:
        for name, patterns in by.items():
            for pattern in patterns:
                yield kind + name, pattern
                if kind == "opposite:" and name in _SIDE_OF:
                    yield f"side:{_SIDE_OF[name]}", pattern


def _apart(spans: Iterable[tuple[int, int]]) -> int:
    """How many there are; a word and the phrase that it stands in are one."""
    count, last = 0, -1
    for first, end in sorted(spans):
        count += first > last
        last = max(last, end)
    return count


def expression(pattern: str) -> str:
    """The regular expression of a pattern, of which `*` is any letters."""
    return re.escape(pattern).replace(r"\*", rf"[\w{MARKS}'’-]*")
