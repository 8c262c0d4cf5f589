"""Counties and prefectures of Qinghai, for maps: lines for orientation, never for law or measurement.

Everything is in one coordinate system, `QINGHAI`, in kilometres: an Albers equal-area cone on WGS 84 with standard
parallels a sixth of the province's height inside its edges (Snyder JP. Map projections: a working manual. USGS
Professional Paper 1395, 1987, p. 99). The province spans 13.7 degrees of longitude, three UTM zones, so that no
single zone fits it; a circle's area and a county's mean the same everywhere on this map, and lengths are off by
0.3 % at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circnet.park.builtin import builtin_folder

if TYPE_CHECKING:
    import geopandas

__all__ = ["QINGHAI", "Boundaries", "line_points", "load_boundaries", "project", "simplified"]

QINGHAI = "+proj=aea +lat_1=32.9 +lat_2=37.9 +lat_0=35.4 +lon_0=96.2 +datum=WGS84 +units=km +no_defs"
"""Albers equal-area cone for Qinghai, km."""


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Areas and the lines between them, in `QINGHAI`.

    Attributes
    ----------
    counties
        ``adcode, name_zh, prefecture_zh, geometry``: 44 counties and county-level cities and one area that a
        prefecture governs itself, a valid coverage (no gaps, no overlaps).
    prefectures
        ``prefecture_zh, geometry``: the counties joined.
    county_lines, prefecture_lines
        Every line once, also where two areas share it; the second without the lines inside a prefecture.
    """

    counties: geopandas.GeoDataFrame
    prefectures: geopandas.GeoDataFrame
    county_lines: geopandas.GeoSeries
    prefecture_lines: geopandas.GeoSeries


@cache
def load_boundaries() -> Boundaries:
    """Load the boundaries that come with circnet (``data/geo``), once."""
    import geopandas as gpd

    counties = gpd.read_file(builtin_folder("data") / "geo" / "counties.geojson").to_crs(QINGHAI)
    counties = counties.sort_values("adcode", ignore_index=True)
    prefectures = counties[["prefecture_zh", "geometry"]].dissolve("prefecture_zh", method="coverage").reset_index()
    return Boundaries(counties, prefectures, _lines(counties), _lines(prefectures))


def project(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y in `QINGHAI`, km, of degrees on WGS 84; NaN where either is NaN."""
    from pyproj import Transformer

    x, y = Transformer.from_crs("EPSG:4326", QINGHAI, always_xy=True).transform(lon, lat)
    known = np.isfinite(x) & np.isfinite(y)
    return np.where(known, x, np.nan), np.where(known, y, np.nan)


def line_points(lines: geopandas.GeoSeries) -> pd.DataFrame:
    """Return the points of lines as ``x, y``, a row of NaN after each line: what a plot takes for one trace."""
    points = lines.explode(ignore_index=True).get_coordinates(ignore_index=False)
    ends = pd.DataFrame({"x": np.nan, "y": np.nan}, index=points.index.unique())
    return pd.concat([points, ends]).sort_index(kind="stable").reset_index(drop=True)


def simplified(counties: geopandas.GeoDataFrame, tolerance_km: float) -> geopandas.GeoDataFrame:
    """Return counties with fewer points on WGS 84, where neighbours keep one border.

    Parameters
    ----------
    counties
        Areas of any coordinate system that make a valid coverage.
    tolerance_km
        Details whose triangle is smaller than the square of this go (km).

    Notes
    -----
    Visvalingam M, Whyatt JD. Line generalisation by repeated elimination of points. Cartogr J 1993;30:46-51, on the
    shared edges of the coverage (GEOS ``CoverageSimplifier``). Degrees are rounded to 0.0001, about 10 m.
    """
    import shapely

    plane = counties.to_crs(QINGHAI)
    fewer = plane.set_geometry(shapely.coverage_simplify(plane.geometry.to_numpy(), tolerance_km), crs=QINGHAI)
    degrees = fewer.to_crs("EPSG:4326")
    return degrees.set_geometry(shapely.transform(degrees.geometry.to_numpy(), lambda xy: xy.round(4)), crs="EPSG:4326")


def _lines(areas: geopandas.GeoDataFrame) -> geopandas.GeoSeries:
    """Borders of areas, each line once."""
    import geopandas as gpd

    merged = gpd.GeoSeries([areas.boundary.union_all()], crs=areas.crs).line_merge()
    return merged.explode(ignore_index=True)
