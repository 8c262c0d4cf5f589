"""A plant taken out of a park's data comes back among the first five; ``benchmarks/gaps.py`` does so with every
plant."""

import pytest

from circnet.gaps import screen
from circnet.park import load_catalog, load_park

SAMPLE = [
    ("dongchuan", "zhongli-preform"), ("haibei", "haibei-fertiliser-aggregate--compost"),
    ("minhe", "west-hydropower-aluminium--pots"),
]  # fmt: skip


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.mark.parametrize(("name", "unit"), SAMPLE)
def test_a_plant_taken_out_comes_back_among_the_first_five(catalog, name, unit):
    park = load_park(name, catalog)
    removed = park.units.set_index("id").loc[unit, "technology"]
    rest = park.units[park.units["id"] != unit].reset_index(drop=True)
    ranked = screen(park.replace(units=rest), catalog).ranked["technology"].tolist()
    assert removed in ranked[:5]
