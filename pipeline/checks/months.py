"""The name of a month -> where a text has it."""

from __future__ import annotations

import re
from functools import cache

from pipeline.checks.lexicon import folded


@cache
def named(name: str) -> re.Pattern[str]:
    """A month's name in all its cases."""
    name = folded(name)
    if len(name) < 5:
        return re.compile(rf"(?<![^\W\d]){re.escape(name)}(?!\w)")
    return re.compile(rf"(?<![^\W\d]){re.escape(name[: max(4, len(name) - 2)])}")


@cache
def dated(name: str) -> re.Pattern[str]:
    """The same where a number stands beside it, which makes it a month for certain."""
    stem = named(name).pattern
    return re.compile(rf"[0-9][^\W0-9]{{0,3}}[.,]? {stem}|{stem}\w{{0,4}},? [0-9]")
