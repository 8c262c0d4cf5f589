"""The part of the data page that hands files out: every form on offer can be made, and a run that fails is told."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from circnet.report.document import FORMS as PAPERS
from circnet.report.export import FORMS
from dashboards.choices import Choices
from dashboards.export_panels import GROUPS
from dashboards.export_runs import REPORTS, export_file
from dashboards.i18n import LANGUAGES, t
from dashboards.runs import Failure
from tests.dashboards.browsing import SLOW
from tests.dashboards.tinypark import write_park


def test_every_form_is_on_offer_and_said_what_it_is_for():
    offered = [form for group in GROUPS.values() for form in group]
    assert sorted(offered) == sorted([*FORMS, *REPORTS])
    assert set(REPORTS) == set(PAPERS)
    for lang in LANGUAGES:
        assert all(t(f"export_{part}.{form}", lang) for form in offered for part in ("form", "use"))


def test_a_file_is_made_in_a_process_of_its_own(tmp_path):
    tiny = write_park(tmp_path / "tiny")
    found = json.loads(export_file((tiny,), None, Choices(), "json", "zh", "couplings"))
    assert found["summary"]["saving"] == pytest.approx(125e3)
    (tiny / "links.csv").write_text("from,to,commodity\nnobody,smelter,slag\n", encoding="utf-8")
    refused = export_file((tiny,), None, Choices(), "json", "zh", "today")
    assert isinstance(refused, Failure)
    assert refused.kind == "faults"


@pytest.mark.browser
def test_files_are_handed_over(watched, address):
    watched.goto(f"{address}data?park=bound&lang=en&tab=export")
    watched.locator("[data-form=gexf] button").click()
    expect(watched.locator("#export-status")).to_contain_text("no solution", timeout=SLOW)
    watched.locator("#export-state label", has_text="as it is today").click()
    watched.locator("#export-lang label", has_text="中文").click()
    with watched.expect_download(timeout=SLOW) as download:
        watched.locator("[data-form=xlsx] button").click()
    assert download.value.suggested_filename == "circnet-bound-today.xlsx"
    assert "链接与来源" in load_workbook(BytesIO(Path(download.value.path()).read_bytes())).sheetnames
    expect(watched.locator("#export-status")).to_contain_text("circnet-bound-today.xlsx")


@pytest.mark.browser
def test_every_figure_is_had_as_a_picture_and_its_data(watched, address):
    watched.goto(f"{address}network?park=tiny&lang=en")
    picture = watched.locator(".graph-tools button.picture")
    expect(picture).to_be_visible(timeout=SLOW)
    for button, start in ((picture, b"\x89PNG"), (watched.locator("#network-data-get"), b"PK")):
        with watched.expect_download(timeout=SLOW) as download:
            button.click()
        assert Path(download.value.path()).read_bytes().startswith(start)
    watched.goto(f"{address}couplings?park=tiny&lang=en")
    chart = watched.locator(".dash-graph").first
    expect(chart.locator(".main-svg").first).to_be_visible(timeout=SLOW)
    chart.hover()
    for form, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with watched.expect_download(timeout=SLOW) as download:
            chart.locator(".picture-tools button", has_text=form).click()
        assert download.value.suggested_filename == f"circnet-couplings-tiny.{form.lower()}"
        assert Path(download.value.path()).read_bytes().startswith(start)
