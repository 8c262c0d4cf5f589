"""What the checks say, for the list beside the grid and for its cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from circnet.park.book.words import key_words
from circnet.park.checks import describe
from circnet.park.manifest import FILE
from circnet.report.figures import money
from circnet.schema import PARK_TABLES
from circnet.workspace.effect import SOLVED, Effect
from circnet.workspace.judging import Judged
from dashboards.i18n import t
from dashboards.views.data.columns import shown_heading
from dashboards.views.data.sheets import table_title

__all__ = ["MOST", "Line", "cells", "effect_rows", "lines"]

MOST = 200
"""Lines that are listed; the counts tell of all."""

_SUGGEST = ("not_a_number", "not_a_choice", "not_a_boolean", "unknown_reference", "unknown_mode", "bad_id",
            "toml_value")  # fmt: skip
"""Checks whose hint is the text that was probably meant."""
_SHOULD_BE_NONE = ("errors", "warnings", "no_outlet", "no_source", "open_balances")


@dataclass(frozen=True)
class Line:
    """A fault: where it is (`file`, `record`, `columns`), where in words, what it says, and what might be meant."""

    severity: str
    file: str
    record: int
    columns: tuple[str, ...]
    where: str
    text: str
    hint: str


def lines(judged: Judged, names: dict[int, str], lang: str) -> list[Line]:
    """Return the faults, errors first.

    Parameters
    ----------
    judged
        What the checks said.
    names
        What each row is called, by record.
    lang
        Language.
    """
    faults = judged.faults.reset_index(drop=True)
    suggests = faults["check"].isin(_SUGGEST)
    told = describe(faults.assign(file="", row=0, column="", hint=faults["hint"].where(~suggests, "")), lang)
    found = [
        Line(row["severity"], row["file"], int(row["record"]), tuple(filter(None, row["column"].split(", "))),
             _where(row, names, lang), text, row["hint"] if row["check"] in _SUGGEST else "")
        for row, text in zip(faults.to_dict("records"), told, strict=True)
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.severity != "error")


def _where(fault: dict[str, Any], names: dict[int, str], lang: str) -> str:
    file = str(fault["file"])
    table = file.removesuffix(".csv")
    headings = [_heading(table, file, column, lang) for column in str(fault["column"]).split(", ") if column]
    row = names.get(int(fault["record"]), "")
    line = t("data.line", lang, row=fault["row"]) if fault["row"] and not row else ""
    return " · ".join(filter(None, (table_title(file, lang), row or line, "/".join(headings))))


def _heading(table: str, file: str, column: str, lang: str) -> str:
    if file == FILE:
        return key_words(column, lang)
    return shown_heading(table, column, lang) if table in PARK_TABLES else column


def cells(found: list[Line], conflicts: pd.DataFrame) -> dict[str, Any]:
    """Return the faults as the grid marks them, their number by file, and the cells that others changed."""
    errors = Counter(line.file for line in found if line.severity == "error")
    warnings = Counter(line.file for line in found if line.severity != "error")
    return {
        "faults": [{"file": line.file, "record": line.record, "columns": list(line.columns), "severity": line.severity,
                    "text": line.text} for line in found],
        "files": {file: {"errors": errors[file], "warnings": warnings[file]} for file in {*errors, *warnings}},
        "conflicts": conflicts.astype(object).where(conflicts.notna(), None).to_dict("records"),
    }  # fmt: skip


def effect_rows(found: Effect, lang: str) -> list[tuple[str, str, str, bool]]:
    """Return what changes, or is not as it should be, as lines: measure, before, after, and whether they differ."""
    table = found.table
    differs = table["before"].ne(table["after"]) & table["after"].notna()
    wrong = table["measure"].isin(_SHOULD_BE_NONE) & table["after"].ne(0)
    shown = table.assign(differs=differs)[differs | wrong | table["measure"].isin(SOLVED)]
    return [
        (t(f"data_measure.{row.measure}", lang), _number(str(row.measure), row.before, lang),
         _number(str(row.measure), row.after, lang), bool(row.differs))
        for row in shown.itertuples()
    ]  # fmt: skip


def _number(measure: str, value: float, lang: str) -> str:
    if pd.isna(value):
        return "–"
    return money(value, lang) if measure == SOLVED[0] else f"{value:.0f}"
