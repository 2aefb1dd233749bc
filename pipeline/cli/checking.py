"""The commands about checks: what they find, and what they ask."""

from __future__ import annotations

import inspect
from dataclasses import replace
from pathlib import Path

import click

from pipeline.cli.options import languages_option, leaflets_argument, project_folder, writing
from pipeline.cli.told import leave
from pipeline.errors import ProjectError

_FORMS = ("text", "json", "sarif", "junit", "github")
_LEVELS = ("error", "warning", "info")


@click.command()
@leaflets_argument
@languages_option
@click.option(
    "--format", "form", type=click.Choice(_FORMS), default="text", help="How to print it."
)
@click.option(
    "--only",
    multiple=True,
    metavar="CHECK",
    help="A check, or a family of checks, to print alone; may be given again.",
)
@click.option(
    "--level",
    type=click.Choice(_LEVELS),
    default=None,
    help="The least that is printed; by default warnings, with --only all of it.",
)
@click.option(
    "--fail-on",
    type=click.Choice((*_LEVELS, "never")),
    default="error",
    help="The least for which the exit code is 1.",
)
@click.option("--fingerprints", is_flag=True, help="Print what `polyleaf waive` takes, too.")
@click.pass_obj
def check(
    root: Path | None,
    leaflets: tuple[str, ...],
    tags: tuple[str, ...],
    form: str,
    only: tuple[str, ...],
    level: str | None,
    fail_on: str,
    fingerprints: bool,
) -> int:
    """Ask every check of every translation; exit 1 if one says error."""
    from pipeline.build.checking import check_project, without_dictionary
    from pipeline.checks.tables import every
    from pipeline.report.findings import FORMS

    wanted = _chosen(only)
    told, errors = check_project(project_folder(root), tags, leaflets)
    found = [finding for finding in told if not only or finding.check in wanted]
    least = _LEVELS.index(level or ("info" if only else "warning"))
    shown = [finding for finding in found if _LEVELS.index(finding.severity) <= least]
    if fingerprints and form == "text":
        shown = [
            replace(finding, message=f"{finding.message} {{{finding.fingerprint}}}")
            for finding in shown
        ]
    questions = {
        item.id: inspect.cleandoc(item.ask.__doc__ or "").partition("\n")[0]
        for item in every()
    }
    if printed := FORMS[form](shown, questions):
        click.echo(printed)
    asked = least == _LEVELS.index("info") and (not only or "spelling" in wanted)
    if asked and (lacking := without_dictionary(project_folder(root), tags)):
        names = ", ".join(lacking)
        click.echo(f"spelling is not checked: hunspell has no dictionary of {names}", err=True)
    bad = fail_on != "never" and any(
        _LEVELS.index(finding.severity) <= _LEVELS.index(fail_on) for finding in found
    )
    return leave(errors, bad)


def _chosen(only: tuple[str, ...]) -> set[str]:
    """The checks that are named, by themselves or by their family.

    Raises ProjectError, with the nearest name, for one that there is not.
    """
    import difflib

    from pipeline.checks.tables import FAMILIES, every

    known = {item.id for item in every()}
    for name in only:
        if name not in known and name not in FAMILIES:
            near = difflib.get_close_matches(name, [*known, *FAMILIES], n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise ProjectError(
                f"there is no check “{name}”", hint=f"{hint}`polyleaf checks` lists them"
            )
    return {item.id for item in every() if item.id in only or item.family in only}


@click.command()
@click.argument("fingerprint")
@click.option("--by", required=True, metavar="NAME", help="Who says so.")
@click.option("--why", required=True, metavar="TEXT", help="The reason, for those who ask.")
@click.option("--withdraw", is_flag=True, help="Take back what was waived.")
@click.pass_obj
def waive(root: Path | None, fingerprint: str, by: str, why: str, withdraw: bool) -> int:
    """Accept a finding for exactly the words that it was found in."""
    from pipeline.build.clock import now
    from pipeline.build.waiving import waive as record
    from pipeline.report import in_one_line

    if not by.strip() or not why.strip():
        raise ProjectError("--by and --why have to say something")
    with writing(root):
        finding, path = record(
            project_folder(root), fingerprint, by=by, why=why, on=now(), withdraw=withdraw
        )
    click.echo(in_one_line(str(finding)))
    click.echo(f"{path}: {'withdrawn' if withdraw else 'waived'} by {by}")
    return 0


@click.command()
def checks() -> int:
    """Print what each check asks, and why."""
    from pipeline.checks.tables import FAMILIES, every

    for item in sorted(every(), key=lambda item: FAMILIES.index(item.family)):
        text = inspect.cleandoc(item.ask.__doc__ or "").replace("\n", "\n    ")
        click.echo(f"{item.id} ({item.severity}, {item.family})\n    {text}\n")
    return 0
