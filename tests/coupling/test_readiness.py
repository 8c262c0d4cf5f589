"""What a link needs before two firms can agree."""

import pandas as pd
import pytest

from circnet.coupling import Settings, couple
from circnet.coupling.case import prepare
from circnet.coupling.readiness import readiness
from circnet.coupling.readiness.grades import KINDS
from circnet.coupling.readiness.permits import HAZARDS, hazards
from circnet.coupling.readiness.precedents import MATCHES
from circnet.coupling.readiness.steps import STEPS
from circnet.park import load_catalog, load_park, read_catalog
from tests.casefolders import CasePark
from tests.coupledparks import coupled, park_of

PARKS = ["golmud", "ganhe"]


@pytest.fixture(scope="module")
def run():
    return park_of(*PARKS), load_catalog(), Settings(), coupled(*PARKS)


@pytest.fixture(scope="module")
def ready(run):
    return readiness(*run)


def of(table, giver, taker, good):
    return table[(table["from"] == giver) & (table["to"] == taker) & (table["commodity"] == good)].iloc[0]


def test_one_row_per_opportunity_in_its_order(run, ready):
    key = ["choice", "from", "to", "commodity"]
    pd.testing.assert_frame_equal(ready.links[key], run[3].opportunities[key])
    assert ready.links["link"].tolist() == list(range(len(ready.links)))


def test_evidence_is_the_runs_and_follows_from_the_figures(run, ready):
    assert ready.links["evidence"].tolist() == run[3].opportunities["evidence"].tolist()
    assert ready.figures.groupby("link")["grade"].max().tolist() == ready.links["evidence"].tolist()
    weakest = ready.links.merge(
        ready.figures, left_on=["link", "weakest_side", "weakest_kind"], right_on=["link", "side", "kind"]
    )
    assert set(weakest["link"]) == set(ready.links["link"])
    assert (weakest["grade"] == weakest["evidence"]).all()


def test_every_code_is_one_of_those_told(ready):
    assert set(ready.figures["kind"]) <= set(KINDS)
    assert set(ready.links["hazard_class"]) <= set(HAZARDS)
    assert set(ready.precedents["match"]) <= set(MATCHES)
    assert set(ready.steps["step"]) <= set(STEPS)


@pytest.mark.parametrize(
    ("basis", "evidence", "kind", "side"),
    [
        ({"giver": "reported", "taker": "estimated"}, "D", "port", "taker"),
        ({"giver": "estimated", "taker": "published"}, "D", "port", "giver"),
        ({"giver": "derived", "taker": "published"}, "C", "port", "giver"),
        ({"giver": "reported", "taker": "published"}, "B", "port", "taker"),
        ({"giver": "reported", "taker": "reported"}, "A", "port", "giver"),
    ],
)
def test_the_weakest_figure_decides(tmp_path, basis, evidence, kind, side):
    case = CasePark("pair", "pair")
    case.supply("giver", "slag", 10.0, 10.0)
    case.demand("taker", "slag", 10.0)
    case.arc("giver", "taker", "slag", 1.0)
    case.market("slag", "giver", dispose_cost=9.0)
    case.market("slag", "taker", buy_price=9.0)
    for row in case.tables["ports"]:
        row["basis"] = basis[row["enterprise"]]
    park, catalog = load_park(case.write(tmp_path / "p")), read_catalog()[0]
    told = readiness(park, catalog, Settings(), couple(park, catalog, Settings()))
    row = told.links.iloc[0]
    assert (row["evidence"], row["weakest_kind"], row["weakest_side"]) == (evidence, kind, side)
    assert row["weakest_basis"] == basis[side]
    asked = told.steps.loc[told.steps["step"] == "meter_port", "enterprise"].tolist()
    assert asked == [firm for firm, known in basis.items() if known == "estimated"]
    trades = dict(zip(told.market["trade"], told.market["price"], strict=True))
    assert trades == {"dispose": 9.0, "buy": 9.0}


def test_a_lines_grade_names_its_unit(tmp_path):
    case = CasePark("line", "line")
    case.technology("make", {"good": 1.0})
    case.run("giver", "make", capacity=10.0, throughput=10.0)
    case.tables["units"][0]["basis"] = "assumed"
    case.demand("taker", "good", 10.0)
    case.arc("giver", "taker", "good", 1.0)
    case.market("good", "taker", buy_price=90.0)
    case.market("good", "giver", sell_price=1.0)
    park, catalog = load_park(case.write(tmp_path / "p")), read_catalog()[0]
    row = readiness(park, catalog, Settings(), couple(park, catalog, Settings())).links.iloc[0]
    assert (row["evidence"], row["weakest_kind"], row["weakest_item"]) == ("D", "load", "giver-make")
    assert row["next_step"] == "meter_load"


@pytest.mark.parametrize(
    ("good", "mode", "hazard"),
    [
        ("chlorine", "chlorine_pipeline", "toxic_gas"),
        ("zn_lead_residue", "truck_hazwaste", "hazardous_waste"),
        ("sulfuric_acid", "liquid_pipeline", "chemical"),
        ("waelz_slag", "truck_bulk", "identify"),
        ("chem_gypsum", "truck_wet", "identify"),
        ("zinc_oxide_fume", "rail_bulk", "by_product"),
        ("fly_ash", "pneumatic", "general_waste"),
        ("kcl", "rail_bulk", "none"),
        ("steam_mp", "steam_main_mp", "none"),
    ],
)
def test_hazard_class_of_goods(run, good, mode, hazard):
    link = pd.DataFrame({"link": [0], "commodity": [good], "mode": [mode]})
    found = hazards(prepare(*run[:3]), link).iloc[0]
    assert found["hazard_class"] == hazard
    assert bool(found["line"]) == mode.endswith(("pipeline", "pneumatic", "main_mp"))


def test_permits_of_the_good_and_of_its_class(ready):
    chlorine = of(ready.links, "tiantai-sodium", "tongxin-chem", "chlorine")["link"]
    rules = set(ready.permits.loc[ready.permits["link"] == chlorine, "rule"])
    assert rules == {"commodity", "cross-fence pressure pipeline", "gas exchange", "hazardous chemicals in park"}
    residue = of(ready.links, "wm-zinc", "xikuang-xigui", "zn_lead_residue")
    mine = ready.permits[ready.permits["link"] == residue["link"]]
    assert {"commodity", "any new exchange of waste", "hazardous waste point-to-point"} == set(mine["rule"])
    assert residue["lead_time_months"] == mine["lead_time_months"].max() == 6
    assert of(ready.links, "qsl-potash", "yuntianhua-qinghai", "kcl")["permits"] == 0


def test_reach_is_that_of_the_mode(ready):
    row = of(ready.links, "tiantai-sodium", "tongxin-chem", "chlorine")
    assert row["reach_km"] == 3
    assert (ready.links["distance_km"] <= ready.links["reach_km"]).all()


def test_steps_come_in_order_and_end_with_the_contract(ready):
    places = ready.steps["step"].map(STEPS.index)
    assert places.groupby(ready.steps["link"]).apply(lambda steps: steps.is_monotonic_increasing).all()
    last = ready.steps.drop_duplicates("link", keep="last")
    assert (last["step"] == "sign_contract").all()
    assert last["link"].tolist() == ready.links["link"].tolist()
    first = ready.steps[ready.steps["order"] == 1].set_index("link")["step"]
    assert first.tolist() == ready.links["next_step"].tolist()


def test_a_rule_holds_exactly_where_something_is_missing(ready):
    links, steps = ready.links, ready.steps

    def told(step):
        return set(steps.loc[steps["step"] == step, "link"])

    idle = ~links[["giver_status", "taker_status"]].isin(["operating", "trial"]).all(axis=1)
    assert told("confirm_running") == set(links.loc[idle, "link"])
    assert told("survey_line") == set(links.loc[links["line"], "link"])
    assert told("negotiate_price") == set(links.loc[links["band_narrow"], "link"])
    assert told("compare_partners") == set(links.loc[links["equals"] > 0, "link"])
    assert told("permit_hazardous_waste") == set(links.loc[links["hazard_class"] == "hazardous_waste", "link"])
    weak = ready.figures[(ready.figures["grade"] == "D") & (ready.figures["kind"] == "load")]
    assert told("meter_load") == set(weak["link"])
    assert all(told(step) for step in ("bundle_links", "quote_freight", "agree_price"))


def test_equals_are_those_listed_behind_a_chosen_link(run, ready):
    table = run[3].opportunities
    assert ready.links["equals"].sum() == (table["choice"] == "equal").sum()
    place = int(ready.links.loc[ready.links["equals"] > 0, "link"].iloc[0])
    count = ready.links.at[place, "equals"]
    assert (table["choice"].iloc[place + 1 : place + 1 + count] == "equal").all()


def test_heat_for_heating_is_seasonal():
    catalog, settings = load_catalog(), Settings()
    park = load_park("hehuang", catalog)
    links = readiness(park, catalog, settings, couple(park, catalog, settings)).links
    heat = links[links["to"] == "hehuang-heating-station"]
    assert len(heat)
    assert set(heat["season"]) == {"heating"}


def test_precedents_are_likest_first(ready):
    acid = of(ready.links, "wm-zinc", "yuntianhua-qinghai", "sulfuric_acid")
    cases = ready.precedents[ready.precedents["link"] == acid["link"]]
    assert cases["match"].iloc[0] == acid["precedent_match"] == "same"
    assert cases["source"].iloc[0] == "G02"
    assert cases["match"].map(MATCHES.index).is_monotonic_increasing
    ash = of(ready.links, "xining-power", "haina-cement", "fly_ash")
    assert {"golmud-fly-ash", "kalundborg-fly-ash", "tongmei-ash"} == set(
        ready.precedents.loc[ready.precedents["link"] == ash["link"], "id"]
    )


def test_a_parks_own_published_link_is_a_precedent_and_an_assumed_one_is_not(tmp_path):
    case = CasePark("own", "own")
    for giver in ("a", "b"):
        case.supply(giver, "slag", 10.0, 10.0)
        case.market("slag", giver, dispose_cost=9.0)
    case.demand("taker", "slag", 20.0)
    case.market("slag", "taker", buy_price=9.0)
    case.arc("a", "taker", "slag", 1.0)
    for basis, giver in (("published", "b"), ("assumed", "c")):
        case.enterprise(giver)
        case.add("links", **{"from": giver, "to": "taker"}, commodity="slag", status="existing", basis=basis)
    park, catalog = load_park(case.write(tmp_path / "p")), read_catalog()[0]
    found = readiness(park, catalog, Settings(), couple(park, catalog, Settings())).precedents
    assert found[["giver_zh", "taker_zh", "match"]].to_numpy().tolist() == [["b", "taker", "good"]]


def test_listed_precedents_are_the_parks_own_links_and_sources():
    """Cases of the built-in parks say no more than their tables; others have a title, and say what is not known."""
    catalog = load_catalog()
    table = catalog.precedents
    assert table["basis"].isin(["reported", "published"]).all()
    assert (table["title"] != "").all()
    assert set(table["commodity"].str.split(";").explode()) <= set(catalog.commodities["id"])
    for name, rows in table[table["park"] != ""].groupby("park"):
        park = load_park(name, catalog)
        links = park.links.assign(**{
            end: park.links[end].str.removeprefix("external:").str.split("/").str[-1] for end in ("from", "to")
        })  # fmt: skip
        known = set(map(tuple, links[["from", "to", "commodity"]].to_numpy()))
        sources = park.sources.set_index("id")
        for _, row in rows.iterrows():
            assert (row["from"], row["to"], row["commodity"].split(";")[0]) in known, row["id"]
            assert (row["title"], row["url"]) == tuple(sources.loc[row["source"], ["title", "url"]]), row["id"]


def test_nothing_to_say_of_no_links(tmp_path):
    case = CasePark("none", "none")
    case.supply("giver", "slag", 10.0)
    park, catalog = load_park(case.write(tmp_path / "p")), read_catalog()[0]
    told = readiness(park, catalog, Settings(), couple(park, catalog, Settings()))
    assert all(table.empty for table in told.tables().values())


def test_plain_values(ready):
    told = ready.of(0).to_dict()
    assert [row["link"] for row in told["links"]] == [0]
    assert all(row["link"] == 0 for rows in told.values() for row in rows)
