"""A page's content stream -> what each of its marks paints, and where.

A mark is the number (MCID) by which the tag tree names a stretch of the stream. The text comes
from the glyphs by way of each font's ToUnicode, or from the engine where it spells them out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Dictionary, Name, Object

from pipeline.verify.outlines import Face, embedded
from pipeline.verify.pen import Glyph, Pen, widths

_BLOCK = re.compile(r"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_HEX = re.compile(r"<([0-9A-Fa-f\s]*)>")


@dataclass(slots=True)
class Painted:
    """What one mark paints."""

    items: list[str] = field(default_factory=list)
    """In painting order; a cluster is one item."""
    spelled: list[bool] = field(default_factory=list)
    """Whether the engine spelled the item out; such items may be painted in several parts."""
    glyphs: list[Glyph] = field(default_factory=list)
    """Each glyph, whatever it is said to be."""

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.items)


@dataclass(slots=True)
class Page:
    """What a page paints."""

    marks: dict[int, Painted] = field(default_factory=dict)
    artifacts: list[Painted] = field(default_factory=list)
    """The running text of head and foot, a piece for each stretch."""
    loose: int = 0
    """Pieces of text that are neither tagged nor an artifact."""
    missing: int = 0
    """Glyphs of number 0: boxes where a letter should be."""


@dataclass(slots=True)
class _Frame:
    mark: int | None = None
    artifact: bool = False
    spelled: str | None = None
    reversed: bool = False
    items: list[tuple[str, bool]] = field(default_factory=list)


class Painter:
    """Reads pages; each font's tables are read once."""

    def __init__(self) -> None:
        self.tables: dict[tuple[int, int], dict[int, str]] = {}
        self.faces: dict[tuple[int, int], tuple[Face | None, Mapping[int, float]]] = {}

    def page(self, page: pikepdf.Page, number: int) -> Page:
        """What the page paints, by mark."""
        found = Page()
        pen = Pen(number)
        resources = page.obj.get("/Resources", Dictionary())
        fonts = resources.get("/Font", Dictionary())
        properties = resources.get("/Properties", Dictionary())
        stack: list[_Frame] = []
        table: dict[int, str] = {}
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            operands = list(instruction.operands)
            if operator in ("BDC", "BMC"):
                stack.append(_frame(operands, properties))
                found.artifacts += [Painted()] if stack[-1].artifact else []
            elif operator == "EMC" and stack:
                _close(stack, found)
            elif operator == "Tf":
                font = fonts[str(operands[0])]
                table = self._table(font)
                face, wide = self._face(font)
                pen.take(face, float(operands[1]), wide)
            elif operator in ("Tj", "TJ", "'", '"'):
                pieces = operands[-1] if operator == "TJ" else [operands[-1]]
                glyphs = list(pen.paint(pieces))
                codes = [glyph.code for glyph in glyphs]
                found.missing += codes.count(0)
                mark = next((f.mark for f in reversed(stack) if f.mark is not None), None)
                if mark is not None:
                    found.marks.setdefault(mark, Painted()).glyphs.extend(glyphs)
                elif any(frame.artifact for frame in stack):
                    found.artifacts[-1].glyphs.extend(glyphs)
                _paint([(table.get(code, "\ufffd"), False) for code in codes], stack, found)
            else:
                pen.move(operator, operands)
        return found

    def _face(self, font: Object) -> tuple[Face | None, Mapping[int, float]]:
        if font.objgen not in self.faces:
            self.faces[font.objgen] = embedded(font), widths(font)
        return self.faces[font.objgen]

    def _table(self, font: Object) -> dict[int, str]:
        if font.objgen not in self.tables:
            self.tables[font.objgen] = to_unicode(font)
        return self.tables[font.objgen]


def to_unicode(font: Object) -> dict[int, str]:
    """A font's glyph numbers as text."""
    if "/ToUnicode" not in font:
        return {}
    found: dict[int, str] = {}
    for kind, body in _BLOCK.findall(font.ToUnicode.read_bytes().decode("latin-1")):
        for line in body.strip().splitlines():
            first, *rest = _HEX.findall(line)
            if kind == "bfchar":
                found[int(first, 16)] = _text(rest[0])
            elif "[" in line:
                found |= {int(first, 16) + n: _text(item) for n, item in enumerate(rest[1:])}
            else:
                start = _text(rest[1])
                for n in range(int(rest[0], 16) - int(first, 16) + 1):
                    found[int(first, 16) + n] = start[:-1] + chr(ord(start[-1]) + n)
    return found


def _text(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be", "replace")


def _frame(operands: list[Object], properties: Object) -> _Frame:
    frame = _Frame(
        artifact=operands[0] == Name.Artifact, reversed=operands[0] == Name("/ReversedChars")
    )
    about = operands[1] if len(operands) > 1 else None
    if isinstance(about, Name):
        about = properties.get(str(about))
    if isinstance(about, Dictionary):
        if "/MCID" in about:
            frame.mark = int(about["/MCID"])
        if "/ActualText" in about:
            frame.spelled = str(about["/ActualText"])
    return frame


def _close(stack: list[_Frame], found: Page) -> None:
    frame = stack.pop()
    if frame.spelled is not None:
        _paint([(frame.spelled, True)], stack, found)
    elif frame.reversed:
        _paint(frame.items[::-1], stack, found)


def _paint(items: list[tuple[str, bool]], stack: list[_Frame], found: Page) -> None:
    for frame in reversed(stack):
        if frame.spelled is not None:
            return  # The spelling stands for these glyphs when its frame closes.
        if frame.reversed:
            frame.items.extend(items)
            return
        if frame.mark is not None:
            mark = found.marks.setdefault(frame.mark, Painted())
            mark.items.extend(text for text, _ in items)
            mark.spelled.extend(spelled for _, spelled in items)
            return
        if frame.artifact:
            found.artifacts[-1].items.extend(text for text, _ in items)
            return
    found.loose += 1
