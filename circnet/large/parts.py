"""Programmes in parts that nothing joins."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from circnet.large.arcs import Pool, joined
from circnet.large.lanes import Ends, Good
from circnet.large.pricing import Search
from circnet.lp.arrays import Arrays


@dataclass(frozen=True)
class Part:
    """A programme by itself: positions of its ``rows`` and ``columns`` in the whole, and its candidate arcs.

    These are written down, or goods of its firms, to be searched.
    """

    program: Arrays
    arcs: Pool | list[Good]
    rows: np.ndarray
    columns: np.ndarray


_BUNDLE = 1_000
"""Components of fewer rows are solved together, so many rows at a time."""


def components(program: Arrays, candidates: Pool | Search) -> np.ndarray:
    """Return for each row the number of its component: rows that a column, or an arc that might pay, joins are in one.

    Arcs to be searched for count by blocks of neighbours, so a component may hold what an arc by arc account would
    part; what is in two components is joined by nothing.
    """
    rows = program.matrix.shape[0]
    by_column = program.matrix
    first = by_column.indices[np.repeat(by_column.indptr[:-1], np.diff(by_column.indptr))]
    one, two, count = candidates.joins(rows)
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


def split(program: Arrays, candidates: Pool | list[Good], label: np.ndarray) -> list[Part]:
    """Cut a programme by the labels of its rows; arcs between labels are left out, columns are in one label each."""
    by_column = program.matrix
    entries = np.diff(by_column.indptr)
    column_label = np.zeros(len(program.cost), dtype=label.dtype)
    column_label[entries > 0] = label[by_column.indices[by_column.indptr[:-1][entries > 0]]]
    rows, columns = _grouped(label), _grouped(column_label)
    place = np.empty(len(label), dtype=np.int64)
    for positions in rows.values():
        place[positions] = np.arange(len(positions))
    none = np.empty(0, dtype=np.int64)
    arcs: dict[int, Pool] | dict[int, list[Good]]
    arcs = _pools(candidates, label, place) if isinstance(candidates, Pool) else _goods(candidates, label, place)
    parts = []
    for name, positions in rows.items():
        of = columns.get(name, none)
        some = by_column[:, of]
        matrix = sparse.csc_array((some.data, place[some.indices], some.indptr), shape=(len(positions), len(of)))
        part = Arrays(program.cost[of], program.lower[of], program.upper[of], program.row_lower[positions],
                      program.row_upper[positions], matrix)  # fmt: skip
        parts.append(Part(part, arcs.get(name, Pool(joined([]))), positions, of))
    return parts


def _pools(pool: Pool, label: np.ndarray, place: np.ndarray) -> dict[int, Pool]:
    """Arcs of each label, rows renumbered."""
    arcs = pool.arcs.within(place)
    return {name: Pool(arcs.take(of)) for name, of in _grouped(label[pool.arcs.giver_row]).items()}


def _goods(goods: list[Good], label: np.ndarray, place: np.ndarray) -> dict[int, list[Good]]:
    """Goods of each label, rows renumbered."""
    result: dict[int, list[Good]] = {}
    for good in goods:
        givers, takers = _grouped(label[good.givers.row]), _grouped(label[good.takers.row])
        for name in sorted(givers.keys() & takers.keys()):
            cut = replace(good, givers=_some(good.givers, givers[name], place),
                          takers=_some(good.takers, takers[name], place))  # fmt: skip
            result.setdefault(name, []).append(cut)
    return result


def _some(ends: Ends, which: np.ndarray, place: np.ndarray) -> Ends:
    return Ends(ends.firm[which], place[ends.row[which]], ends.sign[which], ends.at[which])


def _grouped(label: np.ndarray) -> dict[int, np.ndarray]:
    """Positions by label, in order."""
    order = np.argsort(label, kind="stable")
    names, starts = np.unique(label[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts)[1:], strict=True))
