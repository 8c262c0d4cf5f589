"""What crosses a park's border in a solved state: what no firm inside takes, and what no firm inside makes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.coupling.solve import Point
from circnet.network.arcs import EXISTING_STATUSES

OFFERED = {"sell": "sold", "dispose": "disposed", "surplus": "unexplained", "port-supply": "idle"}
WANTED = {"buy": "bought", "need": "unexplained", "port-demand": "idle"}
LEAST = 1e-6
"""Amount, in units of the commodity a year, below which nothing crosses."""
CROSSING_COLUMNS = ["enterprise", "commodity", "side", "way", "amount", "cost", "co2_t"]


def crossing(model: Model, point: Point) -> pd.DataFrame:
    """Return what firms sell, dispose of, buy or cannot explain, and what ports and recorded links leave unused.

    Parameters
    ----------
    model, point
        A model and one of its solved states.

    Returns
    -------
    pandas.DataFrame
        ``enterprise, commodity, side`` (``offered``: nobody inside takes it; ``wanted``: nobody inside makes it),
        ``way`` (sold, disposed, bought, unexplained, idle: a port with room left, link: a recorded link whose end
        inside has
        no unit for it), ``amount`` (units of the commodity a year; inf where a port or link states none), ``cost``
        (CNY/a, revenue negative), ``co2_t`` (t/a).
    """
    columns = model.program.columns.assign(amount=point.values)
    columns = columns.assign(way=columns["family"].map(OFFERED | WANTED))
    columns = columns[columns["way"].notna()]
    room = columns["way"].eq("idle")
    amount = columns["amount"].where(~room, columns["upper"] - columns["amount"])
    table = pd.DataFrame({
        "enterprise": columns["enterprise"], "commodity": columns["commodity"],
        "side": np.where(columns["family"].isin(list(OFFERED)), "offered", "wanted"), "way": columns["way"],
        "amount": amount, "cost": (columns["real_cost"] * columns["amount"]).where(~room, 0.0),
        "co2_t": (columns["co2_t"] * columns["amount"]).where(~room, 0.0),
    })  # fmt: skip
    table = pd.concat([table[table["amount"] > LEAST], _dangling(model)], ignore_index=True)
    keys = CROSSING_COLUMNS[:4]
    return table.groupby(keys, as_index=False)[CROSSING_COLUMNS[4:]].sum()


def _dangling(model: Model) -> pd.DataFrame:
    """Ends of recorded links at firms that have no unit for them: somebody waits for the good, or offers it."""
    case, links = model.case, model.case.park.links
    links = links[links["status"].isin(EXISTING_STATUSES)]
    parts = []
    for end, side, cross in (("from", "supply", "wanted"), ("to", "demand", "offered")):
        inside = links[links[end].isin(case.park.enterprises["id"])].rename(columns={end: "enterprise"})
        able = pd.MultiIndex.from_frame(case.side(side)[["enterprise", "commodity"]])
        idle = inside[~pd.MultiIndex.from_frame(inside[["enterprise", "commodity"]]).isin(able)]
        parts.append(idle[["enterprise", "commodity", "amount"]].assign(side=cross))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(way="link", amount=table["amount"].fillna(np.inf), cost=0.0, co2_t=0.0)[CROSSING_COLUMNS]
