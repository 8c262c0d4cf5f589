"""The network on the map: GeoPackage and GeoJSON, WGS 84, longitude before latitude."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from circnet.errors import CircnetError
from circnet.park.attachments import BOUNDARY, attachments_of
from circnet.report.export.content import Content

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["geojson", "geopackage", "layers"]

_CRS = "EPSG:4326"
_DECIMALS = 6
"""Of degrees of an outline: a tenth of a metre."""


def layers(content: Content) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of a map.

    Returns
    -------
    dict
        ``firms``: `NODES` as points; ``links``: `LINKS` as lines from giver to taker; ``boundary``: outline of the
        park where its folder has one, else of its county (``kind`` park or county). What has no place has no
        geometry, and stands in its layer all the same.
    """
    import geopandas as gpd
    import shapely

    nodes, links = content.nodes, content.links
    known = nodes["lat"].notna() & nodes["lon"].notna()
    points = gpd.GeoSeries(gpd.points_from_xy(nodes["lon"], nodes["lat"])).where(known, None)
    at = nodes.loc[known].set_index("id")[["lon", "lat"]]
    ends = [at.reindex(links[side]).to_numpy(float) for side in ("from", "to")]
    lines = [
        shapely.LineString([start, end]) if not (any(map(math.isnan, (*start, *end)))) else None
        for start, end in zip(*ends, strict=True)
    ]
    return {
        "firms": gpd.GeoDataFrame(nodes, geometry=gpd.GeoSeries(points.to_numpy(), index=nodes.index), crs=_CRS),
        "links": gpd.GeoDataFrame(links, geometry=gpd.GeoSeries(lines, index=links.index, dtype="geometry"), crs=_CRS),
        "boundary": _boundary(content),
    }


def geopackage(content: Content) -> bytes:
    """Return the layers as a GeoPackage; the same network gives the same bytes."""
    import pyogrio  # type: ignore[import-untyped]

    kinds = {"firms": "Point", "links": "LineString", "boundary": "Unknown"}
    settings = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}  # GDAL writes the time of writing else
    before = {name: pyogrio.get_gdal_config_option(name) for name in settings}
    pyogrio.set_gdal_config_options(settings)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "park.gpkg"
            for name, layer in layers(content).items():
                pyogrio.write_dataframe(layer, path, layer=name, driver="GPKG", geometry_type=kinds[name],
                                        append=path.exists())  # fmt: skip
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options(before)


def geojson(content: Content) -> bytes:
    """Return the layers as one FeatureCollection (RFC 7946); ``layer`` tells them apart."""
    import shapely

    features = []
    for name, layer in layers(content).items():
        shapes = layer.geometry.tolist()
        for row, shape in zip(layer.drop(columns="geometry").to_dict("records"), shapes, strict=True):
            known = {key: None if _blank(value) else value for key, value in row.items() if key != "id"}
            features.append({
                "type": "Feature", "id": f"{name}:{row['id']}", "properties": {"layer": name, "id": row["id"], **known},
                "geometry": None if shape is None else shapely.geometry.mapping(shapely.orient_polygons(shape)),
            })  # fmt: skip
    told = {"type": "FeatureCollection", "features": features}
    return (json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode("utf-8")


def _blank(value: object) -> bool:
    return value == "" or bool(pd.isna(value))


def _boundary(content: Content) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import shapely

    info = content.park.info
    own = _own(content.park.path)
    if own is not None:
        table = own.geometry.to_frame("geometry").reset_index(drop=True)
        kind, name_zh, name_en = "park", info.name_zh, info.name_en
    else:
        table = _county(info.county)
        kind, name_zh, name_en = "county", info.county, ""
    outline = shapely.transform(table.geometry.to_numpy(), lambda xy: xy.round(_DECIMALS))
    facts: dict[str, Any] = {"id": info.id, "kind": kind, "name_zh": name_zh, "name_en": name_en}
    frame = pd.DataFrame(facts, index=table.index).astype("str")
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(outline, index=table.index), crs=_CRS)


def _own(place: str | None) -> gpd.GeoDataFrame | None:
    """The outline that lies in the park's folder, on WGS 84.

    Raises
    ------
    CircnetError
        If it cannot be read.
    """
    import geopandas as gpd

    text = attachments_of(place).get(BOUNDARY)
    if text is None:
        return None
    try:
        found = gpd.read_file(text)
    except Exception as error:  # GDAL's many errors share no class of their own
        message = f"{BOUNDARY}: {type(error).__name__}: {error}"
        raise CircnetError(message) from error
    return found.to_crs(_CRS) if found.crs is not None else found.set_crs(_CRS)


def _county(name: str) -> gpd.GeoDataFrame:
    """The outline of a county on WGS 84; no row where nobody knows it."""
    import geopandas as gpd

    from circnet.network.boundaries import load_boundaries

    if not name:
        return gpd.GeoDataFrame({"geometry": gpd.GeoSeries([])}, crs=_CRS)
    counties = load_boundaries().counties
    return counties.loc[counties["name_zh"] == name, ["geometry"]].to_crs(_CRS).reset_index(drop=True)
