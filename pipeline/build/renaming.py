"""A leaflet or fragment under one id -> the same under another one, with all that hangs on it.

The folder moves after its `changes.jsonl` has the new hashes: these tell a rename that was
stopped midway from a mistyped name, so that the same command can finish it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline import files, po
from pipeline.build.workspace import Workspace
from pipeline.errors import CatalogueError, Mistakes, ProjectError, SourceError, each
from pipeline.languages import SOURCE
from pipeline.markdown import is_id, parse_document
from pipeline.model import Block, Catalogue, Entry, Kind, Leaflet, Location, Unit
from pipeline.signoff import changes
from pipeline.source import RESERVED
from pipeline.source.sections import SHARED
from pipeline.units import source_hash

_OF_ONE = re.compile(r"([^.]+)(\.pot?|(\.merge-[^.]+)?\.attic\.jsonl|\.signoffs)")
"""The files and folders in `locales/<lang>/` that belong to one leaflet or fragment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change to the disk."""

    said: str
    """What it does, with its path."""
    act: Callable[[], object]
    """Raises PolyleafError, with the file as it was."""


def renaming(workspace: Workspace, old: str, new: str, *, on: str) -> tuple[Step, ...]:
    """What is left to do until all that was `old` is `new`; nothing has been changed yet.

    `on` is the moment that records carry. Raises PolyleafError for a name that cannot be
    given or taken, and for a file that cannot be read.
    """
    _check_new(old, new)
    return tuple(_Renaming(workspace, old, new).steps(on))


def _check_new(old: str, new: str) -> None:
    hint = "choose another one, with a-z, 0-9 and -, at most 64 of them"
    if not is_id(new):
        raise ProjectError(f"“{new}” is no id", hint=hint)
    if new in RESERVED:
        raise ProjectError(f"“{new}” is a reserved name", hint=hint)
    if new == old:
        raise ProjectError(f"“{old}” has this name already")


class _Renaming:
    def __init__(self, workspace: Workspace, old: str, new: str) -> None:
        self.workspace, self.root = workspace, workspace.project.root
        self.old, self.new = old, new
        olds, news = self._homes(old), self._homes(new)
        self.begun = not olds and len(news) == 1
        """Whether the folder has moved, if this is a rename at all."""
        if len(olds) > 1:
            raise ProjectError(f"“{old}” is both a leaflet and a fragment")
        if not olds and not self.begun:
            raise self._unknown()
        if olds and news:
            at = Location(workspace.shown(news[0]), 1)
            raise ProjectError(f"“{new}” stands there already", at, hint="choose another name")
        self.home = (olds or news)[0]
        self.there = self.home.with_name(new)
        self.leaflet = self._leaflet()
        self.headless = any(
            part.owner == part.id == self.leaflet.id and not part.heading and not part.goes_on
            for part in self.leaflet.sections
        )
        """Whether a fragment's first section carries its id, and so do its contexts."""

    def steps(self, on: str) -> Iterator[Step]:
        """Records, the folder, includes, then the files of each language."""
        path = self.home / changes.FILE
        shown = self.workspace.shown(path)
        known = {
            record.edge
            for record in changes.read(path, shown)
            if record.kind is changes.ChangeKind.RENAMED
        }
        every = [self._record(unit, on) for unit in self.workspace.units[self.leaflet.id]]
        records = [record for record in every if record.edge not in known]
        if self.begun and len(records) == len(every):
            raise self._unknown()
        rest = [*self._includes(), *self._catalogues()]
        if self.begun and not rest:
            raise self._unknown()
        if not self.begun:
            self._check_sections()
        if records:
            yield Step(
                said=f"{shown}: {len(records)} records of kind renamed",
                act=partial(changes.append, path, records, shown),
            )
        if not self.begun:
            yield self._move(self.home, self.there)
        yield from rest

    def _homes(self, name: str) -> list[Path]:
        source = self.root / "source"
        return [path for path in (source / name, source / SHARED / name) if path.exists()]

    def _unknown(self) -> ProjectError:
        names = ", ".join(sorted(leaflet.id for leaflet in self.workspace.sources.all))
        return ProjectError(
            f"there is no leaflet or fragment “{self.old}”", hint=f"there are: {names}"
        )

    def _leaflet(self) -> Leaflet:
        """What is renamed, as it was read.

        Raises the errors of one that could not be read.
        """
        for leaflet in self.workspace.sources.all:
            if leaflet.id == self.home.name and leaflet.id in self.workspace.units:
                return leaflet
        found = [part for error in self.workspace.errors for part in each(error)]
        folder = f"{self.workspace.shown(self.home)}/"
        own = [error for error in found if error.at and error.at.path.startswith(folder)]
        raise Mistakes(own or found) if found else self._unknown()

    def _check_sections(self) -> None:
        """Raise ProjectError where a heading beside the fragment has its new id."""
        for leaflet in self.workspace.sources.all if self.headless else ():
            if all(part.owner != self.old for part in leaflet.sections):
                continue
            for part in leaflet.sections:
                if part.id == self.new:
                    at = part.heading.at if part.heading else part.at
                    hint = "choose another name"
                    raise ProjectError(f"the id “{self.new}” stands here", at, hint=hint)

    def _record(self, unit: Unit, on: str) -> changes.Record:
        facts = self.workspace.project.fact_values(SOURCE)
        before, after = self._called(unit, self.old), self._called(unit, self.new)
        return changes.Record(
            section=after.section,
            old=source_hash(before, facts),
            new=source_hash(after, facts),
            old_text=unit.msgid,
            new_text=unit.msgid,
            old_stem=unit.stem,
            new_stem=unit.stem,
            kind=changes.ChangeKind.RENAMED,
            on=on,
            why=f"rename: “{self.old}” became “{self.new}”",
        )

    def _called(self, unit: Unit, name: str) -> Unit:
        own = self.headless and unit.section == self.leaflet.id
        return replace(unit, owner=name, section=name if own else unit.section)

    def _move(self, path: Path, target: Path) -> Step:
        before, after = self.workspace.shown(path), self.workspace.shown(target)
        return Step(
            said=f"{before}: renamed to {after}", act=partial(files.move, path, target, before)
        )

    def _includes(self) -> Iterator[Step]:
        """Put the new id into every line that includes the fragment."""
        if not self.leaflet.fragment:
            return
        sources = self.root / "source"
        fragments = sources.glob(f"{SHARED}/*/fragment.md")
        for path in sorted((*sources.glob("*/leaflet.md"), *fragments)):
            # The folder has moved by the time that its own file is written.
            target = self.there / path.name if path.parent == self.home else path
            content, shown = _content(path, self.workspace.shown(path))
            text = content.decode()
            lines = text.split("\n")
            numbers = set(_including(parse_document(text, shown).blocks, self.old))
            for number in numbers:
                lines[number - 1] = re.sub(
                    rf"(:::+\s*include\s+){self.old}(?=\s*$)", rf"\g<1>{self.new}",
                    lines[number - 1],
                )  # fmt: skip
            if numbers:
                yield Step(
                    said=f"{self.workspace.shown(target)}: includes {self.new}",
                    act=partial(
                        po.write_text, target, "\n".join(lines), self.workspace.shown(target),
                        expected=hashlib.sha256(content).hexdigest(),
                    ),
                )  # fmt: skip

    def _catalogues(self) -> Iterator[Step]:
        """Move and edit what stands in `locales/`.

        Raises ProjectError where something has the new name already.
        """
        for path in sorted((self.root / "locales").glob("*/*")):
            match = _OF_ONE.fullmatch(path.name)
            if not match or match[1] not in (self.old, self.new):
                continue
            target = path.with_name(self.new + match[2])
            if match[1] == self.new and not self.begun:
                raise self._taken(path)
            if match[1] == self.old:
                if target.exists():
                    raise self._taken(target)
                yield self._move(path, target)
            if match[2] in (".po", ".pot"):
                yield from self._edit(path, target)

    def _taken(self, path: Path) -> ProjectError:
        return ProjectError(
            f"this is left of another “{self.new}”",
            Location(self.workspace.shown(path), 1),
            hint="move it away, or choose another name",
        )

    def _edit(self, path: Path, target: Path) -> Iterator[Step]:
        catalogue = po.read_catalogue(path, self.workspace.shown(path))
        if catalogue is None:
            return
        better = self._renamed(catalogue)
        if better != catalogue:
            shown = self.workspace.shown(target)
            text, digest = po.dump(better), catalogue.digest
            act = partial(po.write_text, target, text, shown, expected=digest)
            yield Step(said=f"{shown}: header, places and contexts name {self.new}", act=act)

    def _renamed(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue under the new id; no text in it changes, and none becomes fuzzy."""
        entries = tuple(map(self._entry, catalogue.entries))
        seen = set()
        for entry in entries:
            if po.name_of(entry) in seen:
                message = f"another entry has the context “{entry.context}” and the same words"
                hint = "take the obsolete one of the two out, or choose another name"
                raise CatalogueError(message, entry.at, hint=hint)
            seen.add(po.name_of(entry))
        return replace(catalogue, header=self._header(catalogue.header), entries=entries)

    def _entry(self, entry: Entry) -> Entry:
        moved = replace(
            entry,
            context=self._context(entry.context),
            previous_context=self._context(entry.previous_context),
            references=tuple(map(self._reference, entry.references)),
        )
        return entry if moved == entry else replace(moved, raw="")

    def _context(self, context: str | None) -> str | None:
        section, slash, rest = (context or "").partition("/")
        return f"{self.new}{slash}{rest}" if self.headless and section == self.old else context

    def _reference(self, reference: str) -> str:
        folder = self.workspace.shown(self.there.parent)
        before = f"{folder}/{self.old}/"
        if not reference.startswith(before):
            return reference
        return f"{folder}/{self.new}/{reference.removeprefix(before)}"

    def _header(self, header: Entry) -> Entry:
        was = rf"(?im)^(Project-Id-Version[ \t]*:[ \t]*){re.escape(self.old)}(?=[ \t]|$)"
        comments = header.comments
        if self.leaflet.fragment:  # Its id is its title.
            comments = tuple(c.replace(f"“{self.old}”", f"“{self.new}”") for c in comments)
        text = re.sub(was, rf"\g<1>{self.new}", header.strings[0])
        better = replace(header, strings=(text, *header.strings[1:]), comments=comments)
        return header if better == header else replace(better, raw="")


def _including(blocks: tuple[Block, ...], name: str) -> Iterator[int]:
    """The lines on which a fragment is put in."""
    for block in blocks:
        if block.kind is Kind.INCLUDE and block.id == name:
            yield block.at.line
        yield from _including(block.children, name)


def _content(path: Path, shown: str) -> tuple[bytes, str]:
    try:
        content = path.read_bytes()
        content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot be read: {error}", Location(shown, 1)) from error
    return content, shown
