"""The price of a good changed: rows of a park's prices that say what hubs and the park's own rows would have said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.case import SIDES, prepare
from circnet.coupling.offers import trade_offers
from circnet.coupling.settings import STATUSES
from circnet.park import Catalog, Park, catalog_of
from circnet.schema import PARK_TABLES

__all__ = ["Entry", "priced"]

Entry = tuple[str, Mapping[str, Any]]
"""Kind of an action, and its entry in the scenario's file."""

_PRICES = ("buy_price", "sell_price")


def priced(  # noqa: PLR0913, PLR0917  a good of a firm, by a factor or at a price
    park: Park, catalog: Catalog, settings: Settings, good: str, firm: str = "", price: float | None = None,
    factor: float | None = None,
) -> list[Entry]:  # fmt: skip
    """Return the entries that change what a good is bought and sold at; none where nobody has a price for it.

    The park's own rows are changed in place. Where hubs trade the good, each firm that could trade in it gets a row
    with what it would pay or be paid: the hubs' prices times the factor, freight and losses as before, and its
    cheapest disposal, since a firm's row stands for the whole good. A price for all firms also goes into the park's
    row of the good, by which partners outside are paid.

    Parameters
    ----------
    park, catalog, settings
        What the scenario is laid over; units of any status count, so that one that is started later has the price too.
    good, firm
        Which price; of all firms if no firm is named.
    price, factor
        CNY per unit, or times today's. A price is that of the hubs: where the catalog has a central price, firms get
        the same factor.
    """
    full = catalog_of(park, catalog)
    goods = full.commodities[full.commodities["id"].eq(good)]
    central = float(goods["price"].iloc[0])
    own = park.markets[park.markets["commodity"].eq(good)]
    own = own[own["enterprise"].eq(firm)] if firm else own
    entries = _rows_changed(own, price, factor)
    ratio = factor if factor is not None else _ratio(price, central)
    if ratio is None or not park.info.catalog:
        return entries
    rows = _rows_of_hubs(park, catalog, settings, good, ratio)
    rows = rows[rows["enterprise"].eq(firm)] if firm else rows
    if len(rows):
        entries.append(("add", {"table": "markets", "rows": [_filled(row) for row in rows.to_dict("records")]}))
    if not firm and not np.isnan(central):
        entries.append(_row_of_good(park, goods.iloc[0], central * ratio))
    return entries


def _ratio(price: float | None, central: float) -> float | None:
    return price / central if price is not None and central > 0 else None


def _rows_changed(own: pd.DataFrame, price: float | None, factor: float | None) -> list[Entry]:
    """Change the park's own rows of the good: what of them is blank stays blank."""
    entries: list[Entry] = []
    for row in own.drop_duplicates(["commodity", "enterprise"]).to_dict("records"):
        there = [name for name in _PRICES if row[name] == row[name]]  # noqa: PLR0124  not NaN
        if not there:
            continue
        way = {"scale": dict.fromkeys(there, factor)} if factor is not None else {"set": dict.fromkeys(there, price)}
        where = {"commodity": row["commodity"], "enterprise": row["enterprise"]}
        entries.append(("change", {"table": "markets", "where": where, **way}))
    return entries


def _rows_of_hubs(park: Park, catalog: Catalog, settings: Settings, good: str, ratio: float) -> pd.DataFrame:
    """What firms would pay and be paid if hubs traded the good at another price: rows of markets.csv."""
    quotes = catalog.prices
    scaled = quotes["commodity"].eq(good)
    dearer = {side: quotes[side].where(~scaled, quotes[side] * ratio) for side in ("buy", "sell")}
    everything = replace(settings, include=STATUSES, yes_no=False, max_links=None, exclusive=False, min_flow=0.0,
                         min_load=0.0, mip_gap=Settings.mip_gap, time_limit=None)  # fmt: skip
    case = prepare(park, catalog.replace(prices=quotes.assign(**dearer)), everything)
    offers = trade_offers(case)
    offers = offers[offers["commodity"].eq(good) & ~offers["partner"].isin(["market", "air"])]
    hubs = offers[offers["partner"].str.startswith("hub:")]
    offers = offers[offers["enterprise"].isin(hubs["enterprise"])]
    wide = offers.pivot_table(index=SIDES, columns="trade", values="price", aggfunc="first")
    names = {"buy": "buy_price", "sell": "sell_price", "dispose": "dispose_cost"}
    table = wide.rename(columns=names).reindex(columns=list(names.values())).reset_index()
    return table.assign(basis="assumed")[["commodity", "enterprise", *names.values(), "basis"]]


def _row_of_good(park: Park, good: pd.Series, price: float) -> Entry:
    if park.commodities["id"].eq(good["id"]).any():
        where = {"id": str(good["id"])}
        return "change", {"table": "commodities", "where": where, "set": {"price": price}}
    columns = PARK_TABLES["commodities"].columns
    row = {name: value for name, value in good.items() if name in columns} | {"price": price}
    return "add", {"table": "commodities", "rows": [_filled(row)]}


def _filled(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the cells that are not blank as plain values."""
    plain = {str(name): value.item() if isinstance(value, np.generic) else value for name, value in row.items()}
    return {name: value for name, value in plain.items() if value == value and value not in ("", None)}  # noqa: PLR0124
