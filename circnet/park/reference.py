"""Where the folders lie that come with circnet, and the tables among them that hold for every park."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from circnet.errors import InputFaults
from circnet.park.faults import errors_of
from circnet.park.files import read_tables
from circnet.schema import REFERENCE_TABLES

__all__ = ["builtin_folder", "reference_table"]


def builtin_folder(name: str) -> Path:
    """Return a folder of data that comes with circnet: in a wheel `circnet/_<name>`, in a checkout `<name>`."""
    package = Path(__file__).parents[1]
    installed = package / f"_{name}"
    return installed if installed.is_dir() else package.parent / name


@cache
def reference_table(name: str) -> pd.DataFrame:
    """Return a reference table from the data folder: `forms`, `heat_grades` or `heating_seasons`.

    Raises
    ------
    InputFaults
        If the file is at fault.
    """
    tables, faults = read_tables(builtin_folder("data"), {name: REFERENCE_TABLES[name]}, required=(name,))
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return tables[name].reset_index(drop=True)
