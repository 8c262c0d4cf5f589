"""Properties of pinch targets on random streams, and streams that cannot be read."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from circnet.errors import InputFaults, UsageFault
from circnet.heat import HeatSettings, load_streams, pinch, place_utilities, read_streams, stream_table, total_site
from circnet.heat.intervals import covering_sums
from circnet.heat.pinch import shifted


@st.composite
def streams(draw, least=1, most=9):
    """Streams at whole degrees: ends coincide often, some are isothermal."""
    rows = draw(st.lists(st.tuples(
        st.integers(0, 40), st.integers(0, 40), st.floats(0.1, 50.0), st.booleans(),
        st.sampled_from([None, 1.0, 5.0, 12.5]),
    ), min_size=least, max_size=most))  # fmt: skip
    return pd.DataFrame({
        "name": [f"s{number}" for number in range(len(rows))],
        "supply_c": [10.0 * row[0] for row in rows], "target_c": [10.0 * row[1] for row in rows],
        "duty_kw": [row[2] * 10 for row in rows],
        "type": ["" if row[0] != row[1] else "hot" if row[3] else "cold" for row in rows],
        "dt_contribution_k": pd.Series([row[4] for row in rows], dtype=float),
    })  # fmt: skip


def targets(table, dtmin=10.0):
    summary = pinch(table, HeatSettings(dtmin_k=dtmin)).summary
    return summary["hot_utility_kw"], summary["cold_utility_kw"]


def pieces(table, dtmin):
    """Every stream cut at all ends: (stream, hot, shifted low, shifted high, kW), written without the package."""
    ready, _ = stream_table(table)
    shift = ready["dt_contribution_k"].fillna(dtmin / 2)
    move = np.where(ready["hot"], -shift, shift)
    ends = np.sort(ready[["supply_c", "target_c"]].to_numpy() + move[:, None], axis=1)
    cuts = np.unique(ends)
    found = []
    for (low, high), duty, hot in zip(ends, ready["duty_kw"], ready["hot"], strict=True):
        inside = cuts[(cuts >= low) & (cuts <= high)]
        if low == high:
            found.append((hot, low, high, duty))
        else:
            found += [(hot, a, b, duty * (b - a) / (high - low)) for a, b in zip(inside, inside[1:], strict=False)]
    return found


def transported(table, dtmin):
    """Least heating by a transport programme: which piece heats which, never from colder to hotter."""
    parts = pieces(table, dtmin)
    hot = [part for part in parts if part[0]]
    cold = [part for part in parts if not part[0]]
    pairs = [(h, c) for h, one in enumerate(hot) for c, two in enumerate(cold)
             if one[1] >= two[1] and one[2] >= two[2]]  # fmt: skip
    if not pairs:
        return sum(part[3] for part in cold)
    rows = np.zeros((len(hot) + len(cold), len(pairs)))
    for place, (h, c) in enumerate(pairs):
        rows[h, place] = rows[len(hot) + c, place] = 1.0
    limit = [part[3] for part in (*hot, *cold)]
    return sum(part[3] for part in cold) + linprog(-np.ones(len(pairs)), rows, limit).fun


@settings(max_examples=25)
@given(streams(), st.sampled_from([0.0, 10.0, 25.0]))
def test_a_transport_programme_finds_the_same_target(table, dtmin):
    hot, _ = targets(table, dtmin)
    assert hot == pytest.approx(transported(table, dtmin), rel=1e-7, abs=1e-6)


@settings(max_examples=25)
@given(streams(), st.sampled_from([0.0, 10.0, 25.0]))
def test_energy_in_is_energy_out_and_no_flow_is_negative(table, dtmin):
    found = pinch(table, HeatSettings(dtmin_k=dtmin))
    one = found.summary
    total = one["hot_duty_kw"] + one["cold_duty_kw"]
    assert one["hot_duty_kw"] + one["hot_utility_kw"] == pytest.approx(one["cold_duty_kw"] + one["cold_utility_kw"])
    assert one["recovered_kw"] + one["cold_utility_kw"] == pytest.approx(one["hot_duty_kw"], abs=1e-9 * total)
    assert (found.cascade["flow_kw"] >= 0).all()
    assert one["pinch_c"]
    assert one["threshold"] == (one["hot_utility_kw"] == 0 or one["cold_utility_kw"] == 0)


@settings(max_examples=25)
@given(streams())
def test_a_larger_least_difference_never_saves(table):
    free = table.assign(dt_contribution_k=np.nan)
    needs = [targets(free, dtmin) for dtmin in (0.0, 5.0, 10.0, 40.0)]
    for one, two in zip(needs, needs[1:], strict=False):
        assert two[0] >= one[0] - 1e-7
        assert two[1] >= one[1] - 1e-7


@settings(max_examples=25)
@given(streams(), st.floats(0.05, 0.95), st.booleans())
def test_splitting_a_stream_changes_nothing(table, share, along):
    first = table.iloc[[0]]
    if along:
        halves = [first.assign(duty_kw=first["duty_kw"] * part) for part in (share, 1 - share)]
    else:
        middle = first["supply_c"] + share * (first["target_c"] - first["supply_c"])
        halves = [
            first.assign(target_c=middle, duty_kw=first["duty_kw"] * share),
            first.assign(supply_c=middle, duty_kw=first["duty_kw"] * (1 - share)),
        ]
    split = pd.concat([*halves, table.iloc[1:]], ignore_index=True)
    assert targets(split) == pytest.approx(targets(table), rel=1e-8, abs=1e-6)


@settings(max_examples=25)
@given(streams(), st.floats(0.01, 1e6), st.integers(-200, 200))
def test_scaling_heat_scales_and_moving_temperatures_moves(table, factor, move):
    moved = table.assign(
        duty_kw=table["duty_kw"] * factor, supply_c=table["supply_c"] + move, target_c=table["target_c"] + move
    )
    one, two = pinch(table), pinch(moved)
    assert two.summary["hot_utility_kw"] == pytest.approx(factor * one.summary["hot_utility_kw"], rel=1e-9, abs=1e-9)
    assert two.summary["pinch_c"] == pytest.approx([at + move for at in one.summary["pinch_c"]])


@settings(max_examples=25)
@given(streams(), st.randoms(use_true_random=False))
def test_the_order_of_streams_does_not_count(table, random):
    order = list(range(len(table)))
    random.shuffle(order)
    one, two = pinch(table), pinch(table.iloc[order].reset_index(drop=True))
    assert one.summary["hot_utility_kw"] == pytest.approx(two.summary["hot_utility_kw"], rel=1e-9, abs=1e-9)
    assert one.summary["pinch_c"] == two.summary["pinch_c"]


@settings(max_examples=25)
@given(streams())
def test_exergy_is_lost_and_never_made(table):
    one = pinch(table, HeatSettings(surroundings_c=-50.0))
    one = one.exergy | one.summary
    assert one["exergy_lost_kw"] >= -1e-7
    assert one["exergy_recovered_kw"] <= one["recovered_kw"] + 1e-7


@settings(max_examples=15)
@given(streams(), st.booleans())
def test_levels_serve_all_and_the_rule_is_the_cheapest_where_levels_do_not_overlap(table, gliding):
    levels = pd.DataFrame({
        "name": ["furnace", "hp", "lp", "warm", "water", "chill"],
        "role": ["hot", "hot", "hot", "cold", "cold", "cold"],
        "supply_c": [600.0, 250.0, 150.0, 130.0, 20.0, -60.0],
        "target_c": [550.0, 250.0, 150.0, 130.0, 45.0 if gliding else 20.0, -60.0],
    })  # fmt: skip
    by_rule = place_utilities(table, levels)
    by_cost = place_utilities(table, levels.assign(cost=[9.0, 3.0, 1.0, 1.0, 3.0, 9.0]))
    hot, cold = targets(table)
    served = by_rule.groupby("role")["duty_kw"].sum()
    assert served["hot"] == pytest.approx(hot, abs=1e-5)
    assert served["cold"] == pytest.approx(cold, abs=1e-5)
    for placed in (by_rule, by_cost):  # with the levels as streams nothing is left, and heat falls all the way
        hot_level = placed["role"].eq("hot")
        end = placed["target_c"].fillna(placed["supply_c"])
        ends = np.sort(np.column_stack([placed["supply_c"], end]), axis=1)
        as_streams = pd.DataFrame({
            "name": placed["utility"], "supply_c": np.where(hot_level, ends[:, 1], ends[:, 0]),
            "target_c": np.where(hot_level, ends[:, 0], ends[:, 1]), "duty_kw": placed["duty_kw"],
            "type": np.where(ends[:, 0] < ends[:, 1], "", placed["role"]), "dt_contribution_k": np.nan,
        })  # fmt: skip
        assert targets(pd.concat([table, as_streams], ignore_index=True)) == pytest.approx((0.0, 0.0), abs=1e-3)
    rates = np.array([1.0, 3.0, 9.0, 1.0, 3.0, 9.0])  # in the order of placing
    spent = [float((rates * placed["duty_kw"]).sum()) for placed in (by_rule, by_cost)]
    assert spent[1] <= spent[0] * (1 + 1e-6) + 1e-3
    if not gliding:  # where no level overlaps another the rule is the cheapest
        assert by_cost["duty_kw"].to_numpy() == pytest.approx(by_rule["duty_kw"].to_numpy(), rel=1e-6, abs=1e-3)


@settings(max_examples=15)
@given(streams(least=2), st.integers(1, 3))
def test_zones_save_no_more_through_mains_than_directly(table, count):
    zoned = table.assign(enterprise=[f"z{row % (count + 1)}" for row in range(len(table))])
    levels = pd.DataFrame({
        "name": ["furnace", "hp", "lp", "hw", "cold"], "role": ["hot", "both", "both", "both", "cold"],
        "supply_c": [600.0, 250.0, 150.0, 90.0, -60.0],
    })  # fmt: skip
    found = total_site(zoned, levels)
    needs = found.targets.set_index("exchange")[["hot_utility_kw", "cold_utility_kw"]]
    for less, more in (("direct", "mains"), ("mains", "none")):
        assert (needs.loc[less] <= needs.loc[more] + 1e-6).all()
    balance = needs["hot_utility_kw"] - needs["cold_utility_kw"]
    assert balance.to_numpy() == pytest.approx(np.full(3, balance["direct"]), abs=1e-6)
    mains = found.mains
    assert (mains["generated_kw"].sum() + mains["fired_kw"].sum()) == pytest.approx(
        mains["used_kw"].sum() + mains["surplus_kw"].sum()
    )
    assert (mains["power_kw"] >= 0).all()


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.floats(0, 1e9)), max_size=30))
def test_sums_over_ranges_leave_no_rounding_behind(ranges):
    first = np.array([min(a, b) for a, b, _ in ranges], dtype=int)
    last = np.array([max(a, b) for a, b, _ in ranges], dtype=int)
    weight = np.array([w for *_, w in ranges])
    got = covering_sums(first, last, weight, 20)
    for place in range(20):
        inside = weight[(first <= place) & (place < last)]
        assert got[place] == (pytest.approx(inside.sum(), rel=1e-12) if len(inside) else 0.0)


def test_an_almost_isothermal_stream_leaves_no_rounding():
    """500 kW over 1e-6 K beside 1 W per K: the small stream's heat is still exact."""
    table = pd.DataFrame({
        "name": ["boil", "small"], "supply_c": [130.0, 200.0], "target_c": [130.000001, 100.0],
        "duty_kw": [500.0, 0.1],
    })  # fmt: skip
    one = pinch(table, HeatSettings(dtmin_k=0.0)).summary
    assert one["cold_utility_kw"] == pytest.approx(0.03, rel=1e-6)
    assert one["hot_utility_kw"] == pytest.approx(499.93, rel=1e-12)


def test_exergy_of_latent_heat_is_carnots():
    table = pd.DataFrame({"name": ["vapour", "steam"], "supply_c": [227.0, 127.0], "target_c": [227.0, 127.0],
                          "duty_kw": [1000.0, 600.0], "type": ["hot", "cold"]})  # fmt: skip
    one = pinch(table, HeatSettings(surroundings_c=27.0)).exergy
    assert one["exergy_given_kw"] == pytest.approx(600 * (1 - 300.15 / 500.15))
    assert one["exergy_recovered_kw"] == pytest.approx(600 * (1 - 300.15 / 400.15))
    assert one["exergy_rejected_kw"] == pytest.approx(400 * (1 - 300.15 / 500.15))


def test_no_streams_need_nothing():
    found = pinch(pd.DataFrame({"name": [], "supply_c": [], "target_c": [], "duty_kw": []}))
    assert (found.summary["hot_utility_kw"], found.summary["pinch_c"], len(found.cascade)) == (0.0, [], 0)


@pytest.mark.parametrize(("rows", "check", "row", "column"), [
    ("a,100,50,,", "stream_without_duty", 2, "duty_kw"),
    ("a,100,50,x,", "not_a_number", 2, "duty_kw"),
    ("a,,50,10,", "blank_value", 2, "supply_c"),
    ("a,100,50,-10,", "out_of_range", 2, "duty_kw"),
    ("a,100,-300,10,", "out_of_range", 2, "target_c"),
    ("a,100,100,10,", "latent_without_side", 2, "type"),
    ("a,100,50,10,\nb,100,150,10,hot", "side_contradicts", 3, "type"),
    ("a,100,50,10,warm", "not_a_choice", 2, "type"),
])  # fmt: skip
def test_a_stream_that_cannot_be_read_is_named(tmp_path, rows, check, row, column):
    path = tmp_path / "s.csv"
    path.write_text(f"name,supply_c,target_c,duty_kw,type\n{rows}\n", encoding="utf-8")
    with pytest.raises(InputFaults) as caught:
        load_streams(path)
    first = caught.value.faults.iloc[0]
    assert (first["check"], first["file"], first["row"], first["column"]) == (check, "s.csv", row, column)


def test_two_duties_that_contradict_each_other_are_named():
    rows = pd.DataFrame({"name": ["a"], "supply_c": [100.0], "target_c": [50.0], "duty_kw": [100.0],
                         "heat_capacity_kw_k": [3.0]})  # fmt: skip
    with pytest.raises(InputFaults) as caught:
        pinch(rows)
    first = caught.value.faults.iloc[0]
    assert (first["check"], first["value"], first["expected"]) == ("duty_contradicts", "100.0", "150")


@pytest.mark.parametrize("word", ["hot", "Hot", "H", "热"])
def test_the_side_of_a_latent_stream_may_be_written_in_several_ways(tmp_path, word):
    path = tmp_path / "s.csv"
    path.write_text(f"name,t_supply,t_target,heat,type\nboil,100,100,5,{word}\n", encoding="utf-8")
    assert pinch(load_streams(path)).summary["cold_utility_kw"] == pytest.approx(5.0)


def test_streams_without_heat_and_of_one_name_are_told_but_count(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("Stream,T_supply,T_target,heat\na,100,50,10\na,90,50,10\nb,20,30,0\n", encoding="utf-8")
    table, faults = read_streams(path)
    assert faults["severity"].unique().tolist() == ["warning"]
    assert set(faults["check"]) == {"stream_name_twice", "stream_without_heat"}
    assert pinch(table).summary["cold_utility_kw"] == pytest.approx(20.0)


def test_utilities_that_do_not_reach_are_told():
    table = pd.DataFrame({"name": ["melt"], "supply_c": [20.0], "target_c": [800.0], "duty_kw": [780.0]})
    levels = pd.DataFrame({"name": ["steam"], "role": ["hot"], "supply_c": [200.0]})
    with pytest.raises(InputFaults) as caught:
        place_utilities(table, levels)
    first = caught.value.faults.iloc[0]
    assert (first["check"], first["value"], first["expected"]) == ("hot_utility_short", "610", "805")


def test_shifting_uses_a_streams_own_contribution():
    table, _ = stream_table(pd.DataFrame({"name": ["a", "b"], "supply_c": [100.0, 20.0], "target_c": [50.0, 60.0],
                                          "duty_kw": [10.0, 10.0], "dt_contribution_k": [2.0, np.nan]}))  # fmt: skip
    lines = shifted(table, HeatSettings(dtmin_k=20.0))
    assert lines.low.tolist() == [48.0, 30.0]
    assert lines.high.tolist() == [98.0, 70.0]


def test_every_bend_of_the_curves_names_its_streams():
    table = pd.DataFrame({"name": ["a", "b"], "supply_c": [100.0, 20.0], "target_c": [50.0, 60.0], "duty_kw": 10.0})
    found = pinch(table)
    assert found.kinks[["shifted_c", "name", "end"]].to_numpy().tolist() == [
        [95.0, "a", "supply"], [65.0, "b", "target"], [45.0, "a", "target"], [25.0, "b", "supply"],
    ]  # fmt: skip
    assert set(found.kinks["shifted_c"]) == set(found.cascade["shifted_c"])


def test_a_setting_without_meaning_is_refused():
    with pytest.raises(UsageFault):
        HeatSettings(dtmin_k=-1.0)
