"""A Markdown file, its fragments -> Leaflet.

One leaflet that cannot be read never stops the others: errors are handed back beside what
could be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline import languages
from pipeline.errors import Mistakes, PolyleafError, ProjectError, SourceError, raise_all
from pipeline.markdown import Document, is_id, parse_document
from pipeline.model import Block, Leaflet, Location
from pipeline.source.sections import SHARED, build_leaflet

__all__ = ["RESERVED", "Sources", "build_leaflet", "load_sources"]

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
_SIGNS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<svg")
"""How the picture formats begin."""


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
    shared = root / "source" / SHARED
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
        if not path.is_dir() or path.name == SHARED or path.name.startswith("."):
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
        names = _unknown_names(document, facts, links)
        pictures = _bad_pictures(document.blocks, path.parent)
        raise_all([*names, *_unknown_tags(document), *pictures])
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
    document: Document, facts: Collection[str], links: Collection[str]
) -> Iterator[SourceError]:
    known = {"fact": facts, "link": links}
    for at, what, name in dict.fromkeys(document.names):
        if name not in known[what]:
            there = ", ".join(sorted(known[what])) or "none yet"
            hint = f"write it into source/{what}s.toml; there are: {there}"
            yield SourceError(f"there is no {what} “{name}”", at, hint=hint)


def _bad_pictures(blocks: tuple[Block, ...], folder: Path) -> Iterator[SourceError]:
    for block in blocks:
        yield from _bad_pictures(block.children, folder)
        if not block.src:
            continue
        try:
            start = (folder / block.src).read_bytes()[:1000].lstrip()
        except OSError as error:
            hint = (
                "put it beside the leaflet, or write ![words]() for a slot without a picture"
            )
            yield SourceError(
                f"the picture {block.src} cannot be read: {error.strerror}",
                block.at,
                hint=hint,
            )
            continue
        if not any(
            sign in start if sign == b"<svg" else start.startswith(sign) for sign in _SIGNS
        ):
            yield SourceError(
                f"{block.src} is no PNG, JPEG or SVG picture", block.at, hint="save it anew"
            )


def _unknown_tags(document: Document) -> Iterator[SourceError]:
    for at, tag in document.tags:
        try:
            known = languages.find(tag, at).tag
        except ProjectError as error:
            yield SourceError(error.message, error.at, hint=error.hint)
            continue
        if known != tag.replace("_", "-"):
            yield SourceError(
                f"the tag “{tag}” should be “{known}”", at, hint="write it so: case matters"
            )


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
