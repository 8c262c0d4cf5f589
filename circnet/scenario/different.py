"""Whole networks that are good and as different as can be (Hop, Skip, Jump)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling.state import State
from circnet.errors import Infeasible
from circnet.scenario.good_networks import LINK, GoodNetworks, full_cost

_NARROWINGS = 8
_TRIFLE = 1e-3
"""Amount a year below which a link of a network is the slack of its budget."""
_CLOSE = 1e-3
"""Share of the budget by which a network may miss it and still count as within."""


@dataclass(frozen=True)
class Different:
    """Different good networks; tables as in `circnet.scenario.Alternatives`."""

    networks: pd.DataFrame
    members: pd.DataFrame


def most_different(state: State, good: GoodNetworks, links: pd.DataFrame, count: int) -> Different:
    """Find good networks, each with as little as can be of the links that those before it use.

    Minimises ``sum_a n_a f_a / most_a``, n_a the number of networks so far that use link a; then, with no link of
    those larger than that, the cost. Ends early where nothing new is found.

    Parameters
    ----------
    state
        The optimum, the first network.
    good
        The good networks.
    links
        Per arc: ``column, most`` and its names.
    count
        How many to look for besides the optimum.

    Notes
    -----
    Brill ED, Chang S-Y, Hopkins LD. Management Science 28 (1982) 221-235.
    """
    columns, explorer = links["column"].to_numpy(), good.explorer
    upper = explorer.program.columns["upper"].to_numpy(float)[columns]
    size = np.where(np.isfinite(links["most"]) & (links["most"] > 1.0), links["most"], 1.0)
    found = [state.point.values]
    sets = [_used(found[0][columns])]
    for _ in range(count):
        visits = np.sum(sets, axis=0)
        weights = np.zeros(len(explorer.program.columns))
        weights[columns] = visits * size.max() / size
        values = _next(state, good, columns, weights, np.where(visits > 0, 0.0, upper))
        if values is None or any((_used(values[columns]) == old).all() for old in sets):
            break
        found.append(values)
        sets.append(_used(values[columns]))
    return Different(_summaries(state, links, found, sets), _members(state, links, found, sets))


def _next(
    state: State, good: GoodNetworks, columns: np.ndarray, weights: np.ndarray, spare: np.ndarray
) -> np.ndarray | None:
    """The next network, its budget narrowed until its true cost keeps to the real one; None if that fails."""
    best = full_cost(state, state.point.values)
    allowance, found, rounding = good.budget, None, 1e-4 + 1e-9 * abs(best)
    for _ in range(_NARROWINGS):
        good.explorer.cap("cost", best + allowance)
        try:
            far = good.explorer.least(weights)[columns]
            good.explorer.limit(columns, np.maximum(spare, np.maximum(far, 0.0)))
            values = good.explorer.least(good.explorer.weights("cost"))
        except Infeasible:
            break
        finally:
            good.explorer.restore(columns)
        excess = full_cost(state, values) - best - good.budget
        if excess <= _CLOSE * good.budget + rounding:
            found = values
            break
        allowance -= excess
    good.explorer.cap("cost", best + good.budget)
    return found


def _used(flow: np.ndarray) -> np.ndarray:
    return flow > np.maximum(_TRIFLE, 1e-9 * flow.max(initial=0.0))


def _summaries(state: State, links: pd.DataFrame, found: list[np.ndarray], sets: list[np.ndarray]) -> pd.DataFrame:
    new = ~links["existing"].to_numpy()
    base = full_cost(state, found[0])
    first = sets[0]
    extra = np.array([full_cost(state, values) - base for values in found])
    return pd.DataFrame({
        "network": range(len(sets)),
        "links": [int(one.sum()) for one in sets],
        "new_links": [int((one & new).sum()) for one in sets],
        "extra_cost": extra,
        "kept": [int((one & first).sum()) for one in sets],
        "added": [int((one & ~first).sum()) for one in sets],
        "dropped": [int((first & ~one).sum()) for one in sets],
        "distance": [min((_jaccard(one, old) for old in sets[:i]), default=0.0) for i, one in enumerate(sets)],
    })  # fmt: skip


def _jaccard(one: np.ndarray, other: np.ndarray) -> float:
    either = (one | other).sum()
    return float(1.0 - (one & other).sum() / either) if either else 0.0


def _members(state: State, links: pd.DataFrame, found: list[np.ndarray], sets: list[np.ndarray]) -> pd.DataFrame:
    goods = state.network.model.case.catalog.commodities.set_index("id")["unit"]
    columns = links["column"].to_numpy()
    parts = [
        links.loc[one, LINK].assign(network=number, amount=values[columns][one])
        for number, (values, one) in enumerate(zip(found, sets, strict=True))
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(unit=goods.reindex(table["commodity"]).fillna("").to_numpy())
    table = table.sort_values(["network", *LINK], kind="stable").reset_index(drop=True)
    return table[["network", *LINK, "amount", "unit"]]
