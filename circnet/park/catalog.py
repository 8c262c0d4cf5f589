"""The catalog: what things are made of, what technologies do, what transport and markets cost (`data/`)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from circnet.schema import CATALOG_TABLES, LOCAL_TABLES

if TYPE_CHECKING:
    from circnet.park.park import Park

__all__ = ["Catalog", "catalog_of", "with_mass"]


@dataclass(frozen=True, eq=False)
class Catalog:
    """The catalog's tables, read-only by convention; every table is there with all its columns."""

    commodities: pd.DataFrame
    technologies: pd.DataFrame
    recipes: pd.DataFrame
    heat_streams: pd.DataFrame
    substitutions: pd.DataFrame
    disposal: pd.DataFrame
    permits: pd.DataFrame
    transport: pd.DataFrame
    transport_of: pd.DataFrame
    prices: pd.DataFrame
    hubs: pd.DataFrame
    factors: pd.DataFrame
    grid: pd.DataFrame
    benchmarks: pd.DataFrame
    sources: pd.DataFrame
    precedents: pd.DataFrame
    left_out: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def replace(self, **tables: pd.DataFrame) -> Catalog:
        """Return a catalog with some tables replaced."""
        return dataclasses.replace(self, **tables)

    @classmethod
    def of(cls, **tables: pd.DataFrame) -> Catalog:
        """Make a catalog from some tables; absent ones are empty, absent columns blank."""
        given = {name: CATALOG_TABLES[name].frame(table) for name, table in tables.items()}
        return cls(**{name: given.get(name, table.empty()) for name, table in CATALOG_TABLES.items()})


_NOTHING = Catalog.of()


def with_mass(commodities: pd.DataFrame) -> pd.DataFrame:
    """Fill in the mass of units that are masses: 1 t per t, 0.001 t per kg."""
    mass = commodities["unit"].map({"t": 1.0, "kg": 0.001})
    return commodities.assign(t_per_unit=commodities["t_per_unit"].fillna(mass))


def _over(base: pd.DataFrame, local: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Put local rows over the catalog's: a local row replaces those of the same key."""
    if local.empty:
        return base
    if base.empty:
        return local.reset_index(drop=True)
    kept = base[~pd.MultiIndex.from_frame(base[key]).isin(pd.MultiIndex.from_frame(local[key]))]
    return pd.concat([kept, local], ignore_index=True) if len(kept) else local.reset_index(drop=True)


@lru_cache(maxsize=8)
def catalog_of(park: Park, catalog: Catalog | None) -> Catalog:
    """Return the catalog that counts for a park: its own rows on top, local row wins.

    With `catalog = false` only the park's tables count and all others are empty; `catalog` may then be None. Rows of
    the park's recipes that name a technology replace the catalog's of the same technology and commodity; rows that
    name one of its units stay in `park.recipes`. The same park and catalog give the same object.
    """
    base = catalog if park.info.catalog and catalog is not None else _NOTHING
    merged = {
        name: _over(getattr(base, name), table, list(CATALOG_TABLES[name].key))
        for name, table in park.tables().items()
        if name in LOCAL_TABLES and len(table)
    }
    technologies = merged.get("technologies", base.technologies)
    recipes = park.recipes[park.recipes["technology"].isin(technologies["id"])]
    if len(recipes):
        recipes = CATALOG_TABLES["recipes"].frame(recipes)
        merged["recipes"] = _over(base.recipes, recipes, ["technology", "commodity"])
    return base.replace(**merged) if merged else base
