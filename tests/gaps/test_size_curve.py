"""Size curves: every point is a full solve of the park with that plant, and by hand in a small park; price ranges."""

import numpy as np
import pandas as pd
import pytest

from circnet.coupling import Settings
from circnet.coupling.state import settle
from circnet.errors import UsageFault
from circnet.gaps import screen
from circnet.gaps.economics import npv, price_swing, returns
from circnet.gaps.plants import with_plants
from circnet.gaps.size_curve import size_curve
from circnet.park import catalog_of
from tests.gaps.slagpark import no_catalog, slag_park

A = 0.08 / (1.0 - 1.08**-10)
PLAIN = Settings(transaction_cost=0.0)


@pytest.fixture(scope="module")
def found():
    return screen(slag_park(), no_catalog(), PLAIN)


def test_board_by_hand(found):
    """A tonne of board earns 250 - 0.2 x 900, and spares the slag's fee of 50."""
    table = size_curve(found, PLAIN, "board_making", 4, also=30.0)
    assert table["capacity"].tolist() == pytest.approx([7.5, 15.0, 30.0, 60.0])
    assert table["load"].to_numpy() == pytest.approx(table["capacity"].to_numpy())
    value = table["capacity"].to_numpy() * (120.0 - 200.0 * A)
    assert table["value"].to_numpy() == pytest.approx(value)
    assert table["marginal"].to_numpy()[1:] == pytest.approx(np.full(len(table) - 1, 120.0 - 200.0 * A))
    assert table["npv"].iloc[0] == pytest.approx(npv(0.08, 200.0 * 7.5, 120.0 * 7.5, 10.0))


def test_a_plant_larger_than_its_feed_stands_idle_in_part():
    """30 t of slag feed 30 t of board and no more: what is built beyond costs its annuity."""
    scarce = screen(slag_park(load=30.0), no_catalog(), PLAIN)
    table = size_curve(scarce, PLAIN, "board_making", 5)
    assert table["load"].to_numpy() == pytest.approx(np.minimum(table["capacity"], 30.0))
    assert table["marginal"].iloc[-1] == pytest.approx(-200.0 * A)
    assert table["covers"].iloc[0] == pytest.approx(50.0 / (50.0 + 180.0))


@pytest.mark.parametrize(
    ("technology", "settings"),
    [("brick_making", Settings(transaction_cost=2500.0)), ("wire_drawing", PLAIN), ("cable_making", PLAIN)],
)
def test_every_point_is_a_full_solve(technology, settings):
    park, catalog = slag_park(), catalog_of(slag_park(), None)
    found = screen(park, no_catalog(), settings, (technology,))
    plant = found.plants[found.plants["technology"] == technology]
    annuity = catalog.technologies.set_index("id")["capex_cny_per_unit"][technology] * A
    for row in size_curve(found, settings, technology, 2).itertuples():
        written = with_plants(park, catalog, plant.assign(capacity=row.capacity, throughput=np.nan))
        cost = settle(written, no_catalog(), settings).point.total
        assert row.value == pytest.approx(found.point.total - cost - annuity * row.capacity, abs=1e-3)


def test_sizes_are_refused_where_the_plant_cannot_run(found):
    with pytest.raises(UsageFault, match="salt_works; there are feedstock:brine"):
        size_curve(found, PLAIN, "salt_works")

    def stop(stage, share):
        raise InterruptedError(stage)

    with pytest.raises(InterruptedError, match="curve"):
        size_curve(found, PLAIN, "board_making", progress=stop)


def test_prices_at_their_ends_by_hand():
    """Ranges of a tenth: board 250, slag -50 (a fee) and resin 900, of which 0.2 t are used."""
    catalog = catalog_of(slag_park(), None)
    swing = price_swing(catalog).set_index(["technology", "case"])
    low, high = swing.loc[("board_making", "low")], swing.loc[("board_making", "high")]
    assert low[["products", "inputs", "energy"]].tolist() == pytest.approx([-25.0, -(5.0 + 0.2 * 90.0), 0.0])
    assert high.to_numpy() == pytest.approx(-low.to_numpy())
    table = found_run(catalog)
    assert table["gain"].tolist() == pytest.approx([7200.0 - 60.0 * 48.0, 7200.0, 7200.0 + 60.0 * 48.0])
    assert table["by_inputs"].tolist() == pytest.approx([-60.0 * 23.0, 0.0, 60.0 * 23.0])
    assert table["npv"].is_monotonic_increasing


def found_run(catalog):
    run = pd.DataFrame({"technology": ["board_making"], "size": [60.0], "capacity": [60.0], "gain": [7200.0]})
    return returns(run, catalog, 0.08)


def test_energy_is_what_has_an_energy_content():
    catalog = catalog_of(slag_park(), None)
    goods = catalog.commodities.assign(tce_per_unit=np.where(catalog.commodities["id"] == "resin", 1.0, np.nan))
    swing = price_swing(type(catalog)(**{**vars(catalog), "commodities": goods})).set_index(["technology", "case"])
    assert swing.loc[("board_making", "low"), "energy"] == pytest.approx(-18.0)
