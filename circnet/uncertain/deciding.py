"""Which links pay in one world, and what each is worth there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from circnet.coupling.listing import FLOW_TOLERANCE, solve_without
from circnet.coupling.solve import Point
from circnet.coupling.state import baseline
from circnet.errors import Infeasible, Unbounded
from circnet.uncertain.loaded import Loaded
from circnet.uncertain.worlds import World

__all__ = ["INFEASIBLE", "OPTIMAL", "UNBOUNDED", "Outcome", "Plan", "live", "planned_cost"]

OPTIMAL, INFEASIBLE, UNBOUNDED = 0, 1, 2
_WORTH_LOOKING = 0.1
"""Share of the cost of keeping a link by which the planned links must do better before they are looked at anew."""


@dataclass(frozen=True)
class Plan:
    """What is decided before a world is known.

    Attributes
    ----------
    free
        Arcs that are open in every world and cost nothing to keep: existing ones and those by hand.
    chosen
        New links that are built, boolean per arc.
    flow
        What each arc was planned to carry; its line is built for that.
    most
        The most that each arc could carry, units a year (inf for no bound known).
    upkeep
        Yearly cost of keeping each arc if it is a new link, CNY/a.
    """

    free: np.ndarray
    chosen: np.ndarray
    flow: np.ndarray
    most: np.ndarray
    upkeep: np.ndarray


@dataclass(frozen=True)
class Outcome:
    """What one world brings; figures are NaN where there is no solution.

    Attributes
    ----------
    status
        `OPTIMAL`, `INFEASIBLE` or `UNBOUNDED`.
    cost, unexplained
        Net cost with the links that pay, and what is unexplained at the catalog's prices, CNY/a.
    saving, saving_unexplained
        Less than with the existing links alone.
    regret
        What the planned links, with their lines built and flows at their best, cost more than those that pay here.
    current, least
        Yearly cost with the existing links alone (inf where that has no solution), and of the better of the links that
        pay here and the planned ones, lines and upkeep among it; both with what is unexplained.
    flow, worth
        Per arc: what it carries, and what it saves in concert (NaN for arcs that are existing or unused).
    """

    status: int
    cost: float
    unexplained: float
    saving: float
    saving_unexplained: float
    regret: float
    current: float
    least: float
    flow: np.ndarray
    worth: np.ndarray


def live(network: Loaded, world: World, plan: Plan) -> Outcome:
    """Decide in a world which links pay, and compare with the planned ones.

    All candidates enter at the least they could cost per unit, line and upkeep spread over the most they could
    carry; those that are then used, and the planned ones, are valued each by a solve without it. The worst that does
    not cover its upkeep goes, until all do. Where the planned links alone, as they are built, do better than these,
    the same is done from them. Regret is against the best of the sets looked at.
    """
    network.enter(world)
    built = plan.chosen & ~plan.free
    try:
        before = baseline(network)
        kept, point, worth = _sweep(network, plan, _entrants(network, plan) | built)
    except (Infeasible, Unbounded) as error:
        nothing = np.full(len(plan.free), np.nan)
        return Outcome(UNBOUNDED if isinstance(error, Unbounded) else INFEASIBLE, *(np.nan,) * 7, nothing, nothing)
    here, planned = point.total + float(plan.upkeep[kept].sum()), planned_cost(network, plan)
    if planned < here - _WORTH_LOOKING * plan.upkeep.max(initial=0.0):
        fewer, state, values = _sweep(network, plan, built)
        there = state.total + float(plan.upkeep[fewer].sum())
        if there < here:
            here, point, worth = there, state, values
    return Outcome(
        status=OPTIMAL, cost=point.real, unexplained=point.unexplained,
        saving=np.nan if before is None else before.real - point.real,
        saving_unexplained=np.nan if before is None else before.unexplained - point.unexplained,
        regret=planned - min(here, planned) if np.isfinite(planned) else np.inf,
        current=np.inf if before is None else before.total, least=min(here, planned),
        flow=network.flows(point.values, FLOW_TOLERANCE), worth=worth,
    )  # fmt: skip


def planned_cost(network: Loaded, plan: Plan) -> float:
    """Cost of the planned links in the world the network is in, CNY/a; inf where they leave no solution.

    Their lines and upkeep are due whatever flows; what is unexplained has the catalog's price.
    """
    network.price_arcs(network.freight)
    network.open_only(plan.free | plan.chosen)
    try:
        point = network.solve()
    except Infeasible:
        return np.inf
    built = plan.chosen & ~plan.free
    return point.total + float((plan.upkeep + network.line_costs(plan.flow))[built].sum())


def _entrants(network: Loaded, plan: Plan) -> np.ndarray:
    """New links that are used when each costs the least it could."""
    bounded = np.isfinite(plan.most) & (plan.most > 0)
    most = np.where(bounded, plan.most, 1.0)
    network.price_at(np.zeros(len(most)))
    spread = (network.line_costs(most) + plan.upkeep) / most
    network.price_arcs(np.where(bounded, network.freight + spread, network.arc_prices()))
    network.open_only(np.ones(len(plan.free), dtype=bool))
    return (network.flows(network.solve().values, FLOW_TOLERANCE) > 0) & ~plan.free


def _sweep(network: Loaded, plan: Plan, kept: np.ndarray) -> tuple[np.ndarray, Point, np.ndarray]:
    """Drop links that do not cover line and upkeep until all do; with the state, and what each link is worth in it."""
    kept = kept.copy()
    while True:
        network.open_only(plan.free | kept)
        network.price_at(network.flows(network.solve().values, FLOW_TOLERANCE))
        point = network.solve()
        busy = (network.flows(point.values, FLOW_TOLERANCE) > 0) & ~network.existing
        kept &= busy
        worth = np.full(len(kept), np.nan)
        for arc in np.flatnonzero(busy):
            worth[arc] = _worth(network, plan.free | kept, int(arc), point)
        failing = np.flatnonzero(kept & (worth < plan.upkeep))
        network.open_only(plan.free | kept)
        if not len(failing):
            return kept, point, worth
        for place, arc in enumerate(failing[np.argsort(worth[failing] - plan.upkeep[failing], kind="stable")]):
            if place:  # an earlier drop may have made this one worth keeping
                network.open_only(plan.free | kept)
                if _worth(network, plan.free | kept, int(arc), network.solve()) >= plan.upkeep[arc]:
                    continue
            kept[arc] = False


def _worth(network: Loaded, open_arcs: np.ndarray, arc: int, point: Point) -> float:
    without = solve_without(network, open_arcs, arc)
    return np.inf if without is None else without.total - point.total
