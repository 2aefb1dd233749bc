"""How fast a catalogue is read and written, beside msgcat and polib in the same run.

CPU seconds of whole processes, the median of a few; a seeded catalogue of plain entries, as
`update` writes them, and the same with a line break in every fourth text.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

WORDS = [
    "breast",
    "calcifications",
    "small",
    "spots",
    "deposits",
    "calcium",
    "usually",
    "harmless",
    "symptoms",
    "cannot",
    "feel",
    "found",
    "during",
    "routine",
    "x-ray",
    "mammogram",
    "common",
    "most",
    "cases",
    "two",
    "types",
    "areas",
    "look",
    "like",
    "white",
]
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: cy\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
)
READ = "from pathlib import Path; from pipeline import po; "
READ += "c = po.read_catalogue(Path({path!r}), 'x.po'); print(len(c.entries))"
WRITE = READ + "; Path({path!r} + '.out').write_text(po.dump(c))"
POLIB = "import polib; print(len(polib.pofile({path!r})))"


def entries(count: int, broken: int) -> Iterator[str]:
    """The entries of a catalogue; every `broken`-th text has a line break in it."""
    random.seed(1)
    for number in range(count):
        text = " ".join(random.choices(WORDS, k=random.randint(3, 25)))
        second = "\\n" if broken and number % broken == 0 else ""
        yield (
            f"#. In the section “Part {number // 12}”.\n#: source/x/leaflet.md\n"
            f'msgctxt "part-{number // 12}/paragraph"\nmsgid "{text} {number}{second}"\n'
            f'msgstr "Xx {text} {number} xX{second}"\n'
        )


def cpu(command: Sequence[str], times: int) -> tuple[float, float]:
    """The median of a command's CPU seconds, and the memory that the largest child took."""
    spent = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent), after.ru_maxrss / 1024


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=51_000)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    start, _ = cpu([sys.executable, "-c", "from pipeline import po"], given.times)
    with tempfile.TemporaryDirectory() as folder:
        for name, broken in (("plain", 0), ("with line breaks", 4)):
            path = str(Path(folder) / "x.po")
            text = "\n".join((HEADER, *entries(given.entries, broken)))
            Path(path).write_text(text, encoding="utf-8")
            print(f"{given.entries} entries, {name}")
            read, most = cpu([sys.executable, "-c", READ.format(path=path)], given.times)
            speed = given.entries / (read - start)
            print(
                f"  read into values   {read:6.2f} s  {speed:8.0f} entries/s  {most:4.0f} MiB"
            )
            both, _ = cpu([sys.executable, "-c", WRITE.format(path=path)], given.times)
            print(f"  read and write     {both:6.2f} s")
            other, _ = cpu([sys.executable, "-c", POLIB.format(path=path)], given.times)
            print(f"  polib, read        {other:6.2f} s  ours is {read / other:.2f} of it")
            if msgcat := shutil.which("msgcat"):
                command = [msgcat, "--no-wrap", path, "-o", f"{path}.msgcat"]
                other, _ = cpu(command, given.times)
                print(f"  msgcat, both       {other:6.2f} s  ours is {both / other:.2f} of it")


if __name__ == "__main__":
    main()
