"""The park that the page of own data shows: its cells, from the workspace or from the folder it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from circnet.errors import InputFaults
from circnet.exchange.keeping import written_files
from circnet.park import load_catalog, read_park
from circnet.park.manifest import FILE
from circnet.schema import PARK_TABLES
from circnet.workspace import CHANGE_COLUMNS
from circnet.workspace.effect import measures
from circnet.workspace.files import cells_of
from dashboards.state import state
from dashboards.views.data.sheets import payload

__all__ = ["Held", "changes_of", "counted", "held", "sent"]

_FILES = (FILE, *(table.file for table in PARK_TABLES.values()))
_MOST_CHANGES = 200_000


@dataclass(frozen=True)
class Held:
    """A park: its id, its version (0 of one that cannot be edited), its cells, where it lies."""

    park: str
    version: int
    state: pd.DataFrame
    path: Path

    @property
    def own(self) -> bool:
        """Whether it can be edited."""
        return self.version > 0


def held(park: str) -> Held:
    """Return a park as it is now.

    Raises
    ------
    KeyError
        If it is not on offer.
    InputFaults
        If its tables cannot be read at all.
    """
    app = state()
    offered = app.parks[park]
    if offered.version is not None and app.workspace is not None:
        version, cells = app.workspace.state(park)
        return Held(park, version, cells, offered.path)
    return Held(park, 0, cells_of(_files(offered.path)), offered.path)


def _files(place: Path) -> dict[str, bytes]:
    """Return the tables of a park that lies in a folder or a workbook."""
    if place.is_dir():
        return {name: (place / name).read_bytes() for name in _FILES if (place / name).is_file()}
    park, faults = read_park(place, load_catalog())
    if park is None:
        raise InputFaults(faults)
    return written_files(park)


def sent(one: Held, lang: str) -> dict[str, Any]:
    """Return a park as the browser gets it."""
    return payload(one.park, one.version, one.state, load_catalog(), lang, own=one.own)


@lru_cache(maxsize=32)
def counted(path: Path, version: int) -> pd.Series:
    """Return the counts of a park as it is kept; the folder of a version never changes."""
    del version
    catalog = load_catalog()
    return measures(*read_park(path, catalog), catalog)


def changes_of(typed: Mapping[str, Any]) -> pd.DataFrame:
    """Return the changes that a browser sent; what is none is left out."""
    rows = [
        (int(record), str(sheet), str(column), _text(old), _text(new))
        for record, sheet, column, old, new in list(typed.get("changes", ()))[:_MOST_CHANGES]
        if sheet in _FILES and isinstance(record, int) and (sheet, column) != (FILE, "id")
    ]
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS).drop_duplicates(["record", "sheet", "column"])


def _text(value: object) -> str | None:
    return None if value is None else str(value)[:32_000]
