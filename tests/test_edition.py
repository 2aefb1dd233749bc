"""An edition has every word in its own language, and nothing that turns in the wrong place."""

from __future__ import annotations

import unicodedata
from itertools import groupby, pairwise

import pytest
from conftest import SMALL, Site
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipeline import edition, languages
from pipeline.build.assembly import make_edition
from pipeline.build.workspace import Workspace
from pipeline.model import (
    Block,
    Edition,
    Kind,
    Leaflet,
    Location,
    Outcome,
    Passage,
    Run,
    Section,
)
from pipeline.units import extract

LEAFLET = "source/small/leaflet.md"
AT = Location("x.md", 1)
FACTS = """\
[helpline]
value = "0808 808 00 00"
kind = "phone"
languages = { cy = "+44 300 123 4567", ar = "٠٨٠٨ ٨٠٨ ٠٠ ٠٠" }

[write]
value = "help@example.org"
kind = "email"

[hours]
value = "9:00–17:00"
languages = { ar = "يوميًا 9:00–17:00" }
"""
LINKS = """\
[support]
url = "https://example.org/support"
languages = { cy = "https://example.org/cymorth" }
"""


def made(text: str, kind: Kind = Kind.PARAGRAPH, **more: bool) -> Leaflet:
    block = Block(kind=kind, at=AT, text=text, translate=more.get("translate", True))
    section = Section(id="first", owner="x", at=AT, blocks=(block,))
    return Leaflet(id="x", at=AT, sections=(section,))


def runs(text: str, rtl: bool = True, /, **facts: str) -> tuple[Run, ...]:
    """How a paragraph is set."""
    (section,) = edition.lay_out(
        made(text),
        rtl=rtl,
        fact=lambda name: (facts[name], ""),
        link=lambda name: f"https://{name}.org",
        english=False,
    )
    return section.passages[0].runs


def isolated(text: str, **facts: str) -> list[str]:
    """The stretches that keep their own order on a page from right to left."""
    groups = groupby(runs(text, **facts), key=lambda run: run.isolate)
    return ["".join(run.text for run in stretch) for number, stretch in groups if number]


def editions(site: Site) -> dict[str, Edition]:
    """Every edition of a small project that is not held."""
    workspace = Workspace(site.root)
    assert not workspace.errors
    (leaflet,) = workspace.leaflets
    judged = [workspace.judge(leaflet, language) for language in workspace.languages()]
    ready = [item for item in judged if item.verdict.outcome is not Outcome.HELD]
    return {item.language.tag: make_edition(workspace, item, ready) for item in ready}


def texts(whole: Edition) -> list[str]:
    """The words of an edition, block by block."""
    passages = (passage for section in whole.sections for passage in section.passages)
    return [passage.text for passage in edition.walk(tuple(passages)) if passage.text]


def rewritten(site: Site, source: str) -> dict[str, Edition]:
    """The editions after the English was changed and translated anew."""
    site.write(LEAFLET, source)
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    assert site.run("status").exit_code == 0
    return editions(site)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اتصل 0808 808 00 00 الآن", ["0808 808 00 00"]),
        ("اتصل +44 20 7946 0958 الآن", ["+44 20 7946 0958"]),
        ("الحجم 5 mm فقط", ["5 mm"]),
        ("الحجم 5\u00a0mm فقط", ["5\u00a0mm"]),
        ("الحجم 5\u202fmm فقط", ["5\u202fmm"]),
        ("الحجم 5mm فقط", ["5mm"]),
        ("الحجم 2.5 cm فقط", ["2.5 cm"]),
        ("الحجم 1.5 × 2 cm فقط", ["1.5 × 2 cm"]),
        ("من 9:00–17:00 كل يوم", ["9:00–17:00"]),
        ("من 5-10 سنوات", ["5-10"]),
        ("من 5–10 سنوات", ["5–10"]),
        ("من 5\u201110 سنوات", ["5\u201110"]),
        ("من 5—10 سنوات", ["5—10"]),
        ("نسبة 50% منهن", ["50%"]),
        ("في 2024-06-01 تمامًا", ["2024-06-01"]),
        ("في 01/06/2024 تمامًا", ["01/06/2024"]),
        ("على مدار 24/7 دائمًا", ["24/7"]),
        ("راجع help@example.org الآن", ["help@example.org"]),
        ("راجع a_b.c+d@example.org الآن", ["a_b.c+d@example.org"]),
        ("راجع example.org/a/b-c الآن", ["example.org/a/b-c"]),
        ("من Macmillan Cancer Support هنا", ["Macmillan Cancer Support"]),
        ("سرطان DCIS (موضعي)", ["DCIS"]),
        ("سرطان (DCIS) موضعي", ["DCIS"]),
        ("اسم Łódź هنا", ["Łódź"]),
        ("اسم Nguyễn هنا", ["Nguyễn"]),
        ("اسم Cafe\u0301s هنا", ["Cafe\u0301s"]),
        ("جرعة 5 µg فقط", ["5 µg"]),
        ("جرعة 5 \u03bcg فقط", ["5 \u03bcg"]),
        ("جرعة 5 mg/m² فقط", ["5 mg/m²"]),
        ("حرارة 37 °C فقط", ["37 °C"]),
        ("دواء β-blocker هنا", ["β-blocker"]),
        ("ثم DCIS، ثم PDF", ["DCIS", "PDF"]),
        ("**5 mm**", ["5 mm"]),
        ("خذ **5** mg الآن", ["5 mg"]),
        ("خذ 5 **mg** الآن", ["5 mg"]),
        ("خذ **9:00**–17:00 الآن", ["9:00–17:00"]),
        ("خذ **5** [mg][support] الآن", ["5 mg"]),
        ("رقم (020) 7946 0958 هنا", ["(020) 7946 0958"]),
        ("أقل من <5 mm فقط", ["<5 mm"]),
        ("حرارة -5 °C فقط", ["-5 °C"]),
        ("بعد 5 mm. ثم", ["5 mm"]),
        ("هل 5 mm؟", ["5 mm"]),
        ("[PIF TICK][support] هنا", ["PIF TICK"]),
        # A number alone is shown rightly by every engine, and so are Arabic words.
        ("عمر 50 سنة", []),
        ("كلمات فقط.", []),
        ("", []),
    ],
)
def test_what_reads_from_left_to_right_is_one_stretch(text: str, expected: list[str]) -> None:
    assert isolated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اسأل Dr. Smith الآن", ["Dr. Smith"]),
        ("اسأل Dr.\u00a0Smith الآن", ["Dr.\u00a0Smith"]),
        ("اسأل **Dr.** Smith الآن", ["Dr. Smith"]),
        ("اسأل Dr. [Smith][page] الآن", ["Dr. Smith"]),
        ("اسأل **Dr**. Smith الآن", ["Dr. Smith"]),
        ("اسأل Dr. {name} الآن", ["Dr. Smith"]),
        ("Dr. Smith هنا", ["Dr. Smith"]),
        ("اسأل (Dr. Smith) الآن", ["Dr. Smith"]),
        ("سؤال وDr. Smith الآن", ["Dr. Smith"]),
        ("من Dr. Smith 5 mg فقط", ["Dr. Smith 5 mg"]),
        ("مع Mr. J. Smith هنا", ["Mr. J. Smith"]),
        ("مع Dr. J.-P. Smith هنا", ["Dr. J.-P. Smith"]),
        ("مع Prof. Dr. Smith هنا", ["Prof. Dr. Smith"]),
        ("في St. Mary's Hospital هنا", ["St. Mary's Hospital"]),
        ("نوع (e.g. DCIS) هنا", ["e.g. DCIS"]),
        ("رقم No. 5 هنا", ["No. 5"]),
        ("هاتف Tel. (020) 7946 0958 هنا", ["Tel. (020) 7946 0958"]),
        ("قورن vs. placebo هنا", ["vs. placebo"]),
        ("جرثومة M. tuberculosis هنا", ["M. tuberculosis"]),
        ("جرثومة latent M. tuberculosis هنا", ["latent M. tuberculosis"]),
        ("الساعة 9 a.m. فقط", ["9 a.m."]),
        ("من 9 a.m.–5 p.m. فقط", ["9 a.m.–5 p.m."]),
        ("اسأل Dr. أحمد الآن", ["Dr."]),
        ("اسأل Dr. م. أحمد الآن", ["Dr."]),
        ("שאלו את Dr. Smith עכשיו", ["Dr. Smith"]),
        ("ڈاکٹر Dr. Smith سے پوچھیں۔ Macmillan", ["Dr. Smith", "Macmillan"]),
    ],
)
def test_an_abbreviation_and_the_word_behind_it_are_one_stretch(
    text: str, expected: list[str]
) -> None:
    assert isolated(text, name="Smith") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("نوع DCIS. Macmillan تساعد", ["DCIS", "Macmillan"]),
        ("لا تأخذ Aspirin. Paracetamol مسموح", ["Aspirin", "Paracetamol"]),
        ("لا تأخذ aspirin. paracetamol مسموح", ["aspirin", "paracetamol"]),
        ("لا تأخذ Aspirin, Paracetamol مسموح", ["Aspirin", "Paracetamol"]),
        ("لا تأخذ Aspirin? Paracetamol مسموح", ["Aspirin", "Paracetamol"]),
        ("لا تأخذ Aspirin: Paracetamol مسموح", ["Aspirin", "Paracetamol"]),
        ("خذ 5 mg. 10 mg كثير", ["5 mg", "10 mg"]),
        ("لا تأخذ 5 . 6 أقراص", []),
        ("لا تأخذ 5 , 6 أقراص", []),
        ("لا تأخذ Vitamin D. Paracetamol مسموح", ["Vitamin D", "Paracetamol"]),
        ("لا تأخذ فيتامين D. paracetamol مسموح", ["D", "paracetamol"]),
        ("مرض MS. Paracetamol مسموح", ["MS", "Paracetamol"]),
        ("الجواب No. Paracetamol مسموح", ["No", "Paracetamol"]),
        ("حتى 9 a.m. Macmillan تساعد", ["9 a.m.", "Macmillan"]),
        ("في U.K. Macmillan تساعد", ["U.K.", "Macmillan"]),
        ("اسأل Dr. Smith. Macmillan تساعد", ["Dr. Smith", "Macmillan"]),
        ("اسأل MDr. Smith الآن", ["MDr", "Smith"]),
        ("اسم J. Smith هنا", ["J", "Smith"]),
    ],
)
def test_words_that_may_be_of_two_sentences_are_two_stretches(
    text: str, expected: list[str]
) -> None:
    """In one, a reader from the right would meet the second sentence's word first."""
    assert isolated(text) == expected


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
@pytest.mark.parametrize("mark", [".", ","])
def test_a_translator_joins_words_by_a_no_break_blank(mark: str, blank: str) -> None:
    phrase = f"J{mark}{blank}Smith"
    assert isolated(f"اسم {phrase} هنا") == [phrase]
    assert isolated(f"اسم DCIS{mark}{blank}هنا") == ["DCIS"]


def test_an_address_is_one_stretch() -> None:
    address = "https://www.example.org/a_b/?q=1&r=2#top~x;y=%20"
    assert isolated("راجع {page} الآن", page=address) == [address]


def test_a_fact_is_one_stretch_whatever_it_holds() -> None:
    assert isolated("اتصل {line} الآن", line="0808 808 00 00 (Mon–Fri)") == [
        "0808 808 00 00 (Mon–Fri)"
    ]
    assert isolated("اتصل {line} الآن", line="111") == ["111"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("هاتف 0808 808 00 00", ["0808 808 00 00"]),
        ("يوميًا 9:00–17:00", ["9:00–17:00"]),
        (
            "موقعنا https://www.example.org/a_b/?q=1&r=2#top",
            ["https://www.example.org/a_b/?q=1&r=2#top"],
        ),
        ("كل يوم", []),
    ],
)
def test_a_fact_in_the_reader_s_own_words_keeps_its_numbers_in_order(
    value: str, expected: list[str]
) -> None:
    assert isolated("اتصل {fact} الآن", fact=value) == expected
    assert "".join(run.text for run in runs("اتصل {fact} الآن", fact=value)) == (
        f"اتصل {value} الآن"
    )


LETTERS = "aZ5 é٥ابݐ֍שX9 0-–:.,/%°()@+’£،؟!\u00a0"
LINES = (
    st.lists(st.sampled_from([*LETTERS, "Dr. ", "No. "]), max_size=30)
    .map("".join)
    .filter(lambda text: ":::" not in text)
)


PRINTED = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)


@given(text=st.one_of(LINES, PRINTED), rtl=st.booleans())
@example(text="0808 808 00 00", rtl=True)
@settings(max_examples=300)
def test_cutting_a_text_into_runs_loses_none_of_it(text: str, rtl: bool) -> None:
    escaped = "".join(
        f"\\{letter}" if letter in "\\*[]{}`_<&~#:|" else letter for letter in text
    )
    escaped = escaped.replace("www.", "www\\.")
    found = runs(escaped, rtl)
    assert "".join(run.text for run in found) == text
    assert all(run.text for run in found)


@given(LINES)
def test_nothing_is_cut_out_on_a_page_from_left_to_right(text: str) -> None:
    found = runs(text, False)
    assert not any(run.isolate for run in found)
    assert len(found) <= 1


@given(LINES)
@example("Nguyễn ễa ọ5 mm²")
@settings(max_examples=300)
def test_no_cut_goes_through_a_word(text: str) -> None:
    """Letters of one word in two stretches would change places."""
    for one, other in pairwise(runs(text)):
        edge = one.text[-1] + other.text[0]
        classes = {unicodedata.bidirectional(letter) for letter in edge}
        assert not (edge.isalnum() and classes <= {"L", "EN"}), edge


@given(LINES)
@settings(max_examples=300)
def test_every_latin_letter_is_isolated_and_no_arabic_or_hebrew_one(text: str) -> None:
    for run in runs(text):
        for letter in run.text:
            kind = unicodedata.bidirectional(letter)
            if kind in ("R", "AL"):
                assert not run.isolate
            elif "LATIN" in unicodedata.name(letter, ""):
                assert run.isolate


@given(LINES, LINES, LINES)
@example("خذ ", "5", " mg")
def test_bold_words_change_nothing_in_what_is_isolated(
    before: str, bold: str, after: str
) -> None:
    assume(bold and ":::" not in before + bold + after)
    assert isolated(f"{before}**{bold}**{after}") == isolated(before + bold + after)


@pytest.mark.parametrize("value", ["5", "5–10", "2.5"])
def test_a_fact_and_the_unit_behind_it_are_one_stretch(value: str) -> None:
    assert isolated("خذ {dose} mg الآن", dose=value) == [f"{value} mg"]


@given(LINES)
def test_cutting_a_stretch_again_changes_nothing(text: str) -> None:
    for stretch in isolated(text):
        assert isolated(stretch) == [stretch]


def test_bold_words_and_links_keep_their_looks_when_they_are_cut() -> None:
    assert runs("**خذ 5 mg الآن** و[اقرأ PIF TICK هنا][support]") == (
        Run(text="خذ ", bold=True),
        Run(text="5 mg", bold=True, isolate=1),
        Run(text=" الآن", bold=True),
        Run(text=" و"),
        Run(text="اقرأ ", url="https://support.org"),
        Run(text="PIF TICK", url="https://support.org", isolate=2),
        Run(text=" هنا", url="https://support.org"),
    )


def test_a_hard_break_is_a_run_of_its_own() -> None:
    assert [run.text for run in runs("Un\\\nDau", False)] == ["Un", "\n", "Dau"]
    assert "\n" in [run.text for run in runs("واحد\\\n5 mm")]


def test_signs_are_shown_without_their_escapes() -> None:
    (run,) = runs("\\*\\[x\\] \\{n\\} 4 < 5 & \\<b>", False)
    assert run.text == "*[x] {n} 4 < 5 & <b>"


def test_translating_nothing_changes_nothing(workspace: Workspace) -> None:
    for leaflet in workspace.leaflets:
        units = [unit for owner in workspace.sources.all for unit in extract(owner)]
        own = {unit.key: unit.msgid for unit in units}
        assert edition.translate(leaflet, own) == leaflet


def test_every_word_is_replaced_and_nothing_else(workspace: Workspace) -> None:
    (leaflet,) = workspace.leaflets
    units = [unit for owner in workspace.sources.all for unit in extract(owner)]
    turned = edition.translate(leaflet, {unit.key: unit.msgid.upper() for unit in units})

    def flat(whole: Leaflet) -> list[Block]:
        found: list[Block] = []

        def collect(block: Block) -> None:
            found.append(block)
            for child in block.children:
                collect(child)

        for section in whole.sections:
            for block in section.everything:
                collect(block)
        return found

    before, after = flat(leaflet), flat(turned)
    assert [block.text.upper() for block in before] == [block.text for block in after]
    assert [(b.kind, b.id, b.at, b.level, b.src) for b in before] == [
        (b.kind, b.id, b.at, b.level, b.src) for b in after
    ]


@pytest.mark.parametrize("kind", [Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM, Kind.IMAGE])
def test_nothing_falls_back_to_english(kind: Kind) -> None:
    with pytest.raises(KeyError):
        edition.translate(made("Words.", kind), {})
    with pytest.raises(KeyError):
        edition.translate(made("Words.", kind), {("other/paragraph", "Words."): "Geiriau."})


def test_the_same_words_in_two_sections_keep_their_own_translations(site: Site) -> None:
    """Other tools give both the words of the first."""
    site.write(LEAFLET, SMALL.replace("They may be:", "More words."))
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    path = "locales/cy/small.po"
    head, _, rest = site.read(path).partition('msgctxt "second/paragraph"')
    site.write(
        path,
        head.replace("Xx More words. xX", "Geiriau cyntaf.")
        + 'msgctxt "second/paragraph"'
        + rest.replace("Xx More words. xX", "Geiriau olaf."),
    )
    found = texts(editions(site)["cy"])
    assert found.index("Geiriau cyntaf.") < found.index("Geiriau olaf.")


@pytest.fixture
def told(site: Site) -> dict[str, Edition]:
    """Editions with facts and links."""
    site.write("source/facts.toml", FACTS)
    site.write("source/links.toml", LINKS)
    return rewritten(
        site,
        SMALL + "\nCall {helpline}, {hours}, or {write}.\n\nRead [our **page**][support].\n",
    )


def urls(whole: Edition, words: str) -> list[str]:
    """Where the runs with these words in them lead."""
    passages = tuple(passage for section in whole.sections for passage in section.passages)
    found = [run for passage in edition.walk(passages) for run in passage.runs]
    return [run.url for run in found if words in run.text]


def test_a_telephone_number_can_be_called(told: dict[str, Edition]) -> None:
    assert urls(told["en-GB"], "0808 808 00 00") == ["tel:08088080000"]


def test_a_language_has_its_own_number(told: dict[str, Edition]) -> None:
    assert urls(told["cy"], "+44 300 123 4567") == ["tel:+443001234567"]
    assert urls(told["cy"], "0808") == []


def test_a_number_in_native_digits_can_be_called_too(told: dict[str, Edition]) -> None:
    assert urls(told["ar"], "٠٨٠٨") == ["tel:08088080000"]


def test_an_address_for_letters_can_be_written_to(told: dict[str, Edition]) -> None:
    for whole in told.values():
        assert urls(whole, "help@example.org") == ["mailto:help@example.org"]


def test_a_fact_that_is_only_words_leads_nowhere(told: dict[str, Edition]) -> None:
    assert urls(told["en-GB"], "9:00–17:00") == [""]


def test_a_link_leads_to_the_page_in_the_reader_s_language(told: dict[str, Edition]) -> None:
    assert urls(told["cy"], "page") == ["https://example.org/cymorth"]
    assert urls(told["ar"], "page") == ["https://example.org/support"]
    assert urls(told["en-GB"], "page") == ["https://example.org/support"]


def test_titles_have_their_facts_filled_in(site: Site) -> None:
    site.write("source/facts.toml", FACTS)
    found = rewritten(site, SMALL.replace("Small title", "Call {helpline} **now**"))
    assert found["cy"].title == "Xx Call +44 300 123 4567 now xX"
    assert found["en-GB"].title == "Call 0808 808 00 00 now"


def shown(site: Site, extra: str, words: str) -> set[str]:
    """The languages whose readers get the words."""
    found = rewritten(site, SMALL + extra)
    assert set(found) == {"en-GB", "ar", "cy"}
    return {tag for tag, whole in found.items() if any(words in text for text in texts(whole))}


@pytest.mark.parametrize(
    ("extra", "tags"),
    [
        ("\n::: only cy\nHello.\n:::\n", {"cy"}),
        ("\n::: only cy, ar\nHello.\n:::\n", {"cy", "ar"}),
        ("\n::: not cy\nHello.\n:::\n", {"ar", "en-GB"}),
        ("\n::: only en-GB\nHello.\n:::\n", {"en-GB"}),
        ("\n::: not en-GB\nHello.\n:::\n", {"ar", "cy"}),
        ("\n::: only cy\n### Third {#third}\n\nHello.\n:::\n", {"cy"}),
        ("\n::: only cy\n::: note\nHello.\n:::\n:::\n", {"cy"}),
        ("\n::: only cy\n- Hello.\n- There.\n:::\n", {"cy"}),
        ("\n- One\n\n::: only cy\n- Hello.\n:::\n", {"cy"}),
        ("\n- One\n\n::: only cy\n- Hello.\n:::\n\n- Two\n", {"cy"}),
        ("\n::: only cy\n- Hello.\n:::\n\n- Two\n", {"cy"}),
        ("\n::: only cy\nHello.\n:::\n\n::: only ar\nHello.\n:::\n", {"cy", "ar"}),
        ("\n::: only cy\nHello.\n:::\n\n::: not cy\nHello.\n:::\n", {"cy", "ar", "en-GB"}),
        ("\n::: not cy\nHello.\n:::\n\n::: not ar\nHello.\n:::\n", {"cy", "ar", "en-GB"}),
        ("\n::: only cy\nHello.\n:::\n\nHello.\n", {"cy", "ar", "en-GB"}),
    ],
)
def test_words_for_some_languages_reach_those_and_no_other(
    site: Site, extra: str, tags: set[str]
) -> None:
    assert shown(site, extra, "Hello.") == tags


@pytest.mark.parametrize(
    "extra",
    [
        "\n::: note\n\nAll.\n\n::: only cy\n\nHello.\n\n:::\n\n:::\n",
        "\n::: warning\n::: not ar\nHello.\n:::\n:::\n",
        "\n- One\n\n  ::: only cy\n  - Hello.\n  :::\n",
        "\n::: not cy\n::: only ar\nHello.\n:::\n:::\n",
    ],
)
def test_words_for_some_languages_within_a_box_are_refused_or_kept_from_the_others(
    site: Site, extra: str
) -> None:
    site.write(LEAFLET, SMALL + extra)
    result = site.run("update")
    if result.exit_code:
        assert f"{LEAFLET}:" in result.output
        return
    assert len(shown(site, extra, "Hello.")) < 3


def test_an_included_passage_may_be_for_one_language(site: Site) -> None:
    site.write("source/_shared/extra/fragment.md", "Hello.\n")
    assert shown(site, "\n::: only cy\n::: include extra\n:::\n", "Hello.") == {"cy"}


def test_a_heading_for_one_language_takes_nothing_else_with_it(site: Site) -> None:
    found = rewritten(
        site,
        SMALL + "\n::: not cy\n## Third {#third}\n\nHello.\n:::\n\n## Last {#last}\n\nBye.\n",
    )
    assert [section.id for section in found["cy"].sections][-2:] == ["second", "last"]
    assert [section.id for section in found["ar"].sections][-2:] == ["third", "last"]
    assert "Xx Bye. xX" in texts(found["cy"])


def test_each_language_counts_what_it_has(site: Site) -> None:
    rewritten(site, SMALL + "\n::: only cy\nHello.\n:::\n")
    workspace = Workspace(site.root)
    (leaflet,) = workspace.leaflets
    counts = {
        language.tag: sum(
            section.units
            for section in workspace.judge(leaflet, language).verdict.sections
            if section.id != "interface"
        )
        for language in workspace.languages()
    }
    assert counts == {"en-GB": 9, "ar": 9, "cy": 10}


NOT_TRANSLATED = "\n<!-- notranslate -->\nSee **our** [page][support] or {helpline}.\n"


@pytest.fixture
def kept(site: Site) -> dict[str, Edition]:
    """Editions with a passage that stays in English."""
    site.write("source/facts.toml", FACTS)
    site.write("source/links.toml", LINKS)
    return rewritten(site, SMALL + NOT_TRANSLATED)


def english(whole: Edition) -> list[Passage]:
    """The passages that are marked as English."""
    passages = tuple(passage for section in whole.sections for passage in section.passages)
    return [passage for passage in edition.walk(passages) if passage.english]


def test_a_passage_that_stays_in_english_is_marked_and_only_that(
    kept: dict[str, Edition],
) -> None:
    assert [passage.text for passage in english(kept["cy"])] == [
        "See our page or +44 300 123 4567."
    ]
    assert len(english(kept["ar"])) == 1
    assert english(kept["en-GB"]) == []


@pytest.mark.parametrize("tag", ["ar", "cy"])
def test_a_passage_that_stays_in_english_keeps_its_links_and_its_bold_words(
    kept: dict[str, Edition], tag: str
) -> None:
    (passage,) = english(kept[tag])
    (whole,) = (p for p in kept["en-GB"].sections[-1].passages if "See" in p.text)
    assert [run.bold for run in passage.runs if "our" in run.text] == [True]
    assert len([run for run in passage.runs if run.url]) == len(
        [run for run in whole.runs if run.url]
    )


def test_a_passage_that_stays_in_english_is_one_stretch_on_a_page_from_right_to_left(
    kept: dict[str, Edition],
) -> None:
    (arabic,), (welsh,) = english(kept["ar"]), english(kept["cy"])
    assert {run.isolate for run in arabic.runs} == {1}
    assert {run.isolate for run in welsh.runs} == {0}


def test_nothing_in_an_edition_is_english_that_is_not_marked(site: Site) -> None:
    for tag in ("ar", "cy"):
        whole = editions(site)[tag]
        assert whole.title == "Xx Small title xX"
        assert all(text.startswith("Xx ") and text.endswith(" xX") for text in texts(whole))


def test_a_section_that_an_include_parts_goes_on_after_it(site: Site) -> None:
    site.write("source/_shared/extra/fragment.md", "Hello.\n")
    found = rewritten(site, SMALL + "\n::: include extra\n\nAfter.\n")
    ids = [(section.id, section.goes_on) for section in found["cy"].sections]
    assert ids[-3:] == [("second", False), ("extra", False), ("second", True)]
    words = texts(found["cy"])
    assert words.index("Xx Hello. xX") < words.index("Xx After. xX")


def test_editions_know_their_siblings_and_held_ones_are_none(site: Site) -> None:
    assert [row.tag for row in editions(site)["cy"].siblings] == ["en-GB", "ar", "cy"]
    site.set("locales/ar/small.po", "More words.", "")
    assert [row.tag for row in editions(site)["cy"].siblings] == ["en-GB", "cy"]


def test_a_page_has_the_direction_of_its_language(site: Site) -> None:
    words = SMALL.replace("More words.", "Call 0808 808 00 00, 5 mm.")
    found = rewritten(site, words)
    for tag, whole in found.items():
        some = any(
            run.isolate
            for section in whole.sections
            for passage in edition.walk(section.passages)
            for run in passage.runs
        )
        assert some == (languages.find(tag).direction == "rtl")


def test_words_of_a_quality_mark_are_told_apart(site: Site) -> None:
    found = rewritten(site, SMALL + "\n::: quality-mark\nTrusted.\n:::\n")
    for whole in found.values():
        last = whole.sections[-1].passages
        assert [edition.is_marked(passage) for passage in last] == [False, False, True]
        assert "Trusted." in last[-1].children[0].text
