"""A plant standing alone at a market hub: what it would earn anywhere, without neighbours and without freight."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.network.freight import annuity_factor
from circnet.park import Catalog


def capital(catalog: Catalog, rate: float) -> pd.DataFrame:
    """Return by technology ``capex`` and ``annuity`` (CNY and CNY/a per unit of yearly capacity), ``om``, ``life``.

    ``annuity = capex * r / (1 - (1 + r)^-n)``; a technology without a lifetime has no annuity.
    """
    table = catalog.technologies.set_index("id")
    life, capex = table["lifetime_a"].to_numpy(float), table["capex_cny_per_unit"].fillna(0.0)
    return pd.DataFrame({
        "capex": capex, "annuity": capex * annuity_factor(rate, life), "om": table["om_cny_per_unit"].fillna(0.0),
        "life": life,
    })  # fmt: skip


def scales(catalog: Catalog) -> pd.DataFrame:
    """Return by technology ``low, high, base``: least and largest plant, units a year; NaN where none is known.

    A variant without sizes has those of the (first) technology it is a variant of, ``base``; a technology that is no
    variant, or makes another good, is its own base. Where both have none, the least and the largest of those that make
    the same good hold.
    """
    table = catalog.technologies.set_index("id")
    first = table["variant_of"].fillna("").str.split(";").str[0].str.strip()
    base = first.where(first.isin(table.index), table.index.to_series())
    own = {name: table[f"scale_{name}"] for name in ("low", "high")}
    alike = {name: size.groupby(table["reference"]).transform("min" if name == "low" else "max")
             for name, size in own.items()}  # fmt: skip
    sizes = {name: size.fillna(base.map(size)).fillna(alike[name]) for name, size in own.items()}
    same = table["reference"] == base.map(table["reference"])
    return pd.DataFrame({**sizes, "base": base.where(same, base.index.to_series())})


def traded(catalog: Catalog) -> pd.DataFrame:
    """Recipe lines of what is traded: without ambient goods."""
    kind = catalog.commodities.set_index("id")["kind"]
    recipes = catalog.recipes
    return recipes[recipes["commodity"].map(kind) != "ambient"].reset_index(drop=True)


def alone_margin(catalog: Catalog) -> pd.Series:
    """Gross margin of each technology alone at a market hub, CNY per unit of its reference good.

    Revenue less what is used, before operation and capital. A good is bought at the least and sold at the best of the
    hubs' prices, or disposed of on the cheapest compliant route where that is better. What no hub sells is taken at
    the catalog's price (a boiler of its own, say), a waste for nothing, or as the cheapest substitute a hub sells;
    what no hub buys is
    worth nothing, the reference good the catalog's price. Power is sold at what hubs ask for it: the grid takes
    it wherever the plant stands.

    Returns
    -------
    pandas.Series
        Index: technology.
    """
    goods, prices, lines = catalog.commodities.set_index("id"), catalog.prices, traded(catalog)
    ask, bid = prices.groupby("commodity")["buy"].min().dropna(), prices.groupby("commodity")["sell"].max().dropna()
    power = bid.index[bid.index.map(goods["kind"]) == "electricity"]
    bid = bid.where(~bid.index.isin(power), pd.concat([bid, ask.reindex(bid.index)], axis=1).max(axis=1))
    routes = catalog.disposal[catalog.disposal["compliant"].astype(bool) & catalog.disposal["cost"].notna()]
    fee = lines["commodity"].map(routes.groupby("commodity")["cost"].min())
    reference = lines["technology"].map(catalog.technologies.set_index("id")["reference"])
    listed = lines["commodity"].map(goods["price"]).fillna(0.0)
    ways = pd.concat([lines["commodity"].map(bid), -fee], axis=1).max(axis=1)
    worth = ways.fillna(listed.where(lines["commodity"] == reference, 0.0))
    paid = lines["commodity"].map(_cheapest(catalog, ask)).fillna(0.0)
    value = lines["coefficient"] * worth.where(lines["coefficient"] > 0, paid)
    return value.groupby(lines["technology"]).sum()


def site_margin(model: Model, plants: pd.DataFrame) -> pd.Series:
    """Gross margin of each new plant where it stands, dealing with the market alone, CNY per unit of activity.

    What the plant buys, sells and disposes of at the prices that hold for it there, freight included; what it cannot
    buy at the catalog's price, a waste for nothing; what it cannot sell or dispose of at nothing, the reference good
    at the catalog's price.

    Parameters
    ----------
    model
        Built of `circnet.gaps.plants.with_plants`.
    plants
        Its plants: ``technology, enterprise``.

    Returns
    -------
    pandas.Series
        Index: technology.
    """
    catalog, columns = model.case.catalog, model.program.columns
    goods, lines = catalog.commodities.set_index("id"), traded(catalog)
    lines = lines.merge(plants[["technology", "enterprise"]], on="technology")
    trade = columns[columns["enterprise"].isin(plants["enterprise"])]
    keys = ["enterprise", "commodity"]
    paid = trade[trade["family"] == "buy"].groupby(keys)["real_cost"].min()
    earned = -trade[trade["family"].isin(["sell", "dispose"])].groupby(keys)["real_cost"].min()
    at = pd.MultiIndex.from_frame(lines[keys])
    listed = lines["commodity"].map(goods["price"]).fillna(0.0).to_numpy()
    reference = lines["technology"].map(catalog.technologies.set_index("id")["reference"])
    price = np.where(
        lines["coefficient"] < 0,
        np.where(paid.reindex(at).notna(), paid.reindex(at), np.maximum(listed, 0.0)),
        np.where(
            earned.reindex(at).notna(), earned.reindex(at), np.where(lines["commodity"] == reference, listed, 0.0)
        ),
    )
    return (lines["coefficient"] * price).groupby(lines["technology"]).sum()


def _cheapest(catalog: Catalog, ask: pd.Series) -> pd.Series:
    """What a unit of each good costs at a hub: asked, listed, or blended with the best substitute asked there."""
    plain = ask.combine_first(catalog.commodities.set_index("id")["price"].clip(lower=0.0)).fillna(0.0)
    swaps = catalog.substitutions.assign(
        sub=catalog.substitutions["accepts"].map(ask), own=catalog.substitutions["replaces"].map(plain)
    ).dropna(subset=["sub", "own"])
    ratio = swaps["ratio"].fillna(1.0)
    share = np.minimum(swaps["max_share"].fillna(1.0), 1.0 / ratio)
    blend = swaps["own"] * (1.0 - ratio * share) + share * (swaps["sub"] + swaps["cost"].fillna(0.0))
    best = blend.groupby(swaps["replaces"]).min()
    return pd.concat([plain, best.reindex(plain.index)], axis=1).min(axis=1)
