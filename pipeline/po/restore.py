"""A text of the attic + a catalogue -> the catalogue with the text in it, as fuzzy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.model import Catalogue, Entry
from pipeline.po.merge import name_of
from pipeline.po.threeway import union


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A catalogue that a text was brought back into."""

    catalogue: Catalogue
    how: str
    displaced: Entry | None = None
    """The text that stood in its place, which belongs in the attic now."""


def restore(catalogue: Catalogue, text: Entry) -> Restored:
    """The catalogue with the text in the entry of its words; never as finished."""
    there = next((e for e in catalogue.entries if name_of(e) == name_of(text)), None)
    if there is None:
        dead = replace(text, obsolete=True, extracted=(), references=())
        added = replace(_doubtful(dead), at=catalogue.header.at)
        return Restored(
            catalogue=replace(catalogue, entries=(*catalogue.entries, added)),
            how="brought back as an obsolete entry, fuzzy; `polyleaf update` revives it"
            " when its English returns",
        )
    if (there.plural, there.strings) == (text.plural, text.strings):
        return Restored(catalogue=catalogue, how="stands there already; nothing was changed")
    filled = replace(
        there,
        strings=_fitted(text, there),
        comments=union((), there.comments, text.comments),
        previous_context=text.previous_context,
        previous_id=text.previous_id,
        previous_plural=text.previous_plural,
    )
    if there.plural != text.plural:
        filled = replace(filled, previous_id=text.id, previous_plural=text.plural)
    filled = _doubtful(filled)
    entries = tuple(filled if entry is there else entry for entry in catalogue.entries)
    written = any(there.strings)
    how = "brought back, as fuzzy"
    if written:
        how += "; the text that stood there is in the attic now"
    return Restored(
        catalogue=replace(catalogue, entries=entries),
        how=how,
        displaced=there if written else None,
    )


def _fitted(text: Entry, place: Entry) -> tuple[str, ...]:
    """The text's forms, as many as the place has; what is cut off stays in the attic."""
    forms = len(place.strings)
    return (*text.strings[:forms], *[""] * (forms - len(text.strings)))


def _doubtful(entry: Entry) -> Entry:
    flags = entry.flags if entry.fuzzy else ("fuzzy", *entry.flags)
    return replace(entry, flags=flags, raw="")
