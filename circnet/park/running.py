"""Which units of a park run."""

from __future__ import annotations

import pandas as pd

from circnet.types import ACTIVE_STATUSES

__all__ = ["RUNNING", "STOPPED", "runs"]

RUNNING = ("", *ACTIVE_STATUSES)
"""Statuses of what runs; a blank one counts as running."""
STOPPED = ("planned", "building", "suspended", "closed")


def runs(units: pd.DataFrame) -> pd.Series:
    """Tell for each unit whether it runs: by its status, or, where that is not known, because it has a throughput.

    Parameters
    ----------
    units
        ``status, throughput``, as units.csv.
    """
    return units["status"].isin(RUNNING) | (units["status"].eq("unknown") & units["throughput"].notna())
