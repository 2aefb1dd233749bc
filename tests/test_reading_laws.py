"""The scanner gives what msgfmt compiles, or refuses; and its short cut changes nothing."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pipeline import po
from pipeline.errors import CatalogueError
from pipeline.model import Catalogue
from pipeline.po.scan import scan

Find = Callable[[str, str], str]
EXAMPLES = int(os.environ.get("POLYLEAF_EXAMPLES", "150"))
"""`make fuzz` asks for many more."""
fuzz = settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
SEED = (
    'msgid ""\nmsgstr ""\n"Language: cy\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=n!=1;\\n"\n'
)
PIECES = ROOT / "tests/data/po/lines.txt"
LINES = st.sampled_from(PIECES.read_text(encoding="utf-8").split("\n"))
FILES = st.lists(LINES, max_size=14).map(lambda lines: SEED + "\n" + "\n".join(lines) + "\n")
REAL = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("locales/*/*.po"))]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real catalogue with a few bytes or lines taken, doubled, changed or moved."""
    text = draw(st.sampled_from(REAL))[:4000]
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(text) - 1)))
        end = min(len(text), place + draw(st.integers(0, 40)))
        what = draw(
            st.sampled_from(['"', "\\", "\n", "#", "", "~", "\\n", "\r", " ", "msgid "])
        )
        text = draw(
            st.sampled_from(
                [text[:place] + what + text[end:], text[:end] + text[place:], text[:place]]
            )
        )
    return text


def read(text: str) -> Catalogue | CatalogueError:
    try:
        return scan(text, "x.po")
    except CatalogueError as error:
        return error


@fuzz
@given(FILES | mutated())
def test_the_short_cut_reads_what_the_strict_way_reads(text: str) -> None:
    quick = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["pipeline.po.plain"], "_ENTRY", re.compile("(?!)"))
        slow = read(text)
    if isinstance(slow, CatalogueError):
        assert isinstance(quick, CatalogueError)
        assert str(quick) == str(slow)
        return
    assert quick == slow
    assert isinstance(quick, Catalogue)
    raws = [entry.raw for entry in (slow.header, *slow.entries)]
    assert [entry.raw for entry in (quick.header, *quick.entries)] == raws


@fuzz
@given(st.binary(max_size=300) | mutated().map(str.encode))
def test_any_bytes_are_read_or_refused_with_one_error(content: bytes) -> None:
    path = Path("/nonexistent")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "is_file", lambda self: True)
        patch.setattr(Path, "open", lambda self, mode: __import__("io").BytesIO(content))
        with contextlib.suppress(CatalogueError):
            po.read_catalogue(path, "x.po")


def compiled(content: bytes, msgfmt: str, folder: Path) -> dict[bytes, bytes] | None:
    """What msgfmt makes of a file, by its keys; None if it refuses, or dies of it.

    It names its files by the domains, so that those of another one stay out of this.
    """
    source, target = folder / "in.po", folder / "messages.mo"
    source.write_bytes(content)
    target.unlink(missing_ok=True)

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))

    done = subprocess.run(
        [msgfmt, str(source)],
        cwd=folder, capture_output=True, preexec_fn=limits, timeout=30, check=False,
    )  # fmt: skip
    # A line break at one end of a text alone: the check `inline` holds that language.
    assume(b"do not both" not in done.stderr)
    if done.returncode:
        return None
    return read_mo(target.read_bytes()) if target.exists() else {}


def read_mo(content: bytes) -> dict[bytes, bytes]:
    """A compiled catalogue, read by its published form and nothing of ours."""
    _, _, count, ids, texts = struct.unpack("<5I", content[:20])
    found = {}
    for n in range(count):
        parts = []
        for table in (ids, texts):
            length, offset = struct.unpack_from("<2I", content, table + 8 * n)
            parts.append(content[offset : offset + length])
        found[parts[0]] = parts[1]
    return found


def ours(catalogue: Catalogue) -> dict[bytes, bytes]:
    """The same map from what we read."""
    found = {}
    for entry in (catalogue.header, *catalogue.entries):
        first = entry.strings[0]
        if entry.obsolete or entry.fuzzy or entry.domain or not first:
            continue
        key = "" if entry.context is None else f"{entry.context}\x04"
        key += entry.id + ("" if entry.plural is None else f"\0{entry.plural}")
        found[key.encode()] = "\0".join(entry.strings).encode()
    return found


STRICTER = (
    "NUL", "gettext does not know", "has no entry", "is empty", "header is obsolete",
    "conflict marks", "larger than", "charset=", "not UTF-8", "web page", "archive",
    "which nobody sees", "make no UTF-8", "“#",
)  # fmt: skip
"""What we refuse and msgfmt may read, as docs/catalogues.md lists it."""


@fuzz
@given(text=FILES | mutated())
@example(text=f'{SEED}\nmsgid "b" msgstr "c"\ndomain "other"\nmsgid "a" msgstr "b"\n')
@example(text=f'{SEED}\ndomain "other"\nmsgid "a" msgstr "b"\n')
def test_what_is_read_is_what_msgfmt_compiles(
    text: str, tool: Find, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # gettext joins such a line with the next, in a remark too, and so loses what stands there.
    assume(not re.search(r"\\[ \t\r]*$", text, re.MULTILINE))
    msgfmt = tool("msgfmt", "gettext")
    folder = tmp_path_factory.getbasetemp()
    there, here = compiled(text.encode(), msgfmt, folder), read(text)
    if isinstance(here, CatalogueError):
        assert there is None or any(words in str(here) for words in STRICTER), here
    else:
        assert there is not None
        header = there.get(b"")
        mine = ours(here)
        assert (mine.pop(b"", None) or b"") == (header or b"") or here.header.fuzzy
        there.pop(b"", None)
        assert mine == there


def test_domains_are_told_apart_and_written_again() -> None:
    text = SEED + '\nmsgid "One"\nmsgstr "Un"\n\ndomain "other"\n\nmsgid "One"\nmsgstr "Uno"\n'
    catalogue = scan(text, "x.po")
    assert [(e.domain, e.strings) for e in catalogue.entries] == [
        ("", ("Un",)), ("other", ("Uno",)),
    ]  # fmt: skip
    assert scan(po.dump(catalogue), "x.po") == catalogue
    with pytest.raises(CatalogueError, match="no name stands behind domain"):
        scan(SEED + "\ndomain\n", "x.po")


SHAPES: dict[str, Callable[[int], str]] = {
    "references on a line": lambda n: "#: " + "a.md " * n + '\nmsgid "a"\nmsgstr "b"\n',
    "remarks": lambda n: "# remark\n" * n + 'msgid "a"\nmsgstr "b"\n',
    "strings": lambda n: 'msgid "a"\nmsgstr ""\n' + '"b"\n' * n,
    "entries": lambda n: "".join(f'msgid "{m}"\nmsgstr "b"\n\n' for m in range(n)),
    "quotes": lambda n: 'msgid "' + '\\"' * n + '"\nmsgstr "b"\n',
    "an open line": lambda n: 'msgid "a"\nmsgstr "' + "b" * n,
}


@pytest.mark.parametrize("name", SHAPES)
def test_twice_the_text_takes_about_twice_the_steps(name: str) -> None:
    """Counted in calls and lines that Python runs, which no other program disturbs."""

    def steps(size: int) -> int:
        count = 0

        def note(*_: object) -> object:
            nonlocal count
            count += 1
            return note

        sys.settrace(note)  # type: ignore[arg-type]
        try:
            read(SEED + "\n" + SHAPES[name](size))
        finally:
            sys.settrace(None)
        return count

    assert steps(1600) <= 2.5 * steps(800) + 500
