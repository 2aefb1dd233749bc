"""What was translated before is offered again, never as finished; the catalogues decide."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Site
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import po
from pipeline.files import HIDDEN
from pipeline.memory import Memory, remembering
from pipeline.model import Catalogue, Entry, Location

AT = Location("x.po", 1)
LONG = "You may have a mammogram every two years from the age of 50."
NEAR = "You may have a mammogram every two years from the age of 47."


def entry(msgid: str, *strings: str, **more: object) -> Entry:
    made = Entry(at=AT, context="first/paragraph", id=msgid, strings=strings or ("",))
    return replace(made, **more)  # type: ignore[arg-type]


def catalogue(path: Path, *entries: Entry, provenance: str = "human") -> Path:
    head = (
        "Language: pl\nContent-Type: text/plain; charset=UTF-8\n"
        f"X-Translation-Provenance: {provenance}\n"
    )
    header = Entry(at=AT, id="", strings=(head,))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(po.dump(Catalogue(path="x", header=header, entries=entries)))
    return path


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    made = Memory(tmp_path / "memory.sqlite")
    yield made
    made.close()


def learn(memory: Memory, *paths: Path, tag: str = "pl") -> int:
    return memory.refresh([(tag, path.name, path) for path in paths])


def test_the_same_words_are_found_whatever_leaflet_they_stand_in(
    memory: Memory, tmp_path: Path
) -> None:
    learn(memory, catalogue(tmp_path / "a.po", entry("Biopsy", "Biopsja")))
    found = memory.suggest("pl", "Biopsy")
    assert found
    assert (found.strings, found.path, found.percent) == (("Biopsja",), "a.po", 100)
    assert memory.suggest("uk", "Biopsy") is None


def test_near_words_are_found_with_their_likeness(memory: Memory, tmp_path: Path) -> None:
    learn(memory, catalogue(tmp_path / "a.po", entry(LONG, "Długie zdanie")))
    found = memory.suggest("pl", NEAR)
    assert found
    assert (found.msgid, found.strings) == (LONG, ("Długie zdanie",))
    assert 90 <= found.percent < 100


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("macrocalcifications.", "microcalcifications."),
        ("Most benign changes of the breast are seen once.",
         "Most malignant changes of the breast are seen once."),
        ("You will get a letter with the date before the test.",
         "You will get a letter with the date after the test."),
        ("Yes, always", "Yes, alwayz"),
        (LONG, "Something that has nothing to do with it at all, whatever you say."),
    ],
)  # fmt: skip
def test_what_must_not_be_taken_for_alike_is_not_offered(
    memory: Memory, tmp_path: Path, known: str, asked: str
) -> None:
    learn(memory, catalogue(tmp_path / "a.po", entry(known, "tekst")))
    assert memory.suggest("pl", asked) is None


@pytest.mark.parametrize(
    "unfinished",
    [
        entry(LONG, ""),
        entry(LONG, "  "),
        entry(LONG, "tekst", flags=("fuzzy",)),
        entry(LONG, "tekst", obsolete=True),
    ],
    ids=["empty", "blank", "fuzzy", "obsolete"],
)
def test_unfinished_text_is_never_offered(
    memory: Memory, tmp_path: Path, unfinished: Entry
) -> None:
    learn(memory, catalogue(tmp_path / "a.po", unfinished, entry("Other", "Inne")))
    assert memory.suggest("pl", LONG) is None


def test_a_persons_words_go_before_a_machines(memory: Memory, tmp_path: Path) -> None:
    machine = catalogue(tmp_path / "a.po", entry(LONG, "maszyna"), provenance="machine")
    human = catalogue(tmp_path / "b.po", entry(LONG, "człowiek"))
    learn(memory, machine, human)
    found = memory.suggest("pl", LONG)
    assert found
    assert (found.strings, found.machine) == (("człowiek",), False)


def test_only_what_changed_is_read_again(memory: Memory, tmp_path: Path) -> None:
    first = catalogue(tmp_path / "a.po", entry("One", "Jeden"))
    second = catalogue(tmp_path / "b.po", entry("Two", "Dwa"))
    assert learn(memory, first, second) == 2
    assert learn(memory, first, second) == 0
    catalogue(second, entry("Two", "Dwie"))
    assert learn(memory, first, second) == 1
    found = memory.suggest("pl", "Two")
    assert found
    assert found.strings == ("Dwie",)


def test_what_left_the_catalogues_leaves_the_memory(memory: Memory, tmp_path: Path) -> None:
    path = catalogue(tmp_path / "a.po", entry("One", "Jeden"))
    learn(memory, path)
    path.write_text("no catalogue at all")
    learn(memory, path)
    assert memory.suggest("pl", "One") is None
    catalogue(path, entry("One", "Jeden"))
    learn(memory, path)
    assert memory.suggest("pl", "One")
    learn(memory)
    assert memory.suggest("pl", "One") is None


@pytest.mark.parametrize("damage", ["rubbish", "cut", "other version", "other tables"])
def test_a_memory_that_is_damaged_is_made_anew(tmp_path: Path, damage: str) -> None:
    path = catalogue(tmp_path / "a.po", entry("One", "Jeden"))
    with remembering(tmp_path) as memory:
        learn(memory, path)
    base = tmp_path / HIDDEN / "memory.sqlite"
    if damage == "rubbish":
        base.write_bytes(b"rubbish" * 2000)
    elif damage == "cut":
        base.write_bytes(base.read_bytes()[:5000])
    elif damage == "other version":
        other = sqlite3.connect(base)
        other.execute("PRAGMA user_version = 99")
        other.close()
    else:
        base.unlink()
        other = sqlite3.connect(base)
        other.execute("CREATE TABLE files (a)")
        other.close()
    with remembering(tmp_path) as memory:
        assert learn(memory, path) == 1
        assert memory.suggest("pl", "One")


def test_without_a_place_for_it_it_is_kept_in_mind(tmp_path: Path) -> None:
    path = catalogue(tmp_path / "a.po", entry("One", "Jeden"))
    (tmp_path / HIDDEN).write_text("a file where the folder should be")
    with remembering(tmp_path) as memory:
        learn(memory, path)
        assert memory.suggest("pl", "One")


def _refresh(folder: Path) -> None:
    files = [("pl", path.name, path) for path in sorted(folder.glob("*.po"))]
    with remembering(folder) as memory:
        memory.refresh(files)


def test_two_processes_at_once_leave_it_whole(tmp_path: Path) -> None:
    for number in range(30):
        entries = [entry(f"Words {n} of {number}", f"słowa {n}") for n in range(40)]
        catalogue(tmp_path / f"{number:02}.po", *entries)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_refresh, args=(tmp_path,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    with remembering(tmp_path) as memory:
        files = [("pl", path.name, path) for path in sorted(tmp_path.glob("*.po"))]
        assert memory.refresh(files) == 0
        assert all(memory.suggest("pl", f"Words 39 of {number}") for number in range(30))


@given(st.text(max_size=60))
@settings(max_examples=50)
def test_any_words_can_be_asked_for(text: str) -> None:
    memory = Memory(None)
    assert memory.suggest("pl", text) is None
    memory.close()


def test_update_fills_in_what_it_remembers_as_fuzzy_and_once(site: Site) -> None:
    (site.root / "locales/pl").mkdir()
    site.write(
        "source/other/leaflet.md", f"# Other\n\n{LONG}\n\n## Part {{#part}}\n\nMore words.\n"
    )
    assert site.run("update").exit_code == 0
    site.set("locales/pl/small.po", "More words.", "Więcej słów.")
    result = site.run("update", "--suggest")
    assert "locales/pl/other.po: 1 suggestion" in result.output
    text = site.read("locales/pl/other.po")
    assert "# suggested from locales/pl/small.po, 100 % alike, a machine's draft\n" in text
    (found,) = [e for e in site.catalogue("locales/pl/other.po").entries if any(e.strings)]
    assert (found.id, found.strings, found.fuzzy) == ("More words.", ("Więcej słów.",), True)
    site.run("update", "--suggest")
    site.run("update")
    assert site.read("locales/pl/other.po") == text


def test_a_near_suggestion_names_the_words_it_was_made_for(site: Site) -> None:
    (site.root / "locales/pl").mkdir()
    site.write("source/other/leaflet.md", f"# Other\n\n{LONG}\n")
    site.write("source/third/leaflet.md", f"# Third\n\n{NEAR}\n")
    assert site.run("update").exit_code == 0
    site.set("locales/pl/other.po", LONG, "Długie zdanie o 50.")
    site.run("update", "--suggest")
    found = {e.id: e for e in site.catalogue("locales/pl/third.po").entries}[NEAR]
    assert (found.fuzzy, found.previous_id) == (True, LONG)
    assert "% alike" in found.comments[-1]
