"""How much alike two English texts are, and when that is enough to carry a translation.

Whatever is carried for likeness alone is fuzzy. Still a wrong pair costs a translator more
than none, and one with the opposite meaning may be confirmed by a tired one: so short texts
need more than likeness, and opposites never match.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.english import KNOWN, Opposites

SHORT = 25
"""Characters below which a single word is too much of a text."""
NEAR = 55.0
"""The least likeness, in percent, between neighbours."""
FAR = 70.0
"""The same between sections, where nothing but the words speaks for a pair."""
_CANDIDATES = 6
_RARE = 60
"""How many texts may have a word that still tells them apart."""
_WORD = re.compile(r"\w+")


def likeness(old: str, new: str, least: float, opposites: Opposites = KNOWN) -> float:
    """Percent, or 0 where the two may not be taken for each other."""
    if min(len(old), len(new)) < SHORT:
        return 100.0 if bare(old) == bare(new) else 0.0
    found = fuzz.ratio(old, new, score_cutoff=least)
    return 0.0 if found and opposites.opposed(old, new) else found


def bare(text: str) -> str:
    """The letters and digits of a text, whatever their case; the text if it has none."""
    letters = "".join(
        sign for sign in text.casefold() if unicodedata.category(sign)[0] in "LNM"
    )
    return letters or text


def pairs_in_order(
    old: Sequence[str], new: Sequence[str], opposites: Opposites = KNOWN
) -> Iterator[tuple[int, int]]:
    """The pairs of two runs of neighbours that are most alike, none crossing another."""
    height, width = len(old), len(new)
    if not height or not width:
        return
    if height * width > 4_000:
        yield from pairs_anywhere(old, new, NEAR, opposites)
        return
    scores = [[likeness(a, b, NEAR, opposites) for b in new] for a in old]
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if scores[i][j]:
                best[i][j] = max(best[i][j], scores[i][j] + best[i + 1][j + 1])
    i = j = 0
    while i < height and j < width:
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def pairs_anywhere(
    old: Sequence[str],
    new: Sequence[str],
    least: float = FAR,
    opposites: Opposites = KNOWN,
) -> Iterator[tuple[int, int]]:
    """The most alike pairs, wherever they stand; each text is in one at most.

    Candidates are those that share the rarest words, so that twice the texts take about twice
    the time.
    """
    index: defaultdict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(old):
        for word in _words(text):
            index[word].append(n)
    found: list[tuple[float, int, int]] = []
    for m, text in enumerate(new):
        for n in _candidates(text, index):
            if score := likeness(old[n], text, least, opposites):
                found.append((-score, m, n))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, m, n in sorted(found):
        if n not in taken_old and m not in taken_new:
            taken_old.add(n)
            taken_new.add(m)
            yield n, m


def _candidates(text: str, index: Mapping[str, list[int]]) -> list[int]:
    votes: Counter[int] = Counter()
    for word in _words(text):
        there = index.get(word, ())
        if 0 < len(there) <= _RARE:
            for n in there:
                votes[n] += _RARE // len(there)
    ranked = sorted(votes, key=lambda n: (-votes[n], n))
    return ranked[:_CANDIDATES]


def _words(text: str) -> set[str]:
    """Words, and for want of them neighbouring words: common ones tell little alone."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return {*words, *(f"{a} {b}" for a, b in pairwise(words))}
