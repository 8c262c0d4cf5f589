"""The app in a browser: the shell and the couplings, in both languages."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.dashboards.browsing import ROW, SLOW, open_couplings, switch

pytestmark = pytest.mark.browser


def saving(page):
    """The figure of what can be saved."""
    return page.locator("#couplings-strip .saving .value")


def test_language_switches_and_keeps_what_was_chosen(watched, address):
    open_couplings(watched, address, "park=tiny&km=50")
    expect(watched.locator("h1")).to_have_text("下一步该连哪一条，值多少？")
    expect(saving(watched)).to_have_text("12.5 万元/年")
    expect(watched.locator(ROW).first).to_contain_text("矿渣")
    watched.locator(ROW).first.locator(".ag-cell").first.click()
    expect(watched.locator(".story h3")).to_contain_text("矿渣")
    switch(watched, "en")
    expect(watched.locator("h1")).to_have_text("What should we link next, and what is it worth?")
    expect(watched).to_have_title("Couplings · Tiny park · circnet")
    expect(watched.locator(".story h3")).to_contain_text("Slag")
    expect(watched.locator("#couplings-reach")).to_have_value("50 km")
    assert "lang=en" in watched.url
    watched.reload()
    expect(watched.locator(".story h3")).to_contain_text("Slag")
    watched.goto(f"{address}couplings?park=tiny")
    expect(watched.locator("h1")).to_have_text("What should we link next, and what is it worth?")


def test_a_row_opens_its_story_and_back_closes_it(watched, address):
    open_couplings(watched, address, "park=tiny&lang=en")
    expect(watched.locator(".story")).not_to_be_visible()
    watched.locator(ROW).first.locator(".ag-cell").first.click()
    story = watched.locator(".story")
    expect(story.locator("h3")).to_contain_text("Slag")
    expect(story.locator(".lead")).to_contain_text("the seller pays 50.0 CNY/t to be rid of a unit")
    expect(story.locator(".band")).to_contain_text("75")
    expect(watched).to_have_url(re.compile("sel=link"))
    watched.go_back()
    expect(watched.locator(".story")).not_to_be_visible()
    expect(watched.locator(".ag-row-selected")).to_have_count(0)
    watched.go_forward()
    expect(story.locator("h3")).to_contain_text("Slag")
    watched.keyboard.press("Escape")
    expect(watched.locator(".story")).not_to_be_visible()
    assert "sel=" not in watched.url


def test_choices_solve_again_and_stand_in_the_address(watched, address):
    open_couplings(watched, address, "park=tiny&lang=en")
    expect(saving(watched)).to_have_text("0.12 M CNY/a")
    watched.locator("#shell-scenario").click()
    watched.get_by_role("option", name="Dearer dumping").click()
    expect(saving(watched)).to_have_text("0.23 M CNY/a", timeout=SLOW)
    watched.locator("#couplings-objective").click()
    watched.get_by_role("option", name="Least waste disposed").click()
    expect(watched).to_have_url(re.compile("scenario=dear.*objective=waste"))
    expect(saving(watched)).to_have_text("1,000 t/a", timeout=SLOW)
    watched.reload()
    expect(saving(watched)).to_have_text("1,000 t/a", timeout=SLOW)
    expect(watched.locator("#couplings-objective")).to_have_value("Least waste disposed")
    watched.locator("#couplings-defaults").click()
    expect(saving(watched)).to_have_text("0.23 M CNY/a", timeout=SLOW)
    assert "objective" not in watched.url


def test_slider_changes_the_price_of_carbon(watched, address):
    open_couplings(watched, address)
    watched.locator("#couplings-carbon [role=slider]").press("End")
    expect(watched).to_have_url(re.compile("co2price=500"))
    watched.reload()
    expect(watched.locator("#couplings-carbon [role=slider]")).to_have_attribute("aria-valuenow", "500")


def test_what_an_address_says_wrongly_is_told(watched, address):
    open_couplings(watched, address, "park=tiny&lang=en&km=far&include=planned,odd")
    expect(watched.locator(".refused")).to_contain_text("km=far, include=planned,odd")


def test_excel_can_be_opened_and_holds_no_formula(watched, address):
    open_couplings(watched, address)
    for button, name in (("couplings-book", "couplings-tiny.xlsx"), ("couplings-sankey-data", "flows-tiny.xlsx")):
        with watched.expect_download(timeout=SLOW) as download:
            watched.locator(f"#{button}-get").click()
        assert download.value.suggested_filename == name
        book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        assert any(str(cell.value).lstrip("'").startswith("=水泥厂") for cell in cells)


def test_columns_are_chosen_and_filtered(watched, address):
    open_couplings(watched, address, "park=tiny&lang=en")
    visible = "() => dash_ag_grid.getApi('couplings-grid').getColumn('waste_t').isVisible()"
    assert watched.evaluate(visible) is False
    watched.get_by_role("button", name="Columns").click()
    watched.get_by_label("Waste avoided").check()
    watched.wait_for_function(visible)
    watched.keyboard.press("Escape")
    expect(watched.locator(".flows .gtitle")).to_be_visible()  # what is still being drawn may set an empty filter again
    watched.wait_for_function(
        "() => { const grid = dash_ag_grid.getApi('couplings-grid');"
        " grid.setFilterModel({from: {filterType: 'text', type: 'contains', filter: 'nobody'}});"
        " return grid.getDisplayedRowCount() === 0; }",
        polling=500,
    )
    expect(watched.locator(ROW)).to_have_count(0)


def test_theme_stays_and_figures_follow(watched, address):
    open_couplings(watched, address)
    colour = "() => document.querySelector('.flows .gtitle').style.fill"
    expect(watched.locator(".flows .gtitle")).to_be_visible()
    before = watched.evaluate(colour)
    watched.locator("#shell-theme").click()
    watched.wait_for_function(f"before => ({colour})() !== before", arg=before)
    dark = watched.evaluate("() => getComputedStyle(document.body).backgroundColor")
    watched.reload()
    expect(watched.locator(".flows .gtitle")).to_be_visible()
    assert watched.evaluate("() => getComputedStyle(document.body).backgroundColor") == dark
    assert watched.evaluate(colour) != before
    watched.locator("#shell-theme").click()


def test_two_browsers_never_see_each_others_park(browser, address):
    one, two = browser.new_context(), browser.new_context()
    first, second = one.new_page(), two.new_page()
    open_couplings(first, address, "park=tiny&lang=zh&scenario=dear")
    open_couplings(second, address, "park=twin&lang=en")
    first.locator(ROW).first.locator(".ag-cell").first.click()
    expect(first.locator(".story h3")).to_contain_text("矿渣")
    expect(second.locator(".story")).not_to_be_visible()
    expect(saving(first)).to_have_text("22.5 万元/年")
    expect(saving(second)).to_have_text("0.12 M CNY/a")
    second.reload()
    expect(second).to_have_title("Couplings · Twin park · circnet")
    expect(second.locator("#shell-scenario")).to_have_value("As it is")
    one.close()
    two.close()


def test_a_park_that_cannot_be_read_is_a_message(watched, address):
    watched.goto(f"{address}couplings?park=faulty&lang=en")
    expect(watched.locator(".notice")).to_contain_text("links.csv", timeout=SLOW)
    expect(watched.locator(".notice")).to_contain_text("nobody")
    watched.goto(f"{address}network?park=nowhere&lang=en")
    expect(watched.locator(".notice")).to_contain_text("no park “nowhere”")
    watched.goto(f"{address}nothing?lang=en")
    expect(watched.locator(".notice")).to_contain_text("There is no such page")


def test_pages_keep_the_view_and_keys_reach_them(watched, address):
    open_couplings(watched, address, "park=tiny&lang=en&km=50")
    link = watched.get_by_role("link", name="Network")
    link.focus()
    watched.keyboard.press("Enter")
    expect(watched.locator("h1")).to_have_text("Who gives what to whom?")
    assert "km=50" in watched.url
    assert "park=tiny" in watched.url
    expect(watched.get_by_role("link", name="Network")).to_have_attribute("aria-current", "page")


def test_print_leaves_controls_out(watched, address):
    open_couplings(watched, address)
    watched.emulate_media(media="print")
    expect(watched.locator(".controls")).not_to_be_visible()
    expect(watched.locator(".shell-nav")).not_to_be_visible()
    expect(saving(watched)).to_be_visible()
