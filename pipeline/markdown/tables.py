"""The rows of a table as they are written: what the parser would drop, or take for words."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RULE = re.compile(r"(?=.*\|)(?=.*-)[\s|:-]+")
_PIPE = re.compile(r"(?<!\\)\|")
_CONTEXT = r"<!-- *context: *([a-z0-9][a-z0-9-]{0,63}) *-->"
_CELL_CONTEXT = re.compile(rf"{_CONTEXT}(.*)|(?=.*<!--)(.*?){_CONTEXT}$")
_BLOCK_IN_CELL = re.compile(r"\s*(?:[-*+>]|\d+[.)])\s+\S")


def table_start(paragraph: str) -> int | None:
    """The line in a paragraph at which a table was meant to begin; None if none was."""
    rows = paragraph.split("\n")
    rule = next((n for n, row in enumerate(rows) if _RULE.fullmatch(row)), None)
    if rule is None and not paragraph.lstrip().startswith("|"):
        return None
    return max((rule or 0) - 1, 0)


def row_problems(row: str, columns: int | None) -> Iterator[tuple[str, str]]:
    """What is wrong with a row, and the way out; `columns` is None for the heading's row."""
    parts = _PIPE.split(row.strip().removeprefix("|"))
    cells = parts[:-1] if not parts[-1].strip() else parts
    if columns is not None and len(cells) > columns:
        yield "a cell without a column", "write a heading for its column"
    for cell in cells:
        if _BLOCK_IN_CELL.match(cell):
            yield "a list or a quote in a cell has no place in a leaflet", "write words alone"


def cell_context(content: str) -> tuple[str, str]:
    """A cell's words, and the context that a comment beside them gives; empty if none does."""
    match = _CELL_CONTEXT.match(content)
    if not match:
        return content, ""
    return (match[2] or match[3] or "").strip(), match[1] or match[4]
