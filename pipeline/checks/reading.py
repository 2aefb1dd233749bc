"""A text -> what checks look at in it, each part made once and only when it is asked for."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from pipeline.checks.lexicon import WORD, Lexicon, folded
from pipeline.markdown import InlineError, Span, parse_inline

_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What steers letters and lines, and stands in no word."""
EMAIL = r"(?<![\w.+-])[\w.+-]++@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
"""The expression of an e-mail address."""
_ADDRESS = re.compile(
    EMAIL
    + r"|(?:https?://)?(?<![a-z0-9@.])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![a-z])(?:/[a-z0-9/_.~%#?=&+-]*)?",
    re.ASCII,
)
_ODD_BLANK = re.compile(r"[^\S ]|  ")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_BLANK = re.compile(r"[\s\u00a0\u202f]+")
_SHORT = ("dr", "e.g", "fig", "figs", "i.e", "mr", "mrs", "no", "prof", "st", "vs")
"""Abbreviations whose point ends no sentence; no single letter's does either."""
_END = re.compile(
    # A point ends a sentence where a blank follows, and no digit behind it.
    r"(?=[.!?…。！？।॥۔؟։።៕။])"
    + "".join(rf"(?<!\b{re.escape(word)})" for word in _SHORT)
    + r"(?<!\b[a-z])(?<![.!?…])"
    r"(?:[.!?…]++[\"'”’»)\]]*+(?=\s++[^\s\d]|\s*+$)|[。！？।॥۔؟։።៕။]++[”’」』）)]*+\s*+)"
)
_LETTER = re.compile(r"[^\W\d_]")


class Text:
    """One text: an English msgid or one of the strings of its translation."""

    __slots__ = ("__dict__", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw

    @cached_property
    def error(self) -> InlineError | None:
        """Why the text is no inline text; None if it is."""
        try:
            self.__dict__["spans"] = parse_inline(self.raw)
        except InlineError as error:
            self.__dict__["spans"] = (Span(text=self.raw),)
            return error
        return None

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Its stretches; the whole text where it is no inline text."""
        _ = self.error
        found: tuple[Span, ...] = self.__dict__["spans"]
        return found

    @cached_property
    def plain(self) -> str:
        """What a reader sees; a fact is one sign that stands for an object."""
        spans = self.spans
        if len(spans) == 1 and not spans[0].field:
            return spans[0].text
        return "".join("\ufffc" if span.field else span.text for span in spans)

    @cached_property
    def folded(self) -> str:
        """The same in small letters, with Western digits, single blanks, no controls."""
        text = self.plain
        if _ODD_BLANK.search(text):
            text = _BLANK.sub(" ", text)
        if text.isascii():
            return text.lower()
        text = _UNSEEN.sub("", text)
        return folded(text.translate(_DIGITS) if _OTHER_DIGIT.search(text) else text)

    @cached_property
    def prose(self) -> str:
        """The same without the addresses in it, whose words are no words."""
        text = self.folded
        return _ADDRESS.sub(" ", text) if "." in text else text

    @cached_property
    def words(self) -> list[str]:
        """Its words, in small letters."""
        return WORD.findall(self.prose)

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences, in small letters, each with at least one letter."""
        parts = _END.split(self.folded)
        return [part for part in parts if _LETTER.search(part)]

    def said(self, lexicon: Lexicon) -> Counter[str]:
        """How often it says each of what the lexicon has words for."""
        name = f"said:{id(lexicon)}"
        found: Counter[str] | None = self.__dict__.get(name)
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
