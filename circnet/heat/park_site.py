"""A park's heat as a site over the months of a year: who gives and needs what when, and what may be built.

Surplus is what a firm's streams leave after its own recovery, at the grade it can raise; a waste-heat boiler or an
exchanger brings it onto the grade. Each grade serves the cooler ones. Heat pumps, engines (ORC) and electric boilers
work between the temperatures of the grades at their share of Carnot (`data/heat_machines.csv`). Whoever needs heat has
a boiler of his own that costs the grade's price. Streams run all the year unless their season says otherwise; what is
heated in the season follows the degree days of the months (`data/heat_months.csv`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from circnet.heat.converters import engine, heat_pump
from circnet.heat.grades import COLDER, HOTTER, grade_table, heat_by_grade
from circnet.heat.park_streams import park_streams
from circnet.heat.seasons import degree_months
from circnet.heat.settings import HeatSettings
from circnet.heat.users import no_users
from circnet.network.freight import annuity_factor
from circnet.park import Catalog, Park, catalog_of
from circnet.park.reference import reference_table

__all__ = [
    "DISTRICT",
    "FEED",
    "LET_DOWN",
    "NEED",
    "USE",
    "WASTE",
    "SiteHeat",
    "YearSettings",
    "costs_of",
    "machines_of",
    "plain",
    "site_heat",
]

DISTRICT = "district_heat"
"""The good that users of a heating network take; its network is fed with `FEED`."""
FEED = "hot_water_95"
WASTE, NEED = "waste:", "need:"
"""Before a grade: heat that could be raised to it but has not been; heat used, which nobody sends on."""
USE, LET_DOWN = "use", "let_down"
"""Converters that are none: heat put to its use, and a grade in place of the next cooler one."""
_SINK_C = 20.0
"""Where engines cool, C."""


@dataclass(frozen=True)
class YearSettings:
    """Choices of a year of heat.

    Attributes
    ----------
    heat
        Least difference, hours of streams.
    prefecture
        Of the heating season; blank: the park's.
    discount_rate
        Of annuities, 1/a.
    line_cost
        Yearly cost of keeping one new line, CNY/a, whatever flows.
    stores
        Whether pits may be built at users of hot water.
    """

    heat: HeatSettings = field(default_factory=HeatSettings)
    prefecture: str = ""
    discount_rate: float = 0.08
    line_cost: float = 100_000.0
    stores: bool = True


@dataclass(frozen=True)
class SiteHeat:
    """What firms and users give and need over a year.

    Attributes
    ----------
    periods
        ``period, hours, heating, mean_c, weight`` (share of a season's heat).
    amounts
        ``enterprise, grade, direction, season, gj, own_cost, origin`` (streams, port, user): GJ a year; needs have
        `NEED` before their grade, supplies of streams `WASTE` before the one they could be raised to.
    beyond
        ``enterprise, direction, gj``: needs hotter than all grades (furnaces) and heat colder than all.
    left_out
        As `circnet.heat.park_streams`.
    """

    periods: pd.DataFrame
    amounts: pd.DataFrame
    beyond: pd.DataFrame
    left_out: pd.DataFrame

    def heat(self) -> pd.DataFrame:
        """Return ``enterprise, grade, direction, period, gj``: the amounts by month."""
        shares = self.periods.assign(year=self.periods["hours"] / self.periods["hours"].sum())
        each = self.amounts.merge(shares[["period", "year", "weight"]], how="cross")
        share = each["year"].where(each["season"] != "heating", each["weight"])
        each = each.assign(gj=each["gj"] * share)
        return each.groupby(["enterprise", "grade", "direction", "period"], as_index=False)["gj"].sum()


def site_heat(
    park: Park, catalog: Catalog, settings: YearSettings | None = None, users: pd.DataFrame | None = None
) -> SiteHeat:
    """Return a park's heat over the months.

    Parameters
    ----------
    park, catalog
        The park and the whole catalog.
    settings
        Least difference, prefecture.
    users
        As `circnet.heat.load_users`, besides the park's own.

    Raises
    ------
    UsageFault
        If the table of seasons does not know the prefecture.
    InputFaults
        If a stream of the park has no duty or no side.
    """
    settings = YearSettings() if settings is None else settings
    users = no_users() if users is None else users
    effective = catalog_of(park, catalog)
    grades = grade_table(effective)
    found = park_streams(park, catalog, settings.heat)
    season = found.streams["season"].replace("", "year")
    parts = []
    for name in ("year", "heating"):
        rows = heat_by_grade(found.streams[season == name], grades, settings.heat)
        parts.append(rows.assign(season=name, origin="streams"))
    table = pd.concat(parts, ignore_index=True).rename(columns={"commodity": "grade"})
    outside = table["grade"].isin([HOTTER, COLDER])
    beyond = table[outside].groupby(["enterprise", "direction"], as_index=False)["gj"].sum()
    streams = table[~outside]
    raised = (WASTE + streams["grade"]).where(streams["direction"] == "supply", streams["grade"])
    amounts = [streams.assign(grade=raised), _ports(park, grades, found.streams), _of_users(users)]
    columns = ["enterprise", "grade", "direction", "season", "gj", "own_cost", "origin"]
    both = pd.concat([part.reindex(columns=columns) for part in amounts if len(part)] or [_nothing(columns)])
    price = effective.commodities.drop_duplicates("id").set_index("id")["price"]
    needed = both["direction"] == "demand"
    own = both["own_cost"].fillna(both["grade"].map(price)).fillna(0.0).where(needed)
    both = both.assign(own_cost=own, grade=(NEED + both["grade"]).where(needed, both["grade"]))
    periods = degree_months(settings.prefecture or park.info.prefecture)
    return SiteHeat(periods, both.reset_index(drop=True), beyond, found.left_out)


def plain(grade: pd.Series) -> pd.Series:
    """Return the grades without `WASTE` and `NEED`."""
    return grade.str.removeprefix(WASTE).str.removeprefix(NEED)


def _nothing(columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float if name in ("gj", "own_cost") else "str") for name in columns})


def _ports(park: Park, grades: pd.DataFrame, streams: pd.DataFrame) -> pd.DataFrame:
    """Ports of heat, of firms whose streams do not tell that side."""
    ports = park.ports[park.ports["commodity"].isin([*grades["name"], DISTRICT])]
    told = {
        True: set(streams.loc[streams["hot"], "enterprise"]),
        False: set(streams.loc[~streams["hot"], "enterprise"]),
    }
    hot = ports["direction"] == "supply"
    known = np.where(hot, ports["enterprise"].isin(told[True]), ports["enterprise"].isin(told[False]))
    ports = ports[~known & ~(hot & ports["commodity"].eq(DISTRICT))]
    district = ports["commodity"].eq(DISTRICT)
    size = ports["maximum"].fillna(ports["minimum"]).where(ports["direction"] == "supply", ports["minimum"])
    table = pd.DataFrame({
        "enterprise": ports["enterprise"], "grade": ports["commodity"].where(~district, FEED),
        "direction": ports["direction"], "season": np.where(district, "heating", "year"), "gj": size.fillna(0.0),
        "own_cost": np.nan, "origin": "port",
    })  # fmt: skip
    return table[table["gj"] > 0]


def _of_users(users: pd.DataFrame) -> pd.DataFrame:
    return users.rename(columns={"name": "enterprise", "cost": "own_cost"}).assign(direction="demand", origin="user")


def machines_of(heat: SiteHeat, catalog: Catalog, settings: YearSettings) -> pd.DataFrame:
    """Return what may be built at firms and users, as `circnet.heat.seasonal`'s converters.

    Boilers of their own that users have today (``fired_boiler``) cost nothing to build and serve nobody else. Annuities
    are CNY a year per GJ/h of heat made, of heat taken for engines.
    """
    grades = grade_table(catalog).set_index("name", drop=False)
    order = grades.sort_values("supply_c", ascending=False).index
    costs = costs_of(settings.discount_rate)
    gives = heat.amounts[heat.amounts["direction"] == "supply"]
    needs = heat.amounts[heat.amounts["direction"] == "demand"]
    firms = sorted(set(heat.amounts["enterprise"]))
    parts = [_raising(gives, grades, costs)]
    warm = {"hot_water_95": ("hot_water_70", "low_heat_40"), "hot_water_70": ("low_heat_40",)}
    low = [(made, taken) for made, sources in warm.items() if made in grades.index for taken in sources]
    for firm in firms:
        steps = pd.DataFrame({"takes": order[:-1], "makes": order[1:]})
        parts.append(steps.assign(enterprise=firm, converter=LET_DOWN, heat_used=1.0, heat_made=1.0, power_mwh=0.0))
        parts += [
            heat_pump(firm, grades.loc[taken], grades.loc[made], costs.at["heat_pump", "share_of_carnot"])
            .assign(annuity=costs.at["heat_pump", "annuity"])
            for made, taken in low if taken in grades.index
        ]  # fmt: skip
    for firm, grade in _engines(gives, grades):
        made = engine(firm, grades.loc[grade], _SINK_C, costs.at["orc", "share_of_carnot"])
        parts.append(made.assign(converter="orc", annuity=costs.at["orc", "annuity_mw"] * made["power_mwh"]))
    parts.append(_boilers(needs, costs))
    filled = [part for part in parts if len(part)] or [_boilers(needs, costs)]
    return pd.concat(filled, ignore_index=True).fillna({"annuity": 0.0, "cost": 0.0})


def _boilers(needs: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """Boilers at those who need heat, for themselves: their own of today, electric ones; and using what is there."""
    row = needs.sort_values("own_cost").drop_duplicates(["enterprise", "grade"])
    made = {"enterprise": row["enterprise"], "makes": row["grade"], "heat_made": 1.0}
    none = pd.DataFrame({**made, "takes": "", "heat_used": 0.0, "power_mwh": 0.0})
    boiler = costs.loc["electric_boiler"]
    power = 1.0 / 3.6 / boiler["efficiency"]
    return pd.concat([
        none.assign(converter="fired_boiler", cost=row["own_cost"], annuity=0.0),
        none.assign(converter="electric_boiler", power_mwh=-power, annuity=boiler["annuity"]),
        none.assign(converter=USE, takes=plain(row["grade"]), heat_used=1.0, annuity=0.0),
    ], ignore_index=True)  # fmt: skip


def costs_of(rate: float) -> pd.DataFrame:
    """Return `data/heat_machines.csv` with ``annuity`` per GJ/h, ``annuity_mw`` per MW, ``annuity_gj`` per GJ."""
    table = reference_table("heat_machines").set_index("machine")
    factor = annuity_factor(rate, table["lifetime_a"].to_numpy(float))
    return table.assign(
        annuity=table["capex_cny_per_gj_h"] * factor, annuity_mw=table["capex_cny_per_mw"] * factor,
        annuity_gj=table["capex_cny_per_gj"] * factor,
    )  # fmt: skip


def _raising(gives: pd.DataFrame, grades: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """Boilers and exchangers that bring waste heat onto its grade."""
    waste = gives[gives["grade"].str.startswith(WASTE)].drop_duplicates(["enterprise", "grade"])
    makes = plain(waste["grade"])
    steam = makes.map(grades["supply_c"] == grades["target_c"]).astype(bool)
    machine = pd.Series(np.where(steam, "waste_heat_boiler", "heat_exchanger"), index=waste.index)
    return pd.DataFrame({
        "enterprise": waste["enterprise"], "converter": machine, "takes": waste["grade"], "makes": makes,
        "heat_used": 1.0, "heat_made": 1.0, "power_mwh": -machine.map(costs["power_mwh_per_gj"]),
        "annuity": machine.map(costs["annuity"]),
    })  # fmt: skip


def _engines(gives: pd.DataFrame, grades: pd.DataFrame) -> list[tuple[str, str]]:
    """Firms and the hottest grade each gives, where an engine is worth a thought: 80 C and more."""
    grade = plain(gives["grade"])
    hot = gives.assign(grade=grade, supply_c=grade.map(grades["supply_c"]))
    hot = hot[hot["supply_c"] >= 80.0].sort_values(["enterprise", "supply_c"], ascending=[True, False])
    return list(
        hot.drop_duplicates(["enterprise", "grade"])[["enterprise", "grade"]].itertuples(index=False, name=None)
    )
