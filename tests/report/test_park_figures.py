"""One row per park, by parks worked out by hand."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from circnet.coupling import couple
from circnet.park import load_catalog, load_park
from circnet.report.park_figures import FIGURE_UNITS, park_figures, prevailing_grade
from tests.dashboards.tinypark import NASTY, write_park


@pytest.fixture(scope="module")
def row(tmp_path_factory):
    catalog = load_catalog()
    park = load_park(write_park(tmp_path_factory.mktemp("parks") / "tiny"), catalog)
    return park_figures(park, catalog, couple(park, catalog))


def test_tiny_park_by_hand(row):
    """Slag dumped for 50 and bought for 80 CNY/t goes next door for 5: 125 CNY/t on 1,000 t, less nothing."""
    assert (row["enterprises"], row["links"], row["couplings"]) == (3, 1, 1)
    assert row["saving"] == pytest.approx(125_000)
    assert (row["waste"], row["waste_diverted"], row["waste_left"]) == pytest.approx((1000.0, 1000.0, 0.0))
    assert (row["best_from"], row["best_to"], row["best_good"]) == ("smelter", "cement", "slag")
    assert row["best_from_en"] == f"Smelter {NASTY}"
    assert row["left_firm"] == ""
    assert {grade: row[f"evidence_{grade}"] for grade in "ABCD"} == {"A": 3, "B": 2, "C": 0, "D": 0}
    assert row["grade_saving"] == "B"
    assert math.isnan(row["output"])
    assert row["output_unknown"] == 0


def test_without_a_run_only_the_park_is_known():
    catalog = load_catalog()
    row = park_figures(load_park("golmud", catalog), catalog, None)
    assert all(math.isnan(row[name]) for name in FIGURE_UNITS if name != "output")
    assert row["enterprises"] == 21
    assert (row["best_from"], row["grade_saving"]) == ("", "")
    # 4,354,930 t/a of potash alone are worth over 5 bn CNY; the park reported some 40 bn
    assert 1e10 < row["output"] < 1e11


def test_output_is_throughput_times_price():
    catalog = load_catalog()
    park = load_park("golmud", catalog)
    one = park.units[park.units["id"] == "qsl-potash-kcl-flotation"]
    price = catalog.commodities.set_index("id").at["kcl", "price"]
    alone = park_figures(park.replace(units=one), catalog, None)
    assert alone["output"] == pytest.approx(4_354_930 * price)
    assert alone["grade_output"] == "D"  # the price is an estimate, however sure the tonnes
    unknown = park_figures(park.replace(units=one.assign(throughput=math.nan)), catalog, None)
    assert math.isnan(unknown["output"])
    assert unknown["output_unknown"] == 1
    stopped = park_figures(park.replace(units=one.assign(status="suspended")), catalog, None)
    assert (math.isnan(stopped["output"]), stopped["output_unknown"]) == (True, 0)


@pytest.mark.parametrize(
    ("grades", "weights", "expected"),
    [
        ("ABD", [50, 45, 5], "B"),
        ("AD", [89, 11], "D"),
        ("AD", [90, 10], "A"),
        ("", [], ""),
        ("A", [0], ""),
    ],
)
def test_nine_tenths_of_the_weight_decide(grades, weights, expected):
    assert prevailing_grade(pd.Series(list(grades), dtype="str"), pd.Series(weights, dtype=float)) == expected


@given(st.lists(st.tuples(st.sampled_from("ABCD"), st.floats(0, 1e9)), min_size=1), st.randoms())
def test_grade_does_not_hang_on_the_order(rows, random):
    shuffled = random.sample(rows, len(rows))
    one, other = (
        prevailing_grade(pd.Series([g for g, _ in r]), pd.Series([w for _, w in r])) for r in (rows, shuffled)
    )
    assert one == other or sum(w for _, w in rows) < 1e-300
