"""What two parks and their settings differ in: cells, rows and settings, told once each."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd

from circnet.coupling import Settings
from circnet.park import Park
from circnet.schema import NUMERIC, PARK_TABLES

__all__ = ["DIFFERENCE_COLUMNS", "SETTINGS", "differences", "key_of"]

DIFFERENCE_COLUMNS = ["table", "record", "column", "old", "new"]
SETTINGS = "settings"
"""Stands for the table in rows that tell a setting."""

_KEYS = {
    "ports": ("enterprise", "commodity", "direction"),
    "links": ("from", "to", "commodity"),
    "markets": ("commodity", "enterprise"),
}
"""What names a row for people where the table has no key of its own."""


def key_of(table: str) -> tuple[str, ...]:
    """Return the columns that name a row of a park's table, none of them a measured figure."""
    columns = PARK_TABLES[table].columns
    keys = tuple(name for name in PARK_TABLES[table].key if columns[name].type not in NUMERIC)
    return keys or _KEYS.get(table) or tuple(columns)[:1]


def differences(park: Park, settings: Settings, other: Park, changed: Settings) -> pd.DataFrame:
    """Return every setting, cell and row in which a park under its settings differs from another.

    Parameters
    ----------
    park, settings
        As they were.
    other, changed
        As they became.

    Returns
    -------
    DataFrame
        `DIFFERENCE_COLUMNS`. ``record`` holds the cells that name the row (`key_of`), with ``|`` between, and ``#2``
        behind it for the second row of that name; it is blank for a setting. ``old`` and ``new`` are plain values,
        None for a blank cell. A row that only one of them has is told once: its ``column`` is blank, and the side
        that has it holds its cells, ``capacity=3e+04; status=operating``.
    """
    told = [
        (SETTINGS, "", item.name, getattr(settings, item.name), getattr(changed, item.name))
        for item in fields(Settings)
        if getattr(settings, item.name) != getattr(changed, item.name)
    ]
    parts = [pd.DataFrame(told, columns=DIFFERENCE_COLUMNS, dtype=object)]
    before, after = park.tables(), other.tables()
    parts += [_of_table(name, before[name], after[name]) for name in before if not before[name].equals(after[name])]
    return pd.concat(parts, ignore_index=True)


def _of_table(name: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    columns = [column for column in dict.fromkeys([*old, *new]) if column != "park"]
    before, after = (_plain(table.reindex(columns=columns)) for table in (old, new))
    before, after = _unlike(before, after, columns)
    keys = list(key_of(name))
    before, after = (table.assign(record=_record(table, keys)).set_index("record") for table in (before, after))
    both = [record for record in before.index if record in after.index]
    one, other = before.loc[both, columns], after.loc[both, columns]
    changed = ~(one.eq(other) | (one.isna() & other.isna()))
    cells = changed.stack()
    places = cells[cells].index
    rows = [(name, record, column, one.at[record, column], other.at[record, column]) for record, column in places]
    cells = [column for column in columns if column not in keys]
    rows += [(name, record, "", _told(before.loc[record, cells]), None) for record in before.index.difference(both)]
    rows += [(name, record, "", None, _told(after.loc[record, cells])) for record in after.index.difference(both)]
    return pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS, dtype=object)


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells as plain values, None where blank."""
    cells = table.astype(object)
    return cells.where(cells.notna() & cells.ne(""), None).reset_index(drop=True)


def _unlike(before: pd.DataFrame, after: pd.DataFrame, columns: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Drop the rows that stand in both, each as often as it does."""
    marked = []
    for table in (before, after):
        whole = table[columns].map(repr).agg("\x1f".join, axis=1) if len(table) else pd.Series(dtype="str")
        marked.append(whole + "\x1f" + whole.groupby(whole).cumcount().astype("str"))
    one, other = marked
    return before[~one.isin(set(other))], after[~other.isin(set(one))]


def _record(table: pd.DataFrame, keys: list[str]) -> pd.Series:
    names = table[keys].map(lambda cell: "" if cell is None else str(cell)).agg("|".join, axis=1)
    names = names.astype("str") if len(table) else pd.Series(dtype="str")
    place = names.groupby(names).cumcount() + 1
    return names.where(place.eq(1), names + "#" + place.astype("str"))


def _told(cells: pd.Series) -> str:
    """Return the cells of a row that are not blank."""
    return "; ".join(f"{column}={_short(value)}" for column, value in cells.items() if value is not None)


def _short(value: Any) -> str:  # noqa: ANN401  a cell
    return f"{value:g}" if isinstance(value, float) else str(value)
