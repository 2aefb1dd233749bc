"""The one seam for parallel work: a `concurrent.futures.Executor`, or none."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from pipeline.build.editions import has_rendered

_P = ParamSpec("_P")
_T = TypeVar("_T")

_WORTH_A_POOL = 24
"""Editions from which starting processes costs less than it saves."""


@contextmanager
def pool(jobs: int | None, editions: int) -> Iterator[Executor | None]:
    """A process pool, or None where one process is quicker; ended whatever happens."""
    count = jobs or (os.cpu_count() or 1 if editions >= _WORTH_A_POOL else 1)
    if count == 1:
        yield None
        return
    # Once the PDF engine has run here it has threads, and a fork among them would hang.
    context = multiprocessing.get_context("spawn" if has_rendered() else None)
    executor = _Pool(count, mp_context=context)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


class _Pool(ProcessPoolExecutor):
    """Its workers never hear Ctrl-C, which a terminal sends to them too: the parent speaks.

    They are started when work is submitted, and inherit which signals are blocked then, so
    there is no moment at which one of them could be interrupted and print a traceback.
    """

    def submit(
        self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> Future[_T]:
        with _later(signal.SIGINT):
            return super().submit(fn, *args, **kwargs)


@contextmanager
def _later(number: signal.Signals) -> Iterator[None]:
    """Hold a signal back until the block is left: half a pool could not be ended."""
    heard = []
    # The mask is for the children; this thread's handler answers for the other threads.
    before = signal.signal(number, lambda *_: heard.append(number))
    signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
        signal.signal(number, before)
        if heard:
            signal.raise_signal(number)
