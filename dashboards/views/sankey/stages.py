"""Which column a node stands in, and its place from the top there; neither depends on any amount."""

from __future__ import annotations

import heapq

import networkx as nx
import numpy as np
import pandas as pd

__all__ = ["ranks", "stages"]

_SWEEPS = 4


def stages(nodes: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Return the column of each node, 0 at the left and no column without a linked node; unlinked nodes stand in 0.

    A column that is given stays. The others follow from the links: those that `_feedback` names are left out, and
    each node stands one column right of the last node that leads to it (longest path).

    Parameters
    ----------
    nodes
        ``id, column`` (NaN where it is to be computed), sorted by id.
    links
        ``source, target``.

    Returns
    -------
    Series of int
        With the index of ``nodes``.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes["id"])
    graph.add_edges_from(sorted(set(zip(links["source"], links["target"], strict=True))))
    graph.remove_edges_from(_feedback(graph))
    column = dict(zip(nodes["id"], nodes["column"], strict=True))
    for node in nx.lexicographical_topological_sort(graph):
        if np.isnan(column[node]):
            column[node] = max((column[before] + 1 for before in graph.predecessors(node)), default=0)
    linked = nodes["id"].isin(links["source"]) | nodes["id"].isin(links["target"])
    return nodes["id"].map(column).where(linked).rank(method="dense").sub(1).fillna(0).astype("int64")


def ranks(nodes: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """Return the place of each node in its column, 0 at the top.

    Nodes with an ``order`` stand in that order among themselves, ties by id. The others are brought near their
    neighbours by barycentre sweeps over the columns, forth and back (Sugiyama, Tagawa and Toda 1981), each pair of
    neighbours counting once whatever flows between them.

    Parameters
    ----------
    nodes
        ``id, column, order`` (NaN where it is open), sorted by id.
    links
        ``source, target``.

    Returns
    -------
    Series of int
        With the index of ``nodes``.
    """
    column, order = nodes["column"].to_numpy(), nodes["order"].to_numpy()
    number = dict(zip(nodes["id"], range(len(nodes)), strict=True))
    ends = np.array(
        [(number[a], number[b]) for a, b in zip(links["source"], links["target"], strict=True)], dtype=int
    ).reshape(-1, 2)
    ends = np.unique(np.vstack([ends, ends[:, ::-1]]), axis=0)
    ends = ends[column[ends[:, 0]] != column[ends[:, 1]]]
    columns = [np.flatnonzero(column == one) for one in range(int(column.max(initial=-1)) + 1)]
    columns = [members[np.argsort(order[members], kind="stable")] for members in columns]
    place = np.zeros(len(nodes))
    for members in columns:
        place[members] = _spread(len(members))
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        for at in range(len(columns)) if forth else reversed(range(len(columns))):
            near = ends[(column[ends[:, 0]] == at) & ((column[ends[:, 1]] < at) == forth)]
            count = np.bincount(near[:, 0], minlength=len(nodes))
            total = np.bincount(near[:, 0], weights=place[near[:, 1]], minlength=len(nodes))
            wish = np.where(count > 0, total / np.maximum(count, 1), place)
            columns[at] = _sorted(columns[at], np.round(wish, 9), order)
            place[columns[at]] = _spread(len(columns[at]))
    rank = np.zeros(len(nodes), dtype="int64")
    for members in columns:
        rank[members] = np.arange(len(members))
    return pd.Series(rank, index=nodes.index)


def _sorted(members: np.ndarray, wish: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Sort by wish; those with an order share the places that they got between them by that order."""
    result = members[np.argsort(wish[members], kind="stable")]
    fixed = ~np.isnan(order[result])
    mine = result[fixed]
    result[fixed] = mine[np.lexsort((mine, order[mine]))]
    return result


def _spread(count: int) -> np.ndarray:
    return (np.arange(count) + 0.5) / max(count, 1)


def _feedback(graph: nx.DiGraph) -> list[tuple[str, str]]:
    """Return few links without which there is no cycle.

    Sinks go to the end of a sequence and sources to its start; where there is neither, the node with the most links
    out less links in goes to the start, ties by id (Eades, Lin and Smyth 1993). Links that lead back in the sequence
    are the feedback.
    """
    left = graph.copy()
    left.remove_edges_from(list(nx.selfloop_edges(left)))
    # how far the links in outnumber those out, per node, with stale entries left in the heap
    surplus = {node: left.in_degree(node) - left.out_degree(node) for node in left}
    heap = [(value, node) for node, value in surplus.items()]
    heapq.heapify(heap)
    start: list[str] = []
    end: list[str] = []
    while left:
        ends = sorted(node for node in left if not left.out_degree(node))
        starts = [] if ends else sorted(node for node in left if not left.in_degree(node))
        taken = ends or starts
        while not taken:
            value, node = heapq.heappop(heap)
            if node in left and surplus[node] == value:
                taken = [node]
        near = {other for node in taken for other in nx.all_neighbors(left, node)} - set(taken)
        (end.extend if ends else start.extend)(taken)
        left.remove_nodes_from(taken)
        for node in sorted(near):
            surplus[node] = left.in_degree(node) - left.out_degree(node)
            heapq.heappush(heap, (surplus[node], node))
    position = {node: at for at, node in enumerate([*start, *reversed(end)])}
    return [(a, b) for a, b in graph.edges if position[a] >= position[b]]
