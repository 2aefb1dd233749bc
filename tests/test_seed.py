"""The first leaflet has every word of the one that was received, and no other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import LEAFLET, ROOT

from pipeline import po
from pipeline.build.workspace import Workspace
from pipeline.edition import keep_for, lay_out, translate, walk
from pipeline.languages import SOURCE
from pipeline.model import Kind, Leaflet, Unit
from pipeline.units import places

SEED = Path(__file__).parent / "data" / "seed.txt"
FRAGMENT = "about-our-information"
RESTORED = "Microcalcifications"
"""A heading that was lost on the way: two blank lines stand in its place."""
BELOW = "These are tiny calcium deposits"
"""How the text below the lost heading begins."""
DOUBLED = "Trusted Information Creator - Patient Information Forum"
"""A logo's words, which stand twice because a logo and its caption were copied."""

SECTIONS = {
    "_leaflet": 2,
    "what-are-breast-calcifications": 5,
    "macrocalcifications": 9,
    "microcalcifications": 5,
    "what-happens": 5,
    "biopsy-results": 3,
    "your-feelings": 4,
    FRAGMENT: 3,
}
"""Each section with the number of its units, in reading order."""


@pytest.fixture
def leaflet(workspace: Workspace) -> Leaflet:
    (found,) = (leaflet for leaflet in workspace.leaflets if leaflet.id == LEAFLET)
    return found


def received() -> list[str]:
    """The blocks of the leaflet as it came, without the bullets of its lists."""
    lines = SEED.read_text(encoding="utf-8").split("\n")
    return [line.strip().removeprefix("•").strip() for line in lines if line.strip()]


def expected() -> list[str]:
    """The blocks that the leaflet must have."""
    lines = received()
    (place,) = (n for n, line in enumerate(lines) if line.startswith(BELOW))
    (first, second) = (n for n, line in enumerate(lines) if line == DOUBLED)
    assert second == first + 1
    return [*lines[:place], RESTORED, *lines[place:first], *lines[second:]]


def written(path: Path) -> Iterator[str]:
    """The words of each block of a Markdown file, read without the pipeline."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    for line in text.split("\n"):
        if include := re.match(r"::: include (\S+)", line):
            yield from written(ROOT / "source" / "_shared" / include[1] / "fragment.md")
        elif line.strip() and not line.startswith(":::"):
            line = re.sub(r"^(#+|-|!\[)\s*|\s*\{#\S+\}$|\]\(.*\)$", "", line)
            yield line


def test_the_leaflet_as_it_was_received_has_not_been_touched() -> None:
    assert hashlib.sha256(SEED.read_bytes()).hexdigest() == (
        "d779b0d7884649e4220051f3aaa4e9c9f57d684f01143c49e7bd62e850afb64d"
    )


def test_the_source_has_every_word_that_was_received_in_its_order() -> None:
    assert list(written(ROOT / "source" / LEAFLET / "leaflet.md")) == expected()


def test_the_leaflet_has_every_word_that_was_received_in_its_order(leaflet: Leaflet) -> None:
    assert [place.block.text for place in places(leaflet)] == expected()


def test_readers_of_the_english_edition_get_every_word_in_its_order(leaflet: Leaflet) -> None:
    sections = lay_out(
        keep_for(leaflet, SOURCE),
        rtl=False,
        fact=lambda name: (name, ""),
        link=lambda name: name,
        english=True,
    )
    shown = [passage.text for part in sections for passage in walk(part.passages)]
    assert list(filter(None, shown)) == expected()


def test_only_two_lines_differ_from_what_was_received() -> None:
    ours, theirs = expected(), received()
    assert len(theirs) == len(set(theirs)) + 1
    assert set(ours) ^ set(theirs) == {RESTORED}
    assert theirs.count(DOUBLED) == ours.count(DOUBLED) + 1 == 2


def test_the_sections_stand_in_their_order_with_all_their_units(
    leaflet: Leaflet, workspace: Workspace
) -> None:
    assert [section.id for section in leaflet.sections] == list(SECTIONS)
    every = [*workspace.units[LEAFLET], *workspace.units[FRAGMENT]]
    assert {name: sum(unit.section == name for unit in every) for name in SECTIONS} == SECTIONS
    assert len(every) == 36


def test_the_headings_have_the_levels_that_were_lost(leaflet: Leaflet) -> None:
    assert [section.heading.level for section in leaflet.sections if section.heading] == [
        2, 3, 3, 2, 3, 2,
    ]  # fmt: skip
    assert leaflet.sections[-1].heading is None
    assert leaflet.sections[-1].owner == FRAGMENT


def test_every_bullet_is_an_item_below_its_stem(workspace: Workspace) -> None:
    lines = SEED.read_text(encoding="utf-8").split("\n")
    stems: dict[str, str] = {}
    stem = ""
    for line in filter(str.strip, lines):
        if "•" in line:
            stems[line.strip(" •")] = stem
        else:
            stem = line
    items = {unit.msgid: unit.stem for unit in workspace.units[LEAFLET] if unit.role == "item"}
    assert items == stems
    assert len(items) == 7


def test_the_quality_mark_holds_the_whole_fragment(leaflet: Leaflet) -> None:
    (mark,) = leaflet.sections[-1].blocks
    assert mark.kind is Kind.QUALITY_MARK
    assert [block.kind for block in mark.children] == [
        Kind.IMAGE,
        Kind.PARAGRAPH,
        Kind.PARAGRAPH,
    ]
    marked = [place.block.text for place in places(leaflet) if place.marked]
    assert marked == expected()[-3:]


def test_nothing_is_invented_that_the_leaflet_must_carry(leaflet: Leaflet) -> None:
    assert leaflet.meta == (("publisher", "Macmillan Cancer Support"),)


def units(workspace: Workspace) -> list[Unit]:
    return [*workspace.units[LEAFLET], *workspace.units[FRAGMENT]]


def test_translating_nothing_changes_nothing(leaflet: Leaflet, workspace: Workspace) -> None:
    texts = {unit.key: unit.msgid for unit in units(workspace)}
    assert translate(leaflet, texts) == leaflet


def test_one_changed_translation_changes_its_own_block_alone(
    leaflet: Leaflet, workspace: Workspace
) -> None:
    texts = {unit.key: unit.msgid for unit in units(workspace)}
    before = [place.block.text for place in places(leaflet)]
    for number, key in enumerate(place.key for place in places(leaflet)):
        again = translate(leaflet, texts | {key: "Changed."})
        after = [place.block.text for place in places(again)]
        assert after == [*before[:number], "Changed.", *before[number + 1 :]]


def test_a_block_without_its_translation_is_never_left_in_english(
    leaflet: Leaflet, workspace: Workspace
) -> None:
    texts = {unit.key: unit.msgid for unit in units(workspace)}
    for key in texts:
        with pytest.raises(KeyError):
            translate(leaflet, {other: text for other, text in texts.items() if other != key})


def test_the_committed_templates_have_exactly_these_words() -> None:
    words = []
    for owner in (LEAFLET, FRAGMENT):
        path = f"locales/templates/{owner}.pot"
        catalogue = po.read_catalogue(ROOT / path, path)
        assert catalogue
        words += [entry.id for entry in catalogue.entries]
    assert words == expected()
