"""Figures that nobody gave, who would have them, and what they would tell."""

from __future__ import annotations

import pandas as pd

from circnet.progress.figures import Figures
from circnet.progress.years import PERIOD, plain_name, year_of

__all__ = ["FORM_COLUMNS", "MISSING_COLUMNS", "form", "missing_figures"]

MISSING_COLUMNS = [
    "variable", "year", "name_zh", "name_en", "unit", "holder", "indicators", "serves", "stands_in",
]  # fmt: skip
FORM_COLUMNS = ["variable", "year", "value", "unit", "basis", "source", "note"]


def missing_figures(table: pd.DataFrame, figures: Figures, year: int | None) -> pd.DataFrame:
    """List the figures without which indicators have no reported value.

    Parameters
    ----------
    table
        ``system, code, reported_value, model_value`` of indicators.
    figures
        What is reported.
    year
        The year asked for; None: no park data say which.

    Returns
    -------
    pandas.DataFrame
        `MISSING_COLUMNS`: ``indicators`` are those that need the figure, ``;`` between (``NDRC-PARK:N7``), ``serves``
        their number, ``stands_in`` whether the flow model has a value for one of them. A figure of the base year has
        that year; it is blank where the park does not say its base year.
    """
    key = ["system", "code"]
    wanted = table.loc[table["reported_value"].isna(), [*key, "model_value"]]
    wanted = wanted.merge(figures.standards.indicators[[*key, "formula"]], on=key)
    rows = []
    for system, code, text, by_model in zip(
        *(wanted[name] for name in ("system", "code", "formula", "model_value")), strict=True
    ):
        for name in figures.standards.formulas[text].names:
            if name == PERIOD or (year is not None and figures.find(name, year) is not None):
                continue
            at = None if year is None else year_of(name, year, figures.base_year)
            rows.append((plain_name(name), at, f"{system}:{code}", by_model == by_model))  # noqa: PLR0124
    told = pd.DataFrame(rows, columns=["variable", "year", "indicator", "stands_in"]).astype({"year": float})
    grouped = told.groupby(["variable", "year"], dropna=False, as_index=False).agg(
        indicators=("indicator", ";".join), serves=("indicator", "size"), stands_in=("stands_in", "any")
    )
    names = figures.standards.variables.rename(columns={"id": "variable"})
    found = grouped.merge(names[["variable", "name_zh", "name_en", "unit", "holder"]], on="variable")
    found = found.sort_values(["serves", "holder", "variable", "year"], ascending=[False, True, True, True])
    return found[MISSING_COLUMNS].reset_index(drop=True)


def form(missing: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of indicators.csv that would answer what is missing, to be filled in: `FORM_COLUMNS`."""
    rows = missing[missing["year"].notna()].astype({"year": int})
    blank = rows[["variable", "year", "unit"]].assign(value=pd.NA, basis="reported", source="")
    return blank.assign(note=rows["name_zh"] + " / " + rows["name_en"])[FORM_COLUMNS].reset_index(drop=True)
