"""Words -> the glyphs that HarfBuzz makes of them in the vendored fonts, and their places.

This is a second opinion: it shares the font files with the PDF engine, and no program.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

import uharfbuzz
from fontTools import unicodedata

from pipeline import fonts
from pipeline.render.tags import spoken
from pipeline.verify.outlines import BLANK, Outlines

_ANY = frozenset(("Zyyy", "Zinh", "Zzzz"))
"""Scripts of what goes with every script: blanks, digits, signs."""


class Shaped(NamedTuple):
    """A glyph that text becomes; distances are in ems."""

    place: int
    """Of the first character that it stands for."""
    font: str
    outline: bytes
    x: float
    """From where the text begins on the left."""
    y: float


class _Face:
    """A vendored font."""

    def __init__(self, name: str) -> None:
        if name not in {path.stem for path in fonts.folder().iterdir()}:
            raise ValueError(
                f"{name or 'a font without a name'} is none of the vendored fonts"
            )
        content = (fonts.folder() / f"{name}.ttf").read_bytes()
        self.name, self.outlines = name, Outlines(content)
        self.font = uharfbuzz.Font(uharfbuzz.Face(content))


@lru_cache(maxsize=4096)
def shaped(
    text: str, script: str, names: tuple[str, ...], language: str, *, rtl: bool
) -> tuple[tuple[Shaped, ...], float]:
    """The glyphs of a text of one script and direction from left to right, and how wide it is.

    Each character comes from the first of the named fonts that has it.
    """
    faces = [_face(name) for name in names]
    found: list[Shaped] = []
    at = 0.0
    parts = list(_parts(text, faces))
    for first, last, face in reversed(parts) if rtl else parts:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text[first:last])
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.language = language
        if script not in _ANY:
            buffer.script = script
        buffer.guess_segment_properties()
        uharfbuzz.shape(face.font, buffer)
        em = face.outlines.em
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            outline = face.outlines[info.codepoint]
            if outline != BLANK:
                x, y = at + place.x_offset / em, place.y_offset / em
                found.append(Shaped(first + info.cluster, face.name, outline, x, y))
            at += place.x_advance / em
    return tuple(found), at


def scripts(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of a text that are of one script: where they begin and end, and which."""
    first, current = 0, "Zyyy"
    for place, letter in enumerate(text):
        script = unicodedata.script(letter)
        if script in _ANY or script == current:
            continue
        if current not in _ANY:
            yield first, place, current
            first = place
        current = script
    yield first, len(text), current


def _parts(text: str, faces: list[_Face]) -> Iterator[tuple[int, int, _Face]]:
    """The stretches of a text that come from one font."""
    chosen: list[_Face] = []
    for letter in text:
        has = (face for face in faces if ord(letter) in face.outlines.letters)
        unseen = chosen[-1] if chosen and not spoken(letter) else faces[0]
        chosen.append(next(has, unseen))
    first = 0
    for face, group in groupby(chosen):
        last = first + len(list(group))
        yield first, last, face
        first = last


@cache
def _face(name: str) -> _Face:
    return _Face(name)
