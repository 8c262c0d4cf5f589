"""Where a link is at the margin: used just below a freight, unused just above it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.solve import Network, Point
from circnet.errors import Infeasible, Unbounded
from circnet.lp.highs_backend import Session

_STEPS = 40


@dataclass(frozen=True)
class Lens:
    """A settled network seen from one of its arcs.

    Attributes
    ----------
    network
        Priced as in the optimum.
    open_arcs
        Boolean per arc: open in the optimum.
    arc
        Position of the arc in question.
    cost
        What one unit on it costs to carry, CNY.
    keep
        What it must save to be kept, CNY/a.
    """

    network: Network
    open_arcs: np.ndarray
    arc: int
    cost: float
    keep: float

    @property
    def column(self) -> int:
        """Position of the flow's column."""
        return int(self.network.model.arcs.at[self.arc, "column"])

    @property
    def arriving(self) -> float:
        """Share of what is sent that arrives."""
        return 1.0 - float(self.network.model.arcs.at[self.arc, "loss"])

    def open(self, arc_open: bool) -> None:
        """Open or close the arc beside those of the optimum."""
        arcs = self.open_arcs.copy()
        arcs[self.arc] = arc_open
        self.network.open_only(arcs)

    def price(self, cost: float) -> None:
        """Set what one unit on the arc costs to carry."""
        prices = self.network.arc_prices().copy()
        prices[self.arc] = cost
        self.network.price_arcs(prices)

    def most(self) -> float:
        """The most that the arc could carry, whatever it costs."""
        self.open(True)
        program = self.network.program()
        wanted = np.zeros(len(program.columns))
        wanted[self.column] = -1.0
        try:
            return float(Session(program.with_costs(wanted)).solve().values[self.column])
        except Unbounded:
            return float("inf")

    def forced(self, amount: float) -> Point | None:
        """The optimum with the flow held at an amount; None where there is none."""
        self.open(True)
        self.network.hold(self.arc, amount, amount)
        try:
            return self.network.solve()
        except Infeasible:
            return None
        finally:
            self.open(True)

    def surplus_at(self, cost: float, shift: np.ndarray | None = None) -> tuple[float, float]:
        """What the link saves beyond what it must, and its flow, at a cost of carriage.

        ``shift``, CNY per unit, makes other columns dearer. Without flow the surplus is minus infinity.
        """
        self.price(cost)
        try:
            if shift is not None:
                self.network.price_columns(shift)
            self.open(True)
            point = self.network.solve()
            flow = float(point.values[self.column])
            if flow <= FLOW_TOLERANCE:
                return -np.inf, 0.0
            return (self._saving(point, shift) - self.keep if self.keep > 0 else 0.0), flow
        finally:
            self.price(self.cost)
            self.network.price_columns(np.zeros(len(self.network.model.program.columns)))

    def used_at(self, cost: float, shift: np.ndarray | None = None) -> bool:
        """Whether the link would be used, and kept; as `surplus_at`."""
        return self.surplus_at(cost, shift)[0] >= 0

    def _saving(self, point: Point, shift: np.ndarray | None) -> float:
        self.open(False)
        try:
            without = self.network.solve()
        except Infeasible:
            return np.inf
        change = 0.0 if shift is None else float(shift @ (without.values - point.values))
        return without.total - point.total + change

    def small(self, most: float) -> float:
        """A flow so small that no limit shows, and large enough to be told from nothing."""
        return max(min(1e-3, 1e-3 * most), 1e-6 * most) if np.isfinite(most) else 1e-3


def break_even_freight(lens: Lens, guess: float, most: float) -> tuple[float | None, bool]:
    """Find the freight below which the link is used and above which it is not, and whether solves confirm it.

    Parameters
    ----------
    lens
        The arc.
    guess
        Freight at which its first unit would pay.
    most
        The most it could carry.
    """
    scale = max(1.0, abs(guess), abs(lens.cost))
    if lens.keep > 0 and np.isfinite(most):
        guess = _kept_at(lens, guess - 1e-6 * scale - lens.keep / most)
    return _threshold(lens.used_at, guess, scale)


def _kept_at(lens: Lens, cost: float) -> float:
    """Newton steps to the freight at which the saving, convex in it with the flow as its slope, is what it must be."""
    for _ in range(_STEPS):
        surplus, flow = lens.surplus_at(cost)
        if flow <= 0 or not np.isfinite(surplus) or abs(surplus) <= 1e-9 * max(lens.keep, abs(cost) * flow):
            return cost
        cost += surplus / flow
    return cost


def break_even_price(lens: Lens, worth: float, freight: float) -> tuple[float | None, bool]:
    """Find what the good must cost the receiver elsewhere, at its gate, for the link to be just used.

    Parameters
    ----------
    lens
        The arc.
    worth
        What one unit more is worth at the receiver's gate without the link, CNY.
    freight
        The break-even freight.

    Returns
    -------
    price, checked
        CNY per unit arriving; None where the receiver has no other source, or no price brings the link in.
    """
    weights = elsewhere(lens)
    if not weights.any():
        return None, False
    rise = (lens.cost - freight) / lens.arriving

    def used(fall: float) -> bool:
        return lens.used_at(lens.cost, -fall * weights)

    found, checked = _threshold(used, -rise, max(1.0, abs(worth), abs(rise)))
    return (None if found is None else worth - found), checked


def elsewhere(lens: Lens) -> np.ndarray:
    """How much dearer each column gets per CNY by which the good gets dearer for the receiver, the link left out.

    Purchases, unexplained needs, what it makes itself and what arrives from others; what the receiver sells on earns
    more. Where the good only stands in for another, that other's sources count, one CNY over the ratio.
    """
    case, columns = lens.network.model.case, lens.network.model.program.columns
    row = lens.network.model.arcs.loc[lens.arc]
    sides = case.sides[(case.sides["enterprise"] == row["to"]) & (case.sides["commodity"] == row["commodity"])]
    goods = {row["commodity"]: 1.0}
    if sides["accepted"].any():
        mine = columns[columns["enterprise"].eq(row["to"]) & columns["commodity"].eq(row["commodity"])]
        pairs = case.catalog.substitutions.set_index(["accepts", "replaces"])["ratio"].fillna(1.0)
        replaced = mine.loc[mine["family"].isin(["accept", "downgrade"]), "item"]
        goods |= {good: 1.0 / float(pairs.get((row["commodity"], good), 1.0)) for good in replaced}
    return _sources(lens, columns, str(row["to"]), goods)


def _sources(lens: Lens, columns: pd.DataFrame, firm: str, goods: dict[str, float]) -> np.ndarray:
    arcs = lens.network.model.arcs
    weight = columns["commodity"].map(goods).fillna(0.0).to_numpy(float)
    sign = columns["family"].map({"buy": 1.0, "need": 1.0, "own": 1.0, "sell": -1.0}).fillna(0.0).to_numpy(float)
    result = np.where(columns["enterprise"] == firm, sign * weight, 0.0)
    into = (arcs["to"] == firm) & arcs["commodity"].isin(list(goods)) & (arcs.index != lens.arc)
    at = arcs.loc[into, "column"].to_numpy()
    result[at] = weight[at] * (1.0 - arcs.loc[into, "loss"].to_numpy(float))
    return result


def _threshold(used: Callable[[float], bool], guess: float, scale: float) -> tuple[float | None, bool]:
    """Find where ``used`` turns from true (below) to false (above), first at a guess, else by halving."""
    near = 1e-6 * scale
    if used(guess - near) and not used(guess + near):
        return guess, True
    low, high = guess - near, guess + near
    step = scale * 1e-3
    for _ in range(_STEPS):
        if used(low):
            break
        low, high, step = low - step, low, 2.0 * step
    else:
        return None, False
    step = scale * 1e-3
    for _ in range(_STEPS):
        if not used(high):
            break
        low, high, step = high, high + step, 2.0 * step
    else:
        return None, False
    while high - low > 0.1 * near:  # about forty solves
        middle = (low + high) / 2.0
        low, high = (middle, high) if used(middle) else (low, middle)
    found = (low + high) / 2.0
    return found, used(found - near) and not used(found + near)
