"""Where in the lines of a catalogue a character of a string stands."""

from __future__ import annotations

import re

from pipeline.model import Entry

_LINE = re.compile(r'\s*(?:msgstr(?:\s*\[\s*(\d+)\s*\])?\s*)?"((?:[^"\\]|\\.)*)"\s*$')
_SIGN = re.compile(r"\\(?:[0-7]{1,3}|x[0-9a-fA-F]+|.)|[^\\]")


def place(entry: Entry, form: int, offset: int) -> tuple[int, int]:
    """Line and column, counted from 1, of a string's character, or of its msgstr.

    What cannot be told with certainty is told as the beginning of the entry's first msgstr.
    """
    start = (entry.string_line or entry.at.line), 1
    if not entry.raw or not entry.string_line:
        return start
    lines = entry.raw.split("\n")
    first = next((n for n, line in enumerate(lines) if line.startswith("msgstr")), -1)
    if first < 0:
        return start
    number = -1
    where = start
    for line_number, line in enumerate(lines[first:], start=entry.string_line):
        match = _LINE.match(line)
        if not match:
            continue
        if line.lstrip().startswith("msgstr"):
            number = int(match[1] or 0)
            if number == form:
                where = line_number, 1
        if number != form:
            continue
        if offset < 0:
            return where
        signs = list(_SIGN.finditer(match[2]))
        if offset < len(signs):
            return line_number, match.start(2) + signs[offset].start() + 1
        offset -= len(signs)
    return where
