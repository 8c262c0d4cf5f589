"""Several at once, and processes that die: what was accepted is there, what was refused was told."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd

from circnet.errors import EditConflict
from circnet.workspace import CHANGE_COLUMNS, Workspace

PROJECT = Path(__file__).resolve().parents[2]
SESSIONS, EDITS = 20, 2
DEATHS = int(os.environ.get("CIRCNET_DEATHS", "2"))
SAVES = """
import sys, pandas as pd
from circnet.workspace import CHANGE_COLUMNS, Workspace
workspace = Workspace(sys.argv[1])
version, state = workspace.state("good")
files = {path: text.encode() for path, text in workspace.files("good").items()}
row = state[state["sheet"].eq("enterprises.csv") & state["column"].eq("name_zh")].iloc[0]
old = row["text"]
for number in range(100_000):
    new = f"{version}-{number}"
    if number % 5 == 4:
        files["enterprises.csv"] = workspace.files("good")["enterprises.csv"].replace(old, new).encode()
        at = workspace.put("good", files, "one", seen=at)
    else:
        changes = pd.DataFrame([(row["record"], row["sheet"], "name_zh", old, new)], columns=CHANGE_COLUMNS)
        at = workspace.edit("good", changes, "one")
    old = new
    print(at, new, flush=True)
"""


def test_twenty_sessions_edit_one_park(place, workspace, files):
    workspace.put("good", files, "anna")
    state = workspace.state("good")[1]
    names = state[state["column"].eq("name_zh")]
    accepted, refused, broken = [], [], []

    def session(number):
        own, chance = Workspace(place), random.Random(number)
        try:
            for turn in range(EDITS):
                row = names.iloc[chance.randrange(len(names))]
                seen = own.state("good")[1].merge(row.to_frame().T[["record", "column"]])["text"].iloc[0]
                new = f"{number}/{turn}"
                changes = [(row["record"], row["sheet"], "name_zh", seen, new)]
                try:
                    accepted.append((own.edit("good", pd.DataFrame(changes, columns=CHANGE_COLUMNS), str(number)), new))
                except EditConflict as error:
                    refused.append(error.cells["now"].iloc[0])
        except Exception as error:  # noqa: BLE001  a thread's fault would be lost
            broken.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=session, args=[number]) for number in range(SESSIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert len(accepted) + len(refused) == SESSIONS * EDITS
    history = workspace.history("good").query("version > 1")
    assert sorted(accepted) == list(zip(history["version"], history["new"], strict=True))
    assert [version for version, _ in sorted(accepted)] == list(range(2, len(accepted) + 2))
    now = workspace.state("good")[1].query("column == 'name_zh'")["text"]
    last = history.drop_duplicates("record", keep="last")["new"]
    assert set(last) <= set(now)
    assert set(refused) <= set(history["new"])


def test_killed_while_saving_nothing_that_was_accepted_is_lost(place, workspace, files):
    workspace.put("good", files, "anna")
    chance = random.Random(7)
    for _ in range(DEATHS):
        with subprocess.Popen(
            [sys.executable, "-c", SAVES, place], stdout=subprocess.PIPE, text=True, cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        ) as saving:  # fmt: skip
            assert saving.stdout is not None
            told = [saving.stdout.readline()]
            time.sleep(chance.uniform(0.0, 0.3))
            saving.send_signal(signal.SIGKILL)
            told += saving.stdout.readlines()
        whole = [re.fullmatch(r"(\d+) (\S+)\n", line) for line in told]
        version, new = next(found for found in reversed(whole) if found).groups()
        again = Workspace(place)
        history = again.history("good")
        assert history.loc[history["version"].eq(int(version)), "new"].tolist() == [new]
        at, state = again.state("good")
        assert at - int(version) in (0, 1), "at most the one that was kept and not yet told"
        assert set(state["text"]) >= {history.iloc[-1]["new"]}
        if "://" not in place:
            with again.engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        again.close()
