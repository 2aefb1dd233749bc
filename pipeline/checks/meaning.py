"""Checks of the words that turn a sentence round: not, usually, before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.checks import WARNING, Said, Subject, check
from pipeline.checks.lexicon import (
    AVOID,
    MAYBE,
    NEGATION,
    NOR,
    SIDES,
    SOME,
    UNLESS,
    Lexicon,
    Tally,
)
from pipeline.checks.reading import Text
from pipeline.checks.terms import turned_terms

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
_NOT = r"\b(?:not|never|no|cannot|without|neither|nor|non|\w+n['’]t)\b"
_OR = re.compile(rf"{_NOT}.*\bn?or\b")
"""A “not” that holds for what is behind an “or” too."""
_NOT_OR = re.compile(rf"^(?:(?!\b(?:and|but|n?or)\b).)*{_NOT}.*\bn?or\b")
"""The same, with nothing before it that the “not” could be joined to."""
_NO_HEDGE = {
    "about": re.compile(
        r"^(?!.*\babout (?:[£$€]?[0-9]|half|one|two|three|four|five|six|ten))"
    ),
    "often": re.compile(r"\b(?:more|how) often\b"),
    "may": re.compile(
        r"^(?!.*(?<!\bin )(?<!\bof )(?<!\bby )(?<!until )(?<!since )(?<!from )(?<![0-9] )"
        r"(?<![0-9](?:st|nd|rd|th) )\bm(?:ay\b(?! [0-9])|ight\b))"
    ),
    "most": re.compile(
        r"^(?!.*(?<!\bthe )(?<!\bat )(?<!\bis )(?<!\bare )(?<!\ba )(?<!\bbe )(?<!\bof )\bmost "
        r"(?!in |likely|common|affected|severe|\w+(?:ant|ent|ful|ible|ive|ous|ing|ly)\b))"
    ),
}
"""Sentences where an English hedge is none.

“About” makes nothing but a number a rough one, “in May” is a month, and “the most common” a
comparison.
"""
_Pairs = tuple[tuple[str, str], ...]


def _both_ways(*pairs: tuple[str, str]) -> _Pairs:
    return (*pairs, *((other, one) for one, other in pairs))


_CERTAIN = _both_ways(
    ("left", "right"), ("positive", "negative"), ("benign", "malignant"), ("day", "night")
)  # fmt: skip
"""Sides that nothing else is said by."""
_TURNS = _both_ways(("up", "down"), ("earlier", "later"))
"""Sides of many words, of which languages say one for the other."""
_NAMED = {"up": "more", "down": "less", "earlier": "before", "later": "after"}
"""The word of each side that is so often meant that it is asked for alone, too."""


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
        pairs = _sentences(subject, text)
        for _, ours, theirs, where in pairs:
            if ours[NEGATION] and not _negations(ours, theirs):
                yield Said(f"the English says “not”{where}, and no negation is found", form)
        if pairs and "no more than" in subject.source.folded:
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
    lexicon = subject.around.lexicon
    if NEGATION not in lexicon.known:
        return
    for form, text in subject.texts:
        if subject.unit.msgid_plural and form in subject.around.lone_forms:
            continue  # “No sections” for 0 of them.
        for sentence, ours, theirs, where in _sentences(subject, text):
            said, there = ours[NEGATION], _negations(ours, theirs)
            if lexicon.words.unless_negates:
                said += ours[UNLESS]
            least = _at_least(there, theirs[NOR]) if _OR.search(sentence) else there
            if there > 0 and least < said and (least or said > 1):
                yield Said(f"the English says “not” {said} times{where}, this {least}", form)
            elif there == theirs[NOR] == 1 and _NOT_OR.search(sentence):
                yield Said(f"the English says “not … or”{where}, this only the “nor”", form)
            elif there > said and there > _at_most(said, sentence, ours, lexicon):
                more = f" {there} times{where}, the English {said}"
                alone = f"{where}, where the English does not"
                yield Said(f"says “not”{more if said else alone}", form)


def _at_least(there: int, nor: int) -> int:
    """How many negations do not only go on with another: two “nor” are one, and one is none.

    The “nor” is the “or” of “no treatment or tests”, and says nothing of another “not”.
    """
    return there - nor + (nor > 1)


def _at_most(said: int, sentence: str, ours: Tally, lexicon: Lexicon) -> int:
    """How often a good translation may say “not”.

    “No treatment or tests” may well be “no treatment and no tests”; and each word that the
    language often says with a negation allows for one more, not for any number.
    """
    own = lexicon.words.says_with_not
    maybe = sum(
        count
        for name, count in ours.items()
        if name.startswith(SOME) and (not own or name.removeprefix(SOME) in own)
    )
    return said * (2 if _OR.search(sentence) else 1) + ours[MAYBE] + maybe


def _negations(ours: Tally, theirs: Tally) -> int:
    """How often a translation says “not”; “avoid” counts where the English has none itself."""
    return theirs[NEGATION] + (0 if ours[AVOID] else theirs[AVOID])


class _Pair(NamedTuple):
    """What a sentence says and what its translation says, and which it is."""

    sentence: str
    ours: Tally
    theirs: Tally
    where: str


def _sentences(subject: Subject, text: Text) -> tuple[_Pair, ...]:
    """What pairs of sentences say, or whole texts where they do not pair; found only once."""
    known: tuple[_Pair, ...] | None = text.__dict__.get("pairs")
    if known is None:
        known = text.__dict__["pairs"] = tuple(_paired(subject, text))
    return known


def _paired(subject: Subject, text: Text) -> Iterator[_Pair]:
    source, english, lexicon = subject.source, subject.around.english, subject.around.lexicon
    whole = source.said(english), text.said(lexicon)
    if not whole[0] and not whole[1]:
        return
    ours, theirs = source.sentences, text.sentences
    if len(ours) < 2 or len(ours) != len(theirs):
        yield _Pair(source.prose, *whole, "")
        return
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        where = f" in sentence {number}"
        yield _Pair(one, english.said(one), lexicon.said(other), where)


@check("hedges", "safety", WARNING)
def says_usually(subject: Subject) -> Iterator[Said]:
    """Where the English says “usually”, “may” or “most”, does the translation say it too?

    Without it a possibility becomes a promise or a sentence.
    """
    lexicon = subject.around.lexicon
    for form, text in subject.texts:
        for sentence, ours, theirs, where in _sentences(subject, text):
            for name, akin in _HEDGES.items():
                said = f"hedge:{name}"
                if said not in ours or said not in lexicon.known:
                    continue
                if name in _NO_HEDGE and _NO_HEDGE[name].search(sentence):
                    continue
                if not any(_hedged(ours, theirs, other, name) for other in akin):
                    yield Said(f"the English says “{name}”{where}, and it is not found", form)


def _hedged(ours: Tally, theirs: Tally, name: str, meant: str) -> bool:
    """Whether a translation has a hedge to spare for the one that is meant.

    Of “it may sometimes” each needs its own; and “can” is often said with the words for “may”,
    “normal” with those for “usually”.
    """
    taken = 0 if name == meant else ours[f"hedge:{name}"]
    if name == "may":
        taken += ours["hedge:can"]
    elif name == "usually":
        taken += min(ours["hedge:normal"], theirs["hedge:normal"])
    return theirs[f"hedge:{name}"] > taken


@check("opposites", "safety")
def says_the_same_side(subject: Subject) -> Iterator[Said]:
    """Do benign and malignant, left and right, macro and micro stand where they should?

    The opposite of a word fits every sentence that the word fits, so that it is read over.
    The glossary's opposites, such as macrocalcifications and microcalcifications, count too.
    """
    for form, text in subject.texts:
        for _, ours, theirs, where in _sentences(subject, text):
            for side, other in _CERTAIN:
                if f"opposite:{side}" in ours and _turned(ours, theirs, side, other):
                    message = f"the English says “{side}”{where}, the translation “{other}”"
                    yield Said(message, form)
        for term, other in turned_terms(subject, text):
            yield Said(f"the English says “{term}”, the translation “{other}”", form)


def _turned(ours: Tally, theirs: Tally, side: str, other: str) -> bool:
    one, two = f"opposite:{side}", f"opposite:{other}"
    return bool(ours[one] and not ours[two] and theirs[two] and not theirs[one])


@check("other-side", "safety", WARNING)
def says_more_for_more(subject: Subject) -> Iterator[Said]:
    """Do words such as before and after, more and less, high and low stand on the same side?

    “After the scan” for “before the scan” is easily written and hard to see. Languages turn
    such sentences round on purpose too, so this asks for a second look.
    """
    for form, text in subject.texts:
        for _, ours, theirs, where in _sentences(subject, text):
            for side, other in _TURNS:
                if f"side:{side}" not in ours:
                    continue
                if _crossed(ours, theirs, f"side:{side}", f"side:{other}"):
                    said, wrong = _first(ours, side), _first(theirs, other)
                elif _named(ours, theirs, side, other):
                    said, wrong = _NAMED[side], _NAMED[other]
                else:
                    continue
                message = f"the English says “{said}”{where}, the translation “{wrong}”"
                yield Said(message, form)


def _crossed(ours: Tally, theirs: Tally, side: str, other: str) -> bool:
    """Whether a translation says one side less often, and the other more often.

    What “rise” and “limit” are rendered as may be words of a side, too.
    """
    allowed = ours[other] + ours[f"opposite:maybe-{other.partition(':')[2]}"]
    return theirs[side] < ours[side] and theirs[other] > allowed


def _named(ours: Tally, theirs: Tally, side: str, other: str) -> bool:
    """Whether “before” and “after”, or “more” and “less”, crossed where the sides did not.

    One word may stand for several of a side, so that the sides alone hide it.
    """
    said, wrong = f"opposite:{_NAMED[side]}", f"opposite:{_NAMED[other]}"
    if not _crossed(ours, theirs, said, wrong):
        return False
    # Many things grow or shrink, so that a “less” may stand for a “low” of the English.
    fewer = theirs[f"side:{side}"] < ours[f"side:{side}"]
    return fewer or side in ("earlier", "later") or not ours[f"side:{other}"]


def _first(said: Tally, side: str) -> str:
    return next((name for name in SIDES[side] if said[f"opposite:{name}"]), side)
