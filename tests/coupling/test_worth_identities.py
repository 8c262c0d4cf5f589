"""Identities of a link's worth, on random parks and on the swap that breaks naive price bands."""

import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from circnet.coupling import couple
from circnet.errors import NoSolution
from circnet.park import load_catalog, load_park
from tests.casefolders import CasePark
from tests.coupledparks import coupled
from tests.exchangeparks import exchange_parks

QUICK = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def loaded(park, folder, catalog):
    shutil.rmtree(folder, ignore_errors=True)
    return load_park(str(park.write(folder)), catalog)


def solved(park, catalog):
    try:
        return couple(park, catalog)
    except NoSolution:
        return None


def chosen(result):
    table = result.opportunities[result.opportunities["choice"] == "chosen"]
    return table.sort_values(["from", "to", "commodity"]).reset_index(drop=True)


@given(drawn=exchange_parks())
@QUICK
def test_savings_and_price_bands(drawn, catalog, tmp_path):
    result = solved(loaded(drawn, tmp_path / "p", catalog), catalog)
    assume(result is not None and len(chosen(result)))
    links, total = chosen(result), result.summary["saving"]
    slack = 1e-6 * max(1.0, abs(total or 0.0))
    assert (links["saving_alone"].dropna() >= -slack).all()
    assert (links["saving"].dropna() >= -slack).all()
    if total is not None:
        assert (links["saving"].dropna() <= total + slack).all(), "one link saves no more than all"
    band = (links["price_ceiling"] - links["price_floor"]).dropna()
    assert (band >= -1e-6).all()


@given(drawn=exchange_parks())
@QUICK
def test_an_arc_more_never_saves_less(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    assume(len(park.arcs) > 0)
    more = solved(park, catalog)
    less = solved(park.replace(arcs=park.arcs.iloc[1:].reset_index(drop=True)), catalog)
    assume(less is not None)
    assert more.summary["cost"] <= less.summary["cost"] + 1e-6
    if less.summary["saving"] is not None:
        assert more.summary["saving"] >= less.summary["saving"] - 1e-6 * max(1.0, abs(less.summary["saving"]))


@given(drawn=exchange_parks())
@QUICK
def test_prices_scale_money_only(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    plain = solved(park, catalog)
    assume(plain is not None and plain.summary["unique"] and len(chosen(plain)))
    prices = ["buy_price", "sell_price", "dispose_cost"]
    dear = park.replace(
        markets=park.markets.assign(**{name: park.markets[name] * 8 for name in prices}),
        arcs=park.arcs.assign(cost=park.arcs["cost"] * 8),
    )
    one, two = chosen(plain), chosen(solved(dear, catalog))
    assert one[["from", "to", "commodity"]].equals(two[["from", "to", "commodity"]])
    np.testing.assert_allclose(two["amount"], one["amount"], rtol=1e-6, atol=1e-6)
    for column in ("saving", "saving_alone", "price_floor", "price_ceiling"):
        np.testing.assert_allclose(two[column], 8 * one[column], rtol=1e-6, atol=1e-5)


@given(drawn=exchange_parks())
@QUICK
def test_the_order_of_rows_changes_no_worth(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    plain = solved(park, catalog)
    assume(plain is not None and plain.summary["unique"] and len(chosen(plain)))
    turned = park.replace(**{name: table.iloc[::-1].reset_index(drop=True) for name, table in park.tables().items()})
    one, two = chosen(plain), chosen(solved(turned, catalog))
    for column in ("from", "to", "commodity"):
        assert one[column].tolist() == two[column].tolist()
    for column in ("amount", "saving", "saving_alone", "price_floor", "price_ceiling"):
        np.testing.assert_allclose(two[column], one[column], rtol=1e-6, atol=1e-5)


def test_a_swap_over_a_third_firm_keeps_floor_below_ceiling(tmp_path, catalog):
    """The spring is near the mill, the mill near the works; going round saves 3 of the 5 that the straight way costs.

    Asked alone, the mill parts with its own water only for 6 (it must buy at 10, or take the spring's from the works),
    while the works pays 4 at most. With the works served, the spring is free for the mill: 1 is enough.
    """
    park = CasePark(id="swap", title="Swap")
    park.supply("mill", "water", available=10.0)
    park.demand("mill", "water", 10.0)
    park.supply("spring", "water", available=10.0)
    park.demand("works", "water", 10.0)
    for firm in ("mill", "works"):
        park.market("water", firm, buy_price=10.0)
    for giver, taker, cost in (("spring", "works", 5.0), ("spring", "mill", 1.0), ("mill", "works", 1.0)):
        park.arc(giver, taker, "water", cost=cost)
    link = chosen(couple(loaded(park, tmp_path / "p", catalog), catalog)).set_index("from").loc["mill"]
    assert link["saving"] == pytest.approx(30.0)
    assert link["price_floor"] == pytest.approx(1.0)
    assert link["price_ceiling"] == pytest.approx(4.0)


def test_real_parks_keep_the_identities():
    """Golmud and Ganhe together: what is unexplained counts at the catalog's price."""
    result = coupled("golmud", "ganhe")
    links = chosen(result)
    total = result.summary["saving"] + result.summary["saving_unexplained"]
    saved = links["saving"] + links["saving_unexplained"]
    assert len(links) > 20
    assert (links["saving_alone"] >= 0).all()
    assert (saved <= total + 1.0).all()
    assert (links["price_floor"] <= links["price_ceiling"]).all()
