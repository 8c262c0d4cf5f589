"""What must hold of every reuse network, on random tables of small whole figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.errors import Infeasible
from circnet.water import Settings, reuse, water_target

FLOW, LEVEL = st.integers(1, 60).map(float), st.integers(0, 12).map(lambda step: 10.0 * step)
PLAIN = Settings()


def _table(draw, prefix, count, properties):
    names = [f"{prefix}{i}" for i in range(count)]
    columns = {name: [draw(LEVEL) for _ in names] for name in properties}
    return pd.DataFrame({"name": names, "flow": [draw(FLOW) for _ in names], **columns})


@st.composite
def networks(draw, properties=("ppm",), clean=True):
    """Sources and sinks; fresh water of level 0 unless it may be dirtier."""
    sources = _table(draw, "s", draw(st.integers(1, 5)), properties)
    sinks = _table(draw, "d", draw(st.integers(1, 5)), properties)
    levels = {name: 0.0 if clean else draw(LEVEL) for name in properties}
    fresh = pd.DataFrame([{"name": "fresh", "flow": np.nan, **levels}])
    return pd.concat([fresh, sources], ignore_index=True), sinks


def fresh_of(sources, sinks, **choices):
    return reuse(sources, sinks, Settings(**choices)).summary["fresh"]


@given(networks(clean=False))
@settings(max_examples=40)
def test_the_programme_agrees_with_the_pinch(tables):
    try:
        target = water_target(*tables)
    except Infeasible:
        with pytest.raises(Infeasible):
            reuse(*tables, PLAIN)
        return
    found = reuse(*tables, PLAIN)
    assert found.summary["fresh"] == pytest.approx(target.fresh, abs=1e-6)
    assert found.summary["waste"] == pytest.approx(target.waste, abs=1e-6)
    assert (target.cascade["surplus"] >= -1e-6).all()
    assert target.cascade.loc[target.cascade["pinch"], "surplus"].abs().max() < 1e-6 or not len(target.pinch)


@given(networks(clean=False))
@settings(max_examples=15)
def test_limits_from_below_mirror_those_from_above(tables):
    mirrored = [table.assign(ppm=-table["ppm"]) for table in tables]
    try:
        expected = water_target(*tables).fresh
    except Infeasible:
        with pytest.raises(Infeasible):
            water_target(*mirrored, at_least=("ppm",))
        return
    assert water_target(*mirrored, at_least=("ppm",)).fresh == pytest.approx(expected, abs=1e-6)
    assert fresh_of(*mirrored, at_least=("ppm",)) == pytest.approx(expected, abs=1e-6)


@given(networks(properties=("a", "b")))
@settings(max_examples=25)
def test_flow_and_load_are_conserved_and_limits_kept(tables):
    sources, sinks = tables
    found = reuse(sources, sinks, PLAIN)
    flows = found.flows
    into = flows.groupby("to")["amount"].sum().reindex(sinks["name"]).to_numpy()
    assert into == pytest.approx(sinks["flow"].to_numpy(), abs=1e-6)
    out = flows.groupby("from")["amount"].sum().reindex(sources["name"]).fillna(0.0).to_numpy()
    assert (out <= sources["flow"].fillna(np.inf).to_numpy() + 1e-6).all()
    given_ = sources["flow"].fillna(0.0).sum() + found.summary["fresh"]
    assert given_ == pytest.approx(sinks["flow"].sum() + found.summary["waste"], abs=1e-6)
    for name in ("a", "b"):
        quality = flows["from"].map(sources.set_index("name")[name])
        load = (flows["amount"] * quality).groupby(flows["to"]).sum().reindex(sinks["name"]).to_numpy()
        assert (load <= (sinks[name] * sinks["flow"]).to_numpy() + 1e-4).all()
        told = found.inlets[found.inlets["property"] == name].set_index("name")["value"].reindex(sinks["name"])
        assert told.to_numpy() * sinks["flow"].to_numpy() == pytest.approx(load, abs=1e-4)


@given(networks(properties=("a", "b")))
@settings(max_examples=15)
def test_every_contaminant_more_needs_no_less(tables):
    both = fresh_of(*tables)
    for name in ("a", "b"):
        single = [table.drop(columns="b" if name == "a" else "a") for table in tables]
        assert both >= water_target(*single).fresh - 1e-6


@given(networks(), FLOW, LEVEL)
@settings(max_examples=15)
def test_one_source_more_never_raises_fresh_water(tables, flow, level):
    sources, sinks = tables
    more = pd.concat([sources, pd.DataFrame([{"name": "new", "flow": flow, "ppm": level}])], ignore_index=True)
    assert fresh_of(more, sinks) <= fresh_of(sources, sinks) + 1e-6


@given(networks(), st.sampled_from([1e-4, 1e6]), st.sampled_from([1e-3, 1e5]))
@settings(max_examples=15)
def test_units_do_not_matter(tables, flows, levels):
    scaled = [table.assign(flow=table["flow"] * flows, ppm=table["ppm"] * levels) for table in tables]
    assert fresh_of(*scaled) == pytest.approx(flows * fresh_of(*tables), rel=1e-6, abs=1e-6 * flows)


@given(networks(), st.randoms(use_true_random=False))
@settings(max_examples=8)
def test_the_order_of_rows_does_not_matter(tables, random):
    shuffled = [table.iloc[random.sample(range(len(table)), len(table))] for table in tables]
    pd.testing.assert_frame_equal(reuse(*tables).flows, reuse(*shuffled).flows)


@given(networks(), st.floats(0.1, 0.9))
@settings(max_examples=15)
def test_a_source_in_two_parts_changes_nothing(tables, share):
    sources, sinks = tables
    first = sources["name"] == "s0"
    halves = [sources[~first], sources[first].assign(flow=lambda t: t["flow"] * share),
              sources[first].assign(name="s0b", flow=lambda t: t["flow"] * (1 - share))]  # fmt: skip
    assert fresh_of(pd.concat(halves, ignore_index=True), sinks) == pytest.approx(fresh_of(sources, sinks), abs=1e-6)


def test_the_fewest_connections_cost_no_water():
    sources = pd.DataFrame({"name": ["fresh", *"abc"], "flow": [np.nan, 30.0, 30.0, 60.0], "ppm": [0.0, 80, 80, 80]})
    sinks = pd.DataFrame({"name": ["x", "y"], "flow": [60.0, 60.0], "ppm": [80.0, 80.0]})
    lean = reuse(sources, sinks, Settings(fewest=True)).summary
    assert (lean["fresh"], lean["connections"], lean["fewest"]) == (pytest.approx(0.0, abs=1e-6), 3, True)
    assert reuse(sources, sinks).summary["connections"] == 3


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 6), st.integers(1, 6)), min_size=1, max_size=5))
@settings(max_examples=15)
def test_operations_agree_with_the_limiting_composite_curve(rows):
    operations = pd.DataFrame({
        "name": [f"p{i}" for i in range(len(rows))], "ppm load": [1000.0 * load for load, _, _ in rows],
        "ppm in": [10.0 * low for _, low, _ in rows], "ppm out": [10.0 * (low + rise) for _, low, rise in rows],
    })  # fmt: skip
    sources = pd.DataFrame({"name": ["fresh"], "flow": [np.nan], "ppm": [0.0]})
    sinks = pd.DataFrame({"name": [], "flow": [], "ppm": []}).astype({"flow": float, "ppm": float})
    found = reuse(sources, sinks, PLAIN, operations=operations)
    assert found.summary["fresh"] == pytest.approx(water_target(sources, sinks, operations).fresh, rel=1e-6)
