"""What checks said before, kept by all that it depends on, so that only changes are checked.

The file can be deleted at any time; what it does not know is checked again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.checks import Said, Subject
from pipeline.errors import OutputError
from pipeline.files import hidden
from pipeline.gate import Heard
from pipeline.model import Finding, Location, Severity

_NAMES = tuple(item.name for item in fields(Finding))
_SCHEMA = "CREATE TABLE IF NOT EXISTS said (name TEXT PRIMARY KEY, key TEXT, findings TEXT)"


class Kept:
    """What was found, by a name, each with the key of what it was found in."""

    def __init__(self, base: sqlite3.Connection | None) -> None:
        self._base = base

    def findings(
        self, name: str, key: str, find: Callable[[], Iterable[Finding]]
    ) -> tuple[Finding, ...]:
        """Those that are kept under a name with this key; else what is found now."""
        with contextlib.suppress(ValueError, TypeError, KeyError):
            rows = self._get(name, key)
            if rows is not None:
                return tuple(map(_finding, rows))
        found = tuple(find())
        self._put(name, key, list(map(_row, found)))
        return found

    @contextlib.contextmanager
    def units(self, name: str, key: str) -> Iterator[Units]:
        """What was said of single units; what is said of them now is kept behind it."""
        before: dict[str, Heard] = {}
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            rows = self._get(name, key) or {}
            before = {unit: _heard(said) for unit, said in rows.items()}
        units = Units(before)
        yield units
        now = {unit: list(map(_told, heard)) for unit, heard in units.now.items()}
        self._put(name, key, now)

    def _get(self, name: str, key: str) -> Any:
        with contextlib.suppress(sqlite3.Error, ValueError):
            query = "SELECT findings FROM said WHERE name = ? AND key = ?"
            row = self._base.execute(query, (name, key)).fetchone() if self._base else None
            return json.loads(row[0]) if row else None
        return None

    def _put(self, name: str, key: str, value: object) -> None:
        if self._base:
            with contextlib.suppress(sqlite3.Error), self._base:
                text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
                self._base.execute(
                    "INSERT OR REPLACE INTO said VALUES (?, ?, ?)", (name, key, text)
                )


class Units:
    """What checks said of the units of one catalogue, as the gate recalls it."""

    def __init__(self, before: Mapping[str, Heard]) -> None:
        self._before = before
        self.now: dict[str, Heard] = {}

    def __call__(self, subject: Subject, ask: Callable[[], Heard]) -> Heard:
        """What was said of the same words; else what is said now."""
        unit = subject.unit
        said = (
            *(unit.section, unit.role, unit.context, unit.msgid, unit.msgid_plural),
            *(subject.strings, subject.comments, subject.fuzzy, subject.missing),
        )
        name = hashlib.sha256(repr(said).encode()).hexdigest()[:32]
        heard = self._before.get(name)
        self.now[name] = heard = ask() if heard is None else heard
        return heard


def _told(said: tuple[str, Said]) -> tuple[str, str, int, int]:
    return said[0], said[1].message, said[1].form, said[1].offset


def _heard(rows: list[list[Any]]) -> Heard:
    return [
        (str(check), Said(str(message), int(form), int(offset)))
        for check, message, form, offset in rows
    ]


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
    base = _connected(path)
    try:
        base.execute(_SCHEMA)
        base.execute("SELECT name, key, findings FROM said LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        base.close()
        path.unlink(missing_ok=True)
        base = _connected(path)
        base.execute(_SCHEMA)
    return base


def _connected(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=10)
    # What a crash of the machine would take away or damage is found out, and made again.
    base.execute("PRAGMA synchronous = OFF")
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
