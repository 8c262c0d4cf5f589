"""The waters of a park as sources and sinks: what firms need and give off at today's loads, and who may take what.

What a need accepts follows from measured limits (quality.csv) where the firm has stated them, else from the catalog's
list of what may stand in for what, up to its share. The share of each water in what comes in is a property like any
other: 1 in that water, 0 in the rest. What nobody measured is listed as missing; meanwhile the composition of the good
and the standard of its use stand in for it (`circnet.water.assumed`), and every such figure is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from circnet.errors import InputFaults
from circnet.network.arcs import existing_links
from circnet.network.freight import annuity_factor, haul, haulage
from circnet.network.places import coordinates, firm_distances_km
from circnet.park import Catalog, Park, catalog_of
from circnet.park.faults import no_faults
from circnet.park.running import runs
from circnet.water.assumed import treatments_of, with_assumed
from circnet.water.tables import read_treatments

__all__ = ["ParkWaters", "park_waters"]

_SPENT = ("waste", "by-product")
"""Status of commodities that nobody needs as water: a unit that takes in waste water treats it."""
_RATE = 0.08
_SIDE = ["enterprise", "commodity"]


@dataclass(frozen=True, eq=False)
class ParkWaters:
    """Tables for `circnet.water.reuse`, and what is not known.

    Attributes
    ----------
    sources, sinks
        Firms are named ``<enterprise>/<commodity>``, a supply from outside ``supply/<commodity>``; m3 a year; cost in
        CNY per m3. Properties: ``share of <commodity>``, and those of quality.csv.
    links
        ``from, to, distance_km, cost``: who can reach whom, by the cheapest mode, its line at design flow.
    treatments
        From the table of treatments, or None.
    existing
        ``from, to, commodity, amount``: water that flows already; taken off both ends.
    missing
        ``enterprise, commodity, side, what``: loads and qualities nobody knows.
    left_out
        ``enterprise, commodity, amount``: intake of waste water by works that treat it, not a need of water.
    faults
        What is wrong with the table of treatments.
    assumed
        As `circnet.water.assumed.with_assumed`: qualities and limits that nobody has stated.
    """

    sources: pd.DataFrame
    sinks: pd.DataFrame
    links: pd.DataFrame
    treatments: pd.DataFrame | None
    existing: pd.DataFrame
    missing: pd.DataFrame
    left_out: pd.DataFrame
    faults: pd.DataFrame
    assumed: pd.DataFrame

    def told(self) -> dict[str, Any]:
        """Return the tables about what is known, as plain rows."""
        needs = float(self.sinks["flow"].sum()) if len(self.sinks) else 0.0
        tables = {"existing": self.existing, "missing": self.missing, "left_out": self.left_out,
                  "assumed": self.assumed}  # fmt: skip
        return {"needs": needs, **{name: table.to_dict("records") for name, table in tables.items()}}


def park_waters(park: Park, catalog: Catalog, regeneration: Path | None = None, *, zld: bool = False) -> ParkWaters:
    """Gather the waters of a park.

    Parameters
    ----------
    park, catalog
        The park and the whole catalog.
    regeneration
        A table of treatments (`circnet.water.read_waters`) over the properties of quality.csv and of standards.
    zld
        The treatments of `data/water_treatments.csv` (reverse osmosis, evaporation) in place of such a table.

    Returns
    -------
    ParkWaters
        At the throughput of every running unit and the maximum of every port (else its minimum).
    """
    catalog = catalog_of(park, catalog)
    goods = catalog.commodities[catalog.commodities["kind"] == "water"].drop_duplicates("id").set_index("id")
    lines, idle = _lines(park, catalog, goods)
    net, existing = _net(park, lines)
    needed = ~goods["status"].reindex(net["commodity"]).isin(_SPENT).to_numpy()
    given, taken = net[net["amount"] > 0], net[(net["amount"] < 0) & needed]
    left = net[(net["amount"] < 0) & ~needed].assign(amount=lambda t: -t["amount"])
    properties = sorted(set(park.quality.loc[park.quality["commodity"].isin(goods.index), "property"]))
    swaps = catalog.substitutions[catalog.substitutions["ratio"].eq(1.0)]
    partial = swaps[swaps["max_share"].lt(1.0) & swaps["replaces"].isin(taken["commodity"])]
    shares = [f"share of {good}" for good in sorted(set(partial["accepts"]) & set(given["commodity"]))]
    supplies = _measured(park, _supplies(park, taken, goods), "supply", properties)
    parts = [part for part in (_measured(park, _given(given), "supply", properties), supplies) if len(part)]
    sources = pd.concat(parts or [supplies], ignore_index=True)
    needed = _measured(park, _taken(taken), "demand", properties)
    sources, needed, assumed = with_assumed(sources, needed, goods)
    properties = sorted({*properties, *assumed["property"]})
    bought = sources["enterprise"].eq("")  # what is bought counts as free of what nobody stated
    sources.loc[bought, properties] = sources.loc[bought, properties].fillna(0.0)
    for share in shares:
        sources[share] = (sources["commodity"] == share.removeprefix("share of ")).astype(float)
    sinks, pairs = _accepting(swaps, needed, lines, shares)
    treatments, faults = _treatments(regeneration, properties, shares, zld=zld)
    missing = _missing(idle, sources, sinks)
    plain = ["name", "flow", "cost", *properties, *shares]
    links = _links(park, catalog, sources, sinks, pairs)
    if treatments is not None:
        links = pd.concat([links, _from_treatments(treatments, sinks, properties)], ignore_index=True)
    return ParkWaters(sources[plain], sinks[[c for c in plain if c != "cost"]], links, treatments, existing, missing,
                      left.reset_index(drop=True), faults, assumed)  # fmt: skip


def _lines(park: Park, catalog: Catalog, goods: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Water made and used by running units and ports, and by whom at a load nobody knows."""
    units = park.units[runs(park.units)]
    recipes = units.merge(catalog.recipes[["technology", "commodity", "coefficient"]], on="technology")
    own = park.recipes[park.recipes["technology"].isin(units["id"])]
    own = own.rename(columns={"technology": "id"})[["id", "commodity", "coefficient"]]
    own = own.merge(units.drop(columns=["coefficient", "commodity"], errors="ignore"), on="id")
    stated = pd.MultiIndex.from_frame(own[["id", "commodity"]])
    recipes = recipes[~pd.MultiIndex.from_frame(recipes[["id", "commodity"]]).isin(stated)]
    columns = ["enterprise", "technology", "commodity", "coefficient", "throughput", "role"]
    table = pd.concat([part[columns] for part in (recipes, own) if len(part)] or [recipes[columns]], ignore_index=True)
    table = table[table["commodity"].isin(goods.index)]
    idle = table[table["throughput"].isna() & (table["role"] != "utility")]
    known = table[table["throughput"].notna()].assign(amount=lambda t: t["coefficient"] * t["throughput"])
    ports = park.ports[park.ports["commodity"].isin(goods.index)]
    endless = np.where(ports["direction"] == "supply", np.inf, np.nan)
    size = ports["maximum"].fillna(ports["minimum"]).fillna(pd.Series(endless, index=ports.index))
    ports = ports.assign(technology="", amount=np.where(ports["direction"] == "supply", size, -size))
    both = pd.concat([known, ports[ports["amount"].notna()]], ignore_index=True)
    return both[[*_SIDE, "technology", "amount"]], idle[_SIDE].drop_duplicates()


def _net(park: Park, lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each firm has over (+) or needs (-) of each water, less what flows already."""
    net = lines.groupby(_SIDE, as_index=False)["amount"].sum()
    links = existing_links(park)
    links = links[links["commodity"].isin(net["commodity"]) & links["amount"].notna()]
    size = net.set_index(_SIDE)["amount"]
    ends = {end: size.reindex(pd.MultiIndex.from_frame(links[[end, "commodity"]])).fillna(0.0).to_numpy()
            for end in ("from", "to")}  # fmt: skip
    flow = np.clip(np.minimum(links["amount"], np.minimum(ends["from"], -ends["to"])), 0.0, None)
    existing = links[["from", "to", "commodity"]].assign(amount=flow)[flow > 0].reset_index(drop=True)
    moved = pd.concat([
        net,
        existing.rename(columns={"from": "enterprise"}).assign(amount=-existing["amount"])[[*_SIDE, "amount"]],
        existing.rename(columns={"to": "enterprise"})[[*_SIDE, "amount"]],
    ], ignore_index=True)  # fmt: skip
    return moved.groupby(_SIDE, as_index=False)["amount"].sum(), existing


def _given(given: pd.DataFrame) -> pd.DataFrame:
    name = given["enterprise"] + "/" + given["commodity"]
    return pd.DataFrame({"name": name, "enterprise": given["enterprise"], "commodity": given["commodity"],
                         "flow": given["amount"].replace(np.inf, np.nan), "cost": 0.0})  # fmt: skip


def _supplies(park: Park, taken: pd.DataFrame, goods: pd.DataFrame) -> pd.DataFrame:
    """What each water costs anew, without limit of flow: at the park's own price, else the catalog's."""
    markets = park.markets[park.markets["enterprise"].eq("") & park.markets["buy_price"].notna()]
    own = markets.drop_duplicates("commodity").set_index("commodity")["buy_price"]
    names = pd.Series(sorted(set(taken["commodity"])), dtype="str")
    names = names if park.info.catalog else names[names.isin(own.index)].reset_index(drop=True)
    price = own.reindex(names).fillna(goods["price"].reindex(names)).fillna(0.0).clip(lower=0.0).to_numpy()
    return pd.DataFrame(
        {"name": "supply/" + names, "enterprise": "", "commodity": names, "flow": np.nan, "cost": price}
    )


def _taken(taken: pd.DataFrame) -> pd.DataFrame:
    name = taken["enterprise"] + "/" + taken["commodity"]
    return pd.DataFrame({"name": name, "enterprise": taken["enterprise"], "commodity": taken["commodity"],
                         "flow": -taken["amount"]}).reset_index(drop=True)  # fmt: skip


def _measured(park: Park, table: pd.DataFrame, direction: str, properties: list[str]) -> pd.DataFrame:
    """Add what quality.csv says of each water, and whether it says anything (``stated``)."""
    rows = park.quality[park.quality["direction"].isin([direction, "market"] if direction == "supply" else [direction])]
    rows = rows.assign(enterprise=rows["enterprise"].where(rows["direction"] != "market", ""))
    wide = rows.pivot_table(index=_SIDE, columns="property", values="value", aggfunc="first")
    found = wide.reindex(index=pd.MultiIndex.from_frame(table[_SIDE]), columns=properties).reset_index(drop=True)
    return pd.concat([table.reset_index(drop=True), found.assign(stated=found.notna().any(axis=1))], axis=1)


def _accepting(
    swaps: pd.DataFrame, sinks: pd.DataFrame, lines: pd.DataFrame, shares: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Limits on the share of each water, and the pairs ``name, accepts, extra`` (cost) that may be.

    Firms with measured limits take any water that meets them. A stand-in counts one to one; one that replaces less, or
    is refused by a technology of the firm (``not_for``), is left to `circnet couple`.
    """
    swaps = swaps[["accepts", "replaces", "max_share", "cost", "not_for"]]
    pairs = sinks[["name", "enterprise", "commodity"]].merge(swaps, left_on="commodity", right_on="replaces")
    users = lines[lines["amount"] < 0].groupby(_SIDE)["technology"].agg(set)
    using = users.reindex(pd.MultiIndex.from_frame(pairs[_SIDE])).to_list()
    refused = [bool(set(str(text).split(";")) & (set() if not isinstance(mine, set) else mine) - {""})
               for text, mine in zip(pairs["not_for"].fillna(""), using, strict=True)]  # fmt: skip
    pairs = pairs[~np.array(refused, dtype=bool)].assign(share=lambda t: t["max_share"].fillna(1.0))
    own = sinks.assign(accepts=sinks["commodity"], share=1.0, cost=0.0)
    allowed = pd.concat([pairs, own], ignore_index=True).drop_duplicates(["name", "accepts"], keep="last")
    wide = allowed.pivot_table(index="name", columns="accepts", values="share", aggfunc="max")
    wide = wide.reindex(index=sinks["name"], columns=[share.removeprefix("share of ") for share in shares])
    free = sinks["stated"].to_numpy(dtype=bool)[:, None] | ~(wide.to_numpy(float) < 1.0)
    limits = np.where(free, np.nan, wide.to_numpy(float))
    extra = allowed.assign(extra=allowed["cost"].fillna(0.0))[["name", "accepts", "extra"]]
    return pd.concat([sinks, pd.DataFrame(limits, columns=shares)], axis=1), extra


def _links(
    park: Park, catalog: Catalog, sources: pd.DataFrame, sinks: pd.DataFrame, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Who reaches whom by the cheapest mode that may carry the water.

    A firm reaches itself for nothing, and a supply from outside whoever uses that water.
    """
    a = sources.loc[sources["enterprise"] != "", ["name", "enterprise", "commodity"]]
    b = sinks[["name", "enterprise", "stated"]]
    both = a.merge(b, how="cross", suffixes=("", "_to")).rename(columns={"enterprise": "from", "enterprise_to": "to"})
    both = both.merge(pairs.rename(columns={"name": "name_to", "accepts": "commodity"}), on=["name_to", "commodity"],
                      how="left")  # fmt: skip
    both = both[both["extra"].notna() | both["stated"]].fillna({"extra": 0.0}).reset_index(drop=True)
    both = both.assign(km=firm_distances_km(both, coordinates(park)) if len(both) else np.nan)
    home = both[both["from"] == both["to"]].assign(distance_km=0.0, cost=lambda t: t["extra"])
    away = both[both["from"] != both["to"]]
    if not catalog.transport.empty:
        modes = haulage(catalog)
        away = away.merge(modes[modes["between"] != "hub"], on="commodity")
        away = away.join(haul(away, away["km"].to_numpy()))
        line = away["capex_per_km"] * annuity_factor(_RATE, away["lifetime_a"].to_numpy(float)) / away["design_flow"]
        away = away[away["reachable"]].assign(
            distance_km=away["route_km"], cost=away["cost"] + away["extra"] + line.fillna(0.0) * away["route_km"]
        )
        away = away.sort_values(["cost", "mode"]).drop_duplicates(["name", "name_to"])
    else:
        away = away.assign(distance_km=away["km"], cost=away["extra"])
    supply = sources[sources["enterprise"] == ""].merge(sinks, on="commodity", suffixes=("", "_to"))
    supply = supply.assign(distance_km=np.nan, cost=0.0)
    ends = ["name", "name_to", "distance_km", "cost"]
    table = pd.concat([part[ends] for part in (home, away, supply)], ignore_index=True)
    table = table.rename(columns={"name": "from", "name_to": "to"})
    return table.sort_values(["from", "to"], ignore_index=True)


def _treatments(
    path: Path | None, properties: list[str], shares: list[str], *, zld: bool
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """Treatments; their product is none of the park's waters: its share of each is 0."""
    if path is None and not zld:
        return None, no_faults()
    table, faults = (treatments_of(properties), no_faults()) if path is None else read_treatments(path, properties)
    if (faults["severity"] == "error").any():
        raise InputFaults(faults)
    return table.assign(**dict.fromkeys(shares, 0.0)), faults


def _from_treatments(treatments: pd.DataFrame, sinks: pd.DataFrame, properties: list[str]) -> pd.DataFrame:
    """Treated water goes where limits are known."""
    limited = sinks.loc[sinks[properties].notna().any(axis=1), "name"]
    ends = pd.merge(treatments["name"].rename("from"), limited.rename("to"), how="cross")
    return ends.assign(distance_km=np.nan, cost=0.0)


def _missing(idle: pd.DataFrame, sources: pd.DataFrame, sinks: pd.DataFrame) -> pd.DataFrame:
    """What to ask the firms for: loads, qualities of what they give off, limits of what they take."""
    parts = [
        idle.assign(side="", what="load"),
        sources.loc[(sources["enterprise"] != "") & ~sources["stated"], _SIDE].assign(side="supply", what="quality"),
        sinks.loc[~sinks["stated"], _SIDE].assign(side="demand", what="limit"),
    ]
    table = pd.concat(parts, ignore_index=True)[[*_SIDE, "side", "what"]]
    return table.sort_values([*_SIDE, "side"], ignore_index=True)
