"""Where the boxes of a park's graph stand, and how its arrows bend; the same park gives the same picture."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["BOX", "bends", "place"]

CELL = (140.0, 76.0)
"""Width and height of one place of the grid, px at zoom 1."""
_HEAD = 26.0
"""Height above a zone's firms for its name."""
BOX = (112.0, 44.0)
"""Width and height of a firm's box."""
RIM = (112.0, 46.0)
"""Width and height of one place at the rim."""
_ASPECT = 1.25
_PASSES = 24
_MOST_SEARCHED = 160
_OFFSETS = (0.0, 30.0, -30.0, 60.0, -60.0, 95.0, -95.0, 140.0, -140.0, 190.0, -190.0, 250.0, -250.0)
_SAMPLES = np.linspace(0.06, 0.94, 15)

Point = tuple[float, float]


def place(
    zone_of: Mapping[str, str], arrows: Sequence[tuple[str, str]], givers: Sequence[str], takers: Sequence[str]
) -> dict[str, Point]:
    """Place firms zone by zone on a grid, partners outside along the top (givers) and the bottom (takers).

    Parameters
    ----------
    zone_of
        Zone of each firm, in a stable order.
    arrows
        Pairs of firms or partners that exchange something: who exchanges stands near.
    givers, takers
        Partners outside the park.

    Returns
    -------
    dict
        Centre of each box, px.

    Examples
    --------
    >>> place({"a": "east", "b": "east"}, [("a", "b")], [], [])
    {'a': (70.0, 64.0), 'b': (210.0, 64.0)}
    """
    zones: dict[str, list[str]] = {}
    for firm, zone in zone_of.items():
        zones.setdefault(zone, []).append(firm)
    blocks = sorted(zones.items(), key=lambda block: (-len(block[1]), block[0]))
    slots, width, height = _packed([len(firms) for _, firms in blocks])
    firms = [firm for _, members in blocks for firm in members]
    own = [place for (_, members), free in zip(blocks, slots, strict=True) for place in free[: len(members)]]
    spare = {firm: free for (_, members), free in zip(blocks, slots, strict=True) for firm in members}
    at = dict(zip(firms, own, strict=True))
    if len(firms) <= _MOST_SEARCHED:
        _draw_together(at, spare, [pair for pair in arrows if pair[0] in at and pair[1] in at and pair[0] != pair[1]])
    return at | _rim(givers, arrows, at, width, -1, 0.0) | _rim(takers, arrows, at, width, 1, height)


def bends(arrows: Sequence[tuple[str, str]], points: Mapping[str, Point]) -> list[float]:
    """Return how far the control point of each arrow lies beside its middle, so that it runs under no box.

    Arrows between the same two boxes get different bends.
    """
    names = list(points)
    centres = np.array([points[name] for name in names], dtype=float).reshape(-1, 2)
    row = {name: number for number, name in enumerate(names)}
    taken: dict[frozenset[str], list[float]] = {}
    result = []
    for start, end in arrows:
        used = taken.setdefault(frozenset((start, end)), [])
        best = 0.0
        if start != end:
            # measured along one direction for both ways, so that there and back do not lie on each other
            turn = 1.0 if start < end else -1.0
            free = [offset for offset in _OFFSETS if not any(abs(offset * turn - other) < 20 for other in used)]
            searched = free if len(names) <= _MOST_SEARCHED else free[:1]
            hidden = [_hidden(row[start], row[end], offset, centres) for offset in searched] or [0]
            best = min(zip(hidden, map(abs, free), free, strict=False), default=(0, 0.0, 40.0 * len(used)))[2]
            used.append(best * turn)
        result.append(best)
    return result


def _packed(sizes: Sequence[int]) -> tuple[list[list[Point]], float, float]:
    """Pack zones as blocks of a grid, for the width whose picture has the wanted aspect; return each zone's slots."""
    best: tuple[float, list[list[Point]], float, float] | None = None
    for width in range(1, max(2, math.ceil(math.sqrt(sum(sizes) * 3)) + 1)):
        heights = [0.0] * width
        slots = []
        for size in sizes:
            wanted = min(width, math.ceil(math.sqrt(size * _ASPECT)))
            columns = math.ceil(size / math.ceil(size / wanted))
            rows = math.ceil(size / columns)
            tops = [max(heights[x : x + columns]) for x in range(width - columns + 1)]
            x, y = tops.index(min(tops)), min(tops) + _HEAD
            grid = itertools.product(range(rows), range(columns))
            slots.append([(CELL[0] * (x + column + 0.5), y + CELL[1] * (row + 0.5)) for row, column in grid])
            heights[x : x + columns] = [y + CELL[1] * rows] * columns
        across, down = width * CELL[0], max(heights, default=0.0)
        # the smaller of the two zooms decides how large the boxes are drawn
        scale = max(across / _ASPECT, down + 2 * RIM[1])
        if best is None or scale < best[0] - 1e-9:
            best = (scale, slots, across, down)
    assert best is not None  # noqa: S101  at least one width is tried
    return best[1:]


def _draw_together(at: dict[str, Point], spare: Mapping[str, list[Point]], arrows: Sequence[tuple[str, str]]) -> None:
    """Swap firms inside their zones while that makes the arrows shorter."""
    partners: dict[str, list[str]] = {firm: [] for firm in at}
    for start, end in arrows:
        partners[start].append(end)
        partners[end].append(start)
    holder = {slot: firm for firm, slot in at.items()}
    for _ in range(_PASSES):
        moved = False
        for firm in partners:
            for slot in spare[firm]:
                other = holder.get(slot)
                if other == firm:
                    continue
                here = at[firm]
                before = _length(firm, partners, at) + (_length(other, partners, at) if other else 0.0)
                at[firm] = slot
                if other:
                    at[other] = here
                after = _length(firm, partners, at) + (_length(other, partners, at) if other else 0.0)
                if after < before - 1e-9:
                    holder[slot] = firm
                    holder.pop(here)
                    if other:
                        holder[here] = other
                    moved = True
                else:
                    at[firm] = here
                    if other:
                        at[other] = slot
        if not moved:
            return


def _length(firm: str, partners: Mapping[str, list[str]], at: Mapping[str, Point]) -> float:
    x, y = at[firm]
    total = 0.0
    for partner in partners[firm]:
        across, down = abs(at[partner][0] - x), abs(at[partner][1] - y)
        # along a row or a column an arrow runs under the boxes between
        straight = 1.5 if min(across, down) < 1 and max(across / CELL[0], down / CELL[1]) > 1.1 else 0.0
        total += math.hypot(across, down) / CELL[0] + straight
    return total


def _rim(
    names: Sequence[str],
    arrows: Sequence[tuple[str, str]],
    points: Mapping[str, Point],
    width: float,
    side: int,
    edge: float,
) -> dict[str, Point]:
    """Line partners up along an edge, each near the firms it deals with."""
    wanted = {}
    for name in names:
        ends = [b if a == name else a for a, b in arrows if name in (a, b)]
        across = [points[end][0] for end in ends if end in points]
        wanted[name] = sum(across) / len(across) if across else width / 2
    ordered = sorted(names, key=lambda name: (wanted[name], name))
    per_row = max(1, int(width // RIM[0]))
    result = {}
    for start in range(0, len(ordered), per_row):
        part = ordered[start : start + per_row]
        y = edge + side * (RIM[1] * (start // per_row) + 28.0)
        x = -math.inf
        room = width - RIM[0] / 2
        for position, name in enumerate(part):
            left = room - RIM[0] * (len(part) - 1 - position)
            x = max(x + RIM[0], min(max(wanted[name], RIM[0] / 2), left))
            result[name] = (x, y)
    return result


def _hidden(start: int, end: int, offset: float, centres: np.ndarray) -> int:
    """Count the points of a bent arrow that lie under boxes of others."""
    a, b = centres[start], centres[end]
    along = b - a
    length = math.hypot(*along) or 1.0
    control = (a + b) / 2 + np.array([-along[1], along[0]]) / length * offset
    s = _SAMPLES[:, None]
    curve = (1 - s) ** 2 * a + 2 * s * (1 - s) * control + s**2 * b
    others = np.delete(centres, [start, end], axis=0)
    apart = np.abs(curve[:, None, :] - others[None, :, :])
    return int(((apart[..., 0] < BOX[0] / 2 + 4) & (apart[..., 1] < BOX[1] / 2 + 4)).sum())
