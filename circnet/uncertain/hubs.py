"""Ways to trade with hubs: every hub and mode, since the best one changes with prices and freight."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES
from circnet.coupling.model import Model
from circnet.network.freight import haul, haulage
from circnet.network.places import coordinates, distances_km

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
    offers = offers[["name", "trade", *SIDES]]
    prices = case.catalog.prices.melt(["commodity", "hub"], ["buy", "sell"], var_name="trade", value_name="quote")
    ways = offers.merge(prices.dropna(subset="quote"), on=["commodity", "trade"])
    ways = ways.merge(haulage(case.catalog), on="commodity")
    ways = ways[~ways["in_park_only"] & (ways["between"] != "firms")].reset_index(drop=True)
    firm = coordinates(case.park).reindex(ways["enterprise"])
    hub = case.catalog.hubs.set_index("id").reindex(ways["hub"])
    distance = distances_km(*(t[axis].to_numpy(float) for t in (firm, hub) for axis in ("lat", "lon")))
    hauls = haul(ways, np.nan_to_num(distance, nan=np.inf))
    ways = ways.assign(cost=hauls["cost"], kept=1.0 - hauls["loss"])
    ways = ways[hauls["reachable"].to_numpy() & np.isfinite(distance)]
    fields = ["name", "trade", "commodity", "mode", "quote", "cost", "kept"]
    return ways.sort_values(["name", "hub", "mode"])[fields].reset_index(drop=True)
