"""The one seam for parallel work: a `concurrent.futures.Executor`, or none."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial

from pipeline.build.editions import has_rendered

_WORTH_A_POOL = 24
"""Editions from which starting processes costs less than it saves."""


@contextmanager
def pool(jobs: int | None, editions: int) -> Iterator[Executor | None]:
    """A process pool, or None where one process is quicker; ended whatever happens."""
    count = jobs or (os.cpu_count() or 1 if editions >= _WORTH_A_POOL else 1)
    if count == 1:
        yield None
        return
    # Ctrl-C reaches the workers too; only the parent should speak of it.
    quiet = partial(signal.signal, signal.SIGINT, signal.SIG_IGN)
    # Once the PDF engine has run here it has threads, and a fork among them would hang.
    context = multiprocessing.get_context("spawn" if has_rendered() else None)
    executor = ProcessPoolExecutor(count, mp_context=context, initializer=quiet)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
