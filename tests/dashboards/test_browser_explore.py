"""Worth, reasons and what-ifs in a browser: the drawer's answers, why not, limits, yes or no, and the trade-offs."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.dashboards.browsing import ROW, SLOW, open_couplings, switch
from tests.dashboards.tinypark import NASTY

pytestmark = pytest.mark.browser

WHY_ROW = ".why-grid .ag-center-cols-container .ag-row"
SLAG = "c.smelter>cement:slag"


def test_drawer_tells_gains_and_needs_and_hands_over_the_sheet(watched, address):
    open_couplings(watched, address, f"park=tiny&lang=en&sel=link:{SLAG}")
    story = watched.locator(".story")
    expect(story.locator("h3")).to_contain_text("Slag")
    expect(story.locator(".gains tbody tr")).to_have_count(2, timeout=SLOW)
    expect(story.locator(".gains")).to_contain_text("62,500 CNY")
    expect(story.locator("ol li").first).to_be_visible(timeout=SLOW)
    for form, start in (("docx", b"PK"), ("html", b"<!")):
        with watched.expect_download(timeout=SLOW) as download:
            watched.locator(f"#coupling-sheet-{form}-get").click()
        assert download.value.suggested_filename == f"circnet-tiny-smelter-cement-slag.{form}"
        assert Path(download.value.path()).read_bytes().lstrip().startswith(start)
    switch(watched, "zh")
    expect(watched.locator(".gains")).to_contain_text("6.2 万元", timeout=SLOW)


def test_what_was_not_chosen_is_listed_and_answered(watched, address):
    open_couplings_or_empty(watched, f"{address}couplings?park=dear&lang=en")
    watched.locator("#couplings-list label", has_text="Why not").click()
    row = watched.locator(WHY_ROW).first
    expect(row).to_contain_text("Too dear", timeout=SLOW)
    expect(row).to_contain_text("130 CNY/t")
    row.locator(".ag-cell").first.click()
    expect(watched).to_have_url(re.compile("list=why.*sel=why:"))
    story = watched.locator(".story")
    expect(story).to_contain_text("Solved again", timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0
    watched.reload()
    expect(watched.locator(".story")).to_contain_text("130", timeout=SLOW)
    expect(watched.locator(WHY_ROW).first).to_contain_text("Too dear", timeout=SLOW)
    watched.keyboard.press("Escape")
    expect(watched.locator(".story")).not_to_be_visible()
    with watched.expect_download(timeout=SLOW) as download:
        watched.locator("#coupling-candidates-book-get").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert any(NASTY in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)


def open_couplings_or_empty(page, url):
    page.goto(url)
    expect(page.locator("#couplings-strip .value").first).to_be_visible(timeout=SLOW)


def test_any_link_may_be_asked_about(watched, address):
    open_couplings(watched, address, "park=tiny&lang=en")
    watched.locator("#couplings-list label", has_text="Why not").click()
    for box, name in (("from", "=Cement works"), ("to", "Brick works"), ("good", "Slag")):
        watched.locator(f"#couplings-why-{box}").click()
        watched.get_by_role("option", name=name).click()
    watched.locator("#couplings-why-ask").click()
    expect(watched.locator(".story h3")).to_contain_text("=Cement works → Brick works")
    expect(watched.locator(".story .section .lead")).to_be_visible(timeout=SLOW)


def test_limits_that_clash_are_named_and_give_way_on_demand(watched, address):
    watched.goto(f"{address}couplings?park=bound&lang=en")
    notice = watched.locator(".notice")
    expect(notice).to_contain_text("600 t", timeout=SLOW)
    notice.locator("a", has_text="Solve anyway").click()
    banner = watched.locator(".banner")
    expect(banner).to_contain_text("600 t", timeout=SLOW)
    expect(watched).to_have_url(re.compile("relax=1"))
    banner.locator("a").click()
    expect(watched.locator(".notice")).to_contain_text("600 t", timeout=SLOW)
    assert "relax" not in watched.url


def test_links_are_decided_by_yes_or_no(watched, address):
    open_couplings(watched, address, "park=tiny&lang=en")
    watched.get_by_role("button", name="More").click()
    watched.get_by_label("Decide links by yes or no").check(force=True)
    watched.locator("#couplings-maxlinks").fill("0")
    expect(watched).to_have_url(re.compile("yesno=1&maxlinks=0"))
    expect(watched.locator("#couplings-strip .links .value")).to_have_text("0", timeout=SLOW)
    expect(watched.locator("#couplings-strip .links")).to_contain_text("Proven best")
    watched.keyboard.press("Escape")
    watched.locator("#couplings-defaults").click()
    expect(watched.locator("#couplings-strip .links .value")).to_have_text("1", timeout=SLOW)
    assert "yesno" not in watched.url


def test_front_shows_a_clicked_point_and_keeps_it(watched, address):
    watched.goto(f"{address}explore?park=dear&lang=en&of=waste")
    expect(watched.locator(".answer")).to_contain_text("70,000 CNY", timeout=SLOW)
    point = watched.locator("#explore-front-figure .scatterlayer .trace").nth(1).locator("path.point").nth(15)
    box = point.bounding_box()
    watched.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(watched).to_have_url(re.compile("point=15"))
    expect(watched.locator(".switches")).to_contain_text("789.5 t")
    switch(watched, "zh")
    expect(watched.locator(".switches")).to_contain_text("789.5 吨", timeout=SLOW)
    watched.locator("#explore-objective label", has_text="新水").click()
    expect(watched.locator(".answer")).to_contain_text("不必取舍", timeout=SLOW)
    assert "point" not in watched.url


def test_an_outage_is_followed_from_the_ranking(watched, address):
    watched.goto(f"{address}explore?park=tiny&lang=en")
    watched.locator("nav a", has_text="Whose outage").click()
    firm = watched.locator("button[data-firm=smelter]")
    expect(firm).to_contain_text(NASTY, timeout=SLOW)
    firm.click()
    expect(watched.locator(".levels")).to_contain_text("=Cement works", timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0
    expect(watched).to_have_url(re.compile("firm=smelter"))
    watched.locator("#explore-days").fill("60")
    expect(watched.locator(".cascade .lead")).to_contain_text("60 days", timeout=SLOW)
    watched.reload()
    expect(watched.locator(".cascade .lead")).to_contain_text("60 days", timeout=SLOW)
    watched.go_back()
    expect(watched.locator(".cascade .hint")).to_be_visible(timeout=SLOW)


def test_alternatives_and_structure_are_listed_and_downloaded(watched, address):
    watched.goto(f"{address}explore?park=tiny&lang=en&ask=options")
    expect(watched.locator(".options-must")).to_contain_text("Slag", timeout=SLOW)
    watched.locator("#explore-within [role=slider]").press("End")
    expect(watched).to_have_url(re.compile("within=20"))
    expect(watched.locator(".answer")).to_contain_text("20%", timeout=SLOW)
    watched.locator("nav a", has_text="How does the network").click()
    expect(watched.locator(".plain-table").first).to_contain_text("Link density", timeout=SLOW)
    with watched.expect_download(timeout=SLOW) as download:
        watched.locator("#explore-structure-book-get").click()
    assert download.value.suggested_filename == "structure-tiny.xlsx"
    assert len(openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets) >= 1
    expect(watched.locator(ROW)).to_have_count(0)
