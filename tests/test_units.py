"""Units: what translators work on, what they are told of it, and the hashes of its words."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from conftest import SMALL, Site
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.build.workspace import Workspace
from pipeline.edition import translate
from pipeline.errors import Mistakes, PolyleafError
from pipeline.markdown import parse_document
from pipeline.model import Entry, Leaflet, Location, Readers, Unit
from pipeline.source import build_leaflet
from pipeline.units import extract, places, short, source_hash, target_hash

EVERYTHING = Path(__file__).parent / "data" / "everything"
PAGE = "source/small/leaflet.md"
TOP = "# Title\n\nSummary.\n\n## Part {#part}\n\n"
AT = Location(PAGE, 1)


def leaflet(text: str) -> Leaflet:
    return build_leaflet("small", parse_document(text, PAGE), {})


def units(text: str) -> tuple[Unit, ...]:
    return extract(leaflet(text))


def told(text: str) -> list[str]:
    with pytest.raises(PolyleafError) as caught:
        units(text)
    error = caught.value
    return [str(part) for part in (error.errors if isinstance(error, Mistakes) else (error,))]


def named(text: str) -> dict[str, str]:
    """The words of each unit of the section `part`, by msgctxt."""
    found = {unit.msgctxt: unit.msgid for unit in units(TOP + text)}
    return {key: words for key, words in found.items() if key.startswith("part/")}


def test_the_units_of_a_leaflet_that_has_everything(
    golden: Callable[[Path, str], None],
) -> None:
    workspace = Workspace(EVERYTHING)
    assert not workspace.errors
    lines = []
    for owner in ("everything", "getting-help", "about-us"):
        for unit in workspace.units[owner]:
            lines.append(f"{unit.places[0]}: {unit.msgctxt}: {unit.msgid!r}")
            if unit.stem:
                lines.append(f"    below {unit.stem!r}")
            if unit.only or unit.exclude:
                lines.append(f"    only {unit.only}, not {unit.exclude}")
    golden(EVERYTHING / "units.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("words\n", {"part/paragraph": "words"}),
        ("- words\n", {"part/item": "words"}),
        ("| words |\n|---|\n", {"part/cell": "words"}),
        ("![words](x.png)\n", {"part/alt": "words"}),
        ("::: note\nwords\n:::\n", {"part/paragraph": "words"}),
        (
            "::: warning\n### words\n\n- more\n:::\n",
            {"part/note": "words", "part/item": "more"},
        ),
        (
            "::: quality-mark\n![logo]()\n\nwords\n:::\n",
            {"part/alt": "logo", "part/paragraph": "words"},
        ),
        ("<!-- context: way -->\nwords\n", {"part/paragraph/way": "words"}),
        ("<!-- context: way -->\n- words\n", {"part/item/way": "words"}),
        ("<!-- notranslate -->\nwords\n", {}),
        ("::: only cy\nwords\n:::\n", {"part/paragraph": "words"}),
    ],
    ids=[
        "text",
        "item",
        "cell",
        "alt",
        "note",
        "box",
        "mark",
        "context",
        "list-context",
        "notranslate",
        "only",
    ],
)
def test_a_unit_is_named_by_its_section_and_its_role(
    text: str, expected: dict[str, str]
) -> None:
    found = named(text)
    assert found.pop("part/heading") == "Part"
    assert found == expected


def test_title_summary_and_heading_have_roles_of_their_own() -> None:
    assert [(unit.msgctxt, unit.msgid) for unit in units(SMALL)][:5] == [
        ("_leaflet/title", "Small title"),
        ("_leaflet/summary", "A summary of 5 words."),
        ("first/heading", "First part"),
        ("first/paragraph", "Some **bold** words. Not harmful."),
        ("first/paragraph", "They may be:"),
    ]


def test_the_same_words_in_other_sections_and_roles_are_other_units() -> None:
    text = f"{TOP}Biopsy\n\n- Biopsy\n\n| Biopsy |\n|---|\n\n## Biopsy {{#two}}\n\nBiopsy\n"
    assert [unit.msgctxt for unit in units(text) if unit.msgid == "Biopsy"] == [
        "part/paragraph",
        "part/item",
        "part/cell",
        "two/heading",
        "two/paragraph",
    ]


def test_the_same_words_in_one_section_and_role_are_one_unit_with_several_places() -> None:
    text = f"{TOP}Yes.\n\nNo.\n\n<!-- translators: Firmly. -->\nYes.\n\n::: note\nYes.\n:::\n"
    (unit,) = (unit for unit in units(text) if unit.msgid == "Yes.")
    assert [str(place) for place in unit.places] == [f"{PAGE}:{n}" for n in (7, 12, 15)]
    assert "Firmly." in unit.comments


def test_one_unit_of_two_notes_has_both() -> None:
    text = "<!-- translators: One. -->\nx\n\n<!-- translators: Two. -->\nx\n\ny\n"
    (unit,) = (unit for unit in units(TOP + text) if unit.msgid == "x")
    assert [comment for comment in unit.comments if comment in ("One.", "Two.")] == [
        "One.",
        "Two.",
    ]


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("It may be:\n\n- one\n- two\n", {"one": "It may be:", "two": "It may be:"}),
        ("It may be:\n- one\n", {"one": "It may be:"}),
        ("It may be:\n\n1. one\n   - two\n     - six\n\n- four\n", {
            "one": "It may be:", "two": "one", "six": "two", "four": "",
        }),
        ("x\n\n![y]()\n\n- one\n", {"one": ""}),
        ("- one\n", {"one": ""}),
        ("::: note\nIt may be:\n\n- one\n:::\n", {"one": "It may be:"}),
        ("It may be:\n\n::: note\n- one\n:::\n", {"one": ""}),
        ("| A | B |\n|---|---|\n| one | two |\n", {"A": "", "B": "", "one": "A", "two": "B"}),
        ("<!-- notranslate -->\nIt may be:\n\n- one\n", {"one": "It may be:"}),
    ],
    ids=["list", "near", "nested", "image", "none", "box", "before-box", "table", "english"],
)  # fmt: skip
def test_an_item_has_its_stem_and_a_cell_its_column(text: str, stems: dict[str, str]) -> None:
    found = {unit.msgid: unit.stem for unit in units(TOP + text)}
    assert {words: found[words] for words in stems} == stems


def test_the_summary_too_can_be_a_stem() -> None:
    found = {unit.msgid: unit.stem for unit in units("# Title\n\nIt may be:\n\n- one\n")}
    assert found["one"] == "It may be:"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "It may be:\n\n- one\n\nIt is not:\n\n- one\n",
            [(13, 9, "It is not:", "It may be:")],
        ),
        ("- a\n  - one\n- b\n  - one\n", [(10, 8, "b", "a")]),
        ("- one\n\nIt may be:\n\n- one\n", [(11, 7, "It may be:", "")]),
        ("| A | B |\n|---|---|\n| one | x |\n| y | one |\n", [(10, 9, "B", "A")]),
        (
            "A:\n\n- one\n\nB:\n\n- one\n\nC:\n\n- one\n",
            [(13, 9, "B:", "A:"), (17, 9, "C:", "A:")],
        ),
    ],
    ids=["lists", "nested", "none", "columns", "three"],
)
def test_the_same_words_under_two_stems_are_refused_asking_for_a_context(
    text: str, places: list[tuple[int, int, str, str]]
) -> None:
    said = told(TOP + text)
    assert len(said) == len(places)
    for refusal, (line, other, stem, first) in zip(said, places, strict=True):
        assert refusal.startswith(f"{PAGE}:{line}: the ")
        assert f"{PAGE}:{other}" in refusal
        assert f"“{stem}”" in refusal
        assert not first or f"“{first}”" in refusal
        assert refusal.endswith("\n    write <!-- context: name --> before one of them")


@pytest.mark.parametrize(
    "below",
    ["<!-- context: not -->\n- one\n- three\n", "- three\n<!-- context: not -->\n- one\n"],
    ids=["list", "item"],
)
def test_a_context_tells_the_same_words_apart(below: str) -> None:
    text = f"{TOP}It may be:\n\n- one\n- two\n\nIt is not:\n\n{below}"
    found = {unit.msgctxt: unit.stem for unit in units(text) if unit.msgid == "one"}
    assert found == {"part/item": "It may be:", "part/item/not": "It is not:"}


def test_the_same_words_under_the_same_stem_are_one_unit() -> None:
    text = "It may be:\n\n- one\n\nx\n\nIt may be:\n\n- one\n"
    (unit,) = (unit for unit in units(TOP + text) if unit.msgid == "one")
    assert [place.line for place in unit.places] == [9, 15]


def test_the_same_words_in_two_columns_of_a_table_can_be_told_apart_somehow() -> None:
    head = f"{TOP}| Test | Does it hurt? | How long? |\n|---|---|---|\n"
    mark = "<!-- context: time -->"
    ways = [
        f"{head}| Scan | No | {mark} No |\n",
        f"{head}| Scan | No | No {mark} |\n",
        f"{head}| Scan | No | No |\n".replace("How long?", f"{mark} How long?"),
        f"{head}| Scan | No | No |\n".replace("How long?", f"How long? {mark}"),
        f"{mark}\n".join((TOP, head.removeprefix(TOP))) + "| Scan | No | No |\n",
    ]

    def works(text: str) -> bool:
        try:
            return sum(unit.msgid == "No" for unit in units(text)) == 2
        except PolyleafError:
            return False

    assert any(map(works, ways)), "the way out that the refusal names cannot be taken"


@pytest.mark.parametrize(
    ("text", "only", "exclude"),
    [
        ("x\n", (), ()),
        ("::: only cy, pl\nx\n:::\n", ("cy", "pl"), ()),
        ("::: not cy\nx\n:::\n", (), ("cy",)),
        ("::: only cy\n## A {#a}\n\nx\n:::\n", ("cy",), ()),
        ("::: only cy\nx\n:::\n\nx\n", (), ()),
        ("x\n\n::: not cy\nx\n:::\n", (), ()),
    ],
    ids=["all", "only", "not", "section", "only-and-all", "all-and-not"],
)
def test_a_unit_knows_who_it_is_for(
    text: str, only: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    (unit,) = (unit for unit in units(TOP + text) if unit.msgid == "x")
    assert (unit.only, unit.exclude) == (only, exclude)
    said = [comment for comment in unit.comments if "or: " in comment]
    for tag in (*only, *exclude):
        assert any(tag in comment for comment in said)
    assert bool(said) == bool(only or exclude)


@pytest.mark.parametrize(
    ("first", "second", "readers"),
    [
        ("only cy", "only pl", {"cy", "pl"}),
        ("only pl ar", "only cy", {"cy", "pl", "ar"}),
        ("only cy", "not cy", {"cy", "pl", "ar", "fr"}),
        ("not cy", "not pl", {"cy", "pl", "ar", "fr"}),
        ("not cy pl", "not cy ar", {"pl", "ar", "fr"}),
        ("not cy pl", "only pl", {"pl", "ar", "fr"}),
    ],
)
def test_the_same_words_for_several_readers_are_for_all_of_them(
    first: str, second: str, readers: set[str]
) -> None:
    text = f"::: {first}\nx\n:::\n\ny\n\n::: {second}\nx\n:::\n"
    (unit,) = (unit for unit in units(TOP + text) if unit.msgid == "x")
    assert {tag for tag in ("cy", "pl", "ar", "fr") if unit.applies_to(tag)} == readers


TAGS = ("cy", "pl", "ar", "pt-PT", "fr")
READERS = st.builds(Readers, st.frozensets(st.sampled_from(TAGS[:4])), st.booleans())


@settings(max_examples=200, deadline=None)
@given(READERS, READERS)
def test_readers_are_joined_and_crossed_as_sets_of_languages(
    one: Readers, two: Readers
) -> None:
    mine, yours = ({tag for tag in TAGS if tag in readers} for readers in (one, two))
    assert {tag for tag in TAGS if tag in one & two} == mine & yours
    assert {tag for tag in TAGS if tag in one | two} == mine | yours
    assert (one <= two) == (mine <= yours)


@pytest.mark.parametrize(
    ("text", "words", "comment"),
    [
        ("x\n", "x", "In the section “Part”."),
        ("It may be:\n\n- x\n", "x", "tem of the list “It may be:”"),
        ("It\\\nmay\\\nbe:\n\n- x\n", "x", "tem of the list “It may be:”"),
        ("| A |\n|---|\n| x |\n", "x", "column “A”"),
        ("<!-- translators: Say it. -->\nx\n", "x", "Say it."),
        ("::: only cy, pl\nx\n:::\n", "x", "nly for: cy, pl"),
        ("::: not cy\nx\n:::\n", "x", "ot for: cy"),
    ],
    ids=["section", "stem", "broken-stem", "column", "note", "only", "not"],
)
def test_a_comment_tells_where_the_words_stand(text: str, words: str, comment: str) -> None:
    (unit,) = (unit for unit in units(TOP + text) if unit.msgid == words)
    assert any(comment in said for said in unit.comments)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("You should not worry.", "not"),
        ("They are **not** linked.", "not"),
        ("They are not usually linked.", "not"),
        ("You cannot feel them.", "cannot"),
        ("You don’t need it.", "don’t"),
        ("You can't feel them.", "can't"),
        ("Never do this.", "never"),
        ("It is non-invasive.", "non-invasive"),
        ("No, without any.", "without"),
        ("None is left.", "none"),
        ("NOT now.", "not"),
    ],
)
def test_a_negation_is_pointed_out(words: str, named: str) -> None:
    (unit,) = (unit for unit in units(f"{TOP}{words}\n") if unit.msgid == words)
    (said,) = (comment for comment in unit.comments if "NOT" in comment)
    assert named in said


@pytest.mark.parametrize(
    "hedge",
    [
        "usually", "not usually", "may", "might", "sometimes", "in most cases", "often",
        "most", "possibly", "probably", "likely", "can", "could", "if",
    ],
)  # fmt: skip
def test_a_hedge_is_pointed_out(hedge: str) -> None:
    words = f"It is {hedge} so."
    (unit,) = (unit for unit in units(f"{TOP}{words}\n") if unit.msgid == words)
    assert any(hedge in comment and "keep" in comment for comment in unit.comments)


@pytest.mark.parametrize("words", ["It is so.", "A knot and a note.", "Usual mayors, canal."])
def test_plain_words_are_not_pointed_out(words: str) -> None:
    (unit,) = (unit for unit in units(f"{TOP}{words}\n") if unit.msgid == words)
    assert unit.comments == ("In the section “Part”.",)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- translators: ends in a backslash \\ -->\nx\n",
        "<!-- translators: \\\\\\ -->\n- x\n",
        "It\\\nmay be:\n\n- x\n",
        "- one\\\n  two\n  - x\n",
        "It \\\\\\\nmay be \\\\:\n\n- x\n",
        "ends in one \\\\\n\n- x\n",
    ],
    ids=["note", "backslashes", "stem", "item", "escaped", "odd-end"],
)
def test_no_comment_can_swallow_the_line_below_it(text: str, site: Site) -> None:
    for unit in units(TOP + text):
        assert all("\n" not in said and not said.endswith("\\") for said in unit.comments)
    site.write(PAGE, TOP + text)
    assert site.run("update").exit_code == 0
    for path in ("locales/templates/small.pot", "locales/cy/small.po"):
        lines = site.read(path).split("\n")
        assert not [line for line in lines if line.startswith("#.") and line.endswith("\\")]


def test_msgfmt_leaves_out_a_fuzzy_text_whatever_the_author_told_translators(
    site: Site, tool: Callable[[str, str], str]
) -> None:
    site.write(PAGE, f"{TOP}<!-- translators: a slash is not a \\ -->\nx\n")
    assert site.run("update").exit_code == 0

    def fuzzy(entry: Entry) -> Entry:
        if entry.id != "x":
            return entry
        return replace(entry, strings=("WRONG",), flags=("fuzzy",), references=())

    site.edit("locales/cy/small.po", fuzzy)
    subprocess.run(
        [tool("msgfmt", "gettext"), "-o", "out.mo", "locales/cy/small.po"],
        cwd=site.root,
        check=True,
    )
    assert b"WRONG" not in (site.root / "out.mo").read_bytes()


def test_a_template_has_no_line_numbers_and_no_ordinals(site: Site) -> None:
    before = site.read("locales/templates/small.pot")
    assert not re.findall(r"^#:.*\d", before, re.MULTILINE)
    site.write(PAGE, SMALL.replace("## First", "## Zeroth {#zeroth}\n\nWords.\n\n## First"))
    assert site.run("update").exit_code == 0
    after = site.read("locales/templates/small.pot")
    entries = set(after.split("\n\n"))
    assert set(before.split("\n\n")) < entries


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


UNIT = Unit(
    owner="small", section="first", role="item", msgid="one {b} {a} “重”", places=(AT,),
    stem="They may be:",
)  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "facts", "text"),
    [
        (
            Unit(owner="small", section="_leaflet", role="title", msgid="Title", places=(AT,)),
            {"a": "1"},
            '["polyleaf-unit/1","small","_leaflet",null,"Title",null,{}]',
        ),
        (
            UNIT,
            {"c": "3", "b": "0808 808 00 00", "a": "8am–8pm \\ \"q\""},
            '["polyleaf-unit/1","small","first","They may be:","one {b} {a} “重”",null,'
            '{"a":"8am–8pm \\\\ \\"q\\"","b":"0808 808 00 00"}]',
        ),
        (
            replace(UNIT, stem="", msgid="{n} page", msgid_plural="{n} pages of {a}"),
            {"a": "1"},
            '["polyleaf-unit/1","small","first",null,"{n} page","{n} pages of {a}",{"a":"1"}]',
        ),
        (
            replace(UNIT, stem="", msgid="a\\\nb \\{a\\} **{a}**"),
            {"a": "1"},
            '["polyleaf-unit/1","small","first",null,"a\\\\\\nb \\\\{a\\\\} **{a}**",null,'
            '{"a":"1"}]',
        ),
    ],
)  # fmt: skip
def test_the_source_hash_is_that_of_the_contract(
    unit: Unit, facts: dict[str, str], text: str
) -> None:
    assert source_hash(unit, facts) == digest(text)
    assert short(source_hash(unit, facts)) == digest(text)[:12]


def test_the_target_hash_is_that_of_the_contract() -> None:
    source = "0" * 64
    assert target_hash("zh-Hans", source, ["重要。\n", ""]) == digest(
        f'["polyleaf-target/1","zh-Hans","{source}",["重要。\\n",""]]'
    )


def test_a_role_a_note_and_a_place_are_not_in_the_hash() -> None:
    other = replace(
        UNIT, role="paragraph", context="way", comments=("x",), places=(Location("x", 9),),
        readers=Readers(frozenset({"cy"}), others=False),
    )  # fmt: skip
    assert source_hash(other, {}) == source_hash(UNIT, {})


LETTERS = st.characters(
    codec="utf-8",
    exclude_characters="{}[]*_`<>\\&#~:wW",
    exclude_categories=["Cc", "Cs", "Zl", "Zp"],
)
WORDS = st.text(LETTERS, max_size=9)


@settings(max_examples=200, deadline=None)
@given(
    st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS, WORDS),
    st.integers(0, 5),
    st.integers(0, 9),
    LETTERS,
)
def test_one_changed_character_changes_the_hash_and_putting_it_back_restores_it(
    parts: tuple[str, ...], which: int, place: int, letter: str
) -> None:
    def made(parts: tuple[str, ...]) -> str:
        owner, section, stem, text, plural, value = parts
        unit = Unit(
            owner=owner,
            section=section,
            role="item",
            stem=stem,
            msgid=text + "{a}",
            msgid_plural=plural,
            places=(AT,),
        )
        return source_hash(unit, {"a": value, "b": "unused"})

    old = parts[which]
    changed = old[:place] + letter + old[place + 1 :]
    assume(changed != old)
    others = (*parts[:which], changed, *parts[which + 1 :])
    assert made(others) != made(parts)
    assert made((*others[:which], old, *others[which + 1 :])) == made(parts)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, min_size=1, max_size=3))
def test_a_target_hash_tells_forms_apart(one: list[str], two: list[str]) -> None:
    same = target_hash("cy", "0", one) == target_hash("cy", "0", two)
    assert same == (one == two)
    assert target_hash("cy", "0", one) != target_hash("pl", "0", one)
    assert target_hash("cy", "0", one) != target_hash("cy", "1", one)


def test_the_command_units_prints_the_hashes_with_the_values_of_facts(site: Site) -> None:
    site.write(PAGE, f"{TOP}Call {{helpline}}:\n\n- now {{when}}\n- [here][page].\n")
    site.write("source/links.toml", '[page]\nurl = "https://example.org/a"\n')
    site.write(
        "source/facts.toml",
        '[helpline]\nvalue = "0808"\nlanguages = { cy = "0909" }\n[when]\nvalue = "5pm"\n',
    )

    def hashes() -> dict[str, str]:
        result = site.run("units", "--format", "json")
        assert result.exit_code == 0
        rows = json.loads(result.output)["units"]
        assert all(row["unit"] == row["source"][:12] for row in rows)
        return {row["msgid"]: row["source"] for row in rows}

    first = hashes()
    assert first["now {when}"] == digest(
        '["polyleaf-unit/1","small","part","Call {helpline}:","now {when}",null,'
        '{"when":"5pm"}]'
    )
    assert first["Call {helpline}:"] == digest(
        '["polyleaf-unit/1","small","part",null,"Call {helpline}:",null,{"helpline":"0808"}]'
    )
    site.write("source/facts.toml", site.read("source/facts.toml").replace("5pm", "6pm"))
    site.write("source/links.toml", '[page]\nurl = "https://example.org/b"\n')
    second = hashes()
    assert {words for words in first if first[words] != second[words]} == {"now {when}"}


BREAK = "\\\n"
ONE = st.sampled_from(
    ["not", "usually", "x-ray", "(DCIS)", "–", "don’t", "café", "重要。", "R&D", "a_b", "1,5",
     "5", "mg.", "**bold**", "**two\x00words**", "[the\x00clinic][support]", "{helpline}",
     "[**our**\x00line][support]", "\\*", "\\{x\\}", "\\[sic\\]", "\\<", "ends\\\\",
     "“quoted”", "3–4", "!", ":", "**a" + BREAK + "b**"]
)  # fmt: skip
TEXT = st.lists(st.tuples(ONE, st.sampled_from(["\x00", "\x00", "\x00", BREAK])), max_size=6)


@dataclass
class Draft:
    """A generated leaflet: its lines, and what its units must be."""

    lines: list[str]
    """`\x00` marks where a line may be broken; what stands before `\x01` indents the rest."""
    expected: list[tuple[str, str]]
    """Role and msgid, in reading order."""


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    lines: list[str] = []
    expected: list[tuple[str, str]] = []

    def text(role: str, *, breaks: bool = True) -> str:
        words = f"w{len(expected)}"
        separator = "\x00"
        for word, after in draw(TEXT):
            if not breaks:
                word, after = word.replace(BREAK, "\x00"), "\x00"
            words += separator + word
            separator = after
        expected.append((role, words.replace("\x00", " ")))
        return words

    def items(depth: int, indent: str) -> None:
        ordered = draw(st.booleans())
        for number in range(1, draw(st.integers(1, 3)) + 1):
            mark = f"{number}. " if ordered else "- "
            inner = indent + " " * len(mark)
            lines.append(f"{indent}{mark}\x01{text('item')}")
            if depth < 3 and draw(st.integers(0, 3)) == 0:
                items(depth + 1, inner)

    def block(boxed: bool = False) -> None:
        kinds = ["paragraph", "paragraph", "list", "table", "image", "noted"]
        kind = draw(st.sampled_from(kinds if boxed else [*kinds, "heading", "box", "note"]))
        if kind == "paragraph":
            lines.append("\x01" + text("paragraph"))
        elif kind == "list":
            items(1, "")
        elif kind == "table":
            width = draw(st.integers(1, 3))
            for row in range(draw(st.integers(1, 3))):
                cells = [text("cell", breaks=False).replace("\x00", " ") for _ in range(width)]
                lines.append(f"| {' | '.join(cells)} |")
                if not row:
                    lines.append("|---" * width + "|")
        elif kind == "image":
            plain = f"w{len(expected)} what is drawn"
            expected.append(("alt", plain))
            lines.append(f"![{plain}](x.png)")
        elif kind == "noted":
            lines.append("<!-- translators: Keep\x00the\x00words: apart. -->")
            lines.append("\x01" + text("paragraph"))
        elif kind == "heading":
            number = len(expected)
            words = text("heading", breaks=False).replace("\x00", " ")
            lines.append(f"## {words} {{#s{number}}}")
        else:
            lines.append("::: " + draw(st.sampled_from(["note", "warning", "quality-mark"])))
            for _ in range(draw(st.integers(1, 2))):
                block(boxed=True)
            lines.append(":::")
        lines.append("")

    lines += ["# Title", "", "\x01Summary\x00of it.", ""]
    expected += [("title", "Title"), ("summary", "Summary of it.")]
    for _ in range(draw(st.integers(0, 6))):
        block()
    return Draft(lines, expected)


def laid_out(draft: Draft, dice: random.Random | None = None) -> str:
    """The Markdown of a draft; with dice, its lines are broken here and there."""

    def breaks(line: str) -> Iterator[str]:
        head, _, rest = line.rpartition("\x01")
        indent = " " * len(head)
        for part in re.split("(\x00|\\\\\n)", rest):
            if part == BREAK:
                yield BREAK + indent + " " * (dice.randrange(3) if dice else 0)
            elif part != "\x00":
                yield part
            elif not dice or dice.random() < 0.5:
                yield " " * (dice.choice([1, 1, 2, 5]) if dice else 1)
            else:
                blanks = " " * dice.choice([0, 0, 1, 2])
                yield blanks + "\n" + indent + " " * dice.choice([0, 0, 1, 3, 6])

    return "\n".join(
        line.rpartition("\x01")[0] + "".join(breaks(line)) if "\x01" in line or "\x00" in line
        else line
        for line in draft.lines
    )  # fmt: skip


def told_of(unit: Unit) -> Unit:
    """The unit without its places."""
    return replace(unit, places=(AT,))


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_every_block_is_one_unit_in_reading_order_at_its_line(draft: Draft) -> None:
    text = laid_out(draft)
    found = units(text)
    assert [(unit.role, unit.msgid) for unit in found] == draft.expected
    lines = text.split("\n")
    for unit in found:
        first = re.match(r"\w+", unit.msgid)
        assert first
        assert all(first[0] in lines[place.line - 1] for place in unit.places)


@settings(max_examples=200, deadline=None)
@given(drafts(), st.randoms(use_true_random=False), st.sampled_from(["\n", "\r\n"]))
def test_rewrapping_the_source_changes_no_unit(
    draft: Draft, dice: random.Random, end: str
) -> None:
    plain = units(laid_out(draft))
    again = units(laid_out(draft, dice).replace("\n", end))
    assert list(map(told_of, again)) == list(map(told_of, plain))
    facts = {"helpline": "0808"}
    assert [source_hash(u, facts) for u in again] == [source_hash(u, facts) for u in plain]


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_translating_nothing_changes_nothing(draft: Draft) -> None:
    made = leaflet(laid_out(draft))
    assert translate(made, {unit.key: unit.msgid for unit in extract(made)}) == made


@settings(max_examples=100, deadline=None)
@given(drafts())
def test_every_translation_lands_on_its_own_words_and_nowhere_else(draft: Draft) -> None:
    made = leaflet(laid_out(draft))
    texts = {unit.key: f"Xx {unit.msgid}" for unit in extract(made)}
    shown = [place.block.text for place in places(translate(made, texts))]
    assert shown == [f"Xx {words}" for _, words in draft.expected]
    texts.popitem()
    with pytest.raises(KeyError):
        translate(made, texts)


@settings(max_examples=100, deadline=None)
@given(drafts(), drafts(), st.integers(0, 9))
def test_an_insertion_elsewhere_leaves_a_unit_alone(
    draft: Draft, more: Draft, place: int
) -> None:
    text = laid_out(draft)
    body = laid_out(more).partition("Summary of it.")[2].replace("{#s", "{#t")
    starts = [match.start() for match in re.finditer("^## ", text, re.MULTILINE)]
    cut = starts[place % len(starts)] if starts else len(text)
    longer = f"{text[:cut]}\n\n## New {{#new}}\n\n{body}\n\n{text[cut:]}"
    assert set(map(told_of, units(text))) < set(map(told_of, units(longer)))


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_a_context_is_a_section_a_role_and_nothing_that_moves(draft: Draft) -> None:
    roles = "title|summary|heading|paragraph|item|cell|alt|caption|note"
    for unit in units(laid_out(draft)):
        assert re.fullmatch(rf"(_leaflet|[a-z0-9][a-z0-9-]*)/({roles})", unit.msgctxt)
