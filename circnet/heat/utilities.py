"""Hot and cold utilities at several levels, placed on the grand composite curve.

Utilities are streams whose heat is not known yet. With a cost each they are placed by a linear programme over the
temperature intervals (the transshipment model; Papoulias and Grossmann 1983, Comput. Chem. Eng. 7:707-721); without,
by the rule of the grand composite curve: the coldest hot utility and the hottest cold utility first, each as far as it
goes (Smith, Chemical Process Design and Integration, 2nd ed., 2016, ch. 17). Least heating and cooling come before
least cost, so heat pockets stay closed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circnet.errors import InputFaults
from circnet.heat.intervals import Scale, scale_of
from circnet.heat.pinch import Shifted, cascade, ready, shifted
from circnet.heat.settings import HeatSettings
from circnet.heat.streams import column, read_table
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import solve
from circnet.park.faults import collect, errors_of, faults_at, file_fault
from circnet.schema import Table

if TYPE_CHECKING:
    from circnet.types import PathText

__all__ = ["UTILITIES", "load_utilities", "place", "place_utilities", "read_utilities"]

UTILITIES = Table("utilities", {
    one.name: one for one in (
        column("name", "text", required=True),
        column("role", "choice", required=True, choices=("hot", "cold", "both")),
        column("supply_c", "number", required=True, low=-273.15), column("target_c", "number", low=-273.15),
        column("cost", "number"), column("limit_kw", "number", low=0.0),
        column("dt_contribution_k", "number", low=0.0),
    )
})  # fmt: skip
"""Utilities: `hot` heats, `cold` cools, `both` is a main that takes heat and gives it on; a blank target is the supply
temperature (steam); `cost` is CNY per GJ, which a main costs where heat is taken and earns where heat is raised."""

_OTHER_NAMES = {
    "utility": "name", "type": "role", "kind": "role", "t_supply": "supply_c", "t_target": "target_c",
    "supply": "supply_c", "target": "target_c", "dt_cont": "dt_contribution_k", "dt_cont_k": "dt_contribution_k",
    "limit": "limit_kw", "cost_cny_per_gj": "cost",
}  # fmt: skip
_LEFT = 1e-9


def load_utilities(path: PathText) -> pd.DataFrame:
    """Load a table of utilities: the columns of `UTILITIES`.

    Raises
    ------
    InputFaults
        With every fault at once, if any is an error.
    """
    utilities, faults = read_utilities(path)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return utilities


def read_utilities(path: PathText) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a table of utilities and everything wrong with it; never raises for faults of the input."""
    frame, faults = read_table(path, UTILITIES, _OTHER_NAMES)
    file = Path(path).name
    if not len(frame):
        none = file_fault("no_streams", file, "", ", ".join(UTILITIES.required))
        return frame, faults if len(errors_of(faults)) else collect([faults, none])
    twice = frame["name"].ne("") & frame["name"].duplicated()
    doubled = faults_at("duplicate_key", file, frame.index[twice], "name", frame["name"][twice], "each once")
    priced = frame["cost"].notna()
    half = ~priced if priced.any() else priced
    unpriced = faults_at("utility_without_cost", file, frame.index[half], "cost", frame["name"][half], "CNY/GJ")
    return frame.reset_index(drop=True), collect([faults, doubled, unpriced])


def place_utilities(
    streams: pd.DataFrame, utilities: pd.DataFrame, settings: HeatSettings | None = None
) -> pd.DataFrame:
    """Place utilities at least cost, or, where none has a cost, by level.

    Parameters
    ----------
    streams
        As `circnet.heat.pinch` takes them.
    utilities
        Columns of `UTILITIES`.
    settings
        Least temperature difference; a utility without a contribution of its own carries half of it.

    Returns
    -------
    DataFrame
        ``utility, role, supply_c, target_c, duty_kw, cost_cny_per_h``: `role` hot or cold; a main (`both`) stands in
        two rows. Cost is NaN where utilities have none.

    Raises
    ------
    InputFaults
        If the utilities do not reach: too cold, too warm, or too small.
    """
    settings = HeatSettings() if settings is None else settings
    lines = shifted(ready(streams), settings)
    return place(lines, sides(utilities, settings))


def sides(utilities: pd.DataFrame, settings: HeatSettings) -> pd.DataFrame:
    """Return utilities one row per side they can serve, on the shifted scale.

    ``utility, role, supply_c, target_c, cost, limit_kw, low, high``; hot ones first, from cold to hot, then cold ones
    from hot to cold: the order in which they are placed. A main falls through its range where it gives heat and rises
    through it where it takes heat, whichever end is written first.
    """
    table = UTILITIES.frame(utilities)
    table = table.assign(target_c=table["target_c"].fillna(table["supply_c"]), utility=table["name"])
    shift = table["dt_contribution_k"].fillna(settings.dtmin_k / 2)
    ends = np.sort(table[["supply_c", "target_c"]].to_numpy(float), axis=1)
    parts = []
    for role, sign in (("hot", -1.0), ("cold", 1.0)):
        serves = table["role"].isin([role, "both"]).to_numpy()
        part = table[serves].assign(
            role=role,
            role_given=table["role"][serves],
            low=ends[serves, 0] + sign * shift[serves],
            high=ends[serves, 1] + sign * shift[serves],
        )
        if role == "cold":  # heat raised into a main is worth what it would cost to take it from there
            part = part.assign(cost=part["cost"].where(part["role_given"] != "both", -part["cost"]))
        parts.append(part.sort_values(["high", "low", "utility"], ascending=[role == "hot", role == "hot", True]))
    columns = ["utility", "role", "supply_c", "target_c", "cost", "limit_kw", "low", "high"]
    return pd.concat(parts, ignore_index=True)[columns]


def place(lines: Shifted, levels: pd.DataFrame) -> pd.DataFrame:
    """Place utilities (as `sides` gives them) on shifted streams; see `place_utilities`."""
    low, high = levels["low"].to_numpy(float), levels["high"].to_numpy(float)
    scale = scale_of(np.concatenate([lines.low, low]), np.concatenate([lines.high, high]))
    _, flow = cascade(lines, scale)
    shares = scale.shares(low, high)[::-1]
    released = np.vstack([np.zeros(len(levels)), np.cumsum(shares, axis=0)])
    hot = levels["role"].eq("hot").to_numpy()
    # what a utility changes at a node: a hot one brings its heat below the top, a cold one takes it above the bottom
    reach = np.where(hot, 1.0 - released, released)
    reach[np.abs(reach) < _LEFT] = 0.0
    limit = levels["limit_kw"].fillna(np.inf).to_numpy(float)
    if not len(lines.duty):
        duty = np.zeros(len(levels))
    elif levels["cost"].notna().any():
        duty = _cheapest(flow, reach, limit, levels["cost"].fillna(0.0).to_numpy(float), hot)
    else:
        duty = _by_level(flow, reach, limit)
    _check_reach(flow, duty, hot, scale)
    cost = levels["cost"] * duty * 3.6e-3
    table = levels[["utility", "role", "supply_c", "target_c"]]
    return table.assign(duty_kw=duty, cost_cny_per_h=cost)


def _by_level(flow: np.ndarray, reach: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Each utility in turn as far as flow_k - sum_u reach_ku duty_u >= 0 lets it."""
    left = flow.copy()
    duty = np.zeros(reach.shape[1])
    scale = max(float(flow.max(initial=0.0)), 1.0)
    for one in range(reach.shape[1]):
        bound = reach[:, one] > 0
        most = float((left[bound] / reach[bound, one]).min(initial=np.inf))
        duty[one] = min(most, limit[one]) if most > _LEFT * scale else 0.0
        left -= reach[:, one] * duty[one]
    return duty


def _cheapest(flow: np.ndarray, reach: np.ndarray, limit: np.ndarray, cost: np.ndarray, hot: np.ndarray) -> np.ndarray:
    """Serve as much as can be, at least cost, subject to flow_k - sum_u reach_ku duty_u >= 0."""
    count = len(cost)
    columns = pd.DataFrame({
        "name": [f"u{one}" for one in range(count)], "lower": 0.0, "upper": limit, "cost": -1.0, "integer": False,
    })  # fmt: skip
    matrix = np.vstack([reach, hot.astype(float), (~hot).astype(float)])
    row, at = np.nonzero(matrix)
    rows = pd.DataFrame({
        "name": [f"r{row}" for row in range(len(matrix))], "lower": -np.inf, "upper": [*flow, flow[0], flow[-1]],
    })  # fmt: skip
    program = LinearProgram(columns, rows, pd.DataFrame({"row": row, "column": at, "value": matrix[row, at]}))
    most = solve(program).values
    served = [float(most[side].sum()) for side in (hot, ~hot)]
    floor = [*np.full(len(flow), -np.inf), *(amount * (1 - _LEFT) for amount in served)]
    priced = LinearProgram(columns.assign(cost=cost), rows.assign(lower=floor), program.coefficients)
    return np.maximum(solve(priced).values, 0.0)


def _check_reach(flow: np.ndarray, duty: np.ndarray, hot: np.ndarray, scale: Scale) -> None:
    """Raise where heating or cooling is left that no utility serves."""
    faults = []
    for side, need, where in (("hot", flow[:1], scale.nodes[-1:]), ("cold", flow[-1:], scale.nodes[:1])):
        served = float(duty[hot if side == "hot" else ~hot].sum())
        short = float(need.sum()) - served
        if short > 1e-6 * max(float(flow.max(initial=0.0)), 1e-9):
            faults.append(file_fault(f"{side}_utility_short", "utilities", f"{short:.6g}", f"{where[0]:.6g}"))
    if faults:
        raise InputFaults(collect(faults))
