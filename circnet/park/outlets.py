"""Checks that nothing vanishes: what a unit makes needs an outlet, what it uses a source.

They look at the tables alone: whether an outlet is within reach and large enough is the coupling model's question.
"""

from __future__ import annotations

import pandas as pd

from circnet.park.faults import no_faults
from circnet.park.subject import Subject

__all__ = ["no_outlet", "no_source"]


def _warmer(subject: Subject, wanted: set[str], *, down: bool) -> set[str]:
    """Return heat of other grades that can serve (`down`: be served by) what is wanted, of the same medium."""
    heat = subject.catalog.commodities
    graded = heat["kind"].eq("heat") & heat["medium"].ne("") & heat["temperature_c"].notna()
    if not graded.any():
        return set()
    heat = heat.loc[graded, ["id", "medium", "temperature_c"]]
    pairs = heat.merge(heat, on="medium", suffixes=("", "_wanted"))
    pairs = pairs[pairs["id_wanted"].isin(wanted)]
    apart = pairs["temperature_c"] - pairs["temperature_c_wanted"]
    return set(pairs.loc[apart.ge(0) if down else apart.le(0), "id"])


def _elsewhere(subject: Subject, *, outlet: bool) -> set[str]:
    """Return what has an outlet (or a source) that is no unit: air, ports, markets, partners outside, disposal."""
    tables, catalog = subject.tables, subject.catalog
    free = ("ambient", "emission") if outlet else ("ambient",)
    found = set(catalog.commodities.loc[catalog.commodities["kind"].isin(free), "id"])
    ports, links, markets = tables["ports"], tables["links"], tables["markets"]
    found |= set(ports.loc[ports["direction"].eq("demand" if outlet else "supply"), "commodity"])
    found |= set(links.loc[links["to" if outlet else "from"].str.startswith("external:"), "commodity"])
    prices = ("sell_price", "dispose_cost") if outlet else ("buy_price",)
    found |= set(markets.loc[markets[list(prices)].notna().any(axis=1), "commodity"])
    said = set(markets["commodity"])
    hubs = catalog.prices[["sell", "dispose"] if outlet else ["buy"]].notna().any(axis=1)
    carried = catalog.prices["commodity"].isin(catalog.transport_of["commodity"])
    found |= set(catalog.prices.loc[hubs & carried, "commodity"]) - said
    if outlet:
        found |= set(catalog.disposal.loc[catalog.disposal["compliant"], "commodity"]) - said
    return found


def _unmet(subject: Subject, check: str, *, outlet: bool) -> pd.DataFrame:
    if "units" not in subject.tables or {"recipes", "commodities", "technologies"} & subject.broken:
        return no_faults()
    flows = subject.flows
    if flows.empty:
        return no_faults()
    made = set(flows.loc[flows["coefficient"].gt(0), "commodity"])
    used = set(flows.loc[flows["coefficient"].lt(0), "commodity"])
    ports = subject.tables["ports"]
    made |= set(ports.loc[ports["direction"].eq("supply"), "commodity"])
    used |= set(ports.loc[ports["direction"].eq("demand"), "commodity"])
    other = used if outlet else made
    other |= _warmer(subject, other, down=outlet)
    pairs = subject.catalog.substitutions
    here, there = ("accepts", "replaces") if outlet else ("replaces", "accepts")
    other |= set(pairs.loc[pairs[there].isin(other), here])
    open_ = (made if outlet else used) - other - _elsewhere(subject, outlet=outlet)
    # a variant is a choice: what it makes must go somewhere, what it needs need not be there
    sign = flows["coefficient"].gt(0) if outlet else flows["coefficient"].lt(0) & ~flows["variant"]
    rows = flows[sign & flows["commodity"].isin(open_)].drop_duplicates("commodity").set_index("row")
    expected = "taker, market, disposal" if outlet else "supplier, market"
    values, hints = rows["commodity"], rows["id"]
    shown = rows.rename(columns={"id": "technology"})
    return subject.faults(check, "units", shown, "technology", expected, values=values, hint=hints, severity="warning")


def no_outlet(subject: Subject) -> pd.DataFrame:
    """Find what an active unit can make and nobody in the park, no market and no disposal takes."""
    return _unmet(subject, "no_outlet", outlet=True)


def no_source(subject: Subject) -> pd.DataFrame:
    """Find what an active unit needs and nobody in the park and no market brings."""
    return _unmet(subject, "no_source", outlet=False)
