"""Samples in pieces: the same to the bit however they are cut, kept and read back; another run's folder refused."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from circnet.errors import UsageFault
from circnet.pieces import Machines
from circnet.uncertain.chunks import evaluate, run


@pytest.fixture(scope="module")
def points(ready, terms):
    return ready.sampler().points(replace(terms, samples=40))


@pytest.fixture(scope="module")
def whole(ready, points):
    return evaluate(ready, points)


def same(found, whole):
    return all(np.array_equal(found[name], figures, equal_nan=True) for name, figures in whole.items())


@pytest.mark.parametrize("chunk", [7, 40])
def test_samples_are_the_same_however_they_are_cut(ready, points, whole, chunk):
    assert same(run(ready, points, chunk), whole)


def test_samples_that_are_kept_are_read_back_the_same(ready, points, whole, tmp_path):
    machines, shares = Machines(folder=tmp_path / "run"), []
    assert same(run(ready, points, 12, machines), whole)
    assert same(run(ready, points, 12, machines, shares.append), whole)
    assert shares == []
    links = pl.read_parquet(machines.folder / "links")
    assert links.columns == ["sample", "link", "from", "to", "commodity", "mode", "flow", "worth"]
    assert links["sample"].to_list() == np.flatnonzero(whole["flow"][:, 0] > 0).tolist()
    assert np.array_equal(links["worth"].to_numpy(), whole["worth"][whole["flow"] > 0])


def test_a_folder_of_other_samples_is_refused(ready, points, tmp_path):
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
