"""The one seam for parallel work: a `concurrent.futures.Executor`, or none."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkstemp
from typing import Any, ParamSpec, TypeVar

from pipeline.build.editions import has_rendered
from pipeline.errors import RenderError

_P = ParamSpec("_P")
_T = TypeVar("_T")

_WORTH_A_POOL = 24
"""Editions from which starting processes costs less than it saves."""


@contextmanager
def pool(jobs: int | None, editions: int) -> Iterator[Executor | None]:
    """A process pool, or None where one process is quicker; ended whatever happens.

    Raises RenderError where somebody else has ended one of its processes.
    """
    count = jobs or (os.cpu_count() or 1 if editions >= _WORTH_A_POOL else 1)
    if count == 1:
        yield None
        return
    with TemporaryDirectory(prefix="polyleaf-") as folder:
        executor = _Pool(count, Path(folder))
        try:
            yield executor
        except BrokenProcessPool as error:
            raise RenderError(
                "a process that sets editions was ended from outside; the manifest is the "
                "old one",
                hint="run the command again; if memory was short, with --jobs 1",
            ) from error
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


class _Pool(ProcessPoolExecutor):
    """Processes that neither Ctrl-C nor the end of one of them brings out of step.

    They never hear Ctrl-C, which a terminal sends to them too: the parent speaks. They are
    started when work is submitted, and inherit which signals are blocked then, so there is no
    moment at which one of them could be interrupted and print a traceback.

    What they make comes back in files of `folder`, and through the pipe only their names,
    which are written at once or not at all. Of a long answer, a process that is killed would
    leave a half there, and the parent would wait for the rest for ever.
    """

    def __init__(self, count: int, folder: Path) -> None:
        # Once the PDF engine has run here it has threads, and a fork among them would hang.
        context = multiprocessing.get_context("spawn" if has_rendered() else None)
        super().__init__(count, mp_context=context)
        self._folder = folder

    def submit(
        self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> Future[_T]:
        with _later(signal.SIGINT):
            return super().submit(fn, *args, **kwargs)

    def map(
        self,
        fn: Callable[..., _T],
        *iterables: Iterable[Any],
        timeout: float | None = None,
        chunksize: int = 1,
    ) -> Iterator[_T]:
        put = partial(_put, self._folder, fn)
        paths = super().map(put, *iterables, timeout=timeout, chunksize=chunksize)
        return map(_take, paths)


def _put(folder: Path, fn: Callable[..., object], *arguments: object) -> Path:
    """The file that holds what the function gave; runs in a worker."""
    result = fn(*arguments)
    descriptor, path = mkstemp(dir=folder)
    with open(descriptor, "wb") as file:
        pickle.dump(result, file)
    return Path(path)


def _take(path: Path) -> Any:
    """What a worker put into the file, which is gone then."""
    with path.open("rb") as file:
        result = pickle.load(file)
    path.unlink()
    return result


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
