"""Long work runs in spawned processes, never in the server; results are kept by content key."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from dashboards.runs import Failure, warm_up

__all__ = ["Job", "Jobs"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A run that was asked for."""

    future: Future[Any]
    started: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> bool:
        """Whether there is a result."""
        return self.future.done()

    @property
    def seconds(self) -> float:
        """Time since the run was asked for."""
        return time.monotonic() - self.started


class Jobs:
    """A few worker processes and the newest results.

    Parameters
    ----------
    workers
        Processes at most; each solves on one thread.
    keep
        Results kept; the one that was used longest ago goes first.
    prepare
        What each process does before its first run.
    """

    def __init__(self, workers: int = 2, keep: int = 32, prepare: Callable[[], None] = warm_up) -> None:
        self._workers, self._keep, self._prepare = workers, keep, prepare
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._pool: ProcessPoolExecutor | None = None

    def ask(self, key: str, function: Callable[..., Any], *arguments: object) -> Job:
        """Return the job of a key; the run starts only if nobody asked for the same before."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None:
                job = Job(self._submit(function, *arguments))
                self._jobs[key] = job
                self._drop_oldest()
            self._jobs.move_to_end(key)
            return job

    def find(self, key: str) -> Job | None:
        """Return the job of a key, or None if nobody asked for it or it was dropped since."""
        with self._lock:
            return self._jobs.get(key)

    def outcome(self, key: str) -> Any | None:  # noqa: ANN401  what the run returned
        """Return what a finished run gave, or None while it runs.

        A run that broke gives a `Failure`; failures are told once and forgotten, so that asking again tries again.
        """
        job = self.find(key)
        if job is None or not job.done:
            return None
        error = job.future.exception()
        if error is not None:
            _log.error("a run broke", exc_info=error)
        outcome = job.future.result() if error is None else Failure("failed", reason=type(error).__name__)
        if isinstance(outcome, Failure):
            with self._lock:
                self._jobs.pop(key, None)
        return outcome

    def close(self) -> None:
        """Stop the processes."""
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
            self._jobs.clear()

    def _submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        if self._pool is None:
            self._pool = self._new_pool()
        try:
            return self._pool.submit(function, *arguments)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = self._new_pool()
            return self._pool.submit(function, *arguments)

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(
            self._workers, mp_context=context, initializer=_start_worker, initargs=(self._prepare,)
        )

    def _drop_oldest(self) -> None:
        for key in [key for key, job in self._jobs.items() if job.done][: max(len(self._jobs) - self._keep, 0)]:
            del self._jobs[key]


def _start_worker(prepare: Callable[[], None]) -> None:
    """Let the process end with its parent, then prepare it; what cannot be prepared shows in the run itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends its processes
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        prepare()
    except Exception:
        _log.exception("a worker could not be prepared")


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
