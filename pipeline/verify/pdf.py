"""A finished PDF -> what is wrong with it.

Two readings are compared with the edition: what a reader that follows the tags hears, and what
the glyphs behind each tag paint. To read back what the pipeline itself wrote into the tags
would prove nothing about the page that people see.
"""

from __future__ import annotations

import io
import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import product

import pikepdf
from fontTools.ttLib import TTLibError

from pipeline.errors import RenderError, shortened
from pipeline.languages import SOURCE
from pipeline.model import Edition
from pipeline.render.interface import notices
from pipeline.render.pdf import PdfRenderer
from pipeline.render.tags import spoken
from pipeline.verify.claims import said_of_itself, wrong_links
from pipeline.verify.expected import (
    FURNITURE,
    Heard,
    expected_tags,
    letters,
    marked_texts,
    running_text,
    single,
)
from pipeline.verify.lines import Line, MisprintError, glyph_count, lines_of
from pipeline.verify.outlines import BLANK
from pipeline.verify.page import differences, headings
from pipeline.verify.painted import Glyph, Page, Painter
from pipeline.verify.pieces import Block, Words
from pipeline.verify.tagged import Leaf, Run, leaves

_BROKEN = (
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TTLibError,
    TypeError,
    ValueError,
    pikepdf.PdfError,
    struct.error,
)
"""What reading a file or a font that is not built as it should be may end in."""
_LOWER = 0.8
"""By how many ems at least a block stands lower than the one before it."""
_LEVEL = 2
"""By how many ems the first lines of a row's cells may differ, the fonts being different."""


def verify_pdf(content: bytes, edition: Edition) -> Iterator[str]:
    """Each thing by which the PDF differs from the edition.

    What a reading of tags and glyphs does not find, such as paint that covers words, shows in
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
        except _BROKEN as error:
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


def _verify(document: pikepdf.Pdf, edition: Edition) -> Iterator[str]:
    yield from said_of_itself(document, edition)
    painter = Painter()
    pages = {
        page.obj.objgen: painter.page(page, number)
        for number, page in enumerate(document.pages, start=1)
    }
    for number, page in enumerate(pages.values(), start=1):
        for fault, count in page.faults.items():
            yield f"page {number}: {count} letters {fault}"
    found = [leaf for leaf in leaves(document, pages) if leaf.text or leaf.raw]
    if not found:
        yield "the tag tree is empty"
    for number, page in enumerate(pages.values(), start=1):
        if rest := sum(len(glyphs) for glyphs, _ in page.marks.values()):
            yield f"page {number}: {rest} letters are in no tag"
    heard = (replace(it, text=single(spoken(it.text))) for it in expected_tags(edition))
    expected = [item for item in heard if item.text]
    yield from _agree(expected, found)
    yield from headings(leaf.role for leaf in found)
    for leaf in found:
        if leaf.raw:
            yield f"{leaf.role} “{shortened(leaf.text)}” paints text without /ActualText"
        if leaf.text in marked_texts(edition):
            yield f"a draft shows the quality mark: “{shortened(leaf.text)}”"
    said = {leaf.text for leaf in found}
    for notice in notices(edition):
        if single(spoken(notice)) not in said:
            yield f"page 1: the notice “{notice}” is missing"
    if [item.text for item in expected] == [leaf.text for leaf in found]:
        yield from _painted(expected, found, edition)
    for number, page in enumerate(pages.values(), start=1):
        yield from _running(page, edition, number, len(document.pages))
    yield from wrong_links(document, edition)


def _agree(expected: Sequence[Heard], found: Sequence[Leaf]) -> Iterator[str]:
    """Where the blocks differ; the tags have no sections, so the order stands for them."""
    want = [(item.role, item.text) for item in expected]
    have = [(leaf.role, leaf.text) for leaf in found]
    if want == have:
        return
    missing = Counter(want) - Counter(have)
    for item, block in zip(expected, want, strict=True):
        if missing[block]:
            where = f"section {item.section}" if item.section else "the page's own words"
            yield from differences([block], [], where)
    for role, text in (Counter(have) - Counter(want)).elements():
        yield f"{role} “{shortened(text)}” should not be there"
    if Counter(want) == Counter(have):
        n = next(n for n, (a, b) in enumerate(zip(want, have, strict=True)) if a != b)
        section = expected[n].section or FURNITURE
        yield (
            f"section {section}: the blocks are read in another order; "
            f"“{shortened(have[n][1])}” comes where “{shortened(want[n][1])}” should"
        )


def _painted(
    expected: Sequence[Heard], found: Sequence[Leaf], edition: Edition
) -> Iterator[str]:
    """Where blocks that say what they should are marked or painted as something else."""
    before: tuple[Leaf, list[Line]] | None = None
    for item, leaf in zip(expected, found, strict=True):
        where = f"{leaf.role} “{shortened(leaf.text)}”"
        tags = _tags(item, leaf, edition)
        for run, tag in zip(leaf.runs, tags, strict=True):
            if letters(run.text) and {_main(said) for said in run.languages} != {_main(tag)}:
                said, text = " and ".join(sorted(run.languages)), shortened(run.text)
                yield f"{where}: “{text}” is marked as {said} and should be {tag}"
        if leaf.role == "Figure":
            continue
        try:
            lines = lines_of(_block(item, leaf.runs, tags, edition))
        except MisprintError as error:
            yield f"{where}: {error}"
            continue
        if before and lines and _astray(before, (leaf, lines), edition):
            yield f"{where} stands before “{shortened(before[0].text)}” on the page"
        before = (leaf, lines) if lines else before


def _block(item: Heard, runs: Sequence[Run], tags: Sequence[str], edition: Edition) -> Block:
    words = [Words(run.text, tag, run.glyphs) for run, tag in zip(runs, tags, strict=True)]
    rtl = edition.language.direction == "rtl" and not all(item.english)
    return Block(item.laid, words, rtl)


def _tags(item: Heard, leaf: Leaf, edition: Edition) -> list[str]:
    """The language in which each run stands; both, where a run has words of both."""
    flags, tag = iter(item.english), edition.language.tag
    english = [{next(flags) for _ in letters(run.text)} or {False} for run in leaf.runs]
    tags = ({SOURCE if flag else tag for flag in own} for own in english)
    return [" and ".join(sorted(own)) for own in tags]


def _main(tag: str) -> str:
    """The language without its region: the engine adds one, as in zh-CN for zh-Hans."""
    return tag.split("-")[0]


def _astray(
    before: tuple[Leaf, list[Line]], after: tuple[Leaf, list[Line]], edition: Edition
) -> bool:
    """Whether a block stands above the one before it, or on its wrong side in a table."""
    cells = all(leaf.role in ("TH", "TD") for leaf, _ in (before, after))
    one, two = before[1][0 if cells else -1], after[1][0]
    below = (one.page, -one.height + _LOWER * one.size) < (two.page, -two.height)
    if below or not cells:
        return not below
    # Cells side by side: every line of the one ends before any line of the other begins.
    ahead, behind = (before[1], after[1])
    if edition.language.direction == "rtl":
        ahead, behind = behind, ahead
    apart = all(
        line.right < other.left
        for line, other in product(ahead, behind)
        if line.page == other.page
    )
    level = one.page == two.page and abs(one.height - two.height) < _LEVEL * one.size
    return not (apart and level)


def _running(painted: Page, edition: Edition, page: int, pages: int) -> Iterator[str]:
    """What is wrong with the head and the foot of a page."""
    head, foot = running_text(edition, page, pages)
    for items, rest, what in (
        (head, painted.head, "the notice"),
        (foot, painted.foot, "the foot"),
    ):
        glyphs = [glyph for glyph in rest if glyph.outline != BLANK]
        if glyphs and not items:
            yield f"page {page}: {len(glyphs)} letters stand over the text"
        for number, item in enumerate(items, start=1):
            share = len(glyphs)
            if number < len(items):
                share = glyph_count(_own(item, glyphs, edition))
            try:
                lines_of(_own(item, glyphs[:share], edition))
            except MisprintError as error:
                yield f"page {page}: {what} “{shortened(item.text)}”: {error}"
            glyphs = glyphs[share:]


def _own(item: Heard, glyphs: list[Glyph], edition: Edition) -> Block:
    leaf = Leaf(item.role, [Run(item.text, set(), glyphs)])
    return _block(item, leaf.runs, _tags(item, leaf, edition), edition)
