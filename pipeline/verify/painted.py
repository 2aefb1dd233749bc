"""A page's content stream -> each glyph that it paints, and where.

A mark is the number (MCID) by which the tag tree names a stretch of the stream.
"""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass, field
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from pipeline.verify.outlines import Outlines

Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1, 0, 0, 1, 0, 0)
_SKEW = 1e-4


class Glyph(NamedTuple):
    """A painted glyph; a tuple, for a leaflet has many thousands."""

    font: str
    """The vendored file's stem that the PDF names."""
    outline: bytes
    page: int
    x: float
    y: float
    """Of its origin, in points from the page's lower left corner."""
    size: float


@dataclass(slots=True)
class Page:
    """What a page paints."""

    marks: dict[int, tuple[list[Glyph], str]] = field(default_factory=dict)
    """What each mark paints, and the language that it names."""
    head: list[Glyph] = field(default_factory=list)
    """The artifacts of its upper half."""
    foot: list[Glyph] = field(default_factory=list)
    """The artifacts of its lower half."""
    faults: Counter[str] = field(default_factory=Counter)
    """What is wrong with glyphs, whatever they say, and how many are so."""


class _Font:
    """A font of the PDF: how wide its glyphs are, and their outlines."""

    def __init__(self, font: Object) -> None:
        (base,) = font.DescendantFonts
        if font.Encoding != Name("/Identity-H") or base.CIDToGIDMap != Name.Identity:
            raise ValueError(f"{font.BaseFont} numbers its glyphs in another way")
        self.name = str(font.BaseFont).lstrip("/").partition("+")[2]
        self.outlines = Outlines(base.FontDescriptor.FontFile2.read_bytes())
        self.usual = float(base.get("/DW", 1000))
        self.widths: dict[int, float] = {}
        rest = list(base.get("/W", Array()))
        while rest:
            first = int(rest[0])
            if isinstance(rest[1], Array):
                self.widths |= {first + n: float(width) for n, width in enumerate(rest[1])}
                del rest[:2]
            else:
                self.widths |= dict.fromkeys(range(first, int(rest[1]) + 1), float(rest[2]))
                del rest[:3]


@dataclass(slots=True)
class _State:
    """The graphics state, as far as text hangs on it."""

    matrix: Matrix = _PLAIN
    font: _Font | None = None
    size: float = 0
    spacing: float = 0
    wide: float = 1
    leading: float = 0
    rise: float = 0
    mode: int = 0


class Painter:
    """Reads pages; each font is read once."""

    def __init__(self) -> None:
        self.fonts: dict[tuple[int, int], _Font] = {}

    def page(self, page: pikepdf.Page, number: int) -> Page:
        """What the page paints, by mark."""
        return _Reader(self, page, number).read()

    def font(self, font: Object) -> _Font:
        """A font of the PDF, read."""
        if font.objgen not in self.fonts:
            self.fonts[font.objgen] = _Font(font)
        return self.fonts[font.objgen]


class _Reader:
    """Goes through one page's stream."""

    def __init__(self, painter: Painter, page: pikepdf.Page, number: int) -> None:
        self.painter, self.source, self.number = painter, page, number
        resources = page.obj.get("/Resources", Dictionary())
        self.fonts = resources.get("/Font", Dictionary())
        self.properties = resources.get("/Properties", Dictionary())
        self.box = [float(edge) for edge in page.cropbox]
        self.artifacts: list[Glyph] = []
        self.page = Page()
        self.state, self.saved = _State(), list[_State]()
        self.line: Matrix = _PLAIN
        self.text: Matrix = _PLAIN
        self.open: list[list[Glyph] | None] = []

    def read(self) -> Page:
        for instruction in pikepdf.parse_content_stream(self.source):
            operator, operands = str(instruction.operator), list(instruction.operands)
            if operator in ("BDC", "BMC"):
                self.open.append(self._marked(operands))
            elif operator == "EMC":
                self.open.pop()
            elif operator == "q":
                self.saved.append(copy(self.state))
            elif operator == "Q":
                self.state = self.saved.pop()
            elif operator == "cm":
                self.state.matrix = _times(_matrix(operands), self.state.matrix)
            elif operator[0] == "T" or operator in ("BT", "'", '"'):
                self._text(operator, operands)
        middle = (self.box[1] + self.box[3]) / 2
        for glyph in self.artifacts:
            (self.page.head if glyph.y > middle else self.page.foot).append(glyph)
        return self.page

    def _marked(self, operands: list[Object]) -> list[Glyph] | None:
        """Where the glyphs of a stretch of the stream go."""
        if operands[0] == Name.Artifact:
            return self.artifacts
        about = operands[1] if len(operands) > 1 else None
        if isinstance(about, Name):
            about = self.properties.get(str(about))
        if isinstance(about, Dictionary) and "/MCID" in about:
            said = str(about.get("/Lang", ""))
            return self.page.marks.setdefault(int(about["/MCID"]), ([], said))[0]
        return self.open[-1] if self.open else None

    def _text(self, operator: str, operands: list[Object]) -> None:
        state = self.state
        if operator == "Tf":
            state.font = self.painter.font(self.fonts[str(operands[0])])
            state.size = float(operands[1])
        elif operator in ("BT", "Tm"):
            self.line = self.text = _matrix(operands) if operands else _PLAIN
        elif operator == "Tc":
            state.spacing = float(operands[0])
        elif operator == "Tz":
            state.wide = float(operands[0]) / 100
        elif operator == "TL":
            state.leading = float(operands[0])
        elif operator == "Ts":
            state.rise = float(operands[0])
        elif operator == "Tr":
            state.mode = int(operands[0])
        elif operator in ("Td", "TD"):
            across, up = map(float, operands)
            if operator == "TD":
                state.leading = -up
            self._down(across, up)
        elif operator in ("T*", "'", '"'):
            self._down(0, -state.leading)
        if operator in ("Tj", "TJ", "'", '"'):
            for piece in operands[0] if operator == "TJ" else operands[-1:]:
                if isinstance(piece, pikepdf.String):
                    self._show(bytes(piece))
                else:
                    self._forward(-float(piece) / 1000 * state.size)

    def _down(self, across: float, up: float) -> None:
        self.line = self.text = _times((1, 0, 0, 1, across, up), self.line)

    def _forward(self, across: float) -> None:
        self.text = _times((1, 0, 0, 1, across * self.state.wide, 0), self.text)

    def _show(self, content: bytes) -> None:
        state = self.state
        if state.font is None:
            raise ValueError("text is painted without a font")
        into = self.open[-1] if self.open else None
        for n in range(0, len(content), 2):
            code = int.from_bytes(content[n : n + 2], "big")
            turned = _times(self.text, state.matrix)
            x, y = _times((1, 0, 0, 1, 0, state.rise), turned)[4:]
            size = state.size * turned[0]
            outline = state.font.outlines[code]
            glyph = Glyph(state.font.name, outline, self.number, x, y, size)
            if into is not None:
                into.append(glyph)
            for fault in self._faults(code, turned, glyph, loose=into is None):
                self.page.faults[fault] += 1
            width = state.font.widths.get(code, state.font.usual)
            self._forward(width / 1000 * state.size + state.spacing)

    def _faults(self, code: int, turned: Matrix, glyph: Glyph, *, loose: bool) -> list[str]:
        left, bottom, right, top = self.box
        a, b, c, d, *_ = turned
        found = {
            "are boxes (.notdef)": code == 0,
            "have no tag": loose,
            "are not painted full": self.state.mode != 0,
            "are turned, mirrored or stretched": max(
                abs(b), abs(c), abs(a * self.state.wide - d)
            )
            > _SKEW
            or glyph.size <= 0,
            "stand off the page": not (left < glyph.x < right and bottom < glyph.y < top),
        }
        return [fault for fault, so in found.items() if so]


def _matrix(operands: list[Object]) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
