"""Published reuse cases: the network, the pinch, and the command give the printed figures."""

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from circnet.cli import app
from circnet.water import Settings, reuse, water_target
from tests.water.published import COMMITTED, PINCHES, SHARED, at_least, shared_case, tables, write


@pytest.fixture(params=[*COMMITTED, *(pytest.param(name, marks=pytest.mark.shared) for name in SHARED)])
def case(request):
    if request.param in COMMITTED:
        return COMMITTED[request.param] | {"id": request.param}
    return shared_case(request.getfixturevalue("shared"), request.param)


def agrees(fresh, waste, case):
    tolerance = case["tolerance"]["abs"]
    assert fresh == pytest.approx(case["answers"]["min_fresh"], abs=tolerance, rel=1e-9)
    assert waste == pytest.approx(case["answers"]["waste"], abs=tolerance, rel=1e-9)


def test_network(case):
    found = reuse(*tables(case), Settings(at_least=at_least(case), fewest=True))
    agrees(found.summary["fresh"], found.summary["waste"], case)
    assert found.summary["proven"]
    assert found.summary["fewest"]


def test_pinch(case):
    target = water_target(*tables(case), at_least=at_least(case))
    agrees(target.fresh, target.waste, case)
    if case["id"] in PINCHES:
        assert list(target.pinch) == pytest.approx(PINCHES[case["id"]])


def test_command(case, tmp_path):
    run = CliRunner().invoke(app, ["water", *write(tmp_path, case), "--json"])
    assert run.exit_code == 0, run.output
    told = json.loads(run.stdout)
    agrees(told["fresh"], told["waste"], case)
    into = pd.DataFrame(told["flows"]).groupby("to")["amount"].sum()
    for sink in case["inputs"]["sinks"]:
        assert into[sink["name"]] == pytest.approx(sink["flow"])


@pytest.mark.shared
def test_operations_with_a_fixed_load_need_what_their_limiting_flows_need(shared):
    case = shared_case(shared, "water_wang_smith_1994")
    rows = [(row["name"], 1000 * row["load_kg_h"], row["cin_max"], row["cout_max"])
            for row in case["inputs"]["raw_process_data"]]  # fmt: skip
    operations = pd.DataFrame(rows, columns=["name", "ppm load", "ppm in", "ppm out"])
    sources = pd.DataFrame({"name": ["fresh"], "flow": [np.nan], "ppm": [0.0]})
    sinks = pd.DataFrame({"name": [], "flow": [], "ppm": []}).astype({"flow": float, "ppm": float})
    found = reuse(sources, sinks, operations=operations)
    agrees(found.summary["fresh"], found.summary["waste"], case)
    target = water_target(sources, sinks, operations)
    assert (target.fresh, target.pinch) == (pytest.approx(90.0), (100.0,))


def test_two_contaminants_need_54():
    # Wang and Smith, Chem. Eng. Sci. 49 (1994) 981, example of two operations and two contaminants: 54 t/h. By hand:
    # 40 t/h through the first, whose outlet holds 100 and 50; the second takes 21 of it with 14 fresh.
    operations = pd.DataFrame({
        "name": ["1", "2"], "A load": [4000.0, 5600.0], "A in": [0.0, 80.0], "A out": [100.0, 240.0],
        "B load": [2000.0, 2100.0], "B in": [25.0, 30.0], "B out": [75.0, 90.0],
    })  # fmt: skip
    sources = pd.DataFrame({"name": ["fresh"], "flow": [np.nan], "A": [0.0], "B": [0.0]})
    sinks = pd.DataFrame({name: pd.Series(dtype=float) for name in ("name", "flow", "A", "B")})
    found = reuse(sources, sinks, operations=operations)
    assert found.summary["fresh"] == pytest.approx(54.0)
    assert found.summary["bound"] == pytest.approx(54.0, rel=1e-6)
    assert found.summary["proven"]


def test_reflectivity_mixes_by_its_power():
    case = COMMITTED["property_reflectivity_papermaking"]
    sources, sinks = (table.assign(quality=table["quality"] ** (1 / 5.92)) for table in tables(case))
    found = reuse(sources, sinks, Settings(at_least=("quality",), mixing=(("quality", "power:5.92"),)))
    agrees(found.summary["fresh"], found.summary["waste"], case)
    inlet = found.inlets.set_index("name")
    assert inlet.loc["machine I", "limit"] == pytest.approx(0.85)
    assert (inlet["value"] >= inlet["limit"] - 1e-9).all()
