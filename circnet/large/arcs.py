"""Candidate arcs as arrays: where they start and end, what they cost, which are the cheapest at given prices."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from scipy import sparse

TOLERANCE = 1e-7
"""A reduced cost above minus this, CNY per unit, counts as none; the solver's own tolerance."""


@dataclass(frozen=True)
class Arcs:
    """Arcs by position: ``good``, ``lane`` in it, ``giver`` and ``taker`` in its ends.

    A unit sent leaves the row ``giver_row`` and enters ``taker_row`` with the coefficient ``share``: 1 - ``loss``, with
    a minus in a demand row. ``cost`` is CNY per unit sent, ``reduced`` the reduced cost at the prices asked last.
    """

    good: np.ndarray
    lane: np.ndarray
    giver: np.ndarray
    taker: np.ndarray
    giver_row: np.ndarray
    taker_row: np.ndarray
    route_km: np.ndarray
    cost: np.ndarray
    loss: np.ndarray
    share: np.ndarray
    reduced: np.ndarray

    def __len__(self) -> int:
        """Return the number of arcs."""
        return len(self.good)

    def take(self, which: np.ndarray) -> Arcs:
        """Return some of the arcs."""
        return Arcs(*(getattr(self, field.name)[which] for field in fields(self)))

    def within(self, place: np.ndarray) -> Arcs:
        """Return the arcs with rows by their ``place`` in another programme."""
        return replace(self, giver_row=place[self.giver_row], taker_row=place[self.taker_row])

    def entries(self, rows: int) -> sparse.csc_array:
        """Coefficients of the arcs, shape (rows, arcs)."""
        count = len(self)
        row = np.column_stack([self.giver_row, self.taker_row]).ravel()
        value = np.column_stack([np.full(count, -1.0), self.share]).ravel()
        return sparse.csc_array((value, row, 2 * np.arange(count + 1)), shape=(rows, count))


_WHOLE = ("good", "lane", "giver", "taker", "giver_row", "taker_row")


def joined(parts: list[Arcs]) -> Arcs:
    """Put arcs together."""
    if not parts:
        return Arcs(*(np.empty(0, np.int64 if field.name in _WHOLE else float) for field in fields(Arcs)))
    return Arcs(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Arcs)))


def foremost(ends: np.ndarray, reduced: np.ndarray, each: int) -> np.ndarray:
    """Mark the arcs with the least reduced cost, so many per giver and per taker (``ends``, shape (2, arcs))."""
    order = np.lexsort([ends[1], ends[0], reduced])
    keep = np.zeros(len(reduced), dtype=bool)
    for end in ends:
        keep[order[_rank(end[order]) < each]] = True
    return keep


def _rank(groups: np.ndarray) -> np.ndarray:
    """Place of each entry among those of its group, in the order given."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(groups) else np.empty(0, dtype=int)
    rank = np.empty(len(groups), dtype=np.int64)
    rank[order] = np.arange(len(groups)) - np.repeat(first, np.diff(np.append(first, len(groups))))
    return rank


def ends_of(arcs: Arcs) -> np.ndarray:
    """Numbers of the givers and the takers on their lanes, shape (2, arcs): an end counts on each lane by itself."""
    lane = arcs.good * (1 + arcs.lane.max(initial=0)) + arcs.lane
    return np.stack([lane * (1 + end.max(initial=0)) + end for end in (arcs.giver, arcs.taker)])


class Pool:
    """Candidate arcs that are written down, ready to be priced again and again.

    Parameters
    ----------
    arcs
        All candidates that could ever pay.
    """

    def __init__(self, arcs: Arcs) -> None:
        self.arcs = arcs
        self._ends = ends_of(arcs)

    def below(self, duals: np.ndarray, limit: float = -TOLERANCE, each: int | None = None) -> Arcs:
        """Return arcs whose reduced cost is below a limit; parameters as `circnet.large.pricing.Search.below`."""
        arcs = self.arcs
        reduced = arcs.cost + duals[arcs.giver_row] - arcs.share * duals[arcs.taker_row]
        which = np.flatnonzero(reduced < limit)
        if each is not None:
            which = which[foremost(self._ends[:, which], reduced[which], each)]
        return replace(arcs.take(which), reduced=reduced[which])

    def joins(self, first: int) -> tuple[np.ndarray, np.ndarray, int]:
        """Return which rows some arc might join, as edges; there are no nodes besides the rows."""
        return self.arcs.giver_row, self.arcs.taker_row, first
