"""`circnet close` and the limits of `circnet couple` as their users run them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from circnet.cli import app
from tests.casefolders import CasePark
from tests.coupling.test_element_bounds import chlorine_park
from tests.ledgers.test_closing import cell_park

KEYS = {
    "": {"park", "element", "target", "technology", "load", "asked", "forms", "loads", "price", "absorbers", "plan",
         "plans", "usable"},
    "forms": {"formula", "name_zh", "name_en", "group", "goods"},
    "loads": {"load", "technology", "amount", "unit", "status", "made", "entering", "taken", "without_taker", "emitted",
              "least", "limit", "cost_free", "cost_closed", "price_cny_a", "avoided", "cny_per_t",
              "shadow_cny_per_t"},
    "absorbers": {"kind", "enterprise", "unit", "technology", "reference", "load_before", "load_after", "load_unit",
                  "absorbed", "absorbed_share", "value_cny_a", "value_cny_per_t", "margin_cny_per_t", "capex",
                  "annuity_cny_a", "energy_tce_per_t", "electricity_mwh_per_t", "co2_t_per_t", "lacks", "needs"},
    "plan": {"plan", "enterprise", "unit", "technology", "load_before", "load_after", "change", "change_share"},
    "plans": {"plan", "status", "released", "cost", "change_cny_a", "units", "shadow_cny_per_t"},
    "usable": {"with", "released", "usable", "share"},
}  # fmt: skip


def circnet(*arguments):
    """Run a command in this process: what is tested is its options, keys and words, not the start of Python."""
    return CliRunner().invoke(app, list(arguments))


def folder(park: CasePark, place: Path) -> str:
    return str(park.write(place / "p"))


def test_json_is_one_object_with_the_agreed_keys(tmp_path):
    park = folder(cell_park(sells=None, idle=50.0), tmp_path)
    done = circnet("close", park, "--element", "Cl", "--loads", "0.5,1", "--technology", "cell", "--json")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    assert set(found) == KEYS[""]
    for table in ("forms", "loads", "absorbers", "plan", "plans", "usable"):
        assert set(found[table][0]) == KEYS[table], table
    assert {"cost_free", "cost_closed", "price_cny_a", "cny_per_t", "loads", "limit"} <= set(found["price"])
    assert [row["load"] for row in found["loads"]] == [None, 0.5, 1.0]
    needs = {(row["side"], row["commodity"]) for row in found["absorbers"][0]["needs"]}
    assert needs == {("input", "lime"), ("product", "cacl2"), ("product", "water")}


@pytest.mark.parametrize(("lang", "words"), [("zh", ("无去向", "提高负荷")), ("en", ("Without taker", "more load"))])
def test_tables_in_both_languages(tmp_path, lang, words):
    park = folder(cell_park(sells=None, idle=50.0), tmp_path)
    done = circnet("close", park, "--loads", "0.5", "--technology", "cell", "--lang", lang)
    assert done.exit_code == 0, done.stderr
    assert all(word in done.stdout for word in words), done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--element", "Xx"), "Cl, S, Na"), (("--loads", "half"), "0,0.25,0.5,1"), (("--technology", "kiln"), "cell")],
)
def test_wrong_usage_tells_what_could_be(tmp_path, arguments, words):
    done = circnet("close", folder(cell_park(), tmp_path), *arguments, "--lang", "en")
    assert done.exit_code == 2
    assert words in done.stderr


def test_couple_takes_limits(tmp_path):
    park = folder(chlorine_park(), tmp_path)
    done = circnet("couple", park, "--release-limit", "Cl2=30", "--release-limit", "HCl=100", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["cost"] == pytest.approx(70 * 50 + 30 * 20 + 10 * 5)
    done = circnet("couple", park, "--release-limit", "Cl2=10", "--lang", "en", "--json")
    assert done.exit_code == 3
    assert any("at most 10 t of Cl2" in row["words"] for row in json.loads(done.stdout)["conflict"])
    for wrong in ("Cl2", "Zz=3"):
        assert circnet("couple", park, "--release-limit", wrong).exit_code == 2
