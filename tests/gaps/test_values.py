"""Candidate plants: known answers of a small park, and the full re-solve of plants written into it."""

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from circnet.coupling import Settings, couple
from circnet.coupling.model import build
from circnet.errors import UsageFault
from circnet.gaps import best_set, candidates, gaps, screen, where
from circnet.gaps.alone import site_margin
from circnet.gaps.plants import PREFIX, with_plants
from circnet.gaps.valuing import plant_at
from circnet.park import catalog_of, load_catalog, load_park
from tests.gaps.slagpark import no_catalog, slag_park

A = 0.08 / (1.0 - 1.08**-10)
TOLERANCE = 1e-6


@pytest.fixture(scope="module")
def small():
    return candidates(slag_park(), no_catalog(), Settings(transaction_cost=0.0))


@pytest.fixture(scope="module")
def huzhu():
    catalog = load_catalog()
    park = load_park("huzhu", catalog)
    return park, catalog, screen(park, catalog)


def row(found, technology):
    return found.gaps.set_index("technology").loc[technology]


def test_value_of_a_taker_of_slag_by_hand(small):
    """60 t of board: revenue 250, resin 0.2 x 900, slag no longer disposed of at 50: 70 + 50 = 120 a tonne."""
    board = row(small, "board_making")
    assert (board["kind"], board["load"], board["capacity"]) == ("by-product", 60.0, 60.0)
    assert board["saving"] == pytest.approx(60.0 * (120.0 - 200.0 * A))
    assert board["capex"] == pytest.approx(12_000.0)
    assert board["payback_a"] == pytest.approx(12_000.0 / (60.0 * 120.0))
    closed = small.closes.set_index("technology").loc["board_making"]
    assert (closed["commodity"], closed["amount"], closed["was"]) == ("slag", 60.0, 100.0)
    taken = small.feedstock[small.feedstock["technology"] == "board_making"].set_index("commodity")
    assert taken.loc["slag", ["partner", "inside", "share"]].tolist() == ["smelter", True, 1.0]


def test_an_extension_takes_what_is_sold_raw(small):
    wire = row(small, "wire_drawing")
    assert (wire["kind"], wire["load"], wire["covers"]) == ("extension", 80.0, 1.0)
    assert wire["saving"] == pytest.approx(80.0 * (1150.0 - 1000.0 - 300.0 * A))


def test_a_feedstock_that_nobody_has_rules_a_plant_out(small):
    barred = small.ruled_out.set_index("technology")
    assert barred.loc["salt_works", ["reason", "commodity"]].tolist() == ["feedstock", "brine"]
    assert "salt_works" not in set(small.ranked["technology"])


def test_every_valued_plant_is_a_full_re_solve_with_it_written_in(small):
    park, settings = slag_park(), Settings(transaction_cost=0.0)
    before = couple(park, no_catalog(), settings).summary["cost"]
    found = screen(park, no_catalog(), settings)
    for gap in small.gaps.itertuples():
        plant = plant_at(found, gap.technology, gap.load)
        after = couple(with_plants(park, catalog_of(park, None), plant), no_catalog(), settings).summary["cost"]
        assert gap.saving == pytest.approx(before - after - gap.annuity, abs=1e-3)


def test_plants_of_a_built_in_park_are_valued_as_couple_does(huzhu):
    park, catalog, found = huzhu
    best = found.ranked[found.ranked["adds"] > 0]["technology"].head(2).tolist()
    result = candidates(park, catalog, top=2, technologies=tuple(best))
    base = couple(park, catalog)
    for gap in result.gaps.itertuples():
        plant = plant_at(found, gap.technology, gap.load)
        with_it = couple(with_plants(park, catalog_of(park, catalog), plant), catalog)
        totals = [one.summary["cost"] + one.unexplained["value"].sum() for one in (base, with_it)]
        assert gap.saving == pytest.approx(totals[0] - totals[1] - gap.annuity, abs=1.0)


def test_what_the_place_adds_by_hand(small):
    """Board spares the slag's fee, brick half of that a tonne; wire spares the market's 5 % and cable nothing."""
    ranked = small.ranked.set_index("technology")
    assert ranked.loc["board_making", "adds"] == pytest.approx(60.0 * 50.0)
    assert ranked.loc["brick_making", "adds"] == pytest.approx(150.0 * 0.5 * 50.0)
    assert ranked.loc["wire_drawing", "adds"] == pytest.approx(80.0 * 50.0)
    assert ranked.loc["cable_making", ["adds", "proved"]].tolist() == [0.0, True]
    assert small.gaps["technology"].tolist()[-1] == "cable_making"


def brute_force(park, names, most):
    """The least cost over all sets of at most ``most`` plants, each set a linear programme solved by scipy."""
    catalog, settings = catalog_of(park, None), Settings()
    found = screen(park, no_catalog(), settings)
    plants = found.plants[found.plants["technology"].isin(names)]
    model = build(with_plants(park, catalog, plants), no_catalog(), settings)
    alone = site_margin(model, plants)
    columns, rows, matrix = model.program.columns, model.program.rows, model.program.matrix()
    at = {name: int(np.flatnonzero(columns["name"] == f"run|{PREFIX}{name}")[0]) for name in names}
    high = catalog.technologies.set_index("id")["scale_high"]
    costs = {}
    for size in range(most + 1):
        for chosen in itertools.combinations(names, size):
            cost, upper = columns["cost"].to_numpy(copy=True), columns["upper"].to_numpy(copy=True)
            for name, column in at.items():
                cost[column] = alone[name]
                upper[column] = high[name] if name in chosen else 0.0
            equal = (rows["lower"] == rows["upper"]).to_numpy()
            answer = linprog(
                cost, A_eq=matrix[equal], b_eq=rows["upper"][equal],
                A_ub=matrix[~equal] if (~equal).any() else None, b_ub=rows["upper"][~equal] if (~equal).any() else None,
                bounds=list(zip(columns["lower"], upper, strict=True)),
            )  # fmt: skip
            costs[chosen] = answer.fun
    best = min(costs.values())
    return costs[()] - best, costs


@pytest.mark.parametrize("most", [1, 2, 3])
def test_the_best_set_is_that_of_enumeration(most):
    park = slag_park(least=False)
    found = screen(park, no_catalog())
    names = ["brick_making", "board_making", "wire_drawing", "cable_making"]
    adds, costs = brute_force(park, names, most)
    best = best_set(found, Settings(), most)
    assert best.adds == pytest.approx(adds, abs=1e-4)
    chosen = tuple(name for name in names if name in set(best.plants["technology"]))
    assert costs[()] - costs[chosen] == pytest.approx(adds, abs=1e-4)
    assert best.plants["adds"].sum() == pytest.approx(best.adds, abs=1e-4)


def test_a_least_size_costs_what_stands_idle():
    """10 t of slag feed 20 t of brick, half of the least plant: the other 20 t stand idle at their annuity."""
    park = slag_park(load=10.0)
    best = best_set(screen(park, no_catalog(), technologies=("brick_making",)), Settings(), 1)
    assert best.plants[["technology", "capacity", "load"]].values.tolist() == [["brick_making", 40.0, 20.0]]
    margin = 0.5 * 50.0 * 20.0 - 60.0 * A * 20.0
    assert best.adds == pytest.approx(margin)


def test_progress_is_told_and_a_raise_stops_the_work():
    told = []
    candidates(slag_park(), no_catalog(), top=2, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert {"base", "plants", "value"} <= {stage for stage, _ in told}

    def stop(stage, share):
        raise InterruptedError(stage)

    with pytest.raises(InterruptedError):
        candidates(slag_park(), no_catalog(), progress=stop)


def test_another_objective_or_an_unknown_technology_is_refused():
    with pytest.raises(UsageFault, match="not in money"):
        screen(slag_park(), no_catalog(), Settings(objective="co2"))
    with pytest.raises(UsageFault, match="alchemy"):
        screen(slag_park(), no_catalog(), technologies=("alchemy",))


def test_where_puts_parks_side_by_side():
    table = where([slag_park(), slag_park(load=50.0)], no_catalog(), "board_making")
    assert table["load"].tolist() == [60.0, 50.0]
    barred = where([slag_park()], no_catalog(), "salt_works")
    assert barred["status"].tolist() == ["feedstock:brine"]


def test_orphans_chains_and_planned_of_the_small_park():
    found = gaps(slag_park(), no_catalog(), top=1)
    orphans = found.orphans.set_index(["commodity", "way"])
    assert orphans.loc[("slag", "disposed"), ["amount", "cost"]].tolist() == [100.0, 5000.0]
    assert orphans.loc[("metal", "sold"), ["amount", "cost"]].tolist() == [100.0, -100_000.0]
    assert orphans.loc[("ore", "bought"), "side"] == "wanted"
    stages = found.chains.set_index("technology")
    assert stages.loc["smelt", ["status", "mark", "load"]].tolist() == ["present", "dead_end", 1.0]
    assert stages.loc["wire_drawing", "kind"] == "extension"
    assert set(found.chains["chain"]) == {"金属"}
