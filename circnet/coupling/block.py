"""Pieces of the model, and how they become one linear programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from circnet.lp import LinearProgram

COLUMN_DEFAULTS: dict[str, object] = {
    "family": "", "enterprise": "", "commodity": "", "item": "", "lower": 0.0, "upper": np.inf, "integer": False,
    "cost": 0.0, "penalty": 0.0, "worth": 0.0, "co2_t": 0.0, "waste_t": 0.0, "water_m3": 0.0,
}  # fmt: skip
ROW_DEFAULTS: dict[str, object] = {
    "family": "",
    "enterprise": "",
    "commodity": "",
    "item": "",
    "lower": 0.0,
    "upper": 0.0,
}


@cache
def _nothing(*columns: str) -> pd.DataFrame:
    """A table without rows, one and the same: most families have no rows or no columns of their own."""
    return pd.DataFrame({name: pd.Series(dtype="float64" if name == "value" else "str") for name in columns})


@dataclass(frozen=True)
class Block:
    """Columns, rows and coefficients of one constraint family.

    Attributes
    ----------
    columns
        ``name`` and any of `COLUMN_DEFAULTS`. ``cost`` in CNY per unit; ``penalty`` ranks unexplained amounts
        after everything else; ``worth`` is what an unexplained unit would be worth at the catalog's price, CNY.
    rows
        ``name`` and any of `ROW_DEFAULTS`.
    coefficients
        ``row, column, value`` by name.
    """

    columns: pd.DataFrame = field(default_factory=lambda: _nothing("name"))
    rows: pd.DataFrame = field(default_factory=lambda: _nothing("name"))
    coefficients: pd.DataFrame = field(default_factory=lambda: _nothing("row", "column", "value"))


def terms(row: pd.Series | ExtensionArray, column: pd.Series | ExtensionArray, value: object) -> pd.DataFrame:
    """Coefficients from aligned row names, column names and values."""
    return pd.DataFrame({"row": getattr(row, "array", row), "column": getattr(column, "array", column), "value": value})


def assemble(blocks: Sequence[Block]) -> LinearProgram:
    """Join the blocks to one programme; names become positions, repeated coefficients add up.

    Raises
    ------
    KeyError
        If a coefficient names a row or column that no block declares.
    """
    columns = _stack([block.columns for block in blocks], COLUMN_DEFAULTS)
    rows = _stack([block.rows for block in blocks], ROW_DEFAULTS)
    entries = pd.concat([block.coefficients for block in blocks if len(block.coefficients)] or [blocks[0].coefficients])
    places = {axis: pd.Index(table["name"]).get_indexer(entries[axis])
              for axis, table in (("row", rows), ("column", columns))}  # fmt: skip
    for axis, place in places.items():
        if (place < 0).any():
            raise KeyError(f"coefficient names an unknown {axis}: {entries[axis].to_numpy()[place < 0][0]}")
    place = places["row"] * max(1, len(columns)) + places["column"]
    order = np.argsort(place, kind="stable")
    once = np.flatnonzero(np.diff(place[order], prepend=-1))
    value = np.add.reduceat(entries["value"].to_numpy(float)[order], once) if len(once) else np.empty(0)
    row, column = np.divmod(place[order][once][value != 0], max(1, len(columns)))
    return LinearProgram(columns, rows, pd.DataFrame({"row": row, "column": column, "value": value[value != 0]}))


def _stack(tables: list[pd.DataFrame], defaults: dict[str, object]) -> pd.DataFrame:
    filled = [
        table.assign(**{column: value for column, value in defaults.items() if column not in table})[
            ["name", *defaults]
        ]
        for table in tables
        if len(table)
    ]
    if not filled:
        empty = {"name": pd.Series(dtype="str")} | {c: pd.Series([v])[:0] for c, v in defaults.items()}
        return pd.DataFrame(empty)
    return pd.concat(filled, ignore_index=True)
