"""Ends of goods in blocks of neighbours: what is far apart is told without looking at each pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from circnet.large.lanes import Ends

BLOCK = 16
"""Ends to a block."""
PAIRS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Blocks:
    """Ends of some goods, each good's in blocks of its own.

    Attributes
    ----------
    ends
        Of all goods, one after the other.
    start
        Number of each good's first block, and of all blocks.
    member
        Positions in ``ends``, shape (blocks, `BLOCK`); -1 fills the last of a good.
    points
        Where the members stand, km, shape (blocks, `BLOCK`, 3); NaN where there is none.
    low, high
        Corners of the boxes around the blocks, km, shape (blocks, 3).
    """

    ends: Ends
    start: np.ndarray
    member: np.ndarray
    points: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def per_block(self, values: np.ndarray, filler: float) -> np.ndarray:
        """Values of the members, shape (blocks, `BLOCK`)."""
        return np.where(self.member < 0, filler, values[self.member])


def blocks_of(xyz: np.ndarray, goods: list[Ends]) -> Blocks:
    """Cut the ends of goods into blocks along k-d trees, so that a block's members are neighbours.

    Parameters
    ----------
    xyz
        Where the firms stand, km, shape (firms, 3).
    goods
        The ends of each good.
    """
    ends = Ends(*(np.concatenate([np.empty(0, dtype=kind), *(getattr(good, name) for good in goods)])
                  for name, kind in (("firm", int), ("row", int), ("sign", float), ("at", int))))  # fmt: skip
    count = np.array([len(good.firm) for good in goods], dtype=np.int64)
    start = np.append(0, np.cumsum(-(-count // BLOCK)))
    member = np.full((start[-1], BLOCK), -1)
    first = np.cumsum(count) - count
    for good, block, offset in zip(goods, start[:-1], first, strict=True):
        member[block:].ravel()[: len(good.firm)] = offset + _neighbours(xyz[good.firm])
    points = np.where((member < 0)[:, :, None], np.nan, xyz[ends.firm[member]] if len(ends.firm) else np.nan)
    low, high = (extreme(points, axis=1) for extreme in (np.nanmin, np.nanmax))
    return Blocks(ends, start, member, points, low, high)


def _neighbours(xyz: np.ndarray) -> np.ndarray:
    """Order of points in which those that follow each other are near."""
    if len(xyz) <= BLOCK:
        return np.arange(len(xyz))
    from scipy.spatial import cKDTree  # noqa: PLC0415  slow to import, and small parks have no need of it

    return cKDTree(xyz, leafsize=BLOCK).indices


def near_blocks(
    givers: Blocks, takers: Blocks, good: int, most_km: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Pairs of a good's blocks within reach: giver block, taker block, and the least distance between members, km."""
    (one, one_end), (two, two_end) = givers.start[good : good + 2], takers.start[good : good + 2]
    low, high = takers.low[two:two_end], takers.high[two:two_end]
    step = max(1, PAIRS_AT_ONCE // max(1, len(low)))
    parts = []
    for start in range(one, one_end, step):
        some = slice(start, min(start + step, one_end))
        apart = np.maximum(0.0, np.maximum(givers.low[some, None] - high, low - givers.high[some, None]))
        km = np.sqrt((apart**2).sum(axis=2))
        i, j = np.nonzero(km <= most_km)
        parts.append((i + start, j + two, km[i, j]))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]
