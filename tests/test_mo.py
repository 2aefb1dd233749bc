"""A `.mo` of ours says what msgfmt's says."""

from __future__ import annotations

import gettext
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Site
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.exchange import compile_mo
from pipeline.model import Catalogue, Entry, Location
from pipeline.po import scan

Find = Callable[[str, str], str]
ODD = Path(__file__).parent / "data/po/odd.po"
FILES = sorted([*ROOT.glob("locales/*/*.po"), ODD])
AT = Location("x.po", 1)
HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n!=1;\n"


def msgfmt(program: str, content: bytes) -> bytes:
    command = [program, "--no-hash", "-o", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


def read(content: bytes) -> dict[object, str]:
    """What Python's gettext reads in a `.mo`."""
    found: dict[object, str] = vars(gettext.GNUTranslations(io.BytesIO(content)))["_catalog"]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_catalogue_compiles_as_msgfmt_compiles_it(path: Path, tool: Find) -> None:
    content = path.read_bytes()
    ours = compile_mo(scan(content.decode(), "x.po"))
    theirs = msgfmt(tool("msgfmt", "gettext"), content)
    assert read(ours) == read(theirs)
    assert len(read(ours)) > 1
    assert ours == theirs


def book(*entries: Entry, header: str = HEADER) -> Catalogue:
    head = Entry(at=AT, id="", strings=(header,))
    return Catalogue(path="x.po", header=head, entries=entries)


def entry(msgid: str, *strings: str, context: str | None = None) -> Entry:
    plural = f"{msgid}s" if len(strings) > 1 else None
    return Entry(at=AT, context=context, id=msgid, plural=plural, strings=strings)


def test_no_unfinished_text_is_in_it() -> None:
    text = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#, fuzzy
msgid "a"
msgstr "A"

msgid "b"
msgstr ""

msgid "d"
msgstr "D"

#~ msgid "c"
#~ msgstr "C"
"""
    assert read(compile_mo(scan(text, "x.po"))).keys() == {"", "d"}


def test_the_moment_of_extraction_is_left_out() -> None:
    dated = book(header=f"POT-Creation-Date: 2026-01-01\n{HEADER}")
    assert compile_mo(dated) == compile_mo(book())


words = st.text(
    st.characters(exclude_characters="\0\x04", exclude_categories=["Cs"]), min_size=1
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.none() | words, words), st.tuples(words) | st.tuples(words, words)
    )
)
def test_any_words_come_back(texts: dict[tuple[str | None, str], tuple[str, ...]]) -> None:
    entries = [entry(name, *strings, context=at) for (at, name), strings in texts.items()]
    found = read(compile_mo(book(*entries)))
    for (at, name), strings in texts.items():
        key = name if at is None else f"{at}\x04{name}"
        expected = {key: strings[0]}
        if len(strings) > 1:
            expected = {(key, form): text for form, text in enumerate(strings)}  # type: ignore[misc]
        assert expected.items() <= found.items()


def test_export_writes_where_gettext_looks(site: Site, tmp_path: Path) -> None:
    result = site.run("export", "mo", "-l", "cy", "small", "--output", str(tmp_path / "mo"))
    assert result.exit_code == 0
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.mo")] == [
        "mo/cy/LC_MESSAGES/small.mo"
    ]
    found = gettext.translation("small", str(tmp_path / "mo"), ["cy"])
    assert found.pgettext("second/paragraph", "More words.") == "Xx More words. xX"
    again = site.run("export", "mo", "-l", "cy", "small", "--output", str(tmp_path / "mo"))
    assert again.output.endswith("small.mo: unchanged\n")


def test_export_leaves_the_output_whole_and_goes_on_past_a_bad_file(site: Site) -> None:
    site.write("locales/ar/small.po", 'msgid "open\n')
    result = site.run("export", "mo")
    assert result.exit_code == 3
    assert "locales/ar/small.po:1:7: a string is left open" in result.output
    made = {p.relative_to(site.root).as_posix() for p in site.root.rglob("*.mo")}
    assert made == {
        "output/mo/cy/LC_MESSAGES/small.mo",
        "output/mo/cy/LC_MESSAGES/interface.mo",
        "output/mo/ar/LC_MESSAGES/interface.mo",
    }
