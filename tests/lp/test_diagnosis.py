"""Limits that clash: an irreducible set of them on random programmes, judged by another solver."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from circnet.lp import LinearProgram
from circnet.lp.bounds import implied_bounds
from circnet.lp.diagnosis import irreducible


def program(matrix, low, high, lower, upper):
    matrix = np.array(matrix, float)
    row, column = np.nonzero(matrix)
    columns = pd.DataFrame({"name": [f"x{j}" for j in range(matrix.shape[1])], "lower": lower, "upper": upper,
                            "cost": 0.0, "integer": False})  # fmt: skip
    rows = pd.DataFrame({"name": [f"r{i}" for i in range(len(matrix))], "lower": low, "upper": high})
    return LinearProgram(columns, rows, pd.DataFrame({"row": row, "column": column, "value": matrix[row, column]}))


@st.composite
def programs(draw):
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    figure = st.integers(-3, 3)
    matrix = [draw(st.lists(figure, min_size=n, max_size=n)) for _ in range(m)]
    low = [draw(st.sampled_from([-np.inf, -2.0, 0.0, 4.0])) for _ in range(m)]
    high = [max(a, draw(st.sampled_from([np.inf, 0.0, 1.0, 4.0]))) for a in low]
    lower = [draw(st.sampled_from([0.0, 0.0, 2.0])) for _ in range(n)]
    upper = [max(a, draw(st.sampled_from([np.inf, 2.0, 5.0]))) for a in lower]
    return program(matrix, low, high, lower, upper)


def holds(lp, limits=None):
    """Whether the limits given (all by default) can hold, amounts never negative; by scipy."""
    lower, upper = np.zeros(len(lp.columns)), np.full(len(lp.columns), np.inf)
    low, high = np.full(len(lp.rows), -np.inf), np.full(len(lp.rows), np.inf)
    for of, side, table, array in (("column", "lower", lp.columns, lower), ("column", "upper", lp.columns, upper),
                                   ("row", "lower", lp.rows, low), ("row", "upper", lp.rows, high)):  # fmt: skip
        every = np.arange(len(table))
        mine = every if limits is None else limits.loc[(limits["of"] == of) & (limits["side"] == side), "position"]
        array[mine] = table[side].to_numpy(float)[mine]
    if (lower > upper).any() or (low > high).any():
        return False
    matrix = lp.matrix().toarray()
    above, below = np.isfinite(high), np.isfinite(low)
    found = linprog(np.zeros(len(lower)), A_ub=np.vstack([matrix[above], -matrix[below]]),
                    b_ub=np.concatenate([high[above], -low[below]]),
                    bounds=np.column_stack([lower, upper]))  # fmt: skip
    return found.status != 2


@given(programs())
@settings(max_examples=30)
def test_the_set_clashes_and_none_of_it_can_be_spared(lp):
    found = irreducible(lp)
    if holds(lp):
        assert found.empty
        return
    assert len(found)
    assert not holds(lp, found)
    for i in found.index:
        assert holds(lp, found.drop(index=i))


@given(programs())
@settings(max_examples=25)
def test_a_limit_that_gives_way_by_its_change_is_enough_and_by_less_is_not(lp):
    assume(not holds(lp))
    found = irreducible(lp)
    for row in found.to_dict("records"):
        for factor, fits in ((1.0 + 1e-6, True), (0.9, False)):
            tables = {"row": lp.rows.copy(), "column": lp.columns.copy()}
            shift = row["change"] * factor * (1.0 if row["side"] == "upper" else -1.0)
            tables[row["of"]].loc[row["position"], row["side"]] += shift
            moved = LinearProgram(tables["column"], tables["row"], lp.coefficients)
            if moved.columns["lower"].min() >= 0:
                assert holds(moved, found) is fits


def test_bounds_that_cross_are_the_set():
    lp = program([[1.0, 1.0]], [0.0], [9.0], [0.0, 6.0], [4.0, 5.0])
    found = irreducible(lp)
    assert found[["of", "position", "side"]].to_numpy().tolist() == [["column", 1, "lower"], ["column", 1, "upper"]]
    assert found["change"].tolist() == [1.0, 1.0]


def test_of_two_clashes_one_is_told():
    lp = program([[1.0, 0.0], [0.0, 1.0]], [5.0, 7.0], [np.inf, np.inf], [0.0, 0.0], [4.0, 4.0])
    found = irreducible(lp)
    assert len(found) == 2
    assert found["position"].nunique() == 1


@given(programs())
@settings(max_examples=25)
def test_implied_bounds_cut_no_point_off(lp):
    """Widest range of each column over the feasible set, by scipy, lies inside the implied bounds."""
    assume(holds(lp))
    lower, upper = implied_bounds(lp)
    matrix, rows = lp.matrix().toarray(), lp.rows
    above, below = np.isfinite(rows["upper"]), np.isfinite(rows["lower"])
    limits = {"A_ub": np.vstack([matrix[above], -matrix[below]]),
              "b_ub": np.concatenate([rows["upper"][above], -rows["lower"][below]]),
              "bounds": lp.columns[["lower", "upper"]].to_numpy()}  # fmt: skip
    for j in range(len(lp.columns)):
        cost = np.zeros(len(lp.columns))
        cost[j] = 1.0
        least, most = linprog(cost, **limits), linprog(-cost, **limits)
        assert least.fun >= lower[j] - 1e-6
        assert most.fun is None or -most.fun <= upper[j] + 1e-6


def test_implied_bounds_follow_a_chain():
    lp = program([[1.0, -1.0, 0.0], [0.0, 2.0, -1.0]], [0.0, 0.0], [0.0, 0.0], [0.0] * 3, [7.0, np.inf, np.inf])
    assert np.allclose(implied_bounds(lp)[1], [7.0, 7.0, 14.0])
