"""Own data in a browser: typed, pasted, judged, kept over a reload, set against another's edit, saved; taken in."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.dashboards.browsing import SLOW, hold_back, switch, watch
from tests.dashboards.tinypark import NASTY

pytestmark = pytest.mark.browser

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(event);
}"""


def cell(page, row, column):
    return page.locator(f".data-grid .ag-row[row-index='{row}'] .ag-cell[col-id={column}]")


def write(page, row, column, text):
    cell(page, row, column).dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def opened(page, address, query):
    page.goto(f"{address}data?{query}")
    expect(page.locator("#data-faults > *").first).to_be_visible(timeout=SLOW)


def signed(page, name):
    page.locator("#data-who").fill(name)
    page.wait_for_function("name => document.cookie.includes('circnet-who=' + name)", arg=name)


def test_cells_are_edited_checked_kept_and_saved_without_overwriting_others(watched, address):
    opened(watched, address, "park=mine&lang=en&table=ports")
    signed(watched, "Anna")
    expect(cell(watched, 0, "commodity")).to_have_text("Slag")
    write(watched, 0, "maximum", "1,500")
    fault = watched.locator(".fault-lines li.error")
    expect(fault).to_contain_text("Maximum", timeout=SLOW)
    expect(watched.locator("#data-save")).to_be_disabled()
    fault.locator(".hint-take").click()
    expect(cell(watched, 0, "maximum")).to_contain_text("1,500 t/a")
    expect(watched.locator("#data-save")).to_be_enabled(timeout=SLOW)
    cell(watched, 1, "maximum").click()
    watched.evaluate(PASTE, "1,250")
    expect(cell(watched, 1, "maximum")).to_contain_text("1,250 t/a")
    watched.keyboard.press("Control+z")
    expect(cell(watched, 1, "maximum")).to_contain_text("1,000 t/a")

    watched.locator(".data-table[data-file='enterprises.csv']").click()
    expect(cell(watched, 0, "name_en")).to_have_text(f"Smelter {NASTY}")
    assert watched.locator("img[src=x]").count() == 0
    cell(watched, 2, "id").click()
    watched.evaluate(PASTE, "brick\tBrick\ttwo\nnew-one\tNew works\tNew\n")
    expect(watched.locator(".data-grid .ag-center-cols-container .ag-row")).to_have_count(4)
    expect(watched.locator("#data-counts")).to_contain_text("6 changes", timeout=SLOW)
    watched.keyboard.press("Control+z")
    expect(watched.locator(".data-grid .ag-center-cols-container .ag-row")).to_have_count(3)
    write(watched, 2, "zone", "west")
    expect(watched.locator("#data-counts")).to_contain_text("2 changes", timeout=SLOW)

    watched.reload()
    expect(watched.locator("#data-counts")).to_contain_text("2 changes", timeout=SLOW)
    expect(cell(watched, 2, "zone")).to_have_text("west")
    save_as(watched.context.new_page(), address, "Bert", "south")
    keep_mine(watched)
    undo(watched)


def save_as(page, address, name, zone):
    """Let somebody else write into the cell meanwhile."""
    complaints, _ = watch(page, address)
    opened(page, address, "park=mine&lang=en&table=enterprises")
    signed(page, name)
    write(page, 2, "zone", zone)
    expect(page.locator("#data-save")).to_be_enabled(timeout=SLOW)
    page.locator("#data-save").click()
    expect(page.locator("#data-said")).to_contain_text("Saved as version", timeout=SLOW)
    assert complaints == []
    page.close()


def keep_mine(page):
    """Settle the conflict, which the page finds by itself, and save."""
    clash = page.locator(".conflict-table tbody")
    expect(clash).to_have_count(1, timeout=SLOW)
    for told in ("west", "south", "Bert"):
        expect(clash).to_contain_text(told)
    expect(page.locator("#data-save")).to_be_disabled()
    clash.locator("[data-take=mine]").click()
    expect(page.locator("#data-save")).to_be_enabled(timeout=SLOW)
    page.locator("#data-save").click()
    expect(page.locator("#data-said")).to_contain_text("Saved as version", timeout=SLOW)
    expect(page.locator("#data-counts")).to_contain_text("Nothing unsaved", timeout=SLOW)


def undo(page):
    """Take it back in the history."""
    page.locator(".question", has_text="History").click()
    newest = page.locator(".versions-table tbody tr").first
    expect(newest).to_contain_text("Anna", timeout=SLOW)
    expect(page.locator(".difference-table")).to_contain_text("west")
    page.locator("[data-turn=undo]").click()
    expect(newest).to_contain_text("Undo of", timeout=SLOW)
    switch(page, "zh")
    expect(newest).to_contain_text("撤销", timeout=SLOW)


def test_a_park_is_copied_and_a_workbook_dragged_in(watched, address, tmp_path):
    opened(watched, address, "park=tiny&lang=en")
    expect(watched.locator("[data-tool=row]")).to_have_count(0)
    signed(watched, "Anna")
    watched.locator("#data-begin-open").click()
    for kind, usual in (("Empty park", ""), ("Copy this park", "tiny-own")):
        watched.locator("#data-begin-kind label", has_text=kind).click()
        expect(watched.locator("#data-begin-id")).to_have_value(usual)
    watched.locator("#data-begin-id").fill("tiny-copy")
    watched.locator("#data-begin-do").click()
    expect(watched).to_have_url(re.compile("park=tiny-copy"), timeout=SLOW)
    expect(watched.locator("#data-faults > *").first).to_be_visible(timeout=SLOW)
    watched.locator("[data-tool=firm]").click()
    expect(watched.locator(".data-grid .ag-cell-inline-editing, .data-grid .ag-cell-popup-editing")).to_have_count(1)
    watched.keyboard.type("extra")
    watched.keyboard.press("Enter")
    row = watched.locator(".data-grid .ag-center-cols-container .ag-row")
    expect(row).to_have_count(4)
    expect(watched.locator("#data-counts")).to_contain_text("1 change", timeout=SLOW)
    watched.locator("#data-discard").click()
    expect(row).to_have_count(3)
    watched.locator(".question", has_text="Import").click()
    with watched.expect_download(timeout=SLOW) as download:
        watched.locator("[data-book=book]").click()
    book = tmp_path / download.value.suggested_filename
    download.value.save_as(book)
    assert Path(book).read_bytes().startswith(b"PK")
    with watched.expect_file_chooser() as chooser:
        watched.locator("#data-upload").click()
    chooser.value.set_files(book)
    expect(watched.locator("#data-upload-told")).to_contain_text("No difference", timeout=SLOW)
    watched.locator("#data-upload-id").fill("tiny-again")
    expect(watched.locator("#data-upload-told")).to_contain_text("new park", timeout=SLOW)
    watched.locator("#data-upload-take").click()
    expect(watched).to_have_url(re.compile("park=tiny-again"), timeout=SLOW)
    expect(watched.locator(".versions-table tbody tr")).to_have_count(1, timeout=SLOW)


def test_what_was_saved_in_a_park_that_was_left_does_not_come_into_the_next(watched, address):
    opened(watched, address, "park=mine&lang=en&table=enterprises")
    signed(watched, "Anna")
    write(watched, 1, "zone", "far away")
    expect(watched.locator("#data-save")).to_be_enabled(timeout=SLOW)
    held = hold_back(watched, lambda asked, answer: "data-kept" in answer)
    watched.locator("#data-save").click()
    hand_over = held()
    watched.evaluate("circnet.go('/data?park=tiny&lang=en&table=enterprises')")
    expect(watched.locator(".data-panes.read-only")).to_be_visible(timeout=SLOW)
    expect(cell(watched, 1, "id")).to_be_visible()
    hand_over()
    watched.wait_for_timeout(1000)
    expect(cell(watched, 1, "zone")).to_have_text("east")
