"""Why a link was not chosen: published rules of linear programming on parks solved by hand, and real ones."""

import shutil

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from circnet.coupling import Settings, couple
from circnet.coupling.why import REASONS, why_all, why_not
from circnet.errors import UsageFault
from circnet.park import join, load_catalog, load_park
from circnet.text import t
from tests.casefolders import CasePark
from tests.exchangeparks import exchange_parks

QUICK = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def asked(park, folder, catalog, *link, **choices):
    return why_not(load_park(str(park.write(folder)), catalog), catalog, Settings(**choices), *link)


def transport_park():
    """Two mines (30 and 40 t), two works (25 and 35 t); the costs have one optimum: n->a 25, n->b 5, s->b 30."""
    park = CasePark(id="ore", title="Ore")
    park.supply("north", "ore", available=30.0)
    park.supply("south", "ore", available=40.0)
    park.demand("works-a", "ore", 25.0)
    park.demand("works-b", "ore", 35.0)
    park.arc("north", "works-a", "ore", cost=4.0)
    park.arc("north", "works-b", "ore", cost=6.0)
    park.arc("south", "works-a", "ore", cost=9.0)
    park.arc("south", "works-b", "ore", cost=8.0)
    return park


def test_the_reduced_cost_is_unit_cost_less_the_difference_of_duals(tmp_path, catalog):
    """u_south = 0, v_b = 8, u_north = 2, v_a = 6: south to a costs 9 - 6 = 3 too much."""
    reason = asked(transport_park(), tmp_path / "p", catalog, "south", "works-a", "ore")
    assert not reason.used
    assert reason.reduced_cost == pytest.approx(3.0)
    assert reason.break_even_freight == pytest.approx(6.0)
    assert reason.break_even_price == pytest.approx(9.0), "north's ore must cost 9 at the gate instead of 6"
    assert reason.freight == pytest.approx(9.0)
    assert reason.checked


@pytest.mark.parametrize(("cost", "used"), [(5.99, True), (6.01, False)])
def test_the_break_even_freight_lands_the_link_at_the_margin(tmp_path, catalog, cost, used):
    park = transport_park()
    park.tables["arcs"][2]["cost"] = cost
    flows = couple(load_park(str(park.write(tmp_path / "p")), catalog), catalog).flows
    sent = set(zip(flows["from"], flows["to"], strict=True))
    assert (("south", "works-a") in sent) == used


def test_a_link_in_use_says_how_dear_it_may_get(tmp_path, catalog):
    reason = asked(transport_park(), tmp_path / "p", catalog, "south", "works-b", "ore")
    assert reason.used
    assert reason.reason == "used"
    assert reason.amount == pytest.approx(30.0)
    assert reason.reduced_cost == pytest.approx(0.0, abs=1e-9)
    assert reason.break_even_freight is None, "works-b cannot do without it"
    reason = asked(transport_park(), tmp_path / "p", catalog, "north", "works-a", "ore")
    assert reason.break_even_freight == pytest.approx(7.0), "then south serves a, and north serves b"
    assert reason.checked


@given(drawn=exchange_parks())
@QUICK
def test_every_break_even_freight_solved_anew_is_the_margin(drawn, catalog, tmp_path):
    """By `couple` itself with the arc's cost in the table just below and just above."""
    shutil.rmtree(tmp_path / "p", ignore_errors=True)
    park = load_park(str(drawn.write(tmp_path / "p")), catalog)
    for link in why_all(park, catalog).head(2)[["from", "to", "commodity"]].itertuples(index=False):
        reason = why_not(park, catalog, None, *link)
        assert reason.checked
        this = (park.arcs[["from", "to", "commodity"]] == list(link)).all(axis=1)
        for side, used in ((-1e-4, True), (1e-4, False)):
            cost = reason.break_even_freight + side * max(1.0, abs(reason.break_even_freight))
            moved = park.replace(arcs=park.arcs.assign(cost=park.arcs["cost"].mask(this, cost)))
            flows = couple(moved, catalog).flows[["from", "to", "commodity"]]
            assert (flows == list(link)).all(axis=1).any() == used


def slag_park(road):
    """A smelter pays 20 to dump each of 100 t of slag; a kiln buys 60 t at 50."""
    park = CasePark(id="slag", title="Slag")
    park.commodity("slag", kind="waste")
    park.supply("smelter", "slag", available=100.0, least=100.0)
    park.demand("kiln", "slag", 60.0)
    park.market("slag", "smelter", dispose_cost=20.0)
    park.market("slag", "kiln", buy_price=50.0)
    park.arc("smelter", "kiln", "slag", cost=road)
    return park


def test_a_road_too_dear_pays_at_the_price_where_both_ends_break_even(tmp_path, catalog):
    reason = asked(slag_park(80.0), tmp_path / "p", catalog, "smelter", "kiln", "slag")
    assert reason.reason == "too_dear"
    assert reason.reduced_cost == pytest.approx(10.0)
    assert reason.break_even_freight == pytest.approx(70.0)
    assert reason.break_even_price == pytest.approx(60.0)
    assert reason.checked
    for price, links in ((59.9, 0), (60.1, 1)):
        park = slag_park(80.0)
        park.tables["markets"][1]["buy_price"] = price
        assert len(couple(load_park(str(park.write(tmp_path / str(price))), catalog), catalog).flows) == links


def test_what_is_lost_on_the_way_counts_in_the_price(tmp_path, catalog):
    """Of 1 t sent 0.8 t arrive: 80 + x * 0.8 = 20 gives the same road a break-even price of 75."""
    park = slag_park(80.0)
    park.tables["arcs"][0]["loss"] = 0.2
    reason = asked(park, tmp_path / "p", catalog, "smelter", "kiln", "slag")
    assert reason.reduced_cost == pytest.approx(80 - 20 - 0.8 * 50)
    assert reason.break_even_price == pytest.approx(75.0)


def test_somebody_else_takes_it(tmp_path, catalog):
    park = slag_park(5.0)
    park.tables["ports"][0] |= {"minimum": 50.0, "maximum": 50.0}
    park.demand("mill", "slag", 50.0)
    park.market("slag", "mill", buy_price=90.0)
    park.arc("smelter", "mill", "slag", cost=5.0)
    reason = asked(park, tmp_path / "p", catalog, "smelter", "kiln", "slag")
    assert reason.reason == "capacity"
    (taken,) = [fact for fact in reason.details if fact["fact"] == "sender_taken"]
    assert (taken["firm"], taken["amount"]) == ("mill", pytest.approx(50.0))
    assert reason.reduced_cost == pytest.approx(40.0), "the mill's 90 against the kiln's 50"


def test_somebody_else_brings_it(tmp_path, catalog):
    park = slag_park(5.0)
    park.supply("foundry", "slag", available=100.0, least=100.0)
    park.market("slag", "foundry", dispose_cost=30.0)
    park.arc("foundry", "kiln", "slag", cost=5.0)
    reason = asked(park, tmp_path / "p", catalog, "smelter", "kiln", "slag")
    assert reason.reason == "capacity"
    (taken,) = [fact for fact in reason.details if fact["fact"] == "receiver_taken"]
    assert (taken["firm"], taken["amount"]) == ("foundry", pytest.approx(60.0))
    assert reason.reduced_cost == pytest.approx(10.0)


def test_partners_as_good_are_equal(tmp_path, catalog):
    park = slag_park(5.0)
    park.supply("foundry", "slag", available=100.0, least=100.0)
    park.market("slag", "foundry", dispose_cost=20.0)
    park.arc("foundry", "kiln", "slag", cost=5.0)
    pair = [asked(park, tmp_path / "p", catalog, firm, "kiln", "slag") for firm in ("smelter", "foundry")]
    assert sorted(reason.reason for reason in pair) == ["equal", "used"]


def test_purity_is_named_with_both_figures(tmp_path, catalog):
    """Dirty water may be bought clean to thin it, but clean water costs more than what it replaces."""
    park = CasePark(id="salt", title="Salt")
    park.supply("mill", "water", available=100.0)
    park.quality("mill", "water", "supply", "salt", 100.0)
    park.demand("works", "water", 80.0)
    park.quality("works", "water", "demand", "salt", 0.0)
    park.market("water", "works", buy_price=1.0)
    park.arc("mill", "works", "water", cost=0.0)
    reason = asked(park, tmp_path / "p", catalog, "mill", "works", "water")
    assert reason.reason == "purity"
    (fact,) = [fact for fact in reason.details if fact["fact"] == "purity"]
    assert (fact["property"], fact["most"], fact["has"]) == ("salt", 0.0, 100.0)


def test_the_share_of_a_substitute_is_named(tmp_path, catalog):
    park = CasePark(id="swap", title="Swap")
    park.demand("kiln", "sand", 100.0)
    park.market("sand", "kiln", buy_price=10.0)
    park.supply("smelter", "slag", available=500.0)
    park.supply("kiln", "slag", available=50.0)
    park.arc("smelter", "kiln", "slag", cost=1.0)
    park.add("substitutions", accepts="slag", replaces="sand", ratio=1.0, max_share=0.5)
    reason = asked(park, tmp_path / "p", catalog, "smelter", "kiln", "slag")
    assert reason.reason == "substitution"
    assert {"fact": "accepts", "replaces": "sand", "max_share": 0.5} in reason.details


@pytest.mark.parametrize(
    ("link", "expected", "fact"),
    [
        (("kiln", "smelter", "slag"), "no_supply", "others_make"),
        (("smelter", "mill", "slag"), "no_demand", "others_use"),
        (("smelter", "smelter", "slag"), "no_supply", "same_firm"),
        (("smelter", "works", "slag"), "not_listed", None),
        (("idle", "kiln", "slag"), "status", "unit_status"),
    ],
)
def test_what_is_no_candidate_says_which_rule_kept_it_out(tmp_path, catalog, link, expected, fact):
    park = slag_park(5.0)
    park.enterprise("mill")
    park.demand("works", "slag", 1.0)
    park.market("slag", "works", buy_price=1.0)
    park.technology("smelt", {"slag": 1.0})
    park.run("idle", "smelt", capacity=5.0, throughput=5.0)
    park.tables["units"][-1]["status"] = "suspended"
    reason = asked(park, tmp_path / "p", catalog, *link)
    assert reason.reason == expected
    assert [one["fact"] for one in reason.details] == ([fact] if fact else [])
    assert reason.reduced_cost is None
    assert not reason.used


def test_an_unknown_name_gets_the_nearest_one(tmp_path, catalog):
    with pytest.raises(UsageFault) as caught:
        asked(slag_park(5.0), tmp_path / "p", catalog, "smeltr", "kiln", "slag")
    assert (caught.value.key, caught.value.expected) == ("unknown_firm", "smelter")
    with pytest.raises(UsageFault) as caught:
        asked(slag_park(5.0), tmp_path / "q", catalog, "smelter", "kiln", "slagg")
    assert (caught.value.key, caught.value.expected) == ("unknown_commodity", "slag")
    with pytest.raises(UsageFault, match="co2"):
        asked(slag_park(5.0), tmp_path / "r", catalog, "smelter", "kiln", "slag", objective="co2")


def test_chlorine_does_not_leave_its_park(catalog):
    both = join([load_park(name, catalog) for name in ("golmud", "ganhe")])
    reason = why_not(both, catalog, None, "tiantai-sodium", "jinkunlun-li", "chlorine")
    assert reason.reason == "hazard"
    assert [fact["fact"] for fact in reason.details] == ["in_park_only", "hazard"]


def test_a_limit_on_distance_is_named(catalog):
    ganhe = load_park("ganhe", catalog)
    reason = why_not(ganhe, catalog, Settings(max_km=0.5), "zijin-qinghai", "zhongfu-shenying", "steam_mp")
    assert reason.reason == "distance"
    assert {fact["fact"] for fact in reason.details} >= {"beyond_max_km"}


@pytest.mark.parametrize("name", ["golmud", "ganhe"])
def test_the_survey_agrees_with_single_answers(name, catalog):
    """The nearest and the farthest of each reason: where the dual's reduced cost is confirmed, so is its margin."""
    park = load_park(name, catalog)
    table = why_all(park, catalog)
    assert set(table["reason"]) <= set(REASONS)
    assert table["gap"].is_monotonic_increasing
    np.testing.assert_allclose(table["freight"] - table["break_even_freight"], table["reduced_cost"])
    for row in table[table["reason"] == "too_dear"].head(2).to_dict("records"):
        reason = why_not(park, catalog, None, row["from"], row["to"], row["commodity"])
        assert reason.checked
        assert not reason.used
        assert reason.reduced_cost >= row["reduced_cost"] - 1e-6, "duals of a degenerate optimum say too little"
        assert reason.break_even_freight < reason.freight


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reason_has_a_sentence(lang):
    for reason in REASONS:
        assert t(f"why.reason_{reason}", lang, giver="a", taker="b", commodity="c", amount="1 t", unit="t")
