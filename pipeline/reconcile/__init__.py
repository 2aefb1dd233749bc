"""Old catalogue + new units -> new catalogue: what stays, moves, becomes doubtful, falls away.

A translation is kept as good only under its own words. Whatever is carried to other words is
fuzzy, names the words that it was made for, and is a copy: the old entry stays as obsolete, so
that it is found again when the words come back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.english import KNOWN, Opposites
from pipeline.model import Catalogue, Entry, Language, Unit
from pipeline.model.quick import many_values
from pipeline.reconcile.align import align, in_force
from pipeline.reconcile.carry import Carrier, fresh
from pipeline.reconcile.headers import SEGMENTATION, new_header, renewed_header
from pipeline.reconcile.redecide import redecided
from pipeline.reconcile.values import Alignment, Event, Fate, Key, Pair, Pairing, Reconciled

__all__ = [
    "SEGMENTATION",
    "Alignment",
    "Event",
    "Fate",
    "Key",
    "Pair",
    "Pairing",
    "Reconciled",
    "align",
    "reconcile",
    "redecided",
    "template",
]


def template(leaflet: str, title: str, units: Iterable[Unit], path: str) -> Catalogue:
    """The `.pot` of a leaflet: its units without translations."""
    comments = (f"Template of “{title}”. Written by polyleaf; do not edit.",)
    header = new_header(path, leaflet, None, comments)
    entries = tuple(fresh(unit, path, 2) for unit in units)
    return Catalogue(path=path, header=header, entries=entries)


@many_values()
def reconcile(
    old: Catalogue | None,
    leaflet: str,
    title: str,
    units: Sequence[Unit],
    language: Language,
    path: str,
    *,
    alignment: Alignment | None = None,
    renamed: Mapping[str, str] | None = None,
    editorial: Collection[tuple[Key, Key]] = (),
    opposites: Opposites = KNOWN,
) -> Reconciled:
    """The catalogue of one language with exactly the units that it needs, in their order.

    `alignment` comes from `align`, over all languages' units; `editorial` are those pairs of
    old and new keys whose change somebody decided to be editorial: translations stay good.
    Texts that say `opposites` never become each other.
    """
    renamed = in_force(renamed or {}, units)
    units = [unit for unit in units if unit.applies_to(language.tag)]
    about = f"{language.name} translation of “{title}”."
    header = new_header(path, leaflet, language, (about,))
    if old is None:
        entries = tuple(fresh(unit, path, language.nplurals) for unit in units)
        catalogue = Catalogue(path=path, header=header, entries=entries)
        events = tuple(_new(entry) for entry in entries)
        return Reconciled(catalogue=catalogue, events=events)
    carrier = Carrier(old, units, language, path, frozenset(editorial))
    carrier.keep()
    alignment = alignment or Alignment()
    carrier.follow(alignment.pairs)
    # Where the catalogue missed an update, its own entries tell what the words were.
    late = carrier.late(alignment.known)
    missed = align(late, carrier.empty(), renamed, ordered=False, opposites=opposites)
    carrier.follow(missed.pairs)
    entries, events, attic = carrier.result()
    whole = renewed_header(old.header, header)
    return Reconciled(
        catalogue=replace(old, header=whole, entries=entries), events=events, attic=attic
    )


def _new(entry: Entry) -> Event:
    return Event(fate=Fate.NEW, context=entry.context or "", msgid=entry.id, at=entry.at)
