"""What remains of a programme once fixed columns are taken out, and what its duals can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from circnet.lp.arrays import Arrays

_ENDLESS = 1e9
"""Price of a row that nothing takes from, CNY per unit: what arrives there is worth less than nothing."""
_PASSES = 3


def without_fixed(program: Arrays) -> tuple[Arrays, np.ndarray]:
    """Move columns whose bounds agree into the right-hand side.

    Returns
    -------
    reduced
        The programme of the other columns; its offset holds the cost of the fixed ones, its rows are the same.
    free
        Positions of the columns that remain.
    """
    fixed = program.lower == program.upper
    free = np.flatnonzero(~fixed)
    amount = np.where(fixed, program.lower, 0.0)
    moved = program.matrix @ amount
    return Arrays(
        program.cost[free], program.lower[free], program.upper[free], program.row_lower - moved,
        program.row_upper - moved, program.matrix[:, free], program.offset + float(program.cost @ amount),
    ), free  # fmt: skip


@dataclass(frozen=True)
class Duals:
    """What is known of the duals of a programme before it is solved.

    Attributes
    ----------
    floor, ceiling
        Least and most of each row's dual in any dual feasible solution, or, in passing rows, in one that can be had
        from it at no loss.
    passing
        Rows that nothing must enter or leave by itself (right-hand side 0): what arrives is worth what its uses save.
    row, column, value
        The uses: entries above zero of the passing rows.
    program
        The programme.
    """

    floor: np.ndarray
    ceiling: np.ndarray
    passing: np.ndarray
    row: np.ndarray
    column: np.ndarray
    value: np.ndarray
    program: Arrays

    def first(self) -> np.ndarray:
        """Prices at which most pays: to its giver a good is worth what it fetches elsewhere, to its taker its cost."""
        known = np.where(np.isfinite(self.ceiling), self.ceiling, 0.0)
        return self.raised(np.where(np.isfinite(self.floor), self.floor, known))

    def raised(self, duals: np.ndarray) -> np.ndarray:
        """Return duals as good, those of the passing rows as high as the uses allow.

        A use j has a reduced cost of c_j - sum_k a_kj y_k >= 0. In a passing row a higher dual changes neither that of
        what arrives for the worse nor the dual objective, so each may be raised until its dearest use has none left.
        """
        if not self.passing.any():
            return duals
        program = self.program
        for _ in range(_PASSES):
            left = program.cost - program.matrix.T @ duals
            most = np.full(len(duals), _ENDLESS)
            np.minimum.at(most, self.row, left[self.column] / self.value + duals[self.row])
            duals = np.where(self.passing, np.maximum(duals, most), duals)
        return duals


def duals_of(program: Arrays) -> Duals:
    """Return what is known of the duals of a programme.

    A column without an upper limit that stands in one row alone, with coefficient a and cost c, has a reduced cost
    c - a y >= 0: y <= c / a for a > 0, y >= c / a for a < 0. An inequality bounds the sign of its dual. A passing row's
    dual need not be lower than what its dearest use allows, whatever the other duals within their bounds.
    """
    by_column = program.matrix
    alone = np.flatnonzero((np.diff(by_column.indptr) == 1) & np.isinf(program.upper))
    row, value = by_column.indices[by_column.indptr[alone]], by_column.data[by_column.indptr[alone]]
    price = program.cost[alone] / value
    floor = np.where(np.isinf(program.row_upper), 0.0, -np.inf)
    ceiling = np.where(np.isinf(program.row_lower), 0.0, np.inf)
    np.maximum.at(floor, row[value < 0], price[value < 0])
    np.minimum.at(ceiling, row[value > 0], price[value > 0])
    passing = (program.row_lower == 0) & (program.row_upper == 0) & np.isinf(floor)
    at, value = program.matrix.indices, program.matrix.data
    use = np.flatnonzero(passing[at] & (value > 0))
    uses = (at[use], _columns(program.matrix)[use], value[use])
    return Duals(_passed(program, floor, ceiling, passing, uses), ceiling, passing, *uses, program)


def _columns(matrix: sparse.csc_array) -> np.ndarray:
    """Column of each entry."""
    return np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))


def _passed(
    program: Arrays, floor: np.ndarray, ceiling: np.ndarray, passing: np.ndarray,
    uses: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> np.ndarray:  # fmt: skip
    """Floors with those of the passing rows: the least that their dearest use leaves, other duals within bounds."""
    if not passing.any():
        return floor
    of, at, value = _columns(program.matrix), program.matrix.indices, program.matrix.data
    row, column, own = uses
    for _ in range(_PASSES):
        with np.errstate(invalid="ignore"):
            most = np.where(value > 0, value * ceiling[at], value * floor[at])
        endless = np.bincount(of, ~np.isfinite(most), len(program.cost))
        total = np.bincount(of, np.where(np.isfinite(most), most, 0.0), len(program.cost))
        mine = own * ceiling[row]
        others = total[column] - np.where(np.isfinite(mine), mine, 0.0)
        others = np.where(endless[column] - ~np.isfinite(mine) > 0, np.inf, others)
        least = np.full(len(floor), _ENDLESS)
        np.minimum.at(least, row, (program.cost[column] - others) / own)
        floor = np.where(passing, np.maximum(floor, least), floor)
    return floor
