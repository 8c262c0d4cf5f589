"""Unmeasured flows taken out of the balances: what is left binds measured flows alone.

The balances are multiplied by a matrix P whose rows span the left null space of the unmeasured columns, so that
``P A_U = 0`` (Crowe, Garcia Campos and Hrymak 1983). P is block-diagonal over the clusters of balances that unmeasured
flows join; each block comes from a QR factorisation with column pivoting, and balances without unmeasured flows pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.csgraph import connected_components

__all__ = ["Elimination", "eliminate", "linked", "product"]

_RANK = 1e-11
"""Share of the largest pivot below which a column depends on the others."""
_ZERO = 1e-9
"""Size, beside 1, below which a coefficient of a scaled column counts as nothing."""


@dataclass(frozen=True, eq=False)
class Elimination:
    """Balances among measured flows, and how they give the unmeasured ones.

    Attributes
    ----------
    combine
        P, shape (left, balances).
    express
        Shape (flows, balances): an observable unmeasured flow is minus this row times the measured flows' sums in the
        balances; rows of all others are empty.
    observable
        Whether each unmeasured flow follows from measured ones; False for measured flows.
    """

    combine: sparse.csr_array
    express: sparse.csr_array
    observable: np.ndarray


def eliminate(matrix: sparse.csr_array, unmeasured: np.ndarray) -> Elimination:
    """Take the unmeasured flows out of the balances.

    Parameters
    ----------
    matrix
        Shape (balances, flows).
    unmeasured
        Boolean per flow.
    """
    columns = np.flatnonzero(unmeasured)
    part = matrix[:, columns]
    touched = np.diff(part.indptr) > 0
    passing = np.flatnonzero(~touched)
    kept = [sparse.csr_array((np.ones(len(passing)), (np.arange(len(passing)), passing)),
                             shape=(len(passing), matrix.shape[0]))]  # fmt: skip
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    by_column = part.tocsc()
    for rows in linked(part, touched):
        inside = np.flatnonzero(np.diff(by_column[rows].tocsc().indptr))
        left, observable, gives = _cluster(part[rows][:, inside].toarray())
        kept.append(_spread(left, rows, matrix.shape[0]))
        found.append((columns[inside[observable]], rows, gives))
    return Elimination(sparse.csr_array(sparse.vstack(kept)), *_expressed(matrix.shape, found))


def linked(matrix: sparse.csr_array, rows: np.ndarray) -> list[np.ndarray]:
    """Return the clusters of ``rows`` (boolean) that share a column, each as sorted positions."""
    pattern = abs(matrix)
    labels = connected_components(pattern @ pattern.T, directed=False)[1]
    positions = np.flatnonzero(rows)
    order = positions[np.argsort(labels[positions], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return np.split(order, cuts) if len(order) else []


def product(left: sparse.csr_array, right: sparse.csr_array) -> sparse.csr_array:
    """Return ``left @ right`` without the entries that are nothing but the rounding of terms that cancel."""
    exact = sparse.coo_array(left @ right)
    size = sparse.csr_array(abs(left) @ abs(right))
    terms = np.asarray(size[exact.row, exact.col]).ravel() if exact.nnz else np.empty(0)
    keep = np.abs(exact.data) > 1e-10 * terms
    return sparse.csr_array((exact.data[keep], (exact.row[keep], exact.col[keep])), shape=exact.shape)


def _cluster(block: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Left null space, which columns are determined, and the matrix that gives those from the rows' sums."""
    scale = np.abs(block).max(axis=0)
    q, r, order = linalg.qr(block / scale, mode="full", pivoting=True)
    pivots = np.abs(np.diag(r))
    rank = int((pivots > _RANK * pivots[0]).sum())
    head = r[:rank, :rank]
    free = linalg.solve_triangular(head, r[:rank, rank:]) if rank < block.shape[1] else np.zeros((rank, 0))
    determined = (np.abs(free) < _ZERO).all(axis=1)
    gives = linalg.solve_triangular(head, q[:, :rank].T)[determined] / scale[order[:rank][determined], None]
    left = q[:, rank:].T
    return np.where(np.abs(left) < 1e-13, 0.0, left), order[:rank][determined], gives


def _spread(block: np.ndarray, rows: np.ndarray, size: int) -> sparse.csr_array:
    line, place = np.nonzero(block)
    return sparse.csr_array((block[line, place], (line, rows[place])), shape=(block.shape[0], size))


def _expressed(
    shape: tuple[int, int], found: list[tuple[np.ndarray, np.ndarray, np.ndarray]]
) -> tuple[sparse.csr_array, np.ndarray]:
    observable = np.zeros(shape[1], dtype=bool)
    parts = [np.broadcast_arrays(columns[:, None], rows[None, :], gives) for columns, rows, gives in found]
    empty = np.empty(0, dtype=int)
    line = np.concatenate([empty, *(part[0].ravel() for part in parts)])
    place = np.concatenate([empty, *(part[1].ravel() for part in parts)])
    value = np.concatenate([np.empty(0), *(part[2].ravel() for part in parts)])
    observable[line] = True
    express = sparse.csr_array((value, (line, place)), shape=(shape[1], shape[0]))
    express.eliminate_zeros()
    return express, observable
