"""The solved states of a park that indicators are told of: with the links that exist, and with those that pay."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.solve import Network, Point
from circnet.coupling.state import State, baseline, settle_in_money
from circnet.park import Catalog, Park
from circnet.progress.figures import FIGURE_COLUMNS
from circnet.progress.standards import Standards
from circnet.progress.sums import Sums

__all__ = ["FlowModel", "solve"]

_POOR = "D"


@dataclass(frozen=True, eq=False)
class FlowModel:
    """A park's flow model, solved.

    Attributes
    ----------
    state
        The network, settled on the links that pay.
    today
        The state with existing links only; None where that has no solution.
    standards
        What is counted.
    """

    state: State
    today: Point | None
    standards: Standards

    @property
    def network(self) -> Network:
        """The loaded model."""
        return self.state.network

    @cached_property
    def sums(self) -> Sums:
        """Sums over its columns."""
        return Sums(self.network.model, self.standards)

    @property
    def year(self) -> int:
        """Year of the park's data; 0 where the park does not say."""
        return self.network.model.case.park.info.year or 0

    @cached_property
    def basis(self) -> str:
        """`derived`, or `estimated` where more than half of the units that run rest on estimates (grade D)."""
        units = self.network.model.case.units
        poor = units["grade"].replace("", _POOR).eq(_POOR)
        return "estimated" if len(units) and poor.mean() > 0.5 else "derived"

    def figures(self, point: Point) -> pd.DataFrame:
        """Return the figures of a solved state, `circnet.progress.figures.FIGURE_COLUMNS`; origin ``model``."""
        values = self.sums.values(self.network, point)
        known = [name for name in values if name in self.standards.units]
        table = pd.DataFrame({"variable": known, "year": self.year, "value": [values[name] for name in known]})
        units = [self.standards.units[name] for name in known]
        return table.assign(unit=units, basis=self.basis, source="", note="", origin="model")[FIGURE_COLUMNS]

    def with_links(self, chosen: np.ndarray) -> Point:
        """Solve with the existing links and some others (boolean per arc)."""
        self.network.open_only(self.network.model.arcs["existing"].to_numpy() | chosen)
        return self.network.solve()


def solve(park: Park, catalog: Catalog, standards: Standards, settings: Settings | None = None) -> FlowModel | None:
    """Solve a park's flow model; None for a park without units and ports, of which there is nothing to solve.

    Raises
    ------
    Infeasible, Unbounded
        If there is no optimum.
    SolverFailure
        If the solver failed.
    UsageFault
        If the objective is not cost.
    """
    if park.units.empty and park.ports.empty:
        return None
    state = settle_in_money(park, catalog, settings)
    before = baseline(state.network)
    state.network.open_only(state.open_arcs)
    return FlowModel(state, before, standards)
