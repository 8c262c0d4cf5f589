"""A park as a workbook: a sheet per table with the headings of the CSV files, and a sheet `park` of keys and values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd

from circnet.park import manifest
from circnet.park.faults import collect, faults_at, file_fault, nearest
from circnet.park.park import ParkInfo
from circnet.park.reading import from_records, typed, unit_recipes
from circnet.schema import PARK_TABLES

__all__ = ["read_workbook"]

_SHEET = "park"


def read_workbook(path: Path) -> tuple[ParkInfo | None, dict[str, pd.DataFrame], pd.DataFrame]:
    """Read a workbook's sheets; a fault's file is the sheet's name.

    Returns
    -------
    ParkInfo or None
        None if the sheet `park` is missing or at fault.
    dict of str to DataFrame
        Every table; the index is the sheet's row.
    DataFrame
        All faults of sheets, headings and cells.
    """
    tables = {name: table.empty() for name, table in PARK_TABLES.items()}
    try:
        sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine="openpyxl", na_filter=False)
    except (OSError, ValueError, KeyError, BadZipFile, SyntaxError, TypeError, AttributeError, IndexError) as error:
        # openpyxl passes on whatever a broken archive makes zipfile and the XML parser raise
        return None, tables, file_fault("unreadable_workbook", path.name, type(error).__name__, "an .xlsx workbook")
    cells = {name.strip(): _texts(sheet) for name, sheet in sheets.items()}
    strange = [name for name in cells if name not in PARK_TABLES and name != _SHEET]
    hints = nearest(strange, set(PARK_TABLES) - set(cells))
    nowhere = [0] * len(strange)
    found = faults_at("unknown_file", "", nowhere, "", strange, "a known table", hint=hints, severity="warning")
    faults = [found.assign(file=strange) if strange else found]
    for name in [name for name in PARK_TABLES if name in cells]:
        raw, found = from_records(cells[name], name)
        faults.append(found)
        if raw is not None:
            raw = unit_recipes(raw) if name == "recipes" else raw
            tables[name], found = typed(raw, PARK_TABLES[name], name)
            faults.append(found)
    if "enterprises" not in cells:
        faults.append(file_fault("missing_file", "enterprises", "", "a sheet"))
    if _SHEET not in cells:
        return None, tables, collect([file_fault("missing_file", _SHEET, "", "a sheet"), *faults])
    tree, lines = _manifest(cells[_SHEET])
    info, found = manifest.info_of(tree, lines, _SHEET)
    return info, tables, collect([found, *faults])


def _texts(sheet: pd.DataFrame) -> list[list[str]]:
    """Return a sheet's cells as text; numbers as Python writes them, whole ones without a point."""

    def text(cell: object) -> str:
        if cell is None or str(cell) in ("nan", "NaT"):
            return ""
        if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        return str(cell).strip()

    return sheet.map(text).to_numpy().tolist()


def _manifest(records: list[list[str]]) -> tuple[Mapping[str, Any], dict[str, int]]:
    """Return the keys of the sheet `park` with values of the type a manifest has, and their rows."""
    tree: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for number, record in enumerate(records, start=1):
        key, value = (record + ["", ""])[:2]
        if not key or not value or key == "key":
            continue
        tree[key], lines[key] = _value(key, value), number
    return tree, lines


def _value(key: str, value: str) -> object:
    """Return a cell of the sheet `park` as the type its key has; what cannot be read stays text and is found later."""
    if key == "catalog":
        return {"true": True, "false": False, "1": True, "0": False, "是": True, "否": False}.get(value.lower(), value)
    if key == "zones":
        return [zone.strip() for zone in value.split(";") if zone.strip()]
    if key == "retrofit":
        return dict(part.split(":", 1) for part in value.split(";") if ":" in part)
    if key in ("lat", "lon", "area_km2", "year"):
        try:
            number = float(value)
        except ValueError:
            return value
        return int(number) if number.is_integer() and key == "year" else number
    return value
