"""Trade with hubs: what a good costs delivered to a firm, and what it fetches there less freight."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from circnet.network.freight import haul, haulage
from circnet.network.places import distances_km
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
    wanted = wanted[["enterprise", "commodity"]].reset_index(drop=True)
    ways = hub_ways(park, catalog, wanted, side)
    at, (quote, cost, kept) = ways["at"].to_numpy(), (ways[column].to_numpy() for column in ("quote", "cost", "kept"))
    price = (quote + cost) / kept if side == "buy" else quote * kept - cost
    worse = price if side == "buy" else -price
    first = np.flatnonzero(np.diff(at, prepend=-1))
    least = np.minimum.reduceat(worse, first) if len(first) else worse
    equal = np.flatnonzero(worse == np.repeat(least, np.diff(first, append=len(at))))
    best = equal[np.flatnonzero(np.diff(at[equal], prepend=-1))]  # of equals the first by name
    found = ways[["hub", "mode", "distance_km"]].take(best).set_index(at[best])
    found = wanted.take(at[best]).assign(price=price[best]).join(found)
    return found.sort_values(["enterprise", "commodity"]).reset_index(drop=True)


def hub_ways(park: Park, catalog: Catalog, wanted: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return every hub and mode in reach by which firms could trade.

    Parameters
    ----------
    park, catalog, wanted, side
        As for `hub_trades`; ``wanted`` has a positional index.

    Returns
    -------
    pandas.DataFrame
        ``at`` (position in ``wanted``), ``hub, mode, quote, cost, kept, distance_km`` of the route: CNY per unit at the
        hub, freight per unit sent, and the share that arrives; by ``at``, hub and mode. A purchase costs
        ``(quote + cost) / kept``, a sale earns ``quote * kept - cost``.
    """
    lanes = _lanes(catalog, side)
    met = wanted[["commodity"]].assign(at=wanted.index).merge(lanes[["commodity"]].assign(lane=lanes.index))
    at, lane = met["at"].to_numpy(), met["lane"].to_numpy()
    distance = _distances_km(park, catalog, wanted["enterprise"].take(at), lanes["hub"].take(lane))
    hauls = haul(lanes.select_dtypes("number").take(lane), distance)
    reached = np.flatnonzero(hauls["reachable"])  # a firm or hub without coordinates is not
    hauls, lane = hauls.take(reached), lane[reached]
    figures = {"cost": hauls["cost"], "kept": 1.0 - hauls["loss"], "distance_km": hauls["route_km"]}
    figures = {name: column.to_numpy() for name, column in figures.items()}
    return lanes[["hub", "mode", "quote"]].take(lane).reset_index(drop=True).assign(at=at[reached], **figures)


@lru_cache(maxsize=8)
def _lanes(catalog: Catalog, side: str) -> pd.DataFrame:
    """What hubs quote for a good, by the modes that go there: rows of `haulage` with ``hub, quote``, sorted."""
    quotes = catalog.prices[catalog.prices[side].notna()][["commodity", "hub", side]].rename(columns={side: "quote"})
    modes = haulage(catalog)
    table = quotes.merge(modes[~modes["in_park_only"] & (modes["between"] != "firms")], on="commodity")
    return table.sort_values(["commodity", "hub", "mode"], kind="stable").reset_index(drop=True)


def _distances_km(park: Park, catalog: Catalog, firms: pd.Series, hubs: pd.Series) -> np.ndarray:
    """Distances from firms to hubs, each pair asked once."""
    places = (park.enterprises, catalog.hubs)
    known = [np.vstack([table[["lat", "lon"]].to_numpy(float), [np.nan, np.nan]]) for table in places]
    firm, hub = (pd.Index(table["id"]).get_indexer(ids) for table, ids in zip(places, (firms, hubs), strict=True))
    pair = (firm + 1) * len(known[1]) + hub + 1
    km = np.full(len(known[0]) * len(known[1]), np.nan)
    km[pair] = 0.0
    asked = np.flatnonzero(km == 0.0)
    firm, hub = np.divmod(asked, len(known[1]))
    km[asked] = distances_km(*(known[0][firm - 1].T), *(known[1][hub - 1].T))
    return km[pair]
