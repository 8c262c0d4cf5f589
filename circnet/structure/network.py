"""A table of flows as arrays: what the measures are computed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from circnet.park.flows import DISSIPATION, EXPORT, IMPORT

__all__ = ["FlowNetwork", "flow_network"]


@dataclass(frozen=True, eq=False)
class FlowNetwork:
    """Flows between n nodes and across their boundary, all in one unit.

    Attributes
    ----------
    nodes
        Names, length n.
    internal
        Sparse n x n; entry (i, j) is the flow from node i to node j, parallel flows summed, self-loops kept.
    imports, exports, dissipation
        Flow of each node from and to the outside, length n.
    exchanges
        Number of flows between nodes before parallel ones were summed.
    """

    nodes: pd.Index
    internal: sparse.csr_array
    imports: np.ndarray
    exports: np.ndarray
    dissipation: np.ndarray
    exchanges: int

    @property
    def inflow(self) -> np.ndarray:
        """What enters each node, from other nodes, itself and outside: its throughflow."""
        return self.internal.sum(axis=0) + self.imports

    @property
    def outflow(self) -> np.ndarray:
        """What leaves each node."""
        return self.internal.sum(axis=1) + self.exports + self.dissipation

    @property
    def adjacency(self) -> sparse.csr_array:
        """1 where a flow runs from i to j, else 0."""
        return (self.internal > 0).astype(float)

    @property
    def throughput(self) -> float:
        """Sum of all flows, the boundary's included: total system throughput."""
        return float(self.internal.sum() + self.imports.sum() + self.exports.sum() + self.dissipation.sum())


def flow_network(flows: pd.DataFrame, nodes: Iterable[str] | None = None) -> FlowNetwork:
    """Return a table of flows as a network.

    Parameters
    ----------
    flows
        ``from, to, amount``, as `circnet.structure.load_flows` gives it.
    nodes
        Nodes to have even where nothing flows, in their order; default: the names in the table, sorted.

    Raises
    ------
    ValueError
        If a flow runs between nodes that `nodes` lacks.
    """
    ends = pd.concat([flows["from"], flows["to"]])
    named = ends[~ends.isin([IMPORT, EXPORT, DISSIPATION])]
    index = pd.Index(sorted(named.unique()) if nodes is None else list(nodes), dtype="str")
    strange = sorted(set(named) - set(index))
    if strange:
        message = f"flows run between nodes that are not given: {', '.join(strange)}"
        raise ValueError(message)
    entering, exported = flows["from"].eq(IMPORT), flows["to"].eq(EXPORT)
    lost = flows["to"].eq(DISSIPATION)
    inside = flows[~(entering | exported | lost) & flows["amount"].gt(0)]
    places = (index.get_indexer(inside["from"]), index.get_indexer(inside["to"]))
    amounts = inside["amount"].to_numpy(float)
    internal = sparse.coo_array((amounts, places), shape=(len(index), len(index))).tocsr()

    def at(rows: pd.Series, side: str) -> np.ndarray:
        held = flows[rows]
        return np.bincount(index.get_indexer(held[side]), held["amount"], minlength=len(index))

    return FlowNetwork(index, internal, at(entering, "to"), at(exported, "from"), at(lost, "from"), len(inside))
