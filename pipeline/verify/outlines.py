"""A TrueType file -> the outline of each of its glyphs.

A PDF numbers the glyphs of the fonts that it embeds anew, so a glyph is known by its outline.
"""

from __future__ import annotations

import io
from array import array
from functools import cached_property

from fontTools.ttLib import TTFont

BLANK = b""
"""The outline of what paints nothing."""


class Outlines:
    """The glyphs of one file, each read when it is first asked for."""

    def __init__(self, content: bytes) -> None:
        self.font = TTFont(io.BytesIO(content), lazy=True)
        self.em: int = self.font["head"].unitsPerEm
        self.names: list[str] = self.font.getGlyphOrder()
        self.known: dict[int, bytes] = {}

    def __getitem__(self, number: int) -> bytes:
        """A glyph's outline, the same bytes for the same shape.

        Raises ValueError where the file has no such glyph.
        """
        if number not in self.known:
            if number >= len(self.names):
                raise ValueError(f"glyph {number} is not in its font")
            table = self.font["glyf"]
            points, ends, _ = table[self.names[number]].getCoordinates(table)
            flat = [value for point in points for value in point]
            self.known[number] = (
                array("i", [self.em, *ends, *flat]).tobytes() if flat else BLANK
            )
        return self.known[number]

    @cached_property
    def letters(self) -> frozenset[int]:
        """The characters that have a glyph."""
        return frozenset(self.font.getBestCmap())
