"""Edition -> what a reader must meet in it, in order: section, role, words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.edition import is_marked, walk
from pipeline.languages import SOURCE
from pipeline.model import Edition, EditionSection, Kind, Outcome, Passage, Run
from pipeline.render.interface import Words, fill, notices, page_words
from pipeline.render.tags import spoken

_ROLES = {
    Kind.TITLE: "H1",
    Kind.SUMMARY: "P",
    Kind.PARAGRAPH: "P",
    Kind.ITEM: "LI",
    Kind.IMAGE: "Figure",
    Kind.BOX_TITLE: "P",
}
Part = tuple[Run, bool]
"""A run, and whether it stands in English on purpose."""
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
    laid: str = field(default="", compare=False, repr=False)
    """As it is laid out: with the signs that isolate stretches, and all white space."""
    english: tuple[bool, ...] = field(default=(), compare=False, repr=False)
    """Of each of its letters, whether it stands in English on purpose."""


def expected_page(edition: Edition) -> tuple[Heard, ...]:
    """What stands in the sections of a web page."""
    return tuple(heard for section in edition.sections for heard in _section(section, edition))


def expected_tags(edition: Edition) -> tuple[Heard, ...]:
    """What a reader of a PDF hears, the page's own words too."""
    words = page_words(edition)
    found = list(_notices(edition))
    for number, section in enumerate(edition.sections):
        found.extend(_section(section, edition))
        if number == 0 and edition.language.tag != SOURCE:
            found.append(_own(_staff(edition), english=True))
    if edition.meta:
        far = int(edition.language.direction == "rtl")
        found.append(_own(words.about))
        for name, value in edition.meta:
            label = Run(text=f"{words.meta[name]}: "), False
            shown = Run(text=value, isolate=far), name == "publisher"
            found.append(_heard(FURNITURE, "P", label, shown))
        if edition.publisher:
            before, _, after = words.copyright.partition("{publisher}")
            owner = Run(text=edition.publisher, isolate=far)
            parts = (Run(text=before), False), (owner, True), (Run(text=after), False)
            found.append(_heard(FURNITURE, "P", *parts))
    return tuple(found)


def running_text(edition: Edition, page: int, pages: int) -> tuple[tuple[Heard, ...], ...]:
    """What stands at the head and at the foot of a page."""
    foot = fill(page_words(edition).page, page=str(page), pages=str(pages))
    staff = _own(_staff(edition), english=True)
    return tuple(_notices(edition)) if page > 1 else (), (_own(foot), staff)


def letters(text: str) -> str:
    """The text without white space and what steers layout."""
    return "".join(spoken(text).split())


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


def _notices(edition: Edition) -> Iterator[Heard]:
    for number, text in enumerate(notices(edition)):
        yield _own(text, english=number > 0)


def _staff(edition: Edition) -> str:
    if edition.language.tag == SOURCE:
        return edition.english_title
    return f"{edition.english_title} – {edition.language.name}"


def _own(text: str, *, english: bool = False) -> Heard:
    """Some of the page's own words."""
    return _heard(FURNITURE, "P", (Run(text=text), english))


def _heard(section: str, role: str, *parts: Part) -> Heard:
    laid = ""
    for number, group in groupby((run for run, _ in parts), key=lambda run: run.isolate):
        words = "".join(run.text for run in group)
        laid += f"\u2066{words}\u2069" if number and words else words
    text = single("".join(run.text for run, _ in parts))
    english = tuple(flag for run, flag in parts for _ in letters(run.text))
    return Heard(section, role, text, laid, english)


def _section(section: EditionSection, edition: Edition) -> Iterator[Heard]:
    for passage in section.passages:
        for role, parts in _passage(passage, edition):
            yield _heard(section.id, role, *parts)


def _passage(passage: Passage, edition: Edition) -> Iterator[tuple[str, Sequence[Part]]]:
    words = page_words(edition)
    parts = _labelled(passage, words)
    if passage.kind is Kind.QUALITY_MARK and edition.outcome is not Outcome.RELEASED:
        yield "P", [(Run(text=words.no_mark), False)]
        return
    if passage.kind is Kind.HEADING:
        yield f"H{passage.level}", parts
    elif passage.kind is Kind.IMAGE:
        if passage.src in dict(edition.images):
            yield "Figure", [(run, passage.english) for run in passage.runs]
    elif passage.kind in _ROLES:
        yield _ROLES[passage.kind], parts
    elif passage.kind in (Kind.NOTE, Kind.WARNING):
        first = passage.children[0] if passage.children else None
        if first is None or first.kind is not Kind.BOX_TITLE:
            name = words.note if passage.kind is Kind.NOTE else words.warning
            yield "P", [(Run(text=name), False)]
    elif passage.kind is Kind.TABLE:
        for number, row in enumerate(passage.children):
            for cell in row.children:
                yield ("TD" if number else "TH"), _labelled(cell, words)
        return
    for child in passage.children:
        yield from _passage(child, edition)


def _labelled(passage: Passage, words: Words) -> list[Part]:
    """A passage's runs, with the label before those that stand in English on purpose."""
    label = [(Run(text=f"{words.in_english}: "), False)] if passage.english else []
    return [*label, *((run, passage.english) for run in passage.runs)]
