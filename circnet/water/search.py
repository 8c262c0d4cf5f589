"""Networks whose outlets depend on what comes in: a bilinear problem, searched by branch and bound.

A box holds each outlet's quality between ``low`` and ``high``. Its relaxation bounds it from below. Holding outlets to
the ceiling ``high`` is a linear programme whose every solution works, since no real outlet is worse; drawing the
ceilings down to what outlets really had, round by round, can only improve it. The box with the least bound is split
where the relaxed masses differ most from one quality, until bound and network meet or enough boxes have been seen
(Quesada and Grossmann, Comput. Chem. Eng. 19 (1995) 1219, for networks of this kind).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from circnet.errors import Infeasible, SolverFailure
from circnet.water.case import Case
from circnet.water.outcome import qualities
from circnet.water.relaxation import Relaxed, alone, lowest, relax
from circnet.water.settle import Design, settle

__all__ = ["GAP", "Found", "search"]

GAP = 1e-6
"""Relative gap at which a network counts as the best there is."""
_BOXES = 60
_ROUNDS = 8
_STILL = 1e-7
"""An improvement below this share of the objective is none."""


@dataclass(frozen=True, eq=False)
class Found:
    """The best network found, and the bound below which there is none, in the programme's unit."""

    design: Design
    bound: float


@dataclass(frozen=True, eq=False)
class _Best:
    """A network with the ceilings that it keeps."""

    design: Design
    ceilings: np.ndarray


def search(case: Case) -> Found | None:
    """Search for the best network.

    Returns
    -------
    Found or None
        None where it is proven that no network works.

    Raises
    ------
    SolverFailure
        If nothing was found and nothing is proven.
    """
    low, high = lowest(case), case.quality
    try:
        root = relax(case, low, high)
    except Infeasible:
        return None
    floor = max([root.bound, *_alone(case)])
    best = _better(case, None, root, high)
    boxes = [(max(root.bound, floor), 0, low, high, root)]
    bound, seen = floor, 1
    while boxes and seen < _BOXES:
        bound, _, low, high, relaxed = boxes[0]
        if best is not None and _aim(case, best) - bound <= _tolerance(_aim(case, best)):
            break
        heapq.heappop(boxes)
        for below, above in _halves(case, low, high, relaxed):
            try:
                part = relax(case, below, above)
            except Infeasible:
                continue
            best = _better(case, best, part, above)
            heapq.heappush(boxes, (max(part.bound, floor), seen, below, above, part))
            seen += 1
    if best is None and not boxes:
        return None
    if best is None:
        raise SolverFailure("no_water_network", "HiGHS")
    bound = max(floor, boxes[0][0]) if boxes else _aim(case, best)
    return Found(_lean(case, best), min(bound, _aim(case, best)))


def _aim(case: Case, best: _Best) -> float:
    return best.design.aims[case.settings.objective]


def _tolerance(value: float) -> float:
    return GAP * max(1e-3, abs(value))


def _alone(case: Case) -> list[float]:
    """Bounds of each limit alone, where they hold: operations only, and flows free to go round them."""
    free = case.settings.objective == "fresh" or not case.arcs["cost"].any()
    if not free or case.units.treats.any() or (case.units.load < 0).any():
        return []
    return [alone(case, place) for place in range(len(case.keys))]


def _halves(case: Case, low: np.ndarray, high: np.ndarray, relaxed: Relaxed) -> list[tuple[np.ndarray, np.ndarray]]:
    """Split a box at the outlet whose relaxed masses differ most from one quality; nothing where none differs."""
    giver = case.arcs["giver"].to_numpy()
    real = qualities(case, relaxed.flows)
    made = (case.givers["unit"].to_numpy() >= 0)[giver]
    error = np.abs(relaxed.masses - np.where(made[:, None], relaxed.flows[:, None] * real[giver], 0.0))
    total = np.zeros_like(case.quality)
    np.add.at(total, giver, np.nan_to_num(error))
    bottom = np.where(np.isfinite(low), low, np.fmin(real, high) - np.abs(high) - 1.0)
    width = np.nan_to_num(high - bottom)
    scale = np.nanmax(np.abs(case.quality), axis=0, initial=0.0)
    score = np.where(width > 1e-9 * np.maximum(scale, 1e-300), total / np.where(scale > 0, scale, 1.0), 0.0)
    place = np.unravel_index(int(np.argmax(score)), score.shape)
    if score[place] <= 0.0:
        return []
    at = np.clip(real[place], bottom[place] + 0.2 * width[place], bottom[place] + 0.8 * width[place])
    lower, upper = high.copy(), low.copy()
    lower[place], upper[place] = at, at
    return [(low, lower), (upper, high)]


def _better(case: Case, best: _Best | None, relaxed: Relaxed, high: np.ndarray) -> _Best | None:
    """The best of what was known and what the ceilings of a box, or the qualities of its relaxation, give."""
    real = qualities(case, relaxed.flows)
    starts = [high]
    if best is None:
        starts.append(np.where(np.isnan(case.quality), np.nan, np.fmin(real, case.quality)))
    found = [one for start in starts if (one := _improved(case, start)) is not None]
    for one in found:
        best = one if best is None or _beats(case, one, best) else best
    return best


def _beats(case: Case, one: _Best, other: _Best) -> bool:
    """Whether the first aim on which two networks differ is better; in a later aim nothing is proven."""
    for name, value in one.design.aims.items():
        before = other.design.aims[name]
        if abs(value - before) > _STILL * max(1e-3, abs(before)):
            return value < before
    return False


def _improved(case: Case, ceilings: np.ndarray) -> _Best | None:
    """Solve, read the real outlets, hold those in use to that, until nothing improves; None if nothing works."""
    best: _Best | None = None
    giver = case.arcs["giver"].to_numpy()
    for _ in range(_ROUNDS):
        try:
            design = settle(case, ceilings, few=False)
        except Infeasible:
            return best
        new = _Best(design, ceilings)
        if best is not None and not _beats(case, new, best):
            return best
        best = new
        used = np.bincount(giver, design.flows, len(case.givers)) > 0
        real = np.fmin(qualities(case, design.flows), ceilings)
        ceilings = np.where(used[:, None] & ~np.isnan(case.quality), real, case.quality)
    return best


def _lean(case: Case, best: _Best) -> Design:
    """The same with fewer connections, where that costs nothing."""
    lean = settle(case, best.ceilings)
    return (
        lean if lean.aims[case.settings.objective] <= _aim(case, best) + _tolerance(_aim(case, best)) else best.design
    )
