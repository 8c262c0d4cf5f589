"""Heat over seasons: known answers, energy that is conserved, demands that cannot be met."""

import numpy as np
import pandas as pd
import pytest

from circnet.errors import Infeasible, UsageFault
from circnet.heat import (
    SeasonalSite,
    electric_boiler,
    engine,
    fired_boiler,
    heat_pump,
    months,
    pump_cop,
    seasonal,
    two_seasons,
)
from circnet.heat.converters import engine_efficiency
from circnet.park import load_catalog, load_park
from tests.heat.ganhe_winter import winter

PERIODS = pd.DataFrame({"period": ["other", "heating"], "hours": [4380.0, 4380.0]})
GRADES = pd.DataFrame({
    "name": ["hot_water_95", "hot_water_70", "low_heat_40"], "supply_c": [95.0, 70.0, 40.0],
    "target_c": [60.0, 45.0, 30.0],
}).set_index("name", drop=False)  # fmt: skip


def heat(*rows):
    return pd.DataFrame(rows, columns=["enterprise", "grade", "direction", "period", "gj"])


GIVEN = heat(
    ("smelter", "hot_water_70", "supply", "other", 100.0), ("smelter", "hot_water_70", "supply", "heating", 100.0),
    ("town", "hot_water_70", "demand", "heating", 150.0),
)  # fmt: skip
PIPE = pd.DataFrame({"from": ["smelter"], "to": ["town"], "grade": ["hot_water_70"]})


def test_a_store_carries_summer_into_winter():
    stores = pd.DataFrame({"enterprise": ["town"], "grade": ["hot_water_70"], "annuity": [2.0]})
    found = seasonal(SeasonalSite(PERIODS, GIVEN, PIPE, stores))
    assert found.summary["cost"] == pytest.approx(100.0)
    level = found.storage.set_index("period")["level_gj"]
    assert level.to_dict() == pytest.approx({"other": 50.0, "heating": 0.0})
    assert found.summary["wasted_gj"] == pytest.approx(50.0)
    # one more GJ in winter is worth the store it spares
    prices = found.prices.set_index(["enterprise", "period"])["price"]
    assert prices["town", "heating"] == pytest.approx(2.0)


def test_a_store_loses_heat_by_the_day():
    """A period has 182.5 days: heat is stored half of it on the average, then all of the next."""
    stores = pd.DataFrame({"enterprise": ["town"], "grade": ["hot_water_70"], "loss_per_day": [0.001]})
    found = seasonal(SeasonalSite(PERIODS, GIVEN, PIPE.assign(cost=1.0), stores))
    table = found.storage.set_index("period")
    kept = 0.999**182.5
    assert table.loc["other", "level_gj"] == pytest.approx(table.loc["other", "charged_gj"] * kept**0.5)
    assert table.loc["other", "level_gj"] * kept == pytest.approx(table.loc["heating", "drawn_gj"])


def test_a_pipe_that_loses_sends_more_and_has_the_size_of_the_fullest_period():
    given = heat(("a", "steam", "supply", "heating", 1000.0), ("b", "steam", "demand", "heating", 90.0))
    pipe = pd.DataFrame({"from": ["a"], "to": ["b"], "grade": ["steam"], "loss": [0.1], "cost": [2.0],
                         "annuity": [438.0]})  # fmt: skip
    found = seasonal(SeasonalSite(PERIODS, given, pipe))
    assert found.flows["gj"].tolist() == pytest.approx([100.0])
    assert found.sizes["size"].tolist() == pytest.approx([100.0 / 4380.0])
    assert found.summary["cost"] == pytest.approx(2.0 * 100.0 + 438.0 * 100.0 / 4380.0)


def test_a_heat_pump_lifts_what_carnot_lets_it():
    cop = pump_cop(30.0, 70.0, 0.5)
    assert cop == pytest.approx(0.5 * 348.15 / 50.0)
    given = heat(("dc", "low_heat_40", "supply", "heating", 500.0), ("dc", "hot_water_70", "demand", "heating", 360.0))
    pump = heat_pump("dc", GRADES.loc["low_heat_40"], GRADES.loc["hot_water_70"], 0.5)
    found = seasonal(SeasonalSite(PERIODS, given, converters=pump, power_buy=300.0))
    assert found.summary["power_bought_mwh"] == pytest.approx(100.0 / cop)
    assert found.summary["supplied_gj"] + 3.6 * found.summary["power_bought_mwh"] == pytest.approx(360.0)
    assert found.summary["cost"] == pytest.approx(300.0 * 100.0 / cop)


def test_the_cheaper_machine_wins_and_power_made_is_sold():
    given = heat(("w", "hot_water_95", "supply", "other", 100.0), ("w", "hot_water_70", "demand", "other", 36.0))
    machines = pd.concat([
        electric_boiler("w", GRADES.loc["hot_water_70"], 0.99),
        fired_boiler("w", GRADES.loc["hot_water_70"], 200.0),
        engine("w", GRADES.loc["hot_water_95"], 15.0, 0.45),
    ], ignore_index=True)  # fmt: skip
    found = seasonal(SeasonalSite(PERIODS, given, converters=machines, power_buy=300.0, power_sell=250.0))
    runs = found.machines.set_index("converter")["activity"]
    assert set(runs.index) == {"electric_boiler", "engine"}
    made = 100.0 / 3.6 * engine_efficiency(60.0, 15.0, 0.45)
    used = 10.0 / 0.99
    assert found.summary["cost"] == pytest.approx(300.0 * (used - made))  # own power first


def test_what_is_lacking_is_named():
    with pytest.raises(Infeasible) as caught:
        seasonal(SeasonalSite(PERIODS, GIVEN, PIPE))
    assert "town lacks 50 GJ of hot_water_70 in heating" in caught.value.reason
    assert caught.value.conflicts["gj"].tolist() == pytest.approx([50.0])


@pytest.mark.parametrize(("call", "word"), [
    (lambda: pump_cop(30.0, 70.0, 1.2), "share of Carnot"),
    (lambda: pump_cop(80.0, 30.0, 0.5), "35 C above"),
    (lambda: engine_efficiency(20.0, 15.0, 0.5), "15 C above 20 C"),
    (lambda: electric_boiler("a", GRADES.iloc[0], 1.1), "boiler efficiency"),
    (lambda: seasonal(SeasonalSite(PERIODS, GIVEN, power_sell=1.0)), "power_sell"),
    (lambda: seasonal(SeasonalSite(PERIODS.iloc[:1], GIVEN)), "period"),
    (lambda: two_seasons("nowhere"), "prefecture"),
])  # fmt: skip
def test_what_has_no_meaning_is_refused(call, word):
    with pytest.raises(UsageFault) as caught:
        call()
    assert word in str(caught.value)


def test_energy_is_conserved_over_random_sites():
    random = np.random.default_rng(3)
    for _ in range(8):
        periods = months("西宁市")[["period", "hours"]]
        rows = [
            (f"f{firm}", grade, "supply", period, random.uniform(0, 100))
            for firm in range(3)
            for grade in ("hot_water_70", "low_heat_40")
            for period in periods["period"]
        ]
        need = [("town", "hot_water_70", "demand", period, random.uniform(0, 60)) for period in periods["period"]]
        pipes = pd.DataFrame({"from": ["f0", "f1", "f2"], "to": "town", "grade": "hot_water_70",
                              "loss": random.uniform(0, 0.2, 3), "cost": 1.0})  # fmt: skip
        machines = pd.concat(
            [heat_pump("f0", GRADES.loc["low_heat_40"], GRADES.loc["hot_water_70"], 0.5),
             electric_boiler("town", GRADES.loc["hot_water_70"], 0.98)], ignore_index=True)  # fmt: skip
        stores = pd.DataFrame({"enterprise": ["town"], "grade": ["hot_water_70"], "loss_per_day": [0.002],
                               "annuity": [0.5]})  # fmt: skip
        found = seasonal(SeasonalSite(periods, heat(*rows, *need), pipes, stores, machines, power_buy=350.0))
        lost_in_pipes = found.flows.merge(pipes, on=["from", "to", "grade"]).eval("gj * loss").sum()
        kept = found.storage["drawn_gj"].sum()
        lost_in_store = found.storage["charged_gj"].sum() - kept
        into = found.summary["supplied_gj"] + 3.6 * found.summary["power_bought_mwh"]
        lost_in_boiler = found.machines.query("converter == 'electric_boiler'")["activity"].sum() * (1 / 0.98 - 1)
        out = found.summary["demanded_gj"] + lost_in_pipes + lost_in_store + lost_in_boiler
        assert into == pytest.approx(out, rel=1e-8)
        assert lost_in_store >= -1e-6


def test_the_worked_example_of_the_guide():
    """Figures of the guide; they change with the park's data and then have to be told anew."""
    catalog = load_catalog()
    found, gas = winter(load_park("ganhe", catalog), catalog)
    assert found.summary["demanded_gj"] == pytest.approx(920_000.0)
    assert found.summary["cost"] == pytest.approx(39.88e6, rel=1e-3)
    assert gas.summary["cost"] == pytest.approx(75.17e6, rel=1e-3)
    assert found.storage["level_gj"].max() == pytest.approx(0.0, abs=1e-3)
    assert set(found.sizes["converter"]) == {"", "fired_boiler", "heat_pump_hot_water_70"}


def test_the_heating_season_of_xining():
    seasons, year = two_seasons("西宁市").set_index("period"), months("西宁市")
    assert seasons["hours"].sum() == year["hours"].sum() == 8760.0
    assert seasons.loc["heating", "hours"] == 24 * 183
    assert (year["hours"] * year["heating"]).sum() == pytest.approx(24 * 183)
    assert year.set_index("period").loc["07", "heating"] == 0.0
