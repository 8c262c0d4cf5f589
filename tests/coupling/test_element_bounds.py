"""Limits on what is released of a form, and on the gap of an element's balance; forms as objectives."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings

from circnet.chemistry import element_matrix
from circnet.coupling import Settings, couple
from circnet.coupling.case import prepare
from circnet.coupling.families import contents
from circnet.coupling.model import build
from circnet.coupling.settings import named_limits
from circnet.coupling.solve import Network
from circnet.errors import Infeasible, NoSolution, UsageFault
from circnet.park import load_catalog, load_park
from circnet.report.limits import conflict_rows, relaxed_rows
from tests.casefolders import CasePark
from tests.strategies import atom_parks

CHLORINE, ACID = "Cl2:1", "HCl:0.31;H2O:0.69"
IN_ACID = 0.31 * 35.453 / 36.461


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def good(park, name, composition, kind="material"):
    park.add("commodities", id=name, name_zh=name, name_en=name, kind=kind, unit="t", composition=composition)
    park._seen.setdefault("commodities", set()).add(name)


def chlorine_park(scale=1.0):
    """A cell must get rid of 100 t of chlorine at 20 a tonne; a works may take 80 t of it, the pipe costs 50."""
    park = CasePark(id="cell", title="Cell")
    good(park, "chlorine", CHLORINE)
    good(park, "acid", ACID)
    park.supply("cell", "chlorine", available=100.0 * scale, least=100.0 * scale)
    park.port("works", "chlorine", "demand", maximum=80.0 * scale)
    park.supply("works", "acid", available=10.0, least=10.0)
    park.market("chlorine", "cell", dispose_cost=20.0)
    park.market("acid", "works", dispose_cost=5.0)
    park.arc("cell", "works", "chlorine", cost=50.0)
    return park


@pytest.fixture(scope="module")
def cell(tmp_path_factory, catalog):
    return load_park(str(chlorine_park().write(tmp_path_factory.mktemp("cell") / "p")), catalog)


def solve(park, catalog, **choices):
    return couple(park, catalog, Settings(**choices))


def disposed(result, commodity):
    table = result.disposals
    return float(table.loc[table["commodity"] == commodity, "amount"].sum())


@pytest.mark.parametrize("target", ["Cl2", "Cl:Cl2"])
def test_a_limit_costs_what_the_dearer_way_costs(cell, catalog, target):
    free = solve(cell, catalog)
    held = solve(cell, catalog, release_limits=((target, 30.0),))
    assert disposed(free, "chlorine") == pytest.approx(100.0)
    assert disposed(held, "chlorine") == pytest.approx(30.0)
    assert held.summary["cost"] - free.summary["cost"] == pytest.approx(70.0 * (50.0 - 20.0))


def test_a_group_and_an_element_count_tonnes_of_the_element_in_every_good(cell, catalog):
    acid = 10.0 * IN_ACID
    for target in ("Cl:reactive", "Cl"):
        held = solve(cell, catalog, release_limits=((target, 40.0 + acid),))
        assert disposed(held, "chlorine") == pytest.approx(40.0, abs=1e-3)
    held = solve(cell, catalog, release_limits=(("HCl", 3.1), ("Cl2", 50.0)))
    assert disposed(held, "chlorine") == pytest.approx(50.0), "a formula counts tonnes of the formula"


def test_contents_of_forms(cell, catalog):
    case = prepare(cell, catalog, Settings())
    assert contents(case, "Cl2").to_dict() == {"chlorine": 1.0}
    assert contents(case, "HCl").to_dict() == {"acid": pytest.approx(0.31)}
    assert contents(case, "Cl:reactive").to_dict() == {
        "chlorine": pytest.approx(1.0),
        "acid": pytest.approx(IN_ACID, rel=1e-4),
    }
    assert contents(case, "Cl:HCl").to_dict() == {"acid": pytest.approx(IN_ACID, rel=1e-4)}
    assert contents(case, "Cl")["acid"] == pytest.approx(element_matrix(case.catalog.commodities).at["acid", "Cl"])


@pytest.mark.parametrize(("objective", "least"), [("Cl2", 20.0), ("Cl", 20.0 + 10 * IN_ACID), ("Cl:HCl", 10 * IN_ACID)])
def test_a_form_a_group_or_an_element_as_the_objective(cell, catalog, objective, least):
    assert solve(cell, catalog, objective=objective).summary["cost"] == pytest.approx(least, rel=1e-4)


def test_a_limit_that_cannot_hold_is_named(cell, catalog):
    with pytest.raises(Infeasible) as caught:
        solve(cell, catalog, release_limits=(("Cl2", 10.0),))
    limits = caught.value.limits
    named = limits[limits["limit"] == "release"].iloc[0]
    assert (named["item"], named["amount"], named["unit"]) == ("Cl2", 10.0, "t")
    assert named["change"] == pytest.approx(10.0), "at least 20 t have no taker"
    for lang, words in (("zh", "Cl2 的排放与处置量最多 10 吨"), ("en", "at most 10 t of Cl2 may be released")):
        assert any(words in row["words"] for row in conflict_rows(limits, lang))


def test_a_limit_gives_way_as_little_as_may_be(tmp_path, catalog):
    """A limit of zero counts in tonnes: 0.1 t over it is less than a fifth of what the cell must get rid of."""
    small = load_park(str(chlorine_park(0.005).write(tmp_path / "p")), catalog)
    result = solve(small, catalog, release_limits=(("Cl2", 0.0),), relax=True)
    (row,) = result.relaxed.to_dict("records")
    assert (row["limit"], row["item"]) == ("release", "Cl2")
    assert row["by"] == pytest.approx(0.1)
    assert "Cl2" in relaxed_rows(result.relaxed, "zh")[0]["words"]


def leaky_park():
    """Two ways to make 100 t of salt for a shop: the cheap one loses a tenth of its chlorine, the dear one none."""
    park = CasePark(id="salt", title="Salt")
    good(park, "salt", "NaCl:1")
    for name, used, cost in (("leaky", 1.1, 1.0), ("tight", 1.0, 3.0)):
        park.technology(name, {"salt": 1.0, "rock": -used}, cost=cost)
        park.run("works", name, capacity=100.0)
    park.tables["technologies"][0]["exceptions"] = "Cl:leaks;Na:leaks"
    park.tables["commodities"] = [row for row in park.tables["commodities"] if row["id"] != "rock"]
    good(park, "rock", "NaCl:1")
    park.market("rock", "works", buy_price=10.0)
    park.demand("shop", "salt", 100.0)
    park.arc("works", "shop", "salt")
    return park


def test_a_balance_may_gape_by_its_limit(tmp_path, catalog):
    park = load_park(str(leaky_park().write(tmp_path / "p")), catalog)
    share = 35.453 / 58.443
    free = solve(park, catalog)
    held = solve(park, catalog, balance_limits=(("Cl", 4.0 * share),))
    runs = held.activities.set_index("technology")["amount"]
    assert free.activities["technology"].tolist() == ["leaky"], "11 + 1 a tonne against 10 + 3"
    assert runs["leaky"] == pytest.approx(40.0, rel=1e-4)
    tight = solve(park, catalog, balance_limits=(("Cl", 0.0), ("Na", 1.0)))
    assert tight.activities["technology"].tolist() == ["tight"]


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        ({"release_limits": (("Xx", 0.0),)}, "unknown_form"),
        ({"release_limits": (("Cl:nothing", 0.0),)}, "unknown_form"),
        ({"balance_limits": (("HCl", 0.0),)}, "unknown_form"),
        ({"release_limits": (("Cl2", -1.0),)}, "bad_setting"),
        ({"release_limits": (("Cl2", float("nan")),)}, "bad_setting"),
        ({"release_limits": (("Cl2", 1.0), ("Cl2", 2.0))}, "limited_twice"),
        ({"objective": "Xx"}, "unknown_objective"),
    ],
)
def test_what_cannot_be_asked_is_refused(cell, catalog, limits, key):
    with pytest.raises(UsageFault) as caught:
        solve(cell, catalog, **limits)
    assert caught.value.key == key


def test_limits_as_a_user_writes_them():
    assert named_limits(["Cl2=0", "Cl:reactive = 1e3"]) == (("Cl2", 0.0), ("Cl:reactive", 1000.0))
    for text in ("Cl2", "Cl2=", "=3", "Cl2=much"):
        with pytest.raises(UsageFault, match="Cl2=0"):
            named_limits([text])


def states(park, catalog, **choices):
    """Columns of the linear optimum with all links open, with their amounts and tonnes of chlorine."""
    model = build(park, catalog, Settings(**choices))
    point = Network(model).solve()
    atoms = element_matrix(model.case.catalog.commodities)["Cl"]
    columns = model.program.columns
    held = columns["commodity"].map(atoms).fillna(0.0) * point.values
    lost = float(model.arcs["loss"].to_numpy() @ held.to_numpy()[model.arcs["column"]])
    return point, held.groupby(columns["family"]).sum(), lost


@given(drawn=atom_parks())
@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_random_parks_keep_limits_and_atoms(drawn, catalog, tmp_path):
    shutil.rmtree(tmp_path / "p", ignore_errors=True)
    park = load_park(str(drawn.write(tmp_path / "p")), catalog)
    try:
        free, before, _ = states(park, catalog)
        least, _, _ = states(park, catalog, objective="Cl")
    except NoSolution:
        return
    limit = max(0.5 * (before.get("dispose", 0.0) + least.objective), least.objective)
    held, after, lost = states(
        park, catalog, release_limits=(("Cl", limit * (1 + 1e-9)),), balance_limits=(("Cl", 1e-6),)
    )
    released = after.get("dispose", 0.0)
    assert released <= limit + 1e-6 * max(1.0, limit)
    assert held.objective >= free.objective - 1e-6
    assert after.get("buy", 0.0) == pytest.approx(after.get("sell", 0.0) + released + lost, rel=1e-6, abs=1e-5)
