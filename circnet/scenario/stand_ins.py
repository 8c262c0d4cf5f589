"""What makes up for a link that is given up: other links of the same good, or trade with the outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.model import Model
from circnet.coupling.state import State
from circnet.errors import Infeasible
from circnet.scenario.explorer import Explorer
from circnet.scenario.good_networks import LINK, full_cost

_FAMILIES = ["flow", "buy", "sell", "dispose", "own", "accept"]
_COLUMNS = [*LINK, "given_up", "extra_cost", "by", "by_from", "by_to", "by_mode", "amount"]


@dataclass(frozen=True)
class StandIns:
    """What makes up for each link of the optimum, and the links that can stand in for one another.

    Attributes
    ----------
    table
        As `circnet.scenario.Alternatives.stand_ins`.
    groups
        Group number of each arc, from 1; 0: none.
    """

    table: pd.DataFrame
    groups: np.ndarray


def stand_ins(state: State, explorer: Explorer, links: pd.DataFrame) -> StandIns:
    """Hold each link of the optimum at its least and take the cheapest of the good networks that are left.

    New links of other goods than that link's join only where the optimum has them: what is asked is who can step in,
    not which other network could be had.

    Parameters
    ----------
    state
        The optimum.
    explorer
        The good networks.
    links
        Per arc: ``column, amount, least`` and its names.
    """
    base = full_cost(state, state.point.values)
    parts, pairs = [], []
    modes = links.set_index("column")["mode"]
    idle = ~(links["existing"] | links["listed"]).to_numpy() & (links["amount"] <= FLOW_TOLERANCE).to_numpy()
    given_up = links.index[links["amount"] - links["least"] > np.maximum(FLOW_TOLERANCE, 1e-6 * links["amount"])]
    for arc in map(int, given_up):
        link = links.loc[arc]
        others = idle & (links["commodity"] != link["commodity"]).to_numpy()
        columns = np.append(links.loc[others, "column"].to_numpy(), int(link["column"]))
        upper = np.zeros(len(columns))
        upper[-1] = link["least"] + FLOW_TOLERANCE + 1e-6 * link["least"]
        explorer.limit(columns, upper)
        try:
            values = explorer.least(explorer.weights("cost"))
        except Infeasible:  # only by links of other goods as well
            continue
        finally:
            explorer.restore(columns)
        risen = _risen(state.network.model, state.point.values, values, link)
        by_link = risen["family"] == "flow"
        pairs += [(arc, int(other)) for other in links.index[links["column"].isin(risen.index[by_link])]]
        risen = risen.assign(by_mode=modes.reindex(risen.index).fillna(""))
        parts.append(_rows(risen, link, full_cost(state, values) - base))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)
    return StandIns(table[_COLUMNS], _groups(pairs, len(links)))


def _risen(model: Model, before: np.ndarray, after: np.ndarray, link: pd.Series) -> pd.DataFrame:
    """Columns of the same good at either end, or links of it anywhere, that carry more than in the optimum."""
    columns = model.program.columns[["family", "enterprise", "commodity", "item"]].assign(amount=after - before)
    same = (columns["commodity"] == link["commodity"]) & columns["family"].isin(_FAMILIES)
    instead = (columns["family"] == "accept") & (columns["item"] == link["commodity"])
    here = columns["enterprise"].isin([link["from"], link["to"]]) | (columns["family"] == "flow")
    floor = max(FLOW_TOLERANCE, 1e-3 * (link["amount"] - link["least"]))
    return columns[((same & (columns["family"] != "accept")) | instead) & here & (columns["amount"] > floor)]


def _rows(risen: pd.DataFrame, link: pd.Series, extra_cost: float) -> pd.DataFrame:
    arriving = risen["family"].isin(["buy", "accept", "own"])
    flow = risen["family"] == "flow"
    table = risen.assign(
        by=risen["family"],
        by_from=risen["enterprise"].where(flow | ~arriving, risen["commodity"].where(risen["family"] == "accept", "")),
        by_to=risen["item"].where(flow, risen["enterprise"].where(arriving, risen["item"])),
        given_up=link["amount"] - link["least"], extra_cost=extra_cost,
        **{name: link[name] for name in LINK},
    )  # fmt: skip
    return table.sort_values(["by", "by_from", "by_to"], kind="stable").reset_index(drop=True)


def _groups(pairs: list[tuple[int, int]], count: int) -> np.ndarray:
    """Connected links of at least two, numbered by their first."""
    if not pairs:
        return np.zeros(count, dtype=int)
    one, other = np.array(pairs).T
    _, label = connected_components(csr_array((np.ones(len(one)), (one, other)), shape=(count, count)), directed=False)
    several = np.bincount(label)[label] > 1
    order = pd.Series(label).where(several)
    return (pd.factorize(order)[0] + 1).astype(int)
