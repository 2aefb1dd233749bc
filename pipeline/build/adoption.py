"""A translation that was made elsewhere -> fuzzy entries of a leaflet's catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import po, units
from pipeline.build.workspace import Workspace
from pipeline.errors import ProjectError
from pipeline.exchange.alignment import Side, align
from pipeline.exchange.documents import Foreign, read_document
from pipeline.languages import SOURCE
from pipeline.markdown import parse_inline
from pipeline.model import Catalogue, Entry, Language, Leaflet, Location
from pipeline.units import Place

_KINDS = {"title": "heading", "note": "heading", "summary": "paragraph"}

Key = tuple[str, str]
Row = tuple[Location, str, Foreign]
"""Where an entry stands, its words, and the block that answers to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What became of a translation."""

    filled: tuple[Row, ...]
    kept: tuple[Row, ...]
    """Entries that had a text already."""
    without_block: tuple[Place, ...]
    """Places of the leaflet that nothing in the file answers to."""
    without_place: tuple[Foreign, ...]
    """Blocks of the file that answer to nothing in the leaflet."""


def adopt(
    workspace: Workspace,
    leaflet: Leaflet,
    language: Language,
    file: Path,
    *,
    dry: bool = False,
) -> Adopted:
    """Fill the empty entries of a language with what a file says, as fuzzy text.

    Raises DocumentError, CatalogueError or OutputError; then no entry was filled in.
    """
    blocks = read_document(file, file.name)
    wanted = [place for place in units.places(leaflet) if language.tag in place.readers]
    facts = workspace.project.fact_values(SOURCE)
    local = workspace.project.fact_values(language.tag)
    glossary = workspace.project.glossaries.get(language.tag)
    pairs = align(
        [Side(kind=_kind(place), text=_read(place.block.text, facts)) for place in wanted],
        [Side(kind=block.kind, text=block.text) for block in blocks],
        glossary.keep if glossary else (),
    )
    owners = {place.section.owner: None for place in wanted}
    found: dict[str, dict[Key, Foreign]] = {owner: {} for owner in owners}
    for row, column in pairs:
        found[wanted[row].section.owner].setdefault(wanted[row].key, blocks[column])
    filled: list[Row] = []
    kept: list[Row] = []
    changed: list[tuple[Path, Catalogue]] = []
    for owner, texts in found.items():
        path = workspace.project.catalogue(language.tag, owner)
        old = workspace.catalogue(language.tag, owner)
        if old is None:
            raise ProjectError(
                f"there is no {workspace.shown(path)}",
                hint=f"run `polyleaf update -l {language.tag}` first",
            )
        new = replace(old, entries=tuple(_entries(old, texts, local, file.name)))
        for before, after in zip(old.entries, new.entries, strict=True):
            if not before.obsolete and before.key in texts:
                place = (before.string_at, before.id, texts[before.key])
                (kept if before == after else filled).append(place)
        if new.entries != old.entries:
            changed.append((path, new))
    for path, catalogue in changed if not dry else ():
        shown = workspace.shown(path)
        po.write_text(path, po.dump(catalogue), shown, expected=catalogue.digest)
    rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
    answered = {wanted[row].key for row in rows}
    return Adopted(
        filled=tuple(filled),
        kept=tuple(kept),
        without_block=tuple(place for place in wanted if place.key not in answered),
        without_place=tuple(b for n, b in enumerate(blocks) if n not in columns),
    )


def _kind(place: Place) -> str:
    role = units.ROLES[place.block.kind]
    return _KINDS.get(role, role)


def _read(text: str, facts: Mapping[str, str]) -> str:
    """The English as its readers see it, with the bold words marked."""
    return "".join(
        f"**{words}**" if span.bold else words
        for span in parse_inline(text)
        for words in [facts.get(span.field, "") if span.field else span.text]
    )


def _entries(
    catalogue: Catalogue, texts: Mapping[Key, Foreign], facts: Mapping[str, str], name: str
) -> Iterator[Entry]:
    for entry in catalogue.entries:
        block = None if entry.obsolete or entry.plural else texts.get(entry.key)
        if block is None or any(entry.strings):
            yield entry
            continue
        yield replace(
            entry,
            strings=(_with_fields(block.text, entry.id, facts),),
            flags=("fuzzy", *(flag for flag in entry.flags if flag != "fuzzy")),
            comments=(*entry.comments, f"adopted from {name}, block {block.number}"),
            raw="",
        )


def _with_fields(text: str, msgid: str, facts: Mapping[str, str]) -> str:
    """The text with the names of those facts whose values stand in it."""
    for name in sorted(units.fields(msgid)):
        if (value := facts.get(name, "")) and text.count(value) == 1:
            text = text.replace(value, f"{{{name}}}")
    return text
