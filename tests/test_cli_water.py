"""``circnet water`` as its users run it: keys, exit codes, both languages."""

import json

import pytest
from typer.testing import CliRunner

from circnet.cli import app

SOURCES = "name,flow,ppm,cost\nfresh,,0,2\nA,50,100,0.5\nB,30,20,0.5\n"
SINKS = "name,flow,ppm\nC,80,50\nD,10,5\n"
KEYS = {
    "status", "objective", "fresh", "waste", "cost", "treated", "connections", "fewest", "proven", "bound", "gap",
    "pinch", "target", "flows", "sources", "sinks", "inlets", "outlets", "cascade", "curves", "warnings",
}  # fmt: skip


def run(*arguments):
    done = CliRunner().invoke(app, ["water", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def given(tmp_path):
    def write(sources=SOURCES, sinks=SINKS, **more):
        texts = {"sources": sources, "sinks": sinks, **more}
        options = []
        for name, text in texts.items():
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
                options += [f"--{name}", tmp_path / f"{name}.csv"]
        return options

    return write


def told(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_keys_and_the_figures(given):
    found = told(*given())
    assert set(found) == KEYS
    # at 100 ppm sinks may hold 80 (100 - 50) + 10 (100 - 5) = 4950, B brings 30 * 80: 25.5 fresh
    assert found["fresh"] == pytest.approx(25.5)
    assert found["waste"] == pytest.approx(15.5)
    assert (found["pinch"], found["target"]) == ([100.0], pytest.approx(25.5))
    assert {"from", "to", "amount"} <= set(found["flows"][0])
    assert sum(row["amount"] for row in found["flows"] if row["from"] == "fresh") == pytest.approx(found["fresh"])


def test_least_cost_is_told_as_such(given):
    dear = told(*given(sources=SOURCES.replace("A,50,100,0.5", "A,50,100,9")), "--objective", "cost")
    assert dear["objective"] == "cost"
    assert dear["fresh"] == pytest.approx(60.0)  # A is dearer than fresh water
    assert dear["cost"] == pytest.approx(2 * 60.0 + 0.5 * 30.0)


def test_faults_exit_1_and_are_listed(given):
    done = run(*given(sources="name,flow,ppm\nA,x,1\n", sinks="name,flow,ppm\nB,8,\nC,,3\n"), "--json", "--lang", "en")
    assert done.exit_code == 1
    errors = [(row["file"], row["row"], row["column"], row["value"]) for row in json.loads(done.stdout)["errors"]]
    assert errors == [("sources.csv", 2, "flow", "x"), ("sinks.csv", 3, "flow", "")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_solution_exits_3_and_names_sink_and_property(given, lang):
    done = run(*given(sources="name,flow,ppm\nriver,,30\n"), "--json", "--lang", lang)
    assert done.exit_code == 3
    answer = json.loads(done.stdout)
    assert answer["status"] == "infeasible"
    assert [(row["name"], row["property"]) for row in answer["conflicts"]] == [("D", "ppm")]
    assert "D" in answer["reason"]
    assert "ppm" in answer["reason"]


@pytest.mark.parametrize("arguments", [[], ["golmud", "--sources", "x.csv"], ["--sources", "x.csv"]])
def test_wrong_usage_exits_2(arguments):
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("choice", [["--at-least", "oil"], ["--mixing", "ppm"], ["--mixing", "ppm=cubic"]])
def test_a_property_or_rule_nobody_knows_exits_2(given, choice):
    assert run(*given(), *choice).exit_code == 2


def test_a_missing_file_is_a_fault(tmp_path):
    assert run("--sources", tmp_path / "none.csv", "--sinks", tmp_path / "none.csv").exit_code == 1


@pytest.mark.parametrize(("lang", "words"), [("zh", "夹点浓度：100"), ("en", "pinch at 100")])
def test_tables_for_people(given, lang, words):
    done = run(*given(), "--lang", lang)
    assert done.exit_code == 0
    assert words in done.stdout
    assert "25.5" in done.stdout


def test_regeneration_and_no_discharge(given):
    more = given(regeneration="name,recovery,cost,ppm\nRO,0.8,1,10\nevaporator,1,20,1\n")
    found = told(*more, "--max-waste", "0")
    assert found["waste"] == pytest.approx(0.0, abs=1e-6)
    assert found["fresh"] == pytest.approx(10.0, abs=1e-5)
    assert found["pinch"] is None


def test_a_park():
    found = told("golmud")
    assert found["needs"] > found["fresh"] > 0
    assert found["missing"]
    assert run("golmud", "--lang", "en").exit_code == 0
