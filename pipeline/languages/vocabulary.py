"""`words/<tag>.toml` and CLDR's months -> the words by which checks read a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.languages import babel_name, find
from pipeline.model import Patterns, Words

_UNSPACED = ("Hans", "Hant", "Jpan", "Thai", "Laoo", "Khmr", "Mymr")
_KEYS = {
    "negation": "negation",
    "not-negation": "not_negation",
    "maybe-negation": "maybe_negation",
    "negation-of-some": "negation_of_some",
    "says-with-not": "says_with_not",
    "nor": "nor",
    "avoidance": "avoidance",
    "unless": "unless",
    "unless-negates": "unless_negates",
    "hedges": "hedges",
    "opposites": "opposites",
    "numbers": "numbers",
    "units": "units",
    "ratio": "ratio",
}
_SHORTEST = 2
"""Letters of a month's name below which it is no name that a text can be searched for."""


@cache
def words(tag: str) -> Words:
    """What is known of a language's words; of some, only the months are."""
    folder = files("pipeline.languages").joinpath("words")
    path = folder.joinpath(f"{tag}.toml")
    said: dict[str, Any] = {}
    if path.is_file():
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    return Words(
        spaced=find(tag).script not in _UNSPACED,
        months=_months(tag, said.pop("months", {})),
        **{_KEYS[key]: _frozen(value) for key, value in said.items()},
    )


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: tuple(item) for key, item in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _months(tag: str, also: Mapping[str, Patterns]) -> tuple[tuple[str, ...], ...]:
    """The names of the twelve months, alone and in a date, and how else they are spelled."""
    from babel import Locale  # 0.1 s that most commands never need

    found: list[dict[str, None]] = [{} for _ in range(12)]
    named = Locale.parse(babel_name(tag)).months
    for context in ("format", "stand-alone"):
        for number, name in named[context]["wide"].items():
            bare = name.casefold()
            if len(bare) >= _SHORTEST and not any(letter.isdecimal() for letter in bare):
                found[number - 1][bare] = None
    for month, names in also.items():
        found[int(month) - 1].update(dict.fromkeys(names))
    return tuple(map(tuple, found))
