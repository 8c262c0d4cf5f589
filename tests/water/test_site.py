"""The waters of a park: needs at today's loads, who may take what, what nobody knows."""

import pytest

from circnet.park import load_catalog, load_park
from circnet.water import park_waters, reuse
from tests.casefolders import CasePark


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def golmud(catalog):
    return load_park("golmud", catalog)


def test_needs_are_recipes_at_throughput(golmud, catalog):
    waters = park_waters(golmud, catalog)
    need = waters.sinks.set_index("name")["flow"]
    recipe = catalog.recipes.set_index(["technology", "commodity"])["coefficient"]
    units = golmud.units.set_index("id")["throughput"]
    kcl = -recipe["kcl_flotation", "fresh_water"] * units["qsl-potash-kcl-flotation"]
    assert need["qsl-potash/fresh_water"] >= kcl > 0
    assert set(waters.missing["what"]) <= {"load", "quality", "limit"}
    assert len(waters.missing[waters.missing["what"] == "limit"]) == len(waters.sinks)  # nobody has stated one


def test_reclaimed_water_goes_as_far_as_the_catalog_lets_it(golmud, catalog):
    waters = park_waters(golmud, catalog)
    found = reuse(waters.sources, waters.sinks, links=waters.links)
    served = found.flows.groupby("to")["amount"].sum()
    assert served.sum() == pytest.approx(waters.sinks["flow"].sum())
    reclaimed = found.flows[found.flows["from"] == "golmud-env/reclaimed_water"].groupby("to")["amount"].sum()
    assert len(reclaimed)
    share = reclaimed / served.reindex(reclaimed.index)
    swap = catalog.substitutions.query("accepts == 'reclaimed_water' and replaces == 'fresh_water'").iloc[0]
    assert (share <= swap["max_share"] + 1e-9).all()
    assert found.summary["fresh"] == pytest.approx(waters.sinks["flow"].sum() - reclaimed.sum())


def measured(spent=50.0):
    park = CasePark(id="reuse", title="Two works", unit="m3")
    park.commodity("stream", kind="water", unit="m3")
    park.market("stream", buy_price=3.0)
    park.supply("dyer", "stream", spent)
    park.demand("washer", "stream", 80.0)
    park.quality("dyer", "stream", "supply", "salt", 100.0)
    park.quality("washer", "stream", "demand", "salt", 50.0)
    return park


def test_measured_limits_rule(tmp_path):
    park = load_park(str(measured().write(tmp_path / "park")))
    waters = park_waters(park, load_catalog())
    found = reuse(waters.sources, waters.sinks, links=waters.links)
    assert (found.summary["fresh"], found.summary["waste"]) == (pytest.approx(40.0), pytest.approx(10.0))
    assert found.summary["cost"] == pytest.approx(120.0)
    assert not len(waters.missing)


def test_what_flows_already_is_taken_off_both_ends(tmp_path):
    case = measured()
    case.add("links", **{"from": "dyer", "to": "washer", "commodity": "stream", "amount": 30.0, "status": "existing"})
    waters = park_waters(load_park(str(case.write(tmp_path / "park"))), load_catalog())
    assert waters.existing["amount"].to_list() == [30.0]
    assert waters.sinks["flow"].to_list() == [50.0]
    assert waters.sources.set_index("name").loc["dyer/stream", "flow"] == pytest.approx(20.0)


def test_a_treatment_serves_only_whose_limits_are_known(tmp_path):
    case = measured(100.0)
    case.demand("cooler", "stream", 10.0)
    (tmp_path / "ro.csv").write_text("name,recovery,cost,salt\nRO,1,0.5,5\n", encoding="utf-8")
    park = load_park(str(case.write(tmp_path / "park")))
    waters = park_waters(park, load_catalog(), tmp_path / "ro.csv")
    assert waters.links.query("`from` == 'RO'")["to"].tolist() == ["washer/stream"]
    found = reuse(waters.sources, waters.sinks, treatments=waters.treatments, links=waters.links)
    assert set(found.flows.loc[found.flows["from"] == "RO", "to"]) == {"washer/stream"}
    assert found.summary["fresh"] == pytest.approx(0.0, abs=1e-6)
    assert waters.missing[["enterprise", "what"]].to_numpy().tolist() == [["cooler", "limit"]]


@pytest.mark.parametrize("way", ["waterworks", "market", "discharge"])
def test_a_case_written_as_a_park_gives_what_its_tables_give(way, project):
    folder = project / "tests" / "cases" / "water_two_plant_closed_form" / way
    waters = park_waters(load_park(str(folder)), load_catalog())
    found = reuse(waters.sources, waters.sinks, links=waters.links)
    assert (found.summary["fresh"], found.summary["waste"]) == (pytest.approx(40.0), pytest.approx(10.0))
