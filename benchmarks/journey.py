"""Time, memory and size of the whole journey: `make bench`.

Processes are measured from outside, by the system's own account of them; medians of several
runs are printed. Nothing here is a test: machines differ.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.build.assembly import make_edition
from pipeline.build.workspace import Workspace
from pipeline.model import Edition, Passage
from pipeline.render.html import HtmlRenderer
from pipeline.render.pdf import PdfRenderer

ROOT = Path(__file__).parent.parent
POLYLEAF = Path(sys.executable).parent / "polyleaf"


def measured(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MiB of a process with all that it starts."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        wall = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        line = f"{wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}"
        os.write(writer, line.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        wall, cpu, peak = map(float, answer.read().split())
    os.waitpid(child, 0)
    return wall, cpu, peak


def show(name: str, command: list[str], runs: int) -> None:
    """Print the medians of a command."""
    measured(command)
    rows = [measured(command) for _ in range(runs)]
    wall, cpu, peak = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"{name:<46} {wall:7.3f} s wall {cpu:7.3f} s CPU {peak:6.0f} MiB")


def warm(name: str, work: Callable[[int], object], runs: int = 20) -> None:
    """Print the median CPU time of something done again and again in one process."""
    work(0)
    times = []
    for number in range(1, runs + 1):
        start = time.process_time()
        work(number)
        times.append(time.process_time() - start)
    print(f"{name:<46} {statistics.median(times) * 1000:7.1f} ms CPU")


def varied(edition: Edition, number: int) -> Edition:
    """The edition with other words in every run: the engine remembers what it set before."""

    def other(passage: Passage) -> Passage:
        runs = tuple(replace(run, text=f"{run.text} {number}") for run in passage.runs)
        return replace(passage, runs=runs, children=tuple(map(other, passage.children)))

    sections = (
        replace(section, passages=tuple(map(other, section.passages)))
        for section in edition.sections
    )
    return replace(edition, sections=tuple(sections))


def rendered(
    renderer: HtmlRenderer | PdfRenderer, others: list[Edition], number: int
) -> bytes:
    """One of the editions, rendered."""
    return renderer.render(others[number])


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--clone", action="store_true", help="also time `make` in a fresh clone"
    )
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    show("polyleaf --version", [str(POLYLEAF), "--version"], chosen.runs)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        command = [str(POLYLEAF), "build", "--output", str(output)]
        show("polyleaf build, 9 languages, one process", command, chosen.runs)
        show("polyleaf build --jobs 2", [*command, "--jobs", "2"], chosen.runs)
        show("polyleaf verify", [str(POLYLEAF), "verify", str(output)], chosen.runs)
        print(f"{'output':<46} {size(output) / 1e6:7.2f} MB")
    show("polyleaf check", [str(POLYLEAF), "check"], chosen.runs)
    show("polyleaf update, nothing to do", [str(POLYLEAF), "update"], chosen.runs)
    workspace = Workspace(ROOT)
    (leaflet,) = workspace.leaflets
    judged = [workspace.judge(leaflet, language) for language in workspace.languages()]
    html, pdf = HtmlRenderer(), PdfRenderer(0)
    for item in judged:
        edition = make_edition(workspace, item, judged)
        others = [varied(edition, number) for number in range(21)]
        name = f"PDF, warm, with the pass: {item.language.name}"
        warm(name, partial(rendered, pdf, others))
        if item is judged[0]:
            warm("HTML, warm: English", partial(rendered, html, others))
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        whole, history = size(clone), size(clone / ".git")
        print(f"{'clone':<46} {whole / 1e6:7.2f} MB, {history / 1e6:.2f} of it history")
        if chosen.clone:
            start = time.perf_counter()
            subprocess.run(["make"], cwd=clone, check=True, capture_output=True)
            print(f"{'make in a fresh clone':<46} {time.perf_counter() - start:7.1f} s wall")


if __name__ == "__main__":
    main()
