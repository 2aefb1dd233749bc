"""Findings that a named person accepts, for exactly the words that they were found in.

Each person has a file that only grows. A waiver names a finding by its fingerprint, which is
made of the check, the English, the translation and what was found: when any of them changes,
the waiver has nothing to hold any more. A withdrawal names the waiver that it revokes, and
wins in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline import languages
from pipeline.errors import ProjectError, shortened
from pipeline.languages import SOURCE
from pipeline.model import Finding, Location, Severity
from pipeline.po import write_text
from pipeline.signoff.records import VERSION, line_of, lines, parsed, record_id, require_id

_TEXTS = ("kind", "fingerprint", "check", "unit", "message", "revokes", "by", "on", "why")
_HINT = "take the line from an earlier commit, or delete it"
_LONGEST = 60
WAIVER, WITHDRAWAL = "waiver", "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of a person's file."""

    kind: str
    fingerprint: str
    check: str
    unit: str = ""
    """The unit's short name; empty where the finding is about a whole file."""
    message: str = ""
    """What was found, so that the file can be read without the program."""
    revokes: str = ""
    """The id of the waiver that a withdrawal takes back."""
    by: str
    """As it was said on the command line, never made up."""
    on: str
    """With seconds and offset."""
    why: str
    at: Location = field(default=Location("", 0), compare=False)
    """Its line, if it came from a file."""

    @property
    def id(self) -> str:
        """sha256 of all that it says, as hex digits."""
        return record_id(self.said())

    def said(self) -> dict[str, object]:
        """Its fields but the id, those without words left out."""
        fields = {name: getattr(self, name) for name in _TEXTS}
        return {"v": VERSION, **{name: text for name, text in fields.items() if text}}


def folder_of(root: Path, tag: str, owner: str) -> Path:
    """Where the sign-off files of a leaflet in a language stand."""
    if tag == SOURCE:
        fragment = root / "source" / "_shared" / owner
        return (fragment if fragment.is_dir() else root / "source" / owner) / "signoffs"
    return root / "locales" / languages.find(tag).posix / f"{owner}.signoffs"


def file_of(folder: Path, person: str) -> Path:
    """A person's file. Raises ProjectError for a name without letters."""
    name = re.sub(r"[^\w]+", "-", person.casefold()).strip("-_")[:_LONGEST]
    if not name:
        raise ProjectError(f"“{shortened(person)}” is no name", hint="say who it is with --by")
    return folder / f"{name}.jsonl"


def read(folder: Path, root: Path) -> tuple[Record, ...]:
    """All records of a folder.

    Raises SourceError for a line that says nothing certain: then nothing there counts.
    """
    return tuple(
        record
        for path in sorted(folder.glob("*.jsonl"))
        for record in _records(path, path.relative_to(root).as_posix())
    )


def in_force(records: Iterable[Record]) -> dict[str, Record]:
    """The waiver that holds for each fingerprint."""
    records = tuple(records)
    revoked = {record.revokes for record in records if record.kind == WITHDRAWAL}
    return {
        record.fingerprint: record
        for record in records
        if record.kind == WAIVER and record.id not in revoked
    }


def append(path: Path, record: Record, shown: str) -> bool:
    """Add a record to a person's file; False if it stood there already."""
    old = list(_records(path, shown))
    if record in old:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return write_text(path, f"{text}{line_of(record.said())}\n", shown)


def applied(
    findings: Iterable[Finding], waived: dict[str, Record], firm: Iterable[str]
) -> Iterator[Finding]:
    """The findings, of which those that somebody waived are for information alone.

    What the `firm` checks find nobody can waive.
    """
    never = frozenset(firm)
    for finding in findings:
        record = waived.get(finding.fingerprint)
        if record and finding.check not in never and finding.severity is not Severity.INFO:
            message = f"{finding.message} (waived by {record.by}: {record.why})"
            yield replace(finding, severity=Severity.INFO, message=message)
        else:
            yield finding


def _records(path: Path, shown: str) -> Iterator[Record]:
    for line, at in lines(path, shown, "cannot be read", _HINT):
        said, texts = parsed(line, at, _TEXTS, (WAIVER, WITHDRAWAL), _HINT)
        record = Record(**texts, at=at)
        require_id(said, record.id, at, _HINT)
        yield record
