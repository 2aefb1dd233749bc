"""A carried text whose change was decided later -> good, or doubtful again."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Catalogue, Entry
from pipeline.reconcile.values import Key


def redecided(catalogue: Catalogue, unit: Key, old_text: str, *, good: bool) -> Catalogue:
    """The catalogue with the text under a unit as good as the change from its old words lets.

    Only a text that nobody touched since it was carried from the old words is spoken for: the
    good copy under these still says the same.
    """
    copies = [
        entry
        for entry in catalogue.entries
        if entry.id == old_text and entry.key != unit and any(entry.strings)
        if not entry.fuzzy and not entry.domain
    ]
    entries = tuple(_redecided(entry, unit, copies, good) for entry in catalogue.entries)
    return replace(catalogue, entries=entries)


def _redecided(entry: Entry, unit: Key, copies: list[Entry], good: bool) -> Entry:
    if entry.key != unit or entry.obsolete or entry.domain:
        return entry
    source = next((copy for copy in copies if copy.strings == entry.strings), None)
    if source is None or entry.fuzzy is not good:
        return entry
    flags = tuple(flag for flag in entry.flags if flag != "fuzzy")
    if good and entry.previous_id == source.id:
        return replace(
            entry, flags=flags, previous_context=None, previous_id=None,
            previous_plural=None, raw="",
        )  # fmt: skip
    if good:
        return entry
    return replace(
        entry, flags=("fuzzy", *flags), previous_context=source.context,
        previous_id=source.id, previous_plural=source.plural, raw="",
    )  # fmt: skip
