"""Temperature intervals: how much heat streams give or take in each, on arrays and without cancellation.

A stream is a range of temperature and a duty. All ends of all streams cut the temperature scale into intervals; a
stream without a range (evaporation, condensation) has an interval of no width for its own, so that the scale may hold
one temperature twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Scale", "covering_sums", "scale_of"]

_DIGITS = 9
"""Temperatures closer than 1e-9 K are one: what shifting by fractions leaves is no interval."""


@dataclass(frozen=True)
class Scale:
    """A temperature scale cut into intervals, from cold to hot.

    Attributes
    ----------
    nodes
        Temperatures, C, shape (n + 1,), not falling; a temperature that stands twice bounds an interval without width.
    """

    nodes: np.ndarray

    @property
    def count(self) -> int:
        """Return the number of intervals."""
        return max(len(self.nodes) - 1, 0)

    def spans(self, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return first and one past last interval of each range; a range without width has one interval."""
        low, high = np.round(low, _DIGITS), np.round(high, _DIGITS)
        first = np.searchsorted(self.nodes, low, side="right") - 1
        last = np.searchsorted(self.nodes, high, side="left")
        still = low == high
        first[still] = np.searchsorted(self.nodes, low[still], side="left")
        last[still] = first[still] + 1
        return first, last

    def heat(self, low: np.ndarray, high: np.ndarray, duty: np.ndarray) -> np.ndarray:
        """Return the heat of all streams together in each interval, kW, shape (n,)."""
        low, high = np.round(low, _DIGITS), np.round(high, _DIGITS)
        first, last = self.spans(low, high)
        still = low == high
        moving = ~still
        capacity = duty[moving] / (high[moving] - low[moving])
        total = covering_sums(first[moving], last[moving], capacity, self.count) * np.diff(self.nodes)
        np.add.at(total, first[still], duty[still])
        return total

    def shares(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Return which share of each stream's heat lies in each interval, shape (n, streams)."""
        ones = np.ones(1)
        parts = [self.heat(low[[one]], high[[one]], ones) for one in range(len(low))]
        return np.column_stack(parts) if parts else np.zeros((self.count, 0))


def scale_of(low: np.ndarray, high: np.ndarray) -> Scale:
    """Return the scale that the ends of these ranges cut."""
    low, high = np.round(low, _DIGITS), np.round(high, _DIGITS)
    still = np.unique(low[low == high])
    return Scale(np.sort(np.concatenate([np.unique(np.concatenate([low, high])), still])))


def covering_sums(first: np.ndarray, last: np.ndarray, weight: np.ndarray, count: int) -> np.ndarray:
    """Return for each of `count` places the sum of the weights of all ranges ``first <= place < last`` over it.

    Each range is laid on the nodes of a binary tree over the places, and a place sums its way up. Running sums that
    add a weight where a range begins and take it off where it ends would leave the rounding of an almost isothermal
    stream (1e8 kW/K) in all intervals behind it; here nothing is ever subtracted. O((ranges + places) log places).
    """
    size = 1 << max(count - 1, 0).bit_length()
    tree = np.zeros(2 * size)
    low, high = first + size, last + size
    open_ = low < high
    while open_.any():
        left, right = open_ & (low & 1 == 1), open_ & (high & 1 == 1)
        np.add.at(tree, low[left], weight[left])
        np.add.at(tree, high[right] - 1, weight[right])
        low, high = (low + 1) >> 1, high >> 1
        open_ = low < high
    start = 1
    while start < size:
        tree[2 * start : 4 * start] += np.repeat(tree[start : 2 * start], 2)
        start *= 2
    return tree[size : size + count]
