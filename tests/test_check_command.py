"""`polyleaf check`: what it prints for people and for programs, and what it keeps."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import Site

from pipeline import gate
from pipeline.build.workspace import Workspace
from pipeline.checks import Said, Subject, safety
from pipeline.model import Finding, Location, Severity
from pipeline.report.findings import FORMS, as_github, as_junit, as_sarif

PO = "locales/cy/small.po"
SUMMARY = "A summary of 5 words."
HOSTILE = "“]]>&<\x00\x1b[31m\u202e%,:\n\ud7ff\ufffe"


@pytest.fixture
def wrong(site: Site) -> Site:
    """A site whose Welsh summary has another number."""
    site.set(PO, SUMMARY, "Xx A summary of 6 words. xX")
    return site


def finding(message: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(
        check="numbers", severity=severity, at=Location("a,b:c%.po", 3), message=message
    )


def test_sarif_names_file_line_and_rule(wrong: Site) -> None:
    said = json.loads(wrong.run("check", "--format", "sarif").stdout)
    (run,) = said["runs"]
    assert said["version"] == "2.1.0"
    assert {result["ruleId"] for result in run["results"]} == {"numbers"}
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"].startswith(
        "Does the translation give every number"
    )
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == PO
    line = wrong.read(PO).split("\n")[place["region"]["startLine"] - 1]
    assert line.startswith("msgstr")
    assert {result["level"] for result in run["results"]} == {"error"}


def test_junit_fails_a_case_for_each_check_of_a_file(wrong: Site) -> None:
    root = ET.fromstring(wrong.run("check", "--format", "junit").stdout)
    (suite,) = root
    assert (suite.get("name"), suite.get("failures")) == (PO, "1")
    (case,) = suite
    assert case.get("name") == "numbers"
    assert "6 is in the translation" in str(case[0].text)


def test_github_marks_the_line(wrong: Site) -> None:
    lines = wrong.run("check", "--format", "github").stdout.splitlines()
    assert all(line.startswith(f"::error file={PO},line=") for line in lines)
    assert any(
        line.endswith("title=numbers::5 is in the source but not in the translation")
        for line in lines
    )


@pytest.mark.parametrize("form", FORMS)
def test_nothing_found_is_printed_in_every_form(site: Site, form: str) -> None:
    result = site.run("check", "--format", form)
    assert result.exit_code == 0
    if form == "junit":
        assert not list(ET.fromstring(result.stdout))
    elif form in ("json", "sarif"):
        json.loads(result.stdout)


def test_no_text_breaks_out_of_its_form() -> None:
    members = [finding(HOSTILE), finding("ok", Severity.INFO)]
    assert ET.fromstring(as_junit(members, {}).encode())[0].get("failures") == "1"
    assert json.loads(as_sarif(members, {}))["runs"][0]["results"][1]["level"] == "note"
    first, second = as_github(members, {}).split("\n")
    assert first.startswith("::error file=a%2Cb%3Ac%25.po,line=3,col=1,title=numbers::")
    assert "%25" in first.partition("title=")[2]
    assert "\x1b" not in first
    assert second.startswith("::notice ")


def test_the_same_input_gives_the_same_bytes(wrong: Site) -> None:
    printed = {wrong.run("check", "--level", "info", "--format", "json").stdout for _ in "12"}
    (wrong.root / ".polyleaf/checks.sqlite").unlink()
    printed.add(wrong.run("check", "--level", "info", "--format", "json").stdout)
    assert len(printed) == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 1),
        (("--fail-on", "never"), 0),
        (("--only", "numbers"), 1),
        (("--only", "safety"), 1),
        (("--only", "fonts"), 0),
        (("-l", "ar"), 0),
    ],
)
def test_what_is_asked_decides_the_exit_code(
    wrong: Site, options: tuple[str, ...], code: int
) -> None:
    assert wrong.run("check", *options).exit_code == code


def test_warnings_fail_where_they_are_to(site: Site) -> None:
    site.set(PO, "More words.", "Xx More  words. xX")
    assert site.run("check").exit_code == 0
    assert "[spacing]" in site.run("check").output
    assert site.run("check", "--fail-on", "warning").exit_code == 1
    assert "[spacing]" not in site.run("check", "--level", "error").output


def test_an_unknown_check_is_told_with_the_nearest(site: Site) -> None:
    result = site.run("check", "--only", "number")
    assert result.exit_code == 2
    assert "there is no check “number”" in result.output
    assert "did you mean numbers?" in result.output


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ('numbrs = "off"', "did you mean numbers?"),
        ('numbers = "loud"', "numbers"),
        ('numbers = { xx = "off" }', "“xx” is no language"),
        ('untranslated = "warning"', "always holds an edition"),
        ('inline = { cy = "off" }', "always holds an edition"),
    ],
)
def test_settings_that_cannot_be_are_told(site: Site, setting: str, said: str) -> None:
    site.write("pyproject.toml", f"[tool.polyleaf.checks]\n{setting}\n")
    result = site.run("check")
    assert result.exit_code == 2
    assert said in result.output


def test_a_setting_weighs_a_check_in_one_language(wrong: Site) -> None:
    settings = wrong.read("pyproject.toml")
    wrong.write("pyproject.toml", settings + 'numbers = { cy = "warning" }\n')
    result = wrong.run("check")
    assert result.exit_code == 0
    assert "warning: 6 is in the translation" in result.output
    wrong.write("pyproject.toml", settings + 'numbers = { ar = "warning" }\n')
    assert wrong.run("check").exit_code == 1


def test_only_what_changed_is_checked_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    real = Workspace.findings

    def counted(self, language, owner, recall):  # type: ignore[no-untyped-def]
        asked.append((language.tag, owner))
        return real(self, language, owner, recall)

    monkeypatch.setattr(Workspace, "findings", counted)
    first = site.run("check", "--format", "json").stdout
    assert ("cy", "small") in asked
    asked.clear()
    assert site.run("check", "--format", "json").stdout == first
    assert asked == []
    site.set(PO, SUMMARY, "Xx A summary of 7 words. xX")
    assert "7 is in the translation" in site.run("check").output
    assert asked == [("cy", "small")]


def test_in_a_file_that_changed_only_the_changed_unit_is_checked_again(
    wrong: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(subject: Subject) -> Iterator[Said]:
        asked.append(subject.strings[0])
        return safety.same_numbers.ask(subject)

    numbers = replace(safety.same_numbers, ask=counted, where=0)
    monkeypatch.setattr(gate, "CHECKS", (numbers,))
    assert "6 is in the translation" in wrong.run("check").output
    assert len(asked) > 1
    asked.clear()
    # A line more at the top moves every finding, and changes no unit.
    text = "# A remark.\n" + wrong.read(PO)
    wrong.write(PO, text)
    moved = wrong.run("check").output
    assert "6 is in the translation" in moved
    assert asked == []
    wrong.write(PO, text.replace("6", "5 or 7"))
    assert "7 is in the translation" in wrong.run("check").output
    assert len(asked) == 1
    wrong.write(PO, text)
    assert wrong.run("check").output == moved


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00" + b"x" * 99])
def test_what_is_kept_may_be_damaged_or_gone(wrong: Site, damage: bytes) -> None:
    before = wrong.run("check", "--format", "json").stdout
    wrong.write(".polyleaf/checks.sqlite", damage)
    assert wrong.run("check", "--format", "json").stdout == before


def test_a_finding_names_the_column_of_what_it_found(site: Site) -> None:
    site.set(PO, "More words.", "Xx geiriau \u202exX")
    rows = json.loads(site.run("check", "--only", "bidi-controls", "--format", "json").stdout)
    (row,) = rows["findings"]
    line = site.read(PO).split("\n")[row["line"] - 1]
    assert line[row["column"] - 1] == "\u202e"
