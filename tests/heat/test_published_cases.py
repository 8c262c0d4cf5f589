"""Published pinch and total-site cases have their targets."""

import json

import pandas as pd
import pytest

from circnet.heat import HeatSettings, pinch, total_site
from tests.heat.streamcases import (
    COMMITTED,
    SHARED_PINCH,
    SHARED_SITES,
    check_pinch,
    close,
    site_rows,
    stream_rows,
)

WAYS = {
    "none": "sum_of_plants_no_exchange", "mains": "total_site_indirect", "direct": "all_streams_direct_integration",
}  # fmt: skip


def run(case):
    inputs = case["inputs"]
    return pinch(stream_rows(inputs["streams"]), HeatSettings(dtmin_k=inputs.get("dT_min", 10.0))).summary


def read(shared, group, name):
    place = shared / "cases" / group / f"{name}.json"
    if not place.exists():
        pytest.skip(f"needs the reference case {name!r}, which is not among those beside the project")
    return json.loads(place.read_text("utf-8"))


@pytest.mark.parametrize("case", COMMITTED, ids=lambda case: case["id"])
def test_a_committed_case_has_its_targets(case):
    check_pinch(run(case), case)


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED_PINCH)
def test_a_reference_case_has_its_targets(name, shared):
    case = read(shared, "01_pinch", f"pinch_{name}")
    check_pinch(run(case), case)


@pytest.mark.shared
def test_no_reference_case_is_left_out(shared):
    known = {f"pinch_{name}" for name in SHARED_PINCH} | {case["id"] for case in COMMITTED}
    assert {path.stem for path in (shared / "cases" / "01_pinch").glob("*.json")} <= known
    sites = {path.stem for path in (shared / "cases" / "02_total_site").glob("*.json")}
    assert sites <= {f"totalsite_{name}" for name in SHARED_SITES}


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED_SITES)
def test_a_site_has_its_targets(name, shared):
    case = read(shared, "02_total_site", f"totalsite_{name}")
    found = total_site(*site_rows(case))
    targets = found.targets.set_index("exchange")
    fields = (("hot_utility_kw", "QH"), ("cold_utility_kw", "QC"), ("recovered_kw", "heat_recovery"))
    for way, key in WAYS.items():
        for ours, theirs in fields:
            assert close(targets.loc[way, ours], case["answers"][key][theirs], case["tolerance"]), (way, ours)
    bound = targets.loc[["direct", "mains", "none"], ["hot_utility_kw", "cold_utility_kw"]].diff().iloc[1:]
    assert (bound >= -1e-6).all(axis=None)
    used = found.utilities.set_index(["zone", "role", "utility"])["duty_kw"].sort_index()
    for zone, answer in case["answers"]["zones"].items():
        for role in ("hot", "cold"):
            told = answer[f"{role}_utilities"]
            assert set(told) <= set(used[zone, role].index)
            for utility, duty in used[zone, role].items():
                assert close(duty, told.get(utility, 0.0), case["tolerance"]), (zone, role, utility)


def test_levels_of_one_stream_by_hand():
    """1 kW/K from 20 to 200 C takes 130 kW below 150 C from steam, the rest from oil; cooled, it raises 50 kW of it."""
    streams = pd.DataFrame({
        "enterprise": ["oven", "drier"], "name": ["out", "in"], "supply_c": [200.0, 20.0], "target_c": [20.0, 200.0],
        "duty_kw": [180.0, 180.0],
    })  # fmt: skip
    levels = pd.DataFrame({
        "name": ["oil", "steam", "water"], "role": ["hot", "both", "cold"], "supply_c": [300.0, 150.0, 10.0],
        "target_c": [250.0, None, 15.0],
    })  # fmt: skip
    found = total_site(streams, levels, HeatSettings(dtmin_k=0.0, turbine_efficiency=1.0))
    used = found.utilities[found.utilities["duty_kw"] > 0].set_index(["zone", "utility"])["duty_kw"].to_dict()
    assert used == pytest.approx({
        ("drier", "steam"): 130.0, ("drier", "oil"): 50.0, ("oven", "steam"): 50.0, ("oven", "water"): 130.0,
    })  # fmt: skip
    targets = found.targets.set_index("exchange")["hot_utility_kw"].to_dict()
    assert targets == pytest.approx({"none": 180.0, "mains": 130.0, "direct": 0.0})
    mains = found.mains.set_index("utility")
    assert mains.loc["steam", ["exchanged_kw", "fired_kw", "surplus_kw"]].tolist() == pytest.approx([50.0, 80.0, 0.0])
    assert found.summary["power_kw"] == pytest.approx(80.0 * (300.0 - 150.0) / 423.15)


def test_surplus_steam_falls_to_the_next_main():
    """10 kW too much at 200 C is let down to 150 C, where 25 kW are used: 15 kW are fired, both falls give power."""
    streams = pd.DataFrame({
        "enterprise": ["a", "b"], "name": ["melt", "boil"], "supply_c": [210.0, 140.0], "target_c": [210.0, 140.0],
        "duty_kw": [10.0, 25.0], "type": ["hot", "cold"],
    })  # fmt: skip
    levels = pd.DataFrame({"name": ["mp", "lp", "cw"], "role": ["both", "both", "cold"],
                           "supply_c": [200.0, 150.0, 20.0]})  # fmt: skip
    found = total_site(streams, levels, HeatSettings(turbine_efficiency=0.5))
    mains = found.mains.set_index("utility")
    assert mains["let_down_kw"].to_dict() == pytest.approx({"mp": 0.0, "lp": 10.0})
    assert mains["fired_kw"].to_dict() == pytest.approx({"mp": 0.0, "lp": 15.0})
    assert found.summary["power_kw"] == pytest.approx(0.5 * 25.0 * 50.0 / 423.15)
    assert found.targets.set_index("exchange").loc["mains", "cold_utility_kw"] == pytest.approx(0.0)
