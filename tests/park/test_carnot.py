"""No recipe beats Carnot: the catalog's do not, and one that does is named."""

import pandas as pd
import pytest

from circnet.park import load_catalog
from circnet.park.carnot import beats_carnot, energy_balance
from circnet.park.subject import subject_of_catalog


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


def with_coefficient(catalog, technology, commodity, coefficient):
    rows = catalog.recipes
    hit = (rows["technology"] == technology) & (rows["commodity"] == commodity)
    assert hit.sum() == 1
    return catalog.replace(recipes=rows.assign(coefficient=rows["coefficient"].mask(hit, coefficient)))


def faults(catalog):
    return beats_carnot(subject_of_catalog(catalog, "", None))


def test_the_catalogs_recipes_hold(catalog):
    assert not len(faults(catalog))
    known = set(energy_balance(catalog.recipes, catalog)["technology"])
    assert {"heat_pump", "orc", "whr_power", "whr_steam", "electric_boiler", "district_heating"} <= known
    assert "coal_boiler" not in known  # a fuel brings what no temperature tells


@pytest.mark.parametrize(("technology", "commodity", "coefficient"), [
    ("heat_pump", "electricity", -0.005), ("orc", "flue_heat_mid", -6.0), ("electric_boiler", "electricity", -0.05),
    ("whr_steam", "flue_heat_high", -0.35),
])  # fmt: skip
def test_a_recipe_that_beats_carnot_is_named(catalog, technology, commodity, coefficient):
    found = faults(with_coefficient(catalog, technology, commodity, coefficient))
    assert found["check"].tolist() == ["beats_carnot"]
    assert found["value"].iloc[0].startswith(f"{technology}: ")
    row = found["row"].iloc[0]
    assert row > 1


def test_the_bound_is_carnots(catalog):
    """An ORC on 300 C gas with surroundings at 0 C reaches 300 / 573.15 of the heat; a percent less passes."""
    best = 3.6 / (1 - 273.15 / 573.15)
    assert not len(faults(with_coefficient(catalog, "orc", "flue_heat_mid", -best * 1.01)))
    assert len(faults(with_coefficient(catalog, "orc", "flue_heat_mid", -best * 0.94)))
    table = energy_balance(pd.DataFrame({"technology": "x", "commodity": ["electricity", "flue_heat_mid"],
                                         "coefficient": [1.0, -best]}), catalog)  # fmt: skip
    assert table["exergy_in"].iloc[0] == pytest.approx(table["exergy_out"].iloc[0])
