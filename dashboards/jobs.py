"""Long work runs in spawned processes, never in the server: asked for by key, with progress, cancelled on demand."""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pebble import ProcessPool

from dashboards.progress import Progress, noting, read_note
from dashboards.runs import Failure, warm_up
from dashboards.store import Store

__all__ = ["Job", "Jobs", "Task"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """A run that may be asked for: its key, and the function that makes it in another process."""

    key: str
    function: Callable[..., Any]
    arguments: tuple[object, ...] = ()


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
    """A few worker processes and the results they gave.

    Parameters
    ----------
    workers
        Processes at most; each solves on one thread.
    store
        Where results are kept; in memory if absent.
    prepare
        What each process does before its first run.
    """

    def __init__(self, workers: int = 2, store: Store | None = None, prepare: Callable[[], None] = warm_up) -> None:
        self._workers, self._prepare = workers, prepare
        self.store = store or Store()
        self._lock = threading.RLock()
        self._jobs: dict[str, Job] = {}
        self._later: deque[Task] = deque()
        self._pool: ProcessPool | None = None
        self._notes = Path(tempfile.mkdtemp(prefix="circnet-"))
        weakref.finalize(self, shutil.rmtree, self._notes, ignore_errors=True)  # where nobody closes it

    def ask(self, task: Task) -> None:
        """Start a run, unless its result is there or somebody asked for the same before."""
        with self._lock:
            if task.key not in self._jobs and self.store.get(task.key) is None:
                self._start(task)

    def ask_later(self, tasks: Iterable[Task]) -> None:
        """Make these runs while no one waits for another."""
        with self._lock:
            self._later.extend(tasks)
        self._start_idle()

    def running(self, key: str) -> Job | None:
        """Return the job of a key while it runs."""
        with self._lock:
            job = self._jobs.get(key)
        return None if job is None or job.done else job

    def progress(self, key: str) -> Progress | None:
        """Return how far a run is, as it noted itself."""
        return read_note(self._notes / key)

    def outcome(self, key: str, seconds: float = 0.0) -> Any | None:  # noqa: ANN401  what the run returned
        """Return what a run gave, waiting some seconds for it; None while it runs or if nobody asked for it.

        A run that broke gives a `Failure` that is told once and forgotten, so that asking again tries again.
        """
        with self._lock:
            job = self._jobs.get(key)
        if job is None:
            return self.store.get(key)
        wait_for([job.future], timeout=seconds)
        if not job.done:
            return None
        return self._finish(key, job)

    def cancel(self, key: str) -> bool:
        """Stop a run, its process with it; return whether there was one."""
        with self._lock:
            job = self._jobs.pop(key, None)
        return job is not None and job.future.cancel()

    def close(self) -> None:
        """Stop the processes."""
        with self._lock:
            self._later.clear()
            self._jobs.clear()
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
            pool.join()
        shutil.rmtree(self._notes, ignore_errors=True)

    def _start(self, task: Task) -> None:
        job = Job(self._submit(task))
        self._jobs[task.key] = job
        job.future.add_done_callback(lambda _: self._ended(task.key, job))

    def _submit(self, task: Task) -> Future[Any]:
        if self._pool is None or not self._pool.active:
            self._pool = ProcessPool(
                self._workers, initializer=_start_worker, initargs=(self._prepare,),
                context=multiprocessing.get_context("spawn"),
            )  # fmt: skip
        return self._pool.schedule(_noted, args=(self._notes / task.key, task.function, *task.arguments))

    def _ended(self, key: str, job: Job) -> None:
        """Keep the result of a run as soon as it is there, whether or not somebody still looks."""
        if not job.future.cancelled() and job.future.exception() is None:
            result = job.future.result()
            if not _broke(result):
                self.store.put(key, result, on_disk=not isinstance(result, Failure))
                with self._lock:
                    self._jobs.pop(key, None)
        self._start_idle()

    def _finish(self, key: str, job: Job) -> Any:  # noqa: ANN401
        with self._lock:
            self._jobs.pop(key, None)
        if job.future.cancelled():
            return None
        error = job.future.exception()
        if error is not None:
            _log.error("a run broke", exc_info=error)
        return job.future.result() if error is None else Failure("failed", reason=type(error).__name__)

    def _start_idle(self) -> None:
        """Use processes that nobody waits for."""
        with self._lock:
            busy = sum(not job.done for job in self._jobs.values())
            while self._later and busy < self._workers:
                task = self._later.popleft()
                if task.key not in self._jobs and self.store.get(task.key) is None:
                    self._start(task)
                    busy += 1


def _broke(result: object) -> bool:
    return isinstance(result, Failure) and result.kind == "failed"


def _noted(place: Path, function: Callable[..., Any], *arguments: object) -> object:
    with noting(place):
        return function(*arguments)


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
