"""Measures against hand-solved networks, direct sums, and what must hold of every network."""

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.structure import FLOWS, MEASURES, structure
from tests.structure.networks import NAMES, OUTSIDE, acyclic_flows, any_flows, steady_flows, table

IN_FLOW_UNITS = {
    "total_system_throughput", "total_system_throughflow", "ascendency", "development_capacity", "overhead",
    "imports", "exports", "dissipation", "largest_imbalance",
}  # fmt: skip
AGREED = MEASURES[:14]


def known(found):
    return {name: value for name, value in found.measures.items() if value is not None}


def reason(found, measure):
    return found.unknown.set_index("measure").loc[measure, "reason"]


def test_two_firms_that_return_a_third():
    """a takes 10 from outside and 5 back, gives b 15; b returns 5. Passes: n_aa = n_bb = 1 / (1 - 1/3) = 1.5."""
    found = structure(table([("@import", "a", 10), ("a", "b", 15), ("b", "a", 5), ("b", "@export", 10)])).measures
    assert found["total_system_throughput"] == 40
    assert found["total_system_throughflow"] == 30
    assert found["average_path_length"] == 3
    assert found["finn_cycling_index"] == pytest.approx(1 / 3)
    assert (found["nodes"], found["links"], found["connectance"], found["link_density"]) == (2, 2, 0.5, 1.0)
    assert found["cyclicity"] == pytest.approx(1.0)
    # p: 1/4 (import), 3/8 (a to b), 1/8 (b to a), 1/4 (export)
    diversity = 0.5 * 2 + 3 / 8 * math.log2(8 / 3) + 3 / 8
    mutual = (
        0.25 * math.log2(0.25 / (0.25 * 0.375)) * 2 + 3 / 8 * math.log2(8 / 3) + math.log2(1 / 8 / (3 / 8) ** 2) / 8
    )
    assert found["flow_diversity"] == pytest.approx(diversity)
    assert found["average_mutual_information"] == pytest.approx(mutual)
    assert found["ascendency"] == pytest.approx(40 * mutual)
    assert found["development_capacity"] == pytest.approx(40 * diversity)
    assert found["robustness"] == pytest.approx(-mutual / diversity * math.log(mutual / diversity))


def test_a_self_loop_cycles_and_counts_as_a_link():
    found = structure(table([("@import", "a", 6), ("a", "a", 4), ("a", "@dissipation", 6)])).measures
    assert found["finn_cycling_index"] == pytest.approx(0.4)
    assert (found["links"], found["connectance"], found["cyclicity"]) == (1, 1.0, 1.0)


def test_export_and_dissipation_are_two_outsides():
    """What leaves by one way or by two differs in diversity by exactly the entropy of the split."""
    one = structure(table([("@import", "a", 8), ("a", "@export", 8)])).measures
    two = structure(table([("@import", "a", 8), ("a", "@export", 4), ("a", "@dissipation", 4)])).measures
    assert one["flow_diversity"] == pytest.approx(1.0)
    assert two["flow_diversity"] == pytest.approx(1.5)
    assert two["average_mutual_information"] == pytest.approx(1.0)


def test_throughflow_is_inflow_where_a_node_does_not_balance():
    found = structure(table([("@import", "a", 10), ("a", "b", 6), ("b", "@export", 9)])).measures
    assert found["total_system_throughflow"] == 16
    assert found["average_path_length"] == 1.6
    assert (found["largest_imbalance"], found["imbalance_share"]) == (4, pytest.approx(7 / 16))


def test_a_flow_of_nothing_is_no_link_but_its_nodes_count():
    found = structure(table([("@import", "a", 1), ("a", "b", 0), ("a", "@export", 1)])).measures
    assert (found["nodes"], found["links"]) == (2, 0)


@pytest.mark.parametrize(
    ("rows", "measure", "why"),
    [
        ([("a", "b", 1), ("b", "a", 1)], "finn_cycling_index", "closed_cycle"),
        ([("@import", "a", 1), ("a", "@export", 1), ("b", "b", 1)], "finn_cycling_index", "closed_cycle"),
        ([("a", "b", 1), ("b", "a", 2), ("b", "@export", 1)], "finn_cycling_index", "closed_cycle"),
        ([("a", "b", 1), ("b", "@export", 1)], "average_path_length", "no_import"),
        ([("a", "@export", 1)], "finn_cycling_index", "no_inflow"),
        ([("a", "@export", 1)], "robustness", "single_flow"),
        ([("a", "@export", 0)], "average_mutual_information", "no_flow"),
        ([("a", "@export", 1)], "generalization", "no_links"),
        ([("a", "a", 1)], "density", "one_node"),
        ([], "connectance", "no_nodes"),
    ],
)
def test_what_cannot_be_said_is_none_with_its_reason(rows, measure, why):
    found = structure(table(rows))
    assert found.measures[measure] is None
    assert reason(found, measure) == why
    told = found.to_dict()
    assert told[measure] is None
    assert not [value for value in found.measures.values() if isinstance(value, float) and not math.isfinite(value)]


def test_a_closed_cycle_is_named_without_the_nodes_outside_it():
    rows = [("@import", "a", 3), ("a", "@export", 3), ("a", "d", 2), ("d", "a", 2), ("b", "c", 5), ("c", "b", 5)]
    found = structure(table(rows))
    assert found.unknown.set_index("measure").loc["finn_cycling_index", "nodes"] == "b, c"


def test_nodes_can_be_given():
    rows = table([("@import", "a", 1), ("a", "b", 1)])
    assert structure(rows, ["c", "b", "a"]).measures["connectance"] == pytest.approx(1 / 9)
    with pytest.raises(ValueError, match="not given: b"):
        structure(rows, ["a"])


def extended(flows):
    """The whole matrix of flows, outside included, by loops."""
    names = [*sorted({*flows["from"], *flows["to"]} - set(OUTSIDE)), *OUTSIDE]
    matrix = np.zeros((len(names), len(names)))
    for giver, taker, amount in flows[["from", "to", "amount"]].itertuples(index=False):
        matrix[names.index(giver), names.index(taker)] += amount
    return names, matrix


@given(flows=any_flows())
def test_direct_sums_give_the_same(flows):
    names, matrix = extended(flows)
    size, total = len(names) - 3, matrix.sum()
    found = structure(flows).measures
    mutual = diversity = 0.0
    for i, j in zip(*matrix.nonzero(), strict=True):
        mutual += matrix[i, j] / total * math.log2(matrix[i, j] * total / (matrix[i].sum() * matrix[:, j].sum()))
        diversity -= matrix[i, j] / total * math.log2(matrix[i, j] / total)
    inside = matrix[:size, :size]
    assert found["total_system_throughput"] == pytest.approx(total)
    assert found["total_system_throughflow"] == pytest.approx(matrix[:, :size].sum())
    assert found["average_mutual_information"] == pytest.approx(mutual, abs=1e-12)
    assert found["development_capacity"] == pytest.approx(total * diversity, abs=1e-9)
    assert found["links"] == (inside > 0).sum()
    roots = np.abs(np.linalg.eigvals((inside > 0).astype(float)))
    assert found["cyclicity"] == pytest.approx(roots.max() if roots.max() > 0.9 else 0.0, abs=1e-6)


@given(flows=steady_flows())
def test_cycling_by_the_power_series(flows):
    """What has passed a node k times: add up G + G^2 + ... until nothing is left."""
    names, matrix = extended(flows)
    size = len(names) - 3
    through = matrix[:, :size].sum(axis=0)
    shares = matrix[:size, :size] / through[:, None]
    times = power = np.eye(size)
    while power.max() > 1e-14:
        power = power @ shares
        times = times + power
    again = (np.diag(times) - 1) / np.diag(times)
    found = structure(flows).measures
    assert found["finn_cycling_index"] == pytest.approx(again @ through / through.sum(), abs=1e-9)
    assert found["average_path_length"] == pytest.approx(through.sum() / matrix[-3].sum())


@given(flows=any_flows())
def test_bounds_and_identities(flows):
    found = structure(flows)
    measures = found.measures
    assert measures["ascendency"] + measures["overhead"] == pytest.approx(measures["development_capacity"], abs=1e-9)
    assert -1e-9 <= measures["average_mutual_information"] <= measures["flow_diversity"] + 1e-9
    if measures["robustness"] is not None:
        assert 0 <= measures["robustness"] <= 1 / math.e + 1e-12
    if measures["finn_cycling_index"] is not None:
        assert -1e-12 <= measures["finn_cycling_index"] <= 1
    assert set(found.unknown["measure"]) == {name for name, value in measures.items() if value is None}
    graph = nx.DiGraph(list(flows.loc[~flows[["from", "to"]].isin(OUTSIDE).any(axis=1), ["from", "to"]].to_numpy()))
    cyclic = not nx.is_directed_acyclic_graph(graph)
    assert (measures["cyclicity"] > 0) == cyclic
    if not cyclic and measures["total_system_throughflow"]:
        assert measures["finn_cycling_index"] == 0.0


@given(flows=steady_flows())
def test_a_steady_network_conserves(flows):
    found = structure(flows).measures
    assert found["imports"] == pytest.approx(found["exports"] + found["dissipation"])
    assert found["imbalance_share"] == pytest.approx(0.0, abs=1e-9)
    leaving = found["exports"] + found["dissipation"]
    assert found["total_system_throughput"] == pytest.approx(found["total_system_throughflow"] + leaving)


@given(flows=acyclic_flows())
def test_without_a_cycle_nothing_cycles(flows):
    found = structure(flows).measures
    assert found["cyclicity"] == 0.0
    assert found["finn_cycling_index"] == 0.0


@settings(max_examples=50)
@given(flows=any_flows(), factor=st.sampled_from([1e-6, 0.3, 10.0, 1e7]))
def test_scaling_scales_flows_and_leaves_ratios(flows, factor):
    one, other = structure(flows), structure(flows.assign(amount=flows["amount"] * factor))
    assert set(known(one)) == set(known(other))
    expected = {name: value * factor if name in IN_FLOW_UNITS else value for name, value in known(one).items()}
    assert known(other) == pytest.approx(expected, rel=1e-6, abs=1e-9 * max(1.0, factor))


@settings(max_examples=50)
@given(flows=any_flows(), order=st.permutations(NAMES), seed=st.integers(0, 99))
def test_order_and_names_do_not_matter(flows, order, seed):
    renamed = dict(zip(NAMES, order, strict=True))
    other = flows.assign(**{side: flows[side].replace(renamed) for side in ("from", "to")})
    shuffled = structure(other.sample(frac=1.0, random_state=seed))
    one = structure(flows)
    assert known(shuffled) == pytest.approx(known(one), rel=1e-9, abs=1e-9)
    place = shuffled.positions.set_index("node").drop(columns=["suppliers", "takers"])
    mine = one.positions.assign(node=one.positions["node"].replace(renamed)).set_index("node")
    pd.testing.assert_frame_equal(place, mine.loc[place.index, place.columns], rtol=1e-9, atol=1e-9)


@given(flows=any_flows())
def test_parallel_rows_add_up(flows):
    half = flows.assign(amount=flows["amount"] / 2)
    split = known(structure(pd.concat([half, half], ignore_index=True)))
    whole = known(structure(flows))
    assert split.pop("exchanges") == 2 * whole.pop("exchanges")
    assert split == pytest.approx(whole, rel=1e-9, abs=1e-9)


def test_the_agreed_measures_come_first_and_the_table_is_specified():
    assert AGREED == (
        "nodes", "links", "link_density", "connectance", "total_system_throughput", "total_system_throughflow",
        "finn_cycling_index", "average_path_length", "ascendency", "development_capacity", "overhead", "robustness",
        "average_mutual_information", "cyclicity",
    )  # fmt: skip
    assert FLOWS.required == ("from", "to", "amount")


def test_two_thousand_nodes_are_no_trouble():
    rng = np.random.default_rng(7)
    ends = rng.integers(0, 2000, size=(8000, 2))
    rows = [(f"n{a}", f"n{b}", 1.0) for a, b in ends if a != b]
    rows += [row for i in range(2000) for row in (("@import", f"n{i}", 5.0), (f"n{i}", "@dissipation", 5.0))]
    found = structure(table(rows))
    assert found.measures["nodes"] == 2000
    assert 0 < found.measures["finn_cycling_index"] < 0.05
    assert found.unknown.empty
