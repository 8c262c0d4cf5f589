"""`circnet compare` as its users run it."""

import json

import openpyxl
import pytest

from circnet.park import load_catalog, load_park
from circnet.report.compare import show_compare
from circnet.scenario import read_scenario
from circnet.scenario.compare import compare
from circnet.scenario.compare_column import AS_IS
from tests.casefolders import CasePark
from tests.commandline import circnet


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    """A smelter dumps 100 t of slag at 20 or sends it for 5 to a kiln that buys 60 t at 50; three scenarios."""
    made = CasePark(id="slag", title="Slag")
    made.supply("smelter", "slag", available=100.0, least=100.0)
    made.demand("kiln", "slag", 60.0)
    made.market("slag", "smelter", dispose_cost=20.0)
    made.market("slag", "kiln", buy_price=50.0)
    made.arc("smelter", "kiln", "slag", cost=5.0)
    folder = made.write(tmp_path_factory.mktemp("slag") / "park")
    home = folder / "scenarios"
    home.mkdir()
    where = '[[change]]\ntable = "markets"\nwhere = {enterprise = "smelter"}\n'
    (home / "dear.toml").write_text(
        f'name_zh = "涨价"\nname_en = "Dear"\n{where}set = {{dispose_cost = 30}}\n', "utf-8"
    )
    (home / "dearer.toml").write_text(f"{where}set = {{dispose_cost = 40}}\n", "utf-8")
    (home / "lost.toml").write_text('[[remove]]\ntable = "arcs"\nwhere = {from = "nobody"}\n', "utf-8")
    return folder


def net_cost(report):
    return {row["scenario"]: row for row in report["measures"] if row["measure"] == "net_cost"}


def test_json_has_every_table_and_what_has_no_figures_says_why(park):
    done = circnet("compare", park, "dear", "lost", "--json", "--lang", "en")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    tables = {"scenarios", "inputs", "measures", "links", "commodities", "balances", "problems"}
    assert set(report) == {"base", *tables}
    assert report["base"] == "base"
    assert net_cost(report)["dear"]["delta"] == pytest.approx(400)
    assert net_cost(report)["lost"]["value"] is None
    assert report["inputs"] == [{"table": "markets", "record": "slag|smelter", "column": "dispose_cost", "base": 20.0,
                                 "dear": 30.0, "lost": None}]  # fmt: skip
    (problem,) = report["problems"]
    assert (problem["scenario"], problem["kind"]) == ("lost", "faults")
    assert "from = nobody" in problem["words"][0]


def test_base_says_what_the_others_are_measured_against(park, tmp_path):
    book = tmp_path / "book.xlsx"
    done = circnet("compare", park, "dear", "dearer", "--base", "dearer", "--json", "--out", book)
    report = json.loads(done.stdout)
    assert [row["scenario"] for row in report["scenarios"]] == ["dearer", "dear"]
    assert net_cost(report)["dear"]["delta"] == pytest.approx(-400)
    sheets = openpyxl.load_workbook(book)
    assert len(sheets.worksheets) == 7
    shown = [[cell.value for cell in row] for row in sheets.worksheets[1].iter_rows()]
    assert 30 in shown[1]


def test_tables_tell_names_differences_and_problems(park, capsys):
    catalog = load_catalog()
    loaded = load_park(park, catalog)
    read = [read_scenario(park / "scenarios" / f"{name}.toml") for name in ("dear", "lost")]
    found = compare(loaded, catalog, None, [AS_IS, *read])
    for lang, words in (("en", ("Dear", "+400 CNY (+36%)", "nobody")), ("zh", ("涨价", "+400 元（+36%）", "nobody"))):
        show_compare(found, "Slag", lang)
        shown = capsys.readouterr().out
        assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["dear", "--base", "none"], 2, "1"),
        (["dear", "dear"], 2, "dear"),
        (["dear", "--out", "table.csv"], 2, "table.csv"),
        (["nowhere"], 1, "nowhere"),
    ],
)
def test_what_cannot_be_compared_is_told(park, arguments, code, words):
    done = circnet("compare", park, *arguments)
    assert done.returncode == code
    assert words in done.stdout + done.stderr
