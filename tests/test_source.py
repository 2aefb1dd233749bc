"""Leaflets and their fragments: sections, titles, ids, includes, languages, bad files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import Site

from pipeline.build.workspace import Workspace
from pipeline.edition import keep_for, lay_out, walk
from pipeline.errors import Mistakes, PolyleafError
from pipeline.languages import registry
from pipeline.model import Block, Leaflet
from pipeline.source import RESERVED, Sources, load_sources
from pipeline.units import extract, places

EVERYTHING = Path(__file__).parent / "data" / "everything"
TOP = "# Title\n\nSummary.\n\n"
PAGE = "source/small/leaflet.md"


class Load:
    """Reads a leaflet called small, with these fragments."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def __call__(self, text: str | bytes, **fragments: str) -> Sources:
        self.write(PAGE, text)
        for name, words in fragments.items():
            self.write(f"source/_shared/{name}/fragment.md", words)
        return load_sources(self.root)

    def leaflet(self, text: str, **fragments: str) -> Leaflet:
        """The leaflet, which must be right."""
        sources = self(text, **fragments)
        assert not sources.errors, list(map(str, sources.errors))
        (leaflet,) = sources.leaflets
        return leaflet

    def told(self, text: str | bytes, **fragments: str) -> list[str]:
        """What is wrong with it, each mistake as a person reads it."""
        sources = self(text, **fragments)
        assert not sources.leaflets
        return [str(part) for error in sources.errors for part in each(error)]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    return Load(tmp_path)


def each(error: PolyleafError) -> tuple[PolyleafError, ...]:
    return error.errors if isinstance(error, Mistakes) else (error,)


def words(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if block.text:
            yield block.text
        yield from words(block.children)


def shown(leaflet: Leaflet, tag: str) -> list[str]:
    """The words that readers of a language get, in the order in which an edition has them."""
    sections = lay_out(
        keep_for(leaflet, tag),
        rtl=False,
        fact=lambda name: (name, ""),
        link=lambda name: name,
        english=True,
    )
    return [
        passage.text
        for section in sections
        for passage in walk(section.passages)
        if passage.text
    ]


def translated(leaflet: Leaflet, tag: str) -> list[str]:
    """The words that a language's catalogues are asked for, in the order of the source."""
    return [place.block.text for place in places(leaflet) if tag in place.readers]


def sections(leaflet: Leaflet) -> list[tuple[str, str, list[str]]]:
    return [
        (section.id, section.owner, list(words(section.everything)))
        for section in leaflet.sections
    ]


def test_a_leaflet_is_cut_at_its_headings(load: Load) -> None:
    leaflet = load.leaflet(
        f"{TOP}- item\n\n## A {{#a}}\n\nOne.\n\n### B {{#b}}\n\n## C {{#c}}\n"
    )
    assert sections(leaflet) == [
        ("_leaflet", "small", ["Title", "Summary.", "item"]),
        ("a", "small", ["A", "One."]),
        ("b", "small", ["B"]),
        ("c", "small", ["C"]),
    ]
    assert [str(section.at) for section in leaflet.sections] == [
        f"{PAGE}:{line}" for line in (1, 7, 11, 13)
    ]
    assert (leaflet.id, leaflet.title, str(leaflet.at)) == ("small", "Title", f"{PAGE}:1")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# T\n\nOne.\n\nTwo.\n", ["title", "summary", "paragraph"]),
        ("# T\n\n- one\n\nTwo.\n", ["title", "list", "paragraph"]),
        ("# T\n\n## A {#a}\n\nOne.\n", ["title"]),
    ],
    ids=["text", "list", "section"],
)
def test_the_paragraph_below_the_title_is_the_summary(
    text: str, kinds: list[str], load: Load
) -> None:
    assert [block.kind for block in load.leaflet(text).sections[0].blocks] == kinds


@pytest.mark.parametrize(
    ("text", "refusals"),
    [
        pytest.param("Words.\n", ["1: the leaflet has no title"], id="no-title"),
        pytest.param("## A {#a}\n\nx\n", ["1: the leaflet has no title"], id="only-sections"),
        pytest.param(
            "# T\n\n# U\n\n# V\n", ["3: a second title", "5: a second title"], id="two"
        ),
        pytest.param("Words.\n\n# T\n", ["3: the title is not the first line"], id="late"),
        pytest.param(
            "# T\n\n### A {#a}\n",
            ["3: a heading of level 3 below one of level 1"],
            id="skipped-level",
        ),
        pytest.param(
            "# T\n\n## A {#a}\n\n#### B {#b}\n\n## C {#c}\n\n#### D {#d}\n",
            [
                "5: a heading of level 4 below one of level 2",
                "9: a heading of level 4 below one of level 2",
            ],
            id="skipped-levels",
        ),
        pytest.param(
            "# T\n\n## A {#a}\n\n## B {#b}\n\n### C {#a}\n\n## D {#b}\n",
            [f"7: the id “a” stands at {PAGE}:3 too", f"9: the id “b” stands at {PAGE}:5 too"],
            id="doubled-ids",
        ),
        pytest.param("::: only cy\n# T\n:::\n\nSummary.\n", ["2: "], id="title-for-some"),
    ],
)
def test_a_leaflet_is_refused(text: str, refusals: list[str], load: Load) -> None:
    told = load.told(text)
    assert len(told) == len(refusals)
    for said, expected in zip(told, refusals, strict=True):
        assert said.startswith(f"{PAGE}:{expected}")
        assert "\n    " in said


@pytest.mark.parametrize("text", ["", "\n \n\t\n", "---\ncode: x\n---\n", "\ufeff"], ids=repr)
def test_an_empty_leaflet_is_refused(text: str, load: Load) -> None:
    assert f"{PAGE}:1: the file is empty" in load.told(text)


def test_a_byte_order_mark_and_crlf_change_nothing(load: Load) -> None:
    text = "---\ncode: x\n---\n# T\n\nOne\ntwo\\\nthree.\n\n- a\n- b\n\n## A {#a}\n"
    plain = load.leaflet(text)
    assert load.leaflet("\ufeff" + text.replace("\n", "\r\n")) == plain
    assert load.leaflet(text.replace("\n", "\r")) == plain
    assert load.leaflet(text.rstrip("\n")) == plain


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"# T\n\nCaf\xe9 au lait\n", 3),
        (b"# T\r\n\r\nx\r\ncaf\xe9", 4),
        ("# T\n".encode("utf-16"), 1),
        (b"# T\n\ntruncated \xe2\x80", 3),
        (b"# T\n\n\xed\xa0\x80 a surrogate\n", 3),
    ],
    ids=["latin-1", "crlf", "utf-16", "truncated", "surrogate"],
)
def test_a_file_that_is_not_utf8_is_refused_at_its_line(
    content: bytes, line: int, load: Load
) -> None:
    assert load.told(content) == [
        f"{PAGE}:{line}: the file is not UTF-8\n    save it as UTF-8"
    ]


def test_a_control_character_is_refused_with_its_line_and_nothing_shown_of_it(
    site: Site,
) -> None:
    site.write(PAGE, "# T\n\nred \x1b[31mink\n")
    result = site.run("units")
    assert result.exit_code == 3
    assert f"{PAGE}:3: the control character U+001B has no place" in result.output
    assert "\x1b" not in result.output


def test_a_folder_without_its_file_and_a_folder_for_a_file_are_refused(load: Load) -> None:
    (load.root / "source/small/leaflet.md").mkdir(parents=True)
    (load.root / "source/other").mkdir()
    (load.root / "source/_shared/part").mkdir(parents=True)
    found = load_sources(load.root)
    assert {str(error).split(": ")[0] for error in found.errors} == {
        f"{PAGE}:1",
        "source/other/leaflet.md:1",
        "source/_shared/part/fragment.md:1",
    }
    assert all("cannot be read" in str(error) for error in found.errors)


@pytest.mark.parametrize(
    "name", [*sorted(RESERVED), "Small", "a_b", "-a", "a b", "é", "a" * 65]
)
def test_a_name_that_no_leaflet_may_have_is_refused(name: str, load: Load) -> None:
    load.write(f"source/{name}/leaflet.md", TOP)
    load.write(f"source/_shared/{name}/fragment.md", "Words.\n")
    sources = load(TOP)
    assert [leaflet.id for leaflet in sources.all] == ["small"]
    assert [str(error).split(":1: ")[0] for error in sources.errors] == [
        f"source/{name}",
        f"source/_shared/{name}",
    ]
    assert all(error.exit_code == 2 and error.hint for error in sources.errors)


def test_the_names_that_are_reserved() -> None:
    names = "interface index status manifest assets templates con nul aux prn com1 lpt1"
    assert set(names.split()) == RESERVED


def test_a_leaflet_and_a_fragment_may_not_share_an_id(load: Load) -> None:
    (error,) = load(TOP, small="Words.\n").errors
    assert str(error).startswith("source/small:1: “small” is both a leaflet and a fragment")
    assert error.exit_code == 2


def test_one_bad_leaflet_stops_no_other(load: Load) -> None:
    load.write("source/bad/leaflet.md", "# T\n\n> quote\n")
    load.write("source/worse/leaflet.md", b"\xff")
    load.write("source/.hidden/leaflet.md", "no leaflet")
    load.write("source/notes.txt", "no leaflet")
    sources = load(TOP, broken="`code`\n", whole="Words.\n")
    assert [leaflet.id for leaflet in sources.all] == ["small", "whole"]
    assert [str(error.at) for error in sources.errors] == [
        "source/_shared/broken/fragment.md:1",
        "source/bad/leaflet.md:3",
        "source/worse/leaflet.md:1",
    ]


def test_a_project_without_leaflets_is_refused(load: Load) -> None:
    (load.root / "source").mkdir()
    (error,) = load_sources(load.root).errors
    assert str(error).startswith("source/ holds no leaflet\n    ")


def test_facts_and_links_are_read_from_their_files(site: Site) -> None:
    for path in EVERYTHING.glob("source/**/*.*"):
        site.write(path.relative_to(EVERYTHING).as_posix(), path.read_bytes())
    workspace = Workspace(site.root)
    assert not workspace.errors
    project = workspace.project
    assert project.fact_values("en-GB")["helpline"] == "0808 808 00 00"
    assert project.fact_values("cy")["helpline"] == "0808 808 00 01"
    assert project.links["support"].for_language("cy") == "https://example.org/cy/support"
    assert project.links["support"].for_language("ar") == "https://example.org/support"
    assert site.run("update").exit_code == 0
    assert "{helpline}" in site.read("locales/cy/everything.po")
    assert "0808" not in site.read("locales/cy/everything.po")
    assert "example.org" not in site.read("locales/cy/everything.po")


def test_a_name_that_no_file_has_is_refused_at_its_line(site: Site) -> None:
    site.write("source/facts.toml", '[helpline]\nvalue = "0808"\n')
    site.write(
        PAGE,
        "# T {hellpline}\n\nRead [this][support]\nor call {helpline}\nor {clinic}.\n\n"
        "- a\n  - b {one}\n\n| a |\n|---|\n| [c][two] |\n\n![d {three}]()\n",
    )
    result = site.run("units")
    assert result.exit_code == 3
    told = [line for line in result.output.split("\n") if line.startswith("source/")]
    assert told == [
        f"{PAGE}:1: there is no fact “hellpline”",
        f"{PAGE}:3: there is no link “support”",
        f"{PAGE}:5: there is no fact “clinic”",
        f"{PAGE}:8: there is no fact “one”",
        f"{PAGE}:12: there is no link “two”",
        f"{PAGE}:14: there is no fact “three”",
    ]
    assert "write it into source/facts.toml; there are: helpline" in result.output
    assert "write it into source/links.toml; there are: none yet" in result.output


def test_an_include_puts_the_fragment_where_it_stands(load: Load) -> None:
    leaflet = load.leaflet(
        f"{TOP}## A {{#a}}\n\nOne.\n\n::: include part\n\nTwo.\n\n## B {{#b}}\n",
        part="Shared.\n\n- item\n",
    )
    assert sections(leaflet) == [
        ("_leaflet", "small", ["Title", "Summary."]),
        ("a", "small", ["A", "One."]),
        ("part", "part", ["Shared.", "item"]),
        ("a", "small", ["Two."]),
        ("b", "small", ["B"]),
    ]
    assert leaflet.sections[2].at.path == "source/_shared/part/fragment.md"


@pytest.mark.parametrize(
    "text",
    [
        f"{TOP}## A {{#a}}\n\nOne.\n\n::: include part\n\nTwo.\n\n## B {{#b}}\n",
        f"{TOP}::: include part\n\nTwo.\n\n## B {{#b}}\n",
        f"{TOP}## A {{#a}}\n\n::: include part\n\n- one\n\n::: include other\n\nTwo.\n",
    ],
    ids=["section", "title", "twice"],
)
def test_a_reader_meets_an_included_fragment_where_it_stands(text: str, load: Load) -> None:
    leaflet = load.leaflet(text, part="Shared.\n", other="More.\n")
    assert shown(leaflet, "cy") == translated(leaflet, "cy")


def test_a_fragment_brings_its_headings(load: Load) -> None:
    leaflet = load.leaflet(
        f"{TOP}## A {{#a}}\n\n::: include part\n\n## C {{#c}}\n\nOne.\n",
        part="First.\n\n## B {#b}\n\nSecond.\n",
    )
    assert sections(leaflet)[2:] == [
        ("part", "part", ["First."]),
        ("b", "part", ["B", "Second."]),
        ("c", "small", ["C", "One."]),
    ]


def test_fragments_include_fragments(load: Load) -> None:
    leaflet = load.leaflet(
        f"{TOP}::: include outer\n\nLast.\n",
        outer="One.\n\n::: include inner\n\nThree.\n",
        inner="Two.\n",
    )
    assert sections(leaflet)[1:] == [
        ("outer", "outer", ["One."]),
        ("inner", "inner", ["Two."]),
        ("outer", "outer", ["Three."]),
        ("_leaflet", "small", ["Last."]),
    ]
    assert [unit.msgid for unit in extract(leaflet)] == ["Title", "Summary.", "Last."]


@pytest.mark.parametrize(
    ("text", "fragments", "refusals"),
    [
        pytest.param(
            "::: include part\n",
            {"other": "x\n"},
            [
                f"{PAGE}:5: there is no fragment “part”\n"
                "    write source/_shared/part/fragment.md; there are: other"
            ],
            id="missing",
        ),
        pytest.param(
            "::: include part\n",
            {"part": "x\n\n::: include part\n"},
            [
                "source/_shared/part/fragment.md:3: the fragment includes itself: part → "
                "part\n    take one of them out"
            ],
            id="itself",
        ),
        pytest.param(
            "::: include part\n\nx\n",
            {"part": "## B {#b}\n\ny\n"},
            [
                f"{PAGE}:7: after ::: include part, this would belong to a section that it "
                "is not part of\n    put a heading before it, or move it up"
            ],
            id="text-behind-a-heading",
        ),
        pytest.param(
            "::: include part\n\n::: only cy\nx\n:::\n",
            {"part": "## B {#b}\n\ny\n"},
            [
                f"{PAGE}:8: after ::: include part, this would belong to a section that it "
                "is not part of\n    put a heading before it, or move it up"
            ],
            id="text-for-some-behind-a-heading",
        ),
        pytest.param(
            "## A {#a}\n\n::: include part\n",
            {"part": "x\n\n## A {#a}\n"},
            [
                f"source/_shared/part/fragment.md:3: the id “a” stands at {PAGE}:5 too\n"
                "    give each heading an id of its own"
            ],
            id="id-twice",
        ),
        pytest.param(
            "::: include part\n",
            {"part": "# U\n\nx\n"},
            [
                "source/_shared/part/fragment.md:1: a second title\n"
                "    write ## for a section's heading"
            ],
            id="title-in-a-fragment",
        ),
        pytest.param(
            "::: include part\n",
            {"part": "`x`\n\n> y\n"},
            [
                "source/_shared/part/fragment.md:1: code has no place in a leaflet\n"
                "    take the ` away, or write \\`",
                "source/_shared/part/fragment.md:3: a block quote has no place in a leaflet\n"
                "    use ::: note … :::",
            ],
            id="mistakes-in-a-fragment-told-once",
        ),
    ],
)
def test_an_include_is_refused(
    text: str, fragments: Mapping[str, str], refusals: list[str], load: Load
) -> None:
    assert load.told(TOP + text, **fragments) == refusals


def test_fragments_that_include_each_other_are_refused(load: Load) -> None:
    told = load.told(
        f"{TOP}::: include one\n", one="x\n\n::: include two\n", two="y\n\n::: include one\n"
    )
    assert told == [
        "source/_shared/two/fragment.md:3: the fragment includes itself: one → two → one\n"
        "    take one of them out",
        "source/_shared/one/fragment.md:3: the fragment includes itself: two → one → two\n"
        "    take one of them out",
    ]


def test_a_missing_fragment_is_told_beside_other_mistakes(load: Load) -> None:
    told = load.told(
        f"{TOP}::: include one\n\n::: include two\n\n## A {{#a}}\n\n## B {{#a}}\n"
    )
    assert [said.split(": ")[0] for said in told] == [f"{PAGE}:5", f"{PAGE}:7", f"{PAGE}:11"]


@pytest.mark.parametrize(
    "text",
    [
        "## Part {#part}\n\nx\n\n::: include part\n",
        "::: include part\n\n## Part {#part}\n\nx\n",
        "## A {#a}\n\n::: include part\n\n## Part {#part}\n\nx\n",
    ],
    ids=["before", "after", "later"],
)
def test_no_section_has_the_id_of_a_fragment_that_stands_in_the_leaflet(
    text: str, load: Load
) -> None:
    told = load.told(TOP + text, part="Shared.\n")
    assert any("the id “part” stands at " in said for said in told)


def test_a_fragment_stands_in_a_leaflet_once(load: Load) -> None:
    sources = load(
        f"{TOP}## A {{#a}}\n\n::: include part\n\n## B {{#b}}\n\nx\n\n::: include part\n",
        part="Shared.\n",
    )
    for leaflet in sources.leaflets:
        assert shown(leaflet, "cy") == [
            "Title",
            "Summary.",
            "A",
            "Shared.",
            "B",
            "x",
            "Shared.",
        ]
    assert sources.leaflets or f"{PAGE}:13: " in str(sources.errors[0])


@pytest.mark.parametrize(
    ("text", "fragments", "readers"),
    [
        pytest.param(
            "::: only cy, pt_PT\none\n\n- two\n:::\n\n::: not cy ar\nthree\n:::\n\nfour\n",
            {},
            {
                "cy": "one two four",
                "pt-PT": "one two three four",
                "ar": "four",
                "pl": "three four",
            },
            id="blocks",
        ),
        pytest.param(
            "x\n\n::: only cy\n## A {#a}\n\none\n:::\n\n## B {#b}\n\ntwo\n",
            {},
            {"cy": "x A one B two", "pl": "x B two"},
            id="a-section",
        ),
        pytest.param(
            "x\n\n::: not cy\n::: include part\n:::\n\ny\n",
            {"part": "one\n\n- two\n"},
            {"cy": "x y", "pl": "x one two y"},
            id="an-include",
        ),
        pytest.param(
            "::: not cy\n::: include part\n:::\n",
            {"part": "one\n\n::: only pl cy\ntwo\n:::\n\n::: not ar\nthree\n:::\n"},
            {"cy": "", "pl": "one two three", "ar": "one", "fr": "one three"},
            id="an-include-of-only",
        ),
        pytest.param(
            "::: only cy\n- one\n:::\n\n- two\n",
            {},
            {"cy": "one two", "pl": "two"},
            id="the-first-items",
        ),
        pytest.param(
            "- one\n\n::: only cy\n- two\n:::\n",
            {},
            {"cy": "one two", "pl": "one"},
            id="the-last-items",
        ),
        pytest.param(
            "::: only cy\nsame\n:::\n\nx\n\n::: only pl\nsame\n:::\n",
            {},
            {"cy": "same x", "pl": "x same", "ar": "x"},
            id="the-same-words-twice",
        ),
        pytest.param(
            "::: only cy\nsame\n:::\n\nx\n\n::: not cy\nsame\n:::\n",
            {},
            {"cy": "same x", "pl": "x same"},
            id="the-same-words-for-all",
        ),
    ],
)
def test_a_language_has_the_words_that_are_for_it(
    text: str, fragments: Mapping[str, str], readers: Mapping[str, str], load: Load
) -> None:
    leaflet = load.leaflet(TOP + text, **fragments)
    sources = load_sources(load.root)
    for tag, expected in readers.items():
        got = shown(leaflet, tag)[2:]
        assert got == expected.split(), tag
        assert translated(leaflet, tag)[2:] == expected.split(), tag
        units = {
            unit.msgid
            for part in sources.all
            for unit in extract(part)
            if unit.applies_to(tag)
        }
        assert {*got} <= units, tag


@pytest.mark.parametrize(
    "text",
    [
        "::: note\none\n\n::: only cy\ntwo\n:::\n:::\n",
        "- one\n  ::: only cy\n  - two\n  :::\n",
        "## A {#a}\n\n::: quality-mark\none\n\n::: only cy\ntwo\n:::\n:::\n",
    ],
    ids=["note", "item", "mark"],
)
def test_only_holds_within_other_blocks_or_is_refused_there(text: str, load: Load) -> None:
    sources = load(TOP + text)
    for leaflet in sources.leaflets:
        assert shown(leaflet, "cy") == translated(leaflet, "cy")
        assert shown(leaflet, "pl") == translated(leaflet, "pl")
        assert "two" in shown(leaflet, "cy")
        assert "two" not in shown(leaflet, "pl")
    assert sources.leaflets or str(sources.errors[0]).startswith(f"{PAGE}:")


@pytest.mark.parametrize(
    "text",
    [
        "::: only cy\n## A {#a}\n\none\n:::\n\ntwo\n",
        "::: only cy\n## A {#a}\n\none\n:::\n\n::: only pl\ntwo\n:::\n",
        "::: only cy\n## A {#a}\n\none\n:::\n\n::: not ar\ntwo\n:::\n",
        "::: only cy\n## A {#a}\n\n::: include part\n:::\n\ntwo\n",
        "::: not pl\n## A {#a}\n:::\n\n::: include part\n\ntwo\n",
    ],
    ids=["all", "another", "more", "include-within", "include-between"],
)
def test_words_below_a_heading_that_their_readers_do_not_have_are_refused(
    text: str, load: Load
) -> None:
    told = load.told(TOP + text, part="Shared.\n")
    line = (TOP + text).split("\n").index("two") + 1
    assert [said.split(": ")[0] for said in told] == [f"{PAGE}:{line}"]


@pytest.mark.parametrize("tags", ["only cy", "not pl", "not pl, ar"])
def test_levels_are_whole_in_each_language(tags: str, load: Load) -> None:
    told = load.told(f"{TOP}::: {tags}\n## A {{#a}}\n:::\n\n### B {{#b}}\n\nx\n")
    said = f"{PAGE}:9: a heading of level 3 below one of level 1"
    assert [refusal.split("\n")[0] for refusal in told] == [said]


@pytest.mark.parametrize(
    ("text", "refusals"),
    [
        ("x\n\n::: only xx\none\n\ntwo\n:::\n", ["7: “xx” is no language of the registry"]),
        ("::: not CY\none\n:::\n", ["5: the tag “CY” should be “cy”"]),
        ("::: only cy, plx\none\n:::\n", ["5: “plx” is no language"]),
        ("::: only zz\n:::\n", ["5: “zz” is no language"]),
        ("::: only zz\n## A {#a}\n:::\n", ["5: “zz” is no language"]),
        ("::: only zz\n::: include part\n:::\n", ["5: “zz” is no language"]),
        ("::: note\n::: only zz\none\n:::\n:::\n", ["6: "]),
        ("- one\n  ::: not zz\n  - two\n  :::\n", ["6: "]),
    ],
    ids=["unknown", "case", "near", "empty", "heading", "include", "note", "item"],
)
def test_a_wrong_tag_is_told_once_where_it_is_written(
    text: str, refusals: list[str], load: Load
) -> None:
    told = load.told(TOP + text, part="Shared.\n")
    assert len(told) == len(refusals)
    for said, expected in zip(told, refusals, strict=True):
        assert said.startswith(f"{PAGE}:{expected}")


def test_every_language_of_the_registry_can_be_named(load: Load) -> None:
    tags = list(registry())
    text = "".join(f"::: only {tag.replace('-', '_')}\nword{tag}\n:::\n\n" for tag in tags)
    leaflet = load.leaflet(TOP + text)
    for tag in tags:
        assert shown(leaflet, tag)[2:] == [f"word{tag}"]


@pytest.mark.parametrize(
    "text",
    [
        "::: only cy\nSame.\n:::\n\nBetween.\n\n::: only ar\nSame.\n:::\n",
        "::: not cy\n::: include part\n:::\n",
        "::: only cy\n- one\n:::\n\n- two\n",
        "::: not ar\n## A {#a}\n\none\n:::\n\n## B {#b}\n\ntwo\n",
    ],
    ids=["same-words", "include", "items", "section"],
)
def test_words_for_some_languages_go_through_every_command(text: str, site: Site) -> None:
    site.write("source/_shared/part/fragment.md", "Shared.\n\n::: only cy\nWelsh.\n:::\n")
    site.write(PAGE, TOP + text)
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    for command in ("units", "check", "status"):
        result = site.run(command)
        assert (result.exit_code, "defect" in result.output) == (0, False), result.output
