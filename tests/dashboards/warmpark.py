"""A park of a kiln and a dryer next door, with the four streams of Kemp's example and two waters, as a folder."""

from pathlib import Path

from tests.dashboards.tinypark import NASTY

FILES = {
    "park.toml": (
        'id = "warm"\nname_zh = "暖园"\nname_en = "Warm park"\n'
        'zones = [{id = "east", name_zh = "东区", name_en = "East"}]\n'
    ),
    "enterprises.csv": (
        "id,name_zh,name_en,zone,status,lat,lon,basis\n"
        f"kiln,=窑,Kiln {NASTY},east,operating,36.6,101.7,published\n"
        "dryer,烘干厂,Dryer,east,operating,36.6,101.7,published\n"
        "depot,仓库,Depot,east,operating,,,published\n"
    ),
    "streams.csv": (
        "enterprise,name,supply_c,target_c,duty_kw,hours,basis,source\n"
        "kiln,flue gas,170,60,3300,8000,reported,S1\nkiln,cooler,150,30,1800,8000,reported,S1\n"
        "dryer,drying,20,135,2300,8000,estimated,S1\ndryer,steaming and distilling,80,140,2400,8000,estimated,S1\n"
    ),
    "sources.csv": "id,title\nS1,A survey\n",
    "ports.csv": (
        "enterprise,commodity,direction,minimum,maximum,basis\n"
        "kiln,reclaimed_water,supply,0,30000,reported\ndryer,fresh_water,demand,100000,100000,reported\n"
    ),
}  # fmt: skip
"""At 10 K: 200 kW to be made, 600 kW left over, pinch at 85 C shifted (90 and 80 C)."""


def write_warm_park(folder: Path, **changes: str) -> Path:
    """Write the park; ``changes`` are texts of files by name without ending, blank for none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        told = changes.get(name.partition(".")[0], text)
        if told:
            (folder / name).write_text(told, encoding="utf-8")
    return folder
