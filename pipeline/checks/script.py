"""Checks of letters and of what steers them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pipeline.checks import Subject, Surroundings, check

_OPEN = "\u2066\u2067\u2068"
_CLOSE = "\u2069"
_BROKEN = "\ufffd\ufeff"
_EMBEDDING = "\u202a\u202b\u202c\u202d\u202e"


@check("bidi-controls")
def no_reordering(subject: Subject) -> Iterator[str]:
    """Is the translation free of hidden characters that turn the order of letters?

    An override shows “0808” as “8080”, and an isolate that is never closed runs on into the
    sentences after it. The program isolates numbers and names by itself.
    """
    for text in subject.strings:
        for letter in sorted(set(text) & set(_EMBEDDING)):
            yield f"holds {_named(letter)}, which turns the order of letters; take it away"
        for letter in sorted(set(text) & set(_BROKEN)):
            yield f"holds {_named(letter)}, which a broken file leaves behind; take it away"
        depth = 0
        for letter in text:
            depth += (letter in _OPEN) - (letter in _CLOSE)
            if depth < 0:
                break
        if depth:
            what = "closes an isolate that it did not open" if depth < 0 else (
                "opens an isolate that it never closes"
            )  # fmt: skip
            yield f"{what} (U+2066…U+2069); take them away, the program sets them"


@check("fonts")
def can_be_drawn(subject: Subject) -> Iterator[str]:
    """Can every letter be printed?

    A letter that the fonts lack comes out as an empty box, and no reader can guess it.
    """
    for text in subject.strings:
        yield from no_font(text, subject.around)


def no_font(text: str, around: Surroundings) -> Iterator[str]:
    """What is said of each letter of a text that no font of the language has."""
    for letter in around.uncovered(text):
        yield f"no font of {around.language.name} has {_named(letter)}"


def _named(letter: str) -> str:
    shown = (
        f"“{letter}” " if letter.isprintable() and not unicodedata.combining(letter) else ""
    )
    return f"{shown}U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"
