"""Folders of CSV tables, in and out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from circnet.park.faults import collect, faults_at, file_fault, nearest, no_faults
from circnet.park.reading import decode, raw_rows, typed, unit_recipes
from circnet.schema import Table

__all__ = ["read_tables", "stamp", "write_files", "write_table"]


def read_tables(
    folder: Path,
    tables: Mapping[str, Table],
    *,
    required: Collection[str] = (),
    prefix: str = "",
    aliases: bool = False,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Read a folder's tables.

    Parameters
    ----------
    folder : Path
        Where the CSV files are.
    tables : mapping of str to Table
        What may be there.
    required : collection of str
        Names of tables whose file must be there.
    prefix : str
        Put before file names in faults.
    aliases : bool
        Whether `unit` in recipes.csv is another word for `technology`: a park's recipes may be those of one unit.

    Returns
    -------
    dict of str to DataFrame
        Every table; the index is the row as a spreadsheet numbers it.
    DataFrame
        Faults of files, headings and cells.
    """
    frames: dict[str, pd.DataFrame] = {}
    faults = [_strangers(folder, tables, prefix)]
    for name, table in tables.items():
        path, label = folder / table.file, f"{prefix}{table.file}"
        if not path.exists():
            frames[name] = table.empty()
            if name in required:
                faults.append(file_fault("missing_file", label, "", "a CSV file"))
            continue
        frames[name], found = _read(path, table, label, aliases=aliases)
        faults.append(found)
    return frames, collect(faults)


def _read(path: Path, table: Table, label: str, *, aliases: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read one file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return table.empty(), file_fault("unreadable_file", label, type(error).__name__, "a readable file")
    text, fault = decode(data, label)
    cells, faults = raw_rows(text, label)
    if cells is None:
        return table.empty(), collect([fault, faults])
    if aliases and table.name == "recipes":
        cells = unit_recipes(cells)
    frame, found = typed(cells, table, label)
    return frame, collect([fault, faults, found])


def _strangers(folder: Path, tables: Mapping[str, Table], prefix: str) -> pd.DataFrame:
    """Warn of CSV files that no table is read from: most often a misspelt name."""
    known = {table.file for table in tables.values()}
    strange = sorted(path.name for path in folder.glob("*.csv") if path.name not in known)
    if not strange:
        return no_faults()
    hints = nearest(strange, {name for name in known if not (folder / name).exists()})
    nowhere = [0] * len(strange)
    faults = faults_at("unknown_file", "", nowhere, "", strange, "a known table", hint=hints, severity="warning")
    return faults.assign(file=[f"{prefix}{name}" for name in strange])


def stamp(place: Path) -> tuple[object, ...]:
    """Return what changes when a file of a folder, or a file, is written."""
    files = sorted(place.glob("*")) if place.is_dir() else [place]
    stats = [(file.name, file.stat()) for file in files if file.is_file()]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write texts by path into a folder, as they are."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 CSV; whole numbers without a decimal point, blanks as empty cells."""
    whole = {
        name: column.astype("Int64")
        for name, column in frame.items()
        if column.dtype == "float64" and column.abs().max() < 2**53 and column.dropna().mod(1).eq(0).all()
    }
    words = {True: "true", False: "false"}
    booleans = {name: column.map(words) for name, column in frame.items() if column.dtype == "bool"}
    frame.assign(**whole, **booleans).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
