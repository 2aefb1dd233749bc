"""A build makes every complete edition, the same bytes everywhere, and holds the others."""

from __future__ import annotations

import base64
import errno
import getpass
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import EDITIONS, LEAFLET, ROOT, SMALL, Site
from lxml import html

from pipeline.build.editions import build
from pipeline.build.workspace import Workspace
from pipeline.model import Edition, Entry
from pipeline.render.html import HtmlRenderer

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR42mNQcGiAIwbiOABmQw4BVCsO4QAA"
    "AABJRU5ErkJggg=="
)
MARKER = "zqmarker"
"""A word that stands in no leaflet, in the place of users, hosts and folders."""


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def manifest(folder: Path) -> dict[str, dict[str, Any]]:
    table = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return {row["path"]: row for row in table["files"]}


def true_to_its_files(folder: Path) -> bool:
    """Whether the manifest names all files with their right hashes and sizes."""
    there = files(folder)
    del there["manifest.json"]
    return {path: (row["sha256"], row["size"]) for path, row in manifest(folder).items()} == {
        path: (hashlib.sha256(content).hexdigest(), len(content))
        for path, content in there.items()
    }


def dead_links(folder: Path) -> list[str]:
    """What the pages of an output point to and is not there."""
    found = []
    for path in sorted(folder.rglob("*.html")):
        root = html.document_fromstring(path.read_text(encoding="utf-8"))
        for element in root.iter():
            target = element.get("href") or element.get("src") or ""
            address = target.partition("#")[0]
            if address and ":" not in address and not (path.parent / address).is_file():
                found.append(f"{path.relative_to(folder)}: {address}")
    return sorted(set(found))


def told(index: Path, name: str) -> tuple[str, bool]:
    """What the index says of an edition, and whether it offers it."""
    root = html.document_fromstring(index.read_text(encoding="utf-8"))
    (row,) = (element for element in root.iter("tr") if element.get("id") == name)
    return " ".join("".join(map(str, row.itertext())).split()), bool(list(row.iter("a")))


def command(*arguments: str, root: Path, cwd: Path, **environment: str) -> None:
    """Run the command in a process of its own, as another user would."""
    keep = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    start = "from pipeline.__main__ import main; main()"
    subprocess.run(
        [sys.executable, "-c", start, "--root", str(root), *arguments],
        cwd=cwd,
        env={**keep, **environment},
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project, copied and built by another user on another sort of machine."""
    root = tmp_path_factory.mktemp(MARKER) / MARKER
    for name in ("source", "locales"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "home").mkdir()
    command(
        "build", "--jobs", "2", root=root, cwd=Path("/"),
        TZ="Pacific/Kiritimati", LANG="tr_TR.UTF-8", LC_ALL="C", PYTHONHASHSEED="7",
        USER=MARKER, LOGNAME=MARKER, HOME=str(root / "home"), HOSTNAME=MARKER,
    )  # fmt: skip
    return root / "output"


def test_every_language_is_built_as_page_and_pdf(output: Path) -> None:
    built = {path for path in files(output) if not path.startswith("assets/")}
    assert built == {
        "index.html",
        "manifest.json",
        *(f"{tag}/{LEAFLET}.{suffix}" for tag in EDITIONS for suffix in ("html", "pdf")),
    }
    for tag in EDITIONS:
        assert (output / tag / f"{LEAFLET}.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_another_user_folder_clock_and_number_of_processes_give_the_same_bytes(
    output: Path, elsewhere: Path
) -> None:
    here, there = files(output), files(elsewhere)
    assert sorted(here) == sorted(there)
    assert [path for path in here if here[path] != there[path]] == []


def test_another_hash_seed_and_one_process_give_the_same_bytes(
    output: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    command(
        "build", "--jobs", "1", "--output", str(folder), root=ROOT, cwd=tmp_path,
        PYTHONHASHSEED="4242", TZ="America/St_Johns", LANG="C", HOME=str(tmp_path),
    )  # fmt: skip
    assert files(folder) == files(output)


def words_of(content: bytes) -> Iterator[bytes]:
    """A PDF's objects and streams, unpacked."""
    import io

    with pikepdf.open(io.BytesIO(content)) as document:
        for item in document.objects:
            yield item.unparse()
            if isinstance(item, pikepdf.Stream):
                yield item.read_bytes()


def test_no_path_and_no_user_stands_in_any_file(elsewhere: Path) -> None:
    secret = [MARKER, str(ROOT), str(Path.home()), f"/{getpass.getuser()}/"]
    for path, content in files(elsewhere).items():
        parts = [content, *(words_of(content) if path.endswith(".pdf") else ())]
        for part in parts:
            for word in secret:
                assert word.encode() not in part, f"{path}: {word}"
                assert word.encode("utf-16-be") not in part, f"{path}: {word}"


def created(path: Path) -> str:
    with pikepdf.open(path) as document:
        (found,) = re.findall(
            r"<xmp:CreateDate>(.*?)</xmp:CreateDate>",
            document.Root.Metadata.read_bytes().decode("utf-8"),
        )
    return str(found)


def test_source_date_epoch_is_the_time_of_every_pdf(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.run("build").exit_code == 0
    pages = {
        path: text for path, text in files(site.root / "output").items() if "html" in path
    }
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert site.run("build").exit_code == 0
    for tag in ("en-GB", "cy", "ar"):
        assert created(site.root / f"output/{tag}/small.pdf") == "2001-09-09T01:46:40+00:00"
    for path, content in pages.items():
        assert (site.root / "output" / path).read_bytes() == content


@pytest.mark.parametrize("value", ["yesterday", "-1", "9" * 30])
def test_a_source_date_epoch_that_is_no_time_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    result = site.run("build")
    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH" in result.output
    assert not (site.root / "output/manifest.json").exists()


def dated(site: Site, path: str, day: str) -> None:
    text = site.read(path)
    line = f'"PO-Revision-Date: {day} 10:00+0000\\n"\n'
    text = re.sub(r'"PO-Revision-Date: .*\n', "", text)
    site.write(path, text.replace('"Language: ', line + '"Language: ', 1))


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("locales/cy/small.po", "2031-05-17"),
        ("locales/ar/interface.po", "2031-05-18"),
        ("locales/cy/part.po", "2031-05-19"),
        ("source/small/leaflet.md", "2031-05-20"),
    ],
)
def test_without_it_the_newest_date_of_the_input_counts(
    site: Site, path: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    site.write("source/_shared/part/fragment.md", "Shared words.\n")
    date = f"---\nreviewed: {day if path.endswith('md') else '2030-01-01'}\n---\n"
    site.write("source/small/leaflet.md", date + SMALL + "\n::: include part\n")
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    if path.endswith(".po"):
        dated(site, path, day)
    assert site.run("build").exit_code == 0
    assert created(site.root / "output/en-GB/small.pdf") == f"{day}T00:00:00+00:00"


@pytest.mark.parametrize(
    "day",
    [
        "9999-12-31", "2100-01-01", "0001-01-01", "1999-12-31", "0000-00-00", "2031-13-45",
        "2031-02-29", "12031-01-01", "2031-01-011", "٢٠٣١-٠١-٠١", "-2031-01-01", "2031-1-1",
        "YEAR-MO-DA", "9" * 4000, "",
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_true_is_in_no_pdf(
    site: Site, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    """Any catalogue's date may become the time of every PDF."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    # Where a font lacks the figures, the front matter would hold the edition.
    produced = f"produced: {day}\n" if day.isascii() else ""
    matter = f"---\n{produced}reviewed: 2026-02-03\n---\n"
    site.write("source/small/leaflet.md", matter + SMALL)
    dated(site, "locales/cy/small.po", "2026-02-01")
    dated(site, "locales/ar/small.po", day)
    assert site.run("build").exit_code == 0
    for tag in ("en-GB", "cy", "ar"):
        assert created(site.root / f"output/{tag}/small.pdf") == "2026-02-03T00:00:00+00:00"


@pytest.mark.parametrize("field", ["next-review", "code", "version", "evidence"])
def test_a_day_on_which_nothing_was_made_is_not_the_time_of_a_pdf(
    site: Site, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    site.write("source/small/leaflet.md", f"---\n{field}: 2031-05-20\n---\n" + SMALL)
    dated(site, "locales/cy/small.po", "2026-02-01")
    assert site.run("build").exit_code == 0
    assert created(site.root / "output/en-GB/small.pdf") == "2026-02-01T00:00:00+00:00"


def fuzzy(entry: Entry) -> Entry:
    return replace(entry, flags=("fuzzy",)) if entry.id == "More words." else entry


def gone(site: Site) -> None:
    text = site.read("locales/ar/small.po")
    blocks = text.split("\n\n")
    site.write(
        "locales/ar/small.po",
        "\n\n".join(block for block in blocks if 'msgid "More words."' not in block) + "\n",
    )


INCOMPLETE: dict[str, Callable[[Site], None]] = {
    "blank": lambda site: site.set("locales/ar/small.po", "More words.", ""),
    "only spaces": lambda site: site.set("locales/ar/small.po", "More words.", "   "),
    "still English": lambda site: site.set(
        "locales/ar/small.po", "More words.", "More words."
    ),
    "fuzzy": lambda site: site.edit("locales/ar/small.po", fuzzy),
    "gone": gone,
}


@pytest.mark.parametrize("how", INCOMPLETE)
def test_an_incomplete_language_is_held_and_the_others_are_built(site: Site, how: str) -> None:
    INCOMPLETE[how](site)
    result = site.run("build")
    lines = site.read("locales/ar/small.po").split("\n")
    line = 1
    if how != "gone":
        line = lines.index('msgid "More words."') + 2
    place = f"locales/ar/small.po:{line}"
    said = f"held: small, Arabic: {place}: Arabic (ar), section second: 1 of 2 units are not"
    assert result.exit_code == 1
    assert said in result.output
    assert f"“More words.” {place}" in result.output
    output = site.root / "output"
    assert not (output / "ar").exists()
    assert {path.name for path in output.iterdir() if path.is_dir()} == {
        "en-GB",
        "cy",
        "assets",
    }
    for tag in ("en-GB", "cy"):
        text = (output / tag / "small.html").read_text(encoding="utf-8")
        assert "العربية" not in text
        assert 'hreflang="ar"' not in text
        assert "../ar/" not in text
        assert (output / tag / "small.pdf").is_file()
    words, offered = told(output / "index.html", "small.ar")
    assert "Held" in words
    assert place in words
    assert "“More words.”" in words
    assert not offered
    assert true_to_its_files(output)
    assert dead_links(output) == []


def test_the_first_missing_units_of_each_section_are_named(site: Site) -> None:
    site.edit("locales/ar/small.po", lambda entry: replace(entry, strings=("",)))
    result = site.run("build")
    assert result.exit_code == 1
    held = [line for line in result.output.split("\n") if line.startswith("held: ")]
    sections = [re.findall(r"section (\S+): (\d+ of \d+)", line) for line in held]
    assert sections == [
        [("_leaflet", "2 of 2")],
        [("first", "5 of 5")],
        [("second", "2 of 2")],
    ]
    assert held[1].count("locales/ar/small.po:") == 4
    assert held[1].endswith("; and 2 more")


def test_a_language_without_a_catalogue_is_held(site: Site) -> None:
    (site.root / "locales/ar/small.po").unlink()
    result = site.run("build")
    assert result.exit_code == 1
    assert (
        "locales/ar/small.po:1: there is no catalogue; run `polyleaf update`" in result.output
    )
    assert (site.root / "output/cy/small.pdf").is_file()


def test_an_interface_that_is_incomplete_holds_every_leaflet_of_the_language(
    site: Site,
) -> None:
    site.set("locales/ar/interface.po", "Contents", "")
    result = site.run("build")
    assert result.exit_code == 1
    assert re.search(r"held: small, Arabic: locales/ar/interface\.po:\d+: ", result.output)
    assert not (site.root / "output/ar").exists()


def test_an_edition_that_is_held_again_leaves_the_output(site: Site) -> None:
    assert site.run("build").exit_code == 0
    before = files(site.root / "output")
    words = site.read("locales/ar/small.po")
    site.set("locales/ar/small.po", "More words.", "")
    assert site.run("build").exit_code == 1
    after = files(site.root / "output")
    assert not [path for path in after if path.startswith("ar/") or "Arabic" in path]
    assert not (site.root / "output/ar").exists()
    site.write("locales/ar/small.po", words)
    assert site.run("build").exit_code == 0
    assert files(site.root / "output") == before


def never_finished(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first build of all fails where it would write its manifest."""
    real = os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(target).name == "manifest.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        assert site.run("build").exit_code == 3


def never_cleared(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build is stopped behind its manifest, before it has cleared anything away."""
    assert site.run("build").exit_code == 0
    words = site.read("locales/ar/small.po")
    site.set("locales/ar/small.po", "More words.", "")

    def stop(path: Path, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", stop)
        site.run("build")
    site.write("locales/ar/small.po", words)


def never_readable(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something has spoiled the manifest since."""
    assert site.run("build").exit_code == 0
    site.write("output/manifest.json", '{"version": 1, "files": [')


@pytest.mark.parametrize("before", [never_finished, never_cleared, never_readable])
def test_a_held_edition_leaves_the_output_even_if_no_manifest_names_it(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    before: Callable[[Site, pytest.MonkeyPatch], None],
) -> None:
    before(site, monkeypatch)
    assert (site.root / "output/ar/small.pdf").is_file()
    site.set("locales/ar/small.po", "More words.", "")
    assert site.run("build").exit_code == 1
    assert not list((site.root / "output").glob("ar/small.*"))


def test_a_leaflet_that_is_gone_leaves_the_output(site: Site) -> None:
    site.write("source/other/leaflet.md", SMALL)
    site.run("update")
    site.translate("cy")
    site.translate("ar")
    assert site.run("build").exit_code == 0
    assert (site.root / "output/cy/other.pdf").is_file()
    shutil.rmtree(site.root / "source/other")
    assert site.run("build").exit_code == 0
    assert not [path for path in files(site.root / "output") if "other" in path]
    assert true_to_its_files(site.root / "output")


def test_a_build_changes_nothing_but_its_output(site: Site) -> None:
    before = files(site.root)
    assert site.run("build").exit_code == 0
    after = {p: c for p, c in files(site.root).items() if not p.startswith("output/")}
    assert after == before


def test_building_again_writes_nothing_that_stands_there_already(site: Site) -> None:
    assert site.run("build").exit_code == 0
    output = site.root / "output"
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    assert site.run("build").exit_code == 0
    assert {
        path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()
    } == before


# The manifest


def test_the_manifest_names_every_file_with_its_hash_and_size(output: Path) -> None:
    assert true_to_its_files(output)
    rows = manifest(output)
    assert list(rows) == sorted(rows)
    for tag in EDITIONS:
        for suffix in ("html", "pdf"):
            row = rows[f"{tag}/{LEAFLET}.{suffix}"]
            assert (row["leaflet"], row["language"], row["state"]) == (LEAFLET, tag, "draft")
    catalogues = {
        row.get("catalogue") for row in rows.values() if row.get("language") != "en-GB"
    }
    assert len(catalogues - {None}) == len(EDITIONS) - 1


def test_the_manifest_tells_which_words_an_edition_was_made_of(site: Site) -> None:
    assert site.run("build").exit_code == 0
    before = manifest(site.root / "output")
    site.set("locales/cy/small.po", "More words.", "Xx Other words. xX")
    assert site.run("build").exit_code == 0
    after = manifest(site.root / "output")
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"cy/small.html", "cy/small.pdf"}
    assert before["cy/small.pdf"]["catalogue"] != after["cy/small.pdf"]["catalogue"]
    assert before["cy/small.pdf"]["source"] == after["cy/small.pdf"]["source"]


def test_the_manifest_comes_last_and_what_it_drops_goes_after_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.run("build").exit_code == 0
    site.set("locales/ar/small.po", "More words.", "")
    site.set("locales/cy/small.po", "More words.", "Xx Other words. xX")
    done: list[str] = []
    real_replace, real_unlink = os.replace, Path.unlink

    def note_replace(source: Path, target: Path) -> None:
        done.append(f"write {Path(target).name}")
        real_replace(source, target)

    def note_unlink(path: Path, missing_ok: bool = False) -> None:
        done.append(f"remove {path.parent.name}/{path.name}")
        real_unlink(path, missing_ok)

    monkeypatch.setattr(os, "replace", note_replace)
    monkeypatch.setattr(Path, "unlink", note_unlink)
    assert site.run("build").exit_code == 1
    last = done.index("write manifest.json")
    assert all(step.startswith("write") for step in done[:last])
    assert {"remove ar/small.html", "remove ar/small.pdf"} <= set(done[last + 1 :])
    assert not any(step.startswith("write") for step in done[last + 1 :])


@pytest.mark.parametrize(
    ("where", "step"), [("fsync", 0), ("fsync", 3), ("replace", 1), ("replace", 5)]
)
def test_a_build_that_fails_in_the_middle_leaves_whole_files_and_the_old_manifest(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, step: int
) -> None:
    assert site.run("build").exit_code == 0
    output = site.root / "output"
    before = files(output)
    site.write("source/small/leaflet.md", SMALL.replace("Some **bold**", "Many **bold**"))
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")
    assert site.run("build", "--output", str(tmp_path / "whole")).exit_code == 0
    wanted = files(tmp_path / "whole")
    real = getattr(os, where)
    calls = 0

    def fail(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if calls > step:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, where, fail)
        result = site.run("build")
    assert calls > step
    assert result.exit_code == 3
    # Where the folder alone could not be settled the new file stands there.
    said = (
        "may not outlive a power cut" if (where, step) == ("fsync", 3) else "cannot be written"
    )
    assert f"{said}: No space left on device" in result.output
    left = files(output)
    assert left["manifest.json"] == before["manifest.json"]
    assert sorted(left) == sorted(before)
    for path, content in left.items():
        assert content in (before[path], wanted[path]), f"{path} is neither old nor new"
    assert site.run("build").exit_code == 0
    assert files(output) == wanted


def test_what_a_killed_build_left_behind_is_cleared_away(site: Site) -> None:
    for path in (
        "cy/.polyleaf-99-small.html",
        ".polyleaf-99-index.html",
        "assets/.polyleaf-1-x",
    ):
        site.write(f"output/{path}", "half")
    assert site.run("build").exit_code == 0
    assert not [path for path in files(site.root / "output") if ".polyleaf" in path]


# Narrowing


def translated(site: Site) -> None:
    assert site.run("update").exit_code == 0
    site.translate("cy")
    site.translate("ar")


@pytest.mark.parametrize("name", ["cy", "CY"])
def test_one_language_can_be_built_and_the_others_stay(site: Site, name: str) -> None:
    assert site.run("build").exit_code == 0
    before = files(site.root / "output")
    for posix in ("cy", "ar"):
        site.set(f"locales/{posix}/small.po", "More words.", "Xx Other words. xX")
    assert site.run("build", "-l", name).exit_code == 0
    after = files(site.root / "output")
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed == {"cy/small.html", "cy/small.pdf", "manifest.json"}
    assert true_to_its_files(site.root / "output")


def test_a_narrowed_build_gives_the_bytes_of_a_whole_one(site: Site) -> None:
    assert site.run("build").exit_code == 0
    site.set("locales/cy/small.po", "More words.", "Xx Other words. xX")
    assert site.run("build", "-l", "cy").exit_code == 0
    narrowed = files(site.root / "output")
    assert site.run("build").exit_code == 0
    assert files(site.root / "output") == narrowed


def test_one_leaflet_can_be_built_and_the_others_stay_with_their_pictures(site: Site) -> None:
    site.write("source/small/pic.png", PNG)
    site.write("source/small/leaflet.md", SMALL + "\n![A picture](pic.png)\n")
    site.write("source/other/leaflet.md", SMALL)
    translated(site)
    assert site.run("build").exit_code == 0
    before = files(site.root / "output")
    assert site.run("build", "other").exit_code == 0
    assert files(site.root / "output") == before
    assert dead_links(site.root / "output") == []


def test_a_held_language_that_alone_is_built_takes_no_picture_from_the_others(
    site: Site,
) -> None:
    site.write("source/small/pic.png", PNG)
    site.write("source/small/leaflet.md", SMALL + "\n![A picture](pic.png)\n")
    translated(site)
    assert site.run("build").exit_code == 0
    site.set("locales/ar/small.po", "More words.", "")
    assert site.run("build", "-l", "ar").exit_code == 1
    assert (site.root / "output/assets/small/pic.png").is_file()


def test_a_narrowed_build_says_how_many_editions_it_built(site: Site) -> None:
    result = site.run("build", "-l", "cy")
    assert result.output.startswith("1 editions built, 0 held")


def test_a_first_build_of_one_language_points_to_nothing_that_is_not_there(site: Site) -> None:
    site.run("build", "-l", "cy")
    assert dead_links(site.root / "output") == []


def test_a_narrowed_build_leaves_no_link_to_an_edition_that_it_takes_away(site: Site) -> None:
    """A held language has no page, and so no entry in the menus of the others either."""
    assert site.run("build").exit_code == 0
    site.set("locales/ar/small.po", "More words.", "")
    assert site.run("build", "-l", "cy").exit_code == 1
    assert dead_links(site.root / "output") == []
    assert true_to_its_files(site.root / "output")


def test_a_narrowed_build_never_vouches_for_a_file_that_changed(site: Site) -> None:
    """An interrupted build may have left newer files than the manifest that stands there."""
    assert site.run("build").exit_code == 0
    site.write("output/ar/small.html", "half of something")
    site.run("build", "-l", "cy")
    rows = manifest(site.root / "output")
    content = (site.root / "output/ar/small.html").read_bytes()
    row = rows.get("ar/small.html", {"sha256": hashlib.sha256(content).hexdigest()})
    assert row["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("text", ['{"version": 1, "files": [', '{"files": [{}]}', "[]"])
def test_a_narrowed_build_over_a_broken_manifest_loses_no_edition(
    site: Site, text: str
) -> None:
    assert site.run("build").exit_code == 0
    site.write("output/manifest.json", text)
    site.run("build", "-l", "cy")
    for tag in ("en-GB", "cy", "ar"):
        assert (site.root / f"output/{tag}/small.pdf").is_file()


@pytest.mark.parametrize("arguments", [("-l", "fr"), ("-l", "klingon"), ("nowhere",)])
def test_what_cannot_be_narrowed_to_touches_nothing(
    site: Site, arguments: tuple[str, ...]
) -> None:
    assert site.run("build").exit_code == 0
    before = files(site.root / "output")
    result = site.run("build", *arguments)
    assert result.exit_code == 2
    assert arguments[-1] in result.output
    assert files(site.root / "output") == before


# What goes wrong in one edition


def break_arabic(monkeypatch: pytest.MonkeyPatch) -> None:
    real = HtmlRenderer.render

    def render(self: HtmlRenderer, edition: Edition) -> bytes:
        if edition.language.tag == "ar":
            raise RuntimeError("planted")
        return real(self, edition)

    monkeypatch.setattr(HtmlRenderer, "render", render)


def test_an_engine_that_fails_in_one_language_holds_that_one_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.run("build").exit_code == 0
    break_arabic(monkeypatch)
    result = site.run("build")
    assert result.exit_code == 3
    assert "small, Arabic (ar): RuntimeError: planted" in result.output
    assert "Traceback" not in result.output
    output = site.root / "output"
    assert (output / "cy/small.pdf").is_file()
    assert not (output / "ar").exists()
    index = (output / "index.html").read_text(encoding="utf-8")
    assert "RuntimeError: planted" in index
    assert true_to_its_files(output)


def test_a_language_that_an_engine_refused_has_no_entry_in_any_menu(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_arabic(monkeypatch)
    assert site.run("build").exit_code == 3
    assert dead_links(site.root / "output") == []
    for tag in ("en-GB", "cy"):
        text = (site.root / f"output/{tag}/small.html").read_text(encoding="utf-8")
        assert 'hreflang="ar"' not in text


def test_a_leaflet_that_cannot_be_read_is_held_in_every_language(site: Site) -> None:
    site.write("source/other/leaflet.md", "No title.\n")
    result = site.run("build")
    assert result.exit_code == 3
    assert "source/other/leaflet.md:1: the leaflet has no title" in result.output
    for tag in ("en-GB", "cy", "ar"):
        words, offered = told(site.root / "output/index.html", f"other.{tag}")
        assert "source/other/leaflet.md:1: the leaflet has no title" in words
        assert not offered
        assert (site.root / f"output/{tag}/small.pdf").is_file()


def test_a_title_that_one_language_lacks_stops_no_other(site: Site) -> None:
    source = "::: only cy\n\n# Title\n\n:::\n\nWords.\n\n## Part {#part}\n\nText.\n"
    site.write("source/other/leaflet.md", source)
    site.run("update")
    site.translate("cy")
    site.translate("ar")
    result = site.run("build")
    assert result.exit_code == 3
    assert "source/other/leaflet.md:" in result.output
    assert "defect" not in result.output
    assert (site.root / "output/ar/small.pdf").is_file()


def test_a_picture_that_is_named_and_not_there_is_told(site: Site) -> None:
    site.write("source/small/leaflet.md", SMALL + "\n![A picture](missing.png)\n")
    result = site.run("build")
    assert result.exit_code != 0
    assert "source/small/leaflet.md:18" in result.output
    assert "missing.png" in result.output


def test_a_picture_that_is_none_is_told_with_its_place(site: Site) -> None:
    site.write("source/small/pic.png", b"no picture at all")
    site.write("source/small/leaflet.md", SMALL + "\n![A picture](pic.png)\n")
    result = site.run("build")
    assert result.exit_code == 3
    assert re.search(r"source/small/(pic\.png|leaflet\.md:18)", result.output), result.output


def test_the_words_of_a_section_stay_apart_from_a_fragments(site: Site) -> None:
    """A section and a fragment of one name have the same contexts in two catalogues."""
    site.write("source/_shared/about/fragment.md", "Yes.\n")
    site.write(
        "source/small/leaflet.md",
        "# T\n\nSum.\n\n## About {#about}\n\nYes.\n\n## B {#b}\n\n::: include about\n",
    )
    updated = site.run("update")
    if updated.exit_code == 3:  # To refuse such a name is as good.
        assert re.search(r"source/\S+\.md:\d+: .*“about”", updated.output)
        return
    site.translate("cy")
    site.translate("ar")
    site.set("locales/cy/small.po", "Yes.", "Xx own xX")
    site.set("locales/cy/about.po", "Yes.", "Xx shared xX")
    assert site.run("build").exit_code == 0
    text = (site.root / "output/cy/small.html").read_text(encoding="utf-8")
    assert text.index("Xx own xX") < text.index("Xx shared xX")


# Other people's files


def test_an_output_among_the_catalogues_is_refused(site: Site) -> None:
    """The output's folders are named after languages, and so are those of translators."""
    before = files(site.root)
    result = site.run("build", "--output", str(site.root / "locales"))
    assert files(site.root) == before
    assert result.exit_code == 2
    assert "locales" in result.output


@pytest.mark.parametrize("folder", [".", "source"])
def test_an_output_over_the_project_takes_none_of_its_files(site: Site, folder: str) -> None:
    site.write("assets/drawing.svg", "<svg/>")
    site.write("source/assets.txt", "mine")
    before = files(site.root)
    site.run("build", "--output", str(site.root / folder))
    after = files(site.root)
    assert {path: after.get(path) for path in before} == before


def test_files_of_others_beside_the_editions_stay(site: Site) -> None:
    for path in (".gitignore", "robots.txt", "old/page.html", "img/logo.png"):
        site.write(f"output/{path}", "theirs")
    assert site.run("build").exit_code == 0
    for path in (".gitignore", "robots.txt", "old/page.html", "img/logo.png"):
        assert site.read(f"output/{path}") == "theirs"


def test_a_folder_that_is_a_link_is_not_emptied(site: Site, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "theirs.html").write_text("x", encoding="utf-8")
    (site.root / "output").mkdir()
    (site.root / "output/fr").symlink_to(other)
    assert site.run("build").exit_code == 0
    assert (other / "theirs.html").is_file()


# The function behind the command


def test_what_was_built_is_told_in_the_menus_order(site: Site, tmp_path: Path) -> None:
    site.set("locales/ar/small.po", "More words.", "")
    built = build(Workspace(site.root), tmp_path / "out")
    verdicts = [(verdict.language.tag, verdict.outcome.value) for verdict in built.verdicts]
    assert verdicts == [("en-GB", "draft"), ("ar", "held"), ("cy", "draft")]
    assert built.errors == ()
    assert built.files == len(manifest(tmp_path / "out"))
