"""Checks that what is traded has two ends: a firm passes on only what it makes, and takes only what it uses."""

from __future__ import annotations

import pandas as pd

from circnet.park.faults import collect, no_faults
from circnet.park.subject import Subject

__all__ = ["idle_link", "idle_market"]

_ENDS = {"from": "supply", "to": "demand"}


def _hubs(subject: Subject) -> pd.Series:
    firms = subject.tables["enterprises"]
    return firms.loc[firms["passes_on"].astype(bool), "id"]


def _ready(subject: Subject) -> bool:
    needed = {"enterprises", "units", "ports", "recipes"}
    return needed <= set(subject.tables) and not ({*needed, "technologies", "commodities"} & subject.broken)


def idle_link(subject: Subject) -> pd.DataFrame:
    """Find links and arcs whose sender cannot give or whose receiver cannot take the good: they carry nothing."""
    if not _ready(subject) or subject.tables["links"].empty and subject.tables["arcs"].empty:
        return no_faults()
    found = []
    firms, hubs = subject.tables["enterprises"]["id"], _hubs(subject)
    for end, side in _ENDS.items():
        able = subject.able[side]
        expected = "makes it, or passes_on = true" if side == "supply" else "uses it, or passes_on = true"
        for table in ("links", "arcs"):
            rows = subject.tables[table]
            here = rows[rows[end].isin(firms) & ~rows[end].isin(hubs)]
            if here.empty:
                continue
            idle = here[~pd.MultiIndex.from_frame(here[[end, "commodity"]]).isin(able)]
            values = (idle[end] + " " + idle["commodity"]).tolist()
            found.append(subject.faults("idle_link", table, idle, end, expected, values=values, severity="warning"))
    return collect(found)


def idle_market(subject: Subject) -> pd.DataFrame:
    """Find prices of a firm for a good that it neither uses (to buy) nor makes (to sell or dispose of)."""
    rows = subject.tables.get("markets")
    if rows is None or rows.empty or not _ready(subject):
        return no_faults()
    rows = rows[rows["enterprise"].ne("") & ~rows["enterprise"].isin(_hubs(subject))]
    found = []
    columns = {"buy_price": "demand", "sell_price": "supply", "dispose_cost": "supply"}
    for column, side in columns.items():
        priced = rows[rows[column].notna()]
        if priced.empty:
            continue
        idle = priced[~pd.MultiIndex.from_frame(priced[["enterprise", "commodity"]]).isin(subject.able[side])]
        expected = "a good it uses" if side == "demand" else "a good it makes"
        values = (idle["enterprise"] + " " + idle["commodity"]).tolist()
        hint = "passes_on = true"
        found.append(subject.faults("idle_market", "markets", idle, column, expected, values=values, hint=hint,
                                    severity="warning"))  # fmt: skip
    return collect(found)
