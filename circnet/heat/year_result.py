"""What a year of heat tells: lines with their diameters, machines, stores, who is served by what, and the gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from circnet.heat.park_site import LET_DOWN, NEED, USE, SiteHeat, plain
from circnet.heat.seasonal import Seasonal
from circnet.park import Catalog

__all__ = ["HeatYear", "told"]

_LINE = [
    "from", "to", "grade", "gj", "size_gj_h", "distance_km", "parallel", "dn_mm", "velocity_m_s", "pressure_loss_kpa",
    "loss", "capex_cny", "cost",
]  # fmt: skip


@dataclass(frozen=True)
class HeatYear:
    """The cheapest year of heat that was found, against every firm alone.

    Attributes
    ----------
    summary
        ``cost, cost_alone, saving`` (CNY a year, lines and machines at their annuities), ``capex_cny`` of the lines,
        ``demanded_gj, bought_gj`` (from users' own boilers), ``bought_alone_gj, sent_gj, supplied_gj, wasted_gj,
        power_bought_mwh, power_sold_mwh, co2_avoided_t``, ``furnace_gj`` (needs hotter than all grades, not served) and
        ``rejected_gj`` (heat colder than all).
    lines
        ``from, to, grade, gj`` (sent a year), ``size_gj_h, distance_km`` (of route), ``parallel, dn_mm, velocity_m_s,
        pressure_loss_kpa, loss`` (share), ``capex_cny, cost`` (CNY a year: annuity, upkeep, carriage).
    flows
        ``from, to, grade, period, gj``.
    machines
        ``enterprise, machine, takes, makes, activity_gj`` (a year; of heat made, of heat taken by engines),
        ``size_gj_h``; boilers that users have today as `fired_boiler`.
    stores
        ``enterprise, grade, size_gj, drawn_gj``.
    months
        ``period, hours, heating, mean_c, demand_gj, sent_gj, fired_gj, pumped_gj, drawn_gj, supplied_gj, wasted_gj``.
    needs, gifts
        ``enterprise, grade, season, gj, origin``: what was to be served, and what could be given.
    prices
        ``enterprise, grade, period, price``: what one more GJ costs those who need it, CNY.
    left_out
        Units whose load nobody knows.
    """

    summary: dict[str, Any]
    lines: pd.DataFrame
    flows: pd.DataFrame
    machines: pd.DataFrame
    stores: pd.DataFrame
    months: pd.DataFrame
    needs: pd.DataFrame
    gifts: pd.DataFrame
    prices: pd.DataFrame
    left_out: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        names = ("lines", "flows", "machines", "stores", "months", "needs", "gifts", "prices", "left_out")
        return {name: getattr(self, name) for name in names}


def told(
    heat: SiteHeat, year: Seasonal, lines: pd.DataFrame, cost: float, alone: Seasonal, catalog: Catalog
) -> HeatYear:
    """Put a solved year into words of the field; `lines` as `circnet.heat.year` builds them, `cost` of all."""
    bought, bought_alone = (_fired(one) for one in (year, alone))
    goods = catalog.commodities.drop_duplicates("id").set_index("id")["co2_t_per_unit"]
    spared = bought_alone.sub(bought, fill_value=0.0)
    power = [one.summary["power_bought_mwh"] - one.summary["power_sold_mwh"] for one in (alone, year)]
    co2 = float((spared * goods.reindex(spared.index).fillna(0.0)).sum())
    co2 += float(np.nan_to_num(goods.get("electricity", 0.0))) * (power[0] - power[1])
    beyond = heat.beyond.groupby("direction")["gj"].sum()
    built = _lines(lines)
    keys = ("demanded_gj", "supplied_gj", "wasted_gj", "power_bought_mwh", "power_sold_mwh")
    summary = {
        "cost": cost, "cost_alone": float(alone.summary["cost"]), "saving": float(alone.summary["cost"]) - cost,
        "capex_cny": float(built["capex_cny"].sum()), "bought_gj": float(bought.sum()),
        "bought_alone_gj": float(bought_alone.sum()), "sent_gj": float(built["gj"].sum()),
        **{key: max(float(year.summary[key]), 0.0) for key in keys}, "co2_avoided_t": co2,
        "furnace_gj": float(beyond.get("demand", 0.0)), "rejected_gj": float(beyond.get("supply", 0.0)),
    }  # fmt: skip
    amounts = heat.amounts.assign(grade=plain(heat.amounts["grade"]))
    amounts = amounts.sort_values(["gj", "enterprise", "grade"], ascending=[False, True, True], ignore_index=True)
    columns = ["enterprise", "grade", "season", "gj", "origin"]
    return HeatYear(
        summary, built, year.flows, _machines(year), _stores(year), _months(heat, year),
        amounts.loc[amounts["direction"] == "demand", columns].reset_index(drop=True),
        amounts.loc[amounts["direction"] == "supply", columns].reset_index(drop=True), _worth(year), heat.left_out,
    )  # fmt: skip


def _fired(year: Seasonal) -> pd.Series:
    """Heat from users' own boilers by grade, GJ."""
    runs = year.machines[year.machines["converter"] == "fired_boiler"]
    return runs.assign(makes=plain(runs["makes"])).groupby("makes")["activity"].sum()


def _lines(lines: pd.DataFrame) -> pd.DataFrame:
    if lines.empty:
        return pd.DataFrame({name: pd.Series(dtype="str" if name in _LINE[:3] else float) for name in _LINE})
    yearly = lines["annuity_built"] + lines["cost"] * lines["gj"]
    table = lines.assign(size_gj_h=lines["size"], cost=yearly)[_LINE]
    return table.sort_values(["gj", "from", "to", "grade"], ascending=[False, True, True, True], ignore_index=True)


def _machines(year: Seasonal) -> pd.DataFrame:
    """Machines that run, with their size; letting heat down needs none."""
    key = ["enterprise", "converter", "takes", "makes"]
    runs = year.machines[~year.machines["converter"].isin([LET_DOWN, USE])]
    table = runs.groupby(key, as_index=False)["activity"].sum()
    table = table.merge(year.sizes[year.sizes["kind"] == "converter"][[*key, "size"]], on=key, how="left")
    table = table.assign(makes=plain(table["makes"]))
    table = table.rename(columns={"converter": "machine", "activity": "activity_gj", "size": "size_gj_h"})
    return table.sort_values(["activity_gj", "enterprise", "machine"], ascending=[False, True, True], ignore_index=True)


def _worth(year: Seasonal) -> pd.DataFrame:
    rows = year.prices[year.prices["grade"].str.startswith(NEED)]
    return rows.assign(grade=plain(rows["grade"])).reset_index(drop=True)


def _stores(year: Seasonal) -> pd.DataFrame:
    sizes = year.sizes[year.sizes["kind"] == "store"][["enterprise", "grade", "size"]]
    drawn = year.storage.groupby(["enterprise", "grade"], as_index=False)["drawn_gj"].sum()
    return sizes.merge(drawn, on=["enterprise", "grade"]).rename(columns={"size": "size_gj"}).reset_index(drop=True)


def _months(heat: SiteHeat, year: Seasonal) -> pd.DataFrame:
    given = heat.heat().pivot_table(index="period", columns="direction", values="gj", aggfunc="sum")
    runs = year.machines.pivot_table(index="period", columns="converter", values="activity", aggfunc="sum")
    raised = year.supplied.groupby("period")["gj"].sum()
    sums = {
        "demand_gj": given.get("demand"), "sent_gj": year.flows.groupby("period")["gj"].sum(),
        "fired_gj": runs.get("fired_boiler"), "pumped_gj": runs.get("heat_pump"),
        "drawn_gj": year.storage.groupby("period")["drawn_gj"].sum(), "supplied_gj": raised,
    }  # fmt: skip
    table = heat.periods[["period", "hours", "heating", "mean_c"]]
    period = table["period"]
    columns = {name: 0.0 if one is None else period.map(one).fillna(0.0).clip(lower=0.0) for name, one in sums.items()}
    offered = period.map(given["supply"]).fillna(0.0) if "supply" in given else 0.0
    return table.assign(**columns, wasted_gj=np.maximum(offered - columns["supplied_gj"], 0.0))
