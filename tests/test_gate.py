"""The gate lets an edition through only when every word of every section is there."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL, Site
from hypothesis import given
from hypothesis import strategies as st

from pipeline import gate, languages, po
from pipeline.build.workspace import Workspace
from pipeline.checks import Surroundings
from pipeline.model import (
    Catalogue,
    Entry,
    Finding,
    Location,
    Outcome,
    SectionCount,
    Severity,
    State,
    Translation,
    Unit,
)

PO = "locales/cy/small.po"
INTERFACE = "locales/cy/interface.po"
LEAFLET = "source/small/leaflet.md"
WELSH = languages.find("cy")
AROUND = Surroundings(language=WELSH)
AT = Location("cy.po", 9)
HUMAN = "X-Translation-Provenance: human\n"


def unit(msgid: str = "Words.", plural: str = "", section: str = "first") -> Unit:
    return Unit(
        owner="small",
        section=section,
        role="paragraph",
        msgid=msgid,
        msgid_plural=plural,
        places=(Location("leaflet.md", 3),),
    )


def entry(*strings: str, of: Unit | None = None, at_line: int = 9, **more: Any) -> Entry:
    made = of or unit()
    at = Location("cy.po", at_line)
    whole = Entry(
        at=at,
        context=made.msgctxt,
        id=made.msgid,
        plural=made.msgid_plural or None,
        strings=strings,
        string_line=at_line,
    )
    return replace(whole, **more)


def catalogue(*entries: Entry) -> Catalogue:
    fields = f"Language: cy\nPlural-Forms: {WELSH.plural_forms}\n{HUMAN}"
    header = Entry(at=Location("cy.po", 1), id="", strings=(fields,))
    return Catalogue(path="cy.po", header=header, entries=entries)


def state(*entries: Entry, of: Unit | None = None) -> State:
    (found,) = gate.translations([of or unit()], catalogue(*entries), "cy.po", AROUND).values()
    return found.state


def found(*entries: Entry, of: tuple[Unit, ...] = ()) -> list[Finding]:
    units = of or (unit(),)
    return list(gate.findings(units, catalogue(*entries), "cy.po", AROUND, {}))


def judged(site: Site, tag: str = "cy") -> dict[str, Any]:
    (row,) = json.loads(site.run("status", "-l", tag, "--format", "json").stdout)["editions"]
    found: dict[str, Any] = row
    return found


def line(site: Site, msgid: str) -> int:
    """Where the translation of a one-line msgid stands."""
    return site.read(PO).split("\n").index(f'msgid "{msgid}"') + 2


def test_whole_editions_are_drafts(site: Site) -> None:
    result = site.run("status", "--format", "json")
    assert result.exit_code == 0
    rows = json.loads(result.output)["editions"]
    assert [(row["language"], row["state"], row["reasons"]) for row in rows] == [
        ("en-GB", "draft", []),
        ("ar", "draft", []),
        ("cy", "draft", []),
    ]


def test_every_edition_of_this_repository_is_whole(workspace: Workspace) -> None:
    verdicts = [
        workspace.judge(leaflet, language).verdict
        for leaflet in workspace.leaflets
        for language in workspace.languages()
    ]
    assert len(verdicts) >= 9
    for verdict in verdicts:
        assert verdict.outcome is Outcome.DRAFT, verdict.reasons
        assert {f.check for f in verdict.findings} <= {"metadata", "list-punctuation"}
        assert all(section.percent == 100 for section in verdict.sections)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((), State.UNTRANSLATED),
        ((entry("Geiriau."),), State.TRANSLATED),
        ((entry(""),), State.UNTRANSLATED),
        ((entry("   "),), State.UNTRANSLATED),
        ((entry("\u200b\u2060\u00a0"),), State.UNTRANSLATED),
        ((entry("Geiriau.", flags=("fuzzy",)),), State.FUZZY),
        ((entry("Geiriau.", flags=("no-c-format", "fuzzy")),), State.FUZZY),
        ((entry("", flags=("fuzzy",)),), State.UNTRANSLATED),
        ((entry("  ", flags=("fuzzy",)),), State.UNTRANSLATED),
        ((entry("Geiriau.", obsolete=True),), State.UNTRANSLATED),
        ((entry("Words."),), State.UNTRANSLATED),
        ((entry("Words.", flags=("fuzzy",)),), State.FUZZY),
        ((entry("Words.", comments=("same-as-english: it is Welsh",)),), State.TRANSLATED),
        ((entry("Un", "Dau"),), State.UNTRANSLATED),
        ((entry("Geiriau.", context="second/paragraph"),), State.UNTRANSLATED),
        ((entry("Geiriau.", context="first/item"),), State.UNTRANSLATED),
        ((entry("Geiriau.", context=None),), State.UNTRANSLATED),
        ((entry("Geiriau.", id="words."),), State.UNTRANSLATED),
        ((entry("Geiriau.", id="Words. "),), State.UNTRANSLATED),
    ],
)
def test_only_finished_words_in_their_own_place_are_translated(
    entries: tuple[Entry, ...], expected: State
) -> None:
    assert state(*entries) is expected


SECTIONS = unit("{n} section", "{n} sections")


@pytest.mark.parametrize(
    ("strings", "expected"),
    [
        (("{n} adran",) * 6, State.TRANSLATED),
        (("{n} adran",) * 5, State.UNTRANSLATED),
        (("{n} adran",) * 7, State.UNTRANSLATED),
        (("{n} adran",) * 5 + ("",), State.UNTRANSLATED),
        ((" ",) + ("{n} adran",) * 5, State.UNTRANSLATED),
        (("{n} sections",) * 6, State.UNTRANSLATED),
        (("{n} adran",) * 5 + ("{n} sections",), State.UNTRANSLATED),
    ],
)
def test_a_plural_is_translated_when_each_form_is(
    strings: tuple[str, ...], expected: State
) -> None:
    assert state(entry(*strings, of=SECTIONS), of=SECTIONS) is expected


def test_a_plural_whose_english_has_changed_is_not_translated() -> None:
    old = entry(*["{n} adran"] * 6, of=SECTIONS, plural="{n} chapters")
    assert state(old, of=SECTIONS) is not State.TRANSLATED


@pytest.mark.parametrize(
    ("entry_", "of"),
    [
        (entry("{n} adran", of=SECTIONS, plural=None), SECTIONS),
        (entry(*["Geiriau."] * 6, plural="Wordses."), unit()),
        (entry(*["{n} adran"] * 6, of=SECTIONS, plural="{n} chapters"), SECTIONS),
        (entry(*["{n} adran"] * 5, of=SECTIONS), SECTIONS),
        (entry("   "), unit()),
        (entry("", flags=("fuzzy",)), unit()),
        (entry("Geiriau.", obsolete=True), unit()),
    ],
)
def test_whatever_is_not_translated_is_a_finding(entry_: Entry, of: Unit) -> None:
    """Or `status` would hold an edition of which `check` says that nothing is wrong."""
    assert state(entry_, of=of) is not State.TRANSLATED
    assert found(entry_, of=(of,))


TEXTS = st.sampled_from(["", " ", "\u200b", "Words.", "Geiriau.", "Gair"])


@given(
    st.lists(
        st.tuples(TEXTS, st.booleans(), st.booleans(), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_an_edition_is_a_draft_only_if_all_of_it_is_there_and_nothing_is_wrong(
    rows: list[tuple[str, bool, bool, bool]],
) -> None:
    units = [unit(section=f"part-{number}") for number in range(len(rows))]
    entries = [
        entry(text, of=made, obsolete=obsolete, flags=("fuzzy",) if fuzzy else ())
        for made, (text, fuzzy, obsolete, missing) in zip(units, rows, strict=True)
        if not missing
    ]
    said = list(gate.findings(units, catalogue(*entries), "cy.po", AROUND, {}))
    members = gate.translations(units, catalogue(*entries), "cy.po", AROUND)
    sections = [(made.section, (members[made.key],)) for made in units]
    verdict = gate.judge("small", WELSH, sections, said, machine=True)
    whole = all(
        text in ("Geiriau.", "Gair") and not (fuzzy or obsolete or missing)
        for text, fuzzy, obsolete, missing in rows
    )
    assert (verdict.outcome is Outcome.DRAFT) == whole
    assert bool(verdict.reasons) != whole
    assert any(finding.severity is Severity.ERROR for finding in said) != whole
    assert sum(section.units for section in verdict.sections) == len(rows)
    assert (sum(section.translated for section in verdict.sections) == len(rows)) == whole


ENTRIES = st.lists(
    st.tuples(st.sampled_from(["", "Gair", "Dau air"]), st.booleans(), st.booleans()),
    min_size=1,
    max_size=12,
)


def test_the_counts_are_those_of_msgfmt(
    tool: Callable[[str, str], str], tmp_path: Path
) -> None:
    """Row by row, where no text is blank: blank texts are finished to msgfmt, not to us."""
    msgfmt = tool("msgfmt", "gettext")

    @given(ENTRIES)
    def agree(rows: list[tuple[str, bool, bool]]) -> None:
        units = [unit(f"Text {number}") for number in range(len(rows))]
        entries = [
            entry(text, of=made, flags=("fuzzy",) if fuzzy and text else (), obsolete=gone)
            for made, (text, fuzzy, gone) in zip(units, rows, strict=True)
        ]
        whole = catalogue(*entries)
        file = tmp_path / "cy.po"
        file.write_text(po.dump(whole), encoding="utf-8")
        said = subprocess.run(
            [msgfmt, "--statistics", "-o", "/dev/null", str(file)],
            capture_output=True,
            text=True,
            check=True,
            env={"LC_ALL": "C"},
        ).stderr
        theirs = {
            what: int(number)
            for number, what in re.findall(r"(\d+) (translated|fuzzy|untranslated)", said)
        }
        live = [made for made, row in zip(units, rows, strict=True) if not row[2]]
        ours = [t.state.value for t in gate.translations(live, whole, "", AROUND).values()]
        assert {name: number for name, number in theirs.items() if number} == {
            name: ours.count(name) for name in set(ours)
        }

    agree()


@pytest.mark.parametrize(
    ("translated", "missing", "percent"),
    [(199, 1, 99), (200, 0, 100), (0, 1, 0), (1, 199, 0), (2, 1, 66), (99999, 1, 99)],
)
def test_a_percentage_is_rounded_down(translated: int, missing: int, percent: int) -> None:
    one = SectionCount(id="x", translated=translated, untranslated=missing)
    other = SectionCount(id="x", translated=translated, fuzzy=missing)
    assert one.percent == other.percent == percent


@given(st.integers(0, 3000), st.integers(0, 30), st.integers(0, 30))
def test_a_hundred_per_cent_means_all(translated: int, fuzzy: int, missing: int) -> None:
    count = SectionCount(id="x", translated=translated, fuzzy=fuzzy, untranslated=missing)
    assert 0 <= count.percent <= 100
    assert (count.percent == 100) == (fuzzy == missing == 0)


def test_a_fuzzy_unit_holds_the_edition(site: Site) -> None:
    fuzzy = site.read(PO).replace(
        'msgctxt "first/paragraph"\nmsgid "Some',
        '#, fuzzy\nmsgctxt "first/paragraph"\nmsgid "Some',
    )
    site.write(PO, fuzzy)
    row = judged(site)
    assert row["state"] == "held"
    assert row["sections"][1] == {
        "id": "first",
        "units": 5,
        "translated": 4,
        "fuzzy": 1,
        "untranslated": 0,
    }
    (reason,) = row["reasons"]
    assert "(1 of them fuzzy)" in reason


def test_a_lost_not_never_ships_under_the_new_english(site: Site) -> None:
    """The old words, carried over as fuzzy by another tool, say the opposite."""
    site.write(LEAFLET, SMALL.replace("Not harmful.", "Harmful."))
    assert site.run("update").exit_code == 0
    old = (
        '\n#, fuzzy\n#| msgid "Some **bold** words. Not harmful."\n'
        'msgctxt "first/paragraph"\nmsgid "Some **bold** words. Harmful."\n'
        'msgstr "Geiriau **trwm**. Dim yn niweidiol."\n'
    )
    text = site.read(PO)
    new = re.sub(
        r'\n(#[^\n]*\n)*msgctxt "first/paragraph"\nmsgid "Some \*\*bold\*\* words. Harmful."\n'
        r'msgstr "[^\n]*"\n',
        lambda match: old,
        text,
    )
    assert new != text
    site.write(PO, new)
    built = site.run("build", "-l", "cy")
    assert built.exit_code == 1
    assert "held: small, Welsh: " in built.output
    assert not (site.root / "output/cy/small.html").exists()


@pytest.mark.parametrize("strings", [("",), ("   ",), ("\u200b",)])
def test_nothing_of_a_held_edition_is_built_and_the_others_are(
    site: Site, strings: tuple[str, ...]
) -> None:
    site.set(PO, "More words.", *strings)
    built = site.run("build")
    assert built.exit_code == 1
    assert not list((site.root / "output").glob("cy/*"))
    assert (site.root / "output/ar/small.html").exists()
    assert (site.root / "output/ar/small.pdf").exists()


def test_every_unit_is_counted_once_whatever_is_wrong_with_it(site: Site) -> None:
    def spoil(old: Entry) -> Entry:
        return replace(old, flags=("fuzzy",), strings=(" " if "words" in old.id else "x",))

    site.edit(PO, spoil)
    sections = judged(site)["sections"]
    for row in sections:
        assert row["units"] == row["translated"] + row["fuzzy"] + row["untranslated"]
    assert [row["units"] for row in sections[:3]] == [2, 5, 2]
    assert [row["untranslated"] for row in sections[:3]] == [1, 1, 1]
    assert [row["fuzzy"] for row in sections[:3]] == [1, 4, 1]


def test_a_held_verdict_names_language_section_and_the_first_missing_units(
    site: Site,
) -> None:
    for english in ("First part", "They may be:", "one thing", "another thing."):
        site.set(PO, english, "")

    def place(english: str) -> str:
        return f"{PO}:{line(site, english)}"

    (reason,) = judged(site)["reasons"]
    assert reason == (
        f"{place('First part')}: Welsh (cy), section first: 4 of 5 units are not translated: "
        f"“First part” {place('First part')}; “They may be:” {place('They may be:')}; "
        f"“one thing” {place('one thing')}; and 1 more"
    )


def test_each_section_with_a_hole_is_named(site: Site) -> None:
    site.set(PO, "Small title", "")
    site.set(PO, "More words.", "")
    reasons = judged(site)["reasons"]
    assert ["section _leaflet" in reasons[0], "section second" in reasons[1]] == [True, True]
    assert len(reasons) == 2


def test_a_unit_that_the_catalogue_lacks_is_missing(site: Site) -> None:
    whole = site.catalogue(PO)
    rest = tuple(item for item in whole.entries if item.id != "More words.")
    site.write(PO, po.dump(replace(whole, entries=rest)))
    row = judged(site)
    assert row["state"] == "held"
    assert f"{PO}:1: Welsh (cy), section second: 1 of 2" in str(row["reasons"])
    assert site.run("check").exit_code == 1


def test_an_obsolete_entry_gives_nobody_its_words(site: Site) -> None:
    def drop(old: Entry) -> Entry:
        return replace(old, obsolete=True) if old.id == "More words." else old

    site.edit(PO, drop)
    assert judged(site)["state"] == "held"


def test_the_words_of_the_page_itself_must_be_there(site: Site) -> None:
    site.set(INTERFACE, "Contents", "")
    row = judged(site)
    assert row["state"] == "held"
    assert "section interface: 1 of " in str(row["reasons"])
    assert judged(site, "ar")["state"] == "draft"


@pytest.mark.parametrize("path", [PO, INTERFACE])
def test_a_missing_catalogue_holds_its_language_alone(site: Site, path: str) -> None:
    (site.root / path).unlink()
    row = judged(site)
    assert row["state"] == "held"
    assert f"{path}:1: there is no catalogue; run `polyleaf update`" in str(row["reasons"])
    assert judged(site, "ar")["state"] == "draft"


def test_an_unreadable_catalogue_holds_its_language_alone(site: Site) -> None:
    site.write(PO, site.read(PO).replace('msgstr "Xx More', 'msgstr "Xx "More'))
    broken = site.read(PO)[: site.read(PO).index('"Xx "More')].count("\n") + 1
    result = site.run("status", "--format", "text")
    assert result.exit_code == 3
    assert f"{PO}:{broken}:" in result.output
    built = site.run("build")
    assert built.exit_code == 3
    assert not (site.root / "output/cy").exists()
    assert (site.root / "output/ar/small.html").exists()


def test_an_error_holds_even_where_all_is_translated(site: Site) -> None:
    site.set(PO, "A summary of 5 words.", "Crynodeb o 50 gair.")
    row = judged(site)
    assert row["state"] == "held"
    assert all(section["units"] == section["translated"] for section in row["sections"])
    (reason,) = row["reasons"]
    assert reason == (
        f"{PO}:{line(site, 'A summary of 5 words.')}: "
        "5 is in the source but not in the translation [numbers], "
        "and 1 more: run `polyleaf check`"
    )


@pytest.mark.parametrize(
    ("severity", "outcome"),
    [(Severity.ERROR, Outcome.HELD), (Severity.WARNING, Outcome.DRAFT)],
)
def test_an_error_holds_and_a_warning_does_not(severity: Severity, outcome: Outcome) -> None:
    said = Finding(check="new", severity=severity, at=AT, message="a thing to look at")
    whole = Translation(unit=unit(), strings=("x",), state=State.TRANSLATED, at=AT)
    verdict = gate.judge("small", WELSH, [("first", [whole])], [said], machine=False)
    assert verdict.outcome is outcome
    assert verdict.findings == (said,)


def test_a_long_text_is_cut_where_a_reason_names_it() -> None:
    long = unit("word " * 40)
    hole = Translation(unit=long, state=State.UNTRANSLATED, at=AT)
    (reason,) = gate.judge("x", WELSH, [("first", [hole])], [], machine=False).reasons
    assert "…”" in reason
    assert len(reason) < 200


def test_a_finding_keeps_its_fingerprint_when_its_line_changes() -> None:
    (here,) = found(entry("Geiriau 5.", at_line=9))
    (there,) = found(entry("Geiriau 5.", at_line=90))
    (other,) = found(entry("Geirau 5.", at_line=9))
    assert (here.at.line, there.at.line) == (9, 90)
    assert here.fingerprint == there.fingerprint != other.fingerprint


def test_no_two_findings_have_one_fingerprint() -> None:
    units = (
        unit("{n} part", "{n} parts"),
        unit("{n} section", "{n} sections"),
        unit("{n} part", "{n} parts", section="second"),
    )
    entries = [
        entry("{n} adran", "{n} adran", of=made, at_line=number)
        for number, made in enumerate(units, start=9)
    ]
    said = found(*entries, of=units)
    assert len(said) >= 3
    assert len({finding.fingerprint for finding in said}) == len(said)


def test_every_finding_names_its_leaflet_and_language() -> None:
    said = found(entry("", of=SECTIONS), entry("Geiriau 5."), of=(SECTIONS, unit()))
    assert {finding.check for finding in said} >= {"plural-forms", "untranslated", "numbers"}
    assert {finding.language for finding in said} == {"cy"}
    assert {finding.leaflet for finding in said} == {"small"}


def test_a_finding_names_the_unit_by_the_hash_of_its_english() -> None:
    (one,) = found(entry("Geiriau 5."))
    (same,) = found(entry("Geirau 6."))
    other = unit("Other words.")
    (another,) = found(entry("Geiriau 5.", of=other), of=(other,))
    assert re.fullmatch("[0-9a-f]{12}", one.unit)
    assert one.unit == same.unit != another.unit


def test_a_letter_of_the_english_that_no_font_has_is_named(site: Site) -> None:
    site.write(LEAFLET, SMALL.replace("More words.", "More words 乳."))
    result = site.run("check", "-l", "en-GB")
    place = SMALL.split("\n").index("More words.") + 1
    assert result.exit_code == 1
    assert f"{LEAFLET}:{place}: error: no font of English has “乳” U+4E73" in result.output


def test_a_draft_that_no_human_made_says_so(site: Site) -> None:
    leaflets = Workspace(site.root)
    (leaflet,) = leaflets.leaflets
    assert leaflets.judge(leaflet, WELSH).verdict.machine
    for path in (PO, INTERFACE):
        header = '"Language: cy\\n"\n'
        human = '"X-Translation-Provenance: human\\n"\n'
        site.write(path, site.read(path).replace(header, header + human))
    assert not Workspace(site.root).judge(leaflet, WELSH).verdict.machine
    site.write(PO, site.read(PO).replace("Provenance: human", "Provenance: Human?"))
    assert Workspace(site.root).judge(leaflet, WELSH).verdict.machine


def with_fact(site: Site, table: str) -> None:
    """Let the small leaflet hold a fact, in every language."""
    site.write("source/facts.toml", f"[sign]\n{table}\n")
    site.write(LEAFLET, SMALL.replace("More words.", "More words: {sign}."))
    assert site.run("update").exit_code == 0
    for posix in ("cy", "ar"):
        site.translate(posix)


HELD: dict[str, tuple[Callable[[Site], object], str]] = {
    "a fact": (lambda site: with_fact(site, 'value = "乳"'), "source/facts.toml:2: "),
    "a fact in one language": (
        lambda site: with_fact(site, 'value = "5"\nlanguages = { cy = "乳" }'),
        "source/facts.toml:3: ",
    ),
    "the front matter": (
        lambda site: site.write(LEAFLET, "---\ncode: X\npublisher: 乳\n---\n" + SMALL),
        f"{LEAFLET}:3: ",
    ),
    "a translation": (lambda site: site.set(PO, "one thing", "乳"), f"{PO}:"),
    "the page’s own words": (
        lambda site: site.set(INTERFACE, "Contents", "乳"), f"{INTERFACE}:",
    ),
    "a missing catalogue": (lambda site: (site.root / PO).unlink(), f"{PO}:1: "),
    "an unreadable catalogue": (lambda site: site.write(PO, "x"), f"{PO}:1:1: "),
    "a fuzzy unit": (
        lambda site: site.edit(PO, lambda entry: replace(entry, flags=("fuzzy",))), f"{PO}:",
    ),
    "a glossary": (lambda site: site.write("locales/cy/terms.toml", "["), "cy/terms.toml:1: "),
    "a language’s folder": (
        lambda site: (site.root / "locales/cy").rename(site.root / "locales/am"), "Amharic",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HELD)
def test_whatever_holds_an_edition_is_told_by_check(site: Site, what: str) -> None:
    plant, place = HELD[what]
    assert site.run("check").exit_code == 0
    plant(site)
    tag = "am" if "folder" in what else "cy"
    assert judged(site, tag)["state"] == "held"
    result = site.run("check", "-l", tag)
    assert result.exit_code != 0
    assert place in result.output


def test_a_letter_that_no_font_has_is_named_alike_wherever_it_stands(site: Site) -> None:
    with_fact(site, 'value = "乳"')
    text = "---\npublisher: 乳\n---\n" + site.read(LEAFLET).replace("Some", "乳 Some")
    site.write(LEAFLET, text)
    site.set(PO, "one thing", "乳")
    said = site.run("check").stdout
    for place in ("source/facts.toml:2", f"{LEAFLET}:2", f"{LEAFLET}:10", f"{PO}:"):
        assert re.search(
            rf"^{place}\d*: error: no font of \w+ has “乳” U\+4E73 CJK UNIFIED IDEOGRAPH-4E73 "
            r"\[fonts\]$",
            said,
            re.MULTILINE,
        ), place


def test_a_fact_that_several_leaflets_share_is_told_once_in_each_language(site: Site) -> None:
    with_fact(site, 'value = "乳"')
    site.write("source/other/leaflet.md", site.read(LEAFLET))
    assert site.run("update").exit_code == 0
    said = [row for row in site.run("check").stdout.split("\n") if "facts.toml" in row]
    assert len(said) == len(set(said)) == 3
    rows = json.loads(site.run("check", "--format", "json").stdout)["findings"]
    own = [row for row in rows if row["path"] == "source/facts.toml"]
    assert {(row["language"], row["leaflet"]) for row in own} == {
        ("en-GB", ""), ("cy", ""), ("ar", ""),
    }  # fmt: skip
    assert len({row["fingerprint"] for row in own}) == 3
