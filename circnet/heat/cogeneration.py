"""Power from steam that falls between mains, by the T-S model.

Saturated steam that gives heat Q at the temperature of a lower main brings the entropy Q / T_low; on a temperature-
entropy diagram expansion from T_high is the rectangle between the two levels (Raissi 1994, Total site integration, PhD
thesis, UMIST; the constant factor there is this one at one temperature):

    W = efficiency * Q * (T_high - T_low) / T_low

Superheat and moisture are left out; use it for targets, not for sizing turbines.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.heat.exergy import ABSOLUTE_ZERO_C

__all__ = ["expansion_power", "fallen"]


def expansion_power(high_c: np.ndarray, low_c: np.ndarray, heat_kw: np.ndarray, efficiency: float) -> np.ndarray:
    """Return the shaft power of steam that falls from one main to another and gives its heat there, kW.

    Parameters
    ----------
    high_c, low_c
        Saturation temperatures of the mains, C.
    heat_kw
        Heat given at the lower main, kW.
    efficiency
        Isentropic efficiency.

    Raises
    ------
    ValueError
        If a lower main is hotter than the upper one.

    Examples
    --------
    >>> float(expansion_power(250.0, 150.0, 10_000.0, 1.0).round(1))
    2363.2
    """
    high, low = np.asarray(high_c, dtype=float), np.asarray(low_c, dtype=float)
    if (low > high).any():
        raise ValueError(f"steam does not fall from {high.min():g} C to {low.max():g} C; expected low_c <= high_c")
    return np.asarray(efficiency * np.asarray(heat_kw, dtype=float) * (high - low) / (low - ABSOLUTE_ZERO_C))


def fallen(mains: pd.DataFrame, efficiency: float) -> pd.DataFrame:
    """Let surplus heat fall from main to main and raise the rest in a boiler at the hottest one.

    Parameters
    ----------
    mains
        ``utility, temperature_c, generated_kw, used_kw``, from hot to cold.
    efficiency
        Isentropic efficiency of the turbines.

    Returns
    -------
    DataFrame
        The mains with ``exchanged_kw`` (between zones at this level), ``let_down_kw`` (from hotter mains, used here),
        ``surplus_kw`` (left over here), ``fired_kw`` (raised by the boiler) and ``power_kw`` (of turbines that let both
        fall to this main).
    """
    exchanged = np.minimum(mains["generated_kw"], mains["used_kw"])
    surplus = (mains["generated_kw"] - exchanged).to_numpy(float, copy=True)
    need = (mains["used_kw"] - exchanged).to_numpy(float, copy=True)
    temperature = mains["temperature_c"].to_numpy(float)
    let_down, fired, power = np.zeros(len(mains)), np.zeros(len(mains)), np.zeros(len(mains))
    for level in range(len(mains)):
        for above in range(level):
            amount = min(surplus[above], need[level])
            surplus[above] -= amount
            need[level] -= amount
            let_down[level] += amount
            power[level] += expansion_power(temperature[above], temperature[level], amount, efficiency)
        fired[level] = need[level]
        power[level] += expansion_power(temperature[0], temperature[level], need[level], efficiency)
    return mains.assign(
        exchanged_kw=exchanged, let_down_kw=let_down, surplus_kw=surplus, fired_kw=fired, power_kw=power
    )
