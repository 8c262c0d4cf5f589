"""Answers to the form of missing figures: checked as they are typed, and laid over what a park reports."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.park.checks import describe
from circnet.progress import answered, assess, load_standards, with_answers
from tests.progress.wastepark import told_park

STANDARDS = load_standards()


def row(variable, value, year="2024", unit="", **more):
    return {"variable": variable, "year": year, "value": value, "unit": unit, "basis": "reported", **more}


@pytest.mark.parametrize(
    ("cell", "value"), [("12,000", 12_000.0), ("1,234,567.5", 1_234_567.5), ("３８．５", 38.5), (" 7 ", 7.0)]
)
def test_figures_as_officials_write_them(cell, value):
    table, faults = answered([row("IAV", cell)], STANDARDS)
    assert faults.empty
    assert table["value"].tolist() == [value]


@pytest.mark.parametrize(
    ("typed", "column", "check"),
    [
        (row("S_gen", "abc"), "value", "not_a_number"),
        (row("S_gen", "1,5"), "value", "not_a_number"),
        (row("S_gen", "-1"), "value", "out_of_range"),
        (row("S_gen", "1", year="20x4"), "year", "not_a_number"),
        (row("S_gen", "1", year="1850"), "year", "out_of_range"),
        (row("S_gen", "1", unit="GJ"), "unit", "unknown_unit"),
        (row("S_gen", "1") | {"basis": "rumour"}, "basis", "not_a_choice"),
        (row("S_genn", "1"), "variable", "unknown_reference"),
    ],
)
def test_what_cannot_be_is_told_by_row_and_column_in_both_languages(typed, column, check):
    table, faults = answered([row("IAV", "5"), row("E", ""), typed], STANDARDS)
    assert faults[["row", "column", "check"]].to_numpy().tolist() == [[2, column, check]]
    assert table.index.tolist() == [0]
    assert all(describe(faults, lang)[0] for lang in ("zh", "en"))


def test_a_figure_that_stands_twice_is_told():
    _, faults = answered([row("S_gen", "1"), row("S_gen", "2")], STANDARDS)
    assert "duplicate_key" in set(faults["check"])


def test_a_source_that_is_listed_is_cited_and_any_other_is_a_note():
    rows = [row("S_gen", "1", source="G04"), row("S_util", "1", source="统计年报", note="全口径")]
    table, faults = answered(rows, STANDARDS, ["G04"])
    assert faults.empty
    assert table["source"].tolist() == ["G04", ""]
    assert table["note"].tolist() == ["", "统计年报; 全口径"]


def test_answers_are_laid_over_what_is_reported_and_judged():
    park = told_park([("S_gen", 2024, 10.0, "10^4 t"), ("S_gen", 2023, 9.0, "10^4 t")])
    table, _ = answered([row("S_util", "6", unit="万吨"), row("S_gen", "12", unit="万吨")], STANDARDS)
    whole = with_answers(park.indicators, table)
    assert len(whole) == 3
    assert whole.loc[whole["variable"].eq("S_gen") & whole["year"].eq(2023), "value"].tolist() == [9.0]
    found = assess(park.replace(indicators=whole), None, flow_model=False)
    assert found.of_system("NDRC-PARK").set_index("code").loc["N9", "value"] == pytest.approx(50.0)


def test_nothing_typed_is_no_answer():
    table, faults = answered([row("S_gen", " ")], STANDARDS)
    assert table.empty
    assert faults.empty
    assert with_answers(pd.DataFrame(columns=table.columns), table).empty


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["variable", "year", "value", "unit", "basis", "source"]), st.text())))
def test_any_text_is_an_answer_or_a_fault_never_an_error(rows):
    table, faults = answered(rows, STANDARDS)
    filled = {place for place, one in enumerate(rows) if one.get("value", "").strip()}
    assert set(table.index) | set(faults["row"]) == filled
    assert not set(table.index) & set(faults.loc[faults["severity"] == "error", "row"])
