"""The waters of a park in a process of their own; everything comes back as plain tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from circnet.errors import CircnetError, Infeasible
from dashboards.progress import note
from dashboards.runs import Failure, asked, failure_of
from dashboards.studies import Study

if TYPE_CHECKING:
    from circnet.water import ParkWaters
    from dashboards.choices import Choices

__all__ = ["OBJECTIVES", "TREATMENTS", "water_study"]

OBJECTIVES: Final = ("fresh", "cost")
"""What is made least; the first is the usual."""
TREATMENTS: Final = ("", "allowed", "zero")
"""Whether what is given off may be treated, or must be until nothing is left; the first is the usual."""
_NO_QUALITY: Final = ("name", "flow", "cost")
_SHARE: Final = "share of "
_NETWORK: Final = ("flows", "givers", "takers", "inlets", "outlets")


def water_study(
    places: Sequence[Path], scenario: Path | None, choices: Choices, objective: str = "fresh", treat: str = ""
) -> Study | Failure:
    """Find which water of a park can go where, and how little has to be drawn anew.

    Parameters
    ----------
    places, scenario, choices
        As for `dashboards.runs.couple_parks`.
    objective
        Of `OBJECTIVES`.
    treat
        Of `TREATMENTS`: reverse osmosis and evaporation may treat what is given off; ``zero``: nothing is let go.

    Returns
    -------
    Study
        ``summary`` of `circnet.water.WaterNetwork` with ``feasible`` and ``needs``. Tables of the network; ``sources,
        sinks, existing, missing, assumed, left_out`` of the park's waters; ``targets`` (``property, fresh, waste,
        pinch``) with their ``curves`` and ``cascade`` for every property that is measured or assumed; ``conflicts``
        where nothing serves all.
    """
    from circnet.park import catalog_of, load_catalog
    from circnet.water import Settings, park_waters, reuse

    try:
        note("read")
        park, _ = asked(places, scenario, choices)
        catalog = load_catalog()
        waters = park_waters(park, catalog, zld=bool(treat))
        note("solve")
        settings = Settings(objective=objective, max_waste=0.0 if treat == TREATMENTS[-1] else None)
        tables = _of_park(waters)
        summary = {"needs": float(waters.sinks["flow"].sum()) if len(waters.sinks) else 0.0, "feasible": True}
        try:
            found = reuse(waters.sources, waters.sinks, settings, waters.treatments, links=waters.links)
            tables |= {name: getattr(found, name) for name in _NETWORK} | {"conflicts": pd.DataFrame()}
            summary |= dict(found.summary)
        except Infeasible as error:
            summary["feasible"] = False
            tables |= {name: pd.DataFrame() for name in _NETWORK} | {"conflicts": error.conflicts}
    except (CircnetError, OSError) as error:
        return failure_of(error)
    note("pack")
    goods = catalog_of(park, catalog).commodities.drop_duplicates("id")
    goods = goods[goods["kind"] == "water"]
    return Study(summary, tables, goods[["id", "name_zh", "name_en", "unit"]].reset_index(drop=True))


def _of_park(waters: ParkWaters) -> dict[str, pd.DataFrame]:
    """Tables of the park's waters, and the pinch of every property that is known."""
    names = ("sources", "sinks", "existing", "missing", "assumed", "left_out")
    return {name: getattr(waters, name) for name in names} | _targets(waters)


def _targets(waters: ParkWaters) -> dict[str, pd.DataFrame]:
    """Least fresh water of one property at a time, whoever is linked with whom; sources nobody measured stay out."""
    from circnet.water import water_target

    targets, curves, cascades = [], [], []
    qualities = [name for name in waters.sources if name not in _NO_QUALITY and not name.startswith(_SHARE)]
    for name in (one for one in qualities if one in waters.sinks and waters.sinks[one].notna().any()):
        plain = ["name", "flow", name]
        try:
            found = water_target(waters.sources[plain].dropna(subset=[name]), waters.sinks[plain])
        except Infeasible:  # nothing clean enough: the network names who is not served
            continue
        targets.append({"property": name, "fresh": found.fresh, "waste": found.waste, "pinch": list(found.pinch)})
        curves.append(found.curves.assign(property=name))
        cascades.append(found.cascade.assign(property=name))
    return {
        "targets": pd.DataFrame(targets, columns=["property", "fresh", "waste", "pinch"]),
        "curves": pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(),
        "cascade": pd.concat(cascades, ignore_index=True) if cascades else pd.DataFrame(),
    }
