"""The tables of indicators with names and headings, for a workbook."""

from __future__ import annotations

from typing import Final

import pandas as pd

from circnet.report.progress_words import project_state
from dashboards.i18n import section
from dashboards.runs import ParkRun
from dashboards.studies import Study
from dashboards.views.explore.words import named, study_words
from dashboards.views.progress import words

__all__ = ["park_tables"]

_INDICATORS: Final = ["system", "code", "name", "reported_value", "model_value", "unit", "year", "status", "target",
                      "relation", "target_year", "target_scope", "confirmed", "distance", "grade", "basis", "origin",
                      "formula", "assumed", "source", "target_source"]  # fmt: skip
_WORDS: Final = {"status": "status", "relation": "relation", "target_scope": "scope", "basis": "basis",
                 "origin": "origin", "holder": "holder", "sector": "sector"}  # fmt: skip
_SHEETS: Final = ("indicators", "missing", "inputs", "scores", "history", "forecasts", "projects", "energy_sectors",
                  "energy_units")  # fmt: skip


def park_tables(found: Study, run: ParkRun, lang: str) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return all tables of a park by their titles, and the headings of their columns."""
    titles, goods = section("progress_sheet", lang), study_words(run, found, lang)
    systems = words.name_of(found.tables["systems"], lang)
    tables = {}
    for name in _SHEETS:
        table = found.tables[name]
        if name == "projects":
            states = [project_state(row, lang) for row in table.to_dict("records")]
            table = table.assign(status=states).rename(columns={"status": "state"})
        if not len(table):
            continue
        table = _worded(_one_name(table, lang), lang)
        if "system" in table:
            table = table.assign(system=table["system"].map(systems))
        if name == "indicators":
            table = table[_INDICATORS]
        tables[titles[name]] = named(table, goods)
    return tables, dict(section("progress_head", lang))


def _one_name(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    if "name_zh" not in table:
        return table
    other = table[f"name_{lang}"].where(table[f"name_{lang}"].fillna("") != "", table["name_zh"])
    return table.assign(name=other).drop(columns=["name_zh", "name_en"])


def _worded(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Words in place of codes."""
    changes = {
        column: table[column].map(lambda code, name=name: words.word(name, code, lang) if code else "")
        for column, name in _WORDS.items() if column in table
    }  # fmt: skip
    if "relation" in changes:
        changes["relation"] = changes["relation"].str.strip()
    return table.assign(**changes)
