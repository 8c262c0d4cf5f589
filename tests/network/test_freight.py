"""Freight, hub prices and candidate arcs against figures worked out by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from circnet.network import arcs, candidate_arcs, hub_trades
from circnet.network.freight import annuity_factor, haul, haulage
from circnet.network.places import distances_km
from circnet.park import catalog_of, load_catalog, load_park

XINING = (36.617, 101.778)


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def ganhe(catalog):
    return load_park("ganhe", catalog)


def test_annuity_of_a_hundred_over_twenty_years():
    """r / (1 - (1 + r)^-n) at 8 % over 20 years is 0.101852 (any table of annuities)."""
    assert annuity_factor(0.08, np.array([20.0, np.nan]))[0] == pytest.approx(0.1018522, abs=1e-7)
    assert annuity_factor(0.08, np.array([np.nan]))[0] == 0.0
    assert annuity_factor(0.0, np.array([20.0]))[0] == pytest.approx(0.05)


def test_a_haul_pays_its_least_distance_and_loses_by_the_kilometre():
    table = pd.DataFrame({"detour": [1.5], "min_km": [10.0], "fixed": [4.0], "per_km": [2.0], "loss_per_km": [0.01],
                          "max_km": [20.0]})  # fmt: skip
    near, far = haul(table, np.array([2.0])).iloc[0], haul(table, np.array([14.0])).iloc[0]
    assert (near["route_km"], near["cost"], near["loss"], near["reachable"]) == (3.0, 24.0, pytest.approx(0.03), True)
    assert (far["route_km"], far["cost"], far["reachable"]) == (21.0, 46.0, False)


def test_a_mode_priced_by_the_tonne_costs_by_the_mass_of_the_unit(catalog):
    """Gold is counted in kg: a thousandth of the cost of a tonne."""
    table = haulage(catalog).set_index(["commodity", "mode"])
    modes = catalog.transport.set_index("mode")
    goods = catalog.commodities.set_index("id")
    commodity, mode = next(
        key for key in table.index if goods.at[key[0], "unit"] == "kg" and modes.at[key[1], "unit"] == "t"
    )
    assert table.at[(commodity, mode), "per_km"] == pytest.approx(modes.at[mode, "cny_per_unit_km"] / 1000)


def test_delivered_price_and_netback_are_hub_price_with_and_less_freight(ganhe, catalog):
    effective = catalog_of(ganhe, catalog)
    wanted = pd.DataFrame({"enterprise": ["haina-cement"], "commodity": ["coal_thermal"]})
    (trade,) = hub_trades(ganhe, effective, wanted, "buy").to_dict("records")
    hub = effective.hubs.set_index("id").loc[trade["hub"]]
    firm = ganhe.enterprises.set_index("id").loc["haina-cement"]
    away = distances_km(*(np.array([float(v)]) for v in (firm["lat"], firm["lon"], hub["lat"], hub["lon"])))
    row = haulage(effective).set_index(["commodity", "mode"]).loc[[("coal_thermal", trade["mode"])]]
    cost = haul(row, away).iloc[0]
    quote = effective.prices.set_index(["commodity", "hub"]).at[("coal_thermal", trade["hub"]), "buy"]
    assert trade["price"] == pytest.approx((quote + cost["cost"]) / (1 - cost["loss"]))


def test_no_price_can_be_bought_below_what_it_sells_for(ganhe, catalog):
    """No firm gains by buying a good and selling it on."""
    effective = catalog_of(ganhe, catalog)
    goods = effective.prices["commodity"].drop_duplicates()
    wanted = pd.DataFrame({"enterprise": "haina-cement", "commodity": goods})
    buy = hub_trades(ganhe, effective, wanted, "buy").set_index("commodity")["price"]
    sell = hub_trades(ganhe, effective, wanted, "sell").set_index("commodity")["price"]
    gain = (sell - buy).dropna()
    assert len(gain) > 50
    assert gain.max() <= 1e-9, gain[gain > 1e-9].to_string()


def test_what_may_not_travel_has_no_market(ganhe, catalog):
    wanted = pd.DataFrame({"enterprise": "haina-chem", "commodity": ["chlorine", "steam_mp", "aluminium_liquid"]})
    for side in ("buy", "sell"):
        assert hub_trades(ganhe, catalog_of(ganhe, catalog), wanted, side).empty


def test_arcs_stay_within_reach_and_in_the_park(ganhe, catalog):
    effective = catalog_of(ganhe, catalog)
    firms = ganhe.enterprises["id"]
    ends = pd.concat(
        [pd.DataFrame({"enterprise": firms, "commodity": good}) for good in ("chlorine", "steam_mp", "fly_ash")]
    )
    arcs = candidate_arcs(ganhe, effective, ends, ends, rate=0.08)
    reach = haulage(effective).set_index(["commodity", "mode"])["max_km"]
    new = arcs[~arcs["existing"]]
    assert len(new) > 100
    assert (
        new["distance_km"].to_numpy() <= reach.reindex(pd.MultiIndex.from_frame(new[["commodity", "mode"]])).to_numpy()
    ).all()
    assert (new["from"] != new["to"]).all()
    short = candidate_arcs(ganhe, effective, ends, ends, rate=0.08, max_km=2.0)
    assert (short.loc[~short["existing"], "distance_km"] <= 2.0).all()
    assert len(short) < len(arcs)


@pytest.mark.parametrize("max_km", [None, 40.0])
def test_no_arc_is_lost_by_looking_at_straight_lines_first(ganhe, catalog, max_km, monkeypatch):
    """Without that look the arcs are the same; firms without coordinates may be anywhere in their park."""
    effective = catalog_of(ganhe, catalog)
    lost = ganhe.enterprises.assign(lat=ganhe.enterprises["lat"].where(ganhe.enterprises.index % 5 > 0))
    park = replace(ganhe, enterprises=lost)
    ends = pd.concat([pd.DataFrame({"enterprise": lost["id"], "commodity": good})
                      for good in ("chlorine", "steam_mp", "fly_ash", "coal_thermal")])  # fmt: skip
    found = candidate_arcs(park, effective, ends, ends, 0.08, max_km)
    assert found["from"].isin(lost.loc[lost["lat"].isna(), "id"]).any()
    monkeypatch.setattr(arcs, "_SHORTER", 0.0)
    pd.testing.assert_frame_equal(found, candidate_arcs(park, effective, ends, ends, 0.08, max_km))
    monkeypatch.setattr(arcs, "_SHORTER", 3.0)
    assert len(candidate_arcs(park, effective, ends, ends, 0.08, max_km)) < len(found)


@pytest.mark.parametrize(("twin", "wins"), [("aaa", True), ("zzz", False)])
@pytest.mark.parametrize("side", ["buy", "sell"])
def test_of_hubs_that_are_equally_good_the_first_by_name_is_taken(ganhe, catalog, side, twin, wins):
    """A hub with a twin of another name at the same place and prices: the price stays, the name decides."""
    effective = catalog_of(ganhe, catalog)
    wanted = pd.DataFrame({"enterprise": "haina-cement", "commodity": effective.prices["commodity"].drop_duplicates()})
    before = hub_trades(ganhe, effective, wanted, side)
    hub = before["hub"].mode()[0]
    hubs, prices = (pd.concat([table, table[table[column] == hub].assign(**{column: twin})], ignore_index=True)
                    for table, column in ((effective.hubs, "id"), (effective.prices, "hub")))  # fmt: skip
    after = hub_trades(ganhe, effective.replace(hubs=hubs, prices=prices), wanted, side)
    assert (before["hub"] == hub).sum() > 5
    pd.testing.assert_series_equal(after["price"], before["price"])
    assert set(after.loc[before["hub"] == hub, "hub"]) == {twin if wins else hub}
    assert (twin in set(after["hub"])) == wins


def test_a_firm_that_is_not_of_the_park_has_no_market(ganhe, catalog):
    wanted = pd.DataFrame({"enterprise": ["no-such-firm", "haina-cement"], "commodity": "coal_thermal"})
    found = hub_trades(ganhe, catalog_of(ganhe, catalog), wanted, "buy")
    assert found["enterprise"].tolist() == ["haina-cement"]
