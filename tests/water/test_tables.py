"""Reading sources and sinks: any reasonable heading, no unreasonable value."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from circnet.park.faults import errors_of
from circnet.water import read_waters


@pytest.fixture
def read(tmp_path):
    def reader(*texts, **choices):
        paths = []
        for name, text in zip(("sources", "sinks", "operations", "treatments"), texts, strict=False):
            paths.append(None if text is None else tmp_path / f"{name}.csv")
            if text is not None:
                paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_waters(*paths, **choices)

    return reader


@pytest.mark.parametrize(
    ("sources", "sinks"),
    [
        ("name,flow,ppm,cost\nfresh,,0,1\nA,50,100,\n", "name,flow,ppm\nB,80,50\n"),
        ("\ufeff Name , FLOW, ppm ,Cost\r\nfresh,,0,1\r\n\r\nA,50,100,\r\n", "\ufeffNAME,Flow,PPM\r\nB,80,50\r\n"),
        ("名称,流量,ppm,成本\nfresh,,0,1\nA,50,100,\n", "名称,水量,ppm 上限\nB,80,50\n"),
        ("name,Unit,flow,ppm,cost\nfresh,t/h,,0,1\nA,t/h,50,100,\n", "name,unit,flow,ppm\nB,t/h,80,50\n"),
        ("cost,ppm,note,flow,name\n1,0,clean,,fresh\n,100,x,50,A\n", "ppm,note,name,flow\n50,,B,80\n"),
        ("name,flow,ppm,cost\nfresh,,0,1\nA,50,100,\n", "name,flow,ppm_limit\nB,80,50\n"),
        ("name,flow,ppm,cost\nfresh,,0,1\nA,50,100,\n", "name,flow,limit on salt\nB,80,50\n"),
    ],
)
def test_headings_are_taken_as_they_come(read, sources, sinks):
    tables = read(sources, sinks)
    assert not len(errors_of(tables.faults))
    assert tables.sources.set_index("name").loc["A", ["flow", "ppm"]].to_list() == [50.0, 100.0]
    assert np.isnan(tables.sources.set_index("name").loc["fresh", "flow"])
    limit = [name for name in tables.sinks.columns if name.startswith("ppm")]
    assert tables.sinks.set_index("name").loc["B", ["flow", *limit]].to_list() == [80.0, 50.0]


def test_a_sink_may_bound_a_property_from_both_sides(read):
    tables = read("name,flow,pH value\nfresh,,7\n", "name,flow,pH value min,ph value <=\nB,80,6,9\n")
    assert not len(tables.faults)
    assert tables.sinks[["pH value>=", "pH value<="]].to_numpy().tolist() == [[6.0, 9.0]]


BAD = {
    "not_a_number": ("name,flow,ppm\nA,5o,1\n", "name,flow,ppm\nB,8,5\n", ("sources.csv", 2, "flow", "5o")),
    "out_of_range": ("name,flow,ppm\nA,5,1\n", "name,flow,ppm\nC,1,1\nB,-8,5\n", ("sinks.csv", 3, "flow", "-8")),
    "blank_value": ("name,flow,ppm\nA,5,\n", "name,flow,ppm\nB,8,5\n", ("sources.csv", 2, "ppm", "")),
    "duplicate_key": ("name,flow,ppm\nA,5,1\nA,6,2\n", "name,flow,ppm\nB,8,5\n", ("sources.csv", 3, "name", "A")),
    "missing_column": ("name,ppm\nA,5\n", "name,flow,ppm\nB,8,5\n", ("sources.csv", 1, "flow", "")),
    "unknown_property": ("name,flow,ppm,oil\nA,5,1,2\n", "name,flow,ppm,salt\nB,8,5,1\n",
                         ("sinks.csv", 1, "salt", "salt")),
    "duplicate_column": ("name,flow,ppm\nA,5,1\n", "name,flow,ppm,PPM\nB,8,5,6\n", ("sinks.csv", 1, "", "ppm")),
    "no_rows": ("name,flow,ppm\n", "name,flow,ppm\nB,8,5\n", ("sources.csv", 0, "", "")),
    "empty_file": ("", "name,flow,ppm\nB,8,5\n", ("sources.csv", 0, "", "")),
    "ragged_row": ("name,flow,ppm\nA,5\n", "name,flow,ppm\nB,8,5\n", ("sources.csv", 2, "", "2")),
}  # fmt: skip


@pytest.mark.parametrize("check", BAD)
def test_what_is_wrong_is_told_with_its_place(read, check):
    sources, sinks, place = BAD[check]
    faults = read(sources, sinks).faults
    rows = faults.loc[faults["check"] == check, ["file", "row", "column", "value"]].to_numpy().tolist()
    assert list(place) in rows


def test_faults_of_both_files_are_told_at_once(read):
    faults = errors_of(read("name,flow,ppm\nA,x,y\n", "name,flow,ppm\nB,z,5\n").faults)
    assert faults["value"].to_list() == ["x", "y", "z"]


def test_a_blank_sink_flow_is_a_fault_and_a_blank_limit_is_none(read):
    assert read("name,flow,ppm\nA,,1\n", "name,flow,ppm\nB,,5\n").faults["check"].to_list() == ["blank_value"]
    tables = read("name,flow,ppm\nA,,1\n", "name,flow,ppm\nB,5,\n")
    assert not len(errors_of(tables.faults))
    assert np.isnan(tables.sinks["ppm"].iloc[0])


def test_least_cost_asks_for_the_price_of_fresh_water(read):
    texts = ("name,flow,ppm,cost\nfresh,,0,\nA,5,1,\n", "name,flow,ppm\nB,8,5\n")
    assert not len(errors_of(read(*texts).faults))
    faults = errors_of(read(*texts, priced=True).faults)
    assert faults[["row", "column"]].to_numpy().tolist() == [[2, "cost"]]


def test_operations_and_treatments(read):
    tables = read("name,flow,ppm\nfresh,,0\n", None, "name,ppm load,PPM_in,ppm outlet\nP,2000,0,100\n",
                  "name,recovery,ppm removal,ppm feed\nRO,0.8,0.9,500\n")  # fmt: skip
    assert not len(tables.faults)
    assert tables.operations.iloc[0].to_dict() == {"name": "P", "ppm load": 2000.0, "ppm in": 0.0, "ppm out": 100.0}
    assert tables.treatments.iloc[0].to_dict() == {"name": "RO", "recovery": 0.8, "ppm removal": 0.9, "ppm feed": 500.0}


def test_a_load_that_nothing_can_take_up(read):
    faults = read("name,flow,ppm\nfresh,,0\n", None, "name,ppm load,ppm in,ppm out\nP,2000,100,100\n").faults
    assert faults[["check", "row", "column"]].to_numpy().tolist() == [["no_rise", 2, "ppm out"]]


def test_a_property_that_no_sink_limits_is_warned_of(read):
    faults = read("name,flow,salt,oil\nA,,1,2\n", "name,flow,salt\nB,5,3\n").faults
    assert faults[["check", "severity", "value"]].to_numpy().tolist() == [["unlimited_property", "warning", "oil"]]


@given(st.binary(max_size=120), st.text(alphabet='name,flow\n0123456789.-ppm"e', max_size=120))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_holds_is_a_table_or_a_fault(read, raw, text):
    for sources, sinks in ((raw, "name,flow,ppm\nB,8,5\n"), ("name,flow,ppm\nA,,1\n", text), (text, text)):
        tables = read(sources, sinks)
        if not len(errors_of(tables.faults)):
            assert len(tables.sources)
            assert tables.sinks["flow"].notna().all()
