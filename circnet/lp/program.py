"""A linear programme as three tables, and the answer to one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

COLUMN_FIELDS = ("name", "lower", "upper", "cost", "integer")
ROW_FIELDS = ("name", "lower", "upper")


@dataclass(frozen=True)
class LinearProgram:
    """Minimise ``cost @ x`` subject to ``lower <= A x <= upper`` and bounds on ``x``.

    Parameters
    ----------
    columns
        One row per variable, positional index: ``name, lower, upper, cost, integer``; labels may follow.
    rows
        One row per constraint, positional index: ``name, lower, upper``; labels may follow.
    coefficients
        ``row, column, value``: positions in the two tables above, each pair once.
    offset
        A constant added to the objective.

    Raises
    ------
    ValueError
        If a field is missing, a name stands twice, a bound is NaN, or a position is out of range.
    """

    columns: pd.DataFrame
    rows: pd.DataFrame
    coefficients: pd.DataFrame
    offset: float = 0.0

    def __post_init__(self) -> None:
        for label, table, fields in (("columns", self.columns, COLUMN_FIELDS), ("rows", self.rows, ROW_FIELDS)):
            missing = [field for field in fields if field not in table]
            if missing:
                raise ValueError(f"{label} lack {', '.join(missing)}; expected {', '.join(fields)}")
            if len(set(table["name"].tolist())) < len(table):
                twice = table["name"][table["name"].duplicated()].iloc[0]
                raise ValueError(f"{label} name {twice!r} twice; names must be unique")
            if any(np.isnan(table[bound].to_numpy(float)).any() for bound in ("lower", "upper")):
                raise ValueError(f"{label} have a bound that is NaN; use +-inf for none")
        for field, size in (("row", len(self.rows)), ("column", len(self.columns))):
            positions = self.coefficients[field].to_numpy()
            if len(positions) and (positions.min() < 0 or positions.max() >= size):
                raise ValueError(f"coefficients name a {field} outside 0..{size - 1}")

    @cached_property
    def is_mip(self) -> bool:
        """Whether some variable must be a whole number."""
        return bool(self.columns["integer"].any())

    def matrix(self) -> sparse.csr_array:
        """Return the constraint matrix, shape (rows, columns)."""
        entries = self.coefficients
        shape = (len(self.rows), len(self.columns))
        return sparse.csr_array(
            (entries["value"].to_numpy(float), (entries["row"].to_numpy(), entries["column"].to_numpy())), shape=shape
        )

    def with_costs(self, costs: np.ndarray) -> LinearProgram:
        """Return the same programme with another objective (one cost per column)."""
        return replace(self, columns=self.columns.assign(cost=np.asarray(costs, float)))


@dataclass(frozen=True)
class Solution:
    """An optimum. There is no such object for a solve that found none.

    Attributes
    ----------
    objective
        Value of the objective, offset included.
    values
        One value per column.
    duals
        Change of the optimum per unit of a row's right-hand side; empty for a mixed-integer programme.
    reduced_costs
        One per column; empty for a mixed-integer programme.
    gap
        Relative gap between the answer and the proven bound; 0 for a linear programme.
    solver
        Name of the solver that gave it.
    """

    objective: float
    values: np.ndarray
    duals: np.ndarray
    reduced_costs: np.ndarray
    gap: float
    solver: str
