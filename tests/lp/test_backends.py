"""PuLP and the direct way to HiGHS: one answer, and no answer where there is none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.errors import Infeasible, Unbounded, UsageFault
from circnet.lp import LinearProgram, highs_backend, pulp_backend
from circnet.lp.diagnosis import least_violations, runaways


def program(cost, rows, lower=0.0, upper=np.inf, integer=False):
    """rows: list of (coefficients, low, high)."""
    matrix = np.array([row[0] for row in rows], float)
    columns = pd.DataFrame(
        {"name": [f"x {i}" for i in range(len(cost))], "lower": lower, "upper": upper, "cost": cost, "integer": integer}
    )
    frame = pd.DataFrame(
        {"name": [f"r {i}" for i in range(len(rows))], "lower": [r[1] for r in rows], "upper": [r[2] for r in rows]}
    )
    row, column = np.nonzero(matrix)
    return LinearProgram(columns, frame, pd.DataFrame({"row": row, "column": column, "value": matrix[row, column]}))


@st.composite
def programs(draw):
    """Feasible and bounded programmes: every box holds, every row admits the point in the middle of the box."""
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    number = st.integers(-9, 9)
    cost = draw(st.lists(number, min_size=n, max_size=n))
    middle = np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), float)
    rows = []
    for _ in range(m):
        coefficients = draw(st.lists(number, min_size=n, max_size=n))
        at = float(np.dot(coefficients, middle))
        low, high = draw(st.sampled_from([(at, at), (-np.inf, at), (at, np.inf), (at - 3, at + 2)]))
        rows.append((coefficients, low, high))
    return program(np.array(cost, float), rows, lower=middle - 5, upper=middle + 7)


@given(programs())
@settings(max_examples=30, deadline=None)
def test_pulp_and_direct_agree(lp):
    direct, through = highs_backend.solve(lp), pulp_backend.solve(lp)
    scale = max(1.0, abs(direct.objective))
    assert abs(direct.objective - through.objective) <= 1e-9 * scale
    activity = lp.matrix() @ through.values
    assert (activity <= lp.rows["upper"] + 1e-6).all()
    assert (activity >= lp.rows["lower"] - 1e-6).all()


@given(programs())
@settings(max_examples=20, deadline=None)
def test_dual_is_the_change_of_the_optimum_bounded_by_convexity(lp):
    """A dual is a subgradient: moving a right-hand side can never cost less than the dual says."""
    answer = highs_backend.solve(lp)
    rows = lp.rows.copy()
    rows.loc[0, ["lower", "upper"]] += 0.25
    try:
        moved = highs_backend.solve(LinearProgram(lp.columns, rows, lp.coefficients))
    except Infeasible:
        return
    assert moved.objective >= answer.objective + 0.25 * answer.duals[0] - 1e-6


def test_whole_numbers_are_whole():
    lp = program([-5.0, -4.0], [([6, 4], -np.inf, 24), ([1, 2], -np.inf, 6)], integer=True)
    for solve in (highs_backend.solve, pulp_backend.solve):
        answer = solve(lp)
        assert answer.objective == pytest.approx(-20.0)
        assert answer.values == pytest.approx([4.0, 0.0])
        assert answer.duals.size == 0


def test_no_answer_where_there_is_none():
    contradiction = program([1.0], [([1], 5, np.inf)], upper=2.0)
    runaway = program([-1.0, 0.0], [([1, -1], 0, 0)])
    for solve in (highs_backend.solve, pulp_backend.solve):
        with pytest.raises(Infeasible):
            solve(contradiction)
        with pytest.raises(Unbounded):
            solve(runaway)


def test_names_that_pulp_would_merge_stay_apart():
    """PuLP turns unknown characters into _, so 'a b' and 'a_b' would be one variable."""
    lp = program([1.0, 2.0], [([1, 0], 1, np.inf), ([0, 1], 1, np.inf)])
    lp = LinearProgram(lp.columns.assign(name=["a b", "a_b"]), lp.rows, lp.coefficients)
    assert pulp_backend.solve(lp).objective == pytest.approx(3.0)


def test_another_solver_of_pulp_agrees():
    lp = program([2.0, 3.0], [([1, 1], 4, np.inf), ([1, 3], 6, np.inf)])
    assert "COIN_CMD" in pulp_backend.available_solvers(), "CBC belongs to the development set-up (pulp's extra cbc)"
    assert pulp_backend.solve(lp, "cbc").objective == pytest.approx(highs_backend.solve(lp).objective, rel=1e-9)


def test_an_unknown_solver_is_named_with_those_there_are():
    with pytest.raises(UsageFault, match="highs"):
        pulp_backend.solve(program([1.0], [([1], 1, np.inf)]), "no-such-solver")


def test_a_session_solves_again_after_changes():
    lp = program([1.0, 3.0], [([1, 1], 4, np.inf)])
    session = highs_backend.Session(lp)
    assert session.solve().objective == pytest.approx(4.0)
    session.set_bounds(np.array([0]), np.array([0.0]), np.array([1.0]))
    assert session.solve().objective == pytest.approx(10.0)
    session.set_costs(np.array([5.0, 3.0]))
    assert session.solve().objective == pytest.approx(12.0)


def test_least_violations_name_the_row_and_by_how_much():
    lp = program([0.0, 0.0], [([1, 1], 10, 10), ([1, 0], 0, 0)], upper=4.0)
    found = least_violations(lp, np.array([True, True]), np.ones(2), np.ones(2))
    assert found["name"].tolist() == ["r 0", "r 1"] or found["violation"].abs().sum() == pytest.approx(6.0)
    assert found["violation"].abs().sum() == pytest.approx(6.0)


def test_runaways_name_the_columns_without_limit():
    lp = program([-1.0, 0.0, 5.0], [([1, -1, 0], 0, 0), ([0, 0, 1], 1, 2)])
    assert runaways(lp)["name"].tolist() == ["x 0", "x 1"]
