"""Trade offers: every price at which a firm can buy, sell or dispose of something."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES, Case
from circnet.keys import Pairs, among, meet, name_of
from circnet.network import hub_trades

_MARKET_COLUMNS = {
    "buy": ("buy_price", "buy_limit"),
    "sell": ("sell_price", "sell_limit"),
    "dispose": ("dispose_cost", "dispose_limit"),
}
_SIDE = {"buy": "demand", "sell": "supply", "dispose": "supply"}
OFFER_COLUMNS = ["name", "trade", "enterprise", "commodity", "price", "limit", "shared", "group", "partner"]
_FIELDS = ["pair", "trade", "price", "limit", "shared", "group", "partner"]
"""Of offers before they are put together: firm and good by their number among the case's pairs."""


def trade_offers(case: Case) -> pd.DataFrame:
    """Return purchases, sales and disposals open to each balance row.

    A firm's own price in markets.csv wins over that of the row for all firms, trade by trade, and a row of either
    kind wins over the catalog: hub prices less or plus freight, the cheapest compliant disposal. Emissions may always
    be released. Partners outside the park (``external:``) trade at the catalog's price what no hub trades.

    Returns
    -------
    pandas.DataFrame
        `OFFER_COLUMNS`; prices in CNY per unit, limits in units per year (inf for none).
    """
    stated = _stated(case)
    parts = [stated]
    if case.park.info.catalog:
        free = {side: _unstated(case, side) for side in ("supply", "demand")}
        parts += [
            _hub(case, free["demand"], "buy"),
            _hub(case, free["supply"], "sell"),
            _disposal(case, free["supply"]),
        ]
        parts.append(_external(case, parts))
    parts.append(_air(case, parts))
    table = pd.concat([part[_FIELDS] for part in parts if len(part)] or [stated], ignore_index=True)
    table = table.astype({"shared": bool, "limit": float, "price": float})
    trade, partner = (pd.factorize(table[column], sort=True)[0] for column in ("trade", "partner"))
    pair = table["pair"].to_numpy()
    order = np.lexsort([table["price"].to_numpy(), partner, pair, trade])
    trade, pair = trade[order], pair[order]
    table = pd.concat([table.take(order).reset_index(drop=True), case.pairs.table(pair)], axis="columns")
    name = name_of(table["trade"], table["enterprise"], table["commodity"])
    again = np.append(False, (trade[1:] == trade[:-1]) & (pair[1:] == pair[:-1]))[: len(table)]
    rank = np.arange(len(table)) - np.maximum.accumulate(np.where(again, 0, np.arange(len(table))))
    numbered = name_of(name[again], pd.Series(rank[again], index=name.index[again]).astype("str"))
    return table.assign(name=pd.concat([name[~again], numbered]).sort_index())[OFFER_COLUMNS]


def _stated(case: Case) -> pd.DataFrame:
    """Offers of markets.csv: of a firm's own row, and of the rows for all firms of a park."""
    markets = case.park.markets
    group = name_of(markets["commodity"], pd.Series(range(len(markets)), index=markets.index).astype("str"))
    general, pair = (markets["enterprise"] == "").to_numpy(), case.pairs.of(markets)
    parts = []
    for trade, (price, limit) in _MARKET_COLUMNS.items():
        rows, quoted = case.numbers(_SIDE[trade]), markets[price].notna().to_numpy()
        own, shared = np.flatnonzero(quoted & ~general), np.flatnonzero(quoted & general)
        others, quote = _shared(case, rows[~among(rows, pair[own])], markets.take(shared))
        own = own[among(pair[own], rows)]
        of = np.concatenate([own, shared[quote]])
        parts.append(pd.DataFrame({
            "pair": np.concatenate([pair[own], others]), "trade": trade, "price": markets[price].array.take(of),
            "limit": markets[limit].fillna(np.inf).array.take(of), "shared": np.arange(len(of)) >= len(own),
            "group": group.array.take(of), "partner": "market",
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _shared(case: Case, rows: np.ndarray, quotes: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Balance rows that market rows for all firms hold for, and positions of those."""
    if quotes.empty:
        return rows[:0], np.empty(0, dtype=np.int64)
    homes = _homes(case)
    at, quote = meet(_at_home(case, homes, rows), homes.of(quotes, "park"))
    return rows[at], quote


def _homes(case: Case) -> Pairs:
    """Numbers of parks with goods: a market row for all firms holds in its own park only."""
    return Pairs(pd.Index(case.park.enterprises["park"].unique()), case.pairs.goods)


def _at_home(case: Case, homes: Pairs, pairs: np.ndarray) -> np.ndarray:
    """Numbers of the firm's park with the good, of pairs of a firm and a good."""
    firm, good = case.pairs.split(pairs)
    park = case.park.enterprises.set_index("id")["park"].reindex(case.pairs.firms)
    return homes.number(homes.firms.get_indexer(park)[firm], good)


def _unstated(case: Case, side: str) -> np.ndarray:
    """Which balance rows of a side (boolean) markets.csv says nothing of."""
    markets, rows = case.park.markets, case.numbers(side)
    general = markets[markets["enterprise"] == ""]
    told = among(rows, case.pairs.of(markets))
    if len(general):
        homes = _homes(case)
        told |= among(_at_home(case, homes, rows), homes.of(general, "park"))
    return ~told


def _offered(pair: np.ndarray, trade: str, price: object, partner: object) -> pd.DataFrame:
    """Offers without a limit."""
    return pd.DataFrame({"pair": pair, "trade": trade, "price": price, "limit": np.inf, "shared": False, "group": "",
                         "partner": partner})  # fmt: skip


def _hub(case: Case, free: np.ndarray, trade: str) -> pd.DataFrame:
    side = _SIDE[trade]
    rows, pair = case.side(side), case.numbers(side)
    of = free & ~rows["accepted"].to_numpy()  # a substitute comes from the firm or a neighbour, not from a hub
    if trade == "sell":
        of &= among(pair, case.pairs.of(case.suppliers))
    found = hub_trades(case.park, case.catalog, rows.loc[of, SIDES], trade)
    return _offered(pair[of][found.index], trade, found["price"].array, ("hub:" + found["hub"]).array)


def _disposal(case: Case, free: np.ndarray) -> pd.DataFrame:
    routes = case.catalog.disposal
    routes = routes[routes["compliant"].astype(bool) & routes["cost"].notna()].sort_values(
        ["commodity", "cost", "route"]
    )
    routes = routes.drop_duplicates("commodity")
    pair = case.numbers("supply")[free]
    at, route = meet(case.pairs.split(pair)[1], case.pairs.goods.get_indexer(routes["commodity"]))
    return _offered(pair[at], "dispose", routes["cost"].array.take(route), routes["route"].array.take(route))


def _traded(known: list[pd.DataFrame], trade: str) -> np.ndarray:
    """Numbers of the pairs that have an offer of some trade."""
    return np.concatenate([part.loc[part["trade"] == trade, "pair"] for part in known])


def _air(case: Case, known: list[pd.DataFrame]) -> pd.DataFrame:
    """Emissions leave freely where nobody prices them."""
    emissions = case.catalog.commodities.loc[case.catalog.commodities["kind"] == "emission", "id"]
    pair = case.numbers("supply")
    pair = pair[among(case.pairs.split(pair)[1], case.pairs.goods.get_indexer(emissions))]
    return _offered(pair[~among(pair, _traded(known, "dispose"))], "dispose", 0.0, "air")


def _external(case: Case, known: list[pd.DataFrame]) -> pd.DataFrame:
    """Links to partners outside the park, at the catalog's price, where no market trades the good."""
    links = case.park.links
    links = links[links["status"].isin(["", "existing", "operating", "trial"])]
    prices = case.goods["price"]
    parts = []
    for trade, outside, inside in (("buy", "from", "to"), ("sell", "to", "from")):
        part = links[links[outside].str.startswith(("external:", "park:"))]
        if part.empty:
            continue
        pair = case.pairs.of(part, inside)
        part = part.assign(pair=pair)
        part = part[among(pair, case.numbers(_SIDE[trade])) & ~among(pair, _traded(known, trade))]
        offers = _offered(
            part["pair"].array, trade, prices.reindex(part["commodity"]).fillna(0.0).array, part[outside].array
        )
        parts.append(offers.assign(limit=part["amount"].fillna(np.inf).array))
    return pd.concat(parts, ignore_index=True) if parts else known[0].iloc[:0]
