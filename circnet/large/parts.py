"""Programmes in parts that nothing joins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from circnet.large.lanes import Ends, Good
from circnet.large.pricing import Search
from circnet.lp.arrays import Arrays


@dataclass(frozen=True)
class Part:
    """A programme by itself: positions of its ``rows`` and ``columns`` in the whole, and the goods of its firms.

    ``good`` is the position of each good in the whole, ``givers`` and ``takers`` those of its ends.
    """

    program: Arrays
    goods: list[Good]
    rows: np.ndarray
    columns: np.ndarray
    good: np.ndarray
    givers: list[np.ndarray]
    takers: list[np.ndarray]


_BUNDLE = 1_000
"""Components of fewer rows are solved together, so many rows at a time."""


def components(program: Arrays, search: Search) -> np.ndarray:
    """Return for each row the number of its component: rows that a column, or an arc that might pay, joins are in one.

    Arcs count by blocks of neighbours, so a component may hold what an arc by arc account would part; what is in two
    components is joined by nothing.
    """
    rows = program.matrix.shape[0]
    by_column = program.matrix.tocsc()
    first = by_column.indices[np.repeat(by_column.indptr[:-1], np.diff(by_column.indptr))]
    one, two, count = search.joins(rows)
    one, two = np.concatenate([first, one]), np.concatenate([by_column.indices, two])
    graph = sparse.coo_array((np.ones(len(one), dtype=np.int8), (one, two)), shape=(count, count))
    return csgraph.connected_components(graph, directed=False)[1][:rows]


def bundled(label: np.ndarray, size: int = _BUNDLE) -> np.ndarray:
    """Put small components together until a bundle has about so many rows; the largest come first."""
    names, place, count = np.unique(label, return_inverse=True, return_counts=True)
    order = np.argsort(-count, kind="stable")
    large = int((count >= size).sum())
    bundle = np.empty(len(names), dtype=np.int64)
    bundle[order[:large]] = np.arange(large)
    rest = order[large:]
    bundle[rest] = large + np.cumsum(count[rest]) // size
    return bundle[place]


def split(program: Arrays, goods: list[Good], label: np.ndarray) -> list[Part]:
    """Cut a programme by the labels of its rows; arcs between labels are left out, columns are in one label each."""
    by_column = program.matrix.tocsc()
    entries = np.diff(by_column.indptr)
    column_label = np.zeros(len(program.cost), dtype=label.dtype)
    column_label[entries > 0] = label[by_column.indices[by_column.indptr[:-1][entries > 0]]]
    rows, columns = _grouped(label), _grouped(column_label)
    place = np.empty(len(label), dtype=np.int64)
    for positions in rows.values():
        place[positions] = np.arange(len(positions))
    ends = _ends_by_label(goods, label, place)
    none = np.empty(0, dtype=np.int64)
    parts = []
    for name, positions in rows.items():
        of = columns.get(name, none)
        matrix = by_column[:, of].tocsr()[positions]
        matrix.sort_indices()
        part = Arrays(program.cost[of], program.lower[of], program.upper[of], program.row_lower[positions],
                      program.row_upper[positions], matrix)  # fmt: skip
        found = ends.get(name, [])
        parts.append(Part(part, [item[1] for item in found], positions, of, np.array([item[0] for item in found]),
                          [item[2] for item in found], [item[3] for item in found]))  # fmt: skip
    return parts


def _ends_by_label(
    goods: list[Good], label: np.ndarray, place: np.ndarray
) -> dict[int, list[tuple[int, Good, np.ndarray, np.ndarray]]]:
    """Goods of each label with the positions of their ends in the whole, rows renumbered."""
    result: dict[int, list[tuple[int, Good, np.ndarray, np.ndarray]]] = {}
    for g, good in enumerate(goods):
        givers, takers = _grouped(label[good.givers.row]), _grouped(label[good.takers.row])
        for name in sorted(givers.keys() & takers.keys()):
            one, two = givers[name], takers[name]
            cut = Good(good.commodity, _some(good.givers, one, place), _some(good.takers, two, place), good.lanes,
                       good.known)  # fmt: skip
            result.setdefault(name, []).append((g, cut, one, two))
    return result


def _some(ends: Ends, which: np.ndarray, place: np.ndarray) -> Ends:
    return Ends(ends.firm[which], place[ends.row[which]], ends.sign[which])


def _grouped(label: np.ndarray) -> dict[int, np.ndarray]:
    """Positions by label, in order."""
    order = np.argsort(label, kind="stable")
    names, starts = np.unique(label[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))
