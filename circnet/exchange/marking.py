"""A faulty workbook back as a copy: each fault marked in its cell, and all of them listed on a first sheet."""

from __future__ import annotations

import io
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from circnet.park.book.archive import slimmed
from circnet.park.book.cells import text_of
from circnet.park.book.words import PARK, sheet_title, table_of
from circnet.park.checks import describe
from circnet.text import t

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["marked_copy"]

_FILLS = {"error": "F4B6B0", "warning": "FBE7A1"}
_HEAD_ROWS = 12
_COLUMNS = {"sheet": 16, "cell": 10, "severity": 8, "value": 24, "expected": 24, "suggestion": 24, "message": 70}


def marked_copy(path: Path, faults: pd.DataFrame, lang: str) -> bytes:
    """Return a copy of a workbook with its faults marked.

    Parameters
    ----------
    path : Path
        The workbook; where it cannot be opened at all, the copy has only the list.
    faults : DataFrame
        As `circnet.park.read_park` found them in it, columns `circnet.errors.FAULT_COLUMNS`.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    bytes
        An .xlsx: errors red, warnings yellow, each with a comment; the list tells sheet, cell, value, what was
        expected and what might be meant. Macros, pictures and links to other files are not carried over.
    """
    book = _opened(path)
    title = sheet_title("marked", lang)
    if title in book.sheetnames:
        del book[title]
    page = book.create_sheet(title, 0)
    rows = faults.assign(message=describe(faults, lang))
    places = [_mark(book, row) for row in rows.to_dict("records")]
    _list(page, rows.assign(cell=places), lang)
    book.active = 0
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _opened(path: Path) -> Workbook:
    """Return the workbook without its blank cells, an empty one if it cannot be opened."""
    from openpyxl import Workbook, load_workbook

    archive, _ = slimmed(path)
    try:
        if archive is not None:
            return load_workbook(io.BytesIO(archive.data), keep_links=False)
    except Exception:  # openpyxl passes on whatever its XML raises; the list tells of it
        pass
    empty = Workbook()
    empty.remove(empty.worksheets[0])
    return empty


def _mark(book: Workbook, fault: dict[str, Any]) -> str:
    """Mark a fault's cells and return where the first of them is."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if fault["file"] not in book.sheetnames or fault["row"] < 1:
        return ""
    sheet = book[fault["file"]]
    letters = _letters(sheet, str(fault["column"])) or ["A"]
    for letter in letters:
        cell = sheet[f"{letter}{fault['row']}"]
        if type(cell).__name__ == "MergedCell":
            continue
        told = f"{cell.comment.text}\n{fault['message']}" if cell.comment else fault["message"]
        cell.comment = Comment(_printable(told)[:2000], "circnet", height=120, width=300)
        cell.fill = PatternFill("solid", fgColor=_FILLS[fault["severity"]])
    return f"{letters[0]}{fault['row']}"


def _letters(sheet: Worksheet, columns: str) -> list[str]:
    """Return the columns under some headings."""
    if table_of(sheet.title) == PARK:
        return ["B"]
    wanted = {name.strip() for name in columns.split(",")}
    for row in islice(sheet.iter_rows(max_row=_HEAD_ROWS), _HEAD_ROWS):
        found = [
            cell.column_letter for cell in row if hasattr(cell, "column_letter") and _first_line(cell.value) in wanted
        ]
        if found:
            return found
    return []


def _first_line(value: object) -> str:
    return (text_of(value).split("\n") or [""])[0]


def _list(page: Worksheet, faults: pd.DataFrame, lang: str) -> None:
    """Write the list of faults, errors first."""
    from openpyxl.styles import Alignment, Font, PatternFill

    for at, (name, width) in enumerate(_COLUMNS.items(), start=1):
        head = page.cell(1, at, t(f"book_marked.{name}", lang))
        head.font = Font(bold=True)
        page.column_dimensions[head.column_letter].width = width
    for row, fault in enumerate(faults.sort_values("severity", kind="stable").to_dict("records"), start=2):
        told = [fault["file"], fault["cell"], t(f"book_marked.{fault['severity']}", lang), fault["value"],
                fault["expected"], fault["hint"], fault["message"]]  # fmt: skip
        for at, text in enumerate(told, start=1):
            cell = page.cell(row, at)
            cell.value = _printable(str(text))[:32000]
            cell.data_type = "s"  # a value that begins with = is shown, never computed
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.cell(row, 3).fill = PatternFill("solid", fgColor=_FILLS[fault["severity"]])
        if fault["cell"]:
            page.cell(row, 2).hyperlink = f"#'{fault['file']}'!{fault['cell']}"
    page.freeze_panes = "A2"


def _printable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub(" ", text)
