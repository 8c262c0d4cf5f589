"""Composite curves: temperature against the heat of all streams of one side."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.heat.intervals import scale_of

__all__ = ["composite"]


def composite(low: np.ndarray, high: np.ndarray, duty: np.ndarray, start: float = 0.0) -> pd.DataFrame:
    """Return ``temperature_c, heat_kw`` of the streams together, from cold to hot, beginning at `start`.

    Parameters
    ----------
    low, high
        Ends of the streams, C.
    duty
        Their heat, kW.
    start
        Heat at the cold end, kW: the cold utility for the cold curve, so that the curves lie above each other.
    """
    if not len(low):
        return pd.DataFrame({"temperature_c": [], "heat_kw": []}, dtype=float)
    scale = scale_of(low, high)
    heat = start + np.concatenate([[0.0], np.cumsum(scale.heat(low, high, duty))])
    return pd.DataFrame({"temperature_c": scale.nodes, "heat_kw": heat})
