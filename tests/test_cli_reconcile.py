"""``circnet reconcile`` as its users run it: published cases, keys, exit codes, both languages."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from circnet.cli import app
from tests.balance.meteredcases import COMMITTED, NAMES, NO_NETWORK, answers, write_case
from tests.casefolders import CasePark

TABLE = """from,to,amount,uncertainty
@import,mill,100,1
mill,works,60,1
mill,farm,,
works,@export,75,1
farm,@dissipation,40,1
works,@dissipation,0,0
"""


def run(*arguments):
    done = CliRunner().invoke(app, ["reconcile", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def told(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "flows.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def check(case, path):
    found = told(write_case(path, case))
    values = np.array([row["reconciled"] for row in found["flows"]])
    tolerance = case["tolerance"]
    assert values == pytest.approx(answers(case), rel=tolerance.get("rel", 0.0), abs=tolerance["abs"])
    if "objective_chi2_computed" in case["answers"]:
        assert found["objective"] == pytest.approx(case["answers"]["objective_chi2_computed"], rel=1e-9)
        assert found["chi2"] == pytest.approx(case["answers"]["objective_chi2_computed"], rel=1e-9)


@pytest.mark.parametrize(
    "case", [case for case in COMMITTED if case["id"] not in NO_NETWORK], ids=lambda one: one["id"]
)
def test_a_committed_case_through_the_command_line(case, tmp_path):
    check(case, tmp_path / "flows.csv")


@pytest.mark.shared
@pytest.mark.parametrize("name", [name for name in NAMES if name not in NO_NETWORK])
def test_a_reference_case_through_the_command_line(name, shared, tmp_path):
    place = shared / "cases" / "08_data_reconciliation" / f"{name}.json"
    if not place.exists():
        pytest.skip(f"needs the reference case {name!r}, which is not among those beside the project")
    check(json.loads(place.read_text("utf-8")), tmp_path / "flows.csv")


def test_one_json_object_with_every_key_and_reasons_for_nulls(written):
    done = run(written(TABLE), "--json", "--lang", "en")
    found = json.loads(done.stdout)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    assert {"objective", "chi2", "degrees_of_freedom", "p_value", "flows", "suspects", "pedigree"} <= set(found)
    assert {"from", "to", "measured", "uncertainty", "reconciled"} <= set(found["flows"][0])
    assert [row["status"] for row in found["flows"]] == [
        "redundant", "redundant", "observable", "redundant", "redundant", "exact",
    ]  # fmt: skip
    assert all(row["reason"] for row in found["flows"] if row["statistic"] is None)
    assert found["flows"][2]["measured"] is None
    assert found["consistent"] is False
    suspect = found["suspects"][0]
    assert (suspect["row"], suspect["verdict"]) == (5, "gross")
    assert suspect["expected"] == pytest.approx(60.0)
    assert found["flows"][3]["without_gross"] == pytest.approx(60.0)


@pytest.mark.parametrize(("lang", "words"), [("zh", ("粗差", "可推算", "χ²")), ("en", ("gross error", "observable"))])
def test_tables_speak_both_languages(written, lang, words):
    done = run(written(TABLE), "--lang", lang)
    assert done.exit_code == 0
    assert all(word in done.stdout for word in words)


def test_uncertainty_by_grade_is_told(written):
    path = written("from,to,amount,grade\n@import,a,100,A\na,@export,110,\n")
    found = told(path)
    assert [row["uncertainty"] for row in found["flows"]] == pytest.approx([5.0, 77.0])
    assert {row["uncertainty_from"] for row in found["flows"]} == {"grade"}
    assert found["pedigree"]["A"] == 0.05
    assert "A 5%" in run(path).stdout


def test_faults_exit_1_with_row_column_value_and_what_was_expected(written):
    path = written("from,to,amount,uncertainty\n@out,a,1,1\na,b,x,1\na,b,1,-1\na,,1,1\n")
    done = run(path, "--json", "--lang", "en")
    errors = json.loads(done.stdout)["errors"]
    assert done.exit_code == 1
    assert {(row["row"], row["column"], row["value"]) for row in errors} == {
        (2, "from", "@out"), (3, "amount", "x"), (4, "uncertainty", "-1"), (5, "to", ""),
    }  # fmt: skip
    assert all(row["expected"] and row["message"] for row in errors)
    done = run(written("from,to,amount\n@import,a,\na,@export,\n"), "--json")
    assert [row["check"] for row in json.loads(done.stdout)["errors"]] == ["nothing_measured"]


def test_warnings_stand_beside_the_result(written):
    path = written("from,to,amount,uncertainty\n@import,a,1,1\na,b,,2\na,@export,1,1\n")
    found = told(path)
    assert {(row["check"], row["row"]) for row in found["warnings"]} == {
        ("uncertainty_without_amount", 3), ("one_sided_node", 3),
    }  # fmt: skip
    assert found["flows"][1]["reconciled"] == pytest.approx(0.0, abs=1e-12)


def test_exact_amounts_that_contradict_exit_3_and_name_the_node(written):
    path = written("from,to,amount,uncertainty\n@import,mill,1,0\nmill,@export,2,0\n")
    for lang in ("zh", "en"):
        done = run(path, "--json", "--lang", lang)
        assert done.exit_code == 3
        assert "mill" in json.loads(done.stdout)["reason"]
    path = written("from,to,amount,uncertainty\n@import,a,1,0\na,b,2,0\na,@export,,\nb,@export,,\n")
    assert run(path, "--json").exit_code == 3
    assert told(path, "--negative")["flows"][2]["reconciled"] == -1.0


def test_what_balances_can_be_chosen(written):
    path = written("from,to,amount,uncertainty,commodity\n@import,a,10,1,kcl\na,@export,12,1,chlorine\n")
    assert told(path, "--balance", "total")["flows"][0]["reconciled"] == pytest.approx(11.0)
    element = told(path, "--balance", "element")
    assert {row["layer"] for row in element["balances"]} >= {"Cl", "K"}
    done = run(written("from,to,amount,commodity\n@import,a,1,no-such-good\na,@export,1,kcl\n"), "--balance", "element",
               "--json")  # fmt: skip
    assert done.exit_code == 1
    assert [row["value"] for row in json.loads(done.stdout)["errors"]] == ["no-such-good"]


def test_a_parks_figures_are_reconciled(tmp_path):
    """Two units and the link between them: the well gives 60, the link says 50, the mill takes 40."""
    park = CasePark(id="pair", title="Pair")
    park.technology("pump", {"brine": 1.0})
    park.technology("boil", {"brine": -1.0, "salt": 0.2})
    park.run("well", "pump", throughput=60.0)
    park.run("mill", "boil", throughput=40.0)
    park.market("salt", "mill", sell_price=9.0)
    park.add("links", **{"from": "well", "to": "mill"}, commodity="brine", amount=50.0, basis="reported")
    folder = park.write(tmp_path / "pair")
    found = told(folder)
    by_kind = {(row["kind"], row["from"]): row for row in found["flows"]}
    measured = [row for row in found["flows"] if row["measured"] is not None]
    assert len(measured) == 3
    assert {round(row["reconciled"], 6) for row in measured} == {round(measured[0]["reconciled"], 6)}
    assert by_kind["flow", "well"]["status"] == "redundant"
    assert by_kind["flow", "well"]["grade"] == "A"
    assert by_kind["sell", "mill"]["reconciled"] == pytest.approx(0.2 * measured[0]["reconciled"])
    assert run(folder, "--balance", "total").exit_code == 2


def test_a_built_in_park_is_reconciled():
    found = told("haibei")
    assert len(found["flows"]) > 50
    loads = [row for row in found["flows"] if row["kind"] == "run" and row["measured"]]
    assert loads
    assert all(row["reconciled"] > 0 for row in loads)
