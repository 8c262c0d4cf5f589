"""Distributions, correlation within families, and what the sensitivity makes of known functions."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from circnet.uncertain import UncertaintyTerms
from circnet.uncertain.inputs import INPUT_COLUMNS, graded
from circnet.uncertain.sampling import Sampler
from circnet.uncertain.sensitivity import group_shares, rank_correlations, sobol_indices
from circnet.uncertain.shapes import quantiles

P = np.linspace(0.01, 0.99, 9)


def inputs(groups, together, shape="triangular"):
    rows = [
        {"input": f"price|x{i}", "kind": "price", "item": f"x{i}", "group": group, "together": common, "shape": shape,
         "low": 0.0, "central": 0.5, "high": 1.0, "grade": "D"}
        for i, (group, common) in enumerate(zip(groups, together, strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=INPUT_COLUMNS)


def drawn(shape, low, central, high):
    one = [np.array([end]) for end in (low, central, high)]
    return quantiles(np.array([shape]), *one, P[:, None])[:, 0]


def test_quantiles_are_those_of_the_distributions():
    assert drawn("triangular", 0.5, 1.0, 3.0) == pytest.approx(stats.triang(0.2, 0.5, 2.5).ppf(P))
    assert drawn("pert", 0.5, 1.0, 3.0) == pytest.approx(stats.beta(1.8, 4.2, 0.5, 2.5).ppf(P))
    wide = np.exp(1.6448536269514722 * 0.3)
    assert drawn("lognormal", 1 / wide, 1.0, wide) == pytest.approx(stats.lognorm(0.3).ppf(P))
    for shape in ("triangular", "pert", "lognormal"):
        assert drawn(shape, 1.0, 1.0, 1.0) == pytest.approx(np.ones(len(P)))
        assert (np.diff(drawn(shape, -3.0, -1.0, -0.5)) > 0).all()


def test_grades_give_the_spread_of_the_pedigree():
    table = graded(pd.DataFrame({"grade": ["A", "D", ""]}))
    assert np.log(table["high"].to_numpy()) == pytest.approx(1.6448536269514722 * np.array([0.05, 0.7, 0.7]))
    assert (table["low"] * table["high"]).to_numpy() == pytest.approx(np.ones(3))


def test_inputs_of_a_family_move_together_and_others_do_not():
    sampler = Sampler(inputs(["a", "a", "b"], ["a", "a", ""]), rho=0.6)
    values = sampler.values(sampler.points(UncertaintyTerms(samples=4000)))
    scores = stats.norm.ppf(stats.triang(0.5, 0.0, 1.0).cdf(values))
    found = np.corrcoef(scores, rowvar=False)
    assert found[0, 1] == pytest.approx(0.6, abs=0.03)
    assert found[0, 2] == pytest.approx(0.0, abs=0.05)
    assert values.mean(axis=0) == pytest.approx(np.full(3, 0.5), abs=0.005)


def test_ranks_find_what_decides_and_hold_the_rest():
    table = inputs(["a", "a", "b"], ["", "", ""])
    values = np.random.default_rng(0).random((400, 3))
    target = np.exp(3.0 * values[:, 1]) - 0.3 * values[:, 2]
    ranked = rank_correlations(table, values, target).set_index("input")
    assert ranked.index[0] == "price|x1"
    assert ranked.loc["price|x1", "prcc"] > 0.99
    assert ranked.loc["price|x2", "prcc"] < -0.4
    assert abs(ranked.loc["price|x0", "prcc"]) < ranked.loc["price|x0", "noise"] * 1.5
    by_hand = stats.spearmanr(values[:, 1], target).statistic
    assert ranked.loc["price|x1", "spearman"] == pytest.approx(by_hand)
    shares = group_shares(table, values, target).set_index("group")["explained"]
    assert shares["a"] > 0.95
    assert shares["b"] < 0.1


def test_partial_correlation_is_that_of_the_residuals():
    rng = np.random.default_rng(3)
    values = rng.random((200, 2))
    target = values[:, 0] + 2.0 * values[:, 1] + rng.random(200)
    ranks = np.column_stack([stats.rankdata(column) for column in (*values.T, target)])
    others = np.column_stack([np.ones(200), ranks[:, 1]])
    rest = [ranks[:, i] - others @ np.linalg.lstsq(others, ranks[:, i])[0] for i in (0, 2)]
    found = rank_correlations(inputs(["a", "b"], ["", ""]), values, target).set_index("input")
    assert found.loc["price|x0", "prcc"] == pytest.approx(np.corrcoef(*rest)[0, 1])


def test_samples_without_a_figure_do_not_count():
    table, values = inputs(["a"], [""]), np.arange(40.0)[:, None]
    target = np.where(np.arange(40) % 4, np.arange(40.0), np.nan)
    assert rank_correlations(table, values, target)["spearman"][0] == pytest.approx(1.0)
    assert rank_correlations(table, values, np.full(40, np.nan))["spearman"].isna().all()


def test_sobol_indices_of_a_sum_are_its_shares_of_variance():
    table = inputs(["a", "b", "c"], ["", "", ""])
    sampler = Sampler(table, rho=0.5)
    shares = pd.DataFrame({"group": ["a", "b", "c"], "inputs": 1, "explained": [0.8, 0.2, 0.0]})
    terms = UncertaintyTerms(indices=256, groups=2)
    found, missing = sobol_indices(sampler, shares, terms, lambda points: points @ np.array([2.0, 1.0, 0.0]))
    found = found.set_index("group")
    assert missing == 0
    assert found.loc[["a", "b", "rest"], "first"].to_numpy() == pytest.approx([0.8, 0.2, 0.0], abs=0.02)
    assert found["total"].to_numpy() == pytest.approx(found["first"].to_numpy(), abs=0.03)
