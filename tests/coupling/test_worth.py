"""What a link is worth, on parks small enough to solve by hand."""

import math

import pytest

from circnet.coupling import Settings, couple
from circnet.errors import Infeasible, Unbounded, UsageFault
from circnet.park import load_catalog, load_park
from tests.casefolders import CasePark


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


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


def solve(park, folder, catalog, **choices):
    return couple(load_park(str(park.write(folder)), catalog), catalog, Settings(**choices))


def test_a_link_is_worth_the_difference_of_two_solves(tmp_path, catalog):
    result = solve(slag_park(), tmp_path / "p", catalog)
    assert result.summary["cost"] == pytest.approx(40 * 20 + 60 * 5)
    assert result.summary["baseline_cost"] == pytest.approx(100 * 20 + 60 * 50)
    assert result.summary["saving"] == pytest.approx(3900.0)
    assert result.summary["waste_diverted_t"] == pytest.approx(60.0)
    (link,) = result.opportunities.to_dict("records")
    assert (link["from"], link["to"], link["amount"]) == ("smelter", "kiln", pytest.approx(60.0))
    assert link["saving"] == link["saving_alone"] == pytest.approx(3900.0)
    assert link["price_floor"] == pytest.approx(-20.0), "the smelter may pay up to what dumping costs"
    assert link["price_ceiling"] == pytest.approx(45.0), "the kiln pays at most its market price less the road"
    assert link["waste_t"] == pytest.approx(60.0)
    assert math.isnan(link["distance_km"]), "nobody said where these firms are"


def test_a_link_in_use_is_baseline_and_no_opportunity(tmp_path, catalog):
    park = slag_park()
    park.add("links", **{"from": "smelter", "to": "kiln"}, commodity="slag", status="existing", basis="published")
    result = solve(park, tmp_path / "p", catalog)
    assert result.summary["saving"] == pytest.approx(0.0)
    assert result.opportunities.empty
    assert result.flows["existing"].tolist() == [True]


def test_two_links_in_concert_and_alone(tmp_path, catalog):
    """Two sellers, one buyer of 60: each alone saves all, in concert only what the other cannot replace."""
    park = slag_park()
    park.supply("foundry", "slag", available=100.0, least=100.0)
    park.market("slag", "foundry", dispose_cost=10.0)
    park.arc("foundry", "kiln", "slag", cost=5.0)
    result = solve(park, tmp_path / "p", catalog)
    (link,) = result.opportunities[result.opportunities["choice"] == "chosen"].to_dict("records")
    assert link["from"] == "smelter"
    assert link["saving"] == pytest.approx(60 * (20 - 10))
    assert link["saving_alone"] == pytest.approx(60 * (20 + 50 - 5))


def test_partners_as_good_are_listed_as_equal(tmp_path, catalog):
    park = slag_park()
    park.supply("foundry", "slag", available=100.0, least=100.0)
    park.market("slag", "foundry", dispose_cost=20.0)
    park.arc("foundry", "kiln", "slag", cost=5.0)
    result = solve(park, tmp_path / "p", catalog)
    assert sorted(result.opportunities["choice"]) == ["chosen", "equal"]
    assert set(result.opportunities["from"]) == {"smelter", "foundry"}
    assert result.summary["unique"] is False
    assert result.summary["links_chosen"] == 1


def test_what_cannot_go_anywhere_is_named(tmp_path, catalog):
    park = slag_park()
    park.tables["markets"] = [row for row in park.tables["markets"] if row["enterprise"] != "smelter"]
    with pytest.raises(Infeasible) as caught:
        solve(park, tmp_path / "p", catalog)
    (conflict,) = caught.value.conflicts.to_dict("records")
    assert (conflict["enterprise"], conflict["commodity"], conflict["problem"]) == ("smelter", "slag", "no outlet")
    assert conflict["amount"] == pytest.approx(40.0)


def test_what_comes_from_nowhere_is_named(tmp_path, catalog):
    park = CasePark(id="short", title="Short")
    park.supply("well", "water", available=30.0)
    park.demand("mill", "water", 50.0)
    park.arc("well", "mill", "water")
    with pytest.raises(Infeasible) as caught:
        solve(park, tmp_path / "p", catalog)
    (conflict,) = caught.value.conflicts.to_dict("records")
    assert (conflict["enterprise"], conflict["commodity"], conflict["problem"]) == ("mill", "water", "no source")
    assert conflict["amount"] == pytest.approx(20.0)


def test_what_runs_away_is_named(tmp_path, catalog):
    park = CasePark(id="rich", title="Rich")
    park.technology("print", {"money": 1.0})
    park.run("mint", "print")
    park.market("money", "mint", sell_price=1.0)
    with pytest.raises(Unbounded) as caught:
        solve(park, tmp_path / "p", catalog)
    assert "mint-print" in caught.value.conflicts["item"].tolist()


def test_a_firm_does_not_pass_on_what_it_only_uses(tmp_path, catalog):
    """The mill could buy cheaply and sell on; only a firm that passes on may."""
    park = CasePark(id="trader", title="Trader")
    park.demand("mill", "salt", 10.0)
    park.demand("works", "salt", 10.0)
    park.market("salt", "mill", buy_price=1.0)
    park.market("salt", "works", buy_price=9.0)
    park.arc("mill", "works", "salt", cost=1.0)
    assert solve(park, tmp_path / "p", catalog).summary["cost"] == pytest.approx(10 + 90)
    park.enterprise("mill", passes_on=True)
    assert solve(park, tmp_path / "q", catalog).summary["cost"] == pytest.approx(10 + 10 + 10)


def test_outside_steam_replaces_a_boiler_whose_load_is_given(tmp_path, catalog):
    park = CasePark(id="steam", title="Steam")
    park.technology("boiler", {"steam": 1.0, "gas": -30.0})
    park.technology("dry", {"board": 1.0, "steam": -2.0})
    park.run("mill", "dry", capacity=10.0, throughput=10.0)
    park.run("mill", "boiler", capacity=20.0, throughput=20.0)
    park.tables["units"][-1]["role"] = "utility"
    park.market("board", "mill", sell_price=0.0)
    park.market("gas", "mill", buy_price=1.0)
    park.supply("smelter", "steam", available=15.0)
    park.arc("smelter", "mill", "steam", cost=2.0)
    result = solve(park, tmp_path / "p", catalog)
    assert result.summary["cost"] == pytest.approx(15 * 2 + 5 * 30)
    assert result.summary["saving"] == pytest.approx(15 * 28)


def test_heat_of_a_higher_grade_serves_a_lower_one_but_not_the_reverse(tmp_path, catalog):
    park = CasePark(id="grades", title="Grades")
    for name, celsius in (("hot", 230.0), ("warm", 95.0)):
        park.commodity(name, kind="heat", unit="GJ")
        park.tables["commodities"][-1]["temperature_c"] = celsius
    park.supply("smelter", "hot", available=10.0)
    park.demand("greenhouse", "warm", 8.0)
    park.market("warm", "greenhouse", buy_price=30.0)
    park.arc("smelter", "greenhouse", "hot", cost=1.0)
    assert solve(park, tmp_path / "p", catalog).summary["cost"] == pytest.approx(8.0)
    back = CasePark(id="back", title="Back", tables={"commodities": park.tables["commodities"]})
    back._seen["commodities"] = {"hot", "warm"}
    back.supply("greenhouse", "warm", available=10.0)
    back.demand("smelter", "hot", 8.0)
    back.market("hot", "smelter", buy_price=30.0)
    back.arc("greenhouse", "smelter", "warm", cost=1.0)
    assert solve(back, tmp_path / "q", catalog).summary["cost"] == pytest.approx(240.0)


def test_carbon_price_counts_bought_power_and_releases_once(tmp_path, catalog):
    park = CasePark(id="carbon", title="Carbon")
    park.commodity("power", kind="electricity", unit="MWh")
    park.tables["commodities"][-1]["co2_t_per_unit"] = 0.5
    park.commodity("co2", kind="emission")
    park.tables["commodities"][-1]["co2_t_per_unit"] = 1.0
    park.technology("smelt", {"metal": 1.0, "power": -10.0, "co2": 2.0})
    park.run("smelter", "smelt", capacity=3.0, throughput=3.0)
    park.market("metal", "smelter", sell_price=0.0)
    park.market("power", "smelter", buy_price=1.0)
    result = solve(park, tmp_path / "p", catalog, carbon_price=100.0)
    emitted = 3 * (10 * 0.5 + 2)
    assert result.baseline.set_index("quantity").loc["co2_t", "optimum"] == pytest.approx(emitted)
    assert result.summary["cost"] == pytest.approx(30 + 100 * emitted)
    assert solve(park, tmp_path / "p", catalog, objective="co2").summary["cost"] == pytest.approx(emitted)


def test_an_unknown_objective_says_what_there_is(tmp_path, catalog):
    with pytest.raises(UsageFault, match="cost, co2, waste, water"):
        solve(slag_park(), tmp_path / "p", catalog, objective="Xx9")


def test_a_planned_unit_waits_until_it_is_included(tmp_path, catalog):
    park = slag_park()
    park.technology("grind", {"powder": 1.0, "slag": -1.0})
    park.run("kiln", "grind", capacity=40.0)
    park.tables["units"][-1] |= {"status": "planned", "restart_throughput": 40.0}
    park.market("powder", "kiln", sell_price=0.0)
    assert solve(park, tmp_path / "p", catalog).summary["cost"] == pytest.approx(40 * 20 + 60 * 5)
    included = solve(park, tmp_path / "q", catalog, include=("planned",))
    assert included.summary["cost"] == pytest.approx(100 * 5)


def test_a_market_for_all_firms_has_one_limit(tmp_path, catalog):
    park = CasePark(id="shared", title="Shared")
    for firm in ("mill", "works"):
        park.demand(firm, "salt", 10.0)
    park.market("salt", buy_price=1.0, buy_limit=15.0)
    with pytest.raises(Infeasible) as caught:
        solve(park, tmp_path / "p", catalog)
    assert caught.value.conflicts["amount"].sum() == pytest.approx(5.0)


def test_purity_is_judged_on_what_arrives(tmp_path, catalog):
    """Half of the dirty water is lost on the way: 100 t sent dilute 50 t of clean to 50 ppm, not 66.7 t."""
    park = CasePark(id="purity", title="Purity")
    park.supply("mill", "water", available=1000.0)
    park.quality("mill", "water", "supply", "salt", 100.0)
    park.demand("works", "water", 100.0)
    park.quality("works", "water", "demand", "salt", 50.0)
    park.market("water", "works", buy_price=1.0)
    park.arc("mill", "works", "water", cost=0.0)
    park.tables["arcs"][-1]["loss"] = 0.5
    assert solve(park, tmp_path / "p", catalog).summary["cost"] == pytest.approx(50.0)


def test_a_substitute_replaces_by_its_ratio_up_to_its_share(tmp_path, catalog):
    """Of 100 t of sand at 10, at most 50 t of slag at 1 are accepted, each in place of 0.8 t."""
    park = CasePark(id="swap", title="Swap")
    park.demand("kiln", "sand", 100.0)
    park.market("sand", "kiln", buy_price=10.0)
    park.supply("kiln", "slag", available=500.0)
    park.add("substitutions", accepts="slag", replaces="sand", ratio=0.8, max_share=0.5, cost=1.0)
    assert solve(park, tmp_path / "p", catalog).summary["cost"] == pytest.approx(60 * 10 + 50 * 1)


def test_a_hub_sends_the_worst_that_reaches_it(tmp_path, catalog):
    """Purity does not improve by passing through a tank that nobody measured."""
    park = CasePark(id="tank", title="Tank")
    park.supply("mill", "water", available=100.0)
    park.quality("mill", "water", "supply", "salt", 100.0)
    park.enterprise("tank", passes_on=True)
    park.demand("works", "water", 80.0)
    park.quality("works", "water", "demand", "salt", 50.0)
    park.market("water", "works", buy_price=1.0)
    park.arc("mill", "tank", "water", cost=0.0)
    park.arc("tank", "works", "water", cost=0.0)
    assert solve(park, tmp_path / "p", catalog).summary["cost"] == pytest.approx(40.0)


def test_a_bound_variant_shares_its_unit(tmp_path, catalog):
    """A kiln of 100 t may run at most 30 % of its load on slag instead of stone."""
    park = CasePark(id="variant", title="Variant")
    park.technology("on-stone", {"clinker": 1.0, "stone": -1.0})
    park.technology("on-slag", {"clinker": 1.0, "slag": -1.0})
    park.tables["technologies"][-1] |= {"variant_of": "on-stone", "max_share": 0.3, "switch_cost": 2.0}
    park.run("kiln", "on-stone", capacity=100.0, throughput=100.0)
    park.market("stone", "kiln", buy_price=10.0)
    park.market("clinker", "kiln", sell_price=0.0)
    park.supply("kiln", "slag", available=500.0)
    assert solve(park, tmp_path / "p", catalog).summary["cost"] == pytest.approx(70 * 10 + 30 * 2)


def test_what_a_firm_takes_in_and_gives_out_again_stands_twice(tmp_path, catalog):
    """Rinsing takes 3 t of clean and gives 3 t of the same good back, which the tannery may use."""
    park = CasePark(id="rinse", title="Rinse")
    park.technology("rinse", {"hide": 1.0, "water": -3.0})
    park.add("recipes", technology="rinse", commodity="water", coefficient=3.0, basis="published")
    park.run("tannery", "rinse", capacity=10.0, throughput=10.0)
    park.market("hide", "tannery", sell_price=0.0)
    park.market("water", "tannery", buy_price=1.0)
    assert solve(park, tmp_path / "p", catalog).summary["cost"] == pytest.approx(0.0)
