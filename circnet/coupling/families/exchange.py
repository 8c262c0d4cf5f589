"""One good in place of another: substitutes, and heat of a higher grade."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, terms
from circnet.coupling.case import SIDES, Case


def substitute_offers(case: Case) -> pd.DataFrame:
    """Who could take which substitute: ``enterprise, accepts, replaces, ratio, max_share, cost, co2_delta, not_for``.

    Only where the firm needs what is replaced, and somebody in the park has the substitute or the park's own markets
    sell it.
    """
    needs = case.sides[(case.sides["side"] == "demand") & case.sides["genuine"]]
    offers = needs[SIDES].merge(case.catalog.substitutions, left_on="commodity", right_on="replaces")
    markets = case.park.markets[case.park.markets["buy_price"].notna()]
    has = pd.concat([case.side("supply")["commodity"], markets["commodity"]])
    offers = offers[offers["accepts"].isin(has) & (offers["max_share"].fillna(1.0) > 0)]
    return offers.drop(columns="commodity").sort_values(["enterprise", "accepts", "replaces"]).reset_index(drop=True)


def heat_offers(case: Case) -> pd.DataFrame:
    """Who could take heat of a higher grade: ``enterprise, accepts, replaces``; same medium, higher temperature."""
    heat = case.catalog.commodities
    heat = heat.loc[(heat["kind"] == "heat") & heat["temperature_c"].notna(), ["id", "temperature_c", "medium"]]
    grades = heat.merge(heat, on="medium", suffixes=("_high", "_low"))
    grades = grades[grades["temperature_c_high"] > grades["temperature_c_low"]]
    needs = case.sides[(case.sides["side"] == "demand") & case.sides["genuine"]]
    offers = needs[SIDES].merge(grades, left_on="commodity", right_on="id_low")
    offers = offers[offers["id_high"].isin(case.side("supply")["commodity"])]
    offers = offers.rename(columns={"id_high": "accepts", "id_low": "replaces"})
    return (
        offers[["enterprise", "accepts", "replaces"]]
        .sort_values(["enterprise", "accepts", "replaces"])
        .reset_index(drop=True)
    )


def substitutions(case: Case, offers: pd.DataFrame) -> Block:
    """Substitutes taken in.

    ``g`` units of the substitute enter its demand row and ``ratio * g`` units leave the row of what is replaced;
    ``sum g <= min(max_share, 1 / ratio) * requirement`` per pair, the requirement without the technologies of
    ``not_for`` (where a recipe variant covers the pair, or it would count twice).
    """
    if offers.empty:
        return Block()
    key = offers["enterprise"] + "|" + offers["accepts"] + "|" + offers["replaces"]
    ratio = offers["ratio"].fillna(1.0).to_numpy(float)
    columns = pd.DataFrame({
        "name": "accept|" + key, "family": "accept", "enterprise": offers["enterprise"], "commodity": offers["accepts"],
        "item": offers["replaces"], "cost": offers["cost"].fillna(0.0), "co2_t": offers["co2_delta"].fillna(0.0),
    })  # fmt: skip
    rows = pd.DataFrame({
        "name": "limit|" + key, "family": "substitution", "enterprise": offers["enterprise"],
        "commodity": offers["accepts"], "item": offers["replaces"], "lower": -np.inf, "upper": 0.0,
    })  # fmt: skip
    share = np.minimum(offers["max_share"].fillna(1.0).to_numpy(float), 1.0 / ratio)
    pairs = offers.assign(key=key, share=share)[["enterprise", "replaces", "not_for", "key", "share"]]
    coefficients = [
        terms("demand|" + offers["enterprise"] + "|" + offers["accepts"], "accept|" + key, 1.0),
        terms("demand|" + offers["enterprise"] + "|" + offers["replaces"], "accept|" + key, -ratio),
        terms("limit|" + key, "accept|" + key, 1.0),
        _requirement(case, pairs),
    ]
    return Block(columns, rows, pd.concat(coefficients, ignore_index=True))


def _requirement(case: Case, pairs: pd.DataFrame) -> pd.DataFrame:
    """``- share * requirement`` on the limit rows."""
    bases = case.units.set_index("unit")["technology"]
    used = case.lines[case.lines["coefficient"] < 0].assign(base=lambda t: bases.reindex(t["unit"]).to_numpy())
    used = pairs.merge(used, left_on=["enterprise", "replaces"], right_on=SIDES, suffixes=("", "_line"))
    listed = pairs[["not_for"]].drop_duplicates()
    listed = listed.assign(technology=listed["not_for"].str.split(";")).explode("technology")
    listed = listed.assign(technology=listed["technology"].str.strip())
    barred = pd.MultiIndex.from_frame(listed[["not_for", "technology"]])
    free = ~pd.MultiIndex.from_frame(used[["not_for", "technology"]]).isin(barred)
    free &= ~pd.MultiIndex.from_frame(used[["not_for", "base"]]).isin(barred)
    used = used[free]
    ports = case.ports[case.ports["direction"] == "demand"]
    asked = pairs.merge(ports, left_on=["enterprise", "replaces"], right_on=SIDES)
    return pd.concat([
        terms("limit|" + used["key"], "run|" + used["activity"], (used["share"] * used["coefficient"]).to_numpy()),
        terms("limit|" + asked["key"], asked["port"], -asked["share"].to_numpy()),
    ], ignore_index=True)  # fmt: skip


def downgrades(offers: pd.DataFrame) -> Block:
    """Heat of a higher grade in place of a lower one of the same medium, GJ for GJ."""
    if offers.empty:
        return Block()
    key = offers["enterprise"] + "|" + offers["accepts"] + "|" + offers["replaces"]
    columns = pd.DataFrame({
        "name": "downgrade|" + key, "family": "downgrade", "enterprise": offers["enterprise"],
        "commodity": offers["accepts"], "item": offers["replaces"],
    })  # fmt: skip
    coefficients = [
        terms("demand|" + offers["enterprise"] + "|" + offers["accepts"], "downgrade|" + key, 1.0),
        terms("demand|" + offers["enterprise"] + "|" + offers["replaces"], "downgrade|" + key, -1.0),
    ]
    return Block(columns, coefficients=pd.concat(coefficients, ignore_index=True))
