"""What no catalogue can hold is kept, listed and brought back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Site

from pipeline import po
from pipeline.errors import CatalogueError, OutputError
from pipeline.model import Catalogue, Entry, Location
from pipeline.po import mark_restored, put_in_attic, read_attic, scan

WELSH = "locales/cy/small.po"
ATTIC = "locales/cy/small.attic.jsonl"
SHOWN = "a.attic.jsonl"
MORE = ("second/paragraph", "More words.")
WHOLE = Entry(
    at=Location(SHOWN, 1),
    context="",
    id="a\u2028b",
    plural="c",
    strings=("d\n", "", "é"),
    flags=("fuzzy", "no-wrap"),
    comments=("Ann: “ask”", ""),
    extracted=("a note",),
    references=("source/a.md",),
    previous_context="x",
    previous_id="y",
    previous_plural="z",
    obsolete=True,
    domain="other",
)


def keep(path: Path, *entries: Entry, on: str = "2026-01-01") -> bool:
    return put_in_attic(path, entries, SHOWN, on=on, why="a test")


def test_all_of_an_entry_comes_back_with_day_and_reason(tmp_path: Path) -> None:
    path = tmp_path / SHOWN
    bare = Entry(at=Location(SHOWN, 2), id="a", strings=("b",))
    assert keep(path, WHOLE, bare)
    first, second = read_attic(path, SHOWN)
    assert (first.entry, second.entry) == (WHOLE, bare)
    assert (first.on, first.why, first.restored) == ("2026-01-01", "a test", "")
    assert first.id != second.id


def test_the_same_text_is_kept_once_whatever_the_day(tmp_path: Path) -> None:
    path = tmp_path / SHOWN
    assert keep(path, WHOLE, WHOLE)
    content = path.read_bytes()
    assert not keep(path, replace(WHOLE, references=(), obsolete=False), on="2026-02-02")
    assert path.read_bytes() == content
    for other in (
        replace(WHOLE, strings=("d", "", "é")),
        replace(WHOLE, comments=()),
        replace(WHOLE, context=None),
        replace(WHOLE, domain=""),
        replace(WHOLE, plural=None),
    ):
        assert keep(path, other)
    assert len(read_attic(path, SHOWN)) == 6
    assert path.read_bytes().startswith(content)


def test_a_text_that_was_brought_back_and_fell_out_again_is_there_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / SHOWN
    keep(path, WHOLE)
    (kept,) = read_attic(path, SHOWN)
    assert mark_restored(path, kept.id, SHOWN, on="2026-02-02")
    (kept,) = read_attic(path, SHOWN)
    assert (kept.on, kept.restored) == ("2026-01-01", "2026-02-02")
    assert keep(path, WHOLE, on="2026-03-03")
    (kept,) = read_attic(path, SHOWN)
    assert (kept.on, kept.restored) == ("2026-03-03", "")
    assert path.read_bytes().count(b"\n") == 3


def test_records_of_the_first_form_are_read(tmp_path: Path) -> None:
    path = tmp_path / SHOWN
    path.write_text('{"v": 1, "context": null, "msgid": "a", "msgstr": ["b"]}', "utf-8")
    (kept,) = read_attic(path, SHOWN)
    assert (kept.entry.strings, kept.on, kept.why) == (("b",), "", "")
    keep(path, WHOLE)
    assert [kept.entry.id for kept in read_attic(path, SHOWN)] == ["a", WHOLE.id]


def test_no_file_is_an_empty_attic(tmp_path: Path) -> None:
    assert read_attic(tmp_path / SHOWN, SHOWN) == ()
    assert not put_in_attic(tmp_path / SHOWN, (), SHOWN, on="2026-01-01", why="")
    assert not (tmp_path / SHOWN).exists()


GOOD = '{"v": 1, "msgid": "a", "msgstr": ["b"]}'


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        "[1]",
        "7",
        GOOD[:-1],
        GOOD + GOOD,
        '{"v": 1}',
        GOOD.replace("1", "2"),
        GOOD.replace('"a"', "7"),
        GOOD.replace('["b"]', '"b"'),
        GOOD.replace('["b"]', '["b", 7]'),
        GOOD.replace('["b"]', "[]"),
        GOOD.replace('"b"', '"\\ud800"'),
        GOOD.replace("}", ', "previous": 7}'),
        GOOD.replace("}", ', "flags": ["x", null]}'),
        "[" * 100_000,
    ],
)
def test_a_damaged_attic_is_never_written_to(tmp_path: Path, line: str) -> None:
    path = tmp_path / SHOWN
    path.write_text(f"{GOOD}\n\n{line}\n{GOOD}\n", encoding="utf-8")
    content = path.read_bytes()
    with pytest.raises(CatalogueError) as read:
        read_attic(path, SHOWN)
    assert str(read.value.at) == f"{SHOWN}:3"
    assert "mend the line" in read.value.hint
    with pytest.raises(OutputError) as written:
        keep(path, WHOLE)
    assert str(written.value.at) == f"{SHOWN}:3"
    with pytest.raises(OutputError):
        mark_restored(path, "x", SHOWN, on="2026-01-01")
    assert path.read_bytes() == content


def put(site: Site, *entries: Entry, name: str = ATTIC) -> list[str]:
    """Put texts into an attic of the project; their ids."""
    put_in_attic(site.root / name, entries, name, on="2026-01-01", why="a test")
    kept = read_attic(site.root / name, name)
    return [next(k.id for k in kept if k.entry.strings == e.strings) for e in entries]


def text(*strings: str, context: str = MORE[0], msgid: str = MORE[1], **more: Any) -> Entry:
    return Entry(at=Location(ATTIC, 1), context=context, id=msgid, strings=strings, **more)


def welsh(site: Site, msgid: str = MORE[1]) -> Entry:
    (found,) = [entry for entry in site.catalogue(WELSH).entries if entry.id == msgid]
    return found


def listed(site: Site, *arguments: str) -> list[dict[str, Any]]:
    result = site.run("attic", *arguments, "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["version"] == 1
    rows: list[dict[str, Any]] = found["texts"]
    return rows


def test_the_list_says_whose_each_text_is(site: Site) -> None:
    (one,) = put(site, text("Mwy \u202eo eiriau."))
    (two,) = put(site, text("Gair."), name="locales/ar/interface.attic.jsonl")
    (three,) = put(site, text("Geiriau."), name="locales/cy/small.merge-1.attic.jsonl")
    rows = listed(site)
    assert {(row["id"], row["language"], row["leaflet"]) for row in rows} == {
        (one, "cy", "small"), (two, "ar", "interface"), (three, "cy", "small"),
    }  # fmt: skip
    assert [row["id"] for row in listed(site, "-l", "ar")] == [two]
    assert {row["id"] for row in listed(site, "small")} == {one, three}
    row = next(row for row in rows if row["id"] == one)
    assert (row["path"], row["line"], row["on"]) == (ATTIC, 1, "2026-01-01")
    said = site.run("attic", "small").output
    assert f"{one[:12]}  cy  small  2026-01-01  “More words.” → “Mwy <U+202E>o" in said
    assert said.endswith("\n2 texts\n")
    assert site.run("attic", "other").exit_code == 2


def test_one_damaged_attic_hides_no_other(site: Site) -> None:
    (one,) = put(site, text("Mwy."))
    site.write("locales/ar/small.attic.jsonl", "broken\n")
    result = site.run("attic")
    assert result.exit_code == 3
    assert one[:12] in result.output
    assert "locales/ar/small.attic.jsonl:1: " in result.output


def test_a_text_comes_back_into_an_empty_entry_as_fuzzy(site: Site) -> None:
    site.set(WELSH, MORE[1], "")
    (name,) = put(site, text("Mwy.", comments=("Ann: ask",), previous_id="Old."))
    content = site.read(ATTIC)
    result = site.run("attic", "restore", name[:8])
    assert result.exit_code == 0
    found = welsh(site)
    assert result.output == f"{WELSH}:{found.at.line}: brought back, as fuzzy\n"
    assert (found.strings, found.flags, found.comments) == (
        ("Mwy.",),
        ("fuzzy",),
        ("Ann: ask",),
    )
    assert found.previous_id == "Old."
    assert site.read(ATTIC).startswith(content)
    (row,) = listed(site)
    assert row["restored"]
    assert "(brought back on " in site.run("attic").output


def test_a_text_changes_places_with_the_one_that_stands_there(site: Site) -> None:
    (name,) = put(site, text("Mwy."))
    assert site.run("attic", "restore", name).exit_code == 0
    assert (welsh(site).strings, welsh(site).fuzzy) == (("Mwy.",), True)
    old = next(row for row in listed(site) if row["msgstr"] == ["Xx More words. xX"])
    assert not old["restored"]
    assert name[:12] in old["why"]
    assert site.run("attic", "restore", old["id"]).exit_code == 0
    assert (welsh(site).strings, welsh(site).fuzzy) == (("Xx More words. xX",), True)
    assert {tuple(row["msgstr"]): bool(row["restored"]) for row in listed(site)} == {
        ("Mwy.",): False, ("Xx More words. xX",): True,
    }  # fmt: skip


def test_a_catalogue_keeps_its_line_ends_when_a_text_comes_back(site: Site) -> None:
    before = site.read(WELSH).encode().replace(b"\n", b"\r\n")
    site.write(WELSH, before)
    (name,) = put(site, text("Mwy."))
    assert site.run("attic", "restore", name).exit_code == 0
    after = (site.root / WELSH).read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n")
    new = set(after.split(b"\r\n")) - set(before.split(b"\r\n"))
    assert new == {b"#, fuzzy", b'msgstr "Mwy."'}


def test_what_a_translator_saves_meanwhile_is_not_overwritten(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = put(site, text("Mwy."))
    saved = site.read(WELSH).replace("Xx More", "Yy More")

    def restore(catalogue: Catalogue, entry: Entry) -> po.Restored:
        site.write(WELSH, saved)
        return whole(catalogue, entry)

    whole = po.restore
    monkeypatch.setattr(po, "restore", restore)
    result = site.run("attic", "restore", name)
    assert result.exit_code == 3
    assert f"{WELSH}:1: " in result.output
    assert site.read(WELSH) == saved
    assert not next(row for row in listed(site) if row["msgstr"] == ["Mwy."])["restored"]


def test_a_text_without_an_entry_becomes_obsolete_and_update_revives_it(
    site: Site, tool: Callable[[str, str], str]
) -> None:
    (name,) = put(site, text("Newydd.", msgid="New words.", references=("source/a.md",)))
    result = site.run("attic", "restore", name)
    assert f"{WELSH}:" in result.output
    assert "as an obsolete entry" in result.output
    found = welsh(site, "New words.")
    assert (found.obsolete, found.fuzzy, found.strings) == (True, True, ("Newydd.",))
    path = site.root / WELSH
    subprocess.run([tool("msgfmt", "gettext"), "-c", "-o", "/dev/null", path], check=True)
    source = site.read("source/small/leaflet.md")
    site.write("source/small/leaflet.md", source + "\nNew words.\n")
    assert site.run("update").exit_code == 0
    found = welsh(site, "New words.")
    assert (found.obsolete, found.fuzzy, found.strings) == (False, True, ("Newydd.",))


def test_a_text_that_stands_there_already_changes_nothing(site: Site) -> None:
    (name,) = put(site, text("Xx More words. xX"))
    before = site.read(WELSH)
    result = site.run("attic", "restore", name)
    assert "stands there already" in result.output
    assert site.read(WELSH) == before


def test_a_text_of_other_plural_forms_makes_a_whole_entry(
    site: Site, tool: Callable[[str, str], str]
) -> None:
    catalogue = "locales/cy/interface.po"
    old = Entry(at=Location(ATTIC, 1), context="", id="{n} section", strings=("adran {n}",))
    site.write(
        catalogue, site.read(catalogue).replace('msgid "{n} section"', 'msgid "{n} section"')
    )
    (there,) = [e for e in site.catalogue(catalogue).entries if e.id == "{n} section"]
    (name,) = put(
        site, replace(old, context=there.context), name="locales/cy/interface.attic.jsonl"
    )
    assert site.run("attic", "restore", name).exit_code == 0
    found = next(e for e in site.catalogue(catalogue).entries if e.id == "{n} section")
    assert found.strings == ("adran {n}", *[""] * (len(there.strings) - 1))
    assert (found.plural, found.fuzzy, found.previous_id) == (there.plural, True, old.id)
    path = site.root / catalogue
    subprocess.run([tool("msgfmt", "gettext"), "-c", "-o", "/dev/null", path], check=True)
    assert not scan(site.read(catalogue), catalogue).header.fuzzy


def test_an_id_that_names_none_is_refused(site: Site) -> None:
    (name,) = put(site, text("Mwy."))
    before = site.read(WELSH), site.read(ATTIC)
    wrong = ("0" if name[0] != "0" else "1") + name[1:]
    for shown, said in ((wrong, "no text in the attic"), (name[:3], "at least 4 letters")):
        result = site.run("attic", "restore", shown)
        assert result.exit_code == 2
        assert said in result.output
    assert (site.read(WELSH), site.read(ATTIC)) == before


def test_the_beginning_of_two_ids_is_refused(site: Site) -> None:
    names = put(site, *(text(f"Mwy {number}.") for number in range(600)))
    seen = {name[:4]: name for name in names}
    twice = next(name for name in names if seen[name[:4]] != name)
    result = site.run("attic", "restore", twice[:4])
    assert result.exit_code == 2
    assert f"have ids that begin with “{twice[:4]}”" in result.output
    assert twice[:16] in result.output


def test_an_id_that_two_languages_share_is_refused(site: Site) -> None:
    (name,) = put(site, text("Mwy."))
    put(site, text("Mwy."), name="locales/ar/small.attic.jsonl")
    result = site.run("attic", "restore", name)
    assert result.exit_code == 2
    assert "2 texts in the attic" in result.output
    assert "(cy, small)" in result.output
    assert "(ar, small)" in result.output
    assert site.run("attic", "restore", name, "-l", "cy").exit_code == 0
    assert welsh(site).strings == ("Mwy.",)


def test_a_text_in_two_attics_of_a_leaflet_is_one(site: Site) -> None:
    (name,) = put(site, text("Mwy."))
    put(site, text("Mwy."), name="locales/cy/small.merge-1.attic.jsonl")
    assert site.run("attic", "restore", name).exit_code == 0
    assert all(row["restored"] for row in listed(site) if row["id"] == name)


def test_nothing_is_brought_back_into_a_catalogue_that_is_missing(site: Site) -> None:
    (name,) = put(site, text("Mwy."))
    (site.root / WELSH).unlink()
    result = site.run("attic", "restore", name)
    assert result.exit_code == 3
    assert "run `polyleaf update -l cy`" in result.output


def test_the_day_of_a_record_is_that_of_the_environment(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = put(site, text("Mwy."))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert site.run("attic", "restore", name).exit_code == 0
    assert {row["on"] for row in listed(site)} == {"2026-01-01", "2023-11-14"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert site.run("update").exit_code == 2
