"""A translation from elsewhere lands under its own words, as fuzzy text, or is listed."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from conftest import LEAFLET, ROOT, Site
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from pipeline import po, units
from pipeline.build.workspace import Workspace
from pipeline.exchange.alignment import Side, align
from pipeline.exchange.documents import DocumentError, read_document
from pipeline.exchange.word import word_blocks
from pipeline.markdown import escaped, parse_inline
from pipeline.model import Location

TAGS = ("cy", "pl", "uk", "ar", "ur", "pa", "bn", "zh-Hans")
Block = tuple[str, str]
"""Kind and translated text."""
Writer = Callable[[Sequence[Block], Path], Path]


@pytest.fixture
def emptied(tmp_path: Path) -> Callable[[str], tuple[Site, list[Block]]]:
    """This repository without a language's translations, and its blocks in reading order."""

    def make(tag: str) -> tuple[Site, list[Block]]:
        site = Site(tmp_path / "site")
        for folder in ("source", "locales"):
            shutil.copytree(ROOT / folder, site.root / folder)
        workspace = Workspace(site.root)
        leaflet = next(leaf for leaf in workspace.leaflets if leaf.id == LEAFLET)
        texts: dict[tuple[str, str], str] = {}
        for owner in (LEAFLET, "about-our-information"):
            catalogue = workspace.catalogue(tag, owner)
            assert catalogue
            texts |= {entry.key: entry.strings[0] for entry in catalogue.entries}
            blank = tuple(replace(e, strings=("",), raw="") for e in catalogue.entries)
            site.write(catalogue.path, po.dump(replace(catalogue, entries=blank)))
        return site, [
            (units.ROLES[place.block.kind], texts[place.key])
            for place in units.places(leaflet)
        ]

    return make


def as_markdown(blocks: Sequence[Block], path: Path) -> Path:
    starts = {"title": "# ", "heading": "## ", "item": "* "}
    text = "\n\n".join(starts.get(kind, "") + words for kind, words in blocks)
    path.with_suffix(".md").write_text(text, encoding="utf-8")
    return path.with_suffix(".md")


def as_page(blocks: Sequence[Block], path: Path) -> Path:
    names = {"title": "h1", "heading": "h2", "item": "li"}
    body = "\n".join(
        f"<{names.get(kind, 'p')}>{words}</{names.get(kind, 'p')}>" for kind, words in blocks
    )
    page = f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>"
    path.with_suffix(".html").write_text(page, encoding="utf-8")
    return path.with_suffix(".html")


def as_word(blocks: Sequence[Block], path: Path) -> Path:
    document = docx.Document()
    for kind, words in blocks:
        styles = {"title": "Title", "heading": "Heading 2", "item": "List Bullet"}
        document.add_paragraph(words, style=styles.get(kind))
    document.save(str(path.with_suffix(".docx")))
    return path.with_suffix(".docx")


def as_text(blocks: Sequence[Block], path: Path) -> Path:
    text = "\n\n".join(("• " if kind == "item" else "") + words for kind, words in blocks)
    path.with_suffix(".txt").write_text(text, encoding="utf-16")
    return path.with_suffix(".txt")


WRITERS: tuple[Writer, ...] = (as_markdown, as_page, as_word, as_text)


def texts(site: Site, tag: str) -> dict[str, tuple[str, bool]]:
    """What stands in the catalogues: text and whether it is fuzzy, by msgid."""
    folder = f"locales/{tag.replace('-', '_')}"
    return {
        entry.id: (entry.strings[0], entry.fuzzy)
        for name in (LEAFLET, "about-our-information")
        for entry in site.catalogue(f"{folder}/{name}.po").entries
    }


def truth(tag: str) -> dict[str, str]:
    """The translations that stand in this repository."""
    return {msgid: text for msgid, (text, _) in texts(Site(ROOT), tag).items()}


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("tag", TAGS)
def test_a_whole_translation_comes_back_under_its_own_words(
    emptied: Callable[[str], tuple[Site, list[Block]]], tag: str, write: Writer
) -> None:
    site, blocks = emptied(tag)
    result = site.run("adopt", tag, str(write(blocks, site.root / "given")))
    assert result.exit_code == 0, result.output
    found = {msgid: text for msgid, (text, _) in texts(site, tag).items() if text}
    want = truth(tag)
    assert {msgid: text for msgid, text in found.items() if text != want[msgid]} == {}
    assert len(found) >= 0.95 * len(want)
    assert all(fuzzy for text, fuzzy in texts(site, tag).values() if text)


def test_what_was_adopted_is_never_published(
    emptied: Callable[[str], tuple[Site, list[Block]]],
) -> None:
    site, blocks = emptied("pl")
    site.run("adopt", "pl", str(as_markdown(blocks, site.root / "given")))
    result = site.run("status", "-l", "pl", "--format", "json")
    (edition,) = json.loads(result.output)["editions"]
    assert edition["state"] == "held"
    assert sum(section["translated"] for section in edition["sections"][:-1]) == 0


@pytest.mark.parametrize("lost", range(2, 32, 5))
def test_a_missing_paragraph_shifts_nothing(
    emptied: Callable[[str], tuple[Site, list[Block]]], lost: int
) -> None:
    site, blocks = emptied("pl")
    given = as_word([*blocks[:lost], *blocks[lost + 1 :]], site.root / "given")
    result = site.run("adopt", "pl", str(given))
    want = truth("pl")
    found = {msgid: text for msgid, (text, _) in texts(site, "pl").items() if text}
    wrong = [msgid for msgid, text in found.items() if text != want[msgid]]
    assert len(wrong) <= 1  # A neighbour may have been taken for the one that is gone.
    assert len(found) >= 0.85 * len(want)
    assert "answers to" in result.output


def test_a_paragraph_too_many_is_listed(
    emptied: Callable[[str], tuple[Site, list[Block]]],
) -> None:
    site, blocks = emptied("uk")
    more = (
        "paragraph",
        "Це речення додав перекладач, його немає в англійському тексті 2026 року.",
    )
    given = as_page([*blocks[:9], more, *blocks[9:]], site.root / "given")
    result = site.run("adopt", "uk", str(given))
    assert f"block 10 answers to nothing: “{more[1][:59]}" in result.output
    want = truth("uk")
    assert all(text == want[msgid] for msgid, (text, _) in texts(site, "uk").items() if text)


@pytest.mark.parametrize("tag", ["cy", "pl", "zh-Hans"])
def test_sections_that_changed_places_are_found_by_their_lengths(
    emptied: Callable[[str], tuple[Site, list[Block]]], tag: str
) -> None:
    site, blocks = emptied(tag)
    places = [n for n, (kind, _) in enumerate(blocks) if kind == "heading"]
    first, second, third = places[2:5]
    moved = [*blocks[:first], *blocks[second:third], *blocks[first:second], *blocks[third:]]
    site.run("adopt", tag, str(as_word(moved, site.root / "given")))
    found = {msgid: text for msgid, (text, _) in texts(site, tag).items() if text}
    want = truth(tag)
    assert {msgid: text for msgid, text in found.items() if text != want[msgid]} == {}
    assert len(found) >= 0.95 * len(want)


def test_a_text_that_stands_there_is_kept(
    emptied: Callable[[str], tuple[Site, list[Block]]],
) -> None:
    site, blocks = emptied("pl")
    path = f"locales/pl/{LEAFLET}.po"
    site.set(path, "Breast calcifications", "Moje słowa")
    result = site.run("adopt", "pl", str(as_markdown(blocks, site.root / "given")))
    assert texts(site, "pl")["Breast calcifications"] == ("Moje słowa", False)
    assert f"{path}:" in result.output
    assert "has a text and keeps it: “Breast calcifications” (block 1)" in result.output


def test_a_dry_run_and_an_update_change_nothing(
    emptied: Callable[[str], tuple[Site, list[Block]]],
) -> None:
    site, blocks = emptied("ar")
    path = f"locales/ar/{LEAFLET}.po"
    given = str(as_markdown(blocks, site.root / "given"))
    before = site.read(path)
    dry = json.loads(site.run("adopt", "ar", given, "--dry-run", "--format", "json").output)
    assert (site.read(path), len(dry["filled"])) == (before, 36)
    site.run("adopt", "ar", given)
    after = site.read(path)
    assert "# adopted from given.md, block 1\n" in after
    site.run("update", "-l", "ar")
    assert site.read(path) == after


def test_facts_get_their_names_back(site: Site) -> None:
    site.write("source/facts.toml", '[helpline]\nvalue = "0808 808 00 00"\nkind = "phone"\n')
    site.write("source/small/leaflet.md", "# Small title\n\nCall {helpline} or 999 today.\n")
    (site.root / "locales/pl").mkdir()
    site.run("update")
    given = site.write("given.txt", "Mały tytuł\n\nZadzwoń dziś: 0808 808 00 00 albo 999.\n")
    assert site.run("adopt", "pl", str(given)).exit_code == 0
    entries = {entry.id: entry for entry in site.catalogue("locales/pl/small.po").entries}
    assert entries["Call {helpline} or 999 today."].strings == (
        "Zadzwoń dziś: {helpline} albo 999.",
    )


def word(change: Callable[[docx.document.Document], None], path: Path) -> Path:
    document = docx.Document()
    change(document)
    document.save(str(path))
    return path


def read(path: Path) -> list[Block]:
    return [(block.kind, block.text) for block in read_document(path, path.name)]


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    def change(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("They are ")
        for name, tag, words in (("w:del", "w:delText", "not "), ("w:ins", "w:t", "never ")):
            box, run, text = OxmlElement(name), OxmlElement("w:r"), OxmlElement(tag)
            text.text = words
            text.set(qn("xml:space"), "preserve")
            run.append(text)
            box.append(run)
            paragraph._p.append(box)
        paragraph.add_run("linked with ")
        paragraph.add_run("cancer").bold = True
        hidden = paragraph.add_run(" HIDDEN")
        hidden.font.hidden = True

    found = read(word(change, tmp_path / "given.docx"))
    assert found == [("paragraph", "They are never linked with **cancer**")]


def test_tables_lists_and_headings_of_word_are_told_apart(tmp_path: Path) -> None:
    def change(document: docx.document.Document) -> None:
        document.add_heading("Head", level=3)
        document.add_paragraph("one", style="List Number")
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Dose", "500 mg"
        table.cell(0, 0).merge(table.cell(0, 1))

    found = read(word(change, tmp_path / "given.docx"))
    assert found == [
        ("heading", "Head"),
        ("item", "one"),
        ("cell", "Dose"),
        ("cell", "500 mg"),
    ]


def test_a_page_gives_what_its_reader_sees(tmp_path: Path) -> None:
    page = tmp_path / "given.htm"
    page.write_text(
        "<!DOCTYPE html><html lang=pl><head><title>T</title><style>p{}</style></head><body>"
        "<script>alert('x')</script><p hidden>a</p><p style='display: none'>b</p>"
        "<p lang=en-GB>English</p><del>old</del><p>Jeden <b>dwa</b> &lt;b&gt; *<br>trzy</p>"
        "<ul><li>cztery<ul><li>pięć</li></ul></li></ul><img alt='obraz'></body></html>",
        encoding="utf-8",
    )
    assert read(page) == [
        ("paragraph", r"Jeden **dwa** \<b> \* trzy"),
        ("item", "cztery"),
        ("item", "pięć"),
        ("alt", "obraz"),
    ]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w/>" + b" " * (140 * 1024 * 1024))
    return file.getvalue()


def with_part(name: str, content: str, method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(name, content)
    return file.getvalue()


REFUSED = {
    "nothing": (b"", "no words"),
    "blanks": (b" \n \n", "no words"),
    "a PDF": (b"%PDF-1.7\n", "PDF"),
    "old Word": (b"\xd0\xcf\x11\xe0rest", "old Word"),
    "RTF": (b"{\\rtf1 words}", "RTF"),
    "gzip": (b"\x1f\x8b\x08", "compressed"),
    "another ZIP": (with_part("a.txt", "words"), "no Word document"),
    "half a ZIP": (b"PK\x03\x04half", "unpacked"),
    "a hollow document": (with_part("word/document.xml", "<w/>"), "no Word document"),
    "entities": (
        with_part("word/document.xml", '<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'),
        "declares entities",
    ),
    "NUL": (b"words\0words", "no text"),
    "Latin-1": ("café".encode("latin-1"), "not UTF-8"),
    "UTF-7": (b'<html><meta charset="utf-7"><p>+ADw-', "charset utf-7"),
    "too many": (b"word\n\n" * 4001, "more than 4000"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_told_and_nothing_is_written(site: Site, name: str) -> None:
    content, told = REFUSED[name]
    before = site.read("locales/cy/small.po")
    result = site.run("adopt", "cy", str(site.write("given.docx", content)))
    assert result.exit_code == 3
    assert told in result.output
    assert "given.docx:1: " in result.output
    assert "Traceback" not in result.output
    assert site.read("locales/cy/small.po") == before


DOCUMENT = with_part("word/document.xml", "<w>words</w>" * 50, zipfile.ZIP_DEFLATED)


@given(st.dictionaries(st.integers(0, len(DOCUMENT) - 1), st.integers(0, 255), max_size=4))
def test_a_damaged_document_is_refused_and_nothing_else(changes: dict[int, int]) -> None:
    content = bytearray(DOCUMENT)
    for place, value in changes.items():
        content[place] = value
    with pytest.raises(DocumentError):
        word_blocks(bytes(content), Location("given.docx", 1))


def test_a_document_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    path.write_bytes(bomb())
    with pytest.raises(DocumentError, match="unpack to too much"):
        read_document(path, path.name)


@given(st.text(max_size=80))
def test_escaped_words_say_just_themselves(text: str) -> None:
    words = " ".join(text.split())
    if "://" not in words and "www." not in words.lower():
        assert "".join(span.text for span in parse_inline(escaped(text))) == words


sides = st.lists(
    st.builds(
        Side, kind=st.sampled_from(("heading", "paragraph", "item")), text=st.text(max_size=60)
    ),
    max_size=12,
)


@given(sides, sides)
def test_nothing_is_paired_twice(source: list[Side], target: list[Side]) -> None:
    pairs = align(source, target)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(row < len(source) and column < len(target) for row, column in pairs)
