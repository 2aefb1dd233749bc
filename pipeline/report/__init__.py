"""Coverage and verdicts -> text and JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

from pipeline.model import Unit, Verdict
from pipeline.units import short, source_hash

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)


def as_json(value: object) -> str:
    """JSON as every command prints it."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def for_terminal(text: str) -> str:
    """The text with control characters spelled out, so that none acts on a terminal."""
    return _CONTROLS.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def in_one_line(text: str) -> str:
    """The text for a terminal, with each line break as a blank."""
    return for_terminal(text.replace("\n", " "))


def status_json(verdicts: Iterable[Verdict]) -> str:
    """The coverage of every section in every language: version 1."""
    rows = [
        {
            "leaflet": verdict.leaflet,
            "language": verdict.language.tag,
            "state": verdict.outcome.value,
            "sections": [
                {
                    "id": section.id,
                    "units": section.units,
                    "translated": section.translated,
                    "fuzzy": section.fuzzy,
                    "untranslated": section.untranslated,
                }
                for section in verdict.sections
            ],
            "reasons": list(verdict.reasons),
        }
        for verdict in verdicts
    ]
    return as_json({"version": 1, "editions": rows})


def status_text(verdicts: Sequence[Verdict]) -> str:
    """For each leaflet a table: a line a section, a column a language, per cent translated."""
    parts = []
    for leaflet in dict.fromkeys(verdict.leaflet for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.leaflet == leaflet]
        sections = dict.fromkeys(section.id for verdict in own for section in verdict.sections)
        rows = [[leaflet, *(verdict.language.tag for verdict in own)]]
        for name in sections:
            rows.append([name, *(_percent(verdict, name) for verdict in own)])
        rows.append(["state", *(verdict.outcome.value for verdict in own)])
        parts.append(_table(rows))
        parts += [
            f"held: {for_terminal(reason)}" for verdict in own for reason in verdict.reasons
        ]
    return "\n".join(parts)


def _percent(verdict: Verdict, section: str) -> str:
    for counted in verdict.sections:
        if counted.id == section:
            return f"{counted.percent}%"
    return "–"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell + " " * (width - _width(cell))
            for cell, width in zip(row, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    marks = sum(bool(unicodedata.combining(letter)) for letter in text)
    return len(text) + wide - marks


def units_json(units: Iterable[Unit], facts: dict[str, str]) -> str:
    """Every unit with its places and hashes."""
    rows = []
    for unit in units:
        source = source_hash(unit, facts)
        rows.append(
            {
                "leaflet": unit.owner,
                "context": unit.msgctxt,
                "section": unit.section,
                "role": unit.role,
                "msgid": unit.msgid,
                "msgid_plural": unit.msgid_plural or None,
                "stem": unit.stem or None,
                "unit": short(source),
                "source": source,
                "comments": list(unit.comments),
                "places": [{"path": at.path, "line": at.line} for at in unit.places],
                "only": list(unit.only),
                "not": list(unit.exclude),
            }
        )
    return as_json({"version": 1, "units": rows})


def units_text(units: Iterable[Unit]) -> str:
    """One unit a line: place, context, words."""
    return "\n".join(
        in_one_line(f"{unit.places[0]}: {unit.msgctxt}: {unit.msgid}") for unit in units
    )
