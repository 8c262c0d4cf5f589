"""Scenarios in a browser: side by side in three views, then made, edited, kept and taken out again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.dashboards.browsing import SLOW, hold_back, switch
from tests.dashboards.tinypark import NASTY

pytestmark = pytest.mark.browser


def test_scenarios_stand_side_by_side_in_three_views(watched, address):
    watched.goto(f"{address}scenarios?park=tiny&lang=en")
    table = watched.locator(".compared-table")
    saving = table.locator("tr", has_text="Net saving")
    expect(saving).to_contain_text("0.12 M CNY", timeout=SLOW)
    expect(saving.locator(".delta.good")).to_have_text("+0.10 M CNY (+80%)")
    expect(table.locator("td.changed")).to_have_text("150")
    expect(table.locator("thead")).to_contain_text("Dearer dumping")
    watched.locator("thead [data-do=first]").click()
    expect(watched).to_have_url(re.compile("compare=dear,base"))
    expect(saving.locator(".delta.bad")).to_contain_text("−0.10 M CNY", timeout=SLOW)
    watched.locator("#scenarios-way label", has_text="Flows").click()
    expect(watched.locator(".sankeys .js-plotly-plot")).to_have_count(2, timeout=SLOW)
    watched.locator("#scenarios-way label", has_text="Network").click()
    expect(watched.locator(".page-scenarios .legend")).to_contain_text("same 2", timeout=SLOW)
    watched.reload()
    expect(watched.locator(".page-scenarios .legend")).to_contain_text("same 2", timeout=SLOW)
    switch(watched, "zh")
    expect(watched.locator(".scenario-heads")).to_contain_text("处置涨价", timeout=SLOW)
    assert watched.locator("img[src=x]").count() == 0


def test_scenarios_of_an_own_park_are_made_edited_kept_and_solved_again(watched, address):  # noqa: PLR0915  one page
    watched.goto(f"{address}scenarios?park=tiny&lang=en")
    watched.locator("#scenarios-own-id").fill("whatif")
    watched.locator("#scenarios-own").click()
    expect(watched).to_have_url(re.compile("park=whatif"), timeout=SLOW)
    watched.locator("a", has_text="New scenario").click()
    form = watched.locator(".scenario-form")
    expect(form).to_be_visible(timeout=SLOW)
    watched.locator("#scenarios-who").fill("Li Na")
    watched.locator("#scenarios-name-zh").fill("炉渣更贵")
    watched.locator("#scenarios-whom").click()
    watched.get_by_role("option", name=re.compile("Slag")).click()
    watched.locator("#scenarios-value").fill("100")
    watched.locator("#scenarios-add").click()
    expect(form.locator(".chosen li")).to_contain_text("Slag")
    watched.locator("#scenarios-save").click()
    table = watched.locator(".compared-table")
    saving = table.locator("tr", has_text="Net saving")
    expect(saving).to_contain_text("0.14 M CNY", timeout=SLOW)
    expect(form).to_have_count(0)

    column = table.locator("thead th", has_text="炉渣更贵")
    column.locator("a", has_text="Edit").click()
    expect(form.locator(".chosen li")).to_have_count(1, timeout=SLOW)
    expect(form.locator(".chosen li")).to_contain_text("= 100")
    expect(form).to_contain_text("=Cement works")
    form.locator(".drop").click()
    expect(form).to_contain_text("No changes yet")
    watched.locator("#scenarios-save").click()
    expect(form).to_have_count(0, timeout=SLOW)
    expect(saving.locator("td").nth(1)).to_contain_text("0.23 M CNY", timeout=SLOW)
    expect(saving.locator("td").nth(2)).to_have_text("0.12 M CNY")

    dear = table.locator("thead th", has_text="Dearer dumping")
    with watched.expect_download(timeout=SLOW) as download:
        dear.locator("[data-do=toml]").click()
    assert download.value.suggested_filename == "dear.toml"
    assert "dispose_cost = 150" in Path(download.value.path()).read_text("utf-8")
    dear.locator("[data-do=freeze]").click()
    kept = watched.locator(".kept-runs")
    expect(kept).to_contain_text("Kept runs (1)", timeout=SLOW)
    kept.locator("summary").click()
    expect(kept).to_contain_text("Li Na")
    kept.locator("a", has_text="Compare").click()
    expect(table.locator("thead")).to_contain_text("Kept: Dearer dumping", timeout=SLOW)
    expect(saving.locator("td").nth(3)).to_contain_text("0.23 M CNY")
    watched.locator("thead a", has_text="Open").click()
    expect(watched.locator(".kept-run")).to_contain_text("0.23 M CNY", timeout=SLOW)
    watched.locator("#scenarios-solve").click()
    expect(watched.locator(".kept-run")).to_contain_text("the same as then", timeout=SLOW)

    watched.once("dialog", lambda dialog: dialog.accept())
    dear.locator("[data-do=delete]").click()
    expect(table.locator("thead th", has_text=re.compile("^Dearer dumping"))).to_have_count(0, timeout=SLOW)
    assert NASTY not in watched.url


def test_an_answer_to_an_address_that_was_left_does_not_stay(watched, address):
    """The page's own answer comes late, when the form is open already: the form stays."""
    watched.goto(f"{address}scenarios?park=tiny&lang=en")
    watched.locator("#scenarios-own-id").fill("late")
    held = hold_back(
        watched,
        lambda asked, answer: (
            asked.startswith('{"output":"..scenarios-content.') and '"late"' in asked and "scenarios-content" in answer
        ),
    )
    watched.locator("#scenarios-own").click()
    expect(watched).to_have_url(re.compile("park=late"), timeout=SLOW)
    hand_over = held()
    watched.locator("a", has_text="New scenario").click()
    form = watched.locator(".scenario-form")
    expect(form).to_be_visible(timeout=SLOW)
    hand_over()
    watched.wait_for_timeout(500)
    expect(form).to_be_visible()
