"""What firms pay each other for the goods on their new links, so that a split of the gain comes true."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session

_NEAR_MIDDLE = 1e-4
"""Weight of a price's distance from the middle of its band, against one of side payments."""


def middle(links: pd.DataFrame) -> pd.Series:
    """Price in the middle of each link's band, at which both ends gain alike; the known end where one is missing."""
    half = (links["price_floor"] + links["price_ceiling"]) / 2.0
    return half.fillna(links["price_floor"]).fillna(links["price_ceiling"]).fillna(0.0)


def paid(links: pd.DataFrame, prices: pd.Series, firms: pd.Index) -> pd.Series:
    """What each firm gets for what it sends less what it pays for what it receives, CNY/a."""
    worth = links["amount"] * prices
    got, given = worth.groupby(links["from"]).sum(), worth.groupby(links["to"]).sum()
    return got.reindex(firms, fill_value=0.0) - given.reindex(firms, fill_value=0.0)


def settle_prices(links: pd.DataFrame, owed: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Find prices within the bands, and side payments, that bring each firm what it is owed.

    ``min sum |s_e| + 1e-4 sum f_a |p_a - middle_a|`` with ``sum_out f_a p_a - sum_in f_a p_a + s_e = owed_e`` and
    ``floor_a <= p_a <= ceiling_a``.

    Parameters
    ----------
    links
        ``from, to, amount, price_floor, price_ceiling``; a missing bound is none.
    owed
        By firm, CNY/a; adds up to nothing.

    Returns
    -------
    prices, side
        CNY per unit sent, as ``links``; CNY/a that each firm gets beside the prices, as ``owed``.
    """
    count, firms = len(links), len(owed)
    mid, amount = middle(links).to_numpy(float), links["amount"].to_numpy(float)
    scale = max(float(owed.abs().max()), 1.0)
    # every column but the prices' is in units of the largest sum owed: the programme stays well scaled
    up = (links["price_ceiling"].fillna(np.inf).to_numpy(float) - mid) * amount / scale
    down = (mid - links["price_floor"].fillna(-np.inf).to_numpy(float)) * amount / scale
    columns = pd.DataFrame({
        "name": [f"{kind}{i}" for kind, size in (("up", count), ("down", count), ("got", firms), ("gave", firms))
                 for i in range(size)],
        "lower": 0.0, "upper": np.concatenate([np.maximum(up, 0.0), np.maximum(down, 0.0), np.full(2 * firms, np.inf)]),
        "cost": [_NEAR_MIDDLE] * (2 * count) + [1.0] * (2 * firms), "integer": False,
    })  # fmt: skip
    needed = ((owed - paid(links, pd.Series(mid, links.index), owed.index)) / scale).to_numpy(float)
    rows = pd.DataFrame({"name": [str(firm) for firm in owed.index], "lower": needed, "upper": needed})
    seller, buyer = (owed.index.get_indexer(links[end]) for end in ("from", "to"))
    each, firm = np.arange(count), np.arange(firms)
    entries = pd.DataFrame({
        "row": np.concatenate([seller, buyer, seller, buyer, firm, firm]),
        "column": np.concatenate([each, each, each + count, each + count, 2 * count + firm, 2 * count + firms + firm]),
        "value": np.repeat([1.0, -1.0, -1.0, 1.0, 1.0, -1.0], [count] * 4 + [firms] * 2),
    })  # fmt: skip
    answer = Session(LinearProgram(columns, rows, entries)).solve().values * scale
    moved, side = answer[: 2 * count].reshape(2, count), answer[2 * count :].reshape(2, firms)
    prices = mid + np.divide(moved[0] - moved[1], amount, out=np.zeros(count), where=amount > 0)
    return pd.Series(prices, links.index), pd.Series(side[0] - side[1], owed.index)
