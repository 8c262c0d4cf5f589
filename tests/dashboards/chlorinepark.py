"""A park so small that its chlorine is counted by hand: a cell makes 145 t, a works can turn 100 t of it into acid."""

from pathlib import Path

from tests.casefolders import CasePark
from tests.dashboards.tinypark import NASTY

ACID = 72.922 / 70.906
"""Tonnes of HCl from a tonne of Cl2."""
MADE, TAKEN = 145.0, 100.0
"""Chlorine of 50 t of magnesium at 2.9 t/t, and what the works takes."""


def write_chlorine_park(folder: Path) -> Path:
    """Write the park: chlorine is destroyed for 200 a tonne, or carried next door for 5 and sold as acid."""
    park = CasePark(id="salt", title="Salt")
    for name, formula in (("magnesium", "Mg"), ("chlorine", "Cl2"), ("acid", "HCl"), ("melt", "MgCl2"),
                          ("hydrogen", "H2")):  # fmt: skip
        park.add("commodities", id=name, name_zh=name, name_en=name.title(), kind="material", unit="t",
                 composition=f"{formula}:1")  # fmt: skip
        park._seen.setdefault("commodities", set()).add(name)
    park.technology("cell", {"magnesium": 1.0, "chlorine": 2.9, "melt": -3.9})
    park.technology("acid-works", {"acid": ACID, "chlorine": -1.0, "hydrogen": -(ACID - 1.0)})
    park.run("smelter", "cell", capacity=100.0, throughput=50.0)
    park.run("works", "acid-works", capacity=TAKEN)
    park.market("magnesium", "smelter", sell_price=1000.0)
    park.market("melt", "smelter", buy_price=10.0)
    park.market("hydrogen", "works", buy_price=100.0)
    park.market("chlorine", "smelter", dispose_cost=200.0)
    park.market("acid", "works", sell_price=10.0, dispose_cost=40.0)
    park.arc("smelter", "works", "chlorine", cost=5.0)
    park.write(folder)
    firms = folder / "enterprises.csv"
    firms.write_text(
        firms.read_text("utf-8").replace("smelter,smelter,smelter", f"smelter,=镁厂,Smelter {NASTY}"), "utf-8"
    )
    return folder
