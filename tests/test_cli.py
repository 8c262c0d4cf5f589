"""The command line as its users run it: exit codes, one JSON object on stdout, messages on stderr, both languages."""

import json

import pytest
from openpyxl import load_workbook

from tests.commandline import circnet, started

COUPLE_KEYS = {
    "status", "cost", "baseline_cost", "saving", "saving_unexplained", "unexplained", "co2_avoided_t",
    "waste_diverted_t", "fresh_water_saved_m3", "flows", "opportunities", "purchases", "sales", "disposals", "prices",
}  # fmt: skip
OPPORTUNITY_KEYS = {
    "choice", "from", "to", "commodity", "amount", "unit", "saving", "saving_alone", "price_floor", "price_ceiling",
    "co2_t", "waste_t", "water_m3", "distance_km", "mode", "capex", "payback_a", "evidence", "barriers",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A park of two firms that has no solution: the mill's water comes from nowhere."""
    manifest = 'id = "dry"\nname_zh = "旱"\nname_en = "Dry"\ncatalog = false\n'
    (tmp_path / "park.toml").write_text(manifest, encoding="utf-8")
    (tmp_path / "enterprises.csv").write_text("id,name_zh\nwell,井\nmill,磨坊\n", encoding="utf-8")
    (tmp_path / "commodities.csv").write_text(
        "id,name_zh,name_en,kind,unit\nwater,水,Water,water,m3\n", encoding="utf-8"
    )
    (tmp_path / "ports.csv").write_text(
        "enterprise,commodity,direction,minimum,maximum,basis\nwell,water,supply,,30,assumed\nmill,water,demand,50,50,assumed\n",
        encoding="utf-8",
    )
    (tmp_path / "arcs.csv").write_text("from,to,commodity,cost\nwell,mill,water,2\n", encoding="utf-8")
    return tmp_path


def test_parks_lists_twelve_with_their_evidence():
    done = circnet("parks", "--json")
    rows = json.loads(done.stdout)["parks"]
    assert done.returncode == 0
    assert len(rows) == 12
    assert set(rows[0]) == {"id", "name_zh", "name_en", "enterprises", "units", "links", "evidence"}
    assert all(sum(row["evidence"].values()) == row["units"] for row in rows)


def test_couple_prints_one_json_object_with_the_agreed_keys():
    done = started("couple", "golmud", "--json")
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    result = json.loads(done.stdout)
    assert set(result) >= COUPLE_KEYS
    assert result["status"] == "optimal"
    assert all(set(row) >= OPPORTUNITY_KEYS for row in result["opportunities"])
    savings = [
        row["saving"] + row["saving_unexplained"] for row in result["opportunities"] if row["choice"] == "chosen"
    ]
    assert savings == sorted(savings, reverse=True)
    assert len(savings) >= 5


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["值得做的耦合", "证据等级"]), ("en", ["couplings that pay", "Evidence"])]
)
def test_couple_speaks_both_languages(lang, words):
    done = circnet("couple", "minhe", "--lang", lang)
    assert done.returncode == 0
    assert all(word in done.stdout for word in words)


def test_couple_takes_several_parks():
    result = json.loads(circnet("couple", "golmud", "ganhe", "--json").stdout)
    ends = {row["from"] for row in result["flows"]} | {row["to"] for row in result["flows"]}
    assert {"qsl-potash", "haina-cement"} <= ends


def test_check_tells_closure_and_is_content_with_a_built_in_park():
    done = circnet("check", "ganhe", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["ok"] is True
    assert report["errors"] == []
    assert {"technology", "element", "in", "out", "gap"} <= set(report["closure"][0])
    assert "open" not in {row["status"] for row in report["closure"]}


def test_no_solution_exits_3_and_names_firm_good_and_amount(folder):
    done = circnet("couple", str(folder), "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 3
    assert report["status"] == "infeasible"
    assert report["conflicts"] == [
        {"enterprise": "mill", "commodity": "water", "problem": "no source", "amount": 20.0, "unit": "m3"}
    ]
    told = started("couple", str(folder), "--lang", "zh")
    assert told.returncode == 3
    assert all(word in told.stderr for word in ("mill", "water", "20", "无从得来"))


def test_an_unbounded_park_exits_3_and_names_the_unit(folder):
    (folder / "markets.csv").write_text("commodity,enterprise,sell_price\nwater,well,1\n", encoding="utf-8")
    (folder / "ports.csv").write_text("enterprise,commodity,direction,maximum\nwell,water,supply,\n", encoding="utf-8")
    done = circnet("couple", str(folder), "--json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert report["status"] == "unbounded"
    assert "well" in report["reason"]


def test_every_fault_of_a_bad_park_is_listed_at_once(folder):
    (folder / "ports.csv").write_text(
        "enterprise,commodity,direction,minimum,maximum\nwel,water,supply,,abc\nmill,watr,demand,-5,50\n",
        encoding="utf-8",
    )
    for command in (("check",), ("couple",)):
        done = circnet(*command, str(folder), "--json")
        assert done.returncode == 1
        errors = json.loads(done.stdout)["errors"]
        places = {(error["file"], error["row"], error["column"], error["value"]) for error in errors}
        assert {
            ("ports.csv", 2, "enterprise", "wel"), ("ports.csv", 2, "maximum", "abc"),
            ("ports.csv", 3, "commodity", "watr"), ("ports.csv", 3, "minimum", "-5"),
        } <= places  # fmt: skip
        assert all(error["expected"] for error in errors)
    told = circnet("couple", str(folder), "--lang", "zh")
    assert told.returncode == 1
    assert "ports.csv" in told.stdout + told.stderr
    assert "Traceback" not in told.stdout + told.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("couple", "golmud", "--objective", "Zz9"),
        ("couple", "golmud", "--solver", "no-such"),
        ("couple", "golmud", "--carbon-price", "-1"),
        ("couple", "golmud", "--lang", "fr"),
        ("couple", "golmud", "golmud"),
        ("couple",),
        ("frobnicate",),
    ],
)
def test_wrong_usage_exits_2_without_a_traceback(arguments):
    done = circnet(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["nowhere", "no/such/folder", "missing.xlsx"])
def test_a_park_that_is_not_there_exits_1_and_says_so(name):
    done = circnet("couple", name, "--json")
    assert done.returncode == 1
    (error,) = json.loads(done.stdout)["errors"]
    assert name in error["message"]
    assert "Traceback" not in done.stderr


def test_results_go_to_a_folder_and_a_workbook(tmp_path):
    done = circnet("couple", "minhe", "--out", str(tmp_path / "out"), "--xlsx", str(tmp_path / "minhe.xlsx"))
    assert done.returncode == 0
    first = (tmp_path / "out" / "opportunities.csv").read_bytes()
    assert first.startswith(b"\xef\xbb\xbfchoice,from,to"), "Excel needs the byte-order mark"
    book = load_workbook(tmp_path / "minhe.xlsx")
    assert {"summary", "opportunities", "flows", "purchases"} <= set(book.sheetnames)
    assert book["opportunities"].max_row > 2


def test_the_same_question_gives_the_same_bytes():
    here, elsewhere = circnet("couple", "huzhu", "--json"), started("couple", "huzhu", "--json", PYTHONHASHSEED="7")
    assert here.stdout == elsewhere.stdout
