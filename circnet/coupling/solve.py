"""Solving the model: states of a network, warm from one to the next, and the check by a second solver."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.errors import SolverFailure
from circnet.lp import LinearProgram, Solution
from circnet.lp.highs_backend import Session

AGREEMENT = 1e-6
"""Relative difference of the objective at which two solvers are held to disagree."""


@dataclass(frozen=True)
class Point:
    """One solved state of the network.

    Attributes
    ----------
    values
        Amount of each column.
    objective
        Value of the chosen objective, without penalties.
    real
        Net cost in CNY/a, without what is unexplained.
    unexplained
        What the unexplained needs less surpluses are worth at the catalog's prices, CNY/a.
    co2_t, waste_t, water_m3
        Direct emissions and those of bought electricity and heat; waste disposed of; water bought.
    duals, reduced_costs
        Of the solve, as in `circnet.lp.Solution`.
    """

    values: np.ndarray
    objective: float
    real: float
    unexplained: float
    co2_t: float
    waste_t: float
    water_m3: float
    duals: np.ndarray
    reduced_costs: np.ndarray

    @property
    def total(self) -> float:
        """Net cost with what is unexplained at the catalog's prices, CNY/a."""
        return self.real + self.unexplained


class Network:
    """A model loaded in HiGHS: arcs are opened, closed and re-priced, each solve starts from the last basis.

    Where the model's arcs tell what an open arc costs whatever flows (``fixed``, CNY/a) and what it must carry
    (``least``, units a year), as those of lines that are decided do, both count while the arc is open.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._arcs = model.arcs["column"].to_numpy()
        self._capacity = model.arcs["capacity"].to_numpy(float)
        absent = pd.Series(0.0, index=model.arcs.index)
        self._fixed, self._least = (model.arcs.get(name, absent).to_numpy(float) for name in ("fixed", "least"))
        self._costs = model.column("cost").copy()
        self._money = model.money.copy()
        self._first = model.column("objective").copy()
        self._lower, self._upper = model.column("lower").copy(), model.column("upper").copy()
        self._worth = model.column("worth")
        self._counted = {field: model.column(field) for field in ("co2_t", "waste_t", "water_m3")}

    @cached_property
    def _session(self) -> Session:
        """The programme in HiGHS, once it is first asked for anything."""
        return Session(self.model.program)

    def open_only(self, arcs: np.ndarray) -> None:
        """Open some arcs (boolean per arc) and close the others."""
        lower, upper = (np.where(arcs, bound, 0.0) for bound in (self._least, self._capacity))
        changed = (upper != self._upper[self._arcs]) | (lower != self._lower[self._arcs])
        self._session.set_bounds(self._arcs[changed], lower[changed], upper[changed])
        self._lower[self._arcs], self._upper[self._arcs] = lower, upper

    def fix(self, columns: np.ndarray, amounts: np.ndarray) -> None:
        """Hold some columns at an amount."""
        self._session.set_bounds(columns, amounts, amounts)

    def price_arcs(self, cost: np.ndarray) -> None:
        """Set the money cost of each arc, CNY per unit sent."""
        shift = cost - self._money[self._arcs]
        self._money[self._arcs] += shift
        if self.model.case.settings.objective == "cost":
            self._first[self._arcs] += shift
            self._costs[self._arcs] += shift
            self._session.set_costs(self._costs)

    def arc_prices(self) -> np.ndarray:
        """Money cost of each arc as it stands, CNY per unit sent."""
        return self._money[self._arcs]

    def hold(self, arc: int, least: float, most: float) -> None:
        """Keep the flow of an arc (position) between two amounts, until arcs are next opened."""
        column = self._arcs[arc]
        self._session.set_bounds(np.array([column]), np.array([least]), np.array([most]))
        self._upper[column] = np.nan

    def price_columns(self, shift: np.ndarray) -> None:
        """Make columns dearer by some CNY per unit (one figure per column), until called again."""
        self._session.set_costs(self._costs + shift)

    def program(self) -> LinearProgram:
        """Return the programme as it stands: the prices, and the arcs that are open."""
        program = self.model.program
        return replace(program, columns=program.columns.assign(cost=self._costs, lower=self._lower, upper=self._upper))

    def accounts(self, point: Point) -> pd.Series:
        """Return the net cost of each firm, what is unexplained at the catalog's price, CNY/a.

        Carriage is charged to the receiver; what firms pay each other for goods is in no account.
        """
        columns = self.model.program.columns
        payer = columns["item"].where(columns["family"] == "flow", columns["enterprise"]).to_numpy()
        paid = (self._money + self._worth) * point.values
        paid[self._arcs] += np.where(self._upper[self._arcs] > 0, self._fixed, 0.0)
        return pd.Series(paid).groupby(payer).sum()

    def solve(self) -> Point:
        """Solve the state as it is.

        Raises
        ------
        Infeasible, Unbounded, SolverFailure
            As `circnet.lp.highs_backend.Session.solve`.
        """
        return self.point(self._session.solve())

    def cheapest_at(self, best: Point) -> Point:
        """Of all states with the objective of ``best`` and the same arcs open, the one with the least net cost.

        Adds ``objective @ x <= best`` (to 1e-7) and minimises money; what is unexplained still comes last.
        """
        program = self.model.program
        weights, limit = self._first, best.objective
        slack = 1e-7 * abs(limit) + 1e-6  # the solver keeps rows to its own tolerance only
        row = pd.DataFrame({"name": ["objective"], "lower": -np.inf, "upper": limit + slack})
        added = pd.DataFrame(
            {"row": len(program.rows), "column": np.flatnonzero(weights), "value": weights[weights != 0]}
        )
        costs = self._money + self.model.column("penalty")
        held = LinearProgram(
            program.columns.assign(cost=costs, upper=self._upper),
            pd.concat([program.rows, row], ignore_index=True),
            pd.concat([program.coefficients, added], ignore_index=True),
        )
        answer = Session(held).solve()
        return self.point(replace(answer, duals=answer.duals[: len(program.rows)]))

    def point(self, solution: Solution) -> Point:
        """Read a solution under the present prices."""
        x = solution.values
        totals = {field: float(weights @ x) for field, weights in self._counted.items()}
        fixed = float(self._fixed[self._upper[self._arcs] > 0].sum())
        counted = fixed if self.model.case.settings.objective == "cost" else 0.0
        return Point(
            values=x, objective=float(self._first @ x) + counted, real=float(self._money @ x) + fixed,
            unexplained=float(self._worth @ x), duals=solution.duals,
            reduced_costs=solution.reduced_costs, **totals,
        )  # fmt: skip


def check_by_pulp(model: Model, objective: float) -> None:
    """Solve the same tables through PuLP with the chosen solver and compare.

    Raises
    ------
    SolverFailure
        If the two objectives differ by more than `AGREEMENT`.
    """
    from circnet.lp import pulp_backend  # noqa: PLC0415  pulp is slow to import

    other = pulp_backend.solve(model.program, model.case.settings.solver).objective
    if abs(other - objective) > AGREEMENT * max(1.0, abs(objective)):
        raise SolverFailure("disagree", model.case.settings.solver, f"{other!r}, {objective!r}")
