"""Bridges: from a surplus to a need through up to three technologies, the cheapest first.

A technology is a hyperarc from all it uses to all it makes. A bridge is a path of goods through such hyperarcs; what
a technology uses besides is had at its price, or the bridge does not stand.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.gaps.alone import capital, traded
from circnet.park import Catalog

_UNTIED = ("electricity", "water", "heat", "emission", "ambient")
BRIDGE_COLUMNS = ["surplus", "need", "steps", "technologies", "goods", "used", "cost", "besides"]


def hyperarcs(catalog: Catalog, prices: pd.Series, rate: float) -> pd.DataFrame:
    """Return every way from one used to one made good of a technology.

    Parameters
    ----------
    catalog
        Technologies and recipes.
    prices
        By commodity: what a unit costs or is worth, CNY; a used good without a price cannot be had besides.
    rate
        Discount rate of the capital cost, 1/a.

    Returns
    -------
    pandas.DataFrame
        ``technology, source, target, used`` (units of source per unit of target), ``cost`` (CNY per unit of target:
        all else used less all else made, operation and capital), ``besides`` (other goods used, ``;``).
    """
    lines = traded(catalog)
    price = lines["commodity"].map(prices)
    lines = lines.assign(
        value=(lines["coefficient"] * price).fillna(0.0), open=price.isna() & (lines["coefficient"] < 0)
    )
    kind = catalog.commodities.set_index("id")["kind"]
    tied = lines[~lines["commodity"].map(kind).isin(_UNTIED)]
    pairs = tied[tied["coefficient"] < 0].merge(
        tied[tied["coefficient"] > 0], on="technology", suffixes=("_in", "_out")
    )
    margin, lacking = lines.groupby("technology")["value"].sum(), lines.groupby("technology")["open"].sum()
    money = capital(catalog, rate)
    own = pairs["technology"].map(money["om"] + money["annuity"]).fillna(0.0)
    rest = own - (pairs["technology"].map(margin) - pairs["value_in"] - pairs["value_out"])
    stands = pairs["technology"].map(lacking) - pairs["open_in"].astype(int) == 0
    inputs = tied[tied["coefficient"] < 0].groupby("technology")["commodity"].agg(list)
    besides = [
        ";".join(sorted(set(inputs[t]) - {source}))
        for t, source in zip(pairs["technology"], pairs["commodity_in"], strict=True)
    ]
    table = pd.DataFrame({
        "technology": pairs["technology"], "source": pairs["commodity_in"], "target": pairs["commodity_out"],
        "used": -pairs["coefficient_in"] / pairs["coefficient_out"], "cost": rest / pairs["coefficient_out"],
        "besides": besides,
    })  # fmt: skip
    return table[stands.to_numpy()].sort_values(["technology", "source", "target"]).reset_index(drop=True)


def bridges(arcs: pd.DataFrame, surpluses: list[str], needs: list[str], steps: int = 3) -> pd.DataFrame:
    """Return every bridge of at most ``steps`` technologies, the cheapest per unit of the need first.

    Parameters
    ----------
    arcs
        `hyperarcs`.
    surpluses, needs
        Goods to begin and to end with.
    steps
        Most technologies in a row.

    Returns
    -------
    pandas.DataFrame
        ``surplus, need, steps, technologies, goods`` (both joined by `` > ``), ``used`` (units of the surplus per
        unit of the need), ``cost`` (CNY per unit of the need, the surplus free), ``besides`` (other goods used,
        ``;``). No good
        and no technology stands twice in a bridge, and none passes through a need or a surplus on its way.
    """
    wanted, given = set(needs) - set(surpluses), set(surpluses)
    front = pd.DataFrame({
        "surplus": sorted(given), "at": sorted(given), "used": 1.0, "cost": 0.0, "technologies": "",
        "goods": sorted(given),
        "besides": "",
    })  # fmt: skip
    found = []
    for step in range(1, steps + 1):
        reach = arcs[~arcs["target"].isin(given)]
        if step == steps:
            reach = reach[reach["target"].isin(wanted)]
        front = _further(front, reach)
        found.append(front[front["at"].isin(wanted)].assign(steps=step))
        front = front[~front["at"].isin(wanted)]
    table = pd.concat(found, ignore_index=True).rename(columns={"at": "need"})
    order = ["need", "cost", "steps", "technologies", "goods"]
    return table.sort_values(order)[BRIDGE_COLUMNS].reset_index(drop=True)


def _further(front: pd.DataFrame, arcs: pd.DataFrame) -> pd.DataFrame:
    """Paths one technology longer; cost and use are carried to the unit of the new end."""
    if front.empty or arcs.empty:  # a table without rows may have lost the kind of its columns
        return front.iloc[:0]
    table = front.merge(arcs, left_on="at", right_on="source", suffixes=("_path", ""))
    if table.empty:
        return front.iloc[:0]
    twice = [
        target in goods.split(" > ") or technology in technologies.split(" > ")
        for target, goods, technology, technologies in zip(
            table["target"], table["goods"], table["technology"], table["technologies"], strict=True
        )
    ]
    table = table[~np.array(twice)]
    return pd.DataFrame({
        "surplus": table["surplus"], "at": table["target"], "used": table["used_path"] * table["used"],
        "cost": table["cost_path"] * table["used"] + table["cost"],
        "technologies": (table["technologies"] + " > " + table["technology"]).str.removeprefix(" > "),
        "goods": table["goods"] + " > " + table["target"],
        "besides": (table["besides_path"] + ";" + table["besides"]).str.strip(";"),
    }).reset_index(drop=True)  # fmt: skip
