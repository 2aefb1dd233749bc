"""A finding is accepted by a named person, for exactly the words that it was found in."""

from __future__ import annotations

import json

import pytest
from conftest import Site

PO = "locales/cy/small.po"
SUMMARY = "A summary of 5 words."
WRONG = "Xx A summary of 6 words. xX"
SIAN = "locales/cy/small.signoffs/siân-jones.jsonl"
SAID = ("--by", "Siân Jones", "--why", "the Welsh counts otherwise")


def fingerprints(site: Site, check: str = "numbers") -> list[str]:
    """Of what a check finds, those of errors and warnings."""
    printed = site.run("check", "--only", check, "--format", "json", "--level", "warning")
    return [row["fingerprint"] for row in json.loads(printed.stdout)["findings"]]


@pytest.fixture
def wrong(site: Site) -> Site:
    """A site with one translation that has another number."""
    site.set(PO, SUMMARY, WRONG)
    return site


def waive_all(site: Site, *more: str) -> None:
    for name in fingerprints(site):
        assert site.run("waive", name, *SAID, *more).exit_code == 0


def test_a_waived_finding_holds_nothing_and_is_still_told_on_request(wrong: Site) -> None:
    assert wrong.run("check").exit_code == 1
    assert wrong.run("status").exit_code == 1
    waive_all(wrong)
    assert wrong.run("check").exit_code == 0
    assert wrong.run("status").exit_code == 0
    assert fingerprints(wrong) == []
    told = wrong.run("check", "--level", "info").output
    assert "info: 6 is in the translation but not in the source (waived by Siân Jones" in told
    rows = [json.loads(line) for line in wrong.read(SIAN).splitlines()]
    assert {row["by"] for row in rows} == {"Siân Jones"}
    assert {(row["v"], row["kind"], row["check"]) for row in rows} == {
        (1, "waiver", "numbers")
    }
    assert all(len(row["id"]) == 64 and row["on"].endswith("+00:00") for row in rows)


def test_a_waiver_lapses_with_one_letter_and_holds_again_without_it(wrong: Site) -> None:
    waive_all(wrong)
    wrong.set(PO, SUMMARY, WRONG.replace("words", "word"))
    assert wrong.run("check").exit_code == 1
    wrong.set(PO, SUMMARY, WRONG)
    assert wrong.run("check").exit_code == 0


def test_a_waiver_lapses_when_the_english_changes(wrong: Site) -> None:
    waive_all(wrong)
    text = wrong.read("source/small/leaflet.md")
    wrong.write("source/small/leaflet.md", text.replace(SUMMARY, "A summary of 5 words!"))
    assert wrong.run("update").exit_code == 0
    wrong.translate("cy")
    wrong.translate("ar")
    wrong.set(PO, "A summary of 5 words!", WRONG)
    assert wrong.run("check").exit_code == 1


def test_a_withdrawal_revokes_in_any_order_of_lines_and_files(wrong: Site) -> None:
    (name, *_) = before = fingerprints(wrong)
    waive_all(wrong)
    everything = wrong.run("check", "--level", "info", "--format", "json").stdout
    waived = [row for row in json.loads(everything)["findings"] if "waived" in row["message"]]
    assert {row["fingerprint"] for row in waived} == set(before)
    taken = wrong.run("waive", name, "--by", "Ann", "--why", "a mistake", "--withdraw")
    assert taken.exit_code == 0, taken.output
    assert fingerprints(wrong) == [name]
    lines = wrong.read(SIAN).splitlines()
    wrong.write(SIAN, "\n".join(reversed(lines)) + "\n")
    assert fingerprints(wrong) == [name]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("0000000000",), "no finding has the fingerprint 0000000000"),
        (("{short}",), "no finding has the fingerprint"),
        (("{name}", "--withdraw"), "nobody has waived this"),
    ],
)
def test_what_cannot_be_waived_is_said(
    wrong: Site, arguments: tuple[str, ...], said: str
) -> None:
    name = fingerprints(wrong)[0]
    given = [text.format(name=name, short=name[:3]) for text in arguments]
    result = wrong.run("waive", *given, *SAID)
    assert result.exit_code == 2
    assert said in result.output
    assert not (wrong.root / SIAN).exists()


@pytest.mark.parametrize("by", ["", "  ", "…"])
def test_nobody_waives_nothing(wrong: Site, by: str) -> None:
    name = fingerprints(wrong)[0]
    assert wrong.run("waive", name, "--by", by, "--why", "so").exit_code == 2


def test_a_second_waiver_of_the_same_is_refused(wrong: Site) -> None:
    name = fingerprints(wrong)[0]
    assert wrong.run("waive", name, *SAID).exit_code == 0
    again = wrong.run("waive", name, "--by", "Ann", "--why", "so")
    assert again.exit_code == 2
    assert "Siân Jones has waived this already" in again.output


def test_what_makes_an_edition_whole_is_never_waived(site: Site) -> None:
    site.set(PO, SUMMARY, "")
    (name,) = fingerprints(site, "untranslated")
    refused = site.run("waive", name, *SAID)
    assert refused.exit_code == 2
    assert "[untranslated] cannot be waived" in refused.output


@pytest.mark.parametrize(
    "line", ["no JSON", "[]", '{"v": 2}', '{"v": 1, "kind": "waiver"}', "\x00", "[" * 9999]
)
def test_a_damaged_file_waives_nothing_and_is_told(wrong: Site, line: str) -> None:
    waive_all(wrong)
    wrong.write(SIAN, wrong.read(SIAN) + line + "\n")
    result = wrong.run("check")
    assert result.exit_code == 3
    assert f"{SIAN}:" in result.output
    assert "[numbers]" in result.output


def test_a_record_that_somebody_rewrote_does_not_count(wrong: Site) -> None:
    waive_all(wrong)
    wrong.write(SIAN, wrong.read(SIAN).replace("Siân Jones", "Ann Jones"))
    result = wrong.run("check")
    assert result.exit_code == 3
    assert "the line is not what its id was made of" in result.output
