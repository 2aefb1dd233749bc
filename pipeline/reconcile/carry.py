"""One language's entries, while they are brought under the new units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.model import Catalogue, Entry, Language, Location, Unit
from pipeline.model.quick import maker
from pipeline.reconcile.values import Event, Fate, Key, Pair, Pairing

_made = maker(Event)
Name = tuple[str, str | None, str]
"""What gettext tells entries apart by: domain, context, msgid."""


class Carrier:
    """Decides which entry's text stands under each unit; every step fills what is empty.

    The order of the entries in the old catalogue decides nothing.
    """

    def __init__(
        self,
        old: Catalogue,
        units: Sequence[Unit],
        language: Language,
        path: str,
        editorial: frozenset[tuple[Key, Key]],
    ) -> None:
        self.old, self.units, self.language, self.path = old, units, language, path
        self.editorial = editorial
        # Of twins with no context and an empty one, the first is the one that we write.
        own = (entry for entry in old.entries if not entry.domain)
        self.by_key = {
            entry.key: entry for entry in sorted(own, key=lambda entry: entry.context is None)
        }
        self.said: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        """All translations of the same words."""
        for entry in self.by_key.values():
            if any(entry.strings):
                self.said[entry.id].add(entry.strings)
        self.keyed = [(unit.key, unit) for unit in units]
        live = (entry.id for entry in self.by_key.values() if not entry.obsolete)
        self.before, self.after = Counter(live), Counter(unit.msgid for unit in units)
        """In how many places words stood, and stand now."""
        self.found: dict[Key, Entry] = {}
        """What stands under each unit so far."""
        self.events: dict[Key, Event] = {}
        self.gone: set[Name] = set()
        """Entries that went to another key as they are, and leave nothing behind."""
        self.stayed: set[Name] = set()

    def keep(self) -> None:
        """Let every entry stay, or come back, under its own words."""
        for key, unit in self.keyed:
            entry = self.by_key.get(key)
            if entry is None or (entry.plural or "") != unit.msgid_plural:
                continue
            if entry.obsolete and not any(entry.strings):
                continue
            fate = Fate.REVIVED if entry.obsolete else Fate.KEPT
            self._put(key, _renewed(entry, unit, key[0]), fate, entry)
            self.stayed.add(_name(entry))

    def follow(self, pairs: Sequence[Pair]) -> None:
        """Carry texts along pairs to units that have none."""
        joined: dict[Key, list[Pair]] = {}
        for pair in pairs:
            if pair.how is Pairing.JOINED:
                joined.setdefault(pair.new.key, []).append(pair)
            elif pair.how is not Pairing.SAME:
                self._carry(pair)
        for members in joined.values():
            self._join(members)

    def empty(self) -> list[Unit]:
        """The units that no entry stands under, in their order."""
        return [unit for key, unit in self.keyed if key not in self.found]

    def late(self, known: Collection[Key]) -> list[Entry]:
        """Live texts under words that the template does not know, in an order of their own."""
        late = [
            entry
            for entry in self.by_key.values()
            if not entry.obsolete
            and any(entry.strings)
            and entry.key not in known
            and entry.key not in self.found
        ]
        return sorted(late, key=lambda entry: entry.key)

    def result(self) -> tuple[tuple[Entry, ...], tuple[Event, ...], tuple[Entry, ...]]:
        """The entries in the units' order and the obsolete ones; events; what has no place."""
        entries: list[Entry] = []
        events: list[Event] = []
        for key, unit in self.keyed:
            entry = self.found.get(key)
            if entry is None:
                entry = fresh(unit, self.path, self.language.nplurals)
                events.append(_event(Fate.NEW, entry))
            else:
                events.append(self.events[key])
            entries.append(entry)
        names = set(map(_name, entries))
        attic: list[Entry] = []
        for entry in self.old.entries:
            if _name(entry) in self.stayed or _name(entry) in self.gone:
                continue
            if entry.domain:
                entries.append(entry)
            elif _name(entry) in names:
                if worth_keeping(entry):
                    attic.append(entry)
                    events.append(_event(Fate.ATTIC, entry))
            elif entry.obsolete:
                entries.append(entry)
            elif worth_keeping(entry):
                dead = replace(entry, obsolete=True, extracted=(), references=(), raw="")
                entries.append(dead)
                events.append(_event(Fate.OBSOLETE, entry))
        return tuple(entries), tuple(events), tuple(attic)

    def _carry(self, pair: Pair) -> None:
        unit = pair.new
        source = self.by_key.get(pair.old.key)
        if source is None or not any(source.strings) or not self._is_open(unit):
            return
        if self._is_home(source):
            return
        decided = (pair.old.key, unit.key) in self.editorial
        good = decided or (pair.sure and (source.plural or "") == unit.msgid_plural)
        if pair.how is Pairing.MOVED and not self._is_only(source.id):
            good = decided  # Nobody said which of them fits here.
        if pair.how is Pairing.RENAMED and good:
            moved = replace(source, context=unit.msgctxt or None, raw="")
            self._put(unit.key, _renewed(moved, unit, unit.msgctxt), Fate.MOVED, source)
            self.gone.add(_name(source))
            return
        fate = Fate.MOVED if good else Fate.DOUBTFUL
        self._put(unit.key, self._copy(source, unit, good=good), fate, source)

    def _is_only(self, words: str) -> bool:
        """Whether words had one place and one translation, and have one place now."""
        return max(len(self.said[words]), self.before[words], self.after[words]) <= 1

    def _is_home(self, source: Entry) -> bool:
        """Whether a doubtful text stands by now under the words that it was made for."""
        first = self.found.get((source.previous_context or "", source.previous_id or ""))
        return source.fuzzy and first is not None and first.strings == source.strings

    def _join(self, members: Sequence[Pair]) -> None:
        """Put the texts of the parts together, in the order of their words."""
        unit = members[0].new
        parts = [self.by_key.get(pair.old.key) for pair in members]
        texts = [part for part in parts if part and any(part.strings)]
        if not texts or not self._is_open(unit):
            return
        whole = replace(
            texts[0],
            id=" ".join(part.id for part in texts),
            strings=(" ".join(part.strings[0] for part in texts),),
            comments=tuple(dict.fromkeys(line for part in texts for line in part.comments)),
            previous_context=None,
            previous_id=None,
            previous_plural=None,
            flags=(),
        )
        self._put(unit.key, self._copy(whole, unit, good=False), Fate.DOUBTFUL, whole)

    def _is_open(self, unit: Unit) -> bool:
        """Whether the unit is this language's and no text stands under it."""
        return unit.applies_to(self.language.tag) and unit.key not in self.found

    def _copy(self, source: Entry, unit: Unit, *, good: bool) -> Entry:
        """A copy of a text under a unit; a doubtful one names the words it was made for."""
        forms = self.language.nplurals if unit.msgid_plural else 1
        strings = source.strings
        if (source.plural or "") != unit.msgid_plural and len(strings) != forms:
            strings = (strings[-1] if source.plural else strings[0],) * forms
        flags = tuple(flag for flag in source.flags if flag != "fuzzy")
        copy = replace(
            fresh(unit, self.path, forms),
            strings=strings,
            comments=source.comments,
            flags=flags,
        )
        if good and not source.fuzzy:
            return copy
        before = source if source.fuzzy and source.previous_id is not None else None
        context = before.previous_context if before else source.context
        return replace(
            copy,
            flags=("fuzzy", *flags),
            previous_context=context,
            previous_id=before.previous_id if before else source.id,
            previous_plural=before.previous_plural if before else source.plural,
        )

    def _put(self, key: Key, entry: Entry, fate: Fate, source: Entry) -> None:
        self.found[key] = entry
        context, words = key
        was = source.id if source.id != words else ""
        self.events[key] = _made(fate, context, words, source.at, was)


def fresh(unit: Unit, path: str, forms: int) -> Entry:
    """An entry without a translation."""
    return Entry(
        at=Location(path, 1),
        context=unit.msgctxt or None,
        id=unit.msgid,
        plural=unit.msgid_plural or None,
        strings=("",) * forms if unit.msgid_plural else ("",),
        extracted=unit.comments,
        references=_references(unit),
    )


def _renewed(entry: Entry, unit: Unit, msgctxt: str) -> Entry:
    """The entry with the unit's comments and references, its bytes kept if nothing changed."""
    context, references = msgctxt or None, _references(unit)
    before = entry.context, entry.extracted, entry.references, entry.obsolete
    if before == (context, unit.comments, references, False):
        return entry
    return replace(
        entry,
        context=context,
        extracted=unit.comments,
        references=references,
        obsolete=False,
        raw="",
    )


def worth_keeping(entry: Entry) -> bool:
    """Whether somebody wrote anything in it."""
    return bool(any(entry.strings) or entry.comments)


def _event(fate: Fate, entry: Entry) -> Event:
    return _made(fate, entry.context or "", entry.id, entry.at, "")


def _name(entry: Entry) -> Name:
    return entry.domain, entry.context, entry.id


def _references(unit: Unit) -> tuple[str, ...]:
    if len(unit.places) == 1:
        return (unit.places[0].path,)
    return tuple(dict.fromkeys(place.path for place in unit.places))
