"""Solving the model: optimum, baseline, and what to say when there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.errors import Infeasible, NoSolution, SolverFailure, Unbounded
from circnet.lp import LinearProgram, Solution
from circnet.lp.diagnosis import least_violations, runaways
from circnet.lp.highs_backend import Session

AGREEMENT = 1e-6
"""Relative difference of the objective at which two solvers are held to disagree."""
BALANCES = ("supply", "demand", "both")


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
    """A model loaded in HiGHS: arcs are opened, closed and re-priced, each solve starts from the last basis."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._session = Session(model.program)
        self._arcs = model.arcs["column"].to_numpy()
        self._capacity = model.arcs["capacity"].to_numpy(float)
        self._costs = model.column("cost").copy()
        self._money = model.money.copy()
        self._first = model.column("objective").copy()
        self._upper = model.column("upper").copy()
        self._worth = model.column("worth")
        self._counted = {field: model.column(field) for field in ("co2_t", "waste_t", "water_m3")}

    def open_only(self, arcs: np.ndarray) -> None:
        """Open some arcs (boolean per arc) and close the others."""
        upper = np.where(arcs, self._capacity, 0.0)
        changed = upper != self._upper[self._arcs]
        where = self._arcs[changed]
        self._session.set_bounds(where, np.zeros(len(where)), upper[changed])
        self._upper[self._arcs] = upper

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
        return Point(
            values=x, objective=float(self._first @ x), real=float(self._money @ x),
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
        raise SolverFailure(f"PuLP with {model.case.settings.solver} finds {other!r}, HiGHS directly {objective!r}")


def explain(model: Model, error: NoSolution) -> NoSolution:
    """Say in the park's words why there is no solution.

    Returns
    -------
    NoSolution
        `Infeasible` with ``enterprise, commodity, problem, amount, unit`` of what cannot go anywhere or
        comes from nowhere, or `Unbounded` with the units and trades that run away.
    """
    units = model.case.catalog.commodities.set_index("id")["unit"]
    if isinstance(error, Unbounded):
        return _unbounded(runaways(model.program))
    family = model.program.rows["family"].to_numpy()
    use = family == "demand"
    # made - sent on a supply row, use - arrivals on a demand row: a surplus or an unmet need exceeds zero there;
    # the other way round (sent but not made, arrived but not used) says the same less plainly, so it costs more.
    short, over = np.where(family == "both", 1.0, 1.01), np.ones(len(family))
    try:
        table = least_violations(model.program, np.isin(family, BALANCES), short, over)
    except Infeasible:
        return Infeasible("limits of units, equipment or purity contradict each other", pd.DataFrame())
    exceeds = (table["violation"] < 0).to_numpy()
    lacking = np.where(np.isin(table.index, np.flatnonzero(use)), exceeds, ~exceeds)
    conflicts = pd.DataFrame({
        "enterprise": table["enterprise"], "commodity": table["commodity"],
        "problem": np.where(lacking, "no source", "no outlet"), "amount": table["violation"].abs(),
        "unit": units.reindex(table["commodity"]).fillna("").to_numpy(),
    }).reset_index(drop=True)  # fmt: skip
    words = "; ".join(
        f"{row.enterprise}: {row.amount:g} {row.unit} of {row.commodity} "
        + ("come from nowhere" if row.problem == "no source" else "cannot go anywhere")
        for row in conflicts.head(5).itertuples()
    )
    return Infeasible(words or "no values satisfy all limits", conflicts)


def _unbounded(columns: pd.DataFrame) -> Unbounded:
    grown = columns[columns["family"].isin(["run", "buy", "sell", "dispose", "flow"])]
    named = grown[["family", "enterprise", "commodity", "item"]].rename(columns={"family": "what"}).drop_duplicates()
    named = named.sort_values("what", key=lambda what: what != "run", kind="stable").reset_index(drop=True)
    words = "; ".join(" ".join(filter(None, row)) for row in named.head(3).itertuples(index=False))
    return Unbounded(f"{words} has no upper limit and earns money; give it a capacity or a limit", named)
