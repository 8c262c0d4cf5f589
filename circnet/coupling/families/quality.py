"""Purity of what comes in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Terms
from circnet.coupling.case import SIDES, Case


def quality(case: Case, arcs: pd.DataFrame, purchases: pd.DataFrame) -> Block:
    """Flow-weighted mean of a property of all that a firm takes in of a commodity.

    ``sum_in q_ak (1 - loss_a) f_a + q_own t + q_market b <= qmax_eck * inflow`` per property k. A supply or a
    purchase without a stated value counts as free of the property, but a firm that passes on without a stated value
    has the worst that may reach it (its mixture would make the programme bilinear).

    Parameters
    ----------
    case
        The sets of the model.
    arcs
        Candidate arcs with their column names in ``arc``.
    purchases
        ``name, enterprise, commodity`` of the purchase columns.
    """
    table = case.park.quality
    limits = table[(table["direction"] == "demand") & table["value"].notna()].reset_index(drop=True)
    if limits.empty:
        return Block()
    market = table[table["direction"] == "market"].rename(columns={"value": "has"})[[*SIDES, "property", "has"]]
    has = through_hubs(case, arcs, limits["property"].drop_duplicates())
    key = "quality|" + limits["enterprise"] + "|" + limits["commodity"] + "|" + limits["property"]
    limits = limits.assign(key=key)
    rows = pd.DataFrame({
        "name": key, "family": "quality", "enterprise": limits["enterprise"], "commodity": limits["commodity"],
        "item": limits["property"], "lower": -np.inf, "upper": 0.0,
    })  # fmt: skip
    inflow = limits.merge(arcs, left_on=SIDES, right_on=["to", "commodity"])
    inflow = inflow.merge(has, left_on=["from", "commodity", "property"], right_on=[*SIDES, "property"], how="left",
                          suffixes=("", "_has"))  # fmt: skip
    own_rows = case.sides.loc[case.sides["side"] == "supply", SIDES].merge(
        case.sides.loc[case.sides["side"] == "demand", SIDES]
    )
    own = limits.merge(own_rows, on=SIDES).merge(has, on=[*SIDES, "property"], how="left")
    bought = limits.merge(purchases, on=SIDES).merge(market, on=[*SIDES, "property"], how="left")
    terms = [
        Terms(inflow["key"], inflow["arc"], (inflow["has"].fillna(0.0) - inflow["value"]) * (1.0 - inflow["loss"])),
        Terms(own["key"], "own|" + own["enterprise"] + "|" + own["commodity"], own["has"].fillna(0.0) - own["value"]),
        Terms(bought["key"], bought["name"], bought["has"].fillna(0.0) - bought["value"]),
        *_made_at_hubs(case, limits, has),
    ]
    return Block(rows=rows, terms=terms)


def through_hubs(case: Case, arcs: pd.DataFrame, properties: pd.Series) -> pd.DataFrame:
    """What each supply has: ``enterprise, commodity, property, has``; hubs without a stated value take the worst in."""
    table = case.park.quality
    stated = table[(table["direction"] == "supply") & table["value"].notna()]
    stated = stated.rename(columns={"value": "has"})[[*SIDES, "property", "has"]]
    hubs = case.sides.loc[case.sides["passes_on"], SIDES].merge(properties, how="cross")
    key = [*SIDES, "property"]
    hubs = hubs[~pd.MultiIndex.from_frame(hubs[key]).isin(pd.MultiIndex.from_frame(stated[key]))]
    into = hubs.merge(arcs[["from", "to", "commodity"]], left_on=SIDES, right_on=["to", "commodity"])
    has = stated
    for _ in range(len(hubs)):  # along chains of hubs
        sent = into.merge(has, left_on=["from", "commodity", "property"], right_on=key, suffixes=("", "_sent"))
        worst = sent.groupby(key, as_index=False)["has"].max()
        more = pd.concat([stated, worst], ignore_index=True)
        if len(more) == len(has) and np.isclose(more["has"].sum(), has["has"].sum()):
            break
        has = more
    return has


def _made_at_hubs(case: Case, limits: pd.DataFrame, has: pd.DataFrame) -> tuple[Terms, Terms]:
    """A hub's own make and supply ports count among what comes in."""
    hubs = case.sides.loc[case.sides["passes_on"], SIDES]
    here = limits.merge(hubs, on=SIDES).merge(has, on=[*SIDES, "property"], how="left")
    excess = here.assign(excess=here["has"].fillna(0.0) - here["value"])[[*SIDES, "key", "excess"]]
    made = excess.merge(case.lines[case.lines["coefficient"] > 0], on=SIDES)
    given = excess.merge(case.ports[case.ports["direction"] == "supply"], on=SIDES)
    return (
        Terms(made["key"], "run|" + made["activity"], (made["excess"] * made["coefficient"]).to_numpy()),
        Terms(given["key"], given["port"], given["excess"].to_numpy()),
    )
