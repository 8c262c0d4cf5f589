"""The pinch: least hot and cold utility of a set of heat streams, by the problem table.

Linnhoff and Flower 1978 (AIChE J. 24:633-642); Linnhoff et al., User Guide on Process Integration, IChemE 1982; Kemp,
Pinch Analysis and Process Integration, 2nd ed., 2007. Every hot stream is moved down, every cold stream up, by its
contribution to the least temperature difference; heat then falls freely from interval to interval.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from circnet.errors import InputFaults
from circnet.heat.curves import composite
from circnet.heat.exergy import exergy_of_recovery
from circnet.heat.intervals import Scale, scale_of
from circnet.heat.settings import HeatSettings
from circnet.heat.streams import stream_table
from circnet.park.faults import errors_of

__all__ = ["Pinch", "Shifted", "cascade", "pinch", "shifted"]

_EXACT = 1e-9
"""A flow under this share of all heat is none: rounding of the input's own figures stays below."""


@dataclass(frozen=True)
class Shifted:
    """Streams on the scale of shifted temperatures, as arrays of one entry per stream with heat.

    Attributes
    ----------
    low, high
        Ends of the stream after shifting, C.
    duty
        Heat given or taken, kW.
    hot
        Whether the stream gives heat.
    contribution
        What it was shifted by, K.
    """

    low: np.ndarray
    high: np.ndarray
    duty: np.ndarray
    hot: np.ndarray
    contribution: np.ndarray

    @property
    def total(self) -> float:
        """Return all heat, given and taken, kW."""
        return float(self.duty.sum())

    def net(self, scale: Scale) -> np.ndarray:
        """Return heat given less heat taken in each interval, kW, from cold to hot."""
        hot = self.hot
        given = scale.heat(self.low[hot], self.high[hot], self.duty[hot])
        return given - scale.heat(self.low[~hot], self.high[~hot], self.duty[~hot])


@dataclass(frozen=True)
class Pinch:
    """Targets of a set of heat streams; tables are made when they are asked for.

    Attributes
    ----------
    streams
        The streams as read.
    settings
        The choices of the run.
    lines
        The streams that carry heat, on the shifted scale.
    nodes, net, flow
        Shifted temperatures from hot to cold, what each interval below them gives (+) or takes (-), kW, and the flow
        through each temperature with the least heat put in at the top, kW.
    """

    streams: pd.DataFrame
    settings: HeatSettings
    lines: Shifted
    nodes: np.ndarray
    net: np.ndarray
    flow: np.ndarray

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Return the targets.

        ``hot_utility_kw, cold_utility_kw, recovered_kw, hot_duty_kw, cold_duty_kw``; ``threshold`` (one utility is not
        needed at all), ``threshold_kind`` (`no_hot_utility`, `no_cold_utility`, `no_utility` or None); ``pinch_c``
        (every shifted temperature no heat passes), ``pinch_hot_c``, ``pinch_cold_c`` (hottest pinch, true
        temperatures).
        """
        heating, cooling = (float(self.flow[0]), float(self.flow[-1])) if len(self.flow) else (0.0, 0.0)
        hot = self.lines.hot
        given, taken = float(self.lines.duty[hot].sum()), float(self.lines.duty[~hot].sum())
        kinds = {(True, True): "no_utility", (True, False): "no_hot_utility", (False, True): "no_cold_utility"}
        kind = kinds.get((heating == 0, cooling == 0))
        at = self._zeros
        return {
            "hot_utility_kw": heating, "cold_utility_kw": cooling, "pinch_c": at.tolist(),
            "pinch_hot_c": _known(at[0] + self._met(at[0], hot=True)) if len(at) else None,
            "pinch_cold_c": _known(at[0] - self._met(at[0], hot=False)) if len(at) else None,
            "threshold": kind is not None, "threshold_kind": kind,
            "recovered_kw": taken - heating, "hot_duty_kw": given, "cold_duty_kw": taken,
        }  # fmt: skip

    @cached_property
    def cascade(self) -> pd.DataFrame:
        """Return ``shifted_c, net_kw, flow_kw``, from hot to cold; nothing lies below the last temperature."""
        below = np.append(self.net, np.nan)[: len(self.nodes)]
        return pd.DataFrame({"shifted_c": self.nodes, "net_kw": below, "flow_kw": self.flow}, dtype=float)

    @cached_property
    def pinches(self) -> pd.DataFrame:
        """Return ``shifted_c, hot_c, cold_c``: temperatures no heat passes, and what they are for either side.

        A true temperature is NaN where streams with different contributions meet the pinch.
        """
        at = self._zeros
        hot = np.array([self._met(one, hot=True) for one in at])
        cold = np.array([self._met(one, hot=False) for one in at])
        return pd.DataFrame({"shifted_c": at, "hot_c": at + hot, "cold_c": at - cold}, dtype=float)

    @cached_property
    def curves(self) -> pd.DataFrame:
        """Return ``curve, temperature_c, heat_kw``: `hot`, `cold`, `hot_shifted`, `cold_shifted` and `grand`."""
        cooling = self.summary["cold_utility_kw"]
        rows = self.streams[self.streams["duty_kw"] > 0]
        ends = np.sort(rows[["supply_c", "target_c"]].to_numpy(float), axis=1)
        lines, tables = self.lines, []
        for name, side, start in (("hot", lines.hot, 0.0), ("cold", ~lines.hot, cooling)):
            tables.append(composite(ends[side, 0], ends[side, 1], lines.duty[side], start).assign(curve=name))
            one = composite(lines.low[side], lines.high[side], lines.duty[side], start)
            tables.append(one.assign(curve=f"{name}_shifted"))
        grand = pd.DataFrame({"temperature_c": self.nodes, "heat_kw": self.flow, "curve": "grand"})
        return pd.concat([*tables, grand], ignore_index=True)[["curve", "temperature_c", "heat_kw"]]

    @cached_property
    def kinks(self) -> pd.DataFrame:
        """Return ``shifted_c, name, enterprise, hot, end``: which stream begins (`supply`) or ends (`target`) where.

        The streams behind each bend of the curves, from hot to cold.
        """
        rows = self.streams[self.streams["duty_kw"] > 0].reset_index(drop=True)
        lines = self.lines
        labels = rows[["name", "enterprise", "hot"]]
        ends = {
            "supply": np.where(lines.hot, lines.high, lines.low),
            "target": np.where(lines.hot, lines.low, lines.high),
        }
        parts = [labels.assign(shifted_c=np.round(at, 9), end=end) for end, at in ends.items()]
        table = pd.concat(parts, ignore_index=True)[["shifted_c", "name", "enterprise", "hot", "end"]]
        return table.sort_values("shifted_c", ascending=False, kind="stable", ignore_index=True)

    @cached_property
    def exergy(self) -> dict[str, float]:
        """Return exergy of the heat recovered and rejected, kW; see `circnet.heat.exergy`."""
        summary = self.summary
        cooling, recovered = summary["cold_utility_kw"], summary["recovered_kw"]
        return exergy_of_recovery(self.curves, cooling, recovered, self.settings.surroundings_c)

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the streams as plain values."""
        tables = {name: getattr(self, name) for name in ("cascade", "pinches", "kinks", "curves")}
        rows = {
            name: table.astype(object).where(table.notna(), None).to_dict("records") for name, table in tables.items()
        }
        return {**self.summary, **self.exergy, **rows, "settings": asdict(self.settings)}

    @cached_property
    def _zeros(self) -> np.ndarray:
        """Temperatures no heat passes, from hot to cold."""
        return np.unique(self.nodes[self.flow == 0])[::-1]

    def _met(self, temperature: float, *, hot: bool) -> float:
        """Contribution of the streams of one side that meet a temperature, NaN where they differ."""
        lines = self.lines
        side = (lines.hot == hot) & (lines.low <= temperature + 1e-9) & (lines.high >= temperature - 1e-9)
        met = lines.contribution[side]
        if not len(met):
            return self.settings.dtmin_k / 2
        return float(met[0]) if (met == met[0]).all() else float("nan")


def pinch(streams: pd.DataFrame, settings: HeatSettings | None = None) -> Pinch:
    """Find the targets of a set of heat streams.

    Parameters
    ----------
    streams
        As `circnet.heat.stream_table` gives them, or with the columns of `circnet.heat.STREAMS`: temperatures in C,
        heat in kW, heat capacity flow in kW/K.
    settings
        Least temperature difference and others.

    Returns
    -------
    Pinch

    Raises
    ------
    InputFaults
        If a stream cannot be read; see `circnet.heat.stream_table`.

    Examples
    --------
    >>> rows = [("C1", 20, 135, 2.0), ("H1", 170, 60, 3.0), ("C2", 80, 140, 4.0), ("H2", 150, 30, 1.5)]
    >>> table = pd.DataFrame(rows, columns=["name", "supply_c", "target_c", "heat_capacity_kw_k"])
    >>> found = pinch(table, HeatSettings(dtmin_k=10))
    >>> found.summary["hot_utility_kw"], found.summary["cold_utility_kw"], found.summary["pinch_c"]
    (20.0, 60.0, [85.0])
    """
    settings = HeatSettings() if settings is None else settings
    table = ready(streams)
    lines = shifted(table, settings)
    scale = scale_of(lines.low, lines.high)
    net, flow = cascade(lines, scale)
    return Pinch(table, settings, lines, scale.nodes[::-1], net, flow)


def ready(streams: pd.DataFrame) -> pd.DataFrame:
    """Return a stream table as analyses need it; raises InputFaults where it cannot be read."""
    if "hot" in streams:
        return streams
    table, faults = stream_table(streams)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return table


def shifted(streams: pd.DataFrame, settings: HeatSettings) -> Shifted:
    """Return streams with heat on the scale of shifted temperatures."""
    duty = streams["duty_kw"].to_numpy(float)
    carries = duty > 0
    supply, target = (streams[name].to_numpy(float)[carries] for name in ("supply_c", "target_c"))
    own = streams["dt_contribution_k"].to_numpy(float)[carries]
    hot = streams["hot"].to_numpy(bool)[carries]
    contribution = np.where(np.isnan(own), settings.dtmin_k / 2, own)
    move = np.where(hot, -contribution, contribution)
    return Shifted(
        np.minimum(supply, target) + move, np.maximum(supply, target) + move, duty[carries], hot, contribution
    )


def cascade(lines: Shifted, scale: Scale) -> tuple[np.ndarray, np.ndarray]:
    """Return net heat of each interval and flow through each node, kW, from hot to cold.

    flow_0 = Q_hot, flow_(k+1) = flow_k + net_k >= 0, where Q_hot is the least that keeps every flow from below zero.
    """
    net = lines.net(scale)[::-1]
    if not len(scale.nodes):
        return net, np.empty(0)
    fallen = np.concatenate([[0.0], np.cumsum(net)])
    flow = fallen - min(fallen.min(), 0.0)
    flow[np.abs(flow) <= _EXACT * lines.total] = 0.0
    return net, flow


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
