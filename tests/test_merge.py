"""Two branches that edit one catalogue are joined without losing anybody's words."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import Catalogue, Entry, Location
from pipeline.po import Merged, dump, merge, name_of, scan
from pipeline.po.merge import Name

Find = Callable[[str, str], str]
AT = Location("x.po", 1)
FIELDS = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n!=1;\n"
some = settings(max_examples=300, deadline=None)
few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def entry(msgid: str, *strings: str, **more: object) -> Entry:
    return replace(Entry(at=AT, context="a", id=msgid, strings=strings or ("",)), **more)  # type: ignore[arg-type]


def book(*entries: Entry, header: str = FIELDS) -> Catalogue:
    return Catalogue(
        path="x.po", header=Entry(at=AT, id="", strings=(header,)), entries=entries
    )


def only(merged: Merged) -> Entry:
    (found,) = merged.catalogue.entries
    return found


def set_aside(merged: Merged) -> list[tuple[str, ...]]:
    return [aside.entry.strings for aside in merged.aside]


OLD, NEW, OTHER = entry("One.", "Un."), entry("One.", "Un un."), entry("One.", "Unig.")
BLANK = entry("One.")


def fuzzy(text: Entry) -> Entry:
    return replace(text, flags=("fuzzy",))


def dead(text: Entry) -> Entry:
    return replace(text, obsolete=True)


SETTLED = {
    "changed by one": (OLD, NEW, OLD, NEW),
    "changed by both, alike": (OLD, NEW, NEW, NEW),
    "translated by one": (BLANK, BLANK, NEW, NEW),
    "added by one": (None, None, NEW, NEW),
    "added by both, translated by one": (None, NEW, BLANK, NEW),
    "added by both as doubtful and finished": (None, NEW, fuzzy(NEW), fuzzy(NEW)),
    "finished by one": (fuzzy(OLD), OLD, fuzzy(OLD), OLD),
    "finished by one, remarked on by the other": (
        fuzzy(OLD),
        OLD,
        replace(fuzzy(OLD), comments=("why?",)),
        replace(OLD, comments=("why?",)),
    ),
    "doubted by one": (OLD, fuzzy(OLD), OLD, fuzzy(OLD)),
    "doubted by one, remarked on by the other": (
        OLD,
        replace(OLD, comments=("good",)),
        fuzzy(OLD),
        replace(fuzzy(OLD), comments=("good",)),
    ),
    "changed by one, revived by the other": (
        dead(OLD),
        dead(NEW),
        OLD,
        NEW,
    ),
    "translated by one, fallen out in the other": (
        BLANK,
        NEW,
        dead(replace(BLANK, comments=("x",))),
        dead(replace(NEW, comments=("x",))),
    ),
    "changed by one, taken out by the other": (OLD, None, NEW, dead(NEW)),
    "revived by one, taken out by the other": (dead(OLD), None, OLD, OLD),
    "new references, taken out by the other": (
        BLANK,
        None,
        replace(BLANK, references=("a.md",)),
        None,
    ),
    "gone from both": (OLD, None, None, None),
}


@pytest.mark.parametrize(("base", "ours", "theirs", "expected"), SETTLED.values(), ids=SETTLED)
def test_what_nobody_contests_is_taken(
    base: Entry | None, ours: Entry | None, theirs: Entry | None, expected: Entry | None
) -> None:
    states = [book(*([state] if state else [])) for state in (base, ours, theirs)]
    for merged in (merge(*states), merge(states[0], states[2], states[1])):
        assert merged.catalogue.entries == ((expected,) if expected else ())
        assert not merged.aside


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "stays", "aside"),
    [
        (OLD, NEW, OTHER, fuzzy(NEW), [("Unig.",)]),
        (BLANK, NEW, OTHER, fuzzy(NEW), [("Unig.",)]),
        (None, NEW, OTHER, fuzzy(NEW), [("Unig.",)]),
        (fuzzy(OLD), OLD, fuzzy(NEW), fuzzy(OLD), [("Un un.",)]),
        (OLD, BLANK, NEW, fuzzy(NEW), []),
        (OLD, BLANK, OLD, BLANK, [("Un.",)]),
        (OLD, None, OLD, None, [("Un.",)]),
        (OLD, dead(NEW), OTHER, dead(fuzzy(NEW)), [("Unig.",)]),
    ],
)
def test_a_contested_text_is_doubtful_and_the_other_one_is_kept(
    base: Entry | None,
    ours: Entry | None,
    theirs: Entry | None,
    stays: Entry | None,
    aside: list[tuple[str, ...]],
) -> None:
    states = [book(*([state] if state else [])) for state in (base, ours, theirs)]
    merged = merge(*states)
    assert merged.catalogue.entries == ((stays,) if stays else ())
    assert set_aside(merged) == aside
    assert all(item.why.startswith("merge: ") for item in merged.aside)


def test_a_contested_text_keeps_its_own_previous_words() -> None:
    ours = replace(fuzzy(NEW), previous_id="Won.", previous_context="b")
    merged = only(merge(book(OLD), book(ours), book(OTHER)))
    assert (merged.previous_context, merged.previous_id) == ("b", "Won.")
    assert merged.strings == NEW.strings


def test_remarks_and_flags_of_both_sides_are_kept_and_what_one_took_away_goes() -> None:
    base = replace(OLD, comments=("one", "two"), flags=("no-wrap", "x"), extracted=("a",))
    ours = replace(OLD, comments=("one", "two", "three"), flags=("no-wrap",), extracted=("b",))
    theirs = replace(OLD, comments=("two", "four"), flags=("no-wrap", "x", "y"))
    merged = only(merge(book(base), book(ours), book(theirs)))
    assert merged.comments == ("two", "three", "four")
    assert merged.flags == ("no-wrap", "y")
    assert merged.extracted == ("b",)


def test_a_text_under_a_new_format_is_doubtful() -> None:
    base = entry("%d.", "%d!")
    ours, theirs = replace(base, flags=("c-format",)), entry("%d.", "dim")
    assert only(merge(book(base), book(ours), book(theirs))).fuzzy


def test_the_same_words_in_two_contexts_are_two_entries() -> None:
    here, there = entry("Yes", "Oes"), entry("Yes", "Ydw", context="b")
    bare, empty = entry("Yes", "Ie", context=None), entry("Yes", "Do", context="")
    base = book(here, there, bare, empty)
    ours = book(replace(here, strings=("Oes!",)), there, bare, empty)
    theirs = book(here, there, bare, replace(empty, strings=("Do!",)))
    merged = merge(base, ours, theirs)
    assert not merged.aside
    assert [e.strings[0] for e in merged.catalogue.entries] == ["Oes!", "Ydw", "Ie", "Do!"]


def order(merged: Merged) -> str:
    return "".join(e.id for e in merged.catalogue.entries)


def letters(text: str) -> Catalogue:
    return book(*(entry(letter, letter.upper()) for letter in text))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("abc", "abxc", "aybc", "aybxc"),
        ("abc", "abc", "xabc", "xabc"),
        ("abc", "abc", "abxyc", "abxyc"),
        ("abc", "acx", "abyc", "aycx"),
        ("abc", "abcx", "cab", "cxab"),
        ("abc", "cba", "bac", "cba"),
        ("", "ab", "cd", "cdab"),
    ],
)
def test_new_entries_stand_behind_what_they_came_after(
    base: str, ours: str, theirs: str, expected: str
) -> None:
    assert order(merge(letters(base), letters(ours), letters(theirs))) == expected


HEADER = (
    "PO-Revision-Date: 2026-01-01 10:00+0000\nLast-Translator: A\nLanguage: cy\n"
    "X-Generator: P 1\nX-Translation-Provenance: machine\n"
)


def headers(ours: dict[str, str], theirs: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The merged fields, and the names of those that both sides had changed."""

    def changed(new: dict[str, str]) -> str:
        text = HEADER
        for name, value in new.items():
            text, count = re.subn(f"{name}: .*\n", f"{name}: {value}\n", text)
            text += "" if count else f"{name}: {value}\n"
        return text

    merged = merge(
        book(header=HEADER), book(header=changed(ours)), book(header=changed(theirs))
    )
    return merged.catalogue.fields, [field.name for field in merged.fields]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("2026-02-02 10:00+0000", "2026-03-03 10:00+0000"),
        ("2026-03-03 11:30+0200", "2026-03-03 10:00+0000"),
        ("YEAR-MO-DA HO:MI+ZONE", "2025-12-12 10:00+0000"),
        ("", "2025-12-12T12:20:23-07:00"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_later_revision_says_who_saved(left: str, right: str, turned: bool) -> None:
    old = {"PO-Revision-Date": left, "Last-Translator": "B"}
    new = {"PO-Revision-Date": right, "Last-Translator": "C", "X-Generator": "P 2"}
    fields, lost = headers(new, old) if turned else headers(old, new)
    assert fields["PO-Revision-Date"] == right
    assert (fields["Last-Translator"], fields["X-Generator"]) == ("C", "P 2")
    assert not lost


def test_header_fields_are_merged_one_by_one() -> None:
    fields, lost = headers({"X-Ours": "1", "Language": "cy_GB"}, {"X-Theirs": "2"})
    assert (fields["X-Ours"], fields["X-Theirs"], fields["Language"]) == ("1", "2", "cy_GB")
    assert not lost
    fields, lost = headers({"Language": "cy_GB"}, {"Language": "cy_US"})
    assert (fields["Language"], lost) == ("cy_GB", ["Language"])


def test_no_merge_calls_a_contested_text_a_persons() -> None:
    name = "X-Translation-Provenance"
    for pair in (("human", "machine, edited"), ("machine, edited", "human")):
        fields, lost = headers({name: pair[0]}, {name: pair[1]})
        assert (fields[name], lost) == ("machine, edited", [name])


def test_an_entry_that_did_not_change_keeps_its_bytes(tmp_path: Path) -> None:
    text = dump(book(OLD, entry("Two.", "Dau."), entry("Three.", "Tri.")))
    odd = text.replace('msgid "Two."', 'msgid ""\n"Tw"   \n "o."')
    ours = scan(odd.replace("Un.", "Un un."), "x.po")
    merged = merge(scan(odd, "x.po"), ours, scan(odd.replace("Tri.", "Tair."), "x.po"))
    assert dump(merged.catalogue) == odd.replace("Un.", "Un un.").replace("Tri.", "Tair.")


@pytest.mark.parametrize(
    ("ends", "expected"),
    [(("\n", "\n", "\r\n"), "\r\n"), (("\n", "\r\n", "\n"), "\r\n"), (("\r\n",) * 3, "\r\n")],
)
def test_the_side_that_changed_the_line_ends_is_followed(
    ends: tuple[str, str, str], expected: str
) -> None:
    states = [replace(book(OLD), newline=end) for end in ends]
    assert merge(*states).catalogue.newline == expected


def plural(*strings: str) -> Entry:
    return entry("part", *strings, plural="parts")


def test_other_plural_forms_make_no_file_that_msgfmt_refuses(tool: Find) -> None:
    more = FIELDS.replace("nplurals=2; plural=n!=1", "nplurals=3; plural=n%3")
    for ours, theirs in (
        (book(plural("a", "b", "c"), header=more), book(plural("a", "b"), OLD)),
        (book(plural("a", "b"), OLD), book(plural("a", "b", "c"), header=more)),
    ):
        merged = merge(book(plural("a", "b")), ours, theirs)
        assert not merged.aside
        assert refused(tool("msgfmt", "gettext"), dump(merged.catalogue)) == ""
    base = book(header=more)
    merged = merge(base, book(), replace(base, entries=(plural("a", "b", "c"),)))
    assert only(merged) == replace(plural("a", "b"), flags=("fuzzy",))
    assert set_aside(merged) == [("a", "b", "c")]
    assert refused(tool("msgfmt", "gettext"), dump(merged.catalogue)) == ""


def refused(msgfmt: str, text: str) -> str:
    """What msgfmt --check has against a file."""
    done = subprocess.run(
        [msgfmt, "-c", "-o", os.devnull, "-"],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    return done.stderr.decode() if done.returncode else ""


def _entries(msgid: str) -> st.SearchStrategy[Entry]:
    words = st.sampled_from(["", "", "x %d", "y %d", "z %d"])
    many = st.sampled_from([None, "ps %d"]) if msgid == "p %d" else st.just(None)
    lists = st.lists(st.sampled_from(["one", "two", "three"]), unique=True, max_size=2)

    def made(
        word: str,
        forms: str | None,
        flags: set[str],
        lines: list[str],
        obsolete: bool,
        old: bool,
    ) -> Entry:
        return entry(
            msgid,
            *([word] * (2 if forms else 1)),
            plural=forms,
            flags=tuple(sorted(flags)),
            comments=tuple(lines),
            extracted=() if obsolete else tuple(lines[:1]),
            references=() if obsolete else tuple(lines[1:]),
            obsolete=obsolete,
            previous_id="was" if old else None,
        )

    flags = st.sets(st.sampled_from(["fuzzy", "c-format", "no-wrap"]), max_size=2)
    return st.builds(made, words, many, flags, lists, st.booleans(), st.booleans())


@st.composite
def books(draw: st.DrawFn) -> Catalogue:
    """Some of a few entries, in some order, as a file would have them."""
    names = draw(st.lists(st.sampled_from(["a %d", "b %d", "c %d", "p %d"]), unique=True))
    date = draw(st.sampled_from(["2026-01-01 10:00+0000", "2026-02-02 10:00+0000", ""]))
    field = draw(st.sampled_from(["", "X-Poedit: 1\n", "X-Poedit: 2\n"]))
    found = [draw(_entries(name)) for name in names]
    found.sort(key=lambda e: e.obsolete)
    return book(*found, header=f"{FIELDS}PO-Revision-Date: {date}\n{field}")


def by_name(catalogue: Catalogue) -> dict[Name, Entry]:
    return {name_of(e): e for e in catalogue.entries}


def text(found: Entry | None) -> tuple[object, ...] | None:
    """The words of an entry, None if it has none."""
    return (found.plural, found.strings) if found and any(found.strings) else None


def texts(entries: Iterable[Entry]) -> set[tuple[object, ...]]:
    return {(name_of(e), text(e)) for e in entries if text(e)}


def state(found: Entry | None) -> tuple[object, ...] | None:
    return (found.plural, found.strings, found.fuzzy) if found else None


@some
@given(books(), books())
def test_what_only_one_side_did_is_the_result(base: Catalogue, side: Catalogue) -> None:
    for merged in (merge(base, side, base), merge(base, base, side), merge(base, side, side)):
        assert merged.catalogue == side
        assert not merged.fields


@some
@given(st.none() | books(), books(), books())
def test_no_text_of_either_side_is_lost(
    base: Catalogue | None, ours: Catalogue, theirs: Catalogue
) -> None:
    merged = merge(base, ours, theirs)
    result, old = by_name(merged.catalogue), by_name(base) if base else {}
    kept = texts([*merged.catalogue.entries, *(item.entry for item in merged.aside)])
    for side in (ours, theirs):
        for mine in side.entries:
            name = name_of(mine)
            replaced = text(old.get(name)) == text(mine) and text(result.get(name))
            assert not text(mine) or (name, text(mine)) in kept or replaced


@some
@given(st.none() | books(), books(), books())
def test_a_finished_text_was_finished_and_nobody_contests_it(
    base: Catalogue | None, ours: Catalogue, theirs: Catalogue
) -> None:
    old = by_name(base) if base else {}
    left, right = by_name(ours), by_name(theirs)
    for merged in merge(base, ours, theirs).catalogue.entries:
        if merged.fuzzy or not text(merged):
            continue
        name = name_of(merged)
        sides = left.get(name), right.get(name)
        said = [side for side in sides if state(side) == state(merged)]
        assert said
        for other in sides:
            untouched = other is None or state(other) == state(old.get(name))
            untouched |= not text(other) and not text(old.get(name))
            assert other in said or state(other) == state(merged) or untouched


@some
@given(st.none() | books(), books(), books())
def test_sides_that_change_places_differ_only_in_the_text_that_stays(
    base: Catalogue | None, ours: Catalogue, theirs: Catalogue
) -> None:
    one, two = merge(base, ours, theirs), merge(base, theirs, ours)
    left, right = by_name(one.catalogue), by_name(two.catalogue)
    assert left.keys() == right.keys()
    contested = {name_of(item.entry) for item in one.aside}
    assert contested == {name_of(item.entry) for item in two.aside}
    for name, mine in left.items():
        other = right[name]
        assert set(mine.comments) == set(other.comments)
        assert set(mine.flags) == set(other.flags)
        assert mine.obsolete == other.obsolete
        assert name in contested or text(mine) == text(other)
    both = [
        texts([*m.catalogue.entries, *(item.entry for item in m.aside)]) for m in (one, two)
    ]
    assert both[0] == both[1]


@some
@given(st.none() | books(), books(), books())
def test_the_result_can_be_written_and_read(
    base: Catalogue | None, ours: Catalogue, theirs: Catalogue
) -> None:
    merged = merge(base, ours, theirs).catalogue
    again = by_name(scan(dump(merged), "x.po"))
    # As with msgcat, a text that is not there is not written as fuzzy.
    empty = {name for name, e in by_name(merged).items() if not any(e.strings)}
    assert again.keys() == by_name(merged).keys()
    for name, entry in by_name(merged).items():
        assert text(again[name]) == text(entry)
        assert name in empty or state(again[name]) == state(entry)


@few
@given(base=books(), ours=books(), theirs=books())
def test_msgfmt_takes_every_result(
    base: Catalogue, ours: Catalogue, theirs: Catalogue, tool: Find
) -> None:
    msgfmt = tool("msgfmt", "gettext")
    if not (refused(msgfmt, dump(ours)) or refused(msgfmt, dump(theirs))):
        assert refused(msgfmt, dump(merge(base, ours, theirs).catalogue)) == ""
