"""The smelter that pays to be rid of its slag, as a folder: what could come to it is counted by hand."""

from pathlib import Path

import pandas as pd

from tests.dashboards.tinypark import NASTY
from tests.gaps.slagpark import slag_park

_TABLES = ("units", "markets", "technologies", "recipes", "commodities")


def write_slag_park(folder: Path) -> Path:
    """Write the park; names of firm and technology are hostile."""
    park = slag_park()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "park.toml").write_text(
        'id = "slag"\nname_zh = "渣园"\nname_en = "Slag park"\ncatalog = false\ncandidates = "nearby"\n', "utf-8"
    )
    firms = pd.DataFrame([{"id": "smelter", "name_zh": "=冶炼厂", "name_en": f"Smelter {NASTY}"}])
    firms.to_csv(folder / "enterprises.csv", index=False, lineterminator="\n")
    for name in _TABLES:
        table = getattr(park, name).drop(columns=["park", "row", "grade"], errors="ignore").dropna(axis=1, how="all")
        table = table.loc[:, [column for column in table if (table[column] != "").any()]]
        if name == "commodities":
            ends = table[["price_low", "price_high"]]
            table = table.assign(price_low=ends.min(axis=1), price_high=ends.max(axis=1))
        if name == "technologies":
            board = table["id"] == "board_making"
            table = table.assign(name_en=table["name_en"].where(~board, f"Board {NASTY}"),
                                 name_zh=table["name_zh"].where(~board, "=制板"))  # fmt: skip
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder
