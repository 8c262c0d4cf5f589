"""Users of heat that are no firm of the park's tables: district heating, greenhouses, told in a table of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import InputFaults
from circnet.heat.streams import column, read_table
from circnet.park.faults import collect, errors_of, faults_at, file_fault
from circnet.park.reference import reference_table
from circnet.schema import Table

if TYPE_CHECKING:
    from circnet.types import PathText

__all__ = ["USERS", "load_users", "no_users", "read_users"]

USERS = Table("users", {
    one.name: one for one in (
        column("name", "text", required=True), column("gj", "number", required=True, low=0.0),
        column("grade", "text"), column("season", "choice", choices=("heating", "year")),
        column("cost", "number", low=0.0), column("lat", "number", low=-90.0), column("lon", "number", low=-180.0),
    )
})  # fmt: skip
"""``name, gj`` (a year); ``grade`` (blank: hot_water_95), ``season`` (blank: heating), ``cost`` of own heat (CNY/GJ;
blank: the catalog's price of the grade), ``lat, lon`` (blank: the park's centre)."""


def no_users() -> pd.DataFrame:
    """Return an empty table of users."""
    return USERS.empty()


def load_users(path: PathText) -> pd.DataFrame:
    """Load a table of users.

    Raises
    ------
    InputFaults
        With every fault at once, if any is an error.
    """
    users, faults = read_users(path)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return users


def read_users(path: PathText) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a table of users of heat (CSV in UTF-8) and everything wrong with it.

    Returns
    -------
    DataFrame
        Columns of `USERS`, with ``grade`` and ``season`` filled as told there.
    DataFrame
        Faults: a grade that is none, a name that stands twice, a coordinate without the other.
    """
    rows, faults = read_table(path, USERS, {})
    if rows.empty and not len(errors_of(faults)):
        return rows, collect([faults, file_fault("no_rows", Path(path).name, "", ", ".join(USERS.required))])
    known = list(reference_table("heat_grades")["commodity"])
    rows = rows.assign(grade=rows["grade"].replace("", "hot_water_95"), season=rows["season"].replace("", "heating"))
    file = Path(path).name
    strange, twice = ~rows["grade"].isin(known), rows["name"].duplicated()
    half = rows["lat"].isna() != rows["lon"].isna()
    found = [
        faults_at("unknown_heat_grade", file, rows.index[strange], "grade", rows["grade"][strange], ", ".join(known)),
        faults_at("duplicate_key", file, rows.index[twice], "name", rows["name"][twice], "each once"),
        faults_at("half_a_place", file, rows.index[half], "lat", rows["name"][half], "lat, lon"),
    ]
    return rows.reset_index(drop=True), collect([faults, *found])
