"""A text -> what is counted, dialled, written to and looked up in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pipeline.checks.lexicon import Lexicon
from pipeline.checks.multipliers import DECIMALS, multiplier, product
from pipeline.checks.reading import EMAIL, FIGURES, Text

_EMAIL = re.compile(EMAIL, re.ASCII)
_HOST = re.compile(
    r"(?:https?://)?(?<![a-z0-9@.])(?:[a-z0-9-]+\.)+(?:org|com|net|info|int|eu|edu|gov|uk|ie|wales|"
    r"cymru|scot|london|nhs)(?![a-z0-9-])(?:/[a-z0-9/_.~%#?=&+-]*)?"
)
_PHONE = re.compile(
    r"(?<![0-9.,])(?:\+ ?)?(?:\([0-9]+\)|[0-9]+)(?:[ ‑-][0-9]+)*(?![0-9]|[.,:][0-9])"
)
_DOTTED = re.compile(r"[a-z0-9]\.[a-z]")
_MANY = re.compile(r"(?:[0-9][ ()‑-]{0,2}){7}")
"""So many digits as any telephone number has."""
_THREES = re.compile(r"[0-9]{1,3}(?:[ ][0-9]{3})+")
_CODE = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{1,4}[0-9]+[a-z0-9]*|[0-9]+(?!st|nd|rd|th)[a-z]{2}(?![a-z]))"
)
_MERIDIEM = re.compile(r"[0-9] ?[ap]\.?m\b")
_CLOCK = re.compile(r"(?<![0-9.,:£$€])([0-9]{1,2})(?:[.:]([0-9]{2}))? ?([ap])\.?m\b\.?")
HOURS = re.compile(
    r"(?<![0-9.,:])([0-9]{1,2}) ?(?:[:：.h٫]|点|點|時|时) ?([0-5][0-9])(?![0-9]|[.,:][0-9])分?"
)
_DAY = re.compile(
    r"(?<![0-9.,])([0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2}))(?![0-9])"
)
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DATE = re.compile(
    r"(?<![\w.,])(?:([0-9]{1,2})(?:st|nd|rd|th)? )?"
    rf"({'|'.join(month.title() for month in MONTHS)})\b"
    r"(?: ([0-9]{1,2}\b(?!:)|[0-9]{4}))?"
)
"""In capitals, as “may” is a word too."""
NUMBER = re.compile(
    r"[0-9]{1,3}(?:[ ][0-9]{3})+(?![0-9])|[0-9]+(?:[.,'’٫٬،][0-9]+)*|[¼-¾⅐-⅞²³¹⁰⁴-⁹]"
)
_GROUPED = re.compile(
    # By threes, or as in South Asia by two and then three: 1,00,000.
    r"[0-9]{1,3}(?:([.,'’٬، ])[0-9]{3})(?:\1[0-9]{3})*(?P<part>[.,٫][0-9]+)?"
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?P<rest>\.[0-9]+)?"
)
_DAY_AND_YEAR = re.compile("[0-9]{1,2}[,،][0-9]{4}")
_POINT = re.compile(r"[.,٫]")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_RANGE = re.compile(r"(?: ?[a-z°%]{1,3})? to | ?[–-] ?")
_BETWEEN = re.compile(r"(?: ?[a-z°%]{1,3})? and ")
_RATIO = re.compile(r" (?:in|out of)(?: every)? ")
_NEXT = re.compile(r"[ –-]{0,2}(°\s?c\b|[%٪]|[^\s\d,;:!?()£]+)(?: ([^\s\d,;:!?()]+))?")
_BEFORE = re.compile(r"([^\s\d.,;:!?()]+) ?\(?$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, and where."""

    value: str
    """With a point before decimals and nothing between thousands."""
    start: int
    end: int
    times: int = 1
    """What a word behind it multiplies it by: a million."""

    @property
    def product(self) -> str:
        """The whole number, as it would be in digits."""
        return product(self.value, self.times)


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them in an English text."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    times: tuple[tuple[int, int, str], ...] = ()
    """Hour of the day, minute, as it is written."""
    dates: tuple[tuple[int, str], ...] = ()
    """The month, and the date as it is written."""
    months: tuple[int, ...] = ()
    """Those that are named without a day or a year."""
    numbers: tuple[Number, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    """A number's value with the name of its unit."""
    ranges: tuple[tuple[str, str], ...] = ()
    ratios: tuple[tuple[str, str], ...] = ()


def bare(phone: str) -> str:
    """The digits of a telephone number, with its + if it has one."""
    return ("+" if phone.startswith("+") else "") + re.sub(r"[^0-9]", "", phone)


def _is_phone(token: str) -> bool:
    digits = sum(map(str.isdigit, token))
    if token[0] in "+0(" and digits >= 7:
        return True
    return digits >= 9 and not _THREES.fullmatch(token.strip())


def _cut(pattern: re.Pattern[str], text: str, found: list[str]) -> str:
    """The text with blanks in place of what the pattern finds, which is put into the list."""

    def take(match: re.Match[str]) -> str:
        token = match[0]
        kept = token.rstrip(".-/")
        found.append(kept)
        return " " * len(kept) + token[len(kept) :]

    return pattern.sub(take, text)


def cut_addresses(text: str, emails: list[str], hosts: list[str]) -> str:
    """The text with blanks in place of e-mail and web addresses, which are put into lists."""
    if not _DOTTED.search(text):
        return text
    return _cut(_HOST, _cut(_EMAIL, text, emails) if "@" in text else text, hosts)


def cut_phones(text: str, found: list[str]) -> str:
    """The text with blanks in place of telephone numbers, which are put into the list."""
    if not _MANY.search(text):
        return text

    def take(match: re.Match[str]) -> str:
        if not _is_phone(match[0]):
            return match[0]
        found.append(match[0].strip(" ()-–"))
        return " " * len(match[0])

    return _PHONE.sub(take, text)


def english(text: Text, lexicon: Lexicon) -> Figures | None:
    """What an English text has, read only once; None where it has no number at all."""
    if "figures" not in text.__dict__:
        found = text.traits & FIGURES
        text.__dict__["figures"] = _english(text, lexicon) if found else None
    known: Figures | None = text.__dict__["figures"]
    return known


def of_months(text: Text) -> Figures:
    """The same of a text without numbers: the months that it names."""
    return Figures(months=tuple(_dates(text)[1]))


def _dates(text: Text) -> tuple[list[tuple[int, str]], list[int]]:
    """The months that stand with a day or a year, as they are written, and the others."""
    dates, months = [], []
    for found in _DATE.finditer(text.plain):
        month = MONTHS.index(found[2].lower()) + 1
        if found[1] or found[3]:
            dates.append((month, found[0]))
        else:
            months.append(month)
    return dates, months


def _english(text: Text, lexicon: Lexicon) -> Figures:
    emails: list[str] = []
    hosts: list[str] = []
    phones: list[str] = []
    codes: list[str] = []
    rest = cut_addresses(text.folded, emails, hosts)
    times = [
        (int(m[1]) % 12 + (12 if m[3] == "p" else 0), int(m[2] or 0), m[0].rstrip("."))
        for m in (_CLOCK.finditer(rest) if _MERIDIEM.search(rest) else ())
    ]
    rest = _CLOCK.sub(_blank, rest) if times else rest
    rest = part_days(cut_phones(rest, phones))
    dates, months = _dates(text)
    for match in list(_CODE.finditer(rest)):
        if not units_of(match[0].lstrip("0123456789"), lexicon):
            codes.append(match[0])
            rest = rest[: match.start()] + _blank(match) + rest[match.end() :]
    numbers = tuple(_english_numbers(rest))
    ranges, ratios = [], []
    for one, other in pairwise(numbers):
        between = rest[one.end : other.start]
        if _RATIO.fullmatch(between):
            ratios.append((one.value, other.value))
        elif one.value != other.value and (
            _RANGE.fullmatch(between)
            or (
                _BETWEEN.fullmatch(between)
                and rest[: one.start].rstrip(" £").endswith("between")
            )
        ):
            ranges.append((one.value, other.value))
    return Figures(
        phones=tuple(phones),
        emails=tuple(emails),
        hosts=tuple(hosts),
        codes=tuple(codes),
        times=tuple(times),
        dates=tuple(dates),
        months=tuple(months),
        numbers=numbers,
        units=tuple(units_named(rest, numbers, lexicon)),
        ranges=tuple(ranges),
        ratios=tuple(ratios),
    )


def part_days(text: str) -> str:
    """The text with the day, the month and the year of 24.12.2024 as three numbers."""
    return _DAY.sub(lambda match: re.sub(r"[./-]", " ", match[0]), text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _english_numbers(text: str) -> Iterator[Number]:
    for match in NUMBER.finditer(text):
        token, place = match[0], match.start()
        parts = [token] if _ENGLISH.fullmatch(token) else token.split(" ")
        for part in parts:
            end = place + len(part)
            grouped = _ENGLISH.fullmatch(part)
            value = part.replace(",", "") if grouped else _POINT.sub(".", part)
            yield Number(value, place, end, multiplier(text, end))
            place = end + 1


def units_of(word: str, lexicon: Lexicon) -> list[str]:
    """The units that a word names."""
    return [name[5:] for name in lexicon.of(word) if name.startswith("unit:")]


def units_after(text: str, end: int, lexicon: Lexicon) -> list[str]:
    """The units that the one or two words behind a number name."""
    match = _NEXT.match(text, end)
    if not match:
        return []
    first, second = match[1].rstrip("."), (match[2] or "").rstrip(".")
    words = [f"{first} {second}"] if second else []
    for word in (*words, first.replace(" ", ""), first.partition("/")[0], second):
        if word and (found := units_of(word, lexicon)):
            return found
    return []


def units_named(
    text: str, numbers: Iterable[Number], lexicon: Lexicon
) -> list[tuple[str, str]]:
    """Numbers of an English text that have a unit behind them, with its name."""
    return [
        (number.value, name)
        for number in numbers
        for name in units_after(text, number.end, lexicon)[:1]
    ]


def units_before(text: str, start: int, lexicon: Lexicon) -> list[str]:
    """The units that the word before a number names."""
    match = _BEFORE.search(text[max(0, start - 30) : start])
    return units_of(match[1], lexicon) if match else []


def readings(token: str, decimal: str) -> Iterator[tuple[str, ...]]:
    """The numbers that a token can be, in a language with that sign before decimals.

    “1.125” has decimals in Welsh, and is a thousand and more in Italian.
    """
    if match := _GROUPED.fullmatch(token):
        part = match["part"] or match["rest"] or ""
        whole = token.removesuffix(part)
        if decimal not in whole:
            yield (re.sub(r"[^0-9]", "", whole) + _POINT.sub(".", part),)
    if " " in token:
        yield tuple(token.split(" "))
    elif DECIMALS.fullmatch(token) and not (
        _GROUPED.fullmatch(token) and decimal not in token and "٫" not in token
    ):
        yield (_POINT.sub(".", token),)
    if _DAY_AND_YEAR.fullmatch(token):
        yield token[:-5], token[-4:]
