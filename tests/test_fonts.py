"""The font files are those that we say, and cover what we say."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from conftest import EDITIONS, ROOT
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from pipeline import fonts, languages, po
from pipeline.errors import ProjectError
from pipeline.fonts import Family
from pipeline.languages import registry
from pipeline.model import Language

FOLDER = ROOT / "pipeline" / "fonts"
FAMILIES = tuple(fonts.families().values())
LANGUAGES = tuple(registry().values())
VENDORED = tuple(row for row in LANGUAGES if row.font in fonts.families())
TARGETS = tuple(tag for tag in EDITIONS if tag != "en-GB")
WEIGHTS = ("Regular", "Bold")
HAN = {"Hans", "Hant", "Kore", "Jpan"}

UNDRAWN = {"\n", "\u00ad", *"\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069"}

each_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda row: row.file)


@cache
def cmap(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def file(family: Family, weight: str) -> Path:
    return FOLDER / "files" / f"{family.file}-{weight}.ttf"


def web(family: Family, weight: str) -> Path:
    return FOLDER / "web" / f"{family.file}-{weight}.woff2"


@each_family
def test_the_table_of_coverage_is_that_of_both_weights(family: Family) -> None:
    both = cmap(file(family, "Regular")) & cmap(file(family, "Bold"))
    everything = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x33000))))
    missing = set(fonts.uncovered(everything, [family]))
    drawn = {ord(letter) for letter in set(everything) - missing - UNDRAWN}
    assert drawn == both - set(map(ord, UNDRAWN))
    assert len(drawn) > 100


@each_family
def test_files_are_of_the_family_and_weight_that_their_names_say(family: Family) -> None:
    for weight in WEIGHTS:
        with TTFont(file(family, weight), lazy=True) as font:
            names = font["name"]
            assert names.getDebugName(16) in (None, family.name)
            assert str(names.getDebugName(1)).startswith(family.name)
            assert str(names.getDebugName(2)) == weight


@each_family
def test_files_are_allowed_to_be_embedded(family: Family) -> None:
    for weight in WEIGHTS:
        with TTFont(file(family, weight), lazy=True) as font:
            assert font["OS/2"].fsType in (0, 4, 8)


def test_the_hashes_in_the_provenance_are_those_of_the_files() -> None:
    text = (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", text, re.MULTILINE))
    there = {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("files", "web")
        for path in (FOLDER / folder).iterdir()
    }
    assert rows == there


@each_family
def test_every_family_has_its_licence_beside_it(family: Family) -> None:
    text = (FOLDER / "licences" / f"{family.file}.txt").read_text(encoding="utf-8")
    assert text.startswith("Copyright")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "PERMISSION & CONDITIONS" in text


def test_nothing_lies_about_that_no_family_names() -> None:
    files = {path.name for path in (FOLDER / "files").iterdir()}
    assert files == {file(family, weight).name for family in FAMILIES for weight in WEIGHTS}
    licences = {path.stem for path in (FOLDER / "licences").iterdir()}
    assert licences == {family.file for family in FAMILIES}
    stems = {path.stem for path in (FOLDER / "web").iterdir()}
    whole = {f"{f.file}-{weight}" for f in FAMILIES if f.web for weight in WEIGHTS}
    # Devices have Chinese, but not all do, and a menu of boxes helps nobody.
    menus = {f"{f.file}-Menu" for f in FAMILIES if f.name != fonts.LAST}
    assert stems == whole | menus


@each_family
def test_web_fonts_are_there_for_scripts_that_devices_lack_and_never_for_han(
    family: Family,
) -> None:
    users = [row for row in LANGUAGES if row.font == family.name]
    assert family.web != any(row.script in HAN for row in users)
    for weight in WEIGHTS:
        assert web(family, weight).exists() == family.web
        if family.web:
            assert web(family, weight).read_bytes()[:4] == b"wOF2"


@pytest.mark.parametrize("tag", TARGETS)
def test_every_letter_of_every_catalogue_is_in_the_web_fonts(tag: str) -> None:
    """A web page's fonts are cut down; the table of coverage is of those that are not."""
    language = languages.find(tag)
    stack = fonts.stack(language)
    if not stack[0].web:
        assert language.script in HAN
        return
    text = "".join(
        string
        for path in (ROOT / "locales" / language.posix).glob("*.po")
        if (catalogue := po.read_catalogue(path, path.name))
        for entry in catalogue.entries
        for string in entry.strings
    )
    assert len(text) > 1000
    for weight in WEIGHTS:
        there = {chr(code) for family in stack for code in cmap(web(family, weight))}
        assert set(text) - UNDRAWN - there == set()


@pytest.mark.parametrize("language", VENDORED, ids=lambda row: row.tag)
def test_a_language_can_write_its_own_name(language: Language) -> None:
    stack = fonts.stack(language)
    assert fonts.uncovered(language.autonym, stack) == ""
    assert [family.name for family in stack] == list(
        dict.fromkeys([language.font, "Noto Sans"])
    )


def test_the_languages_of_the_project_are_vendored() -> None:
    assert set(TARGETS) < {row.tag for row in VENDORED}


@pytest.mark.parametrize(
    "language", [row for row in LANGUAGES if row not in VENDORED], ids=lambda row: row.tag
)
def test_a_font_that_is_not_vendored_is_named_with_the_way_out(language: Language) -> None:
    with pytest.raises(ProjectError) as caught:
        fonts.stack(language)
    assert caught.value.message == (
        f"{language.name} ({language.tag}) needs the font {language.font}, "
        "which is not vendored yet"
    )
    assert "scripts/vendor_fonts.py" in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("tag", "text", "missing"),
    [
        ("cy", "Dŵr tŷ – “5 mg” £2…", ""),
        ("cy", "乳房", "乳房"),
        ("cy", "b乳a乳", "乳"),
        ("ar", "الثدي 5 mg", ""),
        ("ar", "ثدي স্তন", "তনস\u09cd"),
        ("bn", "স্তন mg", ""),
        ("pa", "ਛਾਤੀ mg", ""),
        ("zh-Hans", "乳房，钙化", ""),
        ("zh-Hans", "😀", "😀"),
        ("cy", "a\ue000", "\ue000"),
        ("cy", "a\ufffe", "\ufffe"),
        ("cy", "a\U0010ffff", "\U0010ffff"),
        ("ar", "\u2066a\u2069\u200f\u200d\u00ad\n", ""),
        ("cy", "", ""),
    ],
)
def test_the_letters_that_no_font_has_are_given_each_once(
    tag: str, text: str, missing: str
) -> None:
    assert fonts.uncovered(text, fonts.stack(languages.find(tag))) == missing


@pytest.mark.parametrize("letter", ["\u00a0", "\u202f", "\u2011", "\u2013"], ids=ascii)
@pytest.mark.parametrize("tag", TARGETS)
def test_signs_that_keep_numbers_and_units_together_are_covered(tag: str, letter: str) -> None:
    assert fonts.uncovered(letter, fonts.stack(languages.find(tag))) == ""


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_is_missing_of_two_texts_is_missing_of_both_together(a: str, b: str) -> None:
    stack = fonts.stack(languages.find("ur"))
    apart = set(fonts.uncovered(a, stack)) | set(fonts.uncovered(b, stack))
    together = fonts.uncovered(a + b, stack)
    assert set(together) == apart
    assert len(together) == len(apart)


@pytest.mark.parametrize("tag", TARGETS)
def test_letters_of_the_language_are_covered(tag: str) -> None:
    letters = "".join(sorted(languages.alphabet(tag)))
    assert fonts.uncovered(letters, fonts.stack(languages.find(tag))) == ""


@pytest.mark.parametrize("tag", [tag for tag in TARGETS if not tag.startswith("zh-")])
def test_letters_of_the_language_s_script_are_covered(tag: str) -> None:
    """Every letter that Unicode 3.2 had in the blocks that these languages use."""
    blocks = {
        "Arab": (0x0621, 0x0652), "Beng": (0x0981, 0x09CD), "Guru": (0x0A02, 0x0A4D),
        "Gujr": (0x0A81, 0x0ACD), "Deva": (0x0901, 0x094D), "Taml": (0x0B82, 0x0BCD),
        "Latn": (0x00C0, 0x017E), "Cyrl": (0x0400, 0x045F),
    }  # fmt: skip
    first, last = blocks[languages.find(tag).script]
    letters = "".join(
        chr(code)
        for code in range(first, last + 1)
        if unicodedata.category(chr(code))[0] in "LM"
        and unicodedata.ucd_3_2_0.category(chr(code)) != "Cn"
    )
    assert fonts.uncovered(letters, fonts.stack(languages.find(tag))) == ""
