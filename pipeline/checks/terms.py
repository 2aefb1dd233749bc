"""Checks of a language's glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.checks import WARNING, Rendering, Said, Subject, check
from pipeline.checks.lexicon import expression, folded
from pipeline.checks.reading import Text

_STEM = 0.7
"""Of a word's letters, how many stay in all its forms."""
_LEAST = 4


@check("terms", "terms", WARNING)
def in_the_glossary_s_words(subject: Subject) -> Iterator[Said]:
    """Is each term rendered as the glossary of the language has it?

    A reader who meets two words for one thing believes that they are two things. Inflected
    forms count, whether the glossary lists them or not; in it `*` stands for any letters.
    """
    spaced = subject.around.lexicon.words.spaced
    for form, text in subject.texts:
        for term in _in_english(subject):
            known = (term.required, *term.allowed)
            if not any(_has(text, rendering, spaced) for rendering in known):
                yield Said(f"“{term.english}” should be rendered as “{term.required}”", form)


@check("forbidden-terms", "terms")
def no_forbidden_words(subject: Subject) -> Iterator[Said]:
    """Is the text free of renderings that the glossary forbids?

    They were forbidden because they frighten, mislead or mean something else.
    """
    for form, text in subject.texts:
        for term in _in_english(subject):
            if not term.forbidden:
                continue
            rest = _without(term, text.folded)
            for wrong in term.forbidden:
                spaced = subject.around.lexicon.words.spaced
                if match := _rendered(wrong, spaced).search(rest):
                    shown = match[0] if "*" in wrong else wrong
                    yield Said(
                        f"has “{shown}” for “{term.english}”; write “{term.required}”",
                        form,
                        text.raw.casefold().find(match[0]),
                    )


@check("names", "terms")
def names_stay(subject: Subject) -> Iterator[Said]:
    """Do the names that stay as they are in English stand there, letter by letter?

    A translated name of an organisation or a form cannot be found by anybody.
    """
    said = subject.source.plain
    for name in subject.around.keep:
        if name not in said or not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said):
            continue
        for form, text in subject.texts:
            if name not in text.plain:
                yield Said(f"the name “{name}” stays as it is, and is not found", form)


def _in_english(subject: Subject) -> Iterator[Rendering]:
    """The glossary's terms in the English; one within another counts as the longer alone."""
    said = subject.source.folded
    if not subject.around.terms:
        return
    for name in subject.around.keep:
        said = said.replace(name.casefold(), " ")
    for name, term in subject.around.longest_first:
        if name in said:
            expression = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
            rest = re.sub(expression, " ", said)
            if rest != said:
                said = rest
                yield term


def turned_terms(subject: Subject, text: Text) -> Iterator[tuple[str, str]]:
    """The glossary's opposites of which the English has the one and the text the other."""
    said = subject.source.folded
    for pair in subject.around.opposed:
        for one, other in (pair, pair[::-1]):
            if one.english.casefold() in said and other.english.casefold() not in said:
                rest = _without(one, text.folded)
                if any(_rendered(known, spaced=False).search(rest) for known in _known(other)):
                    yield one.english, other.english


def _known(term: Rendering) -> list[str]:
    """What a term may be rendered as, the longest first."""
    return sorted((term.required, *term.allowed), key=len, reverse=True)


def _without(term: Rendering, text: str) -> str:
    """A folded text without a term's right renderings."""
    for right in _known(term):
        text = _rendered(right, spaced=False).sub(" ", text)
    return text


@cache
def _rendered(rendering: str, spaced: bool) -> re.Pattern[str]:
    """A rendering in a folded text; `spaced` where it has to be words of its own."""
    words = expression(folded(rendering))
    return re.compile(rf"(?<!\w){words}(?!\w)" if spaced else words)


def _has(text: Text, rendering: str, spaced: bool) -> bool:
    if "*" in rendering:
        return bool(_rendered(rendering, spaced).search(text.folded))
    words = folded(rendering)
    if words in text.folded:
        return True
    if not spaced:
        return False
    stems = [word[: max(_LEAST, int(len(word) * _STEM))] for word in words.split()]
    return all(stem in text.folded for stem in stems)
