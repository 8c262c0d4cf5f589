"""Questionnaires to firms: only their own rows; answers merged cell by cell, all or nothing."""

import json

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from circnet.cli import app
from circnet.errors import InputFaults, UsageFault
from circnet.exchange.merging import merge
from circnet.exchange.questionnaire import questionnaires
from circnet.exchange.saving import save
from circnet.park import Catalog, load_park
from tests.park import goodpark


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    return load_park(goodpark.write(tmp_path_factory.mktemp("asked") / "small"))


@pytest.fixture(scope="module")
def sent(park, tmp_path_factory):
    return questionnaires(park, Catalog.of(), tmp_path_factory.mktemp("sent"), ["salt", "soda"], "zh")


def _answered(sent, folder, **edits):
    """Copies of the questionnaires; by firm, cells of sheets by heading and row, with what the firm writes."""
    files = []
    for path in sent:
        book = load_workbook(path)
        for (title, row, heading), value in edits.get(path.stem.removeprefix("small-"), {}).items():
            sheet = book[title]
            (column,) = [cell.column for cell in sheet[1] if cell.value and cell.value.split("\n")[0] == heading]
            sheet.cell(row, column).value = value
        book.save(folder / path.name)
        files.append(folder / path.name)
    return files


def test_a_questionnaire_has_only_the_firms_own_rows(sent, park):
    book = load_workbook(sent[0])
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"salt", "salt-1", "洗盐", "盐厂", "soda"} <= cells, "its unit, and the partner of its link"
    assert not {"碱厂", "Soda works", "cell-1", "中转站", "rectifier"} & cells
    with pytest.raises(UsageFault, match="no enterprise"):
        questionnaires(park, Catalog.of(), sent[0].parent, ["nobody"])


def test_answers_left_alone_change_nothing(sent, park, tmp_path):
    words = ["merge", park.path, *map(str, sent), "--out", str(tmp_path / "same"), "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"ok": True, "changes": [], "conflicts": []}
    assert load_park(tmp_path / "same").same(park)


def test_an_answer_changes_its_cells_and_no_others(sent, park, tmp_path):
    edits = {("装置", 2, "产能"): "0.2万t", ("装置", 2, "数量单位"): None, ("装置", 2, "依据"): "企业填报",
             ("供需端口", 3, "企业"): "盐厂", ("供需端口", 3, "物料"): "水", ("供需端口", 3, "方向"): "需",
             ("供需端口", 3, "最大量"): 12}  # fmt: skip
    files = _answered(sent, tmp_path, salt=edits)
    found = merge(park, None, files[:1])
    told = found.changes.set_index(["table", "row", "column"])["new"].to_dict()
    assert told == {
        ("units", "salt-1", "capacity"): "2000", ("units", "salt-1", "basis"): "reported",
        ("ports", "salt / water / demand", ""): "1", ("ports", "salt / water / demand", "enterprise"): "salt",
        ("ports", "salt / water / demand", "commodity"): "water",
        ("ports", "salt / water / demand", "direction"): "demand", ("ports", "salt / water / demand", "maximum"): "12",
    }  # fmt: skip
    assert set(found.changes["who"]) == {"small-salt.xlsx"}
    unit = found.park.units.set_index("id").loc["salt-1"]
    assert (unit["capacity"], unit["basis"], unit["grade"]) == (2000.0, "reported", "A")
    save(found.park, Catalog.of(), tmp_path / "merged", "zh")
    assert load_park(tmp_path / "merged").same(found.park)


def test_two_answers_that_differ_are_a_conflict(sent, park, tmp_path):
    edits = {("现有交换", 2, "数量"): 650}, {("现有交换", 2, "数量"): 720}
    found = merge(park, None, _answered(sent, tmp_path, salt=edits[0], soda=edits[1]))
    assert found.park is None
    assert found.conflicts[["column", "old", "new", "who"]].to_numpy().tolist() == [
        ["amount", "700", "650", "small-salt.xlsx"], ["amount", "700", "720", "small-soda.xlsx"]
    ]  # fmt: skip


def test_a_cell_that_the_park_changed_meanwhile_is_a_conflict(sent, park, tmp_path):
    later = park.replace(units=park.units.assign(capacity=[1100.0, 500.0]))
    files = _answered(sent, tmp_path, salt={("装置", 2, "产能"): 1200})
    found = merge(later, None, files[:1])
    assert found.conflicts[["old", "new", "now"]].to_numpy().tolist() == [["1000", "1200", "1100"]]
    assert merge(later, None, sent[:1]).park.same(later), "what nobody answered keeps what the park has"


def test_a_faulty_answer_refuses_them_all(sent, park, tmp_path):
    files = _answered(sent[:1], tmp_path, salt={("装置", 2, "产能"): "about 300"})
    with pytest.raises(InputFaults) as caught:
        merge(park, None, files)
    (fault,) = caught.value.faults[caught.value.faults["severity"].eq("error")].to_dict("records")
    assert (fault["file"], fault["row"], fault["value"]) == ("small-salt.xlsx 装置", 2, "about 300")
    whole = tmp_path / "whole.xlsx"
    save(park, Catalog.of(), whole, "zh")
    with pytest.raises(InputFaults, match="no_answer"):
        merge(park, None, [whole])
