"""Two texts -> how they differ in numbers, times, dates, telephone numbers and addresses.

All at once, as each may look like a part of another; the checks of `safety` part them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.checks import order
from pipeline.checks.codes import without_codes
from pipeline.checks.digits import Number, plainly
from pipeline.checks.figures import (
    HOURS,
    Figures,
    bare,
    cut_addresses,
    cut_phones,
    english,
    of_months,
    units_after,
    units_before,
)
from pipeline.checks.leftovers import unlike
from pipeline.checks.lexicon import Lexicon
from pipeline.checks.matching import Matching
from pipeline.checks.months import other_months
from pipeline.checks.plain_numbers import english_units, the_same
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
    plain = english_units(source, english_words)
    if plain and (theirs := the_same(plain.numbers, target)):
        yield from _other_units(target.folded, plain.units, theirs, lexicon, target)
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
    text = cut_phones(text, phones, {number.value for number in ours.numbers})
    yield from _unlike(
        "phones", [*map(bare, ours.phones)], [*map(bare, phones)], (*ours.phones, *phones)
    )
    text, named = without_codes(text, ours.codes) if ours.codes else (text, [])
    wrong: list[Said] = []
    text = plainly(_without_times(text, ours, wrong))
    matching = Matching((*ours.numbers, *named))
    miles = "number:1000" not in lexicon.of("mil")
    text = matching.read(text, decimal, miles=miles)
    yield from wrong
    yield from _months(text, matching, ours, lexicon)
    singular = english(also, english_words) if also else None
    for message in unlike(
        matching, ours, singular, source, target, (english_words, lexicon), text
    ):
        yield "numbers", message
    if ours.ranges or ours.ratios:
        turned = lexicon.words.ratio == "reversed"
        for message in order.out_of_order(ours, matching.found, text, reversed_ratio=turned):
            yield "numbers", message
    yield from _other_units(text, ours.units, matching.found, lexicon, target)


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


def _months(text: str, matching: Matching, ours: Figures, lexicon: Lexicon) -> Iterator[Said]:
    """Tell which months are another's; a month may be a name or a number."""
    for month in ours.months:
        matching.take_month(month)
    names = lexicon.words.months
    if ours.dates and names:
        for message in other_months(text, names, ours.dates, ours.months, matching.take_month):
            yield "dates", message
    else:
        for month, _ in ours.dates:
            matching.take_month(month)


def _other_units(
    text: str,
    units: Sequence[tuple[str, str]],
    numbers: Sequence[Number],
    lexicon: Lexicon,
    target: Text,
) -> Iterator[Said]:
    there: dict[str, tuple[list[str], list[str]]] = {}
    wanted = {value for value, _ in units}
    for number in numbers:
        if number.value in wanted:
            behind, ahead = there.setdefault(number.value, ([], []))
            behind += units_after(text, number.end, lexicon)
            ahead += units_before(text, number.start, lexicon)
    for value, unit in units:
        if f"unit:{unit}" not in lexicon.known:
            continue
        found, before = there.get(value, ([], []))
        if unit in found or (unit in before and (not found or unit not in _MEASURES)):
            continue
        found = found or before
        if found:
            yield "units", f"{value} {unit} in the source became {value} {found[0]}"
        elif unit in _MEASURES and not target.said(lexicon)[f"unit:{unit}"]:
            yield "units", f"the unit of {value} {unit} is not found in the translation"
