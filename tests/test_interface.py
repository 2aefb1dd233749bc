"""The page's own words: every phrase is translated, and none is run as a format."""

from __future__ import annotations

import gettext
from dataclasses import fields, replace

import pytest
from conftest import ROOT, Site
from hypothesis import given
from hypothesis import strategies as st

from pipeline import languages, po
from pipeline.build.assembly import make_edition
from pipeline.build.workspace import Workspace
from pipeline.errors import RenderError
from pipeline.languages import registry
from pipeline.model import Edition, Language, Location, Outcome
from pipeline.render import interface
from pipeline.render.interface import Phrases, Words, fill

LANGUAGES = [row for row in registry().values() if row.tag != "en-GB"]
TARGETS = ("ar", "bn", "cy", "pa", "pl", "uk", "ur", "zh-Hans")


def marked(language: Language) -> dict[str, tuple[str, ...]]:
    """A table in which every phrase can be told from its English."""
    return {
        unit.msgid: tuple(
            f"«{unit.msgid}»{form}"
            for form in range(language.nplurals if unit.msgid_plural else 1)
        )
        for unit in interface.units()
    }


def strings(words: Words) -> list[str]:
    """Every phrase of a page."""
    found = []
    for field in fields(words):
        value = getattr(words, field.name)
        found += [value] if isinstance(value, str) else list(value.values())
    return found


@pytest.fixture(scope="module")
def welsh(workspace: Workspace) -> Edition:
    (leaflet,) = workspace.leaflets
    judged = workspace.judge(leaflet, languages.find("cy"))
    return make_edition(workspace, judged, [judged])


def test_what_babel_extracts_is_what_pages_ask_for() -> None:
    extracted = interface.extract_units()
    assert {(unit.msgid, unit.msgid_plural) for unit in extracted} == {
        (unit.msgid, unit.msgid_plural) for unit in interface.units()
    }
    assert len(extracted) == len({unit.key for unit in extracted}) > 15


def test_every_phrase_has_a_comment_for_translators() -> None:
    for unit in interface.extract_units():
        (comment,) = unit.comments
        assert comment.endswith("."), unit.msgid
        assert not comment.startswith("Translators")
        assert "\n" not in comment


def test_the_committed_template_is_current() -> None:
    path = ROOT / "locales/templates/interface.pot"
    template = po.read_catalogue(path, path.name)
    assert template is not None
    assert [(entry.id, entry.plural or "", entry.extracted) for entry in template.entries] == [
        (unit.msgid, unit.msgid_plural, unit.comments) for unit in interface.extract_units()
    ]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda row: row.tag)
def test_no_phrase_of_a_page_falls_back_to_english(language: Language) -> None:
    words = interface.words(Phrases(marked(language), language), sections=3)
    found = strings(words)
    assert len(found) == len(interface.units())
    assert all(text.startswith("«") for text in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("tag", TARGETS)
def test_every_phrase_of_this_repository_is_in_the_catalogues(
    workspace: Workspace, tag: str
) -> None:
    language = languages.find(tag)
    catalogue = workspace.catalogue(tag, interface.ID)
    assert catalogue is not None
    table = {e.id: e.strings for e in catalogue.entries if not e.obsolete and not e.fuzzy}
    english = interface.words(Phrases({}, languages.find("en-GB")), sections=3)
    words = interface.words(Phrases(table, language), sections=3)
    assert all(strings(words))
    assert not set(strings(words)) & set(strings(english)) - {"PDF"}
    assert words.page.count("{page}") == words.page.count("{pages}") == 1
    assert words.copyright.count("{publisher}") == 1
    others = set(strings(words)) - {words.page, words.copyright}
    assert "{" not in "".join(others)


def test_a_phrase_that_is_not_translated_stops_the_page_with_its_place() -> None:
    table = marked(languages.find("pt-PT"))
    del table["Contents"]
    with pytest.raises(RenderError) as caught:
        interface.words(Phrases(table, languages.find("pt-PT")), sections=3)
    assert caught.value.message == "the phrase “Contents” has no Portuguese translation"
    assert caught.value.at == Location("locales/pt_PT/interface.po", 1)
    assert "polyleaf update" in caught.value.hint


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda row: row.tag)
def test_a_number_takes_the_form_that_gettext_would_give_it(language: Language) -> None:
    rule = gettext.c2py(language.plural_forms.partition("plural=")[2].rstrip(";"))
    forms = tuple(f"{{n}} in form {form}" for form in range(language.nplurals))
    phrases = Phrases({"{n} section": forms}, language)
    for n in range(300):
        said = phrases.ngettext("{n} section", "{n} sections", n)
        assert said == f"{n} in form {rule(n)}"


@pytest.mark.parametrize(
    ("n", "expected"), [(0, "0 sections"), (1, "1 section"), (2, "2 sections")]
)
def test_english_counts_in_english(n: int, expected: str) -> None:
    phrases = Phrases({}, languages.find("en-GB"))
    assert phrases.ngettext("{n} section", "{n} sections", n) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{n} of {m}", "5 of {m}"),
        ("{n}{n}", "55"),
        ("{n.__class__} {n!r} {n:>9} {0} {}", "{n.__class__} {n!r} {n:>9} {0} {}"),
        ("%(n)s %s 100% $n ${n}", "%(n)s %s 100% $n $5"),
        ("{{n}}", "{5}"),
        ("{N} { n } {n", "{N} { n } {n"),
        ("", ""),
    ],
)
def test_only_a_name_between_braces_is_filled_in(text: str, expected: str) -> None:
    assert fill(text, n="5") == expected


def test_a_value_is_not_searched_for_names() -> None:
    assert fill("{n} {page}", n="{page}", page="\\1{n}") == "{page} \\1{n}"


@given(st.text())
def test_without_values_a_text_stays_as_it_is(text: str) -> None:
    assert fill(text) == text
    assert fill(text, a="{b}").replace("{b}", "{a}") == text.replace("{b}", "{a}")


def test_a_draft_says_so_in_both_languages(welsh: Edition) -> None:
    own, english = interface.notices(welsh)
    assert own.startswith("Drafft.")
    assert english == "Draft. Not checked. Not for patients. Machine translation."
    human = interface.notices(replace(welsh, machine=False))
    assert human[1] == "Draft. Not checked. Not for patients."
    assert own.startswith(human[0])


def test_a_released_edition_has_no_such_notice(welsh: Edition) -> None:
    assert interface.notices(replace(welsh, outcome=Outcome.RELEASED)) == ()


def test_an_english_draft_says_it_once(site: Site) -> None:
    workspace = Workspace(site.root)
    (leaflet,) = workspace.leaflets
    judged = workspace.judge(leaflet, languages.find("en-GB"))
    said = interface.notices(make_edition(workspace, judged, [judged]))
    assert said == ("Draft. Not checked. Not for patients.",)


def test_the_sections_are_counted_by_their_headings(welsh: Edition) -> None:
    headed = [section for section in welsh.sections if section.heading]
    assert str(len(headed)) in interface.page_words(welsh).sections
    assert interface.english_words(welsh).sections == f"{len(headed)} sections"
