"""What each firm can give and needs per heat grade, and the ports that tell the coupling programme.

A firm first recovers heat within itself; the rest of its grand composite curve is served by and given to the grades of
`data/heat_grades.csv` at the least cost, which is the hottest grade first where a firm gives heat and the coldest first
where it needs it. Amounts are of a year: streams that run at different times count as simultaneous.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.heat.park_streams import park_streams
from circnet.heat.pinch import shifted
from circnet.heat.settings import HeatSettings
from circnet.heat.utilities import place, sides
from circnet.park import Catalog, Park, catalog_of
from circnet.park.reference import reference_table
from circnet.schema import PARK_TABLES
from circnet.types import GRADES

__all__ = ["HeatPorts", "grade_table", "heat_by_grade", "heat_ports", "with_ends", "with_heat_ports"]

HOTTER, COLDER = "@hotter", "@colder"
"""Levels beyond all grades: furnaces above them, the surroundings below."""
_EDGE, _DEAR = 5000.0, 1e4
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True)
class HeatPorts:
    """What streams tell of a park's heat, beyond what recipes and ports tell already.

    Attributes
    ----------
    ports
        Rows in the columns of ports.csv: supplies up to the surplus, demands of the whole need, GJ a year; the basis is
        the weakest of the firm's streams.
    by_grade
        ``enterprise, commodity, direction, gj``: the same with what lies beyond all grades (``@hotter``, ``@colder``).
    streams
        The park's streams with ``counted``: blank, or why a stream is left out (`recipe`, `port`).
    """

    ports: pd.DataFrame
    by_grade: pd.DataFrame
    streams: pd.DataFrame


def grade_table(catalog: Catalog) -> pd.DataFrame:
    """Return the grades a catalog knows as utilities: ``name, role, supply_c, target_c, cost``.

    The cost is the catalog's price, CNY/GJ, so that worth decides where water that cools as it heats overlaps another
    grade; blank for all where one has no price.
    """
    table = reference_table("heat_grades")
    table = table[table["commodity"].isin(catalog.commodities["id"])]
    price = table["commodity"].map(catalog.commodities.drop_duplicates("id").set_index("id")["price"])
    table = table.assign(role="both", cost=price if price.notna().all() else np.nan)
    return table.rename(columns={"commodity": "name"})[["name", "role", "supply_c", "target_c", "cost"]]


def with_ends(grades: pd.DataFrame) -> pd.DataFrame:
    """Return grades with what lies beyond: a furnace above them, the surroundings below."""
    cost = [_DEAR, 0.0] if grades["cost"].notna().any() else [np.nan, np.nan]
    ends = pd.DataFrame({"name": [HOTTER, COLDER], "role": ["hot", "cold"], "supply_c": [_EDGE, -273.15],
                         "target_c": [_EDGE, -273.15], "cost": cost})  # fmt: skip
    return pd.concat([grades, ends], ignore_index=True) if len(grades) else ends


def heat_by_grade(streams: pd.DataFrame, grades: pd.DataFrame, settings: HeatSettings | None = None) -> pd.DataFrame:
    """Return what each firm can give and needs per grade after its own recovery.

    Parameters
    ----------
    streams
        As `circnet.heat.stream_table`.
    grades
        As `grade_table`.
    settings
        Least temperature difference, hours of streams that give none.

    Returns
    -------
    DataFrame
        ``enterprise, commodity, direction, gj``, GJ a year, direction `supply` or `demand`, amounts above zero; heat
        no grade can carry is at ``@hotter`` and ``@colder``.
    """
    settings = HeatSettings() if settings is None else settings
    hours = streams["hours"].fillna(settings.hours)
    yearly = streams.assign(duty_kw=streams["duty_kw"] * hours * 3.6e-3)
    levels = sides(with_ends(grades), settings)
    parts = [
        place(shifted(rows, settings), levels).assign(enterprise=firm)
        for firm, rows in yearly.groupby("enterprise", sort=True)
    ]
    columns = ["enterprise", "commodity", "direction", "gj"]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(direction=table["role"].map({"hot": "demand", "cold": "supply"}))
    table = table.rename(columns={"utility": "commodity", "duty_kw": "gj"})[columns]
    total = table.groupby("enterprise")["gj"].transform("sum")
    return table[table["gj"] > _NEGLIGIBLE * total].reset_index(drop=True)


def heat_ports(park: Park, catalog: Catalog, settings: HeatSettings | None = None) -> HeatPorts:
    """Return a park's surplus and need of heat per grade as ports, without what recipes and ports tell already.

    A stream of a unit is left out where the unit's recipe makes heat (hot streams) or uses heat or fuel (cold
    streams): it is that heat. A stream of no unit is left out where the firm has a port of heat on that side. Cold
    streams of streams.csv whose unit burns fuel are no need of the firm's, but they lessen what it can give: it
    recovers heat within itself first.

    Parameters
    ----------
    park, catalog
        The park and the whole catalog.
    settings
        Least temperature difference, hours of a year.
    """
    settings = HeatSettings() if settings is None else settings
    effective = catalog_of(park, catalog)
    streams = park_streams(park, catalog, settings).streams
    streams = streams.assign(counted=_told_already(streams, park, effective))
    rest = streams[streams["counted"] == ""]
    grades = grade_table(effective)
    table = heat_by_grade(rest, grades, settings)
    takers = (streams["counted"] == "recipe") & ~streams["hot"] & (streams["origin"] == "table")
    if takers.any():
        lessened = heat_by_grade(streams[(streams["counted"] == "") | takers], grades, settings)
        parts = [lessened[lessened["direction"] == "supply"], table[table["direction"] == "demand"]]
        table = pd.concat(parts).sort_values(["enterprise", "direction"], kind="stable", ignore_index=True)
    ports = table[~table["commodity"].isin([HOTTER, COLDER])]
    side = pd.Series(np.where(rest["hot"], "supply", "demand"), index=rest.index, name="direction")
    evidence = rest.groupby(["enterprise", side], sort=True)[["basis", "source"]].agg(
        {"basis": _weakest, "source": _all}
    )
    ports = ports.merge(evidence.reset_index(), on=["enterprise", "direction"], how="left")
    ports = ports.assign(maximum=ports["gj"], minimum=ports["gj"].where(ports["direction"] == "demand", 0.0))
    ports = ports.assign(grade=ports["basis"].map(GRADES))
    return HeatPorts(PARK_TABLES["ports"].frame(ports.drop(columns="gj")), table, streams)


def with_heat_ports(park: Park, ports: pd.DataFrame) -> Park:
    """Return the park with ports from its heat streams added."""
    if not len(ports):
        return park
    origin = park.enterprises.set_index("id")["park"] if "park" in park.enterprises else None
    added = ports if origin is None else ports.assign(park=ports["enterprise"].map(origin).fillna(""))
    return park.replace(ports=pd.concat([park.ports, added], ignore_index=True)[list(park.ports.columns)])


def _told_already(streams: pd.DataFrame, park: Park, catalog: Catalog) -> pd.Series:
    """Why a stream's heat is already in recipes or ports; blank where it is not."""
    goods = catalog.commodities.set_index("id")
    heat = set(goods.index[goods["kind"] == "heat"])
    fuels = heat | set(goods.index[goods["lhv_gj"].fillna(0.0) > 0])
    units = park.units.set_index("id")["technology"]
    technology = streams["unit"].map(units).fillna("")
    recipes = pd.concat([catalog.recipes, park.recipes], ignore_index=True)[["technology", "commodity", "coefficient"]]
    makes = set(recipes.loc[(recipes["coefficient"] > 0) & recipes["commodity"].isin(heat), "technology"])
    uses = set(recipes.loc[(recipes["coefficient"] < 0) & recipes["commodity"].isin(fuels), "technology"])
    gives = streams["unit"].isin(makes) | technology.isin(makes)
    takes = streams["unit"].isin(uses) | technology.isin(uses)
    ports = park.ports[park.ports["commodity"].isin(heat)]
    firms = {side: set(ports.loc[ports["direction"] == side, "enterprise"]) for side in ("supply", "demand")}
    stated = (
        streams["enterprise"].isin(firms["supply"]).where(streams["hot"], streams["enterprise"].isin(firms["demand"]))
    )
    by_recipe = streams["unit"].ne("") & gives.where(streams["hot"], takes)
    reason = pd.Series("", index=streams.index).mask(by_recipe, "recipe")
    return reason.mask(streams["unit"].eq("") & stated, "port")


def _weakest(basis: pd.Series) -> str:
    """The basis with the worst grade; blank counts as assumed."""
    return str(max(basis.replace("", "assumed"), key=lambda one: (GRADES.get(one, "D"), one)))


def _all(sources: pd.Series) -> str:
    return ";".join(sorted({one for text in sources for one in text.split(";") if one}))
