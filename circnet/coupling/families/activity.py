"""What units do: activity, variants, shared equipment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Places, Terms
from circnet.coupling.case import Case
from circnet.coupling.families.balance import RUNS
from circnet.keys import meet, name_of


def run_units(case: Case) -> Block:
    """Activity of each unit, own recipe or variants.

    ``lower_u <= sum_v x_uv <= upper_u`` and ``x_uv <= max_share_uv * sum_v x_uv``
    """
    table, units = case.activities, case.units
    unit = pd.Index(units["unit"]).get_indexer(table["unit"])
    several = table["unit"].duplicated(keep=False).to_numpy()
    columns = pd.DataFrame({
        "name": name_of("run", table["activity"]), "family": "run", "enterprise": table["enterprise"],
        "item": table["activity"], "lower": np.where(several, 0.0, units["lower"].to_numpy()[unit]),
        "upper": units["upper"].to_numpy()[unit], "cost": table["cost"],
    })  # fmt: skip
    whole, row = np.unique(unit[several], return_inverse=True)
    units = units.take(whole)
    total = pd.DataFrame({
        "name": name_of("unit", units["unit"]), "family": "unit", "enterprise": units["enterprise"],
        "item": units["unit"], "lower": units["lower"], "upper": units["upper"],
    })  # fmt: skip
    limited = np.flatnonzero(several & (table["max_share"] < 1.0).to_numpy())
    shared = table.take(limited)
    limits = pd.DataFrame({
        "name": "share|" + shared["activity"], "family": "share", "enterprise": shared["enterprise"],
        "item": shared["activity"], "lower": -np.inf, "upper": 0.0,
    })  # fmt: skip
    of, sibling = meet(unit[limited], unit)
    share = len(whole) + np.arange(len(limited))
    terms = [
        Terms(Places(row), Places(np.flatnonzero(several)), 1.0),
        Terms(Places(share), Places(limited), 1.0),
        Terms(Places(share[of]), Places(sibling), -shared["max_share"].to_numpy()[of]),
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
