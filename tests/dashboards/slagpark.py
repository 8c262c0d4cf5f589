"""A park so small that its indicators are counted by hand: of 1000 t of slag 800 t could go next door."""

from pathlib import Path

from tests.casefolders import CasePark
from tests.dashboards.tinypark import NASTY

CARRIED = 0.8
"""Share of the slag that the cement works takes."""
MORE = {
    "indicators.csv": (
        "variable,year,value,unit,basis,source,note\n"
        "circular_output_share,2023,46,%,reported,,\ncircular_output_share,2024,92,%,reported,,\n"
    ),
    "projects.csv": (
        "id,name_zh,name_en,enterprise,stage,feeds,status,year,basis\n"
        "mill,磨粉线,Slag mill,works,building,slag,building,2026,reported\n"
    ),
}
RETROFIT = "\nyear = 2024\n[retrofit]\nyear = 2021\nbase_year = 2020\n"


def write_slag_park(folder: Path) -> Path:
    """Write the park: slag is dumped for 50 a tonne, or carried next door for 5 to a works that buys it for 80."""
    park = CasePark(id="slag", title="Slag park")
    for name, kind, waste in (("metal", "material", ""), ("clinker", "material", ""), ("slag", "waste", "SW01")):
        park.add("commodities", id=name, name_zh=name, name_en=name.title(), kind=kind, unit="t", waste_class=waste)
        park._seen.setdefault("commodities", set()).add(name)
    park.technology("furnace", {"metal": 1.0, "slag": 1.0})
    park.technology("kiln", {"clinker": 1.0, "slag": -CARRIED})
    park.run("smelter", "furnace", capacity=1000.0, throughput=1000.0)
    park.run("works", "kiln", capacity=1000.0, throughput=1000.0)
    park.market("metal", "smelter", sell_price=1000.0)
    park.market("clinker", "works", sell_price=300.0)
    park.market("slag", "smelter", dispose_cost=50.0)
    park.market("slag", "works", buy_price=80.0)
    park.arc("smelter", "works", "slag", cost=5.0)
    park.write(folder)
    firms = folder / "enterprises.csv"
    text = firms.read_text("utf-8").replace("smelter,smelter,smelter", f"smelter,=冶炼厂,Smelter {NASTY}")
    firms.write_text(text, "utf-8")
    manifest = folder / "park.toml"
    manifest.write_text(manifest.read_text("utf-8").rstrip() + RETROFIT, "utf-8")
    for name, more in MORE.items():
        (folder / name).write_text(more, "utf-8")
    return folder
