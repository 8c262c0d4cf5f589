"""Worked example of the guide: waste heat of Ganhe's works for district heating, month by month.

Supplies are what the streams of five works leave as hot water after their own recovery and after steam (catalog norms
at the park's loads, grade D). Demand, its shape, the pipe's length, machines and prices are assumed.
"""

from __future__ import annotations

import pandas as pd

from circnet.heat import (
    HeatSettings,
    Seasonal,
    SeasonalSite,
    fired_boiler,
    grade_table,
    heat_by_grade,
    heat_pump,
    months,
    park_streams,
    seasonal,
)
from circnet.network.freight import annuity_factor
from circnet.park import Catalog, Park, catalog_of

WORKS = ["haina-cement", "haina-chem", "qinghai-copper", "wm-zinc", "zhufeng-zinc"]
"""Acid plants, clinker cooler, carbide furnace gas, compressors. Pot gas of aluminium is left out: dust, fluoride."""
GRADES = ["hot_water_95", "hot_water_70", "low_heat_40"]
AREA_M2, GJ_PER_M2 = 2.0e6, 0.46
"""45 W/m2 at design and 65 % of it on the average of 183 days."""
SHAPE = {"01": 1.35, "02": 1.2, "03": 0.9, "04": 0.7, "10": 0.7, "11": 1.0, "12": 1.3}
"""Load of a heated day against the season's mean."""
KM, RATE = 5.0, 0.08
POWER, GAS = 350.0, 75.0
"""CNY/MWh, and CNY per GJ of heat from gas: fuel and upkeep."""
PUMP, BOILER, STORE = 880_000.0, 200_000.0, 1_700.0
"""Investment, CNY per GJ/h of heat (pump, boiler) and per GJ stored (pit, 35 K)."""


def demand() -> pd.DataFrame:
    """District heating per month, GJ."""
    year = months("西宁市")
    weight = year["hours"] * year["heating"] * year["period"].map(SHAPE).fillna(0.0)
    return year.assign(gj=AREA_M2 * GJ_PER_M2 * weight / weight.sum())


def site(park: Park, catalog: Catalog) -> SeasonalSite:
    """The works, a pipe from each to the town, heat pumps at the works, a gas boiler and a store in the town."""
    year = demand()
    grades = grade_table(catalog_of(park, catalog))
    settings = HeatSettings()
    table = heat_by_grade(park_streams(park, catalog, settings).streams, grades, settings)
    table = table[table["enterprise"].isin(WORKS) & table["commodity"].isin(GRADES) & (table["direction"] == "supply")]
    given = table.merge(year.assign(share=year["hours"] / year["hours"].sum())[["period", "share"]], how="cross")
    given = given.assign(grade=given["commodity"], gj=given["gj"] * given["share"])
    town = year.assign(enterprise="town", grade="hot_water_95", direction="demand")
    columns = ["enterprise", "grade", "direction", "period", "gj"]
    main = catalog.transport.set_index("mode").loc["hot_water_main"]
    route = KM * main["detour"]
    # the mode's design flow is a heating season's, so its hours make it a rate
    rate = main["design_flow_per_a"] / float((year["hours"] * year["heating"]).sum())
    pipe = main["capex_cny_per_km"] * route * annuity_factor(RATE, main["lifetime_a"]) / rate
    links = pd.DataFrame({
        "from": WORKS, "to": "town", "grade": "hot_water_95", "loss": main["loss_per_km"] * route,
        "cost": main["fixed_cny_per_unit"] + main["cny_per_unit_km"] * route, "annuity": float(pipe),
    })  # fmt: skip
    by_name = grades.set_index("name", drop=False)
    pumps = [
        heat_pump(firm, by_name.loc[grade], by_name.loc["hot_water_95"]).assign(
            annuity=PUMP * annuity_factor(RATE, 15.0), converter=f"heat_pump_{grade}"
        )
        for firm in WORKS
        for grade in ("hot_water_70", "low_heat_40")
    ]
    gas = fired_boiler("town", by_name.loc["hot_water_95"], GAS).assign(annuity=BOILER * annuity_factor(RATE, 15.0))
    stores = pd.DataFrame({"enterprise": ["town"], "grade": ["hot_water_95"], "loss_per_day": [0.001],
                           "annuity": [STORE * annuity_factor(RATE, 20.0)]})  # fmt: skip
    heat = pd.concat([given[columns], town[columns]], ignore_index=True)
    return SeasonalSite(
        year[["period", "hours"]], heat, links, stores, pd.concat([*pumps, gas], ignore_index=True), POWER
    )


def winter(park: Park, catalog: Catalog) -> tuple[Seasonal, Seasonal]:
    """The cheapest year with waste heat, and with gas alone."""
    whole = site(park, catalog)
    gas = whole.converters[whole.converters["enterprise"] == "town"]
    alone = SeasonalSite(whole.periods, whole.heat, converters=gas, power_buy=POWER)
    return seasonal(whole), seasonal(alone)
