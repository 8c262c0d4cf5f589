"""What is exported: a park, the run it is exported with, and its network."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from circnet.coupling import Coupling, Settings, couple
from circnet.park import Catalog, Park, catalog_of
from circnet.report.export.network import links_of, nodes_of

__all__ = ["Content", "gathered"]


@dataclass(frozen=True, eq=False)
class Content:
    """A park and its network as they are exported.

    Attributes
    ----------
    park, catalog, settings
        What was asked; ``catalog`` is the whole one.
    effective
        The catalog with the park's own rows on top.
    result
        The coupling run; None for the park as it is today.
    scenario
        Id of the scenario that park and settings are under; empty for none.
    nodes, links
        `circnet.report.export.network`.
    """

    park: Park
    catalog: Catalog
    settings: Settings
    effective: Catalog
    result: Coupling | None
    scenario: str
    nodes: pd.DataFrame
    links: pd.DataFrame

    @property
    def unplaced(self) -> pd.DataFrame:
        """Firms that no map can show: their place is not known."""
        firms = self.nodes[self.nodes["kind"] == "firm"]
        return firms[firms["lat"].isna() | firms["lon"].isna()]


def gathered(
    park: Park, catalog: Catalog, settings: Settings, *, scenario: str = "", today: bool = False
) -> Content:  # fmt: skip
    """Work out what is exported.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`.
    scenario
        Id of the scenario that the two are under.
    today
        Take the links as they stand; nothing is solved.

    Raises
    ------
    NoSolution, SolverFailure, UsageFault
        As `circnet.coupling.couple`.
    """
    effective = catalog_of(park, catalog)
    result = None if today else couple(park, catalog, settings)
    links = links_of(park, effective, settings, result)
    return Content(park, catalog, settings, effective, result, scenario, nodes_of(park, links), links)
