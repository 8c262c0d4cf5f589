"""What firms give and need per heat grade, and the ports that follow."""

import pandas as pd
import pytest

from circnet.coupling import couple
from circnet.heat import (
    HeatSettings,
    grade_table,
    heat_by_grade,
    heat_pairs,
    heat_ports,
    park_streams,
    stream_table,
    with_heat_ports,
)
from circnet.park import load_catalog, load_park
from circnet.schema import PARK_TABLES


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def ganhe(catalog):
    return load_park("ganhe", catalog)


def streams(*rows):
    table = pd.DataFrame(rows, columns=["enterprise", "name", "supply_c", "target_c", "duty_kw", "hours"])
    return stream_table(table)[0]


def test_a_flue_gas_by_hand(catalog):
    """1 kW/K from 400 to 100 C for 1000 h, dTmin 20: 130 kW above 270 C raise HP steam, 50 MP, 50 LP.

    Hot water 60 to 95 C takes what is left between 170 and 100 C.
    """
    table = streams(("works", "flue", 400.0, 100.0, 300.0, 1000.0))
    found = heat_by_grade(table, grade_table(catalog), HeatSettings(dtmin_k=20.0)).set_index("commodity")["gj"] / 3.6
    assert found.to_dict() == pytest.approx({"steam_hp": 130.0, "steam_mp": 50.0, "steam_lp": 50.0,
                                             "hot_water_95": 70.0})  # fmt: skip


def test_needs_are_served_by_the_coldest_grade_that_reaches(catalog):
    table = streams(("works", "drier", 20.0, 120.0, 100.0, 1000.0), ("oven", "melt", 20.0, 900.0, 880.0, 1000.0))
    found = heat_by_grade(table, grade_table(catalog), HeatSettings(dtmin_k=0.0))
    drier = found[found["enterprise"] == "works"].set_index("commodity")
    assert drier["direction"].unique().tolist() == ["demand"]
    assert drier.loc["steam_lp", "gj"] / 3.6 == pytest.approx(25.0)
    assert drier["gj"].sum() / 3.6 == pytest.approx(100.0)
    oven = found[found["enterprise"] == "oven"].set_index("commodity")["gj"] / 3.6
    assert oven["@hotter"] == pytest.approx(650.0)
    assert oven["steam_hp"] == pytest.approx(50.0)


def test_energy_of_a_firm_is_what_its_streams_leave(catalog):
    table = streams(("a", "h", 300.0, 50.0, 500.0, 8000.0), ("a", "c", 20.0, 180.0, 160.0, 4000.0))
    found = heat_by_grade(table, grade_table(catalog))
    sign = found["direction"].map({"supply": 1.0, "demand": -1.0})
    assert (sign * found["gj"]).sum() == pytest.approx((500.0 * 8000 - 160.0 * 4000) * 3.6e-3)


def test_what_recipes_and_ports_tell_is_not_told_twice(ganhe, catalog):
    found = heat_ports(ganhe, catalog)
    counted = found.streams.set_index(["technology", "name"])["counted"]
    assert (counted["smelter_acid", "converter"] == "recipe").all()
    assert (counted["zinc_leach_ew", "electrolyte cooling"] == "").all()
    firms = set(found.ports["enterprise"])
    assert "haina-cement" not in firms
    assert (found.ports["minimum"] == 0).all()
    assert set(found.ports["basis"]) == {"estimated"}
    assert (found.ports["source"] != "").all()


def test_ports_from_streams_go_through_the_coupling(ganhe, catalog):
    """More heat on offer never costs more."""
    found = heat_ports(ganhe, catalog)
    before, after = couple(ganhe, catalog), couple(with_heat_ports(ganhe, found.ports), catalog)
    assert after.summary["cost"] <= before.summary["cost"] + 1.0
    assert with_heat_ports(ganhe, found.ports.iloc[:0]) is ganhe


def test_steam_in_recipes_counts_where_no_stream_tells_it(ganhe, catalog):
    found = park_streams(ganhe, catalog).streams
    fibre = found[found["enterprise"] == "zhongfu-shenying"]
    assert fibre[["name", "origin", "hot"]].to_numpy().tolist() == [["steam_lp", "recipe", False]]
    recipe = catalog.recipes.set_index(["technology", "commodity"]).loc[("carbon_fibre_pan", "steam_lp"), "coefficient"]
    load = ganhe.units.set_index("id").loc["zhongfu-shenying-carbon-fibre-pan", "throughput"]
    assert fibre["duty_kw"].iloc[0] == pytest.approx(-recipe * load / 8000 * 1e6 / 3600)
    # the acid plant makes LP steam, and its streams tell that heat already
    acid = found[found["unit"] == "qinghai-copper-smelter-acid"]
    assert set(acid["origin"]) == {"catalog"}
    # letdown stations and boilers turn heat into heat: no streams of their own
    assert not found["unit"].str.contains("letdown|boiler").any()


def test_a_stream_of_the_table_takes_the_place_of_the_catalogs(ganhe, catalog):
    row = pd.DataFrame([{
        "enterprise": "qinghai-copper", "name": "measured", "supply_c": 300.0, "target_c": 100.0, "duty_kw": 7.0,
        "unit": "qinghai-copper-smelter-acid", "basis": "reported", "source": "",
    }])  # fmt: skip
    park = ganhe.replace(streams=PARK_TABLES["streams"].frame(row))
    found = park_streams(park, catalog).streams
    acid = found[found["unit"] == "qinghai-copper-smelter-acid"]
    assert acid[["name", "origin", "basis"]].to_numpy().tolist() == [["measured", "table", "reported"]]


def test_heat_is_passed_down_never_up_and_no_further_than_it_reaches(ganhe, catalog):
    table = pd.DataFrame([
        ("haina-cement", "steam_mp", "supply", 100.0), ("haina-cement", "hot_water_95", "supply", 30.0),
        ("haina-chem", "steam_hp", "demand", 50.0), ("haina-chem", "hot_water_70", "demand", 40.0),
        ("qinghai-copper", "low_heat_40", "supply", 20.0), ("haina-chem", "low_heat_40", "demand", 20.0),
        ("haina-chem", "@colder", "supply", 5.0),
    ], columns=["enterprise", "commodity", "direction", "gj"])  # fmt: skip
    found = heat_pairs(table, ganhe, catalog)
    # MP steam cannot serve a need of HP steam; of two grades that serve, the cooler is passed on
    assert found[["from", "to", "commodity", "serves", "gj"]].to_numpy().tolist() == [
        ["haina-cement", "haina-chem", "hot_water_95", "hot_water_70", 30.0],
        ["haina-cement", "haina-chem", "hot_water_95", "low_heat_40", 20.0],
    ]  # copper lies 5.8 km away, low-grade heat reaches 3
    assert found["distance_km"].between(0.0, 3.0).all()
