"""Closing an element: what has no taker, what takes it, what it costs; by hand, against `couple`, and on Golmud."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from circnet.coupling import Settings, couple
from circnet.errors import Infeasible, UsageFault
from circnet.ledgers.absorb import absorbers_of, tried
from circnet.ledgers.closing import close_element
from circnet.ledgers.closing_bench import Bench, build_opened, units_of
from circnet.ledgers.closing_loads import at_load, close_at, form_of, target_of, turnover_of, weights_of
from circnet.park import load_catalog, load_park
from circnet.report.closing import closing_lines
from tests.casefolders import CasePark

TAKEN = 100.0
"""Most chlorine that the works takes, t."""
ACID = 72.922 / 70.906
"""Tonnes of HCl from a tonne of Cl2."""


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def cell_park(*, sells=10.0, idle=None):
    """A cell makes 2.9 t of chlorine per t of magnesium and destroys it at 20; a works turns 100 t into acid, pipe 50.

    Of the cell's capacity of 100 t Mg half is in use. With ``idle`` a dryer of that capacity stands still, which would
    bind chlorine to nothing but itself.
    """
    park = CasePark(id="cell", title="Cell")
    for name, composition in (("magnesium", "Mg:1"), ("chlorine", "Cl2:1"), ("acid", "HCl:1"), ("melt", "MgCl2:1"),
                              ("hydrogen", "H2:1"), ("lime", "CaO:1"), ("cacl2", "CaCl2:1"),
                              ("water", "H2O:1")):  # fmt: skip
        park.add("commodities", id=name, name_zh=name, name_en=name, kind="material", unit="t", composition=composition)
        park._seen.setdefault("commodities", set()).add(name)
    park.technology("cell", {"magnesium": 1.0, "chlorine": 2.9, "melt": -3.917})
    park.technology("acid-works", {"acid": ACID, "chlorine": -1.0, "hydrogen": -(ACID - 1.0)})
    park.technology("liming", {"cacl2": 1.0, "acid": -0.657, "lime": -0.5053, "water": 0.1623})
    park.run("smelter", "cell", capacity=100.0, throughput=50.0)
    park.run("works", "acid-works", capacity=TAKEN)
    if idle:
        park.run("works", "liming", capacity=idle, throughput=0.0)
        park.market("lime", "works", buy_price=30.0)
        park.market("cacl2", "works", sell_price=5.0)
        park.market("water", "works", dispose_cost=0.0)
    park.market("magnesium", "smelter", sell_price=1000.0)
    park.market("melt", "smelter", buy_price=10.0)
    park.market("hydrogen", "works", buy_price=100.0)
    park.market("chlorine", "smelter", dispose_cost=20.0)
    park.market("acid", "works", sell_price=None if sells is None else sells, dispose_cost=40.0)
    park.arc("smelter", "works", "chlorine", cost=50.0)
    return park


def written(park, folder, catalog):
    return load_park(str(park.write(folder / "p")), catalog)


@pytest.fixture(scope="module")
def cell(tmp_path_factory, catalog):
    return written(cell_park(), tmp_path_factory.mktemp("cell"), catalog)


def balanced(loads):
    out = loads["taken"] + loads["without_taker"]
    return (loads["made"] + loads["entering"]).tolist() == pytest.approx(out.tolist())


PER_TONNE = 50.0 + 100.0 * (ACID - 1.0) - 10.0 * ACID - 20.0
"""What a tonne to the works costs more than destroying it: pipe, hydrogen, less acid sold, less destruction."""


def test_the_load_curve_by_hand(cell, catalog):
    found = close_element(cell, catalog, loads=(0.0, 0.3, 1.0), technology="cell")
    loads = found.loads
    made = np.array([145.0, 0.0, 87.0, 290.0])
    assert loads["amount"].tolist() == pytest.approx([50.0, 0.0, 30.0, 100.0])
    assert loads["made"].tolist() == pytest.approx(made, abs=1e-3)
    assert loads["without_taker"].tolist() == pytest.approx(made, abs=1e-3), "the works costs more than destruction"
    assert loads["least"].tolist() == pytest.approx(np.maximum(made - TAKEN, 0.0), abs=1e-3)
    assert loads["price_cny_a"].tolist() == pytest.approx(np.minimum(made, TAKEN) * PER_TONNE, abs=0.1)
    assert loads["cny_per_t"].iloc[2] == pytest.approx(PER_TONNE, rel=1e-4)
    assert loads["shadow_cny_per_t"].iloc[2] == pytest.approx(PER_TONNE, rel=1e-4)
    assert (loads["made"] + loads["entering"]).tolist() == pytest.approx(
        (loads["taken"] + loads["without_taker"]).tolist()
    )


@pytest.mark.parametrize("limit", [60.0, 120.0])
def test_the_price_is_the_difference_of_two_runs(cell, catalog, limit):
    free = couple(cell, catalog, Settings())
    held = couple(cell, catalog, Settings(release_limits=(("Cl:reactive", limit),)))
    found = close_element(cell, catalog, loads=(0.5,), technology="cell", asked=limit)
    assert found.price["loads"] == "fixed"
    assert found.price["cost_free"] == pytest.approx(free.summary["cost"], rel=1e-8)
    assert found.price["price_cny_a"] == pytest.approx(held.summary["cost"] - free.summary["cost"], abs=1e-3)


def test_the_price_is_never_negative_and_rises_as_the_limit_falls(cell, catalog):
    prices = [
        close_element(cell, catalog, loads=(1.0,), technology="cell", asked=limit).loads["price_cny_a"].iloc[-1]
        for limit in (300.0, 240.0, 190.0)
    ]
    assert prices[0] == 0.0
    assert prices == sorted(prices)
    assert prices[-1] > prices[1] > 0


def test_plans_close_with_the_loads_that_change_least_and_cost_least(cell, catalog):
    found = close_element(cell, catalog, loads=(1.0,), technology="cell")
    assert found.price["loads"] == "free", "190 t have no taker at full load"
    told = found.plans.set_index("plan")
    assert (told.loc[["cheapest", "smallest"], "released"] <= 1e-6).all()
    after = found.plan.set_index(["plan", "unit"])["load_after"]
    assert after["cheapest", "smelter-cell"] == pytest.approx(TAKEN / 2.9), "worth 850 a tonne, so as much as is taken"
    assert after["smallest", "smelter-cell"] == pytest.approx(0.0, abs=1e-3), "one unit stops, against two that change"
    per_mg = 1000.0 - 39.17 - 2.9 * 20.0
    assert told.at["free", "cost"] == pytest.approx(-100.0 * per_mg)
    assert found.price["price_cny_a"] == pytest.approx((100.0 - TAKEN / 2.9) * per_mg + TAKEN * PER_TONNE, rel=1e-5)


def test_a_stopped_unit_that_could_take_it_is_told_with_what_it_is_worth(tmp_path, catalog):
    """Nobody buys acid; liming 0.657 t of it gives a tonne of chloride, and saves its destruction at 40."""
    park = written(cell_park(sells=None, idle=50.0), tmp_path, catalog)
    found = close_element(park, catalog, loads=(0.5,), technology="cell")
    assert found.loads["least"].iloc[-1] == pytest.approx(145.0)
    row = found.absorbers.set_index("technology").loc["liming"]
    taken = 50.0 * 0.657 * 70.906 / 72.922
    assert row["kind"] == "room"
    assert row["load_after"] == pytest.approx(50.0)
    assert row["absorbed"] == pytest.approx(taken, rel=1e-3)
    worth = 50.0 * (5.0 - 0.5053 * 30.0) - taken * (50.0 + 100.0 * (ACID - 1.0) - 20.0)
    assert row["value_cny_a"] == pytest.approx(worth, rel=1e-3)
    assert row["value_cny_per_t"] == pytest.approx(worth / taken, rel=1e-3)
    needs = found.needs[found.needs["unit"] == "works-liming"].set_index("commodity")
    assert needs.at["lime", "per_t"] == pytest.approx(50.0 * 0.5053 / taken, rel=1e-3)
    usable = found.usable.set_index("with")["usable"]
    assert usable["links"] == pytest.approx(0.0, abs=1e-6)
    assert usable["units"] == pytest.approx(taken, rel=1e-3)


def test_a_load_that_cannot_run_is_told_and_none_at_all_raises(tmp_path, catalog):
    shut = cell_park()
    shut.tables["markets"] = [row for row in shut.tables["markets"] if row["commodity"] != "chlorine"]
    found = close_element(park := written(shut, tmp_path, catalog), catalog, loads=(0.2, 1.0), technology="cell")
    assert found.loads["status"].tolist() == ["no_solution", "ok", "no_solution"]
    with pytest.raises(Infeasible, match="chlorine cannot go anywhere"):
        close_element(park, catalog, loads=(1.0,), technology="cell")


@pytest.mark.parametrize(
    ("choices", "key"),
    [
        ({"element": "Xx"}, "unknown_form"), ({"element": "Au"}, "unknown_form"), ({"loads": (1.5,)}, "bad_setting"),
        ({"technology": "kiln"}, "no_such_technology"), ({"asked": -1.0}, "bad_setting"), ({"loads": ()}, None),
        ({"settings": Settings(objective="co2")}, "not_in_money"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(cell, catalog, choices, key):
    if key is None:
        assert len(close_element(cell, catalog, **choices).loads) == 1, "today alone"
        return
    with pytest.raises(UsageFault) as caught:
        close_element(cell, catalog, **choices)
    assert caught.value.key == key


def test_targets():
    assert [target_of(element) for element in ("Cl", "S", "F", "C", "Mg", "Cl:HCl")] == [
        "Cl:reactive", "S:reactive", "F:reactive", "C:gas", "Mg", "Cl:HCl",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def golmud(catalog):
    return load_park("golmud", catalog)


@pytest.fixture(scope="module")
def closing(golmud, catalog):
    return close_element(golmud, catalog, element="Cl")


def test_golmud_restarts_its_magnesium(closing):
    loads = closing.loads
    assert closing.summary["technology"] == "mg_electrolysis"
    assert loads["load"].tolist()[1:] == [0.0, 0.25, 0.5, 1.0]
    cells = loads["made"] - loads["made"].iloc[1]
    full = cells.iloc[-1] / loads["amount"].iloc[-1]
    assert full == pytest.approx(2.92, rel=0.01), "t Cl2 per t Mg"
    assert cells.iloc[2] == pytest.approx(25_000 * full, rel=1e-6)
    assert loads["without_taker"].is_monotonic_increasing
    assert (loads["made"] + loads["entering"]).tolist() == pytest.approx(
        (loads["taken"] + loads["without_taker"]).tolist()
    )
    assert (loads["price_cny_a"] >= 0).all()
    json.dumps(closing.to_dict(), allow_nan=False)


def test_golmud_has_takers_with_figures(closing):
    takers = closing.absorbers[closing.absorbers["absorbed"] > 0].set_index(["kind", "technology"])
    for kind, technology in (
        ("restart", "vcm_acetylene"), ("new", "cpe"), ("new", "cpvc"), ("new", "ticl4_chlorination"),
        ("new", "tcs_direct"), ("new", "sodium_hypochlorite"),
    ):  # fmt: skip
        row = takers.loc[(kind, technology)]
        row = row if isinstance(row, pd.Series) else row.iloc[0]
        assert 0 < row["absorbed_share"] <= 1
        assert np.isfinite(
            row[["value_cny_per_t", "margin_cny_per_t", "energy_tce_per_t", "co2_t_per_t"]].astype(float)
        ).all()
        assert (row["capex"] > 0) == (kind == "new")
    assert takers["absorbed"].max() <= closing.loads["least"].iloc[-1] + 1e-3
    usable = closing.usable["released"]
    assert usable.is_monotonic_decreasing
    assert (closing.plans.set_index("plan").loc[["cheapest", "smallest"], "released"] <= 1e-6).all()
    assert closing.price["price_cny_a"] > 0


def test_a_takers_worth_is_the_same_from_a_cold_start(golmud, catalog, closing):
    """The restart of one PVC train, valued alone on a fresh bench without the new plants."""
    units = units_of(golmud, Settings(), "mg_electrolysis")
    model = build_opened(golmud, catalog, Settings(), units)
    form = form_of(model, "Cl:reactive")
    bench = Bench(model, units, weights_of(model, form))
    bounds = at_load(units, "mg_electrolysis", 1.0)
    state = close_at(bench, bounds, 0.0)
    found = absorbers_of(bench, turnover_of(model, form), {}, "mg_electrolysis")
    one = [taker for taker in found if units["unit"].iloc[taker.unit] == "qsl-chem-vcm-acetylene"]
    table, _ = tried(bench, form, state, bounds, one, pd.Series(dtype=float))
    warm = closing.absorbers.set_index("unit").loc["qsl-chem-vcm-acetylene"]
    for name in ("absorbed", "value_cny_a"):
        assert table[name].iloc[0] == pytest.approx(warm[name], rel=1e-5)


def test_how_much_magnesium_can_be_used_at_all(golmud, catalog):
    found = close_element(golmud, catalog, element="Mg")
    assert found.summary["technology"] == "", "nobody makes an element"
    usable = found.usable.set_index("with")
    assert usable.at["links", "released"] > 1e6, "tail brine holds millions of tonnes"
    assert 0 < usable.at["units", "usable"] <= usable.at["plants", "usable"]
    assert usable.at["plants", "share"] < 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_in_both_languages(cell, catalog, closing, lang):
    fixed = close_element(cell, catalog, loads=(0.5,), technology="cell", asked=100.0)
    for result, words in ((fixed, ("100 吨", "100 t")), (closing, ("须调整负荷", "loads must change"))):
        assert words[lang == "en"] in closing_lines(result, lang)[0]


def test_flexible_loads_are_free_in_the_curve(cell, catalog):
    found = close_element(cell, catalog, replace(Settings(), flexible=True), loads=(), technology="cell")
    assert found.price["loads"] == "fixed"
    assert found.loads["limit"].iloc[0] == 0.0
    assert found.price["price_cny_a"] > 0
