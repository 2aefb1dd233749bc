"""The registry: what the pipeline knows of each language.

The data stand in `registry.toml`, one row a language. This is the only place that asks Babel
for locale data.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from pipeline.errors import ProjectError
from pipeline.model import Language, Location

SOURCE = "en-GB"
"""The language that leaflets are written in. Not `en`: Babel takes that for American."""

_BABEL = {"prs": "fa_AF"}


@cache
def registry() -> Mapping[str, Language]:
    """Every language by its tag, in the order of menus."""
    text = files(__name__).joinpath("registry.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["language"]
    for row in rows:
        for key in ("lengths", "aliases"):
            if key in row:
                row[key] = tuple(row[key])
    return MappingProxyType({row["tag"]: Language(**row) for row in rows})


def find(name: str, at: Location | None = None) -> Language:
    """The language of a BCP 47 tag or a POSIX name, in any case.

    Raises ProjectError for a name that the registry does not have.
    """
    known = {tag.lower(): language for tag, language in registry().items()}
    wanted = name.replace("_", "-").lower()
    if wanted in known:
        return known[wanted]
    known |= {name: language for name, language in _aliases().items() if name not in known}
    near = [wanted] if wanted in known else difflib.get_close_matches(wanted, known, n=1)
    hint = f"did you mean {known[near[0]].posix}? " if near else ""
    raise ProjectError(
        f"“{name}” is no language of the registry",
        at,
        hint=f"{hint}`polyleaf languages` lists the names",
    )


@cache
def _aliases() -> Mapping[str, Language]:
    """Every language that another name means for certain, by that name in small letters."""
    found: dict[str, Language | None] = {}
    for language in registry().values():
        for name in {language.iso639_3, *language.aliases} - {""}:
            found[name.lower()] = None if name.lower() in found else language
    return {name: language for name, language in found.items() if language}


def alphabet(tag: str) -> frozenset[str]:
    """Every letter that a language is written with, in small; empty where none is listed."""
    return frozenset(_alphabets().get(tag, {}).get("letters", ""))


def foreign_letters(tag: str) -> frozenset[str]:
    """Letters of the other way of writing Chinese."""
    return frozenset(_alphabets().get(tag, {}).get("foreign", ""))


@cache
def _alphabets() -> Mapping[str, Mapping[str, str]]:
    text = files(__name__).joinpath("alphabets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def long_date(tag: str, day: date) -> str:
    """A date in the language's own words, with Western digits."""
    from babel.dates import format_date  # 0.1 s that most commands never need

    return format_date(day, format="long", locale=babel_name(tag))


def babel_name(tag: str) -> str:
    """What Babel calls a language."""
    return _BABEL.get(tag, tag.replace("-", "_"))
