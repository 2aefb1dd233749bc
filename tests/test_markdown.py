"""The dialect: what Markdown is accepted, what is refused, on which line, and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import Site
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from pipeline.errors import Mistakes, PolyleafError
from pipeline.markdown import (
    InlineError,
    Span,
    is_id,
    parse_document,
    parse_inline,
    propose_ids,
)
from pipeline.markdown.inline import parse_with_markup
from pipeline.model import Block, Kind

PATH = "leaflet.md"


def told(text: str) -> list[str]:
    """Each refusal of a text, in order, as a person reads it."""
    with pytest.raises(PolyleafError) as caught:
        parse_document(text, PATH)
    error = caught.value
    return [str(part) for part in (error.errors if isinstance(error, Mistakes) else (error,))]


def places(refusals: Iterable[str]) -> list[int]:
    """The lines of refusals."""
    return [int(refusal.split(":")[1]) for refusal in refusals]


def refused(text: str, line: int, message: str, hint: str) -> bool:
    """Whether one of the refusals of a text is this one."""
    rows = [refusal.split("\n    ") for refusal in told(text)]
    assert all(len(row) == 2 and row[1] for row in rows), "a refusal without a way out"
    return any(
        said.startswith(f"{PATH}:{line}: ") and message in said and hint in way_out
        for said, way_out in rows
    )


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from walk(block.children)


def outline(blocks: Iterable[Block], depth: int = 0) -> Iterator[str]:
    """One line a block: its line, kind and words, indented below what holds it."""
    for block in blocks:
        told = {
            "h": block.level,
            "#": block.id,
            "was ": block.was,
            "src ": block.src,
            "only ": " ".join(block.only),
            "not ": " ".join(block.exclude),
        }
        kind = f"ordered {block.kind}" if block.ordered else block.kind
        more = "".join(f" {name}{value}" for name, value in told.items() if value)
        yield f"{'  ' * depth}{block.at.line} {kind}{more}: {block.text}".removesuffix(": ")
        yield from outline(block.children, depth + 1)


def read(text: str) -> list[str]:
    return list(outline(parse_document(text, PATH).blocks))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "# Title\n\n## Two {#two}\n\n### Three {#three}\n\n#### Four {#four-4}\n",
            [
                "1 title h1: Title",
                "3 heading h2 #two: Two",
                "5 heading h3 #three: Three",
                "7 heading h4 #four-4: Four",
            ],
            id="headings",
        ),
        pytest.param(
            "## Words ## {#a}\n\n## Closed {#b} ##\n\n## Was {#new was=old}\n",
            [
                "1 heading h2 #a: Words ##",
                "3 heading h2 #b: Closed",
                "5 heading h2 #new was old: Was",
            ],
            id="heading-ids",
        ),
        pytest.param("one\ntwo\n   three\n", ["1 paragraph: one two three"], id="soft-breaks"),
        pytest.param("one\\\ntwo\n", ["1 paragraph: one\\\ntwo"], id="hard-break"),
        pytest.param("one\\\\\ntwo\n", ["1 paragraph: one\\\\ two"], id="escaped-backslash"),
        pytest.param("one  \ntwo\n", ["1 paragraph: one two"], id="blanks-break-no-line"),
        pytest.param(
            "- a\n- b\n  on\n\n- c\n",
            ["1 list", "  1 item: a", "  2 item: b on", "  5 item: c"],
            id="list",
        ),
        pytest.param(
            "1. a\n2. b\n", ["1 ordered list", "  1 item: a", "  2 item: b"], id="ordered"
        ),
        pytest.param(
            "- a\n  1. b\n     - c\n     - d\n- e\n",
            [
                "1 list",
                "  1 item: a",
                "    2 ordered list",
                "      2 item: b",
                "        3 list",
                "          3 item: c",
                "          4 item: d",
                "  5 item: e",
            ],
            id="nested-to-three",
        ),
        pytest.param(
            "- a\n  - b\n  1. c\n",
            [
                "1 list",
                "  1 item: a",
                "    2 list",
                "      2 item: b",
                "    3 ordered list",
                "      3 item: c",
            ],
            id="two-lists-in-an-item",
        ),
        pytest.param(
            "| Test | When |\n| :-- | --: |\n| **x-ray** | a \\| b |\n| scan | |\n",
            [
                "1 table",
                "  1 row",
                "    1 cell: Test",
                "    1 cell: When",
                "  3 row",
                "    3 cell: **x-ray**",
                "    3 cell: a | b",
                "  4 row",
                "    4 cell: scan",
                "    4 cell",
            ],
            id="table",
        ),
        pytest.param(
            "![A **big** \\[x\\]](x-ray.png)\n\n![No file yet]()\n",
            ["1 image src x-ray.png: A **big** \\[x\\]", "3 image: No file yet"],
            id="images",
        ),
        pytest.param(
            "Call {helpline}, read [our **page**][support], \\{ \\* \\[ \\< &.\n",
            ["1 paragraph: Call {helpline}, read [our **page**][support], \\{ \\* \\[ \\< &."],
            id="inline",
        ),
        pytest.param(
            "::: note\nwords\n\n- item\n:::\n",
            ["1 note", "  2 paragraph: words", "  4 list", "    4 item: item"],
            id="note",
        ),
        pytest.param(
            "::: warning\n## Remember\n\nwords\n:::\n",
            ["1 warning", "  2 box-title h2: Remember", "  4 paragraph: words"],
            id="warning-with-heading",
        ),
        pytest.param(
            "::: note\n### Remember\nwords\n:::\n",
            ["1 note", "  2 box-title h3: Remember", "  3 paragraph: words"],
            id="note-with-heading",
        ),
        pytest.param("::: include other\n", ["1 include #other"], id="include"),
        pytest.param(
            "::: only cy, pt_PT\nwords\n\n## More {#more}\n:::\n",
            ["2 paragraph only cy pt-PT: words", "4 heading h2 #more only cy pt-PT: More"],
            id="only",
        ),
        pytest.param(
            "::: not cy pl\n::: include other\n:::\n", ["2 include #other not cy pl"], id="not"
        ),
        pytest.param(
            "::: quality-mark\n![Logo]()\n\nwords\n:::\n",
            ["1 quality-mark", "  2 image: Logo", "  4 paragraph: words"],
            id="quality-mark",
        ),
        pytest.param(
            ":::: warning\nwords\n\n::: note\nmore\n:::\n\nend\n::::\n",
            [
                "1 warning",
                "  2 paragraph: words",
                "  4 note",
                "    5 paragraph: more",
                "  8 paragraph: end",
            ],
            id="note-in-a-warning",
        ),
        pytest.param(
            "words\n::: note\nmore\n:::\nend\n",
            ["1 paragraph: words", "2 note", "  3 paragraph: more", "5 paragraph: end"],
            id="no-blank-line-needed",
        ),
    ],
)
def test_the_dialect_accepts(text: str, expected: list[str]) -> None:
    assert read(text) == expected
    assert read(text.replace("\n", "\r\n")) == expected
    assert read(text.replace("\n", "\r")) == expected
    assert read("\ufeff" + text.rstrip("\n")) == expected


INLINE = [
    ("<b>x</b>", "raw HTML", "take the tag away"),
    ("a<br>b", "raw HTML", "take the tag away"),
    ("<!-- translators: x -->", "raw HTML", "take the tag away"),
    ("<script>x", "raw HTML", "take the tag away"),
    ("[x](page.html)", "a link with its target in the text", "[words][name]"),
    ("[x](https://example.org)", "example.org", "source/links.toml"),
    ("https://example.org/a", "the bare address https://example.org/a", "source/links.toml"),
    ("HTTP://EXAMPLE.ORG", "the bare address", "source/links.toml"),
    ("www.example.org", "the bare address www.example.org", "source/links.toml"),
    ("<https://example.org>", "the bare address", "source/links.toml"),
    ("<tel:08088080000>", "a bare link", "it is a fact"),
    ("<mailto:a@example.org>", "a bare link", "it is a fact"),
    ("*x*", "italics", "**bold**"),
    ("_x_", "italics", "**bold**"),
    ("_x_y_z_", "italics", "**bold**"),
    ("__x__", "underscores for bold", "**bold**"),
    ("(__x y__)", "underscores for bold", "**bold**"),
    ("_two words_", "italics", "**bold**"),
    ("***x***", "italics", "**bold**"),
    ("2 * 3", "a single *", "\\*"),
    ("**x", "** without the other **", "close it"),
    ("****", "** without the other **", "close it"),
    ("`x`", "code", "take the ` away"),
    ("![x](x.png)", "an image within a line", "on a line of its own"),
    ("![x][y]", "an image within a line", "on a line of its own"),
    ("[^1]", "a footnote", "into the text"),
    ("~~x~~", "text struck through", "take it away"),
    ("&amp;", "an HTML entity", "write the character itself"),
    ("&nbsp;", "an HTML entity", "write the character itself"),
    ("&#65;", "an HTML entity", "write the character itself"),
    ("&#x41;", "an HTML entity", "write the character itself"),
    ("[x]", "a bare square bracket", "\\["),
    ("x]", "a bare square bracket", "\\]"),
    ("[x][Bad Name]", "a bare square bracket", "\\["),
    ("[x] [name]", "a bare square bracket", "\\["),
    ("[][name]", "a link without words", "write the words"),
    ("{Helpline}", "a bare brace", "\\{"),
    ("{}", "a bare brace", "\\{"),
    ("x}", "a bare brace", "\\}"),
]


@pytest.mark.parametrize(("words", "message", "hint"), INLINE, ids=lambda value: value[:24])
def test_inline_text_refuses(words: str, message: str, hint: str) -> None:
    text = f"# Title\n\nFirst line\nsecond {words} line\nthird line\n"
    assert refused(text, 4, message, hint)
    assert len(told(text)) == 1


@pytest.mark.parametrize(
    ("frame", "line"),
    [
        ("- one\n- two @\n", 2),
        ("- one\n  1. two\n     three @\n", 3),
        ("# Title @\n", 1),
        ("words\n\n## Part @ {#part}\n", 3),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | x @ |\n", 4),
        ("| a | b @ |\n|---|---|\n| 1 | 2 |\n", 1),
        ("::: note\nwords\n\nwords @\n:::\n", 4),
        ("::: warning\n- one\n- two @\n:::\n", 3),
        ("::: quality-mark\nwords @\n:::\n", 2),
        ("words\n\n![x @]()\n", 3),
        ("---\ncode: x\n---\nwords\\\nwords @\n", 5),
    ],
    ids=[
        "item",
        "nested",
        "title",
        "heading",
        "cell",
        "head",
        "note",
        "box",
        "mark",
        "alt",
        "after-front-matter",
    ],
)
def test_words_are_refused_wherever_they_stand(frame: str, line: int) -> None:
    for words, *_ in INLINE:
        assert places(told(frame.replace("@", words))) == [line], words


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        pytest.param("words\n\n> x\n> y\n", 3, "a block quote", "::: note", id="quote"),
        pytest.param("- a\n- b\n\n  > x\n", 4, "a block quote", "::: note", id="item-quote"),
        pytest.param("a\n```\nx\n```\n", 2, "a code block", "a paragraph", id="fence"),
        pytest.param("a\n\n~~~ sh\nx\n~~~\n", 3, "a code block", "a paragraph", id="tilde"),
        pytest.param("a\n\n    x\n", 3, "an indented code", "take the blanks", id="indented"),
        pytest.param("a\n\n<div>\nx\n</div>\n", 3, "raw HTML", "Markdown", id="div"),
        pytest.param("a\n\n<script>x</script>\n", 3, "raw HTML", "Markdown", id="script"),
        pytest.param("a\n\n<?php x ?>\n", 3, "raw HTML", "Markdown", id="php"),
        pytest.param("a\n\n<!DOCTYPE html>\n", 3, "raw HTML", "Markdown", id="doctype"),
        pytest.param("a\n\n<![CDATA[x]]>\n", 3, "raw HTML", "Markdown", id="cdata"),
        pytest.param("a\n\n<em>\nx</em>\n", 3, "raw HTML", "tag", id="tag-alone"),
        pytest.param("a\n\n***\n", 3, "a thematic break", "take it away", id="stars"),
        pytest.param("a\n\n---\n\nb\n", 3, "a thematic break", "take it away", id="hyphens"),
        pytest.param("a\n\n_ _ _\n", 3, "a thematic break", "take it away", id="lines"),
        pytest.param("Title\n=====\n", 1, "a line below it", "##", id="setext-1"),
        pytest.param("a\n\nTwo\nlines\n---\n", 3, "a line below it", "##", id="setext-2"),
        pytest.param("a\n\n[^1]: words\n", 3, "footnote", "into the text", id="footnote"),
        pytest.param("a\n\n[b]: x.html\n", 3, "a link's target", "links.toml", id="target"),
        pytest.param("a\n\n##### b {#b}\n", 3, "a heading of level 5", "1 to 4", id="level-5"),
        pytest.param("a\n\n###### b\n", 3, "a heading of level 6", "1 to 4", id="level-6"),
        pytest.param("a\n\n####### b\n", 3, "#######", "", id="level-7"),
        pytest.param("a\n\n##Your feelings\n", 3, "##", "", id="heading-without-blank"),
        pytest.param("a\n\n##\n", 3, "a heading without words", "write them", id="empty"),
        pytest.param(
            "a\n\n## {#b}\n", 3, "a heading without words", "write them", id="no-words"
        ),
        pytest.param("a\n\n## b\n", 3, "“b” has no id", "polyleaf fmt", id="no-id"),
        pytest.param(
            "# a {#b}\n", 1, "the title needs no id", "take {#b} away", id="title-id"
        ),
        pytest.param("a\n\n![x](../x.png)\n", 3, "“../x.png”", "same folder", id="image-path"),
        pytest.param(
            "a\n\n![x](x.gif)\n", 3, "“x.gif”", ".png, .jpg or .svg", id="image-kind"
        ),
        pytest.param(
            "a\n\n![x](data:image/png;base64,A)\n", 3, "“data:", "same folder", id="image-data"
        ),
        pytest.param(
            "a\n\n![](x.png)\n", 3, "an image without words", "shows", id="image-alt"
        ),
        pytest.param('![x](x.png "y")\n', 1, "an image", "on a line", id="image-title"),
        pytest.param("![x]()\n![y]()\n", 1, "an image", "of its own", id="two-images"),
        pytest.param(
            "- a\n  - b\n    - c\n      - d\n", 4, "a list four deep", "three", id="four-deep"
        ),
        pytest.param(
            "- a\n\n  b\n", 3, "a second block", "an item of its own", id="item-text"
        ),
        pytest.param("- a\n  - b\n\n  c\n", 4, "a second block", "its own", id="item-tail"),
        pytest.param(
            "- a\n\n  | b |\n  |---|\n", 3, "a second block", "its own", id="item-table"
        ),
        pytest.param(
            "- a\n  ::: note\n  b\n  :::\n", 2, "a second block", "its own", id="item-note"
        ),
        pytest.param("- a\n\n      b\n", 3, "an indented code", "blanks", id="item-code"),
        pytest.param(
            "- a\n-\n- b\n", 2, "does not begin with words", "write them", id="no-item"
        ),
        pytest.param("- # a\n", 1, "does not begin with words", "first", id="item-heading"),
        pytest.param("- - a\n", 1, "does not begin with words", "first", id="item-list"),
        pytest.param("- ![a]()\n", 1, "does not begin with words", "first", id="item-image"),
        pytest.param("a\n\n3. b\n4. c\n", 3, "", "", id="list-from-three"),
        pytest.param("a\n\n2024. b\n", 3, "", "", id="year-that-makes-a-list"),
        pytest.param(
            "|  | b |\n|---|---|\n",
            1,
            "a column without a heading",
            "write it",
            id="no-column",
        ),
        pytest.param("| a |\n|---|\n| 1 | 2 |\n", 3, "", "", id="cell-without-column"),
        pytest.param("a\n\n| b | c |\n|---|\n| 1 | 2 |\n", 3, "", "", id="table-that-is-none"),
        pytest.param("b | c\n--- | --- | ---\n1 | 2\n", 1, "", "", id="table-without-ends"),
        pytest.param("b | c\n-|-|-\n1 | 2\n", 1, "", "", id="table-of-single-dashes"),
        pytest.param("b | c\n:-:|:-:|:-:\n1 | 2\n", 1, "", "", id="table-with-colons"),
        pytest.param(
            "| a |\n|---|\n| <!-- context: -b --> b |\n", 3, "", "", id="context-in-a-cell"
        ),
        pytest.param(
            "a\n\nb:\n| c | d |\n|---|\n| 1 | 2 |\n", 4, "", "", id="none-below-words"
        ),
        pytest.param("| a |\n|---|\n| # b |\n", 3, "“#”", "\\#", id="heading-in-a-cell"),
        pytest.param("| a |\n|---|\n| - b |\n", 3, "", "", id="list-in-a-cell"),
        pytest.param("| a |\n|---|\n| > b |\n", 3, "", "", id="quote-in-a-cell"),
        pytest.param("| a |\n|---|\n::: note\nb\n:::\n", 3, ":::", "", id="note-in-a-table"),
        pytest.param("a\n\n::: nte\nb\n:::\n", 3, "“::: nte”", "::: note?", id="unknown"),
        pytest.param("a\n\n::: box\nb\n:::\n", 3, "“::: box”", "known are", id="unlike-any"),
        pytest.param(
            "::: note well\nb\n:::\n", 1, "nothing behind it", "::: note", id="title"
        ),
        pytest.param("a\n::: include\n", 2, "a fragment's id", "::: include …", id="include"),
        pytest.param("a\n::: only\nb\n:::\n", 2, "a language", "::: only …", id="only"),
        pytest.param("a\n::: not\nb\n:::\n", 2, "a language", "::: not …", id="not"),
        pytest.param("a\n\n::: note\nb\n", 3, "never closed", "a line of :::", id="unclosed"),
        pytest.param("a\n\n:::\n", 3, "closes nothing", "take it away", id="closes-nothing"),
        pytest.param(
            "::: note\na\n\n## b {#b}\n:::\n",
            4,
            "a heading within ::: note",
            "outside",
            id="heading-in-a-note",
        ),
        pytest.param(
            "::: note\n# a\n:::\n",
            2,
            "a title within ::: note",
            "outside",
            id="title-in-a-note",
        ),
        pytest.param("::: quality-mark\n## a\n:::\n", 2, "", "", id="heading-in-a-mark"),
        pytest.param(
            "::: note\n::: include a\n:::\n",
            2,
            "include within ::: note",
            "outside",
            id="include-in-a-note",
        ),
        pytest.param(
            "::: only cy\n::: not pl\na\n:::\n:::\n",
            2,
            "within ::: only",
            "outside",
            id="only-in-only",
        ),
        pytest.param(
            "::: note\n" * 4 + "a\n" + ":::\n" * 4, 4, "within ::: note", "outside", id="boxes"
        ),
        pytest.param("a\nb\nc\\\n\nd\n", 3, "breaks no line", "take it away", id="last-break"),
        pytest.param("- a\n- b\\\n", 2, "breaks no line", "take it away", id="item-break"),
        pytest.param("## a\\ {#a}\n", 1, "breaks no line", "take it away", id="heading-break"),
    ],
)
def test_blocks_are_refused(text: str, line: int, message: str, hint: str) -> None:
    assert refused(text, line, message, hint)


def test_several_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    text = """\
---
colour: red
code: x
---
# Title

Words with `code`.

> quote

- item
  - <i>nested</i>

## Part

| a | b |
|---|---|
| 1 | [x](y) |

::: nte

---

::: note
a { brace
:::

<!-- hello -->

::: warning
never closed
"""
    assert places(told(text)) == [2, 7, 9, 12, 14, 18, 20, 22, 25, 28, 30]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("word" + " " * 60 + "word\nwords <b>x</b>\n", 2),
        ("a b\n" + "          word\n" * 8 + "words <b>x</b>\n", 10),
        ("- a b\n" + "            word\n" * 8 + "  words <b>x</b>\n", 10),
        ("one  \ntwo  \nthree  \n" + "four     \n" * 5 + "*x*\n", 9),
        ("one\\\ntwo\\\nthree `x`\\\nfour\n", 3),
    ],
    ids=["wide-gap", "indented", "indented-item", "blanks-behind", "hard-breaks"],
)
def test_a_mistake_is_told_at_its_own_line_however_the_words_are_laid_out(
    text: str, line: int
) -> None:
    assert places(told(text)) == [line]


@pytest.mark.parametrize(
    "letter",
    [
        "\x00",
        "\x07",
        "\x0b",
        "\x0c",
        "\x1b",
        "\x7f",
        "\x85",
        "\x92",
        "\x9f",
        "\u2028",
        "\u2029",
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ufffd",
    ],
    ids=lambda letter: f"{ord(letter):04X}",
)
def test_a_character_that_nobody_sees_is_refused(letter: str) -> None:
    (refusal,) = told(f"# Title\n\nSome words and so on\nthe patient{letter}s words\n")
    assert refusal.startswith(
        f"leaflet.md:4: the control character U+{ord(letter):04X} has no place in a leaflet\n"
    )


LEAVES = st.sampled_from(
    [
        "@", "@", "@\n@", "@ **@** @", "@\\\n@", "[@ @][b]", "- @\n- @", "- @", "1. @\n2. @",
        "| @ | @ |\n|---|---|\n| @ | @ |", "| @ |\n|---|\n| @ | @ |",
        "| @ | @ |\n|---|\n| @ |",
        "![@]()", "<!-- translators: @ -->\n@", "<!-- translators: @\n\n@ -->",
        "::: include f",
        "<!-- notranslate -->", "## @ {#x}", "<!-- context: c -->", "+ @\n\n  @",
    ]
)  # fmt: skip


def within(ends: tuple[str, str], lines: str, indent: str) -> str:
    return "\n".join((ends[0], *(indent + line for line in lines.split("\n")), ends[1]))


CHUNKS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        within,
        st.sampled_from(
            [
                ("- @", ""),
                ("- @", "- @"),
                ("1. @", ""),
                ("1. @", "@"),
                ("- @", ":::"),
                ("::: note", ":::"),
                ("::: only cy", ":::"),
                ("::: not cy", ":::"),
                ("::: only pl", ":::\n- @"),
                ("::: note", ""),
                ("| @ |\n|---|", "| @ |"),
            ]
        ),
        st.lists(inner, min_size=1, max_size=3).map("\n".join),
        st.sampled_from(["", "  ", "   "]),
    ),
    max_leaves=6,
)


@st.composite
def soup(draw: st.DrawFn) -> str:
    """Blocks of all kinds, rightly and wrongly laid out; every word is another one."""
    joins = st.sampled_from(["\n", "\n\n"])
    text = "".join(chunk + draw(joins) for chunk in draw(st.lists(CHUNKS, max_size=5)))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, text.count("\n")))
        lines = text.split("\n")
        lines[place] = (
            draw(st.sampled_from(["  ", ":::\n", "- ", "    ", ""])) + lines[place].lstrip()
        )
        text = "\n".join(lines)
    parts = text.split("@")
    return "".join(f"{part}w{n}w" for n, part in enumerate(parts[:-1])) + parts[-1]


@settings(max_examples=600, deadline=None)
@given(soup())
def test_no_word_of_an_accepted_text_is_lost(text: str) -> None:
    try:
        document = parse_document(text, PATH)
    except PolyleafError:
        event("refused")
        return
    event("accepted")
    blocks = list(walk(document.blocks))
    words = [int(word) for block in blocks for word in re.findall(r"w(\d+)w", block.text)]
    notes = {int(word) for block in blocks for word in re.findall(r"w(\d+)w", block.note)}
    assert words == sorted(set(words))
    assert {*words, *notes} == set(range(text.count("w") // 2))


@settings(max_examples=300, deadline=None)
@given(soup() | st.text(max_size=60) | st.text("-#:|>*_<!{}[]()\\`1. \n\tax", max_size=60))
def test_every_refusal_names_a_line_of_the_file_and_a_way_out(text: str) -> None:
    try:
        parse_document(text, PATH)
    except PolyleafError as error:
        lines = len(re.split(r"\r\n|\r|\n", text))
        for part in error.errors if isinstance(error, Mistakes) else (error,):
            assert part.at is not None
            assert part.at.path == PATH
            assert 1 <= part.at.line <= lines
            assert part.hint


@pytest.mark.parametrize("depth", [30, 120])
def test_words_deep_within_boxes_are_kept_or_refused(depth: int) -> None:
    text = "::: note\n" * depth + "deep words\n" + ":::\n" * depth
    try:
        kept = " ".join(block.text for block in walk(parse_document(text, PATH).blocks))
    except PolyleafError:
        return
    assert "deep words" in kept


def test_a_box_that_closes_outside_its_item_swallows_nothing() -> None:
    text = "- a\n  ::: only cy\n  - b\n- c\n:::\n\nEnd.\n"
    try:
        kept = [block.text for block in walk(parse_document(text, PATH).blocks)]
    except PolyleafError:
        return
    assert "c" in kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "::: only cy\n- a\n:::\n\n- b\n",
            ["2 list only cy", "  2 item: a", "5 list", "  5 item: b"],
        ),
        (
            "- a\n\n::: only cy\n- b\n:::\n\n- c\n",
            [
                "1 list",
                "  1 item: a",
                "4 list only cy",
                "  4 item: b",
                "7 list",
                "  7 item: c",
            ],
        ),
        (
            "::: only cy\n- a\n:::\n::: not cy\n- b\n:::\n",
            ["2 list only cy", "  2 item: a", "5 list not cy", "  5 item: b"],
        ),
    ],
    ids=["first", "middle", "both"],
)
def test_items_for_some_languages_stay_apart_from_the_others(
    text: str, expected: list[str]
) -> None:
    assert read(text) == expected


def heard(text: str) -> dict[str, tuple[str, str, bool]]:
    """What comments say of each block: note, context, whether to translate it."""
    return {
        block.text: (block.note, block.context, block.translate)
        for block in walk(parse_document(text, PATH).blocks)
        if block.text
    }


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        pytest.param("@\n## a {#a}\n\nb\n", "a", id="heading"),
        pytest.param("@\n# a\n\nb\n", "a", id="title-at-the-files-beginning"),
        pytest.param("---\ncode: x\n---\n@\n# a\n\nb\n", "a", id="after-front-matter"),
        pytest.param("b\n\n@\na\n\nc\n", "a", id="paragraph"),
        pytest.param("b\n\n@\n\n\na\n\nc\n", "a", id="blank-lines-between"),
        pytest.param("b\n@\na\n\nc\n", "a", id="ends-a-paragraph"),
        pytest.param("b\n\n     @\na\n\nc\n", "a", id="indented"),
        pytest.param("c\n\n@\n- a\n- b\n\nd\n", "ab", id="list"),
        pytest.param("c\n@\n1. a\n2. b\n\nd\n", "ab", id="ordered-list"),
        pytest.param("- b\n@\n- a\n- c\n", "a", id="between-items"),
        pytest.param("- b\n\n@\n\n- a\n\n- c\n", "a", id="between-loose-items"),
        pytest.param("- b\n  @\n- a\n- c\n", "a", id="between-items-indented"),
        pytest.param("- b\n- @\n  a\n- c\n", "a", id="in-an-item"),
        pytest.param("- b\n  @\n  - a\n- c\n", "a", id="nested-list"),
        pytest.param("- b\n  - c\n  @\n  - a\n  - d\n", "a", id="between-nested-items"),
        pytest.param("c\n\n@\n| a | b |\n|---|---|\n| d | e |\n\nf\n", "abde", id="table"),
        pytest.param("b\n\n@\n![a]()\n\nc\n", "a", id="image"),
        pytest.param("b\n\n::: note\n@\na\n\nc\n:::\n", "a", id="in-a-note"),
        pytest.param("b\n\n@\n::: note\na\n\nc\n:::\n", "a", id="before-a-note"),
        pytest.param("b\n\n@\n::: only cy\na\n\nc\n:::\n", "a", id="before-only"),
        pytest.param("b\n\n::: only cy\nd\n\n@\na\n:::\n\nc\n", "a", id="in-only"),
    ],
)
def test_a_comment_speaks_of_the_next_block_alone(text: str, noted: str) -> None:
    for comment, expected in (
        ("<!-- translators: Say it. -->", ("Say it.", "", True)),
        ("<!-- context: way-2 -->", ("", "way-2", True)),
        ("<!--notranslate-->", ("", "", False)),
        ("<!-- translators:\nSay\n\n   it. -->", ("Say it.", "", True)),
    ):
        if "# a" in text and not expected[2]:
            continue  # A heading is always translated.
        found = heard(text.replace("@", comment))
        assert found == {
            words: expected if words in noted else ("", "", True) for words in found
        }, comment
        assert set(noted) <= set(found)


def test_a_list_that_stays_english_does_so_with_the_lists_in_it() -> None:
    found = heard("a\n\n<!-- notranslate -->\n- b\n  - c\n    1. d\n\ne\n")
    assert {words for words, (_, _, translate) in found.items() if not translate} == set("bcd")


def test_three_comments_may_speak_of_one_block() -> None:
    text = "<!-- context: b -->\n<!-- notranslate -->\n\n<!-- translators: Why: so. -->\na\n"
    assert heard(text) == {"a": ("Why: so.", "b", False)}


def test_a_comment_between_items_parts_no_list() -> None:
    assert read("- a\n<!-- translators: x -->\n- b\n\n<!-- context: y -->\n\n- c\n") == [
        "1 list",
        "  1 item: a",
        "  3 item: b",
        "  7 item: c",
    ]


@pytest.mark.parametrize("inner", ["::: note", "---", "> x", "[x](y)", "*x* `y` {z}", "- x"])
def test_what_a_comment_holds_is_not_read_as_markdown(inner: str) -> None:
    note = f"see {inner} there"
    assert heard(f"<!-- translators: see\n{inner}\nthere -->\na\n") == {"a": (note, "", True)}


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        pytest.param("a\n\n<!-- translators: x\n\nb\n", 3, "never closed", "-->", id="open"),
        pytest.param("a\n\n<!-->\nb\n", 3, "never closed", "-->", id="open-at-once"),
        pytest.param(
            "a\n\n<!-- translators: x\ny --> b\n",
            4,
            "“b” stands behind a comment",
            "line",
            id="text-behind",
        ),
        pytest.param(
            "<!-- translators: x --><!-- context: y -->\na\n",
            1,
            "stands behind a comment",
            "a line of its own",
            id="comment-behind",
        ),
        pytest.param(
            "a\n\n<!-- translators: x -->\n",
            3,
            "“translators:” stands before no block",
            "move it or drop it",
            id="end-of-file",
        ),
        pytest.param(
            "- a\n- b\n<!-- notranslate -->\n\n\n",
            3,
            "stands before no block",
            "drop it",
            id="end-of-a-last-list",
        ),
        pytest.param(
            "<!-- translators: x -->\n::: include f\n\na\n",
            1,
            "before no block",
            "move",
            id="before-an-include",
        ),
        pytest.param(
            "<!-- notranslate -->\n::: include f\n\na\n",
            1,
            "before no block",
            "move",
            id="notranslate-before-an-include",
        ),
        pytest.param("<!-- x -->\na\n", 1, "“x” is of no known kind", "context", id="kind"),
        pytest.param("<!---->\na\n", 1, "is of no known kind", "translators", id="empty"),
        pytest.param("<!-- Translators: x -->\na\n", 1, "no known kind", "transl", id="case"),
        pytest.param("<!-- translators -->\na\n", 1, "no known kind", "transl", id="no-colon"),
        pytest.param("<!-- notranslate: x -->\na\n", 1, "no known kind", "notr", id="reason"),
        pytest.param("<!-- context: Two Words -->\na\n", 1, "“Two Words”", "a-z", id="name"),
        pytest.param("<!-- context: -->\na\n", 1, "is no name", "a-z", id="no-name"),
        pytest.param(
            "<!-- translators: x -->\n\n<!-- translators: y -->\na\n",
            3,
            "a second",
            "join",
            id="twice",
        ),
        pytest.param(
            "<!-- notranslate -->\n## a {#a}\n", 2, "always translated", "away", id="heading"
        ),
        pytest.param(
            "<!-- notranslate -->\n# a\n", 2, "always translated", "away", id="title"
        ),
        pytest.param("a <!-- translators: x --> b\n", 1, "raw HTML", "tag", id="in-a-line"),
        pytest.param("- a <!-- context: x -->\n", 1, "raw HTML", "tag", id="behind-an-item"),
    ],
)
def test_a_comment_is_refused(text: str, line: int, message: str, hint: str) -> None:
    assert refused(text, line, message, hint)


def test_front_matter_is_kept_as_it_was_written() -> None:
    text = """\
---
version: 1.10
code: no
reviewed: 2024-06-01
produced: 1e3
next-review:
publisher: "  Macmillan: Cancer Support "
audience: ~
approvers: [Dr A, 0808, null, yes]
evidence:
  - one
  - 0x1F
---
# Title
"""
    document = parse_document(text, PATH)
    assert document.meta == (
        ("code", "no"),
        ("version", "1.10"),
        ("produced", "1e3"),
        ("reviewed", "2024-06-01"),
        ("publisher", "Macmillan: Cancer Support"),
        ("audience", "~"),
        ("evidence", "one, 0x1F"),
        ("approvers", "Dr A, 0808, null, yes"),
    )
    assert document.blocks[0].at.line == 14
    assert parse_document("\ufeff" + text.replace("\n", "\r\n"), PATH) == document


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
@settings(max_examples=100, deadline=None)
def test_a_scalar_of_the_front_matter_is_never_anything_but_its_letters(value: str) -> None:
    assume("\ufffd" not in value)
    quoted = value.replace("'", "''")
    document = parse_document(f"---\ncode: '{quoted}'\n---\n# Title\n", PATH)
    assert document.meta == (("code", value),)


@pytest.mark.parametrize(
    "text", ["# Title\n", "---\n---\n# Title\n", "---\ncode:\n---\n# T\n"]
)
def test_what_nobody_wrote_stays_out(text: str) -> None:
    assert parse_document(text, PATH).meta == ()


@pytest.mark.parametrize(
    ("matter", "line", "message", "hint"),
    [
        pytest.param(
            "code: x\nversoin: 1", 3, "“versoin”", "did you mean version?", id="near"
        ),
        pytest.param(
            "code: x\ncolour: 1", 3, "“colour”", "known are: code, ver", id="unknown"
        ),
        pytest.param('code: x\n"colour": 1', 3, "“colour”", "known are", id="quoted-name"),
        pytest.param("  code: x\n  colour: 1", 3, "“colour”", "known are", id="indented"),
        pytest.param("Code: x", 2, "“Code”", "did you mean code?", id="case"),
        pytest.param("code: x\nversion: a: b", 3, "cannot be read", "name: value", id="colon"),
        pytest.param("code: x\nversion: [a", 3, "cannot be read", "name: value", id="open"),
        pytest.param("- code\n- x", 1, "is no table", "name: value", id="list"),
        pytest.param("words", 1, "is no table", "name: value", id="words"),
        pytest.param("code: x\nversion:\n  a: b", 3, "“version” holds a", "list", id="table"),
        pytest.param("code: x\nversion: [[a]]", 3, "“version” holds a", "list", id="lists"),
        pytest.param("version: 1\ncode: x\nversion: 2", 4, "version", "", id="doubled"),
    ],
)
def test_front_matter_is_refused(matter: str, line: int, message: str, hint: str) -> None:
    assert refused(f"---\n{matter}\n---\n# Title\n", line, message, hint)


def test_front_matter_that_is_never_closed_is_refused() -> None:
    assert places(told("---\ncode: x\n\n# Title\n\nWords.\n"))[0] == 1


@pytest.mark.parametrize("value", ["[" * 5000, "{a: " * 5000, "&a [*a]"], ids=len)
def test_front_matter_nested_without_end_is_refused_in_words(value: str) -> None:
    assert places(told(f"---\ncode: {value}\n---\n# Title\n"))[0] in (1, 2)


@pytest.mark.parametrize("name", ["a", "0", "your-feelings", "a" * 64, "a--b-"])
def test_an_id_is_accepted(name: str) -> None:
    assert is_id(name)
    assert read(f"## Words {{#{name}}}\n") == [f"1 heading h2 #{name}: Words"]


@pytest.mark.parametrize(
    "name", ["", "A", "-a", "a_b", "_leaflet", "é", "a.b", "a" * 65, "a\n"]
)
def test_an_id_is_refused(name: str) -> None:
    assert not is_id(name)
    if name.strip() == name:
        (refusal,) = told(f"words\n\n## Words {{#{name}}}\n")
        assert refusal == (
            f"leaflet.md:3: “{name}” is no id\n    write a-z, 0-9 and -, at most 64"
        )


def test_the_id_that_a_heading_had_must_be_one_too() -> None:
    assert told("## Words {#new was=Old}\n")[0].startswith("leaflet.md:1: “")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title\n", "# Title\n"),
        ("## Your feelings\n", "## Your feelings {#your-feelings}\n"),
        (
            "##  What **happens** {now}?  \n",
            "##  What **happens** {now}? {#what-happens-now}\n",
        ),
        ("## A ##\n", "## A {#a}\n"),
        ("## A\n\n## A\n\n### B {#a-2}\n", "## A {#a}\n\n## A {#a-3}\n\n### B {#a-2}\n"),
        ("## 中文\n\n## 中文\n", "## 中文 {#section}\n\n## 中文 {#section-2}\n"),
        ("## A\r\n\r\nb\r\n## C\r\n", "## A {#a}\r\n\r\nb\r\n## C {#c}\r\n"),
        ("## A\r\n\nb\n## C", "## A {#a}\r\n\nb\n## C {#c}"),
        ("\ufeff---\ncode: x\n---\n## A\n", "\ufeff---\ncode: x\n---\n## A {#a}\n"),
        ("::: only cy\n## A\n:::\n", "::: only cy\n## A {#a}\n:::\n"),
        ("::: note\n## A\n\nb\n:::\n", "::: note\n## A\n\nb\n:::\n"),
        ("## Vitamin C#\n", "## Vitamin C# {#vitamin-c}\n"),
        ("## Number \\#\n", "## Number \\# {#number}\n"),
    ],
    ids=[
        "title",
        "plain",
        "inline",
        "closed",
        "taken",
        "script",
        "crlf",
        "mixed",
        "bom",
        "only",
        "box",
        "sharp",
        "escaped",
    ],
)
def test_fmt_proposes_ids(text: str, expected: str) -> None:
    assert propose_ids(text, PATH) == expected
    assert propose_ids(expected, PATH) == expected


def test_fmt_keeps_a_proposed_id_short_and_whole() -> None:
    text = propose_ids("## " + "long words " * 12 + "\n", PATH)
    (block,) = parse_document(text, PATH).blocks
    assert is_id(block.id)
    assert not block.id.endswith("-")
    assert block.id.startswith("long-words-long-words-")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(2, 4),
            st.text("aBz09 #éж中.,?-", min_size=1, max_size=12),
            st.sampled_from(["\n", "\r\n", "\n\n", "\nwords\n"]),
        ),
        max_size=6,
    )
)
def test_fmt_changes_ids_and_nothing_else(rows: list[tuple[int, str, str]]) -> None:
    text = "# Title\n" + "".join(f"{'#' * level} {words}{end}" for level, words, end in rows)
    try:
        before = parse_document(text, PATH, ids=False)
    except PolyleafError:
        assume(False)
    better = propose_ids(text, PATH)
    after = parse_document(better, PATH)
    ids = [block.id for block in after.blocks if block.kind is Kind.HEADING]
    assert [block.text for block in after.blocks] == [block.text for block in before.blocks]
    assert [block.at for block in after.blocks] == [block.at for block in before.blocks]
    assert len(ids) == len(set(ids))
    assert all(map(is_id, ids))
    assert re.findall("\r?\n", better) == re.findall("\r?\n", text)
    assert propose_ids(better, PATH) == better


def test_fmt_counts_lines_as_the_reader_does() -> None:
    assert propose_ids("# Title\r\r## Part\rwords\r", PATH) == (
        "# Title\r\r## Part {#part}\rwords\r"
    )


def test_fmt_finds_a_name_for_a_thousand_headings_of_the_same_words() -> None:
    text = propose_ids("## Yes\n" * 1001, PATH)
    assert len(set(text.splitlines())) == 1001


def test_the_command_fmt_writes_ids_once_and_keeps_every_other_byte(site: Site) -> None:
    page = b"\xef\xbb\xbf# Small\r\n\r\nA summary.\r\n\r\n## First part\r\n\r\nWords. \r\n"
    better = page.replace(b"part", b"part {#first-part}")
    path = site.write("source/small/leaflet.md", page)
    dry = site.run("fmt", "--check")
    assert (dry.exit_code, dry.output) == (1, "source/small/leaflet.md: would change\n")
    assert path.read_bytes() == page
    done = site.run("fmt")
    assert (done.exit_code, done.output) == (0, "source/small/leaflet.md: ids written\n")
    assert path.read_bytes() == better
    assert (site.run("fmt", "--check").exit_code, site.run("fmt").output) == (0, "")
    assert path.read_bytes() == better


def test_the_command_fmt_formats_what_it_can_and_tells_the_rest(site: Site) -> None:
    bad = site.write("source/bad/leaflet.md", "# Bad\n\n## Part\n\n> quote\n")
    latin = site.write("source/latin/leaflet.md", b"# Caf\xe9\n")
    good = site.write("source/good/leaflet.md", "# Good\n\n## Part\n")
    result = site.run("fmt")
    assert result.exit_code == 3
    assert "source/bad/leaflet.md:5: a block quote" in result.output
    assert "source/latin/leaflet.md:1: " in result.output
    assert good.read_text() == "# Good\n\n## Part {#part}\n"
    assert bad.read_text() == "# Bad\n\n## Part\n\n> quote\n"
    assert latin.read_bytes() == b"# Caf\xe9\n"


def test_fmt_proposes_no_id_that_an_included_fragment_has(site: Site) -> None:
    site.write("source/_shared/our-page/fragment.md", "Shared words.\n")
    path = site.write(
        "source/small/leaflet.md", "# Small\n\n## Our page\n\nWords.\n\n::: include our-page\n"
    )
    assert site.run("fmt").exit_code == 0
    assert "{#our-page}" not in path.read_text()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("words", (Span(text="words"),)),
        ("a **b** c", (Span(text="a "), Span(text="b", bold=True), Span(text=" c"))),
        ("**重要。**这", (Span(text="重要。", bold=True), Span(text="这"))),
        ("**“مهم”**.", (Span(text="“مهم”", bold=True), Span(text="."))),
        (
            "a**b**c**d**",
            (
                Span(text="a"),
                Span(text="b", bold=True),
                Span(text="c"),
                Span(text="d", bold=True),
            ),
        ),
        ("[a b][c]", (Span(text="a b", link="c"),)),
        ("[**a** b][c]", (Span(text="a", bold=True, link="c"), Span(text=" b", link="c"))),
        ("**[a][b]**", (Span(text="a", bold=True, link="b"),)),
        ("{a}", (Span(field="a"),)),
        ("**{a-1}** {b_2}", (Span(field="a-1", bold=True), Span(text=" "), Span(field="b_2"))),
        ("[call {a}][b]", (Span(text="call ", link="b"), Span(field="a", link="b"))),
        ("a\\\nb", (Span(text="a"), Span(text="\n"), Span(text="b"))),
        (
            "**a\\\nb**",
            (Span(text="a", bold=True), Span(text="\n"), Span(text="b", bold=True)),
        ),
        ("\\*\\*a\\*\\*", (Span(text="**a**"),)),
        ("\\[a\\]\\{b\\}\\<c\\&d;\\_e\\\\", (Span(text="[a]{b}<c&d;_e\\"),)),
        ("\\# a", (Span(text="# a"),)),
        ("2024. januárban", (Span(text="2024. januárban"),)),
        ("- a", (Span(text="- a"),)),
        ("snake_case_name, 5 < 6 & R&D", (Span(text="snake_case_name, 5 < 6 & R&D"),)),
        ("C:\\dir", (Span(text="C:\\dir"),)),
        (" a\u00a0b ", (Span(text=" a\u00a0b "),)),
    ],
)
def test_inline_text_is_read(text: str, spans: tuple[Span, ...]) -> None:
    assert parse_inline(text) == spans


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("ab `c`", 3),
        ("**b** *c*", 6),
        ("**b `c`**", 4),
        ("a\\\n<b>", 3),
        ("see www.example.org", 4),
        ("  # a", 2),
        ("::: note", 0),
        ("a\nb", 1),
        ("a **b", 2),
    ],
)
def test_a_refusal_of_inline_text_says_where(text: str, offset: int) -> None:
    with pytest.raises(InlineError) as caught:
        parse_inline(text)
    assert caught.value.offset == offset
    assert caught.value.hint


PIECES = st.sampled_from(
    [
        "&#x41;", "&#65;", "&amp;", "&amp", "&", ";", "**", "*", "_", "[", "]", "][", "](",
        ")",
        "{a}", "{", "}", "\\", "\n", "\\\n", "<b>", "<", "/", "!", "?", ">", "http://",
        "HTTPS://", "www.", "WWW", ".", "~~", "~", "`", "#", "# ", " ", ":::", ":", "a", "x1",
        "é", "重", "۴", "![", "[^", "\t", "\u3000", "\u2028", "<tel:", "<mailto:", "[a][b]",
    ]
)  # fmt: skip
MARKED = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=30)


@settings(max_examples=1500, deadline=None)
@given(MARKED)
def test_the_fast_path_reads_as_the_parser_does(text: str) -> None:
    def outcome(parse: object) -> object:
        assert callable(parse)
        try:
            return parse(text)
        except InlineError as error:
            return error.message, error.offset, error.hint

    assert outcome(parse_inline) == outcome(parse_with_markup)


BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters=BREAKS), max_size=40))
def test_any_words_can_be_written_with_escapes(words: str) -> None:
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", words)
    assert "".join(span.text for span in parse_inline(escaped)) == words
    assert all(span == Span(text=span.text) for span in parse_inline(escaped))


PLAIN = st.text("aé重 .,;()–'\u00a0", max_size=6).map(lambda words: f"a{words}b")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(["", "", "page"]),
            PLAIN | st.just("{"),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_what_is_written_is_what_is_read(rows: list[tuple[bool, str, str, bool]]) -> None:
    text, spans = "", []
    for bold, link, words, broken in rows:
        span = Span(text=words, bold=bold, link=link)
        shown = words.replace("{", "{helpline}")
        if words == "{":
            span = Span(field="helpline", bold=bold, link=link)
        shown = f"[{shown}][{link}]" if link else shown
        text += (f"**{shown}**" if bold else shown) + ("\\\n" if broken else "|")
        spans += [span, Span(text="\n" if broken else "|")]
    read = parse_inline(text)
    assert _joined(read) == _joined(spans)


def _joined(spans: Iterable[Span]) -> list[tuple[bool, str, str, str]]:
    """The letters one by one, so that it does not matter where spans are cut."""
    letters = []
    for span in spans:
        letters += [(span.bold, span.link, span.field, letter) for letter in span.text or "{"]
    return letters


def test_docs_name_every_construct_that_the_table_has() -> None:
    page = Path(__file__).parent.parent / "docs" / "dialect.md"
    text = page.read_text(encoding="utf-8")
    for name in (
        "::: note", "::: warning", "::: include", "::: only", "::: not", "::: quality-mark",
        "<!-- translators:", "<!-- context:", "<!-- notranslate -->", "{#", "was=", "**",
        "raw HTML", "italics", "block quote", "code", "footnote", "thematic break", "entities",
        "links.toml", "facts.toml",
    ):  # fmt: skip
        assert name.lower() in text.lower(), name
