"""Lines of JSON that only grow, each with the hash of all that it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.errors import SourceError
from pipeline.model import Location

VERSION = 1


def record_id(said: Mapping[str, object]) -> str:
    """sha256 of the fields of a record but its id, as hex digits."""
    compact = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(compact.encode()).hexdigest()


def line_of(said: Mapping[str, object]) -> str:
    """A record as it is written: its version and id, then the other fields."""
    rest = {name: value for name, value in said.items() if name != "v"}
    return json.dumps({"v": said["v"], "id": record_id(said), **rest}, ensure_ascii=False)


def lines(
    path: Path, shown: str, unreadable: str, hint: str
) -> Iterator[tuple[str, Location]]:
    """The lines of a file that say something, each with its place; none without a file.

    Raises SourceError, which says what is `unreadable`.
    """
    try:
        text = path.read_bytes().decode() if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(unreadable, Location(shown, 1), hint=hint) from error
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.strip():
            yield line, Location(shown, number)


def parsed(
    line: str, at: Location, names: Collection[str], kinds: Collection[object], hint: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """A line's fields as they are, and those with these names as texts.

    Raises SourceError for a line that says nothing certain: another version, a kind that is
    none of `kinds`, a moment without its offset.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError("the line is no JSON", at, hint=hint) from error
    if not isinstance(said, dict) or said.get("v") != VERSION:
        raise SourceError(f"the line is no record of version {VERSION}", at, hint=hint)
    texts = {name: said.get(name) or "" for name in names}
    strange = [name for name, text in texts.items() if not isinstance(text, str)]
    if said.get("kind") not in kinds:
        strange.append("kind")
    if not strange and not _is_moment(texts["on"]):
        strange.append("on")
    if strange:
        raise SourceError(f"“{strange[0]}” does not say what it should", at, hint=hint)
    return said, texts


def require_id(said: Mapping[str, object], own: str, at: Location, hint: str) -> None:
    """Raise SourceError for a line that somebody has rewritten."""
    if own != said.get("id"):
        raise SourceError("the line is not what its id was made of", at, hint=hint)


def _is_moment(text: str) -> bool:
    """Whether it says a time with its offset."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
