"""Who gains what from new links: by hand, by identities on random parks, and on a real one."""

import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from circnet.coupling import Settings, couple
from circnet.coupling.coalitions import LinkGame
from circnet.coupling.games import excess, worst_coalition
from circnet.coupling.payments import settle_prices
from circnet.coupling.split import shares
from circnet.coupling.state import baseline, settle
from circnet.errors import NoSolution, UsageFault
from circnet.park import load_catalog, load_park
from tests.casefolders import CasePark
from tests.coupledparks import coupled
from tests.exchangeparks import exchange_parks

QUICK = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def golmud(catalog):
    return load_park("golmud", catalog)


def slag_park():
    """A smelter pays 20 to dump each of 100 t of slag; a kiln buys 60 t at 50; the road between them costs 5."""
    park = CasePark(id="slag", title="Slag")
    park.commodity("slag", kind="waste")
    park.supply("smelter", "slag", available=100.0, least=100.0)
    park.demand("kiln", "slag", 60.0)
    park.market("slag", "smelter", dispose_cost=20.0)
    park.market("slag", "kiln", buy_price=50.0)
    park.arc("smelter", "kiln", "slag", cost=5.0)
    return park


def split(park, folder, catalog, **choices):
    shutil.rmtree(folder, ignore_errors=True)
    return shares(load_park(str(park.write(folder)), catalog), catalog, **choices)


def test_two_firms_share_alike(tmp_path, catalog):
    """The link saves 3,900; half each at 12.5 a tonne, the middle of -20 and 45."""
    result = split(slag_park(), tmp_path / "p", catalog)
    assert result.summary["saving"] == pytest.approx(3900.0)
    firms = result.firms.set_index("enterprise")
    assert firms.loc["smelter", "own_change"] == pytest.approx(60 * 20)
    assert firms.loc["kiln", "own_change"] == pytest.approx(60 * (50 - 5)), "the receiver pays the road"
    for column in ("gain", "gain_equal"):
        assert firms[column].tolist() == pytest.approx([1950.0, 1950.0])
    (link,) = result.links.to_dict("records")
    assert link["price"] == link["price_equal"] == pytest.approx(12.5)
    assert firms["side_payment"].tolist() == [0.0, 0.0]
    assert result.splits["holds"].all()


def glove_park():
    """One kiln wants 60 t; either of two smelters could serve it alike: a glove game of 3,900."""
    park = slag_park()
    park.supply("foundry", "slag", available=100.0, least=100.0)
    park.market("slag", "foundry", dispose_cost=20.0)
    park.arc("foundry", "kiln", "slag", cost=5.0)
    return park


def test_the_game_of_the_links_is_the_glove_game(tmp_path, catalog):
    state = settle(load_park(str(glove_park().write(tmp_path / "p")), catalog), catalog, Settings())
    game = LinkGame(state.network, state.open_arcs, baseline(state.network))
    firms = ["kiln", "smelter", "foundry"]
    worth, _ = game.parts(firms)
    assert [worth(mask) for mask in range(8)] == pytest.approx([0, 0, 0, 3900, 0, 3900, 0, 3900], abs=1e-6)
    value = np.array([2 / 3, 1 / 6, 1 / 6]) * 3900
    assert game.tempted(firms, value) in (0b011, 0b101)
    assert excess(worth, value, game.tempted(firms, value)) == pytest.approx(650.0)


def test_only_firms_at_chosen_links_are_players(tmp_path, catalog):
    result = split(glove_park(), tmp_path / "p", catalog)
    assert result.clusters["firms"].tolist() == [2]


def chain_park():
    """A smelter serves a kiln and a mill; what either takes leaves the other its own supply: two links, three firms."""
    park = slag_park()
    park.demand("mill", "slag", 40.0)
    park.market("slag", "mill", buy_price=30.0)
    park.arc("smelter", "mill", "slag", cost=5.0)
    return park


def test_a_seller_of_two_gains_with_each(tmp_path, catalog):
    """v(smelter, kiln) = 3,900, v(smelter, mill) = 40 * 45 = 1,800, all 5,700: halves of each."""
    result = split(chain_park(), tmp_path / "p", catalog)
    firms = result.firms.set_index("enterprise")["gain"]
    assert firms["kiln"] == pytest.approx(1950.0)
    assert firms["mill"] == pytest.approx(900.0)
    assert firms["smelter"] == pytest.approx(2850.0)


def test_unconnected_links_are_two_clusters(tmp_path, catalog):
    park = slag_park()
    park.supply("well", "water", available=10.0)
    park.demand("farm", "water", 10.0)
    park.market("water", "farm", buy_price=3.0)
    park.arc("well", "farm", "water", cost=1.0)
    result = split(park, tmp_path / "p", catalog)
    assert result.clusters[["firms", "saving"]].to_numpy().tolist() == [
        [2, pytest.approx(3900)],
        [2, pytest.approx(20)],
    ]


def test_links_that_share_a_market_are_one_cluster(tmp_path, catalog):
    """Both buyers draw on one purchase limit: what one saves leaves more for the other."""
    park = CasePark(id="limit", title="Limit")
    for number, (giver, taker) in enumerate([("well", "farm"), ("spring", "mill")]):
        park.supply(giver, "water", available=10.0)
        park.demand(taker, "water", 30.0)
        park.market("water", taker, buy_price=9.0 + number)
        park.arc(giver, taker, "water", cost=0.0)
    park.technology("pump", {"water": 1.0})
    for firm in ("farm", "mill"):
        park.supply(firm, "ice", available=100.0)
    park.market("ice", buy_price=1.0, buy_limit=45.0)
    park.add("substitutions", accepts="ice", replaces="water", ratio=1.0, max_share=1.0)
    for port in park.tables["ports"]:
        if port["commodity"] == "ice":
            port["maximum"] = 0.0
    result = split(park, tmp_path / "p", catalog)
    assert result.clusters["firms"].tolist() == [4]
    assert result.firms["gain"].sum() == pytest.approx(result.summary["saving"])


@given(drawn=exchange_parks())
@QUICK
def test_gains_add_up_to_what_is_saved(drawn, catalog, tmp_path):
    try:
        result = split(drawn, tmp_path / "p", catalog)
    except NoSolution:
        assume(False)
    park = load_park(str(tmp_path / "p"), catalog)
    saving = couple(park, catalog).summary["saving"]
    if saving is None:
        assert result.summary["reason"] == "no_solution_without_new_links"
        return
    scale = max(1.0, abs(saving))
    assert result.clusters["saving"].sum() == pytest.approx(saving, abs=1e-6 * scale)
    for column in ("gain", "gain_equal", "gain_core", "own_change"):
        assert result.firms[column].sum() == pytest.approx(saving, abs=1e-5 * scale), column
    assert result.firms["side_payment"].sum() == pytest.approx(0.0, abs=1e-5 * scale)
    assert (result.firms["gain"] >= -1e-6 * scale).all(), "a link more never costs"


@given(drawn=exchange_parks())
@QUICK
def test_the_programme_finds_the_coalition_that_trying_all_finds(drawn, catalog, tmp_path):
    shutil.rmtree(tmp_path / "p", ignore_errors=True)
    try:
        state = settle(load_park(str(drawn.write(tmp_path / "p")), catalog), catalog, Settings())
    except NoSolution:
        assume(False)
    before = baseline(state.network)
    assume(before is not None and state.chosen.any())
    game = LinkGame(state.network, state.open_arcs, before)
    for group in game.clusters(state.chosen):
        worth, _ = game.parts(group)
        whole = worth((1 << len(group)) - 1)
        given_ = np.linspace(0.0, 2.0 / len(group), len(group)) * whole
        tried, found = worst_coalition(worth, given_), game.tempted(group, given_)
        assert excess(worth, given_, found) == pytest.approx(excess(worth, given_, tried), abs=1e-5 * max(1.0, whole))


def test_the_prices_bring_each_firm_its_gain(golmud, catalog):
    """Own books, payments at the prices found and side payments are the Shapley gain, to the last yuan."""
    result = shares(golmud, catalog)
    firms, links = result.firms.set_index("enterprise"), result.links
    worth = links["amount"] * links["price"]
    got = worth.groupby(links["from"]).sum().reindex(firms.index, fill_value=0.0)
    paid = worth.groupby(links["to"]).sum().reindex(firms.index, fill_value=0.0)
    received = firms["own_change"] + got - paid + firms["side_payment"]
    np.testing.assert_allclose(received, firms["gain"] + firms["gain_unexplained"], atol=1.0)
    slack = 1e-6 * links["price"].abs().clip(lower=1.0)
    assert (links["price"] >= links["price_floor"] - slack).all()
    assert (links["price"] <= links["price_ceiling"] + slack).all()
    assert firms["gain"].sum() == pytest.approx(coupled("golmud").summary["saving"])


def test_the_golmud_split_by_samples_is_near_the_exact_one(golmud, catalog):
    exact = shares(golmud, catalog)
    sampled = shares(golmud, catalog, exact=2, pairs=30)
    assert sampled.clusters["method"].tolist() == ["sampled", "exact"]
    apart = (exact.firms["gain"] - sampled.firms["gain"]).abs()
    assert (apart <= 6 * sampled.firms["standard_error"] + 1.0).all()
    assert sampled.firms["standard_error"].max() > 0
    assert sampled.firms["gain"].sum() == pytest.approx(exact.firms["gain"].sum())


def test_a_band_too_narrow_needs_a_side_payment():
    """The price may move 10 around 0 for 5 t: 50 of the 80 owed; 30 go beside it."""
    import pandas as pd

    links = pd.DataFrame({"from": ["a"], "to": ["b"], "amount": [5.0], "price_floor": [-10.0], "price_ceiling": [10.0]})
    price, side = settle_prices(links, pd.Series({"a": 80.0, "b": -80.0}))
    assert price.tolist() == pytest.approx([10.0])
    assert side.tolist() == pytest.approx([30.0, -30.0])
    price, side = settle_prices(links, pd.Series({"a": 20.0, "b": -20.0}))
    assert price.tolist() == pytest.approx([4.0])
    assert side.tolist() == pytest.approx([0.0, 0.0])


def test_gains_are_counted_in_money(golmud, catalog):
    with pytest.raises(UsageFault, match="co2"):
        shares(golmud, catalog, Settings(objective="co2"))
