"""Where the boxes of a park's graph stand: the same firms and links of the data give the same picture.

Zones are blocks of a grid, packed as a skyline; inside its zone each firm takes the place that makes its links short.
Placing firms so is a quadratic assignment, improved by swaps of two places until none helps (2-opt; Koopmans and
Beckmann 1957 for the problem, Burkard, Dell'Amico and Martello 2012, chapter 8, for the method).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["BOX", "CELL", "DENSE", "HULL", "RIM", "Point", "place"]

CELL = (144.0, 80.0)
"""Width and height of one place of the grid, px at zoom 1."""
BOX = (116.0, 50.0)
"""Width and height of a firm's box."""
RIM = (116.0, 46.0)
"""Width and height of one place at the rim."""
HULL = 12.0
"""Room between the boxes of a zone and the line around them."""
_HEADS = (30.0, 76.0)
"""Height above a zone's firms for its name, in a park that is seen near and in a dense one."""
DENSE = 160
"""Firms and partners beyond which a graph is seen from so far that it is drawn with fewer details."""
_GAP = 0.25
"""Room between two zones, in places of the grid."""
_ASPECT = 1.5
_PASSES = 8
_WIDTHS = 14
"""Most widths of the picture that are tried."""

Point = tuple[float, float]
Arrow = tuple[str, str]


def place(
    zone_of: Mapping[str, str],
    arrows: Sequence[Arrow],
    givers: Sequence[str] = (),
    takers: Sequence[str] = (),
    later: Sequence[str] = (),
) -> dict[str, Point]:
    """Place firms zone by zone on a grid, partners outside along the top (givers) and the bottom (takers).

    Parameters
    ----------
    zone_of
        Zone of each firm; their order does not matter.
    arrows
        Pairs of firms or partners that exchange something: who exchanges stands near. What a scenario adds is left
        out, or the picture would change with each scenario.
    givers, takers
        Partners outside the park.
    later
        Partners of a scenario alone: they stand below all others and move nobody.

    Returns
    -------
    dict
        Centre of each box, px.

    Examples
    --------
    >>> place({"a": "east", "b": "east"}, [("a", "b")])
    {'a': (72.0, 70.0), 'b': (216.0, 70.0)}
    """
    zones: dict[str, list[str]] = {}
    for firm in sorted(zone_of):
        zones.setdefault(zone_of[firm], []).append(firm)
    blocks = sorted(zones.values(), key=lambda members: (-len(members), zone_of[members[0]]))
    slots, width, height = _packed([len(members) for members in blocks])
    block_of_slot = np.repeat(np.arange(len(slots)), [len(block) for block in slots])
    points = np.concatenate(slots) if slots else np.empty((0, 2))
    holders = [
        name for members, block in zip(blocks, slots, strict=True)
        for name in [*members, *[""] * (len(block) - len(members))]
    ]  # fmt: skip
    order = _drawn_together(holders, points, block_of_slot, arrows)
    at = {
        holders[holder]: (float(x), float(y))
        for holder, (x, y) in zip(order, points, strict=True)
        if holders[holder]
    }  # fmt: skip
    at = dict(sorted(at.items()))
    above = _rim(givers, arrows, at, width, -1, 0.0)
    below = _rim(takers, arrows, at, width, 1, height)
    edge = max((y for _, y in below.values()), default=height)
    return at | above | below | _rim(later, arrows, at, width, 1, edge)


def _packed(sizes: Sequence[int]) -> tuple[list[np.ndarray], float, float]:
    """Pack zones as blocks of a grid, for the width whose picture has the wanted aspect; return each zone's slots."""
    total = sum(sizes)
    widest = max(2, math.ceil(math.sqrt(total * 3)) + 1)
    widths = sorted({max(1, round(width)) for width in np.geomspace(max(1, math.sqrt(total) / 2), widest, _WIDTHS)})
    tried = [_skyline(sizes, width, total > DENSE) for width in widths]
    # the smaller of the two zooms decides how large the boxes are drawn
    scales = [max(across / _ASPECT, down + 2 * RIM[1]) for _, across, down in tried]
    return tried[int(np.argmin(np.round(scales, 6)))]


def _skyline(sizes: Sequence[int], width: int, dense: bool) -> tuple[list[np.ndarray], float, float]:
    """Put one block after the other where it lies highest; return slots, width and height of the picture."""
    heights = np.zeros(2 * width + 1)  # by half a place of the grid
    aside, head = int(dense), _HEADS[dense]
    slots: list[np.ndarray] = []
    for size in sizes:
        wanted = min(width, math.ceil(math.sqrt(size * _ASPECT)))
        columns = math.ceil(size / math.ceil(size / wanted))
        rows = math.ceil(size / columns)
        room = 2 * columns + aside
        tops = np.lib.stride_tricks.sliding_window_view(heights, room).max(axis=1)
        x = int(tops.argmin())
        y = float(tops[x]) + head
        row, column = np.divmod(np.arange(rows * columns), columns)
        slots.append(np.column_stack([CELL[0] * (x / 2 + column + 0.5), y + CELL[1] * (row + 0.5)]))
        heights[x : x + room] = y + CELL[1] * (rows + _GAP)
    return slots, width * CELL[0], float(heights.max(initial=0.0))


def _drawn_together(
    holders: Sequence[str], points: np.ndarray, blocks: np.ndarray, arrows: Sequence[Arrow]
) -> np.ndarray:
    """Swap places inside the zones while that makes the arrows shorter; return the holder of each place."""
    row = {name: number for number, name in enumerate(holders) if name}
    ends = np.array([(row[a], row[b]) for a, b in arrows if a in row and b in row and a != b], dtype=int).reshape(-1, 2)
    order = np.arange(len(holders))
    if not len(ends):
        return order
    near = np.zeros((len(holders), len(holders)))
    np.add.at(near, (ends[:, 0], ends[:, 1]), 1.0)
    near += near.T
    apart = _lengths(points)
    slot = order.copy()
    # cost[i, s]: length of all arrows of holder i if it stood at place s and all others stayed
    cost = near @ apart
    rooms = [np.flatnonzero(blocks == block) for block in blocks[slot]]
    partners = [np.flatnonzero(row) for row in near]
    for _ in range(_PASSES):
        moved = False
        for one in (holder for holder, found in enumerate(partners) if len(found)):
            here, room = slot[one], rooms[one]
            others = order[room]
            gain = cost[one, room] - cost[one, here] + cost[others, here] - cost[others, room]
            gain += 2 * near[one, others] * apart[here, room]
            best = int(gain.argmin())
            if gain[best] > -1e-6:
                continue
            other, there = int(others[best]), int(room[best])
            step = apart[there] - apart[here]
            for holder, change in ((one, step), (other, -step)):
                cost[partners[holder]] += near[partners[holder], holder, None] * change
            slot[one], slot[other], order[there], order[here] = there, here, one, other
            moved = True
        if not moved:
            break
    return order


def _lengths(points: np.ndarray) -> np.ndarray:
    """Length of an arrow between each two places, in widths of a place."""
    across, down = np.abs(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1)
    # along a row or a column an arrow runs under the boxes between
    straight = (np.minimum(across, down) < 1) & (np.maximum(across / CELL[0], down / CELL[1]) > 1.1)
    return np.hypot(across, down) / CELL[0] + 1.5 * straight


def _rim(
    names: Sequence[str], arrows: Sequence[Arrow], points: Mapping[str, Point], width: float, side: int, edge: float
) -> dict[str, Point]:
    """Line partners up along an edge, each near the firms it deals with."""
    across: dict[str, list[float]] = {name: [] for name in names}
    for start, end in arrows:
        for name, other in ((start, end), (end, start)):
            if name in across and other in points:
                across[name].append(points[other][0])
    wanted = {name: math.fsum(found) / len(found) if found else width / 2 for name, found in across.items()}
    ordered = sorted(across, key=lambda name: (wanted[name], name))
    per_row = max(1, int(width // RIM[0]))
    result = {}
    for start in range(0, len(ordered), per_row):
        part = ordered[start : start + per_row]
        y = edge + side * (RIM[1] * (start // per_row) + 36.0)
        x = -math.inf
        room = width - RIM[0] / 2
        for position, name in enumerate(part):
            left = room - RIM[0] * (len(part) - 1 - position)
            x = max(x + RIM[0], min(max(wanted[name], RIM[0] / 2), left))
            result[name] = (x, y)
    return result
