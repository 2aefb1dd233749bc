"""Arguments -> build; prints; exit codes. The only module that prints.

0 done, nothing held · 1 findings, or something held · 2 command line or project file
3 a file cannot be read, or an engine failed · 130 interrupted

Everything heavy is imported inside the commands: `polyleaf --version` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline import __version__
from pipeline.errors import PolyleafError

if TYPE_CHECKING:
    from pipeline.build.catalogues import Change
    from pipeline.build.workspace import Workspace
    from pipeline.model import Finding, Verdict

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""

TRACEBACK = "POLYLEAF_TRACEBACK"
"""Set in the environment, it lets a defect's traceback through."""

_F = TypeVar("_F", bound=Callable[..., Any])


class _Group(click.Group):
    """Turns what stops a command into a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PolyleafError as error:
            _complain(error)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("interrupted; finished files are whole, the manifest is the old one",
                       err=True)  # fmt: skip
            ctx.exit(INTERRUPTED)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except BrokenPipeError:
            # Whoever read our output has gone; nothing more can be told to them.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            click.echo(f"{name}{error.strerror or error}", err=True)
            ctx.exit(3)
        except Exception as error:
            if TRACEBACK in os.environ:
                raise
            click.echo(f"{type(error).__name__}: {error}", err=True)
            click.echo(
                f"    this is a defect of polyleaf; {TRACEBACK}=1 shows where", err=True
            )
            ctx.exit(3)


def main() -> None:
    """The command `polyleaf`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="polyleaf", message="%(prog)s %(version)s")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    help="The project's folder; by default the one above the current folder.",
)
@click.pass_context
def cli(ctx: click.Context, root: Path | None) -> None:
    """Patient leaflets in many languages: catalogues in, web pages and PDFs out."""
    ctx.obj = root


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


@cli.command()
@click.pass_obj
def extract(root: Path | None) -> int:
    """Write the templates, locales/templates/*.pot, from the source."""
    from pipeline.build.catalogues import extract_templates

    workspace = _workspace(root)
    for change in extract_templates(workspace):
        _tell(change)
    return _leave(workspace.errors)


@cli.command()
@_languages
@click.pass_obj
def update(root: Path | None, tags: tuple[str, ...]) -> int:
    """Bring templates and catalogues up to date; -l begins a new language."""
    from pipeline.build.catalogues import extract_templates, update_catalogues

    workspace = _workspace(root)
    errors: list[PolyleafError] = []
    for change in extract_templates(workspace):
        _tell(change)
    for change in update_catalogues(workspace, tags, errors):
        _tell(change)
    return _leave([*workspace.errors, *errors])


@cli.command()
@_leaflets
@_format
@click.pass_obj
def units(root: Path | None, leaflets: tuple[str, ...], form: str) -> int:
    """List the message units with their places, contexts and hashes."""
    from pipeline import report
    from pipeline.languages import SOURCE

    workspace = _workspace(root)
    found = [
        unit
        for owner, its in workspace.units.items()
        if owner in leaflets or (not leaflets and owner != "interface")
        for unit in its
    ]
    facts = workspace.project.fact_values(SOURCE)
    text = report.units_json(found, facts) if form == "json" else report.units_text(found)
    click.echo(text)
    return _leave(workspace.errors)


@cli.command()
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
    return _leave(workspace.errors, any(f.severity is Severity.ERROR for f in findings))


@cli.command()
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


@cli.command()
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
    return _leave(workspace.errors, _any_held(verdicts))


@cli.command()
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
            progress=_progress,
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
    return _leave(built.errors, bool(held))


@cli.command()
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
    return _leave(workspace.errors, bool(findings))


@cli.command()
@click.option("--check", "dry", is_flag=True, help="Change nothing; exit 1 if anything would.")
@click.pass_obj
def fmt(root: Path | None, dry: bool) -> int:
    """Write a proposed id at every heading of the source that has none."""
    from pipeline.markdown import propose_ids
    from pipeline.po import write_text
    from pipeline.project import find_root

    folder = root or find_root(Path.cwd())
    errors: list[PolyleafError] = []
    changed = False
    for path in sorted(folder.glob("source/**/*.md")):
        shown = path.relative_to(folder).as_posix()
        try:
            text = path.read_bytes().decode("utf-8")
            better = propose_ids(text, shown)
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
    return _leave(errors, dry and changed)


def _workspace(root: Path | None) -> Workspace:
    from pipeline.build.workspace import Workspace
    from pipeline.project import find_root

    return Workspace((root or find_root(Path.cwd())).resolve())


def _any_held(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.outcome.value == "held" for verdict in verdicts)


def _tell(change: Change) -> None:
    said = "written" if change.written else "unchanged"
    if change.reconciled:
        counts = {
            "kept": change.reconciled.kept,
            "new": change.reconciled.new,
            "revived": change.reconciled.revived,
            "obsolete": change.reconciled.obsolete,
        }
        said += ": " + ", ".join(
            f"{number} {what}" for what, number in counts.items() if number
        )
    click.echo(f"{change.path}: {said}")


def _progress(results: Iterator[object], length: int) -> Iterator[object]:
    """The results as they come, with a bar on a terminal and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield from results
        return
    with click.progressbar(results, length=length, label="Building", file=sys.stderr) as bar:
        yield from bar


def _complain(error: PolyleafError) -> None:
    from pipeline import report

    click.echo(report.for_terminal(str(error)), err=True)


def _leave(errors: Sequence[PolyleafError], found: bool = False) -> int:
    """Tell the errors, and end with the exit code that fits."""
    for error in errors:
        _complain(error)
    code = max((error.exit_code for error in errors), default=1 if found else 0)
    click.get_current_context().exit(code)
    return code
