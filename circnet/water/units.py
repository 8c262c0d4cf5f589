"""What changes water on its way: treatments, and operations with a fixed load.

A treatment takes a feed, gives a share of it (its recovery) as product and the rest as reject. For each property its
product has a fixed quality, or keeps a share of the feed's (``1 - removal``); the reject carries the rest. An operation
takes up a fixed load and keeps all its water.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.water.quality import Limit

__all__ = ["Units", "units_of"]


@dataclass(frozen=True, eq=False)
class Units:
    """Units as arrays, treatments in the order of their train, then operations; u units, k limits.

    Attributes
    ----------
    table
        ``name``, and ``lat, lon`` where given.
    treats
        Which are treatments, boolean.
    recovery, cost, capacity
        Share of the feed that becomes product; money per unit of feed; most feed (inf for none).
    keep, load
        Product (signed, u x k) = ``keep`` times feed + ``load`` / flow, where it is not ``fixed``.
    fixed
        Where the product has a quality of its own, whatever the feed, boolean u x k.
    product, reject
        Signed quality of product and reject: as it is, or the worst it can be, u x k.
    feed_limit
        Signed limits of the feed, u x k; inf for none.
    """

    table: pd.DataFrame
    treats: np.ndarray
    recovery: np.ndarray
    cost: np.ndarray
    capacity: np.ndarray
    keep: np.ndarray
    load: np.ndarray
    fixed: np.ndarray
    product: np.ndarray
    reject: np.ndarray
    feed_limit: np.ndarray

    @property
    def rejecting(self) -> np.ndarray:
        """Return the positions of units that give a reject."""
        return np.flatnonzero(self.recovery < 1.0)

    def least_flow(self) -> np.ndarray:
        """Return the limiting flow of each operation, its largest ``load / (outlet - inlet)``; 0 for treatments."""
        rise = self.product - self.feed_limit
        need = np.divide(self.load, rise, out=np.zeros_like(self.load), where=(self.load != 0) & (rise > 0))
        return need.max(axis=1, initial=0.0) if len(need) else np.zeros(0)


def units_of(
    treatments: pd.DataFrame | None, operations: pd.DataFrame | None, keys: tuple[Limit, ...], quality: np.ndarray
) -> Units:
    """Read tables of treatments and operations.

    Parameters
    ----------
    treatments
        ``name``; ``recovery, cost, capacity`` and, per property, ``p`` (fixed quality of the product), ``p removal``
        (share removed, ``1 - product / feed``), ``p feed`` (limit of the feed); blank or absent: recovery 1, cost 0,
        no capacity, removal 0, no limit.
    operations
        ``name``; per property ``p load`` (flow times property), ``p in`` and ``p out`` (limits at inlet and outlet).
    keys
        The limits that count.
    quality
        Signed quality of the sources, sources x k.
    """
    treated = _treatments(treatments, keys)
    worked = _operations(operations, keys)
    worst = np.vstack([quality, worked.product])
    top = np.max(np.where(np.isnan(worst), -np.inf, worst), axis=0, initial=-np.inf)
    treated = _worst_outlets(treated, np.where(np.isfinite(top), top, 0.0))
    joined = {
        name: np.concatenate([getattr(treated, name), getattr(worked, name)])
        for name in ("treats", "recovery", "cost", "capacity", "keep", "load", "fixed", "product", "reject",
                     "feed_limit")
    }  # fmt: skip
    filled = [part.table for part in (treated, worked) if len(part.table)]
    return Units(pd.concat(filled, ignore_index=True) if filled else treated.table, **joined)


def _values(table: pd.DataFrame, column: str, blank: float) -> np.ndarray:
    return table[column].fillna(blank).to_numpy(float) if column in table else np.full(len(table), blank)


def _stack(columns: list[np.ndarray], rows: int) -> np.ndarray:
    return np.column_stack(columns).astype(float) if columns else np.empty((rows, 0))


def _places(table: pd.DataFrame) -> pd.DataFrame:
    return table[[name for name in ("name", "lat", "lon") if name in table]].reset_index(drop=True)


def _treatments(table: pd.DataFrame | None, keys: tuple[Limit, ...]) -> Units:
    """Treatments with their worst outlets not yet told."""
    table = pd.DataFrame({"name": pd.Series(dtype="str")}) if table is None else table
    size = len(table)
    outlet = _stack([key.signed(_values(table, key.name, np.nan)) for key in keys], size)
    kept = _stack([1.0 - _values(table, f"{key.name} removal", 0.0) for key in keys], size)
    feed = _stack([key.signed(_values(table, f"{key.name} feed", np.nan)) for key in keys], size)
    return Units(
        _places(table), np.ones(size, dtype=bool), _values(table, "recovery", 1.0), _values(table, "cost", 0.0),
        _values(table, "capacity", np.inf), kept, np.zeros_like(outlet), ~np.isnan(outlet), outlet, outlet.copy(),
        np.where(np.isnan(feed), np.inf, feed),
    )  # fmt: skip


def _operations(table: pd.DataFrame | None, keys: tuple[Limit, ...]) -> Units:
    if table is None:
        table = pd.DataFrame({"name": pd.Series(dtype="str")})
    table = table.sort_values("name", kind="stable", ignore_index=True)
    size = len(table)
    load = _stack([key.sign * _values(table, f"{key.name} load", 0.0) for key in keys], size)
    inlet, outlet = (
        _stack([key.signed(_values(table, f"{key.name} {end}", np.nan)) for key in keys], size) for end in ("in", "out")
    )
    shape = outlet.shape
    return Units(
        _places(table), np.zeros(size, dtype=bool), np.ones(size), np.zeros(size), np.full(size, np.inf),
        np.ones(shape), load, np.zeros(shape, dtype=bool), outlet, np.zeros(shape),
        np.where(np.isnan(inlet), np.inf, inlet),
    )  # fmt: skip


def _worst_outlets(units: Units, worst: np.ndarray) -> Units:
    """Tell the worst quality of products and rejects down the train; each may be fed by those before it."""
    products, rejects = units.product.copy(), units.reject.copy()
    for unit, recovery in enumerate(units.recovery):
        feed = np.minimum(worst, units.feed_limit[unit])
        products[unit] = np.where(units.fixed[unit], units.product[unit], units.keep[unit] * feed)
        worst = np.maximum(worst, products[unit])
        if recovery < 1.0:
            kept = np.minimum(products[unit], feed)  # what a clean feed brings beyond its product stays in the reject
            rejects[unit] = (feed - recovery * kept) / (1.0 - recovery)
            worst = np.maximum(worst, rejects[unit])
    return replace(units, product=products, reject=rejects)
