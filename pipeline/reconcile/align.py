"""The committed template's entries + the new units -> which old words became which new ones.

This is done once for all languages. Same words come first, wherever they stand; then, between
neighbours that stayed, the words that are most alike; then likeness across sections.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter

from pipeline.english import KNOWN, Opposites
from pipeline.model import Entry, Unit
from pipeline.model.quick import maker, many_values
from pipeline.reconcile.likeness import SHORT, pairs_anywhere, pairs_in_order
from pipeline.reconcile.values import Alignment, Pair, Pairing

_made = maker(Pair)
_STANDING_APART = ("item", "cell", "alt")
"""Roles whose words depend on what stands around them, in many languages."""


@many_values()
def align(
    old: Iterable[Entry],
    new: Sequence[Unit],
    renamed: Mapping[str, str] | None = None,
    *,
    ordered: bool = True,
    opposites: Opposites = KNOWN,
) -> Alignment:
    """The pairs; each old entry is in one, or in those of its parts.

    `renamed` has the new id of each section that got another one. Where the old entries are
    not `ordered` as they stood in the leaflet, words alone decide.
    """
    entries = [entry for entry in old if not entry.obsolete and entry.id]
    there = {_place(entry.context or "")[0] for entry in entries}
    fresh = {was: now for was, now in (renamed or {}).items() if now not in there}
    work = _Alignment(entries, new, in_force(fresh, new), opposites)
    work.exact()
    work.moves()
    work.parts()
    if ordered:
        work.neighbours()
    work.elsewhere()
    pairs = tuple(pair for _, pair in sorted(work.pairs, key=itemgetter(0)))
    return Alignment(pairs=pairs, known=frozenset(entry.key for entry in entries))


class _Alignment:
    def __init__(
        self,
        old: Sequence[Entry],
        new: Sequence[Unit],
        renamed: Mapping[str, str],
        opposites: Opposites,
    ) -> None:
        self.old, self.new, self.opposites = old, new, opposites
        self.contexts = [_renamed(entry.context or "", renamed) for entry in old]
        """Each old entry's context, under the new names of sections."""
        self.pairs: list[tuple[int, Pair]] = []
        """Each behind the number of its new unit."""
        self.paired_old: dict[int, int] = {}
        self.paired_new: dict[int, int] = {}

    def exact(self) -> None:
        """Pair the same words in the same place."""
        places = {(context, self.old[n].id): n for n, context in enumerate(self.contexts)}
        for m, unit in enumerate(self.new):
            n = places.get(unit.key)
            if n is not None and _plural(self.old[n]) == unit.msgid_plural:
                same = (self.old[n].context or "") == self.contexts[n]
                self._pair(n, m, Pairing.SAME if same else Pairing.RENAMED, sure=True)

    def moves(self) -> None:
        """Pair the same words in another place; of several, the first with the first."""
        words_old = Counter((entry.id, _plural(entry)) for entry in self.old)
        words_new = Counter((unit.msgid, unit.msgid_plural) for unit in self.new)
        left: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for n, entry in enumerate(self.old):
            if n not in self.paired_old:
                left[entry.id, _plural(entry)].append(n)
        for m, unit in enumerate(self.new):
            words = (unit.msgid, unit.msgid_plural)
            if m in self.paired_new or not left.get(words):
                continue
            there = left[words]
            alike = [n for n in there if _place(self.contexts[n])[1] == unit.role] or there
            n = alike[0]
            there.remove(n)
            role = _place(self.contexts[n])[1]
            sure = (
                words_old[words] == words_new[words] == 1
                and role == unit.role
                and role not in _STANDING_APART
            )
            self._pair(n, m, Pairing.MOVED, sure=sure)

    def parts(self) -> None:
        """Pair words that were cut in two or more, and words that were put together."""
        olds = [n for n in range(len(self.old)) if n not in self.paired_old]
        news = [m for m in range(len(self.new)) if m not in self.paired_new]
        for n, members in _sums(
            [(n, self.old[n].id) for n in olds], [(m, self.new[m].msgid) for m in news]
        ):
            for m in members:
                self._pair(n, m, Pairing.SPLIT)
        news = [m for m in news if m not in self.paired_new]
        for m, members in _sums(
            [(m, self.new[m].msgid) for m in news],
            [(n, self.old[n].id) for n in olds if n not in self.paired_old],
        ):
            for n in members:
                self._pair(n, m, Pairing.JOINED)

    def neighbours(self) -> None:
        """Pair, between neighbours that stayed, the words that are most alike."""
        rows: defaultdict[str, list[int]] = defaultdict(list)
        columns: defaultdict[str, list[int]] = defaultdict(list)
        for n, context in enumerate(self.contexts):
            rows[context.partition("/")[0]].append(n)
        for m, unit in enumerate(self.new):
            columns[unit.section].append(m)
        for section in rows.keys() & columns.keys():
            for olds, news in self._gaps(rows[section], columns[section]):
                self._gap(olds, news)

    def elsewhere(self) -> None:
        """Pair what is still alone with the words most like it in any section."""
        for roles in (True, False):
            olds = [n for n in range(len(self.old)) if n not in self.paired_old]
            news = [m for m in range(len(self.new)) if m not in self.paired_new]
            groups: dict[str, tuple[list[int], list[int]]] = {}
            for n in olds:
                key = _place(self.contexts[n])[1] if roles else ""
                groups.setdefault(key, ([], []))[0].append(n)
            for m in news:
                key = self.new[m].role if roles else ""
                groups.setdefault(key, ([], []))[1].append(m)
            for left, right in groups.values():
                for i, j in pairs_anywhere(
                    [self.old[n].id for n in left],
                    [self.new[m].msgid for m in right],
                    opposites=self.opposites,
                ):
                    self._pair(left[i], right[j], Pairing.EDITED)

    def _gaps(
        self, olds: Sequence[int], news: Sequence[int]
    ) -> Iterator[tuple[list[int], list[int]]]:
        """What is alone, in stretches between pairs that stand in the same order."""
        at = {m: j for j, m in enumerate(news)}
        stayed = [
            (i, at[m]) for i, n in enumerate(olds) if (m := self.paired_old.get(n, -1)) in at
        ]
        steps = [(-1, -1), *_longest_rise(stayed), (len(olds), len(news))]
        for (i, j), (k, m) in pairwise(steps):
            if k - i > 1 and m - j > 1:
                left = [n for n in olds[i + 1 : k] if n not in self.paired_old]
                right = [n for n in news[j + 1 : m] if n not in self.paired_new]
                if left and right:
                    yield left, right

    def _gap(self, olds: list[int], news: list[int]) -> None:
        roles = dict.fromkeys(self.new[m].role for m in news)
        for role in roles:
            left = [n for n in olds if _place(self.contexts[n])[1] == role]
            right = [m for m in news if self.new[m].role == role]
            if len(left) == len(right) == 1 and self._alone_alike(left[0], right[0]):
                self._pair(left[0], right[0], Pairing.EDITED)
                continue
            texts = [self.old[n].id for n in left], [self.new[m].msgid for m in right]
            for i, j in pairs_in_order(*texts, self.opposites):
                self._pair(left[i], right[j], Pairing.EDITED)
        # A paragraph that became an item, and the like.
        left = [n for n in olds if n not in self.paired_old]
        right = [m for m in news if m not in self.paired_new]
        texts = [self.old[n].id for n in left], [self.new[m].msgid for m in right]
        for i, j in pairs_in_order(*texts, self.opposites):
            self._pair(left[i], right[j], Pairing.EDITED)

    def _alone_alike(self, n: int, m: int) -> bool:
        """Whether the only two of their role here may be pair, though they are short."""
        old, new = self.old[n].id, self.new[m].msgid
        lengths = sorted((len(old), len(new)))
        return (
            lengths[0] < SHORT
            and lengths[1] < 2 * SHORT
            and not self.opposites.opposed(old, new)
        )

    def _pair(self, n: int, m: int, how: Pairing, *, sure: bool = False) -> None:
        if how is not Pairing.SAME and _plural(self.old[n]) != self.new[m].msgid_plural:
            sure = False
        self.pairs.append((m, _made(self.old[n], self.new[m], how, sure)))
        self.paired_old[n] = m
        self.paired_new[m] = n


def _longest_rise(steps: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of the steps, whose first numbers rise, of which the second ones rise too."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, height) in enumerate(steps):
        length = bisect_left(tops, height)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1] = [height]
        ends[length : length + 1] = [number]
    found = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(steps[number])
        number = before[number]
    return found[::-1]


def _sums(
    wholes: Sequence[tuple[int, str]], parts: Sequence[tuple[int, str]]
) -> Iterator[tuple[int, list[int]]]:
    """Each whole that is two or more neighbouring parts put together, with these."""
    begins: defaultdict[str, list[int]] = defaultdict(list)
    for place, (_, text) in enumerate(parts):
        if text:
            begins[text.split(" ", 1)[0]].append(place)
    used: set[int] = set()
    for whole, text in wholes:
        if " " not in text:
            continue
        for place in begins.get(text.split(" ", 1)[0], ()):
            members: list[int] = []
            rest = text
            for spot in range(place, len(parts)):
                number, part = parts[spot]
                if number not in used and (rest == part or rest.startswith(f"{part} ")):
                    members.append(number)
                    rest = rest[len(part) :].lstrip(" ")
                else:
                    break
                if not rest:
                    break
            if not rest and len(members) > 1:
                used.update(members)
                yield whole, members
                break


def in_force(renamed: Mapping[str, str], units: Iterable[Unit]) -> dict[str, str]:
    """The renames whose old id no section has.

    A `was=` stays in the source for years, and says nothing of a section that takes the id
    again: its words are at home.
    """
    if not renamed:
        return {}
    taken = {unit.section for unit in units}
    return {was: now for was, now in renamed.items() if was not in taken}


def _renamed(context: str, renamed: Mapping[str, str]) -> str:
    if not renamed:
        return context
    section, slash, rest = context.partition("/")
    return f"{renamed[section]}{slash}{rest}" if section in renamed else context


def _place(context: str) -> tuple[str, str]:
    """The section and the role that a context names."""
    section, _, rest = context.partition("/")
    return section, rest.partition("/")[0]


def _plural(entry: Entry) -> str:
    return entry.plural or ""
