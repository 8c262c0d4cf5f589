"""The network made ready for the programme: who gives, who takes, by which connections, at which quality.

Givers are sources, products of units and rejects of treatments; takers are sinks and feeds of units. A unit is a
treatment (regeneration, reverse osmosis, evaporation) or an operation with a fixed load. Flows are counted in multiples
of `Case.size`, so that the solver's tolerances are relative to the network's own size.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from circnet.errors import UsageFault
from circnet.network.places import distances_km
from circnet.water.quality import Limit, limits_of, mixable
from circnet.water.units import Units, units_of

__all__ = ["Case", "Settings", "assemble"]


@dataclass(frozen=True)
class Settings:
    """Choices of one run.

    Attributes
    ----------
    objective
        ``fresh``: least total from sources of unlimited flow, then least cost; ``cost``: the other way round.
    at_least
        Properties of which more is better: the sinks' limits on them are limits from below.
    mixing
        Pairs of property and mixing rule (`circnet.water.quality.blend_rule`); linear where none is given.
    pipe_cost
        Money per unit of flow and km between ends with coordinates.
    max_waste
        Most that may be left over in all, in units of flow; None for any amount, 0 for zero liquid discharge.
    fewest
        Prove that no optimum has fewer connections (a mixed-integer search, for up to a minute); without it the
        network has few, found by a rule of thumb.
    """

    objective: str = "fresh"
    at_least: tuple[str, ...] = ()
    mixing: tuple[tuple[str, str], ...] = ()
    pipe_cost: float = 0.0
    max_waste: float | None = None
    fewest: bool = False

    def __post_init__(self) -> None:
        if self.objective not in ("fresh", "cost"):
            raise UsageFault("unknown_water_objective", self.objective, "fresh, cost")


@dataclass(frozen=True, eq=False)
class Case:
    """A reuse network as arrays; g givers, t takers, u units, k limits, a connections.

    Attributes
    ----------
    givers
        ``name, kind`` (source, product, reject), ``unit`` (position, -1 for sources), ``supply`` (inf: unlimited;
        inf for units too, whose rows say what they give), ``cost``.
    takers
        ``name, kind`` (sink, feed), ``unit``, ``flow`` (of a sink; the capacity of a unit), ``cost``.
    quality
        Signed quality of the givers, g x k; of units the worst they may give. NaN where not known.
    limits
        Signed limits of the takers, t x k; inf for none.
    units
        What the units do.
    arcs
        ``giver, taker`` (positions), ``distance_km, cost`` (per unit of flow, carriage alone).
    keys
        The limits, in the order of the columns above.
    size
        One unit of flow of the programme, in units of the tables.
    settings
        What was asked.
    """

    givers: pd.DataFrame
    takers: pd.DataFrame
    quality: np.ndarray
    limits: np.ndarray
    units: Units
    arcs: pd.DataFrame
    keys: tuple[Limit, ...]
    size: float
    settings: Settings = field(default_factory=Settings)

    @property
    def fresh(self) -> np.ndarray:
        """Return which givers are sources of unlimited flow, boolean."""
        return ((self.givers["kind"] == "source") & np.isinf(self.givers["supply"])).to_numpy()

    @property
    def unit_cost(self) -> np.ndarray:
        """Return the cost per unit of flow of each connection: the giver's, carriage, and treatment."""
        giver, taker = self.arcs["giver"].to_numpy(), self.arcs["taker"].to_numpy()
        ends = self.givers["cost"].to_numpy()[giver] + self.takers["cost"].to_numpy()[taker]
        return ends + self.arcs["cost"].to_numpy()


def assemble(
    sources: pd.DataFrame,
    sinks: pd.DataFrame,
    settings: Settings,
    treatments: pd.DataFrame | None = None,
    operations: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
) -> Case:
    """Build a case from tables; arguments as `circnet.water.reuse`."""
    keys = limits_of(sources, sinks, settings.at_least, dict(settings.mixing))
    sources, sinks = (table.sort_values("name", kind="stable", ignore_index=True) for table in (sources, sinks))
    quality = _signed(sources, keys, [key.name for key in keys], np.nan)
    units = units_of(treatments, operations, keys, quality)
    givers, takers = _givers(sources, units), _takers(sinks, units)
    limits = np.vstack([_signed(sinks, keys, [key.column for key in keys], np.inf), units.feed_limit])
    quality = np.vstack([quality, units.product, units.reject[units.rejecting]])
    arcs = _arcs(givers, takers, quality, limits, np.flatnonzero(units.treats))
    arcs = _carriage(arcs, givers, takers, links, settings.pipe_cost)
    flows = np.concatenate([takers["flow"], units.least_flow()])
    size = float(flows[np.isfinite(flows)].max(initial=0.0))
    return Case(givers, takers, quality, limits, units, arcs, keys, size if size > 0 else 1.0, settings)


def _signed(table: pd.DataFrame, keys: tuple[Limit, ...], columns: list[str], blank: float) -> np.ndarray:
    """Signed values, rows x limits; ``blank`` where a cell is blank."""
    values = [mixable(key, table[column].to_numpy(float)) for key, column in zip(keys, columns, strict=True)]
    stacked = np.column_stack(values) if values else np.empty((len(table), 0))
    return np.where(np.isnan(stacked), blank, stacked)


def _column(table: pd.DataFrame, name: str, blank: float) -> np.ndarray:
    return table[name].fillna(blank).to_numpy(float) if name in table else np.full(len(table), blank)


def _givers(sources: pd.DataFrame, units: Units) -> pd.DataFrame:
    def part(table: pd.DataFrame, kind: str, unit: np.ndarray, supply: np.ndarray, cost: np.ndarray) -> pd.DataFrame:
        places = {axis: _column(table, axis, np.nan) for axis in ("lat", "lon")}
        return pd.DataFrame({"name": table["name"].to_numpy(), "kind": kind, "unit": unit, "supply": supply,
                             "cost": cost, **places})  # fmt: skip

    made = np.arange(len(units.table))
    first = part(sources, "source", np.full(len(sources), -1), _column(sources, "flow", np.inf),
                 _column(sources, "cost", 0.0))  # fmt: skip
    rest = [
        part(units.table.iloc[where], kind, where, np.full(len(where), np.inf), np.zeros(len(where)))
        for kind, where in (("product", made), ("reject", made[units.rejecting]))
        if len(where)
    ]
    return pd.concat([first, *rest], ignore_index=True)


def _takers(sinks: pd.DataFrame, units: Units) -> pd.DataFrame:
    sink = pd.DataFrame({
        "name": sinks["name"].to_numpy(), "kind": "sink", "unit": -1, "flow": _column(sinks, "flow", np.nan),
        "cost": 0.0, **{axis: _column(sinks, axis, np.nan) for axis in ("lat", "lon")},
    })  # fmt: skip
    if not len(units.table):
        return sink
    places = {axis: _column(units.table, axis, np.nan) for axis in ("lat", "lon")}
    feed = pd.DataFrame({
        "name": units.table["name"].to_numpy(), "kind": "feed", "unit": np.arange(len(units.table)),
        "flow": units.capacity, "cost": units.cost, **places,
    })  # fmt: skip
    return pd.concat([sink, feed], ignore_index=True)


def _arcs(
    givers: pd.DataFrame, takers: pd.DataFrame, quality: np.ndarray, limits: np.ndarray, train: np.ndarray
) -> pd.DataFrame:
    """Join every giver with every taker.

    But no unit with itself, no treatment with one before it in the train, and nobody of unknown quality with a taker
    that limits it.
    """
    giver, taker = (axis.ravel() for axis in np.indices((len(givers), len(takers))))
    out, into = givers["unit"].to_numpy()[giver], takers["unit"].to_numpy()[taker]
    backwards = ((out >= 0) & (out == into)) | (np.isin(out, train) & np.isin(into, train) & (into < out))
    unknown = (np.isnan(quality[giver]) & np.isfinite(limits[taker])).any(axis=1)
    kept = ~backwards & ~unknown
    return pd.DataFrame({"giver": giver[kept], "taker": taker[kept]})


def _carriage(
    arcs: pd.DataFrame, givers: pd.DataFrame, takers: pd.DataFrame, links: pd.DataFrame | None, pipe_cost: float
) -> pd.DataFrame:
    """Distances and cost of carriage.

    Where links are given, sources and products reach only the sinks they are linked with, and what treatments reject
    reaches none.
    """
    a, b = givers.iloc[arcs["giver"]], takers.iloc[arcs["taker"]]
    km = distances_km(*(side[axis].to_numpy(float) for side in (a, b) for axis in ("lat", "lon")))
    arcs = arcs.assign(distance_km=km, cost=pipe_cost * np.nan_to_num(km))
    if links is None:
        return arcs
    named = arcs.assign(**{"from": a["name"].to_numpy(), "to": b["name"].to_numpy()})
    known = links[["from", "to", "distance_km", "cost"]].rename(columns={"distance_km": "km", "cost": "carriage"})
    named = named.merge(known, on=["from", "to"], how="left", indicator="linked")
    bound = b["kind"].eq("sink").to_numpy()
    kept = ~bound | (named["linked"].eq("both") & a["kind"].ne("reject").to_numpy()).to_numpy()
    named = named.assign(
        distance_km=named["distance_km"].where(named["km"].isna(), named["km"]),
        cost=named["cost"].where(named["carriage"].isna(), named["carriage"]),
    )
    return named.loc[kept, ["giver", "taker", "distance_km", "cost"]].reset_index(drop=True)
