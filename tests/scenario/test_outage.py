"""Outages: chains solved by hand, and what must hold of every outage."""

import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from circnet.coupling import Settings
from circnet.coupling.state import settle
from circnet.errors import Infeasible, NoSolution, UsageFault
from circnet.park import load_catalog, load_park
from circnet.scenario import OutageTerms, outage, rank_outages
from circnet.scenario.disruption import Disruption, as_it_runs
from tests.casefolders import CasePark
from tests.strategies import atom_parks

QUICK = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
TENTH = OutageTerms(days=36.5)
COUPLED = OutageTerms(days=36.5, network="coupled")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def chain(product_price=100.0):
    """A mine digs 200 t of ore at 10, a smelter makes 100 t of metal of it at 5, a plant 100 t of product at 1.

    The links exist; only the product has a market. A shop beside them makes 10 t of bread at 2 and sells it at 3.
    """
    park = CasePark(id="chain", title="Chain")
    for firm, name, recipe, cost, load in (
        ("mine", "dig", {"ore": 1.0}, 10.0, 200.0),
        ("smelter", "smelt", {"metal": 1.0, "ore": -2.0}, 5.0, 100.0),
        ("plant", "make", {"product": 1.0, "metal": -1.0}, 1.0, 100.0),
        ("shop", "bake", {"bread": 1.0}, 2.0, 10.0),
    ):
        park.technology(name, recipe, cost=cost)
        park.run(firm, name, capacity=load, throughput=load)
    park.add("links", **{"from": "mine", "to": "smelter"}, commodity="ore", status="existing")
    park.add("links", **{"from": "smelter", "to": "plant"}, commodity="metal", status="existing")
    park.market("product", "plant", sell_price=product_price)
    park.market("bread", "shop", sell_price=3.0)
    return park


def loaded(park, folder, catalog):
    shutil.rmtree(folder, ignore_errors=True)
    return load_park(str(park.write(folder)), catalog)


def stopped(park, folder, catalog, firm, terms=TENTH):
    return outage(loaded(park, folder, catalog), catalog, firm, terms)


def test_a_chain_stops_from_end_to_end_level_by_level(tmp_path, catalog):
    result = stopped(chain(), tmp_path / "p", catalog, "mine")
    assert result.summary["cost"] == pytest.approx((10_000 - 2_000 - 500 - 100) / 10, abs=1.0)
    assert result.firms.set_index("enterprise")["level"].to_dict() == {"mine": 0, "smelter": 1, "plant": 2}
    assert result.cuts.set_index("enterprise")["share"].to_dict() == pytest.approx({"smelter": 1.0, "plant": 1.0})
    assert result.cuts["stopped"].all()
    lost = result.losses.set_index(["enterprise", "side"])["amount"].to_dict()
    assert lost == pytest.approx({("smelter", "input"): 20.0, ("smelter", "outlet"): 10.0, ("plant", "input"): 10.0})
    assert set(result.replacements["by"]) == {"cut"}
    assert (result.summary["firms_hit"], result.summary["firms_cut"], result.summary["levels"]) == (2, 2, 2)


def test_a_market_steps_in_and_the_plant_goes_on(tmp_path, catalog):
    park = chain()
    park.market("metal", "plant", buy_price=70.0)
    result = stopped(park, tmp_path / "p", catalog, "smelter")
    # 100 t of metal bought at 70 in place of ore at 20 and smelting at 5 per tonne of metal
    assert result.summary["cost"] == pytest.approx((7_000 - 2_500) / 10, abs=1.0)
    bought = result.replacements[result.replacements["enterprise"] == "plant"].to_dict("records")
    assert [(row["by"], row["commodity"]) for row in bought] == [("buy", "metal")]
    assert bought[0]["amount"] == pytest.approx(10.0)
    assert bought[0]["cost"] == pytest.approx(700.0)
    assert "plant" not in set(result.cuts["enterprise"])
    assert "mine" in set(result.cuts["enterprise"])


def test_a_neighbour_steps_in_over_a_new_road_only_where_allowed(tmp_path, catalog):
    park = chain()
    park.technology("spare-smelt", {"metal": 1.0}, cost=30.0)
    park.run("spare", "spare-smelt", capacity=40.0)
    park.market("metal", "spare", dispose_cost=1000.0)
    park.arc("spare", "plant", "metal", cost=2.0)
    results = {
        word: stopped(park, tmp_path / word, catalog, "smelter", OutageTerms(36.5, replacement=word))
        for word in ("existing", "hauled", "any")
    }
    link = results["hauled"].replacements.query("by == 'link'").to_dict("records")
    assert [(row["enterprise"], row["partner"]) for row in link] == [("plant", "spare")]
    assert link[0]["amount"] == pytest.approx(4.0)
    assert link[0]["cost"] == pytest.approx(8.0)
    assert results["existing"].replacements.query("by == 'link'").empty
    cut = results["hauled"].cuts.set_index("enterprise")["share"]
    assert cut["plant"] == pytest.approx(0.6, abs=1e-6)
    # each of 40 t keeps 100 - 1 of margin for 30 + 2
    gained = results["existing"].summary["cost"] - results["hauled"].summary["cost"]
    assert gained == pytest.approx(40 * (99 - 32) / 10, abs=1.0)
    assert results["any"].summary["cost"] == pytest.approx(results["hauled"].summary["cost"], abs=1.0)


def test_a_plant_at_a_loss_is_not_stopped_by_the_outage_of_a_stranger(tmp_path, catalog):
    result = stopped(chain(product_price=10.0), tmp_path / "p", catalog, "shop")
    assert result.cuts.empty
    assert result.losses.empty
    assert result.firms["enterprise"].tolist() == ["shop"]
    assert result.summary["cost"] == pytest.approx(1.0, abs=0.1)


def test_what_a_loss_making_chain_loses_is_never_less_than_nothing(tmp_path, catalog):
    result = stopped(chain(product_price=10.0), tmp_path / "p", catalog, "mine")
    assert result.summary["cost"] >= 0.0
    assert set(result.cuts["enterprise"]) == {"smelter", "plant"}


def test_the_ranking_puts_the_single_point_of_failure_first(tmp_path, catalog):
    ranking = rank_outages(loaded(chain(), tmp_path / "p", catalog), catalog, TENTH).ranking
    assert ranking["rank"].tolist() == [1, 2, 3, 4]
    by_firm = ranking.set_index("enterprise")
    assert by_firm["cost"].drop("shop").tolist() == pytest.approx([740.0] * 3, abs=1.0)
    assert by_firm["firms_hit"].to_dict() == {"mine": 2, "smelter": 2, "plant": 2, "shop": 0}
    assert ranking["enterprise"].iloc[-1] == "shop"


def test_a_park_that_cannot_run_today_says_so_but_may_be_coupled(tmp_path, catalog):
    park = CasePark(id="arcs", title="Arcs")
    park.supply("well", "water", available=50.0)
    park.demand("mill", "water", 50.0)
    park.arc("well", "mill", "water", cost=2.0)
    folder = loaded(park, tmp_path / "p", catalog)
    with pytest.raises(Infeasible):
        outage(folder, catalog, "well", TENTH)
    result = outage(folder, catalog, "well", COUPLED)
    assert result.cuts["enterprise"].tolist() == ["mill"]
    assert result.cuts["share"].tolist() == [1.0]


def test_an_unknown_firm_is_told_with_the_nearest_name(tmp_path, catalog):
    with pytest.raises(UsageFault) as raised:
        stopped(chain(), tmp_path / "p", catalog, "smeltr")
    assert (raised.value.value, raised.value.expected) == ("smeltr", "smelter")


@pytest.mark.parametrize(
    "choice", [{"days": 0.0}, {"days": 400.0}, {"days": float("nan")}, {"network": "dream"}, {"replacement": "magic"}]
)
def test_terms_that_cannot_be_are_refused(choice):
    with pytest.raises(UsageFault):
        OutageTerms(**choice)


def test_the_brine_of_golmud_stops_its_lithium(catalog):
    result = outage(load_park("golmud", catalog), catalog, "qsl-potash")
    assert {"lanke-lithium", "qsl-li-40k"} <= set(result.cuts["enterprise"])
    assert result.firms["cost"].sum() == pytest.approx(result.summary["cost"], rel=1e-9)


@given(drawn=atom_parks())
@QUICK
def test_outages_cost_at_least_nothing_and_more_days_cost_more(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    try:
        short, long = (
            rank_outages(park, catalog, OutageTerms(days, network="coupled")).ranking.set_index("enterprise")
            for days in (10.0, 40.0)
        )
    except NoSolution:
        return
    assert (short["cost"] >= 0.0).all()
    assert (short["cost_others"] >= 0.0).all()
    assert long["cost"].to_dict() == pytest.approx((4.0 * short["cost"]).to_dict(), rel=1e-3, abs=0.2)
    assert long["firms_hit"].to_dict() == short["firms_hit"].to_dict()


@given(drawn=atom_parks())
@QUICK
def test_no_account_gains_by_an_outage_and_the_accounts_are_the_change_of_cost(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    try:
        state = settle(park, catalog, Settings())
    except NoSolution:
        return
    disruption = Disruption(state.network.model, as_it_runs(state), np.ones(len(state.open_arcs), dtype=bool))
    for firm in park.enterprises["id"]:
        after = disruption.without(firm)
        accounts = disruption.accounts(after)
        assert accounts.min() >= -0.01
        assert accounts.sum() == pytest.approx(disruption.costs @ (after - disruption.before), abs=0.05)
        assert (after >= -1e-6).all()


@given(drawn=atom_parks())
@QUICK
def test_a_firm_without_links_hurts_nobody_else(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    lonely = park.replace(arcs=park.arcs.iloc[:0])
    try:
        ranking = rank_outages(lonely, catalog, COUPLED).ranking
    except NoSolution:
        return
    assert (ranking["firms_hit"] == 0).all()
    assert ranking["cost_others"].to_numpy() == pytest.approx(0.0, abs=0.05)
    assert (ranking["value_lost"] == 0).all()


@given(drawn=atom_parks())
@QUICK
def test_costs_of_the_firms_add_up_and_the_order_of_rows_does_not_matter(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    turned = park.replace(**{name: table.iloc[::-1].reset_index(drop=True) for name, table in park.tables().items()})
    firm = park.enterprises["id"].iloc[0]
    try:
        one, other = (outage(each, catalog, firm, COUPLED, Settings()) for each in (park, turned))
    except NoSolution:
        return
    assert one.firms["cost"].sum() == pytest.approx(one.summary["cost"], rel=1e-6, abs=0.05)
    assert other.summary["cost"] == pytest.approx(one.summary["cost"], rel=1e-4, abs=0.5)
