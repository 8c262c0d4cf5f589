"""Distributions given by a low, a central and a high figure, or by a spread: their quantiles."""

from __future__ import annotations

import numpy as np
from scipy import special

__all__ = ["quantiles"]

_TAIL = float(special.ndtri(0.95))


def quantiles(
    shape: np.ndarray, low: np.ndarray, central: np.ndarray, high: np.ndarray, probability: np.ndarray
) -> np.ndarray:
    """Return quantiles of many distributions.

    Parameters
    ----------
    shape
        ``triangular``, ``pert`` or ``lognormal``, shape (inputs,).
    low, central, high
        The range, shape (inputs,): its ends and mode, or for ``lognormal`` the 5 % quantile, the median and the 95 %
        quantile, all of one sign.
    probability
        In (0, 1), shape (samples, inputs).

    Returns
    -------
    numpy.ndarray
        Shape (samples, inputs).

    Notes
    -----
    PERT: beta with mean ``(low + 4 central + high) / 6`` (Malcolm et al. 1959, Oper. Res. 7:646-669).
    """
    values = np.broadcast_to(central, probability.shape).astype(float).copy()
    spread = high > low
    for name, ppf in (("triangular", _triangular), ("pert", _pert), ("lognormal", _lognormal)):
        at = spread & (shape == name)
        values[:, at] = ppf(low[at], central[at], high[at], probability[:, at])
    return values


def _triangular(low: np.ndarray, mode: np.ndarray, high: np.ndarray, p: np.ndarray) -> np.ndarray:
    width = high - low
    below = p * width < mode - low
    rising = low + np.sqrt(np.maximum(p * width * (mode - low), 0.0))
    return np.where(below, rising, high - np.sqrt(np.maximum((1.0 - p) * width * (high - mode), 0.0)))


def _pert(low: np.ndarray, mode: np.ndarray, high: np.ndarray, p: np.ndarray) -> np.ndarray:
    width = high - low
    first = 1.0 + 4.0 * (mode - low) / width
    return low + width * special.betaincinv(first, 6.0 - first, p)


def _lognormal(low: np.ndarray, median: np.ndarray, high: np.ndarray, p: np.ndarray) -> np.ndarray:
    score = special.ndtri(p)
    # of figures below zero the low one is the larger in size
    end = np.where(score < 0, low, high)
    return median * (end / median) ** (np.abs(score) / _TAIL)
