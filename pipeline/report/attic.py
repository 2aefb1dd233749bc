"""Texts of the attics -> text and JSON."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.po import Kept
from pipeline.report import as_json, for_terminal

_WORDS = 40
"""How many letters of a text a line shows."""

Row = tuple[str, str, Kept]
"""Language, leaflet, text."""


def attic_text(rows: Iterable[Row]) -> str:
    """One text a line: id, language, leaflet, day, reason, the beginnings of its words."""
    lines = []
    for tag, leaflet, kept in rows:
        entry = kept.entry
        restored = f" (brought back on {kept.restored})" if kept.restored else ""
        words = f"“{_begin(entry.id)}” → “{_begin(next(filter(None, entry.strings), ''))}”"
        day = kept.on or "no day"
        line = f"{kept.id[:12]}  {tag}  {leaflet}  {day}  {words}  {kept.why}{restored}"
        lines.append(for_terminal(line))
    lines.append(f"{len(lines)} texts")
    return "\n".join(lines)


def attic_json(rows: Iterable[Row]) -> str:
    """The texts with everything that is known of them: version 1."""
    found = []
    for tag, leaflet, kept in rows:
        entry = kept.entry
        found.append(
            {
                "id": kept.id,
                "language": tag,
                "leaflet": leaflet,
                "path": entry.at.path,
                "line": entry.at.line,
                "on": kept.on or None,
                "why": kept.why,
                "restored": kept.restored or None,
                "context": entry.context,
                "msgid": entry.id,
                "msgid_plural": entry.plural,
                "msgstr": list(entry.strings),
                "flags": list(entry.flags),
                "comments": list(entry.comments),
            }
        )
    return as_json({"version": 1, "texts": found})


def _begin(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WORDS else f"{text[: _WORDS - 1]}…"
