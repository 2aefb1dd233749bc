"""The commands about the source and its catalogues."""

from __future__ import annotations

import re
from pathlib import Path

import click

from pipeline.cli.options import (
    format_option,
    languages_option,
    leaflets_argument,
    open_workspace,
    require_known,
)
from pipeline.cli.told import leave, tell
from pipeline.errors import PolyleafError, ProjectError


@click.command()
@leaflets_argument
@click.pass_obj
def extract(root: Path | None, leaflets: tuple[str, ...]) -> int:
    """Write the templates, locales/templates/*.pot, from the source."""
    from pipeline.build.catalogues import extract_templates

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
    from pipeline.build.suggestions import suggest

    workspace = open_workspace(root)
    errors: list[PolyleafError] = []
    require_known(workspace, leaflets)
    for tag in tags:
        languages.find(tag)
    for change in extract_templates(workspace, leaflets=leaflets):
        tell(change)
    for change in update_catalogues(workspace, tags, errors, leaflets=leaflets):
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


@click.command()
@click.option("--check", "dry", is_flag=True, help="Change nothing; exit 1 if anything would.")
@click.pass_obj
def fmt(root: Path | None, dry: bool) -> int:
    """Write a proposed id at every heading of the source that has none."""
    from pipeline.markdown import propose_ids
    from pipeline.po import write_text
    from pipeline.project import find_root

    folder = root or find_root(Path.cwd())
    if not (folder / "source").is_dir():
        hint = "run polyleaf in the project's folder, or name it with --root"
        raise ProjectError("there is no source/ folder here", hint=hint)
    errors: list[PolyleafError] = []
    changed = False
    paths = sorted(folder.glob("source/*/leaflet.md"))
    paths += sorted(folder.glob("source/_shared/*/fragment.md"))
    # Fragments share their ids with the leaflets that include them.
    taken = {path.parent.name for path in paths}
    for path in paths:
        text = path.read_bytes().decode("utf-8", "replace")
        taken.update(re.findall(r"\{#([a-z0-9-]+)", text))
    for path in paths:
        shown = path.relative_to(folder).as_posix()
        try:
            text = path.read_bytes().decode("utf-8")
            better = propose_ids(text, shown, taken)
        except PolyleafError as error:
            errors.append(error)
            continue
        except (OSError, UnicodeDecodeError) as error:
            errors.append(PolyleafError(f"{shown}:1: cannot be read: {error}"))
            continue
        if better != text:
            changed = True
            click.echo(f"{shown}: {'would change' if dry else 'ids written'}")
            if not dry:
                write_text(path, better, shown)
    return leave(errors, dry and changed)
