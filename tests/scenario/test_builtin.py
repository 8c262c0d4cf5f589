"""Scenario files of parks: how they are found and judged, and that those which come with circnet solve."""

from functools import cache

import pandas as pd
import pytest

from circnet.coupling import Settings, couple
from circnet.coupling.model import build
from circnet.errors import InputFaults
from circnet.lp import highs_backend
from circnet.park import builtin_parks, describe, join, load_catalog, load_park, read_park
from circnet.scenario import apply, find_scenario, read_scenario, scenarios_of
from tests.casefolders import CasePark

LISTED = [(park, file.id) for park in builtin_parks() for file in scenarios_of(park)]


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def test_three_parks_have_scenarios():
    counts = {park: sum(name == park for name, _ in LISTED) for park in ("golmud", "ganhe", "nanchuan")}
    assert all(2 <= count <= 4 for count in counts.values()), counts


@cache
def plain_objective(park):
    """Least cost of a built-in park as it is."""
    catalog = load_catalog()
    return highs_backend.solve(build(load_park(park, catalog), catalog, Settings()).program).objective


@pytest.mark.parametrize(("park", "scenario"), LISTED)
def test_each_has_names_and_notes_in_both_languages_and_solves(park, scenario, catalog):
    loaded = load_park(park, catalog)
    read = read_scenario(find_scenario(scenario, [loaded]))
    for texts in (read.names, read.notes):
        assert all(texts[lang] for lang in ("zh", "en"))
        assert texts["zh"] != texts["en"]
    changed, settings = apply(read, loaded, catalog, Settings())
    under = highs_backend.solve(build(changed, catalog, settings).program).objective
    assert under != pytest.approx(plain_objective(park), rel=1e-6), "the scenario changes nothing"


def test_magnesium_runs_at_the_chosen_load(catalog):
    park = load_park("golmud", catalog)
    loads = {}
    for name in ("mg-restart", "mg-30kt"):
        changed, settings = apply(read_scenario(find_scenario(name, [park])), park, catalog, Settings())
        program = build(changed, catalog, settings).program
        runs = pd.Series(highs_backend.solve(program).values, index=program.columns["name"])
        loads[name] = runs["run|qslm-mg-electrolysis"]
    assert loads == pytest.approx({"mg-restart": 70000.0, "mg-30kt": 30000.0}, rel=1e-5)


@pytest.fixture
def folder(tmp_path):
    built = CasePark(id="mine", title="Mine")
    built.supply("well", "water", available=9.0)
    built.demand("mill", "water", 5.0)
    built.market("water", "mill", buy_price=2.0)
    place = built.write(tmp_path / "mine")
    (place / "scenarios").mkdir()
    return place


def write(folder, name, text):
    (folder / "scenarios" / name).write_text(text, encoding="utf-8")


def test_a_folder_has_scenarios_and_the_park_reader_does_not_mind(folder):
    write(folder, "dear.toml", 'name = "dear"\nname_zh = "贵"\n[settings]\ncarbon_price = 7\n')
    write(folder, "bare.toml", "")
    assert [(file.id, dict(file.names)) for file in scenarios_of(folder)] == [
        ("bare", {"zh": "bare", "en": "bare"}), ("dear", {"zh": "贵", "en": "dear"}),
    ]  # fmt: skip
    park, faults = read_park(folder)
    assert faults.empty
    assert find_scenario("dear", [park]) == folder / "scenarios" / "dear.toml"
    assert scenarios_of(folder / "scenarios") == []


def test_an_unknown_scenario_names_those_there_are(folder):
    write(folder, "dear.toml", "")
    park = load_park(str(folder))
    with pytest.raises(InputFaults) as caught:
        find_scenario("daer", [park])
    (fault,) = caught.value.faults.to_dict("records")
    assert (fault["check"], fault["value"], fault["hint"]) == ("unknown_scenario", "daer", "dear")
    assert all("dear" in describe(caught.value.faults, lang)[0] for lang in ("zh", "en"))
    with pytest.raises(InputFaults):
        find_scenario("../mine/scenarios/dear", [park])


def test_an_id_means_nothing_to_several_parks(catalog):
    parks = [load_park(name, catalog) for name in ("golmud", "ganhe")]
    assert join(parks).info.id
    with pytest.raises(InputFaults, match="carbon-100"):
        find_scenario("carbon-100", parks)


def test_faults_of_all_files_come_at_once(folder):
    write(folder, "a.toml", "nam = 1\n")
    write(folder, "b.toml", "[[change]\n")
    write(folder, "c.toml", "")
    with pytest.raises(InputFaults) as caught:
        scenarios_of(folder)
    assert set(zip(caught.value.faults["file"], caught.value.faults["check"], strict=True)) == {
        ("a.toml", "unknown_key"), ("b.toml", "toml_syntax"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "check", "column"),
    [
        ("name_zh = 3\n", "toml_value", "name_zh"),
        ("settings = 3\n", "toml_value", "settings"),
        ("change = 3\n", "toml_value", "change"),
        ("change = [3]\n", "toml_value", "change"),
        ('[[change]]\ntable = 3\nwhere = {}\nset = {status = "a"}\n', "toml_value", "change.table"),
        ('[[change]]\ntable = "ports"\nwhere = []\nset = {maximum = 1}\n', "toml_value", "change.where"),
        ('[[change]]\ntable = "ports"\nwhere = {}\n', "missing_key", "change"),
        ('[[add]]\ntable = "ports"\nrows = [3]\n', "toml_value", "add.rows"),
        ('[[change]]\ntable = "ports"\nwhere = {commodity = ["water"]}\nset = {maximum = 1}\n', "toml_value", "change"),
        ('[[change]]\ntable = "ports"\nwhere = {}\nset = {maximum = [1, 2]}\n', "toml_value", "change"),
        ('[[change]]\ntable = "ports"\nwhere = {}\nscale = {commodity = 2}\n', "toml_value", "change"),
        ('[[change]]\ntable = "ports"\nwhere = {}\nscale = {maximum = "2"}\n', "toml_value", "change"),
        ('[[change]]\ntable = "ports"\nwhere = {}\ncopy = {maximum = "commodity"}\n', "toml_value", "change"),
        ('[[change]]\ntable = "ports"\nwhere = {}\ncopy = {maximum = "max"}\n', "unknown_key", "change"),
        ('[[add]]\ntable = "ports"\nrows = [{enterprise = ["well"]}]\n', "toml_value", "add"),
    ],
)
def test_values_of_the_wrong_kind_are_faults(folder, text, check, column):
    write(folder, "x.toml", text)
    park = load_park(str(folder))
    with pytest.raises(InputFaults) as caught:
        apply(read_scenario(folder / "scenarios" / "x.toml"), park, load_catalog(), Settings())
    assert (check, column) in set(zip(caught.value.faults["check"], caught.value.faults["column"], strict=True))


def test_cells_are_copied_set_and_scaled_in_this_order(folder):
    write(
        folder,
        "x.toml",
        '[[change]]\ntable = "ports"\nwhere = {enterprise = "mill"}\n'
        'copy = {maximum = "minimum"}\nset = {minimum = 4}\nscale = {maximum = 3, minimum = 0.5}\n',
    )
    park = load_park(str(folder))
    changed, _ = apply(read_scenario(folder / "scenarios" / "x.toml"), park, load_catalog(), Settings())
    mill = changed.ports.set_index("enterprise").loc["mill"]
    assert (mill["minimum"], mill["maximum"]) == (2.0, 15.0)
    assert changed.ports.set_index("enterprise").loc["well", "maximum"] == 9.0
    assert park.ports.set_index("enterprise").loc["mill", "maximum"] == 5.0


def test_rows_that_are_added_mean_what_they_would_in_the_folder(folder):
    """A price for all firms holds in the park it was added to."""
    write(folder, "x.toml", '[[add]]\ntable = "markets"\nrows = [{commodity = "water", sell_price = 1}]\n')
    park = load_park(str(folder))
    changed, settings = apply(read_scenario(folder / "scenarios" / "x.toml"), park, load_catalog(), Settings())
    assert set(changed.markets["park"]) == {"mine"}
    sales = couple(changed, load_catalog(), settings).sales
    assert sales["amount"].sum() == pytest.approx(9.0)
