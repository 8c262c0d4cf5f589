"""Throughflow analysis: how often what enters is passed on, and how much comes round again.

Finn, J. Theor. Biol. 56 (1976) 363 and Ecology 61 (1980) 562. ``N = (I - G)^-1`` with ``G_ij = F_ij / T_i`` the
share of node i's throughflow that goes to node j; ``n_ij`` is how often what enters at i passes j.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from circnet.structure.graph import cycle_strengths, on_cycle
from circnet.structure.network import FlowNetwork

__all__ = ["Passes", "dependence", "passes"]

_LARGEST = 1e12
"""A node passed more often than this by what enters it lies on a closed cycle: 1 - 1 / 1e12 is 1 to the solver."""


@dataclass(frozen=True, eq=False)
class Passes:
    """How often a unit that enters at node i passes node j.

    Attributes
    ----------
    throughflow
        Inflow of each node, length n, as reported.
    entering
        What enters each node from outside; a node that gives without taking is held to draw what it gives from a
        stock.
    times
        Dense n x n, ``(I - G)^-1``; None where a closed cycle keeps it from existing.
    closed
        Nodes on cycles that nothing leaves.
    cyclic
        Which nodes lie on a cycle, boolean, length n.
    """

    throughflow: np.ndarray
    entering: np.ndarray
    times: np.ndarray | None
    closed: tuple[str, ...]
    cyclic: np.ndarray

    @property
    def cycled_share(self) -> np.ndarray | None:
        """Share of each node's throughflow that has been there before, ``(n_jj - 1) / n_jj``, 0..1."""
        if self.times is None:
            return None
        returns = np.where(self.cyclic, np.diag(self.times), 1.0)  # off every cycle it is 1, but for rounding
        return (returns - 1.0) / returns

    @property
    def cycling_index(self) -> float | None:
        """Finn's index: cycled throughflow over total throughflow, 0..1; None with closed cycles or without flow."""
        share, total = self.cycled_share, float(self.throughflow.sum())
        return None if share is None or total <= 0 else float(share @ self.throughflow) / total


def passes(network: FlowNetwork) -> Passes:
    """Follow what enters through a network.

    Throughflow is inflow, as in enaR's analysis, also where in- and outflow differ: what a node gives beyond its inflow
    came from a stock, what it gives less stayed.
    """
    inflow, outflow = network.inflow, network.outflow
    carried = np.where(inflow > 0, inflow, outflow)
    entering = network.imports + np.where(inflow > 0, 0.0, outflow)
    shares = sparse.diags_array(1.0 / np.where(carried > 0, carried, 1.0)) @ network.internal
    times, cyclic = _inverse(shares), on_cycle(network.internal)
    if times is not None:
        return Passes(inflow, entering, times, (), cyclic)
    labels, roots = cycle_strengths(shares.tocsr())
    strongest = roots[labels] >= min(1.0 - 1e-9, roots.max())
    return Passes(inflow, entering, None, tuple(network.nodes[strongest]), cyclic)


def _inverse(shares: sparse.sparray) -> np.ndarray | None:
    """``(I - G)^-1``, or None where the sum ``I + G + G^2 + ...`` does not converge: then it is not >= 0."""
    try:
        times = np.linalg.inv(np.eye(shares.shape[0]) - shares.toarray())
    except np.linalg.LinAlgError:
        return None
    tolerance = 1e-9 * max(1.0, np.abs(times).max(initial=0.0))
    return times if times.min(initial=0.0) >= -tolerance and times.max(initial=0.0) <= _LARGEST else None


def dependence(flow: Passes) -> dict[str, np.ndarray]:
    """Return what hangs on each node.

    Returns
    -------
    dict of str to array
        ``passage``: share of all that enters the network that ever passes the node (a betweenness of flow: first
        visits, ``(T_j / n_jj) / sum z``). ``dependency``: share of the other nodes' throughflow that has come through
        the node, what they would lose if it passed nothing on, ``(T_j / n_jj) sum_i!=j n_ji`` over it. Both of length
        n, 0..1, NaN where unknown.
    """
    unknown = np.full(len(flow.throughflow), np.nan)
    total = float(flow.entering.sum())
    if flow.times is None or total <= 0:
        return {"passage": unknown, "dependency": unknown}
    returns = np.diag(flow.times)
    carried = flow.entering @ flow.times
    first, others = carried / returns, carried.sum() - carried
    passed_on = first * (flow.times.sum(axis=1) - returns)
    lost = np.divide(passed_on, others, out=np.zeros_like(others), where=passed_on > 0)
    return {"passage": first / total, "dependency": lost}
