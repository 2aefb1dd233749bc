"""A TOML file -> its table, and the line that each key of it stands on."""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import ProjectError
from pipeline.model import Location

Keys = tuple[str | int, ...]
"""Where a value stands in a table: names of keys, and places in lists."""


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a file says; an empty table if there is no file."""

    path: str
    text: str = field(default="", repr=False)
    table: Mapping[str, Any] = field(default_factory=dict)

    def lines(self) -> dict[Keys, int]:
        """The line of each key and table."""
        return dict(_lines(self.text))


def read(root: Path, path: str) -> TomlFile:
    """Read a file; what cannot be read is raised with its line."""
    try:
        raw = (root / path).read_bytes().removeprefix(codecs.BOM_UTF8)
    except FileNotFoundError:
        return TomlFile(path)
    except OSError as error:
        raise ProjectError(f"cannot be read: {error.strerror}", Location(path, 1)) from error
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ProjectError("the file is not UTF-8", Location(path, line)) from error
    try:
        return TomlFile(path, text, tomllib.loads(text))
    except RecursionError as error:
        raise ProjectError("lists are nested too deeply", Location(path, 1)) from error
    except tomllib.TOMLDecodeError as error:
        raise _broken(path, text, str(error)) from error
    except ValueError as error:  # Python's own limit, which keeps no line
        raise ProjectError("a number has too many digits", Location(path, 1)) from error


def nearest(lines: Mapping[Keys, int], keys: Keys) -> int:
    """The line of a key, or of the nearest table around it."""
    while keys and keys not in lines:
        keys = keys[:-1]
    return lines.get(keys, 1)


def _broken(path: str, text: str, said: str) -> ProjectError:
    words, _, where = said.partition(" (at ")
    line = re.match(r"line (\d+)", where)
    last = text.rstrip().count("\n") + 1 if where.startswith("end") else 1
    place = Location(path, int(line[1]) if line else last)
    return ProjectError(words[:1].lower() + words[1:], place)


def _lines(text: str) -> Iterator[tuple[Keys, int]]:
    """Later pairs win: the header of a table comes before what an earlier one implied."""
    within: Keys = ()
    lengths: dict[Keys, int] = {}
    known: set[Keys] = set()
    for line, statement, table in _statements(text):
        if statement.startswith("["):
            within = _header(table, lengths)
            known.add(within)
            yield within, line
            continue
        for keys in _paths(within, table):
            if keys not in known:
                known.add(keys)
                yield keys, line


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Each header and each `key = value` with its first line.

    A statement of TOML ends with the first line at which it can be read by itself.
    """
    start, statement = 1, ""
    for number, line in enumerate(text.split("\n"), start=1):
        statement += line + "\n"
        try:
            table = tomllib.loads(statement)
        except (ValueError, RecursionError):
            continue
        if table:
            yield start, statement.lstrip(), table
        start, statement = number + 1, ""


def _header(table: Any, lengths: dict[Keys, int]) -> Keys:
    """The keys of a header; in a list of tables it means the last of them."""
    keys: Keys = ()
    while table:
        ((name, table),) = table.items()
        keys = (*keys, name)
        if isinstance(table, list):
            lengths[keys] = lengths.get(keys, 0) + 1
            table = table[0]
        if keys in lengths:
            keys = (*keys, lengths[keys] - 1)
    return keys


def _paths(within: Keys, table: Mapping[str, Any]) -> Iterator[Keys]:
    for name, value in table.items():
        yield (*within, name)
        if isinstance(value, dict):
            yield from _paths((*within, name), value)
