"""What one line about a park says: its size, what it could still exchange, and how sure that is."""

from __future__ import annotations

import math
from typing import Any, Final

import pandas as pd

from circnet.coupling import Coupling
from circnet.park import Catalog, Park, catalog_of
from circnet.park.running import runs
from circnet.report.figures import evidence_share
from circnet.types import GRADES

__all__ = ["FIGURE_UNITS", "park_figures", "prevailing_grade"]

FIGURE_UNITS: Final[dict[str, str]] = {
    "output": "CNY/a", "saving": "CNY/a", "saving_unexplained": "CNY/a", "co2_avoided": "t/a", "waste": "t/a",
    "waste_diverted": "t/a", "waste_left": "t/a", "water_saved": "m3/a", "unexplained_value": "CNY/a",
}  # fmt: skip
"""Unit of each figure that has one."""

_PREVAILS = 0.9


def park_figures(park: Park, catalog: Catalog, coupling: Coupling | None) -> dict[str, Any]:
    """Return the figures of a park as one row.

    Parameters
    ----------
    park
        One park.
    catalog
        The catalog; the park's own tables are laid over it.
    coupling
        Its run in money; None where there is none: then all that comes from it is NaN.

    Returns
    -------
    dict
        Who: ``park, name_zh, name_en, level, prefecture, county, lat, lon, year, batch_zh, batch_en, batch_year``.
        Size: ``enterprises, links`` (in use), ``output`` (see Notes), ``output_unknown`` (main units that run and
        have no throughput or no price). Run: ``saving, saving_unexplained, couplings, co2_avoided, waste`` (disposed
        of today), ``waste_diverted, waste_left`` (of the optimum), ``water_saved, unexplained`` (number),
        ``unexplained_value``. ``grade_<figure>`` for output, saving, co2_avoided, waste, waste_diverted, water_saved:
        see `prevailing_grade`. ``evidence_A`` to ``evidence_D``: number of units, ports and links in use with a
        figure. Largest of each kind, ids with ``_zh`` and ``_en`` names, blank if there is none: ``best_from,
        best_to, best_good`` with ``best_saving``; ``left_firm,
        left_good`` with ``left_amount`` (waste of the optimum that finds no taker, t/a); ``open_firm, open_good``
        with ``open_side, open_value``. Units: `FIGURE_UNITS`.

    Notes
    -----
    Output is the gross value of main products: throughput of main units that run, times the catalog's central price
    ex VAT. What one main unit hands to another counts at both, as in a sum of firms' gross outputs.
    """
    full = catalog_of(park, catalog)
    names = {"firm": park.enterprises, "good": full.commodities}
    return {
        **_who(park), **_size(park, full), **_evidence(park),
        **_run(coupling), **_waste(park, full, coupling), **_largest(full, coupling, names),
    }  # fmt: skip


def prevailing_grade(grades: pd.Series, weights: pd.Series) -> str:
    """Return the best grade such that nine tenths of the weight rest on it or on better ones; blank without weight.

    Examples
    --------
    >>> prevailing_grade(pd.Series(["A", "B", "D"]), pd.Series([50.0, 45.0, 5.0]))
    'B'
    """
    known = weights.abs().fillna(0.0)
    if not known.sum():
        return ""
    share = (
        known.groupby(grades.where(grades.notna() & (grades != ""), "D").to_numpy())
        .sum()
        .reindex(list("ABCD"))
        .fillna(0.0)
    )
    reached = share.cumsum() >= _PREVAILS * known.sum() * (1.0 - 1e-9)
    return str(reached.idxmax())


def _who(park: Park) -> dict[str, Any]:
    info, retrofit = park.info, park.info.retrofit
    return {
        "park": info.id, "name_zh": info.name_zh, "name_en": info.name_en, "level": info.level,
        "prefecture": info.prefecture, "county": info.county, "lat": info.lat, "lon": info.lon,
        "year": math.nan if info.year is None else float(info.year),
        "batch_zh": str(retrofit.get("batch") or retrofit.get("note_zh") or ""),
        "batch_en": str(retrofit.get("batch_en") or retrofit.get("note_en") or ""),
        "batch_year": float(retrofit.get("year") or math.nan),
    }  # fmt: skip


def _size(park: Park, catalog: Catalog) -> dict[str, Any]:
    units = park.units
    main = units[runs(units) & (units["role"] == "main")]
    made = main["technology"].map(catalog.technologies.drop_duplicates("id").set_index("id")["reference"])
    goods = catalog.commodities.drop_duplicates("id").set_index("id")
    value = main["throughput"] * made.map(goods["price"])
    worst = pd.concat([main["grade"].replace("", "D"), made.map(goods["basis"]).map(GRADES)], axis=1).fillna("D")
    return {
        "enterprises": len(park.enterprises),
        "links": int((park.links["status"] == "existing").sum()),
        "output": float(value.sum(min_count=1)),
        "output_unknown": int(value.isna().sum()),
        "grade_output": prevailing_grade(worst.max(axis=1), value),
    }


def _evidence(park: Park) -> dict[str, int]:
    links = park.links[park.links["status"] == "existing"]
    units = park.units[park.units["throughput"].notna()]
    counts = evidence_share(pd.concat([table["grade"] for table in (units, park.ports, links)]).fillna("D"))
    return {f"evidence_{grade}": count for grade, count in counts.items()}


def _run(coupling: Coupling | None) -> dict[str, Any]:
    keys = {"saving": "saving", "saving_unexplained": "saving_unexplained", "couplings": "links_chosen",
            "co2_avoided": "co2_avoided_t", "waste_diverted": "waste_diverted_t",
            "water_saved": "fresh_water_saved_m3"}  # fmt: skip
    weights = {"saving": "saving", "co2_avoided": "co2_t", "waste_diverted": "waste_t", "water_saved": "water_m3"}
    if coupling is None:
        unknown = dict.fromkeys([*keys, "unexplained", "unexplained_value"], math.nan)
        return unknown | dict.fromkeys((f"grade_{name}" for name in weights), "")
    chosen = coupling.opportunities[coupling.opportunities["choice"] == "chosen"]
    return {
        **{name: _number(coupling.summary[key]) for name, key in keys.items()},
        "unexplained": float(len(coupling.unexplained)),
        "unexplained_value": float(coupling.unexplained["value"].sum()),
        **{f"grade_{name}": prevailing_grade(chosen["evidence"], chosen[w]) for name, w in weights.items()},
    }


def _waste(park: Park, catalog: Catalog, coupling: Coupling | None) -> dict[str, Any]:
    """Waste disposed of, as sure as the least sure unit of the firm that has it."""
    if coupling is None:
        return {"waste": math.nan, "waste_left": math.nan, "grade_waste": ""}
    total = coupling.baseline.set_index("quantity").loc["waste_t"]
    grade = park.units[park.units["throughput"].notna()].replace({"grade": {"": "D"}}).groupby("enterprise")["grade"]
    left = _left(catalog, coupling)
    return {
        "waste": float(total["baseline"]),
        "waste_left": float(total["optimum"]),
        "grade_waste": prevailing_grade(left["enterprise"].map(grade.max()), left["tonnes"]),
    }


def _left(catalog: Catalog, coupling: Coupling) -> pd.DataFrame:
    """Waste that the optimum still disposes of: ``enterprise, commodity, tonnes``, the largest first."""
    goods = catalog.commodities.drop_duplicates("id").set_index("id")
    table = coupling.disposals
    waste = table[table["commodity"].map(goods["kind"]) == "waste"]
    waste = waste.assign(tonnes=waste["amount"] * waste["commodity"].map(goods["t_per_unit"]))
    total = waste.groupby(["enterprise", "commodity"], as_index=False)["tonnes"].sum()
    return total.sort_values(["tonnes", "enterprise", "commodity"], ascending=[False, True, True])


def _largest(catalog: Catalog, coupling: Coupling | None, names: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """The best coupling, the largest waste without a taker, the dearest need that nothing explains."""
    best = left = asked = pd.DataFrame()
    if coupling is not None:
        links = coupling.opportunities
        best = links[(links["choice"] == "chosen") & (links["saving"] > 0)]
        left = _left(catalog, coupling)
        asked = coupling.unexplained
    places = [("best_from", best, "from", "firm"), ("best_to", best, "to", "firm"), ("best_good", best, "commodity",
              "good"), ("left_firm", left, "enterprise", "firm"), ("left_good", left, "commodity", "good"),
              ("open_firm", asked, "enterprise", "firm"), ("open_good", asked, "commodity", "good")]  # fmt: skip
    amounts = [("best_saving", best, "saving"), ("left_amount", left, "tonnes"), ("open_value", asked, "value")]
    row: dict[str, Any] = {}
    for name, table, column, kind in places:
        row |= _named(name, str(table[column].iloc[0]) if len(table) else "", names[kind])
    row |= {name: float(table[column].iloc[0]) if len(table) else math.nan for name, table, column in amounts}
    return row | {
        "open_side": str(asked["side"].iloc[0]) if len(asked) else "",
    }


def _named(column: str, ref: str, table: pd.DataFrame) -> dict[str, str]:
    """An id and its names; a firm without an English name goes by its Chinese one."""
    found = table.loc[table["id"] == ref, ["name_zh", "name_en"]].head(1).astype("str").fillna("")
    name_zh = str(found["name_zh"].iloc[0]) if len(found) else ""
    name_en = str(found["name_en"].iloc[0]) if len(found) else ""
    return {column: ref, f"{column}_zh": name_zh or ref, f"{column}_en": name_en or name_zh or ref}


def _number(value: object) -> float:
    return math.nan if value is None else float(value)  # type: ignore[arg-type]
