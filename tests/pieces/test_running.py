"""Pieces: in any order and anywhere the same, gone on with after a stop, refused for another run."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from circnet.errors import Infeasible, UsageFault
from circnet.pieces import Machines, digest, kept, work
from tests.commandline import PROJECT
from tests.pieces.piecework import killed_once, unsolvable, worked

PIECES = {number: number for number in range(5)}


def run():
    return {"inputs": "a"}


@pytest.fixture(scope="module")
def whole():
    return work(worked, 0.3, PIECES, Machines(), run)


def same(found, whole):
    assert len(found) == len(whole)
    for one, other in zip(found, whole, strict=True):
        assert set(one) == set(other)
        for name in other:
            pd.testing.assert_frame_equal(one[name], other[name], check_exact=True)
    return True


def counted(seen):
    def function(shared, piece):
        seen.append(piece)
        return worked(shared, piece)

    return function


class Stopped(Exception):
    pass


def stop_at(share):
    def tell(done):
        if done >= share:
            raise Stopped

    return tell


def test_answers_come_by_number_whatever_the_order(whole):
    assert same(work(worked, 0.3, dict(reversed(PIECES.items())), Machines(), run), whole)
    assert [one["totals"]["piece"].tolist() for one in whole] == [[number] for number in PIECES]


def test_a_run_that_stopped_goes_on_where_it_was(whole, tmp_path):
    machines, seen = Machines(folder=tmp_path / "run"), []
    with pytest.raises(Stopped):
        work(counted(seen), 0.3, PIECES, machines, run, stop_at(0.4))
    assert seen == [0, 1]
    assert same(work(counted(seen), 0.3, PIECES, machines, run), whole)
    assert seen == [0, 1, 2, 3, 4]
    assert same(work(counted(seen), 0.3, PIECES, machines, run), whole)
    assert seen == [0, 1, 2, 3, 4]


def test_a_piece_of_which_a_table_is_missing_is_done_again(whole, tmp_path):
    machines, seen = Machines(folder=tmp_path / "run"), []
    work(worked, 0.3, PIECES, machines, run)
    (machines.folder / "totals" / "piece-00003.parquet").unlink()
    assert same(work(counted(seen), 0.3, PIECES, machines, run), whole)
    assert seen == [3]


def test_the_share_done_is_told_with_what_was_kept(tmp_path):
    machines, shares = Machines(folder=tmp_path / "run"), []
    with pytest.raises(Stopped):
        work(worked, 0.3, PIECES, machines, run, stop_at(0.4))
    work(worked, 0.3, PIECES, machines, run, shares.append)
    assert shares == pytest.approx([0.6, 0.8, 1.0])


def test_a_folder_of_another_run_or_of_other_versions_is_refused(tmp_path, monkeypatch):
    machines = Machines(folder=tmp_path / "run")
    work(worked, 0.3, PIECES, machines, run)
    with pytest.raises(UsageFault, match="inputs"):
        work(worked, 0.3, PIECES, machines, lambda: {"inputs": "b"})
    monkeypatch.setattr(kept, "versions", lambda: {"circnet": "0.0.1"})
    with pytest.raises(UsageFault, match="versions"):
        work(worked, 0.3, PIECES, machines, run)


def test_a_run_inside_the_folder_of_another_is_its_own(whole, tmp_path):
    machines, seen = Machines(folder=tmp_path / "run"), []
    work(worked, 0.3, PIECES, machines, run)
    work(worked, 0.3, {0: 7}, machines.apart("more"), run)
    assert same(work(counted(seen), 0.3, PIECES, machines, run), whole)
    assert seen == []
    assert machines.apart("more").folder.joinpath("links", "piece-00000.parquet").exists()


def test_what_a_piece_raises_comes_through():
    with pytest.raises(Infeasible, match="piece 0 of x"):
        work(unsolvable, "x", PIECES, Machines(), run)


def test_processes_give_the_same_and_one_that_is_killed_loses_nothing(whole, tmp_path):
    shared = {"mark": str(tmp_path / "mark"), "factor": 0.3}
    machines = Machines(workers=2, folder=tmp_path / "run")
    assert same(work(killed_once, shared, PIECES, machines, run), whole)
    assert (tmp_path / "mark").exists()
    assert not list(machines.folder.rglob("*.part"))


@pytest.mark.skipif("CIRCNET_EVERY_PROCESS" not in os.environ, reason="starts processes: CIRCNET_EVERY_PROCESS=1")
def test_a_command_that_is_killed_leaves_no_processes(tmp_path):
    code = "from circnet.pieces import *; from tests.pieces.piecework import waiting; import sys\n"
    code += "if __name__ == '__main__': work(waiting, sys.argv[1], {0: 0, 1: 1}, Machines(2), dict)"
    (tmp_path / "run.py").write_text(code, encoding="utf-8")
    seen = tmp_path / "seen"
    seen.mkdir()
    run = subprocess.Popen([sys.executable, tmp_path / "run.py", seen], env={**os.environ, "PYTHONPATH": str(PROJECT)})
    try:
        wait_until(lambda: len(list(seen.iterdir())) == 2)
    finally:
        run.kill()
        run.wait()
    wait_until(lambda: not any(Path("/proc", one.name).exists() for one in seen.iterdir()))


def wait_until(so):
    for _ in range(600):
        if so():
            return
        time.sleep(0.1)
    raise AssertionError("it never was so")


def test_a_digest_tells_tables_arrays_and_order_apart():
    @dataclass
    class Both:
        table: pd.DataFrame
        rate: float

    table = pd.DataFrame({"a": [1.0, 2.0]})
    base = [Both(table, 0.5), np.arange(3)]
    assert digest(base) == digest([Both(table.copy(), 0.5), np.arange(3)])
    others = [
        [Both(table.assign(a=[1.0, 2.5]), 0.5), np.arange(3)], [Both(table, 0.6), np.arange(3)], base[::-1], base[:1],
        [Both(table, 0.5), np.arange(4)],
    ]  # fmt: skip
    assert len({digest(one) for one in [base, *others]}) == 6
