"""`changes.jsonl`: what kind each edit was, and what that means for a path of edits."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.signoff.changes import (
    ChangeKind,
    Record,
    append,
    effective,
    kind_between,
    read,
    undecided,
)

SHOWN = "source/small/changes.jsonl"
ON = "2024-07-09T12:00:00+01:00"
COMMA = Record(
    section="first", old="a", new="b", old_text="Wait.", new_text="Wait!", on=ON
)  # fmt: skip


def edge(old: str, new: str, kind: ChangeKind | None, on: str = ON) -> Record:
    return replace(COMMA, old=old, new=new, kind=kind, on=on)


def kind(old: str, new: str, *records: Record) -> ChangeKind | None:
    return kind_between(effective(records), old, new)


def test_what_is_appended_is_read_again_and_only_once(tmp_path: Path) -> None:
    path = tmp_path / "changes.jsonl"
    decided = replace(COMMA, kind=ChangeKind.EDITORIAL, by="Ann", old_stem="It may be:")
    assert read(path, SHOWN) == ()
    assert append(path, [COMMA, COMMA], SHOWN)
    first = path.read_text(encoding="utf-8")
    assert append(path, [decided, COMMA], SHOWN)
    assert not append(path, [decided], SHOWN)
    assert path.read_text(encoding="utf-8").startswith(first)
    assert read(path, SHOWN) == (COMMA, decided)
    assert [record.at.line for record in read(path, SHOWN)] == [1, 2]


def test_a_line_has_the_fields_that_other_programs_count_on(tmp_path: Path) -> None:
    path = tmp_path / "changes.jsonl"
    append(path, [COMMA], SHOWN)
    assert list(json.loads(path.read_text(encoding="utf-8"))) == [
        "v", "id", "section", "old", "new", "old_text", "new_text", "kind", "by", "on", "why",
    ]  # fmt: skip


def test_lines_that_a_merge_doubled_count_once(tmp_path: Path) -> None:
    path = tmp_path / "changes.jsonl"
    append(path, [COMMA], SHOWN)
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    assert read(path, SHOWN) == (COMMA,)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line[:-9],
        lambda line: "<<<<<<< HEAD",
        lambda line: "[]",
        lambda line: line.replace('"v": 1', '"v": 2'),
        lambda line: line.replace("Wait!", "Do not wait!"),
        lambda line: line.replace("+01:00", ""),
        lambda line: line.replace('"kind": null', '"kind": "harmless"'),
        lambda line: line.replace('"by": ""', '"by": 7'),
    ],
    ids=["cut", "conflict", "list", "version", "words", "offset", "kind", "type"],
)
def test_a_damaged_line_is_told_and_never_written_over(spoil: object, tmp_path: Path) -> None:
    assert callable(spoil)
    path = tmp_path / "changes.jsonl"
    append(path, [COMMA], SHOWN)
    good = path.read_text(encoding="utf-8").rstrip("\n")
    bad = f"{good}\n{spoil(good)}\n"
    path.write_text(bad, encoding="utf-8")
    for use in (
        lambda: read(path, SHOWN),
        lambda: append(path, [edge("b", "c", None)], SHOWN),
    ):
        with pytest.raises(SourceError, match=f"^{SHOWN}:2: "):
            use()
    assert path.read_text(encoding="utf-8") == bad


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["editorial", "editorial"], "editorial"),
        (["renamed", "editorial"], "editorial"),
        (["editorial", None], "clinical"),
        (["editorial", "moved"], "moved"),
        (["safety", "editorial"], "safety"),
        (["clinical", "safety"], "safety"),
    ],
)
def test_the_strictest_kind_of_a_path_wins(kinds: list[str | None], expected: str) -> None:
    first, second = (name and ChangeKind(name) for name in kinds)
    records = (edge("a", "b", first or None), edge("b", "c", second or None))
    assert kind("a", "c", *records) == expected


def test_putting_a_text_back_restores_what_held() -> None:
    records = (
        edge("a", "b", ChangeKind.CLINICAL),
        edge("b", "a", ChangeKind.CLINICAL),
        edge("a", "c", ChangeKind.EDITORIAL),
    )
    assert kind("a", "a", *records) is ChangeKind.RENAMED
    assert kind("a", "c", *records) is ChangeKind.EDITORIAL
    assert kind("b", "c", *records) is ChangeKind.CLINICAL


def test_where_no_path_leads_nothing_is_known() -> None:
    assert kind("b", "a", edge("a", "b", ChangeKind.EDITORIAL)) is None
    added, removed = edge("", "b", ChangeKind.ADDED), edge("a", "", ChangeKind.REMOVED)
    assert kind("a", "b", added, removed) is None


LATER = "2024-07-09T11:30:00+00:00"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([("editorial", ON), ("clinical", LATER)], "clinical"),
        ([("clinical", LATER), ("editorial", ON)], "clinical"),
        ([("clinical", ON), ("editorial", LATER)], "editorial"),
        ([("editorial", ON), ("safety", ON)], "safety"),
        ([("safety", ON), ("editorial", ON)], "safety"),
        ([("editorial", ON), (None, LATER)], "editorial"),
    ],
)
def test_the_newest_decision_counts_and_the_strictest_of_a_moment(
    records: list[tuple[str | None, str]], expected: str
) -> None:
    made = [edge("a", "b", ChangeKind(name) if name else None, on) for name, on in records]
    assert effective(made)["a", "b"].kind == expected
    assert undecided(made) == ()


def test_an_edit_that_nobody_judged_is_undecided() -> None:
    assert undecided([edge("a", "b", None)]) == (edge("a", "b", None),)
