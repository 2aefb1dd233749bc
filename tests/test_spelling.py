"""Words that no dictionary has, asked of hunspell where it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Site

from pipeline.build import spelling
from pipeline.build.spelling import speller

PO = "locales/cy/small.po"
FAKE = """#!/bin/sh
case "$1" in
  -D) echo "/usr/share/hunspell/cy_GB" >&2 ;;
  -l) echo "$@" >> "{log}"; grep -E "anghywir|wrongly" ;;
esac
"""


@pytest.fixture
def hunspell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that has a Welsh dictionary, and lacks two words; what it was asked."""
    log = tmp_path / "asked"
    program = tmp_path / "bin/hunspell"
    program.parent.mkdir()
    program.write_text(FAKE.format(log=log))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    spelling._dictionaries.cache_clear()
    return log


def test_a_word_that_is_in_no_dictionary_is_told_on_request(
    site: Site, hunspell: Path
) -> None:
    site.set(PO, "More words.", "Xx geiriau anghywir xX")
    assert "[spelling]" not in site.run("check", "-l", "cy").output
    told = site.run("check", "-l", "cy", "--only", "spelling").output
    assert "info: “anghywir” is in no dictionary [spelling]" in told
    arabic = site.run("check", "-l", "ar", "--only", "spelling")
    assert "[spelling]" not in arabic.output
    assert arabic.stderr == "spelling is not checked: hunspell has no dictionary of Arabic\n"


def test_a_dictionary_that_is_installed_later_is_noticed(site: Site, hunspell: Path) -> None:
    site.set(PO, "More words.", "Xx geiriau anghywir xX")
    program = hunspell.parent / "bin/hunspell"
    whole = program.read_text()
    program.write_text(whole.replace("/cy_GB", "/de_DE"))
    assert "[spelling]" not in site.run("check", "-l", "cy", "--only", "spelling").output
    program.write_text(whole)
    spelling._dictionaries.cache_clear()
    assert "[spelling]" in site.run("check", "-l", "cy", "--only", "spelling").output


def test_words_of_the_glossary_are_known(hunspell: Path) -> None:
    found = speller("cy", ["y gair anghywir"])
    assert found
    assert found.misspelt("Gair anghywir wrongly.") == ["wrongly"]


def test_each_word_is_asked_for_once(hunspell: Path) -> None:
    found = speller("cy")
    assert found
    assert found.misspelt("geiriau anghywir") == found.misspelt("geiriau anghywir")
    assert hunspell.read_text().count("\n") == 1
    assert "-d cy_GB" in hunspell.read_text()


def test_nothing_is_asked_where_there_is_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    spelling._dictionaries.cache_clear()
    assert speller("cy") is None


def test_a_program_that_fails_finds_nothing(hunspell: Path) -> None:
    found = speller("cy")
    assert found
    found.command = ("/bin/false",)
    assert found.misspelt("anghywir") == []
