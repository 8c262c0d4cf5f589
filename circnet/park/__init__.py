"""Parks and the catalog: their tables, how they are read, checked, written and joined."""

from circnet.park.builtin import load_catalog, outside_names, read_catalog
from circnet.park.catalog import Catalog, catalog_of
from circnet.park.checks import CHECKS, check_catalog, check_park, describe
from circnet.park.closure import closure, park_closure
from circnet.park.folder import builtin_parks, load_park, parks_folder, read_park, save_park
from circnet.park.joining import join
from circnet.park.park import Park, ParkInfo

__all__ = [
    "CHECKS",
    "Catalog",
    "Park",
    "ParkInfo",
    "builtin_parks",
    "catalog_of",
    "check_catalog",
    "check_park",
    "closure",
    "describe",
    "join",
    "load_catalog",
    "load_park",
    "outside_names",
    "park_closure",
    "parks_folder",
    "read_catalog",
    "read_park",
    "save_park",
]
