"""The one seam for parallel work: a `concurrent.futures.Executor`, or none."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from pipeline.build.editions import has_rendered
from pipeline.errors import RenderError

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
    with _Pool(count) as executor:
        yield executor


class _Pool(Executor):
    """Processes that neither Ctrl-C nor the end of one of them brings out of step.

    They never hear Ctrl-C, which a terminal sends to them too: the parent speaks. They inherit
    which signals are blocked, so there is no moment at which one of them could be interrupted
    and print a traceback.

    Each has a pipe of its own, whose end is the end of the process. Those of the standard
    library share one, and of what is killed at the wrong moment the rest is waited for.
    """

    def __init__(self, count: int) -> None:
        # Once the PDF engine has run here it has threads, and a fork among them would hang.
        context = multiprocessing.get_context("spawn" if has_rendered() else None)
        forks = context.get_start_method() == "fork"
        if not forks:
            # When it starts with the first worker, it lets all of them hear Ctrl-C.
            resource_tracker.ensure_running()
        self._workers: dict[Connection, BaseProcess] = {}
        with _later(signal.SIGINT):
            for _ in range(count):
                here, there = context.Pipe()
                inherited = (*self._workers, here) if forks else ()
                worker = context.Process(target=_work, args=(there, inherited), daemon=True)
                worker.start()
                there.close()
                self._workers[here] = worker

    def map(
        self,
        fn: Callable[..., _T],
        *iterables: Iterable[Any],
        timeout: float | None = None,
        chunksize: int = 1,
    ) -> Iterator[_T]:
        """What the function gives for each of the arguments, in order, when all is there.

        Raises RenderError where somebody else has ended one of the processes.
        """
        results: dict[int, _T] = {}
        todo = enumerate(zip(*iterables, strict=False))
        at_work: dict[Connection, int] = {}
        free = list(self._workers)
        while True:
            for pipe, (number, arguments) in zip(free, todo, strict=False):
                with _alive():
                    pipe.send((fn, arguments))
                at_work[pipe] = number
            if not at_work:
                return (results[number] for number in sorted(results))
            free = [pipe for pipe in wait(list(at_work)) if isinstance(pipe, Connection)]
            for pipe in free:
                with _alive():
                    error, result = pipe.recv()
                if error:
                    raise error
                results[at_work.pop(pipe)] = result

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, whatever they are at: they write nothing."""
        for pipe, worker in self._workers.items():
            pipe.close()
            worker.kill()
            worker.join()
        self._workers.clear()


def _work(pipe: Connection, inherited: Iterable[Connection]) -> None:
    """Answer what comes through the pipe until its other end is closed; runs in a worker."""
    for other in inherited:
        other.close()
    with suppress(EOFError, ConnectionError):
        while True:
            fn, arguments = pipe.recv()
            answer: tuple[Exception | None, object]
            try:
                answer = None, fn(*arguments)
            except Exception as error:
                answer = error, None
            pipe.send(answer)


@contextmanager
def _alive() -> Iterator[None]:
    """Tell in words that the process at the other end of a pipe is gone."""
    try:
        yield
    except (EOFError, OSError) as error:
        raise RenderError(
            "a process that sets editions was ended from outside; the manifest is the old one",
            hint="run the command again; if memory was short, with --jobs 1",
        ) from error


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
