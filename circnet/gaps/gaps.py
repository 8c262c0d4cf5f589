"""Everything about the gaps of a park in one run: candidates, orphans, chains, bridges, and the best set."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from circnet.coupling.result import records
from circnet.coupling.settings import Settings
from circnet.gaps.alone import scales
from circnet.gaps.bridges import bridges, hyperarcs
from circnet.gaps.candidates import Candidates, value_best
from circnet.gaps.chains import chains, planned_in
from circnet.gaps.orphans import orphans_of
from circnet.gaps.screen import Progress, Screen, screen
from circnet.gaps.sets import PlantSet, best_set
from circnet.park import Catalog, Park
from circnet.pieces import Machines

MOST_BRIDGES = 3
"""Bridges shown per need."""


@dataclass(frozen=True)
class Gaps:
    """The gaps of a park.

    Attributes
    ----------
    candidates
        Plants valued, best first; `circnet.gaps.candidates.Candidates`.
    orphans
        `circnet.gaps.orphans.orphans_of`.
    chains
        `circnet.gaps.chains.chains`.
    bridges
        `circnet.gaps.bridges.bridges`, the cheapest of each need.
    planned
        What the park plans: ``technology, firm, source, rank`` (that of the technology it is
        a variant of; NaN: ruled out, or not of the catalog).
    best
        The best set of plants; None where it was not asked.
    """

    candidates: Candidates
    orphans: pd.DataFrame
    chains: pd.DataFrame
    bridges: pd.DataFrame
    planned: pd.DataFrame
    best: PlantSet | None = None

    def to_dict(self) -> dict[str, object]:
        """All as plain values; what is not known is None."""
        tables = {name: records(getattr(self, name)) for name in ("orphans", "chains", "bridges", "planned")}
        found = {**self.candidates.to_dict(), **tables}
        if self.best is not None:
            found["set"] = {"adds": self.best.adds, "gap": self.best.gap, "plants": records(self.best.plants)}
        return found


def gaps(  # noqa: PLR0913, PLR0917
    park: Park,
    catalog: Catalog,
    settings: Settings | None = None,
    top: int = 10,
    together: int = 0,
    progress: Progress | None = None,
    machines: Machines | None = None,
) -> Gaps:
    """Find the gaps of a park.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the objective is cost.
    top
        How many candidates are valued by a full re-solve.
    together
        Most plants in the best set; 0 for no set.
    progress
        Told stage and share done; what it raises stops the work.
    machines
        Where candidates are valued; in this process if absent.

    Raises
    ------
    UsageFault, Infeasible, Unbounded, SolverFailure
        As `circnet.gaps.candidates.candidates`.
    """
    settings = settings or Settings()
    found = screen(park, catalog, settings, (), progress)
    valued = value_best(found, settings, top, progress, machines)
    best = best_set(found, settings, together) if together > 0 else None
    effective = found.model.case.catalog
    planned = planned_in(park)
    rank = pd.Series(range(1, len(found.ranked) + 1), index=found.ranked["technology"])
    base = planned["technology"].map(scales(effective)["base"])
    place = planned["technology"].map(rank).fillna(base.map(rank)).astype(float)
    planned = planned.rename(columns={"enterprise": "firm"}).assign(rank=place)
    return Gaps(
        valued, orphans_of(found.crossing, effective), chains(found.model, found.crossing, found.ranked),
        bridges_of(found, settings), planned, best,
    )  # fmt: skip


def bridges_of(found: Screen, settings: Settings) -> pd.DataFrame:
    """The cheapest bridges from what is disposed of or sold to what is bought or lacking, a few per need."""
    catalog, border = found.model.case.catalog, found.crossing
    goods = catalog.commodities.set_index("id")
    real = border[~border["way"].isin(["idle", "link"])]
    real = real[~real["commodity"].map(goods["kind"]).isin(["electricity", "water", "heat", "emission", "ambient"])]
    had = catalog.prices.groupby("commodity")["buy"].min().dropna()
    listed = goods["price"]
    within = set(real.loc[real["side"] == "offered", "commodity"])
    stated = listed[listed.index.isin(within) | goods["kind"].isin(["heat", "water"])]
    made = set(catalog.recipes.loc[catalog.recipes["coefficient"] > 0, "commodity"])
    prices = had.combine_first(stated)
    outputs = listed[
        listed.index.isin(made - set(catalog.recipes.loc[catalog.recipes["coefficient"] < 0, "commodity"]))
    ]
    arcs = hyperarcs(catalog, prices.combine_first(outputs), settings.discount_rate)
    sides = {side: sorted(set(part["commodity"])) for side, part in real.groupby("side")}
    table = bridges(arcs, sides.get("offered", []), sides.get("wanted", []))
    return table.groupby("need", sort=True).head(MOST_BRIDGES).reset_index(drop=True)
