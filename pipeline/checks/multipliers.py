"""Words behind a number that multiply it: a million, 万, lakh."""

from __future__ import annotations

import re
from decimal import Decimal
from math import prod

DECIMALS = re.compile(r"[0-9]+(?:[.,٫][0-9]+)?")
LONGEST = 30
"""Digits above which nobody multiplies a number."""
_TIMES = {
    "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "千": 10**3, "百": 100, "十": 10,
    "লাখ": 10**5, "লক্ষ": 10**5, "হাজার": 10**3, "लाख": 10**5, "हज़ार": 10**3, "हजार": 10**3,
    "ਲੱਖ": 10**5, "ਹਜ਼ਾਰ": 10**3, "લાખ": 10**5, "હજાર": 10**3, "لاکھ": 10**5, "ہزار": 10**3,
    "هزار": 10**3, "مليون": 10**6, "مليار": 10**9, "بليون": 10**9, "ألف": 10**3,
    "آلاف": 10**3, "million": 10**6, "thousand": 10**3,
    "kilobase": 10**3, "hundred": 100, "lakh": 10**5,
    "tys": 10**3, "tysiąc": 10**3, "tysięcy": 10**3, "тис": 10**3, "тыс": 10**3, "млн": 10**6,
    "млрд": 10**9, "mln": 10**6, "mld": 10**9, "milion": 10**6, "miliard": 10**9, "mil": 10**3,
    "millones": 10**6, "millón": 10**6, "milhões": 10**6, "milhão": 10**6, "milioni": 10**6,
    "milhares": 10**3, "bilhões": 10**9, "bilhão": 10**9, "trilhões": 10**12, "mille": 10**3,
    "billion": 10**9, "bn": 10**9, "trillion": 10**12, "milliard": 10**9, "milioane": 10**6,
    "мільйон": 10**6, "мільярд": 10**9, "миллион": 10**6, "миллиард": 10**9,
    "триллион": 10**12,
    "মিলিয়ন": 10**6, "বিলিয়ন": 10**9, "मिलियन": 10**6, "बिलियन": 10**9, "अरब": 10**9,
    "अर्ब": 10**9, "ملین": 10**6, "بلین": 10**9, "ارب": 10**9, "میلیون": 10**6,
    "ملیون": 10**6, "مليونه": 10**6, "میلیارد": 10**9, "ملیارد": 10**9, "میلارد": 10**9,
    "بیلیون": 10**9, "زره": 10**3, "زرو": 10**3, "زر": 10**3, "billones": 10**12,
    "crore": 10**7, "करोड़": 10**7, "করোড়": 10**7, "কোটি": 10**7, "करोड": 10**7,
    "کروڑ": 10**7, "bin": 10**3, "milyon": 10**6, "milyar": 10**9, "bilyon": 10**9,
    "libo": 10**3, "elfu": 10**3, "bilioni": 10**9, "மில்லிய": 10**6, "பில்லிய": 10**9,
    "லட்ச": 10**5, "இலட்ச": 10**5, "கோடி": 10**7, "ஆயிர": 10**3,
}  # fmt: skip


def _pattern(word: str) -> str:
    """Whole where a short word begins many others; other words may have endings."""
    short = len(word) < 5 and all("a" <= letter <= "я" for letter in word)
    return re.escape(word) + (r"(?![^\W\d_])" if short else "")


_WORD = "|".join(map(_pattern, sorted(_TIMES, key=len, reverse=True)))
_TIMES_WORD = re.compile(rf"\+? ?[多余餘几]?({_WORD})(?: ?({_WORD}))?(?: ?({_WORD}))?")
_OTHER_END = re.compile(r"[^\d.;:!?()%]{1,6}[0-9]+(?:[.,٫][0-9]+)*")
"""What stands between a number and the word that multiplies both ends of a range."""


def multiplier(text: str, end: int, *, miles: bool = False) -> int:
    """What the word behind a number multiplies it by; 2 to 3 million are two million too.

    `miles` says that “mil” is no thousand in the language, as it is Polish for miles.
    """
    match = _TIMES_WORD.match(text, end)
    if not match and (other := _OTHER_END.match(text, end)):
        match = _TIMES_WORD.match(text, other.end())
    words = [word for word in match.groups() if word] if match else []
    return 1 if miles and "mil" in words else prod(_TIMES[word] for word in words)


def product(value: str, times: int) -> str:
    """The digits of a number that a word multiplies."""
    if times == 1 or len(value) > LONGEST or not DECIMALS.fullmatch(value):
        return value
    return (
        f"{Decimal(value) * times:f}".rstrip("0").rstrip(".")
        if "." in value
        else str(int(value) * times)
    )
