"""The heating season of a prefecture, as periods of a year."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from circnet.errors import UsageFault
from circnet.park.reference import reference_table

__all__ = ["degree_months", "heating_days", "months", "two_seasons"]

_YEAR = 2023
"""Any year without a leap day."""
INDOORS_C = 18.0
"""Temperature that heating keeps, C."""


def heating_days(prefecture: str) -> np.ndarray:
    """Return for each of the 365 days of a year from 1 January whether it is heated.

    Raises
    ------
    UsageFault
        If the table of seasons does not know the prefecture.
    """
    table = reference_table("heating_seasons").set_index("prefecture")
    if prefecture not in table.index:
        raise UsageFault("bad_setting", f"prefecture = {prefecture}", ", ".join(table.index))
    first, last = (datetime.date.fromisoformat(f"{_YEAR}-{table.loc[prefecture, end]}") for end in ("first", "last"))
    day = np.arange(365)
    start, end = (date.timetuple().tm_yday - 1 for date in (first, last))
    return (day >= start) & (day <= end) if start <= end else (day >= start) | (day <= end)


def two_seasons(prefecture: str) -> pd.DataFrame:
    """Return ``period, hours, heating``: the season without heating, then the one with it."""
    days = int(heating_days(prefecture).sum())
    return pd.DataFrame({"period": ["other", "heating"], "hours": [24.0 * (365 - days), 24.0 * days],
                         "heating": [0.0, 1.0]})  # fmt: skip


def months(prefecture: str) -> pd.DataFrame:
    """Return ``period, hours, heating``: the months, and the share of each that is heated."""
    heated = pd.Series(heating_days(prefecture).astype(float))
    month = pd.Series(pd.date_range(f"{_YEAR}-01-01", periods=365, freq="D").month)
    table = heated.groupby(month).agg(["size", "mean"])
    return pd.DataFrame({"period": [f"{one:02d}" for one in table.index], "hours": 24.0 * table["size"].to_numpy(),
                         "heating": table["mean"].to_numpy()})  # fmt: skip


def degree_months(prefecture: str) -> pd.DataFrame:
    """Return ``period, hours, heating, mean_c, weight``: the months, and what share of a season's heat each needs.

    The share goes with heated hours times what the month's mean temperature lacks to `INDOORS_C`.
    """
    table = months(prefecture)
    means = reference_table("heat_months").query("prefecture == @prefecture").set_index("month")["mean_c"]
    mean = means.reindex(table["period"]).to_numpy()
    degrees = table["hours"] * table["heating"] * np.maximum(INDOORS_C - mean, 0.0)
    return table.assign(mean_c=mean, weight=degrees / degrees.sum())
