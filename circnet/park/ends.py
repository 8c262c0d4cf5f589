"""Checks that what is traded has two ends: a firm passes on only what it makes, and takes only what it uses."""

from __future__ import annotations

import pandas as pd

from circnet.park.faults import collect, no_faults
from circnet.park.subject import Subject

__all__ = ["idle_link", "idle_market"]

_ENDS = {"from": ("supply", 1.0), "to": ("demand", -1.0)}


def _hubs(subject: Subject) -> pd.Series:
    firms = subject.tables["enterprises"]
    return firms.loc[firms["passes_on"].astype(bool), "id"]


def _able(subject: Subject, side: str, sign: float) -> pd.MultiIndex:
    """Return (enterprise, commodity) that some unit, whatever its status, or a port makes or uses."""
    units = subject.tables["units"][["id", "enterprise", "technology"]]
    catalog = subject.catalog
    variants = catalog.technologies.assign(base=catalog.technologies["variant_of"].str.split(";")).explode("base")
    variants = variants.assign(base=variants["base"].str.strip())[["id", "base"]].rename(columns={"id": "variant"})
    more = units.merge(variants, left_on="technology", right_on="base").assign(technology=lambda t: t["variant"])
    own = units.assign(technology=units["id"])  # recipes of single units
    runs = pd.concat([units, more[units.columns], own])
    recipes = pd.concat([catalog.recipes, subject.tables["recipes"]])[["technology", "commodity", "coefficient"]]
    lines = runs.merge(recipes[sign * recipes["coefficient"] > 0], on="technology")
    ports = subject.tables["ports"]
    pairs = pd.concat([lines, ports[ports["direction"] == side]])[["enterprise", "commodity"]].drop_duplicates()
    if side == "demand":
        swaps = catalog.substitutions[["accepts", "replaces"]]
        taken = pairs.merge(swaps, left_on="commodity", right_on="replaces").assign(commodity=lambda t: t["accepts"])
        heat = catalog.commodities.loc[catalog.commodities["kind"] == "heat", ["id", "medium"]]
        grades = heat.merge(heat, on="medium", suffixes=("", "_lower"))
        warmer = pairs.merge(grades, left_on="commodity", right_on="id_lower").assign(commodity=lambda t: t["id"])
        pairs = pd.concat([pairs, taken[pairs.columns], warmer[pairs.columns]])
    return pd.MultiIndex.from_frame(pairs)


def _ready(subject: Subject) -> bool:
    needed = {"enterprises", "units", "ports", "recipes"}
    return needed <= set(subject.tables) and not ({*needed, "technologies", "commodities"} & subject.broken)


def idle_link(subject: Subject) -> pd.DataFrame:
    """Find links and arcs whose sender cannot give or whose receiver cannot take the good: they carry nothing."""
    if not _ready(subject):
        return no_faults()
    found = []
    firms, hubs = subject.tables["enterprises"]["id"], _hubs(subject)
    for end, (side, sign) in _ENDS.items():
        able = _able(subject, side, sign)
        expected = "makes it, or passes_on = true" if side == "supply" else "uses it, or passes_on = true"
        for table in ("links", "arcs"):
            rows = subject.tables[table]
            here = rows[rows[end].isin(firms) & ~rows[end].isin(hubs)]
            idle = here[~pd.MultiIndex.from_frame(here[[end, "commodity"]]).isin(able)]
            values = (idle[end] + " " + idle["commodity"]).tolist()
            found.append(subject.faults("idle_link", table, idle, end, expected, values=values, severity="warning"))
    return collect(found)


def idle_market(subject: Subject) -> pd.DataFrame:
    """Find prices of a firm for a good that it neither uses (to buy) nor makes (to sell or dispose of)."""
    if not _ready(subject):
        return no_faults()
    rows = subject.tables["markets"]
    rows = rows[rows["enterprise"].ne("") & ~rows["enterprise"].isin(_hubs(subject))]
    found = []
    columns = {"buy_price": ("demand", -1.0), "sell_price": ("supply", 1.0), "dispose_cost": ("supply", 1.0)}
    for column, (side, sign) in columns.items():
        priced = rows[rows[column].notna()]
        idle = priced[~pd.MultiIndex.from_frame(priced[["enterprise", "commodity"]]).isin(_able(subject, side, sign))]
        expected = "a good it uses" if side == "demand" else "a good it makes"
        values = (idle["enterprise"] + " " + idle["commodity"]).tolist()
        hint = "passes_on = true"
        found.append(subject.faults("idle_market", "markets", idle, column, expected, values=values, hint=hint,
                                    severity="warning"))  # fmt: skip
    return collect(found)
