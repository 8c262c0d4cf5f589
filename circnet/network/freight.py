"""What it costs to carry a commodity, by mode."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from circnet.park import Catalog

GAS_T_PER_KNM3 = 1.33
"""Mass of 1 kNm3 of a mixed industrial gas, t; converts modes priced per kNm3 for gases counted in t."""


@lru_cache(maxsize=4)
def haulage(catalog: Catalog) -> pd.DataFrame:
    """Return which commodity may travel how, and at what cost per unit of the commodity; a catalog is asked often.

    Modes are priced per t, m3, kNm3, GJ or MWh; a commodity counted otherwise is converted by its mass.

    Returns
    -------
    pandas.DataFrame
        ``commodity, mode, max_km, in_park_only, between, per_km, fixed, loss_per_km, min_km, detour, capex_per_km,
        design_flow, exponent, lifetime_a``; ``between`` is ``hub`` or ``firms`` where a mode serves only trade with
        hubs or only links between firms; costs in CNY per unit of the commodity, capex in CNY per km,
        design flow in units of the commodity per year.
    """
    allowed = _allowed(catalog)
    modes = catalog.transport.drop(columns=["note", "basis", "source"], errors="ignore")
    table = allowed.merge(modes, on="mode", suffixes=("_of", ""))
    table = table.merge(catalog.commodities[["id", "unit", "t_per_unit"]], left_on="commodity", right_on="id",
                        suffixes=("_mode", ""))  # fmt: skip
    per_unit = _mode_units_per_unit(table["unit_mode"], table["unit"], table["t_per_unit"])
    reach = np.fmin(table["max_km_of"].to_numpy(float), table["max_km"].to_numpy(float))
    return pd.DataFrame({
        "commodity": table["commodity"],
        "mode": table["mode"],
        "max_km": np.where(np.isnan(reach), np.inf, reach),
        "in_park_only": table["in_park_only"].astype(bool),
        "between": table["between"],
        "per_km": table["cny_per_unit_km"].fillna(0.0) * per_unit,
        "fixed": table["fixed_cny_per_unit"].fillna(0.0) * per_unit,
        "loss_per_km": table["loss_per_km"].fillna(0.0),
        "min_km": table["min_km"].fillna(0.0),
        "detour": table["detour"].fillna(1.0),
        "capex_per_km": table["capex_cny_per_km"].fillna(0.0),
        "design_flow": table["design_flow_per_a"] / per_unit,
        "exponent": table["scaling_exponent"].fillna(1.0),
        "lifetime_a": table["lifetime_a"],
    })  # fmt: skip


def annuity_factor(rate: float, years: np.ndarray) -> np.ndarray:
    """Share of an investment due each year; 0 where no lifetime is given.

    ``a = r / (1 - (1 + r)^-n)``
    """
    years = np.asarray(years, float)
    if rate == 0:
        return np.where(np.isnan(years), 0.0, 1.0 / np.where(np.isnan(years), 1.0, years))
    return np.where(np.isnan(years), 0.0, rate / (1.0 - (1.0 + rate) ** -np.where(np.isnan(years), 1.0, years)))


HAUL_FIELDS = ("detour", "min_km", "fixed", "per_km", "loss_per_km", "max_km")
"""Columns of `haulage` that a haul depends on."""


def haul(table: pd.DataFrame, distance_km: np.ndarray) -> pd.DataFrame:
    """Return route length, operating cost and loss of each haul, without its investment.

    Parameters
    ----------
    table
        Rows of `haulage`, one per haul; `HAUL_FIELDS` will do.
    distance_km
        Geodesic distance of each haul, km.

    Returns
    -------
    pandas.DataFrame
        ``route_km`` (a haul shorter than the mode's least is charged as the least), ``cost`` (CNY per unit
        sent), ``loss`` (share of what is sent), ``reachable``.
    """
    route = distance_km * table["detour"].to_numpy()
    charged = np.maximum(route, table["min_km"].to_numpy())
    return pd.DataFrame({
        "route_km": route,
        "cost": table["fixed"].to_numpy() + table["per_km"].to_numpy() * charged,
        "loss": np.minimum(table["loss_per_km"].to_numpy() * route, 0.999),
        "reachable": route <= table["max_km"].to_numpy(),
    }, index=table.index)  # fmt: skip


def _allowed(catalog: Catalog) -> pd.DataFrame:
    """Modes by commodity: transport_of first, else the commodity's own ``transport`` list."""
    columns = ["commodity", "mode", "max_km", "in_park_only", "between"]
    listed = catalog.transport_of[columns]
    others = catalog.commodities[~catalog.commodities["id"].isin(listed["commodity"])]
    own = others[["id", "transport", "max_km"]].rename(columns={"id": "commodity", "transport": "mode"})
    own = own.assign(mode=own["mode"].str.split(";"), in_park_only=False, between="").explode("mode")
    own = own.assign(mode=own["mode"].str.strip())
    own = own[own["mode"].fillna("") != ""][columns]
    return pd.concat([listed, own], ignore_index=True) if len(own) else listed.reset_index(drop=True)


def _mode_units_per_unit(mode_unit: pd.Series, unit: pd.Series, t_per_unit: pd.Series) -> np.ndarray:
    """Units of the mode in one unit of the commodity."""
    mass = t_per_unit.to_numpy(float)
    mass = np.where(np.isnan(mass), 1.0, mass)
    same = (mode_unit == unit).to_numpy() | ((mode_unit == "kNm3_or_t") & (unit == "kNm3")).to_numpy()
    by_gas = mode_unit.isin(["kNm3", "kNm3_or_t"]).to_numpy() & (unit != "kNm3").to_numpy()
    by_mass = mode_unit.isin(["t", "m3"]).to_numpy()
    return np.select([same, by_gas, by_mass], [np.ones_like(mass), mass / GAS_T_PER_KNM3, mass], default=1.0)
