"""The books of firms: what recorded loads leave open, and which recipe closes it."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from circnet.coupling.case import prepare
from circnet.coupling.settings import Settings
from circnet.gaps.books import books, closing, idle_utilities
from circnet.park import load_catalog, load_park
from tests.gaps.slagpark import no_catalog, slag_park

LINES = pd.DataFrame(
    [("press", "oil", 1.0), ("press", "seed", -2.5), ("press", "steam", -0.9), ("mill", "flour", 1.0),
     ("mill", "seed", -1.2), ("kiln", "lime", 1.0), ("kiln", "steam", -0.3)],
    columns=["technology", "commodity", "coefficient"],
)  # fmt: skip


def book(amounts, firm="works"):
    """Goods left over (positive) or lacking, each entered on one side."""
    table = pd.DataFrame(
        [{"enterprise": firm, "commodity": good, "amount": amount} for good, amount in amounts.items()]
    )
    return table.assign(made=table["amount"].clip(lower=0.0), used=-table["amount"].clip(upper=0.0))


def test_the_recipe_in_whose_proportions_goods_stand_open_is_found_with_its_load():
    found = closing(book({"seed": 250.0, "steam": 90.0, "oil": -100.0}), LINES)
    assert found.to_dict("records") == [
        {"technology": "press", "enterprise": "works", "load": pytest.approx(100.0), "closes": 3, "opens": 0}
    ]


def test_one_good_alone_is_no_sign_and_other_proportions_are_none():
    assert closing(book({"steam": 90.0}), LINES).empty
    assert closing(book({"seed": 250.0, "steam": 95.0}), LINES).empty


def test_books_that_would_be_opened_count_against_it():
    amounts = book({"seed": 250.0, "steam": 90.0})
    lines = pd.concat([LINES, pd.DataFrame([("press", "cake", 1.4)], columns=LINES.columns)], ignore_index=True)
    level = {"enterprise": "works", "amount": 0.0, "made": 50.0, "used": 50.0}
    balanced = pd.DataFrame([level | {"commodity": good} for good in ("oil", "cake")])
    assert closing(pd.concat([amounts, balanced[:1]], ignore_index=True), lines)[
        ["closes", "opens"]
    ].values.tolist() == [[2, 1]]
    assert closing(pd.concat([amounts, balanced], ignore_index=True), lines).empty


@given(
    coefficients=st.lists(st.floats(0.01, 50.0), min_size=2, max_size=5),
    signs=st.lists(st.sampled_from([-1.0, 1.0]), min_size=5, max_size=5), load=st.floats(1.0, 1e6),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_whatever_runs_at_one_load_is_found_again(coefficients, signs, load):
    amounts = {f"good{i}": one * sign for i, (one, sign) in enumerate(zip(coefficients, signs, strict=False))}
    lines = pd.DataFrame([("plant", good, value) for good, value in amounts.items()], columns=LINES.columns)
    found = closing(book({good: -value * load for good, value in amounts.items()}), lines)
    assert found["technology"].tolist() == ["plant"]
    assert found["load"].iloc[0] == pytest.approx(load, rel=0.02)


def test_a_park_made_by_hand_has_what_its_smelter_makes_on_its_book():
    table = books(prepare(slag_park(), no_catalog(), Settings())).set_index("commodity")["amount"]
    assert table.to_dict() == {"metal": 100.0, "ore": -200.0, "slag": 100.0}


def test_a_boiler_is_idle_once_its_user_is_gone():
    catalog = load_catalog()
    park = load_park("huzhu", catalog)
    assert idle_utilities(prepare(park, catalog, Settings()), books(prepare(park, catalog, Settings()))).empty
    rest = park.replace(units=park.units[park.units["id"] != "hanyao-oils--press"].reset_index(drop=True))
    case = prepare(rest, catalog, Settings())
    assert "hanyao-oils" in set(idle_utilities(case, books(case))["enterprise"])
