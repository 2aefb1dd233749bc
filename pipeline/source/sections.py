"""A document and its fragments -> a leaflet, cut into sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.errors import Mistakes, PolyleafError, SourceError, raise_all
from pipeline.markdown import Document
from pipeline.model import (
    EVERYONE,
    TITLE_SECTION,
    Block,
    Kind,
    Leaflet,
    Location,
    Readers,
    Section,
)

_DEEPEST = 8
SHARED = "_shared"
"""The folder of the fragments."""


Fragments = Mapping[str, "Document | PolyleafError"]
"""What was read of each fragment, by its id."""


def build_leaflet(
    name: str, document: Document, fragments: Fragments, *, fragment: bool = False
) -> Leaflet:
    """A document with its fragments put in, cut into sections.

    Raises SourceError, or Mistakes, for what is wrong with headings and includes.
    """
    errors: list[PolyleafError] = []
    start = name if fragment else TITLE_SECTION
    if not document.blocks:
        errors.append(SourceError("the file is empty", Location(document.path, 1)))
    sections = list(_sections(name, start, document, fragments, (name,), errors))
    if not fragment and document.blocks:
        _check_title(sections, Location(document.path, 1), errors)
    _check_levels([section.heading for section in sections if section.heading], errors)
    _check_ids(sections, errors)
    raise_all(list(dict.fromkeys(errors)))
    return Leaflet(
        id=name,
        at=Location(document.path, 1),
        meta=document.meta,
        sections=tuple(sections if fragment else _with_summary(sections)),
        fragment=fragment,
    )


def _sections(
    owner: str,
    first: str,
    document: Document,
    fragments: Fragments,
    chain: tuple[str, ...],
    errors: list[PolyleafError],
    included: dict[str, Location] | None = None,
) -> Iterator[Section]:
    included = {} if included is None else included
    current = Section(id=first, owner=owner, at=Location(document.path, 1))
    above: Block | None = None
    closed = ""
    for block in document.blocks:
        if block.kind is Kind.HEADING:
            if current.everything:
                yield current
            current = Section(id=block.id, owner=owner, at=block.at, heading=block)
            above, closed = block, ""
            continue
        if closed:
            errors.append(
                SourceError(
                    f"after {closed}, this would belong to a section that it is not part of",
                    block.at,
                    hint="put a heading before it, or move it up",
                )
            )
        if block.kind is not Kind.INCLUDE:
            _check_readers(block, above, errors)
            current = replace(current, blocks=(*current.blocks, block))
            continue
        if current.everything:
            yield current
        inner = list(_include(block, fragments, chain, errors, included))
        yield from inner
        current = Section(
            id=current.id,
            owner=owner,
            at=block.at,
            goes_on=current.goes_on or bool(current.everything),
        )
        closed = f"::: include {block.id}" if any(part.heading for part in inner) else ""
    if current.everything:
        yield current


def _include(
    block: Block,
    fragments: Fragments,
    chain: tuple[str, ...],
    errors: list[PolyleafError],
    included: dict[str, Location],
) -> Iterator[Section]:
    document = fragments.get(block.id)
    before = included.setdefault(block.id, block.at)
    if block.id in chain:
        path = " → ".join((*chain[chain.index(block.id) :], block.id))
        errors.append(
            SourceError(
                f"the fragment includes itself: {path}", block.at, hint="take one of them out"
            )
        )
    elif len(chain) > _DEEPEST:
        errors.append(
            SourceError(
                f"the fragment “{block.id}” stands {len(chain)} fragments deep",
                block.at,
                hint="include it in the leaflet itself",
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
    elif before != block.at:
        errors.append(
            SourceError(
                f"the fragment “{block.id}” stands at {before} already",
                block.at,
                hint="include it once",
            )
        )
    elif isinstance(document, PolyleafError):
        errors.extend(document.errors if isinstance(document, Mistakes) else (document,))
    else:
        inner = _sections(
            block.id, block.id, document, fragments, (*chain, block.id), errors, included
        )
        yield from (_for(section, block.readers) for section in inner)


def _for(section: Section, readers: Readers) -> Section:
    """The section as it stands under an include's ::: only or ::: not."""

    def under(inner: Block) -> Block:
        return replace(inner, readers=inner.readers & readers)

    heading = under(section.heading) if section.heading else None
    return replace(section, heading=heading, blocks=tuple(map(under, section.blocks)))


def _check_readers(block: Block, heading: Block | None, errors: list[PolyleafError]) -> None:
    if heading and not block.readers <= heading.readers:
        errors.append(
            SourceError(
                f"not every language that has this has the heading above it, “{heading.text}”",
                block.at,
                hint="put it under the same ::: only or ::: not, or before that heading",
            )
        )


def _check_ids(sections: list[Section], errors: list[PolyleafError]) -> None:
    seen: dict[str, Location] = {}
    for section in sections:
        at = section.heading.at if section.heading else section.at
        if section.id in seen and not section.goes_on:
            errors.append(
                SourceError(
                    f"the id “{section.id}” stands at {seen[section.id]} too",
                    at,
                    hint="give each heading an id of its own",
                )
            )
        seen.setdefault(section.id, at)


def _check_title(sections: list[Section], at: Location, errors: list[PolyleafError]) -> None:
    titles = [b for section in sections for b in section.blocks if b.kind is Kind.TITLE]
    first = sections[0].everything[0] if sections else None
    if not titles:
        errors.append(
            SourceError("the leaflet has no title", at, hint="begin it with a line “# Title”")
        )
    elif first is not titles[0]:
        where = titles[0].at
        errors.append(SourceError("the title is not the first line", where, hint="move it up"))
    elif titles[0].readers != EVERYONE:
        errors.append(
            SourceError(
                "a title that not all have", titles[0].at, hint="put it before the :::"
            )
        )
    for extra in titles[1:]:
        errors.append(
            SourceError("a second title", extra.at, hint="write ## for a section's heading")
        )


def _check_levels(headings: list[Block], errors: list[PolyleafError]) -> None:
    """Every language must have headings that nest; all that nobody names are alike."""
    named = {tag for block in headings for tag in block.readers.tags}
    for tag in ("", *sorted(named)):
        above = 1
        for block in headings:
            if tag not in block.readers:
                continue
            if block.level > above + 1:
                errors.append(
                    SourceError(
                        f"a heading of level {block.level} below one of level {above}",
                        block.at,
                        hint=f"write {'#' * (above + 1)}: listeners count on it",
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
