"""Whatever tool saved a catalogue, `update` loses no word, and changes what it must."""

from __future__ import annotations

import difflib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL, Site

from pipeline.model import Catalogue

Find = Callable[[str, str], str]
WELSH = "locales/cy/small.po"
TEMPLATE = "locales/templates/small.pot"
LEAFLET = "source/small/leaflet.md"
ADDED = SMALL + "\nNew words.\n"
POEDIT = Path(__file__).parent / "data/po/poedit-3.2.2.po"
"""Saved by Debian's Poedit 3.2.2 in a width of 76, after one word was added to the summary.

With lines that end in CRLF it saves the same bytes, and the line ends stay CRLF.
"""

WIDTHS = ("--width=40", "--width=76", "--width=80", "--width=65535", "--no-wrap")
SAVES = [
    *(("msgcat", width, *more) for width in WIDTHS for more in [(), ("--sort-output",)]),
    *(("msgattrib", width) for width in WIDTHS),
    *(("msgmerge", "--quiet", width) for width in WIDTHS),
    ("msgcat", "--no-location"),
    ("msgattrib", "--no-location", "--sort-output"),
    ("msgmerge", "--quiet", "--sort-by-file", "--add-location=file"),
    ("msgmerge", "--quiet", "--no-location", "--no-fuzzy-matching"),
]


def said(catalogue: Catalogue) -> set[tuple[object, ...]]:
    """What translators and tools have said, in whatever order."""
    return {
        (e.key, e.plural, e.strings, e.fuzzy, e.comments, e.obsolete, e.previous_id)
        for e in catalogue.entries
    }


@pytest.fixture
def rich(site: Site) -> Site:
    """A site whose Welsh catalogue has of all that one can have."""
    site.write(WELSH, POEDIT.read_bytes())
    return site


def saved(site: Site, find: Find, tool: str, *options: str) -> bytes:
    """Let a tool save the Welsh catalogue; its bytes."""
    paths = [site.root / WELSH, *([site.root / TEMPLATE] if tool == "msgmerge" else [])]
    content = subprocess.run(
        [find(tool, "gettext"), *options, *map(str, paths)],
        capture_output=True,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        check=True,
    ).stdout
    site.write(WELSH, content)
    return content


def passes(site: Site, find: Find) -> bool:
    command = [find("msgfmt", "gettext"), "--check", "-o", os.devnull, str(site.root / WELSH)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("save", SAVES, ids=" ".join)
def test_what_a_tool_saved_is_kept_to_the_word(
    save: tuple[str, ...], rich: Site, tool: Find
) -> None:
    words = {(entry.key, entry.strings) for entry in rich.catalogue(WELSH).entries}
    content = saved(rich, tool, *save)
    # msgmerge drops the previous texts of entries that it leaves fuzzy.
    before = said(rich.catalogue(WELSH))
    assert {(entry.key, entry.strings) for entry in rich.catalogue(WELSH).entries} == words
    assert rich.run("update").exit_code == 0
    updated = rich.read(WELSH)
    assert said(rich.catalogue(WELSH)) == before
    if not {"--sort-output", "--sort-by-file", "--no-location"} & set(save):
        assert updated.encode() == content
    assert passes(rich, tool)
    assert rich.run("update").exit_code == 0
    assert rich.read(WELSH) == updated
    rich.write(LEAFLET, ADDED)
    assert rich.run("update").exit_code == 0
    diff = list(difflib.ndiff(updated.split("\n"), rich.read(WELSH).split("\n")))
    assert not [line for line in diff if line.startswith("-")]
    assert [line for line in diff if line.startswith("+ ")] == [
        "+ #. In the section “Second part”.",
        "+ #: source/small/leaflet.md",
        '+ msgctxt "second/paragraph"',
        '+ msgid "New words."',
        '+ msgstr ""',
        "+ ",
    ]
    assert passes(rich, tool)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_what_poedit_saved_keeps_its_bytes(newline: bytes, site: Site, tool: Find) -> None:
    content = POEDIT.read_bytes().replace(b"\n", newline)
    site.write(WELSH, content)
    assert site.run("update").exit_code == 0
    assert (site.root / WELSH).read_bytes() == content
    texts = [text for entry in site.catalogue(WELSH).entries for text in entry.strings]
    assert len(texts) == 10
    assert sum(text.endswith(" of 76 signs. xX gair") for text in texts) == 1
    site.write(LEAFLET, ADDED)
    assert site.run("update").exit_code == 0
    after = (site.root / WELSH).read_bytes()
    head, _, tail = content.partition("# Siân: kept".encode())
    assert after.startswith(head.rstrip(b"\r\n"))
    assert after.endswith(tail)
    assert after.count(b"\n") == after.count(newline) == content.count(b"\n") + 6
    assert passes(site, tool)


def test_a_word_that_a_translator_changes_is_the_only_change(site: Site, tool: Find) -> None:
    wrapped = saved(site, tool, "msgcat", "--width=40").decode()
    edited = wrapped.replace("Xx one thing xX", "Un peth")
    site.write(WELSH, edited)
    assert site.run("update").exit_code == 0
    assert site.read(WELSH) == edited


def test_blank_lines_between_entries_stay(site: Site) -> None:
    wide = site.read(WELSH).replace("\n\n", "\n\n\n\n").replace("\n\n\n\n#", "\n\n \n#", 1)
    site.write(WELSH, wide)
    assert site.run("update").exit_code == 0
    assert site.read(WELSH) == wide
    site.write(LEAFLET, ADDED)
    assert site.run("update").exit_code == 0
    diff = difflib.ndiff(wide.split("\n"), site.read(WELSH).split("\n"))
    assert next(line for line in diff if line[0] in "+-?").startswith("+ #.")
    assert len(site.read(WELSH)) > len(wide)


def test_an_entry_that_changes_is_the_only_change(site: Site, tool: Find) -> None:
    wrapped = saved(site, tool, "msgcat", "--width=40").decode()
    site.write(LEAFLET, SMALL.replace("More words.", "Many more words."))
    assert site.run("update").exit_code == 0
    gone = wrapped.index('msgid "More words."')
    assert site.read(WELSH).startswith(wrapped[: wrapped.rindex("\n\n", 0, gone) + 2])
