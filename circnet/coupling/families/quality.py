"""Purity of what comes in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, terms
from circnet.coupling.case import SIDES, Case


def quality(case: Case, arcs: pd.DataFrame, purchases: pd.DataFrame) -> Block:
    """Flow-weighted mean of a property of all that a firm takes in of a commodity.

    ``sum_in q_ak (1 - loss_a) f_a + q_own t + q_market b <= qmax_eck * inflow`` per property k. A supply or a
    purchase without a stated value counts as free of the property; ``check`` names such supplies.

    Parameters
    ----------
    case
        The sets of the model.
    arcs
        Candidate arcs with their column names in ``arc``.
    purchases
        ``name, enterprise, commodity`` of the purchase columns.
    """
    table = case.park.quality
    limits = table[(table["direction"] == "demand") & table["value"].notna()].reset_index(drop=True)
    has = table[table["direction"] == "supply"].rename(columns={"value": "has"})[[*SIDES, "property", "has"]]
    market = table[table["direction"] == "market"].rename(columns={"value": "has"})[[*SIDES, "property", "has"]]
    key = "quality|" + limits["enterprise"] + "|" + limits["commodity"] + "|" + limits["property"]
    limits = limits.assign(key=key)
    rows = pd.DataFrame({
        "name": key, "family": "quality", "enterprise": limits["enterprise"], "commodity": limits["commodity"],
        "item": limits["property"], "lower": -np.inf, "upper": 0.0,
    })  # fmt: skip
    inflow = limits.merge(arcs, left_on=SIDES, right_on=["to", "commodity"])
    inflow = inflow.merge(has, left_on=["from", "commodity", "property"], right_on=[*SIDES, "property"], how="left",
                          suffixes=("", "_has"))  # fmt: skip
    own_rows = case.sides.loc[case.sides["side"] == "supply", SIDES].merge(
        case.sides.loc[case.sides["side"] == "demand", SIDES]
    )
    own = limits.merge(own_rows, on=SIDES).merge(has, on=[*SIDES, "property"], how="left")
    bought = limits.merge(purchases, on=SIDES).merge(market, on=[*SIDES, "property"], how="left")
    coefficients = [
        terms(inflow["key"], inflow["arc"], (inflow["has"].fillna(0.0) - inflow["value"]) * (1.0 - inflow["loss"])),
        terms(own["key"], "own|" + own["enterprise"] + "|" + own["commodity"], own["has"].fillna(0.0) - own["value"]),
        terms(bought["key"], bought["name"], bought["has"].fillna(0.0) - bought["value"]),
    ]
    return Block(rows=rows, coefficients=pd.concat(coefficients, ignore_index=True))
