"""The page of heat without a browser: what runs in another process, and how its views tell it."""

import io
import json
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest

from circnet.heat import grade_table, size_lines
from circnet.heat.pair_worth import pair_evidence, pair_worth
from circnet.network.freight import annuity_factor, haulage
from circnet.park import load_catalog, load_park
from circnet.report.sheets import table_workbook
from dashboards.app import create_app
from dashboards.choices import Choices
from dashboards.heat_runs import heat_study
from dashboards.runs import Failure, couple_parks
from dashboards.views.heat import curves, plan, rows, targets
from dashboards.views.heat.files import heat_tables
from dashboards.views.heat.words import heat_words
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.test_app import PlotlyJson, ids, page_of
from tests.dashboards.tinypark import NASTY
from tests.dashboards.warmpark import write_warm_park

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_warm_park(tmp_path_factory.mktemp("parks") / "warm")


@pytest.fixture(scope="module")
def run(folder):
    return couple_parks((folder,), None, Choices())


@pytest.fixture(scope="module")
def found(folder):
    return heat_study((folder,), None, Choices(), "10", "")


@pytest.fixture
def words(run, found):
    return heat_words(run, found, "en")


def shown_text(tree):
    return json.dumps(tree, cls=PlotlyJson, ensure_ascii=False)


def pairs_of(found, table):
    return replace(found, tables={**found.tables, "pairs": table})


def test_targets_of_the_park_and_of_one_firm(folder, run, found, words):
    assert found.summary["hot_utility_kw"] == pytest.approx(200.0)
    assert found.summary["cold_utility_kw"] == pytest.approx(600.0)
    told = {one.label: one.value for one in targets.figures(found, words)}
    assert (told["Least heating"], told["Least cooling"], told["Pinch"]) == ("200 kW", "600 kW", "85 °C")
    assert told["Recoverable"] == "4.5 MW"
    alone = heat_study((folder,), None, Choices(), "10", "dryer")
    assert (alone.summary["firm"], alone.summary["hot_utility_kw"]) == ("dryer", pytest.approx(4700.0))
    assert targets.finding(alone, words, "Warm park") == (
        "Dryer needs 4.7 MW of heat and can recover 0 kW itself; at least 4.7 MW has to be made, 0 kW is left over."
    )
    assert heat_study((folder,), None, Choices(), "10", "nobody").summary["firm"] == ""
    assert isinstance(heat_study((folder / "gone",), None, Choices()), Failure)


def test_a_wider_difference_moves_the_pinch_and_never_lowers_the_heating(folder, found):
    wider = heat_study((folder,), None, Choices(), "30", "")
    assert wider.summary["hot_utility_kw"] > found.summary["hot_utility_kw"]
    assert wider.summary["dtmin"] == 30.0


def test_the_pinch_is_marked_and_every_bend_tells_its_streams(found, words):
    drawn = {name: curves.figure(found, words, name, "light") for name in curves.CURVES}
    grand = drawn["grand"]
    assert any("90 °C" in one.text and "80 °C" in one.text for one in grand.layout.annotations)
    line = next(one for one in grand.data if one.meta == "grand")
    at = list(line.y).index(85.0)
    assert line.x[at] == 0.0
    assert "begins: steaming and distilling (Dryer)" in line.hovertext[at]
    assert "flue gas" not in line.hovertext[at]
    assert list(line.customdata[at]) == ["shifted", 85.0]
    hot = next(one for one in drawn["composite"].data if one.meta == "hot")
    assert "ends: flue gas" in hot.hovertext[list(hot.y).index(60.0)]
    assert NASTY not in shown_text(drawn["composite"])
    levels = [one.shapes for one in (drawn["composite"].layout, drawn["shifted"].layout)]
    assert [len(one) for one in levels] == [2, 1]


def test_an_end_of_the_curves_is_no_pinch(found, words):
    rest = found.tables["streams"].query("enterprise == 'kiln'")
    grand = pd.DataFrame({"curve": "grand", "temperature_c": [165.0, 25.0], "heat_kw": [0.0, 5100.0]})
    ends = pd.DataFrame({"shifted_c": [165.0], "hot_c": [170.0], "cold_c": [160.0]})
    only = replace(found, summary={**found.summary, "threshold_kind": "no_hot_utility"},
                   tables={**found.tables, "curves": grand, "pinches": ends, "streams": rest})  # fmt: skip
    assert curves.inner_pinches(only).empty
    assert {one.label: one.value for one in targets.figures(only, words)}["Pinch"] == "none: no heating"


def test_grades_stand_beside_the_grand_composite_curve_as_wide_as_their_heat(found, words):
    """Steps begin at the pinch and end where the curve does: at the heat to be made, and at what is left over."""
    figure = curves.figure(found, words, "grand", "light")
    steps = {one.name: one for one in figure.data if one.meta is None}
    wide = {name: np.nanmax(np.array(one.x, dtype=float)) for name, one in steps.items()}
    assert wide == {"Grades that heat": pytest.approx(0.2), "Grades that can be raised": pytest.approx(0.6)}
    assert all(np.nanmin(np.array(one.x, dtype=float)) == pytest.approx(0.0, abs=1e-9) for one in steps.values())


def test_three_ways_are_bars_of_one_need(found, words):
    ways = {one.name: one for one in targets.ways(found, words)}
    assert list(ways) == ["none", "mains", "direct"]
    assert (ways["none"].heating, ways["direct"].heating) == ("4.7 MW", "200 kW")
    assert all(one.share_recovered + one.share_heating == pytest.approx(1.0, abs=1e-3) for one in ways.values())
    assert ways["direct"].share_recovered == pytest.approx(4500 / 4700)
    assert "4.7 MW of heat" in targets.finding(found, words, "Warm park")
    none = pairs_of(found, found.tables["pairs"].assign(worth_cny=-1.0))
    assert "no line between firms" in targets.finding(none, words, "Warm park")


def test_a_pair_is_worth_its_heat_less_its_line():
    """By hand for the first pair of Ganhe: heat that arrives at the price of its grade, less carriage and annuity."""
    catalog = load_catalog()
    park = load_park("ganhe", catalog)
    given = pd.DataFrame({"from": ["haina-cement", "haina-cement"], "to": ["haina-chem", "wm-zinc"],
                          "commodity": "steam_lp", "serves": "steam_lp", "gj": 80_000.0,
                          "distance_km": [1.0, 50.0]})  # fmt: skip
    near, far = pair_worth(given, park, catalog).to_dict("records")
    line = size_lines(pd.DataFrame({"grade": ["steam_lp"], "duty_gj_h": [10.0], "length_km": [1.25]})).iloc[0]
    lost = line["heat_loss_kw"] * 8000 * 3.6e-3
    mode = haulage(catalog).query("commodity == 'steam_lp'").iloc[0]
    price = grade_table(catalog).set_index("name").loc["steam_lp", "cost"]
    carriage = (mode["fixed"] + mode["per_km"] * 1.25) * 80_000
    yearly = line["capex_cny"] * annuity_factor(0.08, np.array([mode["lifetime_a"]]))[0]
    assert near["worth_cny"] == pytest.approx((80_000 - lost) * price - carriage - yearly)
    assert (near["mode"], near["dn_mm"], near["route_km"]) == ("steam_main_lp", line["dn_mm"], pytest.approx(1.25))
    assert pd.isna(far["worth_cny"])
    assert pd.isna(far["mode"])
    assert "worth_cny" in pair_worth(given.iloc[:0], park, catalog)


def test_evidence_of_a_pair_is_the_weaker_side(found):
    pairs = pd.DataFrame({"from": ["kiln", "kiln"], "to": ["dryer", "depot"]})
    streams = found.tables["streams"]
    assert pair_evidence(pairs, streams).tolist() == ["D", "D"]
    better = streams.assign(basis=streams["basis"].replace("estimated", "published"))
    assert pair_evidence(pairs.iloc[:1], better).tolist() == ["B"]


def test_pairs_are_ranked_by_worth_and_those_out_of_reach_come_last(run, found, words):
    one = dict.fromkeys(found.tables["pairs"].columns, np.nan) | {
        "from": "kiln", "to": "dryer", "commodity": "steam_lp", "serves": "hot_water_95", "gj": 1000.0,
        "distance_km": 1.0, "carried": "hot_water_95", "mode": "hot_water_main", "route_km": 1.25, "loss": 0.01,
        "delivered_gj": 990.0, "dn_mm": 50.0, "capex_cny": 1e5, "worth_cny": 5e3, "grade": "D",
    }  # fmt: skip
    far = one | {"from": "depot", "gj": 9000.0, "distance_km": 80.0, "mode": np.nan, "worth_cny": np.nan}
    told = pairs_of(found, pd.DataFrame([far, one]))
    first, last = rows.pair_rows(told, words)
    assert (first["start"], first["reached"], first["line"]) == (words.firm("kiln"), True, "DN50 Hot-water main")
    assert (last["reached"], last["shown"]["worth"]) == (False, "–")
    assert "→" in first["heat"]
    drawn = plan.figure(told, run, words, "light")
    arrows = [trace for trace in drawn.data if str(trace.meta).startswith("pair:")]
    assert [trace.meta for trace in arrows] == [f"pair:{first['id']}"]
    assert arrows[0].line.dash == "dash"
    assert NASTY not in shown_text(drawn)


def test_firms_at_one_place_stand_in_a_ring_and_all_apart(found):
    where = plan.spots(found).set_index("enterprise")
    assert set(where.index) == {"kiln", "dryer"}
    assert where["place"].nunique() == 1
    apart = np.hypot(*(where.loc["kiln", ["x", "y"]] - where.loc["dryer", ["x", "y"]]).astype(float))
    assert apart > 0.1
    lost = found.tables["places"].assign(lat=np.nan, lon=np.nan)
    nowhere = plan.spots(replace(found, tables={**found.tables, "places": lost}))
    assert not nowhere["known"].any()
    assert nowhere[["x", "y"]].notna().all(axis=None)


def test_streams_say_whose_they_are_and_on_what_they_rest(run, found):
    told = rows.stream_rows(found, heat_words(run, found, "zh"))
    assert [row["stream"] for row in told] == ["烟气", "冷却机", "干燥", "蒸粮蒸酒"]
    assert told[0]["firm"] == "=窑"
    assert told[0]["real"] == [170.0, 60.0]
    assert told[0]["shifted"] == [165.0, 55.0]
    assert (told[2]["side"], told[2]["shifted"]) == ("吸热", [25.0, 140.0])
    assert "A survey" in told[0]["source"]


@pytest.mark.parametrize("lang", LANGS)
def test_all_tables_are_a_workbook_with_names_and_headings(run, found, lang):
    tables, headings = heat_tables(found, heat_words(run, found, lang))
    assert {name for table in tables.values() for name in table} <= set(headings)
    book = openpyxl.load_workbook(io.BytesIO(table_workbook(tables, headings, lang)))
    assert len(book.sheetnames) >= 10
    streams = book[{"zh": "物流", "en": "Streams"}[lang]]
    assert streams.max_row == 5
    told = shown_text({name: table.astype(str).to_dict("list") for name, table in tables.items()})
    assert "steam_lp" not in told


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_drawn_in_both_languages(folder, run, found, lang):
    app = create_app({"warm": folder}, lang, DoneJobs(run), DoneJobs(found))
    tree = page_of(app, "heat", park="warm", lang=lang, show="exchange", dtmin="nan", curve="odd")
    assert {"heat-composite", "heat-grand", "heat-plan", "heat-pairs", "heat-streams", "heat-dtmin"} <= ids(tree)
    text = shown_text(tree)
    assert "heat-panes exchange composite" in text
    assert ('"value": 10.0' in text) or ('"value": 10' in text)


def test_a_park_without_streams_says_what_to_fill_and_what_the_catalog_would_give(folder, run, found):
    none = {name: table.iloc[:0] for name, table in found.tables.items()}
    gap = pd.DataFrame([{"enterprise": "kiln", "unit": "k1", "technology": "lime_burning", "name": "kiln gas",
                         "supply_c": 350.0, "target_c": 120.0, "duty_gj_per_unit": 1.0}])  # fmt: skip
    empty = replace(found, tables={**none, "grades": found.tables["grades"], "left_out": gap})
    app = create_app({"warm": folder}, "zh", DoneJobs(run), DoneJobs(empty))
    text = shown_text(page_of(app, "heat", park="warm", lang="zh"))
    assert "暖园还没有热物流" in text
    assert "streams.csv" in text
    assert "窑气 350 ℃→120 ℃" in text
