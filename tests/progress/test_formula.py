"""Formulas: what is let through, what is refused, units."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.errors import FormulaError, UnknownUnit
from circnet.progress.formula import MOST_CHARACTERS, check_units, parse
from circnet.progress.quantities import factor, in_base
from circnet.progress.years import plain_name, year_of

HOSTILE = [
    "", " ", "a.__class__", "().__class__.__mro__", "__import__('os').system('true')", "9**9**9**9", "10**10**10",
    "2.0**99999", "a**b**b**b", "f(a)", "(lambda: 0)()", "[a]", "{a}", "{a: a}", "[x for x in a]", "a if b else c",
    "a < b", "a and b", "not a", "a == b", "'a' * 10", "f'{a}'", "b'a'", "True", "None", "...", "1j", "a[0]", "a; b",
    "a = 1", "a := 1", "(a := 1)", "import os", "a\x00b", "a % b", "a // b", "a @ b", "a << b", "a | b", "~a", "*a",
    "1e400", "9" * 200, "a" * (MOST_CHARACTERS + 1), "(" * 140 + "a" + ")" * 140 + "?", "await a", "yield", "a, b",
]  # fmt: skip


def worked_out(text):
    formula = parse(text)
    return formula.value(dict.fromkeys(formula.names, 50.0))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_formula_is_refused(text):
    with pytest.raises(FormulaError):
        worked_out(text)


@settings(max_examples=300)
@given(
    st.text(alphabet=st.sampled_from("ab12.()[]{}+-*/%<>=:;,'\"_ \n\\@!lambdformiprt"), max_size=MOST_CHARACTERS + 20)
)
def test_any_text_ends_as_a_number_or_a_formula_error(text):
    try:
        formula = parse(text)
        result = formula.value(dict.fromkeys(formula.names, 3.0))
    except FormulaError:
        return
    assert math.isfinite(result)


_NUMBERS = st.integers(1, 50).map(str) | st.sampled_from(["a", "b", "c"])
_SUMS = st.recursive(
    _NUMBERS,
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map("({0[0]} {0[1]} {0[2]})".format),
    max_leaves=12,
)


@settings(max_examples=100)
@given(_SUMS)
def test_arithmetic_is_pythons_own(text):
    given_values = {"a": 2.0, "b": -3.5, "c": 0.25}
    try:
        expected = eval(text, {"__builtins__": {}}, dict(given_values))  # made of numbers, names and + - * / only
    except ZeroDivisionError:
        with pytest.raises(FormulaError, match="zero"):
            parse(text).value(given_values)
        return
    assert parse(text).value(given_values) == pytest.approx(expected)


@pytest.mark.parametrize(("text", "given_values"), [("a / b", {"a": 1.0, "b": 0.0}), ("a ** 0.5", {"a": -1.0}),
                                                    ("a + b", {"a": 1.0}), ("a * a", {"a": 1e200})])  # fmt: skip
def test_what_has_no_value_says_so(text, given_values):
    with pytest.raises(FormulaError):
        parse(text).value(given_values)


@pytest.mark.parametrize(
    ("text", "units", "unit"),
    [
        ("E / GDP", {"E": "tce", "GDP": "10^4 CNY"}, "tce/10^4CNY"),
        ("u / (g + o)", {"u": "t", "g": "10^4 t", "o": "t"}, "%"),
        ("p * f", {"p": "MWh", "f": "tce/MWh"}, "tce"),
        ("(a / b) ** (1 / n) - 1", {"a": "t", "b": "t", "n": ""}, "%"),
    ],
)
def test_units_that_fit(text, units, unit):
    check_units(parse(text), units, unit)


@pytest.mark.parametrize(
    ("text", "units", "unit"),
    [
        ("E + GDP", {"E": "tce", "GDP": "10^4 CNY"}, "tce"), ("E / GDP", {"E": "tce", "GDP": "10^4 CNY"}, "tce"),
        ("a ** n", {"a": "t", "n": "t"}, "t"), ("a + 1", {"a": "t"}, "t"),
    ],
)  # fmt: skip
def test_units_that_do_not_fit_are_refused(text, units, unit):
    with pytest.raises(FormulaError):
        check_units(parse(text), units, unit)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("10^4 CNY", "CNY", 1e4), ("万吨", "10^4 t", 1.0), ("10^6 CNY", "万元", 100.0), ("tce/a", "tce", 1.0),
        ("10^8CNY/km2", "10^4CNY/ha", 100.0), ("t CO2", "万吨", 1e-4), ("projects", "count", 1.0), ("%", "1", 0.01),
        ("10^4CNY/person", "万元/人", 1.0),
    ],
)  # fmt: skip
def test_units_of_plans_and_yearbooks(source, target, expected):
    assert factor(source, target) == pytest.approx(expected)


def test_an_unknown_unit_is_refused():
    with pytest.raises(UnknownUnit):
        in_base("bananas/10^4 CNY")


def test_other_years():
    assert [plain_name(name) for name in ("E", "E_base", "IAV_ago3", "S_util_old", "S_util_old_base")] == [
        "E", "E", "IAV", "S_util_old", "S_util_old",
    ]  # fmt: skip
    assert year_of("E_base", 2025, None) is None
    assert (year_of("S_util_old", 2025, 2020), year_of("E_base", 2025, 2020), year_of("E_ago10", 2025, 2020)) == (
        2025, 2020, 2015,
    )  # fmt: skip
