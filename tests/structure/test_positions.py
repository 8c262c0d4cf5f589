"""What hangs on each node: shares by hand, passage and dependency by taking nodes out."""

import numpy as np
import pytest
from hypothesis import given

from circnet.structure import structure
from tests.structure.networks import OUTSIDE, steady_flows, table


def test_positions_of_a_chain_with_a_return():
    rows = [("@import", "a", 10), ("a", "b", 15), ("b", "a", 5), ("b", "@export", 7), ("b", "@dissipation", 3)]
    place = structure(table(rows)).positions.set_index("node")
    assert place.index.tolist() == ["a", "b"]
    assert place.loc["a", ["throughflow", "throughflow_share", "in_strength", "out_strength"]].tolist() == [
        15,
        0.5,
        5,
        15,
    ]
    assert place.loc["a", ["suppliers", "takers"]].tolist() == [1, 1]
    assert place.loc["a", "import_share"] == pytest.approx(2 / 3)
    assert place.loc["b", ["export_share", "dissipation_share"]].tolist() == pytest.approx([7 / 15, 3 / 15])
    assert place["cycled_share"].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert place["passage"].tolist() == pytest.approx([1.0, 1.0])
    # without a nothing reaches b; without b a still has its 10 of 15
    assert place["dependency"].tolist() == pytest.approx([1.0, 1 / 3])


def test_a_self_loop_is_no_strength_and_no_partner():
    place = structure(table([("@import", "a", 6), ("a", "a", 4), ("a", "@export", 6)])).positions.iloc[0]
    assert place[["in_strength", "out_strength", "suppliers", "takers"]].tolist() == [0, 0, 0, 0]
    assert place["cycled_share"] == pytest.approx(0.4)


def test_a_node_that_draws_on_a_stock_is_still_depended_on():
    place = structure(table([("mine", "works", 8), ("works", "@export", 8)])).positions.set_index("node")
    assert place.loc["mine", ["passage", "dependency"]].tolist() == [1.0, 1.0]
    assert place.loc["works", "dependency"] == 0.0


def test_positions_are_unknown_with_a_closed_cycle():
    told = structure(table([("a", "b", 1), ("b", "a", 1)])).to_dict()["positions"]
    assert [(row["passage"], row["dependency"], row["cycled_share"]) for row in told] == [(None, None, None)] * 2
    assert told[0]["throughflow"] == 1.0


@given(flows=steady_flows())
def test_dependency_is_what_others_lose_when_a_node_passes_nothing_on(flows):
    place = structure(flows).positions.set_index("node")
    nodes = sorted(place.index)
    inside = flows[~flows[["from", "to"]].isin(OUTSIDE).any(axis=1)]
    amounts = np.zeros((len(nodes), len(nodes)))
    for giver, taker, amount in inside[["from", "to", "amount"]].itertuples(index=False):
        amounts[nodes.index(giver), nodes.index(taker)] += amount
    through = place["throughflow"].reindex(nodes).to_numpy()
    shares = amounts / through[:, None]
    entering = through - amounts.sum(axis=0)
    for j, node in enumerate(nodes):
        without = shares.copy()
        without[j] = 0.0
        left = np.linalg.solve(np.eye(len(nodes)) - without.T, entering)
        others = np.arange(len(nodes)) != j
        lost = (through - left)[others].sum()
        expected = lost / through[others].sum() if others.any() else 0.0
        assert place.loc[node, "dependency"] == pytest.approx(expected, abs=1e-9)
        # what reaches a node that keeps all it gets has reached it for the first time
        assert place.loc[node, "passage"] == pytest.approx(left[j] / entering.sum(), abs=1e-9)
