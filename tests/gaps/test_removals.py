"""A plant taken out of a park's data comes back among the first five.

A sample runs always. Every plant of every built-in park is taken out where ``CIRCNET_REMOVALS=all`` is set (half an
hour of one core); the rates must be four in five, and are recorded in
the report (``--junit-xml``).
"""

import os

import pytest

from circnet.gaps import removals as removals_module
from circnet.gaps.removals import removals, removed
from circnet.park import builtin_parks, load_catalog, load_park

FIRST = 5
SAMPLE = [("haibei", "xiahua-meat--slaughter"), ("minhe", "west-hydropower-aluminium--pots")]


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.mark.parametrize(("name", "unit"), SAMPLE)
def test_a_plant_taken_out_comes_back_among_the_first_five(catalog, name, unit):
    park = load_park(name, catalog)
    technology = str(park.units.set_index("id").loc[unit, "technology"])
    assert 0 < removed(park, catalog, (unit,), technology).rank <= FIRST


def test_each_plant_is_taken_out_by_itself_and_sisters_together(catalog, monkeypatch):
    monkeypatch.setattr(removals_module, "removed", lambda park, catalog, gone, technology, settings: gone)
    park = load_park("haibei", catalog)
    slaughter = ("xiahua-meat--slaughter", "haibei-slaughter-aggregate--slaughter")
    others = ("haibei-fertiliser-aggregate--compost", "haibei-oil-barley-aggregate--press")
    found = list(removals(park, catalog))
    assert set(found) == {(unit,) for unit in slaughter + others} | {slaughter}
    assert [found[0], found[2], found[4]] == list(removals(park, catalog, every=2))


@pytest.mark.skipif(os.environ.get("CIRCNET_REMOVALS") != "all", reason="set CIRCNET_REMOVALS=all for every plant")
def test_four_in_five_of_all_plants_come_back(catalog, record_property):
    found = [one for name in builtin_parks() for one in removals(load_park(name, catalog), catalog)]
    for cases in ([one for one in found if len(one.units) == 1], [one for one in found if one.whole]):
        hits = sum(0 < one.rank <= FIRST for one in cases)
        assert hits >= 0.8 * len(cases), f"{hits} of {len(cases)} = {hits / len(cases):.1%}"
        record_property(f"rate of {len(cases)}", f"{hits / len(cases):.1%}")
