"""Checks of the words that turn a sentence round: not, usually, before and after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.checks import WARNING, Said, Subject, check
from pipeline.checks.lexicon import AVOID, MAYBE, NEGATION, SIDES, UNLESS, Lexicon, folded
from pipeline.checks.reading import Text

_HEDGES = {
    "usually": ("usually", "often"),
    "most": ("most", "usually"),
    "often": ("often", "usually"),
    "may": ("may", "likely", "sometimes"),
    "sometimes": ("sometimes", "may", "often"),
    "about": ("about", "almost"),
    "almost": ("almost", "about"),
    "likely": ("likely", "may"),
    "rarely": ("rarely",),
}
"""Hedges, with those that languages say for them."""
_OR = re.compile(r"\bn?or\b")
_NO_MORE = re.compile(r"\bno more than\b")
_NO_HEDGE = {
    "about": re.compile(
        r"^(?!.*\babout (?:[£$€]?[0-9]|half|one|two|three|four|five|six|ten))"
    ),
    "often": re.compile(r"\b(?:more|how) often\b"),
}
"""Where an English hedge is none: “about” makes nothing but a number a rough one."""
_CERTAIN = (
    ("left", "right"),
    ("positive", "negative"),
    ("benign", "malignant"),
    ("day", "night"),
)
"""Sides that nothing else is said by."""
_TURNS = (("up", "down"), ("earlier", "later"))
"""Sides of many words, of which languages say one for the other."""


@check("negation", "safety")
def says_not(subject: Subject) -> Iterator[Said]:
    """Where the English says “not”, does the translation say it too?

    “You need treatment” for “You do not need treatment” reads well, and is the worst mistake
    that there is. The English says not, no, never, without, cannot or non-; the translation
    has to have one of the negations of its language, in the same sentence if both have the
    same number of sentences.
    """
    english, lexicon = subject.around.english, subject.around.lexicon
    if NEGATION not in lexicon.known:
        return
    for form, text in subject.texts:
        for ours, theirs, where in _sentences(english, lexicon, subject.source, text):
            if ours[NEGATION] and not _negations(ours, theirs):
                yield Said(f"the English says “not”{where}, and no negation is found", form)
        if _NO_MORE.search(subject.source.folded):
            ours, theirs = subject.source.said(english), text.said(lexicon)
            negations = _negations(ours, theirs)
            if theirs["opposite:more"] >= ours["opposite:more"] and (
                negations <= ours[NEGATION]
            ):
                yield Said("the English says “no more than”, this may say “more than”", form)


@check("negation-count", "safety", WARNING)
def says_not_as_often(subject: Subject) -> Iterator[Said]:
    """Does the translation say “not” where the English does not, or less often?

    A second negation may have been lost, or one may have been put in. Languages differ here,
    so this only asks for a second look.
    """
    english, lexicon = subject.around.english, subject.around.lexicon
    if NEGATION not in lexicon.known:
        return
    # “No treatment or tests” may well be “no treatment and no tests”.
    either = bool(_OR.search(subject.source.folded))
    for form, text in subject.texts:
        if subject.unit.msgid_plural and form in subject.around.lone_forms:
            continue  # “No sections” for 0 of them.
        for ours, theirs, where in _sentences(english, lexicon, subject.source, text):
            said, there = ours[NEGATION], _negations(ours, theirs)
            if lexicon.words.unless_negates:
                said += ours[UNLESS]
            if 0 < there < said:
                yield Said(f"the English says “not” {said} times{where}, this {there}", form)
            elif there > said + said * either and not ours[MAYBE]:
                more = f" {there} times{where}, the English {said}"
                alone = f"{where}, where the English does not"
                yield Said(f"says “not”{more if said else alone}", form)


def _negations(ours: Counter[str], theirs: Counter[str]) -> int:
    """How often a translation says “not”; “avoid” counts where the English has none itself."""
    return theirs[NEGATION] + (0 if ours[AVOID] else theirs[AVOID])


_Pair = tuple[Counter[str], Counter[str], str]
"""What a sentence says and what its translation says, and which it is."""


def _sentences(
    english: Lexicon, lexicon: Lexicon, source: Text, text: Text
) -> tuple[_Pair, ...]:
    """What pairs of sentences say, or whole texts where they do not pair; found only once."""
    known: tuple[_Pair, ...] | None = text.__dict__.get("pairs")
    if known is None:
        known = text.__dict__["pairs"] = tuple(_paired(english, lexicon, source, text))
    return known


def _paired(english: Lexicon, lexicon: Lexicon, source: Text, text: Text) -> Iterator[_Pair]:
    whole = source.said(english), text.said(lexicon)
    if not whole[0] and not whole[1]:
        return
    ours, theirs = source.sentences, text.sentences
    if len(ours) < 2 or len(ours) != len(theirs):
        yield *whole, ""
        return
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        yield english.said(one), lexicon.said(other), f" in sentence {number}"


@check("hedges", "safety", WARNING)
def says_usually(subject: Subject) -> Iterator[Said]:
    """Where the English says “usually”, “may” or “most”, does the translation say it too?

    Without it a possibility becomes a promise or a sentence.
    """
    english, lexicon = subject.around.english, subject.around.lexicon
    unasked = {
        name for name, expression in _NO_HEDGE.items()
        if expression.search(subject.source.folded)
    }  # fmt: skip
    for form, text in subject.texts:
        for ours, theirs, where in _sentences(english, lexicon, subject.source, text):
            if not any(name.startswith("hedge:") for name in ours):
                continue
            for name, akin in _HEDGES.items():
                if not ours[f"hedge:{name}"] or name in unasked:
                    continue
                if f"hedge:{name}" not in lexicon.known:
                    continue
                if not any(theirs[f"hedge:{other}"] for other in akin):
                    yield Said(f"the English says “{name}”{where}, and it is not found", form)


@check("opposites", "safety")
def says_the_same_side(subject: Subject) -> Iterator[Said]:
    """Do benign and malignant, left and right, macro and micro stand where they should?

    The opposite of a word fits every sentence that the word fits, so that it is read over.
    The glossary's opposites, such as macrocalcifications and microcalcifications, count too.
    """
    english, lexicon = subject.around.english, subject.around.lexicon
    for form, text in subject.texts:
        for ours, theirs, where in _sentences(english, lexicon, subject.source, text):
            for pair in _CERTAIN:
                for side, other in (pair, pair[::-1]):
                    if _turned(ours, theirs, f"opposite:{side}", f"opposite:{other}"):
                        message = (
                            f"the English says “{side}”{where}, the translation “{other}”"
                        )
                        yield Said(message, form)
        yield from _terms_turned(subject, form, text)


def _turned(ours: Counter[str], theirs: Counter[str], side: str, other: str) -> bool:
    return bool(ours[side] and not ours[other] and theirs[other] and not theirs[side])


@check("other-side", "safety", WARNING)
def says_more_for_more(subject: Subject) -> Iterator[Said]:
    """Do words such as before and after, more and less, high and low stand on the same side?

    “After the scan” for “before the scan” is easily written and hard to see. Languages turn
    such sentences round on purpose too, so this asks for a second look.
    """
    english, lexicon = subject.around.english, subject.around.lexicon
    for form, text in subject.texts:
        for ours, theirs, where in _sentences(english, lexicon, subject.source, text):
            for pair in _TURNS:
                for side, other in (pair, pair[::-1]):
                    fewer = theirs[f"side:{side}"] < ours[f"side:{side}"]
                    if fewer and theirs[f"side:{other}"] > ours[f"side:{other}"]:
                        said = _first(ours, side)
                        wrong = _first(theirs, other)
                        message = (
                            f"the English says “{said}”{where}, the translation “{wrong}”"
                        )
                        yield Said(message, form)


def _first(said: Counter[str], side: str) -> str:
    return next((name for name in SIDES[side] if said[f"opposite:{name}"]), side)


def _terms_turned(subject: Subject, form: int, text: Text) -> Iterator[Said]:
    """The glossary's own opposites: the rendering of the one where the other should stand."""
    terms = {term.english: term for term in subject.around.terms}
    said = subject.source.folded
    for pair in subject.around.opposed:
        for side, other in (pair, pair[::-1]):
            if side in said and other not in said and side in terms and other in terms:
                wrong = any(
                    folded(rendering) in text.folded
                    for rendering in (terms[other].required, *terms[other].allowed)
                )
                if wrong:
                    yield Said(f"the English says “{side}”, the translation “{other}”", form)
