"""One good in place of another: substitutes, and heat of a higher grade."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, terms
from circnet.coupling.case import SIDES, Case
from circnet.coupling.families.balance import row_of
from circnet.coupling.keys import Pairs, name_of


def substitute_offers(case: Case) -> pd.DataFrame:
    """Who could take which substitute: ``enterprise, accepts, replaces, ratio, max_share, cost, co2_delta, not_for``.

    Only where the firm needs what is replaced, and somebody in the park has the substitute or the park's own markets
    sell it.
    """
    offers = _needs(case).merge(case.catalog.substitutions, left_on="commodity", right_on="replaces")
    markets = case.park.markets[case.park.markets["buy_price"].notna()]
    has = pd.concat([case.side("supply")["commodity"], markets["commodity"]])
    offers = offers[offers["accepts"].isin(has) & (offers["max_share"].fillna(1.0) > 0)]
    return offers.drop(columns="commodity").sort_values(["enterprise", "accepts", "replaces"]).reset_index(drop=True)


def _needs(case: Case) -> pd.DataFrame:
    """What firms use that pass nothing on."""
    rows = case.side("demand")
    return rows.loc[rows["genuine"] & ~rows["passes_on"], SIDES]


def heat_offers(case: Case) -> pd.DataFrame:
    """Who could take heat of a higher grade: ``enterprise, accepts, replaces``; same medium, higher temperature."""
    heat = case.catalog.commodities
    heat = heat.loc[(heat["kind"] == "heat") & heat["temperature_c"].notna(), ["id", "temperature_c", "medium"]]
    grades = heat.merge(heat, on="medium", suffixes=("_high", "_low"))
    grades = grades[grades["temperature_c_high"] > grades["temperature_c_low"]]
    offers = _needs(case).merge(grades, left_on="commodity", right_on="id_low")
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
    key = name_of(offers["enterprise"], offers["accepts"], offers["replaces"])
    taken, limit, ratio = "accept|" + key, "limit|" + key, offers["ratio"].fillna(1.0).to_numpy(float)
    columns = pd.DataFrame({
        "name": taken, "family": "accept", "enterprise": offers["enterprise"], "commodity": offers["accepts"],
        "item": offers["replaces"], "cost": offers["cost"].fillna(0.0), "co2_t": offers["co2_delta"].fillna(0.0),
    })  # fmt: skip
    rows = pd.DataFrame({
        "name": limit, "family": "substitution", "enterprise": offers["enterprise"],
        "commodity": offers["accepts"], "item": offers["replaces"], "lower": -np.inf, "upper": 0.0,
    })  # fmt: skip
    share = np.minimum(offers["max_share"].fillna(1.0).to_numpy(float), 1.0 / ratio)
    pairs = offers.assign(limit=limit, share=share)[["enterprise", "replaces", "not_for", "limit", "share"]]
    coefficients = [
        terms(_demand(case, offers, "accepts"), taken, 1.0),
        terms(_demand(case, offers, "replaces"), taken, -ratio),
        terms(limit, taken, 1.0),
        _requirement(case, pairs),
    ]
    return Block(columns, rows, pd.concat(coefficients, ignore_index=True))


def _demand(case: Case, offers: pd.DataFrame, good: str) -> pd.Series:
    """Demand rows of a good of the offers."""
    return row_of(case, pd.DataFrame({"enterprise": offers["enterprise"], "commodity": offers[good]}), "demand")


def _requirement(case: Case, pairs: pd.DataFrame) -> pd.DataFrame:
    """``- share * requirement`` on the limit rows."""
    pairs = pairs.assign(pair=case.pairs.of(pairs, good="replaces"))
    lines, ports = case.lines[case.lines["coefficient"] < 0], case.ports[case.ports["direction"] == "demand"]
    used = lines[["activity", "unit", "technology", "coefficient"]].assign(pair=case.pairs.of(lines))
    used = pairs[["pair", "not_for", "limit", "share"]].merge(used, on="pair")
    asked = pairs[["pair", "limit", "share"]].merge(ports[["port"]].assign(pair=case.pairs.of(ports)), on="pair")
    base = case.units.set_index("unit")["technology"].reindex(used["unit"]).array
    listed = pairs[["not_for"]].drop_duplicates()
    listed = listed.assign(technology=listed["not_for"].str.split(";")).explode("technology")
    listed = listed.assign(technology=listed["technology"].str.strip())
    numbers = Pairs(*(pd.Index(listed[column].unique()) for column in ("not_for", "technology")))
    barred, columns = numbers.of(listed, "not_for", "technology"), ("not_for", "technology")
    free = [~np.isin(numbers.of(table, *columns), barred) for table in (used, used.assign(technology=base))]
    used = used[free[0] & free[1]]
    return pd.concat([
        terms(used["limit"], "run|" + used["activity"], (used["share"] * used["coefficient"]).to_numpy()),
        terms(asked["limit"], asked["port"], -asked["share"].to_numpy()),
    ], ignore_index=True)  # fmt: skip


def downgrades(case: Case, offers: pd.DataFrame) -> Block:
    """Heat of a higher grade in place of a lower one of the same medium, GJ for GJ."""
    if offers.empty:
        return Block()
    taken = name_of("downgrade", offers["enterprise"], offers["accepts"], offers["replaces"])
    columns = pd.DataFrame({
        "name": taken, "family": "downgrade", "enterprise": offers["enterprise"],
        "commodity": offers["accepts"], "item": offers["replaces"],
    })  # fmt: skip
    coefficients = [
        terms(_demand(case, offers, "accepts"), taken, 1.0),
        terms(_demand(case, offers, "replaces"), taken, -1.0),
    ]
    return Block(columns, coefficients=pd.concat(coefficients, ignore_index=True))
