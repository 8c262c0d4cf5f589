"""The sheet of a park's facts: a name, a value, a note in each row."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pandas as pd

from circnet.errors import UnknownUnit
from circnet.park import manifest
from circnet.park.book.amounts import read_amount
from circnet.park.book.cells import text_of
from circnet.park.book.grid import ExcelError, Grid
from circnet.park.book.words import KEYS, PARK, bare, key_of
from circnet.park.faults import collect, file_fault, no_faults
from circnet.park.park import ParkInfo
from circnet.text import LANGUAGES, t
from circnet.units import convert

__all__ = ["read", "written"]

_NUMBERS = {"lat": "deg", "lon": "deg", "area_km2": "km2", "year": "a"}
_YES = {"true": True, "false": False, "1": True, "0": False, "是": True, "否": False, "yes": True, "no": False}


def read(grid: Grid | None) -> tuple[ParkInfo | None, pd.DataFrame, pd.DataFrame]:
    """Read the sheet.

    Returns
    -------
    ParkInfo or None
        None without the sheet.
    DataFrame
        Where the values stand, as in `circnet.park.workbook.Workbook.layout`.
    DataFrame
        Faults; `file` is `park`, `column` the key.
    """
    columns = ["table", "column", "sheet", "heading", "letter"]
    if grid is None:
        return None, pd.DataFrame(columns=columns, dtype="str"), no_faults()
    heads = {bare(t("book_words.fact", lang)) for lang in LANGUAGES} | {"key"}
    tree: dict[str, Any] = {}
    rows: dict[str, int] = {}
    labels: dict[str, str] = {}
    faults = []
    for number, cells in zip(grid.numbers, grid.rows, strict=True):
        label, value = (*(cells[:2]), None, None)[:2]
        key = key_of(text_of(label))
        if not key or bare(text_of(label).split("\n")[0]) in heads:
            continue
        rows.setdefault(key, number)
        labels.setdefault(key, text_of(label).split("\n")[0])
        if key in tree:
            faults.append(file_fault("duplicate_key", PARK, key, "each once", row=number, column=key))
        elif isinstance(value, ExcelError):
            faults.append(file_fault("excel_error", PARK, str(value), "", row=number, column=key))
        elif text_of(value):
            tree[key] = _value(key, value)
    info, found = manifest.info_of(tree, rows, PARK)
    at = [
        rows.get(column, row) if column in KEYS else row
        for column, row in zip(found["column"], found["row"], strict=True)
    ]
    layout = pd.DataFrame([[PARK, key, grid.title, labels.get(key, key), "B"] for key in KEYS], columns=columns).astype(
        "str"
    )
    return info, layout, collect([*faults, found.assign(row=pd.Series(at, index=found.index, dtype="int64"))])


def _value(key: str, cell: object) -> object:
    """Return a cell as the type its fact has; what cannot be read stays text and is found later."""
    text = text_of(cell)
    if key == "catalog":
        return _YES.get(text.lower(), text)
    if key == "zones":
        return _json(text, list) or [zone.strip() for zone in text.replace("；", ";").split(";") if zone.strip()]
    if key == "retrofit":
        parts = dict(part.split(":", 1) for part in text.replace("；", ";").split(";") if ":" in part)
        return _json(text, dict) or parts or text
    if key in _NUMBERS:
        return text if isinstance(cell, datetime.date | datetime.time) else _number(key, text)
    return text


def _json(text: str, kind: type) -> Any:  # noqa: ANN401  a list or a dict
    try:
        found = json.loads(text) if text[:1] in "[{" else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, kind) else None


def _number(key: str, text: str) -> object:
    amount = read_amount(text)
    if amount is None:
        return text
    value = amount.value
    if key == "area_km2" and amount.unit:
        try:
            value = convert(value, amount.unit, "km2")
        except UnknownUnit:
            return text
    elif amount.unit not in ("", "°", "度", "年", "deg"):
        return text
    return int(value) if key == "year" and value.is_integer() else value


def written(info: ParkInfo, key: str) -> object:
    """Return a fact as its cell holds it, None where it is not known."""
    value = getattr(info, key)
    if (
        key == "zones"
        and value
        and not all(isinstance(zone, str) and zone and not set(zone) & set(";；[{") for zone in value)
    ):
        return json.dumps(list(value), ensure_ascii=False)
    if key == "zones":
        return ";".join(value) or None
    if key == "retrofit":
        return json.dumps(value, ensure_ascii=False) if value else None
    return None if value == "" or str(value) == "nan" else value
