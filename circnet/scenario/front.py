"""The exact Pareto front of two linear quantities of a programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session
from circnet.scenario.explorer import PENALTY, Explorer, measure

_FLAT = 1e-6
"""A second quantity that changes by a smaller share of itself along the front counts as unchanged."""
_SAME = 1e-6
"""On axes scaled to the front's own extent: closer than this is the same point."""
TWO = ("first", "second")


@dataclass(frozen=True)
class Corner:
    """A point of the front: amount of each column, and the two quantities in their own units."""

    values: np.ndarray
    first: float
    second: float


class Front:
    """The efficient states of a programme under two quantities, both to be as small as can be.

    What is unexplained is held at its least. The first end has the least of the first quantity and, of all such
    states, the least of the second; the other end the other way round: no end is only weakly efficient.

    Parameters
    ----------
    program
        With ``penalty`` among its columns.
    first, second
        Weights of the two quantities, one per column.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.lp.highs_backend.Session.solve`.
    """

    def __init__(self, program: LinearProgram, first: np.ndarray, second: np.ndarray) -> None:
        self.weights = (first, second)
        penalty = program.columns["penalty"].to_numpy(float)
        rough = Session(program)
        points = []
        for weights in self.weights:
            rough.set_costs(weights + penalty)
            points.append(rough.solve().values)
        least = min(points, key=lambda values: float(penalty @ values))
        unexplained = measure("unexplained", penalty, least, least_unit=PENALTY)
        both = [measure(name, weights, point) for name, weights, point in zip(TWO, self.weights, points, strict=True)]
        self._explorer = Explorer(program, [*both, unexplained])
        self._explorer.cap("unexplained", unexplained.centre)
        self.ends = (self._end(0), self._end(1))
        lengths = [abs(getattr(self.ends[0], name) - getattr(self.ends[1], name)) for name in TWO]
        self.flat = lengths[1] <= _FLAT * max(1.0, abs(self.ends[1].second))
        self._size = np.maximum(lengths, _FLAT)

    def _end(self, primary: int) -> Corner:
        name, weights = TWO[primary], self.weights[primary]
        best = float(weights @ self._explorer.least(weights))
        self._explorer.cap(name, best)
        corner = self._corner(self._explorer.least(self.weights[1 - primary]))
        self._explorer.cap(name, np.inf)
        return corner

    def _corner(self, values: np.ndarray) -> Corner:
        return Corner(values, float(self.weights[0] @ values), float(self.weights[1] @ values))

    def at(self, second: float) -> Corner:
        """Return the state with the least of the first quantity whose second is at most this (epsilon-constraint)."""
        self._explorer.cap("second", second)
        corner = self._corner(self._explorer.least(self.weights[0]))
        self._explorer.cap("second", np.inf)
        return corner

    def corners(self, most: int) -> tuple[list[Corner], bool]:
        """Return the extreme points of the front in its order, and whether these are all.

        Where the chord of two neighbours has a state below it, the one farthest below is a further point; where it
        has none, the chord is the front (non-inferior set estimation). The widest gap is looked at first.

        Parameters
        ----------
        most
            Number of points at which to stop.

        Notes
        -----
        Aneja YP, Nair KPK. Bicriteria transportation problem. Management Science 25 (1979) 73-78. Cohon JL.
        Multiobjective programming and planning. Academic Press 1978.
        """
        one, other = self.ends
        if self.flat:
            return [one], True
        found, waiting = [one, other], [(one, other)]
        while waiting and len(found) < most:
            waiting.sort(key=self._gap)
            left, right = waiting.pop()
            normal = self._normal(left, right)
            corner = self._corner(self._explorer.least(self._blend(normal)))
            below = normal @ (self._scaled(left) - self._scaled(corner))
            if below > _SAME and not (self._near(left, corner) or self._near(corner, right)):
                found.append(corner)
                waiting += [(left, corner), (corner, right)]
        return self._bent(sorted(found, key=lambda corner: (-corner.second, corner.first))), not waiting

    def _scaled(self, corner: Corner) -> np.ndarray:
        return (np.array([corner.first, corner.second]) - [self.ends[0].first, self.ends[1].second]) / self._size

    def _normal(self, left: Corner, right: Corner) -> np.ndarray:
        step = self._scaled(right) - self._scaled(left)
        normal = np.array([-step[1], step[0]])
        return normal / np.linalg.norm(normal)

    def _blend(self, normal: np.ndarray) -> np.ndarray:
        """Costs of a direction on the scaled axes, of the size of the first quantity's."""
        return normal[0] * self.weights[0] + normal[1] * self._size[0] / self._size[1] * self.weights[1]

    def _near(self, one: Corner, other: Corner) -> bool:
        return bool(np.abs(self._scaled(one) - self._scaled(other)).max() <= _SAME)

    def _gap(self, pair: tuple[Corner, Corner]) -> float:
        return float(np.linalg.norm(self._scaled(pair[0]) - self._scaled(pair[1])))

    def _bent(self, corners: list[Corner]) -> list[Corner]:
        """The points at which the front bends; a solve may also return one inside an edge."""
        kept = corners[:1]
        for place in range(1, len(corners) - 1):
            normal = self._normal(kept[-1], corners[place + 1])
            if normal @ (self._scaled(kept[-1]) - self._scaled(corners[place])) > _SAME:
                kept.append(corners[place])
        return [*kept, corners[-1]]


def knee(corners: list[Corner]) -> int | None:
    """Position of the point farthest below the chord of the two ends, axes scaled to the ends; None without a bend.

    Notes
    -----
    Das I. On characterizing the "knee" of the Pareto curve. Structural Optimization 18 (1999) 107-115.
    """
    if len(corners) < 3:
        return None
    points = np.array([[corner.first, corner.second] for corner in corners])
    span = np.abs(points[-1] - points[0])
    below = (np.abs(points - points[0]) / span) @ [-1.0, 1.0]  # gained in the second less spent in the first
    return int(np.argmax(below))
