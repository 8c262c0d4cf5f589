"""The park's programme with all new plants in it, each closed: opened one at a time and re-solved warm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.gaps.plants import PREFIX
from circnet.lp import LinearProgram, Solution
from circnet.lp.highs_backend import Session

PROOF = 1e-7
"""A closed plant whose reduced cost lies above the negative of this cannot lower the cost, whatever its size."""


@dataclass(frozen=True)
class Opened:
    """A plant opened by itself.

    Attributes
    ----------
    gain
        What it takes off the objective, penalties of unexplained amounts included, CNY/a.
    explained
        Penalties in it, CNY/a.
    size
        Activity, units of the reference good a year.
    inside
        Worth of the goods it exchanges with the park's firms at the catalog's prices, CNY/a; power and water apart.
    """

    gain: float
    explained: float
    size: float
    inside: float


class ClosedPlants:
    """A model of a park with new plants, all closed.

    Plants exchange with the park's firms, not with each other, have no unexplained needs or surpluses, and run their
    own recipe. Those that cannot enter (reduced cost of zero or above at the optimum with all closed) are taken out:
    that optimum stays one when they are opened.

    Parameters
    ----------
    model
        Built of `circnet.gaps.plants.with_plants`.
    cost
        By technology: what a unit of activity costs, CNY.
    """

    def __init__(self, model: Model, cost: pd.Series) -> None:
        program = _closed(model.program, cost)
        entering = Session(program).solve().reduced_costs < -PROOF
        entering &= _own_runs(program.columns)
        live = set(program.columns.loc[entering, "enterprise"])
        self.program = program = _without(program, live)
        own = np.flatnonzero(_own_runs(program.columns))
        names = program.columns["enterprise"].to_numpy()[own]
        self._column = {name.removeprefix(PREFIX): int(at) for name, at in zip(names, own, strict=True)}
        self._session = Session(program)
        self.base = self._session.solve()
        price = model.case.catalog.commodities.set_index("id")
        columns = program.columns
        bulk = ~columns["commodity"].map(price["kind"]).isin(["electricity", "water"]) & (columns["family"] == "flow")
        self._worth = (columns["commodity"].map(price["price"]).fillna(0.0).abs() * bulk).to_numpy(float)
        self._penalty = columns["penalty"].to_numpy(float)
        self._ends = columns["enterprise"].to_numpy(), columns["item"].to_numpy()

    @property
    def technologies(self) -> list[str]:
        """Technologies whose plant may lower the cost; opening any other changes nothing, which is proved."""
        return list(self._column)

    def open(self, technology: str, most: float) -> Opened:
        """Open one plant up to a size, solve, and close it again."""
        column = self._column[technology]
        answer = self._at(column, 0.0, most)
        firm = PREFIX + technology
        at = (self._ends[0] == firm) | (self._ends[1] == firm)
        return Opened(
            self.base.objective - answer.objective, float(self._penalty @ (self.base.values - answer.values)),
            float(answer.values[column]), float((self._worth * answer.values)[at].sum()),
        )  # fmt: skip

    def _at(self, column: int, least: float, most: float) -> Solution:
        place = np.array([column])
        self._session.set_bounds(place, np.array([least]), np.array([most]))
        try:
            return self._session.solve()
        finally:
            self._session.set_bounds(place, np.zeros(1), np.zeros(1))


def _own_runs(columns: pd.DataFrame) -> np.ndarray:
    """Columns of what new plants run by their own recipe."""
    new = columns["enterprise"].str.startswith(PREFIX)
    return (new & (columns["family"] == "run") & (columns["item"] == columns["enterprise"])).to_numpy()


def _closed(program: LinearProgram, cost: pd.Series) -> LinearProgram:
    """Close the plants, and take away flows between them and what they could not explain."""
    columns = program.columns
    new = columns["enterprise"].str.startswith(PREFIX)
    drop = new & (columns["family"].isin(["need", "surplus"]) | columns["item"].str.startswith(PREFIX))
    drop &= columns["family"] != "run"
    runs = new & (columns["family"] == "run")
    own = _own_runs(columns)
    price = columns["enterprise"].str.removeprefix(PREFIX).map(cost).fillna(0.0)
    columns = columns.assign(
        lower=columns["lower"].where(~runs, 0.0), upper=columns["upper"].where(~runs, 0.0),
        cost=columns["cost"].where(~own, price),
    )  # fmt: skip
    closed = LinearProgram(columns, program.rows, program.coefficients, program.offset)
    return _part(closed, ~drop.to_numpy(), np.ones(len(program.rows), dtype=bool))


def _without(program: LinearProgram, live: set[str]) -> LinearProgram:
    """Keep the park and the plants of ``live``."""

    def dead(names: pd.Series) -> pd.Series:
        return names.str.startswith(PREFIX) & ~names.isin(live)

    columns, rows = program.columns, program.rows
    gone = dead(columns["enterprise"]) | (columns["family"].eq("flow") & dead(columns["item"]))
    return _part(program, ~gone.to_numpy(), ~dead(rows["enterprise"]).to_numpy())


def _part(program: LinearProgram, columns: np.ndarray, rows: np.ndarray) -> LinearProgram:
    """The programme of some columns and rows (boolean)."""
    entries = program.coefficients
    entries = entries[columns[entries["column"]] & rows[entries["row"]]]
    entries = entries.assign(
        column=(np.cumsum(columns) - 1)[entries["column"]], row=(np.cumsum(rows) - 1)[entries["row"]]
    )
    return LinearProgram(
        program.columns[columns].reset_index(drop=True), program.rows[rows].reset_index(drop=True),
        entries.reset_index(drop=True), program.offset,
    )  # fmt: skip
