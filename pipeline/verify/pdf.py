"""A finished PDF -> what is wrong with it.

Two readings are compared with the edition: what a reader that follows the tags hears, and what
the glyphs behind each tag paint. To read back what the pipeline itself wrote into the tags
would prove nothing about the page that people see.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache

import pikepdf

from pipeline.errors import RenderError, shortened
from pipeline.languages import SOURCE
from pipeline.model import Edition, Language
from pipeline.render.interface import notices
from pipeline.render.pdf import PdfRenderer
from pipeline.render.tags import spoken
from pipeline.verify import shaping
from pipeline.verify.claims import said_of_itself, wrong_links
from pipeline.verify.expected import (
    FURNITURE,
    Heard,
    expected_tags,
    marked_texts,
    single,
)
from pipeline.verify.page import differences, headings
from pipeline.verify.painted import Page, Painter
from pipeline.verify.tree import Leaf, Run, read_tags


def verify_pdf(content: bytes, edition: Edition) -> Iterator[str]:
    """Each thing by which the PDF differs from the edition.

    What a reading of tags and glyphs does not find, such as a page that is cropped, shows in
    the comparison with a PDF that is made anew.
    """
    found = list(_read(content, edition))
    yield from found
    if not found and content != _anew(content, edition):
        yield "the file is not as this edition's PDF is made"


def _read(content: bytes, edition: Edition) -> Iterator[str]:
    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PdfError as error:
        yield f"the PDF cannot be read: {error}"
        return
    with document:
        try:
            yield from _verify(document, edition)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            yield f"the PDF is not built as it should be: {type(error).__name__}: {error}"


def _anew(content: bytes, edition: Edition) -> bytes:
    """The edition's PDF, made with the time that the given one carries."""
    with pikepdf.open(io.BytesIO(content)) as document:
        digits = re.findall(r"\d\d", str(document.docinfo.get("/CreationDate", "")))
    try:
        day = datetime.strptime("".join(digits[:7]), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return _renderer(int(day.timestamp())).render(edition)
    except (ValueError, RenderError):
        return b""


@cache
def _renderer(timestamp: int) -> PdfRenderer:
    return PdfRenderer(timestamp)


def heard_pdf(content: bytes) -> list[tuple[str, str]]:
    """Role and words of each block of a PDF, as a reader that follows the tags hears them."""
    with pikepdf.open(io.BytesIO(content)) as document:
        pages = {page.obj.objgen: Page() for page in document.pages}
        return [(leaf.role, leaf.text) for leaf in read_tags(document, pages) if leaf.text]


def _verify(document: pikepdf.Pdf, edition: Edition) -> Iterator[str]:
    yield from said_of_itself(document, edition)
    painter = Painter()
    pages = {
        page.obj.objgen: painter.page(page, number)
        for number, page in enumerate(document.pages, start=1)
    }
    for number, page in enumerate(pages.values(), start=1):
        if page.missing:
            yield f"page {number}: {page.missing} letters are boxes (.notdef)"
        if page.loose:
            yield f"page {number}: {page.loose} pieces of text have no tag"
    leaves = read_tags(document, pages)
    found = [leaf for leaf in leaves if leaf.text or leaf.raw]
    expected = [_heard(item) for item in expected_tags(edition)]
    yield from _agree([item for item in expected if item.text], found)
    yield from headings(leaf.role for leaf in found)
    for leaf in found:
        if leaf.raw:
            yield f"{leaf.role} “{shortened(leaf.text)}” paints text without /ActualText"
        for run in leaf.runs:
            if problem := disagreement(run, edition.language):
                yield f"{leaf.role} “{shortened(run.text)}”: {problem}"
    used = sum(len(leaf.runs) for leaf in leaves)
    if not used:
        yield "the tag tree is empty"
    yield from _notices(document, pages, edition, found)
    for leaf in found:
        if leaf.text in marked_texts(edition):
            yield f"a draft shows the quality mark: “{shortened(leaf.text)}”"
    yield from wrong_links(document, edition)


def _heard(item: Heard) -> Heard:
    said = (single(spoken(text)) for text in (item.text, item.english))
    return Heard(item.section, item.role, *said)


def _agree(expected: Sequence[Heard], found: Sequence[Leaf]) -> Iterator[str]:
    """Where the blocks differ; the tags have no sections, so the order stands for them."""
    want = [(item.role, item.text) for item in expected]
    have = [(leaf.role, leaf.text) for leaf in found]
    if want == have:
        yield from _voices(expected, found)
        return
    missing = Counter(want) - Counter(have)
    for item in expected:
        if missing[item.role, item.text]:
            where = f"section {item.section}" if item.section else "the page's own words"
            yield from differences([(item.role, item.text)], [], where)
    for role, text in (Counter(have) - Counter(want)).elements():
        yield f"{role} “{shortened(text)}” should not be there"
    if Counter(want) == Counter(have):
        n = next(n for n, (a, b) in enumerate(zip(want, have, strict=True)) if a != b)
        section = expected[n].section or FURNITURE
        yield (
            f"section {section}: the blocks are read in another order; "
            f"“{shortened(have[n][1])}” comes where “{shortened(want[n][1])}” should"
        )


def _voices(expected: Sequence[Heard], found: Sequence[Leaf]) -> Iterator[str]:
    """Words that a screen reader would read out in the wrong language."""
    for item, leaf in zip(expected, found, strict=True):
        if item.english != leaf.english:
            wrong, right = leaf.english or item.english, "is" if leaf.english else "is not"
            said = f"“{shortened(wrong)}” {right} marked as English"
            yield f"{leaf.role} “{shortened(leaf.text)}”: {said}"
        for run in leaf.runs:
            if run.lang and run.lang != SOURCE:
                yield f"{leaf.role} “{shortened(run.text)}” is marked as “{run.lang}”"


def disagreement(run: Run, language: Language) -> str:
    """How what glyphs paint differs from what their tag says; empty if it does not.

    In plain scripts the letters that a reader copies must be the same too. Where letters join
    or stack, the engine may store them the other way round, or in parts.
    """
    if run.painted is None:
        return ""  # A picture is heard and paints no letters.
    said, there = _letters(run.text), _letters(run.painted.text)
    joins = any(map(_joins, said)) or any(run.painted.spelled)
    if said != there and not joins and any(letter.isalnum() for letter in said):
        return f"its glyphs are said to be “{shortened(run.painted.text)}”"
    tag = run.lang or language.tag
    rtl = not run.lang and language.direction == "rtl"
    return shaping.disagreement(run.text, run.painted.glyphs, tag, rtl=rtl)


def _joins(letter: str) -> bool:
    """Whether a letter is of a script whose letters join or stack."""
    return "\u0590" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff"


def _letters(text: str) -> str:
    """The letters of a text in one normal form, without blanks and what steers layout."""
    plain = unicodedata.normalize("NFKC", spoken(text))
    return "".join(plain.split())


def _notices(
    document: pikepdf.Pdf,
    pages: dict[tuple[int, int], Page],
    edition: Edition,
    found: Sequence[Leaf],
) -> Iterator[str]:
    """A draft says so on every page: in its text on the first, at the head of the others."""
    said = {leaf.text for leaf in found}
    language = edition.language
    for place, notice in enumerate(notices(edition)):
        tag, rtl = (SOURCE, False) if place else (language.tag, language.direction == "rtl")
        words = spoken(notice)
        if single(words) not in said:
            yield f"page 1: the notice “{notice}” is missing"
        for number, page in enumerate(document.pages, start=1):
            heads = pages[page.obj.objgen].artifacts
            if number > 1 and all(
                shaping.disagreement(words, head.glyphs, tag, rtl=rtl, more=True)
                for head in heads
            ):
                yield f"page {number}: the notice “{notice}” is missing"
