"""What comes with circnet: the catalog, read from a folder, and the names it knows."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import InputFaults
from circnet.park.catalog import Catalog, with_mass
from circnet.park.checks import check_catalog
from circnet.park.faults import collect, errors_of, file_fault
from circnet.park.files import read_tables, stamp
from circnet.park.reference import builtin_folder
from circnet.schema import CATALOG_TABLES

if TYPE_CHECKING:
    from circnet.types import PathText

__all__ = ["builtin_folder", "load_catalog", "outside_names", "read_catalog"]


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
    place = builtin_folder("data") if folder is None else Path(folder)
    if not place.is_dir():
        return Catalog.of(), file_fault("not_found", str(place), "", "a folder")
    return _read(place.resolve(), stamp(place))


@lru_cache(maxsize=4)
def _read(place: Path, stamped: tuple[object, ...]) -> tuple[Catalog, pd.DataFrame]:
    """Read a catalog; the same files are read once by a process."""
    prefix = f"{place.name}/"
    needed = ("commodities", "technologies", "recipes")
    tables, faults = read_tables(place, CATALOG_TABLES, required=needed, prefix=prefix)
    catalog = Catalog(**tables | {"commodities": with_mass(tables["commodities"])})
    # cell faults leave blanks that the checks across tables would only report again
    faults = collect([faults, check_catalog(catalog, prefix=prefix, known=faults)])
    plain = {name: table.reset_index(drop=True) for name, table in catalog.tables().items()}
    return Catalog(**plain), faults


def load_catalog(folder: PathText | None = None) -> Catalog:
    """Load a catalog; the same files are read once.

    Parameters
    ----------
    folder : path, optional
        A folder like `data/`; the built-in one if absent.

    Raises
    ------
    InputFaults
        With every fault, if any is an error.
    """
    catalog, faults = read_catalog(folder)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return catalog


@cache
def outside_names() -> pd.DataFrame:
    """Return what partners outside a park are called: firms of all built-in parks, and those of `data/partners.csv`.

    Returns
    -------
    DataFrame
        ``id, name_zh, name_en``; the id is what stands behind ``external:`` in links.csv, ids are unique.
    """
    files = [builtin_folder("data") / "partners.csv", *sorted(builtin_folder("parks").glob("*/enterprises.csv"))]
    columns = ["id", "name_zh", "name_en"]
    tables = [pd.read_csv(file, dtype="str", keep_default_na=False).reindex(columns=columns) for file in files]
    return pd.concat(tables, ignore_index=True).fillna("").drop_duplicates("id").reset_index(drop=True)
