"""A firm on the register without a process points to what it is named after."""

import pandas as pd
import pytest

from circnet.gaps import screen
from circnet.gaps.vacant import leftover, trades, vacant
from circnet.park import catalog_of, load_catalog, load_park
from tests.gaps.slagpark import no_catalog, slag_park


def with_firm(park, name, status="operating"):
    firm = park.enterprises.iloc[[0]].assign(id="idle", name_zh="", name_en=name, industry="", status=status)
    return park.replace(enterprises=pd.concat([park.enterprises, firm], ignore_index=True))


def test_a_firm_named_after_a_technology_is_read_as_that():
    park = slag_park()
    catalog = catalog_of(park, None)
    assert trades(park, catalog).empty
    names = catalog.technologies.set_index("id")["name_en"]
    found = trades(with_firm(park, names["cable_making"]), catalog)
    assert found[["enterprise", "technology"]].values.tolist() == [["idle", "cable_making"]]
    assert 0.35 <= found["likeness"].iloc[0] <= 1.0 + 1e-9


def test_it_leads_the_ranking_and_an_unknown_trade_changes_nothing():
    park = slag_park()
    name = catalog_of(park, None).technologies.set_index("id")["name_en"]["cable_making"]
    before = screen(park, no_catalog()).ranked["technology"].tolist()
    assert before[0] != "cable_making"
    assert screen(with_firm(park, name), no_catalog()).ranked["technology"].iloc[0] == "cable_making"
    assert screen(with_firm(park, "xyzzy"), no_catalog()).ranked["technology"].tolist() == before


@pytest.mark.parametrize("status", ["closed", "planned", "building", "suspended"])
def test_a_firm_that_does_not_stand_is_not_vacant(status):
    assert vacant(with_firm(slag_park(), "any", status)).empty


def test_a_firm_with_a_unit_of_its_trade_is_not_vacant():
    catalog = load_catalog()
    park = load_park("minhe", catalog)
    assert "henglida-sic" not in set(vacant(park)["id"])
    rest = park.replace(units=park.units[park.units["enterprise"] != "henglida-sic"].reset_index(drop=True))
    found = trades(rest, catalog).set_index("enterprise")
    assert found.loc["henglida-sic", "technology"] == "sic_acheson"


def test_what_a_firm_is_named_after_and_does_not_run_is_left_over():
    park = slag_park()
    catalog = catalog_of(park, None)
    names = catalog.technologies.set_index("id")["name_en"]
    assert leftover(park, catalog).empty
    both = park.enterprises.assign(name_en=names["smelt"] + " and " + names["cable_making"])
    found = leftover(park.replace(enterprises=both), catalog)
    assert found[["enterprise", "technology"]].values.tolist() == [["smelter", "cable_making"]]
    assert found["likeness"].iloc[0] == pytest.approx(1.0)
    alone = park.enterprises.assign(name_en=names["smelt"])
    assert leftover(park.replace(enterprises=alone), catalog).empty
