"""The recorded changes of a project's units: shown, and decided after the update."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from pipeline import po
from pipeline.build.catalogues import Decision
from pipeline.build.workspace import Workspace
from pipeline.errors import CatalogueError, OutputError, ProjectError, SourceError
from pipeline.languages import SOURCE
from pipeline.model import Unit
from pipeline.reconcile import redecided
from pipeline.render import interface
from pipeline.signoff import changes as records
from pipeline.signoff.changes import DECISIONS, ChangeKind, Record
from pipeline.signoff.edges import require_light
from pipeline.units import short, source_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a decision about one unit came to."""

    leaflet: str
    record: Record
    catalogues: tuple[str, ...] = ()
    """Those in which a text became good, or doubtful."""


def recorded(workspace: Workspace, leaflets: Collection[str]) -> Iterator[tuple[str, Record]]:
    """The record that counts for each change, by leaflet or fragment.

    The workspace's errors gather files that cannot be read.
    """
    for owner in workspace.units:
        if owner == interface.ID or (leaflets and owner not in leaflets):
            continue
        path = records.path_of(workspace.project.root, owner)
        try:
            found = records.effective(records.read(path, workspace.shown(path)))
        except SourceError as error:
            workspace.errors.append(error)
            continue
        for record in found.values():
            yield owner, record


def decide(
    workspace: Workspace, leaflets: Collection[str], decision: Decision, on: str
) -> Iterator[Decided]:
    """Give changes that are recorded another kind, and let carried texts follow it.

    Raises ProjectError where no such change is recorded, and SourceError for a change that is
    more than editorial; then nothing was written. `on` is the moment that records carry.
    """
    assert decision.kind
    names = set(decision.units)
    wanted = [
        (owner, record)
        for owner, record in recorded(workspace, leaflets)
        if names & {short(name) for name in record.edge if name}
    ]
    open_ = [
        (owner, record)
        for owner, record in wanted
        if record.old and record.new and record.kind in (None, *DECISIONS)
    ]
    if not open_:
        raise ProjectError(
            f"no change of words is recorded for {', '.join(sorted(names))}",
            hint="`polyleaf changes` lists them with their names",
        )
    for _, record in open_:
        require_light(record, decision.kind, workspace.project.opposites)
    for owner, record in open_:
        new = replace(record, kind=decision.kind, by=decision.by, why=decision.why, on=on)
        path = records.path_of(workspace.project.root, owner)
        records.append(path, [new], workspace.shown(path))
        yield Decided(
            leaflet=owner,
            record=new,
            catalogues=tuple(_follow(workspace, owner, new)),
        )


def _follow(workspace: Workspace, owner: str, record: Record) -> Iterator[str]:
    """The catalogues in which the text that was carried along a change was judged anew."""
    unit = _unit(workspace, owner, record.new)
    for tag in workspace.project.targets if unit else ():
        path = workspace.project.catalogue(tag, owner)
        try:
            old = workspace.catalogue(tag, owner)
            if old is None or unit is None:
                continue
            good = record.kind is ChangeKind.EDITORIAL
            new = redecided(old, unit.key, record.old_text, good=good)
            if new.entries != old.entries:
                po.write_text(path, po.dump(new), old.path, expected=old.digest)
                yield old.path
        except CatalogueError:
            continue  # It stands in the workspace's errors.
        except OutputError as error:
            workspace.errors.append(error)


def _unit(workspace: Workspace, owner: str, name: str) -> Unit | None:
    facts = workspace.project.fact_values(SOURCE)
    return next(
        (unit for unit in workspace.units[owner] if source_hash(unit, facts) == name), None
    )
