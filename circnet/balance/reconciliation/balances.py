"""The balances that flows must keep: one per node and layer, as a sparse matrix."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from scipy import sparse

from circnet.park.flows import OUTSIDE

__all__ = ["Balances", "node_balances"]


@dataclass(frozen=True, eq=False)
class Balances:
    """Flows and what binds them, ``matrix @ flows = 0``.

    Attributes
    ----------
    flows
        One row per flow, positional index. ``from, to, commodity``; ``amount``, NaN where not measured;
        ``uncertainty``, its standard deviation in the same unit, 0 where the amount is exact; further columns are kept.
    nodes
        ``node, layer``, one row per balance.
    matrix
        Shape (balances, flows): how much a unit of each flow adds to each balance.
    """

    flows: pd.DataFrame
    nodes: pd.DataFrame
    matrix: sparse.csr_array


def node_balances(flows: pd.DataFrame, contents: pd.DataFrame | None = None) -> Balances:
    """Return the balances of a table of flows: what enters a node leaves it, layer by layer.

    Parameters
    ----------
    flows
        ``from, to, commodity, amount, uncertainty``; ``@import, @export, @dissipation`` balance nothing.
    contents
        How much of each layer a unit of a commodity holds: ``commodity, layer, content``. Default: every commodity
        is a layer of its own.

    Returns
    -------
    Balances
        Sorted by node and layer. A flow from a node to itself is in none.
    """
    table = flows.reset_index(drop=True)
    if contents is None:
        goods = table["commodity"].drop_duplicates()
        contents = pd.DataFrame({"commodity": goods, "layer": goods, "content": 1.0})
    held = table[["commodity"]].reset_index(names="flow").merge(contents, on="commodity")
    ends = [
        held.assign(node=table[end].to_numpy()[held["flow"]], value=sign * held["content"])
        for end, sign in (("to", 1.0), ("from", -1.0))
    ]
    entries = pd.concat(ends, ignore_index=True)
    entries = entries[~entries["node"].isin(OUTSIDE)]
    keys = entries.groupby(["node", "layer"], sort=True)
    nodes = keys.size().index.to_frame(index=False)
    matrix = sparse.csr_array(
        (entries["value"].to_numpy(float), (keys.ngroup().to_numpy(), entries["flow"].to_numpy())),
        shape=(len(nodes), len(table)),
    )
    matrix.eliminate_zeros()
    return Balances(table, nodes, matrix)
