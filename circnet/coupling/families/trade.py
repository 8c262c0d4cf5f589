"""Trade with the outside: markets, disposal, partners beyond the park, and what the data cannot explain."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Places, Terms
from circnet.coupling.case import SIDES, Case
from circnet.coupling.families.balance import direction, rows_at
from circnet.keys import among, name_of


def trades(case: Case, offers: pd.DataFrame) -> Block:
    """Purchases, sales and disposals.

    ``0 <= b, s, w <= limit``; a market row that holds for all firms shares one limit:
    ``sum_e b_ec <= limit``.

    Parameters
    ----------
    case
        The sets of the model.
    offers
        Rows of `circnet.coupling.offers.trade_offers`.
    """
    goods = case.goods[["kind", "t_per_unit", "co2_t_per_unit"]].reindex(offers["commodity"])
    trade = offers["trade"]
    bought, disposed = (trade == "buy").to_numpy(), (trade == "dispose").to_numpy()
    kind = goods["kind"].fillna("").to_numpy()
    mass = goods["t_per_unit"].fillna(1.0).to_numpy(float)
    carbon = goods["co2_t_per_unit"].fillna(0.0).to_numpy(float)
    energy = np.isin(kind, ["electricity", "heat"])
    counted = (bought & energy) | (disposed & ~energy)  # bought in, or released and burnt off
    columns = pd.DataFrame({
        "name": offers["name"], "family": trade, "enterprise": offers["enterprise"], "commodity": offers["commodity"],
        "item": offers["partner"], "upper": offers["limit"].where(~offers["shared"], np.inf),
        "cost": offers["price"] * np.where(bought | disposed, 1.0, -1.0),
        "co2_t": np.where(counted, carbon, 0.0),
        "waste_t": np.where(disposed & (kind == "waste"), mass, 0.0),
        "water_m3": np.where(bought & (kind == "water"), 1.0, 0.0),
    })  # fmt: skip
    terms = []
    pair = case.pairs.of(offers)
    for side, of in (("demand", np.flatnonzero(bought)), ("supply", np.flatnonzero(~bought))):
        sign = direction(case, offers["enterprise"].take(of), side) if side == "demand" else -1.0
        terms.append(Terms(rows_at(case, pair[of], side), Places(of), sign))
    of = np.flatnonzero(offers["shared"] & np.isfinite(offers["limit"]))
    shared = offers.take(of)
    row, group = pd.factorize("market|" + shared["trade"] + "|" + shared["group"])
    limits = shared.take(np.unique(row, return_index=True)[1])
    rows = pd.DataFrame({
        "name": group, "family": "market", "commodity": limits["commodity"].array, "item": limits["trade"].array,
        "lower": -np.inf, "upper": limits["limit"].array,
    })  # fmt: skip
    terms.append(Terms(Places(row), Places(of), 1.0))
    return Block(columns, rows, terms)


def unexplained(case: Case, offers: pd.DataFrame) -> Block:
    """Needs and surpluses that no unlimited trade explains, used only after everything else.

    Present only where the catalog holds and the run is not strict. Their penalty, ten times the catalog's price
    and 5,000 CNY per unit or tonne, ranks them last; their worth, at the catalog's price, is told apart.
    """
    if case.settings.strict or not case.park.info.catalog:
        return Block()
    open_ended = offers[~np.isfinite(offers["limit"])]
    unlimited, bought = case.pairs.of(open_ended), (open_ended["trade"] == "buy").to_numpy()
    tables: list[pd.DataFrame] = []
    terms: list[Terms] = []
    for side, family in (("demand", "need"), ("supply", "surplus")):
        pair, met = case.numbers(side), unlimited[bought == (side == "demand")]
        asked = (case.side(side)["genuine"] & ~case.side(side)["passes_on"]).to_numpy() & ~among(pair, met)
        rows = case.side(side).loc[asked, SIDES].reset_index(drop=True)
        goods = case.goods[["price", "t_per_unit", "kind"]].reindex(rows["commodity"])
        price = goods["price"].fillna(0.0).to_numpy(float)
        mass = goods["t_per_unit"].fillna(1.0).to_numpy(float)
        name = name_of(family, rows["enterprise"], rows["commodity"])
        columns = pd.DataFrame({
            "name": name, "family": family, "enterprise": rows["enterprise"], "commodity": rows["commodity"],
            "penalty": 10.0 * np.abs(price) + 5000.0 * np.fmin(mass, 1.0),
            "worth": price if family == "need" else -price,
            "waste_t": np.where((goods["kind"] == "waste") & (family == "surplus"), mass, 0.0),
        })  # fmt: skip
        first = sum(len(table) for table in tables)
        terms.append(Terms(rows_at(case, pair[asked], side), Places(first + np.arange(len(rows))), -1.0))
        tables.append(columns)
    return Block(pd.concat(tables, ignore_index=True), terms=terms)
