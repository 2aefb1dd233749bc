"""A Markdown file, its fragments -> Leaflet.

One leaflet that cannot be read never stops the others: errors are handed back beside what
could be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import languages
from pipeline.errors import Mistakes, PolyleafError, ProjectError, SourceError, raise_all
from pipeline.markdown import Document, is_id, parse_document, parse_inline
from pipeline.model import TITLE_SECTION, Block, Kind, Leaflet, Location, Section

RESERVED = frozenset(
    (
        "interface",
        "index",
        "status",
        "manifest",
        "assets",
        "templates",
        "con",
        "nul",
        "aux",
        "prn",
        "com1",
        "lpt1",
    )
)
"""Ids that would collide with the output's own files, or that some systems cannot hold."""

_SHARED = "_shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything in `source/`."""

    leaflets: tuple[Leaflet, ...] = ()
    fragments: tuple[Leaflet, ...] = ()
    errors: tuple[PolyleafError, ...] = ()
    """One for each leaflet or fragment that could not be read."""

    @property
    def all(self) -> tuple[Leaflet, ...]:
        """Each has a template and a catalogue in every language."""
        return (*self.leaflets, *self.fragments)


def load_sources(
    root: Path, *, facts: Collection[str] = (), links: Collection[str] = ()
) -> Sources:
    """Read every leaflet and fragment of a project, whose facts and links have these names."""
    errors: list[PolyleafError] = []
    shared = root / "source" / _SHARED
    folders = _folders(root / "source", errors)
    parts = _folders(shared, errors) if shared.is_dir() else []
    for name in sorted({path.name for path in folders} & {path.name for path in parts}):
        errors.append(
            ProjectError(
                f"“{name}” is both a leaflet and a fragment; their ids share one namespace",
                Location(f"source/{name}", 1),
                hint="rename one of the folders",
            )
        )
    documents: dict[str, Document | PolyleafError] = {}
    for path in parts:
        documents[path.name] = _read(root, path / "fragment.md", facts, links)
    fragments = [
        _attempt(name, documents[name], documents, True) for name in sorted(documents)
    ]
    leaflets = [
        _attempt(path.name, _read(root, path / "leaflet.md", facts, links), documents, False)
        for path in folders
    ]
    if not leaflets and not errors:
        errors.append(
            ProjectError(
                "source/ holds no leaflet", hint="write source/<name>/leaflet.md to begin"
            )
        )
    return Sources(
        leaflets=tuple(item for item in leaflets if isinstance(item, Leaflet)),
        fragments=tuple(item for item in fragments if isinstance(item, Leaflet)),
        errors=(*errors, *_unique((*fragments, *leaflets))),
    )


def _unique(found: tuple[Leaflet | PolyleafError, ...]) -> Iterator[PolyleafError]:
    """Each error once: that of a fragment comes back with every leaflet that includes it."""
    seen: set[str] = set()
    for item in found:
        for error in item.errors if isinstance(item, Mistakes) else (item,):
            if isinstance(error, PolyleafError) and str(error) not in seen:
                seen.add(str(error))
                yield error


def _folders(parent: Path, errors: list[PolyleafError]) -> list[Path]:
    found = []
    for path in sorted(parent.iterdir()):
        if not path.is_dir() or path.name == _SHARED or path.name.startswith("."):
            continue
        if not is_id(path.name) or path.name in RESERVED:
            shown = path.relative_to(parent.parents[0 if parent.name == "source" else 1])
            why = "is a reserved name" if path.name in RESERVED else "is no id"
            errors.append(
                ProjectError(
                    f"“{path.name}” {why}",
                    Location(shown.as_posix(), 1),
                    hint="name the folder with a-z, 0-9 and -, at most 64 of them",
                )
            )
            continue
        found.append(path)
    return found


def _read(
    root: Path, path: Path, facts: Collection[str], links: Collection[str]
) -> Document | PolyleafError:
    shown = path.relative_to(root).as_posix()
    try:
        document = parse_document(path.read_bytes().decode("utf-8"), shown)
        raise_all(list(_unknown_names(document.blocks, facts, links)))
        return document
    except PolyleafError as error:
        return error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return SourceError(
            "the file is not UTF-8", Location(shown, line), hint="save it as UTF-8"
        )
    except OSError as error:
        return SourceError(f"cannot be read: {error.strerror}", Location(shown, 1))


def _unknown_names(
    blocks: tuple[Block, ...], facts: Collection[str], links: Collection[str]
) -> Iterator[SourceError]:
    for block in blocks:
        for span in parse_inline(block.text):
            for name, known, what in (
                (span.field, facts, "facts"),
                (span.link, links, "links"),
            ):
                if name and name not in known:
                    yield SourceError(
                        f"there is no {what[:-1]} “{name}”",
                        block.at,
                        hint=f"write it into source/{what}.toml; there are: "
                        f"{', '.join(sorted(known)) or 'none yet'}",
                    )
        yield from _unknown_names(block.children, facts, links)


def _attempt(
    name: str,
    document: Document | PolyleafError,
    fragments: Mapping[str, Document | PolyleafError],
    fragment: bool,
) -> Leaflet | PolyleafError:
    if isinstance(document, PolyleafError):
        return document
    try:
        return build_leaflet(name, document, fragments, fragment=fragment)
    except PolyleafError as error:
        return error


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
                hint=f"write source/{_SHARED}/{block.id}/fragment.md; there are: {known}",
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
