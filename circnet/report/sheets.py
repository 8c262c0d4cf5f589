"""Workbooks that are read and handed round: one table per sheet, made to be filtered and printed.

Text is always written as text. What a spreadsheet would take for a formula carries the quote prefix as well, so that it
stays text when somebody edits the cell.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from circnet.text import t

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMS = {
    "text": "General", "whole": "#,##0", "amount": "#,##0.00", "money": "#,##0", "money_wan": "#,##0.00",
    "price": "#,##0.00", "short": "#,##0.0", "year": "0",
}  # fmt: skip
"""Kinds of columns and the number format of each."""
MOST_ROWS = 1_048_575
"""Rows that fit below a sheet's header."""

_WIDTHS = (7, 46)
_CELL, _NAME = 32_767, 31
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Field:
    """A column of a sheet: its name in the table, its heading, and one of `FORMS`."""

    name: str
    heading: str
    form: str = "text"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, its columns in order, and the table that has them."""

    title: str
    fields: Sequence[Field]
    table: pd.DataFrame


def write_book(sheets: Sequence[Sheet], lang: str, title: str = "") -> bytes:
    """Return a workbook; the same sheets give the same bytes.

    Parameters
    ----------
    sheets
        In order. Titles are cut to what a spreadsheet takes and told apart by a number where they are the same.
    lang
        Language of the page footer.
    title
        Of the document, and in the header of each printed page.

    Raises
    ------
    ValueError
        If a table has more rows than a sheet takes (`MOST_ROWS`).
    """
    import xlsxwriter  # noqa: PLC0415  needed for files only

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "created": _EPOCH})
        formats = {name: _format(book, form) for name, form in FORMS.items()}
        formats["head"] = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EEF2", "bottom": 1}
        )
        formats["quoted"] = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        for sheet, name in zip(sheets, sheet_names([sheet.title for sheet in sheets]), strict=True):
            _write(book.add_worksheet(name), sheet, formats)
            _page(book.get_worksheet_by_name(name), title, lang)
    return target.getvalue()


def table_workbook(tables: Mapping[str, pd.DataFrame], headings: Mapping[str, str], lang: str) -> bytes:
    """Return any tables as a workbook, a sheet each: the data of a chart, say.

    Parameters
    ----------
    tables
        By the title of the sheet.
    headings
        By column name; a column without one keeps its name.
    lang
        Language of the page footer.
    """
    sheets = [Sheet(title, [_plain_field(column, headings) for column in table.items()], table)
              for title, table in tables.items()]  # fmt: skip
    return write_book(sheets, lang)


def _plain_field(column: tuple[Any, pd.Series], headings: Mapping[str, str]) -> Field:
    name, values = column
    number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    year = number and str(name) == "year"
    return Field(name, headings.get(name, str(name)), "year" if year else "amount" if number else "text")


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return names that a spreadsheet takes: no ``: * ? /``, brackets or backslash, 31 characters, none twice."""
    names: list[str] = []
    taken: set[str] = {"history"}  # Excel keeps this name for itself
    for title in titles:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip().strip("'")[:_NAME] or "1"
        name, number = plain, 2
        while name.lower() in taken:
            tail = f" {number}"
            name, number = plain[: _NAME - len(tail)] + tail, number + 1
        taken.add(name.lower())
        names.append(name)
    return names


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula when it is typed or pasted."""
    return text.lstrip()[:1] in tuple("=+-@") or text[:1] in ("\t", "\r", "\n")


def _format(book: Workbook, form: str) -> Format:
    wrap = {"text_wrap": True} if form == "General" else {}
    return book.add_format({"num_format": form, "valign": "top", **wrap})


def _write(page: Worksheet, sheet: Sheet, formats: Mapping[str, Format]) -> None:
    if len(sheet.table) > MOST_ROWS:
        message = f"{sheet.title}: {len(sheet.table)} rows, a sheet takes {MOST_ROWS}"
        raise ValueError(message)
    for column, field in enumerate(sheet.fields):
        values = _cells(sheet.table[field.name])
        _text(page, 0, column, field.heading, formats["head"], formats["quoted"])
        for row, value in enumerate(values, start=1):
            if isinstance(value, str):
                _text(page, row, column, value, formats["text"], formats["quoted"])
            elif value is not None:
                page.write(row, column, value, formats[field.form])
        page.set_column(column, column, _width(field, values))
    page.freeze_panes(1, 0)
    if sheet.fields:
        page.autofilter(0, 0, len(sheet.table), len(sheet.fields) - 1)
    page.set_row(0, 32)


def _cells(column: pd.Series) -> list[Any]:
    """Plain values; what is not known or not finite is None."""
    plain = column.astype(object).where(column.notna(), None).tolist()
    return [None if isinstance(value, float) and not np.isfinite(value) else _simple(value) for value in plain]


def _simple(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _text(page: Worksheet, row: int, column: int, text: str, plain: Format, quoted: Format) -> None:
    shown = text if len(text) <= _CELL else text[: _CELL - 1] + "…"
    if shown:
        page.write_string(row, column, shown, quoted if starts_formula(shown) else plain)


def _width(field: Field, values: Sequence[Any]) -> float:
    """Width in characters; a Chinese one counts twice. Headings may break into two lines."""
    shown = [FORMS[field.form] and f"{value:,.2f}" if isinstance(value, float) else str(value)
             for value in values[:500] if value is not None]  # fmt: skip
    longest = max((_columns(text) for text in shown), default=0)
    low, high = _WIDTHS
    return min(max(longest + 2, _columns(field.heading) * 0.6 + 3, low), high)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _page(page: Worksheet | None, title: str, lang: str) -> None:
    """Landscape on A4, as wide as the paper, the header on each page."""
    if page is None:
        return
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
    page.set_header("&L" + title.replace("&", "&&")[:120] + "&R&A")
    page.set_footer("&C" + t("workbook.page", lang, page="&P", pages="&N"))
