"""Leaflet + translations -> the leaflet in one language, with all that renderers need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pipeline.edition.bidi import isolated
from pipeline.markdown import parse_inline
from pipeline.model import (
    Block,
    EditionSection,
    Kind,
    Leaflet,
    Passage,
    Run,
    Section,
)
from pipeline.units import places

Texts = Mapping[tuple[str, str], str]
"""Translations by msgctxt and msgid."""


def translate(leaflet: Leaflet, texts: Texts) -> Leaflet:
    """The leaflet with each block's words replaced; the same tree, ids and places.

    Raises KeyError for a block that has no translation: nothing falls back to English.
    """
    keys: dict[int, tuple[str, str]] = {
        id(place.block): place.key for place in places(leaflet)
    }

    def again(block: Block) -> Block:
        text = texts[keys[id(block)]] if id(block) in keys else block.text
        return replace(block, text=text, children=tuple(map(again, block.children)))

    return replace(
        leaflet,
        sections=tuple(
            replace(
                section,
                heading=again(section.heading) if section.heading else None,
                blocks=tuple(map(again, section.blocks)),
            )
            for section in leaflet.sections
        ),
    )


def keep_for(leaflet: Leaflet, tag: str) -> Leaflet:
    """The leaflet without the blocks that the language does not have."""

    def kept(section: Section) -> Section:
        return replace(
            section, blocks=tuple(block for block in section.blocks if tag in block.readers)
        )

    sections = (
        kept(section)
        for section in leaflet.sections
        if section.heading is None or tag in section.heading.readers
    )
    return replace(
        leaflet, sections=tuple(section for section in sections if section.everything)
    )


def lay_out(
    leaflet: Leaflet,
    *,
    rtl: bool,
    fact: Callable[[str], tuple[str, str]],
    link: Callable[[str], str],
    english: bool,
) -> tuple[EditionSection, ...]:
    """The sections of a leaflet in its own language's words, ready to be set.

    `fact` gives a fact's value and where it leads (`tel:…`, or nothing), `link` a target.
    """

    def runs(text: str, left: bool) -> tuple[Run, ...]:
        found: list[Run] = []
        spans = parse_inline(text)
        for span in spans:
            words, url = fact(span.field) if span.field else (span.text, "")
            url = link(span.link) if span.link else url
            found.append(Run(text=words, bold=span.bold, url=url, isolate=int(rtl and left)))
        if not rtl or left:
            return tuple(found)
        return tuple(isolated(found, [bool(span.field) for span in spans]))

    def passage(block: Block, owner: str) -> Passage:
        left = not block.translate and not english and bool(block.text)
        return Passage(
            kind=block.kind,
            runs=runs(block.text, left),
            children=tuple(passage(child, owner) for child in block.children),
            level=block.level,
            id=block.id,
            ordered=block.ordered,
            src=f"{owner}/{block.src}" if block.src else "",
            english=left,
        )

    return tuple(
        EditionSection(
            id=section.id,
            passages=tuple(passage(block, section.owner) for block in section.everything),
            goes_on=section.goes_on,
        )
        for section in leaflet.sections
    )


def plain(text: str, fact: Callable[[str], tuple[str, str]]) -> str:
    """Inline Markdown as a reader sees it, in one stretch."""
    spans = parse_inline(text)
    return "".join(fact(span.field)[0] if span.field else span.text for span in spans)


def walk(passages: tuple[Passage, ...]) -> Iterator[Passage]:
    """Every passage, those within others too, in reading order."""
    for passage in passages:
        yield passage
        yield from walk(passage.children)


def is_marked(passage: Passage) -> bool:
    """Whether it may be shown in released editions only."""
    return passage.kind is Kind.QUALITY_MARK
