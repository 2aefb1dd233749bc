"""`extract`, `update` and `units`, on whole projects."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SMALL, Site

from pipeline import languages
from pipeline.po import dump, scan
from pipeline.render import interface

Find = Callable[[str, str], str]
LEAFLET = "source/small/leaflet.md"
WELSH = "locales/cy/small.po"
ARABIC = "locales/ar/small.po"
PHRASES = "locales/cy/interface.po"
ADDED = SMALL + "\nNew words.\n"

RICH = """\
# A “rich” title with "quotes" \\{and braces\\}

A summary with {helpline} and [support][support].

## First part {#first}

<!-- translators: Say "no", not "none". -->
A line \\
and a second one, with a back\\\\slash and so many words that every tool of the trade wants \
to wrap them at its seventy-sixth column.

It may be:

- one thing
    - a smaller thing
- another.

![A drawing of a breast]()

| Size | Meaning |
| --- | --- |
| 5 mm | small |
| 9 mm | not small |

::: warning
**Do not wait.**

Call us.
:::

::: only cy
Only in Welsh.
:::

::: not ar
Not in Arabic.
:::

::: include shared

## Second part {#second}

Call us.
"""


def rich(site: Site) -> None:
    site.write(LEAFLET, RICH)
    site.write("source/_shared/shared/fragment.md", "Shared words, “quoted”.\n")
    site.write("source/facts.toml", '[helpline]\nvalue = "0808 808 00 00"\nkind = "phone"\n')
    site.write("source/links.toml", '[support]\nurl = "https://example.org/"\n')


def snapshot(site: Site) -> dict[str, tuple[bytes, int]]:
    """Every file in `locales/`, with the time of its last change."""
    return {
        path.relative_to(site.root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted((site.root / "locales").rglob("*"))
        if path.is_file()
    }


def catalogues(root: Path) -> list[Path]:
    found = [*root.glob("locales/*/*.po"), *root.glob("locales/templates/*.pot")]
    assert found
    return sorted(found)


def entries(text: str) -> dict[tuple[str, str], str]:
    """The bytes of each live entry."""
    return {entry.key: entry.raw for entry in scan(text, "x.po").entries if not entry.obsolete}


def msgfmt_says(program: str, path: Path) -> str:
    """What msgfmt --check has against a file; warnings are not counted."""
    done = subprocess.run(
        [program, "--check", "-o", os.devnull, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


def msgcat(program: str, path: Path, *options: str) -> bytes:
    return subprocess.run(
        [program, *options, str(path)],
        capture_output=True,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        check=True,
    ).stdout


def sections(site: Site, tag: str) -> dict[str, dict[str, int]]:
    """What `status` counts in each section of the small leaflet."""
    result = site.run("status", "small", "-l", tag, "--format", "json")
    assert result.exit_code in (0, 1)
    (edition,) = json.loads(result.stdout)["editions"]
    return {section["id"]: section for section in edition["sections"]}


def test_extract_writes_templates_and_nothing_else(site: Site) -> None:
    before = snapshot(site)
    site.write(LEAFLET, ADDED)
    result = site.run("extract")
    assert result.exit_code == 0
    assert "locales/templates/small.pot: written\n" in result.output
    assert "locales/templates/interface.pot: unchanged\n" in result.output
    after = snapshot(site)
    assert {path for path in after if after[path] != before[path]} == {
        "locales/templates/small.pot"
    }
    assert 'msgid "New words."\nmsgstr ""\n' in site.read("locales/templates/small.pot")


def test_a_second_run_touches_no_file(site: Site) -> None:
    rich(site)
    assert site.run("update").exit_code == 0
    before = snapshot(site)
    for command in ("extract", "update"):
        result = site.run(command)
        assert result.exit_code == 0
        assert "written" not in result.output
        assert snapshot(site) == before


def test_our_own_templates_and_catalogues_are_current(tmp_path: Path) -> None:
    for name in ("source", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    before = snapshot(Site(tmp_path))
    result = Site(tmp_path).run("update")
    assert result.exit_code == 0
    assert "written" not in result.output
    assert snapshot(Site(tmp_path)) == before


def test_every_new_file_is_as_msgcat_writes_it_and_passes_msgfmt(
    site: Site, tool: Find
) -> None:
    rich(site)
    site.write(WELSH, "")
    (site.root / WELSH).unlink()
    tags = [tag for tag in languages.registry() if tag != languages.SOURCE]
    options = [option for tag in tags for option in ("-l", tag)]
    assert site.run("update", *options).exit_code == 0
    made = [path for path in catalogues(site.root) if path.parent.name != "ar"]
    assert len(made) == 3 * len(tags)
    for path in made:
        assert msgcat(tool("msgcat", "gettext"), path, "--no-wrap") == path.read_bytes()
        assert not msgfmt_says(tool("msgfmt", "gettext"), path)


def test_every_updated_file_passes_msgfmt(site: Site, tool: Find) -> None:
    site.write(LEAFLET, ADDED.replace("one thing", "some thing"))
    assert site.run("update").exit_code == 0
    for path in catalogues(site.root):
        assert not msgfmt_says(tool("msgfmt", "gettext"), path)


def test_no_catalogue_has_ordinals_line_numbers_or_a_time(site: Site) -> None:
    rich(site)
    assert site.run("update", "-l", "fr").exit_code == 0
    for path in (*catalogues(site.root), *catalogues(ROOT)):
        text = path.read_text(encoding="utf-8")
        catalogue = scan(text, "x.po")
        assert catalogue.fields["X-Polyleaf-Segmentation"] == "1"
        assert "POT-Creation-Date" not in text
        for entry in catalogue.entries:
            assert not re.search(r"\d", entry.context or "")
            assert all(re.fullmatch(r"[\w./-]+\.(md|py)", name) for name in entry.references)
            assert not any(re.search(r"\bline \d", note) for note in entry.extracted)


def test_an_insertion_leaves_every_other_entry_alone(site: Site) -> None:
    before = site.read(WELSH)
    longer = SMALL.replace("## First", "Before.\n\nMore before.\n\n## First")
    site.write(LEAFLET, longer.replace("- another", "- between\n- another"))
    result = site.run("update")
    assert f"{WELSH}: written: 9 kept, 3 new\n" in result.output
    after = site.read(WELSH)
    kept = entries(after)
    assert [kept[key] for key in entries(before)] == list(entries(before).values())
    head = before.partition("\n\n")[0]
    assert after.startswith(head + "\n\n")
    assert [key[1] for key in kept][1:4] == [
        "A summary of 5 words.",
        "Before.",
        "More before.",
    ]


@pytest.mark.parametrize("width", [20, 76])
def test_what_a_tool_wrapped_stays_wrapped(width: int, site: Site, tool: Find) -> None:
    site.set(WELSH, "A summary of 5 words.", "Crynodeb o 5 gair, " + "a mwy o eiriau " * 9)
    content = msgcat(tool("msgcat", "gettext"), site.root / WELSH, f"--width={width}")
    site.write(WELSH, content)
    assert site.run("update").exit_code == 0
    assert (site.root / WELSH).read_bytes() == content
    site.write(LEAFLET, ADDED)
    assert site.run("update").exit_code == 0
    new = (
        "\n#. In the section “Second part”.\n"
        "#: source/small/leaflet.md\n"
        'msgctxt "second/paragraph"\n'
        'msgid "New words."\n'
        'msgstr ""\n'
    )
    assert site.read(WELSH) == content.decode() + new


@pytest.mark.parametrize(
    "kind", ["CRLF", "a byte order mark", "no end of line", "blank lines"]
)
def test_how_a_file_was_saved_does_not_matter(kind: str, site: Site, tool: Find) -> None:
    content = (site.root / WELSH).read_bytes()
    saved = {
        "CRLF": content.replace(b"\n", b"\r\n"),
        "a byte order mark": b"\xef\xbb\xbf" + content,
        "no end of line": content.rstrip(),
        "blank lines": content.replace(b"\n\n", b"\n\n\n\n") + b"\n\n",
    }[kind]
    site.write(WELSH, saved)
    assert site.run("update").exit_code == 0
    assert (site.root / WELSH).read_bytes() == saved
    site.write(LEAFLET, ADDED)
    assert site.run("update").exit_code == 0
    after = snapshot(site)
    strings = {e.key: e.strings for e in site.catalogue(WELSH).entries}
    assert strings["second/paragraph", "New words."] == ("",)
    assert strings["second/paragraph", "More words."] == ("Xx More words. xX",)
    assert not msgfmt_says(tool("msgfmt", "gettext"), site.root / WELSH)
    assert site.run("update").exit_code == 0
    assert snapshot(site) == after


def test_changed_english_has_no_translation_until_someone_makes_one(site: Site) -> None:
    site.write(LEAFLET, SMALL.replace("Not harmful", "Harmful"))
    result = site.run("update")
    assert result.exit_code == 0
    for path in (WELSH, ARABIC):
        assert f"{path}: written: 8 kept, 1 doubtful, 1 obsolete\n" in result.output
        text = site.read(path)
        assert (
            '#, fuzzy\n#| msgctxt "first/paragraph"\n'
            '#| msgid "Some **bold** words. Not harmful."\n'
            'msgctxt "first/paragraph"\nmsgid "Some **bold** words. Harmful."\n'
            'msgstr "Xx Some **bold** words. Not harmful. xX"\n'
        ) in text
        assert text.endswith(
            '\n#~ msgctxt "first/paragraph"\n'
            '#~ msgid "Some **bold** words. Not harmful."\n'
            '#~ msgstr "Xx Some **bold** words. Not harmful. xX"\n'
        )
        assert text.count("fuzzy") == 1
    assert sections(site, "cy")["first"]["fuzzy"] == 1
    assert site.run("status").exit_code == 1


def test_going_back_brings_the_translation_back(site: Site) -> None:
    before = site.read(WELSH)
    site.write(LEAFLET, SMALL.replace("Not harmful", "Harmful"))
    assert site.run("update").exit_code == 0
    site.write(LEAFLET, SMALL)
    assert f"{WELSH}: written: 8 kept, 1 revived, 1 obsolete\n" in site.run("update").output
    after = site.read(WELSH)
    assert after.startswith(before)
    assert after[len(before) :].startswith("\n#, fuzzy\n#~| msgctxt")


def test_what_translators_wrote_around_an_entry_is_kept(site: Site) -> None:
    text = site.read(WELSH).replace(
        '#: source/small/leaflet.md\nmsgctxt "first/item"\nmsgid "one thing"',
        '#, fuzzy\n#| msgctxt "first/item"\n#| msgid ""\n#| "one "\n#| "sort of thing"\n'
        'msgctxt "first/item"\nmsgid "one thing"',
    )
    text = "# Mine.\n" + text.replace("#. A heading.", "# Ask Ann.\n#. A heading.", 1)
    text += '\n# Old.\n#, fuzzy\n#~| msgid "older"\n#~ msgid "gone"\n#~ msgstr "wedi mynd"\n'
    site.write(WELSH, text)
    site.write(LEAFLET, ADDED.replace("## First part", "## Part one"))
    assert site.run("update").exit_code == 0
    after = site.read(WELSH)
    for words in (
        "# Mine.\n# Welsh translation",
        "# Ask Ann.\n#. A heading.\n#: source/small/leaflet.md\n#, fuzzy\n"
        '#| msgctxt "first/heading"\n#| msgid "First part"\n'
        'msgctxt "first/heading"\nmsgid "Part one"\n',
        '# Ask Ann.\n#~ msgctxt "first/heading"',
        '#, fuzzy\n#| msgctxt "first/item"\n#| msgid "one sort of thing"\n',
        '# Old.\n#, fuzzy\n#~| msgid "older"\n#~ msgid "gone"\n#~ msgstr "wedi mynd"\n',
    ):
        assert words in after
    assert sections(site, "cy")["first"]["fuzzy"] == 2


def test_a_remark_at_the_end_of_a_file_is_kept(site: Site) -> None:
    site.write(WELSH, site.read(WELSH) + "\n# Ann: is this all right?\n")
    site.write(LEAFLET, ADDED)
    assert site.run("update").exit_code == 0
    assert "# Ann: is this all right?\n" in site.read(WELSH)


@pytest.mark.parametrize(
    ("name", "posix"), [("fr", "fr"), ("pt-PT", "pt_PT"), ("PT_pt", "pt_PT")]
)
def test_a_language_is_begun_by_naming_it(name: str, posix: str, site: Site) -> None:
    before = snapshot(site)
    result = site.run("update", "-l", name)
    assert result.exit_code == 0
    assert f"locales/{posix}/small.po: written: 9 new\n" in result.output
    after = snapshot(site)
    assert {path for path in after if path not in before} == {
        f"locales/{posix}/interface.po",
        f"locales/{posix}/small.po",
    }
    assert all(after[path] == before[path] for path in before)
    fields = site.catalogue(f"locales/{posix}/small.po").fields
    assert fields["Language"] == posix
    assert fields["Plural-Forms"] == languages.find(name).plural_forms


def test_only_the_language_that_is_named_is_updated(site: Site) -> None:
    arabic = site.read(ARABIC)
    site.write(LEAFLET, ADDED)
    result = site.run("update", "-l", "cy")
    assert result.exit_code == 0
    assert "New words." in site.read(WELSH)
    assert site.read(ARABIC) == arabic
    assert "locales/ar" not in result.output


def test_only_the_leaflet_that_is_named_is_updated(site: Site) -> None:
    site.write("source/other/leaflet.md", SMALL)
    assert site.run("update").exit_code == 0
    site.write(LEAFLET, ADDED)
    site.write("source/other/leaflet.md", ADDED)
    result = site.run("update", "other", "-l", "cy")
    assert result.exit_code == 0
    assert "New words." in site.read("locales/cy/other.po")
    assert "New words." not in site.read(WELSH)


def test_only_the_template_that_is_named_is_extracted(site: Site) -> None:
    site.write("source/other/leaflet.md", SMALL)
    assert site.run("extract").exit_code == 0
    site.write(LEAFLET, ADDED)
    site.write("source/other/leaflet.md", ADDED)
    assert site.run("extract", "other").exit_code == 0
    assert "New words." in site.read("locales/templates/other.pot")
    assert "New words." not in site.read("locales/templates/small.pot")


def test_a_leaflet_that_nobody_wrote_is_refused(site: Site) -> None:
    site.write(LEAFLET, ADDED)
    before = snapshot(site)
    result = site.run("update", "smal")
    assert result.exit_code == 2
    assert "“smal”" in result.output
    assert snapshot(site) == before


def test_a_language_that_nobody_knows_is_refused(site: Site) -> None:
    site.write(LEAFLET, ADDED)
    before = snapshot(site)
    result = site.run("update", "-l", "xx")
    assert result.exit_code == 2
    assert "“xx” is no language of the registry" in result.output
    assert snapshot(site) == before


UNREADABLE: Mapping[str, tuple[Callable[[str], bytes], str]] = {
    "a conflict": (
        lambda text: text.replace("#. A heading", "<<<<<<< HEAD\n#. A heading", 1).encode(),
        "a merge left",
    ),
    "an open string": (lambda text: text.replace('words. xX"', "words. xX").encode(), "open"),
    "cut off": (lambda text: text[: text.rindex("xX")].encode(), "open"),
    "Latin-1": (lambda text: text.replace("“", "\xe9").encode("latin-1", "replace"), "UTF-8"),
    "UTF-16": (lambda text: text.encode("utf-16"), "UTF-8"),
    "an empty file": (lambda _: b"", "empty"),
    "an error page": (lambda _: b"<!DOCTYPE html>\n<title>404</title>\n", "web page"),
    "a double": (lambda text: (text + text[text.index("\n\n") :]).encode(), "the same entry"),
    "Fuzzy": (lambda text: text.replace("#. A", "#, Fuzzy\n#. A", 1).encode(), "Fuzzy"),
    "a NUL": (lambda text: text.replace("xX", "\0", 1).encode(), "NUL"),
    "two tellings in one text": (
        lambda text: text.replace(
            "\n\n#. A heading", '\n#~ "nid"\n\n#. A heading', 1
        ).encode(),
        "#~",
    ),
    "the line ends of an old Mac": (lambda text: text.replace("\n", "\r").encode(), ":1"),
    "remarks alone": (lambda _: b"# Ann will send this on Friday.\n", ":1"),
}


@pytest.mark.parametrize(("spoil", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_catalogue_is_left_as_it_is_and_the_others_are_updated(
    spoil: Callable[[str], bytes], words: str, site: Site
) -> None:
    site.write(WELSH, spoil(site.read(WELSH)))
    before = snapshot(site)
    site.write(LEAFLET, ADDED)
    result = site.run("update")
    after = snapshot(site)
    assert after[WELSH] == before[WELSH]
    assert result.exit_code == 3
    told = [line for line in result.output.split("\n") if line.startswith(f"{WELSH}:")]
    assert len(told) == 1
    assert re.match(rf"{WELSH}:\d+", told[0])
    assert words in told[0]
    assert "New words." in site.read(ARABIC)
    assert "Traceback" not in result.output


def test_a_folder_in_a_catalogues_place_stops_nobody_else(site: Site) -> None:
    (site.root / WELSH).unlink()
    (site.root / WELSH).mkdir()
    site.write(LEAFLET, ADDED)
    result = site.run("update")
    assert result.exit_code == 3
    assert f"{WELSH}:1: is a folder, not a file\n" in result.output
    assert "New words." in site.read(ARABIC)


def test_a_catalogue_that_cannot_be_written_stops_nobody_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(site)
    move = os.replace

    def full(source: str, target: Path) -> None:
        if target.as_posix().endswith(ARABIC):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        move(source, target)

    monkeypatch.setattr(os, "replace", full)
    site.write(LEAFLET, ADDED)
    result = site.run("update")
    assert result.exit_code == 3
    assert f"{ARABIC}:1: cannot be written: No space left" in result.output
    after = snapshot(site)
    assert after[ARABIC] == before[ARABIC]
    assert set(after) == set(before)
    assert "New words." in site.read(WELSH)


def test_a_template_that_cannot_be_written_stops_no_catalogue(site: Site) -> None:
    template = site.root / "locales/templates/small.pot"
    template.unlink()
    template.mkdir()
    site.write(LEAFLET, ADDED)
    result = site.run("update")
    assert result.exit_code == 3
    assert "locales/templates/small.pot:1: " in result.output
    assert "New words." in site.read(WELSH)


def test_a_leaflet_that_cannot_be_read_keeps_its_catalogues(site: Site) -> None:
    site.write("source/other/leaflet.md", SMALL)
    assert site.run("update").exit_code == 0
    before = snapshot(site)
    site.write("source/other/leaflet.md", SMALL + "\n<b>No</b>\n")
    site.write(LEAFLET, ADDED)
    result = site.run("update")
    assert result.exit_code == 3
    assert "source/other/leaflet.md:18: " in result.output
    after = snapshot(site)
    assert all(after[path] == before[path] for path in before if "other" in path)
    assert "New words." in site.read(WELSH)


def test_a_leaflet_that_leaves_the_source_keeps_its_catalogues(site: Site) -> None:
    site.write("source/other/leaflet.md", SMALL)
    before = snapshot(site)
    shutil.rmtree(site.root / "source/small")
    assert site.run("update").exit_code == 0
    after = snapshot(site)
    assert all(after[path] == before[path] for path in before)


def test_a_catalogue_without_a_header_comes_out_whole(site: Site, tool: Find) -> None:
    body = site.read(WELSH).partition("\n\n")[2].replace("Xx", "Ŵŷ")
    site.write(WELSH, body)
    site.write(LEAFLET, ADDED)
    assert site.run("update").exit_code == 0
    assert not msgfmt_says(tool("msgfmt", "gettext"), site.root / WELSH)
    strings = {entry.key: entry.strings for entry in site.catalogue(WELSH).entries}
    assert strings["second/paragraph", "More words."] == ("Ŵŷ More words. xX",)


def test_entries_that_share_a_line_stay_readable(site: Site) -> None:
    gone = '#~ msgid "a" msgstr "b" msgid "c" msgstr "d"\n'
    site.write(WELSH, f"{site.read(WELSH)}\n{gone}")
    site.write(LEAFLET, ADDED)
    assert site.run("update").exit_code == 0
    assert site.run("update").exit_code == 0
    assert [e.strings for e in site.catalogue(WELSH).entries if e.obsolete] == [("b",), ("d",)]


def test_words_for_one_language_are_in_its_catalogue_and_in_the_template(site: Site) -> None:
    rich(site)
    assert site.run("update").exit_code == 0
    template = entries(site.read("locales/templates/small.pot"))
    key = ("first/paragraph", "Only in Welsh.")
    other = ("first/paragraph", "Not in Arabic.")
    assert "#. Only for: cy." in template[key]
    assert "#. Not for: ar." in template[other]
    assert {key, other} <= set(entries(site.read(WELSH)))
    assert not {key, other} & set(entries(site.read(ARABIC)))


def test_a_fragment_has_a_catalogue_of_its_own(site: Site) -> None:
    rich(site)
    assert site.run("update").exit_code == 0
    key = ("shared/paragraph", "Shared words, “quoted”.")
    assert set(entries(site.read("locales/cy/shared.po"))) == {key}
    assert key not in entries(site.read(WELSH))


def endings(site: Site) -> Iterator[str]:
    for path in catalogues(site.root):
        text = path.read_text(encoding="utf-8")
        yield from (line for line in text.split("\n") if line.startswith("#."))


@pytest.mark.parametrize(
    "source",
    [
        SMALL.replace("More words.", "<!-- translators: kept on C:\\ -->\nMore words."),
        SMALL.replace("They may be:", "They may be \\\nany of these:"),
    ],
    ids=["a note", "a sentence with a hard break"],
)
def test_no_comment_ends_in_a_backslash(source: str, site: Site, tool: Find) -> None:
    """gettext takes the next line for a part of such a comment, even if it says fuzzy."""
    site.write(LEAFLET, source)
    assert site.run("update", "-l", "fr").exit_code == 0
    assert not [line for line in endings(site) if line.endswith("\\")]
    path = site.root / "locales/fr/small.po"
    assert msgcat(tool("msgcat", "gettext"), path, "--no-wrap") == path.read_bytes()


def test_a_note_that_says_nothing_leaves_no_comment(site: Site) -> None:
    site.write(LEAFLET, SMALL + "\n::: include shared\n")
    site.write(
        "source/_shared/shared/fragment.md", "<!-- translators: \\ -->\nShared words.\n"
    )
    assert site.run("update").exit_code == 0
    blank = 'msgid "Shared words."\nmsgstr ""\n'
    text = site.read("locales/cy/shared.po").replace(blank, f'{blank}"Gei"\n"riau"\n')
    site.write("locales/cy/shared.po", text)
    assert site.run("update").exit_code == 0
    assert site.read("locales/cy/shared.po") == text


def test_a_comment_is_one_line_however_the_source_is_broken(site: Site) -> None:
    """Else a translator's tool and `update` would rewrite the entry in turns."""
    notes = "<!-- translators: one\n  two\n\tthree\\ -->\n"
    site.write(
        LEAFLET,
        SMALL.replace("They may be:", "They may be \\\nany of these:").replace(
            "More words.", notes + "More words."
        ),
    )
    assert site.run("update").exit_code == 0
    site.translate("cy")
    wrapped = site.read(WELSH).replace('\nmsgstr "Xx', '\nmsgstr ""\n"Xx')
    site.write(WELSH, wrapped)
    assert site.run("update").exit_code == 0
    assert site.read(WELSH) == wrapped
    found = {entry.id: entry.extracted for entry in site.catalogue(WELSH).entries}
    assert "one two three" in found["More words."]
    assert found["one thing"] == (
        "In the section “First part”.",
        "An item of the list “They may be any of these:”",
    )


@pytest.mark.parametrize(
    "flags", ["fuzzy", "fuzzy, c-format", "fuzzy c-format", "no-wrap\tfuzzy"]
)
def test_a_doubtful_translation_is_never_counted_as_one(flags: str, site: Site) -> None:
    """To gettext, blanks part flags just as commas do."""
    text = site.read(WELSH).replace("#. Says NOT", f"#, {flags}\n#. Says NOT")
    site.write(WELSH, text)
    assert sections(site, "cy")["first"]["fuzzy"] == 1
    assert site.run("status", "-l", "cy").exit_code == 1


@pytest.mark.parametrize("blank", ["   ", "\u00a0", "\u200b", "\n\n"])
def test_blank_words_are_no_translation(blank: str, site: Site) -> None:
    site.set(WELSH, "More words.", blank)
    assert sections(site, "cy")["second"]["untranslated"] == 1
    assert site.run("status", "-l", "cy").exit_code == 1


@pytest.mark.parametrize(
    "field",
    [
        "POT-Creation-Date: 2024-07-09T12:20:23-07:00",
        "PO-Revision-Date: 9. července 2024",
        "X-Poedit-Basepath: C:\\\\",
    ],
)
def test_any_date_and_any_field_is_read_and_kept(field: str, site: Site) -> None:
    site.write(
        WELSH, site.read(WELSH).replace('"MIME-Version', f'"{field}\\n"\n"MIME-Version')
    )
    site.write(LEAFLET, ADDED)
    assert site.run("update").exit_code == 0
    assert f'"{field}\\n"\n' in site.read(WELSH)


@pytest.mark.parametrize(
    "rule",
    [
        "nplurals=999999999; plural=n;",
        "nplurals=2; plural=__import__('os').system('false');",
        "nplurals=2; plural=" + "(" * 400 + "n" + ")" * 400 + ";",
        "",
    ],
    ids=["many", "code", "deep", "none"],
)
def test_a_strange_plural_rule_holds_one_language_and_stops_no_update(
    rule: str, site: Site
) -> None:
    ours = languages.find("cy").plural_forms
    site.write(PHRASES, site.read(PHRASES).replace(ours, rule))
    assert site.run("update").exit_code == 0
    assert f'"Plural-Forms: {rule}\\n"' in site.read(PHRASES)
    assert site.run("check", "-l", "cy").exit_code == 1
    assert site.run("check", "-l", "ar").exit_code == 0


TWICE = """\
# Small title

## First part {#first}

Yes

## Second part {#second}

Yes

## Biopsy {#biopsy}

It may be:

- Biopsy
"""


def test_the_same_words_in_two_places_keep_their_own_translations(site: Site) -> None:
    """A context that is a line number gave one the translation of the other."""
    site.write(LEAFLET, TWICE)
    assert site.run("update").exit_code == 0
    text = site.read(WELSH)
    for context, msgid, string in (
        ("first/paragraph", "Yes", "Oes"),
        ("second/paragraph", "Yes", "Ydy"),
        ("biopsy/heading", "Biopsy", "Y biopsi"),
        ("biopsy/item", "Biopsy", "biopsi"),
    ):
        blank = f'msgctxt "{context}"\nmsgid "{msgid}"\nmsgstr ".*"'
        assert len(re.findall(blank, text)) == 1
        text = re.sub(blank, f'{blank[:-3]}{string}"', text)
    site.write(WELSH, text)
    site.write(LEAFLET, TWICE.replace("## First", "One.\n\nTwo.\n\n## First"))
    assert site.run("update").exit_code == 0
    strings = {entry.key: entry.strings for entry in site.catalogue(WELSH).entries}
    assert strings["first/paragraph", "Yes"] == ("Oes",)
    assert strings["second/paragraph", "Yes"] == ("Ydy",)
    assert strings["biopsy/heading", "Biopsy"] == ("Y biopsi",)
    assert strings["biopsy/item", "Biopsy"] == ("biopsi",)


TABLE = """\
# Small title

## First part {#first}

| Lump | Pain |
| --- | --- |
| Yes | Yes |
"""


def test_the_same_cell_in_two_columns_is_told_apart_by_the_author(site: Site) -> None:
    site.write(LEAFLET, TABLE)
    result = site.run("extract")
    assert result.exit_code == 3
    assert f"{LEAFLET}:7: the cell “Yes” stands under “Pain” here and under “Lump”" in (
        result.output
    )
    assert "<!-- context: name -->" in result.output


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "{n} section"\nmsgstr "adran"',
        'msgid "{n} section"\nmsgid_plural "{n} parts"\n'
        + "".join(f'msgstr[{form}] "adran"\n' for form in range(6)),
    ],
    ids=["no plural before", "another plural before"],
)
def test_no_translation_is_thrown_away_when_a_plural_changes(entry: str, site: Site) -> None:
    """gettext has one entry for both, so the old words have to go somewhere else."""
    old = re.compile(r'msgid "\{n\} section"\n.*?(?=\n\n)', re.DOTALL)
    text, count = old.subn(entry.rstrip().replace("\\", r"\\"), site.read(PHRASES))
    assert count == 1
    site.write(PHRASES, text)
    assert site.run("update").exit_code == 0
    assert any("adran" in content.decode() for content, _ in snapshot(site).values())


def test_no_translation_is_thrown_away_for_an_empty_context(site: Site) -> None:
    """To gettext, no context and an empty one are two; in the interface they name one unit."""
    site.write(PHRASES, site.read(PHRASES) + '\nmsgctxt ""\nmsgid "Code"\nmsgstr "Côd"\n')
    site.run("update")
    kept = [content.decode() for content, _ in snapshot(site).values()]
    assert any("Xx Code xX" in text for text in kept if "Welsh" in text)
    assert any("Côd" in text for text in kept)


ONE_FORM = 'msgid "{n} section"\nmsgstr "adran {n}"'
ATTIC = "locales/cy/interface.attic.jsonl"


def singular(site: Site, words: str = "adran {n}") -> None:
    """Put an entry without plural forms where the interface asks for some."""
    text = re.sub(
        r'msgid "\{n\} section"\n.*?(?=\n\n)',
        ONE_FORM.replace("adran {n}", words),
        site.read(PHRASES),
        flags=re.DOTALL,
    )
    site.write(PHRASES, text.replace(f"{ONE_FORM[:19]}", f"# Ann: ask.\n{ONE_FORM[:19]}"))


def kept_words(site: Site) -> list[list[str]]:
    """The translations in the attic, in its order."""
    records = [json.loads(line) for line in site.read(ATTIC).splitlines()]
    assert all(record["v"] == 1 for record in records)
    return [record["msgstr"] for record in records]


def test_the_attic_keeps_all_of_an_entry_and_only_grows(site: Site) -> None:
    singular(site)
    result = site.run("update")
    assert result.exit_code == 0
    assert f"{ATTIC}: written\n" in result.output
    (line,) = site.read(ATTIC).splitlines()
    record = json.loads(line)
    assert record["msgid"] == "{n} section"
    assert record["comments"] == ["Ann: ask."]
    assert kept_words(site) == [["adran {n}"]]
    singular(site, "rhan {n}")
    assert site.run("update").exit_code == 0
    singular(site)
    assert site.run("update").exit_code == 0
    assert kept_words(site) == [["adran {n}"], ["rhan {n}"]]
    assert site.read(ATTIC).startswith(line + "\n")


def test_no_attic_is_made_for_what_nobody_wrote(site: Site) -> None:
    singular(site, "")
    site.write(PHRASES, site.read(PHRASES).replace("# Ann: ask.\n", ""))
    assert site.run("update").exit_code == 0
    assert not (site.root / ATTIC).exists()


def test_a_catalogue_waits_until_its_attic_can_be_written(site: Site) -> None:
    singular(site)
    site.write(ATTIC, b"caf\xe9\n")
    before = snapshot(site)
    site.write(LEAFLET, ADDED)
    result = site.run("update")
    assert result.exit_code == 3
    assert f"{ATTIC}:1: " in result.output
    after = snapshot(site)
    assert (after[ATTIC], after[PHRASES]) == (before[ATTIC], before[PHRASES])
    assert "New words." in site.read(WELSH)


def test_a_catalogue_that_cannot_be_written_loses_nothing_to_its_attic(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    singular(site)
    before = snapshot(site)
    move = os.replace

    def full(source: str, target: Path) -> None:
        if str(target).endswith(PHRASES):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        move(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        assert site.run("update").exit_code == 3
    assert snapshot(site)[PHRASES] == before[PHRASES]
    assert site.run("update").exit_code == 0
    assert kept_words(site) == [["adran {n}"]]


def listed(site: Site, *arguments: str) -> list[dict[str, Any]]:
    result = site.run("units", "--format", "json", *arguments)
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["version"] == 1
    units: list[dict[str, Any]] = found["units"]
    return units


def test_units_have_places_contexts_and_hashes(site: Site) -> None:
    rich(site)
    units = listed(site)
    assert {unit["leaflet"] for unit in units} == {"small", "shared"}
    small = [unit for unit in units if unit["leaflet"] == "small"]
    lines = RICH.split("\n")
    for unit in small:
        (place,) = unit["places"]
        assert place["path"] == LEAFLET
        first = unit["msgid"].partition("\n")[0]
        assert first in lines[place["line"] - 1]
        assert unit["unit"] == unit["source"][:12]
    assert len({unit["source"] for unit in units}) == len(units)
    assert site.run("extract").exit_code == 0
    template = entries(site.read("locales/templates/small.pot"))
    assert [(unit["context"], unit["msgid"]) for unit in small] == list(template)


def test_the_hash_of_a_unit_is_that_of_its_words_stem_and_facts(site: Site) -> None:
    rich(site)
    units = {unit["msgid"]: unit for unit in listed(site, "small")}
    summary = "A summary with {helpline} and [support][support]."
    facts = {"helpline": "0808 808 00 00"}
    for section, stem, msgid, values in (
        ("_leaflet", None, summary, facts),
        ("first", "It may be:", "another.", {}),
        ("first", "Size", "5 mm", {}),
    ):
        parts = ["polyleaf-unit/1", "small", section, stem, msgid, None, values]
        compact = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        assert units[msgid]["source"] == hashlib.sha256(compact.encode()).hexdigest()


def test_units_tell_who_has_them(site: Site) -> None:
    rich(site)
    units = {unit["msgid"]: unit for unit in listed(site)}
    assert (units["Only in Welsh."]["only"], units["Only in Welsh."]["not"]) == (["cy"], [])
    assert (units["Not in Arabic."]["only"], units["Not in Arabic."]["not"]) == ([], ["ar"])


def test_the_same_words_twice_in_a_section_are_one_unit_with_two_places(site: Site) -> None:
    site.write(LEAFLET, SMALL.replace("More words.", "More words.\n\nCall us.\n\nMore words."))
    (unit,) = [unit for unit in listed(site) if unit["msgid"] == "More words."]
    assert unit["places"] == [{"path": LEAFLET, "line": 16}, {"path": LEAFLET, "line": 20}]
    assert site.run("update").exit_code == 0
    assert site.read(WELSH).count('msgid "More words."') == 1


def test_units_can_be_narrowed(site: Site) -> None:
    rich(site)
    assert {unit["leaflet"] for unit in listed(site, "shared")} == {"shared"}
    phrases = listed(site, "interface")
    assert "{n} sections" in {unit["msgid_plural"] for unit in phrases}
    text = site.run("units", "shared").stdout
    assert text == (
        "source/_shared/shared/fragment.md:1: shared/paragraph: Shared words, “quoted”.\n"
    )


def test_units_can_be_those_of_one_language(site: Site) -> None:
    rich(site)
    words = {unit["msgid"] for unit in listed(site, "-l", "ar")}
    assert "Call us." in words
    assert not {"Only in Welsh.", "Not in Arabic."} & words


def test_units_of_a_leaflet_that_is_not_there_are_not_nothing(site: Site) -> None:
    result = site.run("units", "smal")
    assert result.exit_code == 2
    assert re.match("there is no leaflet.* “smal”", result.output)


class Asking(dict[str, tuple[str, ...]]):
    """A table of translations that remembers for what it was asked."""

    def __init__(self, table: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(table)
        self.asked: set[str] = set()

    def __getitem__(self, message: str) -> tuple[str, ...]:
        self.asked.add(message)
        return super().__getitem__(message)


def table(tag: str) -> Asking:
    forms = languages.find(tag).nplurals
    return Asking(
        {
            unit.msgid: (unit.msgid,) * (forms if unit.msgid_plural else 1)
            for unit in interface.extract_units()
        }
    )


@pytest.mark.parametrize("tag", ["cy", "ar", "zh-Hans"])
@pytest.mark.parametrize("sections", [0, 1, 2, 11, 100])
def test_the_interface_template_has_what_a_page_asks_for(tag: str, sections: int) -> None:
    phrases = table(tag)
    interface.words(interface.Phrases(phrases, languages.find(tag)), sections=sections)
    assert phrases.asked == set(phrases)


def test_what_is_extracted_of_the_interface_is_what_is_counted() -> None:
    extracted, counted = interface.extract_units(), interface.units()
    assert [(unit.key, unit.msgid_plural) for unit in extracted] == [
        (unit.key, unit.msgid_plural) for unit in counted
    ]
    assert len(extracted) == len({unit.key for unit in extracted})


def test_every_phrase_of_the_interface_is_explained() -> None:
    extracted = interface.extract_units()
    comments = [comment for unit in extracted for comment in unit.comments]
    source = Path(interface.__file__).read_text(encoding="utf-8")
    assert len(comments) == len(extracted) == source.count("# Translators:")
    assert all(re.fullmatch(r"[A-Z{].*[^\\]", comment) for comment in comments)


def messages(path: Path) -> Collection[tuple[str, str]]:
    """What xgettext finds in a module."""
    return [
        (e.id, e.plural or "") for e in scan(path.read_text(encoding="utf-8"), "x").entries
    ]


def test_xgettext_finds_the_same_phrases(tmp_path: Path, tool: Find) -> None:
    path = tmp_path / "interface.pot"
    subprocess.run(
        [tool("xgettext", "gettext"), "-L", "Python", "--from-code=UTF-8", "-o", str(path),
         interface.__file__],
        check=True,
        capture_output=True,
    )  # fmt: skip
    assert list(messages(path)) == [
        (unit.msgid, unit.msgid_plural) for unit in interface.extract_units()
    ]


def test_a_phrase_that_the_interface_no_longer_has_is_kept_as_obsolete(site: Site) -> None:
    site.write(PHRASES, site.read(PHRASES) + '\nmsgid "Print"\nmsgstr "Argraffu"\n')
    assert site.run("update").exit_code == 0
    assert site.read(PHRASES).endswith('\n\n#~ msgid "Print"\n#~ msgstr "Argraffu"\n')


def test_a_catalogue_of_thousands_of_entries_is_updated_in_a_moment(site: Site) -> None:
    words = "".join(f"\nWord number {n}.\n" for n in range(3000))
    site.write(LEAFLET, SMALL + words)
    assert site.run("update", "-l", "cy").exit_code == 0
    catalogue = site.catalogue(WELSH)
    assert len(catalogue.entries) == 3009
    assert dump(catalogue) == site.read(WELSH)
