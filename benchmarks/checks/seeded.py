"""How many planted faults the checks find, and how often they are wrong, beside the peers.

Each good translation of the texts in `texts/` and of the project's own leaflets gets one fault
at a time. A fault is found if a check says something of the faulty text that it does not say
of the good one. `pofilter` and `msgfmt -c` are asked as separate programs, if they are there.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
from faults import KINDS, SAFETY, Sample, planted
from page import put

from pipeline.build.workspace import Workspace
from pipeline.checks import Subject, Whole, wording
from pipeline.checks.tables import CHECKS
from pipeline.model import Catalogue, Entry, Location, Severity

HERE = Path(__file__).parent
TEXTS, PROJECT = HERE / "texts", HERE.parent.parent
HELD_OUT = ("chemotherapy-at-home", "help-with-costs")
"""Texts on which nothing was tuned."""
HALVES = ("developed on", "held out")
NAMES = [kind.__name__.replace("_", "-") for kind in KINDS]
SAFE = {kind.__name__.replace("_", "-") for kind in SAFETY}


def samples() -> Iterator[tuple[str, str, Sample, Subject, Subject]]:
    """Language, leaflet, text, unit and its neighbour of every good translation."""
    for root in (TEXTS, PROJECT):
        workspace = Workspace(root)
        by: dict[str, dict[str, list[tuple[Subject, str]]]] = defaultdict(dict)
        for language in workspace.languages()[1:]:
            around = workspace.around(language)
            for owner, units in workspace.units.items():
                tag = language.tag
                catalogue = workspace.catalogue(tag, owner)
                entries = {e.key: e for e in catalogue.entries} if catalogue else {}
                by[owner][language.tag] = [
                    (
                        Subject(
                            unit=unit,
                            strings=entries[unit.key].strings,
                            comments=entries[unit.key].comments,
                            around=around,
                        ),
                        entries[unit.key].strings[0],
                    )
                    for unit in units
                    if unit.key in entries and not unit.msgid_plural
                ]
        for owner, languages in by.items():
            tags = list(languages)
            for place, tag in enumerate(tags):
                members = languages[tag]
                others = languages[tags[(place + 1) % len(tags)]]
                for number, (subject, text) in enumerate(members):
                    around = subject.around
                    yield (
                        tag,
                        owner,
                        Sample(
                            tag=tag,
                            english=subject.unit.msgid,
                            text=text,
                            neighbour=members[(number + 1) % len(members)][1],
                            foreign=others[number][1] if number < len(others) else "",
                            words=around.lexicon.words,
                            lexicon=around.lexicon,
                            script=around.language.script,
                            terms={term.english: term.required for term in around.terms},
                            random=random.Random(zlib.crc32(f"{tag}{owner}{number}".encode())),
                        ),
                        subject,
                        members[(number + 1) % len(members)][0],
                    )


def said(subject: Subject, text: str) -> set[tuple[str, str]]:
    """What the checks say of a text, without what is only told on request."""
    made = Subject(
        unit=subject.unit, strings=(text,), comments=subject.comments, around=subject.around
    )
    return {
        (check.id, re.sub(r"\d+", "", found.message))
        for check in CHECKS
        if check.severity is not Severity.INFO
        for found in check.ask(made)
    }


def like_its_neighbour(subject: Subject, neighbour: Subject, text: str) -> bool:
    """Whether the check that looks at two units at once says something."""
    members = []
    for line, (one, strings) in enumerate(((subject, (text,)), (neighbour, (text,)))):
        entry = Entry(at=Location("x.po", line + 1), id=one.unit.msgid, strings=strings)
        members.append((one, entry))
    catalogue = Catalogue(path="x.po", header=Entry(at=Location("x.po", 1), id=""))
    whole = Whole(catalogue=catalogue, subjects=members, around=subject.around)
    return any(True for _ in wording.says_it_alike.ask(whole))


class Peers:
    """What separate programs say of the same texts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pofilter, self.msgfmt = shutil.which("pofilter"), shutil.which("msgfmt")

    def ask(self, tag: str, texts: dict[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
        """What each program says of each text, by the texts' names."""
        file = polib.POFile()
        file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": tag}
        for name, (english, text) in texts.items():
            file.append(polib.POEntry(msgctxt=name, msgid=english, msgstr=text))
        path = self.folder / "x.po"
        file.save(str(path))
        found: dict[str, dict[str, str]] = {"pofilter": {}, "msgfmt": {}}
        if self.pofilter:
            out, posix = self.folder / "out.po", tag.replace("-", "_")
            out.unlink(missing_ok=True)
            subprocess.run(
                [self.pofilter, "--progress=none", f"--language={posix}", str(path), str(out)],
                check=False, capture_output=True,
            )  # fmt: skip
            if out.exists():
                for entry in polib.pofile(str(out)):
                    tests = re.findall(r"\(pofilter\) (\w+)", entry.tcomment + entry.comment)
                    found["pofilter"][entry.msgctxt] = " ".join(sorted(set(tests)))
        if self.msgfmt:
            done = subprocess.run(
                [self.msgfmt, "-c", "-o", "/dev/null", str(path)],
                check=False, capture_output=True, text=True,
            )  # fmt: skip
            lines = {int(n) for n in re.findall(r"x\.po:(\d+):", done.stderr)}
            starts = sorted((e.linenum or 0, e.msgctxt) for e in polib.pofile(str(path)))
            for line in lines:
                names = [name for start, name in starts if start and start <= line]
                if names:
                    found["msgfmt"][names[-1]] = "said"
        return found


def main() -> None:
    """Print tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", default="", help="a kind whose missed faults are printed")
    parser.add_argument("--language", default="")
    parser.add_argument("--write", type=Path, help="a page that gets the tables")
    given = parser.parse_args()
    total: Counter[tuple[str, ...]] = Counter()
    clean: Counter[tuple[str, str]] = Counter()
    texts: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    ours: dict[tuple[str, str], bool] = {}
    for tag, owner, sample, subject, neighbour in samples():
        if given.language and tag != given.language:
            continue
        before = said(subject, sample.text)
        clean[tag, "units"] += 1
        severities = {c.id: c.severity.value for c in CHECKS}
        for check, _ in before:
            clean[tag, severities[check]] += 1
        base = f"{owner}/{clean[tag, 'units']}"
        texts[tag][f"{base}/good"] = (sample.english, sample.text)
        for kind, new in planted(sample):
            half = "held out" if owner in HELD_OUT else "developed on"
            found = bool(said(subject, new) - before)
            if kind == "neighbours-text":
                found |= like_its_neighbour(subject, neighbour, new)
            ours[tag, f"{base}/{kind}"] = found
            total["planted", kind, half] += 1
            total["planted", kind, tag] += 1
            texts[tag][f"{base}/{kind}"] = (sample.english, new)
            if found:
                total["ours", kind, half] += 1
                total["ours", kind, tag] += 1
            elif kind == given.show:
                print(
                    f"{tag} {owner}: missed {kind}",
                    sample.english,
                    sample.text,
                    new,
                    sep="\n  ",
                )
    if given.show:
        return
    with tempfile.TemporaryDirectory() as folder:
        peers = Peers(Path(folder))
        for tag, members in texts.items():
            for program, told in peers.ask(tag, members).items():
                for name in members:
                    base, _, kind = name.rpartition("/")
                    good = set(told.get(f"{base}/good", "").split())
                    if kind == "good":
                        clean[tag, program] += bool(good)
                    elif set(told.get(name, "").split()) - good:
                        total[program, kind, "all"] += 1
    text = "\n".join(report(total, clean))
    print(text)
    if given.write:
        put(given.write, "seeded", text)


def report(total: Counter[tuple[str, ...]], clean: Counter[tuple[str, str]]) -> Iterator[str]:
    """What was found, in Markdown, line by line."""
    yield ("| fault | planted | ours, developed on | ours, held out | pofilter | msgfmt -c |")
    yield ("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in NAMES:
        halves = [
            _share(total["ours", name, half], total["planted", name, half])
            for half in ("developed on", "held out")
        ]
        planted_ = sum(total["planted", name, half] for half in HALVES)
        others = [
            _share(total[peer, name, "all"], planted_) for peer in ("pofilter", "msgfmt")
        ]
        yield (f"| {name} | {planted_} | {' | '.join([*halves, *others])} |")
    for title, names in (("all of safety", SAFE), ("all", set(NAMES))):
        cells = []
        for half in ("developed on", "held out"):
            cells.append(
                _share(
                    sum(total["ours", n, half] for n in names),
                    sum(total["planted", n, half] for n in names),
                )
            )
        planted_ = sum(total["planted", n, half] for n in names for half in HALVES)
        for peer in ("pofilter", "msgfmt"):
            cells.append(_share(sum(total[peer, n, "all"] for n in names), planted_))
        yield (f"| **{title}** | {planted_} | {' | '.join(cells)} |")
    yield ""
    yield (
        "| language | units | found of all | errors for 1,000 good units | warnings for 50 "
        "| pofilter for 50 |"
    )
    yield ("| --- | ---: | ---: | ---: | ---: | ---: |")
    for tag in sorted({tag for tag, _ in clean}):
        units = clean[tag, "units"]
        found = sum(total["ours", n, tag] for n in NAMES)
        planted_ = sum(total["planted", n, tag] for n in NAMES)
        yield (
            f"| {tag} | {units} | {_share(found, planted_)} | "
            f"{1000 * clean[tag, 'error'] / units:.1f} | "
            f"{50 * clean[tag, 'warning'] / units:.1f} | "
            f"{50 * clean[tag, 'pofilter'] / units:.1f} |"
        )


def _share(found: int, planted_: int) -> str:
    return f"{100 * found / planted_:.0f} %" if planted_ else "–"


if __name__ == "__main__":
    main()
