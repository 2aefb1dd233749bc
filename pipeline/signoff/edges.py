"""An alignment of old and new units -> the edges of `changes.jsonl` that it stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.english import KNOWN, Opposites, weighs
from pipeline.errors import SourceError, shortened
from pipeline.model import Entry, Unit
from pipeline.reconcile import Alignment, Key, Pairing
from pipeline.signoff.changes import DECISIONS, ChangeKind, Edge, Record
from pipeline.units import short, source_hash, unit_of

_KINDS = {
    Pairing.RENAMED: ChangeKind.RENAMED,
    Pairing.MOVED: ChangeKind.MOVED,
}
"""What needs no decision, since no word changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a unit, and the keys of its entries."""

    record: Record
    old: Key | None
    new: Key | None

    @property
    def names(self) -> frozenset[str]:
        """The short names by which it may be called."""
        return frozenset(map(short, filter(None, self.record.edge)))


def changes(
    owner: str,
    before: Sequence[Entry],
    alignment: Alignment,
    units: Sequence[Unit],
    facts: Mapping[str, str],
    on: str,
) -> Iterator[Change]:
    """Every unit whose hash is another now, and those that came or went, in the new order."""
    msgids = [entry.id for entry in before]
    hashes = {unit.key: source_hash(unit, facts) for unit in units}
    paired: set[tuple[str, Key]] = set()
    for pair in alignment.pairs:
        old, new = unit_of(pair.old, owner, msgids), pair.new
        paired.update((("old", old.key), ("new", new.key)))
        edge = source_hash(old, facts), hashes[new.key]
        if edge[0] != edge[1]:
            yield Change(
                record=Record(
                    section=new.section,
                    old=edge[0],
                    new=edge[1],
                    old_text=old.msgid,
                    new_text=new.msgid,
                    old_stem=old.stem,
                    new_stem=new.stem,
                    kind=_KINDS.get(pair.how) if old.stem == new.stem else None,
                    on=on,
                ),
                old=old.key,
                new=new.key,
            )
    for unit in units:
        if ("new", unit.key) not in paired:
            record = Record(
                section=unit.section, new=hashes[unit.key], new_text=unit.msgid,
                new_stem=unit.stem, kind=ChangeKind.ADDED, on=on,
            )  # fmt: skip
            yield Change(record=record, old=None, new=unit.key)
    for entry in before:
        old = unit_of(entry, owner, msgids)
        if not entry.obsolete and ("old", old.key) not in paired:
            record = Record(
                section=old.section, old=source_hash(old, facts), old_text=old.msgid,
                old_stem=old.stem, kind=ChangeKind.REMOVED, on=on,
            )  # fmt: skip
            yield Change(record=record, old=old.key, new=None)


def decided(
    found: Iterable[Change],
    known: Mapping[Edge, Record],
    kind: ChangeKind | None,
    by: str,
    why: str,
    names: Collection[str] = (),
    opposites: Opposites = KNOWN,
) -> tuple[Change, ...]:
    """The changes with what was decided of them, before or now.

    With `names`, only those that are called so are decided now.
    Raises SourceError for a change that is more than editorial.
    """
    result = []
    for change in found:
        record = known.get(change.record.edge, change.record)
        wanted = not names or change.names & set(names)
        both = change.old and change.new and record.kind in (None, *DECISIONS)
        if kind and wanted and both:
            require_light(change.record, kind, opposites)
            record = replace(change.record, kind=kind, by=by, why=why)
        result.append(replace(change, record=record))
    return tuple(result)


def require_light(record: Record, kind: ChangeKind, opposites: Opposites = KNOWN) -> None:
    """Raise SourceError for an edit that is called editorial and is more."""
    if kind is not ChangeKind.EDITORIAL:
        return
    told = weighs(record.old_text, record.new_text, opposites) or weighs(
        record.old_stem, record.new_stem, opposites
    )
    if told:
        raise SourceError(
            f"“{shortened(record.new_text)}” is no editorial change: {told}",
            hint="say --kind clinical or safety; translators will see the words again",
        )
