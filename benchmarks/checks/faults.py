"""One fault at a time: how a good translation goes wrong, in the ways that it does."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.checks.lexicon import MARKS, WORD, Lexicon
from pipeline.model import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A good translation, and what stands around it."""

    tag: str
    english: str
    text: str
    neighbour: str
    """The translation of another unit."""
    foreign: str
    """The same unit in another language."""
    words: Words
    lexicon: Lexicon
    script: str
    terms: dict[str, str]
    """The glossary's renderings."""
    random: random.Random


Fault = Callable[[Sample], str | None]
"""The faulty text; None where the text has no place for the fault."""
_NUMBER = re.compile(r"(?<![\d.,:/@+])\d+(?:[.,]\d+)*(?![\d@])")
_PHONE = re.compile(r"\+?0?\d[\d]*(?: \d+){2,}")
_HOST = re.compile(r"example\.(?:org|com)(/[a-z0-9/-]+)?")
_EMAIL = re.compile(r"[a-z]+@[a-z.]+[a-z]")
_SENTENCE = re.compile(r".+?(?:[.!?؟]+(?=\s|$)|[。！？।۔]+)\s*")
_LETTER = rf"[\w{MARKS}]"
"""A letter or its sign: half a word is never exchanged."""
_MIDDLE = re.compile(r"(?<=[^\s])[ ](?=[^\s])")


def _numbers(sample: Sample) -> list[re.Match[str]]:
    """Numbers that stand in the text as numbers, outside of telephone numbers."""
    phones = [m.span() for m in _PHONE.finditer(sample.text)]
    return [
        m
        for m in _NUMBER.finditer(sample.text)
        if not any(a <= m.start() < b for a, b in phones)
        and re.search(rf"(?<!\d){re.escape(m[0].split(',')[0].split('.')[0])}", sample.english)
    ]


def _with(sample: Sample, match: re.Match[str], new: str) -> str | None:
    return None if new == match[0] else (
        sample.text[: match.start()] + new + sample.text[match.end() :]
    )  # fmt: skip


def _one(sample: Sample, found: Sequence[re.Match[str]]) -> re.Match[str] | None:
    return sample.random.choice(list(found)) if found else None


def digit_changed(sample: Sample) -> str | None:
    if not (match := _one(sample, _numbers(sample))):
        return None
    digits = list(match[0])
    place = sample.random.choice([n for n, d in enumerate(digits) if d.isdigit()])
    digits[place] = str((int(digits[place]) + sample.random.randint(1, 8)) % 9 + 1)
    return _with(sample, match, "".join(digits))


def digits_swapped(sample: Sample) -> str | None:
    found = [m for m in _numbers(sample) if m[0].isdigit() and len(set(m[0])) > 1]
    if not (match := _one(sample, found)):
        return None
    text = match[0]
    place = next(n for n in range(len(text) - 1) if text[n] != text[n + 1])
    return _with(
        sample, match, text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    )


def times_ten(sample: Sample) -> str | None:
    found = [m for m in _numbers(sample) if m[0].isdigit()]
    match = _one(sample, found)
    return _with(sample, match, match[0] + "0") if match else None


def decimal_moved(sample: Sample) -> str | None:
    found = [m for m in _numbers(sample) if re.fullmatch(r"\d+[.,]\d{1,2}", m[0])]
    match = _one(sample, found)
    return _with(sample, match, re.sub(r"[.,]", "", match[0])) if match else None


def number_dropped(sample: Sample) -> str | None:
    match = _one(sample, _numbers(sample))
    return _with(sample, match, "") if match else None


def range_reversed(sample: Sample) -> str | None:
    ends = re.findall(r"(?<![\d.,:])(\d+)(?: mg| ml)? to (\d+)(?![\d.,:])", sample.english)
    for low, high in ends:
        new = re.sub(
            rf"(?<![\d.,:]){low}(?![\d.,:])(.{{1,25}}?)(?<![\d.,:]){high}(?![\d.,:])",
            rf"{high}\g<1>{low}", sample.text, count=1,
        )  # fmt: skip
        if low != high and new != sample.text and "m" not in sample.english.split(high)[1][:2]:
            return new
    return None


def unit_changed(sample: Sample) -> str | None:
    return _unit(sample, ("mg", "g", "kg", "ml", "l", "mm"))


def time_unit_changed(sample: Sample) -> str | None:
    return _unit(sample, ("minute", "hour", "day", "week", "month", "year"))


def _unit(sample: Sample, names: Sequence[str]) -> str | None:
    plain = {
        name: [p for p in sample.words.units.get(name, ()) if "*" not in p and len(p) < 14]
        or [p.strip("*") for p in sample.words.units.get(name, ())]
        for name in names
    }
    for match in re.finditer(r"\d ?([^\s\d.,;:!?()（），。؟؛]+)", sample.text):
        said = match[1].casefold()
        mine = [
            n[5:] for n in sample.lexicon.of(said) if n.startswith("unit:") and n[5:] in names
        ]
        if len(mine) != 1 or mine[0] not in english_units(sample.english):
            continue
        others = [name for name in names if name != mine[0] and plain[name]]
        if not others:
            continue
        other = sample.random.choice(others)
        if sample.words.spaced:
            new = plain[other][-1]
        else:
            part = max(
                (p for p in sample.words.units[mine[0]] if said.startswith(p.casefold())),
                key=len,
            )
            new = sample.words.units[other][0] + match[1][len(part) :]
        return sample.text[: match.start(1)] + new + sample.text[match.end(1) :]
    return None


def english_units(text: str) -> set[str]:
    """The units that stand behind numbers in the English."""
    names = {"mg": "mg", "g": "g", "kg": "kg", "ml": "ml", "l": "l", "litres": "l", "mm": "mm"}
    times = ("minute", "hour", "day", "week", "month", "year")
    found = set()
    for word in re.findall(r"\d ?([A-Za-z]+)", text):
        if word in names:
            found.add(names[word])
        found |= {name for name in times if word in (name, name + "s")}
    return found


def phone_digit_lost(sample: Sample) -> str | None:
    match = _PHONE.search(sample.text)
    return _with(sample, match, match[0][:-1]) if match else None


def phone_digit_changed(sample: Sample) -> str | None:
    match = _PHONE.search(sample.text)
    if not match:
        return None
    last = str((int(match[0][-1]) + 3) % 10)
    return _with(sample, match, match[0][:-1] + last)


def phone_groups_reversed(sample: Sample) -> str | None:
    match = _PHONE.search(sample.text)
    return _with(sample, match, " ".join(match[0].split()[::-1])) if match else None


def phone_digits_swapped(sample: Sample) -> str | None:
    match = _PHONE.search(sample.text)
    if not match:
        return None
    text = match[0]
    for n in range(len(text) - 1, 1, -1):
        if text[n].isdigit() and text[n - 1].isdigit() and text[n] != text[n - 1]:
            return _with(sample, match, text[: n - 1] + text[n] + text[n - 1] + text[n + 1 :])
    return None


def host_changed(sample: Sample) -> str | None:
    match = _HOST.search(sample.text)
    return _with(sample, match, match[0].replace("example.", "exemple.")) if match else None


def path_letter_changed(sample: Sample) -> str | None:
    match = _HOST.search(sample.text)
    if not match or not match[1]:
        return None
    return _with(sample, match, match[0][:-1] + ("x" if match[0][-1] != "x" else "y"))


def email_changed(sample: Sample) -> str | None:
    match = _EMAIL.search(sample.text)
    return _with(sample, match, match[0][1:]) if match else None


def hour_changed(sample: Sample) -> str | None:
    if not re.search(r"\d(?:am|pm)\b", sample.english):
        return None
    hour = r"(?<![\d.,:])(\d{1,2})(?=:\d\d|[.:]\d\d| ?(?:am|pm)\b|[点टবਵ]| (?:ص|م|ب))"
    found = list(re.finditer(hour, sample.text))
    if not (match := _one(sample, found)):
        return None
    return _with(sample, match, str(int(match[0]) % 11 + 1))


def month_changed(sample: Sample) -> str | None:
    months = sample.words.months
    for number, names in enumerate(months):
        for name in names:
            place = sample.text.casefold().find(name)
            others = months[(number + 4) % 12]
            if (
                place >= 0
                and others
                and re.search(r"\d", sample.text[max(0, place - 4) : place])
            ):
                return sample.text[:place] + others[0] + sample.text[place + len(name) :]
    match = re.search(r"(?<=年)(\d{1,2})(?=月)", sample.text)
    return _with(sample, match, str(int(match[0]) % 12 + 1)) if match else None


NEGATORS = {
    "ar": "لا لن لم ليس ليست عدم غير دون بدون",
    "bg": "не без няма",
    "bn": "না নেই নয় নি ছাড়া",
    "cy": "nid nad ddim heb",
    "es": "no sin nunca",
    "fa": "نمی>می نیست>است نیستند>هستند بدون غیر ندارند>دارند نخواهد>خواهد",
    "fr": "pas sans aucun jamais",
    "gu": "નથી નહીં ન વિના",
    "hi": "नहीं न बिना",
    "hu": "nem nincs nélkül",
    "it": "non senza",
    "lt": "nėra>yra nebus>bus nesukelia>sukelia negalite>galite nereikia>reikia",
    "ne": "छैन>छ छैनन्>छन् हुँदैन>हुन्छ हुँदैनन्>हुन्छन् गर्दैनन्>गर्छन् बिना पर्दैन>पर्छ",
    "pa": "ਨਹੀਂ ਨਾ ਬਿਨਾਂ",
    "pl": "nie bez",
    "prs": "نمی>می نیست>است نیستند>هستند بدون غیر ندارند>دارند نخواهد>خواهد",
    "ps": "نه بې",
    "pt-PT": "não sem",
    "ro": "nu fără",
    "ru": "не без нет",
    "so": "ma aan lama umana",
    "sq": "nuk s’ pa mos",
    "ta": "இல்லை அல்ல இல்லாமல் அல்லாத",
    "tr": "değil değildir değiller olmayan",
    "uk": "не без немає",
    "ur": "نہیں نہ بغیر",
    "vi": "không chưa",
    "zh-Hans": "切勿 不要 没有 不 没 无 未",
    "zh-Hant": "切勿 不要 沒有 不 沒 無 未",
}
"""Written down for this alone, so that a word that the checks do not know is planted too.

`a>b` takes a word that begins with a, and lets it begin with b. Welsh “nac” is none: it joins
a second thing to an earlier “not”, which stays without it.
"""


def not_dropped(sample: Sample) -> str | None:
    if not re.search(r"\b(?:not|cannot|never|without|no|non)\b", sample.english):
        return None
    for negator in NEGATORS[sample.tag].split():
        word, begins, kept = negator.partition(">")
        if not sample.words.spaced:
            place = sample.text.find(word)
            if place >= 0:
                kept = word[1:] if word == "不要" else ""
                return sample.text[:place] + kept + sample.text[place + len(word) :]
            continue
        for match in WORD.finditer(sample.text):
            said = unicodedata.normalize("NFC", match[0].casefold())
            if begins and said.startswith(word) and len(said) > len(word) + (not kept):
                return (
                    sample.text[: match.start()]
                    + kept
                    + sample.text[match.start() + len(word) :]
                )
            if said == unicodedata.normalize("NFC", word):
                end = match.end() + (sample.text[match.end() : match.end() + 1] == " ")
                return sample.text[: match.start()] + kept + sample.text[end:]
    return None


def not_added(sample: Sample) -> str | None:
    if re.search(r"\b(?:not|cannot|never|without|no|non|unless|avoid)\b", sample.english):
        return None
    plain = [p for p in sample.words.negation if "*" not in p and " " not in p]
    if not plain or len(sample.text) < 25:
        return None
    if not sample.words.spaced:
        place = len(sample.text) // 2
        return sample.text[:place] + plain[0] + sample.text[place:]
    gaps = [m.start() for m in _MIDDLE.finditer(sample.text)]
    if not gaps:
        return None
    place = gaps[len(gaps) // 2]
    return f"{sample.text[:place]} {plain[0]}{sample.text[place:]}"


def hedge_dropped(sample: Sample) -> str | None:
    for name in ("usually", "most", "sometimes", "often", "may"):
        said = re.search(rf"(?<!more )\b{name}\b(?! in \d)", sample.english, re.IGNORECASE)
        if not said:
            continue
        found = _said(sample, sample.words.hedges.get(name, ()))
        if found:
            place, end = found
            return sample.text[:place].rstrip() + sample.text[end:]
    return None


def _said(sample: Sample, patterns: Sequence[str]) -> tuple[int, int] | None:
    text = sample.text.casefold()
    for pattern in patterns:
        words = re.escape(pattern.casefold()).replace(r"\*", f"{_LETTER}*")
        whole = f"(?<!{_LETTER}){words}(?!{_LETTER})"
        expression = whole if sample.words.spaced else words
        if match := re.search(expression, text):
            return match.span()
    return None


def macro_micro(sample: Sample) -> str | None:
    return _term(sample, "macrocalcifications", "microcalcifications")


def benign_malignant(sample: Sample) -> str | None:
    return _side(sample, "benign", "malignant")


def before_after(sample: Sample) -> str | None:
    return _side(sample, "before", "after")


def more_less(sample: Sample) -> str | None:
    return _side(sample, "more", "less")


def high_low(sample: Sample) -> str | None:
    return _side(sample, "high", "low")


def left_right(sample: Sample) -> str | None:
    return _side(sample, "left", "right")


def _term(sample: Sample, one: str, other: str) -> str | None:
    for a, b in ((one, other), (other, one)):
        there = re.search(rf"\b{a}\b", sample.english, re.IGNORECASE)
        if there and b not in sample.english.lower():
            mine, theirs = sample.terms.get(a, ""), sample.terms.get(b, "")
            place = sample.text.casefold().find(mine.casefold()) if mine else -1
            if place >= 0 and theirs:
                return sample.text[:place] + theirs + sample.text[place + len(mine) :]
    return None


def _side(sample: Sample, one: str, other: str) -> str | None:
    for a, b in ((one, other), (other, one)):
        if not re.search(rf"\b{a}(?:er)?\b", sample.english) or re.search(
            rf"\b{b}", sample.english
        ):
            continue
        found = _said(sample, sample.words.opposites.get(a, ()))
        theirs = [p for p in sample.words.opposites.get(b, ()) if "*" not in p] or [
            p.strip("*") for p in sample.words.opposites.get(b, ())
        ]
        if found and theirs:
            return sample.text[: found[0]] + theirs[0] + sample.text[found[1] :]
    return None


def sentence_dropped(sample: Sample) -> str | None:
    parts: list[str] = _SENTENCE.findall(sample.text)
    if len(parts) < 2:
        return None
    parts.pop(sample.random.randrange(len(parts)))
    return "".join(parts).strip()


def sentence_repeated(sample: Sample) -> str | None:
    parts: list[str] = _SENTENCE.findall(sample.text)
    if len(parts) < 2:
        return None
    gap = " " if sample.words.spaced else ""
    return sample.text.strip() + gap + parts[0].strip()


def cut_short(sample: Sample) -> str | None:
    return sample.text[: len(sample.text) // 3] if len(sample.text) > 60 else None


def neighbours_text(sample: Sample) -> str | None:
    return sample.neighbour if sample.neighbour != sample.text else None


def bold_lost(sample: Sample) -> str | None:
    return sample.text.replace("**", "") if "**" in sample.text else None


def bold_open(sample: Sample) -> str | None:
    return sample.text.replace("**", "", 1) if "**" in sample.text else None


def link_lost(sample: Sample) -> str | None:
    new = re.sub(r"\[([^\]]*)\]\[[^\]]*\]", r"\1", sample.text, count=1)
    return new if new != sample.text else None


def link_renamed(sample: Sample) -> str | None:
    new = re.sub(r"(\]\[)([^\]]*)\]", r"\1\2-x]", sample.text, count=1)
    return new if new != sample.text else None


def placeholder_renamed(sample: Sample) -> str | None:
    new = re.sub(r"\{(\w+)\}", r"{\1s}", sample.text, count=1)
    return new if new != sample.text else None


def placeholder_lost(sample: Sample) -> str | None:
    new = re.sub(r"\{(\w+)\}", "", sample.text, count=1)
    return new if new != sample.text else None


def override_inserted(sample: Sample) -> str | None:
    return _inserted(sample, "\u202e")


def isolate_open(sample: Sample) -> str | None:
    return _inserted(sample, "\u2067")


def tofu(sample: Sample) -> str | None:
    return _inserted(sample, "\U00012000")


def replacement_character(sample: Sample) -> str | None:
    return _inserted(sample, "\ufffd")


def unseen_character(sample: Sample) -> str | None:
    return _inserted(sample, "\u2060")


def markup(sample: Sample) -> str | None:
    return sample.text + "<script>alert(1)</script>"


def _inserted(sample: Sample, letter: str) -> str | None:
    place = len(sample.text) // 2
    return sample.text[:place] + letter + sample.text[place:] if len(sample.text) > 3 else None


_LOOKS = dict(zip("aceopxyAEOKMTBCPH", "асеорхуАЕОКМТВСРН", strict=True))


def homoglyph(sample: Sample) -> str | None:
    looks = _LOOKS if sample.script == "Latn" else {v: k for k, v in _LOOKS.items()}
    if sample.script not in ("Latn", "Cyrl"):
        return None
    for place in range(len(sample.text) // 2, len(sample.text) - 1):
        around = sample.text[place - 1 : place + 2]
        if sample.text[place] in looks and around.isalpha():
            return sample.text[:place] + looks[sample.text[place]] + sample.text[place + 1 :]
    return None


def other_language_s_letter(sample: Sample) -> str | None:
    swaps = {
        "Arab": ("ی", "ي") if "ی" in sample.text else ("ي", "ی"),
        "Cyrl": ("и", "і" if sample.tag == "ru" else "ы"),
        "Hans": ("们", "們"), "Hant": ("們", "们"),
    }  # fmt: skip
    # Pashto is written with both letters.
    old, new = swaps.get(sample.script, ("", "")) if sample.tag != "ps" else ("", "")
    return sample.text.replace(old, new, 1) if old and old in sample.text else None


def other_language(sample: Sample) -> str | None:
    return sample.foreign if len(sample.foreign) > 25 else None


def english_whole(sample: Sample) -> str | None:
    return sample.english


def english_phrase(sample: Sample) -> str | None:
    words = sample.english.split()
    if len(words) < 10:
        return None
    half = sample.text[: len(sample.text) // 2]
    return f"{half} {' '.join(words[len(words) // 2 :])}"


def blank(sample: Sample) -> str | None:
    return "  "


def end_lost(sample: Sample) -> str | None:
    return (
        sample.text[:-1]
        if sample.text[-1:] in ".।۔。" and sample.english.endswith(".")
        else None
    )


def two_blanks(sample: Sample) -> str | None:
    new = sample.text.replace(" ", "  ", 1)
    return new if new != sample.text else None


def shapes_for_letters(sample: Sample) -> str | None:
    shapes = {"ل": "\ufedf", "ب": "\ufe90", "fi": "\ufb01"}
    for old, new in shapes.items():
        if old in sample.text:
            return sample.text.replace(old, new, 1)
    return None


SAFETY = (
    digit_changed, digits_swapped, times_ten, decimal_moved, number_dropped, range_reversed,
    unit_changed, time_unit_changed, phone_digit_lost, phone_digit_changed,
    phone_groups_reversed, phone_digits_swapped, host_changed, path_letter_changed,
    email_changed, hour_changed, month_changed, not_dropped, not_added, hedge_dropped,
    macro_micro, benign_malignant, before_after, more_less, high_low, left_right, link_lost,
    link_renamed, placeholder_renamed, placeholder_lost,
)  # fmt: skip
OTHERS = (
    sentence_dropped, sentence_repeated, cut_short, neighbours_text, bold_lost, bold_open,
    override_inserted, isolate_open, tofu, replacement_character, unseen_character, markup,
    homoglyph, other_language_s_letter, other_language, english_whole, english_phrase, blank,
    end_lost, two_blanks, shapes_for_letters,
)  # fmt: skip
KINDS: tuple[Fault, ...] = (*SAFETY, *OTHERS)


def planted(sample: Sample) -> Iterator[tuple[str, str]]:
    """The name of each kind of fault that the text has a place for, and the faulty text."""
    for kind in KINDS:
        new = kind(sample)
        if new is not None and new != sample.text:
            yield kind.__name__.replace("_", "-"), new
