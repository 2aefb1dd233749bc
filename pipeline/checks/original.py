"""Checks of the English itself, before anybody translates it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks import INFO, source_check
from pipeline.checks.reading import Text
from pipeline.model import Block, Kind, Leaflet, Location

_NEEDED = (
    "code", "version", "produced", "reviewed", "next-review", "publisher", "audience",
    "evidence", "approvers",
)  # fmt: skip
"""What design and PIF TICK expect a leaflet to carry."""
_EMPTY_WORDS = re.compile(
    r"\W*(?:(?:click|tap) )?(?:here|this|this page|this link|link|more|read more|learn more|"
    r"more information|website|page)\W*",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"\b(?:[A-Z]{2,5}|[A-Z]\.(?:[A-Z]\.)+)(?:s\b|\b)")
_KNOWN = frozenset(
    [
        "NHS",
        "UK",
        "GP",
        "PDF",
        "CT",
        "MRI",
        "PIF",
        "TICK",
        "UV",
        "AM",
        "PM",
        "OK",
        "TV",
        "USB",
        "ID",
        "PIN",
        "SMS",
        "DNA",
    ]
)
"""Abbreviations that readers know better than what they stand for, and names."""
_LONG_SENTENCE = 30
_LONG_WORD = 6
_LIX = 50
"""Readability by Björnsson (Läsbarhet, 1968): above this, hard for most readers."""


@source_check("metadata")
def carries_what_it_must(leaflet: Leaflet) -> Iterator[tuple[Location, str]]:
    """Does the leaflet say when it was made and reviewed, and by whom?

    Readers and their doctors judge a leaflet by that; what is unknown is left out, and never
    made up.
    """
    if leaflet.fragment:
        return
    known = dict(leaflet.meta)
    lacking = [name for name in _NEEDED if not known.get(name, "").strip()]
    if lacking:
        yield leaflet.at, f"the front matter does not say: {', '.join(lacking)}"


@source_check("link-words")
def links_have_words(leaflet: Leaflet) -> Iterator[tuple[Location, str]]:
    """Does each link say where it leads?

    Who hears the links read out, one after the other, hears “here, here, more”.
    """
    for block in _blocks(leaflet):
        for span in Text(block.text).spans if block.text else ():
            if span.link and _EMPTY_WORDS.fullmatch(span.text):
                yield block.at, f"the link “{span.text}” does not say where it leads"


@source_check("list-stems")
def lists_have_stems(leaflet: Leaflet) -> Iterator[tuple[Location, str]]:
    """Does a sentence that ends with a colon stand before each list?

    Without it nobody knows what the items are, and translators cannot inflect them.
    """
    for section in leaflet.sections:
        before: Block | None = None
        for block in section.everything:
            if block.kind is Kind.LIST:
                text = before.text.rstrip("* ") if before else ""
                if not text.endswith(":"):
                    yield block.at, "no sentence that ends with a colon stands before the list"
            before = block


@source_check("empty-headings")
def headings_have_text(leaflet: Leaflet) -> Iterator[tuple[Location, str]]:
    """Does something stand below each heading?

    A heading without text promises what the leaflet does not keep.
    """
    sections = leaflet.sections
    for section, following in zip(sections, (*sections[1:], None), strict=True):
        if not section.heading or section.blocks:
            continue
        deeper = following and (
            not following.heading or following.heading.level > section.heading.level
        )
        if not deeper:
            yield section.heading.at, f"nothing stands below “{section.heading.text}”"


@source_check("abbreviations", INFO)
def abbreviations_are_explained(leaflet: Leaflet) -> Iterator[tuple[Location, str]]:
    """Is each abbreviation explained where it first stands?

    Translators have to know what it stands for, and so do readers.
    """
    seen: set[str] = set()
    for block in _blocks(leaflet):
        plain = Text(block.text).plain if block.text else ""
        for match in _ABBREVIATION.finditer(plain):
            name = match[0].rstrip("s")
            explained = f"({name}" in plain or plain[match.end() :].startswith(" (")
            if name not in seen and name not in _KNOWN and not explained:
                yield block.at, f"“{name}” is not explained where it first stands"
            seen.add(name)


@source_check("long-sentences", INFO)
def sentences_are_short(leaflet: Leaflet) -> Iterator[tuple[Location, str]]:
    """Is every sentence short enough to be read at once?

    More than 30 words are hard to follow, in every language.
    """
    for block in _blocks(leaflet):
        for sentence in Text(block.text).sentences if block.text else ():
            words = len(sentence.split())
            if words > _LONG_SENTENCE:
                yield block.at, f"a sentence has {words} words: “{sentence.strip()[:40]}…”"


@source_check("readability", INFO)
def is_easy_to_read(leaflet: Leaflet) -> Iterator[tuple[Location, str]]:
    """Are words and sentences short enough for most readers?

    LIX is the number of words in a sentence and the percentage of words with more than six
    letters, added; up to 50 counts as readable for adults.
    """
    sentences = words = long = 0
    for block in _blocks(leaflet):
        if block.kind is Kind.PARAGRAPH:
            text = Text(block.text)
            sentences += max(1, len(text.sentences))
            words += len(text.words)
            long += sum(len(word) > _LONG_WORD for word in text.words)
    if words:
        lix = words / sentences + 100 * long / words
        if lix > _LIX:
            yield leaflet.at, f"LIX is {lix:.0f}, where at most {_LIX} is readable for most"


def _blocks(leaflet: Leaflet) -> Iterator[Block]:
    left = [block for section in leaflet.sections for block in section.everything]
    while left:
        block = left.pop(0)
        yield block
        left = [*block.children, *left]
