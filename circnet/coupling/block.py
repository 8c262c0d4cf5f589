"""Pieces of the model, and how they become one linear programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

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
def _nothing() -> pd.DataFrame:
    """A table without rows, one and the same: most families have no rows or no columns of their own."""
    return pd.DataFrame({"name": pd.Series(dtype="str")})


@dataclass(frozen=True)
class Places:
    """Rows or columns by their place, from 0, among those of the block named ``of``, or among the block's own."""

    at: np.ndarray
    of: str = ""


type Which = pd.Series | ExtensionArray | Places
"""Rows or columns: their names, or their places."""


@dataclass(frozen=True)
class Terms:
    """Coefficients of one kind: ``row`` and ``column`` of each, and its ``value``, or one value for all."""

    row: Which
    column: Which
    value: np.ndarray | pd.Series | float


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
    terms
        Coefficients; they add up where several are of one row and column.
    name
        By which others tell its places.
    """

    columns: pd.DataFrame = field(default_factory=_nothing)
    rows: pd.DataFrame = field(default_factory=_nothing)
    terms: Sequence[Terms] = ()
    name: str = ""


@dataclass(frozen=True)
class Axis:
    """Rows or columns of a programme: their ``names``, and where those of the blocks with a name start."""

    names: pd.Index
    starts: Mapping[str, int]

    def positions(self, which: Which, own: int) -> np.ndarray:
        """Return positions among all, for a block whose own start at some position; KeyError for an unknown name."""
        if isinstance(which, Places):
            return which.at + (self.starts[which.of] if which.of else own)
        if not len(which):
            return np.empty(0, dtype=np.int64)
        position = self.names.get_indexer(which)
        if (position < 0).any():
            raise KeyError(f"coefficient names an unknown row or column: {np.asarray(which)[position < 0][0]}")
        return position


def entries_of(block: Block, rows: Axis, columns: Axis, row: int, column: int) -> pd.DataFrame:
    """Return the coefficients of a block whose own rows and columns start at a ``row`` and a ``column``.

    Returns
    -------
    pandas.DataFrame
        ``row, column, value``: positions in the programme.

    Raises
    ------
    KeyError
        If a coefficient names a row or column that is not there.
    """
    parts = [
        (rows.positions(some.row, row), columns.positions(some.column, column), some.value) for some in block.terms
    ]
    return pd.DataFrame({
        "row": np.concatenate([np.empty(0, np.int64), *(part[0] for part in parts)]),
        "column": np.concatenate([np.empty(0, np.int64), *(part[1] for part in parts)]),
        "value": np.concatenate([np.empty(0), *(np.broadcast_to(value, len(at)) for at, _, value in parts)]),
    })  # fmt: skip


def assemble(blocks: Sequence[Block]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Join the blocks to columns, rows and coefficients of a programme.

    Names and places become positions, repeated coefficients add up.

    Raises
    ------
    KeyError
        If a coefficient names a row or column that no block declares.
    """
    columns = _stack([block.columns for block in blocks], COLUMN_DEFAULTS)
    rows = _stack([block.rows for block in blocks], ROW_DEFAULTS)
    row = np.cumsum([0, *(len(block.rows) for block in blocks)]).tolist()
    column = np.cumsum([0, *(len(block.columns) for block in blocks)]).tolist()
    by_row, by_column = (
        Axis(pd.Index(table["name"]), {block.name: start for block, start in zip(blocks, starts, strict=False)})
        for table, starts in ((rows, row), (columns, column))
    )
    found = [entries_of(block, by_row, by_column, row[i], column[i]) for i, block in enumerate(blocks)]
    entries = pd.concat([some for some in found if len(some)] or found[:1])
    place = entries["row"].to_numpy() * max(1, len(columns)) + entries["column"].to_numpy()
    order = np.argsort(place, kind="stable")
    once = np.flatnonzero(np.diff(place[order], prepend=-1))
    value = np.add.reduceat(entries["value"].to_numpy()[order], once) if len(once) else np.empty(0)
    at = dict(zip(("row", "column"), np.divmod(place[order][once][value != 0], max(1, len(columns))), strict=True))
    return columns, rows, pd.DataFrame({**at, "value": value[value != 0]})


def _stack(tables: list[pd.DataFrame], defaults: Mapping[str, object]) -> pd.DataFrame:
    """Put tables one below the other, with defaults where a table says nothing."""
    tables = [table for table in tables if len(table)]
    return pd.DataFrame({name: _column(tables, name, default) for name, default in {"name": "", **defaults}.items()})


def _column(tables: list[pd.DataFrame], name: str, default: object) -> pd.Series | np.ndarray:
    if isinstance(default, str):
        parts = [table[name] if name in table else pd.Series(default, index=table.index) for table in tables]
        return pd.concat([pd.Series(dtype="str"), *parts], ignore_index=True)
    none = np.empty(0, dtype=type(default))
    return np.concatenate([none, *(table[name].to_numpy() if name in table else np.full(len(table), default)
                                   for table in tables)])  # fmt: skip
