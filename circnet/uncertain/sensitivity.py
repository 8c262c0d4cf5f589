"""Which input decides: rank correlations of every input, and Sobol indices of groups of inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from circnet.uncertain.sampling import Sampler
from circnet.uncertain.terms import UncertaintyTerms

__all__ = ["group_shares", "movers", "rank_correlations", "sobol_indices"]

_PARTIAL = 30
"""Inputs that a partial correlation holds fixed at most; it needs ten samples for each."""
_REST = "rest"


def rank_correlations(inputs: pd.DataFrame, values: np.ndarray, target: np.ndarray) -> pd.DataFrame:
    """Return how far each input and the target rise together, by ranks.

    Parameters
    ----------
    inputs
        `circnet.uncertain.inputs.uncertain_inputs`.
    values
        Shape (samples, inputs).
    target
        Shape (samples,); samples where it is NaN do not count.

    Returns
    -------
    pandas.DataFrame
        ``inputs`` with ``spearman``, ``prcc`` and ``noise``, the strongest first. The partial rank correlation is
        asked of the inputs with the strongest ``spearman``, at most 30 and one per ten samples, the others of them
        held fixed (prices that move together are told apart by it); NaN for the rest. Of inputs that have no
        influence, 95 % stay below ``noise``.

    Notes
    -----
    Iman and Conover 1979, Technometrics 21:499-509 (partial correlation of ranks).
    """
    from scipy.stats import rankdata

    known = np.isfinite(target)
    count = int(known.sum())
    blank = np.full(len(inputs), np.nan)
    table = inputs.assign(spearman=blank, prcc=blank, noise=1.96 / np.sqrt(max(count - 1, 1)))
    if count < 3 or not len(inputs) or np.ptp(target[known]) == 0:
        return table
    ranks = rankdata(values[known], axis=0)
    goal = rankdata(target[known])
    centred = ranks - ranks.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    own = goal - goal.mean()
    simple = (own @ centred) / np.where(size > 0, size, np.inf) / np.sqrt(own @ own)
    strong = np.argsort(-np.abs(simple), kind="stable")[: min(_PARTIAL, count // 10)]
    partial = blank.copy()
    partial[strong] = _partial(ranks[:, strong], goal)
    table = table.assign(spearman=simple, prcc=partial, first=np.abs(partial), second=np.abs(simple))
    table = table.sort_values(["first", "second", "input"], ascending=[False, False, True], kind="stable")
    return table.drop(columns=["first", "second"]).reset_index(drop=True)


def _partial(ranks: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """Correlation of each column with the goal once the other columns are taken out of both by regression."""
    both = np.column_stack([ranks, goal]) - np.append(ranks.mean(axis=0), goal.mean())
    found = np.zeros(ranks.shape[1])
    for place in range(len(found)):
        others = np.delete(both[:, :-1], place, axis=1)
        one, rest = (both[:, at] - others @ np.linalg.lstsq(others, both[:, at])[0] for at in (place, -1))
        size = np.sqrt((one @ one) * (rest @ rest))
        # what the others tell in full leaves nothing to tell
        found[place] = one @ rest / size if size > 1e-9 * (goal @ goal) else 0.0
    return found


def movers(inputs: pd.DataFrame, values: np.ndarray, worth: np.ndarray, most: int = 6) -> pd.DataFrame:
    """Return which inputs move the worth of each link, by rank correlation.

    Parameters
    ----------
    inputs, values
        As for `rank_correlations`, ``values`` in the order of ``inputs``.
    worth
        Shape (samples, links), 0 where a link is not used; samples where any is NaN do not count.
    most
        Inputs told of each link at most.

    Returns
    -------
    pandas.DataFrame
        ``link, input, kind, item, spearman``, the strongest first; only those above the noise of chance (1.96 over the
        root of the samples less one).
    """
    from scipy.stats import rankdata

    known = ~np.isnan(worth).any(axis=1)
    names = ["link", "input", "kind", "item", "spearman"]
    if known.sum() < 3 or not len(inputs) or not worth.shape[1]:
        return pd.DataFrame(columns=names)
    ranks, goal = (rankdata(one[known], axis=0) for one in (values, worth))
    ranks, goal = ranks - ranks.mean(axis=0), goal - goal.mean(axis=0)
    size = np.sqrt(np.outer((ranks**2).sum(axis=0), (goal**2).sum(axis=0)))
    found = (ranks.T @ goal) / np.where(size > 0, size, np.inf)
    strong = np.argsort(-np.abs(found), axis=0, kind="stable")[:most]
    table = pd.DataFrame({"link": np.tile(np.arange(found.shape[1]), len(strong)), "place": strong.ravel()})
    table = table.assign(spearman=found[table["place"], table["link"]])
    table = table[table["spearman"].abs() > 1.96 / np.sqrt(known.sum() - 1)]
    table = table.assign(**{name: inputs[name].to_numpy()[table["place"]] for name in ("input", "kind", "item")})
    return table.sort_values("link", kind="stable")[names].reset_index(drop=True)


def group_shares(inputs: pd.DataFrame, values: np.ndarray, target: np.ndarray) -> pd.DataFrame:
    """Return what each group of inputs explains of the target by itself.

    Parameters
    ----------
    inputs, values, target
        As for `rank_correlations`, ``values`` in the order of ``inputs``.

    Returns
    -------
    pandas.DataFrame
        ``group, inputs, explained``: adjusted share of the variance of the target's ranks that a regression on the
        ranks of the group's inputs explains; NaN with fewer than two samples per input and ten. The largest first.
    """
    from scipy.stats import rankdata

    known = np.isfinite(target)
    ranks, goal = rankdata(values[known], axis=0), rankdata(target[known])
    rows = []
    for group, members in inputs.groupby("group").indices.items():
        rows.append({"group": group, "inputs": len(members), "explained": _explained(ranks[:, members], goal)})
    table = pd.DataFrame(rows, columns=["group", "inputs", "explained"])
    return table.sort_values("explained", ascending=False, kind="stable").reset_index(drop=True)


def _explained(ranks: np.ndarray, goal: np.ndarray) -> float:
    count, size = ranks.shape
    own = goal - goal.mean() if count else goal
    if count < 2 * size + 10 or not own.any():
        return float("nan")
    fitted = (ranks - ranks.mean(axis=0)) @ np.linalg.lstsq(ranks - ranks.mean(axis=0), own)[0]
    left = float(((own - fitted) ** 2).sum() / (own @ own))
    return 1.0 - left * (count - 1) / (count - size - 1)


def sobol_indices(
    sampler: Sampler, shares: pd.DataFrame, terms: UncertaintyTerms, target: Callable[[np.ndarray], np.ndarray]
) -> tuple[pd.DataFrame, int]:
    """Return first-order and total Sobol indices of the groups of inputs that matter most.

    Parameters
    ----------
    sampler
        Whose coordinates are grouped.
    shares
        `group_shares`; its first groups are told apart, the others stand together as ``rest``.
    terms
        ``indices`` base samples, ``groups``, ``seed``.
    target
        From points, shape (samples, coordinates), to the figure of interest; NaN where there is none.

    Returns
    -------
    pandas.DataFrame
        ``group, first, first_interval, total, total_interval`` (half widths at 95 %).
    int
        Samples without a figure, which count as the mean.

    Notes
    -----
    Saltelli et al. 2010, Comput. Phys. Commun. 181:259-270; computed with SALib.
    """
    from SALib.analyze import sobol as analysis  # type: ignore[import-untyped]
    from SALib.sample import sobol as plan  # type: ignore[import-untyped]

    largest = set(shares["group"].head(terms.groups))
    groups = [name if name in largest else _REST for name in sampler.groups]
    if len(set(groups)) < 2:  # one group is all there is
        trivial = {"first": 1.0, "first_interval": 0.0, "total": 1.0, "total_interval": 0.0}
        return pd.DataFrame([{"group": groups[0], **trivial}]), 0
    problem: dict[str, Any] = {
        "num_vars": sampler.size, "names": [f"x{i}" for i in range(sampler.size)], "groups": groups,
        "bounds": [[0.0, 1.0]] * sampler.size,
    }  # fmt: skip
    points = plan.sample(problem, terms.indices, calc_second_order=False, seed=terms.seed)
    figures = target(points)
    missing = ~np.isfinite(figures)
    figures = np.where(missing, np.mean(figures[~missing]) if not missing.all() else 0.0, figures)
    # 0 would be no seed to SALib, and the intervals others each time
    found = analysis.analyze(problem, figures, calc_second_order=False, seed=1 + terms.seed)
    table = pd.DataFrame({
        "group": list(dict.fromkeys(groups)), "first": found["S1"], "first_interval": found["S1_conf"],
        "total": found["ST"], "total_interval": found["ST_conf"],
    })  # fmt: skip
    return table, int(missing.sum())
