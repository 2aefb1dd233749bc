"""Checks whose failure could hurt someone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from pipeline.checks import Subject, check
from pipeline.markdown import InlineError, Span, parse_inline

_NUMBER = re.compile(
    r"\d{1,3}(?:[ ]\d{3})+(?![\d])|\d+(?:[.,'’\u00a0\u202f\u066b\u066c]\d+)*|[¼-¾⅐-⅞²³¹⁰⁴-⁹]"
)
_GROUPED = re.compile(
    # By threes, or as in South Asia by two and then three: 1,00,000.
    r"\d{1,3}(?:([.,'’\u00a0\u202f\u066c ])\d{3})(?:\1\d{3})*(?P<part>[.,\u066b]\d+)?"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?P<rest>\.\d+)?"
)
_POINT = re.compile(r"[.,\u066b]")
_COUNT = "{n}"
"""The number in a plural text; a form for one number alone may say it in a word."""

_DECIMALS = re.compile(r"\d+(?:[.,\u066b]\d+)?")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@check("links")
def same_links(subject: Subject) -> Iterator[str]:
    """Does the translation lead to the same pages as the English?

    A link that is lost leaves the reader without help, and one that is made up leads somewhere
    that nobody has checked.
    """
    yield from _compare(subject, "link", lambda span: f"[…][{span.link}]" if span.link else "")


@check("facts")
def same_facts(subject: Subject) -> Iterator[str]:
    """Does the translation have every {fact} that the English has, and no other?

    A fact is a helpline, an address, a number: if its name is changed or lost, the reader
    cannot call.
    """
    yield from _compare(
        subject, "fact", lambda span: f"{{{span.field}}}" if span.field else ""
    )


def _compare(subject: Subject, what: str, name: Callable[[Span], str]) -> Iterator[str]:
    source = _names(subject.unit.msgid_plural or subject.unit.msgid, name)
    for form, text in enumerate(subject.strings):
        if not text.strip():
            continue
        try:
            target = _names(text, name)
        except InlineError:
            continue  # The check `inline` says why.
        needed = source
        if subject.unit.msgid_plural and form in subject.around.lone_forms:
            needed = Counter({key: count for key, count in source.items() if key != _COUNT})
        for lost in (needed - target).elements():
            yield f"the {what} {lost} is in the source but not in the translation"
        for added in (target - source).elements():
            has = ", ".join(sorted(source)) or "none"
            yield f"the {what} {added} is not in the source, which has {has}"


def _names(text: str, name: Callable[[Span], str]) -> Counter[str]:
    """How often each link or fact stands in a text; a link in several spans counts once."""
    spans = parse_inline(text)
    found: Counter[str] = Counter()
    for before, span in pairwise((Span(), *spans)):
        named = name(span)
        goes_on = span.link and span.link == before.link and named == name(before)
        if named and not goes_on:
            found[named] += 1
    return found


def figures(text: str) -> Counter[str]:
    """Every number of an English text: a comma groups, a point parts the decimals."""
    found: Counter[str] = Counter()
    for token in _tokens(text):
        parts = [token.replace(",", "")] if _ENGLISH.fullmatch(token) else token.split(" ")
        found.update(_POINT.sub(".", part) for part in parts)
    return found


def readings(token: str, decimal: str) -> Iterator[tuple[str, ...]]:
    """The numbers that a token can be, in a language with that sign before decimals.

    “1.125” has decimals in Welsh, and is a thousand and more in Italian.
    """
    if match := _GROUPED.fullmatch(token):
        part = match["part"] or match["rest"] or ""
        whole = token.removesuffix(part)
        if decimal not in whole:
            yield (re.sub(r"\D", "", whole) + _POINT.sub(".", part),)
    if " " in token:
        yield tuple(token.split(" "))
    elif _DECIMALS.fullmatch(token) and not (
        _GROUPED.fullmatch(token) and decimal not in token and "\u066b" not in token
    ):
        yield (_POINT.sub(".", token),)


def _tokens(text: str) -> list[str]:
    western = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )
    return _NUMBER.findall(western)


def _against(source: Counter[str], text: str, decimal: str) -> Counter[str]:
    """The numbers of a translation, each read as the source has it where it can be."""
    left, found = source.copy(), Counter[str]()
    for token in _tokens(text):
        choices = list(readings(token, decimal)) or [(token,)]
        chosen = next((c for c in choices if not Counter(c) - left), choices[0])
        left -= Counter(chosen)
        found.update(chosen)
    return found


@check("numbers")
def same_numbers(subject: Subject) -> Iterator[str]:
    """Does the translation give every number that the English gives, and no other?

    A dose, an age or an hour that changes in translation still reads perfectly well, so nobody
    but this check will notice. Numbers may be in any script's digits.
    """
    singular = figures(subject.unit.msgid)
    source = figures(subject.unit.msgid_plural) if subject.unit.msgid_plural else singular
    for text in subject.finished:
        target = _against(source, text, subject.around.language.decimal)
        for number in (source - target).elements():
            yield f"{number} is in the source but not in the translation"
        for number in (target - (source | singular)).elements():
            yield f"{number} is in the translation but not in the source"
