"""A PDF's tag tree -> its blocks, and for each run its words, language and glyphs."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from pipeline.verify.expected import single
from pipeline.verify.outlines import BLANK
from pipeline.verify.painted import Glyph, Page

_LEAVES = {"P", "H1", "H2", "H3", "H4", "LBody", "TH", "TD"}
_SAME = {"LBody": "LI"}

Place = tuple[int, int]
"""A page by the number of its object."""


@dataclass(slots=True)
class Run:
    """A stretch that says what it is by an /ActualText."""

    text: str
    languages: set[str]
    """What the tags say, and what each of its marks says."""
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Leaf:
    """A block of the tag tree."""

    role: str
    runs: list[Run] = field(default_factory=list)
    raw: int = 0
    """Pieces that are painted without an /ActualText."""

    @property
    def text(self) -> str:
        """All that it says."""
        return single("".join(run.text for run in self.runs))


def heard_pdf(content: bytes) -> list[tuple[str, str]]:
    """Role and words of each block of a PDF, as a reader that follows the tags hears them."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [(leaf.role, leaf.text) for leaf in leaves(document, {}) if leaf.text]


def leaves(document: pikepdf.Pdf, pages: Mapping[Place, Page]) -> list[Leaf]:
    """The blocks of the tag tree in reading order; marks that they name leave the pages."""
    found: list[Leaf] = []
    language = str(document.Root.get("/Lang", ""))
    _Walk(pages, found).down(document.Root.StructTreeRoot, None, None, language)
    return found


@dataclass(frozen=True, slots=True)
class _Walk:
    pages: Mapping[Place, Page]
    leaves: list[Leaf]

    def down(self, node: Object, page: Place | None, leaf: Leaf | None, language: str) -> None:
        """Gather the blocks below a node."""
        for kid in _kids(node):
            if not isinstance(kid, Dictionary) or kid.get("/Type") in (Name.MCR, Name.OBJR):
                glyphs, _ = self.mark(kid, page)
                if leaf is not None and any(glyph.outline != BLANK for glyph in glyphs):
                    leaf.raw += 1
                continue
            own = kid.Pg.objgen if "/Pg" in kid else page
            said = str(kid.get("/Lang", language))
            role = str(kid.get("/S", ""))[1:]
            if role == "Lbl":
                list(self.marks(kid, own))
                continue
            if role == "Figure":
                self.leaves.append(Leaf("Figure", [Run(str(kid.Alt), {said})]))
                continue
            inner = leaf
            within = leaf is not None and leaf.role in ("LI", "TH", "TD") and not leaf.runs
            if role in _LEAVES and not (role == "P" and within):
                inner = Leaf(_SAME.get(role, role))
                self.leaves.append(inner)
            if "/ActualText" in kid and inner is not None:
                run = Run(str(kid.ActualText), {said})
                for glyphs, its in self.marks(kid, own):
                    run.glyphs += glyphs
                    run.languages |= {its} if its and glyphs else set()
                inner.runs.append(run)
                continue
            self.down(kid, own, inner, said)

    def marks(self, node: Object, page: Place | None) -> Iterator[tuple[list[Glyph], str]]:
        """What each mark below a node paints, and its language."""
        for kid in _kids(node):
            if isinstance(kid, Dictionary) and kid.get("/Type") not in (Name.MCR, Name.OBJR):
                yield from self.marks(kid, kid.Pg.objgen if "/Pg" in kid else page)
            else:
                yield self.mark(kid, page)

    def mark(self, kid: Object, page: Place | None) -> tuple[list[Glyph], str]:
        if isinstance(kid, Dictionary):
            if kid.get("/Type") == Name.OBJR:
                return [], ""
            page = kid.Pg.objgen if "/Pg" in kid else page
            number = int(kid.MCID)
        else:
            number = int(kid)
        if page is None or page not in self.pages:
            return [], ""
        return self.pages[page].marks.pop(number, ([], ""))


def _kids(node: Object) -> list[Object]:
    kids = node.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]
