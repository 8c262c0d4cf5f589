"""A park for exports: places known and not, partners outside, links of every status, sources, an outline, bad names."""

from pathlib import Path

from tests.dashboards.tinypark import NASTY, write_park

SQUARE = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",'
    ' "coordinates": [[[101.0, 36.0], [101.0, 36.5], [101.5, 36.5], [101.5, 36.0], [101.0, 36.0]]]}}]}'
)
"""Its ring runs clockwise, which RFC 7946 does not want."""
FORMULA = '=HYPERLINK("http://x")'


def write_export_park(folder: Path) -> Path:
    """Write the tiny park with all that an export has to carry."""
    write_park(folder)
    (folder / "enterprises.csv").write_text(
        "id,name_zh,name_en,zone,status,lat,lon,location_basis,basis,source\n"
        f"smelter,冶炼厂,Smelter {NASTY},east,operating,36.1,101.2,zone centre,published,S1\n"
        f'cement,"{FORMULA.replace(chr(34), chr(34) * 2)}",@Cement,east,operating,36.3,101.4,map,reported,S1;S2\n'
        "brick,砖厂,Brick works,,suspended,,,,assumed,\n",
        encoding="utf-8",
    )
    (folder / "links.csv").write_text(
        "from,to,commodity,amount,status,basis,grade,source\n"
        "smelter,cement,steam,500,existing,published,B,S2\n"
        "smelter,cement,steam,20,existing,published,B,S1\n"
        "smelter,brick,slag,,suspended,estimated,D,\n"
        "external:mine,smelter,slag,70,existing,published,B,S1\n",
        encoding="utf-8",
    )
    (folder / "sources.csv").write_text(
        "id,title,url,year\nS1,+A yearbook,http://example.org,2024\nS2,Letter of a firm,,2025\nS3,Not used,,\n",
        encoding="utf-8",
    )
    (folder / "boundary.geojson").write_text(SQUARE, encoding="utf-8")
    return folder
