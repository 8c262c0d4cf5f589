"""The figures by which parks are compared: where each stands in the table, its unit, colour and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from circnet.report.figures import money, quantity
from dashboards.i18n import t
from dashboards.theme import ACCENT, FAMILIES, SIGNS

__all__ = ["FIGURES", "Figure", "figure_of", "grades", "headline", "told", "values"]


@dataclass(frozen=True)
class Figure:
    """One figure of a park.

    Attributes
    ----------
    name
        In addresses and text keys.
    column
        Of the table of parks; blank for what is computed of several.
    unit
        ``CNY``, ``t``, ``m3`` (all a year) or ``share``.
    colour
        The same on map, cards and table.
    """

    name: str
    column: str
    unit: str
    colour: str


FIGURES: Final = {
    figure.name: figure
    for figure in (
        Figure("saving", "saving", "CNY", ACCENT),
        Figure("output", "output", "CNY", SIGNS["unknown"]),
        Figure("waste", "waste", "t", FAMILIES["waste"]),
        Figure("co2", "co2_avoided", "t", FAMILIES["emission"]),
        Figure("water", "water_saved", "m3", FAMILIES["water"]),
        Figure("evidence", "", "share", SIGNS["watch"]),
    )
}
"""By name; the first is shown first."""


def figure_of(name: str | None) -> Figure:
    """Return a figure by name; the first if there is none of that name."""
    return FIGURES.get(name or "", next(iter(FIGURES.values())))


def values(table: pd.DataFrame, figure: Figure) -> pd.Series:
    """Return the figure of each park, NaN where unknown; evidence is the share of figures graded D."""
    if figure.column:
        return table[figure.column]
    counts = table[[f"evidence_{grade}" for grade in "ABCD"]]
    total = counts.sum(axis=1, min_count=1)
    return (counts["evidence_D"] / total).where(total > 0)


def grades(table: pd.DataFrame, figure: Figure) -> pd.Series:
    """Return how sure the figure of each park is; blank where nothing is graded."""
    return table[f"grade_{figure.column}"] if figure.column else pd.Series("", index=table.index)


def told(value: float, figure: Figure, lang: str, yearly: bool = False) -> str:
    """Return a figure as it is written; – where unknown."""
    if value != value:  # noqa: PLR0124  NaN is not itself
        return "–"
    if figure.unit == "share":
        return f"{100 * value:.0f} %"
    text = money(value, lang) if figure.unit == "CNY" else quantity(value, figure.unit, lang)
    return t("overview.yearly", lang, value=text) if yearly else text


def headline(table: pd.DataFrame, figure: Figure, names: dict[str, str], lang: str) -> str:
    """Return what the map of a figure shows, in a sentence: who leads, with what share of the sum."""
    known = values(table, figure)
    if not (known > 0).any():
        return t(f"overview_headline.{'nothing' if known.notna().any() else 'waiting'}", lang,
                 figure=t(f"overview_figure.{figure.name}", lang))  # fmt: skip
    top = table.assign(value=known).sort_values(["value", "park"], ascending=[False, True]).iloc[0]
    share = f"{100 * top['value'] / known.sum():.0f} %"
    scope = t(f"overview_headline.{'so_far' if (table['status'] == 'waiting').any() else 'all'}", lang)
    return t(f"overview_headline.{figure.name}", lang, park=names[top["park"]], share=share, scope=scope,
             value=told(top["value"], figure, lang))  # fmt: skip
