"""The analysis: which water goes where, at least fresh water or at least cost.

Sources and sinks of known flow make a linear programme (El-Halwagi, Gabriel and Harell, Ind. Eng. Chem. Res. 42 (2003)
4319), exact for any number of contaminants. So do operations with a fixed load under one contaminant, whose outlet is
at its limit in some optimum (Savelski and Bagajewicz, Chem. Eng. Sci. 55 (2000) 5035). Where the quality of an outlet
depends on what comes in (several contaminants, removal ratios, rejects), quality times flow is bilinear. Then outlets
are held to ceilings that no real outlet exceeds, so that every network found works, and `circnet.water.search` says how
far from the best it can be.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from circnet.errors import Infeasible
from circnet.water.case import Case, Settings, assemble
from circnet.water.infeasible import explained
from circnet.water.outcome import WaterNetwork, read
from circnet.water.search import GAP, Found, search
from circnet.water.settle import settle

__all__ = ["reuse"]


def reuse(
    sources: pd.DataFrame,
    sinks: pd.DataFrame,
    settings: Settings | None = None,
    treatments: pd.DataFrame | None = None,
    operations: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
) -> WaterNetwork:
    """Find the network that serves all sinks with the least fresh water, or at the least cost.

    Parameters
    ----------
    sources
        ``name, flow`` (NaN: unlimited, as fresh water), one column per property; ``cost`` per unit of flow, ``lat,
        lon`` where known. A source of unknown quality (NaN) serves no sink that limits the property.
    sinks
        ``name, flow``, limits on the flow-weighted mean of what comes in, in columns of the same names (at most; at
        least for `Settings.at_least`) or with ``<=`` or ``>=`` behind the name; NaN for no limit.
    settings
        Choices of the run.
    treatments, operations
        Units, as `circnet.water.units.units_of` reads them. Treatments stand in the order of their train: what one
        gives may feed a later one, not an earlier one.
    links
        ``from, to, distance_km, cost`` (per unit of flow): where given, sources reach only the sinks they are linked
        with, at this cost of carriage.

    Returns
    -------
    WaterNetwork
        Flows, what is left over, quality at every inlet, and whether the optimum is proven.

    Raises
    ------
    Infeasible
        If some sink cannot be served, with the sinks and properties at fault in ``conflicts``.
    UsageFault
        If a setting names no property of the sources.
    SolverFailure
        If outlets depend on inlets and no network was found though none was ruled out.

    Examples
    --------
    >>> sources = pd.DataFrame({"name": ["fresh", "A"], "flow": [np.nan, 50.0], "ppm": [0.0, 100.0]})
    >>> sinks = pd.DataFrame({"name": ["B"], "flow": [80.0], "ppm": [50.0]})
    >>> found = reuse(sources, sinks)
    >>> found.summary["fresh"], found.summary["waste"]
    (40.0, 10.0)
    """
    settings = Settings() if settings is None else settings
    case = assemble(sources, sinks, settings, treatments, operations, links)
    if _exact(case):
        try:
            design = settle(case, case.quality)
        except Infeasible:
            raise explained(case) from None
        best = design.aims[settings.objective] * case.size
        return read(case, design.flows, {"fewest": design.fewest, "proven": True, "bound": best, "gap": 0.0})
    found = search(case)
    if found is None:
        raise explained(case)
    return read(case, found.design.flows, _facts(case, found))


def _exact(case: Case) -> bool:
    """Whether the programme with outlets at their ceilings is the whole truth.

    It is where outlets are fixed, or where one contaminant is taken up by operations and every flow may go round them.
    """
    units = case.units
    if not len(units.table) or not case.keys:
        return True
    if len(units.rejecting) or not units.fixed[units.treats].all():
        return False
    if units.treats.all():
        return True
    # operations: a pipe that costs, or is missing, or a load that cleans, could make it pay to stay below the limit
    free = case.settings.objective == "fresh" or not case.arcs["cost"].any()
    full = len(case.arcs) == len(case.givers) * len(case.takers) - _selves(case)
    return len(case.keys) == 1 and free and full and bool((units.load >= 0).all())


def _selves(case: Case) -> int:
    """Connections that no network has: of units with themselves, and of treatments against their train."""
    train = int(case.units.treats.sum())
    return len(case.units.table) + train * (train - 1) // 2


def _facts(case: Case, found: Found) -> dict[str, Any]:
    best = found.design.aims[case.settings.objective] * case.size
    bound = min(found.bound * case.size, best)
    proven = best - bound <= GAP * max(1e-3 * case.size, abs(best))
    gap = 0.0 if proven else (best - bound) / abs(best) if best else None
    return {"fewest": found.design.fewest and proven, "proven": proven, "bound": bound, "gap": gap}
