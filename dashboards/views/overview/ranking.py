"""The parks as rows and columns of a grid, and as a workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import pandas as pd

from circnet.report.figures import money, quantity
from dashboards.i18n import t
from dashboards.views.couplings import safe_cell
from dashboards.views.overview.cards import batch_told, level_told
from dashboards.views.overview.figures import FIGURES, told, values
from dashboards.views.overview.table import short_names

__all__ = ["columns", "rows", "workbook"]

_WIDTHS: Final[dict[str, int]] = {
    "name": 150, "level": 84, "enterprises": 72, "links": 92, "saving": 108, "couplings": 84, "output": 108,
    "waste": 108, "waste_diverted": 108, "co2_avoided": 108, "water_saved": 108, "unsure": 88,
    "unexplained": 84, "batch": 220,
}  # fmt: skip
_UNITS: Final[dict[str, str]] = {
    "saving": "CNY", "output": "CNY", "waste": "t", "waste_diverted": "t", "co2_avoided": "t", "water_saved": "m3",
    "unsure": "share",
}  # fmt: skip
_TEXTS: Final = ("name", "level", "batch")
_COUNTS: Final = ("enterprises", "links", "couplings", "unexplained")


def rows(table: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return one row per park: numbers to sort by (None if unknown), and under ``shown`` the texts to read."""
    names = short_names(table, lang)
    numbers = [name for name in _WIDTHS if name not in _TEXTS]
    full = table.assign(unsure=values(table, FIGURES["evidence"]))
    return [
        {
            "id": row["park"], "park": row["park"], "status": row["status"],
            "name": names[row["park"]], "full": row[f"name_{lang}"] or row["park"],
            "level": level_told(row["level"], lang), "batch": batch_told(row, lang),
            **{name: None if row[name] != row[name] else row[name] for name in numbers},
            "shown": {name: _shown(name, row[name], lang) for name in numbers},
        }
        for row in full.to_dict("records")
    ]  # fmt: skip


def columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the grid, by saving at first."""
    return [_column(name, lang) for name in _WIDTHS]


def workbook(table: pd.DataFrame, lang: str) -> bytes:
    """Return the table as an .xlsx file: plain numbers, units in the headings, no cell that starts a formula."""
    sheet = pd.DataFrame(rows(table, lang))
    picked = pd.DataFrame({
        t("overview_export.id", lang): sheet["park"].map(safe_cell),
        t("overview_export.full", lang): sheet["full"].map(safe_cell),
        **{_export_name(name, lang): sheet[name].map(safe_cell) if name in _TEXTS else sheet[name].astype("float64")
           for name in _WIDTHS},
    })  # fmt: skip
    file = BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(file, engine="xlsxwriter", engine_kwargs=options) as book:
        picked.to_excel(book, sheet_name=t("overview_export.sheet", lang), index=False, freeze_panes=(1, 2))
        book.sheets[t("overview_export.sheet", lang)].autofit()
    return file.getvalue()


def _export_name(name: str, lang: str) -> str:
    heading = t(f"overview_column.{name}", lang)
    return (
        t("overview_export.heading", lang, name=heading, unit=t(f"overview_export.{_UNITS[name]}", lang))
        if name in _UNITS
        else heading
    )


def _shown(name: str, value: float, lang: str) -> str:
    if value != value:  # noqa: PLR0124  NaN is not itself
        return "–"
    unit = _UNITS.get(name)
    if unit is None:
        return f"{value:,.0f}"
    if unit == "share":
        return told(value, FIGURES["evidence"], lang)
    return money(value, lang) if unit == "CNY" else quantity(value, unit, lang)


def _column(name: str, lang: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "field": name, "colId": name, "headerName": t(f"overview_column.{name}", lang),
        "headerTooltip": t(f"overview_told.{name}", lang), "width": _WIDTHS[name],
    }  # fmt: skip
    if name in _TEXTS:
        return (
            column
            | {"filter": "agTextColumnFilter", "tooltipField": {"name": "full"}.get(name, name)}
            | ({"pinned": "left"} if name == "name" else {})
        )
    return column | {
        "type": "rightAligned", "cellClass": "figure", "filter": "agNumberColumnFilter",
        "suppressHeaderFilterButton": True,
        "valueFormatter": {"function": f"params.data.shown.{name}"},
        "sort": "desc" if name == "saving" else None,
    }  # fmt: skip
