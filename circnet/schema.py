"""The tables of a park folder and of the catalog: one specification, `columns.csv`, for reading, checks and docs.

A cell is described by its type: `id` (lower-case letters, digits, - and _), `place` (an id or `external:<name>`),
`source_id`, `name` and `text` (any text), `list` (texts separated by `;`), `choice`, `number`, `integer`, `boolean`,
`unit`, `composition` (`HCl:0.31;H2O:0.69`) and `exceptions` (`K:why;Na:why`).
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = ["CATALOG_TABLES", "INDICATOR_TABLES", "LOCAL_TABLES", "PARK_TABLES", "Column", "Table"]

NUMERIC = ("number", "integer")
LOCAL_TABLES = ("commodities", "technologies", "substitutions", "sources")
"""Catalog tables that a park folder may carry its own rows of."""


@dataclass(frozen=True)
class Column:
    """One column: its type and what its cells may hold.

    `required` columns must exist and have no blank cell (a blank `name` is only filled from the id).
    `low` and `high` bound numbers (`above` excludes `low` itself); `default` stands in for a blank; `key` columns
    together are unique; `refers` names the tables of which the cell must be an id; `unit` is for readers.
    """

    name: str
    type: str
    required: bool
    default: str
    choices: tuple[str, ...]
    low: float
    high: float
    above: bool
    key: bool
    refers: tuple[str, ...]
    unit: str

    @property
    def dtype(self) -> str:
        """Return the pandas dtype after reading: numbers float64, booleans bool, everything else str."""
        if self.type in NUMERIC:
            return "float64"
        return "bool" if self.type == "boolean" else "str"

    @property
    def bounds(self) -> str:
        """Return the allowed range in words, `0..1`, `>= 0`, or an empty text."""
        low, high = f"{self.low:g}", f"{self.high:g}"
        if math.isinf(self.low) and math.isinf(self.high):
            return ""
        if math.isinf(self.high):
            return f"{'>' if self.above else '>='} {low}"
        return f"{low}..{high}"

    @property
    def blank(self) -> float | bool | str:
        """Return what a blank cell becomes: NaN, the default, or an empty text."""
        if self.type in NUMERIC:
            return float(self.default) if self.default else math.nan
        return self.default == "true" if self.type == "boolean" else self.default


@dataclass(frozen=True)
class Table:
    """One table: its name and its columns in order."""

    name: str
    columns: dict[str, Column]

    @property
    def file(self) -> str:
        """Return the file that holds the table in a folder."""
        return f"{self.name}.csv"

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Return the columns that must be there."""
        return tuple(name for name, column in self.columns.items() if column.required)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Return the columns that together are unique; empty where rows may repeat."""
        return tuple(name for name, column in self.columns.items() if column.key)

    @cached_property
    def dtypes(self) -> dict[str, str]:
        """Return the dtype of each column after reading."""
        return {name: column.dtype for name, column in self.columns.items()}

    @cached_property
    def _empty(self) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in self.dtypes.items()})

    def empty(self) -> pd.DataFrame:
        """Return the table without rows, with every column and dtype."""
        return self._empty.copy(deep=False)

    def frame(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return `rows` with every column of the table, blanks filled and dtypes set; extra columns kept as text.

        Raises
        ------
        ValueError
            If a cell cannot become the column's dtype.
        """
        filled = {
            name: rows[name].fillna(column.blank).astype(column.dtype)
            if name in rows
            else pd.Series(column.blank, index=rows.index, dtype=column.dtype)
            for name, column in self.columns.items()
        }
        extra = {name: rows[name].fillna("").astype("str") for name in rows.columns if name not in self.columns}
        return pd.DataFrame({**filled, **extra}, index=rows.index)

    def contract(self) -> pa.DataFrameSchema:
        """Return the same specification as a pandera schema, for tests and for users' own pipelines."""
        import pandera.pandas as pa

        def column_contract(column: Column) -> pa.Column:
            checks = []
            if column.type in NUMERIC:
                checks.append(pa.Check.gt(column.low) if column.above else pa.Check.ge(column.low))
                checks.append(pa.Check.le(column.high))
            if column.choices:
                checks.append(pa.Check.isin([*column.choices, *([] if column.required else [""])]))
            return pa.Column(column.dtype, checks, nullable=column.type in NUMERIC and not column.required)

        columns = {name: column_contract(column) for name, column in self.columns.items()}
        return pa.DataFrameSchema(columns, unique=list(self.key) or None, name=self.name)


def _column(row: dict[str, str]) -> Column:
    """Return a column from its line in `columns.csv`."""
    low = row["low"].removeprefix(">")
    return Column(
        name=row["column"],
        type=row["type"],
        required=row["required"] == "yes",
        default=row["default"],
        choices=tuple(filter(None, row["choices"].split("|"))),
        low=float(low) if low else -math.inf,
        high=float(row["high"]) if row["high"] else math.inf,
        above=row["low"].startswith(">"),
        key=row["key"] == "yes",
        refers=tuple(filter(None, row["refers"].split("|"))),
        unit=row["unit"],
    )


def _tables(kind: str) -> dict[str, Table]:
    """Return the tables of one kind, `park` or `catalog`, in the file's order."""
    with (Path(__file__).parent / "columns.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["set"] == kind]
    groups = groupby(rows, key=lambda row: row["table"])
    return {name: Table(name, {row["column"]: _column(row) for row in group}) for name, group in groups}


CATALOG_TABLES: dict[str, Table] = _tables("catalog")
PARK_TABLES: dict[str, Table] = _tables("park") | {name: CATALOG_TABLES[name] for name in LOCAL_TABLES}
REFERENCE_TABLES: dict[str, Table] = _tables("reference")
"""Tables of the data folder that hold for every park, with or without the catalog."""
INDICATOR_TABLES: dict[str, Table] = _tables("indicators")
"""Tables of `data/indicators/`: systems, their indicators and thresholds, targets, series, energy levels."""
