"""Checks whose failure could hurt someone: what is counted, dialled and looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from pipeline.checks import Said, Subject, check
from pipeline.checks.comparing import differences
from pipeline.checks.reading import FIGURES, MARKUP, Text
from pipeline.markdown import Span

_COUNT = "{n}"
"""The number in a plural text; a form for one number alone may say it in a word."""


@check("numbers", "safety", where=FIGURES)
def same_numbers(subject: Subject) -> Iterator[Said]:
    """Does the translation give every number that the English gives, and no other?

    A dose, an age or an hour that changes in translation still reads perfectly well, so nobody
    but this check will notice. Numbers may be in any script's digits, in words that the
    language is known by, and with its own signs for decimals and thousands; the two ends of a
    range and of “1 in 10” keep their order.
    """
    yield from _differing(subject, "numbers")


@check("units", "safety", where=FIGURES)
def same_units(subject: Subject) -> Iterator[Said]:
    """Is each number counted in the same unit as in the English?

    500 g for 500 mg is a thousand times too much, and 24 days for 24 hours may be too late.
    """
    yield from _differing(subject, "units")


@check("phones", "safety", where=FIGURES)
def same_phones(subject: Subject) -> Iterator[Said]:
    """Does the translation give the same telephone numbers, digit by digit?

    A reader who dials a wrong number gets no help, or somebody else.
    """
    yield from _differing(subject, "phones")


@check("emails", "safety", where=FIGURES)
def same_emails(subject: Subject) -> Iterator[Said]:
    """Does the translation give the same e-mail addresses, letter by letter?

    A message about a symptom that goes to a wrong address is never answered.
    """
    yield from _differing(subject, "emails")


@check("times", "safety", where=FIGURES)
def same_times(subject: Subject) -> Iterator[Said]:
    """Does the translation give the same hours of the day?

    8pm may be written as 20:00 or as 8 in the evening, but not as 9. Who comes or calls at the
    wrong hour finds nobody.
    """
    yield from _differing(subject, "times")


@check("dates", "safety", where=FIGURES)
def same_dates(subject: Subject) -> Iterator[Said]:
    """Does the translation name the same months?

    A month may be written as a word or as a number. A wrong one is a missed appointment.
    """
    yield from _differing(subject, "dates")


@check("links", "safety", where=FIGURES | MARKUP)
def same_links(subject: Subject) -> Iterator[Said]:
    """Does the translation lead to the same pages as the English?

    A link that is lost leaves the reader without help, and one that is made up leads somewhere
    that nobody has checked. Addresses in the text are compared letter by letter.
    """
    yield from _compare(subject, "link", lambda span: f"[…][{span.link}]" if span.link else "")
    yield from _differing(subject, "addresses")


@check("facts", "safety", where=MARKUP)
def same_facts(subject: Subject) -> Iterator[Said]:
    """Does the translation have every {fact} that the English has, and no other?

    A fact is a helpline, an address, a number: if its name is changed or lost, the reader
    cannot call.
    """
    yield from _compare(
        subject, "fact", lambda span: f"{{{span.field}}}" if span.field else ""
    )


def _differing(subject: Subject, check: str) -> Iterator[Said]:
    """What one of the checks says that compare figures, which are compared only once."""
    around = subject.around
    singular = subject.unit.msgid if subject.unit.msgid_plural else ""
    for form, text in subject.texts:
        known = subject.found.get(form)
        if known is None:
            known = subject.found[form] = tuple(
                differences(
                    subject.source,
                    text,
                    around.lexicon,
                    around.english,
                    around.language.decimal,
                    Text(singular) if singular else None,
                )
            )
        for name, message in known:
            if name == check:
                yield Said(message, form)


def _compare(subject: Subject, what: str, name: Callable[[Span], str]) -> Iterator[Said]:
    whole = (subject.source.raw, *(text.raw for _, text in subject.texts))
    if not any("[" in text or "{" in text for text in whole):
        return
    source = _names(subject.source, name)
    for form, text in subject.texts:
        if text.error:
            continue  # The check `inline` says why.
        target = _names(text, name)
        needed = source
        if subject.unit.msgid_plural and form in subject.around.lone_forms:
            needed = Counter({key: count for key, count in source.items() if key != _COUNT})
        for lost in (needed - target).elements():
            yield Said(f"the {what} {lost} is in the source but not in the translation", form)
        for added in (target - source).elements():
            has = ", ".join(sorted(source)) or "none"
            yield Said(f"the {what} {added} is not in the source, which has {has}", form)


def _names(text: Text, name: Callable[[Span], str]) -> Counter[str]:
    """How often each link or fact stands in a text; a link in several spans counts once."""
    found: Counter[str] = Counter()
    for before, span in pairwise((Span(), *text.spans)):
        named = name(span)
        goes_on = span.link and span.link == before.link and named == name(before)
        if named and not goes_on:
            found[named] += 1
    return found
