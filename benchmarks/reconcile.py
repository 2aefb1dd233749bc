"""Which edits of the English are found again, how surely, and at what cost.

A seeded leaflet is edited in known ways; whoever says that other words became these is right,
wrong, or silent. msgmerge does the same work with its own likeness, and without any.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline import languages
from pipeline.model import Catalogue, Location, Unit
from pipeline.po import dump, scan
from pipeline.reconcile import align, reconcile, template

WELSH = languages.find("cy")
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
    "xo",
    "za",
    "bre",
    "cli",
    "dro",
    "gra",
    "plu",
    "sta",
    "tri",
]
COMMON = [
    "the",
    "a",
    "of",
    "and",
    "to",
    "in",
    "is",
    "are",
    "you",
    "your",
    "may",
    "be",
    "for",
    "with",
    "not",
    "can",
    "it",
    "they",
    "this",
    "that",
    "after",
    "before",
    "more",
    "doctor",
    "breast",
    "test",
    "cancer",
    "cells",
    "small",
    "blood",
    "day",
    "pain",
    "help",
    "nurse",
    "clinic",
]
LONG = 25


@dataclass(frozen=True, slots=True)
class Corpus:
    """A leaflet before and after its edits."""

    old: list[Unit]
    new: list[Unit]
    truth: set[tuple[str, str]]
    """Which words became which others."""


class Writer:
    """Makes up sentences out of common words and rare ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.rare = [
            "".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4)))
            for _ in range(5000)
        ]

    def word(self) -> str:
        """One word; half of all words are common."""
        return self.random.choice(COMMON if self.random.random() < 0.5 else self.rare)

    def text(self, least: int, most: int) -> str:
        """A sentence of so many words."""
        count = self.random.randint(least, most)
        return " ".join(self.word() for _ in range(count)).capitalize() + "."

    def section(self, number: int) -> Iterator[Unit]:
        """A heading with paragraphs and items below it."""
        yield unit(f"part-{number}", "heading", self.text(2, 5))
        for _ in range(self.random.randint(2, 5)):
            yield unit(f"part-{number}", "paragraph", self.text(8, 28))
        for _ in range(self.random.randint(0, 4)):
            yield unit(f"part-{number}", "item", self.text(1, 8))

    def edited(self, text: str) -> str:
        """The text with words replaced, a slip of the pen, or a sentence more."""
        words = text.split()
        kind = self.random.random()
        if kind < 0.6:
            for _ in range(1 + len(words) // 10):
                words[self.random.randrange(len(words))] = self.word()
            return " ".join(words)
        if kind < 0.8:
            place = self.random.randrange(len(text))
            return text[:place] + self.random.choice("aeiou") + text[place + 1 :]
        return f"{text} {self.text(3, 8)}"


def unit(section: str, role: str, text: str) -> Unit:
    """A unit of the made-up leaflet."""
    place = Location("source/made-up/leaflet.md", 1)
    return Unit(owner="made-up", section=section, role=role, msgid=text, places=(place,))


def corpus(size: int, share: float, seed: int = 1) -> Corpus:
    """A leaflet of about this many units, this share of which is edited."""
    writer = Writer(seed)
    old: list[Unit] = []
    while len(old) < size:
        old.extend(writer.section(len(old)))
    new: list[Unit] = []
    truth: set[tuple[str, str]] = set()
    for its in old:
        if writer.random.random() >= share:
            new.append(its)
            continue
        kind = writer.random.random()
        if kind < 0.7:
            other = replace(its, msgid=writer.edited(its.msgid))
            truth.add((its.msgid, other.msgid))
            if kind < 0.07:
                new.insert(writer.random.randrange(len(new) + 1), other)
            else:
                new.append(other)
        elif kind < 0.8:
            new.append(replace(its, msgid=writer.text(6, 20)))
        elif kind < 0.9:
            new += [its, unit(its.section, "paragraph", writer.text(8, 20))]
    unique = {its.key: its for its in new}
    truth = {(a, b) for a, b in truth if a != b}
    return Corpus(list({its.key: its for its in old}.values()), list(unique.values()), truth)


def translated(units: list[Unit]) -> Catalogue:
    """A catalogue in which every unit has a translation."""
    made = reconcile(None, "made-up", "Made up", units, WELSH, "cy.po").catalogue
    return replace(
        made, entries=tuple(replace(e, strings=(f"Xx {e.id} xX",)) for e in made.entries)
    )


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process and of the children that it waited for."""

    def used() -> float:
        child = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + child.ru_utime + child.ru_stime

    start = used()
    work()
    return used() - start


def told(name: str, found: set[tuple[str, str]], truth: set[tuple[str, str]]) -> None:
    """Print precision and recall, of all edits and of those of long texts."""
    right = found & truth
    row = f"{name:<24} {len(found):6} pairs, precision {len(right) / len(found):6.1%}"
    for what, least in (("all", 0), (f"≥ {LONG}", LONG)):
        wanted = {pair for pair in truth if min(map(len, pair)) >= least}
        row += f", recall {what} {len(right & wanted) / len(wanted):6.1%}"
    print(row)


def carried(catalogue: Catalogue) -> set[tuple[str, str]]:
    """The pairs that a catalogue's doubtful entries speak of."""
    return {
        (entry.previous_id, entry.id)
        for entry in catalogue.entries
        if entry.previous_id and entry.previous_id != entry.id and not entry.obsolete
    }


def ours(folder: Path, new: list[Unit]) -> None:
    """Read, reconcile and write, as `polyleaf update` does."""
    old = scan((folder / "cy.po").read_text(encoding="utf-8"), "cy.po")
    before = scan((folder / "old.pot").read_text(encoding="utf-8"), "old.pot")
    pairs = align(before.entries, new)
    made = reconcile(old, "made-up", "Made up", new, WELSH, "cy.po", alignment=pairs)
    (folder / "ours.po").write_text(dump(made.catalogue), encoding="utf-8")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=5000, help="units for the comparison")
    parser.add_argument("--large", type=int, default=51000, help="units for the cost alone")
    parser.add_argument("--edited", type=float, default=0.05, help="share of edited units")
    chosen = parser.parse_args()
    msgmerge = shutil.which("msgmerge")
    for size in (chosen.small, chosen.large):
        made = corpus(size, chosen.edited)
        print(f"{len(made.old)} units, {len(made.truth)} edited with their sense kept")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file, its in (("old", made.old), ("new", made.new)):
                text = dump(template("made-up", "Made up", its, f"{file}.pot"))
                (folder / f"{file}.pot").write_text(text, encoding="utf-8")
            (folder / "cy.po").write_text(dump(translated(made.old)), encoding="utf-8")
            work = cpu(partial(ours, folder, made.new))
            print(f"{'polyleaf':<24} {work:6.2f} s CPU")
            read = scan((folder / "ours.po").read_text(encoding="utf-8"), "ours.po")
            told("polyleaf", carried(read), made.truth)
            for options in ("--previous", "--no-fuzzy-matching"):
                if msgmerge is None or (size == chosen.large and options == "--previous"):
                    continue
                command = [
                    msgmerge, "-q", options, "-o", str(folder / "theirs.po"),
                    str(folder / "cy.po"), str(folder / "new.pot"),
                ]  # fmt: skip
                work = cpu(partial(subprocess.run, command, check=True))
                print(f"{f'msgmerge {options}':<24} {work:6.2f} s CPU")
                if options == "--previous":
                    text = (folder / "theirs.po").read_text(encoding="utf-8")
                    told("msgmerge", carried(scan(text, "theirs.po")), made.truth)


if __name__ == "__main__":
    main()
