"""Reconciled flows that must not be negative: which of them stand at zero.

A strictly convex quadratic programme, solved by holding flows at zero and letting them go (an active-set method) from
the corner nearest by the sum of absolute adjustments, which a linear programme finds. HiGHS' own quadratic solver does
not end on some of these programmes, where flows that were not measured leave directions without curvature.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from circnet.balance.reconciliation.estimate import Estimate, estimate
from circnet.errors import Infeasible, SolverFailure
from circnet.lp import LinearProgram, highs_backend

__all__ = ["held_at_zero", "zero_flows"]

_ZERO = 1e-7
_ROUNDS = 20


def zero_flows(
    matrix: sparse.csr_array, amounts: np.ndarray, deviations: np.ndarray, plain: Estimate
) -> np.ndarray | None:
    """Return which flows stand at zero where no flow may be negative; None where the plain estimate is possible.

    With some flows held at zero the estimate is exact: what comes out below zero is held too, and of those whose hold
    costs, the one that costs most is let go, until no flow is negative and no hold costs (the conditions of Karush,
    Kuhn and Tucker, so the answer is the optimum).

    Raises
    ------
    Infeasible
        If exact amounts allow no non-negative flows.
    SolverFailure
        If holding and letting go comes round to where it was.
    """
    size = float(np.nanmax(np.abs(amounts), initial=0.0)) or 1.0
    unknown = np.isnan(plain.values)
    if not unknown.any() and plain.values.min(initial=0.0) >= -1e-9 * size:
        return None
    unit = _sizes(matrix, amounts, deviations)
    negative = plain.values[~unknown].min(initial=0.0) < -1e-9 * size
    if not negative and _possible(matrix, plain.values, unit):
        return None
    values = _corner(matrix, amounts, deviations, unit)
    zero = (values <= _ZERO * unit) & ~((deviations == 0) & (amounts > 0))
    zero, found = _settled(matrix, amounts, deviations, zero, size)
    if np.isnan(found.values).any() and not _possible(matrix, found.values, unit):
        raise SolverFailure("stopped", "circnet", "non-negative flows")
    return zero


def _settled(
    matrix: sparse.csr_array, amounts: np.ndarray, deviations: np.ndarray, zero: np.ndarray, size: float
) -> tuple[np.ndarray, Estimate]:
    """Hold and let go until the flows held at zero are the right ones; one at a time once a state comes again."""
    tried: set[tuple[bool, bytes]] = set()
    single = False
    while True:
        state = zero.tobytes()
        if (True, state) in tried:
            raise SolverFailure("stopped", "circnet", "non-negative flows")
        single = single or (False, state) in tried
        tried.add((single, state))
        found = estimate(matrix, *held_at_zero(amounts, deviations, zero))
        values = np.nan_to_num(found.values)
        low = values < -1e-9 * size
        if low.any():
            zero = zero | (np.arange(len(zero)) == np.argmin(values) if single else low)
            continue
        pull = np.where(zero & (deviations > 0), np.nan_to_num(amounts / np.fmax(deviations, 1e-300) ** 2), 0.0)
        slopes = np.where(zero, found.slopes - pull, 0.0)
        worst = int(np.argmin(slopes))
        if slopes[worst] >= -1e-9 * max(np.abs(found.slopes).max(), np.abs(slopes).max()):
            return zero, found
        zero = zero & (np.arange(len(zero)) != worst)


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
    known = np.where(unknown, 0.0, np.maximum(values, 0.0)) / unit
    scaled = _scaled(sparse.csr_array(matrix @ sparse.diags_array(unit)))
    program = _program(scaled, np.zeros(scaled.shape[0]), known, np.where(unknown, np.inf, known), 0.0 * known)
    try:
        highs_backend.solve(program)
    except Infeasible:
        return False
    return True


def _corner(matrix: sparse.csr_array, amounts: np.ndarray, deviations: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Non-negative flows in balance with the least sum of absolute adjustments in standard deviations."""
    free = np.flatnonzero(~np.isnan(amounts) & (deviations > 0))
    fixed = ~np.isnan(amounts) & (deviations == 0)
    target = np.nan_to_num(amounts) / unit
    size, weight = len(unit), unit[free] / deviations[free]
    weight = weight / weight.max(initial=1.0)
    by = sparse.csr_array((np.ones(len(free)), (np.arange(len(free)), free)), shape=(len(free), size))
    one = sparse.eye_array(len(free), format="csr")
    scaled = sparse.csr_array(matrix @ sparse.diags_array(unit))
    whole = sparse.block_array([[_scaled(scaled), None, None], [by, one, -one]], format="csr")
    ends = np.concatenate([np.zeros(matrix.shape[0]), target[free]])
    lower = np.concatenate([np.where(fixed, target, 0.0), np.zeros(2 * len(free))])
    upper = np.concatenate([np.where(fixed, target, np.inf), np.full(2 * len(free), np.inf)])
    cost = np.concatenate([np.zeros(size), weight, weight])
    try:
        solved = highs_backend.solve(_program(whole, ends, lower, upper, cost))
    except Infeasible as error:
        worst = pd.DataFrame({"problem": ["exact amounts ask for negative flows"], "amount": [0.0]})
        raise Infeasible("exact amounts allow no non-negative flows", worst) from error
    return solved.values[:size] * unit


def _scaled(matrix: sparse.csr_array) -> sparse.csr_array:
    """Rows scaled to a largest coefficient of 1."""
    largest = abs(matrix).max(axis=1).toarray().ravel() if matrix.nnz else np.ones(matrix.shape[0])
    return sparse.csr_array(sparse.diags_array(1.0 / np.where(largest > 0, largest, 1.0)) @ matrix)


def _program(
    matrix: sparse.csr_array, ends: np.ndarray, lower: np.ndarray, upper: np.ndarray, cost: np.ndarray
) -> LinearProgram:
    """Equations as a programme."""
    entries = sparse.coo_array(matrix)
    columns = pd.DataFrame({
        "name": [f"x{place}" for place in range(len(lower))], "lower": lower, "upper": upper, "cost": cost,
        "integer": False,
    })  # fmt: skip
    rows = pd.DataFrame({"name": [f"b{place}" for place in range(len(ends))], "lower": ends, "upper": ends})
    coefficients = pd.DataFrame({"row": entries.row, "column": entries.col, "value": entries.data})
    return LinearProgram(columns, rows, coefficients)
