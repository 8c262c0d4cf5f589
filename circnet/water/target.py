"""The water pinch: least fresh water for one property, from curves alone, without a programme.

The load that sinks may take in up to a quality must cover what sources bring up to it: for every level q

    sum_i S_i (q - q_i)+ + F (q - q_f)+  >=  sum_j D_j (q - l_j)+

so F is the largest of ``deficit(q) / (q - q_f)`` over the levels, and of the plain shortage of flow. Levels where it is
reached are pinches. The cascade: Manan, Tan and Foo, AIChE J. 50 (2004) 3169; limiting composite curve: Wang and Smith,
Chem. Eng. Sci. 49 (1994) 981; load over flow: El-Halwagi, Gabriel and Harell, Ind. Eng. Chem. Res. 42 (2003) 4319.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.errors import Infeasible
from circnet.water.case import Settings
from circnet.water.quality import Limit, limits_of
from circnet.water.tables import WaterTables

__all__ = ["WaterTarget", "target_if_one", "water_target"]

_TOUCH = 1e-9


@dataclass(frozen=True, eq=False)
class WaterTarget:
    """Targets of a network with one property.

    Attributes
    ----------
    fresh, waste
        Least fresh water, and what is then left over.
    pinch
        Qualities at which fresh water is as scarce as that, cleanest first; empty for a threshold problem.
    cascade
        One row per level of quality, cleanest first: ``quality``, ``net_flow`` (sources less sinks up to and at this
        level, fresh included), ``surplus`` (load that could still be taken up so far), ``fresh_needed`` (by this level
        alone), ``pinch``.
    curves
        ``curve, flow, load, quality``: composite curves of load over cumulated flow, ``sources`` (fresh included, each
        from clean to dirty) and ``sinks``; ``limiting``: sinks less sources as load over quality, and ``supply``: the
        line of fresh water that touches it at the pinch.
    """

    fresh: float
    waste: float
    pinch: tuple[float, ...]
    cascade: pd.DataFrame
    curves: pd.DataFrame


def water_target(
    sources: pd.DataFrame,
    sinks: pd.DataFrame,
    operations: pd.DataFrame | None = None,
    at_least: tuple[str, ...] = (),
    mixing: tuple[tuple[str, str], ...] = (),
) -> WaterTarget:
    """Find the least fresh water of one property.

    Parameters
    ----------
    sources, sinks, operations, at_least, mixing
        As in `circnet.water.reuse`; the tables have one property. Of several sources of unlimited flow the cleanest
        counts: it replaces any other. An operation counts at its limiting flow, as a sink at its inlet's limit and a
        source at its outlet's.

    Returns
    -------
    WaterTarget
        Targets, cascade and curves, in the units of the tables.

    Raises
    ------
    ValueError
        If there is not exactly one property and one limit on it.
    Infeasible
        If no amount of fresh water is enough: there is none, or what there is is not clean enough.
    """
    keys = limits_of(sources, sinks, at_least, dict(mixing))
    if len(keys) != 1:
        message = f"the water pinch needs one property with one limit, not {len(keys)}"
        raise ValueError(message)
    supply, quality, demand, limit = _streams(sources, sinks, operations, keys[0])
    unlimited = np.isinf(supply)
    clean = float(quality[unlimited].min(initial=np.inf))
    supply, quality = supply[~unlimited], quality[~unlimited]
    bounded = np.isfinite(limit)
    finite = [quality, limit[bounded], *([np.array([clean])] if np.isfinite(clean) else [])]
    levels = np.unique(np.concatenate(finite))
    deficit = _load(levels, demand[bounded], limit[bounded]) - _load(levels, supply, quality)
    shortage = float(demand.sum() - supply.sum())
    needed = _needed(levels, deficit, clean, keys[0])
    fresh = max(0.0, shortage, float(np.nanmax(needed, initial=0.0)))
    if shortage > 0 and not np.isfinite(clean):
        raise Infeasible(f"{shortage:g} short of water and no source of unlimited flow", pd.DataFrame())
    surplus = fresh * np.clip(levels - clean, 0.0, None) - deficit if np.isfinite(clean) else -deficit
    scale = max(1.0, float(np.abs(needed[np.isfinite(needed)]).max(initial=0.0)))
    with np.errstate(invalid="ignore"):
        touches = (needed > 0) & (fresh - needed <= _TOUCH * scale)
    cascade = pd.DataFrame({
        "quality": keys[0].plain(levels), "net_flow": _net_flow(levels, supply, quality, demand, limit, fresh, clean),
        "surplus": surplus, "fresh_needed": needed, "pinch": touches,
    })  # fmt: skip
    curves = _curves(keys[0], supply, quality, demand, limit, fresh, clean, levels, deficit)
    waste = fresh - shortage
    return WaterTarget(fresh, max(0.0, waste), tuple(map(float, cascade.loc[touches, "quality"])), cascade, curves)


def target_if_one(tables: WaterTables, settings: Settings) -> WaterTarget | None:
    """Return the target of tables that have one property with one limit and no treatments, else None."""
    keys = limits_of(tables.sources, tables.sinks, settings.at_least, dict(settings.mixing))
    if len(keys) != 1 or tables.treatments is not None:
        return None
    try:
        return water_target(tables.sources, tables.sinks, tables.operations, settings.at_least, settings.mixing)
    except Infeasible:  # a hair's breadth from feasible: the network is the authority
        return None


def _streams(
    sources: pd.DataFrame, sinks: pd.DataFrame, operations: pd.DataFrame | None, key: Limit
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Supply and quality of sources, demand and limit of sinks, operations among both; signed."""
    supply = sources["flow"].fillna(np.inf).to_numpy(float)
    quality = key.signed(sources[key.name].to_numpy(float))
    demand, limit = sinks["flow"].to_numpy(float), key.signed(sinks[key.column].to_numpy(float))
    limit = np.where(np.isnan(limit), np.inf, limit)
    if operations is None or not len(operations):
        return supply, quality, demand, limit
    load, inlet, outlet = (operations[f"{key.name} {part}"].to_numpy(float) for part in ("load", "in", "out"))
    inlet, outlet = key.signed(inlet), key.signed(outlet)
    flow = key.sign * load / (outlet - inlet)
    return (np.append(supply, flow), np.append(quality, outlet), np.append(demand, flow), np.append(limit, inlet))


def _load(levels: np.ndarray, flow: np.ndarray, quality: np.ndarray) -> np.ndarray:
    """``sum flow (q - quality)+`` at each level."""
    return np.clip(levels[:, None] - quality[None, :], 0.0, None) @ flow


def _needed(levels: np.ndarray, deficit: np.ndarray, clean: float, key: Limit) -> np.ndarray:
    """Fresh water that each level needs; NaN where fresh water cannot help and need not."""
    dirty = ~(levels > clean) if np.isfinite(clean) else np.ones(len(levels), dtype=bool)
    tolerance = _TOUCH * max(1.0, float(np.abs(deficit).max(initial=0.0)))
    lost = dirty & (deficit > tolerance)
    if lost.any():
        value = float(key.plain(levels[[np.argmax(lost)]])[0])
        raise Infeasible(f"no source is clean enough for the sinks up to {key.name} {value:g}", pd.DataFrame())
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(dirty, np.nan, deficit / (levels - clean))


def _net_flow(  # noqa: PLR0917
    levels: np.ndarray, supply: np.ndarray, quality: np.ndarray, demand: np.ndarray, limit: np.ndarray,
    fresh: float, clean: float,
) -> np.ndarray:  # fmt: skip
    given = (quality[None, :] <= levels[:, None]) @ supply + fresh * (levels >= clean)
    return np.asarray(given - (limit[None, :] <= levels[:, None]) @ demand)


def _curves(  # noqa: PLR0913, PLR0917
    key: Limit, supply: np.ndarray, quality: np.ndarray, demand: np.ndarray, limit: np.ndarray,
    fresh: float, clean: float, levels: np.ndarray, deficit: np.ndarray,
) -> pd.DataFrame:  # fmt: skip
    """Composite curves of load over flow, and the limiting curve of load over quality with its supply line."""
    with_fresh = (np.append(supply, fresh), np.append(quality, clean)) if fresh > 0 else (supply, quality)
    bounded = np.isfinite(limit)
    parts = [
        _composite("sources", *with_fresh, key),
        _composite("sinks", demand[bounded], limit[bounded], key),
        pd.DataFrame({"curve": "limiting", "flow": np.nan, "load": deficit, "quality": key.plain(levels)}),
    ]
    if np.isfinite(clean):
        above = np.unique(np.append(levels[levels >= clean], clean))
        line = {"curve": "supply", "flow": fresh, "load": fresh * (above - clean), "quality": key.plain(above)}
        parts.append(pd.DataFrame(line))
    return pd.concat(parts, ignore_index=True)


def _composite(name: str, flow: np.ndarray, quality: np.ndarray, key: Limit) -> pd.DataFrame:
    """Cumulated load over cumulated flow, streams from clean to dirty; the first point is the origin."""
    order = np.argsort(quality, kind="stable")
    flow, quality = flow[order], quality[order]
    total, load = np.append(0.0, np.cumsum(flow)), np.append(0.0, np.cumsum(key.sign * flow * quality))
    marks = np.append(quality[:1], quality) if len(quality) else np.array([np.nan])
    return pd.DataFrame({"curve": name, "flow": total, "load": load, "quality": key.plain(marks)})
