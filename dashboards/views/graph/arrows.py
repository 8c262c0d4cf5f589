"""How wide the arrows of the graph are and how they bend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dashboards.views.graph.links import Link
from dashboards.views.graph.positions import BOX, DENSE

__all__ = ["bends", "widths"]

_WIDTHS = (1.2, 5.5)
_OFFSETS = np.array([0.0, 30, -30, 60, -60, 95, -95, 140, -140, 190, -190, 250, -250])
_SAMPLES = np.linspace(0.06, 0.94, 15)

Point = tuple[float, float]


def bends(arrows: Sequence[tuple[str, str]], points: Mapping[str, Point]) -> list[float]:
    """Return how far the control point of each arrow lies beside its middle, so that it runs under no box.

    In a dense graph arrows run straight, which is drawn faster. Arrows between the same two boxes get different bends;
    an arrow's bend depends on those before it alone.
    """
    centres = np.array(list(points.values()), dtype=float).reshape(-1, 2)
    row = {name: number for number, name in enumerate(points)}
    taken: dict[frozenset[str], list[float]] = {}
    result = []
    for start, end in arrows:
        if start == end:
            result.append(0.0)
            continue
        used = taken.setdefault(frozenset((start, end)), [])
        # measured along one direction for both ways, so that there and back do not lie on each other
        turn = 1.0 if start < end else -1.0
        free = np.array([bend for bend in _OFFSETS if all(abs(bend * turn - other) >= 20 for other in used)])
        if not len(free):
            best = 40.0 * len(used)
        elif len(points) > DENSE:
            best = float(free[0])
        else:
            best = float(free[_hidden(row[start], row[end], free, centres).argmin()])
        used.append(best * turn)
        result.append(best)
    return result


def _hidden(start: int, end: int, offsets: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Count the points of an arrow that lie under boxes of others, for each bend."""
    a, b = centres[start], centres[end]
    along = b - a
    across = np.array([-along[1], along[0]]) / (np.hypot(*along) or 1.0)
    control = (a + b) / 2 + offsets[:, None] * across
    s = _SAMPLES[:, None]
    curve = (1 - s) ** 2 * a + 2 * s * (1 - s) * control[:, None, :] + s**2 * b
    others = np.delete(centres, [start, end], axis=0)
    apart = np.abs(curve[:, :, None, :] - others)
    under = (apart[..., 0] < BOX[0] / 2 + 4) & (apart[..., 1] < BOX[1] / 2 + 4)
    return under.sum(axis=(1, 2))


def widths(links: Sequence[Link]) -> np.ndarray:
    """Return the width of each arrow, px: by the logarithm of its amount, on a scale of its own for each unit."""
    amounts = np.array([abs(link.amount or 0.0) for link in links])
    units = np.array([link.unit for link in links], dtype=object)
    low, high = _WIDTHS
    result = np.full(len(links), low)
    for unit in dict.fromkeys(units):
        rows = (units == unit) & (amounts > 0)
        if not rows.any():
            continue
        sizes = np.log10(amounts[rows])
        span = float(np.ptp(sizes))
        share = (sizes - sizes.min()) / span if span > 0.5 else 0.4
        result[rows] = low + (high - low) * share
    return result.round(2)
