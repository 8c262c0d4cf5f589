"""Gross errors: found where they were planted, and not where there are none."""

import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, norm

from circnet.balance.reconciliation import ReconcileSettings, critical_value, estimate, node_balances, reconcile
from tests.balance.meterednetworks import metered_network

NETWORKS = 50


def planted(errors: int, per_node: float, seed: int):
    """A noisy network of 20 to 200 flows, with errors of five standard deviations of their own adjustment.

    Of a meter's own standard deviations that is five and more: balances take away only a share of its variance, and
    five of its own move the statistic by five times the square root of that share.
    """
    rng = np.random.default_rng([seed, errors])
    table = metered_network(int(rng.integers(20, 201)), seed, per_node)
    sigma = table["uncertainty"].to_numpy()
    share = estimate(node_balances(table).matrix, table["amount"].to_numpy(), sigma).share
    places = rng.choice(np.flatnonzero(share > 0.02), errors, replace=False)
    noisy = table["amount"].to_numpy() + rng.normal(0.0, sigma)
    noisy[places] += 5.0 * sigma[places] / np.sqrt(share[places]) * rng.choice([-1.0, 1.0], errors)
    return table.assign(amount=np.maximum(noisy, 0.0)), set(places.tolist())


@pytest.mark.parametrize(
    ("errors", "per_node"),
    [(1, 1.5), (2, 2.0), *([(1, 2.0), (2, 1.5)] if "CIRCNET_EVERY_NETWORK" in os.environ else [])],
)
def test_planted_errors_are_found(errors, per_node):
    found = gross = false = 0
    for seed in range(NETWORKS):
        table, places = planted(errors, per_node, seed)
        suspects = reconcile(node_balances(table), ReconcileSettings(non_negative=False)).suspects
        beyond = suspects.loc[suspects["verdict"] == "gross"]
        found += len(places & set(suspects["flow"]))
        gross += len(places & set(beyond["flow"]))
        false += not set(beyond["like"]) <= set(beyond.loc[beyond["flow"].isin(places), "like"])
    assert found >= 0.90 * NETWORKS * errors
    assert gross >= 0.80 * NETWORKS * errors  # beyond the corrected level, which is stricter than being a suspect
    assert false <= 0.25 * NETWORKS


def test_sound_measurements_are_called_gross_no_more_often_than_stated():
    called = 0
    for seed in range(NETWORKS):
        rng = np.random.default_rng(seed)
        table = metered_network(60, seed)
        table = table.assign(amount=table["amount"] + rng.normal(0.0, table["uncertainty"]))
        result = reconcile(node_balances(table), ReconcileSettings(non_negative=False))
        called += bool((result.suspects["verdict"] == "gross").any())
    assert called <= 8  # level 5%: more than 8 of 50 has a chance under 0.1%


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([1.5, 2.0]))
def test_the_single_error_of_exact_meters_is_the_first_suspect(seed, per_node):
    """Maximum power: without noise no other statistic is larger."""
    rng = np.random.default_rng(seed)
    table = metered_network(40, seed, per_node)
    sigma = table["uncertainty"].to_numpy()
    share = estimate(node_balances(table).matrix, table["amount"].to_numpy(), sigma).share
    place = int(rng.choice(np.flatnonzero(share > 0.02)))
    amount = table["amount"].to_numpy(copy=True)
    amount[place] += 8.0 * sigma[place] / np.sqrt(share[place])
    result = reconcile(node_balances(table.assign(amount=amount)), ReconcileSettings(non_negative=False))
    first = result.suspects[result.suspects["step"] == 1]
    assert place in set(first["flow"])
    row = first.set_index("flow").loc[place]
    assert row["statistic"] == pytest.approx(8.0)
    assert row["expected"] == pytest.approx(table["amount"].iloc[place])
    assert set(result.suspects["step"]) == {1}
    assert (result.summary["p_value"] < 0.05) == (chi2.isf(0.05, result.summary["degrees_of_freedom"]) < 64.0)


@settings(max_examples=4)
@given(st.integers(0, 10_000))
def test_taking_out_one_by_one_is_solving_again_without(seed):
    """Each step's statistic and expected value are those of a solve with all earlier suspects unmeasured."""
    table, _ = planted(2, 1.5, seed % 50)
    plain = ReconcileSettings(non_negative=False)
    result = reconcile(node_balances(table), plain)
    gone: list[int] = []
    for _, step in result.suspects.groupby("step"):
        head = step.iloc[0]
        left = table.assign(amount=table["amount"].where(~table.index.isin(gone)))
        again = reconcile(node_balances(left), plain).flows.loc[head["flow"]]
        assert again["statistic"] == pytest.approx(head["statistic"], rel=1e-6)
        gone.append(int(head["flow"]))
        without = table.assign(amount=table["amount"].where(~table.index.isin(gone)))
        told = reconcile(node_balances(without), plain).flows.loc[head["flow"]]
        assert told["reconciled"] == pytest.approx(head["expected"], rel=1e-6)
    gross = result.suspects[
        (result.suspects["verdict"] == "gross") & (result.suspects["flow"] == result.suspects["like"])
    ]
    clean = table.assign(amount=table["amount"].where(~table.index.isin(gross["flow"])))
    cleaned = reconcile(node_balances(clean), plain).flows["reconciled"]
    if len(gross):
        values = result.flows["without_gross"].to_numpy()
        assert values == pytest.approx(cleaned.to_numpy(), rel=1e-6, nan_ok=True)


def test_meters_in_a_row_cannot_be_told_apart():
    table = pd.DataFrame({
        "from": ["@import", "a", "b"], "to": ["a", "b", "@export"], "amount": [10.0, 10.0, 20.0], "uncertainty": 1.0,
        "commodity": "",
    })  # fmt: skip
    suspects = reconcile(node_balances(table)).suspects
    assert suspects["flow"].tolist() == [2]
    pair = table.iloc[[0, 2]].assign(to=["a", "@export"], **{"from": ["@import", "a"]})
    both = reconcile(node_balances(pair)).suspects
    assert both["step"].tolist() == [1, 1]
    assert both["like"].tolist() == [0, 0]
    assert both["error"].tolist() == pytest.approx([-10.0, 10.0])


def test_the_level_is_shared_among_the_tests():
    assert critical_value(0.05, 1) == pytest.approx(norm.isf(0.025))
    each = 2.0 * norm.sf(critical_value(0.05, 100))
    assert 1.0 - (1.0 - each) ** 100 == pytest.approx(0.05)


def test_the_size_told_as_detectable_is_found_nine_times_in_ten():
    table = metered_network(40, 5, 1.5)
    flows = reconcile(node_balances(table), ReconcileSettings(non_negative=False)).flows
    place = int(flows["share"].idxmax())
    sigma, share = flows.loc[place, "uncertainty"], flows.loc[place, "share"]
    shift = flows.loc[place, "detectable"] * np.sqrt(share) / sigma
    critical = critical_value(0.05, int(flows["statistic"].notna().sum()))
    assert norm.sf(critical - shift) == pytest.approx(0.9)
