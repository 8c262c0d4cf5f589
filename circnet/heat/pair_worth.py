"""What heating one firm by another is worth: the heat that arrives at its price, less the line that carries it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.errors import UsageFault
from circnet.heat.lines import KW_PER_GJ_H, size_lines
from circnet.network.freight import annuity_factor, haul, haulage
from circnet.park import Catalog, Park, catalog_of
from circnet.types import GRADES

__all__ = ["pair_evidence", "pair_worth"]

_RATE = 0.08


def pair_worth(pairs: pd.DataFrame, park: Park, catalog: Catalog, hours: float = 8000.0) -> pd.DataFrame:
    """Price pairs of firms of which one can heat the other, each pair alone.

    Parameters
    ----------
    pairs
        As `circnet.heat.heat_pairs`.
    park, catalog
        The park and the whole catalog: prices of the grades, modes of transport.
    hours
        Hours a year the heat flows, h/a, by which a line is sized.

    Returns
    -------
    DataFrame
        The rows with ``carried`` (the grade in the line: the one given, or the one needed where it is let down first),
        ``mode, route_km, loss`` (share of what is sent), ``delivered_gj`` (a year), ``dn_mm, capex_cny`` (of
        `circnet.heat.size_lines`) and ``worth_cny`` a year: heat delivered at the price of the grade needed, less
        carriage and the annuity of the line (8 %). The heat itself is free. NaN where no mode reaches, the distance is
        unknown, no diameter carries it that far, or the grade has no price.
    """
    effective = catalog_of(park, catalog)
    rows = pairs.reset_index(drop=True)
    added = ["carried", "mode", "route_km", "loss", "delivered_gj", "dn_mm", "capex_cny", "worth_cny"]
    if rows.empty:
        return rows.reindex(columns=[*rows.columns, *added])
    price = effective.commodities.drop_duplicates("id").set_index("id")["price"]
    lines = pd.concat([rows.assign(carried=rows[one], pair=rows.index) for one in ("commodity", "serves")])
    lines = lines.drop_duplicates(["pair", "carried"])
    lines = lines.merge(haulage(effective).rename(columns={"commodity": "carried"}), on="carried")
    lines = lines[lines["between"] != "hub"].reset_index(drop=True)
    lines = lines.join(haul(lines, lines["distance_km"].to_numpy(float)).drop(columns="loss"))
    lines = lines[lines["reachable"] & lines["distance_km"].notna()].reset_index(drop=True)
    lines = pd.concat([lines, _sized(lines, hours)], axis=1)
    yearly = annuity_factor(_RATE, lines["lifetime_a"].to_numpy(float)) * lines["capex_cny"]
    lines = lines.assign(
        delivered_gj=lines["gj"] * (1.0 - lines["loss"]),
        worth_cny=lines["gj"] * ((1.0 - lines["loss"]) * lines["serves"].map(price) - lines["cost"]) - yearly,
    )
    best = lines.sort_values(["pair", "worth_cny", "mode"], ascending=[True, False, True]).drop_duplicates("pair")
    return rows.join(best.set_index("pair")[added])


def _sized(lines: pd.DataFrame, hours: float) -> pd.DataFrame:
    """Return ``dn_mm, capex_cny, loss`` of each line; NaN where no diameter carries the heat that far."""
    given = pd.DataFrame({"grade": lines["carried"], "duty_gj_h": lines["gj"] / hours, "length_km": lines["route_km"]})
    found = [_one_sized(given.iloc[[row]]) for row in range(len(given))]
    sized = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["dn_mm", "capex_cny", "lost_gj_h"])
    loss = (sized["lost_gj_h"] / given["duty_gj_h"]).clip(upper=1.0)
    return sized[["dn_mm", "capex_cny"]].assign(loss=loss)


def _one_sized(line: pd.DataFrame) -> pd.DataFrame:
    try:
        sized = size_lines(line)
    except UsageFault:  # too far for the pressure there is
        return pd.DataFrame({"dn_mm": [np.nan], "capex_cny": [np.nan], "lost_gj_h": [np.nan]})
    return sized.assign(lost_gj_h=sized["heat_loss_kw"] / KW_PER_GJ_H)[["dn_mm", "capex_cny", "lost_gj_h"]]


def pair_evidence(pairs: pd.DataFrame, streams: pd.DataFrame) -> pd.Series:
    """Return the weakest grade (A to D) of the streams that a pair rests on: the giver's hot, the taker's cold ones.

    Parameters
    ----------
    pairs
        ``from, to``.
    streams
        Of `circnet.heat.park_streams`.
    """
    grade = streams["basis"].map(GRADES).fillna("D")
    worst = grade.groupby([streams["enterprise"], streams["hot"]]).max()
    giver, taker = (
        worst.reindex(pd.MultiIndex.from_arrays([pairs[end], [hot] * len(pairs)])).fillna("D").to_numpy(str)
        for end, hot in (("from", True), ("to", False))
    )
    return pd.Series(np.where(giver > taker, giver, taker), index=pairs.index, dtype="str")
