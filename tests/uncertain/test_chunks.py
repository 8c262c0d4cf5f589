"""Pieces: kept, gone on with, refused for another run; on a cluster of which a worker is killed."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from circnet.errors import UsageFault
from circnet.uncertain import Machines, chunks, pieces
from circnet.uncertain.chunks import evaluate, run


@pytest.fixture(scope="module")
def points(ready, terms):
    return ready.sampler().points(replace(terms, samples=40))


@pytest.fixture(scope="module")
def whole(ready, points):
    return evaluate(ready, points)


def same(found, whole):
    return all(np.array_equal(found[name], figures, equal_nan=True) for name, figures in whole.items())


class Stopped(Exception):
    pass


def counted(monkeypatch, stop_after=99):
    """Count the pieces worked on; stop as a crash would after so many."""
    seen = []

    def worked(prepared, part):
        if len(seen) == stop_after:
            raise Stopped
        seen.append(len(part))
        return evaluate(prepared, part)

    monkeypatch.setattr(chunks, "evaluate", worked)
    return seen


def test_a_run_that_stopped_goes_on_where_it_was(ready, points, whole, tmp_path, monkeypatch):
    machines = Machines(folder=tmp_path / "run")
    with monkeypatch.context() as patch:
        counted(patch, stop_after=2)
        with pytest.raises(Stopped):
            run(ready, points, 12, machines)
    left = sorted(path.name for path in machines.folder.iterdir())
    assert left == ["piece-00000.npz", "piece-00001.npz", "run.json"]
    with monkeypatch.context() as patch:
        seen = counted(patch)
        assert same(run(ready, points, 12, machines), whole)
        assert seen == [12, 4]
    with monkeypatch.context() as patch:
        seen = counted(patch)
        assert same(run(ready, points, 12, machines), whole)
        assert seen == []


def test_a_folder_of_another_run_is_refused(ready, points, tmp_path):
    machines = Machines(folder=tmp_path / "run")
    run(ready, points[:4], 2, machines)
    for other in (points[1:5], points[:6]):
        with pytest.raises(UsageFault, match="run"):
            run(ready, other, 2, machines)
    with pytest.raises(UsageFault, match="run"):
        run(ready, points[:4], 3, machines)
    changed = replace(ready, inputs=ready.inputs.assign(high=9.0))
    with pytest.raises(UsageFault, match="run"):
        run(changed, points[:4], 2, machines)


def test_no_scheduler_is_said(ready, points, monkeypatch):
    monkeypatch.setattr(pieces, "_PATIENCE", "100ms")
    with pytest.raises(UsageFault, match="127.0.0.1:1"):
        run(ready, points, 10, Machines(scheduler="tcp://127.0.0.1:1"))


@pytest.mark.filterwarnings("ignore")  # distributed warns of what it leaves when a worker is killed
def test_a_worker_killed_in_the_middle_loses_nothing(ready, points, whole, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        machines = Machines(scheduler=cluster.scheduler_address, folder=tmp_path / "run")
        victim = cluster.workers[0].process.pid
        cluster.workers[0].auto_restart = False
        killed = []

        def answered(*asked):
            for number, answers in on_cluster(*asked):
                if not killed:
                    os.kill(victim, signal.SIGKILL)
                    killed.append(number)
                yield number, answers

        on_cluster = pieces._on_cluster
        pieces._on_cluster = answered
        try:
            found = run(ready, points, 2, machines)
        finally:
            pieces._on_cluster = on_cluster
    assert killed
    assert same(found, whole)
    assert len(list(machines.folder.glob("piece-*.npz"))) == 20
    assert not list(machines.folder.glob("*.part"))


@pytest.mark.skipif("CIRCNET_EVERY_PROCESS" not in os.environ, reason="starts processes: CIRCNET_EVERY_PROCESS=1")
def test_processes_give_the_same(ready, points, whole):
    assert same(run(ready, points, 7, Machines(workers=2)), whole)
