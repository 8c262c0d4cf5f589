"""Work of which the tests ask: the top level of a module, because it travels by name."""

import os
import signal
import time
from pathlib import Path

import numpy as np
import pandas as pd

from circnet.errors import Infeasible
from circnet.pieces import machines


def worked(shared, piece):
    """Two tables of a piece, with figures that a text would round."""
    values = np.arange(3.0) / 7.0 + piece * shared
    names = pd.Series(["石灰", "lime", None], dtype="str")
    return {"links": pd.DataFrame({"piece": piece, "name": names, "flow": values, "new": values > 1.0}),
            "totals": pd.DataFrame({"piece": [piece], "sum": [values.sum()]})}  # fmt: skip


def killed_once(shared, piece):
    """The same, but the process that has the third piece first is killed."""
    mark = Path(shared["mark"])
    if piece == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return worked(shared["factor"], piece)


def unsolvable(shared, piece):
    """A piece that has no solution."""
    raise Infeasible(f"piece {piece} of {shared}")


def pretend(circnet):
    """Let a worker tell that it has another circnet."""
    machines.__version__ = circnet
    machines.versions.cache_clear()


def waiting(shared, piece):
    """A piece that tells its process and does not end."""
    Path(shared, str(os.getpid())).touch()
    time.sleep(600)
