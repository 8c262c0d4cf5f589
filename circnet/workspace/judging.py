"""What the checks say of a park with an editor's changes in it, before anything is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.park.faults import collect, errors_of
from circnet.park.folder import read_park
from circnet.park.manifest import FILE
from circnet.park.park import Park
from circnet.schema import PARK_TABLES
from circnet.workspace.changes import applied
from circnet.workspace.facts import manifest_of, with_facts
from circnet.workspace.files import files_of
from circnet.workspace.sheets import clashes, rows_of, settled

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["Judged", "judge", "park_of"]

_READ = {FILE, *(table.file for table in PARK_TABLES.values())}


@dataclass(frozen=True)
class Judged:
    """A park as changes would make it.

    Parameters
    ----------
    park : Park or None
        As much as could be read; fit for use if no fault is an error.
    state : DataFrame
        Its cells.
    faults : DataFrame
        Columns `circnet.errors.FAULT_COLUMNS` and `record`, the row's number (negative: added, 0: of no row).
    conflicts : DataFrame
        Cells that others changed meanwhile, as `circnet.workspace.sheets.clashes` tells them.
    """

    park: Park | None
    state: pd.DataFrame
    faults: pd.DataFrame
    conflicts: pd.DataFrame

    @property
    def sound(self) -> bool:
        """Whether it may be kept: no fault is an error."""
        return self.park is not None and errors_of(self.faults).empty


def judge(changes: pd.DataFrame, state: pd.DataFrame, catalog: Catalog) -> Judged:
    """Judge a park with changes as `circnet check` would.

    Parameters
    ----------
    changes : DataFrame
        Of an editor, see `circnet.workspace.sheets`.
    state : DataFrame
        The park, columns `circnet.workspace.changes.CELL_COLUMNS`.
    catalog : Catalog
        What the park is judged by.
    """
    made = settled(changes, state)
    after = applied(made, state)
    facts = changes[changes["sheet"].eq(FILE)]
    wanted = dict(zip(facts["column"], facts["new"].fillna(""), strict=True))
    _, wrong = with_facts(manifest_of(state)[1], wanted)
    park, faults = park_of(files_of(after), catalog)
    found = _with_records(collect([wrong, faults]), after)
    return Judged(park, after, found, clashes(changes, state, made))


def park_of(files: Mapping[str, str], catalog: Catalog) -> tuple[Park | None, pd.DataFrame]:
    """Read a park from the texts of its files, as `circnet.park.read_park` reads a folder."""
    with tempfile.TemporaryDirectory(prefix="circnet-") as folder:
        for path, text in files.items():
            if path in _READ:
                (Path(folder) / path).write_text(text, encoding="utf-8", newline="")
        park, faults = read_park(folder, catalog)
    return (None if park is None else park.replace(path=None)), faults


def _with_records(faults: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    """Add the record that each fault's row is; the header is row 1."""
    records = pd.Series(0, index=faults.index, dtype="int64")
    for file, part in faults[faults["row"].gt(1)].groupby("file"):
        numbers = pd.Series(rows_of(state, str(file)).index, dtype="int64")
        found = (part["row"] - 2).map(numbers)
        records.loc[part.index] = found.fillna(0).astype("int64")
    return faults.assign(record=records)
