"""The catalog: what things are made of, what technologies do, what transport and markets cost (`data/`)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import InputFaults
from circnet.park.faults import collect, errors_of, file_fault
from circnet.park.files import read_tables
from circnet.schema import CATALOG_TABLES, LOCAL_TABLES

if TYPE_CHECKING:
    from circnet.park.park import Park
    from circnet.types import PathText

__all__ = ["Catalog", "builtin_folder", "catalog_of", "load_catalog", "read_catalog", "with_mass"]


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


def builtin_folder(name: str) -> Path:
    """Return a folder of data that comes with circnet: in a wheel `circnet/_<name>`, in a checkout `<name>`."""
    package = Path(__file__).parents[1]
    installed = package / f"_{name}"
    return installed if installed.is_dir() else package.parent / name


def read_catalog(folder: PathText | None = None) -> tuple[Catalog, pd.DataFrame]:
    """Read a catalog and everything wrong with it; never raises for faults of the input.

    Parameters
    ----------
    folder : path, optional
        A folder like `data/`; the built-in one if absent.

    Returns
    -------
    Catalog
        As much as could be read.
    DataFrame
        All faults, columns `FAULT_COLUMNS`; files are named `<folder>/<file>`.
    """
    from circnet.park.checks import check_catalog

    place = builtin_folder("data") if folder is None else Path(folder)
    if not place.is_dir():
        return Catalog.of(), file_fault("not_found", str(place), "", "a folder")
    prefix = f"{place.name}/"
    needed = ("commodities", "technologies", "recipes")
    tables, faults = read_tables(place, CATALOG_TABLES, required=needed, prefix=prefix)
    catalog = Catalog(**tables | {"commodities": with_mass(tables["commodities"])})
    # cell faults leave blanks that the checks across tables would only report again
    faults = collect([faults, check_catalog(catalog, prefix=prefix, known=faults)])
    plain = {name: table.reset_index(drop=True) for name, table in catalog.tables().items()}
    return Catalog(**plain), faults


@cache
def _loaded(place: Path) -> Catalog:
    catalog, faults = read_catalog(place)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return catalog


def load_catalog(folder: PathText | None = None) -> Catalog:
    """Load a catalog; the same folder is read once.

    Parameters
    ----------
    folder : path, optional
        A folder like `data/`; the built-in one if absent.

    Raises
    ------
    InputFaults
        With every fault, if any is an error.
    """
    return _loaded((builtin_folder("data") if folder is None else Path(folder)).resolve())


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


def catalog_of(park: Park, catalog: Catalog | None) -> Catalog:
    """Return the catalog that counts for a park: its own rows on top, local row wins.

    With `catalog = false` only the park's tables count and all others are empty; `catalog` may then be None. Rows of
    the park's recipes that name a technology replace the catalog's of the same technology and commodity; rows that
    name one of its units stay in `park.recipes`.
    """
    base = catalog if park.info.catalog and catalog is not None else Catalog.of()
    merged = {
        name: _over(getattr(base, name), getattr(park, name), list(CATALOG_TABLES[name].key)) for name in LOCAL_TABLES
    }
    of_technology = park.recipes[park.recipes["technology"].isin(merged["technologies"]["id"])]
    recipes = CATALOG_TABLES["recipes"].frame(of_technology)
    return base.replace(**merged, recipes=_over(base.recipes, recipes, ["technology", "commodity"]))
