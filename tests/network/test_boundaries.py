"""Boundaries: a valid coverage, drawn once per line, on a plane that keeps areas."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, box

from circnet.network.boundaries import QINGHAI, line_points, load_boundaries, project, simplified

AREA_KM2 = 696_954.0
"""Of the outlines before simplification; published figures of the province are 722,300 and 729,120 km2."""


@pytest.fixture(scope="module")
def borders():
    return load_boundaries()


def test_every_county_is_there_once(borders):
    """Qinghai has 44 county-level units (6 districts, 5 cities, 33 counties) and Da Qaidam, led by its prefecture."""
    assert len(borders.counties) == 45
    assert borders.counties["adcode"].is_unique
    assert borders.counties["adcode"].str.startswith("63").all()
    assert len(borders.prefectures) == 8
    assert {"西宁市", "海东市", "海西蒙古族藏族自治州"} <= set(borders.prefectures["prefecture_zh"])


def test_counties_and_prefectures_meet_without_gaps_or_overlaps(borders):
    for areas in (borders.counties, borders.prefectures):
        assert areas.is_valid.all()
        assert shapely.coverage_is_valid(areas.geometry.to_numpy())
    assert borders.prefectures.area.sum() == pytest.approx(borders.counties.area.sum(), rel=1e-9)


def test_area_is_that_of_the_source_and_of_the_ellipsoid(borders):
    """The plane keeps areas: the sum equals that of geodesic polygons. It is 3.5 % below what yearbooks say."""
    plane = borders.counties.area.sum()
    geod = Geod(ellps="WGS84")
    sphere = sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in borders.counties.to_crs("EPSG:4326").geometry)
    assert plane == pytest.approx(sphere / 1e6, rel=1e-5)
    assert plane == pytest.approx(AREA_KM2, rel=5e-4)
    assert plane == pytest.approx(722_300, rel=0.04)


def test_each_border_is_drawn_once(borders):
    outer = borders.counties.union_all().boundary.length
    twice = borders.counties.boundary.length.sum()
    assert borders.county_lines.length.sum() == pytest.approx((twice + outer) / 2, rel=1e-9)
    assert borders.prefecture_lines.length.sum() < borders.county_lines.length.sum()


def test_lengths_on_the_plane_are_those_of_the_ellipsoid():
    """Golmud to Xining, 616 km; in the worst corner within 0.3 %."""
    x, y = project(np.array([94.903, 101.778]), np.array([36.402, 36.617]))
    assert np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(616, abs=2)
    x, y = project(np.array([97.0, 97.0]), np.array([31.6, 31.7]))
    true = Geod(ellps="WGS84").inv(97.0, 31.6, 97.0, 31.7)[2] / 1000
    assert np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(true, rel=0.003)


def test_unknown_places_stay_unknown():
    x, y = project(np.array([np.nan, 96.2]), np.array([36.0, 35.4]))
    assert np.isnan([x[0], y[0]]).all()
    assert [x[1], y[1]] == pytest.approx([0.0, 0.0], abs=1e-6)


@given(st.lists(st.integers(2, 5), min_size=1, max_size=5))
def test_points_of_lines_have_a_gap_after_each_line(counts):
    lines = gpd.GeoSeries([LineString([(i, n) for i in range(count)]) for n, count in enumerate(counts)])
    points = line_points(lines)
    assert len(points) == sum(counts) + len(counts)
    assert points["x"].isna().tolist() == [at == count for count in counts for at in range(count + 1)]
    assert points["y"].dropna().tolist() == [n for n, count in enumerate(counts) for _ in range(count)]


def test_simplifying_keeps_the_shared_border_and_drops_points():
    edge = [(96.0, 35.0 + 0.01 * k) for k in range(101)]
    wavy = [(x + 0.002 * (-1) ** k, y) for k, (x, y) in enumerate(edge)]
    west = shapely.Polygon([(95.0, 35.0), *wavy, (95.0, 36.0)])
    east = shapely.Polygon([(97.0, 35.0), (97.0, 36.0), *reversed(wavy)])
    before = gpd.GeoDataFrame({"adcode": ["1", "2"]}, geometry=[west, east], crs="EPSG:4326")
    after = simplified(before, 2.0)
    assert shapely.coverage_is_valid(after.geometry.to_numpy())
    assert after.geometry.count_coordinates().sum() < before.geometry.count_coordinates().sum() / 4
    assert after.to_crs(QINGHAI).area.sum() == pytest.approx(before.to_crs(QINGHAI).area.sum(), rel=0.01)


def test_lines_of_multipart_areas_are_split():
    pair = gpd.GeoSeries([shapely.MultiLineString([[(0, 0), (1, 0)], [(2, 0), (3, 0)]])])
    assert line_points(pair)["x"].isna().sum() == 2
    assert line_points(gpd.GeoSeries([box(0, 0, 1, 1).boundary]))["x"].isna().sum() == 1
