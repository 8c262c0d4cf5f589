"""A programme explored by many warm solves: linear quantities of it are columns, to be bounded or made least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.errors import Infeasible
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session

SLACK = 1e-5
"""Room left above a bound, in the unit of its row; the solver keeps rows to a hundredth of it."""
_DIGITS = 1e-7
"""A row's unit as a share of its value: small enough that the solver drops no coefficient, large enough that double
precision resolves its tolerance."""

PENALTY = 1e5
"""Unit of a row of penalties, which run to thousands per unit: some grams are below its slack."""


@dataclass(frozen=True)
class Measure:
    """A linear quantity of a programme.

    Attributes
    ----------
    name
        To bound it by.
    weights
        One per column of the programme.
    centre
        About the value it takes.
    least_unit
        Below this, times `SLACK`, differences do not matter.
    """

    name: str
    weights: np.ndarray
    centre: float
    least_unit: float = 1.0

    @property
    def unit(self) -> float:
        """What counts as one on its row."""
        return max(self.least_unit, _DIGITS * abs(self.centre))


def measure(name: str, weights: np.ndarray, values: np.ndarray, least_unit: float = 1.0) -> Measure:
    """Return a measure centred on the value it has at ``values``."""
    return Measure(name, weights, float(weights @ values), least_unit)


class Explorer:
    """A programme in a warm session, with a free column m and the row ``weights @ x - m = 0`` per measure.

    Parameters
    ----------
    program
        The programme; its own costs are put aside.
    measures
        Quantities to bound or to minimise.
    """

    def __init__(self, program: LinearProgram, measures: Sequence[Measure]) -> None:
        self.program = program
        self._measures = {one.name: one for one in measures}
        self._size = len(program.columns)
        self._position = {one.name: self._size + i for i, one in enumerate(measures)}
        loaded = _measured(program, measures)
        self._bounds = loaded.columns[["lower", "upper"]].to_numpy(float, copy=True)
        self._loaded = loaded
        self._session = Session(loaded)

    def cap(self, name: str, value: float) -> None:
        """Hold a measure at or below a value, in its own unit; infinity frees it."""
        level = value / self._measures[name].unit + SLACK
        self._set(np.array([self._position[name]]), np.array([-np.inf]), np.array([level]))

    def limit(self, columns: np.ndarray, upper: np.ndarray) -> None:
        """Set upper bounds of some columns of the programme."""
        lower = self.program.columns["lower"].to_numpy(float)[columns]
        self._set(columns, np.minimum(lower, upper), upper)

    def restore(self, columns: np.ndarray) -> None:
        """Give some columns the bounds of the programme back."""
        original = self.program.columns[["lower", "upper"]].to_numpy(float)[columns]
        self._set(columns, original[:, 0], original[:, 1])

    def least(self, costs: np.ndarray) -> np.ndarray:
        """Minimise ``costs @ x``; return one value per column of the programme.

        Costs are best of the size of prices: the solver takes a reduced cost below 1e-7 for none.

        Raises
        ------
        Infeasible, Unbounded, SolverFailure
            As `circnet.lp.highs_backend.Session.solve`.
        """
        return self._solve(np.concatenate([costs, np.zeros(len(self._measures))]))

    def weights(self, name: str) -> np.ndarray:
        """Weights of a measure, one per column of the programme."""
        return self._measures[name].weights

    def _set(self, columns: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        self._bounds[columns] = np.column_stack([lower, upper])
        self._session.set_bounds(columns, lower, upper)

    def _solve(self, costs: np.ndarray) -> np.ndarray:
        self._session.set_costs(costs)
        try:
            return self._session.solve().values[: self._size]
        except Infeasible:  # a basis far from here can be led astray by rounding: only a fresh start is believed
            lower, upper = self._bounds.T
            self._session = Session(
                replace(self._loaded, columns=self._loaded.columns.assign(lower=lower, upper=upper))
            )
            self._session.set_costs(costs)
            return self._session.solve().values[: self._size]


def _measured(program: LinearProgram, measures: Sequence[Measure]) -> LinearProgram:
    count, first = len(program.rows), len(program.columns)
    names = [f"measure|{one.name}" for one in measures]
    columns = pd.DataFrame({"name": names, "lower": -np.inf, "upper": np.inf, "cost": 0.0, "integer": False})
    rows = pd.DataFrame({"name": names, "lower": 0.0, "upper": 0.0})
    entries = [program.coefficients]
    for i, one in enumerate(measures):
        where = np.flatnonzero(one.weights)
        value = np.append(one.weights[where] / one.unit, -1.0)
        entries.append(pd.DataFrame({"row": count + i, "column": np.append(where, first + i), "value": value}))
    return LinearProgram(
        pd.concat([program.columns, columns], ignore_index=True).astype({"integer": bool}),
        pd.concat([program.rows, rows], ignore_index=True),
        pd.concat(entries, ignore_index=True),
    )
