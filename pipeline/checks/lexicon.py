"""Patterns of words -> which of them a text says, in one pass over its words.

Most words of a text have been met before, so each is looked up once; a pattern costs nothing
for the texts that do not have it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from unicodedata import normalize

from pipeline.model import Patterns, Words

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
    "\u0eb1-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u200c\u200d"
)
"""Letters' signs, which `\\w` leaves out."""
WORD = re.compile(rf"[\w{_MARKS}]+(?:['’ʼ-][\w{_MARKS}]+)*|[%٪]|°\s?[cC]\b")
NEGATION, MAYBE, AVOID = "negation", "maybe-negation", "avoidance"


_VOWELS = re.compile("[\u064b-\u0652]")
"""Signs that Arabic is written with or without."""


def folded(text: str) -> str:
    """A text in small letters, in one form, without the signs that may be left out."""
    return _VOWELS.sub("", normalize("NFC", text.casefold()))


class Lexicon:
    """The words of one language, by what they stand for.

    What they stand for is named `negation`, `maybe-negation`, `avoidance`, `hedge:usually`,
    `opposite:before`, `side:up`, `number:2`, `unit:mg`.
    """

    def __init__(self, words: Words) -> None:
        self.words = words
        self.known: set[str] = set()
        """What the language has any pattern for."""
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._begun: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._other: list[tuple[str, str, str]] = []
        self._phrases: defaultdict[str, set[str]] = defaultdict(set)
        self._met: dict[str, tuple[str, ...]] = {}
        parts: defaultdict[str, set[str]] = defaultdict(set)
        for name, pattern in _named(words):
            if words.spaced:
                self._learn(name, pattern)
            else:
                parts[folded(pattern)].add(name)
            self.known.add(name)
        self._parts = parts
        self._not = [folded(pattern) for pattern in words.not_negation]

    def _learn(self, name: str, pattern: str) -> None:
        word = folded(pattern)
        if " " in word:
            self._phrases[word].add(name)
        elif "*" not in word:
            self._exact[word].add(name)
        elif word.endswith("*") and "*" not in word[:-1] and len(word) > 2:
            self._begun[word[:2]].append((word[:-1], name))
        else:
            before, _, behind = word.strip("*").partition("*")
            how = ("*" if word.startswith("*") else "") + ("+" if word.endswith("*") else "")
            self._other.append((how, f"{before}*{behind}" if behind else before, name))

    def said(self, text: str) -> Counter[str]:
        """How often a text, in lower case, says each of what the language has words for."""
        if not self.words.spaced:
            return self._said_unspaced(text)
        found: Counter[str] = Counter()
        for word in WORD.findall(text):
            found.update(self._of(word))
        found.update(self._phrases_in(text))
        masked = self._masked(text)
        if masked != text and NEGATION in found:
            words = (self._of(word) for word in WORD.findall(masked))
            found[NEGATION] = sum(NEGATION in names for names in words) + sum(
                name == NEGATION for name in self._phrases_in(masked)
            )
        return found

    def of(self, word: str) -> tuple[str, ...]:
        """What a single word, or a phrase without `*`, stands for; in lower case."""
        if word in self._phrases:
            return tuple(sorted(self._phrases[word]))
        if self.words.spaced:
            return self._of(word)
        return tuple(
            sorted(
                {
                    n
                    for part, names in self._parts.items()
                    if word.startswith(part)
                    for n in names
                }
            )
        )

    def _of(self, word: str) -> tuple[str, ...]:
        found = self._met.get(word)
        if found is None:
            parts = [word, *word.split("-")] if "-" in word else [word]
            names = {name for part in parts for name in self._looked_up(part)}
            found = self._met[word] = tuple(sorted(names))
        return found

    def _looked_up(self, word: str) -> Iterator[str]:
        yield from self._exact.get(word, ())
        for begin, name in self._begun.get(word[:2], ()):
            if word.startswith(begin):
                yield name
        for how, part, name in self._other:
            if _fits(word, how, part):
                yield name

    @cached_property
    def _mask(self) -> re.Pattern[str] | None:
        words = [_expression(word, self.words.spaced) for word in self._not]
        if not words:
            return None
        whole = "|".join(sorted(words, key=len, reverse=True))
        if not self.words.spaced:
            return re.compile(whole)
        letters = rf"[\w{_MARKS}'’-]"
        return re.compile(rf"(?<!{letters})(?:{whole})(?!{letters})")

    def _masked(self, text: str) -> str:
        """The text without what only looks like a negation."""
        return self._mask.sub(" ", text) if self._mask else text

    @cached_property
    def _starts(self) -> re.Pattern[str] | None:
        names = self._phrases
        self._phrase_names = [
            (
                re.compile(rf"(?<![\w{_MARKS}]){_expression(phrase, True)}(?![\w{_MARKS}])"),
                tuple(sorted(known)),
            )
            for phrase, known in sorted(names.items())
        ]
        first = sorted({re.escape(phrase.split(" ")[0].strip("*")) for phrase in names})
        return re.compile("|".join(first)) if first else None

    def _phrases_in(self, text: str) -> Iterator[str]:
        if self._starts is None or not self._starts.search(text):
            return
        for expression, names in self._phrase_names:
            for _ in expression.findall(text):
                yield from names

    @cached_property
    def _unspaced(self) -> list[tuple[re.Pattern[str], dict[str, tuple[str, ...]]]]:
        """For each kind of words an expression, so that words of one do not hide another's."""
        kinds: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for part, names in self._parts.items():
            for name in names:
                kind = name.partition(":")[0]
                mine = kinds[kind].get(part.casefold(), ())
                kinds[kind][part.casefold()] = (*mine, name)
        return [
            (re.compile("|".join(map(re.escape, sorted(by, key=len, reverse=True)))), by)
            for by in kinds.values()
        ]

    def _said_unspaced(self, text: str) -> Counter[str]:
        found: Counter[str] = Counter()
        masked = self._masked(text)
        for expression, by in self._unspaced:
            negative = any(NEGATION in names for names in by.values())
            for part in expression.findall(masked if negative else text):
                found.update(by[part])
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
        ("", {NEGATION: words.negation, MAYBE: words.maybe_negation, AVOID: words.avoidance}),
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


def _fits(word: str, how: str, part: str) -> bool:
    before, star, behind = part.partition("*")
    if star:
        return word.startswith(before) and word.endswith(behind)
    if how == "*":
        return word.endswith(part)
    if how == "+":
        return word.startswith(part)
    return part in word


def _expression(pattern: str, spaced: bool) -> str:
    letters = rf"[\w{_MARKS}]*"
    words = [re.escape(word).replace(r"\*", letters) for word in pattern.split(" ")]
    return (r"\s+" if spaced else "").join(words)
