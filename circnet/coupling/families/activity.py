"""What units do: activity, variants, shared equipment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Terms
from circnet.coupling.case import Case
from circnet.coupling.families.balance import RUNS


def run_units(case: Case) -> Block:
    """Activity of each unit, own recipe or variants.

    ``lower_u <= sum_v x_uv <= upper_u`` and ``x_uv <= max_share_uv * sum_v x_uv``
    """
    table = case.activities.merge(case.units[["unit", "lower", "upper"]], on="unit")
    name = "run|" + table["activity"]
    several = table["unit"].duplicated(keep=False)
    columns = pd.DataFrame({
        "name": name, "family": "run", "enterprise": table["enterprise"], "item": table["activity"],
        "lower": table["lower"].where(~several, 0.0), "upper": table["upper"], "cost": table["cost"],
    })  # fmt: skip
    units = case.units[case.units["unit"].isin(table.loc[several, "unit"])]
    total = pd.DataFrame({
        "name": "unit|" + units["unit"], "family": "unit", "enterprise": units["enterprise"], "item": units["unit"],
        "lower": units["lower"], "upper": units["upper"],
    })  # fmt: skip
    shared = table[several & (table["max_share"] < 1.0)]
    limits = pd.DataFrame({
        "name": "share|" + shared["activity"], "family": "share", "enterprise": shared["enterprise"],
        "item": shared["activity"], "lower": -np.inf, "upper": 0.0,
    })  # fmt: skip
    siblings = shared[["unit", "activity", "max_share"]].merge(
        table[["unit", "activity"]], on="unit", suffixes=("", "_of")
    )
    terms = [
        Terms("unit|" + table.loc[several, "unit"], name[several], 1.0),
        Terms("share|" + shared["activity"], "run|" + shared["activity"], 1.0),
        Terms("share|" + siblings["activity"], "run|" + siblings["activity_of"], -siblings["max_share"].to_numpy()),
    ]
    return Block(columns, pd.concat([total, limits], ignore_index=True), terms, RUNS)


def equipment(case: Case) -> Block:
    """Plants where several technologies share a furnace.

    ``sum_u use_mu x_u <= capacity_m``
    """
    if case.park.equipment_use.empty or case.park.equipment.empty:
        return Block()
    use = case.activities.merge(case.park.equipment_use, on="technology")
    limits = case.park.equipment[case.park.equipment["capacity"].notna()]
    use = use.merge(limits[["enterprise", "equipment"]], on=["enterprise", "equipment"])
    key = "equipment|" + limits["enterprise"] + "|" + limits["equipment"]
    rows = pd.DataFrame({
        "name": key, "family": "equipment", "enterprise": limits["enterprise"], "item": limits["equipment"],
        "lower": -np.inf, "upper": limits["capacity"],
    })  # fmt: skip
    row = "equipment|" + use["enterprise"] + "|" + use["equipment"]
    return Block(rows=rows, terms=[Terms(row, "run|" + use["activity"], use["use"].to_numpy(float))])
