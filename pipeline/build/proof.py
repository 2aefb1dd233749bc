"""An output folder, held against the project that it was built from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from pipeline.build.assembly import make_edition
from pipeline.build.selection import narrowed
from pipeline.build.workspace import Workspace
from pipeline.languages import registry
from pipeline.model import Edition, Finding, Location, Outcome, Severity
from pipeline.publish import MANIFEST
from pipeline.verify import verify_page, verify_pdf

VERIFIERS: dict[str, Callable[[bytes, Edition], Iterator[str]]] = {
    "html": verify_page,
    "pdf": verify_pdf,
}


def verify_output(
    workspace: Workspace,
    folder: Path,
    tags: Collection[str] = (),
    leaflets: Collection[str] = (),
) -> tuple[list[Finding], int]:
    """What is wrong with the finished files, and how many of them were read.

    With languages or leaflets named, of the files of those editions alone.
    """
    findings: list[Finding] = []
    asked = {(leaf.id, lang.tag) for leaf, lang in narrowed(workspace, tags, leaflets)}
    whole = not tags and not leaflets
    judged = [
        workspace.judge(leaflet, language)
        for leaflet in workspace.leaflets
        for language in workspace.languages()
    ]
    ready = [item for item in judged if item.verdict.outcome is not Outcome.HELD]
    rows = _manifest(folder, findings, None if whole else set(_names(asked)))
    read = 0
    # A narrowed build's menus name the editions that stood there, and its own.
    there = {name.rpartition(".")[0] for name in rows or ()}
    members = [
        item
        for item in ready
        if whole
        or (item.leaflet.id, item.language.tag) in asked
        or f"{item.language.tag}/{item.leaflet.id}" in there
    ]
    for item in members:
        if (item.leaflet.id, item.language.tag) not in asked:
            continue
        edition = make_edition(workspace, item, members)
        for suffix, verify in VERIFIERS.items():
            name = f"{item.language.tag}/{item.leaflet.id}.{suffix}"
            path = folder / name
            if not path.is_file():
                findings.append(_finding(folder, name, "the file is missing", edition))
                continue
            read += 1
            for message in verify(path.read_bytes(), edition):
                findings.append(_finding(folder, name, message, edition))
    for path in sorted(folder.glob("*/*")):
        name = path.relative_to(folder).as_posix()
        known = rows is None or path.parent.name not in registry() or name in rows
        if not known and (whole or name in _names(asked)):
            findings.append(_finding(folder, name, f"stands here and not in {MANIFEST}"))
    held = {(item.leaflet.id, item.language.tag) for item in judged} - {
        (item.leaflet.id, item.language.tag) for item in ready
    }
    for name in _names(held & asked):
        if (folder / name).exists():
            findings.append(_finding(folder, name, "a held edition stands in the output"))
    return findings, read


def _names(editions: Collection[tuple[str, str]]) -> list[str]:
    """The paths in an output folder of editions that are given by leaflet and tag."""
    return [
        f"{tag}/{leaflet}.{suffix}"
        for leaflet, tag in sorted(editions)
        for suffix in VERIFIERS
    ]


def _manifest(
    folder: Path, findings: list[Finding], asked: Collection[str] | None
) -> dict[str, Any] | None:
    """The manifest's rows by path, None if it is unreadable.

    Those that are asked for, or all, are held against their hashes.
    """
    try:
        table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        rows = {str(row["path"]): row for row in table["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        findings.append(_finding(folder, MANIFEST, f"cannot be read: {type(error).__name__}"))
        return None
    for name, row in rows.items():
        if asked is not None and name not in asked:
            continue
        path = folder / name
        if not path.is_file():
            findings.append(_finding(folder, name, f"stands in {MANIFEST} and is missing"))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row.get("sha256"):
            findings.append(_finding(folder, name, f"is not the file that {MANIFEST} names"))
    return rows


def _finding(folder: Path, name: str, message: str, edition: Edition | None = None) -> Finding:
    return Finding(
        check="verify",
        severity=Severity.ERROR,
        at=Location(f"{folder.name}/{name}", 1),
        message=message,
        language=edition.language.tag if edition else "",
        leaflet=edition.leaflet if edition else "",
        fingerprint=hashlib.sha256(f"{name}\0{message}".encode()).hexdigest()[:16],
    )
