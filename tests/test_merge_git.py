"""The merge driver under a real git."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT

from pipeline import po
from pipeline.cli import cli

PO = "locales/cy/small.po"
BASE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"PO-Revision-Date: 2026-01-01 10:00+0000\\n"
"Last-Translator: Ann\\n"

msgctxt "a"
msgid "One."
msgstr "Un."

msgctxt "a"
msgid "Two."
msgstr "Dau."

msgctxt "a"
msgid "Three."
msgstr "Tri."
"""
OURS = BASE.replace("Un.", "Un un.").replace("2026-01-01", "2026-02-02").replace("Ann", "Bob")
THEIRS = BASE.replace("Tri.", "Tair.").replace("2026-01-01", "2026-03-03").replace("Ann", "Cy")
BOTH = THEIRS.replace("Un.", "Un un.")
CONTESTED = BASE.replace("Un.", "Unig.")


@dataclass(frozen=True)
class Repository:
    """A repository with a catalogue in it."""

    root: Path

    def git(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git, away from the settings of whoever runs the tests."""
        home = {"HOME": str(self.root), "PATH": os.environ["PATH"], "GIT_EDITOR": "true"}
        done = subprocess.run(
            ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments],
            cwd=self.root,
            env=home | {"GIT_CONFIG_NOSYSTEM": "1", "SOURCE_DATE_EPOCH": "1767225600"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def run(self, *arguments: str) -> Result:
        """Run polyleaf in the repository."""
        return CliRunner().invoke(cli, ["--root", str(self.root), *arguments])

    def commit(self, text: str, name: str = PO) -> None:
        """Put a file into the repository as it is, and commit all there is."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        self.git("add", "-A")
        self.git("commit", "-qm", "edit")

    def branches(self, base: str, ours: str, theirs: str) -> None:
        """Make a branch `theirs`, and stand on one with the text of ours."""
        self.commit(base)
        self.git("checkout", "-qb", "theirs")
        self.commit(theirs)
        self.git("checkout", "-q", "main")
        self.commit(ours)

    def text(self, name: str = PO) -> str:
        """The bytes of a file, as text."""
        return (self.root / name).read_bytes().decode()

    def attic(self) -> list[str]:
        """The translations in every attic."""
        paths = sorted((self.root / "locales/cy").glob("*.attic.jsonl"))
        return [kept.entry.strings[0] for path in paths for kept in po.read_attic(path, "x")]


@pytest.fixture
def plain(tmp_path: Path, tool: Callable[[str, str], str]) -> Repository:
    """A repository whose attributes name the driver, without the driver."""
    tool("git", "git")
    made = Repository(tmp_path / "repository")
    made.root.mkdir()
    made.git("init", "-q", "-b", "main")
    lines = (
        "*.po -text merge=polyleaf\n*.pot merge=polyleaf\n",
        "*.attic.jsonl merge=union\n",
    )
    made.commit("".join(lines), ".gitattributes")
    return made


@pytest.fixture
def repository(plain: Repository) -> Repository:
    """The same with the driver."""
    assert plain.run("merge", "--install").exit_code == 0
    return plain


def test_one_command_installs_it_and_the_second_time_changes_nothing(
    plain: Repository,
) -> None:
    (plain.root / ".gitattributes").write_text("*.png binary\n", encoding="utf-8")
    said = plain.run("merge", "--install").output
    assert "git config merge.polyleaf.driver: " in said
    assert plain.text(".gitattributes").split("\n") == [
        "*.png binary",
        "*.po merge=polyleaf",
        "*.pot merge=polyleaf",
        "*.attic.jsonl merge=union",
        "",
    ]
    before = plain.text(".git/config")
    again = plain.run("merge", "--install")
    assert again.output == "everything stands as it should\n"
    assert plain.text(".git/config") == before


def test_this_repository_names_the_driver(plain: Repository) -> None:
    shutil.copy(ROOT / ".gitattributes", plain.root)
    said = plain.run("merge", "--install").output
    assert ".gitattributes" not in said


def test_outside_a_repository_nothing_is_installed(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--root", str(tmp_path), "merge", "--install"])
    assert result.exit_code == 2
    assert "git says: not a git repository" in result.output


def test_without_the_driver_git_works_as_before(plain: Repository) -> None:
    far = BASE.replace("Dau.", "Dwy.")
    plain.branches(BASE, far, BASE.replace("Ann", "Cy"))
    plain.git("merge", "theirs")
    assert plain.text() == far.replace("Ann", "Cy")


def test_without_the_driver_git_tells_of_a_conflict(plain: Repository) -> None:
    plain.branches(BASE, OURS, THEIRS)
    assert plain.git("merge", "theirs", check=False).returncode == 1
    assert "<<<<<<<" in plain.text()


def merged(repository: Repository) -> None:
    repository.git("merge", "theirs")


def rebased(repository: Repository) -> None:
    repository.git("checkout", "-q", "theirs")
    repository.git("rebase", "main")


def picked(repository: Repository) -> None:
    repository.git("cherry-pick", "theirs")


every_way = pytest.mark.parametrize("join", [merged, rebased, picked])


@every_way
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_edits_of_different_entries_meet_in_peace(
    repository: Repository, join: Callable[[Repository], None], end: str
) -> None:
    repository.branches(*(text.replace("\n", end) for text in (BASE, OURS, THEIRS)))
    join(repository)
    assert repository.text() == BOTH.replace("\n", end)
    assert repository.git("status", "--porcelain").stdout == ""


@every_way
def test_an_entry_that_both_changed_is_doubtful_and_the_other_text_is_in_the_attic(
    repository: Repository, join: Callable[[Repository], None]
) -> None:
    repository.branches(BASE, OURS, CONTESTED)
    join(repository)
    fuzzy = OURS.replace('msgctxt "a"\nmsgid "One."', '#, fuzzy\nmsgctxt "a"\nmsgid "One."')
    assert repository.text() == fuzzy
    assert repository.attic() == ["Unig."]
    (line,) = repository.git("status", "--porcelain").stdout.splitlines()
    assert line.startswith("?? locales/cy/small.merge-")
    record = json.loads(repository.text(line.removeprefix("?? ")))
    assert (record["on"], record["msgid"]) == ("2026-01-01", "One.")


def test_git_says_where_the_other_text_is(repository: Repository) -> None:
    repository.branches(BASE, OURS, CONTESTED)
    said = repository.git("merge", "theirs").stderr
    assert f"{PO}:9: merge: both sides changed the translation" in said
    assert "the other texts are here; `git add` it" in said


def test_attics_that_both_sides_wrote_to_do_not_stop_a_merge(repository: Repository) -> None:
    attic = "locales/cy/small.attic.jsonl"
    repository.commit('{"v": 1, "msgid": "x", "msgstr": ["old"]}\n', attic)
    repository.commit(BASE)
    repository.git("checkout", "-qb", "theirs")
    repository.commit('{"v": 1, "msgid": "x", "msgstr": ["theirs"]}\n', attic)
    repository.commit(CONTESTED)
    repository.git("checkout", "-q", "main")
    repository.commit('{"v": 1, "msgid": "x", "msgstr": ["ours"]}\n', attic)
    repository.commit(OURS)
    repository.git("merge", "theirs")
    assert sorted(repository.attic()) == ["Unig.", "ours", "theirs"]


def test_a_catalogue_that_both_sides_began_is_merged(repository: Repository) -> None:
    repository.commit("", "other")
    repository.git("checkout", "-qb", "theirs")
    repository.commit(CONTESTED)
    repository.git("checkout", "-q", "main")
    repository.commit(BASE)
    repository.git("merge", "theirs")
    assert '#, fuzzy\nmsgctxt "a"\nmsgid "One."\nmsgstr "Un."' in repository.text()
    assert repository.attic() == ["Unig."]


def test_templates_are_merged_without_marks(repository: Repository) -> None:
    name = "locales/templates/small.pot"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    first = head + '\nmsgid "a"\nmsgstr ""\n'
    repository.commit(first, name)
    repository.git("checkout", "-qb", "theirs")
    repository.commit(first.replace('"a"', '"b"') + '\nmsgid "c"\nmsgstr ""\n', name)
    repository.git("checkout", "-q", "main")
    repository.commit(first + '\nmsgid "d"\nmsgstr ""\n', name)
    repository.git("merge", "theirs")
    names = [entry.id for entry in po.scan(repository.text(name), name).entries]
    assert sorted(names) == ["b", "c", "d"]


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_side_that_cannot_be_read_is_a_conflict_without_marks(
    repository: Repository, side: str
) -> None:
    broken = CONTESTED.replace('"Dau."', '"Dau.')
    good = (OURS, broken) if side == "theirs" else (broken, THEIRS)
    repository.branches(BASE, *good)
    done = repository.git("merge", "theirs", check=False)
    assert done.returncode == 1
    assert f"{PO} ({side}):13:8: a string is left open" in done.stderr
    assert f"{PO}: not merged; ours stands there as it was" in done.stderr
    assert repository.text() == good[0]
    assert repository.git("status", "--porcelain").stdout == f"UU {PO}\n"
    assert repository.attic() == []


def test_a_driver_that_is_gone_leaves_ours_and_a_conflict(repository: Repository) -> None:
    repository.git("config", "merge.polyleaf.driver", "/nowhere/polyleaf merge %O %A %B %P")
    repository.branches(BASE, OURS, THEIRS)
    assert repository.git("merge", "theirs", check=False).returncode != 0
    assert repository.text() == OURS


def test_by_hand_it_merges_any_three_files(tmp_path: Path) -> None:
    for name, text in (("base", BASE), ("ours", OURS), ("theirs", CONTESTED)):
        (tmp_path / f"{name}.po").write_text(text, encoding="utf-8")
    names = [str(tmp_path / f"{name}.po") for name in ("base", "ours", "theirs")]
    result = CliRunner().invoke(cli, ["merge", *names])
    assert result.exit_code == 0
    assert "Un un." in (tmp_path / "ours.po").read_text(encoding="utf-8")
    (attic,) = tmp_path.glob("ours.merge-*.attic.jsonl")
    assert [kept.entry.strings for kept in po.read_attic(attic, "x")] == [("Unig.",)]
    assert CliRunner().invoke(cli, ["merge", *names[:2]]).exit_code == 2
    result = CliRunner().invoke(cli, ["merge", str(tmp_path / "no.po"), *names[1:]])
    assert result.exit_code == 3
    assert "(base):1: there is no such file" in result.output
