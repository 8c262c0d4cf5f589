"""Working on pieces: those that a folder keeps are read, the others are done where they are to be done."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from circnet.errors import UsageFault
from circnet.pieces.cluster import on_cluster
from circnet.pieces.kept import claim, keep, kept
from circnet.pieces.machines import Answers, Machines, Pieces, Work

__all__ = ["work"]

_TRIES = 3


def work(  # noqa: PLR0913, PLR0917
    function: Work,
    shared: Any,  # noqa: ANN401  what a piece needs is the caller's
    pieces: Pieces,
    machines: Machines,
    run: Callable[[], Mapping[str, Any]],
    tell: Callable[[float], None] | None = None,
) -> list[Answers]:
    """Work on all pieces and return their answers in the order of their numbers.

    Parameters
    ----------
    function
        ``function(shared, piece)``, of the top level of a module: it travels by name.
    shared, pieces
        What every piece needs, and the pieces by number; both travel pickled.
    machines
        Where, and where finished pieces are kept.
    run
        What tells this run from another: plain values, kept in the folder as ``run.json``; asked only for a folder.
    tell
        Told the share done after each piece; what it raises stops the work.

    Raises
    ------
    UsageFault
        If the folder holds another run; if no scheduler answers at the address, it has no workers or they are of
        other versions, or it went away; if processes are ended from outside again and again.
    Exception
        What a piece raises.
    """
    folder, done = machines.folder, dict[int, Answers]()
    if folder is not None:
        claim(folder, run())
        done = {number: answers for number in pieces if (answers := kept(folder, number)) is not None}
    left = {number: piece for number, piece in pieces.items() if number not in done}
    with closing(_answered(function, shared, left, machines)) as answered:
        for number, answers in answered:
            done[number] = answers
            if folder is not None:
                keep(folder, number, answers)
            if tell is not None:
                tell(len(done) / len(pieces))
    return [done[number] for number in sorted(done)]


def _answered(function: Work, shared: Any, left: Pieces, machines: Machines) -> Generator[tuple[int, Answers]]:  # noqa: ANN401
    if machines.scheduler and left:
        yield from on_cluster(function, shared, left, machines.scheduler)
    elif machines.workers > 1 and len(left) > 1:
        yield from _in_processes(function, shared, left, machines.workers)
    else:
        for number, piece in left.items():
            yield number, function(shared, piece)


def _in_processes(function: Work, shared: Any, left: Pieces, workers: int) -> Iterator[tuple[int, Answers]]:  # noqa: ANN401
    """Spawned processes; where one is killed, what is answered counts and the rest is begun again."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context
    from tempfile import TemporaryDirectory

    left = dict(left)
    with TemporaryDirectory(prefix="circnet-") as place:
        path = Path(place) / "shared.pickle"
        path.write_bytes(pickle.dumps(shared))
        for _ in range(_TRIES):
            try:
                with ProcessPoolExecutor(min(workers, len(left)), get_context("spawn"), _leave_with_parent) as pool:
                    asked = {pool.submit(_piece, function, path, piece): number for number, piece in left.items()}
                    try:
                        for answer in as_completed(asked):
                            yield asked[answer], answer.result()
                            del left[asked[answer]]
                    finally:
                        pool.shutdown(cancel_futures=True)
            except BrokenProcessPool:
                continue
            return
    raise UsageFault("processes_killed", str(_TRIES), str(workers))


def _leave_with_parent() -> None:
    """End this process with the one that started it, even if that is killed: nobody else would."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _piece(function: Work, path: Path, piece: Any) -> Answers:  # noqa: ANN401
    return function(_shared(path), piece)


@lru_cache(maxsize=1)
def _shared(path: Path) -> Any:  # noqa: ANN401
    """What every piece needs, read once in a process: it may be large."""
    return pickle.loads(path.read_bytes())
