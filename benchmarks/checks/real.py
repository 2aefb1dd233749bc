"""What the checks say of real translations: TMX files or catalogues, English first.

    python benchmarks/checks/real.py ar=all.en-ar.tmx fr=messages.po …

Prints how many findings each check has for 1,000 segments, and with `--sample CHECK` some of
them with both texts, to be read by a person.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from page import put

from pipeline import languages, po
from pipeline.build.surroundings import lexicon
from pipeline.checks import Said, Subject, Surroundings
from pipeline.checks.tables import CHECKS
from pipeline.languages import SOURCE
from pipeline.model import Location, Unit

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FAMILIES_OF = {check.id: check.family for check in CHECKS}
NOT_ASKED = ("untranslated", "inline", "blank")
"""Segments of other projects have markup of their own."""


def segments(path: Path) -> Iterator[tuple[str, str]]:
    """The English and the other text of each segment."""
    if path.suffix == ".po":
        catalogue = po.read_catalogue(path, path.name)
        for entry in catalogue.entries if catalogue else ():
            if not entry.obsolete and not entry.fuzzy and entry.plural is None:
                yield entry.id, entry.strings[0]
        return
    for _, unit in etree.iterparse(str(path), tag="tu", recover=True):
        texts = {
            (tuv.get(_LANG) or tuv.get("lang") or "").lower()[:2]: "".join(
                tuv.find("seg").itertext()
            ).strip()
            for tuv in unit.iter("tuv")
        }
        english = texts.pop("en", "")
        for other in texts.values():
            yield english, other
        unit.clear()


def around(tag: str) -> Surroundings:
    """What the checks know of a language without a project."""
    return Surroundings(
        language=languages.find(tag),
        lexicon=lexicon(tag),
        english=lexicon(SOURCE),
        alphabet=languages.alphabet(tag),
        foreign=languages.foreign_letters(tag),
    )


def subject(english: str, other: str, known: Surroundings) -> Subject:
    """A segment as the gate would ask for it."""
    unit = Unit(
        owner="x", section="x", role="paragraph", msgid=english, places=(Location("x", 1),)
    )
    return Subject(unit=unit, strings=(other,), around=known)


def findings(made: Subject) -> Iterator[tuple[str, str, Said]]:
    """Check, severity and message."""
    for check in CHECKS:
        if check.id not in NOT_ASKED:
            for said in check.ask(made):
                yield check.id, check.severity.value, said


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", help="TAG=FILE")
    parser.add_argument("--sample", default="", help="a check or a family to show findings of")
    parser.add_argument("--shown", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--write", type=Path, help="a page that gets the table")
    given = parser.parse_args()
    totals: dict[str, Counter[str]] = {}
    sizes: Counter[str] = Counter()
    sample: list[str] = []
    spent = time.process_time()
    for item in given.files:
        tag, _, name = item.partition("=")
        known = around(languages.find(tag).tag)
        found = totals.setdefault(tag, Counter())
        for english, other in segments(Path(name)):
            if not english or not other:
                continue
            sizes[tag] += 1
            for check, severity, said in findings(subject(english, other, known)):
                found[check] += 1
                found[f"({severity})"] += 1
                if given.sample in (check, FAMILIES_OF[check]):
                    sample.append(f"{tag}: {said.message} [{check}]\n  {english}\n  {other}\n")
    spent = time.process_time() - spent
    if given.sample:
        random.seed(given.seed)
        print("\n".join(random.sample(sample, min(given.shown, len(sample)))))
    total = sizes.total()
    text = "\n".join(table(totals, sizes))
    print(text)
    print(f"{total} segments in {spent:.1f} s CPU, {1e6 * spent / total:.0f} µs each")
    if given.write:
        put(given.write, "real", text)


def table(totals: dict[str, Counter[str]], sizes: Counter[str]) -> Iterator[str]:
    """Findings for 1,000 segments, in Markdown, line by line."""
    yield f"| check | {' | '.join(totals)} |"
    yield f"| --- |{' ---: |' * len(totals)}"
    yield f"| segments | {' | '.join(str(sizes[tag]) for tag in totals)} |"
    for name in sorted({name for found in totals.values() for name in found}):
        shares = (1000 * found[name] / max(1, sizes[tag]) for tag, found in totals.items())
        yield f"| {name} | {' | '.join(f'{share:.1f}' for share in shares)} |"


if __name__ == "__main__":
    main()
