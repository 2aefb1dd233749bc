"""How fast `polyleaf check` is, the first and the second time, beside pofilter and msgfmt.

CPU seconds of whole processes. A made-up project of leaflets in one language: English words,
and for each a word of its own, with numbers and negations where the English has them.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import polib
from real import around, subject

from pipeline import gate
from pipeline.build.workspace import Workspace
from pipeline.checks.tables import CHECKS
from pipeline.languages import find

TEXT = (
    "breast spots small calcium usually harmless symptoms feel found during routine common "
    "most cases two types areas look white sometimes called naturally tissue older linked "
    "need women any age through caused cyst milk injuries diet specks where cells replaced "
    "quickly group sign changes happens seen shows doctor reading scans size shape decide"
)
ENGLISH = TEXT.split()
WELSH = [f"{word[::-1]}{'aeiou'[n % 5]}" for n, word in enumerate(ENGLISH)]
_MOVED = str.maketrans("aeioulrst", "eiouarlts")
PIECES = (
    ".", "a", " ", "1 ", "12,", "(", "[", "**", "a@", "a.b", "x-", "ni ", "。", "e\u0301",
    "8:00 ", "0808 157 0246 ", "“", "\u202e", "{a}", "[a][b]", "Ab. ", "\\*", "ن", "的",
)  # fmt: skip
"""What a text may be made of that nobody wrote for people."""
SAME = {"usually": "fel arfer", "most": "rhan fwyaf", "sometimes": "weithiau", "two": "dau"}


def sentence(number: int) -> tuple[str, str]:
    """A sentence and its translation."""
    words = [random.choice(ENGLISH) for _ in range(random.randint(4, 22))]
    other = [SAME.get(word) or WELSH[ENGLISH.index(word)] for word in words]
    if number % 5 == 0:
        words += ["do", "not", "take", str(number % 90 + 10), "mg"]
        other += ["nid", "cymryd", str(number % 90 + 10), "mg"]
    # A made-up word makes each sentence one of its own.
    name = "".join("bcdfghjklm"[int(digit)] + "a" for digit in str(number))
    return f"{' '.join([*words, name])}.", f"{' '.join([*other, name])}."


def project(root: Path, leaflets: int, units: int) -> Path:
    """A project with one language, whole; the folder of its catalogues."""
    random.seed(1)
    translations: dict[str, str] = {}
    number = 0
    for leaflet in range(leaflets):
        lines = [f"# Leaflet {leaflet}", "", "A summary.", ""]
        for unit in range(units):
            if unit % 20 == 0:
                lines += [f"## Part {leaflet} {unit} {{#part-{unit}}}", ""]
            english, welsh = sentence(number)
            number += 1
            translations[english] = welsh
            lines += [english, ""]
        path = root / f"source/leaflet-{leaflet}/leaflet.md"
        path.parent.mkdir(parents=True)
        path.write_text("\n".join(lines), encoding="utf-8")
    (root / "locales/cy").mkdir(parents=True)
    subprocess.run(
        [polyleaf(), "--root", str(root), "update"], check=True, capture_output=True
    )
    for path in (root / "locales/cy").glob("*.po"):
        file = polib.pofile(str(path))
        for entry in file:
            entry.msgstr = translations.get(entry.msgid) or entry.msgid.translate(_MOVED)
        file.save()
    return root / "locales/cy"


def polyleaf() -> str:
    """The command of this environment."""
    return str(Path(sys.executable).parent / "polyleaf")


def cpu(command: Sequence[str]) -> tuple[float, float]:
    """CPU seconds and MiB of a command; its exit code does not matter."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, after.ru_maxrss / 1024


def checks_alone(root: Path) -> float:
    """CPU seconds of the checks, without reading sources and catalogues."""
    gc.set_threshold(100_000)  # as the command does
    workspace = Workspace(root)
    language = find("cy")
    known = workspace.around(language)
    read = {owner: workspace.catalogue("cy", owner) for owner in workspace.units}
    start = time.process_time()
    for owner, catalogue in read.items():
        for _ in gate.findings(workspace.units[owner], catalogue, owner, known, {}):
            pass
    return time.process_time() - start


def slowest(size: int) -> tuple[float, str]:
    """CPU seconds of all checks on the long text that takes them longest, and its piece."""
    known = around("cy")
    found = []
    for piece in PIECES:
        made = subject(
            "Do not take more than 5 mg of it.", piece * (size // len(piece)), known
        )
        start = time.process_time()
        for check in CHECKS:
            for _ in check.ask(made):
                pass
        found.append((time.process_time() - start, piece))
    return max(found)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--leaflets", type=int, default=500)
    parser.add_argument("--units", type=int, default=200)
    given = parser.parse_args()
    spent, piece = slowest(200_000)
    print(f"the slowest text of 200 kB, all “{piece}”: {spent:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        catalogues = project(root, given.leaflets, given.units)
        print(f"{given.leaflets * given.units} entries in {given.leaflets} files")
        check = [polyleaf(), "--root", str(root), "check", "-l", "cy"]
        first, most = cpu(check)
        print(f"  the first time     {first:6.2f} s  {most:4.0f} MiB")
        print(f"  the checks alone   {checks_alone(root):6.2f} s")
        second, _ = cpu(check)
        print(f"  the second time    {second:6.2f} s")
        if pofilter := shutil.which("pofilter"):
            out = Path(folder) / "out"
            command = [pofilter, "--progress=none", "--language=cy", str(catalogues), str(out)]
            other, _ = cpu(command)
            print(f"  pofilter           {other:6.2f} s  the first: {first / other:.2f} of it")
        if msgfmt := shutil.which("msgfmt"):
            files = [str(path) for path in sorted(catalogues.glob("*.po"))]
            script = f'for f in "$@"; do "{msgfmt}" -c -o /dev/null "$f"; done'
            other, _ = cpu(["sh", "-c", script, "sh", *files])
            print(
                f"  msgfmt -c          {other:6.2f} s  the second: {second / other:.2f} of it"
            )


if __name__ == "__main__":
    main()
