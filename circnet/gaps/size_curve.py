"""What a new plant is worth at each size: the park solved again over a range of capacities."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Places, Terms
from circnet.coupling.choice import choose, first_state
from circnet.coupling.model import build
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Point
from circnet.errors import UsageFault
from circnet.gaps.alone import capital, scales
from circnet.gaps.economics import npv
from circnet.gaps.partners import feedstock
from circnet.gaps.plants import PREFIX, with_plants
from circnet.gaps.screen import Progress, Screen

CURVE_COLUMNS = ["technology", "capacity", "load", "value", "marginal", "npv", "capex", "covers"]
_SPREAD = 8.0
"""Ratio of largest to least size from which sizes grow by a factor and not by a step."""
_SAME = 0.02
"""Sizes closer than this part are one."""
_FROM, _TO = 0.2, 3.0
"""Sizes of a plant of which none are known, in parts of what the linear programme gives."""


def size_curve(  # noqa: PLR0913, PLR0917
    found: Screen,
    settings: Settings,
    technology: str,
    points: int = 10,
    also: float = 0.0,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Value a new plant at several capacities, from its least to its largest.

    At each capacity the plant runs at the load that is best for the park, up to full; links are decided anew as
    `circnet.coupling.couple` does. One model is built, and each size starts from the last.

    Parameters
    ----------
    found
        The park, screened; this technology must not be ruled out.
    settings
        Of that screen; links are kept by what pays, never decided by yes or no.
    technology
        The plant.
    points
        How many capacities, at least two.
    also
        A capacity to be among them, units a year; 0 for none.
    progress
        Told stage ``curve`` and share done; what it raises stops the work.

    Returns
    -------
    pandas.DataFrame
        ``technology, capacity, load`` (units of the reference good a year), ``value`` (CNY/a: net cost without the
        plant less net cost with it, its annuity paid), ``marginal`` (CNY per unit of capacity a year since the last
        row; NaN in the first), ``npv, capex`` (CNY), ``covers`` (share of feedstock from inside by value, NaN where it
        does not run).

    Raises
    ------
    UsageFault
        If the technology is ruled out here, with the reason, or unknown.
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`.
    """
    plant = found.plants[found.plants["technology"] == technology]
    if plant.empty:
        raise UsageFault("ruled_out_technology", technology, _reason(found, technology))
    catalog = found.model.case.catalog
    sizes = _sizes(found, technology, max(points, 2), also)
    yard = _Yard(found, replace(settings, yes_no=False), plant, float(sizes[-1]))
    money = capital(catalog, settings.discount_rate).loc[technology]
    rows = []
    for place, size in enumerate(sizes):
        if progress is not None:
            progress("curve", place / len(sizes))
        point = yard.at(float(size))
        annuity, capex = float(money["annuity"]) * size, float(money["capex"]) * size
        value = found.point.total - point.total - annuity
        present = npv(settings.discount_rate, capex, value + annuity, float(money["life"]))
        rows.append((technology, size, yard.load(point), value, np.nan, present, capex, yard.covers(point)))
    table = pd.DataFrame(rows, columns=CURVE_COLUMNS)
    return table.assign(marginal=table["value"].diff() / table["capacity"].diff())


def _reason(found: Screen, technology: str) -> str:
    barred = found.ruled_out[found.ruled_out["technology"] == technology]
    return ":".join(part for part in barred.iloc[0][["reason", "commodity"]] if part) if len(barred) else ""


def _sizes(found: Screen, technology: str, points: int, also: float) -> np.ndarray:
    """Capacities from the least to the largest, even or by a factor, with one more among them."""
    known = scales(found.model.case.catalog).loc[technology]
    ranked = found.ranked.set_index("technology")["load"]
    load = max(float(ranked.get(technology, 0.0)), also, 1.0)
    high = float(known["high"]) if known["high"] > 0 else _TO * load
    low = float(known["low"]) if 0 < known["low"] < high else min(_FROM * load, high / _SPREAD)
    even = np.linspace if high < _SPREAD * low else np.geomspace
    sizes = even(low, high, points)
    if not low <= also <= high:
        return sizes
    return np.unique([*sizes[np.abs(sizes - also) > _SAME * also], also])


class _Yard:
    """The park with one new plant whose capacity is a column, loaded in the solver."""

    def __init__(self, found: Screen, settings: Settings, plant: pd.DataFrame, largest: float) -> None:
        case = found.model.case
        self._technology = str(plant["technology"].iloc[0])
        park = with_plants(case.park, case.catalog, plant.assign(capacity=largest, throughput=np.nan))
        self._model = build(park, case.catalog, settings, extra=_capacity(self._technology, largest))
        names = pd.Index(self._model.program.columns["name"])
        self._size, self._run = names.get_indexer([_name("size", self._technology), _name("run", self._technology)])
        self._network, _, _ = first_state(self._model)
        self._prices = self._network.arc_prices()

    def at(self, size: float) -> Point:
        """Settle the park with the plant at a capacity."""
        network = self._network
        network.fix(np.array([self._size]), np.array([size]))
        network.price_arcs(self._prices)
        network.open_only(np.ones(len(self._prices), dtype=bool))
        return choose(network, network.solve()).point

    def load(self, point: Point) -> float:
        """What the plant makes, units a year."""
        return max(float(point.values[self._run]), 0.0)

    def covers(self, point: Point) -> float:
        """Share of the feedstock that comes from inside, by value."""
        taken = feedstock(self._model, point, self._technology)
        taken = taken[taken["tied"]]
        whole = float(taken["value"].sum())
        return float(taken.loc[taken["inside"], "value"].sum()) / whole if whole > 0 else np.nan


def _name(kind: str, technology: str) -> str:
    return f"{kind}|{PREFIX}{technology}"


def _capacity(technology: str, largest: float) -> Block:
    """Load no larger than capacity."""
    size, run, row = _name("size", technology), _name("run", technology), _name("load", technology)
    columns = pd.DataFrame({"name": [size], "family": "plant", "item": PREFIX + technology, "upper": largest})
    rows = pd.DataFrame({"name": [row], "family": "plant", "lower": -np.inf, "upper": 0.0})
    only = Places(np.zeros(1, dtype=np.int64))
    return Block(columns, rows, [Terms(only, pd.Series([run]), 1.0), Terms(only, only, -1.0)])
