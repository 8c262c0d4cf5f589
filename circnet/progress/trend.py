"""How an indicator went over the years, and where a straight line would take it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from circnet.progress.figures import Figures
from circnet.progress.measure import evaluate, years_of

__all__ = ["FEWEST_POINTS", "FORECAST_COLUMNS", "forecast", "forecasts", "history"]

FEWEST_POINTS = 4
"""Fewer years give no forecast: two parameters and a spread cannot be told from them."""
FORECAST_COLUMNS = ["system", "code", "points", "from_year", "to_year", "slope", "year", "forecast", "low", "high"]


def history(indicators: pd.DataFrame, figures: Figures) -> pd.DataFrame:
    """Work out indicators for every year that has what they need.

    Returns
    -------
    pandas.DataFrame
        ``system, code, year, value``, sorted; ``value`` in the indicator's unit.
    """
    rows = []
    columns = (indicators[name] for name in ("system", "code", "formula", "instead", "unit"))
    for system, code, formula, instead, unit in zip(*columns, strict=True):
        found: dict[int, float] = {}
        for text in filter(None, (instead, formula)):
            parsed = figures.standards.formulas[text]
            told = {year: evaluate(parsed, unit, figures, year) for year in years_of(parsed, figures)}
            found |= {year: one.value for year, one in told.items() if one is not None and one.value is not None}
        rows += [(system, code, year, found[year]) for year in sorted(found)]
    return pd.DataFrame(rows, columns=["system", "code", "year", "value"]).astype({"year": int, "value": float})


def forecast(
    years: np.ndarray, values: np.ndarray, year: int, level: float = 0.95
) -> tuple[float, float, float, float]:
    """Carry a straight line on to a year.

    Parameters
    ----------
    years, values
        At least `FEWEST_POINTS` points of different years.
    year
        The year asked for.
    level
        Of the interval.

    Returns
    -------
    slope, value, low, high
        Change per year; the value and the interval in which a single new observation lies, under ordinary least
        squares with normal errors (statsmodels ``get_prediction``, ``obs_ci``).

    Raises
    ------
    ValueError
        If there are fewer points, or two of one year.
    """
    from statsmodels.regression.linear_model import OLS  # type: ignore[import-untyped]

    if len(years) < FEWEST_POINTS or len(set(map(int, years))) < len(years):
        message = f"{len(years)} points; a forecast needs {FEWEST_POINTS} of different years"
        raise ValueError(message)
    middle = float(np.mean(years))
    design = np.column_stack([np.ones(len(years)), np.asarray(years, float) - middle])
    fitted = OLS(np.asarray(values, float), design).fit()
    told = fitted.get_prediction(np.array([[1.0, year - middle]]))
    low, high = told.conf_int(obs=True, alpha=1.0 - level)[0]
    return float(fitted.params[1]), float(told.predicted_mean[0]), float(low), float(high)


def forecasts(points: pd.DataFrame, years: pd.Series) -> pd.DataFrame:
    """Forecast indicators to the years of their targets, where at least `FEWEST_POINTS` years are known.

    Parameters
    ----------
    points
        From `history`.
    years
        Year of the target by ``(system, code)``; NaN: none.

    Returns
    -------
    pandas.DataFrame
        `FORECAST_COLUMNS`; only indicators with enough points and a target year beyond the last of them.
    """
    rows = []
    for (system, code), group in points.groupby(["system", "code"], sort=False):
        target = years.get((system, code), math.nan)
        last = int(group["year"].max())
        if len(group) < FEWEST_POINTS or not target > last:
            continue
        told = forecast(group["year"].to_numpy(), group["value"].to_numpy(), int(target))
        rows.append((system, code, len(group), int(group["year"].min()), last, told[0], int(target), *told[1:]))
    return pd.DataFrame(rows, columns=FORECAST_COLUMNS)
