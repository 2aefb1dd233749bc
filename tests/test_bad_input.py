"""Whatever is wrong with the input is told with its place; nothing is lost, others go on."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, SMALL, Site
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.build.executor import pool
from pipeline.errors import INTERRUPTION, RenderError

PO = "locales/ar/small.po"
MD = "source/small/leaflet.md"


def texts(folder: Path) -> dict[str, bytes]:
    """Every file below a folder; what is no file is left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if ".polyleaf" not in path.parts
        if path.is_file()
    }


def inputs(site: Site) -> dict[str, bytes]:
    """What people wrote."""
    return {p: c for p, c in texts(site.root).items() if not p.startswith("output")}


def run(site: Site, *arguments: str) -> tuple[int, str]:
    """A command's exit code and what it says; it must never end in a traceback or a defect."""
    result = site.run(*arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert "defect" not in result.output
    return result.exit_code, result.output


def editions(site: Site) -> set[str]:
    """The languages whose page and PDF both stand in the output."""
    output = site.root / "output"
    return {
        path.parent.name
        for path in output.glob("*/small.html")
        if path.with_suffix(".pdf").is_file()
    }


# The source

TITLE = "# Title\n\nA summary.\n\n"
SOURCES = {
    "no title": ("Words.\n", 1, "the leaflet has no title"),
    "two titles": (TITLE + "# Again\n", 5, "a second title"),
    "title not first": ("Words.\n\n# Title\n", 3, "the title is not the first line"),
    "nothing": ("", 1, "the file is empty"),
    "heading without id": (TITLE + "## Part\n\nx\n", 5, "the heading “Part” has no id"),
    "id that is none": (TITLE + "## Part {#Part One}\n\nx\n", 5, "Part"),
    "two of one id": (
        TITLE + "## A {#part}\n\nx\n\n## B {#part}\n\ny\n", 9,
        "the id “part” stands at source/small/leaflet.md:5 too",
    ),
    "skipped level": (TITLE + "### Part {#part}\n\nx\n", 5, "a heading of level 3 below one"),
    "raw HTML in a line": (TITLE + "Some <b>bold</b>.\n", 5, "raw HTML has no place"),
    "raw HTML as a block": (TITLE + "<div>\nx\n</div>\n", 5, "raw HTML has no place"),
    "a script": (TITLE + "<script>alert(1)</script>\n", 5, "raw HTML has no place"),
    "javascript:": (TITLE + "A [link](javascript:alert(1)).\n", 5, "a link with its target"),
    "a bare address": (TITLE + "See https://example.org now.\n", 5, "the bare address"),
    "a quote": (TITLE + "> Said.\n", 5, "a block quote has no place"),
    "code": (TITLE + "```\nx\n```\n", 5, "a code block has no place"),
    "italics": (TITLE + "An *italic* word.\n", 5, "italics"),
    "a fragment that is not there": (
        TITLE + "::: include nowhere\n", 5, "there is no fragment “nowhere”",
    ),
    "an unknown box": (TITLE + "::: danger\nx\n:::\n", 5, "“::: danger” is unknown"),
    "a box never closed": (TITLE + "::: note\nx\n", 5, "::: note is never closed"),
    "an unknown fact": (TITLE + "Call {nowhere}.\n", 5, "there is no fact “nowhere”"),
    "an unknown link": (TITLE + "See [it][nowhere].\n", 5, "there is no link “nowhere”"),
    "an unknown language": (TITLE + "::: only xx\nx\n:::\n", 5, "“xx” is no language"),
    "an unknown comment": (TITLE + "<!-- hello -->\nx\n", 5, "is of no known kind"),
    "a comment never closed": (TITLE + "<!-- translators: x\n", 5, "a comment that is never"),
    "a NUL": (TITLE + "x\0y\n", 5, "the control character U+0000"),
    "an override": (TITLE + "x\u202ey\n", 5, "the control character U+202E"),
    "unknown front matter": ("---\ncolour: red\n---\n" + TITLE, 2, "“colour” is no field"),
    "broken front matter": ("---\na: [\n---\n" + TITLE, 2, "the front matter cannot be read"),
    "two items of different lists": (
        TITLE + "One:\n\n- same\n\nTwo:\n\n- same\n", 11, "the item “same” stands under",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two leaflets, in Welsh."""
    site = Site(tmp_path_factory.mktemp("pair") / "site")
    site.write(MD, SMALL)
    site.write("source/other/leaflet.md", SMALL)
    (site.root / "locales/cy").mkdir(parents=True)
    assert site.run("update").exit_code == 0
    site.translate("cy")
    return site.root


@pytest.mark.parametrize("name", SOURCES)
def test_a_mistake_in_a_leaflet_is_told_with_its_line(
    pair: Path, tmp_path: Path, name: str
) -> None:
    text, line, said = SOURCES[name]
    site = Site(shutil.copytree(pair, tmp_path / "site"))
    site.write(MD, text)
    before = inputs(site)
    for command in ("build", "check"):
        code, output = run(site, command)
        assert code == 3
        assert re.search(
            rf"^{re.escape(MD)}:{line}: .*{re.escape(said)}", output, re.MULTILINE
        ), output
    for tag in ("en-GB", "cy"):
        assert (site.root / f"output/{tag}/other.pdf").is_file()
        assert not (site.root / f"output/{tag}/small.pdf").exists()
    assert inputs(site) == before


def test_update_touches_no_catalogue_of_a_leaflet_that_cannot_be_read(site: Site) -> None:
    site.write(MD, "No title.\n")
    before = inputs(site)
    code, _ = run(site, "update")
    assert code == 3
    assert inputs(site) == before


def test_every_mistake_of_a_file_is_told_at_once(site: Site) -> None:
    site.write(MD, TITLE + "## A\n\n<b>x</b>\n\n> y\n\n{nowhere}\n")
    _, output = run(site, "build")
    assert [line for line in range(1, 12) if f"{MD}:{line}: " in output] == [5, 7, 9] or [
        line for line in range(1, 12) if f"{MD}:{line}: " in output
    ] == [5, 7, 9, 11]


def test_fragments_that_include_each_other_are_told(site: Site) -> None:
    site.write(MD, SMALL + "\n::: include one\n")
    site.write("source/_shared/one/fragment.md", "A.\n\n::: include two\n")
    site.write("source/_shared/two/fragment.md", "B.\n\n::: include one\n")
    for command in ("build", "check", "update", "status", "units"):
        code, output = run(site, command)
        assert code == 3
        assert re.search(
            r"source/_shared/(one|two)/fragment\.md:3: .* includes itself: ", output
        )


def test_a_leaflet_that_is_not_utf_8_is_told_with_its_line(site: Site) -> None:
    site.write(MD, SMALL.encode() + "\nCafé.\n".encode("latin-1"))
    code, output = run(site, "build")
    assert code == 3
    line = SMALL.count("\n") + 2
    assert f"{MD}:{line}: the file is not UTF-8" in output


@pytest.mark.parametrize("kind", ["folder", "loop", "nothing"])
def test_a_leaflet_that_is_no_file_is_told(site: Site, kind: str) -> None:
    path = site.root / "source/other/leaflet.md"
    path.parent.mkdir()
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to("leaflet.md")
    code, output = run(site, "build")
    assert code == 3
    assert "source/other/leaflet.md:1: cannot be read: " in output
    assert editions(site) == {"en-GB", "cy", "ar"}


@pytest.mark.parametrize(
    "command", ["extract", "update", "units", "check", "status", "build", "verify", "fmt"]
)
def test_a_project_without_a_source_is_told(site: Site, command: str) -> None:
    shutil.rmtree(site.root / "source")
    before = inputs(site)
    code, output = run(site, command)
    assert code == 2
    assert "there is no source/ folder here" in output
    assert inputs(site) == before


@pytest.mark.parametrize(
    "name", ["Bad Name", "index", "interface", "com1", "ä", "-x", "a" * 65]
)
def test_a_leaflet_that_cannot_be_called_so_is_told_and_the_others_are_built(
    site: Site, name: str
) -> None:
    site.write(f"source/{name}/leaflet.md", SMALL)
    code, output = run(site, "build")
    assert code == 2
    assert f"source/{name}:1: “{name}” is " in output
    assert editions(site) == {"en-GB", "cy", "ar"}


# The project's own files

SETTINGS = [
    ("source/facts.toml", "[x\n", 1, ""),
    ("source/facts.toml", 'a = 3\n', 1, "a"),
    ("source/facts.toml", '\n[x]\nvalue = 3\n', 3, "x.value"),
    ("source/facts.toml", '[x]\nvalue = "a"\ncolour = "b"\n', 3, "x.colour"),
    ("source/facts.toml", '[x]\nvalue = "a"\nkind = "fax"\n', 3, "x.kind"),
    ("source/facts.toml", '[x]\nvalue = "a"\nlanguages = 5\n', 3, "x.languages"),
    ("source/facts.toml", '[x]\nvalue = "a"\n[x.languages]\nxx = "b"\n', 4, "xx"),
    ("source/facts.toml", '["Big Name"]\nvalue = "a"\n', 1, "Big Name"),
    ("source/facts.toml", '[x]\nvalue = "a\\u0000b"\n', 2, "x.value"),
    ("source/facts.toml", '[x]\nvalue = "0808 \\u202e 808"\n', 2, "x.value"),
    ("source/facts.toml", b'[x]\nvalue = "\xe9"\n', 2, "UTF-8"),
    ("source/links.toml", '[x]\nurl = "javascript:alert(1)"\n', 2, "x.url"),
    ("source/links.toml", '[x]\nurl = "data:text/html,x"\n', 2, "x.url"),
    ("source/links.toml", '[x]\nurl = "//example.org"\n', 2, "x.url"),
    ("source/links.toml", '[x]\nurl = "https://a b"\n', 2, "x.url"),
    ("source/links.toml", '[x]\nurl="https://a/"\n[x.languages]\ncy="x"\n', 4, "languages.cy"),
    ("pyproject.toml", "[tool.polyleaf]\nbase-url = 'ftp://x/'\n", 2, "base-url"),
    ("pyproject.toml", "[tool.polyleaf]\ncolour = 3\n", 2, "colour"),
    ("pyproject.toml", "[tool]\npolyleaf = 3\n", 2, ""),
    ("pyproject.toml", "tool = 3\n", 1, ""),
    ("pyproject.toml", "[tool\n", 1, ""),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "line", "said"), SETTINGS)
def test_a_mistake_in_the_projects_own_files_is_told_with_its_line(
    site: Site, path: str, text: str | bytes, line: int, said: str
) -> None:
    site.write("output/cy/small.html", "an older edition")
    site.write(path, text)
    before = texts(site.root)
    for command in ("build", "check"):
        code, output = run(site, command)
        assert code == 2
        assert re.search(
            rf"^{re.escape(path)}:{line}: .*{re.escape(said)}", output, re.MULTILINE
        ), output
    assert texts(site.root) == before


def test_a_folder_of_a_language_that_nobody_knows_is_told(site: Site) -> None:
    assert site.run("build").exit_code == 0
    site.write("locales/klingon/small.po", 'msgid ""\nmsgstr ""\n')
    before = texts(site.root)
    code, output = run(site, "build")
    assert code == 2
    assert "locales/klingon:1: “klingon” is no language of the registry" in output
    assert texts(site.root) == before


def test_a_folder_of_a_language_in_the_wrong_spelling_is_told(site: Site) -> None:
    site.write("locales/zh-Hans/small.po", 'msgid ""\nmsgstr ""\n')
    code, output = run(site, "build")
    assert code == 2
    assert "locales/zh-Hans" in output
    assert "should be named locales/zh_Hans" in output


@pytest.mark.parametrize("text", ["[x\n", 'provenance = "alien"\n', "", "\xff"])
def test_a_broken_glossary_stops_its_own_language_alone(site: Site, text: str) -> None:
    """One bad file never stops the other languages, and a glossary is one language's file."""
    assert site.run("build").exit_code == 0
    site.write("locales/ar/terms.toml", text.encode("latin-1"))
    site.set("locales/cy/small.po", "More words.", "Xx Other words. xX")
    code, output = run(site, "build")
    assert code in (2, 3)
    assert "locales/ar/terms.toml:1: " in output
    assert "Other words." in site.read("output/cy/small.html")


def test_a_language_whose_font_is_not_there_is_held_alone(site: Site) -> None:
    (site.root / "locales/am").mkdir()
    assert site.run("update", "-l", "am").exit_code == 0
    code, output = run(site, "build")
    assert code == 2
    assert "Amharic (am) needs the font Noto Sans Ethiopic" in output
    assert editions(site) == {"en-GB", "cy", "ar"}


# Catalogues


@dataclass(frozen=True)
class Broken:
    """A catalogue that cannot be read."""

    change: Callable[[bytes], bytes]
    said: str


def cut_inside(words: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content[: content.index(words) + len(words) // 2]


CATALOGUES = {
    "not UTF-8": Broken(
        lambda c: c.replace(b"Xx More", b"X\xe9 More"),
        r":(\d+:)?\d+: the file is not UTF-8",
    ),
    "UTF-16": Broken(
        lambda c: c.decode().encode("utf-16"), ":1:1: the file is text in UTF-16"
    ),
    "another charset": Broken(
        lambda c: c.replace(b"charset=UTF-8", b"charset=ISO-8859-1"), "says charset=ISO-8859-1"
    ),
    "empty": Broken(lambda c: b"", ":1:1: the file is empty"),
    "blank": Broken(lambda c: b"\n \n", ":1:1: the file is empty"),
    "cut in a text": Broken(cut_inside(b"Xx More words. xX"), "a string is left open"),
    "cut before a text": Broken(
        lambda c: c[: c.index(b'msgstr "Xx More')], "the entry has no msgstr"
    ),
    "an open string": Broken(
        lambda c: c.replace(b' words. xX"', b" words. xX"), "a string is left open"
    ),
    "conflict marks": Broken(
        lambda c: c.replace(
            b'msgstr "Xx More words. xX"',
            b'<<<<<<< HEAD\nmsgstr "a"\n=======\nmsgstr "b"\n>>>>>>> other',
        ),
        "a merge left its conflict marks here",
    ),
    "an entry twice": Broken(
        lambda c: c + c[c.rindex(b"\n\n") :], "the same entry stands at line"
    ),
    "a fuzzy in capitals": Broken(
        lambda c: c.replace(b'msgctxt "second/para', b'#, Fuzzy\nmsgctxt "second/para'),
        "gettext does not know “Fuzzy”",
    ),
    "a NUL": Broken(lambda c: c.replace(b"Xx More", b"Xx\0More"), "a NUL character"),
    "no catalogue at all": Broken(lambda c: b"\x89PNG\r\n\x1a\n\0\0", "the file is not UTF-8"),
    "prose": Broken(lambda c: b"Dear colleague,\n", "is not of a .po file"),
}  # fmt: skip


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_that_cannot_be_read_holds_its_language_alone(
    site: Site, name: str
) -> None:
    content = (site.root / PO).read_bytes()
    broken = CATALOGUES[name].change(content)
    assert broken != content
    site.write(PO, broken)
    before = inputs(site)
    for command in ("build", "status"):
        code, output = run(site, command)
        assert code == 3
        assert re.search(rf"{re.escape(PO)}:\d+.*{CATALOGUES[name].said}|{re.escape(PO)}"
                         rf"{CATALOGUES[name].said}", output), output  # fmt: skip
    assert editions(site) == {"en-GB", "cy"}
    index = site.read("output/index.html")
    assert re.search(rf"{re.escape(PO)}:\d+", index)
    assert inputs(site) == before
    code, _ = run(site, "update")
    assert code == 3
    assert (site.root / PO).read_bytes() == broken


@pytest.mark.parametrize("kind", ["folder", "loop"])
def test_a_catalogue_that_is_no_file_holds_its_language_alone(site: Site, kind: str) -> None:
    (site.root / PO).unlink()
    if kind == "folder":
        (site.root / PO).mkdir()
    else:
        (site.root / PO).symlink_to("small.po")
    for command in ("build", "check", "update", "status"):
        code, output = run(site, command)
        assert code == 3
        assert f"{PO}:1: " in output
    assert editions(site) == {"en-GB", "cy"}


def test_a_catalogue_without_the_right_to_read_it_holds_its_language_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def refuse(path: Path, *arguments: object, **options: object) -> object:
        if path == site.root.resolve() / PO:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    code, output = run(site, "build")
    assert code == 3
    assert f"{PO}:1: cannot be read: Permission denied" in output
    assert editions(site) == {"en-GB", "cy"}


def test_the_index_gives_the_true_reason_for_a_file_that_cannot_be_read(site: Site) -> None:
    """What could not be read is not called untranslated."""
    content = (site.root / PO).read_bytes()
    site.write(PO, content.replace(b'Xx More words. xX"', b"Xx More words. xX"))
    code, output = run(site, "build")
    assert code == 3
    assert "a string is left open" in site.read("output/index.html")
    assert "not translated" not in output


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, bytes]:
    """A small Arabic project, and its whole catalogue."""
    site = Site(tmp_path_factory.mktemp("cut") / "site")
    site.write(MD, SMALL)
    (site.root / "locales/ar").mkdir(parents=True)
    assert site.run("update").exit_code == 0
    site.translate("ar")
    return site, (site.root / PO).read_bytes()


@given(share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=25, deadline=None)
def test_a_catalogue_that_was_cut_off_anywhere_is_never_published(
    arabic: tuple[Site, bytes], share: float
) -> None:
    site, content = arabic
    site.write(PO, content[: int(share * len(content.rstrip()))])
    code, output = run(site, "status", "-l", "ar", "--format", "json")
    assert code in (1, 3)
    table = json.loads(output[: output.rindex("}") + 1])
    assert [row["state"] for row in table["editions"]] == ["held"]


# Translations

WORDS = [
    ("<script>alert(x)</script>", "raw HTML has no place"),
    ("Words <b>in</b> bold", "raw HTML has no place"),
    ("Words <!-- hidden -->", "raw HTML has no place"),
    ("&lt;script&gt;", "an HTML entity has no place"),
    ("[words](javascript:alert)", "a link with its target"),
    ("[words](https://example.org)", "https://example.org"),
    ("<javascript:alert>", "raw HTML has no place"),
    ("See https://evil.example now", "the bare address https://evil.example"),
    ("# Heading", "“#” at the beginning"),
    ("::: warning", "“:::” at the beginning"),
    ("```words```", "code has no place"),
    ("~~~", "struck through"),
    ("![picture](x.png)", "an image within a line"),
    ("Two\nlines", "a line break has no place"),
    ("Two\r\nlines", ""),
    ("Call {nowhere} now", "the fact {nowhere} is not in the source"),
    ("Call {helpline now", "a bare brace"),
    ("See [it][nowhere]", "the link […][nowhere] is not in the source"),
    ("See [it][", "a bare square bracket"),
    ("Half **bold", "** without the other **"),
    ("Thai กข", "no font of Arabic has “ก” U+0E01"),
    ("Emoji \U0001f600", "no font of Arabic has “\U0001f600” U+1F600"),
    ("Private \ue000", "U+E000"),
    ("Turned \u202ewords", "U+202E"),
    ("Open \u2066words", "opens an isolate that it never closes"),
    ("Bell \x07", "U+0007"),
    ("   ", "not translated"),
    ("\u200b\u200f", "not translated"),
    ("In 7 days", "7 is in the translation but not in the source"),
]


@pytest.mark.parametrize(("words", "said"), WORDS)
def test_a_translation_that_cannot_be_published_holds_its_language(
    site: Site, words: str, said: str
) -> None:
    site.set(PO, "More words.", words)
    text = site.read(PO).split("\n")
    line = text.index('msgid "More words."') + 2
    code, output = run(site, "build")
    assert code == 1
    place = re.search(rf"^held: small, Arabic: {re.escape(PO)}:(\d+): ", output, re.MULTILINE)
    assert place
    assert line <= int(place[1]) <= line + words.count("\n") + 1
    assert said in output
    assert editions(site) == {"en-GB", "cy"}
    code, output = run(site, "update")
    assert code == 0
    assert site.catalogue(PO).entries[-1].strings == (words,)


def test_no_translation_ever_makes_an_element_of_its_own(site: Site) -> None:
    """Whatever slips through the checks is still text when it reaches the page."""
    for words in (r"\<img src=x onerror=alert(x)>", r"\<svg/onload=x>", "“ onclick=‘x’ ”"):
        site.set(PO, "More words.", words)
        code, _ = run(site, "build")
        if code == 0:
            page = site.read("output/ar/small.html").partition("<main")[2]
            assert not re.search(r"<(img|svg)|<[^>]*\son\w+=", page)


# The disk


START = "from pipeline.__main__ import main; main()"


def spawn(
    site: Site, *arguments: str, code: str = START, limit: int | None = None, **more: str
) -> subprocess.Popen[str]:
    """A command in a process of its own, which may write no more than `limit` bytes a file."""

    def begin() -> None:
        # A shell that runs tests in the background has its children ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    # Under a limit, Python would leave half a .pyc beside each module.
    quiet = {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", code, "--root", str(site.root), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=begin,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **quiet, **more},
    )


@pytest.mark.parametrize("limit", [0, 16_000])
def test_a_full_disk_leaves_the_old_output_whole(site: Site, limit: int) -> None:
    assert site.run("build").exit_code == 0
    old = texts(site.root / "output")
    site.write(MD, SMALL.replace("Some **bold**", "Many **bold**"))
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    before = inputs(site)
    with spawn(site, "build", limit=limit) as running:
        out, said = running.communicate(timeout=60)
    assert running.returncode == 3
    assert out == ""
    assert re.search(r"^output/\S+ cannot be written: File too large", said, re.MULTILINE)
    assert "Traceback" not in said
    assert inputs(site) == before
    left = texts(site.root / "output")
    assert left["manifest.json"] == old["manifest.json"]
    assert sorted(left) == sorted(old)
    assert site.run("build").exit_code == 0
    new = texts(site.root / "output")
    assert all(left[path] in (old[path], new[path]) for path in left)


@pytest.mark.parametrize("limit", [200, 1_500])
def test_a_full_disk_leaves_every_catalogue_as_it_was(site: Site, limit: int) -> None:
    site.write(MD, SMALL.replace("More words.", "Other words."))
    before = inputs(site)
    with spawn(site, "update", limit=limit) as running:
        _, said = running.communicate(timeout=60)
    assert running.returncode == 3
    assert "cannot be written: File too large" in said
    assert "Traceback" not in said
    # The record of what changed may be whole; then it is there for the next run.
    left = inputs(site)
    left.pop("source/small/changes.jsonl", None)
    assert left == before


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_an_output_that_cannot_be_written_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(code, os.strerror(code), str(arguments[0]))

    with monkeypatch.context() as patch:
        patch.setattr(os, "mkdir", refuse)
        status, said = run(site, "build")
    assert status == 3
    assert re.search(rf"output\S* cannot be written: {os.strerror(code)}", said)
    assert not (site.root / "output").exists()


def test_an_output_that_is_a_file_is_told_and_stays(site: Site) -> None:
    site.write("output", "somebody’s notes")
    code, said = run(site, "build")
    assert code == 3
    assert "output" in said
    assert "cannot be written: " in said
    assert site.read("output") == "somebody’s notes"


@pytest.mark.parametrize("path", ["output/cy/small.html", "output/manifest.json"])
def test_a_folder_in_the_place_of_a_file_is_told(site: Site, path: str) -> None:
    assert site.run("build").exit_code == 0
    (site.root / path).unlink()
    (site.root / path).mkdir()
    code, said = run(site, "build")
    assert code == 3
    assert f"{path} cannot be written: Is a directory" in said


# Ctrl-C

PAUSED = """
import os, sys, time
from pipeline.__main__ import main

real, calls = os.fsync, 0

def pause(descriptor):
    global calls
    calls += 1
    if calls == int(os.environ["PAUSE_AT"]):
        print("writing", flush=True)
        time.sleep(30)
    real(descriptor)

os.fsync = pause
main()
"""
RENDERING = """
import os, sys, time
from pipeline.__main__ import main
from pipeline.render.html import HtmlRenderer

real = HtmlRenderer.render

def pause(self, edition):
    if edition.language.tag == "cy":
        with open(os.environ["PAUSE_FILE"], "w") as file:
            file.write("rendering")
        for _ in range(20):
            time.sleep(0.05)
    return real(self, edition)

HtmlRenderer.render = pause
main()
"""


def stopped(running: subprocess.Popen[str], whole_group: bool) -> tuple[int, str, float]:
    """The exit code and the words of a command that got Ctrl-C, and how long it took."""
    start = time.monotonic()
    if whole_group:  # As a terminal does it.
        os.killpg(running.pid, signal.SIGINT)
    else:
        os.kill(running.pid, signal.SIGINT)
    said = ended(running)
    return running.returncode, said, time.monotonic() - start


def ended(running: subprocess.Popen[str]) -> str:
    """The words of a command that ends by itself; one that hangs fails the test."""
    try:
        return running.communicate(timeout=60)[1]
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        raise


@pytest.mark.parametrize(
    ("jobs", "pause_at", "whole_group"), [("1", 1, True), ("2", 3, True), ("2", 4, False)]
)
def test_ctrl_c_in_the_middle_of_a_write_leaves_no_half_file(
    site: Site, jobs: str, pause_at: int, whole_group: bool
) -> None:
    assert site.run("build").exit_code == 0
    old = texts(site.root / "output")
    for posix in ("cy", "ar"):
        site.set(f"locales/{posix}/small.po", "More words.", "Xx Other words. xX")
    with spawn(site, "build", "--jobs", jobs, code=PAUSED, PAUSE_AT=str(pause_at)) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "writing\n"
        code, said, seconds = stopped(running, whole_group)
    assert code == 130
    assert said == f"{INTERRUPTION}\n"
    assert seconds < 15
    left = texts(site.root / "output")
    assert not [path for path in left if ".polyleaf-" in path]
    assert left["manifest.json"] == old["manifest.json"]
    assert site.run("build").exit_code == 0
    new = texts(site.root / "output")
    assert all(left[path] in (old[path], new[path]) for path in old)


@pytest.mark.parametrize(("jobs", "whole_group"), [("1", True), ("2", True), ("2", False)])
def test_ctrl_c_while_editions_are_set_ends_quietly(
    site: Site, tmp_path: Path, jobs: str, whole_group: bool
) -> None:
    flag = tmp_path / "flag"
    with spawn(site, "build", "--jobs", jobs, code=RENDERING, PAUSE_FILE=str(flag)) as running:
        wait_for(flag)
        code, said, _ = stopped(running, whole_group)
    assert code == 130
    assert said == f"{INTERRUPTION}\n"
    assert not (site.root / "output/manifest.json").exists()
    assert not [path for path in texts(site.root) if ".polyleaf-" in path]
    assert site.run("build").exit_code == 0


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_ctrl_c_at_any_moment_ends_without_a_traceback(site: Site, method: str) -> None:
    """The signal goes to every process, as from a terminal, while workers start too."""
    code_of = BEGUN.replace("METHOD", method)
    began = time.monotonic()
    with spawn(site, "build", "--jobs", "2", code=code_of) as finished:
        ended(finished)
    whole = time.monotonic() - began
    codes = set()
    for moment in range(12):
        shutil.rmtree(site.root / "output", ignore_errors=True)
        with spawn(site, "build", "--jobs", "2", code=code_of) as running:
            assert running.stdout is not None
            assert running.stdout.readline() == "begun\n"
            time.sleep(0.02 + whole * moment / 12)
            code, said, _ = stopped(running, whole_group=True)
        codes.add(code)
        place = f"after {moment}/12 of {whole:.2f} s"
        said = said.lstrip("\n")  # click parts it from the terminal's ^C.
        assert (code, said) in {(0, ""), (130, f"{INTERRUPTION}\n")}, place
        assert gone(running.pid), f"{place} a worker is left behind"
        for row in manifest(site):
            content = (site.root / "output" / row["path"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == row["sha256"], place
    assert 130 in codes


BEGUN = """
import multiprocessing
from pipeline.__main__ import main

if __name__ == "__main__":
    multiprocessing.set_start_method("METHOD")
    print("begun", flush=True)
    main()
"""


def test_who_presses_ctrl_c_again_and_again_gets_the_same_end(
    site: Site, tmp_path: Path
) -> None:
    flag = tmp_path / "flag"
    with spawn(site, "build", "--jobs", "2", code=RENDERING, PAUSE_FILE=str(flag)) as running:
        wait_for(flag)
        for _ in range(20):
            os.killpg(running.pid, signal.SIGINT)
            time.sleep(0.02)
        code, said, _ = stopped(running, whole_group=True)
    assert (code, said) == (130, f"{INTERRUPTION}\n")
    assert gone(running.pid)


def wait_for(flag: Path) -> None:
    """Come back when the file has content."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if flag.exists() and flag.read_text():
            return
        time.sleep(0.02)
    pytest.fail(f"nobody wrote {flag.name}")


IMPORTING = """
import signal, sys
from pipeline.__main__ import main

class Import:
    def find_spec(self, name, path=None, target=None):
        if name == "MODULE":
            sys.meta_path.remove(self)
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                print("raised while a module was imported")

sys.meta_path.insert(0, Import())
main()
"""


@pytest.mark.parametrize("module", ["click", "pipeline.errors", "pipeline.source", "lxml"])
def test_ctrl_c_while_modules_are_imported_waits_for_the_end_of_it(
    site: Site, module: str
) -> None:
    """Modules in other languages than Python abort the process where one is raised in them."""
    with spawn(site, "build", code=IMPORTING.replace("MODULE", module)) as running:
        out, said = running.communicate(timeout=60)
    # click may have parted the message from the terminal's ^C by a blank line.
    assert (running.returncode, out, said.lstrip("\n")) == (130, "", f"{INTERRUPTION}\n")


FINALISING = """
import signal, time
from pipeline.__main__ import main
from pipeline.build import editions

class Last:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def timestamp(workspace):
    Last()
    time.sleep(20)

editions.timestamp = timestamp
main()
"""


def test_ctrl_c_in_a_finaliser_is_not_lost(site: Site) -> None:
    """What is raised there, Python prints, and goes on."""
    with spawn(site, "build", code=FINALISING) as running:
        said = ended(running)
    assert (running.returncode, said) == (130, f"{INTERRUPTION}\n")


def test_what_ignores_ctrl_c_from_the_start_goes_on_doing_so(site: Site) -> None:
    """A shell starts what stands in the background so."""
    code_of = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n" + (
        IMPORTING.replace("MODULE", "lxml")
    )
    with spawn(site, "build", code=code_of) as running:
        said = ended(running)
    assert (running.returncode, said) == (0, "")


def gone(group: int) -> bool:
    """Whether a group of processes ends within a few seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def manifest(site: Site) -> list[dict[str, str]]:
    """The rows of the output's manifest, if it came to one."""
    path = site.root / "output/manifest.json"
    rows: list[dict[str, str]] = json.loads(path.read_text())["files"] if path.exists() else []
    return rows


DYING = """
import os, signal
from pipeline.__main__ import main
from pipeline.render.html import HtmlRenderer

real = HtmlRenderer.render

def die(self, edition):
    if edition.language.tag == "ar":
        DEATH
    return real(self, edition)

HtmlRenderer.render = die
main()
"""


@pytest.mark.parametrize("death", ["os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_worker_that_dies_leaves_the_old_manifest_and_is_told(
    site: Site, death: str
) -> None:
    assert site.run("build").exit_code == 0
    old = site.read("output/manifest.json")
    with spawn(site, "build", "--jobs", "2", code=DYING.replace("DEATH", death)) as running:
        said = ended(running)
    assert running.returncode == 3
    assert said == (
        "a process that sets editions was ended from outside; the manifest is the old one\n"
        "    run the command again; if memory was short, with --jobs 1\n"
    )
    assert gone(running.pid)
    assert site.read("output/manifest.json") == old


HALVING = """
import os, signal
from multiprocessing.connection import Connection
from pipeline.__main__ import main

parent, real = os.getpid(), Connection._send

def halve(self, content, *more):
    if os.getpid() != parent:
        os.write(self._handle, content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, content, *more)

Connection._send = halve
main()
"""


def test_nobody_waits_for_the_rest_of_a_killed_workers_answer(site: Site) -> None:
    with spawn(site, "build", "--jobs", "2", code=HALVING) as running:
        said = ended(running)
    assert running.returncode == 3
    assert said.startswith("a process that sets editions was ended from outside; ")
    assert gone(running.pid)


def killed(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def refused(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number * 10


def test_the_answers_come_in_the_order_of_the_questions() -> None:
    with pool(3, 0) as executor:
        assert executor is not None
        assert list(executor.map(slow_first, range(8))) == list(range(8))
        assert list(executor.map(slow_first, [])) == []
        assert list(executor.map(max, [1, 5], [4, 2])) == [4, 5]


def slow_first(number: int) -> int:
    time.sleep(0.2 if number == 0 else 0)
    return number


def test_what_a_worker_raises_is_raised_and_its_death_is_told() -> None:
    for ask, said in (refused, "three"), (killed, "was ended from outside"):
        with pytest.raises((ValueError, RenderError), match=said), pool(2, 0) as executor:
            list(executor.map(ask, range(5)) if executor else ())


def test_no_worker_outlives_its_parent(site: Site, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    with spawn(site, "build", "--jobs", "2", code=RENDERING, PAUSE_FILE=str(flag)) as running:
        wait_for(flag)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        assert gone(running.pid)
