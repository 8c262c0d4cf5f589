"""Trade offers: every price at which a firm can buy, sell or dispose of something."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES, Case, suppliers
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
        parts += [_hub(case, "buy"), _hub(case, "sell"), _disposal(case)]
        parts.append(_external(case, pd.concat(parts, ignore_index=True)))
    parts.append(_air(case, pd.concat(parts, ignore_index=True)))
    table = pd.concat([part[OFFER_COLUMNS[1:]] for part in parts if len(part)] or [stated], ignore_index=True)
    table = table.astype({"shared": bool, "limit": float, "price": float})
    table = table.sort_values(["trade", *SIDES, "partner", "price"], kind="stable").reset_index(drop=True)
    rank = table.groupby(["trade", *SIDES]).cumcount().astype(str)
    name = table["trade"] + "|" + table["enterprise"] + "|" + table["commodity"]
    return table.assign(name=name.where(rank == "0", name + "|" + rank))[OFFER_COLUMNS]


def _rows(case: Case, trade: str) -> pd.DataFrame:
    return case.side(_SIDE[trade])[[*SIDES, "accepted"]]


def _stated(case: Case) -> pd.DataFrame:
    """Offers of markets.csv."""
    markets = case.park.markets
    group = markets["commodity"] + "|" + pd.Series(range(len(markets)), index=markets.index).astype(str)
    rows = markets[[*SIDES, "park"]].assign(group=group, partner="market")
    quotes = pd.concat(
        [
            rows.assign(trade=trade, price=markets[price], limit=markets[limit].fillna(np.inf))
            for trade, (price, limit) in _MARKET_COLUMNS.items()
        ],
        ignore_index=True,
    )
    quotes = quotes[quotes["price"].notna()]
    own, general = quotes[quotes["enterprise"] != ""], quotes[quotes["enterprise"] == ""]
    homes = _homes(case, case.sides[SIDES].drop_duplicates())
    shared = homes.merge(general.drop(columns="enterprise"), on=["commodity", "park"])
    key = ["trade", *SIDES]
    shared = shared[~pd.MultiIndex.from_frame(shared[key]).isin(pd.MultiIndex.from_frame(own[key]))]
    both = pd.concat([own.assign(shared=False), shared.assign(shared=True)], ignore_index=True).astype({"shared": bool})
    met = both.merge(case.sides[[*SIDES, "side"]], on=SIDES)
    side = met["trade"].map(_SIDE)
    return met.loc[met["side"].eq(side) | met["side"].eq("both"), OFFER_COLUMNS[1:]]


def _homes(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the park of their firm: a market row for all firms holds in its own park only."""
    home = case.park.enterprises.set_index("id")["park"].reindex(rows["enterprise"]).to_numpy()
    return rows.assign(park=home)


def _unstated(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    """Balance rows for which markets.csv says nothing."""
    markets = case.park.markets
    own = markets["enterprise"] != ""
    exact = pd.MultiIndex.from_frame(markets.loc[own, SIDES])
    general = pd.MultiIndex.from_frame(markets.loc[~own, ["commodity", "park"]])
    home = pd.MultiIndex.from_frame(_homes(case, rows)[["commodity", "park"]])
    return rows[~(pd.MultiIndex.from_frame(rows[SIDES]).isin(exact) | home.isin(general))]


def _hub(case: Case, trade: str) -> pd.DataFrame:
    rows = _unstated(case, _rows(case, trade))
    rows = rows[~rows["accepted"]]  # a substitute comes from the firm or a neighbour, not from a hub
    if trade == "sell":
        rows = rows.merge(suppliers(case), on=SIDES)
    offers = hub_trades(case.park, case.catalog, rows[SIDES], trade)
    return offers.assign(trade=trade, limit=np.inf, shared=False, group="", partner="hub:" + offers["hub"])


def _disposal(case: Case) -> pd.DataFrame:
    routes = case.catalog.disposal
    routes = routes[routes["compliant"].astype(bool) & routes["cost"].notna()].sort_values(
        ["commodity", "cost", "route"]
    )
    routes = routes.drop_duplicates("commodity")[["commodity", "cost", "route"]]
    rows = _unstated(case, _rows(case, "dispose"))[SIDES].merge(routes, on="commodity")
    return rows.assign(trade="dispose", price=rows["cost"], limit=np.inf, shared=False, group="", partner=rows["route"])


def _air(case: Case, known: pd.DataFrame) -> pd.DataFrame:
    """Emissions leave freely where nobody prices them."""
    emissions = case.catalog.commodities.loc[case.catalog.commodities["kind"] == "emission", "id"]
    rows = _rows(case, "dispose")[SIDES]
    rows = rows[rows["commodity"].isin(emissions)]
    priced = pd.MultiIndex.from_frame(known.loc[known["trade"] == "dispose", SIDES])
    rows = rows[~pd.MultiIndex.from_frame(rows).isin(priced)]
    return rows.assign(trade="dispose", price=0.0, limit=np.inf, shared=False, group="", partner="air")


def _external(case: Case, known: pd.DataFrame) -> pd.DataFrame:
    """Links to partners outside the park, at the catalog's price, where no market trades the good."""
    links = case.park.links
    links = links[links["status"].isin(["", "existing", "operating", "trial"])]
    prices = case.goods["price"]
    parts = []
    for trade, outside, inside in (("buy", "from", "to"), ("sell", "to", "from")):
        part = links[links[outside].str.startswith(("external:", "park:"))]
        part = part.rename(columns={inside: "enterprise", outside: "partner"})
        part = part.merge(_rows(case, trade)[SIDES], on=SIDES)
        traded = pd.MultiIndex.from_frame(known.loc[known["trade"] == trade, SIDES])
        part = part[~pd.MultiIndex.from_frame(part[SIDES]).isin(traded)]
        price = prices.reindex(part["commodity"]).fillna(0.0).to_numpy(float)
        parts.append(part.assign(trade=trade, price=price, limit=part["amount"].fillna(np.inf), shared=False, group=""))
    return pd.concat(parts, ignore_index=True)[OFFER_COLUMNS[1:]]
