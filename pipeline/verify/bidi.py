"""Text -> the level of each character, and the order in which levels stand on a line.

The Unicode bidirectional algorithm (UAX #9) for one paragraph, with isolates and brackets.
Embeddings and overrides are left out: the checks refuse them in every catalogue.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

_FIRST, _RIGHT, _LEFT, _END = "\u2068", "\u2067", "\u2066", "\u2069"
_ISOLATES = frozenset((_FIRST, _RIGHT, _LEFT))
_UNSEEN = frozenset(("BN", "LRE", "RLE", "LRO", "RLO", "PDF"))
_BRACKETS = "()[]{}⟦⟧⟨⟩（）［］｛｝〈〉《》「」『』【】〔〕"
_CLOSING = dict(zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True))
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


def levels(text: str, *, rtl: bool) -> list[int]:
    """The level of each character: odd ones read from right to left."""
    found: list[int] = []
    open_: list[tuple[int, list[int]]] = [(int(rtl), [])]
    whole = [open_[0]]
    for place, letter in enumerate(text):
        if letter == _END and len(open_) > 1:
            open_.pop()
        level, members = open_[-1]
        if unicodedata.bidirectional(letter) in _UNSEEN:
            found.append(found[-1] if found else level)
            continue
        found.append(level)
        members.append(place)
        if letter in _ISOLATES:
            right = letter == _RIGHT or (letter == _FIRST and _from_right(text[place + 1 :]))
            open_.append(((level + 1) | 1 if right else (level + 2) & ~1, []))
            whole.append(open_[-1])
    for level, members in whole:
        kinds = _resolved([text[n] for n in members], "R" if level % 2 else "L")
        for place, kind in zip(members, kinds, strict=True):
            found[place] = level + _step(kind, level)
    for place, letter in enumerate(text):
        if place and unicodedata.bidirectional(letter) in _UNSEEN:
            found[place] = found[place - 1]
    return found


def visual(levels: Sequence[int]) -> list[int]:
    """The places of pieces of these levels, in their order on a line from left to right."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        turned: list[int] = []
        for high, group in groupby(order, key=lambda place: levels[place] >= level):
            places = list(group)
            turned += reversed(places) if high else places
        order = turned
    return order


def _from_right(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter in _ISOLATES) - (letter == _END)
        if depth < 0:
            return False
        if depth == 0 and unicodedata.bidirectional(letter) in ("L", "R", "AL"):
            return unicodedata.bidirectional(letter) != "L"
    return False


def _step(kind: str, level: int) -> int:
    """How much higher a kind stands than its surroundings (I1, I2)."""
    if level % 2:
        return int(kind != "R")
    return {"R": 1, "L": 0}.get(kind, 2)


def _resolved(letters: list[str], around: str) -> list[str]:
    """L, R, EN or AN for each character between the same isolates."""
    kinds = [_kind(letter) for letter in letters]
    _weak(kinds, around)
    _brackets(letters, kinds, around)
    _neutral(kinds, around)
    return kinds


def _kind(letter: str) -> str:
    if letter in _ISOLATES or letter == _END:
        return "isolate"
    return unicodedata.bidirectional(letter) or "L"


def _weak(kinds: list[str], around: str) -> None:
    """Numbers, and what belongs to numbers (W1 to W7)."""
    strong = before = around
    for n, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[n] = "ON" if before == "isolate" else before
        before = kinds[n]
        if kinds[n] in ("L", "R", "AL"):
            strong = kinds[n]
        elif kinds[n] == "EN" and strong == "AL":
            kinds[n] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for n in range(1, len(kinds) - 1):
        both = kinds[n - 1] if kinds[n - 1] == kinds[n + 1] else ""
        if (kinds[n] == "ES" and both == "EN") or (kinds[n] == "CS" and both in ("EN", "AN")):
            kinds[n] = both
    for first, last in _stretches(kinds, {"ET"}):
        if "EN" in kinds[max(first - 1, 0) : first] + kinds[last : last + 1]:
            kinds[first:last] = ["EN"] * (last - first)
    strong = around
    for n, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[n] = "L"
        elif kind not in ("EN", "AN"):
            kinds[n] = "ON"


def _brackets(letters: list[str], kinds: list[str], around: str) -> None:
    """Brackets go with what they hold, or with what stands before them (N0)."""
    for first, last in _pairs(letters, kinds):
        inside = {_side(kind) for kind in kinds[first + 1 : last]}
        if around in inside:
            side = around
        elif inside - {"ON"}:
            before = (_side(kind) for kind in reversed(kinds[:first]))
            side = next((kind for kind in before if kind != "ON"), around)
        else:
            continue
        for place in (first, last):
            kinds[place] = side
            for n in range(place + 1, len(kinds)):
                if unicodedata.bidirectional(letters[n]) != "NSM":
                    break
                kinds[n] = side


def _pairs(letters: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    found = []
    for n, letter in enumerate(letters):
        if kinds[n] != "ON":
            continue
        if letter in _CLOSING:
            waiting.append((letter, n))
        elif letter in _OPENING:
            for depth in reversed(range(len(waiting))):
                if waiting[depth][0] == _OPENING[letter]:
                    found.append((waiting[depth][1], n))
                    del waiting[depth:]
                    break
    return sorted(found)


def _neutral(kinds: list[str], around: str) -> None:
    """What has no direction takes that of both sides, or of its surroundings (N1, N2)."""
    for first, last in _stretches(kinds, {"ON"}):
        before = _side(kinds[first - 1]) if first else around
        after = _side(kinds[last]) if last < len(kinds) else around
        kinds[first:last] = [before if before == after else around] * (last - first)


def _stretches(kinds: list[str], which: set[str]) -> Iterator[tuple[int, int]]:
    place = 0
    for inside, group in groupby(list(kinds), key=lambda kind: kind in which):
        end = place + len(list(group))
        if inside:
            yield place, end
        place = end


def _side(kind: str) -> str:
    return "R" if kind in ("EN", "AN") else kind
