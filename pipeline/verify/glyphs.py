"""Painted glyphs -> the letters that they may stand for, by their shapes.

In scripts whose letters join or stack, a PDF's own tables say little about a single glyph. So
each embedded glyph is recognised by its outline in the vendored font, and that font's
substitution rules say which letters can come out as it.
"""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Object

from pipeline import fonts

Shape = tuple[tuple[int, ...], ...]
"""A glyph's outline: its points, and where each contour ends."""


def glyph_problem(text: str, glyphs: Iterable[tuple[Object, int]]) -> str:
    """How glyphs cannot be the letters of a text; empty if they can.

    `glyphs` are pairs of the PDF's font and the glyph's number in it. Each glyph must be able
    to stand for a letter of the text, and each letter needs as many glyphs as it has places.
    """
    wanted = Counter(
        letter for letter in unicodedata.normalize("NFD", text) if _speaks(letter)
    )
    able: Counter[str] = Counter()
    for font, code in glyphs:
        letters = _letters_of(font, code)
        if letters is None:
            return f"a glyph of {_name(font)} is none of the vendored font's"
        spoken = {letter for letter in letters if _speaks(letter)}
        if spoken and not spoken & wanted.keys():
            return f"a glyph paints one of “{''.join(sorted(spoken))[:12]}”"
        able.update(spoken)
    lost = wanted - able
    return f"no glyph paints “{''.join(sorted(lost))}”" if lost else ""


def _speaks(letter: str) -> bool:
    # Marks may be drawn into their letter, brackets are mirrored: letters and digits decide.
    return unicodedata.category(letter)[0] in "LN"


def _name(font: Object) -> str:
    return str(font.get("/BaseFont", "")).lstrip("/").partition("+")[2]


def _letters_of(font: Object, code: int) -> frozenset[str] | None:
    base = font.DescendantFonts[0]
    if "/FontFile2" not in base.FontDescriptor:
        return None
    stream = base.FontDescriptor.FontFile2
    shapes = _embedded(stream.read_bytes())
    if code >= len(shapes):
        return None
    if not shapes[code][0]:
        return frozenset()  # A blank paints nothing.
    return _alphabet(_name(font)).get(shapes[code])


@lru_cache(maxsize=8)
def _embedded(content: bytes) -> tuple[Shape, ...]:
    font = TTFont(io.BytesIO(content), lazy=True)
    table = font["glyf"]
    return tuple(_shape(table, name) for name in font.getGlyphOrder())


@cache
def _alphabet(name: str) -> Mapping[Shape, frozenset[str]]:
    """Every outline of a vendored font with the letters that can come out as it."""
    try:
        content = (fonts.folder() / f"{name}.ttf").read_bytes()
        font = TTFont(io.BytesIO(content), lazy=True)
    except (OSError, TTLibError):
        return {}
    letters: dict[str, set[str]] = {}
    for code, glyph in font.getBestCmap().items():
        letters.setdefault(glyph, set()).update(unicodedata.normalize("NFD", chr(code)))
    rules = list(_substitutions(font)) if "GSUB" in font else []
    changed = True
    while changed:
        changed = False
        for sources, results in rules:
            found = set().union(*(letters.get(source, set()) for source in sources))
            for result in results:
                known = letters.setdefault(result, set())
                if not found <= known:
                    known |= found
                    changed = True
    table = font["glyf"]
    shapes: dict[Shape, frozenset[str]] = {}
    for glyph in font.getGlyphOrder():
        shape = _shape(table, glyph)
        shapes[shape] = shapes.get(shape, frozenset()) | frozenset(letters.get(glyph, ()))
    return shapes


def _substitutions(font: TTFont) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Which glyphs become which, whatever the context."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            rule = getattr(table, "ExtSubTable", table)
            if hasattr(rule, "mapping"):
                for source, result in rule.mapping.items():
                    yield (source,), tuple(result) if isinstance(result, list) else (result,)
            elif hasattr(rule, "alternates"):
                for source, results in rule.alternates.items():
                    yield (source,), tuple(results)
            elif hasattr(rule, "ligatures"):
                for first, ligatures in rule.ligatures.items():
                    for ligature in ligatures:
                        yield (first, *ligature.Component), (ligature.LigGlyph,)
            elif hasattr(rule, "Substitute"):
                for source, result in zip(rule.Coverage.glyphs, rule.Substitute, strict=True):
                    yield (source,), (result,)


def _shape(table: object, name: str) -> Shape:
    glyph = table[name]  # type: ignore[index]
    points, ends, _ = glyph.getCoordinates(table)
    return tuple(value for point in points for value in point), tuple(ends)
