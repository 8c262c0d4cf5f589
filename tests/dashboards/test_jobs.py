"""Runs in other processes: results kept by key, failures told once, progress, cancelling, idle processes."""

import os
import pickle
import time
from pathlib import Path

import pytest

from dashboards.jobs import Jobs, Task
from dashboards.progress import Progress, note, noting, read_note
from dashboards.runs import Failure
from dashboards.store import Store, cache_folder, fingerprint
from tests.dashboards.donejobs import DoneJobs


def prepared():
    """Do nothing: these runs need no catalog."""


def double(number):
    return number * 2


def linger(place, seconds):
    """Note that the run began, in a file that outlives it, then sleep."""
    note("solve", 1, 4)
    Path(place).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(seconds)
    return "late"


def until(found, seconds=60):
    """Wait for something that is not None or False."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError("it did not come")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]


@pytest.fixture
def jobs():
    made = Jobs(workers=1, prepare=prepared)
    yield made
    made.close()


def test_a_run_is_made_once_and_its_result_found_by_key(jobs):
    jobs.ask(Task("a", double, (21,)))
    assert jobs.outcome("a", 60) == 42
    assert jobs.outcome("a") == 42
    assert jobs.running("a") is None
    assert jobs.outcome("b") is None


def test_a_cancelled_run_ends_with_its_process_and_others_go_on(jobs, tmp_path):
    place = tmp_path / "pid"
    jobs.ask(Task("slow", linger, (str(place), 600)))
    pid = int(until(lambda: place.exists() and place.read_text()))
    assert until(lambda: jobs.progress("slow")) == Progress("solve", 1, 4)
    assert jobs.running("slow").seconds > 0
    assert jobs.cancel("slow")
    until(lambda: not alive(pid))
    assert jobs.running("slow") is None
    assert jobs.outcome("slow") is None
    assert not jobs.cancel("slow")
    jobs.ask(Task("next", double, (1,)))
    assert jobs.outcome("next", 60) == 2


def test_a_run_that_breaks_is_told_once_and_tried_again():
    jobs = DoneJobs(RuntimeError("secret"))
    jobs.ask(Task("a", double, (1,)))
    told = jobs.outcome("a")
    assert (told.kind, told.reason) == ("failed", "RuntimeError")
    assert jobs.outcome("a") is None
    jobs.ask(Task("a", double, (1,)))
    assert jobs.started == ["a", "a"]


def test_what_is_wrong_with_the_input_is_kept_as_long_as_the_input_is():
    failure = Failure("no_solution", reason="slag")
    jobs = DoneJobs(failure)
    for _ in range(2):
        jobs.ask(Task("a", double, (1,)))
        assert jobs.outcome("a") is failure
    assert jobs.started == ["a"]


def test_later_runs_wait_for_idle_processes_and_for_no_result_twice():
    jobs = DoneJobs(None, workers=2)
    jobs.ask(Task("now", double, (1,)))
    jobs.ask_later(Task(key, double, (1,)) for key in "abc")
    assert jobs.started == ["now", "a"]
    jobs.given = "done"
    jobs._jobs["a"].future.set_result("done")
    assert jobs.started == ["now", "a", "b", "c"]
    assert jobs.outcome("c") == "done"
    jobs.ask_later([Task("c", double, (1,))])
    assert jobs.started.count("c") == 1


def test_notes_outside_a_run_go_nowhere_and_end_with_it(tmp_path):
    note("solve")
    place = tmp_path / "key"
    with noting(place):
        assert read_note(place) is None
        note("pack", 2, 3)
        assert read_note(place) == Progress("pack", 2, 3)
    assert list(tmp_path.iterdir()) == []


def test_store_keeps_the_newest_in_memory_and_all_on_disk(tmp_path):
    store = Store(keep=2, folder=tmp_path / "kept")
    for key in ("aa", "bb", "cc"):
        store.put(key, key.upper())
    assert len(store._held) == 2
    assert store.get("aa") == "AA"
    assert Store(folder=tmp_path / "kept").get("bb") == "BB"
    assert Store().get("bb") is None


def test_store_takes_no_file_that_is_not_its_own(tmp_path):
    store = Store(folder=tmp_path)
    (tmp_path / "cut").write_bytes(pickle.dumps([1] * 100)[:20])
    assert store.get("cut") is None
    (tmp_path.parent / "outside").write_bytes(pickle.dumps("secret"))
    assert store.get("../outside") is None


def test_store_goes_on_where_it_cannot_write(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    store = Store(folder=tmp_path / "file" / "below")
    store.put("a", 1)
    assert store.get("a") == 1
    assert "not kept on disk" in caplog.text


def test_cache_folder_is_of_this_version_and_old_ones_go(tmp_path, monkeypatch):
    monkeypatch.setenv("CIRCNET_CACHE", str(tmp_path))
    old, young = tmp_path / "runs" / "old", tmp_path / "runs" / "young"
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (time.time() - 40 * 86400,) * 2)
    assert cache_folder() == tmp_path / "runs" / fingerprint()
    assert young.exists()
    assert not old.exists()
    monkeypatch.setenv("CIRCNET_CACHE", "off")
    assert cache_folder() is None
