"""Parks on disk: a folder of CSV tables with its `park.toml`, or a workbook; in and out."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import InputFaults
from circnet.park import manifest
from circnet.park.builtin import builtin_folder, read_catalog
from circnet.park.catalog import catalog_of, with_mass
from circnet.park.checks import check_park
from circnet.park.faults import collect, errors_of, file_fault, nearest
from circnet.park.files import read_tables, stamp, write_table
from circnet.park.park import OWNED, Park, ParkInfo
from circnet.park.reading import decode
from circnet.schema import PARK_TABLES
from circnet.types import GRADES

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog
    from circnet.types import PathText

__all__ = ["builtin_parks", "completed", "load_park", "parks_folder", "read_park", "save_park"]

_REQUIRED = ("enterprises",)
Read = tuple[ParkInfo | None, dict[str, pd.DataFrame], pd.DataFrame]


def parks_folder() -> Path:
    """Return where the built-in parks are."""
    return builtin_folder("parks")


def builtin_parks() -> list[str]:
    """Return the ids of the built-in parks."""
    return sorted(path.parent.name for path in parks_folder().glob(f"*/{manifest.FILE}"))


def load_park(ref: PathText, catalog: Catalog | None = None) -> Park:
    """Load a park.

    Parameters
    ----------
    ref : str or path
        The id of a built-in park, a folder, or an .xlsx workbook.
    catalog : Catalog, optional
        The built-in one if absent; not read at all for a park with `catalog = false`.

    Returns
    -------
    Park
        Blank enterprise status is operating, a blank unit status that of its enterprise, a blank unit role that of its
        technology (utility or main), a blank Chinese name the id, a blank mass per unit 1 for t and 0.001 for kg.

    Raises
    ------
    InputFaults
        With every fault at once, if any is an error.
    """
    park, faults = read_park(ref, catalog)
    if park is None or len(errors_of(faults)):
        raise InputFaults(faults)
    return park


def read_park(ref: PathText, catalog: Catalog | None = None) -> tuple[Park | None, pd.DataFrame]:
    """Read a park and everything wrong with it; never raises for faults of the input.

    Returns
    -------
    Park or None
        None if it could not be read; a park with errors is as much as could be read, not fit for use.
    DataFrame
        All faults, errors and warnings, columns `FAULT_COLUMNS`.
    """
    place, fault = _place(ref)
    if place is None:
        return None, fault
    if place.parent == parks_folder() and (catalog is None or catalog is read_catalog()[0]):
        return _builtin(place, stamp(place))
    return _read(place, catalog)


@lru_cache(maxsize=32)
def _builtin(place: Path, stamped: tuple[object, ...]) -> tuple[Park | None, pd.DataFrame]:
    """Read a park that comes with circnet; the same files are read once by a process."""
    return _read(place, None)


def _read(place: Path, catalog: Catalog | None) -> tuple[Park | None, pd.DataFrame]:
    located = _as_told
    if place.is_dir():
        info, tables, faults = _read_folder(place)
    else:
        from circnet.park.workbook import read_workbook

        book = read_workbook(place, catalog)
        info, tables, faults, located = book.info, book.tables, book.faults, book.located
    if info is None:
        return None, located(faults)
    found = []
    if info.catalog and catalog is None:
        catalog, in_catalog = read_catalog()
        found.append(errors_of(in_catalog))
    park = completed(Park(info=info, path=str(place), **tables), catalog)
    found.append(check_park(park, catalog, known=faults))
    plain = {name: table.reset_index(drop=True) for name, table in park.tables().items()}
    return park.replace(**plain), located(collect([faults, *found]))


def _as_told(faults: pd.DataFrame) -> pd.DataFrame:
    """Return the faults of a folder: its files bear the tables' names."""
    return faults


def _place(ref: PathText) -> tuple[Path | None, pd.DataFrame]:
    """Return the folder or workbook that a reference means, or a fault."""
    text = os.fspath(ref)
    empty = pd.DataFrame()
    known = builtin_parks()
    if text in known:
        return parks_folder() / text, empty
    try:
        path = Path(text)
        if path.is_dir() and text:
            return path, empty
        if path.is_file():
            if path.suffix.lower() in (".xlsx", ".xlsm"):
                return path, empty
            return None, file_fault("not_a_park", text, path.suffix, "a folder or an .xlsx workbook")
    except (OSError, ValueError):
        return None, file_fault("not_found", text[:200], "", "a folder or an .xlsx workbook")
    if text and not any(mark in text for mark in ("/", "\\", ".")):
        expected = ", ".join(known) or "a built-in park"
        return None, file_fault("unknown_park", "", text, expected, hint=nearest([text], known)[0])
    return None, file_fault("not_found", text, "", "a folder or an .xlsx workbook")


def _read_folder(folder: Path) -> Read:
    """Read the manifest and the tables of a folder, and their faults."""
    tables, faults = read_tables(folder, PARK_TABLES, required=_REQUIRED, aliases=True)
    try:
        data = (folder / manifest.FILE).read_bytes()
    except OSError:
        return None, tables, collect([file_fault("missing_file", manifest.FILE, "", "a TOML file"), faults])
    text, fault = decode(data, manifest.FILE)
    if len(fault):
        return None, tables, collect([fault, faults])
    tree, lines, fault = manifest.parse_toml(text)
    if tree is None:
        return None, tables, collect([fault, faults])
    info, found = manifest.info_of(tree, lines)
    return info, tables, collect([found, faults])


def completed(park: Park, catalog: Catalog | None) -> Park:
    """Fill in what a blank means: names, statuses, roles, grades by basis and the park's id."""
    info = park.info
    full = {name: _named(table) for name, table in park.tables().items()}
    full["commodities"] = with_mass(full["commodities"])
    full |= {name: full[name].assign(park=_or(full[name]["park"], info.id)) for name in OWNED}
    park = park.replace(**full)
    status = park.enterprises.drop_duplicates("id").set_index("id")["status"]
    role = catalog_of(park, catalog).technologies.drop_duplicates("id").set_index("id")["role"]
    utility = park.units["technology"].map(role).eq("utility")
    units = park.units.assign(
        status=_or(park.units["status"], _looked_up(park.units["enterprise"], status, "operating")),
        role=_or(park.units["role"], utility.map({True: "utility", False: "main"})),
    )
    graded = {"units": units, "ports": park.ports}
    return park.replace(**{name: table.assign(grade=_or(table["grade"], table["basis"].map(GRADES)))
                           for name, table in graded.items()})  # fmt: skip


def _looked_up(ids: pd.Series, words: pd.Series, otherwise: str) -> pd.Series:
    """Return the word of each id; a mapping that hits nothing would be of numbers."""
    found = ids.map(words).astype(object)
    return found.where(found.notna(), otherwise).astype("str")


def _or(column: pd.Series, other: pd.Series | str) -> pd.Series:
    """Fill the blanks of a text column."""
    return column.where(column.ne(""), other).astype("str")


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Let an id stand for a name that is blank."""
    if "id" not in table or "name_zh" not in table:
        return table
    return table.assign(name_zh=_or(table["name_zh"], table["id"]))


def save_park(park: Park, folder: PathText) -> None:
    """Write a park as a folder; loading it again gives the same park.

    Tables without rows are not written. A `park` column that only repeats the park's id is left out.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    (place / manifest.FILE).write_text(manifest.info_toml(park.info), encoding="utf-8", newline="\n")
    for name, table in park.tables().items():
        path = place / PARK_TABLES[name].file
        if table.empty and name not in _REQUIRED:
            path.unlink(missing_ok=True)
            continue
        own = name in OWNED and table["park"].eq(park.info.id).all()
        write_table(table.drop(columns="park") if own else table, path)
