"""A block's words and the glyphs painted for them -> where the two do not agree.

The glyphs are put into lines by their height alone, whatever the order of the stream, and each
line is held against what an independent shaper makes of its words in their reading order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import floor
from unicodedata import category

from pipeline import fonts
from pipeline.render.tags import spoken
from pipeline.verify.bidi import visual
from pipeline.verify.outlines import BLANK
from pipeline.verify.painted import Glyph
from pipeline.verify.pieces import Block, Piece, pieces
from pipeline.verify.shaping import Shaped, shaped

_CLOSE = 0.01
"""By how many ems a glyph may stand beside its place: engines round."""
_BLANK = 0.12
"""The same behind a blank: engines make blanks narrower where a line is too full."""
_LOOSE = 0.55
"""The same beside Chinese and its like, which engines set wider or closer."""
_STEPS = 4
"""Heights are put together by quarters of a point; lines stand farther apart."""

_SIGNS = "\u200e\u200f\u2066\u2067\u2068"
_SOFT = "\u00ad"
_REPEATING = ("cs", "dsb", "es", "hr", "pl", "pt", "sk")
"""Languages that write a hyphen at a line's end again at the head of the next."""

Key = tuple[int, str, bytes]
"""A glyph of a run: the run's number, the font and the outline."""


class MisprintError(ValueError):
    """Glyphs that are not those of their words."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line stands."""

    page: int
    height: float
    left: float
    right: float
    size: float


def lines_of(block: Block) -> list[Line]:
    """The lines of a block, from top to bottom.

    Raises MisprintError where a glyph is missing, strange, or not in its place.
    """
    return _Setting(block).lines()


def glyph_count(block: Block) -> int:
    """How many glyphs a block's words become, blanks aside; 0 where it paints nothing."""
    return sum(_Setting(block).inked)


class _Setting:
    def __init__(self, block: Block) -> None:
        self.block = block
        self.fonts = [_fonts(run.glyphs) for run in block.runs]
        self.pieces = list(pieces(block))
        self.painted = [
            ((number, glyph.font, glyph.outline), glyph)
            for number, run in enumerate(block.runs)
            for glyph in run.glyphs
            if glyph.outline != BLANK
        ]
        self.inked = [0] * len(block.text)
        self.lifts: dict[Key, set[float]] = defaultdict(set)
        for piece in self.pieces:
            for drawn in self._shape(piece)[0]:
                self.inked[piece.first + drawn.place] += 1
                self.lifts[piece.run, drawn.font, drawn.outline].add(drawn.y)

    def lines(self) -> list[Line]:
        inked = {run for (run, *_), _ in self.painted}
        for number, run in enumerate(self.block.runs):
            if number not in inked and any(
                category(letter)[0] not in "ZC" for letter in run.text
            ):
                raise MisprintError(f"nothing is painted for “{run.text}”")
        sizes = {round(glyph.size, 2) for _, glyph in self.painted}
        if len(sizes) > 1:
            raise MisprintError(f"its letters are of {len(sizes)} sizes")
        found, first = [], 0
        for glyphs in self._by_height():
            line, first = self._next(first, glyphs)
            found.append(line)
        if first < len(self.block.text):
            raise MisprintError(f"nothing is painted for “{self._word(first)}”")
        return found

    def _next(self, first: int, glyphs: list[tuple[Key, Glyph]]) -> tuple[Line, int]:
        """The line that begins with a place of the text, and where the text goes on."""
        text, language = self.block.text, self.block.runs[0].language.split("-")[0]
        again = "-" if language in _REPEATING and text[first - 1 : first] == "-" else ""
        failed = None
        # Letters that the end of the line parts may be one glyph more or less than together.
        for head, tail, more in dict.fromkeys(product(("", again), ("", "-"), (0, -1, 1))):
            last = self._end(first, len(glyphs) - len(head + tail) + more)
            if tail:
                last = text.rfind(_SOFT, first, last) + 1
            try:
                return self._line(first, last, glyphs, head, tail), last
            except MisprintError as error:
                failed = failed or error
        raise failed or MisprintError(f"“{self._word(first)}” is not painted in its place")

    def _end(self, first: int, glyphs: int) -> int:
        """Where the text ends that begins at `first` and becomes so many glyphs."""
        text, last = self.block.text, first
        while last < len(text) and glyphs > 0:
            glyphs -= self.inked[last]
            last += 1
        end = last
        while end < len(text) and not self.inked[end]:
            end += 1
        # Lines end behind a blank; signs behind it steer the next line.
        return last + len(text[last:end].rstrip(_SIGNS)) if end < len(text) else end

    def _by_height(self) -> list[list[tuple[Key, Glyph]]]:
        """The glyphs of each line: those that shaping lifts from one and the same height."""
        rest: list[tuple[Key, Glyph, set[tuple[int, int]]]] = []
        for key, glyph in self.painted:
            lifts = self.lifts.get(key, (0.0,))
            steps = (floor((glyph.y - lift * glyph.size) * _STEPS) for lift in lifts)
            heights = {(glyph.page, -step - more) for step in steps for more in (0, 1)}
            rest.append((key, glyph, heights))
        found = []
        while rest:
            votes = Counter(height for *_, heights in rest for height in heights)
            best = max(votes, key=lambda height: (votes[height], height))
            here = [(key, glyph) for key, glyph, heights in rest if best in heights]
            rest = [row for row in rest if best not in row[2]]
            found.append((best, here))
        return [line for _, line in sorted(found, key=lambda row: row[0])]

    def _line(
        self, first: int, last: int, painted: list[tuple[Key, Glyph]], head: str, tail: str
    ) -> Line:
        """The line on which a part of the text stands, with hyphens at its head and tail."""
        while last > first and not spoken(self.block.text[last - 1]).strip():
            last -= 1  # Blanks at a line's end are not laid out.
        parts = [
            replace(piece, first=max(piece.first, first), last=min(piece.last, last))
            for piece in self.pieces
            if piece.first < last and piece.last > first
        ]
        wanted: list[tuple[Key, int, float, float]] = []
        at = 0.0
        for place in visual([piece.level for piece in parts]):
            piece = parts[place]
            texts = [self._shape(piece)]
            if head and place == 0:
                texts.insert(0, self._shape(piece, head))
            if tail and piece is parts[-1]:
                texts.append(self._shape(piece, tail))
            for drawn, wide in reversed(texts) if piece.level % 2 else texts:
                for its in drawn:
                    key = piece.run, its.font, its.outline
                    wanted.append((key, piece.first + its.place, at + its.x, its.y))
                at += wide
        there: dict[Key, list[Glyph]] = defaultdict(list)
        for key, glyph in sorted(painted, key=lambda row: row[1].x):
            there[key].append(glyph)
        size = painted[0][1].size
        reached = 0
        for start in there[wanted[0][0]] if wanted else ():
            missed = self._fit(wanted, there, start)
            if missed is None:
                if len(wanted) < len(painted):
                    break
                height, left = start.y - wanted[0][3] * size, start.x - wanted[0][2] * size
                return Line(start.page, height, left, left + at * size, size)
            reached = max(reached, missed)
        word = self._word(wanted[reached][1] if wanted else first)
        raise MisprintError(f"“{word}” is not painted in its place")

    def _fit(
        self,
        wanted: list[tuple[Key, int, float, float]],
        there: dict[Key, list[Glyph]],
        start: Glyph,
    ) -> int | None:
        """The first glyph that is not in its place, if the line begins with `start`."""
        text, size = self.block.text, start.size
        left = {key: list(glyphs) for key, glyphs in there.items()}
        _, before, x, y = wanted[0]
        zero, height = start.x - x * size, start.y - y * size
        for number, (key, place, x, y) in enumerate(wanted):
            across, up = zero + x * size, height + y * size
            room = _room(text, *sorted((place, before))) * size
            near = [
                glyph
                for glyph in left.get(key, ())
                if abs(glyph.x - across) <= room and abs(glyph.y - up) <= _CLOSE * size
            ]
            if not near:
                return number
            best = min(near, key=lambda glyph: abs(glyph.x - across))
            left[key].remove(best)
            zero += best.x - across
            before = place
        return None

    def _shape(self, piece: Piece, text: str = "") -> tuple[tuple[Shaped, ...], float]:
        """What a piece becomes, or another text in its place."""
        words = text or self.block.text[piece.first : piece.last].replace("\n", " ")
        names, language = self.fonts[piece.run], self.block.runs[piece.run].language
        if not names:
            return (), 0
        return shaped(words, piece.script, names, language, rtl=bool(piece.level % 2))

    def _word(self, place: int) -> str:
        """The word in which a character stands, or behind which it does."""
        text = self.block.text
        before, after = text[:place].split(" ")[-1], text[place:].lstrip().split(" ")[0]
        return spoken(before + after).strip()


def _fonts(glyphs: Sequence[Glyph]) -> tuple[str, ...]:
    """The fonts of a run, that of its script first."""
    last = f"{fonts.families()[fonts.LAST].file}-"
    return tuple(sorted({g.font for g in glyphs}, key=lambda name: name.startswith(last)))


def _room(text: str, one: int, other: int) -> float:
    """By how many ems the second of two glyphs that stand side by side may be moved."""
    if _wide(text[one]) or _wide(text[other]):
        return _LOOSE
    return _BLANK if any(letter.isspace() for letter in text[one:other]) else _CLOSE


def _wide(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\uffef"
