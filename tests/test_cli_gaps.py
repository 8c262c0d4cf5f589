"""`circnet gaps` as its users run it."""

import json

import pytest
from typer.testing import CliRunner

from circnet.cli import app
from circnet.park import load_catalog, load_park, save_park
from tests.dashboards.slagfolder import write_slag_park

KEYS = {"park", "gaps", "orphans", "chains", "bridges", "planned", "ranked", "ruled_out", "proved"}
GAP = {
    "rank", "technology", "kind", "capacity", "covers", "saving", "capex", "payback_a", "co2", "closes", "value_here",
    "value_alone", "adds", "feedstock", "products", "economics", "name", "kind_name", "evidence",
    "signs", "sign_names", "points_to",
}  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(app, ["gaps", *arguments])


@pytest.fixture(scope="module")
def without_a_recycler(tmp_path_factory):
    """Reshui's folder is the smallest; Haibei without its compost works is a park with one plant taken out."""
    park = load_park("haibei", load_catalog())
    units = park.units[park.units["technology"] != "manure_compost"].reset_index(drop=True)
    folder = tmp_path_factory.mktemp("parks") / "haibei"
    save_park(park.replace(units=units), folder)
    return folder


def test_one_json_object_with_the_agreed_keys_and_the_missing_plant_among_the_first_five(without_a_recycler):
    done = run(str(without_a_recycler), "--top", "5", "--set", "2", "--json", "--lang", "en")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) >= KEYS
    assert len(told["gaps"]) == 5
    assert all(set(row) >= GAP for row in told["gaps"])
    assert [row["rank"] for row in told["gaps"]] == [1, 2, 3, 4, 5]
    assert "manure_compost" in [row["technology"] for row in told["gaps"]]
    assert {"adds", "plants", "gap"} <= set(told["set"])
    assert {"feedstock", "deposit", "utility"} >= {row["reason"] for row in told["ruled_out"]}


@pytest.mark.parametrize(("lang", "words"), [("zh", "产业链分段"), ("en", "Chains, stage by stage")])
def test_tables_in_both_languages(lang, words, tmp_path):
    done = run(str(write_slag_park(tmp_path / "slag")), "--top", "1", "--lang", lang)
    assert done.exit_code == 0, done.stderr
    assert words in done.stdout


def test_a_wrong_option_is_wrong_usage():
    assert run("reshui", "--top", "0").exit_code == 2
