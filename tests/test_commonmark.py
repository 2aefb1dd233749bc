"""CommonMark's own examples, as far as the dialect has what they use.

An identity translation of a leaflet must say what the leaflet says; of 655 such examples, the
tools that translate Markdown lose a fifth to two thirds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from test_units import leaflet

from pipeline import edition, languages, po
from pipeline.errors import PolyleafError
from pipeline.model import Leaflet, Passage
from pipeline.reconcile import reconcile
from pipeline.units import extract

_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
INSIDE = 93
"""How many of the 652 examples hold nothing that the dialect refuses."""
OTHERWISE = {
    "** foo bar**\n", "**foo bar **\n", 'a**"foo"**\n', "**(**foo)\n",
    "![foo](train.jpg)\n",
}  # fmt: skip
"""Read in another way on purpose: two stars are bold wherever they stand, since Chinese has
no blanks beside them, and the words of a picture are read out."""

Example = tuple[str, str, Leaflet]
"""Markdown, the HTML that CommonMark makes of it, and our reading of it."""


@pytest.fixture
def examples(vendored: Callable[[str], Path]) -> list[Example]:
    found = []
    for markdown, expected in _EXAMPLE.findall(vendored("spec.txt").read_text("utf-8")):
        text = markdown.replace("→", "\t")
        try:
            made = leaflet(f"# Title\n\nSummary.\n\n## Part {{#part}}\n\n{text}\n")
        except PolyleafError:  # And nothing else, whatever the text is.
            continue
        found.append((text, expected.replace("→", "\t"), made))
    return found


def test_an_identity_translation_changes_no_example(examples: list[Example]) -> None:
    assert len(examples) == INSIDE
    welsh = languages.find("cy")
    for text, _, made in examples:
        made_for = reconcile(None, "small", "Title", extract(made), welsh, "cy.po").catalogue
        entries = tuple(replace(e, strings=(e.id,)) for e in made_for.entries)
        read = po.scan(po.dump(replace(made_for, entries=entries)), "cy.po")
        own = {entry.key: entry.strings[0] for entry in read.entries}
        assert edition.translate(made, own) == made, text
        assert laid_out(edition.translate(made, own)) == laid_out(made), text


def test_examples_say_what_commonmark_makes_of_them(examples: list[Example]) -> None:
    assert {text for text, *_ in examples} > OTHERWISE
    for text, expected, made in examples:
        if text in OTHERWISE:
            continue
        root = html.fragment_fromstring(expected, create_parent=True)
        bold = "".join(item.text_content() for item in root.iter("strong"))
        passages = laid_out(made)
        assert words(*(p.text for p in passages)) == words(root.text_content()), text
        said = words(*(run.text for p in passages for run in p.runs if run.bold))
        assert said == words(bold), text
        items = sum(p.kind.value == "item" for p in passages)
        assert items == len(list(root.iter("li"))), text


def laid_out(made: Leaflet) -> list[Passage]:
    """Every passage of the one section, as renderers get them; not its heading."""
    sections = edition.lay_out(
        made,
        rtl=False,
        fact=lambda name: (name, ""),
        link=lambda name: name,
        english=False,
    )
    passages = tuple(
        p for section in sections if section.id == "part" for p in section.passages
    )
    return [p for p in edition.walk(passages) if p.kind.value != "heading"]


def words(*texts: str) -> str:
    return "".join("".join(texts).split())
