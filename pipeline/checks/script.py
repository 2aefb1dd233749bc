"""Checks of letters and of what steers them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from pipeline.checks import WARNING, Said, Subject, Surroundings, check
from pipeline.checks.letters import OWN, SCRIPTS, script_of
from pipeline.checks.reading import ODD

_OPEN = "\u2066\u2067\u2068"
_CLOSE = "\u2069"
_BROKEN = "\ufffd\ufeff"
_EMBEDDING = "\u202a\u202b\u202c\u202d\u202e"
_STEERING = re.compile(f"[{_OPEN}{_CLOSE}{_BROKEN}{_EMBEDDING}]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060-\u2064\u206a-\u206f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_ZWNJ, _ZWJ, _ZWSP = "\u200c", "\u200d", "\u200b"
_LEGITIMATE = {
    "Arab": _ZWNJ + _ZWJ + "\u061c", "Hebr": _ZWJ, "Beng": _ZWNJ + _ZWJ, "Deva": _ZWNJ + _ZWJ,
    "Gujr": _ZWNJ + _ZWJ, "Guru": _ZWNJ + _ZWJ, "Taml": _ZWNJ + _ZWJ, "Mlym": _ZWNJ + _ZWJ,
    "Sinh": _ZWNJ + _ZWJ, "Khmr": _ZWSP + _ZWNJ + _ZWJ, "Laoo": _ZWSP, "Mymr": _ZWSP + _ZWNJ,
    "Thai": _ZWSP,
}  # fmt: skip
"""What may stand unseen in a script: joiners and, where there are no blanks, breaks."""
_PRESENTATION = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdfb\ufe70-\ufefc]")
_ZAWGYI = re.compile(
    # Signs that Unicode puts behind the letter, before it, and code points of other languages
    # that Zawgyi took for Burmese stacked letters.
    "[\u1060-\u1097]|(?:^|[\\s\u200b])[\u1031\u103b]|\u1039(?![\u1000-\u1021])|\u1031\u1031"
)
_RUN_WITHOUT_BREAK = re.compile(
    "[\u0e80-\u0eff]{40,}|[\u1000-\u109f]{50,}|[\u1780-\u17dd]{40,}"
)
_WORD = re.compile(r"[^\W\d_]+")
_UNCOMPOSED = re.compile("[\u0958-\u095f\u09dc-\u09df\u0a33-\u0a5e\u0b5c\u0b5d\ufb1d-\ufb4e]")
"""Letters that NFC takes apart for good."""
_LEAST = 20
"""Letters below which a share says nothing."""
_SHARE = 0.6
"""Of the letters of a text, how many are in the language's own script at least."""


@check("bidi-controls", "script", where=ODD)
def no_reordering(subject: Subject) -> Iterator[Said]:
    """Is the translation free of hidden characters that turn the order of letters?

    An override shows “0808” as “8080”, and an isolate that is never closed runs on into the
    sentences after it. The program isolates numbers and names by itself.
    """
    for form, whole in subject.texts:
        text = whole.raw
        if text.isascii() or not _STEERING.search(text):
            continue
        for letter in sorted(set(text) & set(_EMBEDDING)):
            yield Said(
                f"holds {named(letter)}, which turns the order of letters; take it away",
                form,
                text.index(letter),
            )
        for letter in sorted(set(text) & set(_BROKEN)):
            yield Said(
                f"holds {named(letter)}, which a broken file leaves behind; take it away",
                form,
                text.index(letter),
            )
        depth = 0
        for letter in text:
            depth += (letter in _OPEN) - (letter in _CLOSE)
            if depth < 0:
                break
        if depth:
            what = "closes an isolate that it did not open" if depth < 0 else (
                "opens an isolate that it never closes"
            )  # fmt: skip
            yield Said(f"{what} (U+2066…U+2069); take them away, the program sets them", form)


@check("fonts", "script")
def can_be_drawn(subject: Subject) -> Iterator[Said]:
    """Can every letter be printed?

    A letter that the fonts lack comes out as an empty box, and no reader can guess it.
    """
    for form, text in subject.texts:
        for message in no_font(text.raw, subject.around):
            yield Said(message, form)


def no_font(text: str, around: Surroundings) -> Iterator[str]:
    """What is said of each letter of a text that no font of the language has."""
    for letter in around.uncovered(text):
        yield f"no font of {around.language.name} has {named(letter)}"


@check("script", "script")
def in_its_script(subject: Subject) -> Iterator[Said]:
    """Is the text written in the letters of its language?

    A text in other letters is in another language, or was never translated.
    """
    wanted = SCRIPTS[subject.around.language.script]
    latin = "LATIN" in wanted
    own = OWN[subject.around.language.script]
    for form, text in subject.texts:
        if (latin and text.raw.isascii()) or 2 * sum(map(len, own.findall(text.prose))) > len(
            text.prose
        ):
            continue
        counts = Counter(script_of(letter) for letter in text.prose if letter.isalpha())
        if latin:
            mine, all_ = sum(counts[name] for name in wanted), counts.total()
        else:
            # Names and units in Latin letters are at home everywhere.
            mine = sum(counts[name] for name in wanted)
            all_ = mine + sum(
                n for name, n in counts.items() if name not in wanted and name != "LATIN"
            ) + max(0, counts["LATIN"] - _latin(subject))  # fmt: skip
        if all_ >= _LEAST and mine < _SHARE * all_:
            share = 100 * mine // all_
            yield Said(
                f"{share} % of its letters are {subject.around.language.script}, the script "
                f"of {subject.around.language.name}",
                form,
            )


def _latin(subject: Subject) -> int:
    """Latin letters that names, codes and units of the English bring with them."""
    return (
        sum(len(word) for word in _WORD.findall(subject.source.plain) if not word.islower())
        + 10
    )


@check("alphabet", "script", WARNING, where=ODD)
def in_its_alphabet(subject: Subject) -> Iterator[Said]:
    """Is every letter one of the language's own?

    Arabic ي in Urdu, ş for ș in Romanian, ы in Ukrainian: the word is read, and readers see
    that nobody of their own has looked at it. Screen readers and searches stumble over it.
    """
    around = subject.around
    if not around.alphabet and not around.foreign:
        return
    wanted = SCRIPTS[around.language.script]
    for form, text in subject.texts:
        if text.raw.isascii():
            continue
        strange = {
            letter
            for letter in set(text.plain.casefold())
            if letter not in around.alphabet
            and not letter.isascii()
            and (letter in around.foreign or not around.foreign)
            and letter.isalpha()
            and script_of(letter) in wanted
        }
        if strange and around.alphabet:
            strange = {
                letter for letter in strange
                if not set(unicodedata.normalize("NFD", letter)) <= around.alphabet
            }  # fmt: skip
        names = {
            word for word in subject.source.plain.casefold().split() if not word.isascii()
        }
        for letter in sorted(strange):
            if not any(letter in name for name in names):
                yield Said(
                    f"{named(letter)} is no letter of {around.language.name}",
                    form,
                    text.raw.casefold().find(letter),
                )


@check("mixed-script", "script", where=ODD)
def no_mixed_words(subject: Subject) -> Iterator[Said]:
    """Is each word written in one script?

    A Latin “a” in a Russian word looks right, is read aloud wrongly, and no search finds it.
    """
    for form, text in subject.texts:
        if text.raw.isascii() or not _SIDE_BY_SIDE.search(text.plain):
            continue
        for match in _WORD.finditer(text.plain):
            word = match[0]
            if word.isascii() or word in subject.source.plain:
                continue
            found = {script_of(letter) for letter in word} & _CONFUSABLE
            if len(found) > 1:
                yield Said(f"“{word}” mixes letters of {' and '.join(sorted(found))}", form)


_SIDE_BY_SIDE = re.compile(
    "[A-Za-z\u00c0-\u024f][\u0300-\u036f]*[\u0370-\u052f]"
    "|[\u0370-\u052f][\u0300-\u036f]*[A-Za-z\u00c0-\u024f]"
)
"""Letters of two of these scripts beside each other, as every mixed word has them."""
_CONFUSABLE = {"LATIN", "CYRILLIC", "GREEK"}
"""Scripts whose letters look like each other's."""


@check("invisible", "script", where=ODD)
def nothing_unseen(subject: Subject) -> Iterator[Said]:
    """Is the text free of characters that nobody sees and that do not belong to its script?

    They break searches, words and the voices of screen readers. Joiners in Persian and Indian
    scripts, and breaks in Khmer, belong there.
    """
    allowed = _LEGITIMATE.get(subject.around.language.script, "")
    for form, text in subject.texts:
        if text.raw.isascii() and text.raw.isprintable():
            continue
        for letter in sorted(set(_UNSEEN.findall(text.raw)) - set(allowed) - set("\n\t")):
            yield Said(
                f"holds {named(letter)}, which nobody sees; take it away",
                form,
                text.raw.index(letter),
            )


@check("presentation-forms", "script", where=ODD)
def no_presentation_forms(subject: Subject) -> Iterator[Said]:
    """Are Arabic and Latin letters written as letters, and not as their printed shapes?

    Shapes (U+FB50 to U+FEFF, ﬁ) come from old PDFs; they do not join, and cannot be searched.
    """
    for form, text in subject.texts:
        if text.raw.isascii():
            continue
        for letter in sorted(set(_PRESENTATION.findall(text.raw))):
            right = unicodedata.normalize("NFKC", letter)
            yield Said(
                f"{named(letter)} is a printed shape; write “{right}”",
                form,
                text.raw.index(letter),
            )


@check("zawgyi", "script", where=ODD)
def no_zawgyi(subject: Subject) -> Iterator[Said]:
    """Is Burmese written in Unicode, and not in Zawgyi?

    Zawgyi uses the same numbers for other letters: it comes out as letters without sense.
    """
    if subject.around.language.script != "Mymr":
        return
    for form, text in subject.texts:
        if match := _ZAWGYI.search(text.raw):
            yield Said("looks like Zawgyi; convert it to Unicode", form, match.start())


@check("normal-form", "script", WARNING, where=ODD)
def is_composed(subject: Subject) -> Iterator[Said]:
    """Are letters with marks written in their one usual form (NFC)?

    “é” and “e” with an accent behind it look alike, and searches and hashes tell them apart.
    """
    for form, text in subject.texts:
        if text.raw.isascii() or unicodedata.is_normalized("NFC", text.raw):
            continue
        # What Unicode never composes, and the order of marks, no reader and no search notices.
        kept = _UNCOMPOSED.sub("\ufffc", text.raw)
        if len(unicodedata.normalize("NFC", kept)) != len(kept):
            yield Said("is not in the normal form NFC; save it normalised", form)


@check("line-breaks", "script", WARNING, where=ODD)
def can_break(subject: Subject) -> Iterator[Said]:
    """Can long Khmer, Lao and Burmese text be broken into lines?

    These scripts have no blanks between words; without a zero-width space (U+200B) at some
    places, a line may be broken within a word.
    """
    if subject.around.language.script not in ("Khmr", "Laoo", "Mymr"):
        return
    for form, text in subject.texts:
        if match := _RUN_WITHOUT_BREAK.search(text.raw):
            yield Said(
                f"{len(match[0])} letters have no place to break the line; put U+200B between "
                "words",
                form,
                match.start(),
            )


def named(letter: str) -> str:
    """A letter with its number and name."""
    shown = (
        f"“{letter}” " if letter.isprintable() and not unicodedata.combining(letter) else ""
    )
    return f"{shown}U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"
