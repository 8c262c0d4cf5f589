"""What samples say: quantiles, shares with their intervals, tails."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.evidence import evidence
from circnet.coupling.model import Model
from circnet.uncertain.chunks import Figures
from circnet.uncertain.deciding import OPTIMAL, Plan

__all__ = ["LEVELS", "QUANTILES", "ROBUST", "links_table", "tail_mean", "totals_table", "uses_table", "wilson"]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
QUANTILES = tuple(f"q{round(100 * level):02d}" for level in LEVELS)
ROBUST = 0.9
"""Share of samples from which a link counts as robust."""
_TOTALS = ("saving", "saving_unexplained", "cost", "unexplained", "saving_total")
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


def totals_table(answers: Figures, central: Figures) -> pd.DataFrame:
    """Return totals over the samples that have a solution.

    Returns
    -------
    pandas.DataFrame
        ``quantity, central, mean, sd`` and `QUANTILES`, CNY/a; NaN where no sample has the figure. The last quantity,
        ``saving_total``, is the saving with that on what is unexplained.
    """
    solved = answers["status"] == OPTIMAL
    rows = []
    for name in _TOTALS:
        values = _quantity(answers, name)[solved]
        values = values[np.isfinite(values)]
        row = {"quantity": name, "central": float(_quantity(central, name)[0]), "mean": np.nan, "sd": np.nan}
        if len(values):
            row |= {"mean": values.mean(), "sd": values.std(ddof=1) if len(values) > 1 else 0.0}
            row |= dict(zip(QUANTILES, np.quantile(values, LEVELS), strict=True))
        rows.append(row)
    return pd.DataFrame(rows, columns=["quantity", "central", "mean", "sd", *QUANTILES])


def _quantity(answers: Figures, name: str) -> np.ndarray:
    return answers["saving"] + answers["saving_unexplained"] if name == "saving_total" else answers[name]


def links_table(model: Model, plan: Plan, answers: Figures) -> pd.DataFrame:
    """Return the new links that some sample uses, or that are planned.

    Returns
    -------
    pandas.DataFrame
        ``from, to, commodity, mode, unit, distance_km, evidence, chosen, robust, share, share_low, share_high``, and
        of the samples in which the link is used ``amount_q05`` ... (units a year) and ``worth_q05`` ... (saving in
        concert, CNY/a, what is unexplained at the catalog's price); the most used first. A worth without bound (no
        solution without the link) counts as inf. ``robust``: used in `ROBUST` of the samples or more; the index is the
        position of the arc.
    """
    arcs = model.arcs
    solved = answers["status"] == OPTIMAL
    count = int(solved.sum())
    flow, worth = answers["flow"][solved], answers["worth"][solved]
    hits = (flow > 0).sum(axis=0)
    shown = np.flatnonzero(~arcs["existing"].to_numpy(bool) & ((hits > 0) | plan.chosen))
    low, high = wilson(hits[shown], count) if count else (np.full(len(shown), np.nan),) * 2
    unit = model.case.catalog.commodities.set_index("id")["unit"]
    table = arcs.iloc[shown][["from", "to", "commodity", "mode", "distance_km"]].set_axis(shown)
    share = hits[shown] / max(count, 1)
    table = table.assign(
        unit=unit.reindex(table["commodity"]).fillna("").to_numpy(), evidence=evidence(model.case, table),
        chosen=plan.chosen[shown], robust=share >= ROBUST, share=share, share_low=low, share_high=high,
    )  # fmt: skip
    for name, figures in (("amount", flow), ("worth", worth)):
        spread = [_spread(figures[flow[:, arc] > 0, arc]) for arc in shown]
        ends = pd.DataFrame(spread, columns=[f"{name}_{q}" for q in QUANTILES], index=table.index, dtype=float)
        table = table.join(ends)
    return table.sort_values(
        ["share", "worth_q50", "from", "to", "commodity", "mode"], ascending=[False, False, True, True, True, True]
    )


def _spread(values: np.ndarray) -> np.ndarray:
    # inverted_cdf takes figures as they are: between a figure and inf there is nothing to interpolate
    return np.quantile(values, LEVELS, method="inverted_cdf") if len(values) else np.full(len(LEVELS), np.nan)


def uses_table(arcs: np.ndarray, answers: Figures) -> pd.DataFrame:
    """Return every use of some arcs in a sample: ``link`` (place among ``arcs``), ``sample, amount, worth``."""
    flow, worth = answers["flow"][:, arcs], answers["worth"][:, arcs]
    link, sample = np.nonzero((flow > 0).T)
    return pd.DataFrame({"link": link, "sample": sample, "amount": flow[sample, link], "worth": worth[sample, link]})
