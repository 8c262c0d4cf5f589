"""Flows before and after: nodes and links that hold what the balances say, and their download."""

import io

import openpyxl
import pandas as pd
import pytest

from circnet.report.sheets import table_workbook
from dashboards.views import exchange
from dashboards.views.network import links_of
from dashboards.views.wording import wording_of
from tests.dashboards.tinypark import NASTY, tiny_run


@pytest.fixture
def run():
    return tiny_run()


@pytest.fixture
def words(run):
    return wording_of(run, "en")


def test_links_between_firms_have_the_id_they_have_everywhere(run, words):
    nodes, links = exchange.parts(run, words, "after", "links", "mass")
    assert links[["source", "target", "commodity", "status", "amount"]].to_numpy().tolist() == [
        ["smelter", "cement", "slag", "chosen", 125e3]
    ]
    slag = next(link for link in links_of(run) if link.commodity == "slag" and link.kind == "chosen")
    assert links["id"].tolist() == [slag.id]
    assert nodes["id"].tolist() == ["cement", "smelter"]


def test_the_other_state_keeps_its_place_with_nothing_flowing(run, words):
    before = exchange.parts(run, words, "before", "all", "mass")[1].set_index(["source", "target"])["amount"]
    after = exchange.parts(run, words, "after", "all", "mass")[1].set_index(["source", "target"])["amount"]
    assert list(before.index) == list(after.index)
    assert before.to_dict() == {
        ("market-source|slag", "cement"): 125e3, ("smelter", "cement"): 0.0, ("smelter", "disposal-target|slag"): 125e3,
    }  # fmt: skip
    assert after[("smelter", "cement")] == 125e3
    assert after.sum() == 125e3


def test_only_firms_must_balance(run, words):
    nodes = exchange.parts(run, words, "before", "all", "mass")[0].set_index("id")["kind"]
    assert nodes.to_dict() == {
        "cement": "firm", "smelter": "firm", "market-source|slag": "source", "disposal-target|slag": "sink",
    }  # fmt: skip


@pytest.mark.parametrize(("measure", "title"), [("energy", "500 GJ"), ("value", "10.03 M CNY"), ("mass", "125.0 kt")])
def test_title_says_what_firms_exchange(run, words, measure, title):
    figure = exchange.diagram(run, words, state="after", scope="links", measure=measure, theme="light")
    assert title in figure.layout.title.text


def test_names_are_text_in_the_figure(run, words):
    figure = exchange.diagram(run, words, state="after", scope="all", measure="mass", theme="dark")
    told = figure.to_json()
    assert "<img" not in told
    assert "&lt;img" in told


def test_a_park_without_flows_says_so(words):
    run = tiny_run(balances=tiny_run().balances.iloc[:0])
    for scope in exchange.SCOPES:
        figure = exchange.diagram(run, words, state="before", scope=scope, measure="value", theme="light")
        assert len(figure.layout.annotations) == 1


def test_download_has_every_flow_of_both_states_and_no_formula(run, words):
    tables = exchange.flow_tables(run, words)
    assert list(tables) == ["After", "Before"]
    before = tables["Before"].set_index(["source", "target", "commodity"])
    assert before.at[("market", "=Cement works", "Slag"), "mass"] == 125e3
    assert pd.isna(before.at[(f"Smelter {NASTY}", "=Cement works", "Steam"), "mass"])
    book = openpyxl.load_workbook(
        io.BytesIO(table_workbook(tables, {name: name for name in exchange.FLOW_COLUMNS}, "en"))
    )
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
