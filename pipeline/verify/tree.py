"""A PDF's tag tree -> its blocks, as a reader that follows the tags meets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from pipeline.verify.expected import single
from pipeline.verify.painted import Page, Painted

_LEAVES = {"P", "H1", "H2", "H3", "H4", "LBody", "TH", "TD"}
_SAME = {"LBody": "LI"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a block with words of its own."""

    text: str
    """Its /ActualText, or a picture's /Alt."""
    painted: Painted | None
    """None of a picture."""
    lang: str
    """Its /Lang; empty where the document's holds."""


@dataclass(slots=True)
class Leaf:
    """A block of the tag tree."""

    role: str
    """As `Heard` names it."""
    runs: list[Run] = field(default_factory=list)
    raw: int = 0
    """Pieces that are painted without an /ActualText."""

    @property
    def text(self) -> str:
        """What is heard."""
        return single("".join(run.text for run in self.runs))

    @property
    def english(self) -> str:
        """What of it is read out as English, where that is not the document's language."""
        return single("".join(run.text for run in self.runs if run.lang[:2] == "en"))


def read_tags(document: pikepdf.Pdf, pages: dict[tuple[int, int], Page]) -> list[Leaf]:
    """Every block, in reading order; `pages` are those of the document, by their objects."""
    leaves: list[Leaf] = []
    _walk(document.Root.StructTreeRoot, None, pages, None, leaves)
    return leaves


def _kids(node: Object) -> list[Object]:
    kids = node.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _walk(
    node: Object,
    page: tuple[int, int] | None,
    pages: dict[tuple[int, int], Page],
    leaf: Leaf | None,
    leaves: list[Leaf],
    lang: str = "",
) -> None:
    """Gather the blocks below a node of the tag tree, in reading order."""
    for kid in _kids(node):
        if not isinstance(kid, Dictionary) or kid.get("/Type") in (Name.MCR, Name.OBJR):
            if leaf is not None and _paints(kid, page, pages).text.strip():
                leaf.raw += 1
            continue
        own = kid.Pg.objgen if "/Pg" in kid else page
        said = str(kid.get("/Lang", lang))
        role = str(kid.get("/S", ""))[1:]
        if role == "Lbl":
            continue
        if role == "Figure":
            leaves.append(Leaf(role, [Run(str(kid.Alt), None, said)]))
            continue
        inner = leaf
        within = leaf is not None and leaf.role in ("LI", "TH", "TD") and not leaf.runs
        if role in _LEAVES and not (role == "P" and within):
            inner = Leaf(_SAME.get(role, role))
            leaves.append(inner)
        if "/ActualText" in kid and inner is not None:
            whole = Painted()
            for part in _parts(kid, own, pages):
                whole.items += part.items
                whole.spelled += part.spelled
                whole.glyphs += part.glyphs
            inner.runs.append(Run(str(kid.ActualText), whole, said))
            continue
        _walk(kid, own, pages, inner, leaves, said)


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
