"""The page of scenarios without a browser: rows, network and form of a small comparison."""

import pandas as pd
import pytest

from circnet.coupling import Settings
from circnet.errors import InputFaults, UsageFault
from circnet.park import load_catalog, load_park
from circnet.park.faults import file_fault
from circnet.report.compare import CompareWords
from circnet.scenario.building import WHATS
from circnet.scenario.compare import side_by_side
from circnet.scenario.compare_column import AS_IS, MEASURES, Column, solved
from circnet.scenario.reading import parse_scenario
from circnet.workspace import Workspace
from dashboards.address import view_of
from dashboards.app import create_app
from dashboards.scenario_address import compared_ids, edited, file_of, frozen_of, one_of, task_of
from dashboards.scenario_runs import lists_of
from dashboards.scenario_saving import Refused, put_file, put_park
from dashboards.state import state
from dashboards.views.graph.stylesheet import stylesheets
from dashboards.views.scenarios import changes, network, tables
from tests.dashboards.tinypark import NASTY, tiny_run, write_park

DEAR = (
    b'name_en = "Dear"\n[[change]]\ntable = "markets"\nwhere = {enterprise = "smelter"}\nset = {dispose_cost = 150.0}\n'
)
NONE = b'name_en = "None"\n[settings]\ncarbon_price = 9\n[[remove]]\ntable = "arcs"\nwhere = {from = "smelter"}\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return write_park(tmp_path_factory.mktemp("parks") / "tiny")


@pytest.fixture(scope="module")
def columns(place):
    catalog = load_catalog()
    park = load_park(place, catalog)
    found = {
        name: solved(park, catalog, Settings(), parse_scenario(content, f"{name}.toml"))
        for name, content in (("dear", DEAR), ("none", NONE))
    }
    return {"base": solved(park, catalog, Settings(), AS_IS), **found}


@pytest.fixture
def compared(columns):
    def put(*names):
        found = side_by_side([columns[name] for name in names])
        return found, CompareWords(found.columns, "en")

    return put


def cells(rows, name):
    (row,) = [row for row in rows if row.name.startswith(name)]
    return [(cell.text, cell.look) for cell in row.cells]


@pytest.mark.parametrize("names", [("base", "dear", "none"), ("none", "base", "dear"), ("dear", "none")])
def test_inputs_stand_under_their_scenarios(compared, names):
    found, words = compared(*names)
    rows = tables.input_rows(found, words)
    shown = list(names) if "base" in names else ["base", *names]
    cost = {"base": ("50", "plain"), "dear": ("150", "changed"), "none": ("50", "plain")}
    assert cells(rows, "Slag") == [cost[one] for one in shown]
    assert rows[0].name == "Carbon price"
    assert cells(rows, "Carbon price")[shown.index("none")] == ("9", "changed")


def test_differences_are_judged_against_the_first(compared):
    found, words = compared("base", "dear", "none")
    rows = tables.measure_rows(found, words)
    assert [look for _, look in cells(rows, "Net saving")] == ["plain", "good", "bad"]
    assert [look for _, look in cells(rows, "New links")] == ["plain", "plain", "plain"]
    links = tables.link_rows(found, words)
    assert [cell.look for cell in links[0].cells] == ["plain", "plain", "vanishes"]
    assert NASTY in links[0].name
    goods, count = tables.amount_rows(found, words, "commodities")
    assert count == len(goods) >= 3
    assert all(any(cell.delta for cell in row.cells) for row in goods)


def test_network_shows_what_became_of_each_link(compared):
    found, words = compared("base", "none")
    run = tiny_run(opportunities=tiny_run().opportunities.iloc[:0])
    drawn = network.compared_elements(found, words, run, "none")
    edges = {one["data"]["id"]: one for one in drawn if "source" in one["data"]}
    assert {name: one["classes"].split()[:2] for name, one in edges.items()} == {
        "c.smelter>cement:slag": ["compared", "vanishes"], "c.smelter>cement:steam": ["compared", "same"],
    }  # fmt: skip
    assert "As it is: 1,000 t" in edges["c.smelter>cement:slag"]["data"]["hint"]
    nodes = [one["data"]["ref"] for one in drawn if "ref" in one["data"]]
    assert set(nodes) == set(run.enterprises["id"])
    selectors = {rule["selector"] for rule in network.rules("dark")}
    assert {f"edge.compared.{change}" for change in network.CHANGES} <= selectors
    assert set(stylesheets()) == {"light", "dark"}


def test_a_firm_that_only_a_scenario_has_is_drawn(columns, compared):
    found, words = compared("base", "dear")
    run = tiny_run(enterprises=tiny_run().enterprises.iloc[1:], opportunities=tiny_run().opportunities.iloc[:0],
                   links=tiny_run().links.iloc[:0])  # fmt: skip
    drawn = network.compared_elements(found, words, run, "dear")
    assert "smelter" in [one["data"].get("ref") for one in drawn]
    assert len(columns["base"].measures) == len(MEASURES)


def test_what_has_no_figures_stands_as_a_column(columns):
    broken = Column("lost", error=InputFaults(file_fault("no_row", "lost.toml", "from = nobody", "arcs.csv", row=1)))
    wrong = Column("wrong", error=UsageFault("unknown_objective", "profit", "cost"))
    found = side_by_side([columns["base"], broken, wrong])
    words = CompareWords(found.columns, "zh")
    rows = tables.measure_rows(found, words)
    assert all([cell.text for cell in row.cells][1:] == ["–", "–"] for row in rows)
    assert tables.link_rows(found, words) == []
    assert tables.amount_rows(found, words, "balances") == ([], 0)


def test_form_lists_changes_and_offers_what_there_is(place):
    lists = lists_of(place, DEAR + NONE.partition(b"\n")[2], "dear")
    words = CompareWords((Column("form", called=lists.called),), "en")
    lines = changes.action_lines(lists.scenario, words)
    assert [(kind, ref) for kind, ref, _ in lines] == [("setting", "carbon_price"), ("change", "1"), ("remove", "1")]
    assert lines[0][2] == "Carbon price = 9"
    assert NASTY in lines[1][2]
    assert lines[1][2].endswith("Disposal cost = 150")
    offered = changes.options(lists, words)
    assert set(WHATS) <= set(offered)
    assert {one["value"] for one in offered["firm_removed"]} == {"smelter", "cement", "brick"}
    assert {one["value"] for one in offered["link_removed"]} == {"smelter>cement:steam", "smelter>brick:slag"}
    assert isinstance(lists.units, pd.DataFrame)


@pytest.mark.parametrize("name", ["../x", "a/b", "", "base", "new", "table", "x" * 61, "a.b", "名"])
def test_ids_that_a_file_cannot_have_are_refused(name):
    with pytest.raises(ValueError, match=".*"):
        file_of(name)
    assert file_of("dear-2") == "scenarios/dear-2.toml"


@pytest.fixture
def own(place, tmp_path):
    """A request to an app whose workspace has the tiny park as ``mine``."""
    workspace = Workspace(tmp_path / "own.sqlite")
    workspace.put("mine", {file.name: file.read_bytes() for file in place.iterdir()}, "Li")
    app = create_app({"tiny": place}, workspace=workspace)
    with app.server.test_request_context("/", headers={"Cookie": "circnet-who=Wang"}):
        yield workspace
    workspace.close()


def test_scenarios_are_written_once_and_never_over_somebody_elses(own):
    view = view_of({"park": "mine", "lang": "en"})
    put_file(view, "dear", DEAR, fresh=True)
    assert state().parks["mine"].scenarios["dear"].name("en") == "Dear"
    assert own.history("mine")["who"].iloc[-1] == "Wang"
    seen = own.versions()["mine"]
    with pytest.raises(Refused, match="there already"):
        put_file(view, "dear", NONE, fresh=True)
    put_file(view, "dear", NONE, seen=seen)
    with pytest.raises(Refused, match="Wang has just changed"):
        put_file(view, "dear", b'name = "third"\n', seen=seen)
    assert own.files("mine")["scenarios/dear.toml"].encode() == NONE
    put_file(view, "dear", None)
    assert "dear" not in state().parks["mine"].scenarios
    for park, name, told in (("tiny", "dear", "not one of yours"), ("mine", "../dear", "cannot be an id")):
        with pytest.raises(Refused, match=told):
            put_file(view_of({"park": park, "lang": "en"}), name, DEAR)
    with pytest.raises(Refused, match="there already"):
        put_park(view, "tiny", own.files("mine"))


def test_address_says_what_is_compared_and_what_is_missing(own):
    put_file(view_of({"park": "mine"}), "dear", DEAR, fresh=True)
    assert compared_ids(view_of({"park": "mine"})) == (["base", "dear"], [])
    asked = view_of({"park": "mine", "compare": "dear,gone,base,dear,frozen:none", "edit": "gone", "frozen": "none"})
    assert compared_ids(asked) == (["dear", "base"], ["gone", "frozen:none"])
    assert (edited(asked), frozen_of(asked), one_of(asked, "view")) == ("", "", "tables")
    assert edited(view_of({"park": "mine", "edit": "dear"})) == "dear"
    assert edited(view_of({"park": "tiny", "edit": "new"})) == ""
    task = task_of(asked)
    assert task is not None
    before = task.key
    put_file(asked, "dear", NONE)
    after = task_of(asked)
    assert after is not None
    assert after.key != before
    assert task_of(view_of({"park": "mine", "compare": "dear"})) is None
