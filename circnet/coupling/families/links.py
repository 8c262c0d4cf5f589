"""Flows between firms."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Places, Terms
from circnet.coupling.case import Case
from circnet.coupling.families.balance import direction, row_of


def links(case: Case, arcs: pd.DataFrame) -> Block:
    """Flows on arcs: ``0 <= f_a <= capacity_a``; what leaves is ``f``, what arrives ``(1 - loss) f``.

    Parameters
    ----------
    case
        The sets of the model.
    arcs
        `circnet.network.ARC_COLUMNS`, plus ``arc``, the column's name.
    """
    columns = pd.DataFrame({
        "name": arcs["arc"], "family": "flow", "enterprise": arcs["from"], "commodity": arcs["commodity"],
        "item": arcs["to"], "upper": arcs["capacity"], "cost": arcs["cost"] + priced(arcs, arcs["design_flow"]),
    })  # fmt: skip
    flow = Places(np.arange(len(arcs)))
    arriving = (1.0 - arcs["loss"].to_numpy()) * direction(case, arcs["to"], "demand")
    sent, taken = row_of(case, arcs, "supply", "from"), row_of(case, arcs, "demand", "to")
    return Block(columns, terms=[Terms(sent, flow, -1.0), Terms(taken, flow, arriving)])


def priced(arcs: pd.DataFrame, flow: pd.Series | np.ndarray) -> np.ndarray:
    """Yearly cost of the line per unit sent when ``flow`` units a year run through it, CNY.

    ``annuity_per_km * km * (flow / design_flow)^exponent / flow``: a line costs less than in proportion to what
    it carries (scaling exponent below one).
    """
    lined = (arcs["annuity_per_km"] > 0).to_numpy() & arcs["design_flow"].notna().to_numpy()
    amount = np.where(lined, np.asarray(flow, float), 1.0)
    design = np.where(lined, arcs["design_flow"].to_numpy(float), 1.0)
    yearly = arcs["annuity_per_km"].to_numpy() * arcs["distance_km"].fillna(0.0).to_numpy()
    return np.where(lined, yearly * (amount / design) ** arcs["exponent"].to_numpy() / amount, 0.0)
