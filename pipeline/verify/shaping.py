"""A run's words + the glyphs that were painted for it -> how they disagree.

The words are shaped again, by another shaper than the engine's (HarfBuzz), with the vendored
font that the PDF names. Each stretch of letters must stand on the page just so: every outline,
every distance between them, and the stretches in reading order. A PDF's own tables say nothing
here, since they come from the same engine as the glyphs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.verify.outlines import Shaped, script, shapes
from pipeline.verify.pen import Glyph

_NEAR = 0.012
"""How far, in em, a glyph may lie from where it should: rounding, on both sides."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of letters, or one sign, that is found on the page as a whole."""

    text: str
    kind: str
    """letter, han, mark or sign."""
    against: bool
    """Whether it runs against the direction of its paragraph."""


@dataclass(frozen=True, slots=True)
class _Placed:
    part: _Part
    page: int
    x: float
    y: float
    size: float


def disagreement(
    text: str, glyphs: Sequence[Glyph], tag: str, *, rtl: bool, more: bool = False
) -> str:
    """How glyphs do not paint a text; empty if they do.

    With `more`, the text is only a part of what is painted.
    """
    ink = [glyph for glyph in glyphs if glyph.outline != 0]
    for glyph in ink:
        glyph.used = False
        if glyph.outline is None:
            return "a glyph is painted that no font of the file has"
    parts = list(_parts(text, rtl=rtl))
    search = _Search(ink, parts, tag, rtl=rtl)
    placed: list[_Placed] = []
    for part in parts:
        found = search.place(part, placed)
        if found is None:
            return f"nothing paints “{part.text}” in its place"
        placed.append(found)
    if (left := sum(not glyph.used for glyph in ink)) and not more:
        return f"{left} glyphs are painted that are none of its letters"
    if search.mixed:
        placed = [item for item in placed if item.part.kind != "sign"]
    return _disorder(placed, rtl=rtl)


class _Search:
    """Finds parts among the glyphs of a run."""

    def __init__(
        self, ink: Sequence[Glyph], parts: Sequence[_Part], tag: str, *, rtl: bool
    ) -> None:
        self.tag, self.rtl = tag, rtl
        # A sign has no script of its own, and takes that of the letters around it.
        words = [part for part in parts if part.kind != "sign"]
        self.scripts = ("", *sorted({script(part.text) for part in words}))
        self.mixed = any(part.against for part in words)
        self.by_outline: dict[tuple[str, int | None], list[Glyph]] = {}
        for glyph in ink:
            name = glyph.face.name if glyph.face else ""
            self.by_outline.setdefault((name, glyph.outline), []).append(glyph)
        self.names = sorted({name for name, _ in self.by_outline})

    def place(self, part: _Part, placed: Sequence[_Placed]) -> _Placed | None:
        """Where a part stands next, its glyphs marked as used; None if it stands nowhere."""
        best: tuple[tuple[bool, int, float, float], list[Glyph], _Placed] | None = None
        for name in self.names:
            for shaped in self._shapes(name, part):
                for glyphs, where in self._places(name, shaped, part):
                    key = self._order(where, part, placed)
                    if best is None or key < best[0]:
                        best = key, glyphs, where
        if best is None:
            return None
        for glyph in best[1]:
            glyph.used = True
        return best[2]

    def _shapes(self, name: str, part: _Part) -> Iterator[Shaped]:
        for of in self.scripts if part.kind == "sign" else ("",):
            yield from shapes(name, part.text, self.tag, of)

    def _order(
        self, where: _Placed, part: _Part, placed: Sequence[_Placed]
    ) -> tuple[bool, int, float, float]:
        """Reading order, what comes after the part before it first."""
        way = -1.0 if self.rtl != part.against else 1.0
        key = where.page, -round(where.y, 1), where.x * way
        passed = False
        if placed:
            last = placed[-1]
            if self.mixed and part.kind == "sign":
                # Its side depends on both neighbours; it stands beside one of them.
                away = abs(where.x - last.x) + 100 * abs(where.y - last.y)
                return where.page != last.page, where.page, away, 0.0
            line = last.page, -round(last.y, 1)
            if last.part.against == part.against:
                passed = key < (*line, last.x * way)
            else:
                passed = key[:2] < line
        return passed, *key

    def _places(
        self, name: str, shaped: Shaped, part: _Part
    ) -> Iterator[tuple[list[Glyph], _Placed]]:
        first, dx, dy = shaped[0]
        for glyph in self.by_outline.get((name, first), ()):
            if glyph.used:
                continue
            x, y = glyph.x - dx * glyph.size, glyph.y - dy * glyph.size
            found = [glyph]
            for shape, right, up in shaped[1:]:
                at = x + right * glyph.size, y + up * glyph.size
                other = self._at(name, shape, at, glyph, found)
                if other is None:
                    break
                found.append(other)
            else:
                yield found, _Placed(part, glyph.page, x, y, glyph.size)

    def _at(
        self,
        name: str,
        shape: int,
        at: tuple[float, float],
        like: Glyph,
        taken: Sequence[Glyph],
    ) -> Glyph | None:
        near = _NEAR * like.size
        for glyph in self.by_outline.get((name, shape), ()):
            if (
                not glyph.used
                and glyph.page == like.page
                and abs(glyph.x - at[0]) < near
                and abs(glyph.y - at[1]) < near
                and abs(glyph.size - like.size) < near
                and not any(glyph is one for one in taken)
            ):
                return glyph
        return None


def _disorder(placed: Sequence[_Placed], *, rtl: bool) -> str:
    """Which part does not stand behind the one before it; empty if all do.

    Parts that run against their paragraph are ordered among themselves, and stand between
    their neighbours as one.
    """
    way = -1.0 if rtl else 1.0
    before: _Placed | None = None
    group: list[_Placed] = []
    for item in placed:
        if group and item.part.against and _same_line(group[-1], item):
            if (item.x - group[-1].x) * way >= 0:
                return f"“{item.part.text}” stands before “{group[-1].part.text}”"
        elif before and not _behind(before, item, way):
            return f"“{item.part.text}” stands before “{before.part.text}”"
        group = [*group, item] if item.part.against else []
        if not item.part.against or len(group) == 1:
            before = item
        elif before and (item.x - before.x) * way > 0:
            before = item  # The end of the group that is read last stands farthest on.
    return ""


def _same_line(one: _Placed, other: _Placed) -> bool:
    return one.page == other.page and abs(one.y - other.y) < 0.3 * one.size


def _behind(one: _Placed, other: _Placed, way: float) -> bool:
    if _same_line(one, other):
        return (other.x - one.x) * way > 0
    return (other.page, -other.y) > (one.page, -one.y)


def _parts(text: str, *, rtl: bool) -> Iterator[_Part]:
    """The text cut between words, at every sign, and at every Han letter."""
    held, kind, turned = "", "", False
    for letter in text:
        now, against = _kind(letter), turned
        if now == "letter":
            against = (unicodedata.bidirectional(letter) in ("R", "AL")) != rtl
        goes_on = held and (
            (now == kind == "letter" and against == turned)
            or (now == "mark" and kind != "blank")
            or (now == kind == "sign" and letter == held[-1])
        )
        if goes_on:
            held += letter
            continue
        if held and kind != "blank":
            yield _Part(held, kind, turned)
        held, kind, turned = letter, now, against
    if held and kind != "blank":
        yield _Part(held, kind, turned)


def _kind(letter: str) -> str:
    category = unicodedata.category(letter)
    if category[0] == "M" or letter in "\u200c\u200d":
        return "mark"
    if letter.isspace() or category in ("Cf", "Cc"):
        return "blank"
    if category[0] in "LN":
        return "han" if _han(letter) else "letter"
    return "sign"


def _han(letter: str) -> bool:
    return (
        "\u2e80" <= letter <= "\u9fff"
        or "\uf900" <= letter <= "\ufaff"
        or letter >= "\U00020000"
    )
