"""Artifacts -> the output folder, the manifest last.

Each file is written beside its place and moved in, so a file that stands in the manifest with
its hash is whole, whatever stopped a build.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline import files
from pipeline.errors import OutputError
from pipeline.model import Artifact

MANIFEST = "manifest.json"

Row = dict[str, Any]
"""A file's line in the manifest."""


class Publisher:
    """Writes files as they come, and the manifest when all are there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, Row] = {}
        self.unreadable = False
        """Whether a manifest stands there that cannot be read."""
        self._old = self._read()

    @property
    def before(self) -> set[tuple[str, str]]:
        """The editions of the manifest that stands there, by leaflet and tag."""
        return {_about(row) for row in self._old}

    def is_whole(self, edition: tuple[str, str]) -> bool:
        """Whether an edition's files stand there as the manifest has them."""
        rows = [row for row in self._old if _about(row) == edition]
        return bool(rows) and all(self._stands(row) for row in rows)

    def _stands(self, row: Row) -> bool:
        try:
            content = (self.folder / row["path"]).read_bytes()
        except OSError:
            return False
        return hashlib.sha256(content).hexdigest() == row.get("sha256")

    def put(self, artifact: Artifact) -> None:
        """Write one file, as a whole or not at all.

        Raises OutputError, with the file that stood there untouched.
        """
        path = PurePosixPath(artifact.path)
        if path.is_absolute() or ".." in path.parts:
            raise OutputError(f"“{artifact.path}” leads out of the output folder")
        row: Row = {
            "path": artifact.path,
            "sha256": hashlib.sha256(artifact.content).hexdigest(),
            "size": len(artifact.content),
        }
        about = ("leaflet", "language", "state", "source", "catalogue")
        row |= {name: getattr(artifact, name) for name in about if getattr(artifact, name)}
        self.rows[artifact.path] = row
        self._write(artifact.path, artifact.content)

    def finish(self, kept: Collection[tuple[str, str]] = (), own: Collection[str] = ()) -> int:
        """Write the manifest, then remove what it does not name; the number of files in it.

        `kept` are the editions, by leaflet and tag, that this build left as they stood; `own`
        are paths that are ours whatever the manifest before said, and even if it was lost.
        """
        pictures = {(leaflet, "") for leaflet, _ in kept}
        for row in self._old:
            about = _about(row)
            if (about in kept or (about[0] and about in pictures)) and self._stands(row):
                self.rows.setdefault(row["path"], row)
        table = {"version": 1, "files": [self.rows[path] for path in sorted(self.rows)]}
        text = json.dumps(table, ensure_ascii=False, indent=1) + "\n"
        self._write(MANIFEST, text.encode())
        self._clear(own)
        return len(self.rows)

    def _read(self) -> list[Row]:
        """The rows of the manifest that stands there."""
        try:
            table = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
            return [row for row in table["files"] if isinstance(row["path"], str)]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError):
            self.unreadable = True
            return []

    def _write(self, path: str, content: bytes) -> None:
        files.write_bytes(self.folder / path, content, f"{self.folder.name}/{path}")

    def _clear(self, own: Collection[str]) -> None:
        """Remove what is ours and not in the manifest; never anything else."""
        gone = {*own, *(row["path"] for row in self._old)} - self.rows.keys()
        for path in sorted(gone):
            parts = PurePosixPath(path)
            if parts.is_absolute() or ".." in parts.parts:
                continue
            with contextlib.suppress(OSError):
                (self.folder / path).unlink()
                (self.folder / path).parent.rmdir()
        files.clear(self.folder)


def _about(row: Row) -> tuple[str, str]:
    return str(row.get("leaflet", "")), str(row.get("language", ""))
