"""Heat pumps and engines between temperatures: a share of Carnot, never a flat efficiency.

Heat taken at T_cold and given at T_hot (kelvin, after the approach in either exchanger):

    heat pump          COP = share * T_hot / (T_hot - T_cold)
    engine (ORC)       efficiency = share * (1 - T_cold / T_hot)

The share of Carnot that a machine reaches is the user's figure: about 0.45 to 0.55 for large heat pumps (Arpagaus et
al. 2018, Energy 152:985-1010), 0.4 to 0.5 for ORC (Quoilin et al. 2013, Renew. Sustain. Energy Rev. 22:168-186).
"""

from __future__ import annotations

import pandas as pd

from circnet.errors import UsageFault
from circnet.heat.exergy import ABSOLUTE_ZERO_C

__all__ = ["electric_boiler", "engine", "engine_efficiency", "fired_boiler", "heat_pump", "pump_cop"]

_MWH_PER_GJ = 1 / 3.6


def pump_cop(source_c: float, sink_c: float, share: float, approach_k: float = 5.0) -> float:
    """Return heat given per work used of a heat pump.

    Parameters
    ----------
    source_c, sink_c
        Coldest temperature the source is cooled to, hottest the sink is heated to, C.
    share
        Share of Carnot, above 0 up to 1.
    approach_k
        Temperature difference in either exchanger, K.

    Raises
    ------
    UsageFault
        If the share is beyond Carnot, or the sink is no hotter than the source.

    Examples
    --------
    >>> round(pump_cop(30.0, 70.0, 0.5), 2)
    3.48
    """
    hot, cold = _kelvins(sink_c + approach_k, source_c - approach_k, share)
    return max(share * hot / (hot - cold), 1.0)


def engine_efficiency(source_c: float, sink_c: float, share: float, approach_k: float = 5.0) -> float:
    """Return work made per heat taken by an engine between a source and a sink; parameters as `pump_cop`.

    `source_c` is the coldest temperature the source is cooled to: the engine cannot boil above it.
    """
    hot, cold = _kelvins(source_c - approach_k, sink_c + approach_k, share)
    return share * (1.0 - cold / hot)


def _kelvins(hot_c: float, cold_c: float, share: float) -> tuple[float, float]:
    if not 0 < share <= 1:
        raise UsageFault("bad_setting", f"share of Carnot = {share}", "0..1")
    if hot_c <= cold_c:
        raise UsageFault("bad_setting", f"{hot_c:g} C above {cold_c:g} C", "hot > cold")
    return hot_c - ABSOLUTE_ZERO_C, cold_c - ABSOLUTE_ZERO_C


def heat_pump(enterprise: str, takes: pd.Series, makes: pd.Series, share: float = 0.5) -> pd.DataFrame:
    """Return a heat pump from one grade to another as a row of `circnet.heat.seasonal`'s converters.

    `takes` and `makes` are rows of a grade table (``name, supply_c, target_c``): the pump cools its source to the
    return and heats its sink to the supply. Capacity and costs are left for the caller to assign.
    """
    cop = pump_cop(min(takes["supply_c"], takes["target_c"]), makes["supply_c"], share)
    return _row(enterprise, "heat_pump", takes["name"], makes["name"], (1.0 - 1.0 / cop, 1.0, -_MWH_PER_GJ / cop))


def engine(enterprise: str, takes: pd.Series, sink_c: float, share: float = 0.45) -> pd.DataFrame:
    """Return an engine (ORC) that makes power of one grade as a row of converters, per GJ of heat taken."""
    made = engine_efficiency(min(takes["supply_c"], takes["target_c"]), sink_c, share)
    return _row(enterprise, "engine", takes["name"], "", (1.0, 0.0, made * _MWH_PER_GJ))


def electric_boiler(enterprise: str, makes: pd.Series, efficiency: float) -> pd.DataFrame:
    """Return an electric boiler for one grade as a row of converters.

    Raises
    ------
    UsageFault
        If it makes more heat than it uses.
    """
    if not 0 < efficiency <= 1:
        raise UsageFault("bad_setting", f"boiler efficiency = {efficiency}", "0..1")
    return _row(enterprise, "electric_boiler", "", makes["name"], (0.0, 1.0, -_MWH_PER_GJ / efficiency))


def fired_boiler(enterprise: str, makes: pd.Series, cost: float) -> pd.DataFrame:
    """Return a boiler for one grade as a row of converters; `cost` is CNY per GJ of heat, fuel and upkeep."""
    return _row(enterprise, "fired_boiler", "", makes["name"], (0.0, 1.0, 0.0)).assign(cost=cost)


def _row(enterprise: str, name: str, takes: str, makes: str, figures: tuple[float, float, float]) -> pd.DataFrame:
    used, made, power = figures
    return pd.DataFrame([{
        "enterprise": enterprise, "converter": name, "takes": takes, "makes": makes, "heat_used": used,
        "heat_made": made, "power_mwh": power,
    }])  # fmt: skip
