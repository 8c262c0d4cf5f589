"""Weighted least squares under the balances, and the standard deviations of what comes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from circnet.balance.reconciliation.elimination import Elimination, eliminate, linked, product
from circnet.balance.reconciliation.factor import DENSE, Factor, dense_factor, sparse_factor

__all__ = ["Estimate", "Part", "estimate"]

_BLOCK = 512
"""Flows whose directions are solved for at a time."""


@dataclass(frozen=True, eq=False)
class Part:
    """One cluster of measured flows that share balances.

    Attributes
    ----------
    flows
        Positions.
    weighted
        Shape (balances, flows): independent balances, in standard deviations of the measurements, of length 1.
    factor
        Solves with ``weighted @ weighted.T``.
    adjustment
        Measured less reconciled, in standard deviations.
    share
        Share of a measurement's variance that the others take away.
    rows, duals
        The cluster's combined balances, and what a unit more of each would change the objective by, halved.
    """

    flows: np.ndarray
    weighted: sparse.csr_array
    factor: Factor
    adjustment: np.ndarray
    share: np.ndarray
    rows: np.ndarray
    duals: np.ndarray

    def projected(self, directions: np.ndarray) -> np.ndarray:
        """What of each direction, shape (flows,) or (flows, k), contradicts the balances."""
        return self.weighted.T @ self.factor.solve(self.weighted @ directions)


@dataclass(frozen=True, eq=False)
class Estimate:
    """Reconciled flows.

    Attributes
    ----------
    values
        One per flow; NaN where not observable.
    deviations
        Standard deviation of each value; NaN where not observable.
    redundant
        Whether the other measurements also tell a measured flow.
    observable
        Whether the measured flows tell an unmeasured one.
    share
        Share of a measurement's variance that the others take away, 0..1; 0 where not redundant.
    parts
        Clusters for the tests.
    gaps
        What is left over in each combined balance: only exact amounts that contradict each other leave something.
    combine
        The combined balances in terms of the given ones.
    slopes
        Half of what the objective would change by per unit of each flow, the others in balance: 0 for what least
        squares chose freely; of a flow held fixed, what its hold costs.
    """

    values: np.ndarray
    deviations: np.ndarray
    redundant: np.ndarray
    observable: np.ndarray
    share: np.ndarray
    parts: tuple[Part, ...]
    gaps: np.ndarray
    combine: sparse.csr_array
    slopes: np.ndarray

    @property
    def chi2(self) -> float:
        """Sum of squared adjustments, each in standard deviations of its measurement."""
        return float(sum(part.adjustment @ part.adjustment for part in self.parts))

    @property
    def degrees(self) -> int:
        """Number of independent balances among measured flows."""
        return sum(part.weighted.shape[0] for part in self.parts)


def estimate(matrix: sparse.csr_array, amounts: np.ndarray, deviations: np.ndarray) -> Estimate:
    r"""Minimise :math:`\sum ((x_j - y_j) / \sigma_j)^2` over measured flows subject to ``matrix @ x = 0``.

    Parameters
    ----------
    matrix
        Shape (balances, flows).
    amounts
        Measurements, NaN where there is none.
    deviations
        Their standard deviations; 0 holds an amount fixed.

    Notes
    -----
    Kuehn and Davidson (1961) for measured flows, Crowe, Garcia Campos and Hrymak (1983) for unmeasured ones. With
    ``B = P A_M`` (`circnet.balance.reconciliation.elimination`), :math:`W = B \Sigma^{1/2}` with rows of length 1 and
    the gaps ``g = B y``, adjustments in standard deviations are :math:`-W^T (W W^T)^{-1} g`, refined until the
    balances close to rounding. Balances that follow from others are left out.
    """
    unmeasured = np.isnan(amounts)
    sigma = np.where(unmeasured, 0.0, deviations)
    scaled = _by_row(matrix)
    out = eliminate(scaled, unmeasured)
    known = scaled.multiply(~unmeasured).tocsr()
    reduced = product(out.combine, known)
    values = np.where(unmeasured, 0.0, amounts)
    share, redundant = np.zeros(len(amounts)), np.zeros(len(amounts), dtype=bool)
    uncertain = sparse.csr_array(reduced.multiply(sigma > 0))
    uncertain.eliminate_zeros()
    parts = []
    for rows in linked(uncertain, np.diff(uncertain.indptr) > 0):
        part = _fit(reduced[rows], rows, sigma, values)
        parts.append(part)
        redundant[part.flows] = True
        share[part.flows] = part.share
    prices = np.zeros(reduced.shape[0])
    for part in parts:
        prices[part.rows] = part.duals
    slopes = known.T @ (out.combine.T @ prices)
    slopes[sigma > 0] += ((values - amounts) / np.where(sigma > 0, sigma, 1.0) ** 2)[sigma > 0]
    gaps = reduced @ values
    size = abs(reduced) @ np.abs(np.where(unmeasured, 0.0, amounts))
    spread = sigma * np.sqrt(1.0 - share)
    values, spread = _unmeasured(out, known, values, spread, sigma, parts)
    lost = unmeasured & ~out.observable
    return Estimate(
        np.where(lost, np.nan, values), np.where(lost, np.nan, spread), redundant, out.observable, share, tuple(parts),
        np.where(np.abs(gaps) > 1e-9 * size, gaps, 0.0), out.combine, slopes,
    )  # fmt: skip


def _by_row(matrix: sparse.csr_array) -> sparse.csr_array:
    """Balances scaled to a largest coefficient of 1."""
    largest = abs(matrix).max(axis=1).toarray().ravel() if matrix.nnz else np.ones(matrix.shape[0])
    return sparse.csr_array(sparse.diags_array(1.0 / np.where(largest > 0, largest, 1.0)) @ matrix)


def _fit(reduced: sparse.csr_array, rows: np.ndarray, sigma: np.ndarray, values: np.ndarray) -> Part:
    """Reconcile one cluster; ``values`` of its flows are changed in place."""
    flows = np.unique(reduced.indices[sigma[reduced.indices] > 0])
    weighted = sparse.csr_array(reduced[:, flows] @ sparse.diags_array(sigma[flows]))
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted = sparse.csr_array(sparse.diags_array(1.0 / length) @ weighted)
    gap = (reduced @ values) / length
    factor = (sparse_factor(weighted) if len(length) > DENSE else None) or dense_factor(weighted)
    adjustment, duals, left = _adjustment(weighted, factor, gap)
    if len(length) > DENSE and left > 1e-12:  # too rough
        factor = dense_factor(weighted)
        adjustment, duals, _ = _adjustment(weighted, factor, gap)
    values[flows] -= sigma[flows] * adjustment
    kept = weighted[factor.rows]
    prices = duals / length[factor.rows]
    return Part(flows, kept, factor, adjustment, _shares(kept, factor), rows[factor.rows], prices)


def _adjustment(weighted: sparse.csr_array, factor: Factor, gap: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Smallest adjustment that closes the gaps, what each balance weighs in it, and what share of the gaps is left.

    Every round takes away the rounding of the one before. Gaps of balances that follow from others close by
    themselves, or hold exact amounts that contradict each other, which is told elsewhere.
    """
    kept = weighted[factor.rows]
    duals, adjustment, left = np.zeros(len(factor.rows)), np.zeros(weighted.shape[1]), gap
    for _ in range(3):
        step = factor.solve(left[factor.rows])
        duals += step
        adjustment += kept.T @ step
        left = gap - weighted @ adjustment
    size = np.abs(gap).max() + np.abs(adjustment).max()
    return adjustment, duals, float(np.abs(left).max() / size) if size else 0.0


def _shares(weighted: sparse.csr_array, factor: Factor) -> np.ndarray:
    """Share of each measurement's variance that the balances take away, a block of flows at a time."""
    by_flow = weighted.tocsc()
    blocks = [by_flow[:, start : start + _BLOCK].toarray() for start in range(0, weighted.shape[1], _BLOCK)]
    return np.concatenate([np.clip((block * factor.solve(block)).sum(axis=0), 0.0, 1.0) for block in blocks])


def _unmeasured(
    out: Elimination,
    known: sparse.csr_array,
    values: np.ndarray,
    spread: np.ndarray,
    sigma: np.ndarray,
    parts: list[Part],
) -> tuple[np.ndarray, np.ndarray]:
    """Fill in what follows from the reconciled measurements, and its standard deviation."""
    flows = np.flatnonzero(out.observable)
    if not len(flows):
        return values, spread
    gives = product(out.express[flows], known)
    given = sparse.csr_array(gives.multiply(sigma))
    variance = np.asarray(given.multiply(given).sum(axis=1)).ravel()
    whole = variance.copy()
    for part in parts:
        shared = (part.weighted @ given[:, part.flows].T).toarray()
        variance -= (shared * part.factor.solve(shared)).sum(axis=0)
    values, spread = values.copy(), spread.copy()
    values[flows] = -(gives @ values)
    spread[flows] = np.sqrt(np.where(variance > 1e-13 * whole, variance, 0.0))
    return values, spread
