"""Checks of what a translation is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks import INFO, WARNING, Said, Subject, Whole, catalogue_check, check
from pipeline.checks.reading import MARKUP, Text
from pipeline.markdown import InlineError, parse_inline, seen
from pipeline.model import Location

_SAME = re.compile(r"\s*same-as-english:\s*\S")
_SMALL = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_RUN = 4
"""English words in a row that no translation has by chance."""
_LETTER = re.compile("[^\\W_\u115f\u1160\u3164\uffa0]")
"""A sign that is always seen."""
_OWN_LETTER = re.compile(r"(?![\x00-\x7f])[^\W\d_]")
_LONG = 12
"""Letters below which a repetition may be meant."""
_USUAL = 0.9
"""Of the middle of the usual lengths, what most translations have at least."""
_LITTLE = re.compile(
    r"\b(?:an?|and|are|at|be|been|but|by|can|do|does|for|from|has|have|if|in|is|it|its|may|more|most|"
    r"must|not?|of|on|or|our|should|so|take|than|that|the|their|them|then|there|these|they|this|to|"
    r"was|were|when|which|who|will|with|your?)\b"
)
"""Words that a run of English has, and a scientific name has not."""
_LIST_END = re.compile(r"[.;,。；，、।۔،؛።]$")


@check("blank", "structure")
def has_words(subject: Subject) -> Iterator[Said]:
    """Are there words in the translation, and not only blanks?

    A text of three blanks looks finished to counting tools, and leaves a hole in the page.
    """
    written = dict(subject.texts)
    for form, text in enumerate(subject.strings):
        if text and (form not in written or is_blank(written[form])):
            yield Said(f"{_form(subject, form)}holds blanks and nothing else", form)


def is_blank(text: Text) -> bool:
    """Whether a reader sees nothing of a text."""
    if _LETTER.search(text.raw):
        return False
    return not any(span.field or seen(span.text) for span in text.spans)


@check("untranslated", "structure")
def is_translated(subject: Subject) -> Iterator[Said]:
    """Has somebody translated this, and finished it?

    What is missing, marked fuzzy or still English never reaches a reader; the whole edition
    waits for it.
    """
    if subject.missing:
        yield Said("the catalogue has no entry for this; run `polyleaf update`")
        return
    for form, text in enumerate(subject.strings):
        if not text:
            yield Said(f"{_form(subject, form)}is not translated", form)
    if subject.fuzzy and all(subject.strings):
        yield Said("is marked fuzzy: compare it with the English, then take the mark away")
    for form in english_forms(subject):
        yield Said(
            f"{_form(subject, form)}is the same as the English; translate it, or say why not "
            "in a comment “# same-as-english: …”",
            form,
        )


def english_forms(subject: Subject) -> tuple[int, ...]:
    """The strings that are still the English, where nobody said that they should be."""
    if subject.source.raw.isascii() and all(map(_OWN_LETTER.search, subject.strings)):
        return ()  # No English word has such a letter.
    if not subject.unit.msgid_plural and _begin_otherwise(
        subject.unit.msgid, *subject.strings
    ):
        return ()
    english = {seen(subject.unit.msgid), seen(subject.unit.msgid_plural)} - {""}
    same = tuple(form for form, text in enumerate(subject.strings) if seen(text) in english)
    return same if same and not _may_stay(subject) else ()


def _begin_otherwise(english: str, text: str, *more: str) -> bool:
    """Whether two plain texts differ in their first words, as most do."""
    if more or not (english.isascii() and text.isascii() and text.isprintable()):
        return False
    return english.split(None, 1)[:1] != text.split(None, 1)[:1]


def _may_stay(subject: Subject) -> bool:
    if any(_SAME.match(comment) for comment in subject.comments):
        return True
    try:
        rest = " ".join(span.text for span in parse_inline(subject.unit.msgid))
    except InlineError:
        rest = subject.unit.msgid
    for name in sorted(subject.around.keep, key=len, reverse=True):
        rest = rest.replace(name, "")
    return not any(letter.isalpha() for letter in rest)


@check("inline", "structure", where=MARKUP)
def is_inline(subject: Subject) -> Iterator[Said]:
    r"""Is the translation one run of words, with nothing in it that leaflets do not have?

    A line break, a heading, a picture, HTML or a link of its own would change the page that
    others have checked; a ** or [ without its partner would stand there for patients to read.
    """
    for form, text in subject.texts:
        if error := text.error:
            place = f"character {error.offset + 1}"
            yield Said(
                f"{_form(subject, form)}{place}: {error.message}; {error.hint}",
                form,
                error.offset,
            )
            continue
        if subject.unit.section:
            continue
        looks = any(span.bold or span.link or span.text == "\n" for span in text.spans)
        if looks or "\\" in text.raw:
            yield Said(
                f"{_form(subject, form)}holds markup, which the page's own words do not have",
                form,
            )


@check("markup", "structure", where=MARKUP)
def same_markup(subject: Subject) -> Iterator[Said]:
    """Is as much set in bold as in the English?

    What is bold is what a reader in a hurry sees. Bold that is lost, or that spreads over a
    whole sentence, changes what matters.
    """
    if "**" not in subject.source.raw and not any("**" in t.raw for _, t in subject.texts):
        return
    wanted = _stretches(subject.source)
    for form, text in subject.texts:
        if text.error:
            continue
        found = _stretches(text)
        if found != wanted:
            yield Said(f"{found} stretches are bold, where the English has {wanted}", form)


def _stretches(text: Text) -> int:
    """How often bold begins."""
    bold = [span.bold for span in text.spans]
    return sum(now and not before for before, now in zip([False, *bold], bold, strict=False))


@check("leftover-english", "structure")
def no_english_left(subject: Subject) -> Iterator[Said]:
    """Is all of it in the language, without a piece of the English sentence?

    A phrase that was left behind is not read by those for whom the leaflet was translated.
    """
    english = set(subject.source.words)
    if len(english) < _RUN:
        return
    names = set(" ".join(subject.around.keep).casefold().split())
    for form, text in subject.texts:
        words = text.words
        if len(english.intersection(words)) < _RUN:
            continue
        runs = _runs(subject.source)
        for n in range(len(words) - _RUN + 1):
            run = tuple(words[n : n + _RUN])
            if run in runs and not names.issuperset(run) and _LITTLE.search(" ".join(run)):
                yield Said(f"still has the English words “{' '.join(run)}”", form)
                break


def _runs(source: Text) -> frozenset[tuple[str, ...]]:
    """All runs of small English words; names, which begin with capitals, may stay."""
    known: frozenset[tuple[str, ...]] | None = source.__dict__.get("runs")
    if known is None:
        words = _SMALL.findall(source.prose if source.plain.islower() else source.plain)
        small = [word if word.islower() else "" for word in words]
        found = (tuple(small[n : n + _RUN]) for n in range(len(small) - _RUN + 1))
        known = source.__dict__["runs"] = frozenset(run for run in found if all(run))
    return known


@check("doubled-text", "structure")
def not_twice(subject: Subject) -> Iterator[Said]:
    """Does each sentence stand there once?

    A sentence that was pasted twice makes readers look for the difference.
    """
    ours = [sentence.strip() for sentence in subject.source.sentences]
    for form, text in subject.texts:
        theirs = [sentence.strip() for sentence in text.sentences]
        for sentence in dict.fromkeys(theirs):
            often = theirs.count(sentence)
            if often > 1 and len(sentence) >= _LONG and len(set(ours)) == len(ours):
                yield Said(f"says “{sentence[:40]}” {often} times", form)


@check("missing-text", "structure", WARNING)
def nothing_missing(subject: Subject) -> Iterator[Said]:
    """Is every sentence of the English there?

    What has a sentence less, and is short for the sentences that it has, may have lost one.
    """
    ours = subject.source.sentences
    if len(ours) < 2:
        return
    low, high = subject.around.language.lengths
    for form, text in subject.texts:
        theirs = text.sentences
        ratio = len(text.folded) / len(subject.source.folded)
        usual = (low + high) / 2 * _USUAL
        left = 1 - min(map(len, ours)) / len(subject.source.folded) / 2
        if len(theirs) < len(ours) and ratio < usual * left:
            yield Said(
                f"is short, with {len(theirs)} sentences, where the English has {len(ours)}",
                form,
            )


@check("list-punctuation", "structure", INFO)
def ends_like_an_item(subject: Subject) -> Iterator[Said]:
    """Does an item of a list end as it does in English?

    Where one item has a full stop, and its neighbours have none, the list looks unfinished.
    """
    if subject.unit.role != "item":
        return
    wanted = bool(_LIST_END.search(subject.source.plain.rstrip()))
    for form, text in subject.texts:
        if bool(_LIST_END.search(text.plain.rstrip())) != wanted:
            has = "ends with a sign, where the English has none"
            lacks = "ends without a sign, where the English has one"
            yield Said(lacks if wanted else has, form)


@catalogue_check("plural-forms", "structure")
def has_plural_forms(whole: Whole) -> Iterator[tuple[Location, str]]:
    """Does the file use the plural forms that its language has?

    With another rule “1 section” and “5 sections” get each other's words.
    """
    catalogue, around = whole.catalogue, whole.around
    header = catalogue.fields.get("Plural-Forms", "")
    problem = around.plural_problem(header) if header else "the header has no Plural-Forms"
    if problem:
        right = around.language.plural_forms
        yield catalogue.header.at, f"{problem}; for {around.language.name} write: {right}"
    for entry in catalogue.entries:
        wanted = around.language.nplurals
        if entry.plural is not None and not entry.obsolete and len(entry.strings) != wanted:
            yield (
                entry.string_at,
                f"“{entry.id}”{f' in {entry.context}' if entry.context else ''} has "
                f"{len(entry.strings)} plural forms, where {around.language.name} has "
                f"{wanted}",
            )


def _form(subject: Subject, form: int) -> str:
    return f"msgstr[{form}] " if len(subject.strings) > 1 else ""
