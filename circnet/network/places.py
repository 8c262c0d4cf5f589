"""Where enterprises stand, and how far apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circnet.park import Park

if TYPE_CHECKING:
    import geopandas

_AXIS_KM, _FLATTENING = 6378.137, 1 / 298.257223563
SAME_PLACE_KM = 1.0
"""Distance assumed between two firms that carry one coordinate (a zone's or a park's centre), km."""


def places(park: Park) -> geopandas.GeoDataFrame:
    """Return the enterprises as points (WGS 84), for maps and exports.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns of ``park.enterprises`` plus ``geometry``; firms without coordinates are left without a point.
    """
    import geopandas as gpd  # noqa: PLC0415  slow to import, only maps need it

    points = gpd.points_from_xy(park.enterprises["lon"], park.enterprises["lat"])
    return gpd.GeoDataFrame(park.enterprises, geometry=points, crs="EPSG:4326")


def coordinates(park: Park) -> pd.DataFrame:
    """Return ``lat, lon, park`` by enterprise id; a firm without coordinates has NaN."""
    return park.enterprises.set_index("id")[["lat", "lon", "park"]]


def earth_centred_km(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return points of the WGS 84 ellipsoid in km from its centre, shape (points, 3).

    The straight line between two of them is never longer than the geodesic.
    """
    phi, lam = np.radians(lat), np.radians(lon)
    e2 = _FLATTENING * (2 - _FLATTENING)
    n = _AXIS_KM / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    return np.column_stack([n * np.cos(phi) * np.cos(lam), n * np.cos(phi) * np.sin(lam), n * (1 - e2) * np.sin(phi)])


def distances_km(lat_a: np.ndarray, lon_a: np.ndarray, lat_b: np.ndarray, lon_b: np.ndarray) -> np.ndarray:
    """Geodesic distances on the WGS 84 ellipsoid, km; NaN where a coordinate is missing.

    Notes
    -----
    Karney CFF. Algorithms for geodesics. J Geodesy 2013;87:43-55, through pyproj.
    """
    from pyproj import Geod  # noqa: PLC0415

    known = ~(np.isnan(lat_a) | np.isnan(lon_a) | np.isnan(lat_b) | np.isnan(lon_b))
    result = np.full(len(lat_a), np.nan)
    if known.any():
        metres = Geod(ellps="WGS84").inv(lon_a[known], lat_a[known], lon_b[known], lat_b[known])[2]
        result[known] = np.asarray(metres) / 1000.0
    return result


def firm_distances_km(pairs: pd.DataFrame, where: pd.DataFrame) -> np.ndarray:
    """Distances between the enterprises ``from`` and ``to`` of each row, km.

    Firms at one coordinate are `SAME_PLACE_KM` apart, and so are firms of one park of which one has no
    coordinates; firms of two parks without coordinates stay NaN.
    """
    lat, lon = (np.append(where[axis].to_numpy(float), np.nan) for axis in ("lat", "lon"))
    park = np.append(pd.factorize(where["park"])[0], -1)
    start, end = (where.index.get_indexer(pairs[column]) % len(park) for column in ("from", "to"))  # the last: unknown
    place, once = pd.factorize(start * len(park) + end)  # firms that exchange several goods are asked for once
    a, b = np.divmod(once, len(park))
    result = distances_km(lat[a], lon[a], lat[b], lon[b])
    result = np.where(np.isnan(result) & (park[a] == park[b]) & (park[a] >= 0), SAME_PLACE_KM, result)
    return np.where(result < 0.05, SAME_PLACE_KM, result)[place]
