"""A park of three firms to look at in a template."""

from __future__ import annotations

import pandas as pd

from circnet.park.park import Park, ParkInfo
from circnet.text import t

__all__ = ["example_park"]


def example_park(lang: str) -> Park:
    """Return the park: soda ash, potash and a PVC works; all figures assumed."""
    enterprises = pd.DataFrame({
        "id": ["soda-works", "potash-works", "pvc-works"],
        "name_zh": [t(f"book_example.firm{number}", lang) for number in (1, 2, 3)],
        "lat": [36.40, 36.42, 36.41], "lon": [94.90, 94.93, 94.95],
        "status": ["operating", "operating", "planned"], "basis": ["reported", "reported", "assumed"],
    })  # fmt: skip
    units = pd.DataFrame({
        "id": ["soda-works-1", "potash-works-1"], "enterprise": ["soda-works", "potash-works"],
        "technology": ["soda_solvay", "kcl_flotation"], "capacity": [1_000_000.0, 500_000.0],
        "throughput": [900_000.0, None], "year": [2025.0, 2025.0], "basis": ["reported", "published"],
    })  # fmt: skip
    links = pd.DataFrame({
        "from": ["potash-works"], "to": ["soda-works"], "commodity": ["halite_tailings"], "amount": [120_000.0],
        "status": ["existing"], "basis": ["reported"],
    })  # fmt: skip
    markets = pd.DataFrame({"commodity": ["kcl"], "sell_price": [2400.0], "basis": ["published"]})
    info = ParkInfo("example", "", "")
    return Park.of(info, {"enterprises": enterprises, "units": units, "links": links, "markets": markets})
