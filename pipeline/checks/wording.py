"""Checks of how a translation is written: its signs, blanks, lengths and repetitions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from pipeline.checks import INFO, WARNING, Said, Subject, Whole, catalogue_check, check
from pipeline.model import Entry, Language, Location

_ENDS = {
    "a full stop": ".。．।॥۔።։។။៕",
    "a question mark": "?؟？፧\u037e",
    "an exclamation mark": "!！",
    "a colon": ":：፡፦",
}
"""What each sign is written as in any language; Greek, which asks with a semicolon, apart."""
_NAMES = {sign: name for name, signs in _ENDS.items() for sign in signs}
_CLOSING = " \t\n\u00a0\u202f\"'”’“»«)]）」』*\u200e\u200f\u2066\u2067\u2068\u2069"
"""What may stand behind the sign that ends a sentence."""
_QUOTES = re.compile('["“”„‟«»「」『』]')
_SINGLE = re.compile(r"(?<!\w)['‘]\w[^'’]*\w['’](?!\w)")
_INNER = {"«»": "“”„", "「」": "『』"}
"""The pair within a pair, where it is no single one."""
_BEFORE_SIGN = re.compile(r" [,.;:!?،؛؟।۔。，！？]")
_DOUBLE_BLANK = re.compile(r"(?<=\S)  +(?=\S)|\u00a0{2,}")
_LOOSE = re.compile(r"(?<=\w) +[,.;:!?،؛؟।۔。，！？](?=\s|$)")
_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]{2,}) \1(?![\w'’-])")
_LETTERS = frozenset(
    "آر آي إن إل إم إف إس أو إيه بي سي دي تي جي كي كيو يو في واي".split()  # noqa: SIM905
)
"""Names of Latin letters, which Arabic spells abbreviations with."""
_REDUPLICATING = frozenset(
    [
        "hi",
        "ur",
        "bn",
        "pa",
        "pa-Arab",
        "gu",
        "ne",
        "ta",
        "ml",
        "si",
        "tr",
        "vi",
        "sw",
        "fil",
        "my",
        "th",
        "km",
        "lo",
        "am",
        "ti",
        "so",
        "sn",
        "yo",
        "fa",
        "prs",
        "ps",
        "ku",
        "ckb",
        "hu",
        "zh-Hans",
        "zh-Hant",
        "ko",
        "cy",
    ]
)
"""Languages in which a word may well be said twice in a row."""
_SHORTEST = 40
"""Characters of English below which a translation may be of any length."""
_SLACK = 0.8
"""How much further a length may be than that of 98 of 100."""
_FREEDOM = 20
"""Characters of English for which the slack doubles: short texts differ more."""
_WORDS = 3


@check("end-punctuation", "wording", WARNING)
def ends_alike(subject: Subject) -> Iterator[Said]:
    """Does the sentence end as it does in English, with the sign of its own language?

    A question that lost its mark reads as a statement; a full stop of another script shows
    that the text was not read in its place. Headings and items are not asked.
    """
    if subject.unit.role in ("item", "cell", "heading", "title", "alt", "caption"):
        return
    language = subject.around.language
    wanted = _end(subject.source.plain)
    if not wanted:
        return
    for form, text in subject.texts:
        found = _end(text.plain, asks=language.question)
        if language.stop == "" and "a full stop" in (wanted, found):
            continue
        if found != wanted:
            yield Said(f"ends with {found or 'no sign'}, where the English has {wanted}", form)
        elif found and not _own(text.plain.rstrip(_CLOSING)[-1], found, language):
            right = {"a full stop": language.stop, "a question mark": language.question}[found]
            sign = text.plain.rstrip(_CLOSING)[-1]
            yield Said(f"ends with “{sign}”, where {language.name} has “{right}”", form)


def _end(text: str, asks: str = "?") -> str:
    last = text.rstrip(_CLOSING)[-1:]
    if last and last == asks:
        return "a question mark"
    return _NAMES.get(last, "")


def _own(sign: str, name: str, language: Language) -> bool:
    """Whether a sign is one that the language uses."""
    if name == "a full stop":
        other = "." if language.script not in ("Hans", "Hant", "Beng", "Deva", "Guru") else ""
        if language.tag in ("gu", "ta", "ml", "si", "ps"):
            return True  # Two signs are in use.
        return sign in language.stop + other + "॥"
    if name == "a question mark":
        return sign == language.question
    return True


@check("quotes", "wording", WARNING)
def quotes_as_its_language(subject: Subject) -> Iterator[Said]:
    """Are quotation marks those of the language?

    Straight or foreign marks look unfinished, and an opening one that is never closed makes
    the rest of the page a quotation.
    """
    language = subject.around.language
    pair = language.quotes
    for form, text in subject.texts:
        found = _QUOTES.findall(text.plain)
        if not found:
            continue
        allowed = set(pair) | set(_INNER.get(pair, ""))
        if language.direction == "rtl" or language.script in ("Hans", "Hant"):
            allowed |= set("«»“”")
        english = subject.source.plain
        if '"' in english or _SINGLE.search(english):
            allowed.add('"')
        strange = sorted(set(found) - allowed)
        if strange:
            yield Said(
                f"has the quotation mark {strange[0]}, where {language.name} writes "
                f"{pair[0]}…{pair[1]}",
                form,
                text.raw.find(strange[0]),
            )
        elif english.count("“") != english.count("”") or english.count('"') % 2:
            continue  # The quotation goes on in another text.
        elif pair[0] != pair[1] and found.count(pair[0]) != found.count(pair[1]):
            yield Said(f"opens and closes {pair[0]}…{pair[1]} unequally often", form)


@check("spacing", "wording", WARNING)
def blanks_where_they_belong(subject: Subject) -> Iterator[Said]:
    """Are blanks where they belong, and nowhere else?

    Two blanks in a row or one before a comma tear a line; French puts a narrow one, that does
    not break, before ; : ! ? and within « ».
    """
    french = subject.around.language.tag == "fr"
    for form, text in subject.texts:
        plain = text.plain
        if not french and " ".join(plain.split()) == plain and not _BEFORE_SIGN.search(plain):
            continue
        if plain != plain.strip() and subject.source.plain == subject.source.plain.strip():
            yield Said("begins or ends with a blank", form)
        if match := _DOUBLE_BLANK.search(plain):
            yield Said("has two blanks in a row", form, text.raw.find(match[0]))
        if french:
            for match in re.finditer(
                r"(?<=[^\s\u00a0\u202f/?!])( ?)([;!?»])|(?<=\w)( ):(?!/)", plain
            ):
                yield Said(
                    f"“{match[0].strip()}” needs a no-break blank (U+202F) before it", form
                )
                break
        elif match := _LOOSE.search(plain):
            yield Said(f"has a blank before “{match[0].strip()}”", form)


@check("doubled-words", "wording", WARNING)
def no_word_twice(subject: Subject) -> Iterator[Said]:
    """Does each word stand there once?

    “the the” is read over by its writer, and stops everybody else.
    """
    if subject.around.language.tag in _REDUPLICATING:
        return
    for form, text in subject.texts:
        match = _TWICE.search(text.folded)
        if match and match[1] not in _LETTERS and not _TWICE.search(subject.source.folded):
            yield Said(f"says “{match[1]}” twice in a row", form)


@check("length", "wording", WARNING)
def about_as_long(subject: Subject) -> Iterator[Said]:
    """Is the translation about as long as translations into its language are?

    One that is far too short has lost something; one that is far too long has something that
    the English has not.
    """
    length = len(subject.source.plain)
    if length < _SHORTEST:
        return
    low, high = subject.around.language.lengths
    slack = _SLACK / (1 + _FREEDOM / length)
    for form, text in subject.texts:
        names = sum(len(name) for name in subject.around.keep if name in text.plain)
        if length - names < _SHORTEST:
            continue
        ratio = (len(text.plain) - names) / (length - names)
        if ratio < low * slack or ratio > high / slack:
            much = "short" if ratio < low else "long"
            yield Said(
                f"is {much} for its English: {len(text.plain)} characters for {length}", form
            )


@check("spelling", "wording", INFO)
def spelt_right(subject: Subject) -> Iterator[Said]:
    """Is every word in the dictionary, or in the glossary?

    Asked where a dictionary of the language is installed for hunspell.
    """
    misspelt = subject.around.misspelt
    for form, text in subject.texts if misspelt else ():
        assert misspelt
        for word in misspelt(text.plain):
            yield Said(f"“{word}” is in no dictionary", form, text.raw.find(word))


@catalogue_check("inconsistent", "wording", WARNING)
def says_it_alike(whole: Whole) -> Iterator[tuple[Location, str]]:
    """Do different English texts have different translations?

    If two of them share one, one of the two got its neighbour's words.
    """
    by: defaultdict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for subject, entry in whole.subjects:
        if entry and not entry.fuzzy and len(subject.source.words) >= _WORDS:
            by[entry.strings].append(entry)
    for strings, entries in by.items():
        kinds = {_bare(entry.id) for entry in entries}
        if len(kinds) > 1 and any(strings):
            first = entries[0]
            for entry in entries[1:]:
                if _bare(entry.id) != _bare(first.id):
                    yield (
                        entry.string_at,
                        f"is the same as at line {first.string_line}, whose English is "
                        f"“{first.id[:50]}”",
                    )


@catalogue_check("inconsistent-english", "wording", INFO)
def same_words_alike(whole: Whole) -> Iterator[tuple[Location, str]]:
    """Is the same English translated in the same way?

    Two renderings of one sentence make readers look for a difference. In another place the
    words may need another form, so this is told on request.
    """
    first: dict[str, Entry] = {}
    for subject, entry in whole.subjects:
        if not entry or entry.fuzzy or not any(entry.strings):
            continue
        other = first.setdefault(subject.source.folded, entry)
        if tuple(map(str.casefold, other.strings)) != tuple(map(str.casefold, entry.strings)):
            yield (
                entry.string_at,
                f"the same English is translated in another way at line {other.string_line}",
            )


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
