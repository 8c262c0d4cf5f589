"""One good in place of another: substitutes, and heat of a higher grade."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Places, Terms
from circnet.coupling.case import Case
from circnet.coupling.families.balance import PORTS, RUNS, row_of
from circnet.keys import Pairs, among, meet, name_of
from circnet.park import Catalog


def substitute_offers(case: Case) -> pd.DataFrame:
    """Who could take which substitute: ``enterprise, accepts, replaces, ratio, max_share, cost, co2_delta, not_for``.

    Only where the firm needs what is replaced, and somebody in the park has the substitute or the park's own markets
    sell it.
    """
    swaps, markets = case.catalog.substitutions, case.park.markets
    has = pd.concat([case.side("supply")["commodity"], markets.loc[markets["buy_price"].notna(), "commodity"]])
    return _in_place(case, swaps[swaps["accepts"].isin(has) & (swaps["max_share"].fillna(1.0) > 0)])


def heat_offers(case: Case) -> pd.DataFrame:
    """Who could take heat of a higher grade: ``enterprise, accepts, replaces``; same medium, higher temperature."""
    heat = case.catalog.commodities
    heat = heat.loc[(heat["kind"] == "heat") & heat["temperature_c"].notna(), ["id", "temperature_c", "medium"]]
    grades = heat.merge(heat, on="medium", suffixes=("_high", "_low"))
    grades = grades[grades["temperature_c_high"] > grades["temperature_c_low"]]
    grades = grades[["id_high", "id_low"]].set_axis(["accepts", "replaces"], axis="columns")
    return _in_place(case, grades[grades["accepts"].isin(case.side("supply")["commodity"])])


def _in_place(case: Case, swaps: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table of swaps for each firm that uses what is replaced, and does not pass it on."""
    rows = case.side("demand")
    firm, good = case.pairs.split(case.numbers("demand")[rows["genuine"].to_numpy() & ~rows["passes_on"].to_numpy()])
    at, swap = meet(good, case.pairs.goods.get_indexer(swaps["replaces"]))
    ranks = [pd.factorize(swaps[column], sort=True)[0][swap] for column in ("replaces", "accepts")]
    order = np.lexsort([*ranks, firm[at]])
    table = swaps.take(swap[order]).reset_index(drop=True)
    table.insert(0, "enterprise", case.pairs.firms.take(firm[at[order]]).array)
    return table


def substitutions(case: Case, offers: pd.DataFrame) -> Block:
    """Substitutes taken in.

    ``g`` units of the substitute enter its demand row and ``ratio * g`` units leave the row of what is replaced;
    ``sum g <= min(max_share, 1 / ratio) * requirement`` per pair, the requirement without the technologies of
    ``not_for`` (where a recipe variant covers the pair, or it would count twice).
    """
    if offers.empty:
        return Block()
    key = name_of(offers["enterprise"], offers["accepts"], offers["replaces"])
    taken, limit, ratio = name_of("accept", key), name_of("limit", key), offers["ratio"].fillna(1.0).to_numpy(float)
    columns = pd.DataFrame({
        "name": taken, "family": "accept", "enterprise": offers["enterprise"], "commodity": offers["accepts"],
        "item": offers["replaces"], "cost": offers["cost"].fillna(0.0), "co2_t": offers["co2_delta"].fillna(0.0),
    })  # fmt: skip
    rows = pd.DataFrame({
        "name": limit, "family": "substitution", "enterprise": offers["enterprise"],
        "commodity": offers["accepts"], "item": offers["replaces"], "lower": -np.inf, "upper": 0.0,
    })  # fmt: skip
    each = Places(np.arange(len(offers)))
    terms = [
        Terms(_demand(case, offers, "accepts"), each, 1.0),
        Terms(_demand(case, offers, "replaces"), each, -ratio),
        Terms(each, each, 1.0),
        *_requirement(case, offers, np.minimum(offers["max_share"].fillna(1.0).to_numpy(float), 1.0 / ratio)),
    ]
    return Block(columns, rows, terms)


def _demand(case: Case, offers: pd.DataFrame, good: str) -> Places:
    """Demand rows of a good of the offers."""
    return row_of(case, pd.DataFrame({"enterprise": offers["enterprise"], "commodity": offers[good]}), "demand")


def _requirement(case: Case, offers: pd.DataFrame, share: np.ndarray) -> list[Terms]:
    """``- share * requirement`` on the limit rows."""
    wanted = case.pairs.of(offers, good="replaces")
    taking = np.flatnonzero(case.lines["coefficient"] < 0)
    of, line = meet(wanted, case.line_pairs[taking])
    line = taking[line]
    free = ~_barred(case, offers["not_for"], of, line)
    of, line = of[free], line[free]
    asking = np.flatnonzero(case.ports["direction"] == "demand")
    at, port = meet(wanted, case.port_pairs[asking])
    used = share[of] * case.lines["coefficient"].to_numpy()[line]
    return [
        Terms(Places(of), Places(case.line_activities[line], RUNS), used),
        Terms(Places(at), Places(asking[port], PORTS), -share[at]),
    ]


def _barred(case: Case, not_for: pd.Series, of: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Which lines belong to a technology, or to a variant of one, that ``not_for`` leaves out."""
    words, barred = _bars(case.catalog)
    told = words.firms.get_indexer(not_for)[of]
    own = words.goods.get_indexer(case.lines["technology"])
    base = words.goods.get_indexer(case.units["technology"])
    base = base[pd.Index(case.units["unit"]).get_indexer(case.lines["unit"])]
    return among(words.number(told, own[line]), barred) | among(words.number(told, base[line]), barred)


@lru_cache(maxsize=4)
def _bars(catalog: Catalog) -> tuple[Pairs, np.ndarray]:
    """Numbers of the words of ``not_for`` with technologies, and of those that stand in them."""
    listed = catalog.substitutions["not_for"].drop_duplicates()
    technologies = listed.str.split(";").explode().str.strip()
    words = Pairs(pd.Index(listed), pd.Index(technologies.unique()))
    told = words.firms.get_indexer(listed.reindex(technologies.index))
    return words, words.number(told, words.goods.get_indexer(technologies))


def downgrades(case: Case, offers: pd.DataFrame) -> Block:
    """Heat of a higher grade in place of a lower one of the same medium, GJ for GJ."""
    if offers.empty:
        return Block()
    taken = name_of("downgrade", offers["enterprise"], offers["accepts"], offers["replaces"])
    columns = pd.DataFrame({
        "name": taken, "family": "downgrade", "enterprise": offers["enterprise"],
        "commodity": offers["accepts"], "item": offers["replaces"],
    })  # fmt: skip
    each = Places(np.arange(len(offers)))
    terms = [Terms(_demand(case, offers, "accepts"), each, 1.0), Terms(_demand(case, offers, "replaces"), each, -1.0)]
    return Block(columns, terms=terms)
