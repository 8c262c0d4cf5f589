"""Reconciled flows that must not be negative: a quadratic programme where plain least squares would break that."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from circnet.balance.reconciliation.estimate import Estimate, estimate
from circnet.errors import Infeasible, SolverFailure
from circnet.lp import LinearProgram, highs_backend

__all__ = ["zero_flows"]

_ZERO = 1e-6
_ROUNDS = 20
_MOST = 1e6
"""Most of its own size that a flow is taken to carry; without a bound, flows round a loop have no end."""


def zero_flows(
    matrix: sparse.csr_array, amounts: np.ndarray, deviations: np.ndarray, plain: Estimate
) -> np.ndarray | None:
    """Return which flows stand at zero where no flow may be negative; None where the plain estimate is possible.

    The quadratic programme tells which; its rounding is put right by exact estimates with those flows held at zero:
    what comes out below zero is held too, and of those whose hold costs, the one that costs most is let go, until no
    flow is negative and no hold costs (the conditions of Karush, Kuhn and Tucker).

    Raises
    ------
    Infeasible
        If exact amounts allow no non-negative flows.
    """
    size = float(np.nanmax(np.abs(amounts), initial=0.0)) or 1.0
    unknown = np.isnan(plain.values)
    if not unknown.any() and plain.values.min(initial=0.0) >= -1e-9 * size:
        return None
    unit = _sizes(matrix, amounts, deviations)
    negative = plain.values[~unknown].min(initial=0.0) < -1e-9 * size
    if not negative and _possible(matrix, plain.values, unit):
        return None
    values = _least(matrix, amounts, deviations, unit)
    zero = (values <= _ZERO * unit) & ~((deviations == 0) & (amounts > 0))
    return _settled(matrix, amounts, deviations, zero, size)


def _settled(
    matrix: sparse.csr_array, amounts: np.ndarray, deviations: np.ndarray, zero: np.ndarray, size: float
) -> np.ndarray:
    """Hold and let go until the flows held at zero are the right ones."""
    tried: set[bytes] = set()
    while zero.tobytes() not in tried:
        tried.add(zero.tobytes())
        found = estimate(matrix, *held_at_zero(amounts, deviations, zero))
        slopes = found.slopes - np.where(zero & (deviations > 0), np.nan_to_num(amounts / deviations**2), 0.0)
        low = np.nan_to_num(found.values) < -1e-9 * size
        if low.any():
            zero = zero | low
            continue
        steep = np.where(zero, slopes, 0.0)
        largest = np.abs(slopes).max(initial=0.0)
        worst = int(np.argmin(steep))
        if steep[worst] >= -1e-9 * largest:
            return zero
        zero = zero.copy()
        zero[worst] = False
    raise SolverFailure("stopped", "reconcile", "cycle")


def held_at_zero(amounts: np.ndarray, deviations: np.ndarray, zero: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Amounts and deviations with some flows held at zero."""
    return np.where(zero, 0.0, amounts), np.where(zero, 0.0, deviations)


def _sizes(matrix: sparse.csr_array, amounts: np.ndarray, deviations: np.ndarray) -> np.ndarray:
    """A size each flow may have: as measured, else what the balances on its way can carry."""
    unit = np.maximum(np.nan_to_num(amounts), np.nan_to_num(deviations))
    parts = sparse.coo_array(abs(matrix))
    fixed = unit > 0
    for _ in range(_ROUNDS):
        most = np.zeros(matrix.shape[0])
        np.maximum.at(most, parts.row, parts.data * unit[parts.col])
        carried = np.full(len(unit), np.inf)
        told = most[parts.row] > 0
        np.minimum.at(carried, parts.col[told], most[parts.row[told]] / parts.data[told])
        new = np.where(~fixed & np.isfinite(carried), carried, unit)
        fixed |= new > 0
        if (new == unit).all():
            break
        unit = new
    return np.where(unit > 0, unit, unit.max(initial=0.0) or 1.0)


def _possible(matrix: sparse.csr_array, values: np.ndarray, unit: np.ndarray) -> bool:
    """Whether flows that nobody can tell can take what the others leave without any being negative."""
    unknown = np.isnan(values)
    known = np.where(unknown, 0.0, values) / unit
    program = _program(matrix, unit, np.where(unknown, 0.0, known), np.where(unknown, np.inf, known), 0.0 * known)
    try:
        highs_backend.solve(program)
    except Infeasible:
        return False
    return True


def _least(matrix: sparse.csr_array, amounts: np.ndarray, deviations: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Solve the quadratic programme, every flow counted in a unit of its own size."""
    measured = ~np.isnan(amounts)
    fixed = measured & (deviations == 0)
    free = measured & ~fixed
    weight = np.where(free, unit / np.where(free, deviations, 1.0), 0.0)
    weight /= weight.max(initial=0.0) or 1.0
    target = np.where(measured, amounts, 0.0) / unit
    lower, upper = np.where(fixed, target, 0.0), np.where(fixed, target, _MOST)
    program = _program(matrix, unit, lower, upper, -(weight**2) * target)
    try:
        solved = highs_backend.solve_quadratic(program, weight**2)
    except Infeasible as error:
        conflict = pd.DataFrame({"problem": ["exact amounts ask for negative flows"], "amount": [float(target.max())]})
        raise Infeasible("exact amounts allow no non-negative flows", conflict) from error
    return np.maximum(solved.values, 0.0) * unit


def _program(
    matrix: sparse.csr_array, unit: np.ndarray, lower: np.ndarray, upper: np.ndarray, cost: np.ndarray
) -> LinearProgram:
    """The balances as a programme in units of the flows' own size, rows scaled to a largest coefficient of 1."""
    scaled = sparse.csr_array(matrix @ sparse.diags_array(unit))
    largest = abs(scaled).max(axis=1).toarray().ravel() if scaled.nnz else np.ones(matrix.shape[0])
    entries = sparse.coo_array(scaled)
    columns = pd.DataFrame({
        "name": [f"x{place}" for place in range(len(unit))], "lower": lower, "upper": upper, "cost": cost,
        "integer": False,
    })  # fmt: skip
    rows = pd.DataFrame({"name": [f"b{place}" for place in range(matrix.shape[0])], "lower": 0.0, "upper": 0.0})
    value = entries.data / largest[entries.row]
    return LinearProgram(columns, rows, pd.DataFrame({"row": entries.row, "column": entries.col, "value": value}))
