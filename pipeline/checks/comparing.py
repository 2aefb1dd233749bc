"""Two texts -> how they differ in numbers, times, dates, telephone numbers and addresses.

All at once, as each may look like a part of another; the checks of `safety` part them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.checks.figures import (
    HOURS,
    MONTHS,
    NUMBER,
    Figures,
    Number,
    bare,
    cut_addresses,
    cut_phones,
    english,
    of_months,
    part_days,
    readings,
    units_after,
    units_before,
    units_named,
)  # fmt: skip
from pipeline.checks.lexicon import Lexicon, Tally
from pipeline.checks.months import dated, named
from pipeline.checks.multipliers import multiplier, product
from pipeline.checks.plain_numbers import has_month, plain_numbers, the_same
from pipeline.checks.reading import FIGURES, Text

_MEASURES = frozenset(("mg", "g", "kg", "ml", "l", "mm", "cm", "degree", "percent"))
"""Units that no language writes within another word."""
Said = tuple[str, str]
"""The id of a check, and what it says."""


def differences(
    source: Text,
    target: Text,
    lexicon: Lexicon,
    english_words: Lexicon,
    decimal: str,
    also: Text | None = None,
) -> Iterator[Said]:
    """What the two texts do not have in common; `also` is the singular of a plural text."""
    mine = plain_numbers(source)
    if mine and not has_month(source) and (theirs := the_same(mine, target)):
        units = units_named(source.folded, mine, english_words)
        yield from _other_units(target.folded, units, theirs, lexicon, target)
        return
    ours = english(source, english_words)
    text = target.folded
    if ours is None and not target.traits & FIGURES:
        return
    ours = ours or of_months(source)
    emails: list[str] = []
    hosts: list[str] = []
    phones: list[str] = []
    text = cut_addresses(text, emails, hosts)
    yield from _unlike("emails", ours.emails, emails)
    yield from _unlike("addresses", ours.hosts, hosts)
    text = cut_phones(text, phones)
    yield from _unlike(
        "phones", [*map(bare, ours.phones)], [*map(bare, phones)], (*ours.phones, *phones)
    )
    for code in ours.codes:
        place = text.find(code)
        if place < 0:
            yield "numbers", f"{code.upper()} is in the source but not in the translation"
            for digits in re.findall("[0-9]+", code):
                text = re.sub(rf"(?<![0-9]){digits}(?![0-9])", "", text, count=1)
        else:
            text = text[:place] + " " * len(code) + text[place + len(code) :]
    wrong: list[Said] = []
    text = _without_times(text, ours, wrong)
    text = part_days(text)
    numbers = _Numbers(ours, english(also, english_words) if also else None)
    numbers.read(text, decimal)
    _months(text, numbers, ours, lexicon, wrong)
    yield from wrong
    yield from numbers.unlike(target.said(lexicon), source.said(english_words))
    yield from _out_of_order(ours, numbers.found, lexicon)
    yield from _other_units(text, ours.units, numbers.found, lexicon, target)


def _unlike(
    check: str, ours: Sequence[str], theirs: Sequence[str], shown: tuple[str, ...] = ()
) -> Iterator[Said]:
    if not ours and not theirs:
        return
    names = {bare(name): name for name in shown}
    left, right = Counter(ours), Counter(theirs)
    for lost in (left - right).elements():
        yield check, f"{names.get(lost, lost)} is in the source but not in the translation"
    for added in (right - left).elements():
        yield check, f"{names.get(added, added)} is in the translation but not in the source"


def _without_times(text: str, ours: Figures, wrong: list[Said]) -> str:
    """The text without the hours that the English has; what is missing is told."""
    for hour, minute, shown in ours.times:
        allowed = {hour, (hour - 1) % 12 + 1}
        for match in HOURS.finditer(text):
            if int(match[1]) in allowed and int(match[2]) == minute:
                break
        else:
            match = None
        if match is None:
            # The hour alone, or hour and minutes as two numbers, or “half past”.
            for found in re.finditer(r"(?<![0-9.,:])0?([0-9]{1,2})(?![0-9]|[.,:][0-9])", text):
                if int(found[1]) not in allowed:
                    continue
                rest = text[found.end() : found.end() + 12]
                if (
                    minute
                    and not re.match(rf"\D{{1,8}}{minute:02}(?![0-9])", rest)
                    and not (minute == 30 and re.match(r" ?[点點時时]半", rest))
                ):
                    continue
                end = found.end()
                if minute and (more := re.match(rf"\D{{1,8}}{minute:02}", rest)):
                    end += more.end()
                text = text[: found.start()] + " " * (end - found.start()) + text[end:]
                break
            else:
                wrong.append(("times", f"{shown} is in the source but not in the translation"))
            continue
        text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    return text


class _Numbers:
    """The numbers of a translation, each matched with one of the English where it can be."""

    def __init__(self, ours: Figures, singular: Figures | None) -> None:
        self.ours = ours.numbers
        self.optional = Counter(n.value for n in singular.numbers) if singular else Counter()
        self.free: dict[str, list[int]] = {}
        """By how they may be written, which of the English numbers nothing is matched with."""
        for place, number in enumerate(self.ours):
            for value in {number.value, number.product}:
                self.free.setdefault(value, []).append(place)
        self.taken: set[int] = set()
        self.found: list[Number] = []
        """All of the translation's numbers, under the English values where they match."""
        self.extra: list[Number] = []

    def read(self, text: str, decimal: str) -> None:
        """Read the numbers of a text, each as the source has it where it can be."""
        for match in NUMBER.finditer(text):
            choices = list(readings(match[0], decimal)) or [(match[0],)]
            times = multiplier(text, match.end())
            for choice in choices:
                places = self._places(choice, times)
                if places is not None:
                    self.taken.update(places)
                    self._note([self.ours[place].value for place in places], match)
                    break
            else:
                self.extra += self._note(choices[0], match, times)

    def _places(self, choice: Sequence[str], times: int) -> list[int] | None:
        """Of the English numbers those that a reading stands for; None if one is not there."""
        places: list[int] = []
        for value in choice:
            for name in (value, product(value, times), value.lstrip("0")):
                free = [
                    place
                    for place in self.free.get(name, ())
                    if place not in self.taken and place not in places
                ]
                if free:
                    places.append(free[0])
                    break
            else:
                return None
        return places

    def _note(
        self, values: Sequence[str], match: re.Match[str], times: int = 1
    ) -> list[Number]:
        place, made = match.start(), []
        for value in values:
            end = match.end() if len(values) == 1 else place + len(value)
            made.append(Number(value, place, end, times))
            place = end + 1
        self.found += made
        return made

    def take_month(self, month: int) -> bool:
        """Let one of the numbers that match nothing stand for a month; False if none can."""
        for number in self.extra:
            if number.value.lstrip("0") == str(month):
                self.extra.remove(number)
                return True
        return False

    def unlike(self, said: Tally, known: Tally) -> Iterator[Said]:
        """What is missing and what is added; words of either language stand for numbers."""
        words, optional = Counter(said), self.optional.copy()
        for place, number in enumerate(self.ours):
            if place in self.taken:
                continue
            name = f"number:{number.value}"
            if words[name]:
                words[name] -= 1
            else:
                yield "numbers", f"{number.value} is in the source but not in the translation"
        words = Counter(known)
        for number in self.extra:
            name = f"number:{number.value}"
            if words[name]:
                words[name] -= 1
            elif optional[number.value]:
                optional[number.value] -= 1
            else:
                yield "numbers", f"{number.value} is in the translation but not in the source"


def _months(
    text: str, numbers: _Numbers, ours: Figures, lexicon: Lexicon, wrong: list[Said]
) -> None:
    """Tell which months are another's; a month may be a name or a number."""
    for month in ours.months:
        numbers.take_month(month)
    names = lexicon.words.months
    if not ours.dates or not names:
        for month, _ in ours.dates:
            numbers.take_month(month)
        return
    wanted = {month for month, _ in ours.dates}
    there = {
        month
        for month, known in enumerate(names, start=1)
        if any(named(name).search(text) for name in known)
    }
    near = {
        month
        for month in there - wanted
        if any(dated(name).search(text) for name in names[month - 1])
    }
    for month, shown in ours.dates:
        if month not in there and not numbers.take_month(month):
            other = f", which has {MONTHS[min(near) - 1].title()}" if near else ""
            wrong.append(("dates", f"the month of {shown} is not in the translation{other}"))
    if near and len(there) > len(wanted):
        shown = ", ".join(MONTHS[month - 1].title() for month in sorted(near))
        wrong.append(("dates", f"{shown} is in the translation but not in the source"))


def _out_of_order(ours: Figures, numbers: list[Number], lexicon: Lexicon) -> Iterator[Said]:
    """Tell which ranges and shares were turned round; each pair of numbers counts once."""
    turned = lexicon.words.ratio == "reversed"
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
            if not (ratio and turned) and (whole, part) not in (*ours.ranges, *ours.ratios):
                link = "in" if ratio else "to"
                yield "numbers", f"“{part} {link} {whole}” became “{whole} … {part}”"


def _other_units(
    text: str,
    units: Iterable[tuple[str, str]],
    numbers: Sequence[Number],
    lexicon: Lexicon,
    target: Text,
) -> Iterator[Said]:
    for value, unit in units:
        if f"unit:{unit}" not in lexicon.known:
            continue
        found: list[str] = []
        for number in numbers:
            if number.value == value:
                found += units_after(text, number.end, lexicon) or units_before(
                    text, number.start, lexicon
                )
        if unit in found:
            continue
        if found:
            yield "units", f"{value} {unit} in the source became {value} {found[0]}"
        elif unit in _MEASURES and not target.said(lexicon)[f"unit:{unit}"]:
            yield "units", f"the unit of {value} {unit} is not found in the translation"
