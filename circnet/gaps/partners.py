"""Who a new plant takes from and gives to in a solved state."""

from __future__ import annotations

import pandas as pd

from circnet.coupling.model import Model
from circnet.coupling.solve import Point
from circnet.gaps.plants import PREFIX

_UNTIED = ("electricity", "water", "heat", "emission")
_LEAST = 1e-6
_COLUMNS = ["technology", "commodity", "partner", "inside", "amount", "unit", "share", "value", "tied"]


def feedstock(model: Model, point: Point, technology: str) -> pd.DataFrame:
    """What the new plant of a technology takes, from whom.

    Returns
    -------
    pandas.DataFrame
        ``technology, commodity, partner`` (a firm's id, or the market), ``inside`` (whether a firm of the park),
        ``amount, unit`` (a year), ``share`` (of what it takes of the good), ``value`` (at the catalog's price,
        CNY/a), ``tied`` (no energy, water or emission).
    """
    return _partners(model, point, technology, ("buy", "need"), "item", "enterprise")


def outlets(model: Model, point: Point, technology: str) -> pd.DataFrame:
    """What the new plant of a technology gives, to whom; columns as `feedstock`."""
    return _partners(model, point, technology, ("sell", "dispose", "surplus"), "enterprise", "item")


def _partners(
    model: Model, point: Point, technology: str, outside: tuple[str, ...], own: str, other: str
) -> pd.DataFrame:
    firm = PREFIX + technology
    columns = model.program.columns.assign(amount=point.values)
    columns = columns[columns["amount"] > _LEAST]
    links = columns[(columns["family"] == "flow") & (columns[own] == firm)]
    trade = columns[columns["family"].isin(outside) & (columns["enterprise"] == firm)]
    goods = model.case.catalog.commodities.set_index("id")
    table = pd.concat([
        links[["commodity", "amount"]].assign(partner=links[other], inside=True),
        trade[["commodity", "amount"]].assign(partner=trade["item"], inside=False),
    ], ignore_index=True)  # fmt: skip
    table = table.groupby(["commodity", "partner", "inside"], as_index=False)["amount"].sum()
    price = table["commodity"].map(goods["price"]).fillna(0.0).abs()
    kind = table["commodity"].map(goods["kind"])
    table = table.assign(
        technology=technology, unit=table["commodity"].map(goods["unit"]).astype("str"), value=price * table["amount"],
        share=table["amount"] / table.groupby("commodity")["amount"].transform("sum"), tied=~kind.isin(_UNTIED),
    )  # fmt: skip
    return table.sort_values(["value", "commodity", "partner"], ascending=[False, True, True])[_COLUMNS].reset_index(
        drop=True
    )
