"""The tables of an answer with names and headings, for a workbook."""

from __future__ import annotations

import pandas as pd

from dashboards.i18n import section, t
from dashboards.studies import Study
from dashboards.views.explore.structure import measures
from dashboards.views.explore.words import named
from dashboards.views.wording import Wording

__all__ = ["tables_of"]


def tables_of(study: Study, words: Wording) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return the tables by their titles, and the headings of their columns."""
    lang, titles = words.lang, section("table", words.lang)
    tables = {titles.get(name, name): named(table, words) for name, table in study.tables.items() if len(table)}
    if "basis" in study.summary:
        rows = [(row.name, row.before, row.after, row.meaning) for row in measures(study, words)]
        heads = [t(f"structure.{name}", lang) for name in ("measure", "before", "after", "meaning")]
        tables = {titles["measures"]: pd.DataFrame(rows, columns=heads)} | tables
    return tables, dict(section("column", lang))
