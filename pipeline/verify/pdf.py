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
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from pipeline.errors import RenderError
from pipeline.model import Edition
from pipeline.render.interface import notices
from pipeline.render.pdf import PdfRenderer
from pipeline.render.tags import spoken
from pipeline.verify.claims import said_of_itself, wrong_links
from pipeline.verify.expected import (
    FURNITURE,
    Heard,
    expected_tags,
    marked_texts,
    single,
)
from pipeline.verify.glyphs import glyph_problem
from pipeline.verify.page import differences, headings
from pipeline.verify.painted import Page, Painted, Painter

_LEAVES = {"P", "H1", "H2", "H3", "H4", "LBody", "TH", "TD"}
_NUMBER = re.compile(r"\d+")
_SAME = {"LBody": "LI"}


@dataclass(slots=True)
class _Leaf:
    """A block of the tag tree: its runs, each with what it says and what it paints."""

    role: str
    runs: list[tuple[str, Painted]] = field(default_factory=list)
    raw: int = 0
    """Pieces that are painted without an /ActualText."""

    @property
    def text(self) -> str:
        return single("".join(text for text, _ in self.runs))


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
        leaves: list[_Leaf] = []
        _walk(document.Root.StructTreeRoot, None, pages, None, leaves)
        return [(_SAME.get(leaf.role, leaf.role), leaf.text) for leaf in leaves if leaf.text]


def _verify(document: pikepdf.Pdf, edition: Edition) -> Iterator[str]:
    yield from said_of_itself(document, edition)
    painter = Painter()
    pages = {page.obj.objgen: painter.page(page) for page in document.pages}
    for number, page in enumerate(pages.values(), start=1):
        if page.missing:
            yield f"page {number}: {page.missing} letters are boxes (.notdef)"
        if page.loose:
            yield f"page {number}: {page.loose} pieces of text have no tag"
    leaves: list[_Leaf] = []
    _walk(document.Root.StructTreeRoot, None, pages, None, leaves)
    found = [leaf for leaf in leaves if leaf.text or leaf.raw]
    expected = [_heard(item) for item in expected_tags(edition)]
    yield from _agree([item for item in expected if item.text], found)
    yield from headings(leaf.role for leaf in found)
    for leaf in found:
        if leaf.raw:
            yield f"{leaf.role} “{_cut(leaf.text)}” paints text without /ActualText"
        for text, painted in leaf.runs:
            if problem := disagreement(text, painted):
                yield f"{leaf.role} “{_cut(text)}”: {problem}"
    used = sum(len(leaf.runs) for leaf in leaves)
    if not used:
        yield "the tag tree is empty"
    yield from _notices(document, pages, edition, found)
    for leaf in found:
        if leaf.text in marked_texts(edition):
            yield f"a draft shows the quality mark: “{_cut(leaf.text)}”"
    yield from wrong_links(document, edition)


def _heard(item: Heard) -> Heard:
    return Heard(item.section, item.role, single(spoken(item.text)))


def _agree(expected: Sequence[Heard], found: Sequence[_Leaf]) -> Iterator[str]:
    """Where the blocks differ; the tags have no sections, so the order stands for them."""
    want = [(item.role, item.text) for item in expected]
    have = [(_SAME.get(leaf.role, leaf.role), leaf.text) for leaf in found]
    if want == have:
        return
    missing = Counter(want) - Counter(have)
    for item in expected:
        if missing[item.role, item.text]:
            where = f"section {item.section}" if item.section else "the page's own words"
            yield from differences([(item.role, item.text)], [], where)
    for role, text in (Counter(have) - Counter(want)).elements():
        yield f"{role} “{_cut(text)}” should not be there"
    if Counter(want) == Counter(have):
        n = next(n for n, (a, b) in enumerate(zip(want, have, strict=True)) if a != b)
        section = expected[n].section or FURNITURE
        yield (
            f"section {section}: the blocks are read in another order; "
            f"“{_cut(have[n][1])}” comes where “{_cut(want[n][1])}” should"
        )


def disagreement(text: str, painted: Painted) -> str:
    """How what glyphs paint differs from what their tag says; empty if it does not.

    Where the letters are the same in the same order there is no more to ask. In scripts whose
    letters join or stack the engine may store a line the other way round, and repeat the
    letters of a cluster that it draws in parts: then no letter may be lost, none may come from
    outside, and the shapes of the glyphs must be able to be those letters.
    """
    said, there = _letters(text), _letters(painted.text)
    joins = any(_joins(letter) for letter in said)
    if said == there and not (joins and any(painted.spelled)):
        return ""
    lost = Counter(said) - Counter(there)
    strange = set(there) - set(said)
    if lost or strange:
        return f"its glyphs lack “{''.join(lost)}” and add “{''.join(sorted(strange))}”"
    if sorted(_NUMBER.findall(said)) != sorted(_NUMBER.findall(there)):
        return f"its glyphs paint other numbers: “{_cut(painted.text)}”"
    if not any(letter.isalnum() for letter in said):
        return ""  # Marks alone turn with the line that they stand in.
    if not (any(painted.spelled) or joins):
        return f"its glyphs paint “{_cut(painted.text)}”"
    return glyph_problem(text, painted.glyphs)


def _joins(letter: str) -> bool:
    """Whether a letter is of a script whose letters join or stack."""
    return "\u0590" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff"


def _letters(text: str) -> str:
    """The letters of a text in one normal form, without blanks and what steers layout."""
    plain = unicodedata.normalize("NFKC", spoken(text))
    return "".join(plain.split())


def _kids(node: Object) -> list[Object]:
    kids = node.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _walk(
    node: Object,
    page: tuple[int, int] | None,
    pages: dict[tuple[int, int], Page],
    leaf: _Leaf | None,
    leaves: list[_Leaf],
) -> None:
    """Gather the blocks below a node of the tag tree, in reading order."""
    for kid in _kids(node):
        if not isinstance(kid, Dictionary) or kid.get("/Type") in (Name.MCR, Name.OBJR):
            if leaf is not None and _paints(kid, page, pages).text.strip():
                leaf.raw += 1
            continue
        own = kid.Pg.objgen if "/Pg" in kid else page
        role = str(kid.get("/S", ""))[1:]
        if role == "Lbl":
            continue
        if role == "Figure":
            painted = Painted(items=[str(kid.Alt)], spelled=[False])
            leaves.append(_Leaf("Figure", [(str(kid.Alt), painted)]))
            continue
        inner = leaf
        within = leaf is not None and leaf.role in ("LBody", "TH", "TD") and not leaf.runs
        if role in _LEAVES and not (role == "P" and within):
            inner = _Leaf(role)
            leaves.append(inner)
        if "/ActualText" in kid and inner is not None:
            whole = Painted()
            for part in _parts(kid, own, pages):
                whole.items += part.items
                whole.spelled += part.spelled
                whole.glyphs += part.glyphs
            inner.runs.append((str(kid.ActualText), whole))
            continue
        _walk(kid, own, pages, inner, leaves)


def _parts(
    node: Object, page: tuple[int, int] | None, pages: dict[tuple[int, int], Page]
) -> Iterator[Painted]:
    for kid in _kids(node):
        if isinstance(kid, Dictionary) and kid.get("/Type") not in (Name.MCR, Name.OBJR):
            yield from _parts(kid, kid.Pg.objgen if "/Pg" in kid else page, pages)
        else:
            yield _paints(kid, page, pages)


def _paints(
    kid: Object, page: tuple[int, int] | None, pages: dict[tuple[int, int], Page]
) -> Painted:
    if isinstance(kid, Dictionary):
        if kid.get("/Type") == Name.OBJR:
            return Painted()
        page = kid.Pg.objgen if "/Pg" in kid else page
        mark = int(kid.MCID)
    else:
        mark = int(kid)
    return pages[page].marks.get(mark, Painted()) if page in pages else Painted()


def _notices(
    document: pikepdf.Pdf,
    pages: dict[tuple[int, int], Page],
    edition: Edition,
    found: Sequence[_Leaf],
) -> Iterator[str]:
    """A draft says so on every page: in its text on the first, at the head of the others."""
    said = {leaf.text for leaf in found}
    for notice in notices(edition):
        if single(spoken(notice)) not in said:
            yield f"page 1: the notice “{notice}” is missing"
        for number, page in enumerate(document.pages, start=1):
            heads = pages[page.obj.objgen].artifacts
            if number > 1 and not any(_holds(head, notice) for head in heads):
                yield f"page {number}: the notice “{notice}” is missing"


def _holds(painted: str, notice: str) -> bool:
    """Whether a stretch of running text has a notice in it, as far as its script shows."""
    there, wanted = _letters(painted), _letters(notice)
    if any(_joins(letter) for letter in wanted):
        return Counter(wanted) <= Counter(there)
    return wanted in there


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
