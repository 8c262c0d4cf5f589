"""The space of good networks: those that cost at most a little more than the optimum.

What a network costs here counts each new link as a real one: its line at what it carries and the yearly cost of
keeping it. Both are concave in the flow, so the space is bounded by their linear envelope from below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling.families import priced
from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.state import State
from circnet.coupling.ties import standing
from circnet.errors import Unbounded
from circnet.scenario.explorer import PENALTY, Explorer, measure

LINK = ["from", "to", "commodity", "mode"]


@dataclass(frozen=True)
class GoodNetworks:
    """Networks whose cost and unexplained amounts exceed the optimum's by no more than a budget.

    Attributes
    ----------
    explorer
        The programme with every candidate open and the measures ``cost`` and ``unexplained`` capped.
    potential
        The most each arc could carry at any cost, units a year; inf: no limit.
    budget
        In units of the objective.
    """

    explorer: Explorer
    potential: np.ndarray
    budget: float


def good_networks(state: State, budget: float) -> GoodNetworks:
    """Return the space of good networks around an optimum.

    A new link a with line cost ``C(f)`` and keeping cost ``T`` is charged ``(C(M_a) + T) / M_a`` per unit, M_a the
    most it could carry: no more than it truly costs at any flow, so no network that is good is left out, and what is
    in every network of this space is in every good one. Existing and hand-given links have their plain cost.
    """
    network = state.network
    arcs = network.model.arcs
    columns = arcs["column"].to_numpy()
    program = standing(network, np.ones(len(arcs), dtype=bool))
    potential = _potential(Explorer(program, []), columns, len(program.columns))
    objective = program.columns["objective"].to_numpy(float, copy=True)
    if network.model.case.settings.objective == "cost":
        most = np.where(np.isfinite(potential), np.maximum(potential, FLOW_TOLERANCE), np.inf)
        keeping = np.where(_counted(state), network.model.case.settings.transaction_cost / most, 0.0)
        line = np.where(np.isfinite(most), priced(arcs, np.where(np.isfinite(most), most, 1.0)), 0.0)
        objective[columns] += arcs["cost"].to_numpy(float) + line + keeping - network.arc_prices()
    upper = program.columns["upper"].to_numpy(float, copy=True)
    upper[columns[potential <= FLOW_TOLERANCE]] = 0.0
    values = state.point.values
    measures = [
        measure("cost", objective, values),
        measure("unexplained", program.columns["penalty"].to_numpy(float), values, least_unit=PENALTY),
    ]
    explorer = Explorer(replace(program, columns=program.columns.assign(upper=upper)), measures)
    explorer.cap("cost", full_cost(state, values) + budget)
    explorer.cap("unexplained", measures[1].centre)
    return GoodNetworks(explorer, potential, budget)


def most_on(space: Explorer, size: int, column: int) -> np.ndarray | None:
    """The state that carries the most on a column; None where that has no limit."""
    costs = np.zeros(size)
    costs[column] = -1.0
    try:
        return space.least(costs)
    except Unbounded:
        return None


def _potential(anything: Explorer, columns: np.ndarray, size: int) -> np.ndarray:
    found = [(most_on(anything, size, int(column)), column) for column in columns]
    return np.array([np.inf if values is None else max(0.0, values[column]) for values, column in found], dtype=float)


def _counted(state: State) -> np.ndarray:
    """New links with a yearly cost of keeping them: neither existing nor given by hand."""
    arcs: pd.DataFrame = state.network.model.arcs
    return ~(arcs["existing"] | arcs["listed"]).to_numpy()


def full_cost(state: State, values: np.ndarray) -> float:
    """Value of the objective with each new link in use at its line's true cost and the yearly cost of keeping it."""
    model = state.network.model
    cost = float(model.column("objective") @ values)
    if model.case.settings.objective != "cost":
        return cost
    arcs = model.arcs
    flow = values[arcs["column"].to_numpy()]
    in_use = flow > FLOW_TOLERANCE
    true = arcs["cost"].to_numpy(float) + np.where(in_use, priced(arcs, np.where(in_use, flow, 1.0)), 0.0)
    kept = model.case.settings.transaction_cost * float((in_use & _counted(state)).sum())
    return cost + float((true - model.money[arcs["column"].to_numpy()]) @ flow) + kept
