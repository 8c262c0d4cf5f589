"""What missing plants would do to indicators, for a smelter that pays to be rid of 100 t of slag a year."""

import pytest

from circnet.errors import UsageFault
from circnet.progress import change_between, load_standards
from circnet.studies import plant_effects
from tests.gaps.slagpark import no_catalog, slag_park

STANDARDS = load_standards()


def park_of_waste():
    """The park, its slag a general solid waste."""
    park = slag_park(least=False)
    goods = park.commodities
    return park.replace(commodities=goods.assign(waste_class=goods["id"].map({"slag": "SW01"}).fillna("")))


@pytest.fixture(scope="module")
def effects():
    return plant_effects(park_of_waste(), no_catalog(), STANDARDS, top=1)


def share_of_waste(effects):
    own = effects.changes[(effects.changes["system"] == "NDRC-PARK") & (effects.changes["code"] == "N9")]
    return own.set_index("technology")[["before", "after", "change"]]


def test_the_best_by_worth_and_the_one_that_takes_most_waste_are_looked_at(effects):
    plants = effects.plants
    assert plants["chosen"].tolist() == ["worth", "waste"]
    assert plants["solved"].all()
    # 150 t of brick take 75 t of slag, 60 t of board take 60 t
    assert plants.set_index("technology").loc["brick_making", "load"] == pytest.approx(150.0)


def test_an_indicator_is_told_with_the_plant_and_without(effects):
    told = share_of_waste(effects)
    assert told.loc["brick_making"].tolist() == pytest.approx([0.0, 75.0, 75.0])
    assert effects.to_dict()["changes"]


def test_the_plants_that_are_asked_for_are_those_told():
    found = plant_effects(park_of_waste(), no_catalog(), STANDARDS, technologies=("board_making",))
    assert found.plants[["technology", "chosen"]].to_numpy().tolist() == [["board_making", "asked"]]
    assert share_of_waste(found).loc["board_making", "after"] == pytest.approx(60.0)
    with pytest.raises(UsageFault):
        plant_effects(park_of_waste(), no_catalog(), STANDARDS, technologies=("no_such",))


def test_a_change_of_nothing_changes_nothing():
    park = park_of_waste()
    table = change_between(park, park, no_catalog(), STANDARDS)
    assert len(table)
    assert (table["change"] == 0.0).all()
