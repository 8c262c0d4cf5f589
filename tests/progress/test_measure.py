"""Indicators worked out: published numbers, years that are not mixed, two formulas, blanks that mean something."""

import json
import math

import pytest

from circnet.errors import FormulaError, InputFaults
from circnet.progress import assess, load_standards
from circnet.progress.figures import Figures, base_year_of, reported
from circnet.progress.measure import measure
from tests.progress.wastepark import told_park


def values_of(rows, *, base_year=None, year=None):
    """Value by code (the first system that has it) of a park that reports some figures."""
    park = told_park(rows, base_year=base_year)
    standards = load_standards()
    figures = Figures(standards, reported(park, standards), base_year_of(park))
    table, inputs = measure(standards.indicators, figures, year)
    return table.drop_duplicates("code").set_index("code"), inputs


WUHAI = [
    ("S_util", 2023, 1504.04, "10^4 t"), ("S_gen", 2023, 3024.32, "万吨"), ("S_util_old", 2023, 35.25, "万t"),
    ("S_disp", 2023, 1556.65, "10^4 t"), ("S_disp_old", 2023, 3.06, "10^4 t"),
]  # fmt: skip
PUBLISHED = {
    "Wuhai 2023, old stock above and below the line": (WUHAI, {"N9": 49.16, "H6": 49.16, "B1": 49.16, "B2": 51.42}),
    "Wuhai 2023, what was stored in the year": (WUHAI, {"B4": 1.94}),
    "Xining 2022, no old stock told": (
        [("S_util", 2022, 400.08, "10^4 t"), ("S_gen", 2022, 434.34, "10^4 t")], {"N9": 92.11, "Z3": 92.11},
    ),
    "Qinghai 2020, intensity from productivity": (
        [("energy_productivity", 2020, 0.6464)], {"N7": 1.547, "N13": 0.6464},
    ),
    "Ganhe 2025, power from waste heat": ([("waste_heat_power", 2025, 74041.6)], {"B5": 9099.71}),
    "nine parks 2024": ([("projects_done", 2024, 130), ("projects_planned", 2021, 180)], {"N10": 72.22}),
    "nine parks 2024, money": (
        [("invest_done", 2024, 240, "亿元"), ("invest_planned", 2021, 320, "亿元")], {"N11": 75.0},
    ),
    "eco-connectance of 12 links among 18 firms": ([("L", 2025, 12), ("S_n", 2025, 18)], {"Y1": 0.0784}),
    "water and land in officials' units": (
        [("GDP", 2025, 12.3, "亿元"), ("W_f", 2025, 1000, "万m³"), ("A_built", 2025, 1488.4)],
        {"N8": 81.30, "N14": 123.0, "N15": 82.64},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), PUBLISHED.values(), ids=PUBLISHED)
def test_published_numbers(rows, expected):
    table, _ = values_of(rows)
    for code, value in expected.items():
        assert table.loc[code, "value"] == pytest.approx(value, abs=0.006 if abs(value) > 1 else 6e-4), code


@pytest.mark.shared
def test_vectors_of_the_research(shared):
    """Each vector of the research by the names that it gives its inputs, as a park would report them."""
    code_of = {"TV1": "N9", "TV2": "B2", "TV3": "B6", "TV4": "N9", "TV5": "N7", "TV6": "B4"}
    names = {"old": "S_util_old", "disposal": "S_disp"}
    vectors = json.loads((shared / "research" / "indicators.json").read_text("utf-8"))["test_vectors"]
    assert {vector["code"] for vector in vectors} == set(code_of)
    for vector in vectors:
        tonnes = "10^4 t" if vector["code"] == "TV6" else ""
        rows = [(names.get(name, name), 2023, value, tonnes) for name, value in vector["inputs"].items()]
        table, _ = values_of(rows)
        found = table.loc[code_of[vector["code"]], "value"]
        assert found == pytest.approx(vector["expect"], abs=vector["tol"]), vector["code"]


def test_use_and_use_plus_disposal_are_never_mixed():
    table, _ = values_of([("solid_waste_use_disposal_rate", 2025, 96.8)])
    assert table.loc["B3", "value"] == pytest.approx(96.8)
    assert math.isnan(table.loc["N9", "value"])
    assert math.isnan(table.loc["B1", "value"])


def test_years_are_not_mixed():
    rows = [("E", 2024, 100.0), ("IAV", 2025, 50.0), ("E", 2022, 80.0), ("IAV", 2022, 40.0)]
    table, inputs = values_of(rows)
    assert (table.loc["G5", "value"], table.loc["G5", "year"]) == (2.0, 2022)
    assert set(inputs.loc[inputs["code"] == "G5", "year"]) == {2022}
    latest, _ = values_of(rows, year=2025)
    assert math.isnan(latest.loc["G5", "value"])


def test_a_standing_figure_is_told_with_its_own_year():
    table, inputs = values_of([("IAV", 2025, 90_000.0), ("A_ind", 2019, 1.0)])
    assert table.loc["H8", "value"] == pytest.approx(9.0)
    told = inputs[inputs["code"] == "H8"].set_index("variable")["year"]
    assert (told["IAV"], told["A_ind"]) == (2025, 2019)
    later, _ = values_of([("IAV", 2015, 90_000.0), ("A_ind", 2019, 1.0)])
    assert math.isnan(later.loc["H8", "value"])  # what was measured in 2019 says nothing of 2015


def test_base_year_and_growth():
    rows = [("E", 2020, 100.0), ("IAV", 2020, 50.0), ("E", 2025, 90.0), ("IAV", 2025, 60.0), ("IAV", 2022, 55.0)]
    table, _ = values_of(rows, base_year=2020)
    assert table.loc["N1", "value"] == pytest.approx(100 / 50 * 60 - 90)
    assert table.loc["H10", "value"] == pytest.approx(((90 / 100) ** 0.2 - 1) / ((60 / 50) ** 0.2 - 1))
    assert table.loc["H3", "value"] == pytest.approx(100 * ((60 / 55) ** (1 / 3) - 1))
    unknown, _ = values_of(rows)
    assert math.isnan(unknown.loc["N1", "value"])


def test_what_was_assumed_is_told():
    table, inputs = values_of([("S_util", 2022, 4.0), ("S_gen", 2022, 5.0)])
    assert (table.loc["N9", "assumed"], table.loc["N9", "basis"], table.loc["N9", "grade"]) == (
        "S_util_old",
        "assumed",
        "D",
    )
    told = inputs[(inputs["code"] == "N9") & (inputs["variable"] == "S_util_old")]
    assert told["origin"].tolist() == ["assumed"]


def test_a_published_rate_beside_its_amounts_is_told_where_they_differ():
    rows = [("S_util", 2022, 4.0), ("S_gen", 2022, 5.0), ("solid_waste_utilisation_rate", 2022, 90.0)]
    table, _ = values_of(rows)
    assert (table.loc["N9", "value"], table.loc["N9", "conflict"]) == (80.0, 90.0)
    newer, _ = values_of([*rows[:2], ("solid_waste_utilisation_rate", 2024, 90.0)])
    assert (newer.loc["N9", "value"], newer.loc["N9", "year"]) == (90.0, 2024)


def test_a_blank_basis_counts_as_assumed():
    table, _ = values_of([("E", 2025, 10.0, "", ""), ("IAV", 2025, 5.0)])
    assert table.loc["G5", "basis"] == "assumed"


def test_dividing_by_nothing_has_a_reason_and_no_value():
    table, _ = values_of([("E", 2025, 10.0), ("IAV", 2025, 0.0)])
    assert math.isnan(table.loc["G5", "value"])
    assert "zero" in table.loc["G5", "reason"]


@pytest.mark.parametrize(("row", "check"), [(("S_gen", 2025, 1.0, "GJ"), "unknown_unit"),
                                            (("S_gen", 2025, 1.0, "bananas"), "unknown_unit")])  # fmt: skip
def test_a_unit_of_another_kind_is_a_fault(row, check):
    with pytest.raises(InputFaults) as caught:
        values_of([row])
    fault = caught.value.faults.iloc[0]
    assert (fault["check"], fault["file"], fault["row"], fault["expected"]) == (check, "indicators.csv", 2, "t")


def test_a_figure_under_two_names_is_a_fault():
    with pytest.raises(InputFaults, match="duplicate_key"):
        values_of([("tce_per_MWh", 2025, 0.1), ("factor", 2025, 0.2)])


def test_a_bad_formula_in_the_standards_is_told_by_row():
    from circnet.progress.standards import check_standards

    standards = load_standards()
    broken = standards.indicators.copy()
    broken.loc[3, "formula"] = "S_gen.__class__"
    broken.loc[6, "formula"] = "E / W_f"
    broken.loc[8, "instead"] = "nobody_knows"
    broken.loc[9, "system"] = "NONE"
    faults = check_standards(standards.replace(indicators=broken))
    assert faults.loc[faults["check"] == "bad_formula", ["row", "column"]].to_numpy().tolist() == [
        [3, "formula"], [6, "formula"], [8, "instead"],
    ]  # fmt: skip
    assert 9 in faults.loc[faults["check"] == "no_such_indicator", "row"].tolist()
    with pytest.raises(FormulaError):
        standards.check("S_gen", "GJ")


def test_a_park_that_only_reports_needs_no_model():
    result = assess(told_park(WUHAI), None)
    assert result.summary["model"] == "nothing_to_solve"
    assert result.of_system("BASIC").set_index("code").loc["B1", "value"] == pytest.approx(49.1585, abs=1e-4)


def test_what_no_indicator_uses_is_listed_and_a_slip_is_told():
    result = assess(
        told_park([("S_utl", 2025, 1.0), ("province_energy_productivity", 2020, 0.6), ("E", 2025, 1.0)]), None
    )
    assert result.others[["variable", "hint"]].to_numpy().tolist() == [
        ["S_utl", "S_util"],
        ["province_energy_productivity", ""],
    ]
