"""A workspace's parks, changes, conflicts and frozen runs as plain rows for JSON and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from circnet.coupling.result import records
from circnet.errors import EditConflict
from circnet.park.book.words import column_heading, sheet_title
from circnet.report.console import Report, _console
from circnet.schema import PARK_TABLES
from circnet.text import t
from circnet.workspace import Frozen

__all__ = [
    "again_report",
    "change_rows",
    "conflict_report",
    "frozen_rows",
    "park_rows",
    "show_again",
    "show_changes",
    "show_conflicts",
    "show_frozen",
    "show_parks",
]

_CHANGE = ("version", "who", "at", "kind", "sheet", "column", "old", "new")
_LONGEST = 60


def park_rows(parks: pd.DataFrame) -> list[dict[str, Any]]:
    """The parks of a workspace."""
    return records(parks)


def change_rows(log: pd.DataFrame) -> list[dict[str, Any]]:
    """Every change of a park; places of rows in their table are left out."""
    return records(log[log["column"].ne("#")])


def frozen_rows(runs: pd.DataFrame) -> list[dict[str, Any]]:
    """The kept runs."""
    return records(runs)


def conflict_report(error: EditConflict) -> Report:
    """What others changed meanwhile."""
    return {"ok": False, "park": error.park, "conflicts": records(error.cells)}


def again_report(run: Frozen, figures: pd.DataFrame) -> Report:
    """A kept run and its figures then and now."""
    told = {name: getattr(run, name) for name in ("id", "park", "version", "scenario", "name", "who", "at", "catalog")}
    return {**told, "program": run.program, "same": bool(figures["same"].all()), "figures": records(figures)}


def show_parks(rows: Sequence[Report], lang: str) -> None:
    """Print the parks."""
    _show(rows, ("park", "version", "who", "at"), t("workspace_said.parks", lang), lang)


def show_changes(rows: Sequence[Report], lang: str) -> None:
    """Print every change."""
    plain = [_told(row, lang) for row in rows]
    _show(plain, _CHANGE, t("workspace_said.changes", lang), lang)


def show_conflicts(report: Report, lang: str) -> None:
    """Print what clashes, and that nothing was done."""
    plain = [_told(row, lang) for row in report["conflicts"]]
    _show(plain, ("sheet", "column", "old", "new", "now", "who", "at"), t("workspace_said.conflicts", lang), lang)
    _console().print(t("workspace_said.refused", lang, park=report["park"]), markup=False)


def show_frozen(rows: Sequence[Report], lang: str) -> None:
    """Print the kept runs."""
    columns = ("id", "park", "version", "scenario", "name", "who", "at", "catalog", "program")
    _show(rows, columns, t("workspace_said.runs", lang), lang)


def show_again(report: Report, lang: str) -> None:
    """Print figures then and now."""
    rows = [
        row | {"quantity": t(f"workspace_figure.{row['quantity']}", lang),
               "same": t(f"workspace_said.{'same' if row['same'] else 'other'}", lang),
               **{when: "–" if row[when] is None else f"{row[when]:,.2f}" for when in ("then", "now")}}
        for row in report["figures"]
    ]  # fmt: skip
    title = t("workspace_said.again", lang, name=report["name"], at=report["at"], catalog=report["catalog"])
    _show(rows, ("quantity", "then", "now", "same"), title, lang)


def _told(row: Report, lang: str) -> Report:
    """Return a change with its table and column in words, and what it is long cut short."""
    table = row["sheet"].removesuffix(".csv")
    words = {"sheet": sheet_title(table, lang) if table in PARK_TABLES else row["sheet"],
             "column": column_heading(row["column"], lang) if table in PARK_TABLES else row["column"]}  # fmt: skip
    if "kind" in row:
        words["kind"] = t(f"workspace_kind.{row['kind']}", lang)
    return row | words


def _show(rows: Sequence[Report], columns: Sequence[str], title: str, lang: str) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(t(f"workspace_column.{column}", lang), overflow="fold")
    for row in rows:
        table.add_row(*(escape(_short(row[column])) for column in columns))
    _console().print(table)


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
