"""A published file is whole or untouched, and the manifest tells the truth."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import OutputError
from pipeline.model import Artifact
from pipeline.publish import MANIFEST, Publisher


def page(tag: str, words: bytes = b"words", leaflet: str = "small") -> Artifact:
    return Artifact(
        path=f"{tag}/{leaflet}.html",
        content=words,
        leaflet=leaflet,
        language=tag,
        state="draft",
        source="5" * 64,
        catalogue="c" * 64,
    )


def publish(
    folder: Path, *artifacts: Artifact, kept: set[tuple[str, str]] | None = None
) -> int:
    publisher = Publisher(folder)
    for artifact in artifacts:
        publisher.put(artifact)
    return publisher.finish(kept or set())


def there(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    }


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert table["version"] == 1
    return {row["path"]: row for row in table["files"]}


def test_a_row_tells_all_about_a_file_and_nothing_that_is_not_known(tmp_path: Path) -> None:
    publish(tmp_path, page("cy"), Artifact(path="index.html", content=b"index"))
    assert rows(tmp_path) == {
        "cy/small.html": {
            "path": "cy/small.html",
            "sha256": hashlib.sha256(b"words").hexdigest(),
            "size": 5,
            "leaflet": "small",
            "language": "cy",
            "state": "draft",
            "source": "5" * 64,
            "catalogue": "c" * 64,
        },
        "index.html": {
            "path": "index.html",
            "sha256": hashlib.sha256(b"index").hexdigest(),
            "size": 5,
        },
    }


@given(
    pages=st.dictionaries(
        st.sampled_from(["cy", "ar", "pl", "zh-Hans"]), st.binary(max_size=40), min_size=1
    ),
    later=st.dictionaries(
        st.sampled_from(["cy", "ar", "pl", "zh-Hans"]), st.binary(max_size=40), min_size=1
    ),
)
@settings(max_examples=25, deadline=None)
def test_after_each_build_the_folder_holds_what_the_manifest_names(
    tmp_path_factory: pytest.TempPathFactory, pages: dict[str, bytes], later: dict[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    for content in (pages, later):
        count = publish(folder, *(page(tag, words) for tag, words in content.items()))
        assert count == len(content)
        assert there(folder) == {MANIFEST, *(f"{tag}/small.html" for tag in content)}
        for tag, words in content.items():
            row = rows(folder)[f"{tag}/small.html"]
            assert (folder / tag / "small.html").read_bytes() == words
            assert (row["sha256"], row["size"]) == (
                hashlib.sha256(words).hexdigest(),
                len(words),
            )


def test_the_order_in_which_files_come_does_not_matter(tmp_path: Path) -> None:
    publish(tmp_path / "one", page("cy"), page("ar"))
    publish(tmp_path / "two", page("ar"), page("cy"))
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (
        tmp_path / "two" / MANIFEST
    ).read_bytes()


def test_editions_that_are_kept_stay_with_their_rows(tmp_path: Path) -> None:
    publish(tmp_path, page("cy"), page("ar"), page("pl"))
    before = rows(tmp_path)
    publish(tmp_path, page("cy", b"new"), kept={("small", "ar")})
    assert there(tmp_path) == {MANIFEST, "cy/small.html", "ar/small.html"}
    assert rows(tmp_path)["ar/small.html"] == before["ar/small.html"]


def test_a_kept_edition_whose_file_is_gone_has_no_row(tmp_path: Path) -> None:
    publish(tmp_path, page("cy"), page("ar"))
    (tmp_path / "ar/small.html").unlink()
    publish(tmp_path, page("cy"), kept={("small", "ar")})
    assert set(rows(tmp_path)) == {"cy/small.html"}


@pytest.mark.parametrize(
    "path", ["../small.html", "cy/../../small.html", "/etc/small.html", "..", "cy/.."]
)
def test_no_file_leaves_the_folder(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "out"
    with pytest.raises(OutputError, match="leads out of the output folder"):
        Publisher(folder).put(Artifact(path=path, content=b"x"))
    assert there(tmp_path) == set()


@pytest.mark.parametrize(
    "code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EIO]
)
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_disk_that_refuses_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, code: int
) -> None:
    publish(tmp_path, page("cy", b"old"))

    def refuse(*arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, where, refuse)
    with pytest.raises(OutputError) as caught:
        Publisher(tmp_path).put(page("cy", b"new"))
    said = str(caught.value)
    assert said.startswith(f"{tmp_path.name}/cy/small.html cannot be written: ")
    assert os.strerror(code) in said
    assert caught.value.exit_code == 3
    assert (tmp_path / "cy/small.html").read_bytes() == b"old"
    assert there(tmp_path) == {MANIFEST, "cy/small.html"}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, MemoryError])
def test_whatever_stops_a_write_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    publish(tmp_path, page("cy", b"old"))

    def interrupt(*arguments: object) -> None:
        raise stop()

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(stop):
        Publisher(tmp_path).put(page("cy", b"new"))
    assert (tmp_path / "cy/small.html").read_bytes() == b"old"
    assert there(tmp_path) == {MANIFEST, "cy/small.html"}


def test_a_file_that_stands_there_already_is_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, page("cy"))

    def refuse(*arguments: object) -> None:
        raise AssertionError("written")

    monkeypatch.setattr(os, "replace", refuse)
    assert publish(tmp_path, page("cy")) == 1


def test_a_write_reaches_the_disk_before_it_takes_the_old_ones_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(descriptor: int) -> None:
        steps.append("sync")
        real_sync(descriptor)

    def move(source: Path, target: Path) -> None:
        assert Path(source).parent == Path(target).parent
        steps.append("move")
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", move)
    Publisher(tmp_path).put(page("cy"))
    assert steps == ["sync", "move", "sync"]


def test_a_manifest_of_somebody_else_is_no_reason_to_stop(tmp_path: Path) -> None:
    for text in ("", "[]", "null", '{"files": [3]}', '{"files": [{"path": 3}]}', "\xff"):
        (tmp_path / MANIFEST).write_text(text, encoding="latin-1")
        assert publish(tmp_path, page("cy")) == 1
        assert set(rows(tmp_path)) == {"cy/small.html"}


def test_only_folders_of_languages_and_assets_are_cleared(tmp_path: Path) -> None:
    publish(tmp_path, page("cy"), page("ar"))
    for path in ("mine/x.html", "cy.txt", "ar.bak/small.html"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"mine")
    publish(tmp_path, page("cy"))
    assert there(tmp_path) == {
        MANIFEST, "cy/small.html", "mine/x.html", "cy.txt", "ar.bak/small.html",
    }  # fmt: skip
    assert not (tmp_path / "ar").exists()
