"""What the gap of an element balance looks like: a guess at the stream that a table forgot."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

__all__ = ["GUESSES", "guess_missing"]

GUESSES = ["side", "candidate", "t", "residual"]
SINGLES = 15
"""How many of the best single candidates are tried in pairs."""
WORTH_A_SECOND = 0.05
"""A second candidate must bring the residual down by this much."""
RESEMBLES = 0.5
"""Largest residual of the first candidate that still counts as a likeness."""
SLIGHT = 0.05
"""Below this part of the whole gap a side is not guessed at."""
SAME = 1e-6


def guess_missing(gap: pd.Series, candidates: pd.DataFrame, preferred: pd.Index | None = None) -> pd.DataFrame:
    """Guess which streams are missing from a balance.

    What enters and does not leave (gap above zero) looks like an output that was left out, the rest like an input.
    For each side, ``min |g - A x|, x >= 0`` over one candidate, or two where the second takes a further twentieth
    off the residual (non-negative least squares; C. L. Lawson and R. J. Hanson, Solving Least Squares Problems,
    1974, chapter 23).

    Parameters
    ----------
    gap
        In less out per element, t/a.
    candidates
        t of element per t of candidate; index: candidates, columns: elements. Those without any of the elements of
        ``gap`` are left out.
    preferred
        Candidates that win a tie.

    Returns
    -------
    pandas.DataFrame
        `GUESSES`: ``side`` (output or input), ``t`` of the candidate a year, ``residual``: the share of the gap, as
        a length, that the guess leaves. A side that is a twentieth of the gap or less, and one that nothing resembles
        (`RESEMBLES`), has no row. A guess, never a finding.
    """
    profiles = candidates.reindex(columns=gap.index).fillna(0.0)
    profiles = profiles[profiles.gt(0.0).any(axis=1)]
    likes = profiles.index.isin(preferred if preferred is not None else [])
    profiles = profiles.iloc[np.lexsort((profiles.index.astype(str), ~likes))]
    sides = (("output", gap.clip(lower=0.0)), ("input", (-gap).clip(lower=0.0)))
    whole = float(np.linalg.norm(gap))
    told = [(side, part.to_numpy(float)) for side, part in sides if np.linalg.norm(part) > SLIGHT * whole]
    parts = [_fit(part, profiles).assign(side=side) for side, part in told]
    found = [part for part in parts if len(part)]
    if not found:
        return pd.DataFrame({name: pd.Series(dtype="str" if name in GUESSES[:2] else "float64") for name in GUESSES})
    return pd.concat(found, ignore_index=True)[GUESSES]


def _fit(gap: np.ndarray, profiles: pd.DataFrame) -> pd.DataFrame:
    from scipy.optimize import nnls

    matrix, size = profiles.to_numpy(float), float(np.linalg.norm(gap))
    amounts = np.clip(matrix @ gap / (matrix**2).sum(axis=1), 0.0, None)
    left = np.linalg.norm(gap - matrix * amounts[:, None], axis=1) / size
    order = np.argsort(np.round(left / SAME), kind="stable")[:SINGLES]
    if not len(order) or left[order[0]] > RESEMBLES:
        return pd.DataFrame(columns=GUESSES)
    best, chosen, found = left[order[0]], [order[0]], np.array([amounts[order[0]]])
    for pair in combinations(order, 2):
        x, rest = nnls(matrix[list(pair)].T, gap)
        if rest / size < min(best, left[order[0]] - WORTH_A_SECOND) - SAME:
            best, chosen, found = rest / size, list(pair), x
    return pd.DataFrame({"candidate": profiles.index[chosen].astype("str"), "t": found, "residual": best})
