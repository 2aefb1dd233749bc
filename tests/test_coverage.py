"""Every language covers every section, in every format: the promise of the whole project.

What must be there is taken from the catalogues here and not from the pipeline's own editions,
so that a fault of the pipeline cannot hide itself.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import EDITIONS, LEAFLET, ROOT, Site

from pipeline import po
from pipeline.build.assembly import make_edition
from pipeline.build.workspace import Workspace
from pipeline.errors import RenderError
from pipeline.markdown import parse_inline
from pipeline.model import Entry, Outcome, Unit
from pipeline.render.html import HtmlRenderer
from pipeline.render.pdf import PdfRenderer
from pipeline.units import extract
from pipeline.verify import heard_page, heard_pdf, verify_page, verify_pdf

SECTIONS = (
    "_leaflet",
    "what-are-breast-calcifications",
    "macrocalcifications",
    "microcalcifications",
    "what-happens",
    "biopsy-results",
    "your-feelings",
    "about-our-information",
)
MARKED = "about-our-information"
NO_MARK = "This is a draft, so no quality mark is shown here."
ROLES = {"title": "H1", "summary": "P", "paragraph": "P", "item": "LI", "heading": "H"}

WORKSPACE = Workspace(ROOT)
each_edition = pytest.mark.parametrize(
    ("tag", "section", "suffix"),
    [
        (tag, section, suffix)
        for tag in EDITIONS
        for section in SECTIONS
        for suffix in ("html", "pdf")
    ],
    ids=lambda value: value,
)


def units(section: str) -> list[Unit]:
    """The units of a section, from the leaflet and its fragments."""
    return [
        unit
        for leaflet in WORKSPACE.sources.all
        for unit in extract(leaflet)
        if unit.section == section
    ]


def said(tag: str, owner: str, unit: Unit) -> str:
    """The words that a catalogue gives for a unit."""
    if tag == "en-GB":
        return plain(unit.msgid)
    path = WORKSPACE.project.catalogue(tag, owner)
    catalogue = po.read_catalogue(path, path.name)
    assert catalogue is not None
    (entry,) = [entry for entry in catalogue.entries if entry.key == unit.key]
    assert not entry.fuzzy
    assert not entry.obsolete
    return plain(entry.strings[0])


def plain(text: str) -> str:
    return " ".join("".join(span.text for span in parse_inline(text)).split())


def expected(tag: str, section: str) -> list[tuple[str, str]]:
    """Role and words of each block of a section."""
    if section == MARKED:
        (unit,) = [unit for unit in WORKSPACE.units["interface"] if unit.msgid == NO_MARK]
        return [("P", said(tag, "interface", unit))]
    return [(ROLES[unit.role], said(tag, unit.owner, unit)) for unit in units(section)]


def covers(heard: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> bool:
    """Whether the blocks stand there, together and in their order."""
    shown = [("H" if role in ("H2", "H3", "H4") else role, text) for role, text in heard]
    width = len(wanted)
    return any(shown[n : n + width] == wanted for n in range(len(shown) - width + 1))


def read(path: Path, section: str) -> list[tuple[str, str]]:
    """What a reader of a file meets; in a page, in that section alone."""
    if path.suffix == ".pdf":
        return heard_pdf(path.read_bytes())
    return [
        (item.role, item.text)
        for item in heard_page(path.read_bytes())
        if item.section == section
    ]


@each_edition
def test_section_is_covered(tag: str, section: str, suffix: str, output: Path) -> None:
    wanted = expected(tag, section)
    assert wanted
    assert covers(read(output / tag / f"{LEAFLET}.{suffix}", section), wanted)


def test_the_languages_and_sections_are_those_of_the_project() -> None:
    assert {language.tag for language in WORKSPACE.languages()} == set(EDITIONS)
    (leaflet,) = WORKSPACE.leaflets
    assert tuple(section.id for section in leaflet.sections) == SECTIONS
    assert sum(len(units(section)) for section in SECTIONS) == 36


def test_every_edition_is_complete_and_a_draft() -> None:
    for leaflet in WORKSPACE.leaflets:
        for language in WORKSPACE.languages():
            verdict = WORKSPACE.judge(leaflet, language).verdict
            assert verdict.outcome is Outcome.DRAFT, verdict.reasons
            assert verdict.machine is (language.tag != "en-GB")


def test_every_finished_file_is_proven(output: Path) -> None:
    (leaflet,) = WORKSPACE.leaflets
    judged = [WORKSPACE.judge(leaflet, language) for language in WORKSPACE.languages()]
    for item in judged:
        edition = make_edition(WORKSPACE, item, judged)
        folder = output / item.language.tag
        assert list(verify_page((folder / f"{LEAFLET}.html").read_bytes(), edition)) == []
        assert list(verify_pdf((folder / f"{LEAFLET}.pdf").read_bytes(), edition)) == []


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("tag", ["en-GB", "ar", "zh-Hans"])
def test_a_section_that_the_renderers_drop_is_missed(tag: str, section: str) -> None:
    (leaflet,) = WORKSPACE.leaflets
    judged = [WORKSPACE.judge(leaflet, language) for language in WORKSPACE.languages()]
    (item,) = [item for item in judged if item.language.tag == tag]
    whole = make_edition(WORKSPACE, item, judged)
    cut = replace(whole, sections=tuple(part for part in whole.sections if part.id != section))
    if section == "_leaflet":
        # An edition without its title is refused before there is a file.
        assert not covers(
            [(i.role, i.text) for i in heard_page(HtmlRenderer().render(cut))],
            expected(tag, section),
        )
        return
    page = HtmlRenderer().render(cut)
    if section == "what-are-breast-calcifications":
        # What is below it loses the heading above it, which the engine refuses.
        with pytest.raises(RenderError, match="skipped from heading level"):
            PdfRenderer(0).render(cut)
        assert any(section in message for message in verify_page(page, whole))
        return
    pdf = PdfRenderer(0).render(cut)
    assert any(section in message for message in verify_page(page, whole))
    assert any("missing" in message for message in verify_pdf(pdf, whole))
    assert not covers(
        [(item.role, item.text) for item in heard_page(page)], expected(tag, section)
    )
    assert not covers(heard_pdf(pdf), expected(tag, section))


def test_a_removed_paragraph_is_missed(output: Path) -> None:
    wanted = expected("pl", "what-happens")
    heard = read(output / "pl" / f"{LEAFLET}.html", "what-happens")
    assert covers(heard, wanted)
    for n in range(len(heard)):
        assert not covers(heard[:n] + heard[n + 1 :], wanted)


def emptied(entry: Entry) -> Entry:
    return replace(entry, strings=("",))


def made_fuzzy(entry: Entry) -> Entry:
    return replace(entry, flags=("fuzzy",))


def made_blank(entry: Entry) -> Entry:
    return replace(entry, strings=("   ",))


def made_obsolete(entry: Entry) -> Entry:
    return replace(entry, obsolete=True)


@pytest.mark.parametrize("fault", [emptied, made_fuzzy, made_blank, made_obsolete])
def test_one_unfinished_unit_holds_its_language_and_no_other(
    fault: object, site: Site
) -> None:
    assert callable(fault)
    site.edit(
        "locales/cy/small.po", lambda entry: fault(entry) if entry.id == "one thing" else entry
    )
    result = site.run("build")
    assert result.exit_code == 1
    assert "Welsh (cy), section first: 1 of 5 units are not translated" in result.output
    assert "“one thing” locales/cy/small.po:" in result.output
    assert not (site.root / "output/cy").exists()
    assert (site.root / "output/ar/small.html").exists()
    assert (site.root / "output/en-GB/small.pdf").exists()


def test_the_committed_templates_are_current() -> None:
    for owner, its in WORKSPACE.units.items():
        path = WORKSPACE.project.template(owner)
        template = po.read_catalogue(path, path.name)
        assert template is not None
        assert [entry.key for entry in template.entries] == [unit.key for unit in its]
