"""Trends and forecasts: known lines, intervals, nothing from too few points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from circnet.progress import assess
from circnet.progress.trend import FEWEST_POINTS, forecast
from tests.progress.wastepark import told_park

RATE = "solid_waste_utilisation_rate"


def test_a_straight_line_goes_on():
    slope, value, low, high = forecast(np.arange(2018, 2023), np.array([50.0, 52, 54, 56, 58]), 2025)
    assert (slope, value) == (pytest.approx(2.0), pytest.approx(64.0))
    assert (low, high) == (pytest.approx(64.0, abs=1e-6), pytest.approx(64.0, abs=1e-6))


@settings(max_examples=25)
@given(st.lists(st.floats(-100, 100), min_size=4, max_size=8), st.integers(1, 10))
def test_the_interval_is_students(values, ahead):
    """The textbook interval of one new observation, written out."""
    years = np.arange(2015, 2015 + len(values))
    x, y = years - years.mean(), np.array(values)
    slope = (x @ y) / (x @ x)
    residuals = y - y.mean() - slope * x
    at = years[-1] + ahead - years.mean()
    spread = np.sqrt(residuals @ residuals / (len(y) - 2) * (1 + 1 / len(y) + at**2 / (x @ x)))
    half = stats.t.ppf(0.975, len(y) - 2) * spread
    told = forecast(years, y, int(years[-1] + ahead))
    middle = y.mean() + slope * at
    assert told == pytest.approx((slope, middle, middle - half, middle + half), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("years", [[2020, 2021, 2022], [2020, 2021, 2022, 2022]])
def test_too_few_points_give_no_forecast(years):
    with pytest.raises(ValueError, match=str(FEWEST_POINTS)):
        forecast(np.array(years), np.ones(len(years)), 2025)


@pytest.mark.parametrize(("points", "expected"), [(4, 1), (3, 0)])
def test_a_park_is_forecast_to_the_year_of_its_target_only_with_four_years(points, expected):
    rows = [(RATE, 2020 + place, 50.0 + 2 * place) for place in range(points)]
    result = assess(told_park(rows), None)
    told = result.forecasts[result.forecasts["code"] == "N9"]
    assert len(told) == expected
    assert len(result.history[result.history["code"] == "N9"]) == points
    if expected:
        assert told.iloc[0][["year", "points", "from_year", "to_year"]].tolist() == [2025, 4, 2020, 2023]
        assert told.iloc[0]["forecast"] == pytest.approx(60.0)
