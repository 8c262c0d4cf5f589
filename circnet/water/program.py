"""The reuse network as a linear programme; one function per family of rows.

Columns are the flows ``f_gt`` of the connections, in multiples of `Case.size`. Quality ``q_gk`` of a giver is a figure,
not a variable: that of a source, or what the outlet of a unit is held to. Quality rows are scaled to coefficients of at
most 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import sparse

from circnet.lp import LinearProgram
from circnet.water.case import Case

__all__ = ["AIMS", "aims", "balances", "linear_program"]

AIMS = ("fresh", "cost", "treated")


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows: ``lower <= matrix x <= upper``, with the node and the limit they belong to."""

    family: str
    matrix: sparse.csr_array
    lower: np.ndarray
    upper: np.ndarray
    node: np.ndarray
    key: np.ndarray

    def table(self) -> pd.DataFrame:
        """Return the rows as a linear programme's table, with labels."""
        names = [f"{self.family}|{node}|{key}" for node, key in zip(self.node, self.key, strict=True)]
        return pd.DataFrame({"name": names, "lower": self.lower, "upper": self.upper, "family": self.family,
                             "node": self.node, "key": self.key})  # fmt: skip


def linear_program(case: Case, quality: np.ndarray) -> LinearProgram:
    """Build the programme with outlets of units held to a quality.

    Parameters
    ----------
    case
        The network.
    quality
        Signed quality of the givers, g x k: that of sources, and a ceiling for the outlets of units.

    Returns
    -------
    LinearProgram
        One column per connection, without an objective; rows labelled ``family, node, key``. The last rows, family
        ``aim``, measure the `AIMS` and have no bounds yet.
    """
    return _stacked(_columns(case), [_amounts(case), _part(inlets(case, quality)), _part(outlets(case, quality)),
                                     _aims(case)])  # fmt: skip


def balances(case: Case) -> LinearProgram:
    """Build the programme of amounts alone, without any quality."""
    return _stacked(_columns(case), [_amounts(case)])


Part = tuple[sparse.csr_array, pd.DataFrame]
"""A matrix, and the table of its rows."""


def _part(*families: Rows) -> Part:
    filled = [rows for rows in families if rows.matrix.shape[0]] or [families[0]]
    table = pd.concat([rows.table() for rows in filled], ignore_index=True)
    return sparse.csr_array(sparse.vstack([rows.matrix for rows in filled])), table


@lru_cache(maxsize=2)
def _amounts(case: Case) -> Part:
    """What no quality changes; a search asks for it again and again."""
    return _part(supplies(case), products(case), demands(case), discharge(case))


@lru_cache(maxsize=2)
def _aims(case: Case) -> Part:
    return _part(_aim_rows(case))


@lru_cache(maxsize=2)
def _columns(case: Case) -> pd.DataFrame:
    pairs = zip(case.arcs["giver"], case.arcs["taker"], strict=True)
    names = [f"{giver}|{taker}" for giver, taker in pairs]
    return pd.DataFrame({"name": names, "lower": 0.0, "upper": np.inf, "cost": 0.0, "integer": False})


def _stacked(columns: pd.DataFrame, parts: list[Part]) -> LinearProgram:
    """Put parts over each other."""
    matrix = sparse.vstack([part[0] for part in parts]).tocoo()
    entries = pd.DataFrame({"row": matrix.coords[0], "column": matrix.coords[1], "value": matrix.data})
    filled = [table for _, table in parts if len(table)]
    table = pd.concat(filled or [parts[0][1]], ignore_index=True)
    return LinearProgram(columns, table, entries[entries["value"] != 0.0].reset_index(drop=True))


@lru_cache(maxsize=2)
def aims(case: Case) -> np.ndarray:
    """Return the weights of the `AIMS` on the connections, 3 x a: fresh water, money, flow through treatments."""
    into = case.takers["unit"].to_numpy()[case.arcs["taker"]]
    treated = np.isin(into, np.flatnonzero(case.units.treats))
    weights = np.vstack([case.fresh[case.arcs["giver"]], case.unit_cost, treated]).astype(float)
    weights.flags.writeable = False
    return weights


def _ends(case: Case) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Which connections leave each giver, and which reach each taker."""
    count = len(case.arcs)
    ones, arcs = np.ones(count), np.arange(count)
    out = sparse.csr_array((ones, (case.arcs["giver"], arcs)), shape=(len(case.givers), count))
    into = sparse.csr_array((ones, (case.arcs["taker"], arcs)), shape=(len(case.takers), count))
    return out, into


def _rows(
    family: str, matrix: sparse.csr_array, lower: float | np.ndarray, upper: float | np.ndarray, node: np.ndarray
) -> Rows:
    """Rows that belong to no property."""
    size = matrix.shape[0]
    return Rows(family, matrix, np.broadcast_to(lower, size).astype(float), np.broadcast_to(upper, size).astype(float),
                node, np.full(size, -1))  # fmt: skip


def supplies(case: Case) -> Rows:
    """Supply of a limited source g: ``sum_t f_gt <= supply_g``."""
    out, _ = _ends(case)
    limited = np.flatnonzero(np.isfinite(case.givers["supply"].to_numpy()))
    supply = case.givers["supply"].to_numpy()[limited] / case.size
    return _rows("supply", out[limited], 0.0, supply, limited)


def products(case: Case) -> Rows:
    """Outlets of a unit u: ``sum_t f_ut <= r_u sum_g f_gu``; the reject gives the other ``1 - r_u``."""
    out, into = _ends(case)
    outlets_ = np.flatnonzero(case.givers["unit"] >= 0)
    unit = case.givers["unit"].to_numpy()[outlets_]
    recovery = case.units.recovery[unit]
    share = np.where(case.givers["kind"].to_numpy()[outlets_] == "reject", 1.0 - recovery, recovery)
    fed = into[_feeds(case)[unit]]
    return _rows("product", (out[outlets_] - sparse.diags_array(share) @ fed).tocsr(), -np.inf, 0.0, outlets_)


def _feeds(case: Case) -> np.ndarray:
    """Position of each unit among the takers."""
    return np.flatnonzero(case.takers["unit"] >= 0)


def demands(case: Case) -> Rows:
    """Sink t: ``sum_g f_gt = flow_t``; feed of a unit: ``sum_g f_gu <= capacity_u``."""
    _, into = _ends(case)
    flow = case.takers["flow"].to_numpy(float) / case.size
    sink = case.takers["kind"].eq("sink").to_numpy()
    kept = np.flatnonzero(np.isfinite(flow))
    return _rows("demand", into[kept], np.where(sink, flow, 0.0)[kept], flow[kept], kept)


def inlets(case: Case, quality: np.ndarray) -> Rows:
    """Limit k of a taker t: ``sum_g (q_gk - limit_tk) f_gt <= 0``."""
    given = np.isfinite(case.limits)
    taker, key = np.nonzero(given)
    number = np.cumsum(given.ravel()).reshape(given.shape) - 1
    ends = case.arcs["taker"].to_numpy()
    arc, of = np.nonzero(given[ends])
    excess = quality[case.arcs["giver"].to_numpy()[arc], of] - case.limits[ends[arc], of]
    matrix = sparse.csr_array((excess, (number[ends[arc], of], arc)), shape=(len(taker), len(case.arcs)))
    return _scaled("inlet", matrix, np.zeros(len(taker)), taker, key)


def outlets(case: Case, quality: np.ndarray) -> Rows:
    """Outlet of a unit u held to ``q_uk``.

    Product: ``sum_g (keep_uk q_gk - q_uk) f_gu + load_uk <= 0``. Reject, of what the product leaves over:
    ``sum_g (q_gk - r_u p_gk - (1 - r_u) q_uk) f_gu <= 0`` with ``p_gk`` the product's fixed quality, or ``keep_uk
    q_gk``. A product of fixed quality needs no row.
    """
    units, kind = case.units, case.givers["kind"].eq("reject").to_numpy()
    giver, key = np.nonzero(np.broadcast_to((case.givers["unit"].to_numpy() >= 0)[:, None], quality.shape))
    variable = kind[giver] | ~units.fixed[case.givers["unit"].to_numpy()[giver], key]
    giver, key = giver[variable], key[variable]
    unit = case.givers["unit"].to_numpy()[giver]
    row, arc = np.nonzero(unit[:, None] == case.takers["unit"].to_numpy()[case.arcs["taker"]][None, :])
    fed = np.nan_to_num(quality[case.arcs["giver"].to_numpy()[arc], key[row]])
    at, share = (unit[row], key[row]), units.recovery[unit[row]]
    # a product is never worse than its feed: what a clean feed brings beyond that stays in the reject
    fixed = np.where(kind[giver][row], np.minimum(units.product[at], fed), units.product[at])
    product = np.where(units.fixed[at], fixed, units.keep[at] * fed)
    held = quality[giver, key][row]
    weights = np.where(kind[giver][row], fed - share * product - (1.0 - share) * held, product - held)
    matrix = sparse.csr_array((weights, (row, arc)), shape=(len(giver), len(case.arcs)))
    load = np.where(kind[giver], 0.0, units.load[unit, key]) / case.size
    return _scaled("outlet", matrix, -load, giver, key)


def discharge(case: Case) -> Rows:
    """All that is left over: ``sum supply_g - sum_limited f_gt + sum_u (sum_g f_gu - sum_t f_ut) <= max_waste``."""
    most = case.settings.max_waste
    if most is None:
        return _rows("discharge", sparse.csr_array((0, len(case.arcs))), -np.inf, 0.0, np.zeros(0, dtype=int))
    limited = np.isfinite(case.givers["supply"].to_numpy())
    weights = _left(case)
    upper = (most - float(case.givers["supply"].to_numpy()[limited].sum())) / case.size
    return _rows("discharge", sparse.csr_array(weights[None, :]), -np.inf, upper, np.array([-1]))


def _left(case: Case) -> np.ndarray:
    """What one unit of flow on each connection adds to what is left over."""
    giver, taker = case.arcs["giver"].to_numpy(), case.arcs["taker"].to_numpy()
    drawn = ~case.fresh[giver]
    return (case.takers["unit"].to_numpy()[taker] >= 0).astype(float) - drawn


def _aim_rows(case: Case) -> Rows:
    weights = aims(case)
    largest = np.abs(weights).max(axis=1, initial=0.0)
    scaled = weights / np.where(largest > 0, largest, 1.0)[:, None]
    return _rows("aim", sparse.csr_array(scaled), -np.inf, np.inf, np.arange(len(AIMS)))


def _scaled(family: str, matrix: sparse.csr_array, upper: np.ndarray, node: np.ndarray, key: np.ndarray) -> Rows:
    """Rows ``matrix x <= upper`` with their largest coefficient at 1."""
    largest = np.abs(matrix).max(axis=1).toarray().ravel() if min(matrix.shape) else np.zeros(matrix.shape[0])
    scale = 1.0 / np.where(largest > 0, largest, 1.0)
    lower = np.full(len(upper), -np.inf)
    return Rows(family, (sparse.diags_array(scale) @ matrix).tocsr(), lower, upper * scale, node, key)
