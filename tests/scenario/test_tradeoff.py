"""Trade-off fronts: a merit order solved by hand, and what must hold of every front."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from circnet.coupling import Settings, couple
from circnet.errors import Infeasible, NoSolution, UsageFault
from circnet.park import load_catalog, load_park
from circnet.scenario import trade_off
from tests.casefolders import CasePark
from tests.strategies import atom_parks

QUICK = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def merit_order():
    """100 MWh at 10 from the grid, 1 t CO2 each; 30 MWh of wind at 20 and 50 MWh of sun at 40 over lines."""
    park = CasePark(id="merit", title="Merit order", unit="MWh")
    park.add(
        "commodities", id="power", name_zh="电", name_en="power", kind="electricity", unit="MWh", co2_t_per_unit=1.0
    )
    park._seen.setdefault("commodities", set()).add("power")
    park.demand("mill", "power", 100.0)
    park.market("power", "mill", buy_price=10.0)
    for name, amount, cost in (("wind", 30.0, 20.0), ("sun", 50.0, 40.0)):
        park.supply(name, "power", available=amount)
        park.arc(name, "mill", "power", cost=cost)
    return park


def loaded(park, folder, catalog):
    shutil.rmtree(folder, ignore_errors=True)
    return load_park(str(park.write(folder)), catalog)


def test_a_merit_order_has_its_corners_slopes_and_knee(tmp_path, catalog):
    result = trade_off(loaded(merit_order(), tmp_path / "p", catalog), catalog, objective="co2", points=5)
    corners = result.corners
    assert corners["cost"].tolist() == pytest.approx([1000.0, 1300.0, 2800.0], abs=1e-3)
    assert corners["value"].tolist() == pytest.approx([100.0, 70.0, 20.0], abs=1e-4)
    assert corners["marginal_cost"].tolist()[:2] == pytest.approx([10.0, 30.0], rel=1e-5)
    assert np.isnan(corners["marginal_cost"].iloc[2])
    assert corners["knee"].tolist() == [False, True, False]
    assert result.summary["complete"] is True
    assert result.summary["unit"] == "t"


def test_points_are_evenly_spaced_and_lie_on_the_front(tmp_path, catalog):
    result = trade_off(loaded(merit_order(), tmp_path / "p", catalog), catalog, objective="co2", points=5)
    assert result.points["value"].tolist() == pytest.approx([100.0, 80.0, 60.0, 40.0, 20.0], abs=1e-3)
    assert result.points["cost"].tolist() == pytest.approx([1000.0, 1200.0, 1600.0, 2200.0, 2800.0], abs=1e-2)


def test_links_switch_where_they_begin_to_pay(tmp_path, catalog):
    result = trade_off(loaded(merit_order(), tmp_path / "p", catalog), catalog, objective="co2", points=5)
    switches = result.switches[["point", "change", "from"]].to_dict("records")
    assert switches == [{"point": 1, "change": "on", "from": "wind"}, {"point": 2, "change": "on", "from": "sun"}]
    assert set(result.links.loc[result.links["point"] == 0, "from"]) == set()


def test_where_the_cheapest_is_also_the_greenest_there_is_one_point(tmp_path, catalog):
    park = merit_order()
    park.tables["arcs"] = [row | {"cost": 1.0} for row in park.tables["arcs"]]
    result = trade_off(loaded(park, tmp_path / "p", catalog), catalog, objective="co2", points=7)
    assert len(result.corners) == len(result.points) == 1
    assert result.corners["cost"].iloc[0] == pytest.approx(20 * 10 + 80 * 1)
    assert result.summary["knee"] is None


@pytest.mark.parametrize(("objective", "points"), [("cost", 5), ("Zz9", 5), ("co2", 1)])
def test_wrong_choices_are_refused(tmp_path, catalog, objective, points):
    with pytest.raises(UsageFault):
        trade_off(loaded(merit_order(), tmp_path / "p", catalog), catalog, objective=objective, points=points)


def test_a_park_without_a_solution_says_why(tmp_path, catalog):
    park = merit_order()
    park.tables.pop("markets")
    with pytest.raises(Infeasible) as raised:
        trade_off(loaded(park, tmp_path / "p", catalog), catalog)
    assert raised.value.conflicts["amount"].tolist() == pytest.approx([20.0])


def test_the_greenest_end_of_a_real_park_is_the_answer_of_couple(catalog):
    park = load_park("golmud", catalog)
    result = trade_off(park, catalog, Settings(), "co2", points=3)
    least = couple(park, catalog, Settings(objective="co2")).summary
    assert result.summary["lowest"] == pytest.approx(least["cost"], rel=1e-6)
    assert result.summary["dearest"] == pytest.approx(least["net_cost"], rel=1e-5)
    assert result.summary["cheapest"] <= couple(park, catalog).summary["cost"] + 1.0
    _convex(result.corners)


def _convex(corners):
    """Dearer and smaller from corner to corner, and each step dearer per unit than the one before."""
    assert (corners["cost"].diff().dropna() > 0).all()
    assert (corners["value"].diff().dropna() < 0).all()
    slopes = corners["marginal_cost"].dropna().to_numpy()
    assert (np.diff(slopes) > 0).all()


@given(drawn=atom_parks())
@QUICK
def test_a_front_is_convex_its_ends_are_the_single_optima_and_its_points_lie_on_it(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    try:
        result = trade_off(park, catalog, Settings(), "NaCl", points=4)
    except NoSolution:
        return
    cheapest = couple(park, catalog, Settings()).summary
    cleanest = couple(park, catalog, Settings(objective="NaCl")).summary
    scale = max(1.0, abs(cheapest["cost"]), abs(cleanest["net_cost"]))
    assert result.summary["cheapest"] == pytest.approx(cheapest["cost"], abs=1e-5 * scale)
    assert result.summary["lowest"] == pytest.approx(cleanest["cost"], abs=1e-4)
    _convex(result.corners)
    corners, points = result.corners.sort_values("value"), result.points
    on_front = np.interp(points["value"], corners["value"], corners["cost"])
    assert points["cost"].to_numpy() == pytest.approx(on_front, abs=1e-4 * scale)


@given(drawn=atom_parks())
@QUICK
def test_a_front_does_not_depend_on_the_order_of_rows(drawn, catalog, tmp_path):
    park = loaded(drawn, tmp_path / "p", catalog)
    turned = park.replace(**{name: table.iloc[::-1].reset_index(drop=True) for name, table in park.tables().items()})
    try:
        one, other = (trade_off(each, catalog, Settings(), "NaCl", points=2).corners for each in (park, turned))
    except NoSolution:
        return
    assert len(one) == len(other)
    assert other[["cost", "value"]].to_numpy() == pytest.approx(one[["cost", "value"]].to_numpy(), rel=1e-5, abs=1e-4)


def test_the_carbon_price_moves_the_cheapest_end(tmp_path, catalog):
    park = loaded(merit_order(), tmp_path / "p", catalog)
    plain = trade_off(park, catalog, Settings(), "co2")
    priced = trade_off(park, catalog, replace(Settings(), carbon_price=15.0), "co2")
    assert plain.summary["highest"] == pytest.approx(100.0, abs=1e-3)
    assert priced.summary["highest"] == pytest.approx(70.0, abs=1e-3)
