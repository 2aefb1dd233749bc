"""The commands, each a function of its arguments; `COMMANDS` is the table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.cli.told import leave, progress, tell
from pipeline.errors import PolyleafError, ProjectError

if TYPE_CHECKING:
    from pipeline.build.workspace import Workspace
    from pipeline.model import Finding

_F = TypeVar("_F", bound=Callable[..., Any])


def _languages(command: _F) -> _F:
    return click.option(
        "-l", "--language", "tags", multiple=True, metavar="TAG",
        help="Only this language (pt-PT or pt_PT); may be given again.",
    )(command)  # fmt: skip


def _format(command: _F) -> _F:
    return click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text",
        help="How to print the result.",
    )(command)  # fmt: skip


_leaflets = click.argument("leaflets", nargs=-1, metavar="[LEAFLET]…")


@click.command()
@_leaflets
@click.pass_obj
def extract(root: Path | None, leaflets: tuple[str, ...]) -> int:
    """Write the templates, locales/templates/*.pot, from the source."""
    from pipeline.build.catalogues import extract_templates

    workspace = _workspace(root)
    _known(workspace, leaflets)
    for change in extract_templates(workspace, leaflets=leaflets):
        tell(change)
    return leave(workspace.errors)


@click.command()
@_leaflets
@_languages
@click.pass_obj
def update(root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...]) -> int:
    """Bring templates and catalogues up to date; -l begins a new language."""
    from pipeline import languages
    from pipeline.build.catalogues import extract_templates, update_catalogues

    workspace = _workspace(root)
    errors: list[PolyleafError] = []
    _known(workspace, leaflets)
    for tag in tags:
        languages.find(tag)
    for change in extract_templates(workspace, leaflets=leaflets):
        tell(change)
    for change in update_catalogues(workspace, tags, errors, leaflets=leaflets):
        tell(change)
    return leave([*workspace.errors, *errors])


@click.command()
@_leaflets
@_languages
@_format
@click.pass_obj
def units(
    root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...], form: str
) -> int:
    """List the message units with their places, contexts and hashes."""
    from pipeline import languages, report

    workspace = _workspace(root)
    _known(workspace, leaflets)
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
@_leaflets
@_languages
@_format
@click.pass_obj
def check(
    root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...], form: str
) -> int:
    """Ask every check of every translation; exit 1 if one says error."""
    from pipeline import report
    from pipeline.build.workspace import narrowed, owners
    from pipeline.model import Severity
    from pipeline.render import interface

    workspace = _workspace(root)
    asked: dict[tuple[str, str], Any] = {}
    for leaflet, language in narrowed(workspace, tags, leaflets):
        for owner in (*owners(leaflet), interface.ID):
            asked.setdefault((language.tag, owner), language)
    findings: list[Finding] = []
    for (_, owner), language in asked.items():
        try:
            findings.extend(workspace.findings(language, owner))
        except PolyleafError as error:
            if str(error) not in map(str, workspace.errors):
                workspace.errors.append(error)
    findings.sort(key=lambda finding: (finding.at, finding.check, finding.message))
    printed = report.findings_json if form == "json" else report.findings_text
    click.echo(printed(findings))
    return leave(workspace.errors, any(f.severity is Severity.ERROR for f in findings))


@click.command()
def checks() -> int:
    """Print what each check asks, and why."""
    import inspect

    from pipeline.gate import CATALOGUE_CHECKS, CHECKS

    rows = [(item.id, item.severity, item.ask.__doc__) for item in CHECKS]
    rows += [(item.id, item.severity, item.ask.__doc__) for item in CATALOGUE_CHECKS]
    for name, severity, words in rows:
        text = inspect.cleandoc(words or "").replace("\n", "\n    ")
        click.echo(f"{name} ({severity})\n    {text}\n")
    return 0


@click.command()
@_leaflets
@_languages
@_format
@click.pass_obj
def status(
    root: Path | None, leaflets: tuple[str, ...], tags: tuple[str, ...], form: str
) -> int:
    """Show how far every section is in every language."""
    from pipeline import report
    from pipeline.build.workspace import narrowed

    workspace = _workspace(root)
    chosen = narrowed(workspace, tags, leaflets)
    verdicts = [workspace.judge(leaflet, language).verdict for leaflet, language in chosen]
    printed = report.status_json if form == "json" else report.status_text
    click.echo(printed(verdicts))
    return leave(workspace.errors, any(v.outcome.value == "held" for v in verdicts))


@click.command()
@_leaflets
@_languages
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

    workspace = _workspace(root)
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
@click.argument(
    "output", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@_format
@click.pass_obj
def verify(root: Path | None, output: Path | None, form: str) -> int:
    """Read finished files back, and prove that every unit of every section is in them."""
    from pipeline import report
    from pipeline.build.proof import verify_output

    workspace = _workspace(root)
    folder = output or workspace.project.root / "output"
    findings, files = verify_output(workspace, folder)
    if form == "json":
        click.echo(report.findings_json(findings))
    else:
        for finding in findings:
            click.echo(report.for_terminal(str(finding)))
        click.echo(f"{files} files verified, {len(findings)} findings")
    return leave(workspace.errors, bool(findings))


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


def _workspace(root: Path | None) -> Workspace:
    from pipeline.build.workspace import Workspace
    from pipeline.project import find_root

    return Workspace((root or find_root(Path.cwd())).resolve())


def _known(workspace: Workspace, leaflets: Sequence[str]) -> None:
    for name in leaflets:
        if name not in workspace.units:
            raise ProjectError(f"there is no leaflet or fragment “{name}”")


COMMANDS: tuple[click.Command, ...] = (
    extract,
    update,
    units,
    check,
    checks,
    status,
    build,
    verify,
    fmt,
)
