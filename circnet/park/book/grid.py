"""The cells of a workbook's sheets as Python values, and where a table begins in its sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from circnet.park.book.archive import Archive, Marks
from circnet.park.book.words import heading_unit
from circnet.park.faults import collect, faults_at

__all__ = ["ExcelError", "Grid", "TableSheet", "grids", "table_sheet"]

_HEAD_ROWS = 12


class ExcelError(str):
    """What Excel shows where a formula failed: `#NUM!`, `#REF!`."""

    __slots__ = ()


@dataclass(frozen=True)
class Grid:
    """The filled rows of a sheet: their numbers, their cells, and the marks of the sheet's XML."""

    title: str
    numbers: tuple[int, ...]
    rows: tuple[tuple[object, ...], ...]
    marks: Marks


@dataclass(frozen=True)
class TableSheet:
    """A table as it stands in a sheet.

    Parameters
    ----------
    table : str
        Name of the table.
    grid : Grid
        Where it was found.
    head : int
        Row of the headings.
    cells : DataFrame
        The values as Excel holds them; index the sheet's row, columns plain names.
    columns : DataFrame
        A row per column: `column` (plain name), `heading` as written, `letter`, `unit` in the heading's brackets.
    """

    table: str
    grid: Grid
    head: int
    cells: pd.DataFrame
    columns: pd.DataFrame


def grids(archive: Archive) -> list[Grid]:
    """Return every sheet of a workbook.

    Raises
    ------
    Exception
        Whatever openpyxl passes on from a broken workbook.
    """
    book = load_workbook(io.BytesIO(archive.data), read_only=True, data_only=True, keep_links=False)
    try:
        return [_grid(sheet, archive) for sheet in book.worksheets]
    finally:
        book.close()


def _grid(sheet: object, archive: Archive) -> Grid:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # a sheet that claims to reach XFD1048576 need not
    numbers, rows = [], []
    for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        values = [ExcelError(cell.value) if cell.data_type == "e" else cell.value for cell in row]
        while values and (values[-1] is None or values[-1] == ""):
            values.pop()
        if any(value is not None and str(value).strip() for value in values):
            numbers.append(number)
            rows.append(tuple(values))
    path = str(sheet._worksheet_path).lstrip("/")  # type: ignore[attr-defined]
    return Grid(sheet.title, tuple(numbers), tuple(rows), archive.marks.get(path, Marks()))  # type: ignore[attr-defined]


def _name(value: object) -> str:
    return "" if value is None else str(value).strip()


def table_sheet(
    grid: Grid, table: str, plain: Callable[[str], str], known: Callable[[str], bool]
) -> tuple[TableSheet | None, pd.DataFrame]:
    """Find the headings of a table and the cells under them.

    Parameters
    ----------
    grid : Grid
        The sheet.
    table : str
        Name of the table, for faults.
    plain : callable
        From a heading to the plain name of its column.
    known : callable
        Whether a plain name is a column of the table; the row with most of them is the row of headings.

    Returns
    -------
    TableSheet or None
        None for an empty sheet.
    DataFrame
        Faults `empty_file`, `duplicate_column`, `nameless_column`.
    """
    if not grid.rows:
        return None, faults_at("empty_file", table, [0], "", "", "a header row")
    scores = [sum(known(plain(_name(cell))) for cell in row) for row in grid.rows[:_HEAD_ROWS]]
    top = scores.index(max(scores))
    head, body, numbers = grid.rows[top], grid.rows[top + 1 :], grid.numbers[top + 1 :]
    width = max([len(head), *(len(row) for row in body)])
    written = [_name(cell) for cell in head] + [""] * (width - len(head))
    names = pd.Series([plain(name) if name else "" for name in written], dtype="str")
    cells = pd.DataFrame(
        [[*row, *([None] * (width - len(row)))] for row in body],
        index=list(numbers),
        columns=range(width),
        dtype=object,
    )
    letters = pd.Series([get_column_letter(place) for place in range(1, width + 1)], dtype="str")
    row_number = grid.numbers[top]
    doubled = names[names.duplicated() & names.ne("")]
    filled = cells.notna().any(axis=0).to_numpy() if len(cells) else names.eq("x").to_numpy()
    nameless = letters[names.eq("").to_numpy() & filled]
    faults = [
        faults_at("duplicate_column", table, [row_number] * len(doubled), "", doubled, "each heading once"),
        faults_at("nameless_column", table, [row_number] * len(nameless), "", nameless, "a heading"),
    ]
    keep = (~names.duplicated() & names.ne("")).to_numpy()
    columns = pd.DataFrame({
        "column": names[keep], "heading": [text for text, kept in zip(written, keep, strict=True) if kept],
        "letter": letters[keep], "unit": [heading_unit(text) for text, kept in zip(written, keep, strict=True) if kept],
    }).reset_index(drop=True)  # fmt: skip
    cells = cells.loc[:, keep].set_axis(columns["column"].to_list(), axis=1)
    return TableSheet(table, grid, row_number, cells, columns), collect(faults)
