"""The heat streams of a park: its own table, the catalog's streams of each unit at its load, and heat in recipes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.errors import InputFaults
from circnet.heat.settings import HeatSettings
from circnet.heat.streams import STREAMS, stream_table
from circnet.park import Catalog, Park, catalog_of
from circnet.park.faults import errors_of
from circnet.park.reference import reference_table
from circnet.park.running import RUNNING, runs

__all__ = ["ParkStreams", "park_streams"]

KW_PER_GJ_H = 1e6 / 3600
"""kW of one GJ an hour."""


@dataclass(frozen=True)
class ParkStreams:
    """A park's heat streams.

    Attributes
    ----------
    streams
        As `circnet.heat.stream_table`, with ``unit, technology, season, basis, source``, and ``origin``: `table`
        (streams.csv), `catalog` (the technology's streams at the unit's load, spread over the hours of a year it runs)
        or `recipe` (steam or hot water a recipe uses or makes, where no stream tells that side of the unit: at the
        grade's own temperatures less or plus the least difference, so that just this grade serves it).
    left_out
        ``enterprise, unit, technology, streams``: units whose streams cannot be sized, since their load is not known.
    """

    streams: pd.DataFrame
    left_out: pd.DataFrame


def park_streams(park: Park, catalog: Catalog, settings: HeatSettings | None = None) -> ParkStreams:
    """Return the heat streams of a park.

    Parameters
    ----------
    park, catalog
        The park, and the whole catalog; the park's own tables are laid over it.
    settings
        Hours a year of a unit that does not say how long it runs.

    Returns
    -------
    ParkStreams
        Rows of the park's `streams.csv` first; where they name a unit, they stand in place of the catalog's streams of
        that unit.

    Raises
    ------
    InputFaults
        If a stream of the park has no duty or no side.
    """
    settings = HeatSettings() if settings is None else settings
    own = _of_table(park)
    units = _running(park)
    effective = catalog_of(park, catalog)
    base = effective.heat_streams
    listed = units.merge(base, on="technology", how="inner", suffixes=("_unit", ""))
    listed = listed[~listed["unit"].isin(set(own["unit"]) - {""})]
    sized = listed["throughput"].notna()
    kw = listed["duty_gj_per_unit"] * listed["throughput"] / settings.hours * KW_PER_GJ_H
    scaled = listed.assign(duty_kw=kw, hours=settings.hours, dt_contribution_k=np.nan, season="",
                           hot=listed["supply_c"] > listed["target_c"])[sized]  # fmt: skip
    told = pd.concat([own.assign(origin="table"), scaled.assign(origin="catalog")], ignore_index=True)
    columns = [*_columns(own), "unit", "technology", "season", "basis", "source", "origin"]
    untold = _in_recipes(units[units["throughput"].notna()], park, effective, settings)
    there = pd.MultiIndex.from_frame(told[["unit", "hot"]])
    untold = untold[~pd.MultiIndex.from_frame(untold[["unit", "hot"]]).isin(there)]
    parts = [part[columns] for part in (told, untold) if len(part)]
    streams = pd.concat(parts, ignore_index=True) if parts else told[columns]
    unknown = listed[~sized].groupby(["enterprise", "unit", "technology"], as_index=False).size()
    return ParkStreams(streams, unknown.rename(columns={"size": "streams"}))


def _in_recipes(units: pd.DataFrame, park: Park, catalog: Catalog, settings: HeatSettings) -> pd.DataFrame:
    """Streams of the heat grades that recipes use (cold) and make (hot); converters of heat have none of their own."""
    roles = catalog.technologies.drop_duplicates("id").set_index("id")["role"]
    grades = reference_table("heat_grades")[["commodity", "supply_c", "target_c"]]
    users = units[units["role"].ne("utility") & ~units["technology"].map(roles).isin(["utility"])]
    columns = ["commodity", "coefficient", "basis", "source"]
    lines = users.merge(catalog.recipes[["technology", *columns]], on="technology")
    own = park.recipes.rename(columns={"technology": "unit"})[["unit", *columns]]
    both = pd.concat([users.merge(own, on="unit"), lines], ignore_index=True).drop_duplicates(["unit", "commodity"])
    both = both.merge(grades, on="commodity")
    both = both[both["coefficient"] != 0]
    hot = both["coefficient"] > 0
    ends = pd.DataFrame(
        {"low": both[["supply_c", "target_c"]].min(axis=1), "high": both[["supply_c", "target_c"]].max(axis=1)}
    )
    ends = ends.add(np.where(hot, settings.dtmin_k, -settings.dtmin_k), axis=0)
    gj = both["coefficient"].abs() * both["throughput"]
    return both.assign(
        name=both["commodity"], hot=hot, supply_c=ends["high"].where(hot, ends["low"]),
        target_c=ends["low"].where(hot, ends["high"]), duty_kw=gj / settings.hours * KW_PER_GJ_H,
        dt_contribution_k=np.nan, hours=settings.hours, season="", origin="recipe",
    )  # fmt: skip


def _columns(table: pd.DataFrame) -> list[str]:
    return [name for name in table.columns if name not in ("unit", "technology", "season", "basis", "source")]


def _of_table(park: Park) -> pd.DataFrame:
    """The park's own streams, of firms that run."""
    rows = park.streams
    running = park.enterprises.loc[park.enterprises["status"].isin([*RUNNING, "unknown"]), "id"]
    rows = rows[rows["enterprise"].isin(running)]
    streams, faults = stream_table(rows[[name for name in STREAMS.columns if name in rows]], "streams.csv")
    if len(errors_of(faults)):
        raise InputFaults(faults)
    labels = rows[["unit", "season", "basis", "source"]].reset_index(drop=True)
    return streams.assign(technology="", **{name: labels[name] for name in labels})


def _running(park: Park) -> pd.DataFrame:
    """Units that run, with their load."""
    table = park.units
    columns = {"id": "unit", "enterprise": "enterprise", "technology": "technology", "throughput": "throughput",
               "role": "role"}  # fmt: skip
    return table.loc[runs(table), list(columns)].rename(columns=columns)
