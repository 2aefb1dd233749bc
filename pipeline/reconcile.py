"""Old catalogue + new units -> new catalogue: what stays, is new, or falls away.

An entry is matched by its msgctxt and msgid alone, so no translation ever lands under words
that it was not made for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Catalogue, Entry, Language, Location, Unit

SEGMENTATION = "1"
"""The version of the rules by which leaflets are cut into units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A catalogue brought up to date, and what that took."""

    catalogue: Catalogue
    kept: int = 0
    new: int = 0
    revived: int = 0
    obsolete: int = 0
    """How many became obsolete now."""
    attic: tuple[Entry, ...] = ()
    """What the catalogue cannot hold, since gettext has one entry for it and the new words."""


def template(leaflet: str, title: str, units: Iterable[Unit], path: str) -> Catalogue:
    """The `.pot` of a leaflet: its units without translations."""
    comments = (f"Template of “{title}”. Written by polyleaf; do not edit.",)
    header = _header(path, _fields(leaflet, None), comments)
    entries = tuple(_entry(unit, path, 2) for unit in units)
    return Catalogue(path=path, header=header, entries=entries)


def reconcile(
    old: Catalogue | None,
    leaflet: str,
    title: str,
    units: Sequence[Unit],
    language: Language,
    path: str,
) -> Reconciled:
    """The catalogue of one language with exactly the units that it needs, in their order."""
    units = [unit for unit in units if unit.applies_to(language.tag)]
    header = _header(
        path, _fields(leaflet, language), (f"{language.name} translation of “{title}”.",)
    )
    if old is None:
        fresh = tuple(_entry(unit, path, language.nplurals) for unit in units)
        catalogue = Catalogue(path=path, header=header, entries=fresh)
        return Reconciled(catalogue=catalogue, new=len(fresh))
    before = _by_key(old)
    kept = {unit.key: before[unit.key] for unit in units if _fits(before.get(unit.key), unit)}
    entries = [
        _renewed(kept[unit.key], unit)
        if unit.key in kept
        else _entry(unit, path, language.nplurals)
        for unit in units
    ]
    live, stayed = set(map(_name, entries)), set(map(_name, kept.values()))
    fallen = [entry for entry in old.entries if _name(entry) not in stayed]
    falling = [entry for entry in fallen if _name(entry) not in live]
    entries.extend(_obsolete(falling))
    return Reconciled(
        catalogue=replace(old, header=_whole(old.header, header), entries=tuple(entries)),
        kept=len(kept),
        new=len(units) - len(kept),
        revived=sum(entry.obsolete for entry in kept.values()),
        obsolete=sum(not entry.obsolete for entry in falling),
        attic=tuple(e for e in fallen if _name(e) in live and _worth_keeping(e)),
    )


def _by_key(old: Catalogue) -> dict[tuple[str, str], Entry]:
    """The entry of each key: the one without a context, where another has an empty one."""
    return {entry.key: entry for entry in sorted(old.entries, key=lambda e: e.context is None)}


def _name(entry: Entry) -> tuple[str | None, str]:
    """What gettext tells entries apart by."""
    return entry.context, entry.id


def _fits(entry: Entry | None, unit: Unit) -> bool:
    return entry is not None and (entry.plural or "") == unit.msgid_plural


def _whole(header: Entry, fresh: Entry) -> Entry:
    """The header, with the fields of a new one if it has none: msgfmt asks for the charset."""
    if header.strings[0]:
        return header
    comments = header.comments or fresh.comments
    return replace(header, strings=fresh.strings, comments=comments, raw="")


def _renewed(entry: Entry, unit: Unit) -> Entry:
    """The entry with the unit's comments and references, its bytes kept if nothing changed."""
    context = unit.msgctxt or None
    renewed = replace(
        entry,
        context=context,
        extracted=unit.comments,
        references=_references(unit),
        obsolete=False,
    )
    return entry if renewed == entry else replace(renewed, raw="")


def _obsolete(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries whose words are gone; one that nobody had translated goes with them."""
    for entry in entries:
        if entry.obsolete:
            yield entry
        elif _worth_keeping(entry):
            yield replace(entry, obsolete=True, extracted=(), references=(), raw="")


def _worth_keeping(entry: Entry) -> bool:
    """Whether somebody wrote anything in it."""
    return bool(any(entry.strings) or entry.comments)


def _entry(unit: Unit, path: str, forms: int) -> Entry:
    return Entry(
        at=Location(path, 1),
        context=unit.msgctxt or None,
        id=unit.msgid,
        plural=unit.msgid_plural or None,
        strings=("",) * forms if unit.msgid_plural else ("",),
        extracted=unit.comments,
        references=_references(unit),
    )


def _references(unit: Unit) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.path for place in unit.places))


def _fields(leaflet: str, language: Language | None) -> dict[str, str]:
    """A new header; English's plural rule in a template, which gettext needs some rule in."""
    return {
        "Project-Id-Version": leaflet,
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": language.name if language else "",
        "Language": language.posix if language else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": language.plural_forms if language else "nplurals=2; plural=(n != 1);",
        "X-Polyleaf-Segmentation": SEGMENTATION,
    }


def _header(path: str, fields: dict[str, str], comments: tuple[str, ...]) -> Entry:
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return Entry(at=Location(path, 1), id="", strings=(text,), comments=comments)
