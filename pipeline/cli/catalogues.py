"""The commands about the source and its catalogues."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import (
    format_option,
    languages_option,
    leaflets_argument,
    open_workspace,
    require_known,
    writing,
)
from pipeline.cli.told import leave, tell
from pipeline.errors import PolyleafError


@click.command()
@leaflets_argument
@click.pass_obj
def extract(root: Path | None, leaflets: tuple[str, ...]) -> int:
    """Write the templates, locales/templates/*.pot, from the source."""
    from pipeline.build.catalogues import extract_templates

    with writing(root):
        workspace = open_workspace(root)
        require_known(workspace, leaflets)
        for change in extract_templates(workspace, leaflets=leaflets):
            tell(change)
        return leave(workspace.errors)


@click.command()
@leaflets_argument
@languages_option
@click.option(
    "--suggest",
    "suggesting",
    is_flag=True,
    help="Fill empty entries, as fuzzy, with what other catalogues say for the same words.",
)
@click.pass_obj
def update(
    root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...], suggesting: bool
) -> int:
    """Bring templates and catalogues up to date; -l begins a new language."""
    from pipeline import languages
    from pipeline.build.catalogues import extract_templates, update_catalogues
    from pipeline.build.clock import today
    from pipeline.build.suggestions import suggest

    errors: list[PolyleafError] = []
    with writing(root):
        workspace = open_workspace(root)
        require_known(workspace, leaflets)
        for tag in tags:
            languages.find(tag)
        changes = update_catalogues(workspace, tags, errors, leaflets=leaflets, on=today())
        for change in changes:
            tell(change)
        for change in extract_templates(workspace, leaflets=leaflets):
            tell(change)
        if suggesting:
            for filled in suggest(workspace, tags, leaflets, errors):
                plural = "" if filled.entries == 1 else "s"
                click.echo(f"{filled.path}: {filled.entries} suggestion{plural}")
        return leave([*workspace.errors, *errors])


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
