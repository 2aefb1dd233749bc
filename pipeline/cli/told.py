"""What commands say, and the exit code that goes with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from pipeline.errors import PolyleafError


def progress(results: Iterator[object], length: int) -> Iterator[object]:
    """The results as they come, with a bar on a terminal and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield from results
        return
    with click.progressbar(results, length=length, label="Building", file=sys.stderr) as bar:
        yield from bar


def complain(error: PolyleafError) -> None:
    """Say what stopped something, on the other stream."""
    from pipeline import report

    click.echo(report.for_terminal(str(error)), err=True)


def leave(errors: Sequence[PolyleafError], found: bool = False) -> int:
    """Tell the errors, and end with the exit code that fits."""
    for error in errors:
        complain(error)
    code = max((error.exit_code for error in errors), default=1 if found else 0)
    click.get_current_context().exit(code)
    return code
