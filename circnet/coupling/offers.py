"""Trade offers: every price at which a firm can buy, sell or dispose of something."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES, Case
from circnet.coupling.keys import Pairs, name_of
from circnet.network import hub_trades

_MARKET_COLUMNS = {
    "buy": ("buy_price", "buy_limit"),
    "sell": ("sell_price", "sell_limit"),
    "dispose": ("dispose_cost", "dispose_limit"),
}
_SIDE = {"buy": "demand", "sell": "supply", "dispose": "supply"}
OFFER_COLUMNS = ["name", "trade", "enterprise", "commodity", "price", "limit", "shared", "group", "partner"]


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
        free = _unstated(case)
        parts += [_hub(case, free, "buy"), _hub(case, free, "sell"), _disposal(case, free)]
        parts.append(_external(case, parts))
    parts.append(_air(case, parts))
    table = pd.concat([part[OFFER_COLUMNS[1:]] for part in parts if len(part)] or [stated], ignore_index=True)
    table = table.astype({"shared": bool, "limit": float, "price": float})
    trade, partner = (pd.factorize(table[column], sort=True)[0] for column in ("trade", "partner"))
    pair = case.pairs.of(table)
    order = np.lexsort([table["price"].to_numpy(), partner, pair, trade])
    table, trade, pair = table.take(order).reset_index(drop=True), trade[order], pair[order]
    name = name_of(table["trade"], table["enterprise"], table["commodity"])
    again = np.append(False, (trade[1:] == trade[:-1]) & (pair[1:] == pair[:-1]))[: len(table)]
    rank = np.arange(len(table)) - np.maximum.accumulate(np.where(again, 0, np.arange(len(table))))
    numbered = name_of(name[again], pd.Series(rank[again], index=name.index[again]).astype("str"))
    return table.assign(name=pd.concat([name[~again], numbered]).sort_index())[OFFER_COLUMNS]


def _stated(case: Case) -> pd.DataFrame:
    """Offers of markets.csv."""
    markets = case.park.markets
    group = name_of(markets["commodity"], pd.Series(range(len(markets)), index=markets.index).astype("str"))
    rows = markets[[*SIDES, "park"]].assign(group=group, partner="market")
    general = (rows["enterprise"] == "").to_numpy()
    parts = []
    for trade, (price, limit) in _MARKET_COLUMNS.items():
        quotes = rows.assign(trade=trade, price=markets[price], limit=markets[limit].fillna(np.inf))
        quoted = markets[price].notna().to_numpy()
        own, side = quotes[quoted & ~general], _SIDE[trade]
        numbers = case.pairs.of(own)
        parts.append(own[np.isin(numbers, case.numbers(side))].assign(shared=False))
        if (quoted & general).any():
            others = _homes(case, case.side(side).loc[~np.isin(case.numbers(side), numbers), SIDES])
            shared = others.merge(quotes[quoted & general].drop(columns="enterprise"), on=["commodity", "park"])
            parts.append(shared.assign(shared=True))
    return pd.concat(parts, ignore_index=True).astype({"shared": bool})[OFFER_COLUMNS[1:]]


def _homes(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the park of their firm: a market row for all firms holds in its own park only."""
    home = case.park.enterprises.set_index("id")["park"].reindex(rows["enterprise"]).to_numpy()
    return rows.assign(park=home)


def _unstated(case: Case) -> np.ndarray:
    """Numbers of the pairs of balance rows for which markets.csv says nothing."""
    markets = case.park.markets
    general = markets["enterprise"] == ""
    rows = case.sides[~np.isin(case.pairs.of(case.sides), case.pairs.of(markets))]
    if general.any():
        homes = Pairs(pd.Index(case.park.enterprises["park"].unique()), case.pairs.goods)
        told = homes.of(markets[general], "park")
        rows = rows[~np.isin(homes.of(_homes(case, rows), "park"), told)]
    return case.pairs.of(rows)


def _rows(case: Case, free: np.ndarray, trade: str) -> pd.DataFrame:
    """Balance rows of a trade that are free for it."""
    side = _SIDE[trade]
    return case.side(side)[np.isin(case.numbers(side), free)]


def _hub(case: Case, free: np.ndarray, trade: str) -> pd.DataFrame:
    rows = _rows(case, free, trade)
    rows = rows[~rows["accepted"]]  # a substitute comes from the firm or a neighbour, not from a hub
    if trade == "sell":
        rows = rows[np.isin(case.pairs.of(rows), case.pairs.of(case.suppliers))]
    offers = hub_trades(case.park, case.catalog, rows[SIDES], trade)
    return offers.assign(trade=trade, limit=np.inf, shared=False, group="", partner="hub:" + offers["hub"])


def _disposal(case: Case, free: np.ndarray) -> pd.DataFrame:
    routes = case.catalog.disposal
    routes = routes[routes["compliant"].astype(bool) & routes["cost"].notna()].sort_values(
        ["commodity", "cost", "route"]
    )
    routes = routes.drop_duplicates("commodity")[["commodity", "cost", "route"]]
    rows = _rows(case, free, "dispose")[SIDES].merge(routes, on="commodity")
    return rows.assign(trade="dispose", price=rows["cost"], limit=np.inf, shared=False, group="", partner=rows["route"])


def _traded(case: Case, known: list[pd.DataFrame], trade: str) -> np.ndarray:
    """Numbers of the pairs that have an offer of some trade."""
    return np.concatenate([case.pairs.of(part[part["trade"] == trade]) for part in known])


def _air(case: Case, known: list[pd.DataFrame]) -> pd.DataFrame:
    """Emissions leave freely where nobody prices them."""
    emissions = case.catalog.commodities.loc[case.catalog.commodities["kind"] == "emission", "id"]
    rows = case.side("supply")[SIDES]
    rows = rows[rows["commodity"].isin(emissions)]
    rows = rows[~np.isin(case.pairs.of(rows), _traded(case, known, "dispose"))]
    return rows.assign(trade="dispose", price=0.0, limit=np.inf, shared=False, group="", partner="air")


def _external(case: Case, known: list[pd.DataFrame]) -> pd.DataFrame:
    """Links to partners outside the park, at the catalog's price, where no market trades the good."""
    links = case.park.links
    links = links[links["status"].isin(["", "existing", "operating", "trial"])]
    prices = case.goods["price"]
    parts = []
    for trade, outside, inside in (("buy", "from", "to"), ("sell", "to", "from")):
        part = links[links[outside].str.startswith(("external:", "park:"))]
        part = part.rename(columns={inside: "enterprise", outside: "partner"})
        if part.empty:
            continue
        part = part[np.isin(case.pairs.of(part), case.numbers(_SIDE[trade]))]
        part = part[~np.isin(case.pairs.of(part), _traded(case, known, trade))]
        price = prices.reindex(part["commodity"]).fillna(0.0).to_numpy(float)
        parts.append(part.assign(trade=trade, price=price, limit=part["amount"].fillna(np.inf), shared=False, group=""))
    return pd.concat(parts, ignore_index=True)[OFFER_COLUMNS[1:]] if parts else known[0].iloc[:0]
