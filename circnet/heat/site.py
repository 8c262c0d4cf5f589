"""Total site: heat between zones directly, through mains, or not at all.

Dhole and Linnhoff 1993 (Comput. Chem. Eng. 17:S101-S109); Klemes, Dhole, Raissi, Perry and Puigjaner 1997 (Appl.
Therm. Eng. 17:993-1003). Each zone first recovers heat within itself; what its grand composite curve still asks for
and gives away, pockets left out, goes to the mains: steam and hot water, raised in one zone and used in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from circnet.heat.cogeneration import fallen
from circnet.heat.pinch import Pinch, pinch, ready, shifted
from circnet.heat.settings import HeatSettings
from circnet.heat.utilities import UTILITIES, place, sides

__all__ = ["TotalSite", "profile", "total_site"]

WAYS = ("none", "mains", "direct")


@dataclass(frozen=True)
class TotalSite:
    """Targets of several zones.

    Attributes
    ----------
    targets
        ``exchange, hot_utility_kw, cold_utility_kw, recovered_kw``: `none` (each zone alone), `mains` (through steam
        and hot water), `direct` (all streams with all, the bound no network beats).
    zones
        ``zone, hot_utility_kw, cold_utility_kw, recovered_kw, pinch_c``.
    utilities
        ``zone, utility, role, duty_kw``: what each zone takes from (`hot`) and gives to (`cold`) each level.
    mains
        ``utility, temperature_c, generated_kw, used_kw, exchanged_kw, let_down_kw, surplus_kw, fired_kw, power_kw``,
        from hot to cold: levels that heat; surplus heat falls to colder mains, the rest is raised in a boiler at the
        hottest level and expanded.
    profiles
        ``profile, zone, shifted_c, heat_kw``: `source` (what a zone can give) and `sink` (what it needs), heat from the
        pinch outwards, pockets left out; a blank zone is the site.
    summary
        ``power_kw`` (cogeneration potential), ``utilities_known``.
    direct
        The pinch of all streams together.
    """

    targets: pd.DataFrame
    zones: pd.DataFrame
    utilities: pd.DataFrame
    mains: pd.DataFrame
    profiles: pd.DataFrame
    summary: dict[str, Any]
    direct: Pinch

    def to_dict(self) -> dict[str, Any]:
        """Return the tables and the summary as plain values."""
        tables = {name: getattr(self, name) for name in ("targets", "zones", "utilities", "mains", "profiles")}
        rows = {
            name: table.astype(object).where(table.notna(), None).to_dict("records") for name, table in tables.items()
        }
        return {**self.summary, **rows}


def total_site(
    streams: pd.DataFrame, utilities: pd.DataFrame | None = None, settings: HeatSettings | None = None
) -> TotalSite:
    """Find what zones can save by exchanging heat.

    Parameters
    ----------
    streams
        As `circnet.heat.pinch` takes them; `enterprise` is the zone.
    utilities
        Columns of `circnet.heat.utilities.UTILITIES`; those with role `both` are the mains. Without, only direct
        exchange and none are told.
    settings
        Least temperature difference and others.

    Returns
    -------
    TotalSite
        With ``direct <= mains <= none`` in hot and in cold utility.

    Raises
    ------
    InputFaults
        If streams cannot be read, or the utilities do not reach.
    """
    settings = HeatSettings() if settings is None else settings
    table = ready(streams)
    levels = sides(UTILITIES.empty() if utilities is None else utilities, settings)
    direct = pinch(table, settings)
    zones, uses, profiles = [], [], []
    for zone, rows in table.groupby("enterprise", sort=True):
        found = pinch(rows.reset_index(drop=True), settings)
        figures = {name: found.summary[name] for name in ("hot_utility_kw", "cold_utility_kw", "recovered_kw")}
        zones.append({"zone": zone, **figures, "pinch_c": found.summary["pinch_c"]})
        profiles.append(profile(found.nodes, found.flow).assign(zone=zone))
        if len(levels):
            uses.append(place(shifted(rows, settings), levels).assign(zone=zone))
    zone_table = pd.DataFrame(zones, columns=["zone", "hot_utility_kw", "cold_utility_kw", "recovered_kw", "pinch_c"])
    used = pd.concat(uses, ignore_index=True) if uses else pd.DataFrame(columns=["zone", "utility", "role", "duty_kw"])
    mains = _mains(used, levels, settings)
    site = _site_profiles(pd.concat(profiles, ignore_index=True)) if profiles else pd.DataFrame()
    summary = {
        "power_kw": float(mains["power_kw"].sum()) if len(levels) else None,
        "utilities_known": bool(len(levels)),
    }
    targets = _targets(zone_table, mains, direct, known=bool(len(levels)))
    return TotalSite(targets, zone_table, used[["zone", "utility", "role", "duty_kw"]], mains, site, summary, direct)


def _mains(used: pd.DataFrame, levels: pd.DataFrame, settings: HeatSettings) -> pd.DataFrame:
    """Heat raised into and used from every level that heats, and what falls from level to level."""
    hot = levels[(levels["role"] == "hot") & ~levels["utility"].str.startswith("@")]  # a furnace is no main
    temperature = hot[["supply_c", "target_c"]].max(axis=1)  # steam that heats water condenses above its supply
    duty = used.pivot_table(index="utility", columns="role", values="duty_kw", aggfunc="sum") if len(used) else None
    given, taken = (
        duty[role].reindex(hot["utility"]).fillna(0.0).to_numpy(float)
        if duty is not None and role in duty
        else np.zeros(len(hot))
        for role in ("cold", "hot")
    )
    mains = pd.DataFrame({
        "utility": hot["utility"].to_numpy(), "temperature_c": temperature.to_numpy(float),
        "generated_kw": given, "used_kw": taken,
    })  # fmt: skip
    mains = mains.sort_values(["temperature_c", "utility"], ascending=[False, True], ignore_index=True)
    return fallen(mains, settings.turbine_efficiency)


def _targets(zones: pd.DataFrame, mains: pd.DataFrame, direct: Pinch, *, known: bool) -> pd.DataFrame:
    """Hot and cold utility and heat recovered, by the way of exchange."""
    alone = zones[["hot_utility_kw", "cold_utility_kw", "recovered_kw"]].sum()
    saved = float((mains["exchanged_kw"] + mains["let_down_kw"]).sum())
    change = pd.Series({"hot_utility_kw": -saved, "cold_utility_kw": -saved, "recovered_kw": saved})
    rows = {"none": alone, "mains": alone + change, "direct": pd.Series(direct.summary)[alone.index].astype(float)}
    if not known:
        del rows["mains"]
    return pd.DataFrame(rows).T.rename_axis("exchange").reset_index()


def profile(nodes: np.ndarray, flow: np.ndarray) -> pd.DataFrame:
    """Return what a zone can give and needs after its own recovery, pockets left out.

    Parameters
    ----------
    nodes, flow
        Shifted temperatures and the flow through them, kW, from hot to cold.

    Returns
    -------
    DataFrame
        ``profile, shifted_c, heat_kw``: `sink`, heat needed at or below a temperature, and `source`, heat given at or
        above one, counted from the pinch outwards. Never falling away from the pinch.
    """
    zero = np.flatnonzero(flow == 0)
    if not len(zero):
        return pd.DataFrame({"profile": [], "shifted_c": [], "heat_kw": []})
    above, below = slice(0, zero[0] + 1), slice(zero[-1], None)
    sink = pd.DataFrame({"profile": "sink", "shifted_c": nodes[above], "heat_kw": np.minimum.accumulate(flow[above])})
    source_heat = np.minimum.accumulate(flow[below][::-1])[::-1]
    source = pd.DataFrame({"profile": "source", "shifted_c": nodes[below], "heat_kw": source_heat})
    parts = [part for part in (sink, source) if part["heat_kw"].gt(0).any()]
    return pd.concat(parts, ignore_index=True) if parts else sink.iloc[:0]


def _site_profiles(zones: pd.DataFrame) -> pd.DataFrame:
    """Add the profiles of the site: the sum of the zones' at every temperature of any of them."""
    parts = [zones]
    for name, rows in zones.groupby("profile", sort=True):
        at = np.unique(rows["shifted_c"])[::-1]
        total = np.zeros(len(at))
        for _, zone in rows.groupby("zone", sort=True):
            ordered = zone.sort_values(["shifted_c", "heat_kw"], ascending=[True, name == "sink"])
            total += np.interp(at, ordered["shifted_c"], ordered["heat_kw"])
        parts.append(pd.DataFrame({"profile": name, "zone": "", "shifted_c": at, "heat_kw": total}))
    return pd.concat(parts, ignore_index=True)[["profile", "zone", "shifted_c", "heat_kw"]]
