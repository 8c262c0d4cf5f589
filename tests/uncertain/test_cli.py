"""`circnet uncertain`: the JSON, the tables and the workbook."""

import json

import openpyxl
import pytest

from tests.commandline import circnet
from tests.uncertain.smallparks import AMOUNT, PRICE


def test_json_holds_every_table(pair):
    done = circnet("uncertain", pair.path, "--samples", 16, "--prices-only", "--choose", 4, "--indices", 16, "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert {"totals", "links", "inputs", "groups", "sets", "set_links", "stages", "choice"} <= set(told)
    assert told["samples"] == told["solved"] == 16
    assert told["totals"][0]["central"] == AMOUNT * PRICE
    (link,) = told["links"]
    assert (link["from"], link["to"], link["commodity"]) == ("maker", "user", "slag")
    assert told["inputs"][0]["spearman"] > 0.9
    assert told["groups"][0]["total"] > 0.5
    assert [row["set"] for row in told["sets"]] == ["current", "central", "two_stage"]
    assert [row["set"] for row in told["stages"]] == ["central", "two_stage", "none"]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["渣", "秩相关", "两阶段方案"]), ("en", ["Slag", "Two-stage choice"])]
)
def test_tables_and_workbook_in_either_language(pair, tmp_path, lang, words):
    book = tmp_path / "book.xlsx"
    asked = ("--samples", 8, "--prices-only", "--choose", 2, "--lang", lang, "--out", book)
    done = circnet("uncertain", pair.path, *asked)
    assert done.returncode == 0
    for word in words:
        assert word in done.stdout
    sheets = openpyxl.load_workbook(book)
    assert len(sheets.sheetnames) == 11
    samples = sheets.worksheets[-1]
    assert samples.max_row == 9


def test_what_cannot_be_asked_is_said(pair):
    done = circnet("uncertain", pair.path, "--indices", 3, "--lang", "en")
    assert done.returncode == 2
    assert "indices" in done.stderr
