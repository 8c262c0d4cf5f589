"""Published targets of the province and the nation, and the last published figure beside each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.progress.standards import Standards

__all__ = ["TARGET_COLUMNS", "published_targets"]

TARGET_COLUMNS = [
    "id", "name_zh", "name_en", "scope", "area_zh", "area_en", "base_year", "year", "value", "stretch", "unit", "kind",
    "direction", "sector", "level", "basis", "source", "note", "last_year", "last_value", "last_source", "distance",
    "status",
]  # fmt: skip


def published_targets(standards: Standards) -> pd.DataFrame:
    """Return the targets with the last figure that was published for their area.

    Returns
    -------
    pandas.DataFrame
        `TARGET_COLUMNS`. ``last_*`` are blank where no yearly figure of the same definition was found; ``distance`` is
        what was missing then, in the target's unit; ``status`` is met, not_met (the figure is of the target year or
        later) or cannot_be_judged.
    """
    targets, series = standards.targets, standards.series
    named = series[series["target"].ne("")].sort_values("year").groupby("target").tail(1)
    last = named.set_index("target")[["year", "value", "source"]].add_prefix("last_")
    table = targets.merge(last, left_on="id", right_index=True, how="left")
    sign = np.where(table["direction"] == "higher", 1.0, -1.0)
    table = table.assign(last_source=table["last_source"].fillna(""))
    distance = (sign * (table["value"] - table["last_value"])).where(table["kind"] == "level")
    due = table["last_year"] >= table["year"]
    status = np.select([distance <= 0, due & distance.notna()], ["met", "not_met"], "cannot_be_judged")
    return table.assign(distance=distance, status=status)[TARGET_COLUMNS].reset_index(drop=True)
