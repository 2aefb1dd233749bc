"""Checks whose failure could hurt someone."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from pipeline.checks import Subject, check
from pipeline.markdown import InlineError, Span, parse_inline

_GROUPED = re.compile(r"\d{1,3}(?:([.,'’\u00a0\u202f\u066c ])\d{3})(?:\1\d{3})*(?!\d)")
_FIGURE = re.compile(r"\d+(?:[.,\u066b]\d+)*")
_POINT = re.compile(r"[.,\u066b]")


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


def _compare(subject: Subject, what: str, name: object) -> Iterator[str]:
    assert callable(name)
    source = _names(subject.unit.msgid_plural or subject.unit.msgid, name)
    for form, text in enumerate(subject.strings):
        if not text.strip():
            continue
        try:
            target = _names(text, name)
        except InlineError:
            return  # The check `inline` says why.
        alone = subject.unit.msgid_plural and form in subject.around.lone_forms
        for lost in (source - target).elements() if not alone else ():
            yield f"the {what} {lost} is in the source but not in the translation"
        for added in (target - source).elements():
            has = ", ".join(sorted(set(source))) or "none"
            yield f"the {what} {added} is not in the source, which has {has}"


def _names(text: str, name: object) -> Counter[str]:
    assert callable(name)
    found: Counter[str] = Counter()
    before = Span()
    for span in parse_inline(text):
        # A link with bold words inside is one link, though it has several spans.
        if span.field or span.link != before.link:
            found[name(span)] += 1
        before = span
    del found[""]
    return found


def figures(text: str) -> Counter[str]:
    """Every number in a text, in Western digits with a point and without grouping."""
    western = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )
    plain = _GROUPED.sub(lambda match: re.sub(r"\D", "", match[0]), western)
    return Counter(_POINT.sub(".", number) for number in _FIGURE.findall(plain))


@check("numbers")
def same_numbers(subject: Subject) -> Iterator[str]:
    """Does the translation give every number that the English gives, and no other?

    A dose, an age or an hour that changes in translation still reads perfectly well, so nobody
    but this check will notice. Numbers may be in any script's digits.
    """
    singular = figures(subject.unit.msgid)
    source = figures(subject.unit.msgid_plural) if subject.unit.msgid_plural else singular
    for text in subject.finished:
        target = figures(text)
        for number in (source - target).elements():
            yield f"{number} is in the source but not in the translation"
        for number in (target - (source | singular)).elements():
            yield f"{number} is in the translation but not in the source"
