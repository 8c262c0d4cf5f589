"""Why a network cannot serve all its sinks: which sink lacks how much, or whose limit nothing at hand meets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.errors import Infeasible
from circnet.lp.diagnosis import least_violations
from circnet.water.case import Case
from circnet.water.program import linear_program

__all__ = ["CONFLICT_COLUMNS", "explained"]

CONFLICT_COLUMNS = ["problem", "name", "property", "side", "limit", "reached", "amount"]
"""Columns of the conflicts: ``problem`` (short of water, missed limit, overloaded unit, too much waste), the sink or
unit, the property with its limit and the value that comes nearest, and the amount: what is short, or the flow whose
limit is missed."""

_FLOW_FIRST = 1e3
"""A sink stays short of flow only if no water at all is left, never to meet a limit."""


def explained(case: Case) -> Infeasible:
    """Return the error to raise for a network that has no solution.

    The least violations of demands and limits that would give it one, demands weighing far more: so a sink is short
    only where all water is used up, and else the limits that cannot be met are named.
    """
    program = linear_program(case, case.quality)
    rows = program.rows
    soft = rows["family"].isin(["demand", "inlet", "outlet", "discharge"]).to_numpy()
    weight = np.where(rows["family"] == "demand", _FLOW_FIRST, 1.0)
    found = least_violations(program, soft, weight, weight)
    conflicts = _told(case, found)
    first = conflicts.iloc[0] if len(conflicts) else None
    if first is None:
        return Infeasible("no flows serve all sinks within their limits", conflicts)
    place = f" {first['property']}" if first["property"] else ""
    return Infeasible(f"{first['problem']}: {first['name']}{place}", conflicts)


def _told(case: Case, found: pd.DataFrame) -> pd.DataFrame:
    names = {"inlet": case.takers["name"], "demand": case.takers["name"], "outlet": case.givers["name"]}
    problems = {"inlet": "missed limit", "demand": "short of water", "outlet": "overloaded unit",
                "discharge": "too much waste"}  # fmt: skip
    rows = []
    for family, node, key, violation in found[["family", "node", "key", "violation"]].itertuples(index=False):
        about = case.keys[key] if key >= 0 else None
        limit, reached = (np.nan, np.nan)
        amount = abs(violation) * case.size
        if about is not None and family == "inlet":
            bound = case.limits[node, key]
            amount = float(case.takers["flow"].iloc[node])
            best = _nearest(case, node, key, violation)
            limit, reached = (float(about.plain(np.array([value]))[0]) for value in (bound, best))
        rows.append({
            "problem": problems[family], "name": names[family].iloc[node] if family in names else "",
            "property": about.name if about else "", "side": about.side if about else "",
            "limit": limit, "reached": reached, "amount": amount,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=CONFLICT_COLUMNS)


def _nearest(case: Case, taker: int, key: int, violation: float) -> float:
    """Signed mean that the least violation leaves at an inlet: limit plus what is over per unit of flow."""
    giver = case.arcs["giver"].to_numpy()[case.arcs["taker"].to_numpy() == taker]
    limit = case.limits[taker, key]
    scale = np.abs(case.quality[giver, key] - limit).max(initial=0.0)  # by which the row was divided
    flow = float(case.takers["flow"].iloc[taker]) / case.size
    return float(limit + abs(violation) * scale / flow) if flow > 0 else np.nan
