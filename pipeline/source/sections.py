"""A document and its fragments -> a leaflet, cut into sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline import languages
from pipeline.errors import Mistakes, PolyleafError, ProjectError, SourceError, raise_all
from pipeline.markdown import Document
from pipeline.model import TITLE_SECTION, Block, Kind, Leaflet, Location, Section

SHARED = "_shared"
"""The folder of the fragments."""


def build_leaflet(
    name: str,
    document: Document,
    fragments: Mapping[str, Document | PolyleafError],
    *,
    fragment: bool = False,
) -> Leaflet:
    """A document with its fragments put in, cut into sections.

    Raises SourceError, or Mistakes, for what is wrong with headings, includes and languages.
    """
    errors: list[PolyleafError] = []
    at = Location(document.path, 1)
    start = name if fragment else TITLE_SECTION
    sections = list(_sections(name, start, document, fragments, (name,), errors))
    headings = [section.heading for section in sections if section.heading]
    if not fragment:
        _check_title(sections, at, errors)
    _check_levels([block for block in headings if block.level > 1], errors)
    seen: dict[str, Location] = {}
    for section in sections:
        if section.heading and section.id in seen:
            errors.append(
                SourceError(
                    f"the id “{section.id}” stands at {seen[section.id]} too",
                    section.heading.at,
                    hint="give each heading an id of its own",
                )
            )
        seen.setdefault(section.id, section.heading.at if section.heading else section.at)
    raise_all(list(dict.fromkeys(errors)))
    sections = _with_summary(sections) if not fragment else sections
    return Leaflet(
        id=name, at=at, meta=document.meta, sections=tuple(sections), fragment=fragment
    )


def _sections(
    owner: str,
    first: str,
    document: Document,
    fragments: Mapping[str, Document | PolyleafError],
    chain: tuple[str, ...],
    errors: list[PolyleafError],
) -> Iterator[Section]:
    current = Section(id=first, owner=owner, at=Location(document.path, 1))
    closed = ""
    for block in document.blocks:
        _check_tags(block, errors)
        if block.kind is Kind.HEADING:
            if current.everything:
                yield current
            current, closed = Section(id=block.id, owner=owner, at=block.at, heading=block), ""
            if block.only or block.exclude:
                closed = "a heading that not all languages have"
        elif block.kind is Kind.INCLUDE:
            if current.everything:
                yield current
            current = Section(id=current.id, owner=owner, at=block.at)
            inner = list(_include(block, fragments, chain, errors))
            yield from inner
            closed = f"::: include {block.id}" if any(part.heading for part in inner) else ""
        elif closed and not (block.only or block.exclude):
            errors.append(
                SourceError(
                    f"after {closed}, this would belong to a section that it is not part of",
                    block.at,
                    hint="put a heading before it, or move it up",
                )
            )
        else:
            current = replace(current, blocks=(*current.blocks, block))
    if current.everything:
        yield current
    if not document.blocks:
        errors.append(SourceError("the file is empty", Location(document.path, 1)))


def _include(
    block: Block,
    fragments: Mapping[str, Document | PolyleafError],
    chain: tuple[str, ...],
    errors: list[PolyleafError],
) -> Iterator[Section]:
    document = fragments.get(block.id)
    if block.id in chain:
        path = " → ".join((*chain[chain.index(block.id) :], block.id))
        errors.append(
            SourceError(
                f"the fragment includes itself: {path}", block.at, hint="take one of them out"
            )
        )
    elif document is None:
        known = ", ".join(sorted(fragments)) or "none yet"
        errors.append(
            SourceError(
                f"there is no fragment “{block.id}”",
                block.at,
                hint=f"write source/{SHARED}/{block.id}/fragment.md; there are: {known}",
            )
        )
    elif isinstance(document, PolyleafError):
        errors.extend(document.errors if isinstance(document, Mistakes) else (document,))
    else:
        for section in _sections(
            block.id, block.id, document, fragments, (*chain, block.id), errors
        ):
            yield _conditional(section, block)


def _conditional(section: Section, block: Block) -> Section:
    """The section as it stands under the include's ::: only or ::: not."""
    if not (block.only or block.exclude):
        return section

    def under(inner: Block) -> Block:
        return replace(inner, only=block.only, exclude=block.exclude)

    heading = under(section.heading) if section.heading else None
    return replace(section, heading=heading, blocks=tuple(map(under, section.blocks)))


def _check_tags(block: Block, errors: list[PolyleafError]) -> None:
    for tag in (*block.only, *block.exclude):
        try:
            if languages.find(tag, block.at).tag == tag:
                continue
        except ProjectError as error:
            errors.append(SourceError(error.message, error.at, hint=error.hint))
            continue
        known = languages.find(tag).tag
        errors.append(SourceError(f"the tag “{tag}” should be “{known}”", block.at))


def _check_title(sections: list[Section], at: Location, errors: list[PolyleafError]) -> None:
    titles = [b for section in sections for b in section.blocks if b.kind is Kind.TITLE]
    first = sections[0].everything[0] if sections and sections[0].everything else None
    if not titles:
        errors.append(
            SourceError("the leaflet has no title", at, hint="begin it with a line “# Title”")
        )
    elif first is not titles[0]:
        where = titles[0].at
        errors.append(SourceError("the title is not the first line", where, hint="move it up"))
    for extra in titles[1:]:
        errors.append(
            SourceError("a second title", extra.at, hint="write ## for a section's heading")
        )


def _check_levels(headings: list[Block], errors: list[PolyleafError]) -> None:
    above = 1
    for block in headings:
        if block.level > above + 1:
            errors.append(
                SourceError(
                    f"a heading of level {block.level} below one of level {above}",
                    block.at,
                    hint=f"write {'#' * (above + 1)}: who listens to the page counts on it",
                )
            )
        above = block.level


def _with_summary(sections: list[Section]) -> list[Section]:
    """The title's section with its first paragraph as the summary."""
    first, *rest = sections
    blocks = list(first.blocks)
    if len(blocks) > 1 and blocks[1].kind is Kind.PARAGRAPH:
        blocks[1] = replace(blocks[1], kind=Kind.SUMMARY)
    return [replace(first, blocks=tuple(blocks)), *rest]
