"""The signs of a missing plant, and how they make the order."""

import numpy as np
import pandas as pd
import pytest

from circnet.coupling.case import prepare
from circnet.coupling.settings import Settings
from circnet.gaps import screen
from circnet.gaps.precedents import precedents
from circnet.gaps.signs import SIGNS, parts, signs, told, weights, worth
from circnet.park import load_catalog, load_park
from tests.gaps.slagpark import no_catalog, slag_park

NOTHING = pd.DataFrame({
    "enterprise": pd.Series(dtype="str"), "commodity": pd.Series(dtype="str"), "side": pd.Series(dtype="str"),
    "way": pd.Series(dtype="str"), "amount": pd.Series(dtype="float64"),
})  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return screen(slag_park(), no_catalog())


def seen(park, crossing=NOTHING):
    case = prepare(park, no_catalog(), Settings())
    return signs(case, crossing, case.catalog.technologies["id"].sort_values().reset_index(drop=True))


def test_every_sign_has_a_weight_and_evidence_is_their_sum(found):
    assert (weights() > 0).all()
    assert weights().index.tolist() == list(SIGNS)
    ranked = found.ranked
    assert np.allclose(parts(ranked).sum(axis=1), ranked["evidence"])
    assert (ranked["evidence"].diff().dropna() <= 1e-12).all()


def test_a_plant_that_takes_what_leaves_has_a_surplus_by_how_rare_it_is_and_how_far_it_goes():
    border = pd.DataFrame([("smelter", "slag", "offered", "disposed", 10.0)], columns=list(NOTHING))
    table = seen(slag_park(), border)
    # two technologies take slag; brick making needs 20 t at its least size of 40, board making has no least size
    assert table.loc["board_making", "surplus"] == pytest.approx(1 / np.sqrt(2))
    assert table.loc["brick_making", "surplus"] == pytest.approx(0.5 / np.sqrt(2))
    assert table.loc["wire_drawing", "surplus"] == 0.0


def test_what_is_unexplained_speaks_for_who_would_explain_it():
    border = pd.DataFrame([("smelter", "ore", "offered", "unexplained", 5.0)], columns=list(NOTHING))
    table = seen(slag_park(), border)
    assert table["explains"].to_dict() == {name: float(name == "smelt") for name in table.index}


def test_a_price_named_for_a_firm_without_the_unit_is_a_loose_end():
    park = slag_park()
    named = pd.DataFrame([{"commodity": "wire", "enterprise": "smelter", "sell_price": 1200.0, "park": "slag"}])
    table = seen(park.replace(markets=pd.concat([park.markets, named], ignore_index=True)))
    assert table.loc["wire_drawing", "loose_ends"] == 1.0
    assert seen(park)["loose_ends"].sum() == 0.0


def test_books_point_to_the_firm_whose_unit_is_gone():
    catalog = load_catalog()
    park = load_park("hehuang", catalog)
    gone = "haidong-hongshi--hcl"
    case = prepare(park.replace(units=park.units[park.units["id"] != gone].reset_index(drop=True)), catalog, Settings())
    names = pd.Series(["hcl_gas_synthesis", "cement_grinding"])
    table = signs(case, NOTHING, names)
    assert table["books"].tolist() == [1.0, 0.0]
    assert table.loc["hcl_gas_synthesis", "points_to"] == "haidong-hongshi"


def test_precedents_leave_out_the_park_itself_whatever_it_is_called():
    park = load_park("minhe", load_catalog())
    bases = pd.Series({"sic_acheson": "sic_acheson", "no_such": "no_such"})
    stranger = slag_park()
    everywhere, elsewhere = precedents(stranger, bases), precedents(park, bases)
    assert everywhere["sic_acheson"] == elsewhere["sic_acheson"] + 1
    assert everywhere["no_such"] == 0.0


def test_the_strongest_sign_is_told_first_and_weak_ones_not():
    rows = pd.DataFrame(0.0, index=["a", "b"], columns=list(SIGNS))
    rows.loc["a", ["surplus", "books", "worth"]] = [2.0, 5.0, 0.5]
    assert told(rows).to_dict() == {"a": "books;surplus", "b": ""}


def test_worth_grows_from_nothing():
    assert worth(pd.Series([0.0, 0.1, 10.0])).round(3).tolist() == [0.0, 0.693, 4.615]
