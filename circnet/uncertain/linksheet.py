"""Links named by a user: a sheet ``from, to, commodity[, mode][, amount]``, what `couple --json` told, or ids."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from circnet.errors import InputFaults, UsageFault
from circnet.park.book.archive import slimmed
from circnet.park.book.grid import grids, table_sheet
from circnet.park.book.words import plain_heading
from circnet.park.faults import collect, errors_of, file_fault
from circnet.park.reading import decode, raw_rows, typed
from circnet.schema import Column, Table
from circnet.uncertain.sets import LinkSet

__all__ = ["LINK_COLUMNS", "named_sets", "read_links"]


def _column(name: str, kind: str, *, required: bool) -> Column:
    return Column(name, kind, required, "", (), 0.0, math.inf, above=False, key=False, refers=(), unit="")


LINK_COLUMNS: Final = Table("links", {
    "from": _column("from", "text", required=True), "to": _column("to", "text", required=True),
    "commodity": _column("commodity", "text", required=True), "mode": _column("mode", "text", required=False),
    "amount": _column("amount", "number", required=False),
})  # fmt: skip
"""What a sheet of links holds; ``amount`` is what the line is built for, units a year."""
_FLOW: Final = "flow|"


def read_links(source: str) -> pd.DataFrame:
    """Read links that a user names.

    Parameters
    ----------
    source
        A CSV or .xlsx file; a .json file as ``couple --json`` writes it, whose chosen links count; or links as that
        calls their flows, ``from|to|commodity[|mode]``, with commas between.

    Returns
    -------
    pandas.DataFrame
        Columns of `LINK_COLUMNS`, texts as they stand (ids or names); the index is the row of the file.

    Raises
    ------
    InputFaults
        With all faults of the file, its headings and cells.
    """
    if "|" in source:
        return _typed(_ids(source), "")
    place = Path(source)
    if not place.is_file():
        raise InputFaults(file_fault("missing_file", source, "", ".csv, .xlsx, .json"))
    readers = {".json": _json, ".xlsx": _workbook, ".xlsm": _workbook}
    return _typed(readers.get(place.suffix.lower(), _csv)(place), place.name)


def named_sets(given: Sequence[str]) -> list[LinkSet]:
    """Read sets that are given as ``NAME=SOURCE``, ``SOURCE`` as for `read_links`.

    Circnet's own sets (``current``, ``central``) are told in any case and read nothing.

    Raises
    ------
    UsageFault
        If one is given otherwise.
    InputFaults
        As `read_links`.
    """
    found = []
    for text in given:
        name, equals, source = text.partition("=")
        if not equals and name.strip() in ("current", "central"):
            continue
        if not equals or not source.strip():
            raise UsageFault("set_given", text, "current, central")
        file = "" if "|" in source else Path(source).name
        found.append(LinkSet(name.strip(), read_links(source.strip()), file))
    return found


def _typed(cells: pd.DataFrame, file: str) -> pd.DataFrame:
    known = cells[[name for name in cells if name in LINK_COLUMNS.columns]]  # a list of couplings tells more
    links, faults = typed(known, LINK_COLUMNS, file)
    if links.empty and not len(errors_of(faults)):
        faults = file_fault("set_empty", file, "", "from, to, commodity")
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return links


def _ids(source: str) -> pd.DataFrame:
    """Split ids; the parts that are not there are blank."""
    listed = [one.strip().removeprefix(_FLOW).split("|") for one in re.split("[,;]", source) if one.strip()]
    columns = ("from", "to", "commodity", "mode")
    rows = [dict(zip(columns, [*parts, ""][:4], strict=False)) for parts in listed]
    return pd.DataFrame(rows, columns=columns, index=range(1, len(rows) + 1), dtype="str").fillna("")


def _csv(place: Path) -> pd.DataFrame:
    text, broken = decode(place.read_bytes(), place.name)
    cells, faults = raw_rows(text, place.name)
    found = errors_of(collect([broken, faults]))
    if cells is None or len(found):
        raise InputFaults(found)
    return cells.rename(columns={name: plain_heading(name, "links") for name in cells})


def _json(place: Path) -> pd.DataFrame:
    try:
        told = json.loads(place.read_text("utf-8-sig"))
        rows = [row for row in told["opportunities"] if row["choice"] == "chosen"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputFaults(file_fault("set_json", place.name, type(error).__name__, "couple --json")) from error
    columns = ["from", "to", "commodity", "mode"]
    return pd.DataFrame(rows, index=range(1, len(rows) + 1)).reindex(columns=columns).fillna("").astype("str")


def _workbook(place: Path) -> pd.DataFrame:
    """Take the first sheet with the headings of a link."""
    archive, faults = slimmed(place)
    if archive is None:
        raise InputFaults(faults)
    needed = set(LINK_COLUMNS.required)
    try:
        sheets = grids(archive)
    except Exception as error:  # openpyxl passes on whatever its XML and its own checks raise
        raise InputFaults(file_fault("unreadable_workbook", place.name, type(error).__name__, ".xlsx")) from error
    for grid in sheets:
        sheet, found = table_sheet(grid, place.name, lambda text: plain_heading(text, "links"), needed.__contains__)
        if sheet is not None and needed <= set(sheet.cells):
            if len(errors_of(found)):
                raise InputFaults(found)
            return sheet.cells.map(_text)
    raise InputFaults(file_fault("set_no_sheet", place.name, "", "from, to, commodity"))


def _text(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell).strip()  # noqa: PLR0124  NaN is not itself
