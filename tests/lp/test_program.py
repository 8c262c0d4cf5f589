"""The programme's tables, and that a faulty one cannot exist."""

import numpy as np
import pandas as pd
import pytest

from circnet.lp import LinearProgram


def tables(names=("a", "b"), upper=(np.inf, 3.0), column=1):
    columns = pd.DataFrame({"name": names, "lower": 0.0, "upper": upper, "cost": [1.0, -2.0], "integer": False})
    rows = pd.DataFrame({"name": ["r"], "lower": [-np.inf], "upper": [4.0]})
    coefficients = pd.DataFrame({"row": [0, 0], "column": [0, column], "value": [1.0, 2.0]})
    return columns, rows, coefficients


def test_matrix_has_the_coefficients_in_place():
    assert LinearProgram(*tables()).matrix().toarray().tolist() == [[1.0, 2.0]]


def test_with_costs_leaves_the_original_alone():
    program = LinearProgram(*tables())
    other = program.with_costs(np.array([5.0, 6.0]))
    assert program.columns["cost"].tolist() == [1.0, -2.0]
    assert other.columns["cost"].tolist() == [5.0, 6.0]


@pytest.mark.parametrize(
    ("tables", "word"),
    [
        (tables(names=("a", "a")), "twice"),
        (tables(upper=(np.nan, 3.0)), "NaN"),
        (tables(column=2), "outside 0..1"),
        ((tables()[0].drop(columns="cost"), *tables()[1:]), "lack cost"),
    ],
)
def test_faulty_tables_are_refused(tables, word):
    with pytest.raises(ValueError, match=word):
        LinearProgram(*tables)
