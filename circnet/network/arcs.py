"""Candidate arcs: which firm could send which commodity to which, by which mode."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from circnet.keys import Pairs, among, meet
from circnet.network.freight import annuity_factor, haul, haulage
from circnet.network.places import coordinates, earth_centred_km, firm_distances_km
from circnet.park import Catalog, Park

ARC_COLUMNS = [
    "from", "to", "commodity", "mode", "distance_km", "cost", "loss", "capacity", "existing", "listed",
    "annuity_per_km", "design_flow", "exponent", "capex_per_km", "status",
]  # fmt: skip
_KEY = ["from", "to", "commodity"]
_SHORTER = 1.0 - 1e-9
"""Straight lines are taken for so much shorter, so that rounding leaves out no arc."""
EXISTING_STATUSES = ("", "existing", "operating", "trial")


def candidate_arcs(
    park: Park,
    catalog: Catalog,
    suppliers: pd.DataFrame,
    takers: pd.DataFrame,
    rate: float,
    max_km: float | None = None,
) -> pd.DataFrame:
    """Return the arcs of a park: existing links, arcs given by hand, and what lies within reach.

    Parameters
    ----------
    park, catalog
        The park and its effective catalog (`circnet.park.catalog_of`).
    suppliers, takers
        ``enterprise, commodity``: who can give and who can take.
    rate
        Discount rate of the annuities, 1/a.
    max_km
        Longest route allowed for a new link, km; None for the mode's own reach.

    Returns
    -------
    pandas.DataFrame
        `ARC_COLUMNS`, one row per (from, to, commodity, mode), sorted by them. ``cost`` is the operating cost,
        CNY per unit sent; ``loss`` the share lost; ``annuity_per_km`` the yearly cost of a km of line at design
        flow. Arcs given by hand keep their plain cost and capacity.
    """
    both = (suppliers.drop_duplicates(), takers.drop_duplicates())
    linked = _usable(existing_links(park)[_KEY].drop_duplicates(), *both)
    pairs = _pairs(park, catalog, *both, max_km) if park.info.candidates == "nearby" else linked[:0]
    looked_at = pairs if max_km is None else pd.concat([pairs, _without(linked, pairs)], ignore_index=True)
    return _merge(_listed(park, *both), linked, looked_at, park, catalog, rate=rate, max_km=max_km)


def known_arcs(
    park: Park, catalog: Catalog, suppliers: pd.DataFrame, takers: pd.DataFrame, rate: float, *,
    max_km: float | None = None, pairs: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the arcs given by hand, those of existing links, and of what lies within reach those of some pairs only.

    Parameters
    ----------
    park, catalog, suppliers, takers, rate, max_km
        As for `candidate_arcs`.
    pairs
        ``from, to, commodity``, each once, of senders and takers of the two tables; None for none.

    Returns
    -------
    pandas.DataFrame
        As `candidate_arcs`.
    """
    linked = _usable(existing_links(park)[_KEY].drop_duplicates(), suppliers, takers)
    looked_at = linked if pairs is None else pd.concat([linked, pairs[_KEY]]).drop_duplicates(ignore_index=True)
    listed = _listed(park, suppliers, takers)
    return _merge(listed, linked, looked_at, park, catalog, rate=rate, max_km=max_km)


def existing_links(park: Park) -> pd.DataFrame:
    """Links of the park that are in use between two of its enterprises: ``from, to, commodity, mode, amount``."""
    ids, links = park.enterprises["id"], park.links
    inside = links["from"].isin(ids) & links["to"].isin(ids) & (links["from"] != links["to"])
    return links[inside & links["status"].isin(EXISTING_STATUSES)]


@cache
def _empty() -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=_dtype(column)) for column in ARC_COLUMNS})


def _dtype(column: str) -> str:
    if column in ("from", "to", "commodity", "mode", "status"):
        return "str"
    return "bool" if column in ("existing", "listed") else "float64"


def _pairs(
    park: Park, catalog: Catalog, suppliers: pd.DataFrame, takers: pd.DataFrame, max_km: float | None
) -> pd.DataFrame:
    """Who could send what to whom, without what no mode reaches even along the straight line."""
    goods = pd.Index(suppliers["commodity"].unique())
    sent = goods.get_indexer(suppliers["commodity"])
    at, other = meet(sent, goods.get_indexer(takers["commodity"]))
    where = coordinates(park)
    points = np.vstack([earth_centred_km(where["lat"].to_numpy(float), where["lon"].to_numpy(float)), [np.nan] * 3])
    giver, taker = (where.index.get_indexer(table["enterprise"]) for table in (suppliers, takers))
    keep = giver[at] != taker[other]
    if not catalog.transport.empty:
        modes = _between_firms(catalog)
        reach = modes["max_km"].clip(upper=max_km) / modes["detour"]
        furthest = reach.groupby(modes["commodity"]).max().reindex(goods).fillna(-1.0).to_numpy()
        line = np.sqrt(((points[giver[at]] - points[taker[other]]) ** 2).sum(axis=1))
        keep &= ~(line * _SHORTER > furthest[sent[at]])  # a place that is not known may be anywhere
    giver, taker = at[keep], other[keep]
    columns = {"from": suppliers["enterprise"].array.take(giver), "to": takers["enterprise"].array.take(taker)}
    return pd.DataFrame({**columns, "commodity": suppliers["commodity"].array.take(giver)})


def _nearby(park: Park, catalog: Catalog, pairs: pd.DataFrame, rate: float) -> pd.DataFrame:
    if catalog.transport.empty:  # no catalog: nothing is known of freight, so every pair is a free candidate
        return _finish(pairs.assign(mode="", distance_km=np.nan))
    where = coordinates(park)
    pairs = pairs.assign(geodesic_km=firm_distances_km(pairs, where))
    hauls = pairs.merge(_between_firms(catalog), on="commodity")
    hauls = hauls.join(haul(hauls, hauls["geodesic_km"].to_numpy()))
    home = np.append(pd.factorize(where["park"])[0], -1)
    from_park, to_park = (home[where.index.get_indexer(hauls[end])] for end in ("from", "to"))
    same_park = (from_park == to_park) & (from_park >= 0)
    keep = hauls["reachable"].to_numpy() & (same_park | ~hauls["in_park_only"].to_numpy())
    return _priced(hauls[keep], rate)


def _between_firms(catalog: Catalog) -> pd.DataFrame:
    table = haulage(catalog)
    return table[table["between"] != "hub"]


def _priced(hauls: pd.DataFrame, rate: float) -> pd.DataFrame:
    factor = annuity_factor(rate, hauls["lifetime_a"].to_numpy(float))
    return _finish(hauls.assign(distance_km=hauls["route_km"], annuity_per_km=hauls["capex_per_km"] * factor))


def _finish(arcs: pd.DataFrame) -> pd.DataFrame:
    defaults = {
        "cost": 0.0, "loss": 0.0, "capacity": np.inf, "existing": False, "listed": False, "annuity_per_km": 0.0,
        "design_flow": np.nan, "exponent": 1.0, "capex_per_km": 0.0, "status": "",
    }  # fmt: skip
    missing = {column: value for column, value in defaults.items() if column not in arcs}
    return arcs.assign(**missing)[ARC_COLUMNS].reset_index(drop=True)


def _existing(park: Park, catalog: Catalog, links: pd.DataFrame, near: pd.DataFrame, rate: float) -> pd.DataFrame:
    """Arcs of the links in use: the cheapest mode the commodity may use, at any distance; the line itself is paid."""
    if links.empty:
        return _empty()
    known = links.merge(near, on=_KEY).sort_values(["cost", "mode"]).drop_duplicates(_KEY).sort_index(ignore_index=True)
    rest = _without(links, known)
    rest = (
        _hauled(rest, park, catalog, rate)
        if len(rest) and not catalog.transport.empty
        else _finish(rest.assign(mode="", distance_km=np.nan))
    )
    known = pd.concat([table for table in (known, rest) if len(table)], ignore_index=True)
    return known.assign(existing=True, annuity_per_km=0.0)


def _hauled(links: pd.DataFrame, park: Park, catalog: Catalog, rate: float) -> pd.DataFrame:
    """Links in use that no mode reaches, or whose mode is not known: the mode that reaches furthest, at its cost."""
    links = links.assign(geodesic_km=firm_distances_km(links, coordinates(park)))
    hauls = links.merge(_between_firms(catalog), on="commodity", how="left")
    hauls = hauls.fillna({"mode": "", "detour": 1.0, "fixed": 0.0, "per_km": 0.0, "loss_per_km": 0.0, "min_km": 0.0})
    hauls = hauls.fillna({"max_km": np.inf, "geodesic_km": 0.0, "capex_per_km": 0.0})
    hauls = hauls.join(haul(hauls, hauls["geodesic_km"].to_numpy()))
    order = {"reachable": False, "max_km": False, "cost": True, "mode": True}
    hauls = hauls.sort_values(list(order), ascending=list(order.values()))
    return _priced(hauls.drop_duplicates(_KEY), rate)


def _listed(park: Park, suppliers: pd.DataFrame, takers: pd.DataFrame) -> pd.DataFrame:
    arcs = park.arcs if park.arcs.empty else _usable(park.arcs, suppliers, takers)
    if arcs.empty:
        return _empty()
    used = existing_links(park)[_KEY].drop_duplicates().assign(existing=True)
    arcs = arcs.merge(used, on=_KEY, how="left")
    where = coordinates(park)
    placed = where.index[where["lat"].notna() & where["lon"].notna()]
    known = arcs["from"].isin(placed) & arcs["to"].isin(placed)
    distance = np.where(known, firm_distances_km(arcs, where), np.nan)
    return _finish(arcs.assign(
        existing=arcs["existing"].eq(True), cost=arcs["cost"].fillna(0.0), loss=arcs["loss"].fillna(0.0),
        capacity=arcs["capacity"].fillna(np.inf), listed=True, distance_km=distance,
    ))  # fmt: skip


def _usable(arcs: pd.DataFrame, suppliers: pd.DataFrame, takers: pd.DataFrame) -> pd.DataFrame:
    """Keep the arcs whose sender can give and whose receiver can take the commodity."""
    for end, table in (("from", suppliers), ("to", takers)):
        pairs = Pairs(*(pd.Index(table[column].unique()) for column in ("enterprise", "commodity")))
        arcs = arcs[among(pairs.of(arcs, end), pairs.of(table))]
    return arcs.reset_index(drop=True)


def _merge(
    listed: pd.DataFrame, linked: pd.DataFrame, pairs: pd.DataFrame, park: Park, catalog: Catalog, *,
    rate: float, max_km: float | None,
) -> pd.DataFrame:  # fmt: skip
    """Arcs by hand, existing ones, and of the pairs those within reach: the former win over the latter."""
    near = _nearby(park, catalog, pairs, rate) if park.info.candidates == "nearby" else _empty()
    known = _existing(park, catalog, linked, near, rate)
    if max_km is not None:
        near = near[near["distance_km"] <= max_km]
    result = listed
    for table in (known, near):
        fresh = _without(table, result)
        result = (
            pd.concat([result, fresh], ignore_index=True) if len(result) and len(fresh) else max(result, fresh, key=len)
        )
    result = result.astype({"existing": bool, "listed": bool})
    return result.sort_values([*_KEY, "mode"], kind="stable").reset_index(drop=True)


def _without(arcs: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Arcs whose ends and good are not those of others."""
    if arcs.empty or others.empty:
        return arcs
    key = [pd.factorize(pd.concat([arcs[column], others[column]]))[0] for column in _KEY]
    number = (key[0] * (1 + key[1].max()) + key[1]) * (1 + key[2].max()) + key[2]
    return arcs[~pd.Index(number[: len(arcs)]).isin(number[len(arcs) :])]
