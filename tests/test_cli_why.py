"""`circnet why` as its users run it."""

import json

import pytest
from typer.testing import CliRunner

from circnet.cli import app

KEYS = {
    "from", "to", "commodity", "unit", "used", "reason", "amount", "mode", "distance_km", "freight", "reduced_cost",
    "break_even_price", "break_even_freight", "checked", "details",
}  # fmt: skip


def why(*arguments):
    return CliRunner().invoke(app, ["why", *arguments])


def test_one_json_object_with_the_agreed_keys():
    done = why("golmud", "zangge-potash", "qsl-nitrate", "kcl", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert set(told) == KEYS
    assert (told["used"], told["reason"], told["checked"]) == (False, "capacity", True)
    assert told["break_even_freight"] < told["freight"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "运费临界值"), ("en", "Break-even freight")])
def test_the_answer_in_both_languages(lang, words):
    done = why("golmud", "zangge-potash", "qsl-nitrate", "kcl", "--lang", lang)
    assert done.exit_code == 0
    assert words in done.stdout
    assert "{" not in done.stdout


def test_what_is_no_candidate_is_told_without_figures():
    done = why("golmud,ganhe", "tiantai-sodium", "jinkunlun-li", "chlorine", "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["reason"], told["reduced_cost"], told["checked"]) == ("hazard", None, False)


@pytest.mark.parametrize(
    ("link", "near"),
    [(("zangge-potas", "qsl-nitrate", "kcl"), "zangge-potash"), (("zangge-potash", "qsl-nitrate", "kcI"), "kcl")],
)
def test_an_unknown_name_is_wrong_usage_and_gets_the_nearest(link, near):
    done = why("golmud", *link, "--lang", "en")
    assert done.exit_code == 2
    assert near in done.stderr


def test_a_name_will_do_for_an_id():
    done = why("golmud", "Zangge Potash", "qsl-nitrate", "kcl", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["from"] == "zangge-potash"


def test_a_scenario_counts():
    link = ("golmud", "golmud-env", "xikuang-xigui", "reclaimed_water", "--json")
    plain, dear = (json.loads(why(*link, *more).stdout) for more in ((), ("--scenario", "carbon-100")))
    assert dear["reduced_cost"] > plain["reduced_cost"]
    unknown = why(*link, "--scenario", "carbon-1")
    assert unknown.exit_code == 1
    assert json.loads(unknown.stdout)["errors"][0]["hint"] == "carbon-100"


def test_the_id_of_a_scenario_says_nothing_of_two_parks():
    done = why("golmud,ganhe", "golmud-env", "xikuang-xigui", "reclaimed_water", "--scenario", "mg-restart")
    assert done.exit_code == 1
    assert "单个园区" in done.stdout
