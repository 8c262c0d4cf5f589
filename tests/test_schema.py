"""The specification of the tables, the words for them, units and formulas."""

import math
import subprocess
import sys

import pandas as pd
import pytest

from circnet import chemistry, units
from circnet.errors import CircnetError, InputFaults, NoSolution
from circnet.schema import CATALOG_TABLES, LOCAL_TABLES, PARK_TABLES
from circnet.text import heading, keys, t
from circnet.types import GRADES

TABLES = {f"park-{name}": table for name, table in PARK_TABLES.items() if name not in LOCAL_TABLES}
TABLES |= {f"catalog-{name}": table for name, table in CATALOG_TABLES.items()}


def test_every_reference_leads_to_a_table():
    tables = {**CATALOG_TABLES, **PARK_TABLES}
    refers = {kind for table in tables.values() for column in table.columns.values() for kind in column.refers}
    assert refers - {"modes"} <= set(tables)


def test_local_tables_are_the_catalogs():
    assert all(PARK_TABLES[name] is CATALOG_TABLES[name] for name in LOCAL_TABLES)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_an_empty_table_keeps_its_contract(table):
    empty = table.empty()
    assert empty.dtypes.astype(str).to_dict() == table.dtypes
    table.contract().validate(empty)
    assert set(table.key) <= set(table.columns)
    assert all(
        column.default in column.choices for column in table.columns.values() if column.choices and column.default
    )


def test_an_empty_table_may_be_changed_without_changing_the_next():
    changed = PARK_TABLES["units"].empty()
    changed["id"] = changed["id"].astype(object)
    assert PARK_TABLES["units"].empty()["id"].dtype == "str"


def test_every_column_has_a_heading_in_both_languages():
    columns = {name for table in (*PARK_TABLES.values(), *CATALOG_TABLES.values()) for name in table.columns}
    assert all(heading(name, lang) for name in columns for lang in ("zh", "en"))


def test_the_languages_have_the_same_keys():
    assert keys("zh") == keys("en")


@pytest.mark.parametrize(("key", "lang"), [("no.such.key", "en"), ("fault.row", "fr"), ("fault.row", "en")])
def test_a_missing_text_is_an_error(key, lang):
    with pytest.raises(KeyError):
        t(key, lang)


def test_grades_cover_every_basis():
    basis = CATALOG_TABLES["recipes"].columns["basis"].choices
    assert set(GRADES) == {*basis, ""}


def test_errors_cross_process_borders():
    import pickle

    error = pickle.loads(pickle.dumps(NoSolution("no outlet", pd.DataFrame({"a": [1]}))))
    assert isinstance(error, CircnetError)
    assert error.conflicts.equals(pd.DataFrame({"a": [1]}))
    empty = pd.DataFrame(columns=["check", "severity", "file", "row", "column", "value", "expected", "hint"])
    assert isinstance(pickle.loads(pickle.dumps(InputFaults(empty))), InputFaults)


def test_slow_libraries_wait_until_they_are_needed():
    code = (
        "import sys, circnet.park; print([m for m in ('pint', 'pandera', 'molmass', 'openpyxl') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("amount", "source", "target", "expected"),
    [
        (3, "万吨", "t", 30_000), (2, "亿kWh", "MWh", 200_000), (1, "亿千瓦时", "kWh", 1e8), (5, "万m³", "m3", 50_000),
        (1, "亿立方米", "kNm3", 1e5), (1, "tce", "GJ", 29.3076), (2, "万吨标准煤", "tce", 20_000), (1, "Nm³", "m3", 1),
        (1, "kgce", "MJ", 29.3076), (36.5, "万吨/年", "t/year", 365_000), (1, "GJ", "MWh", 1 / 3.6),
        (1, "度", "kWh", 1),
        (7, "kg", "t", 0.007), (15, "亩", "公顷", 1), (1, "thousand t", "kg", 1e6), (1, "1000 t", "t", 1000),
        (1, "百万千瓦时", "MWh", 1000), (3, "万元", "元", 30_000), (2, "吉焦", "GJ", 2), (1, "mg/L", "kg/m3", 1e-3),
    ],
)  # fmt: skip
def test_units_of_officials(amount, source, target, expected):
    assert units.convert(float(amount), source, target) == pytest.approx(expected, rel=1e-9)


def test_whole_columns_convert():
    assert units.convert(pd.Series([1.0, math.nan]), "万吨", "t").tolist()[0] == 10_000


@pytest.mark.parametrize(
    "text", ["bananas", "9**9**9**9", "t/", "()", "__import__", "x" * 100, "t.magnitude", "kg*", "千万亿t", "\x00"]
)
def test_unknown_units(text):
    assert not units.is_known(text) or text == "t/"
    if text != "t/":
        with pytest.raises(units.UnknownUnit):
            units.parse(text)


def test_units_of_different_things_do_not_convert():
    with pytest.raises(units.UnknownUnit, match="cannot become"):
        units.convert(1.0, "t", "GJ")


def test_counting_words():
    assert all(map(units.is_counting, ("cases", "thousand cases", "万件", "1000 boxes", "Pieces")))
    assert not units.is_counting("bananas")


@pytest.mark.parametrize(
    ("formula", "element", "share"),
    [
        ("NaCl", "Cl", 0.6066), ("CaSO4·2H2O", "S", 0.1862), ("CaSO4.2H2O", "S", 0.1862), ("CaSO4·0.5H2O", "S", 0.2209),
        ("CaSO4.0.5H2O", "S", 0.2209), ("KCl·MgCl2·6H2O", "K", 0.1407), ("KCl.MgCl2.6H2O", "K", 0.1407),
        ("C5H8N1.3O1.5S0.03", "N", 0.1636), ("Ca5(PO4)3OH", "P", 0.1850), ("(NH4)2SO4", "N", 0.2120),
    ],
)  # fmt: skip
def test_formulas(formula, element, share):
    fractions = chemistry.formula_mass_fractions(formula)
    assert fractions[element] == pytest.approx(share, abs=5e-5)
    assert sum(fractions.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "formula", ["", "Xx", "nacl", "()", "C0", "Na+", "D", "CaSO4··H2O", "A" * 300, "peptide(A)", "Fe2O3)"]
)
def test_formulas_that_do_not_parse(formula):
    with pytest.raises(chemistry.FormulaError):
        chemistry.formula_mass_fractions(formula)


@pytest.mark.parametrize("text", ["NaCl", "NaCl:x", "NaCl:1.2", "NaCl:-0.1", "NaCl:nan", ":0.5", "Foo:0.5"])
def test_compositions_that_do_not_parse(text):
    with pytest.raises(chemistry.FormulaError):
        chemistry.parse_composition(text)


def test_element_matrix_is_per_unit():
    goods = pd.DataFrame(
        {
            "id": ["acid", "power", "gas"],
            "composition": ["HCl:0.31;H2O:0.68;OTHER:0.01", "", "H2:1"],
            "t_per_unit": [1, math.nan, 0.0899],
        }
    )
    matrix = chemistry.element_matrix(goods)
    assert list(matrix.columns)[: len(chemistry.TRACKED)] == list(chemistry.TRACKED)
    assert matrix.loc["acid", "Cl"] == pytest.approx(0.31 * 0.97235, rel=1e-4)
    assert matrix.loc["power"].eq(0).all()
    assert matrix.loc["gas", "H"] == pytest.approx(0.0899)
    assert matrix.index.tolist() == ["acid", "power", "gas"]
