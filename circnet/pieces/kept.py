"""Finished pieces in a folder: a run that stopped goes on from them, and anyone reads them as tables.

::

    run.json                     which run this is, and the versions it was made with
    links/piece-00000.parquet    a folder per table, in it a file per piece
    samples/piece-00000.parquet

A file appears whole or not at all, and a piece counts once it has a file in every table's folder. A folder with a
``run.json`` of its own is another run's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from circnet.errors import UsageFault
from circnet.pieces.machines import Answers, versions

if TYPE_CHECKING:
    import polars as pl

__all__ = ["claim", "keep", "kept"]

_MARK = "run.json"
_TYPES = ("bool", "float64", "int64", "str")
"""What a column may be: these come back to the bit. A missing text comes back missing."""


def claim(folder: Path, run: Mapping[str, Any]) -> None:
    """Mark a folder as a run's.

    Raises
    ------
    UsageFault
        If it is another run's, or the versions are not those that it was begun with.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark, told = folder / _MARK, {**run, "versions": versions()}
    if not mark.exists():
        _put(mark, folder, lambda part: part.write_text(json.dumps(told), encoding="utf-8"))
        return
    try:
        found = dict(json.loads(mark.read_text("utf-8")))
    except (TypeError, ValueError):  # somebody else's file of that name
        found = {}
    if found != told:
        names = [name for name in {**found, **told} if found.get(name) != told.get(name)]
        raise UsageFault("other_run", str(folder), ", ".join(names))


def keep(folder: Path, number: int, answers: Answers) -> None:
    """Keep the answers of a piece.

    Raises
    ------
    TypeError
        If a column is of a kind that would not come back as it was.
    """
    import polars as pl

    for name in answers:  # all folders before any file, so that none of them is ever missing
        (folder / name).mkdir(exist_ok=True)
    for name, table in answers.items():
        frame = pl.DataFrame([_column(str(column), table[column]) for column in table])
        _put(folder / name / _file(number), folder, frame.write_parquet)


def kept(folder: Path, number: int) -> Answers | None:
    """Return the answers of a piece; None where it is not there, or not whole.

    Raises
    ------
    UsageFault
        If a file cannot be read.
    """
    tables = [path for path in sorted(folder.iterdir()) if path.is_dir() and not (path / _MARK).exists()]
    paths = {path.name: path / _file(number) for path in tables}
    if not paths or not all(path.exists() for path in paths.values()):
        return None
    return {name: _read(path) for name, path in paths.items()}


def _file(number: int) -> str:
    return f"piece-{number:05d}.parquet"


def _column(name: str, values: pd.Series) -> pl.Series:
    import polars as pl

    if str(values.dtype) not in _TYPES:
        raise TypeError(f"column {name} is {values.dtype}, not one of {', '.join(_TYPES)}")
    if values.dtype == "str":
        return pl.Series(name, values.astype(object).where(values.notna(), None).tolist(), pl.String)
    return pl.Series(name, values.to_numpy())


def _read(path: Path) -> pd.DataFrame:
    import polars as pl

    try:
        frame = pl.read_parquet(path)
    except pl.exceptions.PolarsError as error:
        raise UsageFault("unreadable_piece", str(path), str(error)) from error
    columns = {one.name: pd.Series(one.to_list(), dtype="str") if one.dtype == pl.String
               else pd.Series(one.to_numpy(writable=True)) for one in frame}  # fmt: skip
    return pd.DataFrame(columns, index=range(frame.height))


def _put(path: Path, folder: Path, write: Callable[[Path], object]) -> None:
    """Write a file that appears whole or not at all; till then it lies in the folder, apart from any table."""
    part = folder / f"{path.parent.name}-{path.name}.{os.getpid()}.part"
    write(part)
    part.replace(path)
