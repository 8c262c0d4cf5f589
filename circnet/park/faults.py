"""Fault tables: made without loops, put together without losing a dtype."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from functools import cache

import pandas as pd

from circnet.errors import FAULT_COLUMNS
from circnet.types import Severity

__all__ = ["Cells", "among", "collect", "errors_of", "faults_at", "file_fault", "nearest", "no_faults"]

Cells = str | Iterable[object]
"""One text for all rows, or one value per row."""

_MOST_HINTS = 100
_DTYPES = {name: "int64" if name == "row" else "str" for name in FAULT_COLUMNS}


@cache
def no_faults() -> pd.DataFrame:
    """Return an empty fault table, one and the same: most checks find nothing."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _DTYPES.items()})


def faults_at(
    check: str,
    file: str,
    rows: Collection[int],
    column: str,
    values: Cells,
    expected: Cells,
    *,
    hint: Cells = "",
    severity: Severity = "error",
) -> pd.DataFrame:
    """Return one fault per row number; `values`, `expected` and `hint` are one text or one per row."""
    if not len(rows):
        return no_faults()
    parts = {"check": check, "severity": severity, "file": file, "row": list(rows), "column": column}
    texts = {"value": values, "expected": expected, "hint": hint}
    plain = {name: text if isinstance(text, str) else [str(cell) for cell in text] for name, text in texts.items()}
    return pd.DataFrame({**parts, **plain}, index=range(len(rows))).astype(_DTYPES)[FAULT_COLUMNS]


def file_fault(
    check: str,
    file: str,
    value: str,
    expected: str,
    *,
    row: int = 0,
    column: str = "",
    hint: str = "",
    severity: Severity = "error",
) -> pd.DataFrame:
    """Return a single fault, of a file or of one place in it."""
    return faults_at(check, file, [row], column, value, expected, hint=hint, severity=severity)


def collect(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Put fault tables together; empty ones do not count."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else no_faults()


def errors_of(faults: pd.DataFrame) -> pd.DataFrame:
    """Return the faults that are errors."""
    return faults[faults["severity"] == "error"]


def among(texts: pd.Series, known: Iterable[str]) -> pd.Series:
    """Return which texts are known; as objects, since on arrow strings pandas is thirty times slower for sets."""
    return texts.astype(object).isin(set(known))


def nearest(values: Iterable[str], known: Collection[str]) -> list[str]:
    """Return the known name nearest to each value, or an empty text where none is near."""
    names: Sequence[str] = sorted(known)
    lower = {name.lower(): name for name in names}

    def best(value: str) -> str:
        found = difflib.get_close_matches(value.lower()[:80], lower, n=1, cutoff=0.6)
        return lower[found[0]] if found else ""

    # who misspells hundreds of names has taken the wrong list; looking for them all would take minutes
    cache = {value: best(value) if place < _MOST_HINTS else "" for place, value in enumerate(dict.fromkeys(values))}
    return [cache[value] for value in values]
