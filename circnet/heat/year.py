"""A year of heat between the firms of a park: who heats whom in which month, through which lines, and at what gain.

The linear programme of `circnet.heat.seasonal` knows a line's cost per GJ/h only; a real line comes in diameters and
its heat loss hardly changes with what flows. So, as with slope scaling for fixed charges (Kim and Pardalos 1999, Oper.
Res. Lett. 24:195-203), each line is priced at what the diameter costs and loses that its largest month needs, and the
year is solved anew until diameters stay; then lines are dropped, the least used first, as long as the year gets
cheaper. What results is feasible and fully costed; that no other set of lines is cheaper is not proven.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.heat.grades import grade_table
from circnet.heat.lines import size_lines
from circnet.heat.park_site import FEED, SiteHeat, YearSettings, costs_of, machines_of, plain, site_heat
from circnet.heat.seasonal import Seasonal, SeasonalSite, seasonal
from circnet.heat.year_result import HeatYear, told
from circnet.network.freight import annuity_factor, haul, haulage
from circnet.network.places import coordinates, firm_distances_km
from circnet.park import Catalog, Park, catalog_of

__all__ = ["heat_year"]

_ROUNDS = 6
_TOLERANCE = 1.02
_END = ["from", "to", "grade"]


@dataclass(frozen=True)
class _State:
    """A solved year with its lines as they would be built."""

    year: Seasonal
    lines: pd.DataFrame
    cost: float


def heat_year(
    park: Park, catalog: Catalog, settings: YearSettings | None = None, users: pd.DataFrame | None = None
) -> HeatYear:
    """Find the cheapest year of heat in a park, against every firm alone.

    Loads are those of units.csv (throughput), as `circnet.coupling.couple` has them by default.

    Parameters
    ----------
    park, catalog
        The park and the whole catalog.
    settings
        Least difference, season, rates.
    users
        District heating, greenhouses and others besides the park's own needs, as `circnet.heat.load_users`.

    Returns
    -------
    HeatYear

    Raises
    ------
    UsageFault
        If the table of seasons does not know the park's prefecture.
    InputFaults
        If a stream of the park has no duty or no side.
    """
    settings = YearSettings() if settings is None else settings
    effective = catalog_of(park, catalog)
    heat = site_heat(park, catalog, settings, users)
    power = effective.commodities.drop_duplicates("id").set_index("id").reindex(["electricity"]).iloc[0]
    buy = 0.0 if pd.isna(power["price"]) else float(power["price"])
    site = SeasonalSite(
        heat.periods[["period", "hours"]], heat.heat(), stores=_stores(heat, settings),
        converters=machines_of(heat, effective, settings), power_buy=buy,
        power_sell=min(buy, 0.0 if pd.isna(power["price_low"]) else float(power["price_low"])),
    )  # fmt: skip
    alone = seasonal(site)
    lines = possible_lines(heat, park, effective, settings, users)
    best = _cheapest(site, lines, settings) if len(lines) else None
    none = _State(alone, lines.iloc[:0], float(alone.summary["cost"]))
    chosen = none if best is None or best.cost >= none.cost else best
    return told(heat, chosen.year, chosen.lines, chosen.cost, alone, effective)


def possible_lines(
    heat: SiteHeat, park: Park, catalog: Catalog, settings: YearSettings, users: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return lines from whoever has heat of a grade, or can raise or let it down to it, to whoever can use it.

    Returns
    -------
    DataFrame
        ``from, to, grade, distance_km`` (of route), ``loss`` and ``annuity`` at the mode's design flow, ``cost``
        (CNY per GJ sent), ``lifetime_a``; within the mode's reach.
    """
    rank = grade_table(catalog).set_index("name")["supply_c"]
    known = heat.amounts.assign(level=plain(heat.amounts["grade"]).map(rank))
    gives = known[known["direction"] == "supply"].groupby("enterprise")["level"].max()
    needs = known[known["direction"] == "demand"].groupby("enterprise")["level"].min()
    pairs = pd.DataFrame({"from": gives.index, "top": gives}).merge(
        pd.DataFrame({"to": needs.index, "least": needs}), how="cross"
    )
    pairs = pairs[pairs["from"] != pairs["to"]]
    lifted = float(rank.get(FEED, -np.inf))  # what a heat pump can make of cooler heat
    modes = haulage(catalog)
    modes = modes[(modes["between"] != "hub") & modes["commodity"].isin(rank.index)]
    if pairs.empty or modes.empty:
        return pd.DataFrame(columns=[*_END, "distance_km", "loss", "annuity", "cost", "lifetime_a"])
    table = pairs.merge(modes.rename(columns={"commodity": "grade"}), how="cross")
    level = table["grade"].map(rank)
    sendable = (level <= table["top"]) | (level <= lifted)
    usable = (level >= table["least"]) | (table["least"] <= lifted)
    table = table[sendable & usable].reset_index(drop=True)
    table = table.assign(km=firm_distances_km(table, _places(park, users)))
    hauls = haul(table, table["km"].to_numpy())
    route = np.maximum(hauls["route_km"], table["min_km"])
    factor = annuity_factor(settings.discount_rate, table["lifetime_a"].to_numpy(float))
    hourly = table["design_flow"] / settings.heat.hours
    table = table.assign(
        distance_km=route,
        loss=hauls["loss"],
        cost=hauls["cost"],
        annuity=table["capex_per_km"] * route * factor / hourly,
    )
    table = table[hauls["reachable"] & table["distance_km"].notna()].sort_values([*_END, "annuity"])
    kept = [*_END, "distance_km", "loss", "annuity", "cost", "lifetime_a"]
    return table.drop_duplicates(_END)[kept].reset_index(drop=True)


def _places(park: Park, users: pd.DataFrame | None) -> pd.DataFrame:
    """Coordinates of firms and users; a user without them stands at the park's centre."""
    where = coordinates(park)
    if users is None or users.empty:
        return where
    added = users.set_index("name")[["lat", "lon"]].fillna({"lat": park.info.lat, "lon": park.info.lon})
    return pd.concat([where, added.assign(park=where["park"].iloc[0] if len(where) else "")])


def _stores(heat: SiteHeat, settings: YearSettings) -> pd.DataFrame:
    """Pits at whoever takes hot water."""
    costs = costs_of(settings.discount_rate).loc["pit_store"]
    needs = heat.amounts[(heat.amounts["direction"] == "demand") & settings.stores]
    needs = needs.assign(grade=plain(needs["grade"])).drop_duplicates(["enterprise", "grade"])
    needs = needs[needs["grade"].str.startswith("hot_water")]
    return needs[["enterprise", "grade"]].assign(
        loss_per_day=costs["loss_per_day"], efficiency=costs["efficiency"], annuity=costs["annuity_gj"]
    )


def _cheapest(site: SeasonalSite, lines: pd.DataFrame, settings: YearSettings) -> _State | None:
    """The best state of the rounds, less the lines that do not pay."""
    best = _settled(site, lines, settings)
    if best is None:
        return None
    for name in best.lines.sort_values(["gj", *_END])[_END].itertuples(index=False, name=None):
        kept = best.lines[(best.lines[_END] != list(name)).any(axis=1)]
        tried = _settled(site, kept[lines.columns], settings, rounds=2)
        if tried is not None and tried.cost < best.cost:
            best = tried
    return best


def _settled(site: SeasonalSite, lines: pd.DataFrame, settings: YearSettings, rounds: int = _ROUNDS) -> _State | None:
    """Solve, size, price anew; the cheapest of the states whose lines are costed as built."""
    best: _State | None = None
    for turn in range(rounds):
        if lines.empty:
            year = seasonal(site)
            return _State(year, lines, float(year.summary["cost"]))
        year = seasonal(replace(site, links=lines))
        used = _used(year, lines)
        if used.empty:
            return best
        built = _built(used, year, site.periods, settings)
        cost = float(year.summary["cost"]) + float((built["annuity_built"] - built["annuity"] * built["size"]).sum())
        if (built["loss_built"] <= built["loss"] * _TOLERANCE).all():  # no line loses more than was counted
            if best is not None and cost >= best.cost - 1.0:
                break
            best = _State(year, built, cost)
        loss = built["loss_built"] if turn < _ROUNDS // 2 else np.maximum(built["loss_built"], built["loss"])
        lines = built.assign(annuity=built["annuity_built"] / built["size"], loss=loss)[lines.columns]
    return best


def _used(year: Seasonal, lines: pd.DataFrame) -> pd.DataFrame:
    """Lines with what they carry: ``gj`` a year, ``size`` GJ/h in the fullest month, ``hours`` of use."""
    flows = year.flows.groupby(_END, as_index=False)["gj"].sum()
    sizes = year.sizes[year.sizes["kind"] == "link"][[*_END, "size"]]
    return lines.merge(flows, on=_END).merge(sizes, on=_END)


def _built(used: pd.DataFrame, year: Seasonal, periods: pd.DataFrame, settings: YearSettings) -> pd.DataFrame:
    """Lines as built: diameter, losses, investment, and their yearly cost."""
    sized = size_lines(
        pd.DataFrame({"grade": used["grade"], "duty_gj_h": used["size"], "length_km": used["distance_km"]})
    )
    hours = year.flows.merge(periods, on="period").groupby(_END)["hours"].sum()
    warm = hours.reindex(pd.MultiIndex.from_frame(used[_END])).to_numpy()
    lost = sized["heat_loss_kw"].to_numpy() * 3.6e-3 * warm
    factor = annuity_factor(settings.discount_rate, used["lifetime_a"].to_numpy(float))
    return used.assign(
        **{name: sized[name] for name in ("parallel", "dn_mm", "velocity_m_s", "pressure_loss_kpa", "capex_cny")},
        loss_built=np.minimum(lost / used["gj"].to_numpy(), 0.9),
        annuity_built=sized["capex_cny"].to_numpy() * factor + settings.line_cost,
    )
