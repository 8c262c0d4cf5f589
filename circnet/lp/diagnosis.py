"""Why a programme has no optimum: the least violations that would give it one, or what runs away."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.lp.highs_backend import Session
from circnet.lp.program import LinearProgram

_BOX = 1e12
_TINY = 1e-7


def least_violations(
    program: LinearProgram, soft: np.ndarray, short_cost: np.ndarray, over_cost: np.ndarray
) -> pd.DataFrame:
    """Solve with slacks on some rows, at the least weighted sum of violations.

    Parameters
    ----------
    program
        An infeasible programme.
    soft
        Boolean per row: which rows may be violated.
    short_cost, over_cost
        Weight, per row of the programme, of staying below its lower and of exceeding its upper bound.

    Returns
    -------
    pandas.DataFrame
        The violated rows with their labels and ``violation``: positive where the row's expression stays below
        its lower bound, negative where it exceeds its upper; largest first. Empty when the soft rows are not at
        fault.

    Notes
    -----
    Elastic programme: Chinneck JW. Feasibility and Infeasibility in Optimization. Springer 2008, ch. 6.
    """
    rows = np.flatnonzero(soft)
    count = len(program.columns)
    slack = pd.DataFrame({
        "name": [f"short|{i}" for i in rows] + [f"over|{i}" for i in rows],
        "lower": 0.0, "upper": np.inf, "cost": np.concatenate([short_cost[rows], over_cost[rows]]), "integer": False,
    })  # fmt: skip
    columns = pd.concat([program.columns.assign(cost=0.0), slack], ignore_index=True)
    extra = pd.DataFrame({
        "row": np.concatenate([rows, rows]),
        "column": np.arange(count, count + 2 * len(rows)),
        "value": np.concatenate([np.ones(len(rows)), -np.ones(len(rows))]),
    })  # fmt: skip
    coefficients = pd.concat([program.coefficients, extra], ignore_index=True)
    values = Session(LinearProgram(columns, program.rows, coefficients)).solve().values[count:]
    violation = values[: len(rows)] - values[len(rows) :]
    found = program.rows.iloc[rows].assign(violation=violation)
    found = found[np.abs(violation) > _TINY * max(1.0, np.abs(violation).max(initial=0.0))]
    return found.reindex(found["violation"].abs().sort_values(ascending=False, kind="stable").index)


def runaways(program: LinearProgram) -> pd.DataFrame:
    """Columns that grow without end in an unbounded programme, by boxing it in and reading what hits the box."""
    upper = np.minimum(program.columns["upper"].to_numpy(float), _BOX)
    lower = np.maximum(program.columns["lower"].to_numpy(float), -_BOX)
    boxed = LinearProgram(program.columns.assign(upper=upper, lower=lower), program.rows, program.coefficients)
    values = Session(boxed).solve().values
    free = np.isinf(program.columns["upper"].to_numpy(float))
    grown = free & (values > 1e-6 * _BOX)
    return program.columns[grown].assign(value=values[grown])
