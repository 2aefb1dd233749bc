"""`rename` loses no text and no signature, and can be stopped anywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from conftest import SMALL, Site

from pipeline import files, po
from pipeline.build.workspace import Workspace
from pipeline.errors import OutputError
from pipeline.languages import SOURCE
from pipeline.model import Catalogue, Entry, Location
from pipeline.signoff import changes
from pipeline.units import source_hash

FRAGMENT = "source/_shared/{}/fragment.md"
BODY = "Shared words.\n\n## Below {#below}\n\nWords under a heading.\n"
INCLUDING = SMALL + "\nWrite ::: include help as text.\n\n:::  include help  \n"


class StoppedError(BaseException):
    """What ends a command as a power cut would."""


@pytest.fixture
def site(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A leaflet and a fragment in it, with all that can hang on either."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1720000000")
    site.write("source/small/leaflet.md", INCLUDING)
    site.write(FRAGMENT.format("help"), BODY)
    site.write("source/other/leaflet.md", SMALL + "\n::: only cy\n::: include help\n:::\n")
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    for name in ("small", "help"):
        site.write(f"source/{'_shared/' * (name == 'help')}{name}/signoffs/ann.jsonl", "a\n")
        site.write(f"locales/cy/{name}.signoffs/ann.jsonl", "{}\n")
        catalogue = site.catalogue(f"locales/cy/{name}.po")
        dead = replace(catalogue.entries[0], id="Dead words", obsolete=True, raw="")
        entries = (*catalogue.entries, replace(dead, extracted=(), references=()))
        site.write(f"locales/cy/{name}.po", po.dump(replace(catalogue, entries=entries)))
        for attic in (f"{name}.attic.jsonl", f"{name}.merge-0123456789ab.attic.jsonl"):
            text = Entry(at=Location("", 1), context="x/paragraph", id="a", strings=("b",))
            path = site.root / "locales/cy" / attic
            po.put_in_attic(path, [text], attic, on="2024-07-03", why="a test")
    assert site.run("update").exit_code == 0
    return site


def tree(site: Site) -> dict[str, bytes]:
    """Every file of the project but the lock's."""
    return {
        path.relative_to(site.root).as_posix(): path.read_bytes()
        for path in sorted(site.root.rglob("*"))
        if path.is_file() and ".polyleaf" not in path.parts
    }


def texts(catalogue: Catalogue) -> list[tuple[object, ...]]:
    return [(e.id, e.strings, e.flags, e.comments, e.obsolete) for e in catalogue.entries]


def hashes(site: Site, owner: str) -> list[str]:
    workspace = Workspace(site.root)
    facts = workspace.project.fact_values(SOURCE)
    return [source_hash(unit, facts) for unit in workspace.units[owner]]


@pytest.mark.parametrize("old", ["small", "help"])
def test_nothing_of_the_old_name_is_left_and_nothing_is_lost(old: str, site: Site) -> None:
    before = tree(site)
    was = {tag: texts(site.catalogue(f"locales/{tag}/{old}.po")) for tag in ("cy", "ar")}
    assert site.run("rename", old, "new-name").exit_code == 0
    after = tree(site)
    moved = {name.replace(f"/{old}", "/new-name") for name in before}
    records = f"source/{'_shared/' * (old == 'help')}new-name/changes.jsonl"
    assert set(after) == moved | {records}
    for name, content in before.items():
        if name.endswith(".jsonl"):
            now = after[name.replace(f"/{old}", "/new-name")]
            grows = name.endswith("changes.jsonl")
            assert now.startswith(content) if grows else now == content
    for tag, said in was.items():
        catalogue = site.catalogue(f"locales/{tag}/new-name.po")
        assert texts(catalogue) == said
        assert catalogue.fields["Project-Id-Version"] == "new-name"
        assert old not in {(entry.context or "").split("/")[0] for entry in catalogue.entries}


@pytest.mark.parametrize("old", ["small", "help"])
def test_update_has_nothing_to_do_after_a_rename(old: str, site: Site) -> None:
    assert site.run("rename", old, "new-name").exit_code == 0
    before = tree(site)
    assert site.run("update").exit_code == 0
    assert tree(site) == before


@pytest.mark.parametrize("old", ["small", "help"])
@pytest.mark.parametrize("command", ["status", "check"])
def test_the_numbers_stay_the_same_under_the_new_name(
    old: str, command: str, site: Site
) -> None:
    before = site.run(command, "--format", "json")
    assert site.run("rename", old, "zz").exit_code == 0
    after = site.run(command, "--format", "json")
    assert after.exit_code == before.exit_code
    assert counts(after.stdout) == counts(before.stdout.replace(f'"{old}"', '"zz"'))


def counts(text: str) -> list[str]:
    """The parts of a report, in an order of their own: hashes have the id in them."""
    told = json.loads(text)
    parts = next(value for value in told.values() if isinstance(value, list))
    assert parts or "findings" in told
    dropped = ("unit", "fingerprint", "path")
    return sorted(
        json.dumps({k: v for k, v in part.items() if k not in dropped}) for part in parts
    )


@pytest.mark.parametrize("old", ["small", "help"])
def test_a_record_leads_from_each_old_hash_to_the_new_one(old: str, site: Site) -> None:
    before = hashes(site, old)
    folder = "_shared/help" if old == "help" else "small"
    known = changes.effective(changes.read(site.root / f"source/{folder}/changes.jsonl", ""))
    assert site.run("rename", old, "new-name").exit_code == 0
    folder = "_shared/new-name" if old == "help" else "new-name"
    path = f"source/{folder}/changes.jsonl"
    edges = changes.effective(changes.read(site.root / path, path))
    pairs = list(zip(before, hashes(site, "new-name"), strict=True))
    assert set(edges) - set(known) == set(pairs)
    for first, last in pairs:
        assert first != last
        assert changes.kind_between(edges, first, last) is changes.ChangeKind.RENAMED


def test_only_lines_that_include_the_fragment_change(site: Site) -> None:
    site.write("source/small/leaflet.md", INCLUDING.replace("\n", "\r\n"))
    assert site.run("rename", "help", "aid").exit_code == 0
    expected = INCLUDING.replace(":::  include help  ", ":::  include aid  ")
    path = site.root / "source/small/leaflet.md"
    assert path.read_bytes().decode() == expected.replace("\n", "\r\n")
    assert "::: only cy\n::: include aid\n:::" in site.read("source/other/leaflet.md")


def test_a_heading_that_is_called_like_its_fragment_keeps_its_id(site: Site) -> None:
    body = "## Help {#help}\n\nShared words.\n\n::: include more\n\nAfter it.\n"
    site.write(FRAGMENT.format("help"), body)
    site.write(FRAGMENT.format("more"), "More shared words.\n")
    assert site.run("update").exit_code == 0
    assert site.run("rename", "help", "aid").exit_code == 0
    contexts = {e.context for e in site.catalogue("locales/templates/aid.pot").entries}
    assert contexts == {"help/heading", "help/paragraph"}
    before = tree(site)
    assert site.run("update").exit_code == 0
    assert tree(site) == before


def test_a_doubtful_text_still_names_the_words_that_it_was_made_for(site: Site) -> None:
    site.write(FRAGMENT.format("help"), BODY.replace("Shared words", "Shared new words"))
    assert site.run("update").exit_code == 0
    assert site.run("rename", "help", "aid").exit_code == 0
    (doubtful,) = [
        entry for entry in site.catalogue("locales/cy/aid.po").entries if entry.fuzzy
    ]
    assert doubtful.context == doubtful.previous_context == "aid/paragraph"
    assert doubtful.previous_id == "Shared words."
    before = tree(site)
    assert site.run("update").exit_code == 0
    assert tree(site) == before


def test_a_rename_and_back_brings_every_byte_back_but_the_records(site: Site) -> None:
    before = tree(site)
    for old, new in (("help", "aid"), ("aid", "help")):
        assert site.run("rename", old, new).exit_code == 0
    after = tree(site)
    assert after.pop("source/_shared/help/changes.jsonl")
    assert after == before


@pytest.mark.parametrize(
    ("names", "left", "said"),
    [
        (("small", "Big"), "", "“Big” is no id"),
        (("small", "b.g"), "", "“b.g” is no id"),
        (("small", "a" * 65), "", "is no id"),
        (("small", "status"), "", "“status” is a reserved name"),
        (("small", "small"), "", "“small” has this name already"),
        (("none", "big"), "", "there is no leaflet or fragment “none”"),
        (("none", "small"), "", "there is no leaflet or fragment “none”"),
        (("none", "small"), "locales/ar/none.attic.jsonl", "no leaflet or fragment “none”"),
        (("interface", "big"), "", "there is no leaflet or fragment “interface”"),
        (("small", "help"), "", "source/_shared/help:1: "),
        (("help", "other"), "", "source/other:1: "),
        (("help", "first"), "", "source/other/leaflet.md:5: "),
        (("help", "below"), "", "source/_shared/help/fragment.md:3: "),
        (("small", "big"), "locales/cy/big.po", "locales/cy/big.po:1: "),
        (("small", "big"), "locales/templates/big.pot", "locales/templates/big.pot:1: "),
        (("small", "big"), "locales/ar/big.attic.jsonl", "locales/ar/big.attic.jsonl:1: "),
        (("small", "big"), "locales/ar/big.merge-12.attic.jsonl", "merge-12.attic.jsonl:1: "),
        (("small", "big"), "locales/cy/big.signoffs/x.jsonl", "locales/cy/big.signoffs:1: "),
        (("small", "big"), "source/small/changes.jsonl", "source/small/changes.jsonl:1: "),
        (("small", "big"), "locales/cy/small.po", "locales/cy/small.po:1"),
        (("help", "aid"), "source/other/leaflet.md", "source/other/leaflet.md:1: "),
    ],
)  # fmt: skip
def test_what_cannot_be_renamed_is_told_before_anything_changes(
    names: tuple[str, str], left: str, said: str, site: Site
) -> None:
    if left:
        site.write(left, b"\xff\n")
    before = tree(site)
    done = site.run("rename", *names)
    assert done.exit_code in (2, 3)
    assert said in done.output
    assert tree(site) == before


def test_an_entry_that_would_double_is_told_before_anything_changes(site: Site) -> None:
    path = "locales/cy/help.po"
    catalogue = site.catalogue(path)
    twin = replace(catalogue.entries[0], context="aid/paragraph", obsolete=True, raw="")
    twin = replace(twin, extracted=(), references=())
    site.write(path, po.dump(replace(catalogue, entries=(*catalogue.entries, twin))))
    before = tree(site)
    done = site.run("rename", "help", "aid")
    assert done.exit_code == 3
    assert path in done.output
    assert tree(site) == before


def test_a_dry_run_says_what_the_command_does_and_changes_nothing(site: Site) -> None:
    before = tree(site)
    dry = site.run("rename", "--dry-run", "help", "aid")
    assert tree(site) == before
    done = site.run("rename", "help", "aid")
    assert dry.output == done.output
    assert "source/_shared/help: renamed to source/_shared/aid\n" in done.output
    assert "source/small/leaflet.md: includes aid\n" in done.output
    assert "locales/cy/help.attic.jsonl: renamed to locales/cy/aid.attic.jsonl" in done.output


def test_a_rename_that_is_done_is_not_done_again(site: Site) -> None:
    assert site.run("rename", "help", "aid").exit_code == 0
    before = tree(site)
    again = site.run("rename", "help", "aid")
    assert again.exit_code == 2
    assert "there is no leaflet or fragment “help”" in again.output
    assert tree(site) == before


@pytest.mark.parametrize("old", ["small", "help"])
def test_a_rename_stopped_anywhere_is_finished_by_the_same_command(
    old: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = site.root.with_name("start")
    shutil.copytree(site.root, start)
    assert site.run("rename", old, "new-name").exit_code == 0
    whole = tree(site)
    for n in count():
        shutil.rmtree(site.root)
        shutil.copytree(start, site.root)
        with monkeypatch.context() as patch:
            stop_at(patch, n)
            try:
                assert site.run("rename", old, "new-name").exit_code == 0
            except StoppedError:
                pass
            else:
                break
        again = site.run("rename", old, "new-name")
        assert again.exit_code == 0 or "there is no leaflet" in again.output
        assert tree(site) == whole, f"stopped at step {n}"
    assert n > 20


def test_a_reader_that_goes_away_does_not_stop_a_rename(site: Site) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", "from pipeline.cli import main; main()"]
    command += ["--root", str(site.root), "rename", "help", "aid"]
    assert subprocess.run(command, stdout=writing, check=False).returncode == 0
    os.close(writing)
    assert "there is no leaflet" in site.run("rename", "help", "aid").output


def stop_at(patch: pytest.MonkeyPatch, limit: int) -> None:
    """Let this many steps reach the disk, and end everything before the next one."""
    done = 0

    def stopping(real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            nonlocal done
            done += 1
            if done > limit:
                raise StoppedError
            return real(*arguments, **named)

        return step

    for name in ("rename", "replace", "write", "fsync"):
        patch.setattr(os, name, stopping(getattr(os, name)))


def test_a_move_never_takes_the_place_of_another_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)
    with pytest.raises(OutputError, match="b is there already"):
        files.move(tmp_path / "a", tmp_path / "b", "a")
    assert [(tmp_path / name).read_text() for name in ("a", "b")] == ["a", "b"]
