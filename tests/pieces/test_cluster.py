"""A dask cluster: samples, a sweep, candidates and parts to the bit as in this process, with a worker killed."""

import os
import signal

import numpy as np
import pandas as pd
import pytest
from distributed import Client, KilledWorker, LocalCluster
from distributed.comm import CommClosedError

from benchmarks.networks import network
from circnet.coupling import Settings
from circnet.errors import Infeasible, UsageFault
from circnet.gaps import screen
from circnet.gaps.candidates import value_best
from circnet.large import couple_large
from circnet.park import load_catalog
from circnet.pieces import Machines, cluster, work
from circnet.scenario import axes_of, sweep
from circnet.uncertain import UncertaintyTerms
from circnet.uncertain.chunks import run as sampled
from circnet.uncertain.prepared import prepare
from tests.gaps.slagpark import no_catalog, slag_park
from tests.pieces.piecework import pretend, unsolvable, worked
from tests.uncertain.smallparks import pair_park

pytestmark = pytest.mark.filterwarnings("ignore")  # distributed warns of what it leaves when a worker is killed


@pytest.fixture(scope="module")
def two_workers():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as local:
        yield local


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return pair_park(tmp_path_factory.mktemp("pair") / "pair", load_catalog())


def same(found, here):
    for name, table in here.items():
        if isinstance(table, pd.DataFrame):
            pd.testing.assert_frame_equal(found[name], table, check_exact=True)
        else:
            assert np.array_equal(found[name], table, equal_nan=True)
    return True


def test_a_worker_killed_in_the_middle_loses_nothing_and_all_is_as_here(two_workers, pair, tmp_path):
    machines = Machines(scheduler=two_workers.scheduler_address, folder=tmp_path / "run")
    ready = prepare(pair, load_catalog(), Settings(), UncertaintyTerms(samples=24, loads=False))
    points = ready.sampler().points(UncertaintyTerms(samples=24, loads=False))
    two_workers.workers[0].auto_restart = False
    killed = []

    def kill(share):
        if not killed:
            os.kill(two_workers.workers[0].process.pid, signal.SIGKILL)
            killed.append(share)

    assert same(sampled(ready, points, 3, machines, kill), sampled(ready, points, 24))
    assert killed[0] < 1.0
    assert len(list((machines.folder / "samples").glob("piece-*.parquet"))) == 8
    assert not list(machines.folder.rglob("*.part"))

    machines = Machines(scheduler=two_workers.scheduler_address)
    axes = axes_of(["transaction_cost=50000,250000"], pair)
    stepped = [vars(sweep(pair, load_catalog(), axes, None, one)) for one in (machines, Machines())]
    assert same(*({name: one[name] for name in ("points", "links", "flows")} for one in stepped))
    found = screen(slag_park(), no_catalog())
    assert same(*(value_best(found, Settings(), 2, None, one).tables() for one in (machines, Machines())))
    large = [vars(couple_large(network(15, 7), load_catalog(), None, "parts", one)) for one in (machines, Machines())]
    assert large[0]["summary"] == large[1]["summary"]
    assert same(*({name: one[name] for name in ("flows", "prices")} for one in large))


def test_what_a_piece_raises_comes_back(two_workers):
    with pytest.raises(Infeasible, match="of x"):
        work(unsolvable, "x", {0: 0}, Machines(scheduler=two_workers.scheduler_address), dict)


@pytest.mark.parametrize(
    ("error", "told"), [(KilledWorker("piece", None, 3), "workers killed"), (CommClosedError(), "scheduler lost")]
)
def test_a_cluster_that_fails_is_told(two_workers, monkeypatch, error, told):
    def failing(*_):
        raise error

    monkeypatch.setattr(cluster, "_finished", failing)
    with pytest.raises(UsageFault, match=told):
        work(worked, 0.3, {0: 0}, Machines(scheduler=two_workers.scheduler_address), dict)


def test_a_worker_of_another_version_is_refused(two_workers):
    machines = Machines(scheduler=two_workers.scheduler_address)
    with Client(two_workers.scheduler_address) as client:
        client.run(pretend, "0.0.1")
    with pytest.raises(UsageFault, match=r"circnet 0\.0\.1"):
        work(worked, 0.3, {0: 0}, machines, dict)


def test_a_scheduler_without_workers_or_none_at_all_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "_PATIENCE", 0.2)
    with pytest.raises(UsageFault, match=r"127\.0\.0\.1:1"):
        work(worked, 0.3, {0: 0}, Machines(scheduler="tcp://127.0.0.1:1"), dict)
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=None, silence_logs=50, protocol="tcp") as empty,
        pytest.raises(UsageFault, match="no workers"),
    ):
        work(worked, 0.3, {0: 0}, Machines(scheduler=empty.scheduler_address), dict)
