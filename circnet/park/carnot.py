"""No recipe turns heat into work, or lifts it, beyond what Carnot allows.

Checked where everything with energy in the recipe is heat or electricity: heat pumps, ORC, waste-heat boilers,
electric boilers, exchangers. Fuels and reactions bring exergy that a recipe's figures do not tell, so nothing is
claimed of them. What is used counts at the temperature of its good, what is made at the mean temperature at which its
grade gives heat (steam at its boiling point, not superheated). A recipe is at fault only where it fails in cold and in
warm surroundings, hence in all between, since exergy is linear in their temperature (Kotas, The Exergy Method of
Thermal Plant Analysis, 1985, ch. 3).
"""

from __future__ import annotations

import pandas as pd

from circnet.park.catalog import Catalog
from circnet.park.faults import no_faults
from circnet.park.reference import reference_table
from circnet.park.subject import Subject

__all__ = ["SURROUNDINGS_C", "TOLERANCE", "beats_carnot", "energy_balance"]

TOLERANCE = 0.02
"""Largest excess, as a share of what goes in, that counts as rounding."""
_GJ_PER_MWH = 3.6
SURROUNDINGS_C = (0.0, 30.0)
"""The coldest and the warmest that a plant gives its last heat to."""
_BALANCED = ("heat", "electricity")


def energy_balance(recipes: pd.DataFrame, catalog: Catalog, surroundings_c: float = 0.0) -> pd.DataFrame:
    """Return energy and exergy of recipes that run on heat and electricity alone.

    Parameters
    ----------
    recipes
        ``technology, commodity, coefficient``; the technology may be a unit's id.
    catalog
        Commodities: kind, temperature, heating value.
    surroundings_c
        Temperature at which heat has no exergy, C.

    Returns
    -------
    DataFrame
        ``technology, heat_in, heat_out, work_in, work_out, exergy_in, exergy_out``, GJ per unit of activity. Left out:
        recipes with a fuel, with a material product, without heat, or with heat of unknown temperature.
    """
    goods = catalog.commodities.drop_duplicates("id").set_index("id")[["kind", "unit", "temperature_c", "lhv_gj"]]
    rows = recipes.merge(goods, left_on="commodity", right_index=True, how="left")
    heat, power = rows["kind"] == "heat", rows["kind"] == "electricity"
    product = (rows["coefficient"] > 0) & rows["kind"].isin(["material", "gas"])
    unclear = rows["kind"].isna() | product | rows["lhv_gj"].fillna(0.0).gt(0) & ~heat & ~power
    unclear |= heat & (rows["temperature_c"].isna() | rows["unit"].ne("GJ")) | power & rows["unit"].ne("MWh")
    left_out = set(rows.loc[unclear, "technology"])
    rows = rows.assign(gj=rows["coefficient"] * power.map({True: _GJ_PER_MWH, False: 1.0}))
    grades = reference_table("heat_grades").set_index("commodity")[["supply_c", "target_c"]].mean(axis=1)
    used = rows["coefficient"] < 0
    celsius = rows["temperature_c"].where(used, rows["commodity"].map(grades).fillna(rows["temperature_c"]))
    carnot = (1.0 - (surroundings_c + 273.15) / (celsius + 273.15)).clip(lower=0.0)
    rows = rows.assign(exergy=rows["gj"].where(power, rows["gj"] * carnot))
    rows = rows[rows["kind"].isin(_BALANCED) & ~rows["technology"].isin(left_out)]
    into, out = rows["coefficient"] < 0, rows["coefficient"] > 0
    heat = rows["kind"] == "heat"
    parts = {
        "heat_in": rows["gj"].where(into & heat), "work_in": rows["gj"].where(into & ~heat),
        "heat_out": rows["gj"].where(out & heat), "work_out": rows["gj"].where(out & ~heat),
        "exergy_in": rows["exergy"].where(into), "exergy_out": rows["exergy"].where(out),
    }  # fmt: skip
    table = pd.DataFrame(parts).fillna(0.0).abs().groupby(rows["technology"], sort=True).sum().reset_index()
    return table[(table["heat_in"] + table["heat_out"]) > 0].reset_index(drop=True)


def beats_carnot(subject: Subject) -> pd.DataFrame:
    """Find recipes that make more exergy than they use, or work out of more energy than goes in."""
    if {"recipes", "commodities"} & subject.broken or not len(subject.tables["recipes"]):
        return no_faults()
    if not subject.catalog.commodities["kind"].eq("heat").any():
        return no_faults()
    rows = subject.tables["recipes"]
    recipes = _effective(subject)
    found = pd.concat([energy_balance(recipes, subject.catalog, celsius) for celsius in SURROUNDINGS_C])
    excess = found["exergy_out"] - found["exergy_in"] - TOLERANCE * (found["heat_in"] + found["work_in"])
    found = found.assign(excess=excess).sort_values(["technology", "excess"]).drop_duplicates("technology")
    found = found[found["excess"] > 1e-12]
    first = rows.reset_index(names="_row").drop_duplicates("technology").set_index("technology")["_row"]
    found = found[found["technology"].isin(first.index)]
    places = found["technology"].map(first).to_numpy()
    values = [f"{name}: {out:.4g} GJ" for name, out in zip(found["technology"], found["exergy_out"], strict=True)]
    expected = [f"<= {most:.4g} GJ" for most in found["exergy_in"]]
    return subject.faults("beats_carnot", "recipes", found.set_axis(places, axis=0), "coefficient", expected,
                          values=values)  # fmt: skip


def _effective(subject: Subject) -> pd.DataFrame:
    """Recipes as they count: technologies', and those of units with rows of their own."""
    columns = ["technology", "commodity", "coefficient"]
    base, own = subject.catalog.recipes[columns], subject.tables["recipes"][columns]
    if subject.park is None:
        return base
    units = subject.tables["units"].set_index("id")["technology"]
    changed = own[own["technology"].isin(units.index) & ~own["technology"].isin(base["technology"])]
    named = units[units.index.isin(changed["technology"])].rename_axis("unit").reset_index()
    filled = named.merge(base, on="technology").drop(columns="technology").rename(columns={"unit": "technology"})
    of_units = pd.concat([changed, filled], ignore_index=True).drop_duplicates(["technology", "commodity"])
    return pd.concat([base, of_units], ignore_index=True)
