"""Names with a number in them, ACE2 and COVID-19, whose letters may change and digits not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.checks.digits import Number

CODE = re.compile(
    r"(?<![a-z0-9])(?:"
    r"[a-z]{1,8}[0-9]+[a-z0-9]*(?:\.[0-9]+)?"
    r"|[0-9]{2,}(?!s)[a-z](?![a-z0-9])"
    r"|[0-9]+(?!st|nd|rd|th|bn)[a-z]{2}(?![a-z])"
    r"|(?<![a-z][-‐‑])[a-z]++(?:[-‐‑][a-z]++)*+[-‐‑][0-9]+(?:(?!s)[a-z])?(?![a-z0-9]|[.,][0-9])"
    r")"
)
"""ACE2 and U07.1, 229E, 5FU, COVID-19; a decade is none."""
_BEHIND = re.compile(r" \(([^()]{1,20})\)")
_RUN = re.compile(r"[a-z]+|[0-9.]+")
_BEFORE = re.compile(r"(?<![a-z0-9])([a-z]+)[-‐‑]?$")
_LONGEST = 12
"""Letters that are looked at before a number."""
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@lru_cache(maxsize=1000)
def _written(code: str) -> re.Pattern[str]:
    """A code with or without blanks and hyphens between letters and digits."""
    return re.compile(
        "(?<![a-z0-9])"
        + "[ ‐‑–-]?".join(map(re.escape, _RUN.findall(code)))
        + "(?![0-9]|[.,][0-9])"
    )


def named_again(text: str, end: int, value: str) -> bool:
    """Whether a code behind a number says it again: enzyme 2 (ACE2)."""
    match = _BEHIND.match(text, end)
    if not match or not CODE.fullmatch(match[1]):
        return False
    return value.endswith(_DIGITS.findall(match[1])[-1])


def has_other_letters(text: str, start: int, code: str) -> bool:
    """Whether the Latin letters before a number are not its code's: D12 for B12.

    In letters of another script a code is written as it is said, and three letters or more are
    words, which may be others in another language: ECA2 for ACE2.
    """
    mine, before = _RUN.match(code), _BEFORE.search(text[max(0, start - _LONGEST) : start])
    return bool(mine and before and len(mine[0]) < 3 and before[1] != mine[0])


def digits_of(codes: Sequence[str]) -> set[str]:
    """The numbers in codes, which a text may say again."""
    return {digits for code in codes for digits in _DIGITS.findall(code)}


def without_codes(text: str, codes: Sequence[str]) -> tuple[str, list[Number]]:
    """The text with blanks in place of codes, and the numbers of those that it does not have.

    A code may be said again or be called “it”, so it counts once.
    """
    lost = []
    for code in sorted(dict.fromkeys(codes), key=len, reverse=True):
        text, found = _written(code).subn(lambda match: " " * len(match[0]), text)
        if not found:
            lost.append(code)
    whole = [code for code in lost if not any(o != code and o.endswith(code) for o in codes)]
    return text, [
        Number(digits, 0, 0, name=code) for code in whole for digits in _DIGITS.findall(code)
    ]
