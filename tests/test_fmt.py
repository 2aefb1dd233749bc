"""Whatever form a file was saved in, `fmt` writes one form, and loses nothing."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_po import compiled

from pipeline.build.formatting import formatted
from pipeline.errors import OutputError
from pipeline.model import Catalogue, Entry, Location
from pipeline.po import canonical, dump, scan

Find = Callable[[str, str], str]
WELSH = "locales/cy/small.po"
ODD = Path(__file__).parent / "data/po/odd.po"
NOWHERE = Location("", 1)
HEADER = (
    "#  Welsh.\n#,fuzzy\n#two\n"
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=n!=1;\\n"\n\n'
)
some = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def msgcat(program: str, content: bytes, *options: str) -> bytes:
    """What msgcat makes of a file, in a process of its own: some files crash version 0.21."""
    return subprocess.run(
        [program, *options, "-"],
        input=content,
        capture_output=True,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        check=True,
        timeout=60,
    ).stdout


def formed(text: str) -> str:
    return canonical(scan(text, WELSH))


def meaning(catalogue: Catalogue) -> list[Entry]:
    """All that an entry says, without what `fmt` writes in another way."""
    told = []
    for entry in catalogue.entries:
        words = any(entry.strings)
        if entry.obsolete and not words and not entry.comments:
            continue
        flags = {flag for flag in entry.flags if flag != "wrap" and (flag != "fuzzy" or words)}
        references = re.findall(r"[^ :]+", " ".join(entry.references))
        told.append(
            replace(
                entry,
                at=NOWHERE,
                string_line=0,
                raw="",
                flags=tuple(sorted(flags)),
                references=tuple(sorted({name.lstrip("0") for name in references})),
                comments=tuple(backed(line) for line in entry.comments),
                extracted=tuple(backed(line) for line in entry.extracted),
            )
        )
    return sorted(told, key=lambda entry: entry.obsolete)


def backed(remark: str) -> str:
    return f"{remark}." if remark.endswith("\\") else remark


REMARKS = [
    "# a", "#", "#  b", "# c  ", "#\td", "#   ", "#; y", "# #, fuzzy", "# ! x",
    "# \x7fq\x01", "# é\u2028z",
    "#. e", "#.", "#.  f ", "#.g", "#. | h",
    "#: a.c:1 b.c:20", "#: x", "#: file: 3", "#: a :4", "#: a:01", "#:",
    "#: \u2068a b\u2069:5",
    f"#: {'é' * 36} {'ü' * 4} b", f"#: {'a' * 74} b",
]  # fmt: skip
FLAGS = [
    "#, fuzzy", "#,c-format,fuzzy", "#, no-c-format", "#, no-wrap, python-format", "#, wrap",
    "#, ycp-format, python-brace-format,sh-format  kde-format", "#! fuzzy", "#,",
]  # fmt: skip
TEXTS = [
    '"a"', '"a\\nb"', '""', '"\\n"', '"\\na"', '"a" "b\\n"', '"  "', '"a\\n"', '"é\\\\\\"\\t"',
    r'"\001\x1b \a\b\f\v\r\177\302\205\342\200\250\360\237\230\200\xf4\217\277\277"',
    '"ŵ ਪੰਜ বাক্ ត العربية 药物 \u2066\u2069\u200d\u202e"',
]  # fmt: skip
PREVIOUS = [
    ("msgid",), ("msgctxt", "msgid"), ("msgid", "msgid_plural"),
    ("msgctxt", "msgid", "msgid_plural"),
]  # fmt: skip


@st.composite
def saved_entry(draw: st.DrawFn, name: str) -> str:
    """An entry as any tool might write it, in which msgcat would drop nothing."""
    text = st.sampled_from(TEXTS)
    lines = draw(st.lists(st.sampled_from(REMARKS), max_size=5, unique=True))
    lines += draw(st.lists(st.sampled_from(FLAGS), max_size=1))
    lines = draw(st.permutations(lines))
    live = draw(st.booleans())
    dead, before = ("", "#| ") if live else ("#~ ", "#~| ")
    previous = draw(st.just(()) | st.sampled_from(PREVIOUS))
    lines += [f"{before}{word} {draw(text)}" for word in previous]
    if draw(st.booleans()):
        lines.append(f"{dead}msgctxt {draw(text)}")
    lines.append(f'{dead}msgid "{name}" {draw(text)}')
    full = text.filter(lambda words: words != '""')
    if draw(st.booleans()):
        lines += [f"{dead}msgid_plural {draw(text)}", f"{dead}msgstr[0] {draw(full)}"]
        lines.append(f"{dead}msgstr[1] {draw(text)}")
    else:
        lines.append(f"{dead}msgstr {draw(text if live else full)}")
    return "\n".join(lines) + "\n"


SAVED = st.tuples(saved_entry("k1"), saved_entry("k2"), saved_entry("k3")).map("\n".join)


def knows_blanks(program: str) -> bool:
    """Whether msgcat reads a name with blanks as one; 0.21 takes it for several words."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+)\.(\d+)", said.stdout)
    return found is not None and (int(found[1]), int(found[2])) >= (0, 22)


@some
@given(body=SAVED)
def test_canonical_form_is_msgcats(body: str, tool: Find) -> None:
    program = tool("msgcat", "gettext")
    text = HEADER + body
    if not knows_blanks(program):
        text = re.sub("\u2068a b\u2069", "ab", text)
    assert formed(text).encode() == msgcat(program, text.encode(), "--no-wrap")


@some
@given(body=SAVED, crlf=st.booleans())
def test_canonical_form_loses_nothing_and_is_its_own(body: str, crlf: bool) -> None:
    text = (HEADER + body).replace("\n", "\r\n" if crlf else "\n")
    text = text.replace("# c  ", "# C:\\")
    better = formed(text)
    assert meaning(scan(better, WELSH)) == meaning(scan(text, WELSH))
    assert formed(better) == better
    assert dump(scan(better, WELSH)) == better


@some
@given(body=SAVED)
def test_what_msgfmt_compiles_is_the_same_after_fmt(body: str, tool: Find) -> None:
    msgfmt = tool("msgfmt", "gettext")
    before = compiled(msgfmt, (HEADER + body).encode())
    assert before is None or compiled(msgfmt, formed(HEADER + body).encode()) == before


KEPT = {
    "flags that it does not know": (
        '#, max-length:80, md-text, range: 0..9, c-format\nmsgid "a"\nmsgstr "b"\n',
        '#, c-format, range: 0..9, max-length:80, md-text\nmsgid "a"\nmsgstr "b"\n',
    ),
    "a range of an obsolete entry": ('#, range: 0..9\n#~ msgid "a"\n#~ msgstr "b"\n',) * 2,
    "fuzzy behind an empty first form": (
        '#, fuzzy\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\nmsgstr[1] "c"\n',
    )
    * 2,
    "an obsolete entry with an empty first form": (
        '#~ msgid "a"\n#~ msgid_plural "b"\n#~ msgstr[0] ""\n#~ msgstr[1] "c"\n',
    )
    * 2,
    "a remark on an obsolete entry without words": (
        '# Ask Siân.\n#~ msgid "a"\n#~ msgstr ""\n',
    )
    * 2,
}
"""What msgcat throws away, and what `fmt` makes of it."""


@pytest.mark.parametrize(("body", "better"), KEPT.values(), ids=KEPT.keys())
def test_what_msgcat_would_throw_away_is_kept(body: str, better: str) -> None:
    assert formed(HEADER + body).split("\n\n", 1)[1] == better


@pytest.mark.parametrize("body", [body for body, _ in KEPT.values()], ids=KEPT.keys())
def test_msgcat_does_throw_it_away(body: str, tool: Find) -> None:
    """If this fails, a line of the table in docs/catalogues.md may go."""
    content = (HEADER + body).encode()
    written = msgcat(tool("msgcat", "gettext"), content, "--no-wrap", "--force-po")
    assert written.decode() != formed(HEADER + body)


def test_what_says_nothing_is_left_out() -> None:
    text = (
        HEADER + '#, fuzzy, wrap\nmsgid "a"\nmsgstr ""\n\n#. x\n#~ msgid "b"\n#~ msgstr ""\n'
    )
    assert formed(text).split("\n\n", 1)[1] == 'msgid "a"\nmsgstr ""\n'


def test_obsolete_entries_keep_their_places_and_notes() -> None:
    body = '# r\n#. note\n#: a.md\n#, fuzzy\n#~| msgid "x"\n#~ msgid "a"\n#~ msgstr "b"\n'
    assert formed(HEADER + body).endswith("\n\n" + body)


def test_domains_stand_one_after_the_other(tool: Find) -> None:
    def entry(name: str, domain: str, obsolete: bool = False) -> Entry:
        return Entry(at=NOWHERE, id=name, strings=("b",), domain=domain, obsolete=obsolete)

    catalogue = Catalogue(
        path=WELSH,
        header=scan(HEADER, WELSH).header,
        entries=(
            entry("a", "other", obsolete=True),
            entry("b", ""),
            entry("c", "other"),
            entry("d", "", obsolete=True),
            entry("e", "third"),
        ),
    )
    text = canonical(catalogue)
    assert re.findall(r'msgid "(.)"|domain "(\w+)"', text) == [
        ("b", ""), ("d", ""), ("", "other"), ("c", ""), ("a", ""), ("", "third"), ("e", ""),
    ]  # fmt: skip
    assert msgcat(tool("msgcat", "gettext"), text.encode(), "--no-wrap") == text.encode()


def test_a_file_from_another_charset_says_what_it_is_written_in() -> None:
    latin = scan(HEADER + 'msgid "a"\nmsgstr "é"\n', WELSH)
    fields = latin.header.strings[0].replace("UTF-8", "ISO-8859-1")
    header = replace(latin.header, strings=(fields,), raw="Content-Type: ISO-8859-1")
    text = dump(replace(latin, header=header, charset="iso-8859-1"))
    assert "charset=UTF-8\\n" in text
    assert "8859" not in text


def test_no_header_is_invented() -> None:
    assert formed('msgid "a"\nmsgstr "b"\n') == 'msgid "a"\nmsgstr "b"\n'


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_an_edit_keeps_the_line_ends_and_every_other_byte(newline: str) -> None:
    text = HEADER + '# a\nmsgid "k" ""\nmsgstr "v" " w"\n\nmsgid "x"\nmsgstr "y"\n'
    text = text.replace("\n", newline)
    catalogue = scan(text, WELSH)
    assert dump(catalogue) == text
    *rest, last = catalogue.entries
    edited = replace(catalogue, entries=(*rest, replace(last, strings=("z",), raw="")))
    assert dump(edited) == text.replace('"y"', '"z"')


def test_fmt_forms_the_catalogues_of_the_project(site: Site, tool: Find) -> None:
    program = tool("msgcat", "gettext")
    good = site.read(WELSH)
    template = "locales/templates/small.pot"
    for path in (WELSH, template):
        site.write(path, msgcat(program, site.read(path).encode(), "--width=20"))
    wrapped = site.read(WELSH)
    dry = site.run("fmt", "--check")
    assert dry.exit_code == 1
    assert dry.output == f"{WELSH}: would change\n{template}: would change\n"
    assert site.read(WELSH) == wrapped != good
    assert site.run("fmt").output.startswith(f"{WELSH}: put into canonical form\n")
    assert site.read(WELSH) == good
    assert site.run("fmt", "--check").exit_code == 0
    assert site.run("fmt").output == ""


def test_fmt_touches_nothing_but_the_named_files(site: Site) -> None:
    spoiled = [WELSH, "locales/ar/small.po", "locales/ar/interface.po"]
    for path in spoiled:
        site.write(path, "\ufeff" + site.read(path))
    result = site.run("fmt", str(site.root / WELSH))
    assert result.output == f"{WELSH}: put into canonical form\n"
    assert site.read(spoiled[1]).startswith("\ufeff")
    result = site.run("fmt", str(site.root / "locales/ar"))
    assert result.output.count("canonical form") == 2
    assert site.run("fmt", "--check").exit_code == 0


def test_fmt_forms_a_file_outside_any_project(tmp_path: Path) -> None:
    alone = Site(tmp_path)
    path = alone.write("any.po", HEADER + 'msgid "a" msgstr "b"\n')
    assert alone.run("fmt", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8").endswith('\n\nmsgid "a"\nmsgstr "b"\n')
    assert list(tmp_path.iterdir()) == [path]


def test_fmt_refuses_what_is_neither_catalogue_nor_leaflet(site: Site) -> None:
    result = site.run("fmt", str(site.write("words.txt", "words")))
    assert result.exit_code == 2
    assert "“words.txt” is no catalogue and no leaflet" in result.output


@pytest.mark.parametrize("path", [WELSH, "source/small/leaflet.md"])
def test_what_somebody_saves_while_fmt_is_at_work_stays(path: str, site: Site) -> None:
    site.write(WELSH, "\ufeff" + site.read(WELSH))
    leaflet = site.read("source/small/leaflet.md")
    site.write("source/small/leaflet.md", leaflet + "\n## New\n\nA.\n")
    found = {better.shown: better for better in formatted(site.root, (), [])}
    theirs = site.read(path) + "\n"
    site.write(path, theirs)
    with pytest.raises(OutputError, match="changed while polyleaf was at work"):
        found[path].write()
    assert site.read(path) == theirs


def test_a_file_that_fmt_cannot_read_stops_no_other(site: Site) -> None:
    site.write("locales/ar/small.po", 'msgid "a\n')
    site.write(WELSH, "\ufeff" + site.read(WELSH))
    result = site.run("fmt")
    assert result.exit_code == 3
    assert "locales/ar/small.po:1" in result.output
    assert not site.read(WELSH).startswith("\ufeff")


def test_an_odd_file_means_the_same_after_fmt(site: Site, tool: Find) -> None:
    path = site.write("locales/cy/odd.po", ODD.read_bytes())
    old = site.catalogue("locales/cy/odd.po")
    assert site.run("fmt", str(path)).exit_code == 0
    assert meaning(site.catalogue("locales/cy/odd.po")) == meaning(old)
    check = [tool("msgfmt", "gettext"), "--check", "-o", os.devnull]
    was = subprocess.run([*check, str(ODD)], capture_output=True, check=False)
    now = subprocess.run([*check, str(path)], capture_output=True, check=False)
    assert now.returncode <= was.returncode
