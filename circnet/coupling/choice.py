"""What a run settles on before links are valued: limits that give way, and which links are built."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling.infeasible import explain, relax
from circnet.coupling.listing import keep_what_pays, used
from circnet.coupling.model import Model
from circnet.coupling.result import Coupling
from circnet.coupling.solve import Network, Point
from circnet.coupling.yesno import Decision, counted, decide
from circnet.errors import Infeasible, NoSolution


@dataclass(frozen=True)
class Choice:
    """Which arcs stay open.

    Attributes
    ----------
    network
        The network as built: where links were decided by yes or no, with the lines chosen.
    open_arcs
        Boolean per arc.
    point
        Its solved state.
    decision
        How links were decided by yes or no; None where they were not.
    """

    network: Network
    open_arcs: np.ndarray
    point: Point
    decision: Decision | None = None


def first_state(model: Model) -> tuple[Network, Point, pd.DataFrame | None]:
    """Solve with all arcs open.

    Returns
    -------
    network, point, relaxed
        ``relaxed`` as `circnet.coupling.infeasible.relax` tells the limits that gave way; None where none had to.

    Raises
    ------
    Infeasible, Unbounded
        If there is no optimum, in the park's words; with ``relax`` only Unbounded.
    """
    network = Network(model)
    try:
        return network, network.solve(), None
    except NoSolution as error:
        if not (model.case.settings.relax and isinstance(error, Infeasible)):
            raise explain(model, error) from error
    loose, relaxed = relax(model)
    network = Network(loose)
    try:
        return network, network.solve(), relaxed
    except NoSolution as error:
        raise explain(loose, error) from error


def choose(network: Network, first: Point) -> Choice:
    """Decide which arcs stay open, from the state with all of them open."""
    model, settings = network.model, network.model.case.settings
    plain = (model.arcs["existing"] | model.arcs["listed"]).to_numpy()
    if settings.objective != "cost":
        point = network.cheapest_at(first)
        return Choice(network, plain | used(network, point), point)
    if settings.yes_no and (counted(settings) or not plain.all()):
        decision = decide(network)
        return Choice(decision.network, decision.open_arcs, decision.point, decision)
    return Choice(network, plain, first) if plain.all() else Choice(network, *keep_what_pays(network))


def told(result: Coupling, relaxed: pd.DataFrame | None, decision: Decision | None) -> Coupling:
    """Add what gave way, and how sure the choice of links is; the result as it is where neither was asked."""
    if relaxed is not None:
        result = replace(result, summary={**result.summary, "status": "relaxed"}, relaxed=relaxed)
    if decision is None:
        return result
    sure = {"mip_gap": decision.gap, "mip_bound": decision.bound, "mip_objective": decision.objective,
            "proven": decision.proven}  # fmt: skip
    return replace(result, summary={**result.summary, **sure}, links_built=decision.built)
