"""A font file and letters -> the outlines that stand for them, and where.

HarfBuzz shapes the letters; the PDF engine has a shaper of its own, so the two can disagree.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from functools import cache

import uharfbuzz as hb
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Object

from pipeline import fonts

Shaped = tuple[tuple[int, float, float], ...]
"""Numbers of outlines, with their places from the origin of the letters, in em."""


@cache
def shapes(name: str, text: str, tag: str, of: str) -> tuple[Shaped, ...]:
    """How a font draws a text in a language, and in a script where the text has none.

    A sign may be mirrored by its surroundings, so there may be two ways.
    """
    face = _vendored(name)
    if face is None:
        return ()
    found: list[Shaped] = []
    for direction in ("ltr", "rtl") if unicodedata.mirrored(text[0]) else ("",):
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.language = tag
        if of:
            buffer.script = of
        if direction:
            buffer.direction = direction
        hb.shape(face.shaper, buffer)
        shaped = tuple(_placed(face, buffer))
        if shaped and shaped not in found:
            found.append(shaped)
    return tuple(found)


def _placed(face: Face, buffer: hb.Buffer) -> Iterator[tuple[int, float, float]]:
    x = y = 0
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if shape := face.outline(info.codepoint):
            yield shape, (x + place.x_offset) / face.em, (y + place.y_offset) / face.em
        x += place.x_advance
        y += place.y_advance


@cache
def script(text: str) -> str:
    """The script of letters, by its ISO 15924 code."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    return str(buffer.script)


class Face:
    """A font file, whole or the part of it that a PDF brings along."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        """The vendored file's, without its ending."""
        font = TTFont(io.BytesIO(content), lazy=True)
        self._table, self._order = font["glyf"], font.getGlyphOrder()
        face = hb.Face(content)
        self.shaper, self.em = hb.Font(face), face.upem
        self._known: dict[int, int] = {}

    def outline(self, glyph: int) -> int | None:
        """The number of a glyph's outline, which equal outlines of all fonts share.

        0 for a blank; None where there is no such glyph.
        """
        if glyph >= len(self._order):
            return None
        if glyph not in self._known:
            points, ends, _ = self._table[self._order[glyph]].getCoordinates(self._table)
            flat = tuple(value for point in points for value in point), tuple(ends)
            self._known[glyph] = _NUMBERS.setdefault(flat, len(_NUMBERS) + 1) if ends else 0
        return self._known[glyph]


_NUMBERS: dict[tuple[tuple[int, ...], tuple[int, ...]], int] = {}
"""Outlines by their points and the ends of their contours."""


@cache
def _vendored(name: str) -> Face | None:
    try:
        return Face(name, (fonts.folder() / f"{name}.ttf").read_bytes())
    except (OSError, TTLibError):
        return None


def embedded(font: Object) -> Face | None:
    """The part of a font that a PDF brings along; None where it brings none."""
    described = font.DescendantFonts[0].FontDescriptor
    if "/FontFile2" not in described:
        return None
    name = str(font.get("/BaseFont", "")).lstrip("/").partition("+")[2]
    try:
        return Face(name, described.FontFile2.read_bytes())
    except (TTLibError, KeyError):
        return None
