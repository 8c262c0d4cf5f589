"""The page of chain gaps in a browser: list, chart and drawer are views of one selection, the address is its state."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.dashboards.browsing import SLOW, switch

pytestmark = pytest.mark.browser

ROW = ".gaps-grid .ag-center-cols-container .ag-row"


def open_gaps(page, address, query="park=slag&lang=en"):
    page.goto(f"{address}gaps?{query}")
    expect(page.locator(ROW).first).to_be_visible(timeout=SLOW)


def test_gaps_stand_in_one_screen_in_both_languages(watched, address):
    watched.set_viewport_size({"width": 1366, "height": 768})
    open_gaps(watched, address)
    expect(watched.locator(ROW)).to_have_count(5)
    expect(watched.locator(".answer")).to_contain_text("not a feasibility study")
    expect(watched.locator(".chain-box.present")).to_contain_text("load 100%")
    expect(watched.locator(".chain-stage")).to_have_count(3)
    assert watched.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    assert watched.locator(".gap-panes").bounding_box()["height"] > 400
    switch(watched, "zh")
    expect(watched.locator(".answer")).to_contain_text("不是可行性研究", timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0


def test_a_row_and_a_box_open_the_same_drawer_and_the_address_keeps_it(watched, address):
    open_gaps(watched, address)
    drawer = watched.locator("#gaps-drawer")
    expect(drawer).to_be_hidden()
    watched.locator(ROW, has_text="brick_making").click()
    expect(drawer).to_contain_text("Feedstock from")
    expect(drawer).to_contain_text("slag, 75 t less loose")
    expect(watched).to_have_url(re.compile("sel=plant:brick_making"))
    expect(watched.locator("[data-plant=brick_making]")).to_have_class(re.compile("picked"))
    watched.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    watched.locator("[data-plant=board_making]").click()
    expect(drawer).to_contain_text("Board <img")
    watched.reload()
    expect(drawer).to_contain_text("Board <img", timeout=SLOW)
    expect(watched.locator(f"{ROW}.ag-row-selected")).to_contain_text("Board <img")
    expect(drawer.locator("#gaps-size-curve .main-svg").first).to_be_visible(timeout=SLOW)
    expect(drawer).to_contain_text("Open questions")
    with watched.expect_download(timeout=SLOW) as download:
        watched.locator("#gaps-paper-html-get").click()
    assert download.value.suggested_filename == "prospectus-slag-board_making.html"
    paper = Path(download.value.path()).read_text("utf-8")
    assert "Who takes the products" in paper
    assert "<img" not in paper
    watched.locator("#gaps-shut").click()
    expect(drawer).to_be_hidden()
    assert "sel=" not in watched.url
    assert watched.locator("img[src=x]").count() == 0


def test_filters_are_kept_by_the_address_and_all_tables_are_a_file(watched, address):
    open_gaps(watched, address)
    watched.locator("#gaps-kind label", has_text="By-product").click()
    expect(watched.locator(ROW)).to_have_count(2)
    watched.locator("#gaps-side label", has_text="Best set").click()
    expect(watched.locator(".list-set")).to_contain_text("Build in this order", timeout=SLOW)
    watched.locator("#gaps-side label", has_text="Where").click()
    expect(watched.locator(".list-where")).to_contain_text("suits Slag park best", timeout=SLOW)
    watched.locator("#gaps-side label", has_text="Orphans").click()
    expect(watched.locator(".list-orphans")).to_contain_text("By-products without a taker")
    expect(watched).to_have_url(re.compile("kind=by-product.*side=orphans"))
    watched.reload()
    expect(watched.locator(ROW)).to_have_count(2, timeout=SLOW)
    expect(watched.locator(".list-orphans")).to_be_visible()
    watched.locator("#gaps-kind label", has_text="All").click()
    expect(watched.locator(ROW)).to_have_count(5)
    with watched.expect_download(timeout=SLOW) as download:
        watched.locator("#gaps-book-get").click()
    assert download.value.suggested_filename == "gaps-slag.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert {"Candidates", "Returns", "Orphans", "Chains"} <= set(book.sheetnames)
