"""The page of water without a browser: what runs in another process, and how its views tell it."""

import io
import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from circnet.report.sheets import table_workbook
from circnet.water import water_target
from dashboards.app import create_app
from dashboards.choices import Choices
from dashboards.runs import Failure, couple_parks
from dashboards.views.water import curve, network, rows, told
from dashboards.views.water.files import water_tables
from dashboards.views.water.words import water_words
from dashboards.water_runs import water_study
from tests.dashboards.donejobs import DoneJobs
from tests.dashboards.test_app import PlotlyJson, ids, page_of
from tests.dashboards.tinypark import NASTY
from tests.dashboards.warmpark import write_warm_park

LANGS = ("zh", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_warm_park(tmp_path_factory.mktemp("parks") / "warm", streams="", sources="")


@pytest.fixture(scope="module")
def run(folder):
    return couple_parks((folder,), None, Choices())


@pytest.fixture(scope="module")
def found(folder):
    return water_study((folder,), None, Choices())


@pytest.fixture
def words(run, found):
    return water_words(run, found, "en")


def shown_text(tree):
    return json.dumps(tree, cls=PlotlyJson, ensure_ascii=False)


def test_reclaimed_water_stands_in_for_fresh_water(found, words):
    """100,000 m3 are needed; the kiln gives off 30,000 that the catalog lets stand in for up to half of it."""
    assert told.finding(found, words, "Warm park") == (
        "Firms need 100.0 k m³ a year; with reuse 70.0 k m³ a year has to be drawn anew, 30.0 k m³ less (30.0%)."
    )
    values = {one.label: one.value for one in told.figures(found, words)}
    assert (values["New reuse"], values["Drawn anew"], values["Left over"]) == ("30.0 k m³", "70.0 k m³", "0 m³")
    assert told.outside(found, words) == [["Fresh water", "100.0 k m³", "70.0 k m³", "−30.0 k m³"]]


def test_the_network_before_draws_every_need_and_lets_what_is_given_off_go(found, words):
    table = network.flows(found).set_index(["kind", "source", "target"])
    assert table.loc[("fresh", "supply|fresh_water", "firm|dryer"), ["before", "after"]].tolist() == [1e5, 7e4]
    assert table.loc[("reuse", "firm|kiln", "firm|dryer"), ["before", "after"]].tolist() == [0.0, 3e4]
    assert table.loc[("left", "firm|kiln", "out|"), ["before", "after"]].tolist() == [3e4, 0.0]
    for state, joined in (("before", "firm|dryer"), ("after", "firm|dryer")):
        nodes, links = network.drawn(found, words, state)
        assert set(links["source"]) | set(links["target"]) == set(nodes["id"])
        assert links.loc[links["target"] == joined, "amount"].sum() == pytest.approx(1e5)
    drawn = [network.diagram(found, words, state, "dark") for state in network.STATES]
    kinds = [{one for trace in figure.data if trace.meta for one in trace.meta.get("ids", ())} for figure in drawn]
    reuse = network.flows(found).query("kind == 'reuse'")["id"].item()
    assert (reuse in kinds[0], reuse in kinds[1]) == (False, True)
    assert NASTY not in shown_text(drawn)


def test_existing_flows_stand_in_both_states(found, words):
    running = pd.DataFrame({"from": ["kiln"], "to": ["dryer"], "commodity": ["reclaimed_water"], "amount": [500.0]})
    table = network.flows(replace(found, tables={**found.tables, "existing": running}))
    assert table.query("kind == 'existing'")[["before", "after"]].to_numpy().tolist() == [[500.0, 500.0]]


def test_matches_list_reuse_first_with_its_share(found, words):
    first, second = rows.matches(found, words)
    assert (first["kind_code"], first["shown"]["amount"], first["shown"]["share"]) == ("reuse", "30.0 k m³", "30%")
    assert (second["kind_code"], second["shown"]["share"]) == ("fresh", "70%")
    assert first["firms"] == ["kiln", "dryer"]
    assert first["start"].endswith("Reclaimed water")


def test_the_limiting_curve_touches_the_supply_at_the_pinch(found, words):
    """50 m3 with 100 ppm to a need of 80 m3 at 50 ppm: 40 m3 of fresh water, pinch at 100 ppm."""
    plain = pd.DataFrame({"name": ["fresh", "A"], "flow": [float("nan"), 50.0], "tds": [0.0, 100.0]})
    target = water_target(plain, pd.DataFrame({"name": ["B"], "flow": [80.0], "tds": [50.0]}))
    targets = pd.DataFrame([{"property": "tds", "fresh": target.fresh, "waste": 0.0, "pinch": list(target.pinch)}])
    case = replace(found, tables={**found.tables, "targets": targets, "curves": target.curves.assign(property="tds")})
    assert curve.properties(case) == ["tds"]
    assert curve.target_told(case, words, "tds") == "dissolved solids: at least 40 m³ a year, pinch at 100"
    figure = curve.figure(case, words, "tds", "light")
    limiting, supply = ({y: x for x, y in zip(one.x, one.y, strict=True)} for one in figure.data)
    assert limiting[100.0] == pytest.approx(supply[100.0]) == pytest.approx(40 * 100 / 1e6)
    assert [one.text for one in figure.layout.annotations] == ["pinch 100"]


def test_what_stands_in_for_a_measurement_is_told_and_what_is_missing_is_asked(run, found):
    zh = water_words(run, found, "zh")
    stand_ins = told.assumed(found, zh)
    assert stand_ins
    assert any(row[0] == "再生水（排水）" and row[3] == "目录成分" for row in stand_ins)
    assert told.missing(found, zh)["quality"] == ["=窑 · 再生水"]
    assert {*curve.properties(found)} >= {"tds", "chloride"}


def test_treatment_may_be_asked_and_what_is_impossible_is_said(folder, run, found, words):
    treated = water_study((folder,), None, Choices(), "cost", "zero")
    assert treated.summary["feasible"]
    assert treated.summary["waste"] == pytest.approx(0.0, abs=1e-3)
    assert isinstance(water_study((folder / "gone",), None, Choices()), Failure)
    conflicts = pd.DataFrame([{"problem": "missed limit", "name": "dryer/fresh_water", "property": "tds", "side": "<=",
                               "limit": 10.0, "reached": 12.5, "amount": 2e4}])  # fmt: skip
    never = replace(found, summary={**found.summary, "feasible": False},
                    tables={**found.tables, "conflicts": conflicts})  # fmt: skip
    assert told.conflicts(never, words) == [
        "Dryer · Fresh water: dissolved solids must be ≤ 10; the nearest is 12.5 (20.0 k m³)."
    ]
    app = create_app({"warm": folder}, "en", DoneJobs(run), DoneJobs(never))
    text = shown_text(page_of(app, "water", park="warm", lang="en", treat="zero"))
    assert "the nearest is 12.5" in text
    assert "water-treat" in text


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_drawn_and_all_tables_are_a_workbook(folder, run, found, lang):
    app = create_app({"warm": folder}, lang, DoneJobs(run), DoneJobs(found))
    tree = page_of(app, "water", park="warm", lang=lang, show="pinch", state="before", least="odd")
    assert {"water-before", "water-after", "water-grid", "water-curve", "water-property"} <= ids(tree)
    assert "water-panes pinch before" in shown_text(tree)
    tables, headings = water_tables(found, water_words(run, found, lang))
    assert {name for table in tables.values() for name in table} <= set(headings)
    book = openpyxl.load_workbook(io.BytesIO(table_workbook(tables, headings, lang)))
    assert {{"zh": "水流", "en": "Flows"}[lang], {"zh": "暂代的数", "en": "Stand-ins"}[lang]} <= set(book.sheetnames)


def test_a_park_without_water_says_what_to_fill(folder, run, found):
    none = replace(found, tables={name: table.iloc[:0] for name, table in found.tables.items()})
    app = create_app({"warm": folder}, "zh", DoneJobs(run), DoneJobs(none))
    assert "暖园还没有已知的水" in shown_text(page_of(app, "water", park="warm", lang="zh"))
