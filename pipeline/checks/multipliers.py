"""Words behind a number that multiply it: a million, 万, lakh."""

from __future__ import annotations

import re
from decimal import Decimal

DECIMALS = re.compile(r"[0-9]+(?:[.,٫][0-9]+)?")
_TIMES = {
    "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "千": 10**3, "百": 100,
    "লাখ": 10**5, "লক্ষ": 10**5, "হাজার": 10**3, "लाख": 10**5, "हज़ार": 10**3, "हजार": 10**3,
    "ਲੱਖ": 10**5, "ਹਜ਼ਾਰ": 10**3, "લાખ": 10**5, "હજાર": 10**3, "لاکھ": 10**5, "ہزار": 10**3,
    "هزار": 10**3, "مليون": 10**6, "ألف": 10**3, "آلاف": 10**3, "million": 10**6,
    "thousand": 10**3, "tys": 10**3, "тис": 10**3, "тыс": 10**3, "млн": 10**6, "mln": 10**6,
    "millones": 10**6, "millón": 10**6, "milhões": 10**6, "milhão": 10**6, "milioni": 10**6,
    "millions": 10**6, "billion": 10**9, "milioane": 10**6, "мільйон": 10**6, "миллион": 10**6,
    "মিলিয়ন": 10**6, "मिलियन": 10**6, "ملین": 10**6, "میلیون": 10**6, "billones": 10**12,
    "crore": 10**7, "करोड़": 10**7, "কোটি": 10**7,
    "کروڑ": 10**7, "bin": 10**3, "milyon": 10**6,
}  # fmt: skip
_TIMES_WORD = re.compile(
    r" ?(" + "|".join(sorted(map(re.escape, _TIMES), key=len, reverse=True)) + r")"
)


def multiplier(text: str, end: int) -> int:
    """What the word behind a number multiplies it by."""
    match = _TIMES_WORD.match(text, end)
    return _TIMES[match[1]] if match else 1


def product(value: str, times: int) -> str:
    """The digits of a number that a word multiplies."""
    if times == 1 or not DECIMALS.fullmatch(value):
        return value
    return (
        f"{Decimal(value) * times:f}".rstrip("0").rstrip(".")
        if "." in value
        else str(int(value) * times)
    )
