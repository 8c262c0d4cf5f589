"""Energy levels: specific energy of a recipe known by hand, levels, editions, shares that add up."""

import pandas as pd
import pytest

from circnet.coupling import Settings
from circnet.park import load_catalog, load_park
from circnet.progress import levels_of, load_standards
from circnet.schema import PARK_TABLES

CATALOG = load_catalog()
STANDARDS = load_standards()


@pytest.fixture(scope="module")
def minhe():
    return load_park("minhe", CATALOG)


def with_power(park, unit, coefficient, basis="reported"):
    """The park with one unit's power use told by itself."""
    row = {"technology": unit, "commodity": "electricity", "coefficient": -coefficient, "basis": basis}
    recipes = park.recipes[~((park.recipes["technology"] == unit) & (park.recipes["commodity"] == "electricity"))]
    return park.replace(
        recipes=pd.concat([recipes, PARK_TABLES["recipes"].frame(pd.DataFrame([row]))], ignore_index=True)
    )


def of_unit(park, part, **choices):
    table = levels_of(park, CATALOG, STANDARDS, **choices).units
    return table[table["unit"].str.contains(part)].iloc[0]


@pytest.mark.parametrize(("power", "level"), [(12.9, "benchmark"), (13.0, "benchmark"), (13.2, "baseline"),
                                              (13.35, "baseline"), (13.36, "below")])  # fmt: skip
def test_levels_of_a_smelter(minhe, power, level):
    found = of_unit(with_power(minhe, "west-hydropower-aluminium--pots", power), "aluminium--pots")
    assert (found["specific"], found["unit_of_specific"]) == (pytest.approx(1000 * power), "kWh/t")
    assert (found["level"], found["confirmed"]) == (level, True)


def test_a_norm_of_the_catalog_confirms_nothing(minhe):
    result = levels_of(minhe, CATALOG, STANDARDS)
    assert not result.units["confirmed"].any()
    assert set(result.targets["status"]) == {"to_be_confirmed"}


def test_a_metered_smelter_is_judged_against_the_provincial_target(minhe):
    for power, status in ((12.9, "met"), (13.5, "not_met")):
        park = with_power(minhe, "west-hydropower-aluminium--pots", power)
        targets = levels_of(park, CATALOG, STANDARDS).targets.set_index("id")
        assert targets.loc["T5a", "status"] == status


def test_specific_energy_by_hand(minhe):
    """Ferrosilicon: 0.98 t of semi-coke at 0.9 tce and 8.3 MWh at 0.1229 tce."""
    found = of_unit(minhe, "fuhai-ferrosilicon--fesi")
    assert found["specific"] == pytest.approx(1000 * (0.98 * 0.9 + 8.3 * 0.1229))
    assert (found["benchmark"], found["baseline"], found["unit_of_specific"]) == (1770, 1900, "kgce/t")


def test_an_edition_does_not_count_before_its_year(minhe):
    assert of_unit(minhe, "silicon--silicon", year=2024)["level"] == "below"
    early = of_unit(minhe, "silicon--silicon", year=2022)
    assert (early["level"], early["note"]) == ("unknown", "edition")


def test_shares_add_up(minhe):
    sectors = levels_of(minhe, CATALOG, STANDARDS, Settings()).sectors
    sums = sectors.groupby("sector")[["capacity_share", "enterprise_share"]].sum()
    assert len(sums) > 3
    assert sums.to_numpy().ravel() == pytest.approx([100.0] * sums.size)


def test_what_a_recipe_does_not_cover_is_unknown_and_says_why():
    units = levels_of(load_park("golmud", CATALOG), CATALOG, STANDARDS).units
    part = units[units["technology"] == "lead_refining"].iloc[0]
    assert part["level"] == "unknown"
    assert "cannot be judged" in part["note"]


def test_units_of_high_energy_use(minhe):
    table = levels_of(minhe, CATALOG, STANDARDS).two_high
    industry = table.set_index("unit")["industry"]
    assert industry["fuhai-ferrosilicon--fesi"] == "314"
    assert industry["west-hydropower-aluminium--pots"] == "321"
    running = minhe.units.loc[minhe.units["id"].isin(table["unit"]), "status"]
    assert set(running) <= {"operating", "trial", "unknown"}
