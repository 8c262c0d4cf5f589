"""The network of a park as two flat tables, what every graph and map file is made of: who, and what goes where."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from circnet.coupling import Coupling, Settings
from circnet.coupling.case import Case, prepare
from circnet.ledgers.evidence import sourced
from circnet.park import Catalog, Park, outside_names
from circnet.types import GRADES

__all__ = ["LINKS", "LINK_UNITS", "NODES", "links_of", "nodes_of"]

NODES: Final = (
    "id", "name_zh", "name_en", "kind", "park", "zone", "industry", "status", "lat", "lon", "location_basis", "basis",
    "evidence", "source",
)  # fmt: skip
LINKS: Final = (
    "id", "from", "to", "commodity", "commodity_zh", "commodity_en", "commodity_kind", "state", "status", "amount",
    "unit", "amount_today", "amount_stated", "amount_basis", "mode", "distance_km", "lost", "worth", "worth_unit",
    "co2_t", "evidence", "basis", "source",
)  # fmt: skip
LINK_UNITS: Final = {"amount": "unit/a", "amount_today": "unit/a", "amount_stated": "unit/a", "lost": "unit/a",
                     "distance_km": "km", "co2_t": "t/a"}  # fmt: skip

_ENDS = ["from", "to", "commodity"]
_FLOW = [*_ENDS, "mode"]
_TEXTS = [name for name in LINKS if name not in (*LINK_UNITS, "worth")]


def nodes_of(park: Park, links: pd.DataFrame) -> pd.DataFrame:
    """Return firms in the park's order, then partners outside that a link names.

    Returns
    -------
    pandas.DataFrame
        `NODES`. ``kind`` is firm or outside; ``lat, lon`` in degrees, NaN where no place is known; ``evidence`` A to D.
    """
    firms = park.enterprises.assign(kind="firm", evidence=park.enterprises["basis"].map(GRADES).fillna("D"))
    ends = pd.concat([links["from"], links["to"]]).drop_duplicates()
    outside = pd.DataFrame({"id": ends[~ends.isin(firms["id"])].sort_values()})
    plain = outside["id"].str.replace(r"^[^:]*:", "", regex=True)
    known = outside_names().drop_duplicates("id").set_index("id")
    names = known.reindex(plain.str.replace(r"^.*/", "", regex=True))
    outside["kind"], outside["evidence"] = "outside", ""
    for lang in ("zh", "en"):
        named = names[f"name_{lang}"].to_numpy(object)
        outside[f"name_{lang}"] = np.where(pd.isna(named), plain.to_numpy(object), named)
    parts = [part.reindex(columns=list(NODES)) for part in (firms, outside) if len(part)]
    table = pd.concat(parts, ignore_index=True) if parts else firms.reindex(columns=list(NODES))
    return _typed(table, ("lat", "lon"))


def links_of(park: Park, catalog: Catalog, settings: Settings, result: Coupling | None) -> pd.DataFrame:
    """Return what goes from whom to whom.

    Parameters
    ----------
    park, settings
        Of the run.
    catalog
        The park's effective one (`circnet.park.catalog_of`).
    result
        The run; None for the park as its tables tell it.

    Returns
    -------
    pandas.DataFrame
        `LINKS` by from, to, commodity. ``state``: existing, chosen (new in the run), or the status of a link that
        does not run. ``amount`` flows in the state that is told: of the run, or as stated for partners outside; NaN
        for what does not run. ``amount_today`` is the run's with existing links alone, ``amount_stated`` the table's.
        ``worth`` is what the optimum loses without the link, ``co2_t`` what the link avoids a year.
    """
    stated = _stated(park)
    table = _as_stated(stated) if result is None else _as_solved(stated, result)
    goods = catalog.commodities.drop_duplicates("id").set_index("id")
    for column, name in (("commodity_zh", "name_zh"), ("commodity_en", "name_en"), ("commodity_kind", "kind"),
                         ("unit", "unit")):  # fmt: skip
        table[column] = table["commodity"].map(goods[name])
    table["commodity_zh"] = table["commodity_zh"].fillna(table["commodity"])
    table = _valued(table, result)
    table = _evidenced(table, prepare(park, catalog, settings))
    table = table.sort_values([*_FLOW, "state"], kind="stable", ignore_index=True)
    name = table["from"] + ">" + table["to"] + ":" + table["commodity"]
    place = name.groupby(name).cumcount() + 1
    table["id"] = name.where(place == 1, name + "#" + place.astype("str"))
    return _typed(table.reindex(columns=list(LINKS)), (*LINK_UNITS, "worth"))


def _stated(park: Park) -> pd.DataFrame:
    """The park's own links, one row per giver, taker and good: what runs counts before what does not."""
    links = park.links.assign(runs=park.links["status"] == "existing")
    links = links.sort_values([*_ENDS, "runs"], ascending=[True, True, True, False], kind="stable")
    links = links[links["runs"] | ~links.groupby(_ENDS)["runs"].transform("any")]
    amount = links.groupby(_ENDS)["amount"].sum(min_count=1)
    first = links.drop_duplicates(_ENDS).set_index(_ENDS)[["mode", "status", "amount_basis", "runs"]]
    return first.assign(amount_stated=amount).reset_index()


def _as_stated(stated: pd.DataFrame) -> pd.DataFrame:
    amount = stated["amount_stated"].where(stated["runs"].astype(bool))
    return stated.assign(state=stated["status"], amount=amount, amount_today=amount)


def _as_solved(stated: pd.DataFrame, result: Coupling) -> pd.DataFrame:
    """Flows of the run, before and after, then what the park's tables tell besides."""
    sums = {"amount": "sum", "lost": "sum", "distance_km": "max", "existing": "max"}
    after, before = (table.groupby(_FLOW, as_index=False, dropna=False).agg(sums)
                     for table in (result.flows, result.baseline_flows))  # fmt: skip
    table = after.merge(before.rename(columns={"amount": "amount_today"}), on=_FLOW, how="outer", suffixes=("", "_b"))
    solved = result.summary["baseline_cost"] is not None
    table = table.assign(
        amount=table["amount"].fillna(0.0), lost=table["lost"].fillna(0.0),
        amount_today=table["amount_today"].fillna(0.0) if solved else np.nan,
        distance_km=table["distance_km"].fillna(table["distance_km_b"]),
        state=np.where(table["existing"].fillna(table["existing_b"]).astype(bool), "existing", "chosen"),
    )  # fmt: skip
    table = table.sort_values(_FLOW, kind="stable")
    told = table[[*_ENDS]].merge(stated.drop(columns="mode"), on=_ENDS, how="left").set_index(table.index)
    first = ~table.duplicated(_ENDS)  # several lines of one link state its amount once
    for column in ("status", "amount_basis", "amount_stated"):
        table[column] = told[column].where(first)
    rest = stated[~_keys(stated).isin(_keys(table))]
    inside = ~(rest["from"].str.contains(":") | rest["to"].str.contains(":"))
    runs = rest["runs"].astype(bool)
    idle = rest["amount_stated"].where(~inside, 0.0).where(runs)
    return pd.concat([table, rest.assign(state=rest["status"], amount=idle, amount_today=idle)], ignore_index=True)


def _keys(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[_ENDS])


def _valued(table: pd.DataFrame, result: Coupling | None) -> pd.DataFrame:
    if result is None:
        return table.assign(worth=np.nan, worth_unit="", co2_t=np.nan, evidence="")
    found = result.opportunities
    chosen = found[found["choice"] == "chosen"].drop_duplicates(_ENDS).set_index(_ENDS)
    new = (table["state"] == "chosen") & ~table.duplicated([*_ENDS, "state"])
    mine = chosen[["saving", "co2_t", "evidence"]].reindex(_keys(table)).set_index(table.index)
    return table.assign(
        worth=mine["saving"].where(new), co2_t=mine["co2_t"].where(new),
        worth_unit=np.where(new, result.units["saving"], ""),
        evidence=mine["evidence"].where(table["state"] == "chosen", ""),
    )  # fmt: skip


def _evidenced(table: pd.DataFrame, case: Case) -> pd.DataFrame:
    """Basis, sources and grade of each link: its own row's, or those of what its giver makes and its taker uses."""
    ends = {"out": ("from", "to"), "in": ("to", "from")}
    parts = [
        sourced(case, pd.DataFrame({
            "side": side, "kind": "link", "enterprise": table[own], "partner": table[other],
            "commodity": table["commodity"], "grade": "",
        }))
        for side, (own, other) in ends.items()
    ]  # fmt: skip
    bases = list(GRADES)
    worst = np.maximum(*(part["basis"].map(bases.index).to_numpy() for part in parts))
    grade = np.maximum(*(part["grade"].to_numpy(object) for part in parts))
    named = [
        ";".join(sorted({one for text in pair for one in text.split(";")} - {""}))
        for pair in zip(*(part["source"] for part in parts), strict=True)
    ]
    kept = table["evidence"].fillna("").to_numpy(object)
    return table.assign(
        basis=[bases[place] for place in worst], evidence=np.where(kept != "", kept, grade), source=named
    )


def _typed(table: pd.DataFrame, numbers: tuple[str, ...]) -> pd.DataFrame:
    kinds = {name: "float64" if name in numbers else "str" for name in table.columns}
    texts = [name for name in table.columns if name not in numbers]
    return table.assign(**{name: table[name].astype(object).where(table[name].notna(), "") for name in texts}).astype(
        kinds
    )
