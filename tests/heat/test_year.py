"""A year of heat in a park: data-centre heat for greenhouses and a town, energy conserved, who may send what."""

import numpy as np
import pandas as pd
import pytest

from circnet.heat import YearSettings, heat_year, pump_cop, site_heat
from circnet.heat.seasons import degree_months
from circnet.heat.users import load_users, read_users
from circnet.park import load_catalog, load_park
from circnet.schema import PARK_TABLES

DATA_CENTRES = ["china-mobile-plateau-dc", "china-telecom-dc-haidong"]


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def data_centres(catalog):
    """The two data centres of Hehuang, alone: 35-45 C heat all the year."""
    park = load_park("hehuang", catalog)
    keep = park.enterprises["id"].isin(DATA_CENTRES)
    return park.replace(
        enterprises=park.enterprises[keep], units=park.units[park.units["enterprise"].isin(DATA_CENTRES)],
        streams=park.streams[park.streams["enterprise"].isin(DATA_CENTRES)], ports=park.ports.iloc[:0],
        links=park.links.iloc[:0], recipes=park.recipes.iloc[:0],
    )  # fmt: skip


@pytest.fixture(scope="module")
def users(tmp_path_factory):
    path = tmp_path_factory.mktemp("users") / "users.csv"
    path.write_text(
        "name,gj,grade,season,cost\ngreenhouses,20000,low_heat_40,,60\ntown,40000,hot_water_70,,75\n", "utf-8"
    )
    return load_users(path)


@pytest.fixture(scope="module")
def winter(data_centres, catalog, users):
    return heat_year(data_centres, catalog, users=users)


def test_data_centres_warm_greenhouses_and_by_heat_pumps_a_town(winter):
    served = winter.lines.groupby(["to", "grade"])["gj"].sum()
    assert served["greenhouses", "low_heat_40"] > 19_000
    town = served["town"].sum()
    assert town > 20_000
    assert set(winter.lines["from"]) <= set(DATA_CENTRES)
    assert (winter.lines["dn_mm"] > 0).all()
    pumped = winter.machines.query("machine == 'heat_pump'")
    assert len(pumped)
    power = float((pumped["activity_gj"] / 3.6).sum()) / pump_cop(30.0, 70.0, 0.5)
    # exchangers' pumps add 0.002 MWh/GJ
    raised = winter.machines.query("machine == 'heat_exchanger'")["activity_gj"].sum()
    assert winter.summary["power_bought_mwh"] == pytest.approx(power + 0.002 * raised, rel=1e-6)
    assert winter.summary["saving"] > 0


def test_energy_is_conserved(winter):
    into = winter.summary["supplied_gj"] + winter.summary["bought_gj"]
    pumped = winter.machines.query("machine == 'heat_pump'")["activity_gj"].sum()
    into += pumped / pump_cop(30.0, 70.0, 0.5)
    lost = float((winter.lines["gj"] * winter.lines["loss"]).sum())
    assert into == pytest.approx(winter.summary["demanded_gj"] + lost, rel=0.02)  # lines are priced with up to 2 % more
    assert into >= winter.summary["demanded_gj"]


def test_summer_needs_nothing_and_the_months_add_up(winter):
    months = winter.months.set_index("period")
    assert months.loc[["05", "06", "07", "08", "09"], "demand_gj"].eq(0.0).all()
    assert months["demand_gj"].sum() == pytest.approx(60_000.0)
    assert months.loc["01", "demand_gj"] > months.loc["03", "demand_gj"] > months.loc["10", "demand_gj"]
    np.testing.assert_allclose(months["sent_gj"].sum(), winter.lines["gj"].sum())


def test_no_boiler_serves_a_neighbour(data_centres, catalog, users):
    """A firm with a cheap boiler of its own and a dear neighbour: the boiler stays at home."""
    row = {"enterprise": DATA_CENTRES[0], "commodity": "hot_water_70", "direction": "demand", "minimum": 5000.0,
           "maximum": 5000.0, "basis": "assumed", "source": "", "park": data_centres.info.id}  # fmt: skip
    need = PARK_TABLES["ports"].frame(pd.DataFrame([row]))[list(data_centres.ports.columns)]
    park = data_centres.replace(ports=need)
    dear = users.assign(grade="hot_water_70", cost=900.0, season="year")
    found = heat_year(park, catalog, YearSettings(stores=False), dear)
    own = found.machines.query("machine == 'fired_boiler' and enterprise == @DATA_CENTRES[0]")["activity_gj"].sum()
    assert own <= 5000.0 * (1 + 1e-6)
    assert len(found.machines.query("machine == 'heat_pump'"))


def test_costs_are_those_of_what_is_built(winter):
    """Lines at their annuity, upkeep and carriage; nothing cheaper alone."""
    lines = winter.lines
    assert winter.summary["capex_cny"] == pytest.approx(lines["capex_cny"].sum())
    assert winter.summary["cost"] > lines["cost"].sum()
    assert winter.summary["cost_alone"] == pytest.approx(20_000 * 60.0 + 40_000 * 75.0, rel=0.2)
    assert winter.summary["saving"] == pytest.approx(winter.summary["cost_alone"] - winter.summary["cost"])


def test_streams_with_a_season_count_in_the_season(catalog):
    heat = site_heat(load_park("hehuang", catalog), catalog)
    seasons = heat.amounts.set_index("enterprise")["season"]
    assert set(np.atleast_1d(seasons["hehuang-heating-station"])) == {"heating"}
    station = heat.heat().query("enterprise == 'hehuang-heating-station'").set_index("period")["gj"]
    assert station["07"].sum() == 0.0
    assert station["01"].sum() > station["11"].sum() > 0.0
    assert not heat.amounts.query("origin == 'port' and enterprise == 'hehuang-heating-station'").size


def test_degree_months_are_a_season():
    table = degree_months("海西蒙古族藏族自治州").set_index("period")
    assert table["weight"].sum() == pytest.approx(1.0)
    assert table["weight"].idxmax() == "01"
    assert table.loc[["06", "07", "08"], "weight"].eq(0.0).all()


def test_faults_of_a_table_of_users(tmp_path):
    path = tmp_path / "users.csv"
    path.write_text("name,gj,grade,lat,lon\na,10,lava,36.5,\na,-1,,,\n", "utf-8")
    _, faults = read_users(path)
    assert sorted(faults["check"]) == ["duplicate_key", "half_a_place", "out_of_range", "unknown_heat_grade"]
    path.write_text("name,gj\n", "utf-8")
    assert read_users(path)[1]["check"].to_list() == ["no_rows"]


def test_a_park_without_heat_says_so(catalog, data_centres):
    bare = data_centres.replace(units=data_centres.units.iloc[:0], streams=data_centres.streams.iloc[:0])
    found = heat_year(bare, catalog)
    assert found.needs.empty
    assert found.gifts.empty
    assert found.summary["cost"] == 0.0
    assert isinstance(found.lines, pd.DataFrame)
