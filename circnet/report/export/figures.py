"""Every figure that a park and its run rest on: what it is of, its value and unit, basis, grade and sources."""

from __future__ import annotations

from typing import Final

import pandas as pd

from circnet.report.export.content import Content
from circnet.schema import CATALOG_TABLES, NUMERIC, PARK_TABLES
from circnet.types import GRADES

__all__ = ["FIGURES", "sourced_figures", "works_cited"]

FIGURES: Final = ("table", "subject", "item", "figure", "value", "unit", "basis", "evidence", "source")

_OF: Final = {
    "units": ("enterprise", "technology"), "ports": ("enterprise", "commodity"), "links": ("from", "commodity"),
    "markets": ("enterprise", "commodity"), "quality": ("enterprise", "commodity"),
    "equipment": ("enterprise", "equipment"), "equipment_use": ("technology", "equipment"),
    "streams": ("enterprise", "name"), "arcs": ("from", "commodity"), "indicators": ("variable", "year"),
    "projects": ("id", "technology"), "recipes": ("technology", "commodity"), "commodities": ("id", ""),
    "technologies": ("id", ""), "prices": ("commodity", "hub"), "disposal": ("commodity", "route"),
    "transport": ("mode", ""), "substitutions": ("accepts", "replaces"),
}  # fmt: skip
"""What a row of a table is about."""
_CATALOG: Final = ("commodities", "technologies", "recipes", "prices", "disposal", "transport")
_NO_FIGURES: Final = ("year", "lat", "lon", "utilisation")


def sourced_figures(content: Content) -> pd.DataFrame:
    """Return the numbers of the park's tables and of the catalog's rows in use, a row each.

    Returns
    -------
    pandas.DataFrame
        `FIGURES`. ``table`` and ``figure`` are names of a table and its column; ``subject`` and ``item`` are the ids
        that tell the row: firm and technology of a unit, giver > taker and good of a link. ``unit`` of goods and
        reference products is spelt out. ``source`` holds ids with ``;`` between (`works_cited`).
    """
    park = {name: table for name, table in content.park.tables().items() if name in _OF}
    tables = [(name, table, PARK_TABLES[name].columns) for name, table in park.items() if name not in _CATALOG]
    own = [(name, park[name], CATALOG_TABLES[name].columns) for name in ("recipes",)]
    used = _in_use(content)
    base = [(name, used[name], CATALOG_TABLES[name].columns) for name in _CATALOG]
    parts = [
        _numbers(name, table, {key: column.unit for key, column in columns.items() if column.type in NUMERIC}, content)
        for name, table, columns in [*tables, *own, *base]
        if len(table)
    ]
    blank = pd.DataFrame(columns=list(FIGURES))
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True) if parts else blank


def works_cited(content: Content, sources: pd.Series) -> pd.DataFrame:
    """Return ``id, title, year, url, note`` of the sources that texts of ids name, by id."""
    ids = sources.astype("str").str.split(";").explode().str.strip()
    table = content.effective.sources.drop_duplicates("id")
    found = table[table["id"].isin(ids)].sort_values("id", ignore_index=True)
    return found[["id", "title", "year", "url", "note"]]


def _in_use(content: Content) -> dict[str, pd.DataFrame]:
    """The catalog's rows for what the park runs, makes, uses and moves."""
    park, catalog, result = content.park, content.effective, content.result
    run = park.units["technology"] if result is None else result.activities["technology"]
    recipes = catalog.recipes[catalog.recipes["technology"].isin(run)]
    goods = pd.concat([recipes["commodity"], park.ports["commodity"], content.links["commodity"]])
    if result is not None:
        goods = result.amounts["commodity"]
    return {
        "commodities": catalog.commodities[catalog.commodities["id"].isin(goods)],
        "technologies": catalog.technologies[catalog.technologies["id"].isin(run)],
        "recipes": recipes,
        "prices": catalog.prices[catalog.prices["commodity"].isin(goods)],
        "disposal": catalog.disposal[catalog.disposal["commodity"].isin(goods)],
        "transport": catalog.transport[catalog.transport["mode"].isin(content.links["mode"])],
    }


def _numbers(name: str, table: pd.DataFrame, units: dict[str, str], content: Content) -> pd.DataFrame:
    """One row per number that is known."""
    subject, item = _OF[name]
    told = table.assign(_subject=table[subject], _item=table[item] if item else "")
    if name in ("links", "arcs"):
        told["_subject"] = table["from"] + " > " + table["to"]
    if name == "indicators":
        told["_item"] = table["year"].map(lambda year: "" if pd.isna(year) else f"{year:.0f}")
    grade = told["grade"] if "grade" in told else pd.Series("", index=told.index)
    basis = told["amount_basis"].where(told["amount_basis"] != "", told["basis"]) if name == "links" else told["basis"]
    told["_basis"], told["_grade"] = basis, grade.where((grade != "") & (basis == told["basis"]), basis.map(GRADES))
    numbers = [column for column in units if column in told and column not in _NO_FIGURES]
    long = told.melt([*(c for c in told.columns if c not in numbers)], numbers, "_figure", "_value", ignore_index=False)
    long = long[long["_value"].notna()].sort_index(kind="stable")
    named = long["unit"] if name == "indicators" else long["_figure"].map(units)
    unit = _units(long, named, content)
    return pd.DataFrame({
        "table": name, "subject": long["_subject"], "item": long["_item"], "figure": long["_figure"],
        "value": long["_value"].astype("float64"), "unit": unit, "basis": long["_basis"],
        "evidence": long["_grade"].fillna("D"), "source": long["source"],
    })  # fmt: skip


def _units(rows: pd.DataFrame, units: pd.Series, content: Content) -> pd.Series:
    """Units with goods and reference products spelt out: reference/a is t/a where a technology makes tonnes."""
    goods = content.effective.commodities.drop_duplicates("id").set_index("id")["unit"]
    references = content.effective.technologies.drop_duplicates("id").set_index("id")["reference"]
    good = rows["commodity"] if "commodity" in rows else rows["id"] if "id" in rows else pd.Series("", index=rows.index)
    technology = rows.get("technology", good)
    told = pd.DataFrame({
        "unit": units.fillna(""), "commodity": good.map(goods).fillna("unit"),
        "reference": technology.map(references).map(goods).fillna("unit"),
    })  # fmt: skip
    return pd.Series([
        unit.replace("commodity", good_unit).replace("reference", reference)
        for unit, good_unit, reference in told.itertuples(index=False)
    ], index=rows.index, dtype="str")  # fmt: skip
