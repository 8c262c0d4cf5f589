"""Trade with hubs: what a good costs delivered to a firm, and what it fetches there less freight."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from circnet.keys import meet
from circnet.network.freight import HAUL_FIELDS, haul, haulage
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
        ``enterprise, commodity, price, hub, mode, distance_km``, indexed by the position in ``wanted``; pairs without a
        price or a mode in reach are absent. Prices in CNY per unit ex VAT.
    """
    wanted = wanted[["enterprise", "commodity"]].reset_index(drop=True)
    lanes, at, lane, hauls = _routes(park, catalog, wanted, side)
    quote, cost, kept = lanes["quote"].to_numpy()[lane], hauls["cost"].to_numpy(), 1.0 - hauls["loss"].to_numpy()
    price = (quote + cost) / kept if side == "buy" else quote * kept - cost
    worse = price if side == "buy" else -price
    first = np.flatnonzero(np.diff(at, prepend=-1))
    least = np.minimum.reduceat(worse, first) if len(first) else worse
    equal = np.flatnonzero(worse == np.repeat(least, np.diff(first, append=len(at))))
    best = equal[np.flatnonzero(np.diff(at[equal], prepend=-1))]  # of equals the first by name
    hub, mode = (lanes[name].array.take(lane[best]) for name in ("hub", "mode"))
    distance = hauls["route_km"].to_numpy()[best]
    return wanted.take(at[best]).assign(price=price[best], hub=hub, mode=mode, distance_km=distance)


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
    lanes, at, lane, hauls = _routes(park, catalog, wanted, side)
    figures = {"cost": hauls["cost"], "kept": 1.0 - hauls["loss"], "distance_km": hauls["route_km"]}
    figures = {name: column.to_numpy() for name, column in figures.items()}
    return lanes[["hub", "mode", "quote"]].take(lane).reset_index(drop=True).assign(at=at, **figures)


def _routes(
    park: Park, catalog: Catalog, wanted: pd.DataFrame, side: str
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, pd.DataFrame]:
    """All lanes of a catalog; then of each route in reach its position in ``wanted`` and in the lanes, and its haul."""
    lanes, goods = _lanes(catalog, side)
    at, lane = meet(goods.get_indexer(wanted["commodity"]), lanes["good"].to_numpy())
    firm = pd.Index(park.enterprises["id"]).get_indexer(wanted["enterprise"])[at]
    hub = pd.Index(catalog.hubs["id"]).get_indexer(lanes["hub"])[lane]
    hauls = haul(lanes[list(HAUL_FIELDS)].take(lane), _distances_km(park, catalog, firm, hub))
    reached = np.flatnonzero(hauls["reachable"])  # a firm or hub without coordinates is not
    return lanes, at[reached], lane[reached], hauls.take(reached)


@lru_cache(maxsize=8)
def _lanes(catalog: Catalog, side: str) -> tuple[pd.DataFrame, pd.Index]:
    """What hubs quote for a good, by the modes that go there, and the goods.

    Rows of `haulage` with ``hub, quote``, sorted, and the position of the ``good`` among the goods.
    """
    quotes = catalog.prices[catalog.prices[side].notna()][["commodity", "hub", side]].rename(columns={side: "quote"})
    modes = haulage(catalog)
    table = quotes.merge(modes[~modes["in_park_only"] & (modes["between"] != "firms")], on="commodity")
    table = table.sort_values(["commodity", "hub", "mode"], kind="stable").reset_index(drop=True)
    good, goods = pd.factorize(table["commodity"])
    return table.assign(good=good), pd.Index(goods)


def _distances_km(park: Park, catalog: Catalog, firm: np.ndarray, hub: np.ndarray) -> np.ndarray:
    """Distances from firms to hubs by position (-1 for one that is not known), each pair asked once."""
    places = (park.enterprises, catalog.hubs)
    known = [np.vstack([table[["lat", "lon"]].to_numpy(float), [np.nan, np.nan]]) for table in places]
    pair = (firm + 1) * len(known[1]) + hub + 1
    km = np.full(len(known[0]) * len(known[1]), np.nan)
    km[pair] = 0.0
    asked = np.flatnonzero(km == 0.0)
    firm, hub = np.divmod(asked, len(known[1]))
    km[asked] = distances_km(*(known[0][firm - 1].T), *(known[1][hub - 1].T))
    return km[pair]
