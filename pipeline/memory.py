"""Catalogues -> what was said before for the same words, or for nearly the same.

The catalogues are the truth, and the memory is a cache of them in SQLite: it may be deleted at
any time, and one that is damaged or of another version is made anew. It only ever offers: what
comes from here is put into a catalogue as fuzzy text, with its origin beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from pipeline import english, po
from pipeline.errors import CatalogueError, OutputError
from pipeline.files import hidden
from pipeline.model import Catalogue

_VERSION = 1
_SCHEMA = """
    CREATE TABLE files (path TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE words (id INTEGER PRIMARY KEY, msgid TEXT NOT NULL UNIQUE);
    CREATE TABLE texts (
        path TEXT NOT NULL, tag TEXT NOT NULL, words INTEGER NOT NULL, context TEXT NOT NULL,
        plural TEXT NOT NULL, strings TEXT NOT NULL, machine INTEGER NOT NULL
    );
    CREATE INDEX by_words ON texts (words, tag);
    CREATE INDEX by_path ON texts (path);
    CREATE VIRTUAL TABLE parts USING fts5(msgid, content='', tokenize='trigram');
"""
_BUSY = 10.0
"""Seconds to wait for another process that writes."""
_SHORT = 25
"""Characters below which only the same words are offered: a letter is too much of them."""
_ALIKE = 75.0
"""The least likeness, in percent, at which a translation saves more work than it makes."""
_CANDIDATES = 40
_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A translation that stands somewhere in the project."""

    msgid: str
    """The words that it was made for."""
    strings: tuple[str, ...]
    path: str
    machine: bool
    """Whether its catalogue is a machine's draft."""
    percent: int
    """How much alike the words are, rounded down: 100 only for the same words."""


class Memory:
    """What all catalogues say; near matches never cross words of opposite meaning."""

    def __init__(
        self, path: Path | None, opposites: english.Opposites = english.KNOWN
    ) -> None:
        self.path = path
        """None where the project's folder cannot be written: then it is kept in memory."""
        self.opposites = opposites
        self._base = _opened(path) if path else _made(sqlite3.connect(":memory:"))

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def refresh(self, files: Iterable[tuple[str, str, Path]]) -> int:
        """Read again what changed, by tag, name and path; the number of files that were read.

        A file that cannot be read is forgotten: other commands tell what is wrong with it.
        """
        met = set()
        read = 0
        with self._base:
            self._base.execute("BEGIN IMMEDIATE")
            known = dict(self._base.execute("SELECT path, digest FROM files"))
            for tag, shown, path in files:
                try:
                    digest = hashlib.sha256(path.read_bytes()).hexdigest()
                except OSError:
                    continue
                met.add(shown)
                if known.get(shown) == digest:
                    continue
                read += 1
                self._forget(shown)
                self._base.execute("INSERT INTO files VALUES (?, ?)", (shown, digest))
                with contextlib.suppress(CatalogueError):
                    catalogue = po.read_catalogue(path, shown)
                    if catalogue:
                        self._learn(tag, catalogue)
            for shown in known.keys() - met:
                self._forget(shown)
        return read

    def suggest(self, tag: str, msgid: str, plural: str = "") -> Remembered | None:
        """The best translation into a language; ties go to the first catalogue by name."""
        same = self._texts(tag, plural, [(msgid, 100)])
        if same or len(msgid) < _SHORT:
            return same
        return self._texts(tag, plural, self._near(msgid))

    def _near(self, msgid: str) -> list[tuple[str, int]]:
        words = dict.fromkeys(word.lower() for word in _WORD.findall(msgid))
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        rows = self._base.execute(
            "SELECT words.msgid FROM parts JOIN words ON words.id = parts.rowid"
            " WHERE parts MATCH ? ORDER BY parts.rank, words.msgid LIMIT ?",
            (query, _CANDIDATES),
        )
        found = []
        for (other,) in rows:
            likeness = fuzz.ratio(msgid, other, score_cutoff=_ALIKE)
            if likeness and len(other) >= _SHORT and not self.opposites.opposed(msgid, other):
                found.append((other, min(99, int(likeness))))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _texts(
        self, tag: str, plural: str, wanted: Iterable[tuple[str, int]]
    ) -> Remembered | None:
        for msgid, percent in wanted:
            row = self._base.execute(
                "SELECT strings, path, machine FROM texts JOIN words ON words.id = words"
                " WHERE msgid = ? AND tag = ? AND (plural = '') = (? = '')"
                " ORDER BY machine, plural != ?, path, context LIMIT 1",
                (msgid, tag, plural, plural),
            ).fetchone()
            if row:
                return Remembered(
                    msgid=msgid,
                    strings=tuple(json.loads(row[0])),
                    path=row[1],
                    machine=bool(row[2]),
                    percent=percent,
                )
        return None

    def _learn(self, tag: str, catalogue: Catalogue) -> None:
        machine = catalogue.fields.get("X-Translation-Provenance") != "human"
        for entry in catalogue.entries:
            if (
                entry.domain
                or entry.obsolete
                or entry.fuzzy
                or not all(map(str.strip, entry.strings))
            ):
                continue
            row = self._base.execute(
                "INSERT INTO words (msgid) VALUES (?) ON CONFLICT DO NOTHING RETURNING id",
                (entry.id,),
            ).fetchone()
            if row:
                self._base.execute(
                    "INSERT INTO parts (rowid, msgid) VALUES (?, ?)", (row[0], entry.id)
                )
            else:
                row = self._base.execute(
                    "SELECT id FROM words WHERE msgid = ?", (entry.id,)
                ).fetchone()
            strings = json.dumps(entry.strings, ensure_ascii=False)
            self._base.execute(
                "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?)",
                (catalogue.path, tag, row[0], entry.context or "", entry.plural or "", strings,
                 machine),
            )  # fmt: skip

    def _forget(self, shown: str) -> None:
        # Words stay, and cost nothing: without a text none of them is ever offered.
        self._base.execute("DELETE FROM texts WHERE path = ?", (shown,))
        self._base.execute("DELETE FROM files WHERE path = ?", (shown,))


@contextlib.contextmanager
def remembering(root: Path, opposites: english.Opposites = english.KNOWN) -> Iterator[Memory]:
    """The memory that is kept in a project, or one without a file where none can be."""
    path: Path | None = None
    with contextlib.suppress(OSError, OutputError):
        path = hidden(root) / "memory.sqlite"
    try:
        memory = Memory(path, opposites)
    except sqlite3.Error:
        memory = Memory(None, opposites)
    try:
        yield memory
    finally:
        memory.close()


def _opened(path: Path) -> sqlite3.Connection:
    """The database, made anew where it is damaged or of another version."""
    base = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        (version,) = base.execute("PRAGMA user_version").fetchone()
        (health,) = base.execute("PRAGMA quick_check(1)").fetchone()
        if version == _VERSION and health == "ok":
            return base
        if version or health != "ok" or base.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise sqlite3.DatabaseError
    except sqlite3.OperationalError:
        base.close()
        raise
    except sqlite3.DatabaseError:
        base.close()
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        base = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
    return _made(base)


def _made(base: sqlite3.Connection) -> sqlite3.Connection:
    base.isolation_level = None
    base.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
    return base
