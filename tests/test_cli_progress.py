"""`circnet progress` and `circnet standing` as their users run them."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from circnet.cli import app
from tests.dashboards.slagfolder import write_slag_park
from tests.progress.wastepark import reported_park, waste_park


def circnet(*arguments):
    """Run a command in this process; a process of its own takes seconds to start."""
    return CliRunner().invoke(app, list(map(str, arguments)))


ROWS = [("S_util", 2023, 1504.04, "10^4 t"), ("S_gen", 2023, 3024.32, "10^4 t"), ("S_util_old", 2023, 35.25, "10^4 t")]


@pytest.fixture
def ash(tmp_path):
    return waste_park().write(tmp_path / "ash")


@pytest.fixture
def told(tmp_path):
    return reported_park(ROWS).write(tmp_path / "told")


def test_a_folder_that_only_reports(told):
    done = circnet("progress", told, "--json")
    assert done.exit_code == 0, done.stderr
    report = json.loads(done.stdout)
    assert {"system", "indicators", "score", "missing"} <= set(report)
    assert report["system"] == "NDRC-PARK"
    assert report["score"] is None
    row = next(row for row in report["indicators"] if row["code"] == "N9")
    assert {"code", "value", "target", "status", "basis"} <= set(row)
    assert (round(row["value"], 2), row["year"], row["basis"], row["target"]) == (49.16, 2023, "reported", 60.0)
    asked = report["missing"][0]
    assert {"figure", "from"} <= set(asked)
    assert (asked["variable"], asked["year"]) == ("IAV", 2023)
    assert asked["figure"]
    assert asked["from"]


def test_one_system_in_english(told):
    report = json.loads(circnet("progress", told, "--system", "ZERO-C", "--json", "--lang", "en").stdout)
    assert {row["system"] for row in report["indicators"]} == {"ZERO-C"}
    assert report["score"] == 0.0
    row = next(row for row in report["indicators"] if row["code"] == "Z3")
    assert (row["status"], row["status_text"], row["name"]) == ("not_met", "not met", "solid-waste utilisation rate")
    assert all(name.startswith("ZERO-C:") for asked in report["missing"] for name in asked["indicators"])


def test_reported_figures_only(ash):
    report = json.loads(circnet("progress", ash, "--no-model", "--json").stdout)
    assert report["model"] == "left_out"
    assert all(row["value"] is None for row in report["indicators"])


def test_tables_form_and_reach(ash, tmp_path):
    options = ("--contributions", "--reach", "N9=80", "--form", tmp_path / "ask.xlsx", "--lang", "en")
    done = circnet("progress", ash, *options)
    assert done.exit_code == 0, done.stderr
    assert "N9 can reach 80.00%" in done.stdout
    assert "What each coupling adds" in done.stdout
    book = pd.read_excel(tmp_path / "ask.xlsx", sheet_name="indicators")
    assert list(book.columns) == ["variable", "year", "value", "unit", "basis", "source", "note"]


def test_json_of_contributions_and_reach(ash):
    report = json.loads(circnet("progress", ash, "--contributions", "--reach", "N9=95", "--json").stdout)
    assert set(report["contributions"]) == {"steps", "changes", "totals"}
    assert (report["reach"]["reached"], round(report["reach"]["short_by"], 6)) == (False, 5.0)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--system", "NONE"], 2, "HJ274"),
        (["--reach", "N9"], 2, "N9=80"),
        (["--reach", "N9=inf"], 2, "N9=80"),
        (["--reach", "NONE=1"], 2, "NONE"),
        (["--form", "ask.csv"], 2, ".xlsx"),
        (["--report", "year.pdf"], 2, ".docx"),
        (["--plants", "0"], 2, "0"),
        (["--plants", "no_such"], 2, "no_such"),
    ],
)
def test_wrong_usage_says_what_could_be(ash, arguments, code, words):
    done = circnet("progress", ash, *arguments)
    assert done.exit_code == code
    assert words in done.stderr
    assert not done.stdout


def test_a_wrong_unit_is_told_by_row(tmp_path):
    folder = reported_park([("S_gen", 2023, 1.0, "GJ")]).write(tmp_path / "told")
    done = circnet("progress", folder, "--json", "--lang", "en")
    assert done.exit_code == 1
    fault = json.loads(done.stdout)["errors"][0]
    assert (fault["file"], fault["row"], fault["column"], fault["expected"]) == ("indicators.csv", 2, "unit", "t")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_yearly_report_as_a_file(ash, tmp_path, lang):
    done = circnet("progress", ash, "--report", tmp_path / "year.html", "--lang", lang)
    assert done.exit_code == 0, done.stderr
    html = (tmp_path / "year.html").read_text("utf-8")
    assert {"zh": "循环化改造进展报告", "en": "progress of the circular retrofit"}[lang] in html
    assert str(tmp_path / "year.html") in done.stdout


def test_what_missing_plants_would_do_stands_in_tables_and_in_the_report(tmp_path):
    slag, report = write_slag_park(tmp_path / "slag"), tmp_path / "year.html"
    done = circnet("progress", slag, "--plants", "brick_making", "--report", report, "--lang", "en")
    assert done.exit_code == 0, done.stderr
    assert "What missing plants would do" in done.stdout
    assert "Missing plants" in report.read_text("utf-8")
    told = json.loads(circnet("progress", slag, "--plants", "brick_making", "--json").stdout)["plants"]
    assert [row["technology"] for row in told["plants"]] == ["brick_making"]
    assert {"technology", "system", "code", "before", "after", "change"} <= set(told["changes"][0])


def test_standing_as_a_workbook_and_a_report(ash, told, tmp_path):
    files = tmp_path / "parks.xlsx", tmp_path / "parks.docx"
    done = circnet("standing", ash, told, "--out", files[0], "--report", files[1], "--lang", "en", "--json")
    assert done.exit_code == 0, done.stderr
    assert pd.read_excel(files[0], sheet_name=0)["Park"].tolist() == ["Ash", "Told"]
    assert files[1].read_bytes().startswith(b"PK")
    rows = json.loads(done.stdout)["indicators"]
    assert {(row["park"], row["value"]) for row in rows if row["code"] == "N9"} >= {("ash", 0.0)}
    refused = circnet("standing", told, "--out", tmp_path / "parks.csv")
    assert refused.exit_code == 2
    assert ".xlsx" in refused.stderr


def test_standing_of_two_folders(ash, told):
    done = circnet("standing", ash, told, "--json")
    assert done.exit_code == 0, done.stderr
    parks = json.loads(done.stdout)["parks"]
    assert [row["park"] for row in parks] == ["ash", "told"]
    assert (parks[0]["help_to"], round(parks[0]["coupled_value"]), round(parks[0]["best_value"])) == ("kiln", 60, 90)
    shown = circnet("standing", told, "--lang", "en").stdout
    assert shown.startswith("Progress of 1 park ")
    assert "49.16%" in shown
