"""The pages of heat and water in a browser: what is chosen stands in the address, drawing and list are one."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.dashboards.browsing import SLOW, at_rest, switch

pytestmark = pytest.mark.browser

STREAM = "#heat-streams .ag-center-cols-container .ag-row"
FLOW = "#water-grid .ag-center-cols-container .ag-row"
PLACE = """([x, y]) => {
  const plot = document.querySelector("#heat-grand .js-plotly-plot"), box = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  return [box.left + xaxis._offset + xaxis.l2p(x), box.top + yaxis._offset + yaxis.l2p(y)];
}"""
"""Where a point of the grand composite curve is on the screen."""


@pytest.fixture
def small(watched):
    """A page on a small screen."""
    watched.set_viewport_size({"width": 1366, "height": 768})
    return watched


def book_of(page, button):
    with page.expect_download(timeout=SLOW) as download:
        page.locator(button).click()
    return openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).sheetnames


def test_heat(small, address):
    watched = small
    watched.goto(f"{address}heat?park=warm&lang=en&curve=grand")
    expect(watched.locator(STREAM)).to_have_count(4, timeout=SLOW)
    expect(watched.locator("#heat-grand .js-plotly-plot")).to_be_visible()
    expect(watched.locator("#heat-composite")).to_be_hidden()
    assert watched.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    # a bend that is clicked leaves its streams alone in the list, till Esc
    at_rest(watched, "#heat-grand")
    pinch = watched.evaluate(PLACE, [0, 85])
    watched.mouse.move(*pinch)
    expect(watched.locator("#heat-grand .hoverlayer")).to_contain_text("begins: steaming and distilling")
    watched.mouse.click(*pinch)
    expect(watched.locator(STREAM)).to_have_count(1)
    expect(watched.locator(STREAM)).to_contain_text("steaming and distilling")
    expect(watched).to_have_url(re.compile("at=shifted:85"))
    watched.reload()
    expect(watched.locator(STREAM)).to_have_count(1, timeout=SLOW)
    watched.keyboard.press("Escape")
    expect(watched.locator(STREAM)).to_have_count(4)
    # another difference, by keyboard, brings another answer
    watched.locator("#heat-dtmin [role=slider]").focus()
    watched.keyboard.press("End")
    expect(watched.locator("#heat-pane")).to_contain_text("50 °C", timeout=SLOW)
    expect(watched).to_have_url(re.compile("dtmin=50"))
    watched.locator("#heat-show label", has_text="Mains").click()
    expect(watched.locator(".way")).to_have_count(3)
    expect(watched).to_have_url(re.compile("show=site"))
    switch(watched, "zh")
    expect(watched.locator(".way.mains")).to_contain_text("经母管互供", timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0
    assert "品位安排" in book_of(watched, "#heat-book-get")


def test_water(small, address):
    watched = small
    watched.goto(f"{address}water?park=warm&lang=en")
    expect(watched.locator(FLOW)).to_have_count(2, timeout=SLOW)
    assert watched.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    expect(watched.locator("#water-after .js-plotly-plot")).to_be_visible()
    watched.locator("#water-state label", has_text="Before").click()
    expect(watched.locator("#water-before .js-plotly-plot")).to_be_visible()
    expect(watched.locator("#water-after")).to_be_hidden()
    watched.locator(FLOW, has_text="reuse").click()
    expect(watched).to_have_url(re.compile("state=before.*sel=water:kiln"))
    watched.reload()
    expect(watched.locator(f"{FLOW}.ag-row-selected")).to_contain_text("reuse", timeout=SLOW)
    expect(watched.locator("#water-after")).to_be_hidden()
    watched.locator("#water-show label", has_text="Pinch").click()
    expect(watched.locator("#water-curve .js-plotly-plot")).to_be_visible()
    watched.locator("#water-least label", has_text="Cost").click()
    expect(watched).to_have_url(re.compile("least=cost"))
    expect(watched.locator("#water-least input[value=cost]")).to_be_checked(timeout=SLOW)
    expect(watched.locator(".answer")).to_contain_text("Firms need", timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0
    assert "Stand-ins" in book_of(watched, "#water-book-get")
