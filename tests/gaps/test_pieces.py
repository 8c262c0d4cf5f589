"""Candidates and parks in pieces: read back from a folder the same to the bit; a folder of another park refused."""

import pandas as pd
import polars as pl
import pytest

from circnet.coupling import Settings
from circnet.errors import UsageFault
from circnet.gaps import screen, where
from circnet.gaps.candidates import value_best
from circnet.pieces import Machines
from tests.gaps.slagpark import no_catalog, slag_park


@pytest.fixture(scope="module")
def found():
    return screen(slag_park(), no_catalog())


def test_candidates_that_are_kept_are_read_back_the_same(found, tmp_path):
    machines, told = Machines(folder=tmp_path / "run"), []
    here = value_best(found, Settings(), 2).tables()
    for _ in range(2):
        kept = value_best(found, Settings(), 2, lambda stage, share: told.append((stage, share)), machines).tables()
        for name, table in here.items():
            pd.testing.assert_frame_equal(kept[name], table, check_exact=True)
    assert told == [("value", pytest.approx(share)) for share in (0.6, 0.8, 1.0, 0.6)]
    assert pl.read_parquet(machines.folder / "gaps")["technology"].to_list() == here["gaps"]["technology"].tolist()
    with pytest.raises(UsageFault, match="inputs"):
        value_best(found, Settings(transaction_cost=1.0), 2, None, machines)


def test_a_plant_without_a_solution_has_the_columns_of_one_with(found, monkeypatch):
    monkeypatch.setattr("circnet.gaps.valuing._settled", lambda *_: None)
    none = value_best(found, Settings(), 1)
    monkeypatch.undo()
    some = value_best(found, Settings(), 1)
    assert none.gaps["status"].tolist() == ["no_solution"]
    for name, table in some.tables().items():
        assert none.tables()[name].dtypes.to_dict() == table.dtypes.to_dict()


def test_parks_that_are_kept_are_read_back_the_same(tmp_path):
    machines, next_parks = Machines(folder=tmp_path / "run"), []
    parks = [slag_park(), slag_park(load=30.0)]
    for _ in range(2):
        found = where(parks, no_catalog(), "brick_making", None, lambda *told: next_parks.append(told), machines)
        assert found["load"].tolist() == pytest.approx([150.0, 60.0])
        assert found["elements"].tolist() == [(), ()]
    assert next_parks == [("slag", 0.0), ("slag", 0.5), ("slag", 0.0)]
    with pytest.raises(UsageFault, match="inputs"):
        where(parks[::-1], no_catalog(), "brick_making", machines=machines)
