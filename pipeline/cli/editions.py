"""The commands about editions: what is checked, counted, built and proved."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import (
    format_option,
    languages_option,
    leaflets_argument,
    open_workspace,
)
from pipeline.cli.told import leave, progress
from pipeline.errors import ProjectError


@click.command()
@leaflets_argument
@languages_option
@format_option
@click.pass_obj
def status(
    root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...], form: str
) -> int:
    """Show how far every section is in every language."""
    from pipeline import report
    from pipeline.build.selection import narrowed

    workspace = open_workspace(root)
    chosen = narrowed(workspace, tags, leaflets)
    verdicts = [workspace.judge(leaflet, language).verdict for leaflet, language in chosen]
    printed = report.status_json if form == "json" else report.status_text
    click.echo(printed(verdicts))
    return leave(workspace.errors, any(v.outcome.value == "held" for v in verdicts))


@click.command()
@leaflets_argument
@languages_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=True),
    help="Where to write; by default output/ in the project's folder.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, help="How many processes to render in."
)
@click.pass_obj
def build(
    root: Path | None,
    leaflets: tuple[str, ...],
    tags: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
) -> int:
    """Build every edition that is complete, as a web page and a PDF."""
    from pipeline import report
    from pipeline.build.editions import build as build_editions
    from pipeline.build.executor import pool

    workspace = open_workspace(root)
    folder = output or workspace.project.root / "output"
    editions = len(workspace.leaflets) * len(workspace.languages())
    with pool(jobs, editions) as executor:
        built = build_editions(
            workspace, folder, tags=tags, leaflets=leaflets, executor=executor,
            progress=progress,
        )  # fmt: skip
    held = [verdict for verdict in built.verdicts if verdict.outcome.value == "held"]
    told = {str(error).replace("\n   ", ";") for error in built.errors}
    for verdict in held:
        for reason in verdict.reasons:
            if reason not in told:
                said = report.for_terminal(reason)
                click.echo(
                    f"held: {verdict.leaflet}, {verdict.language.name}: {said}", err=True
                )
    drafts = len(built.verdicts) - len(held)
    click.echo(f"{drafts} editions built, {len(held)} held, {built.files} files in {folder}")
    return leave(built.errors, bool(held))


@click.command()
@leaflets_argument
@languages_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="What to read; by default output/. A folder may also stand before the leaflets.",
)
@format_option
@click.pass_obj
def verify(
    root: Path | None,
    leaflets: tuple[str, ...],
    tags: tuple[str, ...],
    output: Path | None,
    form: str,
) -> int:
    """Read finished files back, and prove that every unit of every section is in them."""
    from pipeline import report
    from pipeline.build.proof import verify_output
    from pipeline.report.findings import as_version_1

    workspace = open_workspace(root)
    if output is None and leaflets and leaflets[0] not in workspace.units:
        # `polyleaf verify output/`: no leaflet has this name.
        if Path(leaflets[0]).is_dir():
            output, leaflets = Path(leaflets[0]), leaflets[1:]
        elif "/" in leaflets[0]:
            raise ProjectError(f"there is no folder “{leaflets[0]}”")
    folder = output or workspace.project.root / "output"
    findings, files = verify_output(workspace, folder, tags, leaflets)
    if form == "json":
        click.echo(as_version_1(findings))
    else:
        for finding in findings:
            click.echo(report.for_terminal(str(finding)))
        click.echo(f"{files} files verified, {len(findings)} findings")
    return leave(workspace.errors, bool(findings))
