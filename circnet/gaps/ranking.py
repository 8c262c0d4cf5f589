"""The worth of gaps: what the place adds, how much of the plant is exchanged inside, and the park's own chains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import Case
from circnet.gaps.alone import scales, traded
from circnet.park import Catalog

_UNTIED = ("electricity", "emission", "heat", "ambient")
_PLAIN = 0.02
"""Weight of a plant in none of the park's chains, and cover of one that meets nobody's goods."""
LEAST_SIZE = 1000.0
"""Least size of a plant of which none is known, units a year."""
_STEP = 1e4
"""Yearly gain, CNY, from which its size counts."""
_TAKEN = ["adds", "explained", "load", "inside"]


def tying(catalog: Catalog) -> pd.Index:
    """Goods that tie a plant to a neighbour's process: no energy and no clean water (wastewater has a fee)."""
    goods = catalog.commodities.set_index("id")
    clean = (goods["kind"] == "water") & (goods["price"].fillna(0.0) > 0)
    return goods.index[~goods["kind"].isin(_UNTIED) & ~clean]


def cover(catalog: Catalog, crossing: pd.DataFrame, technologies: pd.Series) -> pd.DataFrame:
    """Return by technology which share of what it uses and makes meets what crosses the border inside.

    By value at the catalog's prices and at the plant's least size; energy and clean water apart, which tie no plant
    to a
    neighbour's process.

    Returns
    -------
    pandas.DataFrame
        Index: technology. ``feed, product`` (0 to 1), ``both``: of feed and product together, ``loose``: the share of
        the feed met that is disposed of or unexplained today.
    """
    goods = catalog.commodities.set_index("id")
    lines = traded(catalog)
    lines = lines[lines["technology"].isin(technologies) & lines["commodity"].isin(tying(catalog))]
    least = lines["technology"].map(scales(catalog)["low"]).fillna(LEAST_SIZE)
    side = np.where(lines["coefficient"] < 0, "offered", "wanted")
    there = crossing.groupby(["commodity", "side"])["amount"].sum()
    amount = there.reindex(pd.MultiIndex.from_arrays([lines["commodity"], side])).fillna(0.0).to_numpy()
    need = (lines["coefficient"].abs() * least).to_numpy()
    share = np.where(amount > 0, np.fmin(1.0, amount / np.maximum(need, 1e-9)), 0.0)
    value = lines["coefficient"].abs() * lines["commodity"].map(goods["price"].abs()).fillna(0.0)
    parts = pd.DataFrame({"technology": lines["technology"], "side": side, "value": value, "met": value * share})
    astray = crossing[crossing["way"].isin(["disposed", "unexplained"]) & (crossing["side"] == "offered")]["commodity"]
    stray = parts[lines["commodity"].isin(astray).to_numpy() & (side == "offered")].groupby("technology")["met"].sum()
    sums = parts.groupby(["technology", "side"])[["value", "met"]].sum().unstack(fill_value=0.0)
    both = pd.MultiIndex.from_product([["value", "met"], ["offered", "wanted"]])
    sums = sums.reindex(index=technologies, columns=both).fillna(0.0)
    met, whole = sums["met"], sums["value"].clip(lower=1e-9)
    loose = stray.reindex(technologies).fillna(0.0) / met["offered"].clip(lower=1e-9)
    share = met / whole
    return pd.DataFrame({
        "feed": share["offered"], "product": share["wanted"], "loose": loose,
        "both": met.sum(axis=1) / whole.sum(axis=1),
    })  # fmt: skip


def chain_weight(case: Case, technologies: pd.Series) -> pd.Series:
    """Return by technology the share of the park's running units in its chain, or that run the same technology."""
    units = case.units[case.units["role"] != "utility"]
    listed = case.catalog.technologies.set_index("id")["chain"].fillna("")
    chains = listed.str.split(";").explode().str.strip()
    chains = chains[chains != ""]
    held = units[["unit", "technology"]].merge(chains.rename("chain"), left_on="technology", right_index=True)
    held = held.assign(part=1.0 / held.groupby("unit")["chain"].transform("size"))
    total = max(len(units), 1)
    weight = held.groupby("chain")["part"].sum() / total
    best = chains.map(weight).fillna(0.0).groupby(level=0).max()
    same = units["technology"].value_counts() / total
    found = best.reindex(technologies).fillna(0.0) + same.reindex(technologies).fillna(0.0)
    return pd.Series(found.to_numpy(), index=technologies.to_numpy())


def families(table: pd.DataFrame, base: pd.Series) -> pd.DataFrame:
    """Let a technology stand for its variants, which its plant can run too, and leave them out.

    It takes over ``adds, explained, load, inside`` of the variant that adds most, where that adds more, and the best
    of every other column; a variant whose base is not in the table stands for itself.

    Parameters
    ----------
    table
        Candidates; ``points_to`` is text, all other columns beside ``technology`` numbers or ``proved``.
    base
        By technology: what it is a variant of, or itself.
    """
    own = table["technology"].map(base)
    family = own.where(own.isin(table["technology"]), table["technology"])
    table = table.assign(family=family, first=(family == table["technology"]))
    table = table.sort_values(["family", "adds", "first"], ascending=[True, False, False])
    by = table.groupby("family")
    values = by[_TAKEN].first()
    apart = ["technology", "family", "first", "proved", "points_to", *_TAKEN]
    best = by[[name for name in table if name not in apart]].max()
    named = table[table["points_to"] != ""].groupby("family")["points_to"].first()
    joined = pd.concat([values, best, by["proved"].all()], axis=1)
    joined = joined.assign(points_to=named.reindex(joined.index).fillna("").astype("str"))
    return joined.rename_axis("technology").reset_index()


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Put candidates in order: by ``evidence`` (`circnet.gaps.signs`), then ``score``, ``adds`` and name."""
    order = ["evidence", "score", "adds", "technology"]
    return table.sort_values(order, ascending=[False, False, False, True]).reset_index(drop=True)


def score(table: pd.DataFrame) -> pd.Series:
    """Return the rank score of candidates with ``adds, feed, product, chain``.

    ``sqrt(1 + adds / step) (max(feed, product) + plain) (chain + plain)``: what the place adds counts by its root, so
    that a large plant with one loose tie does not hide a small one that closes a chain.
    """
    size = np.sqrt(1.0 + table["adds"].clip(lower=0.0) / _STEP)
    return size * (table[["feed", "product"]].max(axis=1) + _PLAIN) * (table["chain"] + _PLAIN)
