"""Leaflet -> the message units that translators work on, and their hashes.

A block is a unit; sentences are never split. The same words in the same section and role are
one unit, unless they complete different sentences: many languages inflect them differently
then, so the author has to tell them apart.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline import english
from pipeline.errors import SourceError, raise_all
from pipeline.markdown import parse_inline
from pipeline.model import EVERYONE, Block, Entry, Kind, Leaflet, Readers, Section, Unit

ROLES: Mapping[Kind, str] = {
    Kind.TITLE: "title",
    Kind.SUMMARY: "summary",
    Kind.HEADING: "heading",
    Kind.PARAGRAPH: "paragraph",
    Kind.ITEM: "item",
    Kind.CELL: "cell",
    Kind.IMAGE: "alt",
    Kind.BOX_TITLE: "note",
}
"""What stands in msgctxt for each kind of block that has words."""

_STEM = re.compile(r"(?:An item of the list|In the column) “(.*)”\.?")
"""The comments in which a unit's stem stands, as `_comments` writes them."""

_STEMS = (Kind.PARAGRAPH, Kind.SUMMARY)
"""What a list after it completes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A block with words, where it stands."""

    section: Section
    block: Block
    stem: str = ""
    marked: bool = False
    """Whether it stands in a `::: quality-mark`."""
    readers: Readers = EVERYONE

    @property
    def key(self) -> tuple[str, str]:
        """The msgctxt and msgid of its unit."""
        role = ROLES[self.block.kind]
        parts = filter(None, (self.section.id, role, self.block.context))
        return "/".join(parts), self.block.text


def places(leaflet: Leaflet) -> Iterator[Place]:
    """Every block with words that is translated, in reading order, fragments' too."""
    stem = ""
    for section in leaflet.sections:
        for block in section.everything:
            yield from _places(section, block, stem, readers=block.readers)
            stem = block.text if block.kind in _STEMS else ""


def _places(
    section: Section,
    block: Block,
    stem: str,
    column: str = "",
    marked: bool = False,
    *,
    readers: Readers,
) -> Iterator[Place]:
    if block.kind in ROLES and block.text and block.translate:
        yield Place(
            section=section,
            block=block,
            stem=stem if block.kind is Kind.ITEM else column,
            marked=marked,
            readers=readers,
        )
    marked = marked or block.kind is Kind.QUALITY_MARK
    if block.kind is Kind.TABLE:
        heads = [cell.text for cell in block.children[0].children] if block.children else []
        for number, row in enumerate(block.children):
            for cell, head in zip(row.children, heads, strict=False):
                column = head if number else ""
                yield from _places(section, cell, "", column, marked, readers=readers)
        return
    inner = block.text if block.kind is Kind.ITEM else stem if block.kind is Kind.LIST else ""
    for child in block.children:
        yield from _places(section, child, inner, "", marked, readers=readers)
        if child.kind in _STEMS:
            inner = child.text


def extract(leaflet: Leaflet) -> tuple[Unit, ...]:
    """The units of a leaflet's own catalogue, in reading order; not those of its fragments.

    Raises SourceError, or Mistakes, where the same words stand under different stems.
    """
    found: dict[tuple[str, str], list[Place]] = {}
    for place in places(leaflet):
        if place.section.owner == leaflet.id:
            found.setdefault(place.key, []).append(place)
    errors = []
    for same in found.values():
        first = same[0]
        for other in same[1:]:
            if other.stem != first.stem:
                what = "item" if first.block.kind is Kind.ITEM else "cell"
                errors.append(
                    SourceError(
                        f"the {what} “{first.block.text}” stands under “{other.stem}” here "
                        f"and under “{first.stem}” at {first.block.at}; some languages "
                        "say it in two ways",
                        other.block.at,
                        hint="write <!-- context: name --> before one of them",
                    )
                )
    raise_all(errors)
    headings = {s.id: s.heading.text for s in leaflet.sections if s.heading}
    return tuple(_unit(leaflet, same, headings) for same in found.values())


def _unit(leaflet: Leaflet, same: Sequence[Place], headings: Mapping[str, str]) -> Unit:
    first = same[0]
    readers = same[0].readers
    for place in same[1:]:
        readers |= place.readers
    return Unit(
        owner=leaflet.id,
        section=first.section.id,
        role=ROLES[first.block.kind],
        context=first.block.context,
        msgid=first.block.text,
        stem=first.stem,
        comments=tuple(filter(None, map(_one_line, _comments(same, headings, readers)))),
        places=tuple(place.block.at for place in same),
        readers=readers,
    )


def _comments(
    same: Sequence[Place], headings: Mapping[str, str], readers: Readers
) -> Iterator[str]:
    first = same[0]
    kind, text = first.block.kind, first.block.text
    if kind is Kind.TITLE:
        yield "The leaflet's title."
    elif kind is Kind.SUMMARY:
        yield "The summary below the title."
    elif kind is not Kind.HEADING and first.section.id in headings:
        yield f"In the section “{headings[first.section.id]}”."
    if kind is Kind.HEADING:
        yield "A heading."
    elif kind is Kind.ITEM:
        yield f"An item of the list “{first.stem}”" if first.stem else "An item of a list."
    elif kind is Kind.CELL:
        yield f"In the column “{first.stem}”." if first.stem else "A column's heading."
    elif kind is Kind.IMAGE:
        yield "Read out in place of the picture."
    elif kind is Kind.BOX_TITLE:
        yield "The heading of a box."
    yield from dict.fromkeys(place.block.note for place in same if place.block.note)
    for what, said in (("NOT", english.negations(text)), ("a hedge", english.hedges(text))):
        if said:
            yield f"Says {what}, keep it: {', '.join(dict.fromkeys(said))}."
    if readers.only:
        yield f"Only for: {', '.join(readers.only)}."
    if readers.exclude:
        yield f"Not for: {', '.join(readers.exclude)}."


def _one_line(comment: str) -> str:
    """The comment without line breaks, and without the backslash at its end.

    Gettext takes a comment that ends in one to go on in the next line, and loses that.
    """
    return " ".join(comment.replace("\\\n", " ").split()).rstrip("\\ ")


def unit_of(entry: Entry, owner: str, msgids: Iterable[str]) -> Unit:
    """The unit that an entry of a template was written for; `msgids` are the template's.

    What it stood under is told by its comments, without the line breaks that it may have.
    """
    section, _, rest = (entry.context or "").partition("/")
    role, _, context = rest.partition("/")
    said = next((match[1] for line in entry.extracted if (match := _STEM.fullmatch(line))), "")
    stem = next((text for text in msgids if said and _one_line(text) == said), said)
    return Unit(
        owner=owner,
        section=section,
        role=role,
        context=context,
        msgid=entry.id,
        msgid_plural=entry.plural or "",
        stem=stem,
        places=(entry.at,),
    )


def fields(text: str) -> frozenset[str]:
    """The names between braces in inline text that parses."""
    return frozenset(span.field for span in parse_inline(text) if span.field)


def source_hash(unit: Unit, facts: Mapping[str, str]) -> str:
    """sha256 of a unit's English and of the values of its facts, as hex digits.

    No normalisation of any kind: one changed character gives another hash.
    """
    used = fields(unit.msgid) | fields(unit.msgid_plural)
    values = {name: facts[name] for name in sorted(used & facts.keys())}
    return _hash(
        "polyleaf-unit/1",
        unit.owner,
        unit.section,
        unit.stem or None,
        unit.msgid,
        unit.msgid_plural or None,
        values,
    )


def target_hash(tag: str, source: str, strings: Sequence[str]) -> str:
    """sha256 of a translation of a unit whose source hash is given, as hex digits."""
    return _hash("polyleaf-target/1", tag, source, list(strings))


def short(source: str) -> str:
    """A unit's short name."""
    return source[:12]


def _hash(*parts: object) -> str:
    compact = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(compact.encode()).hexdigest()
