"""What checks said before, kept by all that it depends on, so that only changes are checked.

The file can be deleted at any time; what it does not know is checked again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.files import hidden
from pipeline.model import Finding, Location, Severity

_NAMES = tuple(item.name for item in fields(Finding))
_SCHEMA = "CREATE TABLE IF NOT EXISTS said (name TEXT PRIMARY KEY, key TEXT, findings TEXT)"


class Kept:
    """Findings by a name, each with the key of what they were found in."""

    def __init__(self, base: sqlite3.Connection | None) -> None:
        self._base = base

    def findings(
        self, name: str, key: str, find: Callable[[], Iterable[Finding]]
    ) -> tuple[Finding, ...]:
        """Those that are kept under a name with this key; else what is found now."""
        if self._base:
            with contextlib.suppress(sqlite3.Error, ValueError, TypeError, KeyError):
                query = "SELECT findings FROM said WHERE name = ? AND key = ?"
                row = self._base.execute(query, (name, key)).fetchone()
                if row:
                    return tuple(map(_finding, json.loads(row[0])))
        found = tuple(find())
        if self._base:
            with contextlib.suppress(sqlite3.Error), self._base:
                text = json.dumps([_row(finding) for finding in found], ensure_ascii=False)
                self._base.execute(
                    "INSERT OR REPLACE INTO said VALUES (?, ?, ?)", (name, key, text)
                )
        return found


@contextlib.contextmanager
def keeping(root: Path) -> Iterator[Kept]:
    """What is kept in a project; nothing where its folder cannot be written."""
    base: sqlite3.Connection | None = None
    with contextlib.suppress(OSError, OutputError, sqlite3.Error):
        if (root / "source").is_dir():  # Nothing is made where there is no project.
            base = _opened(hidden(root) / "checks.sqlite")
    try:
        yield Kept(base)
    finally:
        if base:
            base.close()


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=10)
    try:
        base.execute(_SCHEMA)
        base.execute("SELECT name, key, findings FROM said LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        base.close()
        path.unlink(missing_ok=True)
        base = sqlite3.connect(path, timeout=10)
        base.execute(_SCHEMA)
    return base


def digest(*parts: object) -> str:
    """One key of all that something depends on."""
    whole = hashlib.sha256()
    for part in parts:
        text = part if isinstance(part, bytes) else repr(part).encode()
        whole.update(len(text).to_bytes(8, "big") + text)
    return whole.hexdigest()


@cache
def code() -> str:
    """The key of the program: its checks, what they call, and the data that they read."""
    root = Path(str(files("pipeline")))
    paths = [path for path in _within(root) if path.suffix in (".py", ".toml", ".json")]
    return digest(*(part for path in paths for part in (path.name, path.read_bytes())))


def everything(root: Path) -> str:
    """The key of all that a project's checks may read."""
    parts: list[object] = [code()]
    for path in [
        root / "pyproject.toml",
        *_within(root / "source"),
        *_within(root / "locales"),
    ]:
        if path.is_file():
            parts += [path.relative_to(root).as_posix(), path.read_bytes()]
        else:
            parts.append(path.relative_to(root).as_posix())
    return digest(*parts)


def _within(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def _row(finding: Finding) -> list[object]:
    at = finding.at
    return [
        [at.path, at.line, at.column] if name == "at" else getattr(finding, name)
        for name in _NAMES
    ]


def _finding(row: list[object]) -> Finding:
    said = dict(zip(_NAMES, row, strict=True))
    said["at"] = Location(*said["at"])  # type: ignore[misc]
    said["severity"] = Severity(str(said["severity"]))
    return Finding(**said)  # type: ignore[arg-type]
