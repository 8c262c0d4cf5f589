"""The rows of a ledger's list, and its columns."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from dashboards.i18n import t
from dashboards.runs import ParkRun
from dashboards.views.ledgers.entries import DRAWINGS
from dashboards.views.ledgers.flows import called, link_ids, ribbon_ids
from dashboards.views.ledgers.words import LedgerWords

__all__ = ["FILE_COLUMNS", "columns", "file_table", "labels", "rows"]

_WIDTHS: Final[dict[str, int]] = {
    "who": 118, "material": 118, "t": 104, "grade": 62, "partner": 104, "form": 104, "amount": 108, "source": 220,
}  # fmt: skip
_FIGURES = ("t", "amount")
FILE_COLUMNS: Final = ("state", "side", "who", "kind", "partner", "material", "form", "group", "t", "amount", "unit",
                       "grade", "basis", "source")  # fmt: skip
"""Columns of `file_table`."""
_ENDS = [f"{by}_{end}" for by in DRAWINGS for end in ("source", "target")]


def rows(run: ParkRun, table: pd.DataFrame, words: LedgerWords) -> list[dict[str, Any]]:
    """Return one row per line of the ledger: numbers to sort by, texts to read, and what of the drawing it belongs to.

    ``keys`` are its ribbons and nodes in both drawings, ``firms`` the firms it touches, ``link`` the link it is.
    """
    table = table[table["side"] != "gap"]
    ribbons = {by: ribbon_ids(table, by) for by in DRAWINGS}
    table = table.assign(link=link_ids(run, table), **{f"{by}_ribbon": ids for by, ids in ribbons.items()})
    keyed = [f"{by}_ribbon" for by in DRAWINGS] + _ENDS
    return [
        {
            "id": str(place), "side": row["side"], "link": row["link"], "t": row["t"], "grade": row["grade"],
            "amount": row["amount"] if row["amount"] == row["amount"] else None,  # noqa: PLR0124  NaN
            "keys": sorted({row[name] for name in keyed} - {""}),
            "firms": sorted({end for end in (row["who"], row["partner"]) if end in words.plain.firms}),
            "grade_told": t(f"grade.{row['grade']}", words.lang) if row["grade"] else "",
            **_texts(row, words), "shown": _shown(row, words),
        }
        for place, row in enumerate(table.to_dict("records"))
    ]  # fmt: skip


def columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the list."""
    return [_column(name, width, lang) for name, width in _WIDTHS.items()]


def labels(table: pd.DataFrame, words: LedgerWords) -> dict[str, str]:
    """Return what nodes and ribbons are called, by id."""
    found: dict[str, str] = {}
    for by in DRAWINGS:
        ids = ribbon_ids(table, by)
        for ribbon, start, end in zip(ids, table[f"{by}_source"], table[f"{by}_target"], strict=True):
            if ribbon and ribbon not in found:
                found |= {start: called(start, words), end: called(end, words)}
                found[ribbon] = t("ledgers.ribbon", words.lang, start=found[start], end=found[end])
    return found


def file_table(table: pd.DataFrame, words: LedgerWords, state: str) -> pd.DataFrame:
    """Return the rows of a state with names, for a workbook."""
    table = table[table["side"] != "gap"]
    told = [
        {**_texts(row, words), "state": t(f"ledger_state.{state}", words.lang),
         "side": t(f"ledger_list.{row['side']}", words.lang), "kind": t(f"ledger_kind.{row['kind']}", words.lang),
         "group": words.group(row["group"]), "basis": words.plain.basis(row["basis"]),
         **{name: row[name] for name in ("t", "amount", "unit", "grade")}}
        for row in table.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(told, columns=list(FILE_COLUMNS))


def _texts(row: dict[str, Any], words: LedgerWords) -> dict[str, str]:
    turned = row["side"] == "turned"
    form = words.form(row["form"])
    return {
        "who": words.firm(row["who"]),
        "partner": t("ledger_kind.unit", words.lang) if turned else words.partner(row["kind"], row["partner"]),
        "material": words.technology(row["technology"]) if turned else words.plain.good(row["commodity"]),
        "form": t("ledgers.turned", words.lang, start=form, end=words.form(row["to_form"])) if turned else form,
        "source": words.comma(words.sources(row["source"])) or words.plain.basis(row["basis"]),
    }


def _shown(row: dict[str, Any], words: LedgerWords) -> dict[str, str]:
    amount = words.plain.amount(row["amount"], row["unit"]) if row["unit"] else "–"
    return {"t": words.tonnes(row["t"]), "amount": amount}


def _column(name: str, width: int, lang: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "field": name, "colId": name, "headerName": t(f"ledger_head.{name}", lang), "width": width,
        "headerTooltip": t(f"ledger_told.{name}", lang), "tooltipField": name, "filter": "agTextColumnFilter",
    }  # fmt: skip
    if name in _FIGURES:
        column |= {
            "type": "rightAligned", "cellClass": "figure", "filter": "agNumberColumnFilter", "tooltipField": "source",
            "valueFormatter": {"function": f"params.data.shown.{name}"}, "suppressHeaderFilterButton": True,
        }  # fmt: skip
    if name == "grade":
        column |= {"cellRenderer": "GradeBadge", "tooltipField": "grade_told"}
    if name == "source":
        column |= {"flex": 1, "minWidth": 160}
    return column
