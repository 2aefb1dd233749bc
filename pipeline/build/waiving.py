"""A finding that somebody accepts -> a record in that person's file."""

from __future__ import annotations

from pathlib import Path

from pipeline.build.checking import find_all
from pipeline.build.workspace import Workspace
from pipeline.checks.tables import FIRM
from pipeline.errors import ProjectError, shortened
from pipeline.languages import SOURCE
from pipeline.model import Finding, Severity
from pipeline.signoff import waivers

_SHORTEST = 6
"""Digits of a fingerprint that are enough where no other begins so."""


def waive(
    root: Path, fingerprint: str, *, by: str, why: str, on: str, withdraw: bool
) -> tuple[Finding, str]:
    """Accept a finding, or take that back; the finding, and the file that says so now.

    Raises ProjectError for a fingerprint that no finding has, or several, and for what nobody
    can waive.
    """
    workspace = Workspace(root)
    finding = _named(find_all(workspace), fingerprint)
    if finding.check in FIRM:
        raise ProjectError(
            f"[{finding.check}] cannot be waived: without it no edition is whole",
            finding.at,
            hint="mend the translation",
        )
    tag = finding.language or SOURCE
    owner = finding.leaflet
    folder = waivers.folder_of(root, tag, owner)
    records = waivers.read(folder, root)
    known = waivers.in_force(records).get(finding.fingerprint)
    path = waivers.file_of(folder, by)
    shown = path.relative_to(root).as_posix()
    if finding.severity is Severity.INFO and not known:
        raise ProjectError("this is for information alone, and holds nothing", finding.at)
    if withdraw and not known:
        raise ProjectError("nobody has waived this", finding.at)
    if known and not withdraw:
        raise ProjectError(f"{known.by} has waived this already: {known.why}", finding.at)
    record = waivers.Record(
        kind=waivers.WITHDRAWAL if withdraw else waivers.WAIVER,
        fingerprint=finding.fingerprint,
        check=finding.check,
        unit=finding.unit,
        message=known.message if known else finding.message,
        revokes=known.id if withdraw and known else "",
        by=by,
        on=on,
        why=why,
    )
    waivers.append(path, record, shown)
    return finding, shown


def _named(findings: list[Finding], fingerprint: str) -> Finding:
    named = {
        finding.fingerprint: finding
        for finding in findings
        if len(fingerprint) >= _SHORTEST and finding.fingerprint.startswith(fingerprint)
    }
    if len(named) == 1:
        return next(iter(named.values()))
    if named:
        raise ProjectError(
            f"{len(named)} findings have a fingerprint that begins with {fingerprint}",
            hint="give more of it",
        )
    raise ProjectError(
        f"no finding has the fingerprint {shortened(fingerprint, 20)}",
        hint="`polyleaf check --fingerprints` prints them; it changes with either text",
    )
