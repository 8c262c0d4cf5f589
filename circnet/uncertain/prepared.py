"""Everything a sample needs, made once: the model, what is uncertain, how it acts, and the links planned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.model import Model, build
from circnet.coupling.solve import Point
from circnet.coupling.state import settled
from circnet.errors import UsageFault
from circnet.lp.bounds import implied_bounds
from circnet.park import Catalog, Park
from circnet.uncertain.deciding import Plan
from circnet.uncertain.hubs import hub_ways
from circnet.uncertain.inputs import uncertain_inputs
from circnet.uncertain.loaded import Loaded
from circnet.uncertain.sampling import Sampler
from circnet.uncertain.terms import UncertaintyTerms
from circnet.uncertain.worlds import Effects

__all__ = ["Prepared", "prepare"]


@dataclass(frozen=True)
class Prepared:
    """A park made ready for samples; it can be sent to other processes.

    Attributes
    ----------
    model
        The model at central figures.
    inputs
        `circnet.uncertain.inputs.uncertain_inputs`.
    effects
        How they act on the model.
    plan
        The links of the optimum at central figures, as `circnet.coupling.couple` chooses them.
    rho
        Correlation of inputs that move together.
    """

    model: Model
    inputs: pd.DataFrame
    effects: Effects
    plan: Plan
    rho: float

    def sampler(self) -> Sampler:
        """What turns points of the unit cube into values of the inputs."""
        return Sampler(self.inputs, self.rho)

    def network(self) -> Loaded:
        """A network of its own in the solver."""
        return Loaded(self.model, self.effects)

    def central(self) -> np.ndarray:
        """Central values of the inputs."""
        return self.inputs["central"].to_numpy(float)


def prepare(park: Park, catalog: Catalog, settings: Settings, terms: UncertaintyTerms) -> Prepared:
    """Solve a park at central figures and find what of it is uncertain.

    Raises
    ------
    Infeasible, Unbounded
        If it has no optimum at central figures.
    UsageFault
        If the objective is not cost, limits may give way, or links are decided by yes or no.
    """
    if settings.objective != "cost":
        raise UsageFault("not_in_money", settings.objective, "cost")
    if settings.yes_no or settings.relax:
        raise UsageFault("uncertain_plain", "--yes-no" if settings.yes_no else "--relax", "couple")
    model = build(park, catalog, settings)
    state = settled(model)
    plan = _plan(model, state.chosen, state.point, settings)
    hubs = hub_ways(model)
    inputs = uncertain_inputs(model, hubs, terms)
    return Prepared(model, inputs, Effects(model, hubs, inputs), plan, terms.rho)


def _plan(model: Model, chosen: np.ndarray, point: Point, settings: Settings) -> Plan:
    at = model.arcs["column"].to_numpy()
    free = (model.arcs["existing"] | model.arcs["listed"]).to_numpy(bool)
    return Plan(
        free=free,
        chosen=chosen,
        flow=np.where(chosen, point.values[at], 0.0),
        most=implied_bounds(model.program)[1][at],
        upkeep=np.where(free, 0.0, settings.transaction_cost),
    )
