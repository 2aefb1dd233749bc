"""A page says everything, in the right language and direction, and asks nothing of anyone."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import EDITIONS, LEAFLET, PNG, PSEUDO, ROOT, SMALL, Site
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from lxml.html import HtmlElement

from pipeline.build.assembly import make_edition
from pipeline.build.workspace import Workspace
from pipeline.model import (
    Edition,
    EditionSection,
    Kind,
    Outcome,
    Passage,
    Run,
)
from pipeline.render.html import HtmlRenderer

each_language = pytest.mark.parametrize("tag", EDITIONS)


def read(path: Path) -> HtmlElement:
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def rich_page(rich: Site, tag: str) -> HtmlElement:
    return read(rich.root / "output" / tag / "rich.html")


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def found(root: HtmlElement, path: str) -> list[HtmlElement]:
    return [item for item in root.xpath(path) if isinstance(item, HtmlElement)]


def one(root: HtmlElement, path: str) -> HtmlElement:
    elements = found(root, path)
    assert len(elements) == 1, f"{path}: {len(elements)}"
    return elements[0]


def edition(site: Site, tag: str) -> Edition:
    workspace = Workspace(site.root)
    judged = [
        workspace.judge(leaflet, language)
        for leaflet in workspace.leaflets
        for language in workspace.languages()
    ]
    item = next(item for item in judged if item.language.tag == tag)
    return make_edition(workspace, item, judged)


def with_source(
    site: Site, text: str, *, facts: str = "", shared: str = "", build: bool = True
) -> Site:
    """The small site with another source, translated and built."""
    site.write("source/small/leaflet.md", text)
    site.write("source/facts.toml", facts)
    if shared:
        site.write("source/_shared/part/fragment.md", shared)
    updated = site.run("update")
    assert updated.exit_code == 0, updated.output
    site.translate("cy")
    site.translate("ar")
    if build:
        built = site.run("build")
        assert built.exit_code == 0, built.output
    return site


def small_page(site: Site, tag: str = "en-GB") -> HtmlElement:
    return read(site.root / "output" / tag / "small.html")


@each_language
def test_the_page_names_its_language_and_direction(output: Path, tag: str) -> None:
    root = read(output / tag / f"{LEAFLET}.html")
    assert (root.get("lang"), root.get("dir")) == (tag, EDITIONS[tag][0])


@each_language
def test_the_menu_names_every_language_in_its_own_words(output: Path, tag: str) -> None:
    links = found(read(output / tag / f"{LEAFLET}.html"), "//nav[@class='languages']//a")
    menu = {
        str(link.get("lang")): (str(link.get("dir")), words(link), str(link.get("hreflang")))
        for link in links
    }
    assert menu == {name: (*row, name) for name, row in EDITIONS.items()}
    assert len(links) == len(EDITIONS)
    current = [link.get("lang") for link in links if link.get("aria-current") == "page"]
    assert current == [tag]


@each_language
def test_every_edition_is_an_alternate_and_english_the_default(output: Path, tag: str) -> None:
    links = found(read(output / tag / f"{LEAFLET}.html"), "//link[@rel='alternate']")
    assert {link.get("hreflang"): link.get("href") for link in links} == {
        **{name: f"../{name}/{LEAFLET}.html" for name in EDITIONS},
        "x-default": f"../en-GB/{LEAFLET}.html",
    }


def test_a_base_url_makes_alternates_absolute(site: Site) -> None:
    base = '[tool.polyleaf]\nbase-url = "https://charity.example/"\n'
    site.write("pyproject.toml", base + PSEUDO)
    assert site.run("build").exit_code == 0
    links = found(small_page(site, "ar"), "//link[@rel='alternate'][@hreflang='cy']")
    assert [link.get("href") for link in links] == ["https://charity.example/cy/small.html"]


def every_page(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_no_page_gives_an_id_twice(output: Path, rich: Site) -> None:
    pages = [*every_page(output), *every_page(rich.root / "output")]
    assert len(pages) == len(EDITIONS) + 1 + 4
    for path in pages:
        ids = Counter(str(item) for item in read(path).xpath("//@id"))
        assert [name for name, count in ids.items() if count > 1] == [], path


def test_everything_that_a_page_points_to_is_there(output: Path, rich: Site) -> None:
    for folder in (output, rich.root / "output"):
        for path in every_page(folder):
            root = read(path)
            ids = {str(item) for item in root.xpath("//@id")}
            for name in root.xpath("//@aria-labelledby"):
                assert str(name) in ids, f"{path}: {name}"
            for target in map(str, root.xpath("//@href | //@src")):
                address, _, anchor = target.partition("#")
                if re.match(r"[a-z]+:", address):
                    continue
                there = (path.parent / address).resolve() if address else path
                assert there.is_file(), f"{path}: {target}"
                if anchor:
                    assert anchor in ids, f"{path}: {target}"
            for address in re.findall(r'url\("(.*?)"\)', path.read_text(encoding="utf-8")):
                assert (path.parent / address).is_file(), f"{path}: {address}"


def test_the_skip_link_comes_first_and_leads_to_the_text(output: Path) -> None:
    for path in every_page(output):
        root = read(path)
        first = found(root, "//body//a[@href]")[0]
        assert first.get("class") == "skip"
        assert first.get("href") == "#_main"
        assert one(root, "//*[@id='_main']").tag == "main"


def test_the_policy_lets_in_the_style_that_stands_there_and_nothing_else(
    output: Path,
) -> None:
    for path in every_page(output):
        text = path.read_text(encoding="utf-8")
        style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        assert len(style) == 1
        digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
        policy = str(
            one(read(path), "//meta[@http-equiv='Content-Security-Policy']").get("content")
        )
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["style-src"] == f"'sha256-{digest}'"
        assert rules["font-src"] == rules["img-src"] == "'self'"
        assert rules["base-uri"] == rules["form-action"] == "'none'"
        assert "unsafe" not in policy
        assert text.index("Content-Security-Policy") < text.index("<style>")


def test_no_page_can_run_anything_or_ask_another_host(output: Path, rich: Site) -> None:
    for path in [*every_page(output), *every_page(rich.root / "output")]:
        text = path.read_text(encoding="utf-8")
        root = read(path)
        assert not found(root, "//script|//iframe|//object|//embed|//form|//base|//video")
        for element in root.iter():
            names = element.keys() if isinstance(element.tag, str) else []
            assert not [name for name in names if name.startswith("on") or name == "style"]
        loaded = root.xpath("//@src | //@srcset | //link[not(@rel='alternate')]/@href")
        loaded += re.findall(r"url\(\W?(.*?)\W?\)|@import", text)
        assert not [item for item in loaded if re.match(r"\s*([a-z]+:|//)", str(item))]


def test_what_translators_and_facts_write_is_text_and_never_markup(rich: Site) -> None:
    for tag in ("en-GB", "cy", "ar"):
        text = (rich.root / "output" / tag / "rich.html").read_text(encoding="utf-8")
        root = rich_page(rich, tag)
        assert not found(root, "//b | //x | //rev | //trust")
        section = one(root, "//section[@data-section='first']")
        assert '<b>x</b> & "y" &amp;' in words(section)
        assert "5 < 6" in words(section)
        assert "&lt;b&gt;x&lt;/b&gt; &amp; " in text
        about = words(one(root, "//footer"))
        assert "MAC1 <rev>" in about
        assert "Care & Cure <Trust>" in about


def test_an_escaped_tag_in_a_translation_comes_out_escaped(site: Site) -> None:
    site.set("locales/cy/small.po", "More words.", r"\<script>alert(x)\</script>")
    site.set("locales/cy/small.po", "Small title", r'Xx "q" \<b> & xX')
    assert site.run("build").exit_code in (0, 1)
    text = (site.root / "output/cy/small.html").read_text(encoding="utf-8")
    root = small_page(site, "cy")
    assert "&lt;script&gt;alert(x)&lt;/script&gt;" in text
    assert not found(root, "//script | //main//b")
    assert words(one(root, "//h1")) == 'Xx "q" <b> & xX'
    assert words(one(root, "//title")) == 'Xx "q" <b> & xX – Cymraeg'


READABLE = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"], include_characters=" <>&'\"")
)


@given(text=READABLE, bold=st.booleans(), url=READABLE, isolate=st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_from_the_page_as_it_went_in(
    plain: Edition, text: str, bold: bool, url: str, isolate: bool
) -> None:
    run = Run(text=text, bold=bold, url=url and f"https://e.example/{url}", isolate=isolate)
    image = Passage(kind=Kind.IMAGE, runs=(run,), src="a.png")
    block = Passage(kind=Kind.PARAGRAPH, runs=(Run(text="A "), run, Run(text=" Z")))
    section = EditionSection(id="first", passages=(block, image))
    page = HtmlRenderer().render(
        replace(plain, sections=(section,), title=text, images=(("a.png", b""),))
    )
    root = html.document_fromstring(page.decode())
    block_there = found(root, "//*[@data-section='first']/p")[0]
    assert words(block_there) == " ".join(f"A {text} Z".split())
    assert [link.get("href") for link in block_there.iter("a")] == (
        [run.url] if run.url and text else []
    ) or not text
    assert one(root, "//img").get("alt") == text
    title = one(root, "//title").text_content().split()
    assert title == f"{text} – {plain.language.autonym}".split()


@pytest.fixture(scope="module")
def plain(rich: Site) -> Edition:
    return edition(rich, "cy")


def test_a_draft_says_in_both_languages_that_it_is_one(output: Path) -> None:
    said = {
        "pl": "Wersja robocza",
        "ar": "مسودة. لم يتم التحقق منها. ليست للمرضى. ترجمة آلية.",
    }
    for tag, start in said.items():
        own, english = found(read(output / tag / f"{LEAFLET}.html"), "//*[@id='_draft']/p")
        assert words(own).startswith(start)
        assert own.get("lang") is None
        assert words(english) == ("Draft. Not checked. Not for patients. Machine translation.")
        assert (english.get("lang"), english.get("dir")) == ("en-GB", "ltr")
    (only,) = found(read(output / f"en-GB/{LEAFLET}.html"), "//*[@id='_draft']/p")
    assert words(only) == "Draft. Not checked. Not for patients."


def test_a_draft_that_people_wrote_is_not_called_a_machines(site: Site) -> None:
    for name in ("small", "interface"):
        path = f"locales/cy/{name}.po"
        text = site.read(path)
        header = '"X-Translation-Provenance: human\\n"\n'
        text = re.sub(r'"X-Translation-Provenance: .*\n', "", text)
        site.write(path, text.replace('"X-Polyleaf-', header + '"X-Polyleaf-', 1))
    assert site.run("build").exit_code == 0
    assert "Machine" not in words(one(small_page(site, "cy"), "//*[@id='_draft']"))
    assert "Machine" in words(one(small_page(site, "ar"), "//*[@id='_draft']"))


@each_language
def test_no_trace_of_the_quality_mark_stands_in_a_draft(output: Path, tag: str) -> None:
    text = (output / tag / f"{LEAFLET}.html").read_text(encoding="utf-8")
    assert "PIF TICK" not in text
    assert "Patient Information Forum" not in text
    assert len(found(read(output / tag / f"{LEAFLET}.html"), "//p[@class='no-mark']")) == 1


def test_a_released_page_shows_the_mark_and_no_notice(rich: Site) -> None:
    page = HtmlRenderer().render(replace(edition(rich, "cy"), outcome=Outcome.RELEASED))
    root = html.document_fromstring(page.decode())
    assert "It meets the PIF TICK." in words(one(root, "//*[@data-section='mark']"))
    assert "Draft" not in words(root)
    assert "no quality mark" not in words(root)
    assert not found(root, "//meta[@name='robots']")


def test_each_construct_stands_in_the_page(rich: Site) -> None:
    root = rich_page(rich, "cy")
    first = one(root, "//section[@data-section='first']")
    assert words(one(first, ".//strong[.='not']")) == "not"
    assert len(found(first, ".//br")) == 1
    links = [(str(a.get("href")), words(a)) for a in first.iter("a")]
    assert links == [
        ("tel:08088080000", "0808 808 00 00"),
        ("mailto:help@example.org", "help@example.org"),
        ('https://example.org/s?a=1&b="2"', "the bold page"),
        ("https://example.org/other", "another page"),
    ]
    assert words(one(first, ".//a//strong")) == "bold"
    note = one(first, ".//*[@class='box note']")
    assert note.get("role") == "note"
    assert [words(p) for p in note.iter("p")] == [
        "Xx Note xX",
        "Xx A note without a heading. xX",
    ]
    assert [words(item) for item in note.iter("li")] == ["Xx an item in the note xX"]
    warning = one(first, ".//*[@class='box warning']")
    assert [words(p) for p in warning.iter("p")] == [
        "Xx Important xX",
        "Xx A warning of 5 mm. xX",
    ]


def test_tables_have_headings_that_listeners_need(rich: Site) -> None:
    table = one(rich_page(rich, "cy"), "//main//table")
    heads = [(th.get("scope"), words(th)) for th in table.iter("th")]
    assert heads == [("col", "Xx Dose xX"), ("col", "Xx Time xX")]
    assert [words(td) for td in table.iter("td")] == [
        "Xx 500 mg xX", "Xx morning xX", "Xx 2 mg xX", "Xx 9:00–17:00 xX",
    ]  # fmt: skip


def test_a_picture_has_its_words_and_an_empty_slot_shows_nothing(rich: Site) -> None:
    root = rich_page(rich, "cy")
    image = one(root, "//img")
    assert image.get("alt") == 'Xx A picture of a 5 mm "lump" xX'
    assert (rich.root / "output/cy" / str(image.get("src"))).read_bytes() == PNG
    assert "slot" not in words(root)


def test_lists_nest_as_they_were_written(rich: Site) -> None:
    section = one(rich_page(rich, "en-GB"), "//section[@data-section='lists']")

    def shape(element: HtmlElement) -> object:
        own = "".join(str(part) for part in element.xpath("text()")).strip()
        return [element.tag, own, *(shape(child) for child in element if child.tag != "p")]

    (ordered,) = found(section, "./ol")
    assert shape(ordered) == [
        "ol", "",
        ["li", "First step"],
        ["li", "Second step",
            ["ul", "",
                ["li", "inner one", ["ul", "", ["li", "innermost"]]],
                ["li", "inner two"]]],
    ]  # fmt: skip


def test_words_for_one_language_stand_in_it_alone(rich: Site) -> None:
    for tag, welsh in (("en-GB", False), ("cy", True), ("ar", False)):
        text = words(one(rich_page(rich, tag), "//main"))
        assert ("Only Welsh readers see this." in text) is welsh
        assert ("Welsh readers do not see this." in text) is not welsh


def test_readers_of_a_language_get_its_own_page_behind_a_link(rich: Site) -> None:
    for tag, target in (
        ("cy", "https://example.org/other"),
        ("ar", "https://example.org/ar/other"),
    ):
        links = found(rich_page(rich, tag), "//main//a[starts-with(@href, 'https')]")
        assert [link.get("href") for link in links].count(target) == 2


def test_words_left_in_english_say_so_in_both_languages(rich: Site) -> None:
    kept = "Report of the Lancet Commission"
    for tag in ("cy", "ar"):
        english = one(rich_page(rich, tag), f"//span[.='{kept}']")
        assert (english.get("lang"), english.get("dir")) == ("en-GB", "ltr")
        parent = english.getparent()
        assert parent is not None
        assert "In English" in words(parent)
    (source,) = found(rich_page(rich, "en-GB"), f"//p[.='{kept}']")
    assert source.get("lang") is None


def test_words_left_in_english_keep_their_link_and_their_bold(site: Site) -> None:
    text = SMALL + "\n<!-- notranslate -->\nThe **Not** report by {helpline}.\n"
    facts = '[helpline]\nvalue = "0808 808 00 00"\nkind = "phone"\n'
    with_source(site, text, facts=facts)
    section = one(small_page(site, "cy"), "//section[@data-section='second']")
    assert [link.get("href") for link in section.iter("a")] == ["tel:08088080000"]
    assert [words(bold) for bold in section.iter("strong")] == ["Not"]


@pytest.mark.parametrize("box", ["note", "warning"])
def test_a_box_can_have_a_heading_of_its_own(site: Site, box: str) -> None:
    with_source(site, SMALL + f"\n::: {box}\n### Before you go\n\nEat nothing.\n:::\n")
    lines = [words(p) for p in found(small_page(site, "cy"), f"//*[@class='box {box}']/p")]
    assert lines == ["Xx Before you go xX", "Xx Eat nothing. xX"]


def test_an_include_in_the_middle_of_a_section_keeps_the_reading_order(site: Site) -> None:
    text = "# T\n\nSum.\n\n## A {#a}\n\nBefore.\n\n::: include part\n\nAfter.\n"
    with_source(site, text, shared="Shared words.\n")
    main = words(one(small_page(site), "//main"))
    assert main.index("Before.") < main.index("Shared words.") < main.index("After.")


def test_a_passage_included_twice_stands_in_both_places(site: Site) -> None:
    text = (
        "# T\n\nSum.\n\n## A {#a}\n\nIn A.\n\n::: include part\n\n"
        "## B {#b}\n\nIn B.\n\n::: include part\n"
    )
    site.write("source/small/leaflet.md", text)
    site.write("source/_shared/part/fragment.md", "Shared words.\n")
    updated = site.run("update")
    if updated.exit_code == 3:  # To refuse it is as good as to set it.
        assert "source/small/leaflet.md:15: " in updated.output
        return
    site.translate("cy")
    site.translate("ar")
    assert site.run("build").exit_code == 0
    main = words(one(small_page(site), "//main"))
    assert re.search(r"In A\. Shared words\. .*In B\. Shared words\.", main), main


def test_two_pictures_with_one_name_stay_two_pictures(site: Site) -> None:
    other = PNG + b"trailing bytes make it another file"
    site.write("source/small/pic.png", PNG)
    site.write("source/_shared/part/pic.png", other)
    text = SMALL + "\n![Own](pic.png)\n\n::: include part\n"
    site.write("source/_shared/part/fragment.md", "![Shared](pic.png)\n")
    with_source(site, text, shared="![Shared](pic.png)\n")
    there = {
        str(image.get("alt")): (
            site.root / "output/en-GB" / str(image.get("src"))
        ).read_bytes()
        for image in small_page(site).iter("img")
    }
    assert there == {"Own": PNG, "Shared": other}


ISOLATED = [
    ("Call {helpline} now", "اتصل {helpline} الآن", "0808 808 00 00"),
    ("It is 5 mm wide", "حوالي 5 mm عرض", "5 mm"),
    ("It is **5** mm thick", "حوالي **5** mm سمك", "5 mm"),
    ("Take {dose} mg daily", "خذ {dose} mg يوميا", "5 mg"),
    ("Open 9:00–17:00 daily", "من 9:00–17:00 يوميا", "9:00–17:00"),
    ("Ages 50–70 only", "الأعمار 50–70 فقط", "50–70"),
    ("An HER2+ cancer", "سرطان HER2+ نوع", "HER2+"),
    ("A PR- cancer", "سرطان PR- نوع", "PR-"),
    ("Ask Dr. Smith now", "اسأل Dr. Smith الآن", "Dr. Smith"),
    ("Ask **Dr.** Smith now", "اسأل **Dr.** Smith الآن", "Dr. Smith"),
    ("See J. Smith now", "راجع J.\u00a0Smith الآن", "J. Smith"),
    ("At -5 °C or less", "حرارة -5 °C أو أقل", "-5 °C"),
    ("It costs £5.50 each", "بسعر £5.50 لكل", "£5.50"),
    ("Visit {place} today", "زر {place} اليوم", "0808 808 00 00"),
]


@pytest.mark.parametrize(("english", "translation", "atom"), ISOLATED)
def test_what_reads_from_left_to_right_is_kept_together_in_arabic(
    site: Site, english: str, translation: str, atom: str
) -> None:
    facts = (
        '[helpline]\nvalue = "0808 808 00 00"\nkind = "phone"\n[dose]\nvalue = "5"\n'
        '[place]\nvalue = "High Street"\n'
        'languages = { ar = "شارع لندن 0808 808 00 00" }\n'
    )
    with_source(site, f"{SMALL}\n{english}\n", facts=facts, build=False)
    site.set("locales/ar/small.po", english, translation)
    assert site.run("build", "-l", "ar").exit_code == 0
    (block,) = found(small_page(site, "ar"), "//section[@data-section='second']/p[last()]")
    isolates = [words(item) for item in found(block, ".//*[@dir='ltr']")]
    assert [text for text in isolates if atom in text], isolates


def tel(value: str) -> str:
    return f'[helpline]\nvalue = "{value}"\nkind = "phone"\n'


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0808 808 00 00", "tel:08088080000"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("+44 (0)20 7946 0000", "tel:+442079460000"),
    ],
)
def test_a_telephone_number_calls_what_it_shows(site: Site, value: str, number: str) -> None:
    with_source(site, SMALL + "\nCall {helpline}.\n", facts=tel(value))
    (link,) = found(small_page(site), "//main//a[starts-with(@href, 'tel')]")
    assert (link.get("href"), words(link)) == (number, value)


@each_language
def test_headings_form_an_outline_and_the_contents_name_them(output: Path, tag: str) -> None:
    root = read(output / tag / f"{LEAFLET}.html")
    levels = [int(str(item.tag)[1]) for item in found(root, "//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels == [1, 2, 3, 3, 2, 3, 2]
    headed = [
        (f"#{item.get('id')}", words(item)) for item in found(root, "//main//h2|//main//h3")
    ]
    contents = found(root, "//nav[@class='contents']//a")
    assert [(str(link.get("href")), words(link)) for link in contents] == headed


def foreign(element: HtmlElement, lang: str, isolated: bool) -> Iterator[str]:
    """Words in Latin letters that stand in Arabic with nothing to mark them."""
    lang = str(element.get("lang") or lang)
    isolated = isolated or element.tag == "bdi"
    texts = [element.text or ""] if element.tag not in ("style", "title") else []
    for child in element:
        if isinstance(child.tag, str):
            yield from foreign(child, lang, isolated)
        texts.append(child.tail or "")
    if lang == "ar" and not isolated:
        yield from (word for text in texts for word in re.findall(r"[A-Za-z]{2,}", text))


def test_no_english_word_stands_unmarked_in_an_arabic_page(output: Path) -> None:
    body = one(read(output / f"ar/{LEAFLET}.html"), "//body")
    left = [word for word in foreign(body, "ar", False) if word != "PDF"]
    assert not left


def test_the_index_lists_each_edition_in_its_own_script(output: Path) -> None:
    root = read(output / "index.html")
    rows = {str(row.get("id")): row for row in found(root, "//tbody/tr")}
    assert list(rows) == [f"{LEAFLET}.{tag}" for tag in rows_in_order()]
    for tag, (direction, autonym) in EDITIONS.items():
        cell = one(rows[f"{LEAFLET}.{tag}"], ".//*[@lang]")
        assert (cell.get("lang"), cell.get("dir")) == (tag, direction)
        assert words(cell) == autonym
        assert "Draft" in words(rows[f"{LEAFLET}.{tag}"])


def rows_in_order() -> list[str]:
    return [language.tag for language in Workspace(ROOT).languages()]


def test_the_index_shows_a_title_as_readers_see_it(site: Site) -> None:
    facts = '[name]\nvalue = "Macmillan"\n'
    with_source(site, SMALL.replace("# Small title", r"# **Small** \< {name}"), facts=facts)
    assert words(one(read(site.root / "output/index.html"), "//h2")) == "Small < Macmillan"
