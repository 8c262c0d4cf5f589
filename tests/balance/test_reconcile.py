"""Reconciliation against published answers, against dense algebra, and what must hold of every network."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.linalg import null_space

from circnet.balance.reconciliation import (
    PEDIGREE,
    Balances,
    ReconcileSettings,
    estimate,
    node_balances,
    reconcile,
    with_uncertainty,
)
from circnet.balance.reconciliation.factor import dense_factor, sparse_factor
from circnet.errors import Infeasible
from tests.balance.meteredcases import COMMITTED, NAMES, answers, arrays
from tests.balance.meterednetworks import metered_network

FREE = ReconcileSettings(non_negative=False)


def flows(rows):
    table = pd.DataFrame(rows, columns=["from", "to", "amount", "uncertainty"])
    return table.astype({"amount": float, "uncertainty": float}).assign(commodity="")


def solved(table, how=FREE):
    return reconcile(node_balances(table), how)


@st.composite
def measured(draw):
    """A generated network with noise, some flows not measured, meters of very different quality."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    table = metered_network(draw(st.integers(5, 40)), int(rng.integers(10_000)), draw(st.sampled_from([1.3, 2.0, 3.0])))
    spread = table["amount"] * 10.0 ** rng.uniform(-4, -0.5, len(table))
    amount = np.maximum(table["amount"] + rng.normal(0.0, spread), 0.0)
    unknown = rng.random(len(table)) < draw(st.sampled_from([0.0, 0.2, 0.5]))
    unknown[rng.integers(len(table))] = False
    return table.assign(amount=amount.where(~unknown), uncertainty=spread.where(~unknown))


def check_case(case):
    incidence, amounts, deviations = arrays(case)
    found = estimate(sparse.csr_array(incidence), amounts, deviations)
    tolerance = case["tolerance"]
    assert found.values == pytest.approx(answers(case), rel=tolerance.get("rel", 0.0), abs=tolerance["abs"])
    assert np.abs(incidence @ found.values).max() <= 1e-9
    if "objective_chi2_computed" in case["answers"]:
        assert found.chi2 == pytest.approx(case["answers"]["objective_chi2_computed"], rel=1e-9)
    if "reconciled_sd" in case["answers"]:
        assert found.deviations == pytest.approx(case["answers"]["reconciled_sd"])


@pytest.mark.parametrize("case", COMMITTED, ids=lambda case: case["id"])
def test_a_committed_case_has_its_answers(case):
    check_case(case)


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_a_reference_case_has_its_answers(name, shared):
    place = shared / "cases" / "08_data_reconciliation" / f"{name}.json"
    if not place.exists():
        pytest.skip(f"needs the reference case {name!r}, which is not among those beside the project")
    check_case(json.loads(place.read_text("utf-8")))


@pytest.mark.shared
def test_no_reference_case_is_left_out(shared):
    assert {path.stem for path in (shared / "cases").rglob("wls_*.json")} <= set(NAMES)


@settings(max_examples=30)
@given(measured())
def test_it_is_the_least_squares_solution_with_its_covariance(table):
    """Against the null space of the whole incidence: x = N p, weighted by the meters; dense and without elimination."""
    balances = node_balances(table)
    found = estimate(balances.matrix, table["amount"].to_numpy(), table["uncertainty"].to_numpy())
    basis = null_space(balances.matrix.toarray())
    known = table["amount"].notna().to_numpy()
    weighted = basis[known] / table["uncertainty"].to_numpy()[known, None]
    inverse = np.linalg.pinv(weighted, rcond=1e-10)
    point = inverse @ (table["amount"] / table["uncertainty"]).to_numpy()[known]
    told = ~np.isnan(found.values)
    scale = np.nanmax(table["amount"])
    assert found.values[told] == pytest.approx((basis @ point)[told], rel=1e-6, abs=1e-6 * scale)
    deviations = np.sqrt(((basis @ inverse) ** 2).sum(axis=1))
    assert found.deviations[told] == pytest.approx(deviations[told], rel=1e-4, abs=1e-6 * scale)
    free = null_space(weighted, rcond=1e-10)
    unseen = np.abs(basis @ free).max(axis=1, initial=0.0) > 1e-7
    assert (~told).tolist() == (unseen & ~known).tolist()


@settings(max_examples=30)
@given(measured())
def test_flows_balance_and_no_measurement_gets_less_sure(table):
    balances = node_balances(table)
    result = solved(table)
    values = result.flows["reconciled"].to_numpy()
    whole = ~(abs(balances.matrix) @ np.isnan(values).astype(float) > 0)
    gaps = balances.matrix @ np.nan_to_num(values)
    assert np.abs(gaps[whole]).max(initial=0.0) <= 1e-9 * np.nanmax(values)
    known = table["amount"].notna()
    assert (result.flows["deviation"] <= table["uncertainty"] * (1 + 1e-12))[known].all()
    assert result.summary["objective"] == pytest.approx(result.summary["chi2"], rel=1e-9, abs=1e-9)


@settings(max_examples=30)
@given(measured(), st.sampled_from([1e-3, 7.0, 1e5]))
def test_another_unit_changes_nothing_else(table, factor):
    one, other = solved(table), solved(table.assign(amount=table["amount"] * factor,
                                                    uncertainty=table["uncertainty"] * factor))  # fmt: skip
    values = other.flows["reconciled"].to_numpy() / factor
    assert values == pytest.approx(one.flows["reconciled"].to_numpy(), rel=1e-7, abs=1e-9, nan_ok=True)
    assert other.summary["chi2"] == pytest.approx(one.summary["chi2"], rel=1e-6, abs=1e-9)
    assert other.flows["status"].tolist() == one.flows["status"].tolist()


@settings(max_examples=30)
@given(measured(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(table, random):
    order = list(range(len(table)))
    random.shuffle(order)
    one, other = solved(table), solved(table.iloc[order])
    scale = table["amount"].max()
    back = other.flows.set_index(pd.Index(order)).sort_index()
    values = one.flows["reconciled"].to_numpy()
    assert back["reconciled"].to_numpy() == pytest.approx(values, rel=1e-7, abs=1e-9 * scale, nan_ok=True)
    assert back["status"].tolist() == one.flows["status"].tolist()


@settings(max_examples=30)
@given(measured(), st.data())
def test_what_is_known_exactly_already_adds_nothing_but_certainty(table, data):
    one = solved(table)
    told = np.flatnonzero(one.flows["reconciled"].notna())
    place = data.draw(st.sampled_from(told.tolist()))
    value = one.flows["reconciled"].iloc[place]
    assume(value > 0)
    amount, sigma = table["amount"].copy(), table["uncertainty"].copy()
    amount.iloc[place], sigma.iloc[place] = value, 0.0
    other = solved(table.assign(amount=amount, uncertainty=sigma))
    scale = table["amount"].max()
    same = one.flows["reconciled"].notna()
    values = one.flows["reconciled"][same].to_numpy()
    assert other.flows["reconciled"][same].to_numpy() == pytest.approx(values, rel=1e-6, abs=1e-6 * scale)
    assert other.flows["deviation"].iloc[place] == 0.0
    less = one.flows["deviation"] * (1 + 1e-9) + 1e-6 * scale
    assert (other.flows["deviation"] <= less)[same].all()


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from([1.3, 2.0]))
def test_what_agrees_is_not_adjusted(seed, per_node):
    table = metered_network(30, seed, per_node)
    result = solved(table)
    assert result.flows["adjustment"].abs().max() <= 1e-9 * table["amount"].max()
    assert result.summary["chi2"] == pytest.approx(0.0, abs=1e-12)
    assert result.summary["consistent"] is True
    assert len(result.suspects) == 0


def test_classes_of_flows():
    table = flows([
        ("@import", "a", 10.0, 1.0), ("a", "b", 9.0, 1.0), ("b", "@export", np.nan, np.nan),
        ("a", "c", np.nan, np.nan), ("a", "c", np.nan, np.nan), ("c", "@export", 2.0, 1.0), ("c", "c", 4.0, 1.0),
        ("@import", "d", 3.0, 0.0), ("d", "@export", 3.5, 1.0),
    ])  # fmt: skip
    result = solved(table)
    assert result.flows["status"].tolist() == [
        "redundant", "redundant", "observable", "not_observable", "not_observable", "redundant", "not_redundant",
        "exact", "redundant",
    ]  # fmt: skip
    assert result.flows["reconciled"].tolist() == pytest.approx(
        [31 / 3, 26 / 3, 26 / 3, np.nan, np.nan, 5 / 3, 4.0, 3.0, 3.0], nan_ok=True
    )
    assert result.flows["deviation"].iloc[7:].tolist() == [0.0, 0.0]
    assert result.balances.set_index("node")["gap"].to_dict() == pytest.approx(
        {"a": np.nan, "b": np.nan, "c": np.nan, "d": -0.5}, nan_ok=True
    )


def test_without_redundancy_there_is_no_test():
    result = solved(flows([("@import", "a", 5.0, 1.0), ("a", "@export", np.nan, np.nan)]))
    assert (result.summary["degrees_of_freedom"], result.summary["p_value"], result.summary["consistent"]) == (
        0, None, None,
    )  # fmt: skip
    assert result.flows["reconciled"].tolist() == [5.0, 5.0]
    assert result.flows["deviation"].tolist() == [1.0, 1.0]


def test_balances_that_follow_from_others_are_left_out():
    """A closed ring: its two balances are one."""
    result = solved(flows([("a", "b", 10.0, 1.0), ("b", "a", 12.0, 1.0)]))
    assert result.flows["reconciled"].tolist() == pytest.approx([11.0, 11.0])
    assert result.summary["degrees_of_freedom"] == 1


def test_layers_balance_apart():
    table = flows([("@import", "a", 10.0, 1.0), ("a", "@export", 12.0, 1.0), ("@import", "a", 4.0, 1.0),
                   ("a", "@export", 4.0, 1.0)]).assign(commodity=["salt", "salt", "lye", "lye"])  # fmt: skip
    assert solved(table).flows["reconciled"].tolist() == pytest.approx([11.0, 11.0, 4.0, 4.0])
    whole = pd.DataFrame({"commodity": ["salt", "lye"], "layer": "", "content": 1.0})
    total = reconcile(node_balances(table, whole), FREE)
    assert total.flows["reconciled"].tolist() == pytest.approx([10.5, 11.5, 4.5, 3.5])
    half = pd.DataFrame({"commodity": ["salt", "lye"], "layer": "Na", "content": [0.4, 0.6]})
    matrix = node_balances(table, half).matrix
    assert matrix.toarray().tolist() == [[0.4, -0.4, 0.6, -0.6]]


def test_exact_amounts_that_contradict_each_other_are_named():
    table = flows([("@import", "mill", 10.0, 0.0), ("mill", "@export", 12.0, 0.0)])
    with pytest.raises(Infeasible) as caught:
        solved(table)
    assert caught.value.conflicts[["node", "amount"]].to_numpy().tolist() == [["mill", 2.0]]


def test_meters_of_very_different_quality_still_close():
    table = flows([("@import", "a", 10.0, 1e-6), ("a", "b", 9.0, 1e3), ("b", "@export", 10.001, 1e-6)])
    found = solved(table)
    assert np.ptp(found.flows["reconciled"]) <= 1e-9
    assert found.flows["reconciled"].iloc[0] == pytest.approx(10.0005)
    assert found.summary["degrees_of_freedom"] == 2


def test_large_clusters_are_solved_like_small_ones():
    table = metered_network(900, 3)
    rng = np.random.default_rng(3)
    table = table.assign(amount=table["amount"] + rng.normal(0.0, table["uncertainty"]))
    balances = node_balances(table)
    weighted = sparse.csr_array(balances.matrix @ sparse.diags_array(table["uncertainty"].to_numpy()))
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    weighted = sparse.csr_array(sparse.diags_array(1.0 / length) @ weighted)
    large, small = sparse_factor(weighted), dense_factor(weighted)
    right = rng.normal(size=len(length))
    assert large.rows.tolist() == small.rows.tolist()
    assert large.solve(right) == pytest.approx(small.solve(right), rel=1e-8, abs=1e-8)
    twice = sparse.csr_array(sparse.vstack([weighted, weighted[:1]]))
    found = sparse_factor(twice)
    assert found is None or len(found.rows) == len(length)
    result = reconcile(balances, FREE)
    assert np.abs(balances.matrix @ result.flows["reconciled"].to_numpy()).max() <= 1e-9 * table["amount"].max()
    assert result.summary["degrees_of_freedom"] == len(length)


def test_uncertainty_follows_from_the_grade_where_none_is_given():
    table = pd.DataFrame({
        "amount": [100.0, 100.0, 100.0, 0.0, np.nan, 50.0], "uncertainty": [np.nan, np.nan, 3.0, np.nan, np.nan, 0.0],
        "grade": ["A", "", "B", "C", "", ""],
    })  # fmt: skip
    told = with_uncertainty(table)
    assert told["uncertainty"].tolist() == pytest.approx([5.0, 70.0, 3.0, 0.0, np.nan, 0.0], nan_ok=True)
    assert told["uncertainty_from"].tolist() == ["grade", "grade", "given", "zero", "", "exact"]
    factors = np.log([1.1, 1.33, 2.0, 4.0]) / 2.0
    assert np.array(list(PEDIGREE.values())) == pytest.approx(factors, abs=0.011)


def test_no_flow_is_negative_where_none_may_be():
    """a takes 1 and gives 10 and an unmeasured flow: by plain least squares the latter is -9."""
    table = flows([("@import", "a", 1.0, 1.0), ("a", "b", 10.0, 1.0), ("a", "@dissipation", np.nan, np.nan),
                   ("b", "@export", np.nan, np.nan)])  # fmt: skip
    plain = solved(table)
    assert plain.flows["reconciled"].tolist() == pytest.approx([1.0, 10.0, -9.0, 10.0])
    bounded = solved(table, ReconcileSettings())
    assert bounded.summary["non_negativity"] == "binding"
    assert bounded.flows["reconciled"].tolist() == pytest.approx([5.5, 5.5, 0.0, 5.5])
    assert bounded.flows["status"].tolist()[2] == "at_zero"
    assert np.isnan(bounded.flows["deviation"].iloc[2])
    assert bounded.summary["objective"] == pytest.approx(2 * 4.5**2)
    assert bounded.summary["chi2"] == pytest.approx(0.0, abs=1e-12)


def test_a_negative_flow_that_cannot_be_told_binds_too():
    """Two unmeasured ways out, neither determined; both together would have to carry -9."""
    table = flows([("@import", "a", 1.0, 1.0), ("a", "@export", 10.0, 1.0), ("a", "@dissipation", np.nan, np.nan),
                   ("a", "@export", np.nan, np.nan)])  # fmt: skip
    bounded = solved(table, ReconcileSettings())
    assert bounded.flows["reconciled"].tolist()[:2] == pytest.approx([5.5, 5.5])
    assert bounded.summary["non_negativity"] == "binding"
    idle = solved(table.assign(amount=[12.0, 10.0, np.nan, np.nan]), ReconcileSettings())
    assert idle.summary["non_negativity"] == "idle"
    assert idle.flows["reconciled"].tolist()[:2] == [12.0, 10.0]


def test_exact_amounts_that_ask_for_a_negative_flow_have_no_solution():
    table = flows([("@import", "a", 1.0, 0.0), ("a", "b", 10.0, 0.0), ("a", "@export", np.nan, np.nan),
                   ("b", "@export", np.nan, np.nan)])  # fmt: skip
    with pytest.raises(Infeasible):
        solved(table, ReconcileSettings())
    assert solved(table).flows["reconciled"].iloc[2] == -9.0


@settings(max_examples=30)
@given(measured())
def test_the_bounded_solution_is_the_best_without_negative_flows(table):
    """Optimality told by the conditions of Kuhn and Tucker: no move along the balances is both allowed and better."""
    rng = np.random.default_rng(len(table))
    table = table.assign(amount=table["amount"] * rng.choice([0.05, 1.0], len(table)))
    bounded, plain = solved(table, ReconcileSettings()), solved(table)
    values = bounded.flows["reconciled"].to_numpy()
    scale = table["amount"].max()
    assert np.nanmin(values) >= -1e-8 * scale
    assert bounded.summary["objective"] >= plain.summary["objective"] * (1 - 1e-9) - 1e-9
    if np.isnan(values).any():
        return
    balances = node_balances(table)
    assert np.abs(balances.matrix @ values).max() <= 1e-9 * max(scale, 1.0)
    known = table["amount"].notna().to_numpy()
    sigma = table["uncertainty"].to_numpy()
    gradient = np.where(known, (values - np.nan_to_num(table["amount"])) / np.where(known, sigma, 1.0) ** 2, 0.0)
    directions = null_space(balances.matrix.toarray())
    for sign in rng.normal(size=(40, directions.shape[1])):
        move = directions @ sign
        allowed = not (move[values <= 1e-9 * scale] < 0).any()
        if allowed:
            assert gradient @ move >= -1e-5 * np.abs(gradient * move).sum() - 1e-9


def test_any_balances_can_be_reconciled_not_only_those_of_nodes():
    case = next(case for case in COMMITTED if case["id"] == "wls_ripps_1965")
    incidence, amounts, deviations = arrays(case)
    table = pd.DataFrame({"from": "", "to": "", "commodity": "", "amount": amounts, "uncertainty": deviations})
    nodes = pd.DataFrame({"node": ["1", "2", "3"], "layer": ""})
    result = reconcile(Balances(table, nodes, sparse.csr_array(incidence)))
    assert result.flows["reconciled"].to_numpy() == pytest.approx(answers(case))
    assert result.suspects["verdict"].tolist() == ["gross"] or result.summary["consistent"]
