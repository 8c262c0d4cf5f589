"""Distances."""

import numpy as np
import pandas as pd
import pytest

from circnet.network.places import SAME_PLACE_KM, distances_km, firm_distances_km, places
from circnet.park import load_park


def test_geodesic_distance_of_a_published_line():
    """Golmud to Xining; and one degree along the equator is 111.3195 km (WGS 84)."""
    assert distances_km(*(np.array([v]) for v in (0.0, 0.0, 0.0, 1.0)))[0] == pytest.approx(111.3195, abs=1e-3)
    assert distances_km(*(np.array([v]) for v in (36.402, 94.903, 36.617, 101.778)))[0] == pytest.approx(616, abs=2)


def test_firms_at_one_centre_are_a_stated_distance_apart():
    where = pd.DataFrame(
        {"lat": [36.0, 36.0, np.nan], "lon": [101.0, 101.0, np.nan], "park": "p"}, index=["a", "b", "c"]
    )
    pairs = pd.DataFrame({"from": ["a", "a"], "to": ["b", "c"]})
    assert firm_distances_km(pairs, where).tolist() == [SAME_PLACE_KM, SAME_PLACE_KM]


def test_firms_of_two_parks_without_coordinates_have_no_distance():
    where = pd.DataFrame({"lat": [36.0, np.nan], "lon": [101.0, np.nan], "park": ["p", "q"]}, index=["a", "b"])
    assert np.isnan(firm_distances_km(pd.DataFrame({"from": ["a"], "to": ["b"]}), where)).all()


def test_firms_that_are_asked_for_twice_are_as_far_apart_and_one_that_is_not_known_has_no_distance():
    where = pd.DataFrame({"lat": [36.0, 36.5], "lon": [101.0, 101.0], "park": "p"}, index=["a", "b"])
    ends = [("a", "b"), ("b", "a"), ("a", "b"), ("a", "?"), ("?", "?"), ("b", "b")]
    km = firm_distances_km(pd.DataFrame(ends, columns=["from", "to"]), where)
    one = distances_km(*(np.array([v]) for v in (36.0, 101.0, 36.5, 101.0)))[0]
    np.testing.assert_allclose(km, [one, one, one, np.nan, np.nan, SAME_PLACE_KM], rtol=1e-12)


def test_places_are_points_of_the_province():
    """Golmud's firms lie where the province is, in WGS 84."""
    found = places(load_park("golmud"))
    west, south, east, north = found.total_bounds
    assert found.crs.to_epsg() == 4326
    assert (west > 89, south > 31, east < 103.1, north < 39.3) == (True, True, True, True)
    assert len(found) == 21
