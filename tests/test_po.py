"""Catalogues on disk and values say the same, or the file is refused with its place."""

from __future__ import annotations

import errno
import gettext
import io
import os
import re
import resource
import stat
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import CatalogueError, OutputError
from pipeline.model import Catalogue, Entry, Location
from pipeline.po import Editable, dump, read_catalogue, scan, to_polib, write_text

ROOT = Path(__file__).parent.parent
ODD = Path(__file__).parent / "data/po/odd.po"
FILES = sorted([*ROOT.glob("locales/*/*.po"), *ROOT.glob("locales/templates/*.pot")])
SHOWN = "locales/cy/small.po"
Find = Callable[[str, str], str]

HEADER = r"""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n!=1;\n"

"""
FIRST = HEADER.count("\n") + 1
"""The line on which what follows the header begins."""

GOOD = (
    HEADER
    + """\
# a remark
#. a note
#: source/a/leaflet.md
#, fuzzy
#| msgid "old"
#| " words"
msgctxt "a/item"
msgid "doubtful"
msgstr "ansicr"

msgid "part"
msgid_plural "parts"
msgstr[0] "rhan"
msgstr[1] "rhannau"

#~| msgid "older"
#~ msgid "dead"
#~ msgstr "wedi "
#~ "marw"

msgctxt "a/paragraph"
msgid "Not harmful."
msgstr ""
"Ddim yn "
"niweidiol."
"""
)

some = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
more = settings(some, max_examples=250)


Table = dict[str | tuple[str, int], str]


def limit() -> None:
    """Hold a native tool, which can crash or run away, to 10 seconds and 1 GiB."""
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def compiled(msgfmt: str, content: bytes) -> Table | None:
    """What msgfmt makes of a file, read by Python's gettext; None if it refuses."""
    done = subprocess.run(
        [msgfmt, "-o", "-", "-"],
        input=content,
        capture_output=True,
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
        preexec_fn=limit,
        timeout=20,
        check=False,
    )
    if done.returncode:
        return None
    if not done.stdout:
        return {}
    found: Table = vars(gettext.GNUTranslations(io.BytesIO(done.stdout)))["_catalog"]
    return found


def shipped(catalogue: Catalogue) -> Table:
    """What msgfmt would ship of a catalogue: no fuzzy, blank or obsolete text."""
    table: Table = {}
    for entry in (catalogue.header, *catalogue.entries):
        unfinished = entry.fuzzy and entry is not catalogue.header
        if entry.obsolete or unfinished or not entry.strings[0]:
            continue
        name = entry.id if entry.context is None else f"{entry.context}\x04{entry.id}"
        if entry.plural is None:
            table[name] = entry.strings[0]
        else:
            table |= {(name, form): text for form, text in enumerate(entry.strings)}
    if "" in table:
        # msgfmt leaves this field out, so that the same words give the same bytes.
        table[""] = re.sub(r"POT-Creation-Date:.*\n", "", table[""])
    return table


READ = {
    "octal escapes": r'msgid "a" msgstr "\74script\76 \303\251 \501"',
    "octal escapes end after three digits": r'msgid "a" msgstr "\0611 \1012"',
    "hexadecimal escapes": r'msgid "a" msgstr "\x41\x00042 \xc3\xa9"',
    "plain escapes": r'msgid "a" msgstr "\a\b\f\r\t\v\\\"n"',
    "an escaped backslash before an n": r'msgid "a" msgstr "C:\\new\\\\"',
    "no blank before a string": 'msgid"a"msgstr"b"',
    "several tokens on a line": 'msgctxt "c" msgid "a" msgstr "b" msgid "d" msgstr "e" "f"',
    "a keyword far from its string": 'msgid\n\n\n"a"\nmsgstr\n"b"\n',
    "a form feed between entries": '\fmsgid "a"\v\nmsgstr "b"\f\n\f\n',
    "blanks in an index": 'msgid "a"\nmsgid_plural "b"\nmsgstr [ 0 ] "c"\nmsgstr\t[01]"d"',
    "tight obsolete": '#~msgid"a"\n#~msgstr"b"\nmsgid "c"\nmsgstr "d"',
    "obsolete on one line": '#~ msgid "a" msgstr "b"\nmsgid "c"\nmsgstr "d"',
    "bare obsolete signs": '#~\n#~ msgid "a"\n#~\n#~ msgstr "b"\n#~\nmsgid "c"\nmsgstr "d"',
    "tight previous": '#|msgid"a"\n#|"b"\nmsgid "c"\nmsgstr "d"',
    "tight previous of an obsolete": '#~|msgid"a"\n#~msgid "c"\n#~msgstr "d"',
    "fuzzy": '#, fuzzy\nmsgid "a"\nmsgstr "b"',
    "fuzzy without a blank": '#,fuzzy\nmsgid "a"\nmsgstr "b"',
    "fuzzy among others": '#, c-format, fuzzy , no-wrap\nmsgid "a"\nmsgstr "b"',
    "fuzzy on a line of its own": '#, c-format\n#, fuzzy\nmsgid "a"\nmsgstr "b"',
    "fuzzy between empty flags": '#, ,,fuzzy,,\nmsgid "a"\nmsgstr "b"',
    "fuzzy, then a flag behind a blank": '#, fuzzy c-format\nmsgid "a"\nmsgstr "b"',
    "fuzzy behind a flag and a blank": '#, no-wrap fuzzy\nmsgid "a"\nmsgstr "b"',
    "fuzzy between tabs": '#,\tc-format\tfuzzy\tno-wrap\nmsgid "a"\nmsgstr "b"',
    "fuzzy before a range": '#, fuzzy range: 0..9\nmsgid "a"\nmsgstr "b"',
    "a remark about fuzzy": '# , fuzzy\n#. fuzzy\n#: fuzzy\nmsgid "a"\nmsgstr "b"',
    "a flag that is not fuzzy": '#, not-fuzzy\nmsgid "a"\nmsgstr "b"',
    "an indented flag": '  \t#, fuzzy\nmsgid "a"\nmsgstr "b"',
    "a lone CR in a remark": '# one\rmsgid "x"\n#. two\r#, fuzzy\nmsgid "a"\nmsgstr "b"',
    "a lone CR in a text": 'msgid "a"\nmsgstr "b\rc"',
    "a lone CR for a blank": 'msgid\r"a"\rmsgstr\r"b"\r',
    "separators in texts": 'msgid "a"\nmsgstr "b\u2028c\u2029d\u0085e\x1cf\x1dg\vh"',
    "separators in remarks": '# b\u2028msgid "x"\u2029\u0085\x1c\nmsgid "a"\nmsgstr "b"',
    "references": '#:a.c:1 b.c:2\td.c\n#: ⁨e f.c⁩:3\r\n#:\nmsgid "a"\nmsgstr "b"',
    "remarks of no known sign": '#! x\n#- y\n##\n#\n#"\nmsgid "a"\nmsgstr "b"',
    "a context that is empty": 'msgctxt ""\nmsgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"',
    "the same words in two contexts": 'msgctxt "x"\nmsgid "Yes"\nmsgstr "Oes"\n\n'
    'msgctxt "y"\nmsgid "Yes"\nmsgstr "Ydw"',
    "no blank lines": 'msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"',
    "many blank lines": '\n\n\nmsgid "a"\n\n\n\nmsgstr "b"\n\n"c"\n\n\n',
    "three blanks": 'msgid "a"\nmsgstr "   "',
    "a stray continuation": 'msgid "a"\nmsgstr "un"\n"UN AGAIN"',
    "no end of line": 'msgid "a"\nmsgstr "b"',
    "more forms than the rule has": 'msgid "a"\nmsgid_plural "b"\n'
    'msgstr[0] "c"\nmsgstr[1] "d"\nmsgstr[2] "e"',
    "directions and joiners": 'msgid "a"\nmsgstr "\u2066b\u2069\u200f\u200d\ufeffc"',
    "controls": 'msgid "a"\nmsgstr "b\x01\x1b\x7fc"',
}


@pytest.mark.parametrize("body", READ.values(), ids=READ.keys())
def test_the_scanner_reads_what_msgfmt_reads(body: str, tool: Find) -> None:
    content = (HEADER + body).encode()
    expected = compiled(tool("msgfmt", "gettext"), content)
    assert expected is not None
    assert shipped(scan(content.decode(), SHOWN)) == expected


ODDITIES = ODD.read_bytes()
SAVED = {
    "as it is": ODDITIES,
    "with CRLF": ODDITIES.replace(b"\n", b"\r\n"),
    "with some CRLF": ODDITIES.replace(b"\nmsg", b"\r\nmsg"),
    "with no end of line": ODDITIES.rstrip(b"\n"),
    "with blanks at line ends": ODDITIES.replace(b"\n", b" \t\n"),
}


@pytest.mark.parametrize("content", SAVED.values(), ids=SAVED.keys())
def test_a_file_of_oddities_reads_as_msgfmt_reads_it(content: bytes, tool: Find) -> None:
    expected = compiled(tool("msgfmt", "gettext"), content)
    assert expected is not None
    assert expected["escapes"] == "<script> é AB A(2)"
    assert shipped(scan(content.decode(), SHOWN)) == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-2:]))
def test_our_own_files_read_as_msgfmt_reads_them(path: Path, tool: Find) -> None:
    content = path.read_bytes()
    expected = compiled(tool("msgfmt", "gettext"), content)
    assert expected
    assert shipped(scan(content.decode(), SHOWN)) == expected


def test_every_detail_of_an_odd_file_is_read() -> None:
    catalogue = scan(ODD.read_text(encoding="utf-8"), SHOWN)
    assert catalogue.fields["POT-Creation-Date"] == "2024-07-09T12:20:23-07:00"
    assert catalogue.fields["PO-Revision-Date"] == "Tuesday, after tea"
    assert catalogue.header.comments[1:3] == ("", "Translators:")
    entries = {(e.context, e.id): e for e in catalogue.entries}
    assert len(entries) == len(catalogue.entries) == 14
    tight = entries[None, "tight"]
    assert tight.extracted == (
        "No blank behind the sign, and several words in a reference line.",
    )
    assert tight.references[:3] == (
        "source/a/leaflet.md:12",
        "source/b/leaflet.md:3",
        "source/c.md",
    )
    assert entries["context", "one"].strings == ("un arall!",)
    assert entries["", "one"].strings == ("un heb ddim",)
    assert entries[None, "{n} section"].strings == ("{n} adran", "{n} adrannau")
    after = entries[None, "after"]
    assert (after.flags, after.previous_id) == (("fuzzy", "c-format"), "beforehand")
    gone = entries["context", "gone"]
    assert gone.obsolete
    assert gone.comments == ("A remark.",)
    assert (gone.previous_context, gone.previous_id) == ("old context", "old words")
    assert gone.strings == ("wedi mynd eto",)
    plural = entries[None, "a new singular"]
    assert (plural.previous_id, plural.previous_plural) == ("a singular", "a plural")


def test_places_are_lines_of_msgid_and_of_msgstr() -> None:
    text = (
        HEADER + '# a\n\nmsgctxt "c"\nmsgid ""\n"a"\n\nmsgstr "b"\n#~ msgid "x"\n#~ msgstr ""'
    )
    first, second = scan(text, SHOWN).entries
    assert (first.at, first.string_at) == (
        Location(SHOWN, FIRST + 3),
        Location(SHOWN, FIRST + 6),
    )
    assert (second.at.line, second.obsolete) == (FIRST + 7, True)


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    catalogue = read_catalogue(path, SHOWN)
    assert catalogue is not None
    assert catalogue.entries == scan(GOOD, SHOWN).entries
    assert dump(catalogue).startswith("msgid")


def test_a_remark_that_ends_in_a_backslash_hides_no_flag() -> None:
    """To msgfmt the next line belongs to the remark, so it would ship this as finished."""
    entry = scan(HEADER + '#. C:\\\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n', SHOWN).entries[0]
    assert entry.fuzzy
    assert entry.extracted == ("C:\\",)


def test_unknown_flags_are_kept() -> None:
    text = HEADER + '#, md-text, max-length:80, fuzzy\nmsgid "a"\nmsgstr "b"\n'
    catalogue = scan(text, SHOWN)
    assert set(catalogue.entries[0].flags) == {"md-text", "max-length:80", "fuzzy"}
    fresh = replace(catalogue, entries=(replace(catalogue.entries[0], raw=""),))
    assert "#, fuzzy, md-text, max-length:80\n" in dump(fresh)


@pytest.mark.parametrize(
    "field",
    [
        "POT-Creation-Date: 2024-07-09T12:20:23-07:00",
        "PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE",
        "PO-Revision-Date: 2024-07-09 12:20",
        "PO-Revision-Date: 9. července 2024",
        "Plural-Forms: nplurals=999999999; plural=n;",
        "Plural-Forms: nplurals=2; plural=__import__('os').system('false');",
        "Plural-Forms: ",
        "no colon here",
        ": no name",
    ],
)
def test_no_header_field_stops_the_reading(field: str) -> None:
    text = f'msgid ""\nmsgstr ""\n"{field}\\n"\n"X-Last: kept\\n"\n\nmsgid "a"\nmsgstr "b"\n'
    catalogue = scan(text, SHOWN)
    assert catalogue.fields["X-Last"] == "kept"
    assert catalogue.entries[0].strings == ("b",)


def test_a_missing_file_is_no_catalogue_at_all(tmp_path: Path) -> None:
    assert read_catalogue(tmp_path / "no-such-file.po", SHOWN) is None


def refusal(path: Path, content: bytes) -> CatalogueError:
    path.write_bytes(content)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(path, SHOWN)
    return caught.value


def attempt(
    read: Callable[[], Catalogue | None],
) -> tuple[Catalogue | None, CatalogueError | None]:
    """What was read, or why it was refused; anything else is raised."""
    try:
        return read(), None
    except CatalogueError as error:
        return None, error


def well_told(error: CatalogueError, lines: int) -> bool:
    """Whether the message has a place within the file, and a way out."""
    return (
        error.at is not None
        and error.at.path == SHOWN
        and 1 <= error.at.line <= lines
        and bool(error.hint)
        and str(error).startswith(f"{SHOWN}:{error.at.line}:")
        and error.exit_code == 3
        and len(str(error)) < 500
    )


SIDES = 'msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n=======\nmsgstr "c"\n>>>>>>> cy\n'

REFUSED: dict[str, tuple[str, str, str]] = {
    # what follows the header; line from there on, and column; words of the message
    "an open msgstr": ('msgid "a"\nmsgstr "b\nmsgid "c"\nmsgstr "d"', "2:8", "left open"),
    "an open msgid": ('msgid "a\nmsgstr "b"', "1:7", "left open"),
    "an open continuation": ('msgid "a"\nmsgstr "b"\n  "c', "3:3", "left open"),
    "an open obsolete": ('#~ msgid "a"\n#~ msgstr "b', "2:11", "left open"),
    "an open previous": ('#| msgid "a\nmsgid "c"\nmsgstr "d"', "1:10", "left open"),
    "an escaped last quote": (r'msgid "a"' + "\n" + r'msgstr "b\"', "2:8", "left open"),
    "cut off behind a backslash": ('msgid "a"\nmsgstr "b\\', "2:8", "left open"),
    "cut off inside a string": ('msgid "a"\nmsgstr "Ddim yn niw', "2:8", "left open"),
    "cut off inside a keyword": ('msgid "a"\nmsgst', "2:1", "msgst"),
    "cut off before msgstr": ('msgid "a"\n', "1:1", "no msgstr"),
    "cut off before msgid": ('msgctxt "a"\n', "1:1", "no msgid"),
    "a bare quote": ('msgid "a"\nmsgstr "say "no" twice"', "2:14", "no"),
    "text behind a string": ('msgid "a" b\nmsgstr ""', "1:11", "b"),
    "words without quotes": ("msgid a\nmsgstr b", "1:7", "a"),
    "typographic quotes": ("msgid “a”\nmsgstr “b”", "1:7", "“a”"),
    "both sides of a merge": (SIDES, "2:1", "merge"),
    "the start of a conflict": ('<<<<<<< HEAD\nmsgid "a"\nmsgstr "b"', "1:1", "merge"),
    "the middle of a conflict": ('msgid "a"\nmsgstr "b"\n=======\n', "3:1", "merge"),
    "the end of a conflict": ('msgid "a"\nmsgstr "b"\n>>>>>>> cy\n', "3:1", "merge"),
    "the base of a conflict": ('||||||| 1a2b3c\nmsgid "a"\nmsgstr "b"', "1:1", "merge"),
    "a conflict with CRLF": (SIDES.replace("\n", "\r\n"), "2:1", "merge"),
    "a conflict made obsolete": ("#~ <<<<<<< HEAD\n", "1:1", "merge"),
    "a tight conflict made obsolete": ("#~>>>>>>> cy\n", "1:1", "merge"),
    "the middle made obsolete": ('#~ msgid "a"\n#~ =======\n#~ msgstr ""', "2:1", "merge"),
    "a NUL": ('msgid "a"\nmsgstr "b\0c"', "2:10", "NUL"),
    "a NUL in a remark": ('# b\0c\nmsgid "a"\nmsgstr "b"', "1:4", "NUL"),
    "an octal NUL": ('msgid "a"\nmsgstr "b\\0c"', "2:9", "NUL"),
    "a long octal NUL": ('msgid "a"\nmsgstr "b\\000c"', "2:9", "NUL"),
    "a hexadecimal NUL": ('msgid "a"\nmsgstr "b\\x00"', "2:9", "NUL"),
    "a hexadecimal NUL by overflow": ('msgid "a"\nmsgstr "b\\x100"', "2:9", "NUL"),
    "Fuzzy": ('#, Fuzzy\nmsgid "a"\nmsgstr "b"', "1:1", "Fuzzy"),
    "FUZZY among others": ('#, c-format, FUZZY\nmsgid "a"\nmsgstr "b"', "1:1", "FUZZY"),
    "Fuzzy before a blank": ('#, Fuzzy c-format\nmsgid "a"\nmsgstr "b"', "1:1", "Fuzzy"),
    "Fuzzy behind a tab": ('#, no-wrap\tFuzzy\nmsgid "a"\nmsgstr "b"', "1:1", "Fuzzy"),
    "a double": (
        'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"',
        "4:1",
        f"line {FIRST} too",
    ),
    "a double in one context": (
        'msgctxt "x" msgid "a" msgstr "b"\nmsgctxt "x" msgid "a" msgstr "c"',
        "2:1",
        f"line {FIRST} too",
    ),
    "a double of an obsolete": (
        '#~ msgid "a"\n#~ msgstr "b"\n\nmsgid "a"\nmsgstr "c"',
        "4:1",
        f"line {FIRST} too",
    ),
    "an obsolete double": (
        'msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"',
        "4:1",
        f"line {FIRST} too",
    ),
    "two obsolete doubles": (
        '#~ msgid "a"\n#~ msgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"',
        "4:1",
        f"line {FIRST} too",
    ),
    "a second header": ('msgid ""\nmsgstr "Language: cy\\n"', "1:1", "line 1 too"),
    "no first form": ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"', "3:1", "msgstr[1]"),
    "a plural without forms": ('msgid "a"\nmsgid_plural "b"\nmsgstr "c"', "3:1", "msgstr[0]"),
    "forms without a plural": ('msgid "a"\nmsgstr[0] "c"', "2:1", "msgstr[0]"),
    "a form twice": (
        'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[0] "d"',
        "4:1",
        "second msgstr",
    ),
    "a msgstr without msgid": ('msgstr "b"', "1:1", "msgstr"),
    "a context and a msgstr": ('msgctxt "a"\nmsgstr "b"', "2:1", "without a msgid"),
    "two msgstr": ('msgid "a"\nmsgstr "b"\nmsgstr "c"', "3:1", "msgstr"),
    "two msgid": ('msgid "a"\nmsgid "b"\nmsgstr "c"', "2:1", "no msgstr"),
    "two contexts": ('msgctxt "a"\nmsgctxt "b"\nmsgid "c"\nmsgstr ""', "2:1", "msgctxt"),
    "a plural without msgid": ('msgid_plural "a"\nmsgstr[0] "b"', "1:1", "without a msgid"),
    "text after a remark": ('msgid "a"\nmsgstr "b"\n# c\n"d"', "4:1", "belongs to no"),
    "half of it obsolete": ('msgid "a"\n#~ msgstr "b"', "2:4", "obsolete"),
    "half of it alive": ('#~ msgid "a"\nmsgstr "b"', "2:1", "obsolete"),
    "an unknown escape": ('msgid "a"\nmsgstr "b\\qc"', "2:10", "\\q"),
    "an escape of C alone": ('msgid "a"\nmsgstr "b\\\'c"', "2:10", "\\'"),
    "a hexadecimal escape without digits": ('msgid "a"\nmsgstr "\\xyz"', "2:9", "\\x"),
    "escapes that are no UTF-8": ('msgid "a"\nmsgstr "\\351"', "2:9", "UTF-8"),
    "half of a letter escaped": ('msgid "a"\nmsgstr "\\303 b"', "2:9", "UTF-8"),
    "an unknown keyword": ('msgid "a"\nmsgtxt "b"', "2:1", "msgtxt"),
    "a keyword with more letters": ('msgid "a"\nmsgstring "b"', "2:7", "ing"),
}


@pytest.mark.parametrize(("body", "place", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_defect_is_refused_with_its_place(
    body: str, place: str, words: str, tmp_path: Path
) -> None:
    content = HEADER + body
    error = refusal(tmp_path / "small.po", content.encode())
    line, column = map(int, place.split(":"))
    assert str(error.at) == f"{SHOWN}:{FIRST + line - 1}:{column}"
    assert words in error.message
    assert well_told(error, content.count("\n") + 1)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('msgid\u00a0"a"\nmsgstr "b"', "1:6"),
        ('msgid "a"\u00a0\nmsgstr "b"', "1:10"),
        ('msgid "a"\u2028msgstr "b"', "1:10"),
        ('msgid "a"\nmsgstr \x1c"b"', "2:8"),
        ('msgid "a"\nmsgstr\u200b "b"', "2:7"),
        ('\ufeffmsgid "a"\nmsgstr "b"', "1:1"),
        ('msgid "a"\nmsgstr "b"\n\u3000', "3:1"),
    ],
    ids=lambda value: ascii(value)[:24],
)
def test_a_letter_that_nobody_sees_is_named(body: str, place: str, tmp_path: Path) -> None:
    """Option and the space bar write U+00A0 on a Mac; gettext knows only plain blanks."""
    error = refusal(tmp_path / "small.po", (HEADER + body).encode())
    line, column = map(int, place.split(":"))
    assert str(error.at) == f"{SHOWN}:{FIRST + line - 1}:{column}"
    (hidden,) = {letter for letter in body if letter in "\u00a0\u2028\x1c\u200b\ufeff\u3000"}
    assert f"U+{ord(hidden):04X}" in error.message
    assert "left open" not in error.message


@pytest.mark.parametrize("forms", [(0, 2), (0, 1, 3), (1, 2), (0, 10)])
def test_a_gap_in_the_forms_is_refused_at_one_of_them(
    forms: tuple[int, ...], tmp_path: Path
) -> None:
    body = "".join(f'msgstr[{form}] "c"\n' for form in forms)
    content = HEADER + 'msgid "a"\nmsgid_plural "b"\n' + body
    error = refusal(tmp_path / "small.po", content.encode())
    assert well_told(error, content.count("\n") + 1)
    assert error.at is not None
    assert FIRST + 2 <= error.at.line < FIRST + 2 + len(forms)
    assert f"msgstr[{forms[-1]}]" in error.message


REFUSED_BY_MSGFMT = {
    "an obsolete string in a live text": 'msgid "a"\nmsgstr "It is not "\n#~ "harmful."',
    "an obsolete string in a live msgid": 'msgid "a"\n#~ "b"\nmsgstr "c"',
    "a live string in an obsolete text": '#~ msgid "a"\n#~ msgstr "b"\n"c"',
    "a previous string in a msgid": 'msgid "a"\n#| "b"\nmsgstr "c"',
    "a live string in a previous msgid": '#| msgid "a"\n"b"\nmsgid "c"\nmsgstr "d"',
    "a previous string in an obsolete text": '#~ msgid "a"\n#~ msgstr "b"\n#~| "c"',
    "a previous msgid after the msgid": 'msgid "a"\n#| msgid "b"\nmsgstr "c"',
    "a previous msgstr": '#| msgstr "a"\nmsgid "b"\nmsgstr "c"',
    "an obsolete previous of a live entry": '#~| msgid "a"\nmsgid "b"\nmsgstr "c"',
    "a live previous of an obsolete entry": '#| msgid "a"\n#~ msgid "b"\n#~ msgstr "c"',
    "a previous msgctxt alone": '#| msgctxt "a"\nmsgid "b"\nmsgstr "c"',
    "a previous msgid_plural alone": '#| msgid_plural "a"\nmsgid "b"\nmsgstr "c"',
    "a previous context after its msgid": '#| msgid "a"\n#| msgctxt "b"\nmsgid "c"\n'
    'msgstr "d"',
    "a live keyword on a previous line": '#| msgid "a" msgctxt "b"\nmsgid "c"\nmsgstr "d"',
    "a previous msgid before the flags": '#| msgid "a"\n#, fuzzy\nmsgid "b"\nmsgstr "c"',
    "msgstr without a string": 'msgid "a"\nmsgstr\n',
    "msgid without a string": 'msgctxt "a"\nmsgid\nmsgstr "b"',
    "msgctxt without a string": 'msgctxt\nmsgid "a"\nmsgstr "b"',
    "msgid_plural without a string": 'msgid "a"\nmsgid_plural\nmsgstr[0] "b"\nmsgstr[1] "c"',
    "a form without a string": 'msgid "a"\nmsgid_plural "b"\nmsgstr[0]\nmsgstr[1] "c"',
    "a previous msgid without a string": '#| msgid\nmsgid "a"\nmsgstr "b"',
    "msgctxt after msgid": 'msgid "a"\nmsgctxt "b"\nmsgstr "c"',
    "msgctxt with an index": 'msgctxt[0] "a"\nmsgid "b"\nmsgstr "c"',
    "msgid_plural with an index": 'msgid "a"\nmsgid_plural[0] "b"\nmsgstr "c"',
    "an index in Arabic digits": 'msgid "a"\nmsgid_plural "b"\nmsgstr[٠] "c"\nmsgstr[١] "d"',
    "forms in the wrong order": 'msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\nmsgstr[0] "d"',
    "msgid_plural between the forms": 'msgid "a"\nmsgstr[0] "b"\nmsgid_plural "c"\n'
    'msgstr[1] "d"',
    "a flag inside an entry": 'msgid "a"\n#, fuzzy\nmsgstr "b"',
    "a remark inside an entry": 'msgid "a"\n# b\n"c"\nmsgstr "d"',
    "a remark between the forms": 'msgid "a"\nmsgid_plural "b"\n# c\nmsgstr[0] "d"',
}


@pytest.mark.parametrize("body", REFUSED_BY_MSGFMT.values(), ids=REFUSED_BY_MSGFMT.keys())
def test_what_msgfmt_refuses_is_refused(body: str, tmp_path: Path) -> None:
    content = HEADER + body
    error = refusal(tmp_path / "small.po", content.encode())
    assert well_told(error, content.count("\n") + 1)
    assert error.at is not None
    assert error.at.line >= FIRST


@pytest.mark.parametrize("body", REFUSED_BY_MSGFMT.values(), ids=REFUSED_BY_MSGFMT.keys())
def test_msgfmt_does_refuse_it(body: str, tool: Find) -> None:
    assert compiled(tool("msgfmt", "gettext"), (HEADER + body).encode()) is None


SELDOM = {
    "half of a letter in each string": r'msgid "a" msgstr "\303"' + "\n" + r'"\251"',
    "a string that goes on in the next line": 'msgid "a"\nmsgstr "b\\\nc"',
    "a backslash between the words": 'msgid "a" \\\nmsgstr "b"',
    "a remark behind a string": 'msgid "a" msgstr "b" # c',
    "an index on a line of its own": 'msgid "a"\nmsgid_plural "b"\nmsgstr\n[0]\n"c"\n'
    'msgstr[1] "d"',
    "an obsolete remark": '#~ # b\n#~ msgid "a"\n#~ msgstr "c"',
    "two obsolete signs on a line": '#~ msgid "a" #~ msgstr "b"',
    "a domain": 'domain "x"\nmsgid "a"\nmsgstr "b"',
}


@pytest.mark.parametrize("body", SELDOM.values(), ids=SELDOM.keys())
def test_what_nobody_writes_is_read_as_msgfmt_does_or_refused(body: str, tool: Find) -> None:
    expected = compiled(tool("msgfmt", "gettext"), (HEADER + body).encode())
    catalogue, error = attempt(partial(scan, HEADER + body, SHOWN))
    assert expected is not None
    if error:
        assert well_told(error, (HEADER + body).count("\n") + 1)
    else:
        assert catalogue is not None
        assert shipped(catalogue) == expected


PAGE = b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n"
NO_CATALOGUE = {
    "nothing": b"",
    "blank lines": b" \n\t\r\n\f\n",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "an error page": PAGE,
    "an error page behind a mark": b"\xef\xbb\xbf\r\n" + PAGE,
    "JSON": b'{"message": "not found"}',
    "a ZIP": b"PK\x03\x04\x14\x00\x08\x08\x08\x00!R\xa8Z\xe1\x9b\xc1\x07",
    "a gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03KL\xe4\x02\x00",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a .mo": b"\xde\x12\x04\x95\x00\x00\x00\x00\x01\x00\x00\x00",
    "UTF-16 with a mark": GOOD.encode("utf-16"),
    "UTF-16, big end first": GOOD.encode("utf-16-be"),
    "UTF-16, little end first": GOOD.encode("utf-16-le"),
    "UTF-32": GOOD.encode("utf-32"),
    "remarks alone": b"# Translated by hand.\n#\n#. Nothing else.\n",
    "a text of Markdown headings": b"# One\n\n## Two\n",
    "the line ends of an old Mac": b"# Welsh\n".replace(b"\n", b"\r")
    + GOOD.replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("content", NO_CATALOGUE.values(), ids=NO_CATALOGUE.keys())
def test_what_is_no_catalogue_is_refused(content: bytes, tmp_path: Path) -> None:
    """Taken for an empty catalogue, each of these would be overwritten by the next update."""
    error = refusal(tmp_path / "small.po", content)
    assert well_told(error, content.count(b"\n") + 1)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (HEADER.encode() + b'msgid "a"\nmsgstr "caf\xe9"\n', f"{FIRST + 1}:12"),
        (b"# \xff\n", "1:3"),
        (b"\xc3", "1:1"),
        ('msgid "é"\nmsgstr "éé'.encode() + b'\xff"', "2:11"),
    ],
)
def test_bad_utf_8_has_a_place_counted_in_characters(
    content: bytes, place: str, tmp_path: Path
) -> None:
    error = refusal(tmp_path / "small.po", content)
    assert str(error.at) == f"{SHOWN}:{place}"
    assert "UTF-8" in error.message
    assert "UTF-8" in error.hint


@pytest.mark.parametrize(
    "field",
    [
        "Content-Type: text/plain; charset=ISO-8859-1",
        "Content-Type: text/plain; charset=UTF-7",
        "Content-Type: text/plain; charset=windows-1252",
        "Content-Type: text/plain; charset=UTF-16",
        "Content-Type: text/plain; charset=ASCII",
        "Content-Type:text/plain;charset=iso-8859-15",
        "content-type: text/plain; charset=ISO-8859-1",
        "CONTENT-TYPE: text/plain; charset=ISO-8859-1",
        "Content-Type: text/plain; charset=ISO-8859-1\\n"
        "Content-Type: text/plain; charset=UTF-8",
    ],
)
def test_a_foreign_charset_is_refused(field: str, tmp_path: Path) -> None:
    """Another reader would show other letters, of the same file."""
    content = f'# caffè\nmsgid ""\nmsgstr ""\n"{field}\\n"\n\nmsgid "a"\nmsgstr "café"\n'
    error = refusal(tmp_path / "small.po", content.encode())
    assert "charset" in error.message
    assert well_told(error, 7)


@pytest.mark.parametrize("name", ["UTF-8", "utf-8", "UTF8", "utf8"])
def test_utf_8_has_four_spellings(name: str) -> None:
    text = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={name}\\n"\n'
    assert scan(text, SHOWN).fields["Content-Type"].endswith(name)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(tmp_path, SHOWN)
    assert "folder" in caught.value.message
    assert well_told(caught.value, 1)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE])
def test_an_unreadable_file_is_refused(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(tmp_path / "small.po", SHOWN)
    assert os.strerror(number) in caught.value.message
    assert well_told(caught.value, 1)


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.symlink_to(path)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(path, SHOWN)
    assert well_told(caught.value, 1)


def test_a_pipe_in_a_files_place_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    os.mkfifo(path)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from pipeline.errors import CatalogueError\n"
        "from pipeline.po import read_catalogue\n"
        "try:\n"
        "    read_catalogue(Path(sys.argv[1]), 'small.po')\n"
        "except CatalogueError as error:\n"
        "    sys.exit(str(error))\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _, said = child.communicate(timeout=4)
    except subprocess.TimeoutExpired:
        said = "waits for ever"
    finally:
        child.kill()
        child.communicate()
    assert said.startswith("small.po:1: ")


@pytest.mark.parametrize(
    "text",
    [
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=' + "x" * 9000 + '"\n',
        'msgid "a"\nmsgid_plural "b"\n' + "".join(f'msgstr[{n}] "c"\n' for n in range(1, 999)),
        'msgid "a"\nmsgstr "b"\n' + "x" * 9000,
    ],
    ids=["charset", "forms", "line"],
)
def test_a_refusal_can_be_read_at_a_glance(text: str) -> None:
    _, error = attempt(partial(scan, text, SHOWN))
    assert error is not None
    assert len(str(error)) < 500


def test_a_file_of_33_mib_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(b"")
    os.truncate(path, 1 << 40)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(path, SHOWN)
    assert "larger than 32 MiB" in caught.value.message
    assert well_told(caught.value, 1)


WHERE = st.integers(0, len(GOOD.encode()))
SCRAPS = st.sampled_from(
    [
        b'"', b"\\", b"\n", b"\r", b"\0", b"#", b"#~ ", b"#| ", b"#~| ", b"#, fuzzy",
        b"msgid ", b"msgstr", b"msgstr[1] ", b"msgid_plural", b"msgctxt ", b"[", b"\\x",
        b"\\777", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"<<<<<<<", b"=======\n", b'""',
        b"domain ", b"\f", b"charset=", b'msgid "', b"9" * 400,
    ]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file with scraps put in, pieces taken out, and pieces moved."""
    content = GOOD.encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(WHERE)
        match draw(st.integers(0, 3)):
            case 0:
                content = (
                    content[:start] + draw(SCRAPS | st.binary(max_size=3)) + content[start:]
                )
            case 1:
                content = content[:start] + content[start + draw(st.integers(1, 30)) :]
            case 2:
                content = content[:start]
            case _:
                piece = content[start : start + draw(st.integers(1, 60))]
                to = draw(WHERE)
                content = content[:to] + piece + content[to:]
    return content


@more
@given(content=st.binary(max_size=200) | damaged())
def test_any_bytes_give_a_catalogue_or_a_refusal(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.po"
    path.write_bytes(content)
    catalogue, error = attempt(partial(read_catalogue, path, SHOWN))
    if error:
        assert well_told(error, content.count(b"\n") + 1)
    else:
        assert catalogue is not None
        assert all(entry.strings for entry in catalogue.entries)


@more
@given(text=st.text(max_size=100))
def test_any_text_gives_a_catalogue_or_a_refusal(text: str) -> None:
    catalogue, error = attempt(partial(scan, HEADER + text, SHOWN))
    if error:
        assert well_told(error, (HEADER + text).count("\n") + 1)
    else:
        assert catalogue is not None
        assert catalogue.fields["Content-Type"] == "text/plain; charset=UTF-8"


TOKENS = re.findall(r'"[^"\n]*"|#~\||#~|#\||#[,.:]?|\w+(?:\[\d\])?|\n|[ ]+|.', GOOD)
BODY = len(re.findall(r'"[^"\n]*"|\w+|\n|[ ]+', HEADER))
NEW = st.sampled_from(
    [
        "msgid", "msgstr", "msgctxt", "msgid_plural", "msgstr[0]", "msgstr[1]", '"x"', '""',
        "\n", "\n\n", " ", "\t", "\r\n", "\f", "#~ ", "#| ", "#~| ", "\n#~ ", "\n# x\n",
        "\n#, fuzzy x\n", "\n#, fuzzy\n",
    ]
)  # fmt: skip


@st.composite
def reshuffled(draw: st.DrawFn) -> str:
    """A good file with tokens taken out, put in and exchanged."""
    tokens = list(TOKENS)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(BODY, len(tokens) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                del tokens[place]
            case 1:
                tokens.insert(place, draw(NEW))
            case 2:
                tokens[place] = draw(NEW)
            case _:
                other = draw(st.integers(BODY, len(tokens) - 1))
                tokens[place], tokens[other] = tokens[other], tokens[place]
    return "".join(tokens)


@more
@given(text=reshuffled())
def test_what_is_accepted_means_the_same_to_msgfmt(text: str, tool: Find) -> None:
    msgfmt = tool("msgfmt", "gettext")
    catalogue, _ = attempt(partial(scan, text, SHOWN))
    if catalogue is not None:
        assert shipped(catalogue) == compiled(msgfmt, text.encode())


@more
@given(text=reshuffled() | damaged().map(lambda content: content.decode("utf-8", "replace")))
def test_writing_an_accepted_file_again_loses_nothing(text: str) -> None:
    catalogue, _ = attempt(partial(scan, text, SHOWN))
    if catalogue is not None:
        again = scan(dump(catalogue), SHOWN)
        assert sorted(map(repr, values(again))) == sorted(map(repr, values(catalogue)))


def test_a_file_cut_off_anywhere_gives_whole_entries_or_a_refusal() -> None:
    """A text cut short at the end of one of its lines is all that nobody can notice."""
    text = GOOD.replace('msgstr ""\n"Ddim yn "\n', 'msgstr "Ddim yn ').replace('"niw', "niw")
    text = text.replace('"wedi "\n#~ "marw"', '"wedi marw"')
    whole = {(e.context, e.id): e for e in scan(text, SHOWN).entries}
    accepted = 0
    for end in range(len(HEADER), len(text)):
        cut = text[:end]
        catalogue, _ = attempt(partial(scan, cut, SHOWN))
        if catalogue is None:
            continue
        accepted += 1
        for entry in catalogue.entries:
            expected = whole[entry.context, entry.id]
            assert entry.strings == expected.strings[: len(entry.strings)], cut
            assert entry.flags == expected.flags
            assert entry.obsolete == expected.obsolete
    assert accepted > len(whole)


LONG: dict[str, Callable[[int], str]] = {
    "an open string": lambda n: 'msgid "' + "a" * n,
    "escapes": lambda n: 'msgid "a"\nmsgstr "' + "\\\\" * (n // 4) + '"',
    "escaped quotes, open": lambda n: 'msgid "a"\nmsgstr "' + '\\"' * (n // 2),
    "strings on one line": lambda n: 'msgid "a"\nmsgstr ' + '"b" ' * (n // 12),
    "lines of strings": lambda n: 'msgid "a"\nmsgstr ""\n' + '"b"\n' * (n // 24),
    "entries on one line": lambda n: "".join(
        f'msgid "{i}" msgstr "b" ' for i in range(n // 150)
    ),
    "entries": lambda n: "".join(f'msgid "{i}"\nmsgstr "b"\n\n' for i in range(n // 150)),
    "remarks": lambda n: "# c\n" * (n // 24) + 'msgid "a"\nmsgstr "b"',
    "blanks, then a letter": lambda n: 'msgid "a"' + " " * n + "x",
    "blanks behind an obsolete sign": lambda n: "#~" + "\t" * n + "<<<<<<",
    "flags": lambda n: "#, " + "a," * n + '\nmsgid "a"\nmsgstr "b"',
    "hexadecimal digits": lambda n: 'msgid "a"\nmsgstr "\\x' + "4" * n + '"',
    "header fields": lambda n: 'msgid ""\nmsgstr "' + "a: b\\n" * (n // 24) + '"',
}


def seconds(text: str) -> float:
    """The best of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        attempt(partial(scan, text, SHOWN))
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize("shape", LONG.values(), ids=LONG.keys())
def test_eight_times_the_text_takes_about_eight_times_the_time(
    shape: Callable[[int], str],
) -> None:
    size = 60_000
    assert seconds(shape(8 * size)) < 24 * seconds(shape(size)) + 0.03


@pytest.mark.parametrize("end", ['"', ""], ids=["closed", "open"])
def test_one_long_line_takes_memory_in_proportion(end: str) -> None:
    """A file of the largest size must be refused on a small machine too."""
    text = 'msgid "a"\nmsgstr "' + "a" * (1 << 20) + end
    tracemalloc.start()
    try:
        catalogue, error = attempt(partial(scan, text, SHOWN))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert catalogue is None
    assert error is not None
    assert ("256 KiB" if end else "left open") in error.message
    assert peak < 24 * len(text)


FIELDS = (
    "Project-Id-Version: small\n"
    "PO-Revision-Date: \n"
    "Language: cy\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
NOWHERE = Location("", 1)


def values(catalogue: Catalogue) -> list[Entry]:
    """The entries without their places and bytes."""
    return [replace(e, at=NOWHERE, string_line=0, raw="") for e in catalogue.entries]


def catalogue_of(*entries: Entry, fields: str = FIELDS) -> Catalogue:
    header = Entry(at=NOWHERE, id="", strings=(fields,), comments=("Welsh “é”.",))
    return Catalogue(path=SHOWN, header=header, entries=entries)


def msgcat(program: str, content: bytes, *options: str) -> bytes:
    return subprocess.run(
        [program, "--no-wrap", "--force-po", *options, "-"],
        input=content,
        capture_output=True,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        check=True,
    ).stdout


LETTERS = st.one_of(
    st.sampled_from(list('abc xyz "\\\t\n\r\a\b\f\v%{}#~|,:;[]*_<&')),
    st.sampled_from(list("éŵŷłżїґ€–“”’«»אבגدهٹਪੰਜবাক্ত药物丸ภาษาខ្មែរမြန်မာ😀\u2066\u2069\u200d")),
    st.sampled_from(list("\u0085\u2028\u2029\ufeff\u00a0\u202e\u0301\x01\x1b\x7f\U0010ffff")),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04"),
)
BREAKS = st.sampled_from(["", "", "", "\n", "\n\n", "\\\n"])
TEXT = st.builds(
    "{}{}{}{}{}".format,
    BREAKS,
    st.text(LETTERS, max_size=12),
    BREAKS,
    st.text(LETTERS, max_size=12),
    BREAKS,
)
REMARK = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\\"),
        max_size=20,
    )
    .map(str.strip)
    .filter(bool)
)
REMARKS = st.lists(REMARK, max_size=2).map(tuple)
NAME = st.from_regex(r"source/[a-z0-9][a-z0-9-]{0,63}/leaflet\.md", fullmatch=True)


@st.composite
def entry(draw: st.DrawFn) -> Entry:
    plural = draw(st.none() | TEXT)
    obsolete = draw(st.booleans())
    previous = draw(st.none() | TEXT)
    flags = draw(st.sampled_from([(), ("fuzzy",), ("no-wrap",), ("fuzzy", "no-wrap")]))
    # Where nobody has translated, msgcat drops an obsolete entry, and fuzzy from a live one.
    text = TEXT.filter(bool) if obsolete or "fuzzy" in flags else TEXT
    return Entry(
        at=NOWHERE,
        context=draw(st.none() | TEXT),
        id=draw(TEXT.filter(bool)),
        plural=plural,
        strings=(draw(text),) if plural is None else (draw(text), draw(TEXT)),
        flags=flags,
        comments=draw(REMARKS),
        extracted=() if obsolete else draw(REMARKS),
        references=() if obsolete else tuple(draw(st.lists(NAME, max_size=4, unique=True))),
        previous_id=previous,
        previous_context=None if previous is None else draw(st.none() | TEXT),
        previous_plural=None if previous is None else draw(st.none() | TEXT.filter(bool)),
        obsolete=obsolete,
    )


def live_first(entries: list[Entry]) -> Catalogue:
    return catalogue_of(*sorted(entries, key=lambda entry: entry.obsolete))


CATALOGUES = st.lists(
    entry(), min_size=1, max_size=4, unique_by=lambda entry: (entry.context, entry.id)
).map(live_first)


@more
@given(catalogue=CATALOGUES)
def test_what_was_written_reads_as_it_was(catalogue: Catalogue) -> None:
    text = dump(catalogue)
    again = scan(text, SHOWN)
    assert values(again) == values(catalogue)
    assert again.fields == catalogue.fields
    assert again.header.comments == catalogue.header.comments
    assert dump(again) == text


@some
@given(catalogue=CATALOGUES)
def test_what_we_write_is_what_msgcat_writes(catalogue: Catalogue, tool: Find) -> None:
    content = dump(catalogue).encode()
    assert msgcat(tool("msgcat", "gettext"), content) == content


WIDE = "source/" + "x" * 64 + "/leaflet.md"


@pytest.mark.parametrize(
    "made",
    [
        Entry(at=NOWHERE, id="a", strings=("\n",)),
        Entry(at=NOWHERE, context="", id="a", strings=("b",)),
        Entry(at=NOWHERE, id="a\n", strings=("b\n",)),
        Entry(at=NOWHERE, id="a", strings=("\nb",)),
        Entry(at=NOWHERE, id="a\\\nb", strings=("c\\\nd",), context="e/\nf"),
        Entry(at=NOWHERE, id="a" * 200 + " " + "b" * 200, strings=("c " * 200,)),
        Entry(at=NOWHERE, id="a", strings=('\\"\\n"\t',)),
        Entry(at=NOWHERE, id="a", strings=("b\r\nc\r\n",)),
        Entry(at=NOWHERE, id="a", references=(WIDE, WIDE + "2", "b.md", "c.md")),
        *(
            Entry(at=NOWHERE, id="a", references=("a" * (77 - n), "b" * n))
            for n in range(36, 40)
        ),
        *(Entry(at=NOWHERE, id="a", references=("a", "b" * n, "c")) for n in range(72, 76)),
        Entry(at=NOWHERE, id="a", comments=("", "b", "", " c", "#, fuzzy", ", d", "~ e")),
        Entry(at=NOWHERE, id="a", extracted=("one", "", " two", "| three")),
        Entry(
            at=NOWHERE,
            id="a",
            plural="b",
            strings=("c", ""),
            previous_context="",
            previous_id="",
            previous_plural="c\nd",
            flags=("fuzzy", "c-format"),
            obsolete=True,
        ),
    ],
    ids=lambda made: repr(made.id + made.strings[0] + "".join(made.references))[:30],
)
def test_the_edges_of_layout_are_msgcats(made: Entry, tool: Find) -> None:
    catalogue = catalogue_of(made)
    content = dump(catalogue).encode()
    assert msgcat(tool("msgcat", "gettext"), content) == content
    assert values(scan(content.decode(), SHOWN)) == values(catalogue)


@pytest.mark.parametrize(
    "made",
    [
        Entry(at=NOWHERE, id="a", strings=("b",), comments=("kept on C:\\",)),
        Entry(at=NOWHERE, id="a", strings=("b",), extracted=("kept on C:\\",)),
    ],
    ids=["a translator's", "an author's"],
)
def test_no_remark_that_is_written_swallows_the_next_line(made: Entry, tool: Find) -> None:
    """To gettext a remark that ends in a backslash goes on in the next line."""
    made = replace(made, flags=("fuzzy",))
    content = dump(catalogue_of(made)).encode()
    table = compiled(tool("msgfmt", "gettext"), content)
    assert table is not None
    assert "a" not in table
    assert b"kept on C:" in content


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-2:]))
def test_our_own_files_are_as_msgcat_writes_them(path: Path, tool: Find) -> None:
    content = path.read_bytes()
    assert msgcat(tool("msgcat", "gettext"), content) == content
    catalogue = scan(content.decode(), SHOWN)
    fresh = replace(
        catalogue,
        header=replace(catalogue.header, raw=""),
        entries=tuple(replace(entry, raw="") for entry in catalogue.entries),
    )
    assert dump(catalogue).encode() == content
    assert values(scan(dump(fresh), SHOWN)) == values(catalogue)
    body = content.decode().split("\n\n", 1)[1]
    assert dump(fresh).split("\n\n", 1)[1] == body


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-2:]))
def test_our_own_files_pass_msgfmt(path: Path, tool: Find) -> None:
    done = subprocess.run(
        [tool("msgfmt", "gettext"), "--check", "-o", os.devnull, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_text_that_msgcat_dies_of_is_read_and_written() -> None:
    """msgcat 0.21 ends with a signal where it looks for Lisp's formats."""
    text = HEADER + '#, lisp-format\nmsgid "~{~*~}"\nmsgstr "~{~*~} x"\n'
    catalogue = scan(text, SHOWN)
    (entry,) = catalogue.entries
    assert (entry.flags, entry.strings) == (("lisp-format",), ("~{~*~} x",))
    assert dump(catalogue) == text
    assert dump(replace(catalogue, entries=(replace(entry, raw=""),))) == text


def test_bytes_that_were_read_are_written_again() -> None:
    text = ODD.read_text(encoding="utf-8").rpartition("# Remarks at the end")[0]
    catalogue = scan(text, SHOWN)
    written = dump(catalogue)
    for entry in (catalogue.header, *catalogue.entries):
        assert entry.raw in written
    assert values(scan(written, SHOWN)) == sorted(values(catalogue), key=lambda e: e.obsolete)


def test_entries_that_share_a_line_are_written_once() -> None:
    text = HEADER + '#~ msgid "a" msgstr "b" msgid "c" msgstr "d"\n'
    catalogue = scan(text, SHOWN)
    again = scan(dump(catalogue), SHOWN)
    assert values(again) == values(catalogue)


def test_an_entry_on_the_headers_line_is_written_once() -> None:
    header = HEADER.replace("\n", " ", 1).strip()
    catalogue = scan(header + ' msgid "a" msgstr "b"\nmsgid "c" msgstr "d"\n', SHOWN)
    again = scan(dump(catalogue), SHOWN)
    assert values(again) == values(catalogue)


def test_remarks_at_the_end_of_a_file_are_kept() -> None:
    assert "# Not sure of this.\n" in dump(scan(GOOD + "\n# Not sure of this.\n", SHOWN))


@some
@given(catalogue=CATALOGUES)
def test_polib_reads_our_files_with_the_same_meaning(
    catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # polib does not know \a.
    text = dump(catalogue).replace("\\\\", "\0").replace("\\a", "A").replace("\0", "\\\\")
    path = tmp_path_factory.getbasetemp() / "polib.po"
    path.write_bytes(text.encode())
    file = polib.pofile(str(path))
    assert file.metadata == catalogue.fields
    read = [*(e for e in file if not e.obsolete), *file.obsolete_entries()]
    for ours, theirs in zip(values(scan(text, SHOWN)), read, strict=True):
        forms = [text for _, text in sorted(theirs.msgstr_plural.items())]
        assert theirs.msgid == ours.id
        assert theirs.msgctxt == ours.context
        assert tuple(forms or [theirs.msgstr]) == ours.strings
        assert theirs.msgid_plural == (ours.plural or "")
        assert theirs.fuzzy == ours.fuzzy
        assert theirs.obsolete == ours.obsolete
        assert theirs.flags == list(ours.flags)
        assert theirs.tcomment == "\n".join(ours.comments)
        assert theirs.comment == "\n".join(ours.extracted)
        assert [name for name, _ in theirs.occurrences] == list(ours.references)
        if not ours.obsolete:  # polib does not read #~|.
            assert theirs.previous_msgid == ours.previous_id
            assert theirs.previous_msgctxt == ours.previous_context
            assert theirs.previous_msgid_plural == ours.previous_plural


def test_polibs_objects_have_live_entries_first() -> None:
    file = to_polib(scan(GOOD, SHOWN))
    assert [entry.obsolete for entry in file] == [False, False, False, True]
    assert file.metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert file[1].msgstr_plural == {0: "rhan", 1: "rhannau"}
    assert [entry.msgid for entry in file.fuzzy_entries()] == ["doubtful"]


def test_polibs_objects_know_their_line_and_their_bytes() -> None:
    catalogue = scan(GOOD, SHOWN)
    lines = GOOD.split("\n")
    for entry in to_polib(catalogue):
        assert isinstance(entry, Editable)
        assert entry.linenum is not None
        assert "msgid" in lines[entry.linenum - 1]
        assert entry.msgid.split("\n")[0] in entry.raw
        assert entry.raw in GOOD


def fail(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("step", ["open", "write", "fsync", "chmod", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(b"old words\n")
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OutputError) as caught:
        write_text(path, "new words\n", SHOWN)
    monkeypatch.undo()
    assert str(caught.value).startswith(f"{SHOWN}:1: cannot be written: No space left")
    assert path.read_bytes() == b"old words\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "small.po"
    path.write_bytes(b"old words\n")
    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_text(path, "new words\n", SHOWN)
    assert path.read_bytes() == b"old words\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(b"old words\n")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from pipeline.errors import OutputError\n"
        "from pipeline.po import write_text\n"
        "try:\n"
        "    write_text(Path(sys.argv[1]), 'new words\\n' * 10_000, 'small.po')\n"
        "except OutputError as error:\n"
        "    sys.exit(str(error))\n"
    )

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        preexec_fn=small_disk,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == (
        "small.po:1: cannot be written: File too large; the file is as it was\n"
    )
    assert done.returncode == 1
    assert path.read_bytes() == b"old words\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664])
def test_a_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    path.write_bytes(b"old words\n")
    path.chmod(mode)
    assert write_text(path, "new words\n", SHOWN)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_bytes() == b"new words\n"


def test_a_new_file_can_be_read_by_others(tmp_path: Path) -> None:
    path = tmp_path / "fr/small.po"
    assert write_text(path, "new words\n", SHOWN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list(path.parent.iterdir()) == [path]


def test_the_same_text_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    assert write_text(path, "é\r\n\u2028\n", SHOWN)
    before = path.stat()
    assert not write_text(path, "é\r\n\u2028\n", SHOWN)
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert path.read_bytes() == "é\r\n\u2028\n".encode()


@pytest.mark.parametrize("kind", ["a folder", "below a file"])
def test_a_place_that_cannot_be_written_is_told(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "small.po"
    if kind == "a folder":
        path.mkdir()
    else:
        path.write_bytes(b"old words\n")
        path /= "smaller.po"
    with pytest.raises(OutputError) as caught:
        write_text(path, "new words\n", SHOWN)
    assert str(caught.value.at) == f"{SHOWN}:1"
    assert [p.name for p in tmp_path.iterdir()] == ["small.po"]


def test_a_linked_file_is_written_where_it_stands(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere/small.po"
    target.parent.mkdir()
    target.write_bytes(b"old words\n")
    link = tmp_path / "small.po"
    link.symlink_to(target)
    assert write_text(link, "new words\n", SHOWN)
    assert link.is_symlink()
    assert target.read_bytes() == b"new words\n"


def test_what_a_catalogue_was_read_from_is_named_by_its_digest(tmp_path: Path) -> None:
    found: list[Any] = []
    for content in (GOOD, GOOD + "\n", GOOD):
        path = tmp_path / "small.po"
        path.write_bytes(content.encode())
        catalogue = read_catalogue(path, SHOWN)
        assert catalogue is not None
        found.append(catalogue.digest)
    assert found[0] == found[2] != found[1]
    assert re.fullmatch(r"[0-9a-f]{64}", found[0])
