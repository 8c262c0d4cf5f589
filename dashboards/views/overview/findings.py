"""Findings in words, each with the place that shows it: made from results by rules, never by hand.

A rule that the data do not carry says nothing. Ties go to the park whose id comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards.i18n import t
from dashboards.views.overview.figures import FIGURES, told, values
from dashboards.views.overview.table import short_names
from dashboards.views.wording import short_name

__all__ = ["Finding", "findings"]

_FEWEST_FIGURES = 10
"""A park with fewer graded figures says nothing about how sure its data are."""


@dataclass(frozen=True)
class Finding:
    """A sentence and where it leads.

    Attributes
    ----------
    kind
        ``saving``, ``waste``, ``open`` or ``evidence``: which rule it comes from.
    title, text
        What it is about, and what was found.
    grade
        How sure; blank where the finding is about that itself.
    page, park, sel
        Where to: path, park and selection (``firm:<id>``, ``link:<id>`` or blank).
    """

    kind: str
    title: str
    text: str
    grade: str
    page: str
    park: str
    sel: str = ""


def findings(table: pd.DataFrame, lang: str) -> list[Finding]:
    """Return what the parks' results say, at most three: untapped saving, waste without a taker, weak evidence."""
    names = short_names(table, lang)
    rules: list[Callable[[pd.DataFrame, Mapping[str, str], str], Finding | None]] = [_saving, _waste, _unsure]
    done = table[table["status"] == "done"]
    return [found for rule in rules if (found := rule(done, names, lang)) is not None]


def _top(table: pd.DataFrame, value: pd.Series) -> Mapping[str, Any] | None:
    """The park with the largest value above zero."""
    ranked = table.assign(value=value)[value > 0].sort_values(["value", "park"], ascending=[False, True])
    return ranked.iloc[0].to_dict() if len(ranked) else None


def _saving(table: pd.DataFrame, names: Mapping[str, str], lang: str) -> Finding | None:
    """The park that could save most, and its best coupling."""
    row = _top(table, table["saving"])
    if row is None:
        return None
    saving, links = FIGURES["saving"], int(row["couplings"])
    title, sel = t("overview_finding.saving_title", lang), ""
    text = t("overview_finding.saving", lang, park=names[row["park"]], value=told(row["value"], saving, lang),
             links=links, count=links)  # fmt: skip
    if row["best_from"]:
        firms = {end: short_name(row[f"best_{end}_{lang}"]) for end in ("from", "to")}
        sel = f"link:c.{row['best_from']}>{row['best_to']}:{row['best_good']}"
        text += t("overview_finding.best", lang, start=firms["from"], end=firms["to"], good=row[f"best_good_{lang}"],
                  value=told(row["best_saving"], saving, lang))  # fmt: skip
    return Finding("saving", title, text, row["grade_saving"], "/couplings", row["park"], sel)


def _waste(table: pd.DataFrame, names: Mapping[str, str], lang: str) -> Finding | None:
    """The waste that is largest in the optimum, too."""
    row = _top(table, table["left_amount"])
    if row is None:
        return None
    text = t("overview_finding.waste", lang, park=names[row["park"]], firm=short_name(row[f"left_firm_{lang}"]),
             good=row[f"left_good_{lang}"], value=told(row["value"], FIGURES["waste"], lang))  # fmt: skip
    return Finding("waste", t("overview_finding.waste_title", lang), text, row["grade_waste"], "/network", row["park"],
                   f"firm:{row['left_firm']}")  # fmt: skip


def _unsure(table: pd.DataFrame, names: Mapping[str, str], lang: str) -> Finding | None:
    """The need or surplus that the data explain least; where all are explained, the park with most D figures."""
    row = _top(table, table["open_value"])
    if row is not None:
        text = t(f"overview_finding.open_{row['open_side']}", lang, park=names[row["park"]],
                 firm=short_name(row[f"open_firm_{lang}"]), good=row[f"open_good_{lang}"],
                 value=told(row["value"], FIGURES["saving"], lang))  # fmt: skip
        return Finding("open", t("overview_finding.open_title", lang), text, "", "/network", row["park"],
                       f"firm:{row['open_firm']}")  # fmt: skip
    figures = table[[f"evidence_{grade}" for grade in "ABCD"]].sum(axis=1)
    graded = table[figures >= _FEWEST_FIGURES]
    row = _top(graded, values(graded, FIGURES["evidence"]))
    if row is None:
        return None
    count = int(sum(row[f"evidence_{grade}"] for grade in "ABCD"))
    weak = int(row["evidence_D"])
    text = t("overview_finding.evidence", lang, park=names[row["park"]], figures=count, weak=weak, count=weak,
             value=told(row["value"], FIGURES["evidence"], lang))  # fmt: skip
    return Finding("evidence", t("overview_finding.evidence_title", lang), text, "", "/network", row["park"])
