"""Measures of who is linked with whom, whatever flows: links, connectance, cyclicity, the ratios of food webs.

Definitions as Layton, Bras and Weissburg, Environ. Sci. Technol. 50 (2016) 11243, use them for industrial parks.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackError, eigs

from circnet.structure.network import FlowNetwork

__all__ = ["cycle_strengths", "graph_measures", "on_cycle"]

_DENSE = 200
"""Nodes up to which all eigenvalues are computed at once."""
_ROUNDS = 1000


def cycle_strengths(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest eigenvalue (Perron root) of each strongly connected part of a non-negative matrix.

    The eigenvalues of the whole are those of its parts, and a part without a cycle has the root 0 exactly; the whole
    matrix would give a small number instead, since a nilpotent matrix has ill-conditioned eigenvalues.

    Parameters
    ----------
    matrix
        Sparse n x n, entries >= 0.

    Returns
    -------
    labels
        Part of each node, length n.
    roots
        Perron root of each part.
    """
    count, labels = connected_components(matrix, directed=True, connection="strong")
    roots = np.zeros(count)
    np.maximum.at(roots, labels, matrix.diagonal())
    for part in np.flatnonzero(np.bincount(labels, minlength=count) > 1):
        inside = np.flatnonzero(labels == part)
        roots[part] = _perron_root(matrix[inside][:, inside])
    return labels, roots


def _perron_root(part: sparse.csr_array) -> float:
    """Return the largest eigenvalue of a strongly connected part; it is real, and the eigenvalue furthest right."""
    if part.shape[0] > _DENSE:
        try:
            start = np.ones(part.shape[0])
            found = eigs(part, k=1, which="LR", v0=start, maxiter=_ROUNDS, return_eigenvectors=False)
            return float(found.real.max())
        except ArpackError:  # long rings: eigenvalues lie too close for the iteration
            pass
    return float(np.abs(np.linalg.eigvals(part.toarray())).max())


def on_cycle(matrix: sparse.csr_array) -> np.ndarray:
    """Return which nodes lie on a cycle or feed themselves, boolean, length n."""
    _, labels = connected_components(matrix, directed=True, connection="strong")
    return (np.bincount(labels)[labels] > 1) | (matrix.diagonal() > 0)


def graph_measures(network: FlowNetwork) -> dict[str, float | int | None]:
    """Return the measures of the graph; None where the network has too few nodes for one.

    Links count once per ordered pair of nodes, self-loops included, the boundary not. A node that gives is prey, one
    that takes a predator; one that takes from a single node is specialised.
    """
    adjacency = network.adjacency
    nodes, links = len(network.nodes), int(adjacency.nnz)
    suppliers, takers = adjacency.sum(axis=0), adjacency.sum(axis=1)
    prey, predators = int((takers > 0).sum()), int((suppliers > 0).sum())
    _, roots = cycle_strengths(adjacency)
    return {
        "nodes": nodes,
        "links": links,
        "exchanges": network.exchanges,
        "link_density": _ratio(links, nodes),
        "connectance": _ratio(links, nodes**2),
        "density": _ratio(links, nodes * (nodes - 1)),
        "cyclicity": float(roots.max(initial=0.0)),
        "prey_to_predator": _ratio(prey, predators),
        "generalization": _ratio(links, predators),
        "vulnerability": _ratio(links, prey),
        "specialized_predator_fraction": _ratio(int((suppliers == 1).sum()), predators),
    }


def _ratio(numerator: float, denominator: float) -> float | None:
    return numerator / denominator if denominator > 0 else None
