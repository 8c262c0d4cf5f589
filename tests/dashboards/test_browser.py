"""The app in a browser: a tiny park in both languages, a selection seen in graph and table, and an export."""

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.dashboards.tinypark import NASTY, write_park

PROJECT = Path(__file__).resolve().parents[2]
SERVE = (
    "import pathlib, sys; from dashboards.serve import serve;"
    "serve('127.0.0.1', 0, 'zh', {name: pathlib.Path(path) for name, path in zip(sys.argv[1::2], sys.argv[2::2])})"
)
GRAPH = "document.getElementById('network-graph')._cyreg.cy"
FIRST_ROW = ".ag-center-cols-container .ag-row[row-index='0']"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """An app that serves the tiny park and one that cannot be read, in a process of its own."""
    tiny = write_park(tmp_path_factory.mktemp("parks") / "tiny")
    faulty = write_park(tiny.parent / "faulty")
    (faulty / "links.csv").write_text("from,to,commodity\nnobody,smelter,slag\n", encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(PROJECT), *sys.path]))
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, "tiny", str(tiny), "faulty", str(faulty)],
        cwd=PROJECT, env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}, stdout=subprocess.PIPE,
        text=True, encoding="utf-8",
    ) as server:  # fmt: skip
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert found, "the app did not say where it is"
        yield found[0]
        server.terminate()
        assert server.wait(30) == 0


@pytest.fixture
def watched(page: Page, address):
    """A page that notes what its console complains of and which requests leave the host."""
    complaints, strangers = [], []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url) if not request.url.startswith((address, "data:", "blob:")) else None
        ),
    )
    yield page
    assert complaints == []
    assert strangers == []


def open_park(page, address, query):
    page.goto(f"{address}{query}")
    expect(page.locator(FIRST_ROW)).to_be_visible(timeout=90_000)
    page.wait_for_function(f"() => document.getElementById('network-graph')?._cyreg && {GRAPH}.nodes().length > 0")


def shown(page, element):
    """Opacity and border of an element of the graph."""
    return page.evaluate(
        f"id => [{GRAPH}.$id(id).numericStyle('opacity'), {GRAPH}.$id(id).numericStyle('underlay-opacity')]", element
    )


def tap(page, selector):
    """Click on a box of the graph where it is drawn."""
    place = page.evaluate(
        f"selector => {{ const box = document.getElementById('network-graph').getBoundingClientRect();"
        f" const at = {GRAPH}.$(selector)[0].renderedPosition(); return [box.x + at.x, box.y + at.y]; }}",
        selector,
    )
    page.mouse.click(*place)


def test_graph_and_table_in_both_languages(watched, address):
    open_park(watched, address, "")
    expect(watched.locator("h1")).to_have_text("谁给谁什么，下一步该连哪一条？")
    expect(watched.locator(".figure-card.saving .value")).to_have_text("12.5 万元/年")
    assert watched.evaluate(f"{GRAPH}.nodes('.firm').length") == 3
    assert watched.evaluate(f"{GRAPH}.edges('.chosen').length") == 1
    expect(watched.locator(FIRST_ROW)).to_contain_text("矿渣")
    places = watched.evaluate(f"{GRAPH}.nodes('.firm').map(node => node.position())")

    watched.locator("#shell-lang label", has_text="EN").click()
    expect(watched.locator("h1")).to_have_text("Who gives what to whom, and what should we link next?")
    expect(watched).to_have_title("Tiny park · Network and couplings")
    expect(watched.locator(FIRST_ROW)).to_contain_text("Slag")
    assert "lang=en" in watched.url
    watched.wait_for_function(f"() => document.getElementById('network-graph')?._cyreg && {GRAPH}.nodes().length > 0")
    assert watched.evaluate(f"{GRAPH}.nodes('.firm').map(node => node.position())") == places
    watched.reload()
    expect(watched.locator("h1")).to_have_text("Who gives what to whom, and what should we link next?")


def test_a_row_and_its_link_are_one_selection(watched, address):
    open_park(watched, address, "?park=tiny&lang=en")
    watched.locator(f"{FIRST_ROW} .ag-cell").first.click()
    expect(watched.locator(".details h3")).to_contain_text("Slag")
    watched.wait_for_function(f"() => {GRAPH}.$id('l0').numericStyle('opacity') < 0.2")
    opacity, glow = shown(watched, "c0")
    assert opacity == 1
    assert glow > 0
    watched.keyboard.press("Escape")
    expect(watched.locator(".details .tip")).to_be_visible()
    watched.wait_for_function(f"() => {GRAPH}.$id('l0').numericStyle('opacity') > 0.5")
    expect(watched.locator(".ag-row-selected")).to_have_count(0)

    watched.evaluate(f"void {GRAPH}.$id('c0').emit('tap')")
    expect(watched.locator(f"{FIRST_ROW}.ag-row-selected")).to_have_count(1)
    expect(watched.locator(".details h3")).to_contain_text("Slag")
    watched.wait_for_load_state("networkidle")  # the row's own event answers too before the next tap

    tap(watched, "node[ref = 'brick']")
    expect(watched.locator(".details h3")).to_contain_text("Brick works")
    expect(watched.locator(".ag-row-selected")).to_have_count(0)
    watched.wait_for_function(f"() => {GRAPH}.$id('c0').numericStyle('opacity') < 0.2")
    assert shown(watched, "l1")[0] == 1


def test_names_are_text_and_the_theme_switches(watched, address):
    open_park(watched, address, "?park=tiny&lang=en")
    tap(watched, "node[ref = 'smelter']")
    expect(watched.locator(".details h3")).to_contain_text(NASTY)
    assert watched.locator("img[src=x]").count() == 0
    before = watched.evaluate(f"{GRAPH}.nodes('.firm')[0].style('background-color')")
    watched.locator("#shell-theme").click()
    watched.wait_for_function(f"before => {GRAPH}.nodes('.firm')[0].style('background-color') !== before", arg=before)
    watched.locator("#shell-theme").click()


def test_export_is_a_table_for_a_spreadsheet(watched, address):
    open_park(watched, address, "?park=tiny&lang=zh")
    with watched.expect_download() as download:
        watched.locator("#network-export").click()
    data = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "couplings-tiny.csv"
    assert data.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert float(told["年节约（元/年）"]) == pytest.approx(125_000)
    assert told["需方"] == "'=水泥厂"
    assert told["证据"] == "B"


def test_a_park_that_cannot_be_read_is_a_message(watched, address):
    watched.goto(f"{address}?park=faulty&lang=en")
    expect(watched.locator(".notice")).to_contain_text("links.csv", timeout=90_000)
    expect(watched.locator(".notice")).to_contain_text("nobody")
    watched.goto(f"{address}?park=nowhere&lang=en")
    expect(watched.locator(".notice")).to_contain_text("no park “nowhere”")
