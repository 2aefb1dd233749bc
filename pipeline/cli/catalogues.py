"""The commands about the source and its catalogues."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.cli.options import (
    format_option,
    languages_option,
    leaflets_argument,
    open_workspace,
    require_known,
    writing,
)
from pipeline.cli.told import leave
from pipeline.errors import ProjectError

_F = TypeVar("_F", bound=Callable[..., Any])
KINDS = ("editorial", "clinical", "safety")
_MOST_ON_A_TERMINAL = 20


def decision_options(command: _F) -> _F:
    """Add `--kind` and who says it, why, and of which units."""
    for option in (
        click.option("--unit", "units", multiple=True, metavar="NAME",
                     help="Only this unit, by the 12 digits of its name; may be given again."),
        click.option("--why", default="", help="The reason; goes with --kind."),
        click.option("--by", default="", help="Who says so; goes with --kind."),
        click.option("--kind", type=click.Choice(KINDS),
                     help="What kind of change it is; undecided counts as clinical."),
    ):  # fmt: skip
        command = option(command)
    return command


def require_whole_decision(
    kind: str | None, by: str, why: str, units: tuple[str, ...]
) -> None:
    """Raise ProjectError for half of a decision."""
    if kind and not (by.strip() and why.strip()):
        raise ProjectError("--kind needs --by NAME and --why TEXT: somebody has to say so")
    if not kind and (by or why or units):
        raise ProjectError("--by, --why and --unit go with --kind")


@click.command()
@leaflets_argument
@click.pass_obj
def extract(root: Path | None, leaflets: tuple[str, ...]) -> int:
    """Write the templates, locales/templates/*.pot, from the source."""
    from pipeline.build.catalogues import Decision, carry_out, plan
    from pipeline.build.clock import now, today

    with writing(root):
        workspace = open_workspace(root)
        require_known(workspace, leaflets)
        plans = plan(workspace, leaflets, Decision(), now())
        for file in carry_out(workspace, plans, None, day=today()):
            click.echo(f"{file.path}: {'written' if file.written else 'unchanged'}")
        return leave(workspace.errors)


@click.command()
@leaflets_argument
@languages_option
@decision_options
@click.option("--dry-run", "dry", is_flag=True, help="Write nothing; tell what would be done.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything would be.")
@click.option(
    "--suggest", "suggesting", is_flag=True,
    help="Fill empty entries, as fuzzy, with what other catalogues say for the same words.",
)  # fmt: skip
@format_option
@click.pass_obj
def update(
    root: Path | None,
    leaflets: tuple[str, ...],
    tags: tuple[str, ...],
    kind: str | None,
    by: str,
    why: str,
    units: tuple[str, ...],
    dry: bool,
    check: bool,
    suggesting: bool,
    form: str,
) -> int:
    """Bring templates and catalogues up to date; -l begins a new language."""
    from pipeline import languages
    from pipeline.build.catalogues import Decision, carry_out, plan
    from pipeline.build.clock import now, today
    from pipeline.build.suggestions import suggest
    from pipeline.report import updates
    from pipeline.signoff.changes import ChangeKind

    require_whole_decision(kind, by, why, units)
    still = dry or check
    with nullcontext() if still else writing(root):
        workspace = open_workspace(root)
        require_known(workspace, leaflets)
        for tag in tags:
            languages.find(tag)
        said = Decision(kind=ChangeKind(kind) if kind else None, by=by, why=why, units=units)
        plans = plan(workspace, leaflets, said, now())
        changed = [(its.owner, change.record) for its in plans for change in its.changes]
        on_terminal = sys.stdout.isatty()
        most = _MOST_ON_A_TERMINAL if on_terminal else None
        if form == "text":
            for _, record in changed[:most]:
                click.echo("\n".join(updates.change_text(record, on_terminal)))
            if most and len(changed) > most:
                click.echo(f"… and {len(changed) - most} more changes")
        files = []
        for file in carry_out(workspace, plans, tags, day=today(), dry=still):
            files.append(file)
            if form == "text" and file.written:
                click.echo("\n".join(updates.file_text(file, still, most)))
        if form == "json":
            click.echo(updates.update_json(files, changed, still))
        else:
            click.echo(f"{sum(not file.written for file in files)} files are as they were")
        if suggesting and not still:
            for filled in suggest(workspace, tags, leaflets, workspace.errors):
                plural = "" if filled.entries == 1 else "s"
                words = f"{filled.path}: {filled.entries} suggestion{plural}"
                click.echo(words, err=form == "json")
        return leave(workspace.errors, check and any(file.written for file in files))


@click.command()
@leaflets_argument
@languages_option
@format_option
@click.pass_obj
def units(
    root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...], form: str
) -> int:
    """List the message units with their places, contexts and hashes."""
    from pipeline import languages, report

    workspace = open_workspace(root)
    require_known(workspace, leaflets)
    found = [
        unit
        for owner, its in workspace.units.items()
        if owner in leaflets or (not leaflets and owner != "interface")
        for unit in its
        if not tags or any(unit.applies_to(languages.find(tag).tag) for tag in tags)
    ]
    facts = workspace.project.fact_values(languages.SOURCE)
    text = report.units_json(found, facts) if form == "json" else report.units_text(found)
    click.echo(text)
    return leave(workspace.errors)
