"""The closed table in docs/catalogues.md of what is read otherwise than by gettext."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_po import HEADER, ROOT, SHOWN, Find

from pipeline.errors import CatalogueError
from pipeline.model import Catalogue
from pipeline.po import read_catalogue

ENTRY = 'msgid "One"\nmsgstr "Un"\n'
LEGACY = HEADER.replace("UTF-8", "ISO-8859-1")


@dataclass(frozen=True)
class Case:
    """A file, and what becomes of it."""

    content: bytes
    ours: str = ""
    """What the refusal says; empty where the file is read."""
    theirs: bool | None = True
    """Whether msgfmt takes the file; None where its versions differ."""
    fuzzy: bool = False
    says: str = "Un"
    """The first translation as it is read here."""


def file(text: str, **more: object) -> Case:
    return Case((HEADER + text).encode(), **more)  # type: ignore[arg-type]


CASES: dict[str, list[Case]] = {
    "begins with a byte order mark": [
        Case(b"\xef\xbb\xbf" + (HEADER + ENTRY).encode(), theirs=False)
    ],
    "has a NUL in a text": [file('msgid "One"\nmsgstr "U\0n"\n', ours="NUL", theirs=None)],
    "has its flags behind `#=`": [file(f"#= fuzzy\n{ENTRY}", fuzzy=True)],
    "has the flag `#, Fuzzy`": [file(f"#, Fuzzy\n{ENTRY}", ours="gettext does not know")],
    "has a legacy charset in its header: ISO-8859, windows-125x, KOI8, GB, Big5, EUC, "
    "Shift_JIS, TIS-620, ASCII": [
        Case((LEGACY + ENTRY.replace("Un", "Uné")).encode("latin-1"), says="Uné")
    ],
    "has letters that make UTF-8, and a legacy charset in its header": [
        Case((LEGACY + ENTRY.replace("Un", "Uné")).encode(), ours="charset=")
    ],
    "has any other charset in its header, such as UTF-7": [
        Case((HEADER.replace("UTF-8", "UTF-7") + ENTRY).encode(), ours="charset=", theirs=None)
    ],
    "is UTF-16, a ZIP, a web page, a compiled catalogue": [
        Case((HEADER + ENTRY).encode("utf-16"), ours="UTF-16", theirs=False),
        Case(b"PK\x03\x04....", ours="a ZIP archive", theirs=False),
        Case(b"<!DOCTYPE html><p>Sorry", ours="a web page", theirs=False),
        Case(b"\xde\x12\x04\x95\0\0", ours="a compiled catalogue", theirs=False),
    ],
    "has an entry of more than 256 KiB, or is larger than 32 MiB": [
        file(f'msgid "One"\nmsgstr "{"n" * (256 << 10)}"\n', ours="larger than 256 KiB"),
    ],
    "divides one letter's escapes between two strings": [
        file('msgid "One"\nmsgstr "\\303"\n"\\251"\n', ours="make no UTF-8")
    ],
    "has `msgstr` and its `[0]` on two lines": [
        file(
            'msgid "One"\nmsgid_plural "More"\nmsgstr\n[0] "Un"\nmsgstr[1] "Mwy"\n',
            ours="is not of a .po file",
        )
    ],
    "has a remark behind its last string, or two `#~` on a line": [
        file('msgid "One"\nmsgstr "Un" # remark\n', ours="is not of a .po file"),
        file('#~ msgid "One" #~ msgstr "Un"\n', ours="is not of a .po file"),
    ],
    "has a backslash at the end of a line, in a string or between words": [
        file('msgid "One"\nmsgstr "U\\\nn"\n', ours="left open"),
        file('msgid \\\n"One"\nmsgstr "Un"\n', ours="is not of a .po file"),
    ],
    "has a remark that ends in a backslash": [file(f"# a\\\n#, fuzzy\n{ENTRY}", fuzzy=True)],
    "has a line break at one end of a msgid or a msgstr alone": [
        file('msgid "One\\n"\nmsgstr "Un"\n', theirs=False)
    ],
    "has another plural rule than the language's": [
        Case((HEADER.replace("n!=1", "n>1") + ENTRY).encode())
    ],
    "has entries behind a `domain` line": [
        file(f'{ENTRY}\ndomain "other"\nmsgid "Two"\nmsgstr "Dau"\n')
    ],
    "has no header": [Case(ENTRY.encode())],
    "has no entry at all, or an obsolete header": [
        Case(b"# remark\n", ours="no entry"),
        Case(b'#~ msgid ""\n#~ msgstr "Language: cy\\n"\n', ours="header is obsolete"),
    ],
}


def test_every_row_of_the_table_has_its_cases_and_no_case_lacks_a_row() -> None:
    text = (ROOT / "docs/catalogues.md").read_text(encoding="utf-8")
    _, _, table = text.partition("| file | gettext | polyleaf |\n")
    rows = [line.split("|")[1].strip() for line in table.split("\n\n")[0].split("\n")[1:]]
    assert rows == list(CASES)


@pytest.mark.parametrize(
    "case",
    [case for cases in CASES.values() for case in cases],
    ids=[f"{row}-{n}" for row, cases in CASES.items() for n in range(len(cases))],
)
def test_a_file_is_read_as_the_table_says(case: Case, tool: Find, tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(case.content)
    found: Catalogue | CatalogueError | None
    try:
        found = read_catalogue(path, SHOWN)
    except CatalogueError as error:
        found = error
    if case.ours:
        assert isinstance(found, CatalogueError)
        assert case.ours in found.message
        assert found.at is not None
        assert found.hint
    else:
        assert isinstance(found, Catalogue)
        first = found.entries[0]
        assert (first.strings[0], first.fuzzy) == (case.says, case.fuzzy)
    if case.theirs is not None:
        command = [tool("msgfmt", "gettext"), "-o", str(tmp_path / "small.mo"), str(path)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert (done.returncode == 0) is case.theirs, done.stderr
