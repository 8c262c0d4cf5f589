"""Exergy of heat: what work it could do between its temperature and the surroundings.

Heat dQ at absolute temperature T carries dQ (1 - T0 / T) (Kotas, The Exergy Method of Thermal Plant Analysis, 1985,
ch. 2). Along a piece of a composite curve with heat proportional to temperature this is Q (1 - T0 / T_lm), where T_lm
is the logarithmic mean of its ends.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["ABSOLUTE_ZERO_C", "exergy", "exergy_of_recovery"]

ABSOLUTE_ZERO_C = -273.15


def exergy(curve: pd.DataFrame, low_kw: float, high_kw: float, surroundings_c: float) -> float:
    """Return the exergy of the part of a composite curve between two positions, kW.

    Parameters
    ----------
    curve
        ``temperature_c, heat_kw``, from cold to hot.
    low_kw, high_kw
        The part, in kW along the curve.
    surroundings_c
        Where heat has no exergy, C. Heat below it has negative exergy: cold is worth work.
    """
    if high_kw <= low_kw or not len(curve):
        return 0.0
    heat, kelvin = curve["heat_kw"].to_numpy(), curve["temperature_c"].to_numpy() - ABSOLUTE_ZERO_C
    upper, lower = np.clip(heat[1:], low_kw, high_kw), np.clip(heat[:-1], low_kw, high_kw)
    amount = upper - lower
    width = np.diff(heat)
    inside = (amount > 0) & (width > 0)
    slope = np.divide(np.diff(kelvin), width, out=np.zeros_like(width), where=inside)
    bottom = kelvin[:-1] + slope * (lower - heat[:-1])
    top = kelvin[:-1] + slope * (upper - heat[:-1])
    mean = _log_mean(bottom[inside], top[inside])
    return float((amount[inside] * (1.0 - (surroundings_c - ABSOLUTE_ZERO_C) / mean)).sum())


def _log_mean(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Logarithmic mean; the arithmetic one where both are nearly the same (error under 1e-9)."""
    ratio = high / low
    near = np.abs(ratio - 1.0) < 1e-4
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (high - low) / np.log(ratio)
    return np.where(near, (low + high) / 2, mean)


def exergy_of_recovery(
    curves: pd.DataFrame, cooling: float, recovered: float, surroundings_c: float
) -> dict[str, float]:
    """Return the exergy hot streams give and cold streams get where heat is recovered, and that of rejected heat, kW.

    Recovery is vertical between the composite curves: the least exergy lost without a pocket crossed.
    """
    hot = curves[curves["curve"] == "hot"]
    cold = curves[curves["curve"] == "cold"]
    given = exergy(hot, cooling, cooling + recovered, surroundings_c)
    taken = exergy(cold, cooling, cooling + recovered, surroundings_c)
    return {
        "exergy_given_kw": given, "exergy_recovered_kw": taken, "exergy_lost_kw": given - taken,
        "exergy_rejected_kw": exergy(hot, 0.0, cooling, surroundings_c),
    }  # fmt: skip
