"""Candidate plants valued: the optimum of the park with each, less the optimum without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from circnet.coupling.choice import choose, first_state
from circnet.coupling.model import Model, build
from circnet.coupling.result import records
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Point
from circnet.errors import NoSolution
from circnet.gaps.alone import alone_margin, capital, scales
from circnet.gaps.economics import returns
from circnet.gaps.energy import energy_class
from circnet.gaps.kinds import closed_by, elements_of, kind_of
from circnet.gaps.partners import feedstock, outlets
from circnet.gaps.plants import with_plants
from circnet.gaps.screen import Progress, Screen, screen
from circnet.park import Catalog, Park

LEAST_SHARE = 0.01
"""Share of the least plant of a technology at which one is looked at that adds nothing by itself."""


@dataclass(frozen=True)
class Candidates:
    """New plants that a park could do with, best first.

    Attributes
    ----------
    summary
        ``park, candidates, proved`` (technologies that add nothing whatever their size, by reduced cost),
        ``ruled_out``, ``net_cost`` (CNY/a without a new plant).
    gaps
        ``rank, technology, kind`` (missing, by-product, extension, bottleneck), ``status`` (valued, or why not),
        ``enterprise, host, capacity, load`` (units of the reference good a year), ``unit, covers`` (share of the
        feedstock from inside, by value), ``products_inside``, ``saving`` (optimum without it less optimum with
        it, its annuity paid), ``value_here`` (the same), ``value_alone`` (at a market hub), ``adds`` (the
        difference), ``place`` (what neighbours add, as it ranks: `circnet.gaps.screen.Screen.ranked`), ``capex,
        annuity, npv, irr,
        payback_a, co2, waste, water`` (avoided in the park's accounts, t, t and m3 a year), ``energy_tce,
        electricity_mwh`` (used a year), ``energy_class, high_energy, score, evidence, signs, points_to``
        (`circnet.gaps.screen.Screen.ranked`), and ``elements``.
    feedstock, products
        ``technology, commodity, partner, inside, amount, unit, share, value``: from whom, to whom.
    economics
        `circnet.gaps.economics.returns`: low, central, high.
    ranked, ruled_out
        As `circnet.gaps.screen.Screen`.
    """

    summary: Mapping[str, object]
    gaps: pd.DataFrame
    feedstock: pd.DataFrame
    products: pd.DataFrame
    economics: pd.DataFrame
    closes: pd.DataFrame
    ranked: pd.DataFrame
    ruled_out: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "summary"}

    def to_dict(self) -> dict[str, object]:
        """Summary and tables as plain values; each gap carries its closes, partners and economics."""
        parts = {name: records(getattr(self, name)) for name in ("closes", "feedstock", "products", "economics")}
        rows = records(self.gaps.drop(columns="elements", errors="ignore"))
        elements = self.gaps["elements"].tolist() if len(self.gaps) else []
        for row, found in zip(rows, elements, strict=True):
            own = {
                name: [part for part in table if part["technology"] == row["technology"]]
                for name, table in parts.items()
            }
            row |= {name: [_bare(part) for part in table] for name, table in own.items()}
            row["elements"] = list(found)
        tables = {"ranked": records(self.ranked), "ruled_out": records(self.ruled_out)}
        return {**self.summary, "gaps": rows, **tables}


def _bare(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != "technology"}


def candidates(  # noqa: PLR0913, PLR0917
    park: Park,
    catalog: Catalog,
    settings: Settings | None = None,
    top: int = 10,
    technologies: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Candidates:
    """Value every technology of the catalog as a new plant in a park.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the objective is cost.
    top
        How many of the best are valued by a full re-solve.
    technologies
        Look at these alone; none for all.
    progress
        Told stage and share done; what it raises stops the work.

    Returns
    -------
    Candidates
        In the order of `circnet.gaps.screen.Screen.ranked`.

    Raises
    ------
    UsageFault
        If the objective is not cost or a technology is unknown.
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`, for the park without new plants.
    """
    settings = settings or Settings()
    return value_best(screen(park, catalog, settings, technologies, progress), settings, top, progress)


def value_best(found: Screen, settings: Settings, top: int = 10, progress: Progress | None = None) -> Candidates:
    """Value the first ``top`` of a ranking, each by a full re-solve of the park with it written in."""
    chosen = found.ranked.head(top)
    valued = []
    for place, row in enumerate(chosen.itertuples()):
        if progress is not None:
            progress("value", 0.6 + 0.4 * place / max(len(chosen), 1))
        valued.append(_valued(found, settings, row))
    return _read(found, settings, valued)


@dataclass(frozen=True)
class Valued:
    """A plant written into the park and solved again; without a model where that has no solution."""

    plant: pd.DataFrame
    rank: pd.Series
    model: Model | None
    point: Point | None


def plant_at(found: Screen, technology: str, size: float) -> pd.DataFrame:
    """Return the row of `with_plants` for one technology at a load, no smaller than its least plant."""
    least = float(np.nan_to_num(scales(found.model.case.catalog)["low"][technology], nan=0.0))
    load = size if size > 0 else LEAST_SHARE * least if least > 0 else 1.0
    row = found.plants[found.plants["technology"] == technology]
    return row.assign(capacity=max(load, least), throughput=load).reset_index(drop=True)


def _valued(found: Screen, settings: Settings, row: pd.Series) -> Valued:
    case = found.model.case
    rank = found.ranked.set_index("technology").loc[row.technology]
    plant = plant_at(found, row.technology, _load(found, row))
    try:
        network, first, _ = first_state(build(with_plants(case.park, case.catalog, plant), case.catalog, settings))
        choice = choose(network, first)
    except NoSolution:
        return Valued(plant, rank, None, None)
    return Valued(plant, rank, choice.network.model, choice.point)


def _load(found: Screen, row: pd.Series) -> float:
    """The size the linear programme gives; where nothing is added, the least plant's."""
    if row.load > 0:
        return float(row.load)
    return float(np.nan_to_num(scales(found.model.case.catalog)["low"][row.technology], nan=0.0))


def _read(found: Screen, settings: Settings, valued: list[Valued]) -> Candidates:
    catalog = found.model.case.catalog
    solved = [(one.model, one.point, _name(one)) for one in valued if one.model is not None and one.point is not None]
    gaps = pd.DataFrame([_row(found, settings, place + 1, one) for place, one in enumerate(valued)])
    tables = {
        "feedstock": _each(solved, feedstock), "products": _each(solved, outlets),
        "closes": _stack([closed_by(found, *one) for one in solved]),
    }  # fmt: skip
    economics = pd.DataFrame()
    if len(gaps):
        run = gaps.assign(size=gaps["load"], gain=gaps["saving"] + gaps["annuity"])
        economics = returns(run, catalog, settings.discount_rate)
        central = economics[economics["case"] == "central"].set_index("technology")
        for name in ("npv", "irr", "payback_a"):
            gaps[name] = central[name].reindex(gaps["technology"]).to_numpy()
    summary = {
        "park": found.model.case.park.info.id, "candidates": len(found.ranked),
        "proved": int(found.ranked["proved"].sum()), "ruled_out_count": len(found.ruled_out),
        "net_cost": found.point.total,
    }  # fmt: skip
    return Candidates(summary, gaps, economics=economics, ranked=found.ranked, ruled_out=found.ruled_out, **tables)


def _name(one: Valued) -> str:
    return str(one.plant["technology"].iloc[0])


def _each(solved: list[tuple[Model, Point, str]], reading: Callable[[Model, Point, str], pd.DataFrame]) -> pd.DataFrame:
    return _stack([reading(*one) for one in solved])


def _stack(tables: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0] if tables else pd.DataFrame()


def _row(found: Screen, settings: Settings, place: int, one: Valued) -> dict[str, object]:
    """One gap; figures of a plant without a solution stay unknown."""
    catalog, technology = found.model.case.catalog, _name(one)
    known = catalog.technologies.set_index("id").loc[technology]
    money = capital(catalog, settings.discount_rate).loc[technology]
    plant = one.plant.iloc[0]
    load, capacity = float(plant["throughput"]), float(plant["capacity"])
    annuity = float(money["annuity"]) * capacity
    alone = (float(alone_margin(catalog).get(technology, 0.0)) - float(money["om"])) * load - annuity
    unit = catalog.commodities.set_index("id")["unit"].get(known["reference"], "")
    row: dict[str, object] = {
        "rank": place, "technology": technology, "kind": "", "status": "no_solution", "enterprise": plant["enterprise"],
        "host": plant["host"], "capacity": capacity, "load": load, "unit": unit, "covers": np.nan,
        "products_inside": np.nan, "saving": np.nan, "value_here": np.nan, "value_alone": alone, "adds": np.nan,
        "place": float(one.rank["adds"]), "capex": float(money["capex"]) * capacity, "annuity": annuity, "npv": np.nan,
        "irr": np.nan, "payback_a": np.nan, "co2": np.nan, "waste": np.nan, "water": np.nan,
        "score": float(one.rank["score"]), "evidence": float(one.rank["evidence"]), "signs": one.rank["signs"],
        "points_to": one.rank["points_to"], "elements": (), **energy_class(catalog, technology, load),
    }  # fmt: skip
    if one.model is None or one.point is None:
        return row
    base, point = found.point, one.point
    saving = base.total - point.total - annuity
    taken, given = feedstock(one.model, point, technology), outlets(one.model, point, technology)
    row |= {
        "kind": kind_of(found, one.model, point, technology), "status": "valued", "saving": saving,
        "value_here": saving, "adds": saving - alone, "covers": _inside(taken), "products_inside": _inside(given),
        "co2": base.co2_t - point.co2_t, "waste": base.waste_t - point.waste_t, "water": base.water_m3 - point.water_m3,
        "elements": elements_of(found, one.model, point, technology),
    }  # fmt: skip
    return row


def _inside(table: pd.DataFrame) -> float:
    """Share of the value of goods that is exchanged with the park's firms; power, water and heat apart."""
    bulk = table[table["tied"]]
    whole = float(bulk["value"].sum())
    return float(bulk.loc[bulk["inside"], "value"].sum()) / whole if whole > 0 else 0.0
