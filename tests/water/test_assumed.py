"""Qualities and limits nobody stated: from compositions and standards, told, and never against a firm's own water."""

import numpy as np
import pandas as pd
import pytest

from circnet.park import load_catalog, load_park
from circnet.water import park_waters, reuse
from circnet.water.assumed import PROPERTIES, composition_quality, treatments_of, with_assumed


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def waters(catalog):
    return catalog.commodities[catalog.commodities["kind"] == "water"]


def test_quality_follows_from_the_composition():
    goods = pd.DataFrame({
        "id": ["salty", "sweet", "hard", "unknown"], "t_per_unit": [1.0, 1.0, 1.1, 1.0],
        "composition": ["H2O:0.9995;NaCl:0.0005", "H2O:0.999;C6H12O6:0.001", "H2O:0.99;CaCl2:0.01", ""],
    })  # fmt: skip
    found = composition_quality(goods)
    assert found.loc["salty", ["tds", "chloride"]].tolist() == pytest.approx([500.0, 500 * 35.45 / 58.44], rel=1e-3)
    assert found.loc["sweet", ["tds", "cod"]].tolist() == pytest.approx([0.0, 1000 * 192 / 180.16], rel=1e-3)
    assert found.loc["hard", "hardness"] == pytest.approx(11_000 / 110.98 * 100.09, rel=1e-3)
    assert found.loc["unknown"].isna().all()


def ends(commodity, *, stated, **properties):
    return pd.DataFrame({"name": [f"a/{commodity}"], "enterprise": "a", "commodity": commodity, "stated": stated,
                         **properties})  # fmt: skip


def test_a_use_is_held_to_its_standard_but_not_against_its_own_water(waters):
    goods = waters.set_index("id", drop=False).rename_axis(None)
    sources = ends("wastewater_saline", stated=False)
    fresh, reclaimed = (
        with_assumed(sources, ends(good, stated=False), goods.drop(columns="id").rename_axis("id"))
        for good in ("fresh_water", "reclaimed_water")
    )
    assert fresh[1]["chloride"].tolist() == [250.0]
    assert reclaimed[1]["chloride"].tolist() == pytest.approx([303.3], rel=1e-3)  # what reclaimed water itself holds
    assert fresh[0]["tds"].tolist() == [5000.0]
    told = fresh[2].set_index(["side", "property"])["rests_on"]
    assert told["demand", "chloride"] == "GB/T 19923-2005"
    assert told["supply", "chloride"] == "composition"


def test_a_firm_that_states_limits_keeps_those_alone(waters):
    goods = waters.set_index("id")
    sinks = pd.concat([ends("fresh_water", stated=True, salt=5.0), ends("fresh_water", stated=False)])
    sinks = sinks.assign(name=["own", "silent"]).reset_index(drop=True)
    _, held, told = with_assumed(ends("mine_water", stated=False), sinks, goods)
    assert held.set_index("name")["tds"].isna().to_dict() == {"own": True, "silent": False}
    assert set(told.loc[told["side"] == "demand", "enterprise"]) == {"a"}
    nobody = with_assumed(ends("mine_water", stated=False), sinks.iloc[:1], goods)
    assert nobody[2].empty
    assert "tds" not in nobody[0]


def test_treatments_of_the_catalog_remove_salt_and_organics():
    table = treatments_of(["tds", "cod", "colour"]).set_index("name")
    assert table.loc["uf_ro", "tds removal"] > 0.9
    assert table.loc["uf_ro", "cod removal"] == 0.9
    assert np.isnan(table.loc["uf_ro", "colour removal"])
    assert table.loc["uf_ro", "recovery"] < table.loc["mvr_evaporator", "recovery"] < 1.0


def test_a_park_draws_less_with_treatment_and_no_brine_goes_to_a_firm(catalog):
    park = load_park("nanchuan", catalog)
    keep = park.enterprises["id"].eq("shengyuan-carpet")
    firms = set(park.enterprises.loc[keep, "id"])
    small = park.replace(
        enterprises=park.enterprises[keep], units=park.units[park.units["enterprise"].isin(firms)],
        ports=park.ports[park.ports["enterprise"].isin(firms)], links=park.links.iloc[:0],
    )  # fmt: skip
    plain, treated = (park_waters(small, catalog, zld=zld) for zld in (False, True))
    one = treated.treatments.query("name == 'mvr_evaporator'")
    before = reuse(plain.sources, plain.sinks, links=plain.links)
    after = reuse(treated.sources, treated.sinks, treatments=one, links=treated.links)
    assert after.summary["fresh"] < before.summary["fresh"]
    assert not len(after.flows.query("kind == 'reject' and `to` not in ['uf_ro', 'mvr_evaporator']"))
    limits = after.inlets[after.inlets["name"].isin(treated.sinks["name"]) & after.inlets["property"].isin(PROPERTIES)]
    assert len(limits)
    assert (limits["value"] <= limits["limit"] * (1 + 1e-6)).all()
