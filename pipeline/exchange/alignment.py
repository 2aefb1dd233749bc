"""Two sequences of blocks in two languages -> which is the translation of which.

By length (Gale and Church, “A program for aligning sentences in bilingual corpora”, 1993), by
kind, and by what is the same in every language: figures, names, how many words are bold, and
the colon before a list. Only pairs that stand well apart from every other choice are given.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

_VARIANCE = 6.8
"""Of a translation's length for each letter of its source, after Gale and Church."""
_LONE = 4.5
"""What it costs to leave a block without a partner."""
_KIND = 1.6
_ANCHOR = 2.2
_COLON = 1.0
_WORST = 3.0
"""The highest cost of a pair that is given."""
_BAND = 160
"""How far from the diagonal two blocks may lie."""
_FIGURE = re.compile(r"\d+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w|https?://\S+")
_COLONS = (":", "：", "፦", "׃")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A block of one of the languages, as far as the other may know it."""

    kind: str
    """heading, paragraph, item, cell or alt."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    length: float
    anchors: Counter[str]
    colon: bool
    kind: str


def align(
    source: Sequence[Side], target: Sequence[Side], names: Collection[str] = ()
) -> tuple[tuple[int, int], ...]:
    """Pairs of places, in the source's order; `names` are words that stay as they are.

    What a pass leaves over is tried again by itself, so that sections which moved are found.
    """
    # A plain text has no headings, so none of its blocks should be blamed for being none.
    there = {side.kind for side in target}
    left = [
        _marks(side if side.kind in there else replace(side, kind="paragraph"), names)
        for side in source
    ]
    right = [_marks(side, names) for side in target]
    pairs: dict[int, int] = {}
    found = True
    while found:
        taken = set(pairs.values())
        rows = [n for n in range(len(left)) if n not in pairs]
        columns = [n for n in range(len(right)) if n not in taken]
        found = bool(more := _pass(left, right, rows, columns))
        pairs |= more
    return tuple(sorted(pairs.items()))


def _marks(side: Side, names: Collection[str]) -> _Marks:
    folded = "".join(str(unicodedata.decimal(sign, sign)) for sign in side.text)
    anchors = Counter(_FIGURE.findall(folded)) + Counter(_ADDRESS.findall(folded))
    anchors.update({name: folded.count(name) for name in names if name in folded})
    if folded.count("**") > 1:
        anchors["**"] = folded.count("**") // 2
    return _Marks(
        length=float(len(side.text)),
        anchors=anchors,
        colon=side.text.rstrip("* ").endswith(_COLONS),
        kind=side.kind,
    )


def _pass(
    source: Sequence[_Marks], target: Sequence[_Marks], rows: list[int], columns: list[int]
) -> dict[int, int]:
    """The cheapest way through both sequences, in their order."""
    ratio = sum(target[n].length for n in columns) / (sum(source[n].length for n in rows) or 1)
    width, height = len(columns), len(rows)
    slope = width / max(height, 1)
    infinite = math.inf
    costs = [[infinite] * (width + 1) for _ in range(height + 1)]
    steps = [[0] * (width + 1) for _ in range(height + 1)]
    prices: dict[tuple[int, int], float] = {}
    costs[0][0] = 0.0
    for i in range(height + 1):
        middle = int(i * slope)
        for j in range(max(0, middle - _BAND), min(width, middle + _BAND) + 1):
            here = costs[i][j]
            if here == infinite:
                continue
            choices = [(1, 0, _LONE), (0, 1, _LONE)]
            if i < height and j < width:
                price = _price(source[rows[i]], target[columns[j]], ratio)
                prices[i, j] = price
                choices.append((1, 1, price))
            for down, across, price in choices:
                k, m = i + down, j + across
                if k <= height and m <= width and here + price < costs[k][m]:
                    costs[k][m] = here + price
                    steps[k][m] = down * 2 + across
    if costs[height][width] == infinite:
        return {}
    pairs = {}
    i, j = height, width
    while i or j:
        step = steps[i][j]
        i, j = i - step // 2, j - step % 2
        if step == 3 and prices[i, j] <= _WORST and _stands_out(prices, i, j):
            pairs[rows[i]] = columns[j]
    return pairs


def _price(source: _Marks, target: _Marks, ratio: float) -> float:
    """How unlikely it is that one is the other's translation; 0 is certain."""
    wanted = source.length * ratio
    spread = math.sqrt(_VARIANCE * max(source.length, 1.0)) * max(ratio, 0.2)
    price = min(((target.length - wanted) / spread) ** 2 / 2, 8.0)
    if source.kind != target.kind:
        price += _KIND
    if source.colon != target.colon:
        price += _COLON
    differ = (source.anchors - target.anchors) + (target.anchors - source.anchors)
    shared = source.anchors & target.anchors
    price += _ANCHOR * min(differ.total(), 3)
    return max(0.0, price - 0.5 * min(shared.total(), 3))


def _stands_out(prices: dict[tuple[int, int], float], i: int, j: int) -> bool:
    """Whether no neighbour would do as well or better in the pair's place."""
    own = prices[i, j]
    around = ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1))
    return own < 1.0 or all(prices.get(place, math.inf) > own for place in around)
