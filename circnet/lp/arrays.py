"""A linear programme as bare arrays: what remains of its tables where it is too large for names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from circnet.lp.program import LinearProgram

__all__ = ["Arrays", "arrays_of"]


@dataclass(frozen=True)
class Arrays:
    """Minimise ``cost @ x + offset`` subject to ``row_lower <= matrix @ x <= row_upper``, ``lower <= x <= upper``.

    Attributes
    ----------
    cost, lower, upper
        One figure per column.
    row_lower, row_upper
        One figure per row.
    matrix
        Compressed columns with sorted indices, shape (rows, columns).
    offset
        A constant added to the objective.
    """

    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    matrix: sparse.csc_array
    offset: float = 0.0
    is_mip: bool = False


def arrays_of(program: LinearProgram) -> Arrays:
    """Return a programme's arrays; what must be whole is not told."""
    matrix = program.matrix().tocsc()
    matrix.sort_indices()
    cost, lower, upper = (program.columns[field].to_numpy(float) for field in ("cost", "lower", "upper"))
    row_lower, row_upper = (program.rows[field].to_numpy(float) for field in ("lower", "upper"))
    return Arrays(cost, lower, upper, row_lower, row_upper, matrix, program.offset)
