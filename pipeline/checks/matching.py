"""The numbers of a translation, each matched with one of the English where it can be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.checks.codes import has_other_letters
from pipeline.checks.digits import ARABIC, NUMBER, Number, readings, respelt, shortened
from pipeline.checks.multipliers import multiplier, product


class Matching:
    """Which numbers of two texts are the same."""

    def __init__(self, ours: Sequence[Number]) -> None:
        self.ours = ours
        self.free: dict[str, list[int]] = {}
        """By how they may be written, which of the English numbers nothing is matched with."""
        for place, number in enumerate(ours):
            for value in number.values:
                self.free.setdefault(value, []).append(place)
        self.taken: set[int] = set()
        self.found: list[Number] = []
        """All of the translation's numbers, under the English values where they match."""
        self.extra: list[Number] = []

    @property
    def missing(self) -> list[Number]:
        """The English numbers that nothing is matched with."""
        return [n for place, n in enumerate(self.ours) if place not in self.taken]

    def read(self, text: str, decimal: str, *, miles: bool = False) -> str:
        """Read the numbers of a text, each as the source has it where it can be.

        The text comes back as it was read; `miles` is told to `multiplier`.
        """
        text = respelt(text, self.free.keys())
        arabic = ARABIC.search(text) is not None
        met: dict[str, list[tuple[str, ...]]] = {}
        for match in NUMBER.finditer(text):
            choices = met.get(match[0])
            if choices is None:
                choices = list(readings(match[0], decimal, arabic)) or [(match[0],)]
                met[match[0]] = choices
            times = multiplier(text, match.end(), miles=miles)
            for choice in choices:
                places = self._places(choice, times)
                if places is not None and not any(
                    has_other_letters(text, match.start(), self.ours[place].name)
                    for place in places
                    if self.ours[place].name
                ):
                    self.taken.update(places)
                    self._note([self.ours[place].value for place in places], match)
                    break
            else:
                self.extra += self._note(choices[0], match, times)
        return text

    def _places(self, choice: Sequence[str], times: int) -> list[int] | None:
        """Of the English numbers those that a reading stands for; None if one is not there."""
        places: list[int] = []
        for value in choice:
            for name in (value, product(value, times), value.lstrip("0"), shortened(value)):
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
