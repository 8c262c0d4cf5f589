"""The page of indicators in a browser: parks beside each other, one of them in full, and the address is the state."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.dashboards.browsing import SLOW, served, switch, watch
from tests.dashboards.chlorinepark import write_chlorine_park
from tests.dashboards.slagpark import write_slag_park

pytestmark = pytest.mark.browser

INDICATOR = ".indicators-card tbody tr"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parks")
    with served({"slag": write_slag_park(folder / "slag"), "salt": write_chlorine_park(folder / "salt")}) as found:
        yield found


@pytest.fixture
def watched(page: Page, address):
    """A page that may complain of nothing and ask nobody else."""
    complaints, strangers = watch(page, address)
    yield page
    assert complaints == []
    assert strangers == []


def open_progress(page, address, query="park=slag&lang=en"):
    page.goto(f"{address}progress?{query}")
    expect(page.locator(INDICATOR).first).to_be_visible(timeout=SLOW)
    expect(page.locator(".standing-table tbody tr")).to_have_count(2, timeout=SLOW)


def test_parks_and_indicators_stand_in_one_screen_in_both_languages(watched, address):
    watched.set_viewport_size({"width": 1366, "height": 768})
    open_progress(watched, address)
    expect(watched.locator(".standing-table tr.picked")).to_contain_text("Slag park")
    expect(watched.locator(".standing-table tr.picked")).to_contain_text("+80.0 pp")
    expect(watched.locator(INDICATOR).first).to_contain_text("solid-waste utilisation rate")
    expect(watched.locator(INDICATOR).first.locator(".chip")).to_have_class(re.compile("by-model"))
    assert watched.locator(".spark > span").count() == 2
    assert watched.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    watched.locator("#progress-standing-shown label", has_text="All indicators").click()
    cell = watched.locator(".matrix-table tr.picked a.cell-link").nth(8)
    expect(cell).to_be_visible()
    assert "N9" in cell.get_attribute("title")
    assert "Smelter" not in cell.get_attribute("title")
    assert watched.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    switch(watched, "zh")
    expect(watched.locator(INDICATOR).first).to_contain_text("固体废物综合利用率", timeout=SLOW)
    expect(watched.locator(".matrix-table")).to_be_visible(timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0


def test_what_is_looked_at_is_kept_by_the_address_and_can_be_had_as_files(watched, address):
    open_progress(watched, address)
    watched.locator("[data-code=N9]").first.click()
    expect(watched.locator(".list-contributions .lead")).to_contain_text("0% today, 80.0% coupled", timeout=SLOW)
    expect(watched).to_have_url(re.compile("code=N9.*list=contributions|list=contributions.*code=N9"))
    watched.locator("#progress-list label", has_text="Reach a target").click()
    expect(watched.locator(".list-reach .lead")).to_contain_text("no extra cost", timeout=SLOW)
    watched.locator("#progress-aim").fill("95")
    expect(watched.locator(".list-reach .lead")).to_contain_text("short by 15.0 pp", timeout=SLOW)
    watched.reload()
    expect(watched.locator(".list-reach .lead")).to_contain_text("short by 15.0 pp", timeout=SLOW)
    watched.locator("#progress-list label", has_text="Fill in").click()
    row = watched.locator(".form-table tr[data-variable=S_gen]").first
    row.locator("input[name=value]").press_sequentially("12x")
    expect(row.locator(".fault")).to_contain_text("12x", timeout=SLOW)
    expect(watched.locator("#progress-answers-csv")).to_be_disabled()
    row.locator("input[name=value]").fill("1200")
    expect(row.locator(".fault")).to_have_text("", timeout=SLOW)
    for ref, name in (("progress-answers-csv", "indicators.csv"), ("progress-report-html-get", "progress-slag.html"),
                      ("progress-book-get", "progress-slag.xlsx"),
                      ("progress-standing-book-get", "progress-parks.xlsx")):  # fmt: skip
        with watched.expect_download(timeout=SLOW) as download:
            watched.locator(f"#{ref}").click()
        assert download.value.suggested_filename == name
        content = Path(download.value.path()).read_bytes()
        if name.endswith("xlsx"):
            assert {"Indicators", "Parks"} & set(openpyxl.load_workbook(io.BytesIO(content)).sheetnames)
        elif name.endswith("csv"):
            assert b"S_gen,2024,1200" in content
        else:
            assert b"<img src=x" not in content
    watched.locator("#progress-system").click()
    watched.get_by_role("option", name=re.compile("Zero-carbon")).click()
    expect(watched.locator("[data-code=Z3]").first).to_be_visible(timeout=SLOW)
    expect(watched).to_have_url(re.compile("system=ZERO-C"))
    assert "code=" not in watched.url
    watched.locator("#progress-list label", has_text="Projects").click()
    expect(watched.locator(".list-projects")).to_contain_text("Slag mill")
    watched.locator(".standing-table a").filter(has_not_text="Slag").first.click()
    expect(watched.locator(".standing-table tr.picked")).not_to_contain_text("Slag park", timeout=SLOW)
    expect(watched).to_have_url(re.compile("park=salt.*system=ZERO-C"))
    watched.go_back()
    expect(watched.locator(".standing-table tr.picked")).to_contain_text("Slag park", timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0
