"""``circnet structure`` as its users run it: keys, exit codes, both languages."""

import json

import pytest
from typer.testing import CliRunner

from circnet.cli import app
from circnet.structure import MEASURES
from circnet.text import keys
from tests.casefolders import CasePark
from tests.structure.published import write_flows

ROWS = [("@import", "a", 10.0), ("a", "b", 15.0), ("b", "a", 5.0), ("b", "@export", 10.0)]


def run(*arguments):
    done = CliRunner().invoke(app, ["structure", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def flows(tmp_path):
    return write_flows(tmp_path / "flows.csv", ROWS)


@pytest.fixture
def folder(tmp_path):
    park = CasePark(id="pair", title="Pair")
    park.supply("well", "water", 60)
    park.demand("mill", "water", 50)
    park.market("water", "mill", buy_price=9.0)
    park.arc("well", "mill", "water", cost=1.0)
    return park.write(tmp_path / "pair")


def test_a_table_of_flows_gives_one_json_object(flows):
    done = run("--flows", flows, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    assert tuple(told)[: len(MEASURES)] == MEASURES
    assert told["finn_cycling_index"] == pytest.approx(1 / 3)
    assert [row["node"] for row in told["positions"]] == ["a", "b"]
    assert (told["unknown"], told["warnings"]) == ([], [])


def test_a_park_gives_before_and_after(folder):
    done = run(folder, "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert set(MEASURES) | {"before", "after", "basis", "net_cost_saved", "co2_avoided_t"} <= set(told)
    assert (told["before"]["links"], told["after"]["links"], told["links"]) == (0, 1, 1)
    assert {"net_cost", "co2_t", "closing"} <= set(told["after"])
    assert told["net_cost_saved"] == pytest.approx(400.0)


def test_what_is_unknown_is_null_with_a_reason_in_the_users_language(tmp_path):
    path = write_flows(tmp_path / "ring.csv", [("a", "b", 1.0), ("b", "a", 1.0)])
    for lang, word in (("zh", "循环"), ("en", "cycle")):
        told = json.loads(run("--flows", path, "--json", "--lang", lang).stdout)
        assert told["finn_cycling_index"] is None
        reason = next(row for row in told["unknown"] if row["measure"] == "finn_cycling_index")
        assert (reason["reason"], reason["nodes"]) == ("closed_cycle", "a, b")
        assert word in reason["message"]
        assert reason["message"] in run("--flows", path, "--lang", lang).stdout.replace("\n", "")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("网络结构", "Finn 循环指数", "依赖度")), ("en", ("structure", "Finn", "Dependency"))],
)
def test_both_ways_speak_both_languages(flows, folder, lang, words):
    for arguments in (("--flows", flows), (folder,)):
        done = run(*arguments, "--lang", lang)
        assert done.exit_code == 0
        assert all(word in done.stdout for word in words)


def test_faults_exit_1_and_are_all_listed(tmp_path):
    path = write_flows(tmp_path / "bad.csv", [("@out", "a", 1.0), ("a", "b", -1.0), ("a", "", 2.0)])
    for lang in ("zh", "en"):
        done = run("--flows", path, "--json", "--lang", lang)
        errors = json.loads(done.stdout)["errors"]
        assert done.exit_code == 1
        assert {(row["file"], row["row"], row["column"]) for row in errors} == {
            ("bad.csv", 2, "from"), ("bad.csv", 3, "amount"), ("bad.csv", 4, "to"),
        }  # fmt: skip
        assert all(row["message"] and row["expected"] for row in errors)
    assert run("--flows", tmp_path / "none.csv").exit_code == 1


def test_a_warning_is_told_beside_the_result(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("from,to,amount,year\na,b,1,2020\n", encoding="utf-8")
    warnings = json.loads(run("--flows", path, "--json").stdout)["warnings"]
    assert [row["value"] for row in warnings] == ["year"]
    assert "year" in run("--flows", path).stdout


def test_one_commodity_of_a_table(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text("from,to,amount,commodity\na,b,1,salt\nb,c,1,lye\n", encoding="utf-8")
    assert json.loads(run("--flows", path, "--commodity", "salt", "--json").stdout)["links"] == 1
    done = run("--flows", path, "--commodity", "brine", "--lang", "en")
    assert done.exit_code == 2
    assert "lye, salt" in done.stderr


@pytest.mark.parametrize("wrong", [(), ("PARK", "--flows", "FLOWS"), ("--flows", "FLOWS", "--element", "Cl"),
                                   ("PARK", "--element", "Cl", "--commodity", "water"), ("PARK", "--commodity", "gold"),
                                   ("PARK", "--element", "Au"), ("PARK", "--objective", "Zz9")])  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wrong_usage_exits_2_with_a_message(flows, folder, wrong, lang):
    places = {"PARK": folder, "FLOWS": flows}
    done = run(*(places.get(word, word) for word in wrong), "--lang", lang)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.strip()


def test_a_scenario_changes_the_park(folder, tmp_path):
    file = tmp_path / "dear.toml"
    text = '[[change]]\ntable = "markets"\nwhere = {commodity = "water"}\nset = {buy_price = 0.5}\n'
    file.write_text(text, encoding="utf-8")
    told = json.loads(run(folder, "--scenario", file, "--json").stdout)
    assert (told["links"], told["net_cost_saved"]) == (0, pytest.approx(0.0))


def test_a_park_without_solution_exits_3(tmp_path):
    park = CasePark(id="dry", title="Dry")
    park.supply("well", "water", 30)
    park.demand("mill", "water", 50)
    park.arc("well", "mill", "water")
    assert run(park.write(tmp_path / "dry"), "--json").exit_code == 3


def test_every_measure_has_a_name_in_both_languages():
    for lang in ("zh", "en"):
        assert {f"structure_measure.{name}" for name in MEASURES} <= keys(lang)
