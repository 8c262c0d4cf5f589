"""Parks put together."""

import pytest

from circnet.errors import InputFaults
from circnet.park import join, load_catalog, load_park


def test_parks_that_contradict_each_other_are_not_joined():
    """What two parks say of a good of their own must be the same: nothing is dropped in silence."""
    catalog = load_catalog()
    one, two = load_park("reshui", catalog), load_park("haibei", catalog)
    goods = catalog.commodities.head(1).assign(id="peat", name_zh="泥炭", name_en="Peat")
    same = join([one.replace(commodities=goods), two.replace(commodities=goods)])
    assert same.commodities["id"].tolist() == ["peat"]
    with pytest.raises(InputFaults) as caught:
        join([one.replace(commodities=goods), two.replace(commodities=goods.assign(kind="waste"))])
    (fault,) = caught.value.faults.to_dict("records")
    assert (fault["check"], fault["file"], fault["value"]) == ("parks_differ", "commodities.csv", "peat")
