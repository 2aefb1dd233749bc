"""The font files, which language uses which, and what each covers.

Nothing is ever taken from the system: an edition looks the same on every machine, and a
character that no family here has is an error that names it.
"""

from __future__ import annotations

import json
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from pipeline.errors import ProjectError
from pipeline.model import Language

LAST = "Noto Sans"
"""The family that ends every stack: script fonts lack Latin letters and punctuation."""

_NO_GLYPH = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u00ad\n")
"""What steers layout and is never drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One typeface in two weights."""

    name: str
    file: str
    """The stem of the files' names."""
    size: float
    """Relative to Noto Sans, so that scripts look alike large."""
    leading: float
    """White between lines in print, in ems."""
    line: float
    """Height of a line on the web, in ems."""
    edges: tuple[str, ...] = ()
    """Typst's names for a line box's top and bottom, where glyphs reach far."""
    web: bool
    """Whether web pages bring it along."""


@cache
def families() -> Mapping[str, Family]:
    """Every family by its name."""
    table = tomllib.loads(files(__name__).joinpath("fonts.toml").read_text(encoding="utf-8"))
    names = ("name", "file", "size", "leading", "line", "web")
    rows = (
        Family(**{name: row[name] for name in names}, edges=tuple(row.get("edges", ())))
        for row in table["family"]
    )
    return MappingProxyType({row.name: row for row in rows})


def stack(language: Language) -> tuple[Family, ...]:
    """The families that set a language, in the order in which glyphs are looked for.

    Raises ProjectError where the language's font is not among the vendored ones.
    """
    known = families()
    if language.font not in known:
        raise ProjectError(
            f"{language.name} ({language.tag}) needs the font {language.font}, "
            "which is not vendored yet",
            hint="add it to pipeline/fonts/fonts.toml and run scripts/vendor_fonts.py",
        )
    return tuple(known[name] for name in dict.fromkeys((language.font, LAST)))


def folder() -> Path:
    """Where the font files stand; the PDF engine reads them there."""
    return Path(str(files(__name__).joinpath("files")))


def web_file(name: str) -> bytes:
    """A web font by the stem of its file's name."""
    return files(__name__).joinpath("web", f"{name}.woff2").read_bytes()


def uncovered(text: str, stack: Iterable[Family]) -> str:
    """The characters of a text that no family of the stack can draw, each once."""
    names = tuple(family.name for family in stack)
    known = _known(names)
    strange = set(text) - known
    if not strange:
        return ""
    tables = [_coverage()[name] for name in names]
    lacking = {
        letter for letter in strange if not any(_has(table, ord(letter)) for table in tables)
    }
    known |= strange - lacking
    return "".join(sorted(lacking))


@cache
def _known(names: tuple[str, ...]) -> set[str]:
    """Characters that need no second look in a stack: it grows."""
    return set(_NO_GLYPH)


def _has(edges: tuple[int, ...], code: int) -> bool:
    # An odd place means: behind a first code point and not yet behind its last.
    return bisect_right(edges, code) % 2 == 1


@cache
def _coverage() -> Mapping[str, tuple[int, ...]]:
    text = files(__name__).joinpath("coverage.json").read_text(encoding="utf-8")
    table: dict[str, list[tuple[int, int]]] = json.loads(text)
    return {
        name: tuple(edge for first, last in rows for edge in (first, last + 1))
        for name, rows in table.items()
    }
