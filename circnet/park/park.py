"""A park: what `park.toml` says of it, and its tables."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from circnet.schema import PARK_TABLES

__all__ = ["OWNED", "Park", "ParkInfo"]

OWNED = ("enterprises", "units", "ports", "links", "markets")
"""Tables that get a column `park`, the id of the park a row belongs to."""


@dataclass(frozen=True)
class ParkInfo:
    """The facts of `park.toml`.

    `catalog` says whether the catalog's tables count beside the folder's own; `candidates` whether candidate arcs
    are sought nearby or only those listed in `arcs.csv` (default: nearby with the catalog, listed without).
    `lat` and `lon` are in degrees (NaN: not known), `area_km2` in km2, `year` is the year of the data.
    """

    id: str
    name_zh: str
    name_en: str
    prefecture: str = ""
    county: str = ""
    level: str = ""
    lat: float = math.nan
    lon: float = math.nan
    area_km2: float = math.nan
    zones: tuple[Any, ...] = ()
    retrofit: dict[str, Any] = field(default_factory=dict)
    year: int | None = None
    currency: str = "CNY"
    catalog: bool = True
    candidates: str = ""
    note_zh: str = ""
    note_en: str = ""

    def __post_init__(self) -> None:
        """Fill in the candidates' default, which hangs on `catalog`."""
        if not self.candidates:
            object.__setattr__(self, "candidates", "nearby" if self.catalog else "listed")

    def same(self, other: ParkInfo) -> bool:
        """Return whether both say the same; two unknown numbers are the same."""
        return repr(self) == repr(other)


@dataclass(frozen=True, eq=False)
class Park:
    """A park's tables, read-only by convention; every table is there with all its columns, if need be without rows."""

    info: ParkInfo
    enterprises: pd.DataFrame
    units: pd.DataFrame
    recipes: pd.DataFrame
    ports: pd.DataFrame
    links: pd.DataFrame
    arcs: pd.DataFrame
    markets: pd.DataFrame
    quality: pd.DataFrame
    equipment: pd.DataFrame
    equipment_use: pd.DataFrame
    streams: pd.DataFrame
    indicators: pd.DataFrame
    commodities: pd.DataFrame
    technologies: pd.DataFrame
    substitutions: pd.DataFrame
    sources: pd.DataFrame
    projects: pd.DataFrame
    path: str | None = None

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name, in the order of the park folder's specification."""
        return {name: getattr(self, name) for name in PARK_TABLES}

    def replace(self, **tables: pd.DataFrame | ParkInfo | str | None) -> Park:
        """Return a park with some tables (or `info`, `path`) replaced.

        Raises
        ------
        TypeError
            If a name is no field of a park.
        """
        return dataclasses.replace(self, **tables)  # type: ignore[arg-type]

    def same(self, other: Park) -> bool:
        """Return whether both parks hold the same facts in the same order; where they were read from does not count."""
        pairs = [(table, other.tables()[name]) for name, table in self.tables().items()]
        return self.info.same(other.info) and all(one.equals(two) for one, two in pairs)

    @classmethod
    def of(cls, info: ParkInfo, tables: dict[str, pd.DataFrame], path: str | None = None) -> Park:
        """Make a park from some tables; absent ones are empty, absent columns blank."""
        names = {item.name for item in fields(cls)} - {"info", "path"}
        empty = {name: PARK_TABLES[name].empty() for name in names - set(tables)}
        given = {name: PARK_TABLES[name].frame(table) for name, table in tables.items()}
        return cls(info=info, path=path, **empty, **given)
