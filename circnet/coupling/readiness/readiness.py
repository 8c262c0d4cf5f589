"""How ready each proposed link is: what it rests on, what it needs, who has done it, what comes next."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES, Case, prepare
from circnet.coupling.offers import trade_offers
from circnet.coupling.readiness.grades import LETTERS, figures, rank, weakest
from circnet.coupling.readiness.permits import hazards, permits
from circnet.coupling.readiness.precedents import precedents
from circnet.coupling.readiness.steps import DEPENDS, NARROW, next_steps
from circnet.coupling.result import Coupling, records
from circnet.coupling.settings import Settings
from circnet.network.freight import haulage
from circnet.park import Catalog, Park

PAIR = ["from", "to", "commodity"]
LINK_COLUMNS = [
    "link", "choice", *PAIR, "evidence", "weakest_kind", "weakest_side", "weakest_item", "weakest_basis",
    "weakest_source", "hazard_class", "hazard", "waste_class", "permits", "lead_time_months", "giver_status",
    "taker_status", "mode", "line", "distance_km", "reach_km", "season", "equals", "depends", "price_floor",
    "price_ceiling", "band_narrow", "precedents", "precedent_match", "next_step",
]  # fmt: skip
MARKET_COLUMNS = ["link", "side", "trade", "enterprise", "commodity", "price", "partner"]


@dataclass(frozen=True)
class Readiness:
    """How ready the links of a coupling run are; ``link`` is the row of ``Coupling.opportunities`` in every table.

    Attributes
    ----------
    links
        One row per opportunity: `LINK_COLUMNS`. ``evidence`` is the grade of the weakest figure, which the
        ``weakest_`` columns name; ``hazard_class`` one of `circnet.coupling.readiness.permits.HAZARDS`;
        ``lead_time_months`` of its slowest permit; ``line`` whether a pipe, conveyor or power line has to be built;
        ``reach_km`` how far its mode goes; ``season`` heating, field or unknown (""); ``equals`` partners that would
        serve as well; ``depends`` whether it pays only with other new links; ``band_narrow`` whether the price band
        is under a tenth of its middle; ``precedents`` how many are published, ``precedent_match`` how like the
        likest is; ``next_step`` the first of its steps.
    figures
        What the evidence rests on: ``link, side, kind, enterprise, item, technology, commodity, value, basis, grade,
        source``.
    permits
        ``link, rule, permit, barrier, lead_time_months, basis, source``.
    market
        Today's trades of the two firms that the link would replace: ``link, side, trade`` (sell, dispose, buy),
        ``enterprise, commodity, price`` (CNY per unit at the firm's gate), ``partner``.
    precedents
        ``link, match, id, giver_zh ... note``: published cases, the likest first.
    steps
        ``link, order, step, enterprise, what``.
    """

    links: pd.DataFrame
    figures: pd.DataFrame
    permits: pd.DataFrame
    market: pd.DataFrame
    precedents: pd.DataFrame
    steps: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def of(self, link: int) -> Readiness:
        """Only what is about one link."""
        return Readiness(**{
            name: table[table["link"] == link].reset_index(drop=True) for name, table in self.tables().items()
        })  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Tables as plain values; what is not known is None."""
        return {name: records(table) for name, table in self.tables().items()}


def readiness(park: Park, catalog: Catalog, settings: Settings, coupling: Coupling) -> Readiness:
    """Say how ready each opportunity of a coupling run is.

    Parameters
    ----------
    park, catalog, settings
        As given to `circnet.coupling.couple`.
    coupling
        Its result.

    Returns
    -------
    Readiness
        Codes; `circnet.report.sheet` has the words.
    """
    case = prepare(park, catalog, settings)
    table = coupling.opportunities.reset_index(drop=True).rename_axis("link").reset_index()
    rests, danger = figures(case, table), hazards(case, table)
    needs, cases = permits(case, table, danger), precedents(case, table)
    worst = weakest(rests).drop(columns="enterprise").set_index("link").add_prefix("weakest_")
    links = table.join(worst, on="link").merge(danger, on="link")
    status = case.park.enterprises.set_index("id")["status"]
    first = cases.drop_duplicates("link").set_index("link")["match"]
    links = links.assign(
        evidence=[LETTERS[place] for place in rank(links["weakest_grade"])],
        permits=_count(needs, links), lead_time_months=_by_link(needs.groupby("link")["lead_time_months"].max(), links),
        giver_status=status.reindex(links["from"]).fillna("").array,
        taker_status=status.reindex(links["to"]).fillna("").array,
        reach_km=_reach(case, links), season=_season(case, links), equals=_equals(links), depends=_depends(links),
        band_narrow=_narrow(links), precedents=_count(cases, links),
        precedent_match=_by_link(first, links).fillna(""),
    )  # fmt: skip
    steps = next_steps(links, rests, needs)
    todo = steps.drop_duplicates("link").set_index("link")["step"]
    links = links.assign(next_step=_by_link(todo, links).fillna(""))
    return Readiness(links[LINK_COLUMNS], rests, needs, _market(case, links, rests), cases, steps)


def _by_link(values: pd.Series, links: pd.DataFrame) -> pd.Series:
    return values.reindex(links["link"]).set_axis(links.index)


def _count(table: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    return _by_link(table.groupby("link").size(), links).fillna(0).astype(int)


def _reach(case: Case, links: pd.DataFrame) -> np.ndarray:
    """How far the mode carries the good, km; NaN where nothing limits it."""
    reach = haulage(case.catalog).drop_duplicates(["commodity", "mode"]).set_index(["commodity", "mode"])["max_km"]
    found = reach.reindex(pd.MultiIndex.from_frame(links[["commodity", "mode"]])).to_numpy(float)
    return np.where(np.isinf(found), np.nan, found)


def _season(case: Case, links: pd.DataFrame) -> np.ndarray:
    """Heat for district heating is asked for in the heating season; what the tables tie to the field, in spring."""
    catalog = case.catalog
    told = pd.concat([
        catalog.substitutions.rename(columns={"accepts": "commodity", "condition": "told"})[["commodity", "told"]],
        catalog.permits.rename(columns={"applies_to": "commodity", "barrier": "told"})[["commodity", "told"]],
    ])  # fmt: skip
    field = told.loc[told["told"].str.contains("season") & ~told["told"].str.contains("heating"), "commodity"]
    runs = case.lines[case.lines["coefficient"] > 0]
    heaters = set(runs.loc[runs["commodity"] == "district_heat", "enterprise"])
    heat = catalog.commodities.loc[catalog.commodities["kind"] == "heat", "id"]
    heating = links["commodity"].isin(heat) & links["to"].isin(heaters)
    return np.select([heating, links["commodity"].isin(field)], ["heating", "field"], "")


def _equals(links: pd.DataFrame) -> np.ndarray:
    """Partners listed after a chosen link that would serve as well."""
    chosen = links["choice"].eq("chosen")
    return np.where(chosen, links.groupby(chosen.cumsum())["link"].transform("size") - 1, 0)


def _depends(links: pd.DataFrame) -> pd.Series:
    """Worth (nearly) nothing by itself, and something in concert."""
    whole = links["saving"] + links["saving_unexplained"].fillna(0.0)
    return links["saving_alone"].notna() & (whole > 0) & (links["saving_alone"] < DEPENDS * whole)


def _narrow(links: pd.DataFrame) -> pd.Series:
    middle = (links["price_floor"] + links["price_ceiling"]) / 2.0
    return (links["price_ceiling"] - links["price_floor"]) < NARROW * middle.abs()


def _market(case: Case, links: pd.DataFrame, rests: pd.DataFrame) -> pd.DataFrame:
    """What the seller fetches or pays for the good today, and what the buyer pays for it or for what it replaces."""
    swapped = rests[rests["kind"] == "swap"].set_index("link")["item"]
    bought = _by_link(swapped, links).fillna(links["commodity"])
    wanted = pd.concat([
        pd.DataFrame({"link": links["link"], "side": side, "trade": trade, "enterprise": links[end], "commodity": good})
        for side, trade, end, good in (("giver", "sell", "from", links["commodity"]),
                                       ("giver", "dispose", "from", links["commodity"]),
                                       ("taker", "buy", "to", bought))
    ], ignore_index=True)  # fmt: skip
    asked = case.sides.merge(wanted[SIDES].drop_duplicates(), on=SIDES)
    offers = trade_offers(replace(case, sides=asked)).assign(
        best=lambda t: t["price"].where(t["trade"] != "sell", -t["price"])
    )
    offers = offers.sort_values([*SIDES, "trade", "best", "partner"]).drop_duplicates([*SIDES, "trade"])
    found = wanted.merge(offers[[*SIDES, "trade", "price", "partner"]], on=[*SIDES, "trade"])
    return found.sort_values(["link", "side", "trade"])[MARKET_COLUMNS].reset_index(drop=True)
