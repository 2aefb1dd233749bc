"""Operators of a content stream -> where each glyph stands on its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Object

from pipeline.verify.outlines import Face

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True, eq=False)
class Glyph:
    """A glyph on a page; lengths are in points, with y upwards."""

    face: Face | None
    """None where the PDF does not bring its font along."""
    code: int
    """Its number in the font."""
    page: int
    x: float
    y: float
    size: float
    """Of its font, on the page."""
    used: bool = False
    """Whether a letter was found that it stands for."""

    @property
    def outline(self) -> int | None:
        """The number of what it paints; 0 for a blank, None where nobody knows."""
        return self.face.outline(self.code) if self.face else None


class Pen:
    """Follows the matrices of a page, as ISO 32000-2, 9.4, has them."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.here, self.stack = _SAME, [_SAME]
        self.text = self.line = _SAME
        self.face: Face | None = None
        self.size = self.leading = self.rise = self.letter = self.word = 0.0
        self.stretch = 1.0
        self.widths: Mapping[int, float] = {}

    def take(self, face: Face | None, size: float, widths: Mapping[int, float]) -> None:
        """Go on in another font."""
        self.face, self.size, self.widths = face, size, widths

    def move(self, operator: str, operands: Sequence[Object]) -> None:
        """Do what an operator does to the pen, if anything."""
        numbers = [float(value) for value in operands if _is_number(value)]
        if operator == "q":
            self.stack.append(self.here)
        elif operator == "Q" and self.stack:
            self.here = self.stack.pop()
        elif operator == "cm":
            self.here = _times(_matrix(numbers), self.here)
        elif operator == "BT":
            self.text = self.line = _SAME
        elif operator == "Tm":
            self.text = self.line = _matrix(numbers)
        elif operator in ("Td", "TD"):
            self.leading = -numbers[1] if operator == "TD" else self.leading
            self.text = self.line = _times((1, 0, 0, 1, numbers[0], numbers[1]), self.line)
        elif operator == "T*":
            self.text = self.line = _times((1, 0, 0, 1, 0, -self.leading), self.line)
        elif operator in _SETTINGS:
            name, unit = _SETTINGS[operator]
            setattr(self, name, numbers[0] * unit)

    def paint(self, pieces: Iterable[Object]) -> Iterator[Glyph]:
        """The glyphs of strings, and of the steps between them in thousandths of an em."""
        for piece in pieces:
            if not isinstance(piece, pikepdf.String):
                self._step(-float(piece) / 1000 * self.size)
                continue
            content = bytes(piece)
            for place in range(0, len(content), 2):
                code = int.from_bytes(content[place : place + 2], "big")
                a, b, _, _, x, y = _times(self.text, self.here)
                size = self.size * (a * a + b * b) ** 0.5
                rise = self.rise * size / self.size if self.size else 0.0
                yield Glyph(self.face, code, self.page, x, y + rise, size)
                self._step(self.widths[code] / 1000 * self.size + self.letter)

    def _step(self, width: float) -> None:
        self.text = _times((1, 0, 0, 1, width * self.stretch, 0), self.text)


_SETTINGS = {
    "TL": ("leading", 1.0),
    "Ts": ("rise", 1.0),
    "Tc": ("letter", 1.0),
    "Tz": ("stretch", 0.01),
}
"""Operators that set one number of the pen, and the unit of that number."""


def widths(font: Object) -> Mapping[int, float]:
    """How far the pen goes on after each glyph, in thousandths of an em."""
    described = font.DescendantFonts[0]
    usual = float(described.get("/DW", 1000))
    found: defaultdict[int, float] = defaultdict(lambda: usual)
    rest = list(described.get("/W", Array()))
    while len(rest) > 1:
        first = int(rest[0])
        if isinstance(rest[1], Array):
            found.update((first + n, float(width)) for n, width in enumerate(rest[1]))
            rest = rest[2:]
        else:
            found.update((code, float(rest[2])) for code in range(first, int(rest[1]) + 1))
            rest = rest[3:]
    return found


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True


def _matrix(numbers: Sequence[float]) -> Matrix:
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    """What comes out when `one` is done first, then `other`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip
