"""The two ends of a range, and of “1 in 10” -> whether they were turned round."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipeline.checks.digits import ARABIC, DASH, Number
from pipeline.checks.figures import Figures


def out_of_order(
    ours: Figures, numbers: list[Number], text: str, *, reversed_ratio: bool
) -> Iterator[str]:
    """Tell which ranges and shares were turned round; each pair of numbers counts once.

    Between Arabic letters a range with a mere dash stands in either order: what is typed as
    14-2 and as 2-14 is not read by its place, and both are in print.
    """
    english = {(one.value, two.value) for one, two in pairwise(ours.numbers)}
    used: set[int] = set()
    for part, whole in (*ours.ranges, *ours.ratios):
        steps = [
            (place, (one.value, other.value))
            for place, (one, other) in enumerate(pairwise(numbers))
            if not used & {place, place + 1}
        ]
        ratio = (part, whole) in ours.ratios
        right = [place for place, step in steps if step == (part, whole)]
        other = [place for place, step in steps if step == (whole, part)]
        if right and (not other or right[0] < other[0]):
            used |= {right[0], right[0] + 1}
        elif other:
            used |= {other[0], other[0] + 1}
            one, two = numbers[other[0]], numbers[other[0] + 1]
            either = (
                reversed_ratio
                if ratio
                else DASH.fullmatch(text[one.end : two.start]) and ARABIC.search(text)
            )
            if not either and (whole, part) not in english:
                link = "in" if ratio else "to"
                yield f"“{part} {link} {whole}” became “{whole} … {part}”"
