"""Merges and drafts as plain rows for JSON and in words."""

from __future__ import annotations

import sys
from typing import Any

from circnet.coupling.result import records
from circnet.exchange.draft import Draft
from circnet.exchange.merging import Merge
from circnet.park import Catalog
from circnet.park.book.words import column_heading, sheet_title
from circnet.report.console import Report, _console
from circnet.report.figures import names
from circnet.text import t

__all__ = ["draft_report", "merge_report", "show_draft", "show_merge"]


def merge_report(found: Merge) -> Report:
    """A merge as JSON: whether it holds, every changed cell and every conflict."""
    return {"ok": found.park is not None, "changes": records(found.changes), "conflicts": records(found.conflicts)}


def show_merge(report: Report, lang: str) -> None:
    """Print what changes, or what contradicts what."""
    from rich.table import Table

    rows = report["changes"] if report["ok"] else report["conflicts"]
    table = Table(title=t("merge_said.title" if report["ok"] else "merge_said.conflicts", lang), title_justify="left")
    for column in ("table", "row", "column", "old", "new", "now", "who"):
        table.add_column(t(f"merge_said.{column}", lang), overflow="fold")
    for row in rows:
        whole = row["column"] == ""
        shown = [row[name] if not whole else t(f"merge_said.{'there' if row[name] else 'absent'}", lang)
                 for name in ("old", "new", "now")]  # fmt: skip
        column = column_heading(row["column"], lang) if not whole else ""
        table.add_row(sheet_title(row["table"], lang), row["row"], column, *shown, row["who"])
    out = _console()
    if rows:
        out.print(table)
    if not report["ok"]:
        out.print(t("merge_said.refused", lang, count=len(rows)), markup=False)


def draft_report(found: Draft) -> Report:
    """A drafted unit as JSON."""
    tables = {name: records(table) for name, table in found.tables.items()}
    return {"technology": found.technology, "others": list(found.others), "capacity": found.capacity,
            "unit": found.unit, "flows": records(found.flows), **tables}  # fmt: skip


def show_draft(found: Draft, catalog: Catalog, lang: str) -> None:
    """Print the flows of a drafted unit, then its rows with tabs between, ready to paste."""
    from rich.table import Table

    out = _console()
    goods, technologies = names(catalog.commodities, lang), names(catalog.technologies, lang)
    name = technologies.get(found.technology, found.technology)
    title = t("draft_said.title", lang, technology=name, capacity=f"{found.capacity:,.6g}", unit=found.unit)
    table = Table(title=title, title_justify="left")
    for column in ("group", "commodity", "amount", "unit", "per_unit", "low", "high", "source"):
        table.add_column(t(f"draft_said.{column}", lang), overflow="fold")
    for row in records(found.flows):
        figures = [_figure(row[column]) for column in ("per_unit", "low", "high")]
        table.add_row(t(f"draft_said.{row['group']}", lang), goods.get(row["commodity"], row["commodity"]),
                      _figure(row["amount"]), row["unit"], *figures, row["source"])  # fmt: skip
    out.print(table)
    if found.others:
        others = ", ".join(f"{technologies.get(id_, id_)} ({id_})" for id_ in found.others[:6])
        out.print(t("draft_said.others", lang, others=others), markup=False, highlight=False, soft_wrap=True)
    out.print(t("draft_said.rows", lang), markup=False)
    for name, rows in found.tables.items():
        filled = rows.loc[
            :, [rows[column].notna().any() and rows[column].astype("str").ne("").any() for column in rows]
        ]
        if len(filled):
            lines = filled.to_csv(sep="\t", index=False, lineterminator="\n", float_format="%.10g")
            sys.stdout.write(f"{sheet_title(name, lang)}\n{lines}")  # a console would turn the tabs into blanks


def _figure(value: Any) -> str:  # noqa: ANN401  a number or None
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
