"""Three states of a catalogue -> one with the work of both sides, entry by entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Catalogue, Entry
from pipeline.po.headers import Field, merge_header
from pipeline.po.threeway import Aside, either, merge_entry

Name = tuple[str, str | None, str]
_FORMS = re.compile(r"nplurals\s*=\s*([0-9]{1,3})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A catalogue with the work of both sides."""

    catalogue: Catalogue
    aside: tuple[Aside, ...] = ()
    """The texts that it cannot hold, in its order; they belong in the attic."""
    fields: tuple[Field, ...] = ()
    """What the header says of one side alone, where both had changed it."""


def merge(base: Catalogue | None, ours: Catalogue, theirs: Catalogue) -> Merged:
    """The catalogue in which nothing is lost that either side did since `base`."""
    old, left, right = _table(base), _table(ours), _table(theirs)
    fields: list[Field] = []
    found: dict[Name, Entry] = {}
    aside: list[Aside] = []
    header, lost = merge_header(base.header if base else None, ours.header, theirs.header)
    fields += lost
    forms = _forms(header)
    refit = not forms == _forms(ours.header) == _forms(theirs.header)
    for name in dict.fromkeys((*left, *right)):
        mine, other = left.get(name), right.get(name)
        if mine and other and not name[2] and name[1] is None:
            found[name], lost = merge_header(old.get(name), mine, other)
            fields += lost
            continue
        entry, text = merge_entry(old.get(name), mine, other)
        aside += [text] if text else []
        if entry and refit and forms:
            entry, text = _fitted(entry, forms)
            aside += [text] if text else []
        if entry:
            found[name] = entry
    newline = ours.newline
    if base:
        newline = either(base.newline, ours.newline, theirs.newline, newline)
    order = _order(list(old), list(left), list(right), found)
    catalogue = replace(
        ours, header=header, entries=tuple(found[name] for name in order), newline=newline
    )
    return Merged(catalogue=catalogue, aside=tuple(aside), fields=tuple(fields))


def name_of(entry: Entry) -> Name:
    """What gettext tells entries apart by."""
    return entry.domain, entry.context, entry.id


def _table(catalogue: Catalogue | None) -> dict[Name, Entry]:
    return {name_of(entry): entry for entry in catalogue.entries} if catalogue else {}


def _order(
    old: Sequence[Name], left: Sequence[Name], right: Sequence[Name], found: Iterable[Name]
) -> list[Name]:
    """Ours, or theirs if they alone moved something; the rest after what it came after."""
    if _kept(old, left) and not _kept(old, right):
        left, right = right, left
    wanted = set(found)
    after: dict[Name | None, list[Name]] = {}
    leading = set(left) & wanted
    anchor: Name | None = None
    for name in right:
        if name in leading:
            anchor = name
        elif name in wanted:
            after.setdefault(anchor, []).append(name)
    order = after.get(None, [])[:]
    for name in left:
        if name in leading:
            order += (name, *after.get(name, ()))
    domains = list(dict.fromkeys(name[0] for name in order))
    return order if len(domains) < 2 else sorted(order, key=lambda n: domains.index(n[0]))


def _kept(old: Sequence[Name], side: Sequence[Name]) -> bool:
    """Whether a side left in its order what it took over."""
    there, before = set(side), set(old)
    return [n for n in old if n in there] == [n for n in side if n in before]


def _forms(header: Entry) -> int:
    """How many plural forms a header announces; 0 if it does not say."""
    match = _FORMS.search(header.strings[0])
    return int(match[1]) if match else 0


def _fitted(entry: Entry, forms: int) -> tuple[Entry, Aside | None]:
    """The entry with as many plural forms as the header says, since msgfmt asks for them."""
    if entry.plural is None or entry.obsolete or len(entry.strings) == forms:
        return entry, None
    strings = (*entry.strings[:forms], *[""] * (forms - len(entry.strings)))
    flags = entry.flags
    if any(entry.strings) and not entry.fuzzy:
        flags = ("fuzzy", *flags)
    aside = None
    if any(entry.strings[forms:]):
        aside = Aside(entry=entry, why="merge: the header has fewer plural forms now")
    return replace(entry, strings=strings, flags=flags, raw=""), aside
