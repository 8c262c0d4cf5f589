"""Water reuse networks, of tables of sources and sinks: targets by pinch, networks by linear programme.

The same kernel serves hydrogen, solvents and any other good whose quality mixes.
"""

from circnet.water.case import Settings
from circnet.water.outcome import WaterNetwork
from circnet.water.reuse import reuse
from circnet.water.site import ParkWaters, park_waters
from circnet.water.tables import WaterTables, read_waters
from circnet.water.target import WaterTarget, target_if_one, water_target

__all__ = [
    "ParkWaters", "Settings", "WaterNetwork", "WaterTables", "WaterTarget", "park_waters", "read_waters", "reuse",
    "target_if_one", "water_target",
]  # fmt: skip
