"""Files of other charsets, other kinds and other sizes are read whole or refused by name."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_po import GOOD, HEADER, SHOWN, Find, compiled, refusal, shipped

from pipeline.cli import cli
from pipeline.model import Catalogue
from pipeline.po import dump, read_catalogue, scan
from pipeline.po.draft import LARGEST

WORDS = {
    "ISO-8859-1": "café",
    "iso-8859-2": "łódź",
    "ISO-8859-15": "5 €",
    "windows-1252": "“no” – 5 €",
    "windows-1251": "не вредно",
    "KOI8-R": "не вредно",
    "KOI8-U": "ні, її",
    "GB2312": "无害",
    "GBK": "無害",
    "GB18030": "无害",
    "Big5": "無害功",
    "EUC-JP": "無害",
    "EUC-KR": "무해",
    "SHIFT_JIS": "無害ソ",
    "TIS-620": "ไม่",
    "ASCII": "harmless",
}


def labelled(charset: str, text: str) -> str:
    field = f"Content-Type: text/plain; charset={charset}\\n"
    return f'msgid ""\nmsgstr "{field}"\n\nmsgid "a"\nmsgstr "{text}"\n'


def read(path: Path, content: bytes) -> Catalogue:
    path.write_bytes(content)
    catalogue = read_catalogue(path, SHOWN)
    assert catalogue is not None
    return catalogue


@pytest.mark.parametrize(("charset", "text"), WORDS.items(), ids=WORDS.keys())
def test_an_honest_charset_reads_as_msgfmt_reads_it(
    charset: str, text: str, tmp_path: Path, tool: Find
) -> None:
    content = labelled(charset, text).encode(charset)
    catalogue = read(tmp_path / "small.po", content)
    assert catalogue.entries[0].strings == (text,)
    assert shipped(catalogue) == compiled(tool("msgfmt", "gettext"), content)


@pytest.mark.parametrize("text", [r"caf\351", r"caf\xe9"])
def test_escapes_are_bytes_of_the_charset(text: str, tmp_path: Path, tool: Find) -> None:
    content = labelled("ISO-8859-1", text).encode()
    catalogue = read(tmp_path / "small.po", content)
    assert catalogue.entries[0].strings == ("café",)
    assert shipped(catalogue) == compiled(tool("msgfmt", "gettext"), content)


@pytest.mark.parametrize("text", ["café", r"caf\351"])
def test_what_is_written_of_a_legacy_file_is_utf_8_and_says_so(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "small.po"
    written = dump(read(path, labelled("ISO-8859-1", text).encode("latin-1")))
    again = read(path, written.encode())
    assert again.charset == "utf-8"
    assert again.fields["Content-Type"] == "text/plain; charset=UTF-8"
    assert again.entries[0].strings == ("café",)


LIES = {
    "UTF-8 as Latin-1": (labelled("ISO-8859-1", "café").encode(), "ISO-8859-1"),
    "UTF-8 as GBK": (labelled("GBK", "无害").encode(), "GBK"),
    "UTF-8 as ASCII": (labelled("ASCII", "café").encode(), "ASCII"),
    "Latin-1 as UTF-8": (labelled("UTF-8", "café").encode("latin-1"), "not UTF-8"),
    "Latin-1 as ASCII": (labelled("ASCII", "café").encode("latin-1"), "not ascii"),
    "UTF-7": (labelled("UTF-7", "+ADw-script+AD4-").encode(), "UTF-7"),
    "UTF-16 by name alone": (labelled("UTF-16", "b").encode(), "UTF-16"),
    "a codec of Python's own": (labelled("rot13", "b").encode(), "rot13"),
    "a charset of an entry that is no header": (
        b'msgctxt "c"\nmsgid ""\nmsgstr "charset=ISO-8859-1 \xe9"\n',
        "no header",
    ),
}


@pytest.mark.parametrize(("content", "words"), LIES.values(), ids=LIES.keys())
def test_a_charset_that_is_not_the_letters_own_is_refused(
    content: bytes, words: str, tmp_path: Path
) -> None:
    assert words in refusal(tmp_path / "small.po", content).message


NAMED = {
    "UTF-16 with a mark": (GOOD.encode("utf-16"), "UTF-16"),
    "UTF-16, big end first": (GOOD.encode("utf-16-be"), "UTF-16"),
    "UTF-16, little end first": (GOOD.encode("utf-16-le"), "UTF-16"),
    "UTF-32": (GOOD.encode("utf-32"), "UTF-32"),
    "a ZIP": (b"PK\x03\x04\x14\x00\x08\x08", "ZIP"),
    "a gzip": (gzip.compress(GOOD.encode()), "gzip"),
    "a .mo": (b"\xde\x12\x04\x95\x00\x00\x00\x00", ".mo"),
    "an error page": (b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html></html>", "web page"),
}


@pytest.mark.parametrize(("content", "name"), NAMED.values(), ids=NAMED.keys())
def test_another_kind_of_file_is_named(content: bytes, name: str, tmp_path: Path) -> None:
    assert name in refusal(tmp_path / "small.po", content).message


def test_an_entry_of_256_kib_is_the_largest(tmp_path: Path) -> None:
    def sized(size: int) -> bytes:
        frame = len(b'msgid "a"\nmsgstr ""')
        return f'{HEADER}msgid "a"\nmsgstr "{"é" * ((size - frame) // 2)}"'.encode()

    assert read(tmp_path / "small.po", sized(LARGEST)).entries
    error = refusal(tmp_path / "small.po", sized(LARGEST + 2))
    assert "256 KiB" in error.message


def dumped(path: Path) -> Result:
    return CliRunner().invoke(cli, ["po", "dump", str(path)])


def test_a_dump_tells_all_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_text(GOOD, encoding="utf-8")
    result = dumped(path)
    assert result.exit_code == 0
    records = [json.loads(line) for line in result.output.splitlines()]
    entries = scan(GOOD, SHOWN).entries
    assert [record["id"] for record in records] == ["", *(entry.id for entry in entries)]
    assert records[1] == {
        "context": "a/item",
        "id": "doubtful",
        "plural": None,
        "strings": ["ansicr"],
        "flags": ["fuzzy"],
        "comments": ["a remark"],
        "extracted": ["a note"],
        "references": ["source/a/leaflet.md"],
        "previous": {"context": None, "id": "old words", "plural": None},
        "obsolete": False,
        "line": entries[0].at.line,
    }


@pytest.mark.parametrize("content", [None, b"<html>", b"\xff", b'msgid "a'])
def test_a_dump_of_what_cannot_be_read_ends_with_3(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "small.po"
    if content is not None:
        path.write_bytes(content)
    result = dumped(path)
    assert result.exit_code == 3
    assert str(path) in result.output


@pytest.mark.parametrize("blank", ["\n", "\n\n", "\n \t\n\n"])
def test_a_text_goes_on_behind_blank_lines(blank: str) -> None:
    """gettext joins it; a reader that takes a blank line for an end loses words."""
    text = f'msgid "One"\nmsgstr "Not"\n{blank}" harmful"\n\nmsgid "Two"\nmsgstr "Dau"\n'
    one, two = scan(HEADER + text, "x.po").entries
    assert one.strings == ("Not harmful",)
    assert two.strings == ("Dau",)


def test_texts_on_several_lines_are_read_with_their_places() -> None:
    text = (
        '#. a\nmsgctxt ""\n"c\\t"\n"d"\nmsgid ""\n"One\\n"\n"two\\\\"\nmsgstr "Un\\""\n"dau"\n'
    )
    (entry,) = scan(HEADER + text, "x.po").entries
    assert (entry.context, entry.id) == ("c\td", "One\ntwo\\")
    assert entry.strings == ('Un"dau',)
    start = HEADER.count("\n")
    assert entry.at.line == start + 5
    assert entry.string_line == start + 8
