"""Small workbooks written by hand: sheets as lists of rows, as somebody would type them."""

import csv
import io
from pathlib import Path

from xlsxwriter import Workbook

from tests.park import goodpark

KEYS = [["key", "value"], ["id", "small"], ["name_zh", "小园区"], ["name_en", "Small park"], ["catalog", "false"],
        ["lat", 36.4], ["lon", 94.9], ["zones", "north;south"], ["year", 2024],
        ["retrofit", '{"batch": 3, "year": 2015}']]  # fmt: skip


def cell(text):
    try:
        return float(text) if text and text not in ("nan", "inf") else text or None
    except ValueError:
        return text


def good():
    """The hand-written park of `goodpark`, a sheet per table."""
    tables = {name: list(csv.reader(io.StringIO(text))) for name, text in goodpark.TABLES.items()}
    typed = {name: [rows[0], *[[cell(text) for text in row] for row in rows[1:]]] for name, rows in tables.items()}
    return {"park": [list(row) for row in KEYS], **typed}


def write(sheets, path: Path, then=None) -> Path:
    """Write sheets; `then(book, pages)` may do what rows cannot say."""
    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        pages = {}
        for name, rows in sheets.items():
            pages[name] = page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(at, place, value)
                    elif value is not None:
                        page.write(at, place, value)
        if then is not None:
            then(book, pages)
    return path
