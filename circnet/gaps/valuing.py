"""One candidate plant valued: written into the park, solved again, and read into tables that travel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling.choice import choose, first_state
from circnet.coupling.model import Model, build
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Point
from circnet.errors import NoSolution
from circnet.gaps.alone import alone_margin, capital, scales
from circnet.gaps.energy import energy_class
from circnet.gaps.kinds import closed_by, elements_of, kind_of
from circnet.gaps.partners import feedstock, outlets
from circnet.gaps.plants import with_plants
from circnet.gaps.screen import Screen
from circnet.pieces import Answers

__all__ = ["plant_at", "valued"]

LEAST_SHARE = 0.01
"""Share of the least plant of a technology at which one is looked at that adds nothing by itself."""
_TEXTS = (
    "technology", "kind", "status", "enterprise", "host", "unit", "signs", "points_to", "energy_unit", "energy_class",
    "elements",
)  # fmt: skip
_PARTNERS = {
    "technology": "str", "commodity": "str", "partner": "str", "inside": "bool", "amount": "float64", "unit": "str",
    "share": "float64", "value": "float64", "tied": "bool",
}  # fmt: skip
_CLOSES = {
    **dict.fromkeys(("technology", "enterprise", "commodity", "side", "way"), "str"), "amount": "float64",
    "was": "float64", "unit": "str",
}  # fmt: skip


@dataclass(frozen=True)
class _Settled:
    """A plant written into the park and solved again."""

    model: Model
    point: Point
    technology: str


def plant_at(found: Screen, technology: str, size: float) -> pd.DataFrame:
    """Return the row of `with_plants` for one technology at a load, no smaller than its least plant."""
    least = float(np.nan_to_num(scales(found.model.case.catalog)["low"][technology], nan=0.0))
    load = size if size > 0 else LEAST_SHARE * least if least > 0 else 1.0
    row = found.plants[found.plants["technology"] == technology]
    return row.assign(capacity=max(load, least), throughput=load).reset_index(drop=True)


def valued(shared: tuple[Screen, Settings], place: int) -> Answers:
    """Value the plant at a place of a ranking by a full re-solve of the park with it written in.

    Returns
    -------
    Answers
        ``gaps`` (a row of `circnet.gaps.candidates.Candidates.gaps`, elements with ``;`` between), ``feedstock``,
        ``products`` and ``closes``; without rows where there is no solution.
    """
    found, settings = shared
    rank = found.ranked.iloc[place]
    plant = plant_at(found, str(rank["technology"]), _load(found, rank))
    settled = _settled(found, settings, plant)
    row = _row(found, settings, place + 1, plant.iloc[0], rank)
    partners, closes = [pd.DataFrame(columns=list(_PARTNERS))] * 2, pd.DataFrame(columns=list(_CLOSES))
    if settled is not None:
        partners = [read(settled.model, settled.point, settled.technology) for read in (feedstock, outlets)]
        closes = closed_by(found, settled.model, settled.point, settled.technology)
        row |= _figures(found, settled, row, *partners)
    gaps = pd.DataFrame([row]).astype(dict.fromkeys(_TEXTS, "str"))
    taken, given = (table.astype(_PARTNERS) for table in partners)
    return {"gaps": gaps, "feedstock": taken, "products": given, "closes": closes.astype(_CLOSES)}


def _settled(found: Screen, settings: Settings, plant: pd.DataFrame) -> _Settled | None:
    case = found.model.case
    try:
        network, first, _ = first_state(build(with_plants(case.park, case.catalog, plant), case.catalog, settings))
        choice = choose(network, first)
    except NoSolution:
        return None
    return _Settled(choice.network.model, choice.point, str(plant["technology"].iloc[0]))


def _load(found: Screen, rank: pd.Series) -> float:
    """The size the linear programme gives; where nothing is added, the least plant's."""
    if rank["load"] > 0:
        return float(rank["load"])
    return float(np.nan_to_num(scales(found.model.case.catalog)["low"][rank["technology"]], nan=0.0))


def _row(found: Screen, settings: Settings, place: int, plant: pd.Series, rank: pd.Series) -> dict[str, object]:
    """One gap without what a solution tells."""
    catalog, technology = found.model.case.catalog, str(plant["technology"])
    known = catalog.technologies.set_index("id").loc[technology]
    money = capital(catalog, settings.discount_rate).loc[technology]
    load, capacity = float(plant["throughput"]), float(plant["capacity"])
    annuity = float(money["annuity"]) * capacity
    alone = (float(alone_margin(catalog).get(technology, 0.0)) - float(money["om"])) * load - annuity
    unit = catalog.commodities.set_index("id")["unit"].get(known["reference"], "")
    return {
        "rank": place, "technology": technology, "kind": "", "status": "no_solution", "enterprise": plant["enterprise"],
        "host": plant["host"], "capacity": capacity, "load": load, "unit": unit, "covers": np.nan,
        "products_inside": np.nan, "saving": np.nan, "value_here": np.nan, "value_alone": alone, "adds": np.nan,
        "place": float(rank["adds"]), "capex": float(money["capex"]) * capacity, "annuity": annuity, "npv": np.nan,
        "irr": np.nan, "payback_a": np.nan, "co2": np.nan, "waste": np.nan, "water": np.nan,
        "score": float(rank["score"]), "evidence": float(rank["evidence"]), "signs": rank["signs"],
        "points_to": rank["points_to"], "elements": "", **energy_class(catalog, technology, load),
    }  # fmt: skip


def _figures(
    found: Screen, settled: _Settled, row: dict[str, object], taken: pd.DataFrame, given: pd.DataFrame
) -> dict[str, object]:  # fmt: skip
    """What a solution tells of a gap."""
    base, point, state = found.point, settled.point, (settled.model, settled.point, settled.technology)
    saving = base.total - point.total - float(row["annuity"])  # type: ignore[arg-type]
    return {
        "kind": kind_of(found, *state), "status": "valued", "saving": saving, "value_here": saving,
        "adds": saving - float(row["value_alone"]), "covers": _inside(taken),  # type: ignore[arg-type]
        "products_inside": _inside(given), "co2": base.co2_t - point.co2_t, "waste": base.waste_t - point.waste_t,
        "water": base.water_m3 - point.water_m3, "elements": ";".join(elements_of(found, *state)),
    }  # fmt: skip


def _inside(table: pd.DataFrame) -> float:
    """Share of the value of goods that is exchanged with the park's firms; power, water and heat apart."""
    bulk = table[table["tied"]]
    whole = float(bulk["value"].sum())
    return float(bulk.loc[bulk["inside"], "value"].sum()) / whole if whole > 0 else 0.0
