"""Templates and catalogues brought up to date with the source: `extract` and `update`.

Everything is worked out before anything is written. The kinds of the changes are written
first, the catalogues then, and the template last: it tells what the words were, so a command
that was stopped finds the same changes when it is run again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline import languages, po
from pipeline.build.workspace import Workspace
from pipeline.errors import (
    CatalogueError,
    OutputError,
    PolyleafError,
    ProjectError,
    SourceError,
    raise_all,
)
from pipeline.languages import SOURCE
from pipeline.model import Catalogue, Entry, Unit
from pipeline.po.attic import attic_of
from pipeline.reconcile import Alignment, Event, align, reconcile, template
from pipeline.render import interface
from pipeline.signoff import changes as records
from pipeline.signoff.changes import ChangeKind
from pipeline.signoff.edges import Change, changes, decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person says of the changes that an update finds."""

    kind: ChangeKind | None = None
    by: str = ""
    why: str = ""
    units: tuple[str, ...] = ()
    """The short names of those that it is about; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """What became of one file, or would."""

    path: str
    written: bool
    leaflet: str
    language: str = ""
    """Empty for what belongs to no translation."""
    events: tuple[Event, ...] = ()
    """Their places are those in the new file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an update does with one leaflet, fragment or the interface."""

    owner: str
    units: tuple[Unit, ...]
    alignment: Alignment
    renamed: dict[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    records: tuple[records.Record, ...] = ()
    """Those that the file of changes does not have yet."""

    @property
    def editorial(self) -> frozenset[tuple[tuple[str, str], tuple[str, str]]]:
        """The old and new keys of what keeps its translations as they are."""
        return frozenset(
            (change.old, change.new)
            for change in self.changes
            if change.record.kind is ChangeKind.EDITORIAL and change.old and change.new
        )


def plan(
    workspace: Workspace, leaflets: Collection[str], decision: Decision, on: str
) -> tuple[Plan, ...]:
    """What is to do, and how each change of a unit counts.

    `on` is the moment that new records carry. Raises ProjectError for units that did not
    change, and SourceError, or Mistakes, for a decision that cannot be. A file of changes that
    cannot be read leaves its leaflet out, and stands in the workspace's errors.
    """
    plans: list[Plan] = []
    errors: list[PolyleafError] = []
    called = set(decision.units)
    for owner, units in _units(workspace, leaflets).items():
        renamed = _renamed(workspace, owner)
        before = _before(workspace, owner)
        alignment = align(before, units, renamed, opposites=workspace.project.opposites)
        if owner == interface.ID or not before:
            plans.append(Plan(owner=owner, units=units, alignment=alignment, renamed=renamed))
            continue
        facts = workspace.project.fact_values(SOURCE)
        found = list(changes(owner, before, alignment, units, facts, on))
        path = records.path_of(workspace.project.root, owner)
        try:
            known = records.effective(records.read(path, workspace.shown(path)))
            new = decided(
                found,
                known,
                decision.kind,
                decision.by,
                decision.why,
                decision.units,
                workspace.project.opposites,
            )
        except SourceError as error:
            (workspace.errors if error.at else errors).append(error)
            continue
        called -= {name for change in new for name in change.names}
        fresh = (change.record for change in new if change.record not in known.values())
        plans.append(
            Plan(
                owner=owner, units=units, alignment=alignment, renamed=renamed, changes=new,
                records=tuple(fresh),
            )
        )  # fmt: skip
    if called:
        raise ProjectError(
            f"no changed unit is called {', '.join(sorted(called))}",
            hint="`polyleaf update --dry-run` lists the changed units with their names",
        )
    raise_all(errors)
    return tuple(plans)


def carry_out(
    workspace: Workspace,
    plans: Sequence[Plan],
    tags: Collection[str] | None,
    *,
    day: str,
    dry: bool = False,
) -> Iterator[FileChange]:
    """Bring files up to date, or, if `dry`, only tell what would be written.

    Of all languages, of those in `tags`, or of none where that is None. The workspace's errors
    gather what cannot be read or written, and the others go on. `day` stands in attics.

    The template stays while languages are left that have not seen its words change: by it
    they will know what these were.
    """
    wanted = [languages.find(tag).tag for tag in tags or ()]
    if tags is not None and not wanted:
        wanted = list(workspace.project.targets)
    left_out = bool(tags) and set(workspace.project.targets) - set(wanted)
    for its in plans:
        try:
            if its.records:
                yield _record(workspace, its, dry=dry)
            for tag in wanted:
                if tag != SOURCE:
                    yield from _update(workspace, tag, its, day, dry=dry)
            if not (its.changes and left_out):
                yield _template(workspace, its, dry=dry)
        except OutputError as error:
            workspace.errors.append(error)


def _record(workspace: Workspace, its: Plan, *, dry: bool) -> FileChange:
    path = records.path_of(workspace.project.root, its.owner)
    shown = workspace.shown(path)
    if not dry:
        records.append(path, its.records, shown)
    return FileChange(path=shown, written=True, leaflet=its.owner)


def _template(workspace: Workspace, its: Plan, *, dry: bool) -> FileChange:
    path = workspace.project.template(its.owner)
    shown = workspace.shown(path)
    made = template(its.owner, workspace.title(its.owner), its.units, shown)
    written = _put(workspace, made, po.dump(made), None, dry=dry)
    return FileChange(path=shown, written=written, leaflet=its.owner)


def _update(
    workspace: Workspace, tag: str, its: Plan, day: str, *, dry: bool
) -> Iterator[FileChange]:
    """Bring one catalogue up to date; what it cannot hold is safe before it is written."""
    path = workspace.project.catalogue(tag, its.owner)
    shown = workspace.shown(path)
    try:
        old = workspace.catalogue(tag, its.owner)
    except CatalogueError:
        return  # It stands in the workspace's errors.
    result = reconcile(
        old,
        its.owner,
        workspace.title(its.owner),
        its.units,
        languages.find(tag),
        shown,
        alignment=its.alignment,
        renamed=its.renamed,
        editorial=its.editorial,
        opposites=workspace.project.opposites,
    )
    try:
        if result.attic:
            attic = attic_of(path)
            name = workspace.shown(attic)
            why = "update: the source needs another entry of the same words"
            added = dry or po.put_in_attic(attic, result.attic, name, on=day, why=why)
            yield FileChange(path=name, written=added, leaflet=its.owner, language=tag)
        if old == result.catalogue:  # Where nothing but places changed every byte is kept.
            yield FileChange(
                path=shown, written=False, leaflet=its.owner, language=tag,
                events=result.events,
            )  # fmt: skip
            return
        text = po.dump(result.catalogue)
        written = _put(workspace, result.catalogue, text, result.catalogue.digest, dry=dry)
        yield FileChange(
            path=shown, written=written, leaflet=its.owner, language=tag,
            events=tuple(_placed(result.events, text, shown)),
        )  # fmt: skip
    except OutputError as error:
        workspace.errors.append(error)


def _put(
    workspace: Workspace, catalogue: Catalogue, text: str, read: str | None, *, dry: bool
) -> bool:
    """Write the text of a catalogue that was `read` with this digest; whether it is new."""
    path = workspace.project.root / catalogue.path
    if dry:
        return not path.is_file() or path.read_bytes() != text.encode()
    return po.write_text(path, text, catalogue.path, expected=read)


def _placed(events: Sequence[Event], text: str, path: str) -> Iterator[Event]:
    """The events, with the places of their entries in the text of the file."""
    places = {(entry.key, entry.obsolete): entry.at for entry in po.scan(text, path).entries}
    for event in events:
        key = event.context, event.msgid
        at = places.get((key, event.fate.value == "obsolete"), places.get((key, False)))
        yield replace(event, at=at or event.at)


def _before(workspace: Workspace, owner: str) -> tuple[Entry, ...]:
    """The entries of the committed template; none where it is missing or cannot be read.

    It is generated, so it is written anew; then the catalogues' own entries have to do.
    """
    path = workspace.project.template(owner)
    try:
        template = po.read_catalogue(path, workspace.shown(path))
    except CatalogueError:
        return ()
    return template.entries if template else ()


def _renamed(workspace: Workspace, owner: str) -> dict[str, str]:
    """The new id of each section that says `was=`."""
    return {
        section.heading.was: section.id
        for leaflet in workspace.sources.all
        for section in leaflet.sections
        if section.owner == owner and section.heading and section.heading.was
    }


def _units(workspace: Workspace, leaflets: Collection[str]) -> dict[str, tuple[Unit, ...]]:
    """The units of everything that has a catalogue, or of those that are named."""
    found = dict(workspace.units)
    found[interface.ID] = interface.extract_units()
    return {owner: its for owner, its in found.items() if not leaflets or owner in leaflets}
