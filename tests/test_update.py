"""What an update says of each change, and what a person may say of it."""

from __future__ import annotations

import json
import re

import pytest
from conftest import ROOT, SMALL, Site
from hypothesis import given
from hypothesis import strategies as st

from pipeline.build.workspace import Workspace
from pipeline.english import weighs
from pipeline.model import Entry
from pipeline.report.updates import word_diff
from pipeline.units import source_hash, unit_of

LEAFLET = "source/small/leaflet.md"
WELSH = "locales/cy/small.po"
ARABIC = "locales/ar/small.po"
CHANGES = "source/small/changes.jsonl"
COMMA = SMALL.replace("Some **bold** words. Not", "Some **bold** words! Not")
WORDS = "Some **bold** words! Not harmful."
SAID = ("--kind", "editorial", "--by", "Ann", "--why", "a comma")


def entry(site: Site, msgid: str, path: str = WELSH) -> Entry:
    return next(e for e in site.catalogue(path).entries if e.id == msgid)


def records(site: Site) -> list[dict[str, object]]:
    return [json.loads(line) for line in site.read(CHANGES).splitlines()]


def name(site: Site) -> str:
    """The short name of the changed unit's new words."""
    (row,) = json.loads(site.run("changes", "--format", "json").output)["changes"]
    return str(row["unit"])


def test_an_undecided_change_is_recorded_listed_and_doubtful(site: Site) -> None:
    site.write(LEAFLET, COMMA)
    result = site.run("update")
    assert "first: undecided, counts as clinical\n" in result.output
    assert "Some **bold** [-words.-]{+words!+} Not harmful." in result.output
    (record,) = records(site)
    assert (record["kind"], record["by"], record["new_text"]) == (None, "", WORDS)
    assert entry(site, WORDS).fuzzy
    assert site.run("changes").exit_code == 0
    waiting = site.run("changes", "--undecided")
    assert waiting.exit_code == 1
    assert "1 changes, 1 undecided\n" in waiting.output


def test_every_doubtful_entry_is_told_with_its_line_in_the_new_file(site: Site) -> None:
    site.write(LEAFLET, COMMA + "\nQuite new.\n")
    result = site.run("update")
    for path in (WELSH, ARABIC):
        found = re.search(
            rf"{path}:(\d+): doubtful: “{re.escape(WORDS)}”, was made", result.output
        )
        assert found
        lines = site.read(path).splitlines()
        assert lines[int(found[1]) - 1] == f'msgid "{WORDS}"'
        (new,) = re.findall(rf"{path}:(\d+): new: “Quite new.”", result.output)
        assert lines[int(new) - 1] == 'msgid "Quite new."'
        assert f"{path}: written: 8 kept, 1 doubtful, 1 new, 1 obsolete\n" in result.output


def test_an_editorial_change_keeps_translations_good(site: Site) -> None:
    site.write(LEAFLET, COMMA)
    assert site.run("update", *SAID).exit_code == 0
    for path in (WELSH, ARABIC):
        found = entry(site, WORDS, path)
        assert not found.fuzzy
        assert "Not harmful" in found.strings[0]
    (record,) = records(site)
    assert (record["kind"], record["by"], record["why"]) == ("editorial", "Ann", "a comma")
    assert site.run("status").exit_code == 0


@pytest.mark.parametrize("kind", ["clinical", "safety"])
def test_other_kinds_leave_translations_doubtful(site: Site, kind: str) -> None:
    site.write(LEAFLET, COMMA)
    site.run("update", "--kind", kind, "--by", "Ann", "--why", "meaning")
    assert entry(site, WORDS).fuzzy
    assert site.run("changes", "--undecided").exit_code == 0


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("Some **bold** words. Harmful.", "the negation “not” is gone"),
        ("Some **bold** words. Not harmful, usually.", "the hedge “usually” is new"),
        ("Some **bold** 5 words. Not harmful.", "the number “5” is new"),
    ],
)
def test_what_is_more_than_editorial_is_refused_and_nothing_written(
    site: Site, new: str, told: str
) -> None:
    site.write(LEAFLET, SMALL.replace("Some **bold** words. Not harmful.", new))
    before = {path: site.read(path) for path in (WELSH, ARABIC, "locales/templates/small.pot")}
    result = site.run("update", *SAID)
    assert result.exit_code == 3
    assert told in result.output
    assert {path: site.read(path) for path in before} == before
    assert not (site.root / CHANGES).exists()


WEIGHED = [
    ("Wait 12 days.", "Wait 21 days.", "the number “12” became “21”"),
    ("1 in 10", "10 in 1", "the number “1” became “10”"),
    ("1.5 mg", "15 mg", "the number “1.5” became “15”"),
    ("Call {helpline}.", "Call {office}.", "the fact “helpline” became “office”"),
    ("[Us][a] and [you][b]", "[Us][b] and [you][a]", "the link “a” became “b”"),
    ("It may help.", "It will help.", "the hedge “may” is gone"),
    ("You cannot feel it.", "You can feel it.", "the negation “cannot” is gone"),
    ("Take it before meals.", "Take it after meals.", "a word became its opposite"),
    ("A benign lump.", "A malignant lump.", "a word became its opposite"),
    ("colour", "color", ""),
    ("One, two", "One; two", ""),
    ("Do not stop.", "Do not halt.", ""),
]


@pytest.mark.parametrize(("old", "new", "told"), WEIGHED)
def test_what_weighs_in_an_edit(old: str, new: str, told: str) -> None:
    assert weighs(old, new) == told
    assert bool(weighs(new, old)) == bool(told)


@given(st.text(max_size=60))
def test_nothing_weighs_in_no_edit(text: str) -> None:
    assert weighs(text, text) == ""


@pytest.mark.parametrize(
    ("setting", "carried"), [("", True), ('opposites = [["local", "general"]]', False)]
)
def test_a_project_has_opposites_of_its_own(site: Site, setting: str, carried: bool) -> None:
    old = "You will have a local anaesthetic before the doctor takes a sample of tissue."
    new = old.replace("local", "general")
    site.write("pyproject.toml", f"[tool.polyleaf]\n{setting}\n")
    site.write(LEAFLET, SMALL.replace("More words.", old))
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.write(LEAFLET, SMALL.replace("More words.", new))
    assert site.run("update").exit_code == 0
    assert bool(entry(site, new).strings[0]) == carried


def test_a_change_can_be_decided_later_and_again(site: Site) -> None:
    site.write(LEAFLET, COMMA)
    site.run("update")
    unit = name(site)
    site.set(ARABIC, WORDS, "Somebody worked on this.")
    result = site.run("changes", "--unit", unit, *SAID)
    assert result.exit_code == 0, result.output
    assert f"{WELSH}: its text is good now" in result.output
    assert ARABIC not in result.output
    found = entry(site, WORDS)
    assert (found.fuzzy, found.previous_id) == (False, None)
    assert entry(site, WORDS, ARABIC).fuzzy
    again = site.run(
        "changes", "--unit", unit, "--kind", "safety", "--by", "Bo", "--why", "no"
    )
    assert f"{WELSH}: its text is fuzzy now" in again.output
    assert entry(site, WORDS).fuzzy
    assert [record["kind"] for record in records(site)] == [None, "editorial", "safety"]
    (row,) = json.loads(site.run("changes", "--format", "json").output)["changes"]
    assert (row["kind"], row["by"]) == ("safety", "Bo")


def test_one_unit_is_decided_alone(site: Site) -> None:
    site.write(LEAFLET, COMMA.replace("More words.", "More, words."))
    listed = json.loads(site.run("update", "--dry-run", "--format", "json").output)
    names = {row["new_text"]: row["unit"] for row in listed["changes"]}
    site.run("update", "--unit", names[WORDS], *SAID)
    assert not entry(site, WORDS).fuzzy
    assert entry(site, "More, words.").fuzzy
    assert {r["new_text"]: r["kind"] for r in records(site)} == {
        WORDS: "editorial", "More, words.": None,
    }  # fmt: skip


def test_a_second_update_records_and_changes_nothing(site: Site) -> None:
    site.write(LEAFLET, COMMA + "\nQuite new.\n")
    site.run("update")
    before = {path.name: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    result = site.run("update")
    after = {path.name: path.read_bytes() for path in site.root.rglob("*") if path.is_file()}
    assert after == before
    assert "undecided" not in result.output
    assert sorted(str(record["kind"]) for record in records(site)) == ["None", "added"]


@pytest.mark.parametrize("option", ["--dry-run", "--check"])
def test_what_would_change_is_told_and_nothing_is_written(site: Site, option: str) -> None:
    before = {path: path.read_bytes() for path in site.root.rglob("*.*") if path.is_file()}
    assert site.run("update", option).exit_code == 0
    site.write(LEAFLET, COMMA)
    before[site.root / LEAFLET] = COMMA.encode()
    result = site.run("update", option)
    assert result.exit_code == (option == "--check")
    assert f"{WELSH}: would be written: 8 kept, 1 doubtful, 1 obsolete\n" in result.output
    assert f"{CHANGES}: would be written\n" in result.output
    after = {path: path.read_bytes() for path in site.root.rglob("*.*") if path.is_file()}
    assert after == before


def test_json_has_the_files_and_the_changes(site: Site) -> None:
    site.write(LEAFLET, COMMA)
    said = json.loads(site.run("update", "--format", "json").output)
    assert said["version"] == 1
    (welsh,) = (row for row in said["files"] if row["path"] == WELSH)
    assert welsh["counts"] == {"kept": 8, "doubtful": 1, "obsolete": 1}
    assert (welsh["language"], welsh["leaflet"], welsh["written"]) == ("cy", "small", True)
    assert [row["fate"] for row in welsh["entries"]] == ["doubtful", "obsolete"]
    (change,) = said["changes"]
    assert (change["leaflet"], change["kind"], change["new_text"]) == ("small", None, WORDS)


@pytest.mark.parametrize(
    "arguments",
    [
        ("update", "--kind", "editorial"),
        ("update", "--kind", "editorial", "--by", "Ann", "--why", " "),
        ("update", "--by", "Ann"),
        ("update", "--unit", "0123456789ab"),
        ("update", "--unit", "0123456789ab", *SAID),
        ("changes", *SAID),
        ("changes", "--unit", "0123456789ab", *SAID),
        ("update", "--kind", "cosmetic", "--by", "Ann", "--why", "x"),
    ],
    ids=" ".join,
)
def test_half_a_decision_is_refused(site: Site, arguments: tuple[str, ...]) -> None:
    site.write(LEAFLET, COMMA)
    before = site.read(WELSH)
    assert site.run(*arguments).exit_code == 2
    assert site.read(WELSH) == before


@pytest.mark.parametrize("line", ["no record", "[" * 99_999], ids=["words", "nested deep"])
def test_a_damaged_file_of_changes_stops_its_leaflet_alone(site: Site, line: str) -> None:
    site.write("source/other/leaflet.md", "# Other\n\nAll about it.\n")
    site.run("update")
    site.write(CHANGES, f"{line}\n")
    site.write(LEAFLET, COMMA)
    site.write("source/other/leaflet.md", "# Other\n\nAll about that.\n")
    before = site.read(WELSH)
    result = site.run("update")
    assert result.exit_code == 3
    assert f"{CHANGES}:1: the line is no JSON" in result.output
    assert site.read(WELSH) == before
    assert "All about that." in site.read("locales/cy/other.po")


def test_a_new_stem_is_a_change_of_its_items(site: Site) -> None:
    """An item may have to be inflected otherwise under another sentence."""
    site.write(LEAFLET, SMALL.replace("They may be:", "They may also be:"))
    site.run("update")
    changed = {record["new_text"] for record in records(site)}
    assert changed == {"They may also be:", "one thing", "another thing."}


def test_extract_alone_loses_no_change(site: Site) -> None:
    site.write(LEAFLET, COMMA)
    assert site.run("extract").exit_code == 0
    assert [record["new_text"] for record in records(site)] == [WORDS]
    site.run("update")
    assert (entry(site, WORDS).fuzzy, len(records(site))) == (True, 1)


def test_the_template_tells_each_unit_again_with_its_hash() -> None:
    workspace = Workspace(ROOT)
    site = Site(ROOT)
    for owner, its in workspace.units.items():
        if owner == "interface":
            continue
        entries = site.catalogue(f"locales/templates/{owner}.pot").entries
        msgids = [found.id for found in entries]
        again = [source_hash(unit_of(found, owner, msgids), {}) for found in entries]
        assert again == [source_hash(unit, {}) for unit in its]


@given(st.text("ab -[]{}+", max_size=30), st.text("ab -[]{}+", max_size=30))
def test_a_diff_in_colours_holds_both_texts(old: str, new: str) -> None:
    said = word_diff(old, new, colours=True)
    gone = re.sub(r"\x1b\[32m.*?\x1b\[0m", "", said)
    come = re.sub(r"\x1b\[31m.*?\x1b\[0m", "", said)
    plain = re.compile(r"\x1b\[\d+m")
    assert (plain.sub("", gone), plain.sub("", come)) == (old, new)


def test_languages_that_come_later_know_what_the_words_were(site: Site) -> None:
    """Short words have no likeness, so only their neighbours tell which became which."""
    site.write(LEAFLET, SMALL.replace("one thing", "a lump"))
    site.run("update", "-l", "cy")
    assert entry(site, "a lump").fuzzy
    site.run("update")
    assert entry(site, "a lump", ARABIC).fuzzy
    assert 'msgid "a lump"' in site.read("locales/templates/small.pot")
    assert site.run("update", "--check").exit_code == 0
