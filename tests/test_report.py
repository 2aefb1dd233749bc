"""What commands print can be read by people, by programs, and safely by terminals."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from conftest import Site
from hypothesis import given
from hypothesis import strategies as st

from pipeline import languages, report
from pipeline.model import (
    Finding,
    Location,
    Outcome,
    SectionCount,
    Severity,
    Unit,
    Verdict,
)
from pipeline.report.findings import as_text, as_version_1

PO = "locales/cy/small.po"
AT = Location("locales/cy/x.po", 41)

FINDING_KEYS = [
    "check", "severity", "path", "line", "column", "language", "leaflet", "context", "msgid",
    "unit", "message", "fingerprint",
]  # fmt: skip
EDITION_KEYS = ["leaflet", "language", "state", "sections", "reasons"]
SECTION_KEYS = ["id", "units", "translated", "fuzzy", "untranslated"]

CONTROLS = [
    chr(code)
    for code in (
        *range(0x20), 0x7F, *range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, 0x2028, 0x2029,
        *range(0x202A, 0x202F), *range(0x2066, 0x206A),
    )
    if chr(code) not in "\t\n"
]  # fmt: skip


def finding(message: str = "0808 is lost", **more: Any) -> Finding:
    return Finding(check="numbers", severity=Severity.ERROR, at=AT, message=message, **more)


def verdict(tag: str, *sections: SectionCount, **more: Any) -> Verdict:
    outcome = more.pop("outcome", Outcome.DRAFT)
    leaflet = more.pop("leaflet", "small")
    language = languages.find(tag)
    return Verdict(
        leaflet=leaflet, language=language, outcome=outcome, sections=sections, **more
    )


def width(text: str) -> int:
    """Columns of a terminal."""
    return sum(
        0
        if unicodedata.category(letter) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(letter) in "WF"
        else 1
        for letter in text
    )


def printed(site: Site, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.run(*arguments, "--format", "json").output)
    return found


def test_a_finding_is_one_line() -> None:
    assert str(finding()) == "locales/cy/x.po:41: error: 0808 is lost [numbers]"
    assert as_text([finding()]).split("\n")[0] == str(finding())


def test_findings_are_counted() -> None:
    warning = Finding(check="x", severity=Severity.WARNING, at=AT, message="perhaps")
    text = as_text([finding(), warning, warning])
    assert text.split("\n")[-1] == "1 errors, 2 warnings"
    assert as_text([]) == "0 errors, 0 warnings"


def test_findings_have_the_shape_that_programs_count_on(site: Site) -> None:
    site.set(PO, "A summary of 5 words.", "Crynodeb o 6 gair.")
    table = printed(site, "check")
    assert list(table) == ["version", "findings"]
    assert table["version"] == 1
    first, second = table["findings"]
    assert list(first) == list(second) == FINDING_KEYS
    line = site.read(PO).split("\n").index('msgid "A summary of 5 words."') + 2
    assert {key: first[key] for key in FINDING_KEYS[:9]} == {
        "check": "numbers",
        "severity": "error",
        "path": PO,
        "line": line,
        "column": 1,
        "language": "cy",
        "leaflet": "small",
        "context": "_leaflet/summary",
        "msgid": "A summary of 5 words.",
    }
    assert len(first["unit"]) == 12
    assert first["fingerprint"] != second["fingerprint"]


def test_nothing_found_is_an_empty_list(site: Site) -> None:
    assert printed(site, "check") == {"version": 1, "findings": []}


def test_the_status_has_the_shape_that_programs_count_on(site: Site) -> None:
    site.set(PO, "More words.", "")
    table = printed(site, "status")
    assert list(table) == ["version", "editions"]
    assert table["version"] == 1
    assert [row["language"] for row in table["editions"]] == ["en-GB", "ar", "cy"]
    for row in table["editions"]:
        assert list(row) == EDITION_KEYS
        assert row["leaflet"] == "small"
        assert row["state"] in ("held", "draft", "released")
        assert (row["state"] == "held") == bool(row["reasons"])
        for section in row["sections"]:
            assert list(section) == SECTION_KEYS
    assert table["editions"][2]["sections"][2] == {
        "id": "second", "units": 2, "translated": 1, "fuzzy": 0, "untranslated": 1,
    }  # fmt: skip


def test_units_are_printed_with_places_and_hashes(site: Site) -> None:
    table = printed(site, "units")
    assert table["version"] == 1
    first = table["units"][0]
    assert first["context"] == "_leaflet/title"
    assert first["places"] == [{"path": "source/small/leaflet.md", "line": 1}]
    assert first["source"].startswith(first["unit"])
    assert (first["msgid_plural"], first["stem"]) == (None, None)
    names = [unit["unit"] for unit in table["units"]]
    assert len(set(names)) == len(names) == 9


def test_json_keeps_letters_and_is_read_back_whole() -> None:
    words = "乳房 – العربية \u202e \x1b \u2028 \ud7ff “x”\n\\"
    text = as_version_1([finding(words, msgid=words)])
    assert "乳房" in text
    (row,) = json.loads(text)["findings"]
    assert (row["message"], row["msgid"]) == (words, words)


@pytest.mark.parametrize("letter", CONTROLS, ids=ascii)
def test_what_acts_on_a_terminal_is_spelled_out(letter: str) -> None:
    shown = report.for_terminal(f"a{letter}b")
    assert shown == f"a<U+{ord(letter):04X}>b"


@given(st.text())
def test_spelling_out_leaves_nothing_that_acts_and_can_be_done_again(text: str) -> None:
    shown = report.for_terminal(text)
    assert not set(shown) & set(CONTROLS)
    assert report.for_terminal(shown) == shown


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_words_are_not_touched(text: str) -> None:
    assert report.for_terminal(text) == text


HOSTILE = "a\x1b[2Jb\u202ec\u2066d\x07"


@pytest.mark.parametrize(
    "text",
    [
        as_text([finding(HOSTILE)]),
        report.status_text(
            [verdict("cy", outcome=Outcome.HELD, reasons=(f"x.po:1: “{HOSTILE}”",))]
        ),
        report.units_text(
            [Unit(owner="x", section="s", role="p", msgid=HOSTILE, places=(AT,))]
        ),
    ],
    ids=["findings", "status", "units"],
)
def test_no_control_character_of_a_file_reaches_a_terminal(text: str) -> None:
    assert "<U+001B>[2J" in text
    assert not set(text) & set(CONTROLS)


def test_a_control_character_of_a_catalogue_is_spelled_out_by_every_command(
    site: Site,
) -> None:
    site.write(
        PO, site.read(PO).replace('msgstr "Xx More words. xX"', 'msgstr "\\033[2JX\u202eY 7"')
    )
    for command in ("check", "status", "build"):
        output = site.run(command).output
        assert PO in output
        assert not set(output) & set(CONTROLS)


def test_a_unit_with_a_hard_break_is_one_line() -> None:
    unit = Unit(owner="x", section="s", role="p", msgid="One\\\nTwo", places=(AT,))
    assert report.units_text([unit]).count("\n") == 0


def test_a_table_has_a_line_a_section_and_a_column_a_language() -> None:
    whole = SectionCount(id="first", translated=200)
    nearly = SectionCount(id="first", translated=199, untranslated=1)
    text = report.status_text(
        [verdict("en-GB", whole), verdict("zh-Hans", nearly, outcome=Outcome.HELD)]
    )
    assert text == (
        "small  en-GB  zh-Hans\n"
        "first  100%   99%\n"
        "state  draft  held"
    )  # fmt: skip


def test_a_section_that_a_language_does_not_have_is_a_dash() -> None:
    text = report.status_text(
        [
            verdict("en-GB", SectionCount(id="first", translated=1)),
            verdict("cy", SectionCount(id="only-welsh", translated=1)),
        ]
    )
    assert [line.split() for line in text.split("\n")] == [
        ["small", "en-GB", "cy"],
        ["first", "100%", "–"],
        ["only-welsh", "–", "100%"],
        ["state", "draft", "draft"],
    ]


def test_each_leaflet_has_a_table_of_its_own_and_its_reasons_below() -> None:
    held = verdict("cy", outcome=Outcome.HELD, reasons=("x.po:1: a hole", "x.po:9: another"))
    lines = report.status_text([held, verdict("cy", leaflet="other")]).split("\n")
    assert lines[2:4] == ["held: x.po:1: a hole", "held: x.po:9: another"]
    assert lines[4].split() == ["other", "cy"]


@pytest.mark.parametrize(
    "name", ["first", "乳房", "乳房钙化钙化", "cafe\u0301", "ＡＢ", "ห้อง"]
)
def test_columns_stand_below_each_other_whatever_the_letters(name: str) -> None:
    rows = [SectionCount(id=name, translated=1), SectionCount(id="x" * 15, translated=1)]
    lines = report.status_text([verdict("cy", *rows)]).split("\n")
    column = [line.rindex("  ") + 2 for line in lines]
    assert len({width(line[:place]) for line, place in zip(lines, column, strict=True)}) == 1


def test_no_line_of_a_table_ends_in_blanks() -> None:
    text = report.status_text([verdict("cy", SectionCount(id="first", translated=1))])
    assert all(line == line.rstrip() for line in text.split("\n"))
