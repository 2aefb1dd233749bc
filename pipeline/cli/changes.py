"""The command about the kinds of changes of the source."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.catalogues import decision_options, require_whole_decision
from pipeline.cli.options import (
    format_option,
    leaflets_argument,
    open_workspace,
    require_known,
    writing,
)
from pipeline.cli.told import leave
from pipeline.errors import ProjectError


@click.command()
@leaflets_argument
@decision_options
@click.option("--undecided", is_flag=True, help="Only those that nobody has decided; exit 1.")
@format_option
@click.pass_obj
def changes(
    root: Path | None,
    leaflets: tuple[str, ...],
    kind: str | None,
    by: str,
    why: str,
    units: tuple[str, ...],
    undecided: bool,
    form: str,
) -> int:
    """Show what kind of change each edit of the source was, or say it, with --kind."""
    from pipeline import report
    from pipeline.build.changes import recorded
    from pipeline.report import updates

    require_whole_decision(kind, by, why, units)
    if kind and not units:
        raise ProjectError("--kind needs --unit here: say which change it is")
    if kind:
        return _decide(root, leaflets, kind, by, why, units)
    workspace = open_workspace(root)
    require_known(workspace, leaflets)
    found = list(recorded(workspace, leaflets))
    waiting = [row for row in found if row[1].kind is None]
    shown = waiting if undecided else found
    if form == "json":
        rows = updates.changes_rows(shown)
        click.echo(report.as_json({"version": 1, "changes": rows}))
    else:
        for owner, record in shown:
            said = updates.change_text(record, sys.stdout.isatty())
            click.echo("\n".join((f"{owner}:", *said)))
        click.echo(f"{len(found)} changes, {len(waiting)} undecided")
    return leave(workspace.errors, undecided and bool(waiting))


def _decide(
    root: Path | None,
    leaflets: tuple[str, ...],
    kind: str,
    by: str,
    why: str,
    units: tuple[str, ...],
) -> int:
    from pipeline.build.catalogues import Decision
    from pipeline.build.changes import decide
    from pipeline.build.clock import now
    from pipeline.report import updates
    from pipeline.signoff.changes import ChangeKind

    decision = Decision(kind=ChangeKind(kind), by=by, why=why, units=units)
    with writing(root):
        workspace = open_workspace(root)
        require_known(workspace, leaflets)
        for done in decide(workspace, leaflets, decision, now()):
            said = updates.change_text(done.record, sys.stdout.isatty())
            click.echo("\n".join((f"{done.leaflet}:", *said)))
            for path in done.catalogues:
                good = done.record.kind is ChangeKind.EDITORIAL
                click.echo(f"{path}: its text is {'good' if good else 'fuzzy'} now")
        return leave(workspace.errors)
