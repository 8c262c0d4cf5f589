"""From flows back to tables: what reaches whom, at which quality, and what is left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from circnet.water.case import Case

__all__ = ["WaterNetwork", "qualities", "read"]

_TIGHT = 1e-6


@dataclass(frozen=True, eq=False)
class WaterNetwork:
    """A reuse network that serves every sink within its limits.

    Attributes
    ----------
    summary
        ``objective``; ``fresh`` (drawn from sources of unlimited flow), ``waste`` (left over: of sources of limited
        flow, of products and rejects of units), ``cost``, ``treated`` (fed to treatments), ``connections``, ``fewest``
        (whether no optimum has fewer, proven); ``proven``: whether the objective is the optimum, ``bound``: below
        which no network can come, ``gap``: how far above it this one is, relative to it.
    flows
        ``from, to, amount, distance_km, cost`` (of the flow, per unit of time), sorted by ``from, to``.
    givers
        ``name, kind`` (source, product, reject), ``unlimited, flow`` (what it could give; NaN if unlimited), ``used,
        left_over``.
    takers
        ``name, kind`` (sink, feed), ``flow`` (what it takes in).
    inlets
        One row per taker and limit: ``name, kind, property, side`` (<=, >=), ``limit, value`` (flow-weighted mean of
        what comes in; NaN without flow), ``binding``.
    outlets
        ``name, kind`` (product, reject), ``property, value``: quality of what units give.
    """

    summary: Mapping[str, Any]
    flows: pd.DataFrame
    givers: pd.DataFrame
    takers: pd.DataFrame
    inlets: pd.DataFrame
    outlets: pd.DataFrame


def qualities(case: Case, flows: np.ndarray) -> np.ndarray:
    """Return the signed quality that giver really has under the flows, g x k.

    Mixtures that pass through units again and again are solved for all at once:
    ``q_u F_u = keep_u sum_g q_g f_gu + load_u``. A unit without feed keeps what it was held to.
    """
    units, result = case.units, case.quality.copy()
    if not len(units.table):
        return result
    giver, taker = case.arcs["giver"].to_numpy(), case.arcs["taker"].to_numpy()
    into = case.takers["unit"].to_numpy()[taker]
    mixing = np.zeros((len(units.table), len(case.givers)))
    here = into >= 0
    np.add.at(mixing, (into[here], giver[here]), flows[here])
    feed = mixing.sum(axis=1)
    runs = feed > 0
    mixing = np.divide(mixing, feed[:, None], out=np.zeros_like(mixing), where=runs[:, None])
    kind, unit = case.givers["kind"].to_numpy(), case.givers["unit"].to_numpy()
    for key in range(len(case.keys)):
        # every giver: q = A q + b, sources as they are
        matrix, given = np.zeros((len(unit), len(unit))), result[:, key].copy()
        for place in np.flatnonzero((unit >= 0) & runs[unit]):
            of = unit[place]
            share, keep, fixed = units.recovery[of], units.keep[of, key], bool(units.fixed[of, key])
            if kind[place] == "product":
                if not fixed:
                    matrix[place], given[place] = keep * mixing[of], units.load[of, key] / (feed[of] * case.size)
            else:
                passed = share * (0.0 if fixed else keep)
                matrix[place] = (1.0 - passed) / (1.0 - share) * mixing[of]
                given[place] = -share * units.product[of, key] / (1.0 - share) if fixed else 0.0
        known = ~np.isnan(given)
        given[~known] = 0.0
        solved = np.linalg.solve(np.eye(len(unit)) - matrix, given)
        fed = (kind == "reject") & runs[unit]
        solved[fed] = np.maximum(solved[fed], mixing[unit[fed]] @ solved)  # a reject is never cleaner than its feed
        result[known, key] = solved[known]
    return result


def read(case: Case, flows: np.ndarray, facts: Mapping[str, Any]) -> WaterNetwork:
    """Turn flows of the programme into a `WaterNetwork`; ``facts`` complete the summary."""
    quality = qualities(case, flows)
    amounts = flows * case.size
    givers, takers = _givers(case, amounts), _takers(case, amounts)
    used = amounts > 0
    table = pd.DataFrame({
        "from": case.givers["name"].to_numpy()[case.arcs["giver"]],
        "to": case.takers["name"].to_numpy()[case.arcs["taker"]],
        "amount": amounts, "distance_km": case.arcs["distance_km"], "cost": case.unit_cost * amounts,
        "kind": case.givers["kind"].to_numpy()[case.arcs["giver"]],
    })[used].sort_values(["from", "to", "kind"], ignore_index=True)  # fmt: skip
    into = case.takers["unit"].to_numpy()[case.arcs["taker"]]
    treated = amounts[np.isin(into, np.flatnonzero(case.units.treats))].sum()
    summary = {
        "objective": case.settings.objective,
        "fresh": float(givers.loc[givers["unlimited"], "used"].sum()),
        "waste": float(givers["left_over"].sum()),
        "cost": float(table["cost"].sum()),
        "treated": float(treated),
        "connections": len(table),
        **facts,
    }
    return WaterNetwork(summary, table, givers, takers, _inlets(case, amounts, quality), _outlets(case, quality))


def _givers(case: Case, amounts: np.ndarray) -> pd.DataFrame:
    used = np.bincount(case.arcs["giver"], amounts, len(case.givers))
    fed = np.bincount(case.arcs["taker"], amounts, len(case.takers))
    unit, supply = case.givers["unit"].to_numpy(), case.givers["supply"].to_numpy().copy()
    made = unit >= 0
    feed = fed[case.takers["unit"].to_numpy() >= 0]
    share = case.units.recovery[unit[made]]
    reject = case.givers["kind"].eq("reject").to_numpy()[made]
    supply[made] = np.where(reject, 1.0 - share, share) * feed[unit[made]]
    unlimited = np.isinf(supply)
    left = np.where(unlimited, 0.0, supply - used)
    left = np.where(np.abs(left) < 1e-9 * case.size, 0.0, left)
    return pd.DataFrame({
        "name": case.givers["name"], "kind": case.givers["kind"], "unlimited": unlimited,
        "flow": np.where(unlimited, np.nan, supply), "used": used, "left_over": left,
    })  # fmt: skip


def _takers(case: Case, amounts: np.ndarray) -> pd.DataFrame:
    taken = np.bincount(case.arcs["taker"], amounts, len(case.takers))
    return case.takers[["name", "kind"]].assign(flow=taken)


def _inlets(case: Case, amounts: np.ndarray, quality: np.ndarray) -> pd.DataFrame:
    giver, taker = case.arcs["giver"].to_numpy(), case.arcs["taker"].to_numpy()
    total = np.bincount(taker, amounts, len(case.takers))
    parts = []
    for place, key in enumerate(case.keys):
        carried = np.where(amounts > 0, amounts * quality[giver, place], 0.0)
        load = np.bincount(taker, carried, len(case.takers))
        mean = np.divide(load, total, out=np.full(len(total), np.nan), where=total > 0)
        limit = case.limits[:, place]
        spread = np.maximum(np.abs(limit), np.nanmax(np.abs(quality[:, place]), initial=0.0))
        with np.errstate(invalid="ignore"):
            binding = np.isfinite(limit) & (limit - mean <= _TIGHT * np.where(np.isfinite(spread), spread, 1.0))
        parts.append(pd.DataFrame({
            "name": case.takers["name"], "kind": case.takers["kind"], "property": key.name, "side": key.side,
            "limit": np.where(np.isfinite(limit), key.plain(np.where(np.isfinite(limit), limit, np.nan)), np.nan),
            "value": key.plain(mean), "binding": binding,
        }))  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=["name", "kind", "property", "side", "limit", "value", "binding"])
    return pd.concat(parts, ignore_index=True).sort_values(["kind", "name"], kind="stable", ignore_index=True)


def _outlets(case: Case, quality: np.ndarray) -> pd.DataFrame:
    made = np.flatnonzero(case.givers["unit"] >= 0)
    parts = [
        case.givers.loc[made, ["name", "kind"]].assign(property=key.name, value=key.plain(quality[made, place]))
        for place, key in enumerate(case.keys)
        if key.column == key.name or not any(other.column == key.name for other in case.keys)
    ]
    empty = pd.DataFrame(columns=["name", "kind", "property", "value"])
    return pd.concat(parts, ignore_index=True) if parts and len(made) else empty
