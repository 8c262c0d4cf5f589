"""Treatments and operations: figures by hand, mass balances, and bounds that hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.errors import Infeasible
from circnet.water import Settings, reuse

FRESH = pd.DataFrame({"name": ["fresh"], "flow": [np.nan], "ppm": [0.0], "cost": [5.0]})


def waters(*rows):
    table = pd.DataFrame(rows, columns=["name", "flow", "ppm"])
    return pd.concat([FRESH, table.assign(cost=0.0)], ignore_index=True)


def sinks(*rows):
    return pd.DataFrame(rows, columns=["name", "flow", "ppm"])


def test_a_fixed_outlet_by_hand():
    # 100 at 50 ppm from a source of 200 ppm, u of it through a treatment: 0.8 u + y = 100, 8 u + 200 y = 5000
    treatment = pd.DataFrame({"name": ["RO"], "recovery": [0.8], "cost": [1.0], "ppm": [10.0]})
    found = reuse(waters(("dirty", 200.0, 200.0)), sinks(("user", 100.0, 50.0)), treatments=treatment)
    reused = 4000.0 / 190.0
    fed = (100.0 - reused) / 0.8
    assert found.summary["fresh"] == pytest.approx(0.0, abs=1e-6)
    assert found.summary["treated"] == pytest.approx(fed)
    assert found.summary["cost"] == pytest.approx(fed)
    reject = found.outlets.set_index(["name", "kind"])["value"]
    assert reject["RO", "reject"] == pytest.approx((200.0 - 0.8 * 10.0) / 0.2)
    assert found.summary["waste"] == pytest.approx(200.0 - 100.0)


def test_least_cost_weighs_treatment_against_fresh_water():
    dear = pd.DataFrame({"name": ["RO"], "recovery": [0.8], "cost": [9.0], "ppm": [10.0]})
    asked = (waters(("dirty", 200.0, 200.0)), sinks(("user", 100.0, 50.0)))
    fresh = reuse(*asked, Settings("fresh"), treatments=dear).summary
    cost = reuse(*asked, Settings("cost"), treatments=dear).summary
    assert (fresh["fresh"], cost["treated"]) == (pytest.approx(0.0, abs=1e-6), pytest.approx(0.0, abs=1e-6))
    assert cost["fresh"] == pytest.approx(75.0)
    assert cost["cost"] == pytest.approx(375.0)
    assert cost["cost"] < fresh["cost"]


def test_a_capacity_is_kept():
    treatment = pd.DataFrame({"name": ["RO"], "recovery": [0.8], "capacity": [20.0], "ppm": [10.0]})
    found = reuse(waters(("dirty", 200.0, 200.0)), sinks(("user", 100.0, 50.0)), treatments=treatment)
    # f + 16 + y = 100 and 160 + 200 y = 5000
    assert found.summary["treated"] == pytest.approx(20.0)
    assert found.summary["fresh"] == pytest.approx(100.0 - 16.0 - 24.2)


def test_removal_of_one_source_by_hand():
    treatment = pd.DataFrame({"name": ["filter"], "recovery": [1.0], "ppm removal": [0.9]})
    found = reuse(waters(("dirty", 100.0, 200.0)), sinks(("user", 100.0, 50.0)), treatments=treatment)
    # 200 y + 20 (100 - y) = 5000
    assert found.summary["fresh"] == pytest.approx(0.0, abs=1e-6)
    assert found.summary["treated"] == pytest.approx(100.0 - 3000.0 / 180.0, rel=1e-5)
    assert found.outlets["value"].to_list() == pytest.approx([20.0])
    assert found.summary["proven"]


def test_no_discharge_sends_the_reject_to_the_evaporator():
    train = pd.DataFrame({
        "name": ["RO", "evaporator"], "recovery": [0.75, 1.0], "cost": [2.0, 30.0], "ppm": [20.0, 1.0],
        "ppm feed": [500.0, np.nan],
    })  # fmt: skip
    asked = (waters(("spent", 100.0, 400.0)), sinks(("user", 120.0, 50.0)))
    found = reuse(*asked, Settings(max_waste=0.0), treatments=train)
    assert found.summary["waste"] == pytest.approx(0.0, abs=1e-6)
    assert found.summary["fresh"] == pytest.approx(20.0, abs=1e-5)
    flows = found.flows.set_index(["from", "to", "kind"])["amount"]
    ro, evaporator = (found.takers.set_index("name")["flow"][name] for name in ("RO", "evaporator"))
    assert flows["RO", "evaporator", "reject"] == pytest.approx(0.25 * ro, rel=1e-5)
    assert evaporator < ro
    outlet = found.outlets.set_index(["name", "kind"])["value"]["RO", "reject"]
    assert outlet == pytest.approx((400.0 - 0.75 * 20.0) / 0.25, rel=1e-5)


def test_discharge_that_cannot_be_avoided_is_told():
    with pytest.raises(Infeasible) as error:
        reuse(waters(("spent", 100.0, 400.0)), sinks(("user", 50.0, 50.0)), Settings(max_waste=10.0))
    assert error.value.conflicts["problem"].to_list() == ["too much waste"]
    assert error.value.conflicts["amount"].to_list() == pytest.approx([100.0 - 6.25 - 10.0])


FIGURE = st.integers(1, 9)
UNITS = st.lists(st.tuples(FIGURE, FIGURE, FIGURE, FIGURE), min_size=2, max_size=3)


@given(UNITS)
@settings(max_examples=3)
def test_operations_with_two_contaminants_work_and_the_bound_is_below(rows):
    operations = pd.DataFrame({
        "name": [f"p{i}" for i in range(len(rows))],
        "a load": [1000.0 * row[0] for row in rows], "a in": [10.0 * (row[1] - 1) for row in rows],
        "a out": [10.0 * (row[1] + row[2]) for row in rows], "b load": [1000.0 * row[3] for row in rows],
        "b in": [10.0 * (row[2] - 1) for row in rows], "b out": [10.0 * (row[2] + row[1]) for row in rows],
    })  # fmt: skip
    sources = pd.DataFrame({"name": ["fresh"], "flow": [np.nan], "a": [0.0], "b": [0.0]})
    none = pd.DataFrame({name: pd.Series(dtype=float) for name in ("name", "flow", "a", "b")})
    found = reuse(sources, none, Settings(), operations=operations)
    summary, by = found.summary, operations.set_index("name")
    assert summary["bound"] <= summary["fresh"] + 1e-6
    assert summary["proven"] == (summary["gap"] == 0.0)
    outlet = found.outlets.set_index(["name", "property"])["value"]
    fed = found.takers.set_index("name")["flow"]
    for inlet in found.inlets.itertuples():
        assert inlet.value <= by.loc[inlet.name, f"{inlet.property} in"] + 1e-4
        rise = by.loc[inlet.name, f"{inlet.property} load"] / fed[inlet.name]
        assert outlet[inlet.name, inlet.property] == pytest.approx(inlet.value + rise, rel=1e-5)
        assert outlet[inlet.name, inlet.property] <= by.loc[inlet.name, f"{inlet.property} out"] + 1e-3
    alone = sum(max(by.loc[name, f"{p} load"] / by.loc[name, f"{p} out"] for p in "ab") for name in by.index)
    assert summary["fresh"] <= alone * (1 + 1e-6)


def test_pipes_are_paid_by_the_km():
    placed = waters(("near", 50.0, 100.0), ("far", 50.0, 100.0)).assign(lat=[36.4, 36.4, 36.4], lon=[95.0, 95.01, 95.5])
    user = sinks(("user", 40.0, 50.0)).assign(lat=36.4, lon=95.0)
    found = reuse(placed, user, Settings("cost", pipe_cost=0.1))
    used = found.flows.set_index("from")
    assert set(used.index) == {"fresh", "near"}
    assert used.loc["near", "distance_km"] == pytest.approx(0.896, abs=2e-3)
    assert used.loc["near", "cost"] == pytest.approx(0.1 * used.loc["near", "distance_km"] * 20.0)


def test_links_are_the_only_way_of_sources():
    links = pd.DataFrame(
        {"from": ["fresh", "b"], "to": ["user", "user"], "distance_km": [np.nan, 2.0], "cost": [0.0, 0.3]}
    )
    found = reuse(waters(("a", 50.0, 10.0), ("b", 50.0, 100.0)), sinks(("user", 40.0, 50.0)), links=links)
    assert set(found.flows["from"]) == {"fresh", "b"}
    assert found.flows.set_index("from").loc["b", "cost"] == pytest.approx(0.3 * 20.0)


def test_water_of_unknown_quality_serves_only_who_sets_no_limit():
    given_ = waters(("odd", 50.0, np.nan))
    found = reuse(given_, sinks(("user", 40.0, 50.0), ("yard", 10.0, np.nan)))
    assert found.flows.loc[found.flows["from"] == "odd", "to"].to_list() == ["yard"]


@pytest.mark.parametrize("fixed", [0.0, 1.0, 200.0])
def test_a_fixed_outlet_dirtier_than_its_feed_costs_nothing(fixed):
    """Salt the feed does not hold: the product counts at its fixed quality, within the limit either way."""
    sources = pd.DataFrame({"name": ["fresh", "w"], "flow": [np.nan, 18.5], "cod": [0.0, 8000.0], "tds": [0.0, 0.0]})
    sinks = pd.DataFrame({"name": ["s"], "flow": [22.6], "cod": [60.0], "tds": [1000.0]})
    unit = pd.DataFrame({"name": ["mvr"], "recovery": [0.92], "cod removal": [0.95], "tds": [fixed]})
    found = reuse(sources, sinks, treatments=unit)
    assert found.summary["fresh"] == pytest.approx(22.6 * (1 - 60 / 400), rel=1e-6)
