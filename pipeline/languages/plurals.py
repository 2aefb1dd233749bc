"""Plural-Forms header -> which form each number takes.

The rule comes from a file, so it is parsed by a grammar of its own and never run as code.
The grammar is C's, as the gettext manual gives it ("Plural forms").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from operator import add, eq, floordiv, ge, gt, le, lt, mod, mul, ne, sub

from pipeline.model import Language

NUMBERS = (*range(1000), 1_000_000)
"""The numbers by whose forms two rules are compared."""

_MOST_FORMS = 10
_LONGEST = 1000
_DEEPEST = 40
_HEADER = re.compile(r"\s*nplurals\s*=\s*([0-9]{1,4})\s*;\s*plural\s*=([^;]+);?\s*")
_TOKEN = re.compile(r"\s*(\d{1,9}|n|\|\||&&|[=!<>]=|[-<>+*/%!?:()])", re.ASCII)

_Rule = Callable[[int], int]
_Join = Callable[[_Rule, _Rule], _Rule]


def _either(left: _Rule, right: _Rule) -> _Rule:
    return lambda n: bool(left(n) or right(n))


def _both(left: _Rule, right: _Rule) -> _Rule:
    return lambda n: bool(left(n) and right(n))


def _of_values(operation: Callable[[int, int], int]) -> _Join:
    return lambda left, right: lambda n: operation(left(n), right(n))


_LEVELS: tuple[dict[str, _Join], ...] = (
    {"||": _either},  # like && it leaves its right side alone where the left one decides
    {"&&": _both},
    {"==": _of_values(eq), "!=": _of_values(ne)},
    {"<": _of_values(lt), ">": _of_values(gt), "<=": _of_values(le), ">=": _of_values(ge)},
    {"+": _of_values(add), "-": _of_values(sub)},
    {"*": _of_values(mul), "/": _of_values(floordiv), "%": _of_values(mod)},
)


class PluralError(ValueError):
    """A header that gives no usable rule; the message says why."""


@cache
def forms(header: str) -> tuple[int, ...]:
    """The form that each of NUMBERS takes under a Plural-Forms header.

    Raises PluralError if the header cannot be read, or leads to a form that is not there.
    """
    match = _HEADER.fullmatch(header) if len(header) <= _LONGEST else None
    if not match:
        raise PluralError("this is not of the form “nplurals=…; plural=…;”")
    count = int(match[1])
    if not 1 <= count <= _MOST_FORMS:
        raise PluralError(f"{count} plural forms: no language has so many")
    try:
        rule = _Parser(match[2].strip()).whole()
        found = tuple(int(rule(number)) for number in NUMBERS)
    except (ZeroDivisionError, OverflowError, RecursionError) as error:
        raise PluralError("the rule divides by zero or runs away") from error
    if not all(0 <= form < count for form in found):
        raise PluralError(f"the rule leads to a form that is not among nplurals={count}")
    return found


def problem(header: str, language: Language) -> str:
    """What is wrong with a Plural-Forms header for a language; empty if nothing is."""
    try:
        same = forms(header) == forms(language.plural_forms)
    except PluralError as error:
        return str(error)
    return "" if same else f"“{header}” gives other forms than {language.name} has"


class _Parser:
    """Turns a C expression over n into a function; precedence climbs by level."""

    def __init__(self, text: str) -> None:
        self.tokens = list(self._split(text))
        self.depth = 0

    @staticmethod
    def _split(text: str) -> Iterator[str]:
        place = 0
        while place < len(text):
            match = _TOKEN.match(text, place)
            if not match:
                raise PluralError(f"“{text[place:].strip()[:20]}” is no part of a plural rule")
            yield match[1]
            place = match.end()

    def whole(self) -> _Rule:
        """The function for the whole text."""
        self.tokens.reverse()
        rule = self._choice()
        if self.tokens:
            raise PluralError(
                f"the plural rule goes on after its end with “{self.tokens[-1]}”"
            )
        return rule

    def _peek(self) -> str:
        return self.tokens[-1] if self.tokens else ""

    def _take(self, wanted: str = "") -> str:
        if not self.tokens or (wanted and self.tokens[-1] != wanted):
            raise PluralError(
                f"the plural rule lacks {f'“{wanted}”' if wanted else 'its end'}"
            )
        return self.tokens.pop()

    def _choice(self) -> _Rule:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PluralError("the plural rule is nested too deeply")
        test = self._binary(0)
        if self._peek() == "?":
            self._take()
            yes = self._choice()
            self._take(":")
            no = self._choice()
            chosen = test
            test = lambda n: yes(n) if chosen(n) else no(n)  # noqa: E731
        self.depth -= 1
        return test

    def _binary(self, level: int) -> _Rule:
        if level == len(_LEVELS):
            return self._single()
        left = self._binary(level + 1)
        while self._peek() in _LEVELS[level]:
            left = _LEVELS[level][self._take()](left, self._binary(level + 1))
        return left

    def _single(self) -> _Rule:
        token = self._take()
        if token == "n":
            return lambda n: n
        if token.isdigit():
            return lambda n, value=int(token): value  # type: ignore[misc]
        if token == "!":
            inner = self._single()
            return lambda n: not inner(n)
        if token == "(":
            inner = self._choice()
            self._take(")")
            return inner
        raise PluralError(f"“{token}” stands in the wrong place of the plural rule")
