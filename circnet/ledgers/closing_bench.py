"""A park's programme on a bench: the load of every unit and the release of a form are columns to be held or freed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.case import running_units
from circnet.coupling.model import Model, build
from circnet.errors import Infeasible
from circnet.lp import LinearProgram, Solution
from circnet.lp.highs_backend import Session
from circnet.park import Catalog, Park

__all__ = ["TOLERANCE", "UNIT_COLUMNS", "Bench", "Weights", "build_opened", "opened", "scale_of", "units_of"]

UNIT_COLUMNS = ["unit", "enterprise", "technology", "role", "kind", "low", "high", "least", "most", "capital"]
_ROOM = 1e-9
TOLERANCE = 5e-7
"""Room above a bound that a solve has reached, as a share of it and in its unit; the solver keeps rows to its own
tolerance only."""


def units_of(park: Park, settings: Settings, wanted: str) -> pd.DataFrame:
    """Return every unit that runs or could: `UNIT_COLUMNS`.

    ``kind`` running or stopped; ``low, high`` the bounds it has today (0 where it does not take part), ``least,
    most`` those it has when its load is free; ``capital`` CNY/a per unit of load (0: it stands already). Closed units
    are not there, but for those of the technology ``wanted``.
    """
    table = park.units.rename(columns={"id": "unit"})
    now = running_units(park, settings).set_index("unit")
    free = running_units(park, replace(settings, flexible=True)).set_index("unit")
    table = table[table["unit"].isin(now.index) | (table["status"] != "closed") | (table["technology"] == wanted)]
    rated = table["capacity"].fillna(table["restart_throughput"]).fillna(table["throughput"])
    runs = table["unit"].isin(now.index)
    of_today = now.reindex(table["unit"]).reset_index()
    of_free = free.reindex(table["unit"]).reset_index()
    return pd.DataFrame({
        "unit": table["unit"].to_numpy(), "enterprise": table["enterprise"].to_numpy(),
        "technology": table["technology"].to_numpy(), "role": table["role"].to_numpy(),
        "kind": np.where(runs, "running", "stopped"),
        "low": of_today["lower"].fillna(0.0), "high": of_today["upper"].fillna(0.0),
        "least": of_free["lower"].fillna(0.0),
        "most": of_free["upper"].where(runs.to_numpy(), rated.fillna(np.inf).to_numpy()), "capital": 0.0,
    }).reset_index(drop=True).assign(most=lambda t: t[["high", "most"]].max(axis=1))  # fmt: skip


def opened(park: Park, units: pd.DataFrame) -> Park:
    """Return the park with all units of the bench running between 0 and the most they could."""
    table = park.units[park.units["id"].isin(units["unit"])].reset_index(drop=True)
    most = units.set_index("unit")["most"].reindex(table["id"]).to_numpy(float)
    table = table.assign(
        status="operating", throughput=np.nan, minimum=np.nan, capacity=np.where(np.isfinite(most), most, np.nan)
    )
    return park.replace(units=table)


@dataclass(frozen=True)
class Weights:
    """What is counted of a state, one weight per column of the programme.

    Attributes
    ----------
    released
        Tonnes that leave without a taker: disposed of, or surplus that nobody explains.
    emitted
        Tonnes in emissions that no technology takes (stack losses of recipes): they follow the loads.
    made, used
        Tonnes that activities make, and use, net of what the same activity uses or makes.
    entering
        Tonnes bought, supplied by ports, or of needs that nobody explains.
    """

    released: np.ndarray
    emitted: np.ndarray
    made: np.ndarray
    used: np.ndarray
    entering: np.ndarray


class Bench:
    """The programme of a park, all links open, solved warm under bounds of its loads and of what is released.

    Parameters
    ----------
    model
        Of the park as `opened`.
    units
        `UNIT_COLUMNS`; more rows than today's where new plants are tried.
    weights
        What is counted of the form in question.
    """

    def __init__(self, model: Model, units: pd.DataFrame, weights: Weights) -> None:
        self.model, self.units = model, units
        first = len(model.program.columns)
        count = len(units)
        self.weights = weights
        self.load = first + np.arange(count)
        self._base, self._up, self._down = (first + (1 + i) * count + np.arange(count) for i in range(3))
        self._total, self._released = first + 4 * count, first + 4 * count + 1
        self.size = first
        self._program = _measured(model, units, weights.released)
        self._bounds = self._program.columns[["lower", "upper"]].to_numpy(float, copy=True)
        self._session = Session(self._program)
        self.money = self._program.columns["real_cost"].to_numpy(float)
        self.costs = self.money + self._program.columns["penalty"].to_numpy(float)
        self.unexplained = np.flatnonzero(model.program.columns["family"].isin(["need", "surplus"]))

    def loads(self, low: np.ndarray, high: np.ndarray) -> None:
        """Hold the load of every unit between two bounds."""
        self.bound(self.load, low, high)

    def bound(self, columns: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """Set the bounds of some columns."""
        self._bounds[columns] = np.column_stack([low, high])
        self._session.set_bounds(columns, low, high)

    def bounds(self, columns: np.ndarray) -> np.ndarray:
        """Return the bounds of some columns as they stand, shape (columns, 2)."""
        return self._bounds[columns].copy()

    def original(self, columns: np.ndarray) -> None:
        """Give some columns the bounds of the model back."""
        bounds = self._program.columns[["lower", "upper"]].to_numpy(float)[columns]
        self.bound(columns, *bounds.T)

    def hold_at_most(self, columns: np.ndarray, values: np.ndarray) -> None:
        """Let some columns go no higher than in a state."""
        amount = np.maximum(values[columns], 0.0)
        self.bound(columns, np.zeros(len(columns)), amount * (1 + _ROOM) + TOLERANCE)

    def limit(self, tonnes: float) -> None:
        """Let no more than this be released; infinity frees it."""
        self.bound(np.array([self._released]), np.zeros(1), np.array([tonnes * (1 + _ROOM) + TOLERANCE]))

    def least_release(self) -> float:
        """Return the least that can be released, t/a; raises Infeasible as the solver does."""
        costs = np.zeros(len(self.costs))
        costs[self._released] = 1.0
        return max(float(self._solve(costs).values[self._released]), 0.0)

    def cheapest(self) -> Solution:
        """Return the state of least cost, what is unexplained used last; raises as the solver does."""
        return self._solve(self.costs)

    def cheapest_at(self, released: float) -> Solution:
        """Return the state of least cost in which no more than this is released."""
        self.limit(released)
        found = self.cheapest()
        self.limit(np.inf)
        return found

    def nearest(self, before: np.ndarray) -> Solution:
        """Return the state whose loads differ least from some, and of those the cheapest; raises as the solver does.

        The difference is the sum over units of ``|load - before| / scale``, see `scale_of`.
        """
        total = np.array([self._total])
        costs = np.zeros(len(self.costs))
        costs[total] = 1.0
        self.bound(self._base, before, before)
        try:
            least = float(self._solve(costs).values[self._total])
            self.bound(total, np.zeros(1), np.array([least * (1 + 1e-7) + 1e-7]))
            return self._solve(self.costs)
        finally:
            self.original(total)
            self.original(self._base)

    def shadow(self, state: Solution) -> float:
        """Return what a tonne less released would cost at a state, CNY/t, by its reduced cost."""
        return float(max(-state.reduced_costs[self._released], 0.0))

    def _solve(self, costs: np.ndarray) -> Solution:
        self._session.set_costs(costs)
        try:
            return self._session.solve()
        except Infeasible:  # a basis far from here can be led astray by rounding: only a fresh start is believed
            low, high = self._bounds.T
            self._session = Session(replace(self._program, columns=self._program.columns.assign(
                lower=low, upper=high)))  # fmt: skip
            self._session.set_costs(costs)
            return self._session.solve()


def build_opened(park: Park, catalog: Catalog, settings: Settings, units: pd.DataFrame) -> Model:
    """Build the model of a park in which every unit of the bench may run."""
    return build(opened(park, units), catalog, replace(settings, flexible=True, objective="cost"))


def _measured(model: Model, units: pd.DataFrame, released: np.ndarray) -> LinearProgram:
    """The programme with its measures.

    Per unit u: ``sum_v x_uv - load_u = 0`` and ``load_u - base_u - up_u + down_u = 0``; then ``sum_u (up_u + down_u) /
    scale_u - total = 0`` and ``sum_o h_o x_o - released = 0``.
    """
    program, count = model.program, len(units)
    first, row = len(program.columns), len(program.rows)
    scale = scale_of(units)
    names = [f"{kind}|{unit}" for kind in ("load", "base", "up", "down") for unit in units["unit"]]
    cost = np.zeros(4 * count + 2)
    cost[:count] = units["capital"]
    added = pd.DataFrame({"name": [*names, "total", "released"], "family": "measure", "upper": np.inf,
                          "cost": cost, "real_cost": cost, "objective": cost})  # fmt: skip
    columns = pd.concat([program.columns, added], ignore_index=True)
    blank = {name: "" if name in ("enterprise", "commodity", "item") else 0.0 for name in program.columns}
    columns = columns.fillna(blank | {"integer": False}).astype({"integer": bool})
    rows = pd.DataFrame({"name": [*names[: 2 * count], "total", "released"], "lower": 0.0, "upper": 0.0})
    i, one = np.arange(count), np.ones(count)
    run = model.case.activities.assign(row=pd.Index(units["unit"]).get_indexer(model.case.activities["unit"]))
    entries = [
        (row + run["row"], pd.Index(program.columns["name"]).get_indexer("run|" + run["activity"]), np.ones(len(run))),
        (row + i, first + i, -one),
        *((row + count + i, first + k * count + i, sign * one) for k, sign in enumerate((1.0, -1.0, -1.0, 1.0))),
        *((row + 2 * count + 0 * i, first + k * count + i, 1.0 / scale) for k in (2, 3)),
        ([row + 2 * count], [first + 4 * count], [-1.0]),
        (np.full((released != 0).sum(), row + 2 * count + 1), np.flatnonzero(released), released[released != 0]),
        ([row + 2 * count + 1], [first + 4 * count + 1], [-1.0]),
    ]
    coefficients = [pd.DataFrame({"row": r, "column": c, "value": v}) for r, c, v in entries]
    return LinearProgram(
        columns,
        pd.concat([program.rows, rows], ignore_index=True),
        pd.concat([program.coefficients, *coefficients], ignore_index=True),
    )


def scale_of(units: pd.DataFrame) -> np.ndarray:
    """What counts as a whole load of each unit: the most it could run; 1 where there is no limit."""
    most = units["most"].to_numpy(float)
    return np.where(np.isfinite(most) & (most > 0), most, 1.0)
