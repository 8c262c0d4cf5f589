"""Work in pieces that depend on nothing but their input: in this process, in others, or on a dask cluster.

Pieces may be done in any order, anywhere and again: the answer is the same. Finished ones are kept as files of a
folder (``piece-00003.npz``) that appear whole or not at all; a run that stopped goes on with those that are not there.
"""

from __future__ import annotations

import io
import json
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from circnet.errors import UsageFault

__all__ = ["Answers", "Machines", "work"]

Answers = Mapping[str, np.ndarray]
"""What a piece gives: figures by name."""

_TRIES = 3
_PATIENCE = "10s"
"""How long a scheduler may take to answer."""

Work = Callable[[Any, Any], Answers]
Pieces = Mapping[int, Any]


@dataclass(frozen=True)
class Machines:
    """Where pieces are worked on.

    Attributes
    ----------
    workers
        Processes started here; 1 works in this process.
    scheduler
        Address of a dask scheduler (``tcp://host:8786``), whose workers then do it; blank for none.
    folder
        Where finished pieces are kept; None for nowhere.
    """

    workers: int = 1
    scheduler: str = ""
    folder: Path | None = None


def work(function: Work, shared: Any, pieces: Pieces, machines: Machines, told: Mapping[str, Any]) -> list[Answers]:  # noqa: ANN401
    """Work on all pieces and return their answers in the order of their numbers.

    Parameters
    ----------
    function
        ``function(shared, piece)``, of the top level of a module: it travels by name.
    shared, pieces
        What every piece needs, and the pieces by number.
    machines
        Where, and where finished pieces are kept.
    told
        What tells this run from another: plain values, kept in the folder as ``run.json``.

    Raises
    ------
    UsageFault
        If the folder holds another run, or no scheduler answers at the address.
    """
    folder, done = machines.folder, dict[int, Answers]()
    if folder is not None:
        _claim(folder, told)
        done = {number: _read(path) for number in pieces if (path := _path(folder, number)).exists()}
    left = {number: piece for number, piece in pieces.items() if number not in done}
    for number, answers in _answered(function, shared, left, machines):
        done[number] = answers
        if folder is not None:
            _write(_path(folder, number), answers)
    return [done[number] for number in sorted(done)]


def _answered(function: Work, shared: Any, left: Pieces, machines: Machines) -> Iterator[tuple[int, Answers]]:  # noqa: ANN401
    if machines.scheduler and left:
        yield from _on_cluster(function, shared, left, machines.scheduler)
    elif machines.workers > 1 and len(left) > 1:
        yield from _in_processes(function, shared, left, machines.workers)
    else:
        for number, piece in left.items():
            yield number, function(shared, piece)


def _in_processes(function: Work, shared: Any, left: Pieces, workers: int) -> Iterator[tuple[int, Answers]]:  # noqa: ANN401
    """Spawned processes; where one is killed, what is answered counts and the rest is begun again."""
    left = dict(left)
    for attempt in range(_TRIES):
        try:
            with ProcessPoolExecutor(min(workers, len(left)), get_context("spawn")) as pool:
                asked = {pool.submit(function, shared, piece): number for number, piece in left.items()}
                for answer in as_completed(asked):
                    yield asked[answer], answer.result()
                    del left[asked[answer]]
        except BrokenProcessPool:
            if attempt == _TRIES - 1:
                raise
            continue
        return


def _on_cluster(function: Work, shared: Any, left: Pieces, address: str) -> Iterator[tuple[int, Answers]]:  # noqa: ANN401
    """Workers of a dask cluster; the scheduler gives the pieces of a worker that dies to another."""
    from distributed import Client
    from distributed import as_completed as finished

    try:
        client = Client(address, timeout=_PATIENCE)
    except (OSError, ValueError) as error:
        raise UsageFault("uncertain_scheduler", address, str(error) or "tcp://host:8786") from error
    with client:
        common = client.submit(pickle.loads, pickle.dumps(shared), pure=False)  # made again where it is lost
        asked = {client.submit(function, common, piece, pure=False): number for number, piece in left.items()}
        for future in finished(list(asked)):
            yield asked[future], future.result()


def _path(folder: Path, number: int) -> Path:
    return folder / f"piece-{number:05d}.npz"


def _read(path: Path) -> Answers:
    with np.load(path) as kept:
        return dict(kept)


def _write(path: Path, answers: Answers) -> None:
    target = io.BytesIO()
    np.savez_compressed(target, **answers)  # type: ignore[arg-type]
    _put(path, target.getvalue())


def _put(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _claim(folder: Path, told: Mapping[str, Any]) -> None:
    """Mark a folder as this run's; refuse one of another run."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / "run.json"
    if not mark.exists():
        _put(mark, json.dumps(told).encode())
    elif json.loads(mark.read_text("utf-8")) != told:
        raise UsageFault("uncertain_folder", str(folder), mark.name)
