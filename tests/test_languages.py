"""The registry agrees with CLDR, and plural rules from files are read and never run."""

from __future__ import annotations

import gettext
import json
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from babel import Locale, UnknownLocaleError
from click.testing import CliRunner
from conftest import EDITIONS, Site
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline import languages
from pipeline.cli import cli
from pipeline.errors import ProjectError
from pipeline.languages import SOURCE, plurals, registry
from pipeline.languages.plurals import NUMBERS, PluralError
from pipeline.model import Language, Location

ROWS = tuple(registry().values())
CATEGORIES = ("zero", "one", "two", "few", "many", "other")

WITHOUT_LOCALE = {"prs": "fa_AF"}
"""Babel has no Dari; CLDR files it as the Persian of Afghanistan."""

MILLIONS = {"es", "fr", "it", "pt-PT"}
"""Their `many` is for whole millions alone, which leaflets do not count."""

SHARED = {"pa": "Guru", "pa-Arab": "Arab"}

each_language = pytest.mark.parametrize("language", ROWS, ids=lambda row: row.tag)


def locale(language: Language) -> Locale:
    return Locale.parse(WITHOUT_LOCALE.get(language.tag, language.posix))


def refused(header: str) -> str:
    """Why a header gives no rule."""
    with pytest.raises(PluralError) as caught:
        plurals.forms(header)
    return str(caught.value)


def formed(header: str) -> tuple[int, ...] | None:
    """The forms of a header, or None where it gives no rule."""
    try:
        return plurals.forms(header)
    except PluralError:
        return None


def theirs(formula: str, count: int) -> tuple[int, ...] | None:
    """What the standard library makes of a formula, which it compiles to Python."""
    try:
        rule = gettext.c2py(formula)
        found = tuple(rule(number) for number in NUMBERS)
    except (ValueError, ZeroDivisionError):
        return None
    return found if all(0 <= form < count for form in found) else None


@each_language
def test_plural_rules_are_those_of_cldr(language: Language) -> None:
    found = [locale(language).plural_form(number) for number in NUMBERS]
    if language.tag in MILLIONS:
        assert found.count("many") == 1
        assert found[-1] == "many"
        found[-1] = "other"
    used = [category for category in CATEGORIES if category in found]
    assert language.nplurals == len(used)
    assert plurals.forms(language.plural_forms) == tuple(map(used.index, found))


@each_language
def test_plural_rules_are_those_of_the_standard_library(language: Language) -> None:
    formula = language.plural_forms.partition("plural=")[2].rstrip(";")
    found = theirs(formula, language.nplurals)
    assert plurals.forms(language.plural_forms) == found


@each_language
def test_direction_and_script_are_those_of_cldr(language: Language) -> None:
    cldr = locale(language)
    assert language.direction == cldr.text_direction
    if cldr.script:
        assert language.script == cldr.script


def test_babel_lacks_only_the_locales_that_we_know_of() -> None:
    lacking = set()
    for language in ROWS:
        try:
            Locale.parse(language.posix)
        except UnknownLocaleError:
            lacking.add(language.tag)
    assert lacking == set(WITHOUT_LOCALE)


@each_language
def test_the_autonym_is_written_in_the_language_s_own_script(language: Language) -> None:
    names = {"Hans": "CJK", "Hant": "CJK", "Kore": "HANGUL", "Laoo": "LAO"}
    scripts = {
        "Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC", "Hebr": "HEBREW",
        "Grek": "GREEK", "Beng": "BENGALI", "Guru": "GURMUKHI", "Gujr": "GUJARATI",
        "Deva": "DEVANAGARI", "Taml": "TAMIL", "Mlym": "MALAYALAM", "Sinh": "SINHALA",
        "Thai": "THAI", "Khmr": "KHMER", "Mymr": "MYANMAR", "Ethi": "ETHIOPIC", **names,
    }  # fmt: skip
    letters = [letter for letter in language.autonym if letter.isalpha()]
    assert letters
    assert {unicodedata.name(letter).split()[0] for letter in letters} == {
        scripts[language.script]
    }
    assert language.autonym == language.autonym.strip()
    assert unicodedata.is_normalized("NFC", language.autonym)


@pytest.mark.parametrize("field", ["tag", "name", "autonym"])
def test_no_two_languages_share_a(field: str) -> None:
    values = [getattr(row, field).casefold() for row in ROWS]
    assert sorted(values) == sorted(set(values))
    assert all(values)


def test_menus_are_in_the_order_of_english_names_after_english() -> None:
    first, *rest = (row.name for row in ROWS)
    assert first == "English"
    assert rest == sorted(rest, key=str.casefold)


def test_the_languages_of_the_project_are_there(request: pytest.FixtureRequest) -> None:
    folders = {path.name for path in (request.config.rootpath / "locales").iterdir()}
    shipped = {row.posix for row in ROWS if row.tag in EDITIONS and row.tag != SOURCE}
    assert folders - {"templates"} == shipped
    assert len(shipped) == len(EDITIONS) - 1


@each_language
def test_a_language_is_found_by_either_form_of_its_name_in_any_case(
    language: Language,
) -> None:
    for name in (language.tag, language.posix):
        for form in (name, name.upper(), name.lower(), name.swapcase()):
            assert languages.find(form) is language


@pytest.mark.parametrize(
    ("name", "near"),
    [("welsh", ""), ("cyy", "cy"), ("pt-BR", "pt_PT"), ("pa_Arb", "pa_Arab"),
     ("zh", ""), ("en", ""), ("", ""), ("cy/../ar", "")],
)  # fmt: skip
def test_an_unknown_name_is_refused_with_a_suggestion(name: str, near: str) -> None:
    with pytest.raises(ProjectError) as caught:
        languages.find(name, Location("pyproject.toml", 7))
    text = str(caught.value)
    assert text.startswith(f"pyproject.toml:7: “{name}” is no language of the registry\n")
    assert "`polyleaf languages` lists the names" in text
    assert caught.value.exit_code == 2
    if near:
        assert f"did you mean {near}?" in text


@each_language
def test_a_date_has_western_digits_and_the_language_s_own_words(language: Language) -> None:
    text = languages.long_date(language.tag, date(2024, 6, 28))
    digits = [letter for letter in text if letter.isdecimal()]
    assert sorted(digits) in (sorted("282024"), sorted("2862024"))
    if language.tag not in ("en-GB", "zh-Hans", "zh-Hant", "ko"):
        assert text != languages.long_date("en-GB", date(2024, 6, 28))


@pytest.mark.parametrize(
    "formula",
    [
        "n != 1", "(n > 1)", "0", "n==0 || n==1 ? 0 : 1", "n%10==1 && n%100!=11 ? 0 : 1",
        "n%2 ? n%3 ? 0 : 1 : 0", "n==1 ? 0 : (n==0 || (n%100>0 && n%100<20)) ? 1 : 2",
        "n<3?n:3", "n/500 > 1", "n*2%3", "(n+1)%2", "n > 2 == 1", "1 == n < 2",
        "n != 0 && 10 % n == 0", "n == 0 || 10 / n > 1", "n ? 12 % n == 0 : 1",
    ],
)  # fmt: skip
def test_a_formula_means_what_it_means_to_the_standard_library(formula: str) -> None:
    found = theirs(formula, 4)
    assert found is not None
    assert formed(f"nplurals=4; plural={formula};") == found


def test_not_binds_more_tightly_than_equals() -> None:
    """As in C; the standard library takes “!n == 1” for “!(n == 1)”."""
    forms = plurals.forms("nplurals=2; plural=!n == 1;")
    assert forms == plurals.forms("nplurals=2; plural=(n == 0);")


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.sampled_from(["==", "!=", "<", ">", "<=", ">=", "+", "*", "%", "/"])
    return st.one_of(
        st.builds("({} {} {})".format, inner, binary, inner),
        st.builds("{}{}{}".format, inner, binary, inner),
        # Without the comparisons, “n || n” would be n to the library, and 1 in C.
        st.builds(
            "(({} > 1) {} ({} != 0))".format, inner, st.sampled_from(["||", "&&"]), inner
        ),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("(!({}))".format, inner),
    )


FORMULAS = st.recursive(
    st.sampled_from(["n", "n", "0", "1", "2", "10", "100"]), _grow, max_leaves=8
)


@given(FORMULAS, st.integers(1, 6))
@settings(max_examples=150, deadline=None)
def test_any_formula_means_what_it_means_to_the_standard_library(
    formula: str, count: int
) -> None:
    assume(formula.count("(") < 20)  # The library refuses twenty, we forty.
    assert formed(f"nplurals={count}; plural={formula};") == theirs(formula, count)


@given(st.text(st.sampled_from("n0123 ?:!=<>&|()+-*/%;٣²_x'\"\n\0"), max_size=60))
def test_no_formula_is_more_than_refused(text: str) -> None:
    for header in (f"nplurals=2; plural={text};", text):
        forms = formed(header)
        assert forms is None or set(forms) <= {0, 1}


HOSTILE = [
    "nplurals=2; plural=__import__('os').system('touch {mark}');",
    "nplurals=2; plural=open('{mark}', 'w') and n;",
    "nplurals=2; plural=n if n else 0;",
    "nplurals=2; plural=n.real;",
    "nplurals=2; plural=(lambda: n)();",
    "nplurals=2; plural=n**n**n;",
    "nplurals=2; plural=n<<n;",
    "nplurals=2; plural=n//1;",
    "nplurals=2; plural=-n;",
    "nplurals=2; plural=~n;",
    "nplurals=2; plural=n=1;",
    "nplurals=2; plural=n=>1;",
    "nplurals=2; plural=n>1, 0;",
    "nplurals=2; plural=0x1;",
    "nplurals=2; plural=1.0;",
    "nplurals=2; plural=1e9;",
    "nplurals=2; plural=N>1;",
    "nplurals=2; plural=nn;",
    "nplurals=2; plural=n n;",
    "nplurals=2; plural=(n>1;",
    "nplurals=2; plural=n>1);",
    "nplurals=2; plural=n ? 1;",
    "nplurals=2; plural=n ? : 1;",
    "nplurals=2; plural=;",
    "nplurals=2; plural=",
    "nplurals=2;",
    "plural=n>1;",
    "",
    "INTEGER",
    "nplurals=INTEGER; plural=EXPRESSION;",
    "nplurals=0; plural=0;",
    "nplurals=-1; plural=0;",
    "nplurals=999999999; plural=0;",
    "nplurals=9999; plural=0;",
    "nplurals=99999999999999999999999; plural=0;",
    "nplurals=2; plural=2;",
    "nplurals=2; plural=n;",
    "nplurals=2; plural=n-5;",
    "nplurals=2; plural=n/0;",
    "nplurals=2; plural=n%0;",
    "nplurals=2; plural=1/n;",
    "nplurals=2; plural=n%(n-7);",
    "nplurals=2; plural=" + "(" * 500 + "n>1" + ")" * 500 + ";",
    "nplurals=2; plural=" + "n?1:" * 500 + "0;",
    "nplurals=2; plural=" + "0+" * 5000 + "0;",
    "nplurals=2; plural=" + "9" * 900 + ";",
    "nplurals=2; plural=n>1; nplurals=3;",
    "nplurals=٢; plural=n>1;",
    "nplurals=2; plural=n>١;",
]


@pytest.mark.parametrize("header", HOSTILE, ids=lambda header: header[:36])
def test_a_hostile_header_gets_a_message(header: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    message = refused(header.replace("{mark}", str(mark)))
    assert message
    assert "\n" not in message
    assert len(message) < 120
    assert not mark.exists()


@pytest.mark.parametrize("signs", [1, 2, 899, 900, 979])
def test_any_number_of_exclamation_marks_is_a_rule_or_a_message(signs: int) -> None:
    forms = formed(f"nplurals=2; plural={'!' * signs}n;")
    expected = tuple(int((number == 0) == bool(signs % 2)) for number in NUMBERS)
    assert forms in (None, expected)
    if signs < 3:
        assert forms == expected


@pytest.mark.parametrize(
    "header",
    [
        "nplurals=2; plural=(n != 1);",
        "nplurals=2; plural=n != 1",
        "nplurals = 2 ; plural = n!=1 ;",
        " nplurals=2;plural=(((n)!=(1)));\n",
        "nplurals=2; plural=n==1 ? 0 : 1;",
        "nplurals=2; plural=!(n==1);",
    ],
)
def test_the_same_rule_in_other_words_is_the_same(header: str) -> None:
    english = languages.find("en-GB").plural_forms
    assert plurals.forms(header) == plurals.forms(english)


def test_every_form_of_every_language_is_taken_by_some_number() -> None:
    for language in ROWS:
        taken = set(plurals.forms(language.plural_forms))
        assert taken == set(range(language.nplurals)), language.tag


def test_msgfmt_reads_every_rule_of_the_registry(
    tool: Callable[[str, str], str], tmp_path: Path
) -> None:
    """A rule that gettext's own tools refuse would stop every translator's editor."""
    msgfmt = tool("msgfmt", "gettext")
    for language in ROWS:
        forms = "".join(f'msgstr[{form}] "x{form}"\n' for form in range(language.nplurals))
        path = tmp_path / f"{language.posix}.po"
        path.write_text(
            f'msgid ""\nmsgstr ""\n"Language: {language.posix}\\n"\n'
            '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
            f'"Plural-Forms: {language.plural_forms}\\n"\n\n'
            f'msgid "a"\nmsgid_plural "b"\n{forms}',
            encoding="utf-8",
        )
        said = subprocess.run(
            [msgfmt, "-c", "-o", str(path.with_suffix(".mo")), str(path)],
            capture_output=True,
            text=True,
            env={"LC_ALL": "C"},
        )
        assert said.returncode == 0, f"{language.tag}: {said.stderr}"


def test_a_language_is_added_with_a_folder(site: Site) -> None:
    site.write("locales/lv/terms.toml", 'provenance = "machine"\n')
    assert site.run("update").exit_code == 0
    assert site.run("check", "-l", "lv").exit_code == 1
    site.translate("lv")
    assert site.run("check", "-l", "lv").exit_code == 0
    assert site.run("build", "-l", "lv").exit_code == 0
    page = site.read("output/lv/small.html")
    assert '<html lang="lv" dir="ltr"' in page
    assert site.run("verify", "-l", "lv").exit_code == 0


def test_the_command_lists_every_language() -> None:
    lines = CliRunner().invoke(cli, ["languages"]).output.splitlines()
    assert [line.split()[0] for line in lines] == list(registry())


def test_the_command_prints_what_is_known_of_one() -> None:
    printed = CliRunner().invoke(cli, ["languages", "cy"]).output
    assert printed.startswith("Welsh (cy), Cymraeg\n")
    for words in ("iso639 3         cym", "0; 1; 2; 3; 6; 4, 5, 7, 8 …", "22 Tachwedd 2026"):
        assert words in printed
    (row,) = json.loads(
        CliRunner().invoke(cli, ["languages", "cy", "--format", "json"]).output
    )
    assert row["plural_examples"][5] == [4, 5, 7, 8]
    assert row["words"]["negation"] > 20


@pytest.mark.parametrize(
    ("name", "meant"),
    [("tl", "fil"), ("fa-AF", "prs"), ("fa_AF", "prs"), ("cym", "cy"), ("kmr", "ku")],
)
def test_another_name_of_a_language_is_told_with_its_own(name: str, meant: str) -> None:
    with pytest.raises(ProjectError) as caught:
        languages.find(name)
    assert f"did you mean {meant}?" in caught.value.hint


def test_every_language_has_a_code_of_three_letters() -> None:
    codes = Counter(row.iso639_3 for row in ROWS)
    assert all(re.fullmatch("[a-z]{3}", code) for code in codes)
    assert {code for code, count in codes.items() if count > 1} == {"cmn"}
    tags = {row.tag.lower() for row in ROWS}
    assert not tags & {name.lower() for row in ROWS for name in row.aliases}
