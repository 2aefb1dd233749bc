"""A block's words -> the pieces of them that are shaped at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.render.tags import spoken
from pipeline.verify.bidi import levels
from pipeline.verify.painted import Glyph
from pipeline.verify.shaping import scripts


@dataclass(frozen=True, slots=True)
class Words:
    """A run: what it says, in which language, and what is painted for it."""

    text: str
    language: str
    glyphs: Sequence[Glyph]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a cell, a heading."""

    text: str
    """All its words, with the signs that isolate stretches, as the engine lays it out."""
    runs: Sequence[Words]
    rtl: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block that is shaped at once: one run, one level, one script."""

    first: int
    last: int
    run: int
    level: int
    script: str


def pieces(block: Block) -> Iterator[Piece]:
    """The pieces in reading order."""
    level = levels(block.text.replace("\n", " "), rtl=block.rtl)
    first = 0
    for (run, height), group in groupby(zip(_owners(block), level, strict=True)):
        last = first + len(list(group))
        for start, end, script in scripts(block.text[first:last]):
            yield Piece(first + start, first + end, run, height, script)
        first = last


def _owners(block: Block) -> list[int]:
    """For each character of a block's text the number of its run."""
    said = [(letter, run) for run, words in enumerate(block.runs) for letter in words.text]
    place = run = 0
    found = []
    for letter in block.text:
        if spoken(letter):
            while not letter.isspace() and said[place][0].isspace():
                place += 1
            if place < len(said) and said[place][0].isspace() == letter.isspace():
                run = said[place][1]
                place += 1
        found.append(run)
    return found
