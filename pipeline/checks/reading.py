"""A text -> what checks look at in it, each part made once and only when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Generic, TypeVar, overload

from pipeline.checks.lexicon import WORD, Lexicon, Tally, folded
from pipeline.markdown import InlineError, Span, may_have_markup, parse_inline

_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What steers letters and lines, and stands in no word."""
EMAIL = r"(?<![\w.+-])[\w.+-]++@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
"""The expression of an e-mail address."""
_ADDRESS = re.compile(
    EMAIL
    + r"|(?:https?://)?(?<![a-z0-9@.])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![a-z])(?:/[a-z0-9/_.~%#?=&+-]*)?",
    re.ASCII,
)
_IN_A_WORD = re.compile(r"\.[a-z]")
"""A point as every address has one."""
_ODD_BLANK = re.compile(
    "[\t-\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_BLANK = re.compile(r"[\s\u00a0\u202f]+")
_SHORT = ("dr", "e.g", "fig", "figs", "i.e", "mr", "mrs", "no", "prof", "st", "vs")
"""Abbreviations whose point ends no sentence; no single letter's does either."""
_POINTS = ".!?…"
"""What ends a sentence where a blank follows, and no digit behind it."""
_STOPS = "。！？।॥۔؟։\u1362\u17d4\u17d5\u104b"
"""What ends one everywhere: signs of Chinese, Indian, Arabic and more scripts."""
_END = re.compile(
    f"(?=[{_POINTS}{_STOPS}])"
    + "".join(rf"(?<!\b{re.escape(word)})" for word in _SHORT)
    + rf"(?<!\b[a-z])(?<![{_POINTS}])"
    + rf"(?:[{_POINTS}]++[\"'”’»)\]]*+(?=\s++[^\s\d]|\s*+$)|[{_STOPS}]++[”’」』）)]*+\s*+)"
)
_ENDING = re.compile(f"[{_POINTS}{_STOPS}]")
_LETTER = re.compile(r"[^\W\d_]")
SMALL_DIGITS = "¼-¾⅐-⅞²³¹⁰⁴-⁹"
"""Fractions and raised digits, for the brackets of an expression."""
_FIGURE = re.compile(f"[0-9@{SMALL_DIGITS}]")
FIGURES, MARKUP, ODD = 1, 2, 4
"""What most texts have nothing of: numbers and addresses, marks of Markdown, and letters
beyond those of a keyboard in English."""
_Made = TypeVar("_Made")


class _Once(Generic[_Made]):
    """A part of a text, made when it is first asked for.

    As `functools.cached_property`, whose lock in Python 3.11 takes longer than most parts.
    """

    def __init__(self, make: Callable[[Text], _Made]) -> None:
        self.make, self.name, self.__doc__ = make, make.__name__, make.__doc__

    @overload
    def __get__(self, text: None, owner: type[Text]) -> _Once[_Made]: ...
    @overload
    def __get__(self, text: Text, owner: type[Text]) -> _Made: ...
    def __get__(self, text: Text | None, owner: type[Text]) -> _Once[_Made] | _Made:
        if text is None:
            return self
        made = text.__dict__[self.name] = self.make(text)
        return made


class Text:
    """One text: an English msgid or one of the strings of its translation."""

    __slots__ = ("__dict__", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw

    @_Once
    def error(self) -> InlineError | None:
        """Why the text is no inline text; None if it is."""
        try:
            self.__dict__["spans"] = parse_inline(self.raw)
        except InlineError as error:
            self.__dict__["spans"] = (Span(text=self.raw),)
            return error
        return None

    @_Once
    def spans(self) -> tuple[Span, ...]:
        """Its stretches; the whole text where it is no inline text."""
        _ = self.error
        found: tuple[Span, ...] = self.__dict__["spans"]
        return found

    @_Once
    def marked(self) -> bool:
        """Whether it may have more than words."""
        return may_have_markup(self.raw)

    @_Once
    def plain(self) -> str:
        """What a reader sees; a fact is one sign that stands for an object."""
        if not self.marked:
            return self.raw
        spans = self.spans
        if len(spans) == 1 and not spans[0].field:
            return spans[0].text
        return "".join("\ufffc" if span.field else span.text for span in spans)

    @_Once
    def traits(self) -> int:
        """Which of FIGURES, MARKUP and ODD it may have; never less than it has."""
        raw = self.raw
        has = MARKUP if self.marked else 0
        if not (raw.isascii() and raw.isprintable()):
            has |= ODD
        if _FIGURE.search(self.folded) or _IN_A_WORD.search(self.folded):
            has |= FIGURES
        return has

    @_Once
    def folded(self) -> str:
        """The same in small letters, with Western digits, single blanks, no controls."""
        text = self.plain
        if "  " in text or _ODD_BLANK.search(text):
            text = _BLANK.sub(" ", text)
        if text.isascii():
            return text.lower()
        text = _UNSEEN.sub("", text)
        return folded(text.translate(_DIGITS) if _OTHER_DIGIT.search(text) else text)

    @_Once
    def prose(self) -> str:
        """The same without the addresses in it, whose words are no words."""
        text = self.folded
        if "@" in text or _IN_A_WORD.search(text):
            return _ADDRESS.sub(" ", text)
        return text

    @_Once
    def words(self) -> list[str]:
        """Its words, in small letters."""
        return WORD.findall(self.prose)

    @_Once
    def sentences(self) -> list[str]:
        """Its sentences, in small letters, each with at least one letter."""
        text = self.folded
        # Where nothing may end a sentence but the last sign, there is one.
        parts = _END.split(text) if _ENDING.search(text, 0, len(text) - 1) else [text]
        return [part for part in parts if _LETTER.search(part)]

    def said(self, lexicon: Lexicon) -> Tally:
        """How often it says each of what the lexicon has words for."""
        name = f"said:{id(lexicon)}"
        found: Tally | None = self.__dict__.get(name)
        if found is None:
            found = self.__dict__[name] = lexicon.said(self.prose, self.words)
        return found


class _Digits(dict[int, int | None]):
    """Every script's digits as Western ones, learned letter by letter."""

    def __missing__(self, key: int) -> int:
        letter = chr(key)
        value = ord(str(int(letter))) if letter.isdecimal() else key
        self[key] = value
        return value


_DIGITS = _Digits()
