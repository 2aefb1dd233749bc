"""A project's own files: all their mistakes at once, each with its place."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from conftest import ROOT, SMALL, Site

from pipeline import project
from pipeline.errors import Mistakes, PolyleafError, ProjectError
from pipeline.model import Location
from pipeline.project import Glossary

FACTS = "source/facts.toml"
LINKS = "source/links.toml"
TERMS = "locales/cy/terms.toml"

GOOD_FACTS = """\
[helpline]
value = "0808 808 00 00"
kind = "phone"
languages = { cy = "0300 123 4567", pt-PT = "+351 21 000 00 00" }

[address]
value = "1 High Street"

[charity-number]
value = "261017"
kind = "text"
"""
GOOD_LINKS = """\
[support]
url = "https://example.org/support"
languages = { zh-Hans = "https://example.org/zh" }

[write]
url = "mailto:help@example.org"
"""
GOOD_TERMS = """\
provenance = "human"
style = "Plain words."
keep = ["DCIS"]

[[term]]
english = "breast"
required = "bron"
allowed = ["fron"]
forbidden = ["brest"]
note = "Not the chest."
"""


@pytest.fixture
def root(tmp_path: Path) -> Site:
    """The least that is a project."""
    made = Site(tmp_path)
    made.write("source/small/leaflet.md", SMALL)
    (made.root / "locales" / "cy").mkdir(parents=True)
    return made


def mistakes(site: Site) -> list[PolyleafError]:
    """Everything that is wrong with a project."""
    with pytest.raises(PolyleafError) as caught:
        project.load(site.root)
    assert caught.value.exit_code == 2
    error = caught.value
    return list(error.errors) if isinstance(error, Mistakes) else [error]


def mistake(site: Site) -> PolyleafError:
    (error,) = mistakes(site)
    assert isinstance(error, ProjectError)
    return error


def test_facts_are_read_with_other_values_for_other_languages(root: Site) -> None:
    root.write(FACTS, GOOD_FACTS)
    loaded = project.load(root.root)
    assert loaded.fact_values("cy") == {
        "helpline": "0300 123 4567",
        "address": "1 High Street",
        "charity-number": "261017",
    }
    assert loaded.fact_values("pt-PT")["helpline"] == "+351 21 000 00 00"
    assert loaded.fact_values("en-GB")["helpline"] == "0808 808 00 00"
    assert loaded.facts["address"].kind == "text"


def test_links_are_read_with_translated_pages(root: Site) -> None:
    root.write(LINKS, GOOD_LINKS)
    links = project.load(root.root).links
    assert links["support"].for_language("zh-Hans") == "https://example.org/zh"
    assert links["support"].for_language("cy") == "https://example.org/support"
    assert links["write"].for_language("cy") == "mailto:help@example.org"


def test_a_glossary_is_read(root: Site) -> None:
    root.write(TERMS, GOOD_TERMS)
    glossary = project.load(root.root).glossaries["cy"]
    assert glossary.keep == ("DCIS",)
    assert glossary.term[0].forbidden == ("brest",)


def test_a_project_needs_no_file_of_its_own(root: Site) -> None:
    loaded = project.load(root.root)
    assert (loaded.facts, loaded.links, loaded.glossaries) == ({}, {}, {})
    assert loaded.targets == ("cy",)
    assert loaded.settings.base_url == ""


def test_settings_are_read(root: Site) -> None:
    root.write("pyproject.toml", '[tool.polyleaf]\nbase-url = "https://example.org/x/"\n')
    assert project.load(root.root).settings.base_url == "https://example.org/x/"


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_line_ends_of_any_system_are_read(root: Site, newline: str) -> None:
    root.write(FACTS, GOOD_FACTS.replace("\n", newline))
    assert project.load(root.root).facts["helpline"].value == "0808 808 00 00"


@pytest.mark.parametrize(
    ("path", "text", "line", "words"),
    [
        (FACTS, '[a]\nvalue = "x"\nlink = "y"\n', 3, ["a.link"]),
        (FACTS, '[a]\nkind = "text"\n', 1, ["a.value", "required"]),
        (FACTS, "[a]\nvalue = 808\n", 2, ["a.value", "string"]),
        (FACTS, "[a]\nvalue = 2024-06-01\n", 2, ["a.value", "string"]),
        (FACTS, '[a]\nvalue = ["x"]\n', 2, ["a.value", "string"]),
        (FACTS, '[a]\nvalue = ""\n', 2, ["a.value"]),
        (FACTS, '[a]\nvalue = "   "\n', 2, ["a.value"]),
        (FACTS, '[a]\nvalue = "\\u200b"\n', 2, ["a.value"]),
        (FACTS, '[a]\nvalue = "x"\nlanguages = {cy = " "}\n', 3, ["a.languages.cy"]),
        (FACTS, '[a]\nvalue = """x\ny"""\n', 2, ["a.value"]),
        (FACTS, '[a]\nvalue = "x"\nkind = "fax"\n', 3, ["a.kind", "phone"]),
        (FACTS, '[a]\nvalue = "x"\nlanguages = 5\n', 3, ["a.languages"]),
        (FACTS, '[a]\nvalue = "x"\nlanguages = "cy"\n', 3, ["a.languages"]),
        (FACTS, '[a]\nvalue = "x"\nlanguages = ["cy"]\n', 3, ["a.languages"]),
        (FACTS, '[a]\nvalue = "x"\nlanguages = {cy = 5}\n', 3, ["a.languages.cy"]),
        (FACTS, '[a]\nvalue = "x"\nlanguages = {xx = "y"}\n', 3, ["“xx”", "registry"]),
        (FACTS, '\n\na = "x"\n', 3, ["a"]),
        (FACTS, '[Help_line]\nvalue = "x"\n', 1, ["Help_line"]),
        (FACTS, '[a]\nvalue = "see our page"\nkind = "phone"\n', 2, ["a"]),
        (FACTS, '[a]\nvalue = "nobody"\nkind = "email"\n', 2, ["a"]),
        (LINKS, '[a]\nurl = "javascript:alert(1)"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = " javascript:alert(1)"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = "data:text/html,x"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = "//example.org"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = "page.html"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = "https://"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = "https:///x"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = "https://example.org/a b"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = "https://example.org/\\njavascript:x"\n', 2, ["a.url"]),
        (LINKS, '[a]\nurl = "mailto:"\n', 2, ["a.url"]),
        (
            LINKS,
            '[a]\nurl = "https://example.org"\nlanguages = {cy = "javascript:x"}\n',
            3,
            ["a.languages.cy"],
        ),
        (LINKS, '[a]\nurl = "https://a.org"\nlanguages = {qq = "https://a.org"}\n', 3, ["qq"]),
        (LINKS, '[a]\nname = "x"\nurl = "https://a.org"\n', 2, ["a.name"]),
        (TERMS, 'provenance = "machines"\n', 1, ["provenance", "human"]),
        (TERMS, 'style = "x"\n', 1, ["provenance", "required"]),
        (TERMS, 'provenance = "human"\nkeep = [""]\n', 2, ["keep"]),
        (TERMS, 'provenance = "human"\nkeep = "PDF"\n', 2, ["keep"]),
        (TERMS, 'provenance = "human"\n\n[[term]]\nenglish = "a"\n', 3, ["required"]),
        (TERMS, GOOD_TERMS.replace('"bron"', '"bron*"'), 7, ["in full", "allowed"]),
        (TERMS, GOOD_TERMS.replace('"brest"', '"* b*"'), 9, ["two letters"]),
        ("pyproject.toml", '\n[tool.polyleaf]\nbase_url = "x"\n', 3, ["base_url"]),
        ("pyproject.toml", '[tool.polyleaf]\nbase-url = "x"\n', 2, ["base-url"]),
        ("pyproject.toml", '[tool.polyleaf]\nopposites = [["a b", "c"]]\n', 2, ["opposites"]),
        ("pyproject.toml", '[tool.polyleaf]\nopposites = [["a"]]\n', 2, ["opposites"]),
        ("pyproject.toml", '[tool.polyleaf]\nopposites = 3\n', 2, ["opposites"]),
        ("pyproject.toml", '[tool.polyleaf]\nbase-url = "https://x.org"\n', 2, ["base-url"]),
        ("pyproject.toml", "[tool]\npolyleaf = 3\n", 2, []),
        ("pyproject.toml", 'tool = "hammer"\n', 1, []),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(
    root: Site, path: str, text: str, line: int, words: list[str]
) -> None:
    root.write(path, text)
    error = mistake(root)
    assert error.at == Location(path, line)
    assert all(word in error.message for word in words), error.message
    assert "\n" not in error.message


@pytest.mark.parametrize("path", [FACTS, LINKS, TERMS, "pyproject.toml"])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[a]\n\nvalue = = 1\n", 3),
        ('[a]\nvalue = "x\n', 2),
        ("[a]\nvalue = 1\nvalue = 2\n", 3),
        ("[a]\n[b]\n[a]\n", 3),
        ("[a\n", 1),
        ("x = " + "[" * 3000 + "\n", 1),
    ],
)
def test_bad_toml_is_told_with_its_line(root: Site, path: str, text: str, line: int) -> None:
    root.write(path, text)
    assert mistake(root).at == Location(path, line)


@pytest.mark.parametrize("path", [FACTS, LINKS, TERMS, "pyproject.toml"])
def test_a_file_that_is_not_utf8_is_told_with_its_line(root: Site, path: str) -> None:
    root.write(path, b"# one\n# two\n# caf\xe9\n")
    error = mistake(root)
    assert error.message == "the file is not UTF-8"
    assert error.at == Location(path, 3)


@pytest.mark.parametrize("path", [FACTS, LINKS, TERMS])
def test_a_folder_in_the_place_of_a_file_is_told(root: Site, path: str) -> None:
    (root.root / path).mkdir(parents=True)
    error = mistake(root)
    assert error.at == Location(path, 1)
    assert "cannot be read" in error.message


def test_a_place_is_that_of_the_fact_and_not_of_the_same_word_before_it(root: Site) -> None:
    root.write(FACTS, '[line]\nvalue = "0808"\nkind = "phone"\n\n[phone]\nkind = "text"\n')
    error = mistake(root)
    assert error.message.startswith("phone.value")
    assert error.at == Location(FACTS, 5)


def test_a_place_is_no_comment(root: Site) -> None:
    root.write(FACTS, '# The helpline is new.\n[helpline]\nvalue = 5\n# value = "x"\n')
    assert mistake(root).at == Location(FACTS, 3)
    root.write(FACTS, '# The helpline is new.\n[helpline]\nkind = "text"\n')
    assert mistake(root).at == Location(FACTS, 2)


def test_a_place_in_the_settings_is_below_their_own_table(root: Site) -> None:
    root.write("pyproject.toml", '[project]\nname = "x"\n\n[tool.polyleaf]\nname = "y"\n')
    assert mistake(root).at == Location("pyproject.toml", 5)


def test_a_mistake_in_the_third_term_names_the_third_term(root: Site) -> None:
    term = '\n[[term]]\nenglish = "a"\nrequired = "{}"\n'
    text = 'provenance = "human"\n' + term.format("b") + term.format("c") + term.format("")
    root.write(TERMS, text)
    error = mistake(root)
    assert error.at == Location(TERMS, text.split("\n").index('required = ""') + 1)


def test_an_unknown_tag_is_told_at_each_of_its_places(root: Site) -> None:
    row = '[{}]\nvalue = "x"\nlanguages = {{cy = "y", xx = "y"}}\n'
    root.write(FACTS, row.format("a") + row.format("b"))
    assert [error.at for error in mistakes(root)] == [Location(FACTS, 3), Location(FACTS, 6)]


def test_a_refused_address_is_told_in_words(root: Site) -> None:
    """Not as a regular expression, whose letters were put into another case besides."""
    root.write(LINKS, '[a]\nurl = "javascript:alert(1)"\n')
    message = mistake(root).message
    assert "javascript:" in message
    assert "https" in message
    assert "^" not in message
    assert "\\" not in message


@pytest.mark.parametrize(
    ("written", "tag"),
    [("CY", "cy"), ("pt_PT", "pt-PT"), ("zh-hans", "zh-Hans"), ("ZH_HANS", "zh-Hans")],
)
@pytest.mark.parametrize("path", [FACTS, LINKS])
def test_a_tag_in_another_form_is_not_ignored(
    root: Site, path: str, written: str, tag: str
) -> None:
    """Either readers get the value that was written for them, or somebody is told."""
    name = "value" if path == FACTS else "url"
    own = "https://own.org"
    root.write(
        path, f'[a]\n{name} = "https://english.org"\nlanguages = {{{written} = "{own}"}}\n'
    )
    refused: PolyleafError | None = None
    try:
        loaded = project.load(root.root)
    except PolyleafError as error:
        refused = error
    if refused:
        assert refused.at == Location(path, 3)
        return
    values = [fact.for_language(tag) for fact in loaded.facts.values()]
    values += [link.for_language(tag) for link in loaded.links.values()]
    assert values == [own]


def test_all_mistakes_are_told_at_once_in_the_order_of_their_places(root: Site) -> None:
    root.write(FACTS, '[a]\nvalue = 5\n\n[b]\nkind = "fax"\nvalue = "x"\n')
    root.write(LINKS, '[c]\nurl = "javascript:x"\n')
    root.write(TERMS, 'provenance = "nobody"\n')
    root.write("pyproject.toml", '[tool.polyleaf]\ncolour = "red"\n')
    (root.root / "locales/klingon").mkdir()
    assert [str(error.at) for error in mistakes(root)] == [
        f"{TERMS}:1",
        "locales/klingon:1",
        "pyproject.toml:2",
        f"{FACTS}:2",
        f"{FACTS}:5",
        f"{LINKS}:2",
    ]
    result = root.run("check")
    assert result.exit_code == 2
    assert len([line for line in result.output.split("\n") if ": " in line]) >= 6


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("klingon", ["“klingon”", "registry"]),
        ("pt_BR", ["“pt_BR”", "pt_PT"]),
        ("zh_hans", ["zh_Hans"]),
        ("zh-Hans", ["zh_Hans"]),
        ("CY", ["cy"]),
        ("pt-PT", ["pt_PT"]),
    ],
)
def test_a_folder_that_is_no_language_is_told(
    root: Site, folder: str, words: list[str]
) -> None:
    (root.root / "locales/cy").rmdir()
    (root.root / "locales" / folder).mkdir()
    error = mistake(root)
    assert all(word in str(error) for word in words)
    assert error.at is not None
    assert error.at.path == f"locales/{folder}"


def test_other_things_in_locales_are_left_alone(root: Site) -> None:
    (root.root / "locales/templates").mkdir()
    (root.root / "locales/.cache").mkdir()
    root.write("locales/README.md", "words")
    assert project.load(root.root).targets == ("cy",)


def test_a_folder_for_english_does_not_double_the_english_edition(root: Site) -> None:
    """Nobody translates English: the folder is refused, or there is still one edition."""
    (root.root / "locales/en_GB").mkdir()
    result = root.run("status", "-l", "en-GB", "--format", "json")
    assert result.exit_code == 2 or result.output.count('"language": "en-GB"') == 1


def test_languages_are_in_the_order_of_the_registry(root: Site) -> None:
    for name in ("uk", "ar", "zh_Hans", "pt_PT"):
        (root.root / "locales" / name).mkdir()
    assert project.load(root.root).targets == ("ar", "zh-Hans", "pt-PT", "uk", "cy")


def test_catalogues_stand_under_posix_names(root: Site) -> None:
    loaded = project.load(root.root)
    assert loaded.catalogue("zh-Hans", "x").relative_to(root.root).as_posix() == (
        "locales/zh_Hans/x.po"
    )
    assert loaded.template("x").relative_to(root.root).as_posix() == "locales/templates/x.pot"


def test_a_folder_without_sources_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        project.load(tmp_path)
    assert "source/" in caught.value.message
    assert "--root" in caught.value.hint


def test_the_project_is_found_from_any_folder_in_it(root: Site) -> None:
    inner = root.root / "source" / "small"
    assert project.find_root(inner) == root.root
    assert project.find_root(root.root) == root.root


def test_a_fact_of_the_wrong_type_is_a_sentence_and_no_traceback(site: Site) -> None:
    site.write(FACTS, "[a]\nvalue = 5\nlanguages = 6\n")
    result = site.run("check")
    assert result.exit_code == 2
    assert "defect" not in result.output
    assert f"{FACTS}:2: a.value" in result.output


GLOSSARIES = sorted(ROOT.glob("locales/*/terms.toml"))
each_glossary = pytest.mark.parametrize(
    "path", GLOSSARIES, ids=[path.parent.name for path in GLOSSARIES]
)


def glossary(path: Path) -> Glossary:
    return Glossary(**tomllib.loads(path.read_text(encoding="utf-8")))


def test_every_language_has_a_glossary_of_the_same_terms_in_the_same_order() -> None:
    folders = {path.name for path in (ROOT / "locales").iterdir()} - {"templates"}
    assert {path.parent.name for path in GLOSSARIES} == folders
    terms = {tuple(term.english for term in glossary(path).term) for path in GLOSSARIES}
    assert len(terms) == 1
    (english,) = terms
    assert len(english) == len(set(english)) > 40


@each_glossary
def test_a_glossary_that_no_person_made_says_so(path: Path) -> None:
    assert glossary(path).provenance == "machine"


@each_glossary
def test_no_rendering_is_both_wanted_and_forbidden(path: Path) -> None:
    for term in glossary(path).term:
        wanted = {term.required, *term.allowed}
        assert not wanted & set(term.forbidden), term.english
        assert len(wanted) == 1 + len(term.allowed), f"{term.english} is given twice"


OPPOSITES = [
    ("macrocalcifications", "microcalcifications"),
    ("benign", "malignant"),
    ("cancerous", "non-cancerous"),
    ("cancer", "pre-cancerous changes"),
    ("dots", "specks"),
]


@each_glossary
@pytest.mark.parametrize(("one", "other"), OPPOSITES)
def test_opposites_are_never_rendered_alike(path: Path, one: str, other: str) -> None:
    terms = {term.english: term for term in glossary(path).term}
    ours = {terms[one].required, *terms[one].allowed}
    theirs = {terms[other].required, *terms[other].allowed}
    assert not {word.casefold() for word in ours} & {word.casefold() for word in theirs}


@each_glossary
def test_names_that_stay_are_written_as_in_english(path: Path) -> None:
    english = "".join(
        file.read_text(encoding="utf-8") for file in ROOT.glob("locales/templates/*.pot")
    )
    keep = glossary(path).keep
    assert {"PIF TICK", "Macmillan Cancer Support", "DCIS"} <= set(keep)
    assert [name for name in keep if name not in english] == []
