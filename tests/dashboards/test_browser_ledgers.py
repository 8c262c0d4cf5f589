"""The page of ledgers in a browser: figures, drawing and list are views of one thing, and the address is its state."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.dashboards.browsing import SLOW, at_rest, switch

pytestmark = pytest.mark.browser

LINE = ".ledger-grid .ag-center-cols-container .ag-row"
WHERE = """([kind, id]) => {
  const plot = document.querySelector("#ledgers-sankey .js-plotly-plot");
  const { xaxis, yaxis } = plot._fullLayout, box = plot.getBoundingClientRect();
  const at = (x, y) => [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
  const told = (one) => one && one.kind === kind && one.ids.includes(id);
  if (kind === "node") {
    const points = plot._fullData[plot._fullData.length - 1];
    const place = points.customdata.findIndex(told);
    return at(points.x[place], points.y[place]);
  }
  const area = plot._fullData.find((trace) => told(trace.meta)), end = area.x.length - 1, quarter = end >> 2;
  return at((area.x[quarter] + area.x[end - quarter]) / 2, (area.y[quarter] + area.y[end - quarter]) / 2);
}"""

SEEN = """([kind, id]) => {
  const plot = document.querySelector("#ledgers-sankey .js-plotly-plot"), point = (plot._hoverdata || [])[0];
  const told = point && (kind === "node" ? point.customdata : plot._fullData[point.curveNumber].meta);
  return told && told.kind === kind && told.ids.includes(id);
}"""


def open_ledger(page, address, query="park=salt&lang=en&state=optimum"):
    page.goto(f"{address}ledgers?{query}")
    drawn(page)


def drawn(page):
    expect(page.locator(".ledger-figures tbody tr")).to_have_count(3, timeout=SLOW)
    expect(page.locator("#ledgers-sankey .scatterlayer .trace").first).to_be_attached(timeout=SLOW)
    expect(page.locator(LINE).first).to_be_visible(timeout=SLOW)


def click_on(page, kind, ref):
    # A click means what the drawing saw under the pointer last.
    at_rest(page, "#ledgers-sankey")
    page.mouse.move(*page.evaluate(WHERE, [kind, ref]))
    page.wait_for_function(SEEN, arg=[kind, ref])
    page.mouse.down()
    page.mouse.up()


def test_chlorine_is_told_in_one_screen_in_both_languages(watched, address):
    watched.set_viewport_size({"width": 1366, "height": 768})
    open_ledger(watched, address)
    expect(watched.locator(".answer")).to_contain_text("145.2 t of chlorine enters a year")
    expect(watched.locator(".ledger-figures tr.picked")).to_contain_text("Optimum")
    assert "B 100%" in watched.locator(".ledger-figures tr.picked td").first.get_attribute("title")
    assert watched.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    assert watched.locator(".ledger-panes").bounding_box()["height"] > 350
    switch(watched, "zh")
    expect(watched.locator(".answer")).to_contain_text("每年进入 145.2 吨氯", timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0


def test_a_click_lists_what_it_is_made_of_and_selects_in_all_views(watched, address):
    open_ledger(watched, address, "park=salt&lang=en&state=optimum&by=firm")
    expect(watched.locator(LINE)).to_have_count(2)
    click_on(watched, "node", "firm|smelter")
    expect(watched).to_have_url(re.compile("sel=firm:smelter"))
    expect(watched.locator(LINE)).to_have_count(1)
    chip = watched.locator("#ledgers-picked")
    expect(chip).to_contain_text("Only: Smelter <img")
    watched.keyboard.press("Escape")
    expect(watched.locator(LINE)).to_have_count(2)
    click_on(watched, "link", "firm|smelter>firm|works:chlorine:reactive:chosen")
    expect(watched).to_have_url(re.compile("sel=link:c.smelter(>|%3E)works:chlorine.*list=between"))
    expect(watched.locator(LINE)).to_have_count(1)
    watched.reload()
    drawn(watched)
    expect(chip).to_contain_text("works")
    chip.click()
    expect(chip).not_to_be_visible()
    assert "sel=" not in watched.url
    assert watched.locator("img[src=x]").count() == 0


def test_controls_are_kept_by_the_address(watched, address):
    open_ledger(watched, address)
    watched.locator("[data-state=baseline]").click()
    expect(watched.locator(".ledger-figures tr.picked")).to_contain_text("Today")
    assert "state" not in watched.url
    watched.locator("#ledgers-element label", has_text="Mg").click()
    expect(watched.locator(".answer")).to_contain_text("magnesium", timeout=SLOW)
    expect(watched).to_have_url(re.compile("element=Mg"))
    watched.locator("#ledgers-by label", has_text="By firm").click()
    expect(watched.locator("#ledgers-sankey .gtitle")).to_contain_text(
        "Who handles magnesium".lower(), ignore_case=True
    )
    watched.reload()
    drawn(watched)
    expect(watched.locator(".answer")).to_contain_text("magnesium")
    expect(watched.locator("#ledgers-by input:checked")).to_have_value("firm")


def test_what_takes_longer_is_asked_when_it_is_looked_at_and_all_can_be_had_as_files(watched, address):
    open_ledger(watched, address)
    watched.locator("#ledgers-list label", has_text="Gaps").click()
    expect(watched.locator(".list-missing")).to_contain_text("recipe")
    watched.locator("#ledgers-list label", has_text="Takers").click()
    expect(watched.locator(".list-closing .lead")).to_contain_text('"cell" at 100%: 190 t', timeout=SLOW)
    watched.locator("#ledgers-load [role=slider]").press("Home")
    expect(watched.locator(".list-closing .lead")).to_contain_text("at 0%", timeout=SLOW)
    expect(watched).to_have_url(re.compile("load=0"))
    for name, sheet in (("closing", "Loads"), ("audit", "Firms"), ("ledger", "Flows")):
        label = {"closing": "Takers", "audit": "Audit", "ledger": "Out"}[name]
        watched.locator("#ledgers-list label", has_text=label).click()
        if name == "audit":
            expect(watched.locator(".list-audit .plain-table").first).to_be_visible(timeout=SLOW)
        ref = "ledgers-book" if name == "ledger" else f"ledgers-{name}-book"
        with watched.expect_download(timeout=SLOW) as download:
            watched.locator(f"#{ref}-get").click()
        assert download.value.suggested_filename.startswith(f"{name}-salt")
        book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
        assert sheet in book.sheetnames
