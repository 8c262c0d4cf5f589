"""What is taken for a water's quality and for a use's limits where quality.csv is silent; each figure is told.

Quality follows from the catalog's composition of the good, limits from standards by use (`data/water_quality.csv`);
neither is a measurement. A firm is never held to a limit that its own kind of water does not meet.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.chemistry import OTHER, element_matrix, parse_composition
from circnet.park.reference import reference_table

__all__ = ["PROPERTIES", "composition_quality", "treatments_of", "with_assumed"]

PROPERTIES = ("tds", "chloride", "sulfate", "hardness", "cod")
"""Properties that follow from a composition, mg/L (hardness as CaCO3)."""
_SO4, _CACO3 = 96.06 / 32.06, 100.09
_CALCIUM, _MAGNESIUM = 40.078, 24.305
_COD = 32.0 / 12.011
"""Oxygen that carbon takes up to CO2, g/g: the demand of sugar, and near that of most dissolved organics."""


def composition_quality(goods: pd.DataFrame) -> pd.DataFrame:
    """Return the quality of waters from their composition.

    Parameters
    ----------
    goods
        ``id, composition, t_per_unit`` (t per m3).

    Returns
    -------
    DataFrame
        Index commodity id, columns `PROPERTIES`, mg/L; NaN where a composition is blank. All sulfur counts as sulfate,
        all carbon as organic; dissolved is what is neither water, organic nor untold (``OTHER``).

    Raises
    ------
    FormulaError
        If a composition does not parse.
    """
    goods = goods.drop_duplicates("id").set_index("id", drop=False)
    mass = goods["t_per_unit"].fillna(1.0)
    grams = element_matrix(goods.assign(t_per_unit=mass)).set_axis(goods.index) * 1e6
    parts = [(good, formula, share) for good, text in goods["composition"].astype(object).fillna("").items()
             for formula, share in parse_composition(str(text))]  # fmt: skip
    table = pd.DataFrame(parts, columns=["id", "formula", "share"])
    organic = table["formula"].str.contains(r"C(?![a-z])", regex=True) & table["formula"].str.contains("H")
    dissolved = table[~table["formula"].isin(["H2O", OTHER]) & ~organic].groupby("id")["share"].sum()
    tds = dissolved.reindex(goods.index).fillna(0.0) * mass * 1e6
    hardness = (grams["Ca"] / _CALCIUM + grams["Mg"] / _MAGNESIUM) * _CACO3
    found = pd.DataFrame({"tds": tds, "chloride": grams["Cl"], "sulfate": grams["S"] * _SO4, "hardness": hardness,
                          "cod": grams["C"] * _COD})  # fmt: skip
    found[goods["composition"].fillna("").eq("").to_numpy()] = np.nan
    return found


def with_assumed(
    sources: pd.DataFrame, sinks: pd.DataFrame, goods: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Fill qualities and limits nobody has stated.

    Parameters
    ----------
    sources, sinks
        ``enterprise, commodity, stated``, and a column per property of quality.csv.
    goods
        The catalog's waters.

    Returns
    -------
    sources, sinks
        With the properties that have a limit somewhere; a firm that states any limit of its own keeps those alone.
    assumed
        ``enterprise, commodity, side, property, value, unit, rests_on`` (the composition, or the standard), ``basis``.
    """
    limits = reference_table("water_quality")
    limits = limits[limits["property"].isin(PROPERTIES) & limits["commodity"].ne("")]
    limits = limits.assign(commodity=limits["commodity"].str.split(";")).explode("commodity")
    open_sinks = sinks[~sinks["stated"].astype(bool)]
    held = open_sinks[["name", "enterprise", "commodity"]].merge(limits, on="commodity")
    if held.empty:
        return sources, sinks, pd.DataFrame(columns=_ASSUMED)
    quality = composition_quality(goods.reset_index())
    own = quality.stack().rename("own").rename_axis(["commodity", "property"]).reset_index()
    held = held.merge(own, on=["commodity", "property"], how="left")
    held = held.assign(limit=np.fmax(held["limit"], held["own"]))
    names = [one for one in PROPERTIES if one in set(held["property"])]
    given = sources.loc[sources["enterprise"].ne(""), ["name", "enterprise", "commodity"]]
    known = given.merge(own, on="commodity").query("property in @names")
    sources = _filled(sources, known.pivot_table(index="name", columns="property", values="own"), names)
    sinks = _filled(sinks, held.pivot_table(index="name", columns="property", values="limit"), names)
    told = pd.concat([
        known.rename(columns={"own": "value"}).assign(side="supply", rests_on="composition", basis="estimated",
                                                      unit="mg/L"),
        held.rename(columns={"limit": "value", "standard": "rests_on"}).assign(side="demand"),
    ], ignore_index=True)[_ASSUMED]  # fmt: skip
    return sources, sinks, told.sort_values(_ASSUMED[:4], ignore_index=True)


def treatments_of(properties: list[str]) -> pd.DataFrame:
    """Return the catalog's treatments for zero liquid discharge as `circnet.water.reuse` takes them.

    Parameters
    ----------
    properties
        Properties of the case; what is none of `PROPERTIES` passes unchanged.

    Returns
    -------
    DataFrame
        ``name, recovery, capacity, cost``, and ``<property>, <property> removal, <property> feed``; in order of the
        train, `data/water_treatments.csv`.
    """
    table = reference_table("water_treatments")
    columns = {"name": table["treatment"], "recovery": table["recovery"], "capacity": np.nan,
               "cost": table["cost_cny_per_m3"]}  # fmt: skip
    for name in properties:
        removal = table["organic_removal" if name == "cod" else "dissolved_removal"]
        columns |= {name: np.nan, f"{name} removal": removal if name in PROPERTIES else np.nan,
                    f"{name} feed": table["feed_tds"] if name == "tds" else np.nan}  # fmt: skip
    return pd.DataFrame(columns)


_ASSUMED = ["enterprise", "commodity", "side", "property", "value", "unit", "rests_on", "basis"]


def _filled(table: pd.DataFrame, values: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Put values where the table has none."""
    found = values.reindex(index=table["name"], columns=names).set_axis(table.index)
    mine = table.reindex(columns=names)
    return table.assign(**{name: mine[name].fillna(found[name]) for name in names})
