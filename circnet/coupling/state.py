"""The state that a coupling run settles in: the network, which links stay open, and its optimum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from circnet.coupling.choice import choose, first_state
from circnet.coupling.listing import used
from circnet.coupling.model import Model, build
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Network, Point
from circnet.coupling.ties import break_ties
from circnet.errors import Infeasible, UsageFault
from circnet.park import Catalog, Park


@dataclass(frozen=True)
class State:
    """A settled network, priced as in its optimum.

    Attributes
    ----------
    network
        The loaded model.
    open_arcs
        Boolean per arc: existing and hand-given arcs and the new ones kept.
    point
        The optimum.
    """

    network: Network
    open_arcs: np.ndarray
    point: Point

    @property
    def chosen(self) -> np.ndarray:
        """New links in use, boolean per arc."""
        return used(self.network, self.point) & ~self.network.model.arcs["existing"].to_numpy()


def settle(park: Park, catalog: Catalog, settings: Settings) -> State:
    """Solve a park and decide which links stay, as `circnet.coupling.couple` does.

    Raises
    ------
    Infeasible, Unbounded
        If there is no optimum, naming enterprise, commodity and amount.
    SolverFailure
        If the solver failed.
    UsageFault
        If the objective is unknown.
    """
    return settled(build(park, catalog, settings))


def settle_in_money(park: Park, catalog: Catalog, settings: Settings | None) -> State:
    """Settle a park for a question about money; raises as `settle`, and UsageFault if the objective is not cost."""
    settings = settings or Settings()
    if settings.objective != "cost":
        raise UsageFault("not_in_money", settings.objective, "cost")
    return settle(park, catalog, settings)


def settled(model: Model) -> State:
    """Solve a model and decide which links stay; raises as `settle`."""
    network, first, _ = first_state(model)
    choice = choose(network, first)
    if model.case.settings.objective != "cost":
        return State(choice.network, choice.open_arcs, choice.point)
    choice.network.open_only(choice.open_arcs)
    tied = break_ties(choice.network, choice.open_arcs, choice.network.solve())
    return State(choice.network, choice.open_arcs, tied.point)


def baseline(network: Network) -> Point | None:
    """Solve with the existing links alone; None where that has no solution."""
    network.open_only(network.model.arcs["existing"].to_numpy())
    try:
        point = network.solve()
    except Infeasible:
        return None
    return point if network.model.case.settings.objective == "cost" else network.cheapest_at(point)
