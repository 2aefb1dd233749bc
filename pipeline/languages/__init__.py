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
        if "lengths" in row:
            row["lengths"] = tuple(row["lengths"])
    return MappingProxyType({row["tag"]: Language(**row) for row in rows})


def find(name: str, at: Location | None = None) -> Language:
    """The language of a BCP 47 tag or a POSIX name, in any case.

    Raises ProjectError for a name that the registry does not have.
    """
    known = {tag.lower(): language for tag, language in registry().items()}
    wanted = name.replace("_", "-").lower()
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=1)
    hint = f"did you mean {known[near[0]].posix}? " if near else ""
    raise ProjectError(
        f"“{name}” is no language of the registry",
        at,
        hint=f"{hint}pipeline/languages/registry.toml lists the names",
    )


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
