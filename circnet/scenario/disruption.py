"""A park in which a firm may stand still: the others cut what they must, and run as before where they can."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.coupling.state import State
from circnet.coupling.ties import standing
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session
from circnet.scenario.explorer import Explorer, measure

PREFERENCE = 0.01
"""CNY per unit by which running as before, over links as before, is preferred where the tables leave a tie."""
ROUNDING = 1e-4
"""A change of less, in units a year, is the rounding of a solve."""
_WATCHED = ("run", "flow", "buy", "sell", "dispose", "accept", "downgrade", "own")
_OUTSIDE = ("run", "port-supply", "port-demand", "buy", "sell", "dispose", "accept", "downgrade", "need", "surplus")


@dataclass(frozen=True)
class Before:
    """The park as it runs, per year.

    Attributes
    ----------
    program
        Links as they are open before, what is unexplained held at its amounts and priced by the catalog.
    values
        Its optimum, one amount per column.
    """

    program: LinearProgram
    values: np.ndarray


def as_it_runs(state: State) -> Before:
    """Solve the state with the unexplained at the catalog's price and no penalties: its prices are real ones."""
    program = standing(state.network, state.open_arcs)
    columns = program.columns
    unexplained = columns["family"].isin(["need", "surplus"]).to_numpy()
    held = np.maximum(state.point.values, 0.0) * (1.0 + 1e-9) + 1e-6
    program = replace(
        program,
        columns=columns.assign(
            cost=columns["real_cost"] + columns["worth"],
            upper=np.where(unexplained, np.minimum(columns["upper"], held), columns["upper"]),
        ),
    )
    return Before(program, Session(program).solve().values)


class Disruption:
    """The programme of an outage, kept warm from firm to firm.

    Everything that runs may fall to zero. What runs at a loss by the tables has its reasons, so that an outage
    elsewhere must not stop it: running is worth to its firm at least that loss (`fair_prices`). Links that were not
    there before are charged what they would have saved before. Both leave the state before optimal, by linear
    duality, so an outage costs at least nothing and moves nothing that it does not touch.

    Parameters
    ----------
    model
        The model of the state.
    before
        As it runs.
    allowed
        Boolean per arc: links that may be used during the outage besides those open before.
    """

    def __init__(self, model: Model, before: Before, allowed: np.ndarray) -> None:
        self.before = before.values
        arcs = model.arcs["column"].to_numpy()
        capacity = model.arcs["capacity"].to_numpy(float)
        fresh = allowed & (before.program.columns["upper"].to_numpy(float)[arcs] <= 0)
        program = _opened(before.program, arcs[fresh], capacity[fresh])
        self._program, self._duals = _relaxed(program, before.values, arcs[fresh])
        self.costs = self._program.columns["cost"].to_numpy(float)
        watched = np.flatnonzero(self._program.columns["family"].isin(_WATCHED))
        more = 2 * len(watched)
        cost = measure("cost", _padded(self.costs, more), _padded(self.before, more))
        self._explorer = Explorer(_with_distances(self._program, watched, self.before), [cost])
        self._distance = np.concatenate([np.zeros(len(self.costs)), np.ones(more)])
        self._labels = self._program.columns[["family", "enterprise", "item"]]

    def without(self, firm: str) -> np.ndarray:
        """Return the state, per year, with a firm at a standstill: the cheapest, and of those the nearest to before."""
        labels, size = self._labels, len(self.costs)
        touched = (labels["enterprise"] == firm) & labels["family"].isin([*_OUTSIDE, "flow"])
        touched |= (labels["family"] == "flow") & (labels["item"] == firm)
        columns = np.flatnonzero(touched)
        if not self.before[columns].any():
            return self.before
        self._explorer.limit(columns, np.zeros(len(columns)))
        cheapest = self._explorer.least(self._explorer.weights("cost"))
        self._explorer.cap("cost", float(self.costs @ cheapest[:size]))
        nearest = self._explorer.least(self._distance)[:size]
        self._explorer.cap("cost", np.inf)
        self._explorer.restore(columns)
        same = np.abs(nearest - self.before) <= np.maximum(ROUNDING, 1e-6 * np.abs(self.before))
        return np.where(same, self.before, np.where(np.abs(nearest) > ROUNDING, nearest, 0.0))

    def accounts(self, after: np.ndarray) -> pd.Series:
        """Return what the outage costs each firm a year, CNY; the sum is the change of the whole park's cost.

        Goods between firms count at the prices the programme sets on them before the outage (its duals), so what a
        firm loses is ``sum_j d_j (x_j after - x_j before)`` over its columns, d_j their reduced costs, and what it
        pays for rows that bind: never less than nothing. Carriage is the receiver's.
        """
        program, matrix = self._program, self._program.matrix()
        change = after - self.before
        by_column = (self.costs - matrix.T @ self._duals) * change
        by_row = self._duals * (matrix @ change)
        columns, rows = program.columns, program.rows
        payer = columns["item"].where(columns["family"] == "flow", columns["enterprise"])
        parts = [
            pd.Series(by_column).groupby(payer.to_numpy()).sum(),
            pd.Series(by_row).groupby(rows["enterprise"].to_numpy()).sum(),
        ]
        return pd.concat(parts).groupby(level=0).sum()


def _opened(program: LinearProgram, arcs: np.ndarray, capacity: np.ndarray) -> LinearProgram:
    upper = program.columns["upper"].to_numpy(float, copy=True)
    upper[arcs] = capacity
    return replace(program, columns=program.columns.assign(upper=upper))


def fair_prices(program: LinearProgram, values: np.ndarray, runs: np.ndarray, fresh: np.ndarray) -> np.ndarray:
    """Return prices of the rows under which as little as can be of what runs before runs at a loss.

    The duals of the cheapest small step away from ``values`` that keeps to every bound it stands on, when units may
    also be cut (by no more than they run) and fresh links be used. Where nothing gains by a cut or a fresh link, the
    step is none and its duals are plain optimal prices; else their signs name who loses how much by running. Without
    this, prices inside a chain of fixed units would be any that the solver picks.

    Parameters
    ----------
    program
        Fresh links open.
    values
        An optimum of it without fresh links.
    runs, fresh
        Positions of columns that may be cut, and of fresh links.
    """
    columns, rows = program.columns, program.rows
    lower, upper = columns["lower"].to_numpy(float), columns["upper"].to_numpy(float)
    near = ROUNDING * 1e-2 + 1e-9 * np.abs(values)
    down = np.where(values - lower > near, -np.inf, 0.0)
    up = np.where(upper - values > near, np.inf, 0.0)
    down[runs] = np.where(down[runs] < 0, down[runs], -np.maximum(values[runs], 0.0))
    up[fresh] = np.minimum(upper[fresh], 10.0 * max(1.0, float(np.abs(values).max(initial=0.0))))
    activity = program.matrix() @ values
    least, most = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    close = ROUNDING * 1e-2 + 1e-9 * np.abs(activity)
    unit = (rows["family"] == "unit").to_numpy()
    floor = np.where(activity - least > close, -np.inf, np.where(unit, -np.maximum(activity, 0.0), 0.0))
    ceiling = np.where(most - activity > close, np.inf, 0.0)
    step = replace(program, columns=columns.assign(lower=down, upper=up), rows=rows.assign(lower=floor, upper=ceiling))
    return Session(step).solve().duals


def _relaxed(program: LinearProgram, values: np.ndarray, fresh: np.ndarray) -> tuple[LinearProgram, np.ndarray]:
    """The programme in which all that runs may fall to zero, and prices of its rows under which ``values`` is best."""
    columns, rows = program.columns, program.rows
    lower, upper = columns["lower"].to_numpy(float), columns["upper"].to_numpy(float)
    runs = columns["family"].isin(["run", "port-supply", "port-demand"]).to_numpy() & (lower > 0)
    duals = fair_prices(program, values, np.flatnonzero(runs), fresh)
    least, most = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    unit = (rows["family"] == "unit").to_numpy() & (least > 0)
    by_unit = np.where(unit, np.maximum(0.0, duals), 0.0) + np.where(unit & (least == most), PREFERENCE, 0.0)
    reduced = columns["cost"].to_numpy(float) - program.matrix().T @ duals
    worth = np.where(runs, np.maximum(0.0, reduced), 0.0) + np.where(runs & (lower == upper), PREFERENCE, 0.0)
    cost = columns["cost"].to_numpy(float) - worth - program.matrix().T @ by_unit
    cost[fresh] += np.maximum(0.0, -reduced[fresh]) + PREFERENCE
    free = columns.assign(lower=np.minimum(lower, 0.0), cost=cost)
    return replace(program, columns=free, rows=rows.assign(lower=np.where(unit, 0.0, least))), duals - by_unit


def _padded(values: np.ndarray, count: int) -> np.ndarray:
    return np.concatenate([values, np.zeros(count)])


def _with_distances(program: LinearProgram, watched: np.ndarray, before: np.ndarray) -> LinearProgram:
    """The programme with ``x_j - more_j + less_j = before_j`` for the columns that are watched."""
    count, size, first = len(watched), len(program.columns), len(program.rows)
    names = [f"{side}|{j}" for side in ("more", "less") for j in watched]
    columns = pd.DataFrame({"name": names, "lower": 0.0, "upper": np.inf, "cost": 0.0, "integer": False})
    rows = pd.DataFrame(
        {"name": [f"as before|{j}" for j in watched], "lower": before[watched], "upper": before[watched]}
    )
    place = np.arange(count)
    entries = pd.DataFrame({
        "row": first + np.tile(place, 3), "column": np.concatenate([watched, size + place, size + count + place]),
        "value": np.concatenate([np.ones(count), -np.ones(count), np.ones(count)]),
    })  # fmt: skip
    return LinearProgram(
        pd.concat([program.columns, columns], ignore_index=True).astype({"integer": bool}),
        pd.concat([program.rows, rows], ignore_index=True),
        pd.concat([program.coefficients, entries], ignore_index=True),
    )
