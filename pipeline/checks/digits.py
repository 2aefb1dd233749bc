"""The numbers of a text, and how else each of them may be written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipeline.checks.multipliers import DECIMALS, multiplier, product
from pipeline.checks.reading import SMALL_DIGITS

NUMBER = re.compile(
    r"[0-9]{1,3}(?:[ ][0-9]{3})+(?![0-9])|[0-9]+(?:[.,'’٫٬،][0-9]+)*"
    r"|(?<![^\s(<>=≥≤~])\.[0-9]+(?![\w.])|"
    rf"[{SMALL_DIGITS}]"
)
_GROUPED = re.compile(
    # By threes, or as in South Asia by two and then three: 1,00,000.
    r"[0-9]{1,3}(?:([.,'’٬،٫ ])[0-9]{3})(?:\1[0-9]{3})*(?P<part>[.,٫][0-9]+)?"
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?P<rest>\.[0-9]+)?"
)
_DAY = re.compile(r"(?<![0-9.,])[0-9]{1,2}([./-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})(?![0-9])")
_POWER = re.compile(r"([×x] ?10) ?[-−–^]?([1-9][0-9]?)(?![0-9.,])")
"""Ten to the power of nine, without the small letters: ×109, and ×10-9."""
_DAY_AND_YEAR = re.compile("[0-9]{1,2}[,،][0-9]{4}")
CONTINENTAL = re.compile(r"[1-9][0-9]{0,2}\.[0-9]00")
"""A thousand and more with another language's sign, as no measure has such decimals."""
_POINT = re.compile(r"[.,٫]")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
YEAR = re.compile("(?:1[5-9]|20)[0-9]{2}")
_DECADE = re.compile("(?:1[5-9]|20)[0-9]0")
DASH = re.compile(" ?[a-z%]?[-‐-―−] ?")
_SLASHED = re.compile(r"(?<![0-9/.,])([0-9]{1,3})/([0-9]{1,2})(?![0-9/.,])")
_HOUR = re.compile("(?<![0-9:.,])([0-2][0-9]):([0-5][0-9])(?![0-9:])")
ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, and where."""

    value: str
    """With a point before decimals and nothing between thousands."""
    start: int
    end: int
    times: int = 1
    """What a word behind it multiplies it by: a million."""
    also: tuple[str, ...] = ()
    """How else it may be written: 60 for the 1960s, 2020 for the end of 2019–20."""
    twice: bool = False
    """Whether a code behind it says it again, so that it may be left out: enzyme 2 (ACE2)."""
    name: str = ""
    """The code that it stands in, whose letters may be others in another language."""

    @property
    def product(self) -> str:
        """The whole number, as it would be in digits."""
        return product(self.value, self.times)

    @property
    def values(self) -> tuple[str, ...]:
        """All that may stand for it."""
        return tuple(dict.fromkeys((self.value, self.product, *self.also)))


def shortened(value: str) -> str:
    """A number without the noughts that end its decimals."""
    return value.rstrip("0").rstrip(".") if "." in value else value


def plainly(text: str) -> str:
    """The text with days, months and years, and powers of ten, as numbers of their own."""
    text = _DAY.sub(lambda match: re.sub(r"[./-]", " ", match[0]), text)
    return _POWER.sub(r"\1 ^ \2", text)


def respelt(text: str, known: Collection[str]) -> str:
    """The text with 1/5 as 1.5, as Persian writes decimals, and 08:00 as 0800, if known."""

    def decimal(match: re.Match[str]) -> str:
        value = f"{match[1]}.{match[2]}"
        return (
            value
            if value in known and not (match[1] in known and match[2] in known)
            else match[0]
        )

    if "/" in text and ARABIC.search(text):
        text = _SLASHED.sub(decimal, text)
    if ":" in text:
        text = _HOUR.sub(
            lambda match: match[1] + match[2] if match[1] + match[2] in known else match[0],
            text,
        )
    return text


def english_numbers(text: str) -> Iterator[Number]:
    """The numbers of an English text."""
    for match in NUMBER.finditer(text):
        token, place = match[0], match.start()
        parts = [token] if _ENGLISH.fullmatch(token) else token.split(" ")
        for part in parts:
            end = place + len(part)
            grouped = _ENGLISH.fullmatch(part)
            value = part.replace(",", "") if grouped else _POINT.sub(".", part)
            if value.startswith("."):
                value = f"0{value}"
            also = (*_also(text, value, place, end),)
            yield Number(value, place, end, multiplier(text, end), also)
            place = end + 1


def _also(text: str, value: str, start: int, end: int) -> Iterator[str]:
    """How else: 2 for 2.0 and 02, and a decade or the later of two years in short."""
    if "." in value and (short := shortened(value)) != value:
        yield short
    if value.startswith("0") and value.isdecimal() and value.strip("0"):
        yield value.lstrip("0")
    if text[end : end + 1] == "s" and _DECADE.fullmatch(value):
        yield value[2:]
    if (
        start
        and text[start - 1] in "-‐‑–/"
        and YEAR.fullmatch(before := text[max(0, start - 5) : start - 1])
    ):
        if len(value) == 2 and value > before[2:]:
            yield before[:2] + value
        elif YEAR.fullmatch(value):
            yield value[2:]


def centuries(text: str) -> list[str]:
    """The centuries of decades, which languages may name: the 20th for the 1960s."""
    return [
        str(int(number.value) // 100 + 1)
        for number in english_numbers(text)
        if text[number.end : number.end + 1] == "s" and _DECADE.fullmatch(number.value)
    ]


def readings(token: str, decimal: str, arabic: bool = False) -> Iterator[tuple[str, ...]]:
    """The numbers that a token can be, in a language with that sign before decimals.

    “1.125” has decimals in Welsh, and is a thousand and more in Italian. Arabic letters are
    written with English signs as well as with their own, so that either may be meant.
    """
    grouped = _GROUPED.fullmatch(token)
    if grouped:
        part = grouped["part"] or grouped["rest"] or ""
        whole = token.removesuffix(part)
        if decimal not in whole or (arabic and decimal != "."):
            yield (re.sub(r"[^0-9]", "", whole) + _POINT.sub(".", part),)
    if " " in token:
        yield tuple(token.split(" "))
    elif DECIMALS.fullmatch(token) and not (
        grouped
        and decimal not in token
        and "٫" not in token
        and not (arabic and decimal != ".")
    ):
        yield (_POINT.sub(".", token),)
    if token.startswith("."):
        yield (f"0{token}",)
    if _DAY_AND_YEAR.fullmatch(token):
        yield token[:-5], token[-4:]
    if "،" in token:
        yield (token.replace("،", "."),)
        yield tuple(token.split("،"))
