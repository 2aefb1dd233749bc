"""Each command says what it did, in words or JSON, with the exit code that fits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import ROOT, SMALL, Site

from pipeline import __version__
from pipeline.build import editions
from pipeline.cli import cli

START = "from pipeline.__main__ import main; main()"
HEAVY = {
    "pydantic", "babel", "jinja2", "typst", "lxml", "fontTools", "pikepdf", "markdown_it",
    "uharfbuzz", "yaml", "polib",
}  # fmt: skip
COMMANDS = {
    "extract", "update", "units", "check", "checks", "status", "build", "verify", "fmt",
    "attic", "languages",
}  # fmt: skip


def python(
    code: str, *arguments: str, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", code, *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_what_asks_nothing_of_the_project_imports_nothing_heavy(argument: str) -> None:
    code = (
        "import sys\nfrom pipeline.__main__ import main\n"
        "try:\n    main()\nfinally:\n"
        "    print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = python(code, argument)
    assert done.returncode == 0
    first, *_, loaded = done.stdout.strip().split("\n")
    assert first == f"polyleaf {__version__}" if argument == "--version" else first
    assert "click" in loaded
    assert not {name for name in HEAVY if f"'{name}'" in loaded}


def test_the_help_names_every_command_and_each_has_its_own() -> None:
    runner = CliRunner()
    text = runner.invoke(cli, ["--help"]).output
    assert set(cli.commands) >= COMMANDS
    for name, command in cli.commands.items():
        assert re.search(rf"^  {name}  +\S", text, re.MULTILINE), name
        own = runner.invoke(cli, [name, "--help"])
        assert own.exit_code == 0
        assert command.help
        assert command.help.split("\n")[0][:30] in own.output


FINE = [
    ("extract",), ("update",), ("units",), ("check",), ("checks",), ("status",), ("build",),
    ("build", "--jobs", "1"), ("fmt",), ("fmt", "--check"), ("status", "--format", "json"),
    ("check", "small", "-l", "cy"), ("attic",), ("attic", "--format", "json"),
    ("export", "mo"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", FINE, ids=" ".join)
def test_a_command_that_has_nothing_to_tell_ends_with_0(
    site: Site, arguments: tuple[str, ...]
) -> None:
    result = site.run(*arguments)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""


@pytest.mark.parametrize("arguments", [("check",), ("status",), ("build",)], ids=" ".join)
def test_findings_and_held_editions_end_with_1(site: Site, arguments: tuple[str, ...]) -> None:
    site.set("locales/ar/small.po", "More words.", "")
    result = site.run(*arguments)
    assert result.exit_code == 1
    assert "locales/ar/small.po:" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",), ("build", "--nonsense"), ("build", "--jobs", "0"),
        ("build", "--jobs", "many"), ("check", "--format", "xml"), ("build", "nowhere"),
        ("check", "nowhere"), ("status", "nowhere"), ("units", "nowhere"),
        ("build", "-l", "xx"), ("check", "-l", "klingon"), ("status", "-l", "fr"),
        ("update", "-l", "xx"), ("verify", "nowhere"), ("--root", "nowhere", "build"),
        ("extract", "surplus"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_line_that_cannot_be_meant_ends_with_2(
    site: Site, arguments: tuple[str, ...]
) -> None:
    result = site.run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr
    assert not (site.root / "output").exists()


@pytest.mark.parametrize("name", ["extract", "update", "units", "check", "status", "build"])
def test_what_cannot_be_read_ends_with_3(site: Site, name: str) -> None:
    site.write("source/other/leaflet.md", "No title.\n")
    result = site.run(name)
    assert result.exit_code == 3
    assert "source/other/leaflet.md:1: the leaflet has no title" in result.stderr


@pytest.mark.parametrize("name", ["check", "status", "build", "verify"])
def test_the_graver_code_wins(site: Site, name: str) -> None:
    site.set("locales/cy/small.po", "More words.", "")
    site.write("source/No Name/leaflet.md", SMALL)
    assert site.run(name).exit_code == 2
    site.write("locales/ar/small.po", "")
    assert site.run(name).exit_code == 3


# Narrowing


@pytest.mark.parametrize("name", ["check", "status", "build", "verify", "units"])
def test_whatever_finds_or_counts_can_be_narrowed(name: str) -> None:
    text = CliRunner().invoke(cli, [name, "--help"]).output
    assert "[LEAFLET]" in text
    if name != "units":
        assert "--language" in text


@pytest.mark.parametrize("name", ["check", "status", "units", "verify"])
def test_whatever_finds_or_counts_prints_json(site: Site, name: str) -> None:
    site.run("build")
    result = site.run(name, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["version"] == 1


@pytest.mark.parametrize("tag", ["zh-Hans", "zh_Hans", "ZH-HANS", "zh_hans"])
def test_a_language_has_two_spellings_and_any_case(site: Site, tag: str) -> None:
    assert site.run("update", "-l", tag).exit_code == 0
    assert (site.root / "locales/zh_Hans/small.po").is_file()
    result = site.run("status", "-l", tag, "--format", "json")
    assert [row["language"] for row in json.loads(result.stdout)["editions"]] == ["zh-Hans"]


def test_status_and_check_speak_of_what_was_asked_alone(site: Site) -> None:
    site.set("locales/ar/small.po", "More words.", "")
    assert site.run("status", "-l", "cy").exit_code == 0
    assert site.run("check", "-l", "cy").exit_code == 0
    result = site.run("check", "-l", "cy", "-l", "ar", "--format", "json")
    assert result.exit_code == 1
    assert {row["language"] for row in json.loads(result.stdout)["findings"]} == {"ar"}


# What is printed


def findings(site: Site, *arguments: str) -> list[dict[str, Any]]:
    found = json.loads(site.run("check", "--format", "json", *arguments).stdout)["findings"]
    assert isinstance(found, list)
    return found


def test_a_finding_has_the_fields_that_other_programs_count_on(site: Site) -> None:
    site.set("locales/cy/small.po", "A summary of 5 words.", "Xx A summary of 6 words. xX")
    text = site.read("locales/cy/small.po").split("\n")
    line = 1 + next(n for n, row in enumerate(text) if "of 6 words" in row)
    rows = findings(site)
    assert len(rows) == 2
    for row in rows:
        assert list(row) == [
            "check", "severity", "path", "line", "column", "language", "leaflet", "context",
            "msgid", "unit", "message", "fingerprint",
        ]  # fmt: skip
        assert row["path"] == "locales/cy/small.po"
        assert row["line"] == line
        assert (row["check"], row["severity"]) == ("numbers", "error")
        assert (row["language"], row["leaflet"]) == ("cy", "small")
        assert row["context"] == "_leaflet/summary"
        assert row["msgid"] == "A summary of 5 words."
        assert re.fullmatch(r"[0-9a-f]{12}", row["unit"])
    said = f"locales/cy/small.po:{line}: error: 5 is in the source but not in the translation"
    assert f"{said} [numbers]\n" in site.run("check").stdout


def test_a_fingerprint_outlives_a_moved_line_and_not_a_changed_word(site: Site) -> None:
    path = "locales/cy/small.po"
    site.set(path, "A summary of 5 words.", "Xx A summary of 6 words. xX")
    before = {row["fingerprint"]: row["line"] for row in findings(site)}
    site.write(path, "# A remark\n# of two lines.\n" + site.read(path))
    moved = {row["fingerprint"]: row["line"] for row in findings(site)}
    assert moved == {name: line + 2 for name, line in before.items()}
    site.set(path, "A summary of 5 words.", "Xx A resume of 6 words. xX")
    assert not {row["fingerprint"] for row in findings(site)} & before.keys()


def test_status_counts_every_unit_once(site: Site) -> None:
    site.set("locales/ar/small.po", "More words.", "")
    result = site.run("status", "--format", "json")
    assert result.exit_code == 1
    table = json.loads(result.stdout)
    assert list(table) == ["version", "editions"]
    rows = {row["language"]: row for row in table["editions"]}
    assert list(rows) == ["en-GB", "ar", "cy"]
    assert list(rows["ar"]) == ["leaflet", "language", "state", "sections", "reasons"]
    assert [rows[tag]["state"] for tag in rows] == ["draft", "held", "draft"]
    assert len(rows["ar"]["reasons"]) == 1
    assert rows["cy"]["reasons"] == []
    counts = {part["id"]: part for part in rows["ar"]["sections"]}
    assert counts["second"] == {
        "id": "second", "units": 2, "translated": 1, "fuzzy": 0, "untranslated": 1,
    }  # fmt: skip
    for row in rows.values():
        for part in row["sections"]:
            parts = part["translated"] + part["fuzzy"] + part["untranslated"]
            assert part["units"] == parts
    listed = json.loads(site.run("units", "--format", "json").stdout)["units"]
    own = [part for part in rows["cy"]["sections"] if part["id"] != "interface"]
    assert sum(part["units"] for part in own) == len(listed)


def test_the_exit_code_is_the_same_in_words_and_in_json(site: Site) -> None:
    site.run("build")
    site.set("locales/ar/small.po", "More words.", "")
    for name in ("check", "status", "verify"):
        codes = {site.run(name, "--format", form).exit_code for form in ("text", "json")}
        assert codes == {1}, name


def test_a_build_in_a_pipe_prints_one_line_and_no_bar(site: Site) -> None:
    done = python(START, "--root", str(site.root), "build")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        f"3 editions built, 0 held, 12 files in {site.root.resolve()}/output\n"
    )


def test_a_terminal_gets_no_control_character_from_any_file(site: Site) -> None:
    site.set("locales/cy/small.po", "More words.", "\x1b]0;owned\x07\x1b[2J\u202e More words.")
    site.write("source/\x07\u202e\x9bred/leaflet.md", "# T\n")
    for name in ("check", "status", "build", "verify", "units", "update"):
        result = site.run(name)
        assert not set("\x1b\x07\x9b\u202e") & set(result.output), name
        assert "source/<U+0007><U+202E><U+009B>red:1: " in result.output
    assert "U+001B" in site.run("check").output


@pytest.mark.parametrize("locale", ["C", "POSIX", "tr_TR.ISO-8859-9"])
def test_words_in_any_script_are_printed_in_any_locale(locale: str) -> None:
    done = python(START, "status", LC_ALL=locale, LANG=locale, PYTHONIOENCODING="")
    assert done.returncode == 0
    assert "breast-calcifications" in done.stdout
    done = python(START, "units", LC_ALL=locale, LANG=locale)
    assert "– they are usually harmless" in done.stdout


def test_the_project_is_found_from_any_folder_in_it(site: Site) -> None:
    done = python(START, "status", cwd=site.root / "source/small")
    assert done.returncode == 0
    assert done.stdout.startswith("small")
    done = python(START, "build", cwd=site.root / "locales/cy")
    assert done.returncode == 0
    assert (site.root / "output/manifest.json").is_file()


def test_a_folder_without_a_project_is_told(tmp_path: Path) -> None:
    for name in sorted(COMMANDS - {"checks", "languages"}):
        result = CliRunner().invoke(cli, ["--root", str(tmp_path), name])
        assert result.exit_code == 2, name
        assert "there is no source/ folder here" in result.stderr, name
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_leaves_early_is_no_error(site: Site) -> None:
    text = SMALL + "".join(f"\nParagraph {n} of a long leaflet.\n" for n in range(3000))
    site.write("source/small/leaflet.md", text)
    code = f"import sys; sys.argv[1:] = ['--root', {str(site.root)!r}, 'units']; {START}"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ},
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read().decode()
    assert said == ""
    assert running.returncode in (0, 141)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_cannot_be_printed_is_told_without_a_traceback(site: Site) -> None:
    code = f"import sys; sys.argv[1:] = ['--root', {str(site.root)!r}, 'status']; {START}"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_defect_is_told_in_a_sentence_and_shown_where_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(editions, "build", broken)
    result = site.run("build")
    assert result.exit_code == 3
    assert "ZeroDivisionError: planted" in result.stderr
    assert "this is a defect of polyleaf" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("POLYLEAF_TRACEBACK", "1")
    assert isinstance(site.run("build").exception, ZeroDivisionError)


def test_checks_print_a_question_and_a_reason_each() -> None:
    text = CliRunner().invoke(cli, ["checks"]).output
    parts = re.split(r"^(?=\S+ \((?:error|warning|info), \w+\)$)", text, flags=re.MULTILINE)[
        1:
    ]
    assert len(parts) >= 10
    for part in parts:
        question, reason = re.split(r"\n\s*\n", part.partition("\n")[2].strip(), maxsplit=1)
        assert question.endswith("?"), part
        assert reason.endswith("."), part


def test_extract_and_update_say_what_they_wrote(site: Site) -> None:
    assert "locales/templates/small.pot: unchanged" in site.run("extract").output
    site.write("source/small/leaflet.md", SMALL.replace("More words.", "Other words."))
    assert "locales/templates/small.pot: written" in site.run("extract").output
    text = site.run("update").output
    assert re.search(r"locales/cy/small\.po: written: 8 kept, 1 new, 1 obsolete", text)
    assert "interface" not in text
    assert text.endswith("\n4 files are as they were\n")


def test_fmt_writes_an_id_and_can_be_asked_to_only_look(site: Site) -> None:
    text = SMALL + "\n## Third part\n\nWords.\n"
    site.write("source/small/leaflet.md", text)
    dry = site.run("fmt", "--check")
    assert dry.exit_code == 1
    assert site.read("source/small/leaflet.md") == text
    assert site.run("fmt").exit_code == 0
    better = site.read("source/small/leaflet.md")
    assert better == text.replace("## Third part", "## Third part {#third-part}")
    assert site.run("fmt", "--check").exit_code == 0


def test_verify_is_content_with_one_language_where_only_that_was_built(site: Site) -> None:
    site.run("build", "-l", "cy")
    assert site.run("verify").exit_code == 1
    for arguments in (
        ("-l", "cy"),
        ("small", "-l", "cy"),
        (f"{site.root}/output", "-l", "cy"),
    ):
        result = site.run("verify", *arguments)
        assert (result.exit_code, result.stdout) == (0, "2 files verified, 0 findings\n")
    result = site.run("verify", "-l", "ar")
    assert result.exit_code == 1
    assert result.stdout.count("ar/small") == result.stdout.count("small.") == 2


def test_a_narrowed_verify_tells_of_its_own_editions_alone(site: Site) -> None:
    site.run("build")
    for tag in ("cy", "ar"):
        page = site.root / f"output/{tag}/small.html"
        page.write_bytes(page.read_bytes().replace(b"More", b"Less"))
    result = site.run("verify", "-l", "cy")
    assert result.exit_code == 1
    assert "output/cy/small.html:1: error: is not the file that" in result.stdout
    assert "output/ar/" not in result.stdout
    assert site.run("verify", "nothing/here").exit_code == 2
    assert site.run("verify", "nothing").exit_code == 2
