"""Pieces on a dask cluster: any machine that has the same circnet may be a worker of it."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from circnet.errors import UsageFault
from circnet.pieces.machines import Answers, Pieces, Work, versions

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["on_cluster"]

_PATIENCE = 10.0
"""Seconds that a scheduler may take to answer, and to have a first worker."""
_WHOLE = {"distributed.admin.large-graph-warning-threshold": "1GB"}
"""A piece may be large: what every piece needs is sent once."""


def on_cluster(function: Work, shared: Any, left: Pieces, address: str) -> Iterator[tuple[int, Answers]]:  # noqa: ANN401
    """Answer pieces on the workers of a scheduler as they finish; it gives those of a worker that dies to another.

    Raises
    ------
    UsageFault
        As `circnet.pieces.work`.
    """
    import dask
    from distributed import Client, KilledWorker
    from distributed.comm import CommClosedError
    from distributed.utils import silence_logging_cmgr

    with silence_logging_cmgr(logging.CRITICAL), dask.config.set(_WHOLE):  # what goes wrong is told as a fault
        try:
            client = Client(address, timeout=_PATIENCE)
        except (OSError, ValueError, TypeError, RuntimeError) as error:  # absent, no address, TLS that is not set up
            raise UsageFault("no_scheduler", address, str(error)) from error
        with client:
            _same_versions(client, address)
            try:
                yield from _finished(client, function, shared, left)
            except KilledWorker as error:
                raise UsageFault("workers_killed", address) from error
            except (CancelledError, CommClosedError) as error:
                raise UsageFault("scheduler_lost", address) from error


def _finished(client: Client, function: Work, shared: Any, left: Pieces) -> Iterator[tuple[int, Answers]]:  # noqa: ANN401
    """Answers as they come; what is common to all is sent once, and made again where it is lost with its worker."""
    from distributed import as_completed

    common = client.submit(pickle.loads, pickle.dumps(shared), pure=False)
    asked = {
        client.submit(_piece, versions(), function, common, piece, pure=False): number for number, piece in left.items()
    }
    for future in as_completed(list(asked)):
        yield asked.pop(future), future.result()


def _piece(expected: Mapping[str, str], function: Work, shared: Any, piece: Any) -> Answers:  # noqa: ANN401
    """Answer a piece; refuse on a worker of other versions, which may have joined late."""
    from distributed import get_worker

    _refuse(get_worker().address, versions(), expected)
    return function(shared, piece)


def _same_versions(client: Client, address: str) -> None:
    """Refuse a cluster without workers, and workers that would reckon otherwise or not at all."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise UsageFault("no_workers", address) from error
    found = client.run(versions, on_error="return")
    for worker in sorted(found):
        _refuse(worker, found[worker], versions())


def _refuse(worker: str, found: Mapping[str, str] | BaseException, expected: Mapping[str, str]) -> None:
    if found == expected:
        return
    if isinstance(found, BaseException):
        raise UsageFault("other_versions", f"{worker}: {found}", f"circnet {expected['circnet']}")
    other = [name for name in expected if found.get(name) != expected[name]]
    there, here = (", ".join(f"{name} {table.get(name, '-')}" for name in other) for table in (found, expected))
    raise UsageFault("other_versions", f"{worker}: {there}", here)
