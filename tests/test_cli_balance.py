"""``circnet balance`` as its users run it: keys, states, exit codes, both languages."""

import json
from functools import cache

import pytest
from typer.testing import CliRunner

from circnet.cli import app
from tests.ledgers.test_ledger import chain

KEYS = {"element", "inputs", "outputs", "internal", "stock", "gap", "gap_share", "states", "forms", "firms", "missing",
        "uncertainty", "reactive_made", "flows", "form_flows", "conversions"}  # fmt: skip


def run(*arguments):
    done = CliRunner().invoke(app, ["balance", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@cache
def told(*arguments):
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def park(tmp_path_factory):
    return chain(pvc_share=0.5).write(tmp_path_factory.mktemp("parks") / "park")


@pytest.mark.parametrize("state", ["optimum", "baseline", "reported"])
def test_json_tells_where_the_element_goes(park, state):
    found = told(park, "--element", "Cl", "--state", state)
    assert set(found) >= KEYS
    assert (found["element"], found["state"], found["stock"]) == ("Cl", state, 0.0)
    entering = sum(row["t"] for row in found["inputs"])
    leaving = sum(row["t"] for row in found["outputs"])
    assert found["gap"] == pytest.approx(entering - leaving, abs=1e-6)
    assert found["gap_share"] == pytest.approx(found["gap"] / max(entering, leaving))
    assert entering == pytest.approx(291_732.19, rel=1e-4)
    assert [row["commodity"] for row in found["internal"]] == ["chlorine"]
    assert {row["form"] for row in found["outputs"]} == {"Cl2", "C2H3Cl"}
    assert {row["name"] for row in found["forms"]} >= {"氯气", "氯化镁"}
    states = [row["state"] for row in found["states"]]
    assert states == (["reported"] if state == "reported" else ["reported", "baseline", "optimum"])


def test_the_default_is_the_optimum_and_case_does_not_matter(park):
    assert told(park, "--element", "cl") == told(park, "--element", "Cl", "--state", "optimum")


def test_a_scenario_of_a_park_restarts_the_magnesium():
    found = told("golmud", "--scenario", "mg-restart", "--element", "Cl", "--state", "reported")
    forms = {row["form"]: row for row in found["forms"]}
    assert forms["Cl2"]["made"] > 70_000 * 2.85
    assert forms["C2H3Cl"]["leaving"] > 0.0
    assert all(row["message"] for row in found["missing"])


def test_several_parks_are_one_ledger():
    together = told("haibei", "biotech", "--element", "S", "--state", "reported")
    apart = [told(name, "--element", "S", "--state", "reported") for name in ("haibei", "biotech")]
    assert together["input"] == pytest.approx(sum(one["input"] for one in apart))
    assert together["gap"] == pytest.approx(sum(one["gap"] for one in apart), abs=1e-9)


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("元素账", "活性态", "差额")), ("en", ("ledger of Cl", "Reactive", "Gap"))]
)
def test_tables_in_both_languages(park, lang, words):
    done = run(park, "--lang", lang)
    assert done.exit_code == 0, done.output
    assert all(word in done.stdout for word in words)


@pytest.mark.parametrize(("lang", "word"), [("zh", "推测"), ("en", "guess")])
def test_the_audit_in_both_languages(lang, word):
    done = run("golmud", "--audit", "--lang", lang)
    assert done.exit_code == 0, done.output
    assert word in done.stdout


def test_the_audit_as_json():
    found = told("ganhe", "--audit")
    assert set(found) >= {"park", "elements", "recipes", "firms", "guesses"}
    declared = [row for row in found["recipes"] if row["status"] == "declared"]
    assert {row["technology"] for row in declared} == {"clinker_carbide_slag"}


def test_an_element_that_is_not_tracked_names_those_that_are(park):
    done = run(park, "--element", "Xx", "--lang", "en")
    assert done.exit_code == 2
    assert "Cl, S, Na" in done.stderr


def test_chlorine_that_nobody_takes_is_no_solution(tmp_path):
    drawn = chain(pvc_share=0.5)
    drawn.tables["markets"] = [row for row in drawn.tables["markets"] if row["commodity"] != "chlorine"]
    folder = drawn.write(tmp_path / "park")
    assert run(folder).exit_code == 3
    found = told(folder, "--state", "reported")
    assert found["unexplained_out"] == pytest.approx(0.5 * 291_732.19, rel=1e-4)


def test_a_state_without_a_solution_is_named(tmp_path):
    """With the arc in place of the link only the optimum has a solution."""
    drawn = chain()
    drawn.tables["markets"] = [row for row in drawn.tables["markets"] if row["commodity"] != "chlorine"]
    del drawn.tables["links"]
    drawn.arc("mg-works", "pvc-works", "chlorine", cost=1.0)
    folder = drawn.write(tmp_path / "park")
    done = run(folder, "--state", "baseline", "--lang", "en")
    assert done.exit_code == 2
    assert "reported, optimum" in done.stderr
    assert [row["state"] for row in told(folder)["states"]] == ["reported", "optimum"]
