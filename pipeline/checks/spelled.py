"""Numbers in English words, in Chinese ones and in Roman numerals -> their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 100, "thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7,
    "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_HALF = ("half", "a")
_SIGNS = "[〇零一二两兩三四五六七八九十百千万萬亿億]"
_HAN = re.compile(f"(?<!{_SIGNS}){_SIGNS}{{1,20}}(?!{_SIGNS})")
"""More signs in a row are no number that anybody reads."""
_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "兩": 2,
}  # fmt: skip
_HAN_SCALES = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8,
}  # fmt: skip
_ROMAN = re.compile(r"(?<!\w)(?!IV\b)(?:[IVXІХ]{2,}|(?<=[a-z]-)I)(?!\w)")
"""No lone letter, as in “I” and X-ray, but in type-I; and not what is given into a vein."""
_ROMAN_VALUES = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10}


def english(words: Iterable[str]) -> set[str]:
    """The numbers that words say together: twenty-four, half a million."""
    found: set[str] = set()
    total = last = 0.0
    begun: tuple[str, ...] = ()
    for word in (part for whole in (*words, "") for part in (whole.split("-") or [""])):
        if word in _SMALL:
            last, begun = last + _SMALL[word], (*begun, word)
        elif (scale := _SCALES.get(word.removesuffix("s"))) and (begun or not last):
            last = (last or (0.5 if begun == _HALF else 1)) * scale
            begun = (*begun, word)
            if scale > 100:
                total, last = total + last, 0
        elif word in ("half", "a", "and"):
            begun = (*begun, word)
        else:
            if total + last:
                found.add(f"{total + last:.0f}")
            total = last = 0
            begun = ()
    return found


def chinese(text: str) -> Iterator[str]:
    """The numbers that Chinese signs say: 二十四."""
    for match in _HAN.finditer(text):
        total = part = digit = 0
        for sign in match[0]:
            if sign in _HAN_DIGITS:
                digit = 10 * digit + _HAN_DIGITS[sign]
                continue
            scale = _HAN_SCALES[sign]
            if scale < 10**4:
                part += (digit or 1) * scale
            else:
                total += (part + digit or 1) * scale
                part = 0
            digit = 0
        yield str(total + part + digit)


def roman(text: str) -> Iterator[str]:
    """The numbers that Roman numerals say: type II, the XXI century."""
    for match in _ROMAN.finditer(text):
        values = [_ROMAN_VALUES[letter] for letter in match[0]]
        after = [*values[1:], 0]
        yield str(sum(-a if a < b else a for a, b in zip(values, after, strict=True)))
