"""A text -> what is counted, dialled, written to and looked up in it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.checks.codes import CODE, named_again
from pipeline.checks.digits import CONTINENTAL, Number, english_numbers, plainly
from pipeline.checks.lexicon import Lexicon
from pipeline.checks.months import dates_of
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
_MERIDIEM = re.compile(r"[0-9] ?[ap]\.?m\b")
_CLOCK = re.compile(r"(?<![0-9.,:£$€])([0-9]{1,2})(?:[.:]([0-9]{2}))? ?([ap])\.?m\b\.?")
HOURS = re.compile(
    r"(?<![0-9.,:])([0-9]{1,2}) ?(?:[:：.h٫]|点|點|時|时) ?([0-5][0-9])(?![0-9]|[.,:][0-9])分?"
)
_RANGE = re.compile(r"(?: ?[a-z°%]{1,3})? to | ?[–-] ?")
_BETWEEN = re.compile(r"(?: ?[a-z°%]{1,3})? and ")
_RATIO = re.compile(r" (?:in|out of)(?: every)? ")
_NEXT = re.compile(
    r"[ –-]{0,2}([°º]\s?c\b|[%٪]|[^\s\d,;:!?()£،؛؟]+)(?: ([^\s\d,;:!?()،؛؟]+))?"
)
_BEFORE = re.compile(r"([^\s\d.,;:!?()،؛؟]+) ?\(?$")


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


def cut_phones(text: str, found: list[str], known: Container[str] = ()) -> str:
    """The text with blanks in place of telephone numbers, which are put into the list.

    `known` are long numbers that are none.
    """
    if not _MANY.search(text):
        return text

    def take(match: re.Match[str]) -> str:
        if not _is_phone(match[0]) or match[0] in known:
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
    return Figures(months=tuple(dates_of(text.plain)[1]))


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
    rest = plainly(cut_phones(rest, phones))
    dates, months = dates_of(text.plain)
    whole = rest
    for match in list(CODE.finditer(rest)):
        if not units_of(match[0].lstrip("0123456789"), lexicon):
            codes.append(match[0])
            rest = rest[: match.start()] + _blank(match) + rest[match.end() :]
    numbers = tuple(_seen(number, whole, lexicon) for number in english_numbers(rest))
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


def _seen(number: Number, text: str, lexicon: Lexicon) -> Number:
    """A number with what the words around it say of it."""
    if CONTINENTAL.fullmatch(number.value) and not units_after(text, number.end, lexicon):
        number = replace(number, also=(*number.also, number.value.replace(".", "")))
    if named_again(text, number.end, number.value):
        number = replace(number, twice=True)
    return number


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def units_of(word: str, lexicon: Lexicon) -> list[str]:
    """The units that a word names."""
    return [name[5:] for name in lexicon.of(word) if name.startswith("unit:")]


def units_after(text: str, end: int, lexicon: Lexicon) -> list[str]:
    """The units that the one or two words behind a number name."""
    match = _NEXT.match(text, end)
    if not match:
        return []
    first, second = match[1].rstrip("."), (match[2] or "").rstrip(".")
    if first[:1] in ("°", "º"):
        return ["degree"]
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
