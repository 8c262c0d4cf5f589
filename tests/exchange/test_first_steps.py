"""From an empty template to couplings for a park of fifteen firms: the steps of the guide."""

import csv
import json
from pathlib import Path

from openpyxl import load_workbook
from typer.testing import CliRunner

from circnet.cli import app

FIRMS = Path(__file__).with_name("fifteen_firms.csv")
SHEETS = {"企业": ("编号", "名称", "纬度", "经度"), "装置": ("编号", "企业", "工艺", "产量", "数量单位")}


def _run(*words):
    return CliRunner().invoke(app, list(words))


def _fill(path):
    """What a person types: park, firms, a unit each."""
    book = load_workbook(path)
    facts = {
        "园区编号": "kunlun",
        "中文名称": "昆仑园区",
        "英文名称": "Kunlun",
        "纬度": 36.38,
        "经度": 94.82,
        "面积": "1.8万亩",
    }
    for label, value in book["园区"].iter_rows(max_col=2):
        value.value = facts.get(str(label.value).split("\n")[0])
    with FIRMS.open(encoding="utf-8", newline="") as lines:
        firms = list(csv.DictReader(lines))
    for title, wanted in SHEETS.items():
        sheet = book[title]
        places = {str(cell.value).split("\n")[0].split("（")[0]: cell.column for cell in sheet[1]}
        for row, firm in enumerate(firms, start=2):
            written = firm | {"企业": firm["名称"]}
            for heading in wanted:
                text = written[heading]
                number = heading in ("纬度", "经度", "产量")
                sheet.cell(row, places[heading]).value = float(text) if number else text
    book.save(path)


def test_fifteen_firms_reach_their_couplings_from_an_empty_template(tmp_path):
    path, marked = str(tmp_path / "kunlun.xlsx"), str(tmp_path / "marked.xlsx")
    assert _run("template", path).exit_code == 0
    empty = _run("check", path, "--json", "--marked", marked)
    assert empty.exit_code == 1
    asked = {row["column"] for row in json.loads(empty.stdout)["errors"]}
    assert asked == {"园区编号", "中文名称", "英文名称"}
    assert load_workbook(marked)["园区"]["B2"].comment is not None
    _fill(path)
    checked = _run("check", path, "--json")
    assert checked.exit_code == 0, checked.stdout
    found = json.loads(_run("couple", path, "--json").stdout)
    links = {(row["from"], row["to"], row["commodity"]) for row in found["opportunities"]}
    expected = {("vcm", "pvc", "vcm"), ("chlor-alkali", "glass", "hydrogen"), ("potash", "sulphate", "kcl")}
    assert expected <= links
    assert found["saving"] > 0
