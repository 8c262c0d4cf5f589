"""A park's structure before and after, against a park solved by hand and the element ledger."""

import json

import pytest

from circnet.coupling import Settings, couple
from circnet.errors import UsageFault
from circnet.ledgers import element_totals
from circnet.park import load_catalog, load_park
from circnet.scenario.metabolism import structure_of
from tests.casefolders import CasePark


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture
def brickyard(tmp_path):
    """Works make 100 t of metal and 50 t of slag from 150 t of ore; the kiln makes 50 t of brick from slag."""
    park = CasePark(id="yard", title="Brickyard")
    park.technology("smelt", {"metal": 1.0, "slag": 0.5, "ore": -1.5})
    park.technology("fire", {"brick": 1.0, "slag": -1.0})
    park.run("works", "smelt", capacity=100, throughput=100)
    park.run("kiln", "fire", capacity=50, throughput=50)
    for good in ("metal", "brick"):
        park.market(good, sell_price=100.0)
    park.market("ore", buy_price=10.0)
    park.market("slag", buy_price=20.0, dispose_cost=5.0)
    park.arc("works", "kiln", "slag", cost=2.0)
    return park, tmp_path / "yard"


def measured(folder, catalog, **basis):
    park = load_park(folder, catalog)
    return structure_of(park, catalog, Settings(), couple(park, catalog), **basis)


def test_before_and_after_of_a_park_solved_by_hand(brickyard, catalog):
    park, folder = brickyard
    found = measured(park.write(folder), catalog)
    before, after = found.before.structure.measures, found.after.structure.measures
    assert (found.basis.quantity, found.basis.unit) == ("mass", "t/a")
    assert (before["nodes"], before["links"]) == (2, 0)
    assert (after["nodes"], after["links"]) == (2, 1)
    assert [before[name] for name in ("imports", "exports", "dissipation")] == pytest.approx([200, 150, 50])
    assert [after[name] for name in ("imports", "exports", "dissipation")] == pytest.approx([150, 150, 0])
    assert before["total_system_throughput"] == pytest.approx(400)
    assert after["total_system_throughput"] == pytest.approx(350)
    assert (before["average_path_length"], after["average_path_length"]) == pytest.approx((1.0, 200 / 150))
    told = found.to_dict()
    assert told["net_cost_saved"] == pytest.approx(50 * (5 + 20 - 2))
    assert told["before"]["net_cost"] - told["after"]["net_cost"] == pytest.approx(told["net_cost_saved"])
    assert told["links"] == told["after"]["links"] == 1
    assert told["after"]["closing"] == 0.0
    json.dumps(told, allow_nan=False)


def test_what_is_lost_on_the_way_dissipates(brickyard, catalog):
    park, folder = brickyard
    park.tables["arcs"][0]["loss"] = 0.1
    after = measured(park.write(folder), catalog).after.structure.measures
    # 45 of the 50 t sent arrive, 5 more are bought
    assert [after[name] for name in ("imports", "exports", "dissipation")] == pytest.approx([155, 150, 5])
    assert after["imbalance_share"] == pytest.approx(0.0, abs=1e-9)


def test_one_commodity_enters_where_it_is_made_and_leaves_where_it_is_used(brickyard, catalog):
    park, folder = brickyard
    found = measured(park.write(folder), catalog, commodity="slag")
    before, after = found.before, found.after
    assert (found.basis.name, found.basis.unit) == ("slag", "t/a")
    assert (before.closing, after.closing) == pytest.approx((100, 100))
    assert before.structure.measures["links"] == 0
    assert after.structure.measures["links"] == 1
    assert after.structure.measures["total_system_throughput"] == pytest.approx(150)


def test_a_park_without_a_baseline_has_no_before(tmp_path, catalog):
    park = CasePark(id="dry", title="Dry")
    park.supply("well", "water", 60)
    park.demand("mill", "water", 50)
    park.arc("well", "mill", "water", cost=1.0)
    told = measured(park.write(tmp_path / "dry"), catalog).to_dict()
    assert told["before"] is None
    assert told["before_reason"] == "no_solution_without_new_links"
    assert told["net_cost_saved"] is None
    assert (told["links"], told["total_system_throughput"]) == (1, pytest.approx(150))


@pytest.mark.parametrize(
    ("basis", "key"),
    [({"element": "Cl", "commodity": "slag"}, "two_bases"), ({"element": "Xx"}, "no_such_element"),
     ({"commodity": "gold"}, "no_such_good")],
)  # fmt: skip
def test_a_basis_that_cannot_be_is_refused(brickyard, catalog, basis, key):
    park, folder = brickyard
    with pytest.raises(UsageFault) as caught:
        measured(park.write(folder), catalog, **basis)
    assert caught.value.key == key


@pytest.fixture(scope="module")
def golmud(catalog):
    park = load_park("golmud", catalog)
    return park, couple(park, catalog)


@pytest.mark.parametrize("element", ["Cl", "K", "C", "S"])
def test_an_element_crosses_the_fence_as_the_ledger_says(golmud, catalog, element):
    park, coupling = golmud
    state = structure_of(park, catalog, Settings(), coupling, element=element).after
    ledger = element_totals(park, catalog, Settings(), coupling).loc[element]
    measures = state.structure.measures
    room = state.closing + 1e-6 * ledger["throughput"]
    assert ledger["input"] - room <= measures["imports"] <= ledger["input"] + room
    assert measures["exports"] + measures["dissipation"] == pytest.approx(ledger["output"], abs=room)
    assert state.closing < 0.02 * ledger["throughput"]
    assert measures["imbalance_share"] == pytest.approx(0.0, abs=1e-6)


def test_a_real_park_by_mass_balances_and_tells_what_has_no_mass(golmud, catalog):
    park, coupling = golmud
    found = structure_of(park, catalog, Settings(), coupling)
    for state in (found.before, found.after):
        measures = state.structure.measures
        assert measures["imports"] == pytest.approx(measures["exports"] + measures["dissipation"], rel=1e-7)
        assert state.closing < 1e-3 * measures["total_system_throughput"]
        assert 0 <= measures["finn_cycling_index"] < 1
    assert found.after.structure.measures["links"] > found.before.structure.measures["links"]
    assert found.before.structure.measures["nodes"] == found.after.structure.measures["nodes"]
    assert "steam_mp" in set(found.left_out["commodity"])
    totals = coupling.baseline.set_index("quantity")
    assert found.to_dict()["co2_avoided_t"] == pytest.approx(-totals.loc["co2_t", "change"])
    steam = structure_of(park, catalog, Settings(), coupling, commodity="steam_mp")
    assert steam.basis.unit == "GJ/a"
    assert steam.after.structure.measures["links"] >= 1
