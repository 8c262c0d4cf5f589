"""Statuses of indicators as the page shows them, and names; figures and codes are told by the library's words."""

from __future__ import annotations

from typing import Final

import pandas as pd

from circnet.report.figures import names
from circnet.report.progress_words import MARKS, amount, change, distance_told, target_told, unit_told
from circnet.report.progress_words import code_word as word
from circnet.report.progress_words import year_told as year_of
from dashboards.runs import ParkRun
from dashboards.studies import Study

__all__ = ["MARKS", "STATUSES", "amount", "change", "distance_told", "name_of", "sign_of", "source_titles",
           "status_name", "target_told", "unit_told", "word", "year_of"]  # fmt: skip

STATUSES: Final = (
    "not_met", "behind", "cannot_be_judged", "to_be_confirmed", "on_track", "met", "no_target", "missing",
)  # fmt: skip
"""Statuses of an indicator, what wants attention first."""
_SIGNS: Final = {
    "not_met": "bad", "behind": "bad", "cannot_be_judged": "unknown", "to_be_confirmed": "watch", "on_track": "good",
    "met": "good",
}  # fmt: skip


def status_name(status: str, lang: str) -> str:
    """Return the word for a status."""
    return word("status", status, lang)


def sign_of(status: str) -> str:
    """Return the colour of a status: ``good``, ``watch``, ``bad`` or ``unknown``."""
    return _SIGNS.get(status, "unknown")


def name_of(table: pd.DataFrame, lang: str, key: str = "id") -> dict[str, str]:
    """Return names by a column, each its own."""
    return names(table.rename(columns={key: "id"}), lang)


def source_titles(found: Study, run: ParkRun) -> dict[str, str]:
    """Return titles of sources by id: the park's and those of the catalog that the answer names."""
    both = (run.sources, found.tables["sources"])
    return {ref: title for table in both for ref, title in zip(table["id"], table["title"], strict=True)}
