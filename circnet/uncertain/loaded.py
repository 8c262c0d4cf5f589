"""A network that is carried from one world to the next: figures change, the model stays in the solver."""

from __future__ import annotations

import numpy as np

from circnet.coupling.model import Model
from circnet.coupling.solve import Network
from circnet.uncertain.worlds import Effects, World

__all__ = ["Loaded"]


class Loaded(Network):
    """A model in the solver whose figures are moved; every world is entered from the basis of the central one.

    ``model`` keeps the central figures: names, places and what is existing are read there, prices are not.

    Attributes
    ----------
    freight
        Cost of each arc without its line in the world entered last, CNY per unit sent.
    existing
        Boolean per arc.
    """

    def __init__(self, model: Model, effects: Effects) -> None:
        super().__init__(model)
        self.solve()
        self._basis = self._session.basis()
        self._entries = effects.entries[["row", "column"]].to_numpy(int)
        self._sized, self._sized_rows = effects.sized_columns, effects.sized_rows
        arcs = model.arcs
        self.freight = arcs["cost"].to_numpy(float)
        self.existing = arcs["existing"].to_numpy(bool)
        lined = (arcs["annuity_per_km"] > 0) & arcs["design_flow"].notna()
        self._design = arcs["design_flow"].where(lined, 1.0).to_numpy(float)
        self._yearly = np.where(lined, arcs["annuity_per_km"] * arcs["distance_km"].fillna(0.0), 0.0)
        self._exponent = arcs["exponent"].to_numpy(float)
        self._lines = np.ones(len(arcs))

    def enter(self, world: World) -> None:
        """Take the figures of a world, with all arcs open and each line priced at its design flow."""
        self.freight, self._lines = world.freight, world.lines
        self._money, self._first = world.money.copy(), world.money.copy()
        self._costs, self._worth = world.cost.copy(), world.worth
        self._lower, self._upper = world.lower.copy(), world.upper.copy()
        self._session.set_costs(self._costs)
        every = np.union1d(self._arcs, self._sized)
        self._session.set_bounds(every, self._lower[every], self._upper[every])
        rows = self._sized_rows
        self._session.set_row_bounds(rows, world.row_lower[rows], world.row_upper[rows])
        self._session.set_coefficients(self._entries[:, 0], self._entries[:, 1], world.coefficients)
        self._session.start_from(self._basis)

    def line_costs(self, flow: np.ndarray) -> np.ndarray:
        """Yearly cost of each arc's line if it carries ``flow``, CNY/a; 0 for arcs that need none.

        ``annuity_per_km * km * (flow / design_flow)^exponent``, as `circnet.coupling.families.priced` spreads it.
        """
        return self._lines * self._yearly * (flow / self._design) ** self._exponent

    def price_at(self, flow: np.ndarray) -> None:
        """Price each arc at the flow it carries, those that carry nothing at design flow."""
        at = np.where(flow > 0, flow, self._design)
        self.price_arcs(self.freight + self.line_costs(at) / at)

    def flows(self, values: np.ndarray, least: float) -> np.ndarray:
        """What each arc carries, 0 where it is no more than ``least``."""
        flow = values[self._arcs]
        return np.where(flow > least, flow, 0.0)
