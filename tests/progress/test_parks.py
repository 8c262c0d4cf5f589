"""The built-in parks: for each what is known, what is missing and from whom; nothing without basis or from nowhere."""

import pytest

from circnet.park import builtin_parks, load_catalog, load_park
from circnet.progress import MAIN_SYSTEM, assess, form, load_standards, read_standards, retrofit_parks
from circnet.progress.standing import STANDING_COLUMNS, standing
from circnet.text import keys
from circnet.types import GRADES
from tests.progress.wastepark import told_park, waste_park

CATALOG = load_catalog()
STANDARDS = load_standards()
KEY = ["system", "code"]


@pytest.fixture(scope="module")
def results():
    """Every park by what it reports; the flow model of one is looked at in `test_gains`."""
    parks = {name: load_park(name, CATALOG) for name in builtin_parks()}
    return {name: (park, assess(park, CATALOG, flow_model=False)) for name, park in parks.items()}


@pytest.fixture(scope="module")
def ganhe():
    return assess(load_park("ganhe", CATALOG), CATALOG)


def test_the_standards_have_no_fault():
    _, faults = read_standards()
    assert faults["check"].tolist() == []


def test_the_research_is_there_by_its_ids(shared):
    import json

    told = json.loads((shared / "research" / "indicators.json").read_text("utf-8"))
    codes = set(STANDARDS.indicators["system"] + ":" + STANDARDS.indicators["code"])
    assert {f"{row['system']}:{row['code']}" for row in told["indicators"]} <= codes
    assert set(told["indicator_systems"]) <= set(STANDARDS.systems["id"])
    assert set(told["variables"]) - {"P_i"} <= set(STANDARDS.variables["id"])
    written = {row["code"] for row in told["targets"]} - {"T17", "T11"}  # T17 has no value; T11 stands as two
    assert written <= set(STANDARDS.targets["id"])


def test_every_source_is_listed():
    known = set(CATALOG.sources["id"])
    for name, table in STANDARDS.tables().items():
        if "source" in table:
            cited = table["source"].str.split(";").explode().str.strip()
            assert set(cited) <= known, name
            assert cited.ne("").all(), name
    figures = STANDARDS.indicators["code"]
    assert not STANDARDS.indicators.duplicated(KEY).any()
    assert figures.ne("").all()


def test_every_word_is_there_in_both_languages():
    wanted = {f"progress_holder.{name}" for name in STANDARDS.variables["holder"]}
    wanted |= {f"progress_sector.{name}" for name in STANDARDS.sectors["id"]}
    for lang in ("zh", "en"):
        assert wanted <= keys(lang)
    for table in (STANDARDS.systems, STANDARDS.variables, STANDARDS.indicators, STANDARDS.targets, STANDARDS.series):
        assert table[["name_zh", "name_en"]].ne("").all(axis=None)


@pytest.mark.parametrize("name", builtin_parks())
def test_what_is_known_missing_and_from_whom(results, name):
    park, result = results[name]
    known = result.indicators[result.indicators["value"].notna()]
    assert known["basis"].isin([basis for basis in GRADES if basis]).all()
    assert known["year"].notna().all()
    assert known["origin"].isin(["reported"]).all()
    listed = set(park.sources["id"]) | set(CATALOG.sources["id"])
    assert {part for text in known["source"] for part in text.split(";") if part} <= listed
    unknown = result.indicators[result.indicators["reported_value"].isna()]
    asked = result.missing["indicators"].str.split(";").explode()
    assert set(unknown["system"] + ":" + unknown["code"]) <= set(asked)
    assert result.missing[["variable", "name_zh", "name_en", "holder"]].ne("").all(axis=None)
    assert result.missing["serves"].is_monotonic_decreasing
    assert not len(result.forecasts)  # no park has four years of anything


def test_inputs_of_a_value_are_of_its_year(ganhe):
    told = ganhe.inputs.merge(ganhe.indicators[[*KEY, "year"]], on=KEY, suffixes=("", "_shown"))
    standing_figures = set(STANDARDS.variables.loc[STANDARDS.variables["standing"], "id"])
    older = told[told["year"] != told["year_shown"]]
    assert set(older["variable"]) <= standing_figures
    assert told["basis"].ne("").all()


def test_ganhe_shows_what_was_reported_and_the_model_beside(ganhe):
    rows = ganhe.of_system(MAIN_SYSTEM).set_index("code")
    assert (rows.loc["N9", "value"], rows.loc["N9", "origin"], rows.loc["N9", "status"]) == (97.38, "reported", "met")
    assert 0 < rows.loc["N9", "model_value"] < 97
    assert (rows.loc["N18", "origin"], rows.loc["N18", "status"]) == ("model", "no_target")
    assert "NDRC-PARK:N9" not in set(ganhe.missing["indicators"].str.split(";").explode())


def test_a_form_asks_for_exactly_what_is_missing(ganhe):
    table = form(ganhe.missing)
    dated = ganhe.missing[ganhe.missing["year"].notna()]
    assert table["variable"].tolist() == dated["variable"].tolist()
    assert table["value"].isna().all()
    assert not table.duplicated(["variable", "year"]).any()


def test_the_nine_parks_of_the_retrofit():
    assert retrofit_parks() == [
        "biotech",
        "datong-beichuan",
        "haibei",
        "hehuang",
        "huzhu",
        "ledu",
        "minhe",
        "nanchuan",
        "reshui",
    ]


def test_standing_tells_who_is_behind_on_what_and_what_helps(tmp_path):
    ash = load_park(waste_park().write(tmp_path / "ash"))
    good = told_park([("solid_waste_utilisation_rate", 2025, 97.0)])
    found = standing([good, ash], None, standards=STANDARDS)
    table = found.parks
    assert list(table.columns) == STANDING_COLUMNS
    assert table["park"].tolist() == ["ash", "told"]  # the farthest from its target first
    first, second = table.iloc[0], table.iloc[1]
    assert first[["indicator", "value", "target", "target_scope", "distance"]].tolist() == ["N9", 0, 60, "province", 60]
    assert first[["help_from", "help_to", "help_commodity"]].tolist() == ["plant", "kiln", "ash"]
    told = first[["help_change", "help_saving", "coupled_value", "best_value"]].tolist()
    assert told == pytest.approx([60.0, 60 * 13.0, 60.0, 90.0])
    assert (first["ask"], first["ask_holder"]) == ("IAV", "statistics")
    assert second[["value", "distance", "status", "help_from"]].tolist() == [97.0, -37.0, "met", ""]
    assert (second["known"], second["by_model"], second["missing"]) == (1, 0, 22)
