"""Versions of a park and what differs between two, as lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from circnet.park.book.words import choice_word, choices_of, key_words
from circnet.park.manifest import FILE
from circnet.schema import PARK_TABLES, Table
from dashboards.i18n import t
from dashboards.views.data.columns import shown_heading
from dashboards.views.data.sheets import table_title

__all__ = ["MOST", "Difference", "VersionLine", "differences", "version_lines"]

MOST = 400
"""Differences that are listed."""

_LONG = 160


@dataclass(frozen=True)
class VersionLine:
    """A version: its number, who made it when, how, and how much it changed."""

    version: int
    who: str
    at: str
    kind: str
    size: str


@dataclass(frozen=True)
class Difference:
    """What differs: where (table, row, column), what it was and what it is; `kind` added, removed, changed, file."""

    kind: str
    table: str
    row: str
    column: str
    old: str
    new: str


def version_lines(listed: pd.DataFrame, lang: str) -> list[VersionLine]:
    """Return the versions as lines, the newest first."""
    return [
        VersionLine(
            row["version"], row["who"], row["at"][:16].replace("T", " "),
            t(f"data_kind.{row['kind']}", lang, version=row["target"]),
            t("data.size", lang, count=row["cells"]),
        )
        for row in listed.to_dict("records")
    ]  # fmt: skip


def differences(found: pd.DataFrame, names: Mapping[str, str], lang: str) -> list[Difference]:
    """Return what differs as lines.

    Parameters
    ----------
    found : DataFrame
        As `circnet.workspace.versions.compared` gives it.
    names
        What ids are called: firms, goods, technologies.
    lang
        Language.
    """
    return [
        Difference(row["kind"], table_title(row["sheet"], lang), _row(row["row"], names), _column(row, lang),
                   _text(row, "old", names, lang), _text(row, "new", names, lang))
        for row in found.astype(object).where(found.notna(), None).head(MOST).to_dict("records")
    ]  # fmt: skip


def _row(text: str | None, names: Mapping[str, str]) -> str:
    return " / ".join(names.get(part, part) for part in (text or "").split(" / ") if part)


def _column(row: Mapping[str, str], lang: str) -> str:
    column, table = row["column"], row["sheet"].removesuffix(".csv")
    if not column:
        return ""
    if row["sheet"] == FILE:
        return key_words(column, lang)
    return shown_heading(table, column, lang) if table in PARK_TABLES else column


def _text(row: Mapping[str, str], side: str, names: Mapping[str, str], lang: str) -> str:
    text = row[side]
    if text is None:
        return ""
    if row["kind"] == "file":
        return t("data.file_of", lang, count=text.count("\n") + 1)
    table = PARK_TABLES.get(row["sheet"].removesuffix(".csv"))
    if row["kind"] in ("added", "removed"):
        cells = _in_order(json.loads(text), table)
        told = [f"{shown_heading(table.name, name, lang) if table else name} {_word(table, name, cell, names, lang)}"
                for name, cell in cells.items()]  # fmt: skip
        return _short("; ".join(told))
    return _short(_word(table, row["column"], text, names, lang))


def _in_order(cells: Mapping[str, str], table: Table | None) -> Mapping[str, str]:
    """Return the cells of a row as its table has them, without those that name the row."""
    order = {name: place for place, name in enumerate(table.columns)} if table else {}
    named = table.key if table else ()
    columns = sorted(cells, key=lambda name: order.get(name, len(order)))
    return {name: cells[name] for name in columns if name not in named}


def _word(table: Table | None, column: str, text: str, names: Mapping[str, str], lang: str) -> str:
    spec = table.columns.get(column) if table else None
    if spec is not None and spec.choices:
        return choice_word(text, lang) if text in choices_of(spec).values() else text
    return names.get(text, text) if spec is not None and spec.refers else text


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
