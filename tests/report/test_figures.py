"""Figures as officials write them."""

import pandas as pd
import pytest

from circnet.report.figures import evidence_share, money, names, price, quantity


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (40967097.3, "4,096.7 万元", "40.97 M CNY"),
        (3.37e8, "3.37 亿元", "337.00 M CNY"),
        (9.09e9, "90.90 亿元", "9.09 bn CNY"),
        (812.4, "812 元", "812 CNY"),
        (-25000.0, "-2.5 万元", "-25,000 CNY"),
        (None, "–", "–"),
        (float("nan"), "–", "–"),
    ],
)
def test_money(value, zh, en):
    assert (money(value, "zh"), money(value, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (418921.05, "GJ", "41.89 万GJ", "418.9 k GJ"),
        (72724.2, "t", "7.27 万吨", "72.7 kt"),
        (1.98e6, "m3", "198.00 万m³", "1.98 M m³"),
        (4413.0, "t", "4,413 吨", "4,413 t"),
        (1.5e6, "t", "150.00 万吨", "1.50 Mt"),
        (None, "t", "–", "–"),
    ],
)
def test_quantity(value, unit, zh, en):
    assert (quantity(value, unit, "zh"), quantity(value, unit, "en")) == (zh, en)


def test_price_keeps_three_figures_of_small_ones():
    assert [price(v) for v in (83613.2, 0.8244, -3.0, None)] == ["83,613", "0.824", "-3", "–"]


def test_names_fall_back_to_the_other_language_then_the_id():
    table = pd.DataFrame({"id": ["a", "b", "c"], "name_zh": ["甲", "乙", ""], "name_en": ["A", "", ""]})
    assert names(table, "en") == {"a": "A", "b": "乙", "c": "c"}


def test_evidence_counts_what_is_not_graded_as_the_worst():
    assert evidence_share(pd.Series(["A", "D", "", "C", "D"])) == {"A": 1, "B": 0, "C": 1, "D": 3}
