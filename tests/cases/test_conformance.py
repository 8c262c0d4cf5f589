"""circnet against a second, independent writing of the same LP, on random parks."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from circnet.coupling import couple
from circnet.errors import Infeasible, Unbounded
from circnet.park import load_catalog, load_park
from tests.cases.random_parks import parks
from tests.reference_lp import least_cost


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def found(folder, catalog):
    try:
        summary = couple(load_park(str(folder), catalog), catalog).summary
    except Infeasible:
        return "infeasible", None, None
    except Unbounded:
        return "unbounded", None, None
    return "optimal", summary["cost"], summary["baseline_cost"]


@given(park=parks())
@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.reuse, Phase.generate, Phase.shrink],
)
def test_two_programs_agree_on_random_parks(park, catalog, tmp_path):
    folder = tmp_path / "park"
    shutil.rmtree(folder, ignore_errors=True)
    park.write(folder)
    status, cost = least_cost(folder)
    answer = found(folder, catalog)
    assert answer[0] == status
    if status != "optimal":
        return
    assert answer[1] == pytest.approx(cost, rel=1e-7, abs=1e-6)
    status, cost = least_cost(folder, links_only=True)
    assert answer[2] == (pytest.approx(cost, rel=1e-7, abs=1e-6) if status == "optimal" else None)
