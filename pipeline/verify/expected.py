"""Edition -> what a reader must meet in it, in order: section, role, words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.edition import is_marked, walk
from pipeline.languages import SOURCE
from pipeline.model import Edition, EditionSection, Kind, Outcome, Passage
from pipeline.render.interface import Words, notices, page_words

_ROLES = {
    Kind.TITLE: "H1",
    Kind.SUMMARY: "P",
    Kind.PARAGRAPH: "P",
    Kind.ITEM: "LI",
    Kind.IMAGE: "Figure",
    Kind.BOX_TITLE: "P",
}
FURNITURE = ""
"""The section of what belongs to the page and not to the leaflet."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A block as a reader meets it."""

    section: str
    role: str
    """As PDF names it: H1…H4, P, LI, TH, TD, Figure."""
    text: str
    """With white space made single."""
    english: str = ""
    """What of it stands in English in a translated edition, and is marked so."""


def expected_page(edition: Edition) -> tuple[Heard, ...]:
    """What stands in the sections of a web page."""
    return tuple(heard for section in edition.sections for heard in _section(section, edition))


def expected_tags(edition: Edition) -> tuple[Heard, ...]:
    """What a reader of a PDF hears, the page's own words too."""
    words = page_words(edition)
    source = edition.language.tag == SOURCE
    found: list[Heard] = []
    for place, text in enumerate(notices(edition)):
        found.append(Heard(FURNITURE, "P", text, text if place else ""))
    for number, section in enumerate(edition.sections):
        found.extend(_section(section, edition))
        if number == 0 and not source:
            staff = f"{edition.english_title} – {edition.language.name}"
            found.append(Heard(FURNITURE, "P", staff, staff))
    if edition.meta:
        found.append(Heard(FURNITURE, "P", words.about))
        for name, value in edition.meta:
            found.append(Heard(FURNITURE, "P", f"{words.meta[name]}: {value}"))
        if edition.publisher:
            text = words.copyright.replace("{publisher}", edition.publisher)
            found.append(Heard(FURNITURE, "P", text))
    return tuple(found)


def marked_texts(edition: Edition) -> frozenset[str]:
    """The words that a draft may not show: those of a quality mark, and nowhere else."""
    if edition.outcome is Outcome.RELEASED:
        return frozenset()
    seen = {single(passage.text) for passage in shown(edition)}
    whole = (walk(section.passages) for section in edition.sections)
    return frozenset(single(p.text) for part in whole for p in part if p.text) - seen


def shown(edition: Edition) -> Iterator[Passage]:
    """Every passage that readers see: all but a draft's quality mark."""
    for section in edition.sections:
        for passage in section.passages:
            if edition.outcome is Outcome.RELEASED or not is_marked(passage):
                yield from walk((passage,))


def single(text: str) -> str:
    """The text with white space made single, as browsers and readers take it."""
    return " ".join(text.split())


def _section(section: EditionSection, edition: Edition) -> Iterator[Heard]:
    for passage in section.passages:
        for role, text, english in _passage(passage, edition):
            yield Heard(section.id, role, single(text), single(english))


def _passage(passage: Passage, edition: Edition) -> Iterator[tuple[str, str, str]]:
    """Role, words, and what of them stands in English."""
    words = page_words(edition)
    text, english = _labelled(passage, words), passage.text if passage.english else ""
    if passage.kind is Kind.QUALITY_MARK and edition.outcome is not Outcome.RELEASED:
        yield "P", words.no_mark, ""
        return
    if passage.kind is Kind.HEADING:
        yield f"H{passage.level}", text, english
    elif passage.kind is Kind.IMAGE:
        if passage.src in dict(edition.images):
            yield "Figure", passage.text, english
    elif passage.kind in _ROLES:
        yield _ROLES[passage.kind], text, english
    elif passage.kind in (Kind.NOTE, Kind.WARNING):
        first = passage.children[0] if passage.children else None
        if first is None or first.kind is not Kind.BOX_TITLE:
            yield "P", words.note if passage.kind is Kind.NOTE else words.warning, ""
    elif passage.kind is Kind.TABLE:
        for number, row in enumerate(passage.children):
            for cell in row.children:
                english = cell.text if cell.english else ""
                yield ("TD" if number else "TH"), _labelled(cell, words), english
        return
    for child in passage.children:
        yield from _passage(child, edition)


def _labelled(passage: Passage, words: Words) -> str:
    """The words, with the label before those that stand in English on purpose."""
    return f"{words.in_english}: {passage.text}" if passage.english else passage.text
