"""What samples say: quantiles, shares with their intervals, tails."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.uncertain.deciding import OPTIMAL, Plan
from circnet.uncertain.pieces import Answers

__all__ = ["LEVELS", "QUANTILES", "links_table", "regret_row", "tail_mean", "totals_table", "wilson"]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
QUANTILES = tuple(f"q{round(100 * level):02d}" for level in LEVELS)
_TOTALS = ("saving", "saving_unexplained", "cost", "unexplained")
_SCORE = 1.959963984540054


def tail_mean(values: np.ndarray, alpha: float) -> float:
    """Mean of the lowest ``1 - alpha`` of equally likely values: the conditional value at risk of a gain.

    The value at the edge counts in part, so that exactly ``1 - alpha`` of the weight is in the tail
    (Rockafellar and Uryasev 2002, J. Bank. Finance 26:1443-1471).

    Examples
    --------
    >>> tail_mean(np.array([4.0, 1.0, 3.0, 2.0]), 0.625)
    1.3333333333333333
    """
    ordered = np.sort(np.asarray(values, float))
    share = (1.0 - alpha) * len(ordered)
    weight = np.clip(share - np.arange(len(ordered)), 0.0, 1.0)
    return float(weight @ ordered / weight.sum())


def wilson(hits: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Ends of the 95 % interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22:209-212).

    It takes samples as independent, so it is wide for evenly spread ones.
    """
    share = np.asarray(hits, float) / count
    squared = _SCORE**2 / count
    middle = share + squared / 2.0
    half = np.sqrt(squared * share * (1.0 - share) + squared**2 / 4.0)
    low, high = (middle - half) / (1.0 + squared), (middle + half) / (1.0 + squared)
    return np.where(share == 0, 0.0, low), np.where(share == 1, 1.0, high)


def totals_table(answers: Answers, central: Answers) -> pd.DataFrame:
    """Return totals over the samples that have a solution.

    Returns
    -------
    pandas.DataFrame
        ``quantity, central, mean, sd`` and `QUANTILES`, CNY/a; NaN where no sample has the figure.
    """
    solved = answers["status"] == OPTIMAL
    rows = []
    for name in _TOTALS:
        values = answers[name][solved]
        values = values[np.isfinite(values)]
        row = {"quantity": name, "central": float(central[name][0]), "mean": np.nan, "sd": np.nan}
        if len(values):
            row |= {"mean": values.mean(), "sd": values.std(ddof=1) if len(values) > 1 else 0.0}
            row |= dict(zip(QUANTILES, np.quantile(values, LEVELS), strict=True))
        rows.append(row)
    return pd.DataFrame(rows, columns=["quantity", "central", "mean", "sd", *QUANTILES])


def links_table(model: Model, plan: Plan, answers: Answers) -> pd.DataFrame:
    """Return the new links that some sample uses, or that are planned.

    Returns
    -------
    pandas.DataFrame
        ``from, to, commodity, mode, unit, distance_km, chosen, share, share_low, share_high``, and of the samples in
        which the link is used ``amount_q05`` ... (units a year) and ``worth_q05`` ... (saving in concert, CNY/a,
        what is unexplained at the catalog's price); the most used first. A worth without bound (no solution without
        the link) counts as inf.
    """
    arcs = model.arcs
    solved = answers["status"] == OPTIMAL
    count = int(solved.sum())
    flow, worth = answers["flow"][solved], answers["worth"][solved]
    hits = (flow > 0).sum(axis=0)
    shown = np.flatnonzero(~arcs["existing"].to_numpy(bool) & ((hits > 0) | plan.chosen))
    low, high = wilson(hits[shown], count) if count else (np.full(len(shown), np.nan),) * 2
    unit = model.case.catalog.commodities.set_index("id")["unit"]
    table = arcs.iloc[shown][["from", "to", "commodity", "mode", "distance_km"]].reset_index(drop=True)
    table = table.assign(
        unit=unit.reindex(table["commodity"]).fillna("").to_numpy(), chosen=plan.chosen[shown],
        share=hits[shown] / max(count, 1), share_low=low, share_high=high,
    )  # fmt: skip
    for name, figures in (("amount", flow), ("worth", worth)):
        spread = [_spread(figures[flow[:, arc] > 0, arc]) for arc in shown]
        ends = pd.DataFrame(spread, columns=[f"{name}_{q}" for q in QUANTILES], index=table.index, dtype=float)
        table = table.join(ends)
    return table.sort_values(
        ["share", "worth_q50", "from", "to", "commodity", "mode"], ascending=[False, False, True, True, True, True]
    ).reset_index(drop=True)


def _spread(values: np.ndarray) -> np.ndarray:
    # inverted_cdf takes figures as they are: between a figure and inf there is nothing to interpolate
    return np.quantile(values, LEVELS, method="inverted_cdf") if len(values) else np.full(len(LEVELS), np.nan)


def regret_row(plan: Plan, answers: Answers, alpha: float) -> dict[str, float | int]:
    """Return what building the planned links costs against knowing the world before, CNY/a.

    Returns
    -------
    dict
        ``links``, ``expected``, ``q95``, ``tail`` (mean of the worst ``1 - alpha``), ``maximum``, and ``failing``: in
        how many samples the planned links leave no solution while others do (not in the other figures).
    """
    regret = answers["regret"][answers["status"] == OPTIMAL]
    known = regret[np.isfinite(regret)]
    figures = {"expected": np.nan, "q95": np.nan, "tail": np.nan, "maximum": np.nan}
    if len(known):
        figures = {
            "expected": float(known.mean()), "q95": float(np.quantile(known, 0.95)),
            "tail": -tail_mean(-known, alpha), "maximum": float(known.max()),
        }  # fmt: skip
    return {"links": int(plan.chosen.sum()), **figures, "failing": int(np.isinf(regret).sum())}
