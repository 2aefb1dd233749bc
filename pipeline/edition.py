"""Leaflet + translations -> the leaflet in one language, with all that renderers need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

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

# What reads from left to right even in Arabic or Urdu: Latin words, numbers with what belongs
# to them, ranges, times, addresses. Raw, "0808 808 00 00" comes out as "00 00 808 0808".
_ATOM = r"[+£€$]?[A-Za-z\u00c0-\u024f0-9\u0660-\u0669\u06f0-\u06f9]+[%°]?"
_LEFT_TO_RIGHT = re.compile(
    rf"{_ATOM}(?:(?:[ \u00a0\u202f]|[ ]?[-–/:@&+'’_.,×]+[ ]?){_ATOM})*"
)
_LONE_NUMBER = re.compile(r"[\d]+")


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

    def runs(text: str) -> tuple[Run, ...]:
        found = []
        for span in parse_inline(text):
            words, url = fact(span.field) if span.field else (span.text, "")
            url = link(span.link) if span.link else url
            run = Run(text=words, bold=span.bold, url=url)
            if rtl and span.field:
                found.append(replace(run, isolate=not _is_rtl(words)))
            else:
                found.extend(_isolated(run) if rtl else (run,))
        return tuple(found)

    def passage(block: Block) -> Passage:
        left = not block.translate and not english and bool(block.text)
        return Passage(
            kind=block.kind,
            runs=runs(block.text) if not left else (Run(text=plain(block.text, fact)),),
            children=tuple(map(passage, block.children)),
            level=block.level,
            id=block.id,
            ordered=block.ordered,
            src=block.src,
            english=left,
        )

    return tuple(
        EditionSection(
            id=section.id,
            passages=tuple(map(passage, section.everything)),
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


def _isolated(run: Run) -> Iterator[Run]:
    """The run cut where the direction of its letters would turn the order of words."""
    place = 0
    for match in _LEFT_TO_RIGHT.finditer(run.text):
        if _LONE_NUMBER.fullmatch(match[0]):
            continue
        if match.start() > place:
            yield replace(run, text=run.text[place : match.start()])
        yield replace(run, text=match[0], isolate=True)
        place = match.end()
    if place < len(run.text):
        yield replace(run, text=run.text[place:])


def _is_rtl(text: str) -> bool:
    return any("\u0590" <= letter <= "\u08ff" for letter in text)
