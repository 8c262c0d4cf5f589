"""Solving ``W W^T z = b`` for the weighted balances of a cluster: dense QR for small ones, sparse LU for large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.linalg import splu

__all__ = ["Factor", "dense_factor", "sparse_factor"]

DENSE = 300
"""Most balances of a cluster for which the dense way is taken."""
_FAR = 1e-11
"""Distance of a balance of length 1 from the span of those before it below which it follows from them."""
_PIVOT = 1e-9
"""The same for the sparse way, where a pivot is the distance's square and carries the rounding of the product."""


@dataclass(frozen=True, eq=False)
class Factor:
    """A factored cluster.

    Attributes
    ----------
    rows
        Balances that do not follow from the others, by position.
    solve
        Right-hand sides, shape (rows,) or (rows, k), to solutions.
    """

    rows: np.ndarray
    solve: Callable[[np.ndarray], np.ndarray]


def dense_factor(weighted: sparse.csr_array) -> Factor:
    """QR factors, which never form the product whose condition number is the square.

    A balance that follows from earlier ones leaves a direction of mere rounding, so the rest is factored again
    without it.

    Parameters
    ----------
    weighted
        Shape (balances, flows), rows of length 1.
    """
    columns = weighted.toarray().T
    places = np.arange(columns.shape[1])
    while True:
        (head,) = linalg.qr(columns[:, places], mode="r")
        head = head[: len(places)]
        far = np.zeros(len(places), dtype=bool)
        far[: len(head)] = np.abs(np.diag(head)) > _FAR
        if far.all():
            break
        places = places[far]

    def solve(right: np.ndarray) -> np.ndarray:
        return linalg.solve_triangular(head, linalg.solve_triangular(head, right, trans="T"))

    return Factor(places, solve)


def sparse_factor(weighted: sparse.csr_array) -> Factor | None:
    """Sparse LU factors of the product; None where its rounding hides what follows from what."""
    places = np.arange(weighted.shape[0])
    for _ in range(2):
        part = weighted[places]
        try:
            factors = splu((part @ part.T).tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0,
                           options={"SymmetricMode": True})  # fmt: skip
        except RuntimeError:  # exactly singular
            return None
        near = np.abs(factors.U.diagonal())[factors.perm_c] <= _PIVOT
        if not near.any():
            return Factor(places, factors.solve)
        places = places[~near]
    return None
