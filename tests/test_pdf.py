"""A PDF says the same as the page: to the eye, to a listener, and in its claims."""

from __future__ import annotations

import base64
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from conftest import EDITIONS, LEAFLET, PSEUDO, ROOT, SMALL, Site, arabic
from pikepdf import Array, Dictionary, Name, Object

from pipeline.build.workspace import Workspace
from pipeline.render.tags import TagError, number_runs, set_texts, spoken

TALL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAA8CAIAAADDpPyuAAAAEklEQVR42mNQcGgAIoZRavBSAPufaQGhadZQAAAA"
    "AElFTkSuQmCC"
)
each_language = pytest.mark.parametrize("tag", EDITIONS)
BASE = "# Small title\n\nA summary.\n\n## Part {#part}\n\n"
Find = Callable[[str, str], str]


def with_source(site: Site, text: str, *, facts: str = "") -> Site:
    """The small site with another source, translated."""
    site.write("source/small/leaflet.md", text)
    site.write("source/facts.toml", facts)
    updated = site.run("update")
    assert updated.exit_code == 0, updated.output
    site.translate("cy")
    site.translate("ar")
    return site


def built(site: Site, tag: str = "en-GB") -> Path:
    made = site.run("build")
    assert made.exit_code == 0, made.output
    return site.root / "output" / tag / "small.pdf"


def rich_pdf(rich: Site, tag: str) -> Path:
    return rich.root / "output" / tag / "rich.pdf"


def real(output: Path, tag: str) -> Path:
    return output / tag / f"{LEAFLET}.pdf"


def kids(node: Object) -> list[Object]:
    below = node.get("/K", Array())
    return list(below) if isinstance(below, Array) else [below]


def is_element(node: Object) -> bool:
    return isinstance(node, Dictionary) and node.get("/Type") not in (Name.MCR, Name.OBJR)


def elements(node: Object, *roles: str) -> Iterator[Object]:
    """The tags below a node, of these roles or of all, in reading order."""
    for kid in kids(node):
        if is_element(kid):
            if not roles or str(kid.S)[1:] in roles:
                yield kid
            yield from elements(kid, *roles)


def heard(node: Object) -> str:
    """What a listener hears of a tag."""
    if "/ActualText" in node:
        return str(node.ActualText)
    if "/Alt" in node:
        return str(node.Alt)
    return "".join(heard(kid) for kid in kids(node) if is_element(kid))


def shape(node: Object) -> list[object]:
    """The roles below a tag, without the spans that only carry words."""
    return [
        [str(kid.S)[1:], *shape(kid)]
        for kid in kids(node)
        if is_element(kid) and str(kid.S) not in ("/Span", "/Strong", "/Lbl")
    ]


def metadata(document: pikepdf.Pdf) -> str:
    return document.Root.Metadata.read_bytes().decode("utf-8")


def layout(tool: Find, path: Path, *options: str) -> str:
    program = tool("pdftotext", "poppler-utils")
    run = subprocess.run(
        [program, "-layout", *options, str(path), "-"], capture_output=True, check=True
    )
    return run.stdout.decode("utf-8")


@each_language
def test_a_pdf_claims_what_readers_programs_ask_for(output: Path, tag: str) -> None:
    with pikepdf.open(real(output, tag)) as document:
        root, about = document.Root, metadata(document)
        assert root.Lang == tag
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        direction = root.ViewerPreferences.get("/Direction", Name.L2R)
        assert direction == (Name.R2L if EDITIONS[tag][0] == "rtl" else Name.L2R)
        assert "<pdfuaid:part>1</pdfuaid:part>" in about
        assert "<pdfaid:part>2</pdfaid:part>" in about
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
        assert len(list(document.open_outline().root)) >= 1
        assert all(page.obj.get("/Tabs") == Name.S for page in document.pages)
        assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root.keys())


@each_language
def test_every_font_is_embedded_and_one_of_ours(output: Path, tag: str) -> None:
    own = {path.stem for path in ROOT.glob("pipeline/fonts/files/*.ttf")}
    names = set()
    with pikepdf.open(real(output, tag)) as document:
        for page in document.pages:
            for font in page.obj.Resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
                assert "/ToUnicode" in font
                names.add(str(font.BaseFont).partition("+")[2])
    assert names
    assert names <= own


@each_language
def test_the_title_of_the_document_is_the_leaflets(
    output: Path, workspace: Workspace, tag: str
) -> None:
    with pikepdf.open(real(output, tag)) as document:
        (first,) = elements(document.Root.StructTreeRoot, "H1")
        assert f'<rdf:li xml:lang="x-default">{heard(first)}</rdf:li>' in metadata(document)
        if tag != "en-GB":
            assert heard(first) == _catalogue(workspace, tag)["_leaflet/title"]


def _catalogue(workspace: Workspace, tag: str) -> dict[str, str]:
    found = workspace.catalogue(tag, LEAFLET)
    assert found is not None
    return {entry.context or "": entry.strings[0] for entry in found.entries}


@pytest.mark.parametrize("tag", [tag for tag in EDITIONS if tag != "en-GB"])
def test_a_listener_hears_each_sentence_as_the_translator_wrote_it(
    output: Path, workspace: Workspace, tag: str
) -> None:
    """The engine stores a line's words as they are painted, from left to right."""
    with pikepdf.open(real(output, tag)) as document:
        said = [heard(item) for item in elements(document.Root.StructTreeRoot)]
    catalogue = workspace.catalogue(tag, LEAFLET)
    assert catalogue is not None
    for entry in catalogue.entries:
        assert not entry.obsolete
        text = spoken(entry.strings[0].replace("**", ""))
        assert text in said, f"{entry.string_at}: {text}"


def test_the_tags_say_what_each_block_is(rich: Site) -> None:
    with pikepdf.open(rich_pdf(rich, "cy")) as document:
        (top,) = kids(document.Root.StructTreeRoot)
        roles = [item for item in shape(top) if item != ["P"]]
    assert [str(role[0]) for role in roles if isinstance(role, list)] == [
        "H1", "P", "H2", "P", "P", "L", "H2", "Table", "Figure", "H3", "L",
    ]  # fmt: skip
    table = next(item for item in roles if isinstance(item, list) and item[0] == "Table")
    rows = re.findall(r"'(T[RHD])'", str(table))
    assert Counter(rows) == {"TR": 3, "TH": 2, "TD": 4}
    ordered = [item for item in roles if isinstance(item, list) and item[0] == "L"][-1]
    assert re.sub(r"\['P'\]|[\[\]', ]+", " ", str(ordered)).split().count("LBody") == 5


def test_a_table_says_which_column_a_cell_stands_in(rich: Site) -> None:
    with pikepdf.open(rich_pdf(rich, "cy")) as document:
        heads = list(elements(document.Root.StructTreeRoot, "TH"))
        assert [heard(head) for head in heads] == ["Xx Dose xX", "Xx Time xX"]
        for head in heads:
            attributes = head.A if isinstance(head.A, Array) else [head.A]
            assert [item.get("/Scope") for item in attributes if "/Scope" in item] == [
                Name.Column
            ]


def test_a_picture_is_read_out_by_its_words(rich: Site) -> None:
    for tag, words in (
        ("en-GB", 'A picture of a 5 mm "lump"'),
        ("cy", 'Xx A picture of a 5 mm "lump" xX'),
    ):
        with pikepdf.open(rich_pdf(rich, tag)) as document:
            (figure,) = elements(document.Root.StructTreeRoot, "Figure")
            assert figure.Alt == words


@pytest.mark.parametrize(
    ("tag", "other"),
    [("cy", "https://example.org/other"), ("ar", "https://example.org/ar/other")],
)
def test_a_link_leads_where_it_should_and_is_described_by_its_words(
    rich: Site, tag: str, other: str
) -> None:
    found: dict[str, set[str]] = {}
    with pikepdf.open(rich_pdf(rich, tag)) as document:
        for link in elements(document.Root.StructTreeRoot, "Link"):
            for kid in kids(link):
                if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
                    found.setdefault(str(kid.Obj.A.URI), set()).add(str(kid.Obj.Contents))
                    assert kid.Obj.Contents == heard(link)
        painted = [
            str(item.A.URI) for page in document.pages for item in page.obj.get("/Annots", [])
        ]
    assert set(painted) == set(found)
    assert found["tel:08088080000"] == {"0808 808 00 00"}
    assert found["mailto:help@example.org"] == {"help@example.org"}
    assert found[other] >= {"morning"}
    assert set(found) == {
        "tel:08088080000", "mailto:help@example.org", other,
        'https://example.org/s?a=1&b="2"',
    }  # fmt: skip


def test_a_link_with_a_bold_word_is_described_as_a_whole(rich: Site) -> None:
    with pikepdf.open(rich_pdf(rich, "cy")) as document:
        described = {
            str(item.Contents)
            for page in document.pages
            for item in page.obj.get("/Annots", [])
            if str(item.A.URI).startswith("https://example.org/s")
        }
    assert described == {"the bold page"}


def test_everything_that_is_painted_has_a_tag_or_is_an_artifact(rich: Site) -> None:
    for tag in ("en-GB", "cy", "ar"):
        with pikepdf.open(rich_pdf(rich, tag)) as document:
            for page in document.pages:
                depth = 0
                for instruction in pikepdf.parse_content_stream(page):
                    operator = str(instruction.operator)
                    depth += (operator in ("BDC", "BMC")) - (operator == "EMC")
                    if operator in ("Tj", "TJ", "Do", "S", "f", "B", "f*", "sh"):
                        assert depth > 0, operator


def test_words_on_two_lines_are_not_heard_as_one(rich: Site) -> None:
    with pikepdf.open(rich_pdf(rich, "en-GB")) as document:
        said = [heard(item) for item in elements(document.Root.StructTreeRoot, "P")]
    (line,) = [text for text in said if text.startswith("Line one")]
    assert " ".join(line.split()).startswith("Line one line two with 5 < 6")


@pytest.mark.parametrize("tag", ["ar", "cy"])
def test_words_in_english_are_read_out_in_english(rich: Site, tag: str) -> None:
    """A listener's program takes the language of an /ActualText from its tag."""
    english = {
        "Draft. Not checked. Not for patients. Machine translation.",
        "Report of the Lancet Commission",
    }

    def languages(node: Object, inherited: str) -> Iterator[tuple[str, str]]:
        for kid in kids(node):
            if is_element(kid):
                own = str(kid.get("/Lang", inherited))
                if "/ActualText" in kid:
                    yield str(kid.ActualText), own
                yield from languages(kid, own)

    with pikepdf.open(rich_pdf(rich, tag)) as document:
        said = dict(languages(document.Root.StructTreeRoot, str(document.Root.Lang)))
    assert {text: said[text].partition("-")[0] for text in english} == dict.fromkeys(
        english, "en"
    )


PAINTED = [
    ("Call {helpline} now", "اتصل {helpline} الآن", "0808 808 00 00"),
    ("It is 5 mm wide", "حوالي 5 mm عرض", "5 mm"),
    ("Open 9:00–17:00 daily", "من 9:00–17:00 يوميا", "9:00–17:00"),
    ("Ages 50–70 only", "الأعمار 50–70 فقط", "50–70"),
    ("It costs £5.50 each", "بسعر £5.50 لكل", "£5.50"),
    ("Help is 24/7 here", "المساعدة 24/7 هنا", "24/7"),
    ("It is **7** mm thick", "حوالي **7** mm سمك", "7 mm"),
    ("Take {dose} mg daily", "خذ {dose} mg يوميا", "3 mg"),
    ("An HER2+ cancer", "سرطان HER2+ نوع", "HER2+"),
    ("Ask Dr. Smith now", "اسأل Dr. Smith الآن", "Dr. Smith"),
    ("It is DCIS. Macmillan helps", "نوع DCIS. Macmillan تساعد", "Macmillan .DCIS"),
    ("At -6 °C or less", "حرارة -6 °C أو أقل", "-6 °C"),
    ("Visit {place} today", "زر {place} اليوم", "020 7946 0001"),
]


@pytest.fixture(scope="module")
def bidi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An Arabic PDF with all that engines turn round."""
    site = Site(tmp_path_factory.mktemp("bidi") / "site")
    source = "---\ncode: 12-34/56\n---\n\n" + BASE + "\n\n".join(row[0] for row in PAINTED)
    site.write("source/small/leaflet.md", source + "\n")
    site.write("pyproject.toml", PSEUDO)
    site.write(
        "source/facts.toml",
        '[helpline]\nvalue = "0808 808 00 00"\nkind = "phone"\n[dose]\nvalue = "3"\n'
        '[place]\nvalue = "High Street"\n'
        'languages = { ar = "شارع لندن 020 7946 0001" }\n',
    )
    (site.root / "locales/ar").mkdir(parents=True)
    assert site.run("update").exit_code == 0
    for name in ("small", "interface"):
        site.edit(f"locales/ar/{name}.po", arabic)
    for english, translation, _ in PAINTED:
        site.set("locales/ar/small.po", english, translation)
    site.set("locales/ar/interface.po", "Code", "الرمز")
    return built(site, "ar")


@pytest.mark.parametrize("atom", [*(row[2] for row in PAINTED), "12-34/56"])
def test_what_reads_from_left_to_right_is_painted_so_in_arabic(
    bidi: Path, tool: Find, atom: str
) -> None:
    assert atom in layout(tool, bidi)


def test_a_glyph_that_no_font_has_stops_that_edition_alone(site: Site) -> None:
    site.set("locales/ar/small.po", "More words.", "كلمات ก أكثر")
    text = site.read("locales/ar/small.po").split("\n")
    line = next(number for number, row in enumerate(text, 1) if "ก" in row)
    result = site.run("build")
    assert result.exit_code == 1
    assert f"held: small, Arabic: locales/ar/small.po:{line}: " in result.output
    assert "“ก” U+0E01" in result.output
    assert (site.root / "output/cy/small.pdf").is_file()
    assert (site.root / "output/en-GB/small.pdf").is_file()
    assert not (site.root / "output/ar").exists()


@pytest.mark.parametrize(
    ("source", "facts", "place"),
    [
        (SMALL + "\nSee {here}.\n", '[here]\nvalue = "x"\nlanguages = { ar = "ก" }\n',
         r"source/facts\.toml:3"),
        ("---\npublisher: Sawadee ก\n---\n" + SMALL, "", r"source/small/leaflet\.md:2"),
    ],
    ids=["fact", "publisher"],
)  # fmt: skip
def test_the_place_of_a_glyph_outside_catalogues_is_named_too(
    site: Site, source: str, facts: str, place: str
) -> None:
    result = with_source(site, source, facts=facts).run("build")
    assert result.exit_code != 0
    assert "U+0E01" in result.output
    assert re.search(place, result.output), result.output


def test_a_draft_says_so_on_each_of_its_pages(site: Site, tool: Find) -> None:
    filler = "\n\n".join(f"Paragraph {n} " + "with many words " * 20 for n in range(40))
    with_source(site, BASE + filler + "\n")
    notice = "Draft. Not checked. Not for patients. Machine translation."
    own = {"cy": "Xx Draft. Not checked. Not for patients. xX Xx Machine translation. xX"}
    for tag in ("cy", "ar", "en-GB"):
        pages = layout(tool, built(site, tag)).split("\f")[:-1]
        assert len(pages) >= 4
        for number, page in enumerate(pages, 1):
            # Beside each other at the head of a page, both notices may take two lines.
            letters = Counter(re.findall(r"\w", page))
            for text in (notice if tag != "en-GB" else notice[:37], own.get(tag, "")):
                assert not Counter(re.findall(r"\w", text)) - letters, f"{tag} {number}"
            assert "Not" in page
            assert f"{number} of {len(pages)}" in page


LONG = [
    (
        "a warning longer than a page",
        "::: warning\n"
        + "\n\n".join(f"Sentence number{n} " + "of a long warning " * 8 for n in range(60))
        + "\n\n:::\n",
        [f"number{n}" for n in range(60)],
    ),
    (
        "a word wider than the page",
        "A " + "Donaudampfschifffahrt" * 7 + "Ende word.\n",
        ["Ende"],
    ),
    (
        "a cell longer than a page",
        "| A | B |\n|---|---|\n| " + "Many words in a cell. " * 300 + "LastOne | b |\n",
        ["LastOne"],
    ),
    (
        "an item longer than a page",
        "- " + "Many words in an item. " * 600 + "LastOne\n",
        ["LastOne"],
    ),
]


@pytest.mark.parametrize(
    ("source", "wanted"), [row[1:] for row in LONG], ids=[r[0] for r in LONG]
)
def test_nothing_runs_off_the_page(
    site: Site, tool: Find, source: str, wanted: list[str]
) -> None:
    """Either everything can be seen, or the edition is held and the place is named."""
    with_source(site, BASE + source)
    result = site.run("build")
    if result.exit_code != 0:
        assert "source/small/leaflet.md:" in result.output
        return
    text = "".join(layout(tool, site.root / "output/en-GB/small.pdf").split())
    lost = [word for word in wanted if word not in text]
    assert not lost


def test_a_paragraph_of_very_many_parts_can_be_set(site: Site) -> None:
    """The engine gives up on a loop of more than ten thousand rounds."""
    with_source(site, BASE + "**a** b\n" * 5100)
    with pikepdf.open(built(site)) as document:
        said = [heard(item) for item in elements(document.Root.StructTreeRoot, "P")]
    assert "a b " * 5099 + "a b" in said


def test_a_tall_picture_stays_on_its_page(site: Site) -> None:
    site.write("source/small/pic.png", TALL)
    with_source(site, BASE + "![A picture](pic.png)\n")
    with pikepdf.open(built(site)) as document:
        for page in document.pages:
            matrix, stack = pikepdf.Matrix(), []
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                if operator == "q":
                    stack.append(matrix)
                elif operator == "Q":
                    matrix = stack.pop()
                elif operator == "cm":
                    numbers = [float(str(item)) for item in instruction.operands]
                    matrix = pikepdf.Matrix(*numbers) @ matrix
                elif operator == "Do":
                    box = matrix.transform(pikepdf.Rectangle(0, 0, 1, 1))
                    assert box.lly >= 0
                    assert box.ury <= float(page.obj.MediaBox[3])


def test_a_link_in_a_heading_of_a_long_table_can_be_set(site: Site) -> None:
    """The heading comes again on the next page, where PDF/UA allows no link."""
    site.write("source/links.toml", '[more]\nurl = "https://example.org/"\n')
    rows = "".join(f"| Row {n} | Value {n} |\n" for n in range(70))
    with_source(site, BASE + "| A [head][more] | B |\n|---|---|\n" + rows)
    with pikepdf.open(built(site)) as document:
        said = [heard(item) for item in elements(document.Root.StructTreeRoot, "TD")]
        assert len(document.pages) > 1
    assert said[0] == "Row 0"
    assert said[-1] == "Value 69"


def test_what_translators_write_is_never_read_as_the_engines_markup(
    site: Site, tool: Find
) -> None:
    text = (
        r'\#let x = $y$ @ref \*bold\* \<lab> \_it\_ \`raw\` // no /\* no \*/ \\ "q" ~ --- = +'
    )
    site.set("locales/cy/small.po", "More words.", text)
    shown = '#let x = $y$ @ref *bold* <lab> _it_ `raw` // no /* no */ \\ "q" ~ --- = +'
    assert site.run("check").exit_code == 0
    assert shown in layout(tool, built(site, "cy"))
    with pikepdf.open(site.root / "output/cy/small.pdf") as document:
        assert shown in [heard(p) for p in elements(document.Root.StructTreeRoot, "P")]


def test_a_stretch_that_crosses_a_page_is_heard_once(site: Site) -> None:
    site.write("source/links.toml", '[more]\nurl = "https://example.org/"\n')
    long = "words without end " * 400
    with_source(site, BASE + f"**{long}stop** and [{long}halt][more].\n")
    for tag in ("en-GB", "cy", "ar"):
        with pikepdf.open(built(site, tag)) as document:
            root = document.Root.StructTreeRoot
            assert len(document.pages) > 1
            said = [str(e.ActualText) for e in elements(root) if "/ActualText" in e]
            assert sum(text.endswith("stop") for text in said) == 1
            assert sum(text.endswith("halt") for text in said) == 1


def test_numbering_changes_nothing_but_adds_numbers() -> None:
    leaflet = {"blocks": [{"t": "p", "s": [{"s": "one"}, {"s": "one"}]}, {"x": ["s", 1]}]}
    before = repr(leaflet)
    numbered, texts = number_runs(leaflet)
    assert repr(leaflet) == before
    assert texts == {1: "one", 2: "one"}
    assert numbered["blocks"][0]["s"] == [{"s": "one", "n": 1}, {"s": "one", "n": 2}]
    assert numbered["blocks"][1] == {"x": ["s", 1]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\u00adb\u200bc\u2060d", "abcd"),
        ("\u2066\u0030\u2069\u200e\u200f\u202a\u202e", "0"),
        ("می\u200cخواهم क\u094d\u200dष", "می\u200cخواهم क\u094d\u200dष"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_what_steers_layout_is_not_spoken_and_what_spells_is(text: str, said: str) -> None:
    assert spoken(text) == said


def test_tags_that_lack_a_stretch_are_refused(output: Path) -> None:
    content = real(output, "cy").read_bytes()
    with pytest.raises(TagError, match=r"runs without a tag: \[1\]"):
        set_texts(content, {1: "words that nothing paints"}, "cy", "ltr", set())
    with pytest.raises(TagError, match="too many"):
        number_runs({"blocks": [{"s": "x"}] * 50_000})


def test_a_listener_gets_letters_in_one_order_whatever_the_script(output: Path) -> None:
    with pikepdf.open(real(output, "ur")) as document:
        said = " ".join(heard(e) for e in elements(document.Root.StructTreeRoot, "P", "LI"))
    strange = {
        unicodedata.name(letter)
        for letter in said
        if "\ufb50" <= letter <= "\ufefe" or "\u2066" <= letter <= "\u2069"
    }
    assert not strange
