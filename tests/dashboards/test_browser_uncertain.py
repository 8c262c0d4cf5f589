"""The page of uncertainty in a browser: a row is explained, ticks are a set of one's own, the address keeps it all."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.dashboards.browsing import SLOW, switch

pytestmark = pytest.mark.browser

ROW = ".chance-grid .ag-center-cols-container .ag-row"


def test_a_link_is_explained_and_ticked_and_the_address_keeps_it(watched, address):
    watched.set_viewport_size({"width": 1366, "height": 768})
    watched.goto(f"{address}uncertain?park=tiny&lang=en&only=prices")
    expect(watched.locator(ROW)).to_have_count(1, timeout=SLOW)
    expect(watched.locator(".answer")).to_contain_text("pays in 90% of the samples or more")
    assert watched.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    detail = watched.locator("#uncertain-detail")
    expect(detail).to_contain_text("Pick a link")
    watched.locator(ROW).locator("[col-id=link]").focus()
    watched.keyboard.press("Enter")
    expect(detail.locator("#uncertain-histogram .main-svg").first).to_be_visible()
    expect(watched).to_have_url(re.compile(r"sel=link:c\.smelter(>|%3E)cement:slag"))
    watched.locator(".chance-grid .ag-row .ag-checkbox-input").first.check()
    expect(watched).to_have_url(re.compile("mine=c.smelter"))
    watched.locator("#uncertain-show label", has_text="Sets and regret").click()
    expect(watched.locator("tr.mine")).to_contain_text("Your own set", timeout=SLOW)
    watched.reload()
    expect(watched.locator("tr.mine")).to_be_visible(timeout=SLOW)
    switch(watched, "zh")
    expect(watched.locator("tr.mine")).to_contain_text("自选方案", timeout=SLOW)
    watched.locator("#uncertain-show label", has_text="各条连接").click()
    expect(watched.locator(f"{ROW}.ag-row-selected")).to_have_count(1)
    expect(detail).to_contain_text("200 个样本中有 200 个划算")
    with watched.expect_download(timeout=SLOW) as download:
        watched.locator("#uncertain-book-get").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "自选方案" in [row[0].value for row in book["方案"].iter_rows()]
    assert watched.locator("img[src=x]").count() == 0


def test_other_choices_are_sampled_anew_and_what_they_rest_on_unfolds(watched, address):
    watched.goto(f"{address}uncertain?park=tiny&lang=en&only=prices&show=deciding")
    expect(watched.locator("#uncertain-tornado .main-svg").first).to_be_visible(timeout=SLOW)
    expect(watched.locator(".show-deciding .picture-tools button")).to_have_text(["SVG", "PNG"])
    expect(watched.locator(".indices .section .plain-table tbody tr").first).to_contain_text("±", timeout=SLOW)
    watched.locator(".assumptions summary").click()
    expect(watched.locator(".assumptions")).to_contain_text("--samples 200 --choose 8 --prices-only")
    expect(watched.locator("#uncertain-tornado")).to_be_hidden()
    watched.locator("#uncertain-only label", has_text="all").click()
    expect(watched.locator(".answer")).to_contain_text("none of 200 samples has a solution", timeout=SLOW)
    assert "only=" not in watched.url
    watched.locator("#uncertain-activity label", has_text="Free").click()
    expect(watched).to_have_url(re.compile("flexible=1"))
    expect(watched.locator(".answer")).to_be_visible(timeout=SLOW)
    expect(watched.locator("#uncertain-activity input[value='1']")).to_be_checked()
