"""Which loads close a form: the cheapest set of them, the one that changes least; and how much can be used at all."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.errors import Infeasible
from circnet.ledgers.closing_bench import Bench, scale_of
from circnet.ledgers.closing_loads import Closed
from circnet.lp import Solution

PLAN_COLUMNS = ["plan", "enterprise", "unit", "technology", "load_before", "load_after", "change", "change_share"]
SUMMARY_COLUMNS = ["plan", "status", "released", "cost", "change_cny_a", "units", "shadow_cny_per_t"]
USABLE_COLUMNS = ["with", "released", "usable", "share"]
_SMALL = 1e-6
"""Share of a whole load, or of what is released, below which nothing has changed."""


def free_loads(bench: Bench, turnover: pd.DataFrame, technology: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the bounds of loads that are free: those of the firms through which the form passes.

    These are the firms with a unit that takes or makes it. What runs there goes from its minimum to its capacity, what
    stands still may start; utilities follow everywhere, and all else stays as it is today.
    """
    units = bench.units
    takes, net = (units["unit"].map(turnover[name]).fillna(0.0).to_numpy() for name in ("takes", "net"))
    touched = units["enterprise"].isin(units.loc[(takes > 0) | (net > 0), "enterprise"])
    free = (units["kind"] != "new") & (touched | (units["technology"] == technology))
    low = units["low"].where(~free, units["least"]).to_numpy(float)
    return low, units["high"].where(~free, units["most"]).to_numpy(float)


def plans(
    bench: Bench, turnover: pd.DataFrame, technology: str, state: Closed, asked: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the loads that close the form, `PLAN_COLUMNS`, and what each plan comes to, `SUMMARY_COLUMNS`.

    Parameters
    ----------
    bench
        The park on its bench.
    turnover
        From `circnet.ledgers.closing_loads.turnover_of`.
    technology
        Whose loads are in question.
    state
        The load from which is changed.
    asked
        What may be released, t/a.

    Notes
    -----
    ``free``: loads of least cost, release free; the comparison for ``cheapest``: of least cost with no more released
    than asked. ``smallest``: least sum over units of the change as a share of the unit's whole load, then least cost;
    the technology in question stays at its load if that can be, since to stop it is always an answer.
    ``change_cny_a`` is the net cost less that of ``free``, for ``smallest`` less that of the load as it is. Nothing may
    be unexplained beyond the state. Own utilities follow and are not told as changes.
    """
    before = state.free.values[bench.load]
    bench.loads(*free_loads(bench, turnover, technology))
    bench.hold_at_most(bench.unexplained, state.free.values)
    now = float(bench.money @ state.free.values)
    found: list[pd.DataFrame] = []
    told: list[dict[str, object]] = []
    base = now
    for plan in ("free", "cheapest", "smallest"):
        bench.limit(np.inf if plan == "free" else asked)
        try:
            solution = _nearest(bench, before, technology) if plan == "smallest" else bench.cheapest()
        except Infeasible:
            told.append({"plan": plan, "status": "no_solution"})
            continue
        cost = float(bench.money @ solution.values)
        base = cost if plan == "free" else base
        after = solution.values[bench.load]
        changed = _changes(bench, plan, before, after)
        released = float(bench.weights.released @ solution.values[: bench.size])
        told.append({
            "plan": plan, "status": "ok", "released": max(released, 0.0), "cost": cost,
            "change_cny_a": cost - (now if plan == "smallest" else base), "units": len(changed),
            "shadow_cny_per_t": bench.shadow(solution) if plan == "cheapest" else np.nan,
        })  # fmt: skip
        found.append(changed)
    bench.limit(np.inf)
    loads = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=PLAN_COLUMNS)
    return loads[loads["plan"] != "free"].reset_index(drop=True), pd.DataFrame(told).reindex(columns=SUMMARY_COLUMNS)


def _nearest(bench: Bench, before: np.ndarray, technology: str) -> Solution:
    """The least change that leaves a technology at its load, or if there is none that moves it too."""
    mine = bench.load[(bench.units["technology"] == technology).to_numpy()]
    bounds = bench.bounds(mine)
    bench.bound(mine, *([before[mine - bench.load[0]]] * 2))
    try:
        return bench.nearest(before)
    except Infeasible:
        bench.bound(mine, *bounds.T)
        return bench.nearest(before)


def _changes(bench: Bench, plan: str, before: np.ndarray, after: np.ndarray) -> pd.DataFrame:
    units, scale = bench.units, scale_of(bench.units)
    share = (after - before) / scale
    moved = (np.abs(share) > _SMALL) & (units["role"] != "utility").to_numpy()
    table = pd.DataFrame({
        "plan": plan, "enterprise": units["enterprise"], "unit": units["unit"], "technology": units["technology"],
        "load_before": np.maximum(before, 0.0), "load_after": np.maximum(after, 0.0), "change": after - before,
        "change_share": share,
    })[moved]  # fmt: skip
    order = table.assign(size=-table["change_share"].abs()).sort_values(["size", "unit"], kind="stable")
    return order[PLAN_COLUMNS]


def usable(bench: Bench, state: Closed, bounds: tuple[np.ndarray, np.ndarray]) -> pd.DataFrame:
    """Return how much of what is released can be used at all: `USABLE_COLUMNS`, t/a.

    ``with`` links (loads as they are), units (existing ones may run up to capacity, but not below their load) or
    plants (new ones of the largest usual size as well). Money does not count here.
    """
    units = bench.units
    low, high = bounds
    before = float(bench.weights.released @ state.free.values[: bench.size])
    rows = []
    bench.hold_at_most(bench.unexplained, state.free.values)
    for extent in ("links", "units", "plants"):
        new, runs = (units["kind"] == "new").to_numpy(), (units["kind"] == "running").to_numpy()
        stands = (units["kind"] == "stopped").to_numpy() & ~(low > 0)
        opened = {"links": np.zeros(len(units), bool), "units": runs | stands, "plants": runs | stands | new}[extent]
        bench.loads(low, np.where(opened, np.maximum(units["most"], high), high))
        least = bench.least_release()
        gained = before - least if before - least > _SMALL * before else 0.0
        share = gained / before if before > 0 else np.nan
        rows.append({"with": extent, "released": least, "usable": gained, "share": share})
    return pd.DataFrame(rows)[USABLE_COLUMNS]
