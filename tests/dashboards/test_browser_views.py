"""The overview and the network in a browser: what is clicked, searched, filtered, dragged and kept."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.dashboards.browsing import SLOW, at_rest, hold_back, served, switch, watch
from tests.dashboards.tinypark import NASTY, write_park

pytestmark = pytest.mark.browser

DRAWN = (
    "() => document.getElementById('network-graph')?._cyreg?.cy.nodes('.firm').length === 3"
    " && document.getElementById('network-count')?.innerText"
)
GRAPH = "document.getElementById('network-graph')._cyreg.cy"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """An app with the tiny park near Xining and a twin of it in the west."""
    root = tmp_path_factory.mktemp("parks")
    places = {"tiny": (36.7, 101.6), "twin": (36.4, 94.9)}
    for name, (lat, lon) in places.items():
        folder = write_park(root / name)
        manifest = (folder / "park.toml").read_text("utf-8")
        if name == "twin":
            manifest = manifest.replace('"tiny"', '"twin"').replace("小园", "双园").replace("Tiny park", "Twin park")
        (folder / "park.toml").write_text(f"lat = {lat}\nlon = {lon}\n{manifest}", encoding="utf-8")
    with served({name: root / name for name in places}) as found:
        yield found


@pytest.fixture
def watched(page: Page, address):
    """A page that may complain of nothing and ask nobody else."""
    complaints, strangers = watch(page, address)
    yield page
    assert complaints == []
    assert strangers == []


def open_network(page, address, query):
    page.goto(f"{address}network?{query}")
    page.wait_for_function(DRAWN, timeout=SLOW)


def tap(page, ref):
    """Click on a firm where it is drawn."""
    place = page.evaluate(
        f"ref => {{ const box = document.getElementById('network-graph').getBoundingClientRect();"
        f" const at = {GRAPH}.nodes().filter(one => one.data('ref') === ref)[0].renderedPosition();"
        " return [box.x + at.x, box.y + at.y]; }",
        ref,
    )
    page.mouse.click(*place)


def opacity(page, ref):
    """How strongly an element is drawn: a link by its id, a firm by its own."""
    return page.evaluate(
        f"ref => {GRAPH}.elements().filter(one => one.id() === ref || one.data('ref') === ref)[0].effectiveOpacity()",
        ref,
    )


def test_overview_leads_into_a_park_in_both_languages(watched, address):
    watched.goto(f"{address}?lang=zh")
    expect(watched.locator("h1")).to_contain_text("全省")
    cards = watched.locator("#overview-cards")
    expect(cards).to_contain_text("12.5 万元", timeout=SLOW)
    expect(cards).to_contain_text("双园")
    switch(watched, "en")
    expect(watched.locator("#overview-cards")).to_contain_text("Twin park")
    expect(watched.locator("#overview-findings")).to_contain_text("Tiny park")
    watched.locator("#overview-cards a", has_text="Twin park").first.click()
    expect(watched).to_have_url(re.compile("/network.*park=twin"))
    expect(watched).to_have_title(re.compile("Twin park"))
    watched.go_back()
    expect(watched.locator("#overview-cards")).to_contain_text("Twin park")


def test_overview_shows_the_figure_that_is_chosen_and_its_table(watched, address):
    watched.goto(f"{address}?lang=en")
    expect(watched.locator("#overview-cards")).to_contain_text("CNY", timeout=SLOW)
    watched.locator("#overview-figure label", has_text="Output").click()
    expect(watched).to_have_url(re.compile("figure=output"))
    watched.locator("#overview-side label").nth(1).click()
    expect(watched.locator("#overview-grid .ag-center-cols-container .ag-row")).to_have_count(2)
    with watched.expect_download() as download:
        watched.locator("#overview-get").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert [row[0].value for row in book.worksheets[0].iter_rows()][1:] != []
    watched.reload()
    expect(watched.locator("#overview-figure input[checked], #overview-figure input:checked")).to_have_value("output")


def test_an_answer_in_the_language_that_was_left_does_not_stay(watched, address):
    watched.goto(f"{address}?lang=zh")
    cards = watched.locator("#overview-cards")
    expect(cards).to_contain_text("12.5 万元", timeout=SLOW)
    held = hold_back(watched, lambda asked, answer: "overview-cards" in answer)
    watched.locator("#overview-figure label").nth(1).click()
    hand_over = held()
    switch(watched, "en")
    expect(cards).to_contain_text("Twin park")
    hand_over()
    watched.wait_for_timeout(1000)
    expect(cards).to_contain_text("Twin park")
    expect(watched.locator("#overview-headline")).not_to_contain_text(re.compile("[一-龥]"))


def test_a_circle_of_the_map_leads_into_its_park(watched, address):
    watched.goto(f"{address}?lang=en")
    expect(watched.locator("#overview-cards")).to_contain_text("CNY", timeout=SLOW)
    watched.locator("#overview-map .main-svg").first.wait_for()
    at_rest(watched, "#overview-map")
    place = watched.evaluate(
        "() => { const plot = document.querySelector('#overview-map .js-plotly-plot');"
        " const axes = plot._fullLayout; const box = plot.getBoundingClientRect();"
        " for (const trace of plot._fullData) for (let i = 0; i < (trace.x || []).length; i++) {"
        "   const told = trace.customdata && trace.customdata[i];"
        "   if (told && told[0] === 'park' && told[1] === 'twin')"
        "     return [box.x + axes.xaxis._offset + axes.xaxis.d2p(trace.x[i]),"
        "             box.y + axes.yaxis._offset + axes.yaxis.d2p(trace.y[i])]; } }"
    )
    watched.mouse.click(*place)
    expect(watched).to_have_url(re.compile("/network.*park=twin"))


def test_a_firm_shows_its_balance_and_its_links(watched, address):
    open_network(watched, address, "park=tiny&lang=en")
    tap(watched, "smelter")
    panel = watched.locator("#network-details")
    expect(panel.locator("h3")).to_contain_text(NASTY)
    expect(panel).to_contain_text("Slag")
    assert watched.locator("img[src=x]").count() == 0
    expect(watched).to_have_url(re.compile("sel=firm:smelter"))
    watched.wait_for_function(f"() => {GRAPH}.getElementById('c.smelter>cement:slag').effectiveOpacity() === 1")
    watched.keyboard.press("Escape")
    expect(panel.locator("h3")).to_have_count(0)
    tap(watched, "brick")
    expect(panel.locator("h3")).to_contain_text("Brick works")
    watched.wait_for_function(f"() => {GRAPH}.getElementById('c.smelter>cement:slag').effectiveOpacity() < 0.3")
    watched.go_back()
    expect(panel.locator("h3")).to_have_count(0)


def test_a_firm_is_found_by_keyboard_and_the_search_by_a_key(watched, address):
    open_network(watched, address, "park=tiny&lang=en")
    watched.locator("#network-firm").click()
    watched.keyboard.type("Brick")
    watched.keyboard.press("ArrowDown")
    watched.keyboard.press("Enter")
    expect(watched.locator("#network-details h3")).to_contain_text("Brick works")
    watched.locator("h1").click()
    watched.keyboard.press("/")
    expect(watched.locator("#network-search")).to_be_focused()
    watched.keyboard.type("steam")
    expect(watched.locator("#network-count")).to_have_text("Links shown: 1 of 3")
    expect(watched).to_have_url(re.compile("find=steam"))
    watched.reload()
    watched.wait_for_function(DRAWN, timeout=SLOW)
    expect(watched.locator("#network-count")).to_have_text("Links shown: 1 of 3")
    expect(watched.locator("#network-search")).to_have_value("steam")


def test_links_are_filtered_by_what_they_carry(watched, address):
    open_network(watched, address, "park=tiny&lang=zh&good=slag&link=chosen")
    hidden = f"() => {GRAPH}.edges().filter(one => one.visible()).map(one => one.id())"
    watched.wait_for_function(f"() => ({hidden})().join() === 'c.smelter>cement:slag'")
    watched.get_by_role("button", name="清除筛选").click()
    watched.wait_for_function(f"() => ({hidden})().length === 3")
    assert "good=" not in watched.url


def test_a_dragged_firm_stays_where_it_was_put(watched, address):
    open_network(watched, address, "park=tiny&lang=zh")
    where = f"() => {GRAPH}.nodes().filter(one => one.data('ref') === 'cement')[0].position()"
    before = watched.evaluate(where)
    box = watched.locator("#network-graph").bounding_box()
    at = watched.evaluate(f"() => {GRAPH}.nodes().filter(one => one.data('ref') === 'cement')[0].renderedPosition()")
    watched.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    watched.mouse.down()
    watched.mouse.move(box["x"] + at["x"] + 30, box["y"] + at["y"] + 120, steps=5)
    watched.mouse.up()
    watched.wait_for_function(f"before => Math.abs(({where})().y - before.y) > 5", arg=before)
    moved = watched.evaluate(where)
    switch(watched, "en")
    watched.wait_for_function(DRAWN)
    watched.wait_for_function(f"moved => Math.abs(({where})().y - moved.y) < 1", arg=moved)
    watched.reload()
    watched.wait_for_function(DRAWN, timeout=SLOW)
    watched.wait_for_function(f"moved => Math.abs(({where})().y - moved.y) < 1", arg=moved)
    watched.locator("#network-reset").click()
    watched.wait_for_function(f"before => Math.abs(({where})().y - before.y) < 1", arg=before)
