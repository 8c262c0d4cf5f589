"""Ways to trade with hubs: every hub and mode, since the best one changes with prices and freight."""

from __future__ import annotations

import pandas as pd

from circnet.coupling.case import SIDES
from circnet.coupling.model import Model
from circnet.network import markets

__all__ = ["hub_ways"]


def hub_ways(model: Model) -> pd.DataFrame:
    """Return all ways in which the hub offers of a model could be met.

    Parameters
    ----------
    model
        The model; its offers hold the best way only.

    Returns
    -------
    pandas.DataFrame
        ``name`` (of the offer), ``trade, commodity, mode, quote, cost, kept``: CNY per unit at the hub, freight per
        unit sent, and the share that arrives; sorted by ``name``. A purchase costs ``(quote + cost) / kept``, a sale
        earns ``quote * kept - cost``.
    """
    case = model.case
    offers = model.offers[model.offers["partner"].str.startswith("hub:")]
    parts = []
    for trade in ("buy", "sell"):
        wanted = offers.loc[offers["trade"] == trade, ["name", "trade", *SIDES]].reset_index(drop=True)
        ways = markets.hub_ways(case.park, case.catalog, wanted, trade)
        parts.append(wanted[["name", "trade", "commodity"]].take(ways["at"]).reset_index(drop=True).join(ways))
    fields = ["name", "trade", "commodity", "mode", "quote", "cost", "kept"]
    return pd.concat(parts).sort_values(["name", "hub", "mode"])[fields].reset_index(drop=True)
