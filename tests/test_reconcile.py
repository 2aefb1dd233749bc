"""A translation stays under its own words, or falls away whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import languages
from pipeline.model import EVERYONE, Catalogue, Entry, Location, Readers, Unit
from pipeline.po import dump, scan
from pipeline.reconcile import Fate, Reconciled, align, reconcile, template

PATH = "locales/cy/small.po"
WELSH = languages.find("cy")
law = settings(max_examples=150, deadline=None)


def unit(
    msgid: str,
    where: str = "first/paragraph",
    *,
    plural: str = "",
    note: str = "",
    only: tuple[str, ...] = (),
) -> Unit:
    section, _, role = where.partition("/")
    return Unit(
        owner="small",
        section=section,
        role=role,
        msgid=msgid,
        msgid_plural=plural,
        comments=(note,) if note else (),
        places=(Location("source/small/leaflet.md", 7),),
        readers=Readers(frozenset(only), others=False) if only else EVERYONE,
    )


def update(
    old: str | None,
    *units: Unit,
    before: Sequence[Unit] = (),
    renamed: Mapping[str, str] | None = None,
) -> Reconciled:
    """The catalogue after an update; `before` are the units of the committed template."""
    catalogue = None if old is None else scan(old, PATH)
    entries = template("small", "Small title", before, "a.pot").entries
    return reconcile(
        catalogue, "small", "Small title", units, WELSH, PATH,
        alignment=align(entries, units, renamed), renamed=renamed,
    )  # fmt: skip


def fates(result: Reconciled) -> dict[str, int]:
    """How many entries had each fate."""
    return {fate.value: result.count(fate) for fate in Fate if result.count(fate)}


def updated(
    old: str | None,
    *units: Unit,
    before: Sequence[Unit] = (),
    renamed: Mapping[str, str] | None = None,
) -> str:
    """The text of the catalogue after an update."""
    return dump(update(old, *units, before=before, renamed=renamed).catalogue)


def filled(text: str, *words: str) -> str:
    """The text with its live entries translated by these words, in their order."""
    old = scan(text, PATH)
    live = iter(words)
    entries = (
        entry if entry.obsolete else replace(entry, strings=(next(live),), raw="")
        for entry in old.entries
    )
    return dump(replace(old, entries=tuple(entries)))


def strings(text: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """What a catalogue says, of live entries."""
    return {e.key: e.strings for e in scan(text, PATH).entries if not e.obsolete}


def dead(text: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """What a catalogue says, of obsolete entries."""
    return {e.key: e.strings for e in scan(text, PATH).entries if e.obsolete}


YES, NO, MAYBE = unit("Yes"), unit("No"), unit("Maybe")


def test_a_new_catalogue_has_every_unit_empty_and_in_order() -> None:
    result = update(None, YES, NO, unit("{n} part", plural="{n} parts"))
    assert [e.id for e in result.catalogue.entries] == ["Yes", "No", "{n} part"]
    assert [e.strings for e in result.catalogue.entries] == [("",), ("",), ("",) * 6]
    assert fates(result) == {"new": 3}
    assert result.catalogue.fields["Language"] == "cy"
    assert result.catalogue.fields["Plural-Forms"] == WELSH.plural_forms
    assert result.catalogue.fields["X-Polyleaf-Segmentation"] == "1"


def test_a_new_catalogue_says_nothing_of_when_or_by_whom_it_was_made() -> None:
    fields = update(None, YES).catalogue.fields
    assert "POT-Creation-Date" not in fields
    assert fields["PO-Revision-Date"] == fields["Last-Translator"] == ""
    assert "X-Translation-Provenance" not in fields


def test_a_template_has_no_translations_and_no_language() -> None:
    made = template(
        "small", "Small title", [YES, unit("{n} part", plural="{n} parts")], "a.pot"
    )
    assert [e.strings for e in made.entries] == [("",), ("", "")]
    assert made.fields["Language"] == ""
    assert made.fields["X-Polyleaf-Segmentation"] == "1"
    assert "POT-Creation-Date" not in made.fields


def test_a_template_has_what_only_some_languages_need() -> None:
    units = [YES, unit("Only in Arabic.", only=("ar",))]
    assert len(template("small", "Small title", units, "a.pot").entries) == 2
    assert list(strings(updated(None, *units))) == [YES.key]


def test_an_update_of_what_is_current_changes_nothing() -> None:
    text = filled(updated(None, YES, NO), "Oes", "")
    result = update(text, YES, NO)
    assert dump(result.catalogue) == text
    assert fates(result) == {"kept": 2}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("They are not linked with cancer.", "They are linked with cancer."),
        ("microcalcifications", "macrocalcifications"),
        ("Take 5 mg.", "Take 50 mg."),
        ("Yes", "yes"),
        ("Yes", "Yes."),
        ("Yes", " Yes"),
        ("Yes", "Yés"),
        ("Call {helpline}.", "Call {office}."),
        ("caf\u00e9", "cafe\u0301"),
        ("non-cancerous", "non\u2011cancerous"),
        ("5 mm", "5\u00a0mm"),
        ("One \\\ntwo", "One two"),
    ],
)
def test_other_words_get_no_finished_translation(before: str, after: str) -> None:
    old = filled(updated(None, unit(before)), "Geiriau")
    for known in ((), (unit(before),)):
        result = update(old, unit(after), before=known).catalogue
        first, gone = result.entries
        assert first.strings == ("",) or (first.fuzzy and first.previous_id == before)
        assert (gone.id, gone.strings, gone.obsolete, gone.fuzzy) == (
            before, ("Geiriau",), True, False,
        )  # fmt: skip


def test_words_that_come_back_find_their_translation() -> None:
    old = filled(updated(None, YES, NO), "Oes", "Nac oes")
    away = updated(old, NO, MAYBE)
    result = update(away, YES, NO)
    assert strings(dump(result.catalogue)) == strings(old)
    assert dump(result.catalogue) == old
    assert fates(result) == {"kept": 1, "revived": 1}


def test_words_that_come_back_doubtful_stay_doubtful() -> None:
    old = filled(updated(None, YES, NO), "Oes", "Nac oes")
    old = old.replace("#: source", "#, fuzzy\n#: source", 1)
    again = scan(updated(updated(old, NO), YES, NO), PATH)
    assert again.entries[0].fuzzy
    assert again.entries[0].strings == ("Oes",)


def test_the_same_words_keep_apart_by_their_context() -> None:
    """With a line number for a context, the first took the second's translation."""
    here, there = unit("Yes", "first/paragraph"), unit("Yes", "second/paragraph")
    text = filled(updated(None, here, there), "Oes", "Ydy")
    more = [unit("Above.", "first/paragraph"), unit("Above too.", "second/paragraph")]
    assert strings(updated(text, more[0], here, more[1], there)) == {
        more[0].key: ("",),
        here.key: ("Oes",),
        more[1].key: ("",),
        there.key: ("Ydy",),
    }


@pytest.mark.parametrize(
    ("old", "new", "good"),
    [
        ("first/heading", "second/heading", True),
        ("first/heading", "first/item", False),
        ("first/heading", "first/cell", False),
        ("first/paragraph", "second/heading", False),
        ("first/item", "second/item", False),
        ("first/cell", "second/cell", False),
        ("first/alt", "second/alt", False),
    ],
)
def test_the_same_words_elsewhere_stay_good_where_nothing_inflects_them(
    old: str, new: str, good: bool
) -> None:
    before, after = unit("Biopsy", old), unit("Biopsy", new)
    text = filled(updated(None, before), "Biopsi")
    for known in ((), (before,)):
        moved, left = update(text, after, before=known).catalogue.entries
        assert (moved.key, moved.strings, moved.fuzzy) == (after.key, ("Biopsi",), not good)
        assert (moved.previous_context is None) is good
        assert (left.key, left.strings, left.obsolete) == (before.key, ("Biopsi",), True)


def test_the_order_is_that_of_the_source() -> None:
    text = filled(updated(None, YES, NO, MAYBE), "Oes", "Na", "")
    turned = updated(text, MAYBE, NO, unit("New"), YES)
    assert [key[1] for key in strings(turned)] == ["Maybe", "No", "New", "Yes"]
    assert strings(turned)[YES.key] == ("Oes",)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_the_file_does_not_matter(order: Sequence[int]) -> None:
    text = filled(updated(None, YES, NO, MAYBE), "Oes", "Na", "Efallai")
    old = scan(text, PATH)
    shuffled = dump(replace(old, entries=tuple(old.entries[n] for n in order)))
    assert updated(shuffled, YES, NO, MAYBE) == text


def test_obsolete_entries_that_stand_among_the_others_are_kept() -> None:
    text = updated(None, YES, NO)
    head, yes, no = text.split("\n\n")
    gone = '#~ msgctxt "first/paragraph"\n#~ msgid "Gone"\n#~ msgstr "Wedi mynd"'
    mixed = "\n\n".join((head, yes, gone, no))
    new = updated(mixed, YES, NO)
    assert new == f"{text}\n{gone}\n"
    assert updated(new, YES, NO) == new


def test_untranslated_words_that_go_leave_nothing() -> None:
    assert dead(updated(updated(None, YES, NO), NO)) == {}


def test_a_remark_keeps_even_an_untranslated_entry() -> None:
    text = updated(None, YES, NO).replace("#: source", "# Ask the clinic first.\n#: source", 1)
    new = updated(text, NO)
    assert "# Ask the clinic first.\n#~ msgctxt" in new
    assert dead(new) == {YES.key: ("",)}


def test_three_blanks_are_not_thrown_away() -> None:
    text = filled(updated(None, YES, NO), "   ", "")
    assert dead(updated(text, NO)) == {YES.key: ("   ",)}


ENTRY = """\
# Ask the clinic.
# same-as-english: a name
#. Old note.
#: elsewhere.md
#, fuzzy, max-length:80
#| msgctxt "first/heading"
#| msgid ""
#| "Yes, "
#| "indeed"
msgctxt "first/paragraph"
msgid "Yes"
msgstr ""
"O"
"es"
"""


def test_comments_flags_and_previous_words_are_kept() -> None:
    text = updated(None, YES).split("\n\n")[0] + "\n\n" + ENTRY
    for its in (unit("Yes", note="New note."), YES):
        entry = scan(updated(text, its), PATH).entries[0]
        assert entry.comments == ("Ask the clinic.", "same-as-english: a name")
        assert entry.flags == ("fuzzy", "max-length:80")
        assert (entry.previous_context, entry.previous_id) == ("first/heading", "Yes, indeed")
        assert entry.strings == ("Oes",)
        assert entry.extracted == its.comments
        assert entry.references == ("source/small/leaflet.md",)


def test_comments_flags_and_previous_words_fall_away_with_their_entry() -> None:
    text = updated(None, YES).split("\n\n")[0] + "\n\n" + ENTRY
    entry = scan(updated(text, NO), PATH).entries[1]
    assert entry.obsolete
    assert entry.comments == ("Ask the clinic.", "same-as-english: a name")
    assert entry.flags == ("fuzzy", "max-length:80")
    assert (entry.previous_context, entry.previous_id) == ("first/heading", "Yes, indeed")
    assert entry.strings == ("Oes",)


def test_another_note_changes_no_other_entry() -> None:
    text = filled(updated(None, YES, NO), "Oes", "Na")
    wrapped = text.replace('msgstr "Na"', 'msgstr ""\n"N"\n"a"')
    new = updated(wrapped, unit("Yes", note="A note."), NO)
    assert new == wrapped.replace("#: source", "#. A note.\n#: source", 1)


def test_a_header_keeps_its_bytes() -> None:
    head = (
        "# Cyfieithiad.\n#\n# Ann <ann@example.org>, 2024.\n#, fuzzy\n"
        'msgid   ""\nmsgstr ""\n"POT-Creation-Date: 2024-07-09T12:20:23-07:00\\n"\n'
        '"X-Generator: Poedit "\n"3.4\\n"\n"no field\\n"\n"Language: cy\\n"\n"Language: cy\\n"'
    )
    text = updated(None, YES)
    mine = head + text[text.index("\n\n") :]
    assert updated(mine, YES, NO).startswith(head + "\n\n")


def test_a_plural_keeps_its_forms() -> None:
    part = unit("{n} part", plural="{n} parts")
    forms = "".join(f'msgstr[{n}] "{n} rhan"\n' for n in range(6))
    text = re.sub(r'(msgstr\[\d\] ""\n)+', forms, updated(None, YES, part))
    assert strings(updated(text, NO, part))[part.key] == tuple(f"{n} rhan" for n in range(6))


WORDS = st.sampled_from(["Yes", "No", "Not", "Yes.", "yes", "macro", "micro", "1 mg", "10 mg"])
PLACES = st.sampled_from(["first/paragraph", "first/item", "second/paragraph"])
UNITS = st.lists(
    st.builds(
        unit,
        WORDS,
        PLACES,
        note=st.sampled_from(["", "A note.", "Another note."]),
        only=st.sampled_from([(), (), ("cy",), ("ar",)]),
    ),
    max_size=8,
    unique_by=lambda its: its.key,
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        at=st.just(Location(PATH, 1)),
        context=PLACES,
        id=WORDS,
        strings=st.tuples(st.text('ŵŷ تক \n"\\', max_size=6)),
        flags=st.sampled_from([(), ("fuzzy",), ("no-wrap",)]),
        comments=st.sampled_from([(), ("A remark.",)]),
        obsolete=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda entry: entry.key,
)


def written(entries: Sequence[Entry]) -> Catalogue:
    """The entries as they come back from a file, with their bytes."""
    old = replace(update(None).catalogue, entries=tuple(entries))
    return scan(dump(old), PATH)


@law
@given(entries=ENTRIES, units=UNITS)
def test_no_translation_lands_under_other_words_or_is_lost(
    entries: list[Entry], units: list[Unit]
) -> None:
    old = written(entries)
    new = reconcile(old, "small", "Small title", units, WELSH, PATH).catalogue
    before = {entry.key: entry for entry in old.entries}
    after = {entry.key: entry for entry in new.entries}
    assert len(after) == len(new.entries)
    for key, entry in after.items():
        kept = before.get(key)
        if kept and any(kept.strings):
            assert entry.strings == kept.strings
            assert entry.flags == kept.flags
            assert entry.comments == kept.comments
        elif any(entry.strings) and not entry.fuzzy:
            # Good text under another key: the same words, and one translation of them.
            same = [e for e in before.values() if e.id == entry.id and any(e.strings)]
            assert {e.strings for e in same} == {entry.strings}
            assert not all(e.fuzzy for e in same)
    for key, entry in before.items():
        assert key in after or not any(entry.strings)
    live = [entry.key for entry in new.entries if not entry.obsolete]
    assert live == [its.key for its in units if its.applies_to("cy")]


@law
@given(entries=ENTRIES, units=UNITS)
def test_a_second_update_changes_no_byte(entries: list[Entry], units: list[Unit]) -> None:
    first = reconcile(written(entries), "small", "Small title", units, WELSH, PATH)
    text = dump(first.catalogue)
    second = reconcile(scan(text, PATH), "small", "Small title", units, WELSH, PATH)
    assert dump(second.catalogue) == text
    assert not set(fates(second)) - {"kept"}


@law
@given(entries=ENTRIES, units=UNITS, other=UNITS)
def test_there_and_back_keeps_every_translation(
    entries: list[Entry], units: list[Unit], other: list[Unit]
) -> None:
    here = updated(dump(written(entries)), *units)
    away = updated(here, *other, before=units)
    back = updated(away, *units, before=other)
    got = {entry.key: entry for entry in scan(back, PATH).entries if not entry.obsolete}
    for key, text in strings(here).items():
        # What had no text may have been offered one meanwhile.
        assert got[key].strings == text or not any(text)


@law
@given(entries=ENTRIES, units=UNITS)
def test_the_counts_add_up(entries: list[Entry], units: list[Unit]) -> None:
    old = written(entries)
    result = reconcile(old, "small", "Small title", units, WELSH, PATH)
    wanted = {its.key for its in units if its.applies_to("cy")}
    dead_before = {entry.key for entry in old.entries if entry.obsolete}
    live_before = {entry.key for entry in old.entries} - dead_before
    told = fates(result)
    under = ("kept", "moved", "doubtful", "new", "revived")
    assert sum(told.get(fate, 0) for fate in under) == len(wanted)
    filled_before = {entry.key for entry in old.entries if any(entry.strings)}
    assert told.get("revived", 0) == len(wanted & dead_before & filled_before)
    kept = {e.key for e in old.entries if any(e.strings) or e.comments}
    assert told.get("obsolete", 0) == len((live_before - wanted) & kept)
