"""Checks of what a translation is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks import Subject, Surroundings, catalogue_check, check
from pipeline.markdown import InlineError, parse_inline, seen
from pipeline.model import Catalogue, Location

_SAME = re.compile(r"\s*same-as-english:\s*\S")


@check("blank")
def has_words(subject: Subject) -> Iterator[str]:
    """Are there words in the translation, and not only blanks?

    A text of three blanks looks finished to counting tools, and leaves a hole in the page.
    """
    for form, text in enumerate(subject.strings):
        if text and is_blank(text):
            yield f"{_form(subject, form)}holds blanks and nothing else"


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a text."""
    try:
        spans = parse_inline(text)
    except InlineError:
        return not seen(text)
    return not any(span.field or seen(span.text) for span in spans)


@check("untranslated")
def is_translated(subject: Subject) -> Iterator[str]:
    """Has somebody translated this, and finished it?

    What is missing, marked fuzzy or still English never reaches a reader; the whole edition
    waits for it.
    """
    if subject.missing:
        yield "the catalogue has no entry for this; run `polyleaf update`"
        return
    for form, text in enumerate(subject.strings):
        if not text:
            yield f"{_form(subject, form)}is not translated"
    if subject.fuzzy and all(subject.strings):
        yield "is marked fuzzy: compare it with the English, then take the mark away"
    for form in english_forms(subject):
        yield (
            f"{_form(subject, form)}is the same as the English; translate it, or say why not "
            "in a comment “# same-as-english: …”"
        )


def english_forms(subject: Subject) -> tuple[int, ...]:
    """The strings that are still the English, where nobody said that they should be."""
    english = {seen(subject.unit.msgid), seen(subject.unit.msgid_plural)} - {""}
    same = tuple(form for form, text in enumerate(subject.strings) if seen(text) in english)
    return same if same and not _may_stay(subject) else ()


def _may_stay(subject: Subject) -> bool:
    if any(_SAME.match(comment) for comment in subject.comments):
        return True
    try:
        rest = " ".join(span.text for span in parse_inline(subject.unit.msgid))
    except InlineError:
        rest = subject.unit.msgid
    for name in sorted(subject.around.keep, key=len, reverse=True):
        rest = rest.replace(name, "")
    return not any(letter.isalpha() for letter in rest)


@check("inline")
def is_inline(subject: Subject) -> Iterator[str]:
    r"""Is the translation one run of words, with nothing in it that leaflets do not have?

    A line break, a heading, a picture, HTML or a link of its own would change the page that
    others have checked; a ** or [ without its partner would stand there for patients to read.
    """
    for form, text in enumerate(subject.strings):
        try:
            spans = parse_inline(text)
        except InlineError as error:
            place = f"character {error.offset + 1}"
            yield f"{_form(subject, form)}{place}: {error.message}; {error.hint}"
            continue
        looks = any(span.bold or span.link or span.text == "\n" for span in spans)
        if not subject.unit.section and (looks or "\\" in text):
            yield f"{_form(subject, form)}holds markup, which the page's own words do not have"


@catalogue_check("plural-forms")
def has_plural_forms(
    catalogue: Catalogue, around: Surroundings
) -> Iterator[tuple[Location, str]]:
    """Does the file use the plural forms that its language has?

    With another rule “1 section” and “5 sections” get each other's words.
    """
    header = catalogue.fields.get("Plural-Forms", "")
    problem = around.plural_problem(header) if header else "the header has no Plural-Forms"
    if problem:
        right = around.language.plural_forms
        yield catalogue.header.at, f"{problem}; for {around.language.name} write: {right}"
    for entry in catalogue.entries:
        wanted = around.language.nplurals
        if entry.plural is not None and not entry.obsolete and len(entry.strings) != wanted:
            yield (
                entry.string_at,
                f"“{entry.id}”{f' in {entry.context}' if entry.context else ''} has "
                f"{len(entry.strings)} plural forms, where {around.language.name} has "
                f"{wanted}",
            )


@catalogue_check("language")
def has_its_language(
    catalogue: Catalogue, around: Surroundings
) -> Iterator[tuple[Location, str]]:
    """Is this the file of the language in whose folder it stands?

    A file saved into the wrong folder would reach readers who cannot read it.
    """
    found = catalogue.fields.get("Language", "")
    if found.replace("_", "-").lower() != around.language.tag.lower():
        said = f"says “Language: {found}”" if found else "names no Language"
        yield (
            catalogue.header.at,
            f"the header {said}, where {around.language.posix} should be",
        )


def _form(subject: Subject, form: int) -> str:
    return f"msgstr[{form}] " if len(subject.strings) > 1 else ""
