"""Trade with hubs: what a good costs delivered to a firm, and what it fetches there less freight."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.network.freight import haul, haulage
from circnet.network.places import coordinates, distances_km
from circnet.park import Catalog, Park


def hub_trades(park: Park, catalog: Catalog, wanted: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the best hub and mode for each firm and commodity.

    Delivered price is the hub's price plus freight and what is lost on the way; netback is the hub's price less
    freight and loss. The cheapest mode that the commodity may use and that reaches counts.

    Parameters
    ----------
    park, catalog
        The park and its effective catalog.
    wanted
        ``enterprise, commodity`` pairs to price.
    side
        ``buy`` or ``sell``.

    Returns
    -------
    pandas.DataFrame
        ``enterprise, commodity, price, hub, mode, distance_km``; pairs without a price or a mode in reach are
        absent. Prices in CNY per unit ex VAT.
    """
    columns = ["enterprise", "commodity", "price", "hub", "mode", "distance_km"]
    quotes = catalog.prices[catalog.prices[side].notna()][["commodity", "hub", side]].rename(columns={side: "quote"})
    table = wanted.merge(quotes, on="commodity").merge(haulage(catalog), on="commodity")
    table = table[~table["in_park_only"] & (table["between"] != "firms")].reset_index(drop=True)
    if table.empty:
        return pd.DataFrame({column: pd.Series(dtype="float64" if column in ("price", "distance_km") else "str")
                             for column in columns})  # fmt: skip
    firm = coordinates(park).reindex(table["enterprise"])
    hub = catalog.hubs.set_index("id").reindex(table["hub"])
    distance = distances_km(*(t[axis].to_numpy(float) for t in (firm, hub) for axis in ("lat", "lon")))
    placed = np.isfinite(distance)
    table, distance = table[placed], distance[placed]
    table = table.join(haul(table, distance))
    table = table[table["reachable"].to_numpy()]
    kept = 1.0 - table["loss"]
    if side == "buy":
        table = table.assign(price=(table["quote"] + table["cost"]) / kept)
        table = table.sort_values(["price", "hub", "mode"])
    else:
        table = table.assign(price=table["quote"] * kept - table["cost"])
        table = table.sort_values(["price", "hub", "mode"], ascending=[False, True, True])
    table = table.assign(distance_km=table["route_km"])
    best = table.drop_duplicates(["enterprise", "commodity"])
    return best[columns].sort_values(["enterprise", "commodity"]).reset_index(drop=True)
