"""Checks of units, formulas, recipes and the balance of the elements."""

from __future__ import annotations

from functools import cache

import pandas as pd

from circnet.chemistry import TRACKED, parse_composition
from circnet.errors import FormulaError
from circnet.park.closure import closure
from circnet.park.faults import collect, nearest, no_faults
from circnet.park.subject import Subject
from circnet.schema import CATALOG_TABLES
from circnet.types import Severity
from circnet.units import CANONICAL, is_counting, is_known

__all__ = [
    "composition_sum",
    "formula",
    "no_recipe",
    "open_closure",
    "reference_coefficient",
    "unknown_unit",
    "zero_coefficient",
]

_SPELLINGS = (*CANONICAL, "km", "m2", "kWh", "tce", "Nm3", "tonne", "kilogram", "L", "MJ", "barrel", "piece", "case")
_SUM_TOLERANCE = 0.02
_PAIR = ["technology", "commodity"]


def _unit_fault(unit: str, *, counting: bool) -> str:
    """Return the severity of a commodity's unit, an empty text if it is right."""
    if unit in CANONICAL or is_known(unit):
        return ""
    if is_counting(unit):
        return "" if counting else "warning"
    return "error"


def unknown_unit(subject: Subject) -> pd.DataFrame:
    """Find units that are neither measures nor, in a hand-written park, counting words."""
    faults = []
    for name in ("commodities", "transport"):
        rows = subject.tables.get(name)
        if rows is None or rows.empty:
            continue
        judged = {unit: _unit_fault(unit, counting=subject.hand_written) for unit in rows["unit"].unique() if unit}
        severity = pd.Series([judged.get(unit, "") for unit in rows["unit"]], index=rows.index, dtype="str")
        grades: tuple[Severity, ...] = ("error", "warning")
        for grade in grades:
            wrong = rows[severity.eq(grade)]
            hints = nearest(wrong["unit"].tolist(), _SPELLINGS)
            expected = ", ".join(CANONICAL)
            faults.append(subject.faults("unknown_unit", name, wrong, "unit", expected, hint=hints, severity=grade))
    return collect(faults)


@cache
def _why_not(text: str) -> str:
    """Return why a composition does not parse, an empty text if it does."""
    try:
        parse_composition(text)
    except FormulaError as error:
        return str(error)
    return ""


def formula(subject: Subject) -> pd.DataFrame:
    """Find compositions that do not parse."""
    rows = subject.tables["commodities"]
    why = rows["composition"].map(_why_not).astype("str")
    wrong = rows[why.ne("")]
    return subject.faults("formula", "commodities", wrong, "composition", "HCl:0.31;H2O:0.69", hint=why[wrong.index])


def composition_sum(subject: Subject) -> pd.DataFrame:
    """Find compositions whose mass shares do not add up to one."""
    rows = subject.tables["commodities"]
    rows = rows[rows["composition"].ne("")]
    sums = {
        text: sum(share for _, share in parse_composition(text))
        for text in rows["composition"].unique()
        if not _why_not(text)
    }
    total = rows["composition"].map(sums).astype("float64")
    off = total.sub(1).abs().gt(_SUM_TOLERANCE)
    values = [f"{value:.4g}" for value in total[off]]
    off_rows = rows[off]
    return subject.faults(
        "composition_sum", "commodities", off_rows, "composition", "1", values=values, severity="warning"
    )


def no_recipe(subject: Subject) -> pd.DataFrame:
    """Find technologies without a recipe."""
    rows = subject.tables["technologies"]
    if "recipes" in subject.broken:
        return no_faults()
    lacking = rows[~rows["id"].isin(subject.catalog.recipes["technology"]) & rows["id"].ne("")]
    return subject.faults("no_recipe", "technologies", lacking, "id", subject.file("recipes"))


def reference_coefficient(subject: Subject) -> pd.DataFrame:
    """Find technologies whose recipe neither makes nor uses their reference commodity."""
    rows = subject.tables["technologies"]
    if rows.empty or "recipes" in subject.broken:
        return no_faults()
    recipes = subject.catalog.recipes
    keyed = recipes.drop_duplicates(["technology", "commodity"]).set_index(["technology", "commodity"])["coefficient"]
    pairs = pd.MultiIndex.from_frame(rows[["id", "reference"]])
    there = keyed.reindex(pairs).fillna(0.0).ne(0.0).to_numpy()
    wrong = rows[~there & rows["id"].isin(recipes["technology"]) & rows["reference"].ne("")]
    return subject.faults("reference_coefficient", "technologies", wrong, "reference", "!= 0")


def zero_coefficient(subject: Subject) -> pd.DataFrame:
    """Find recipe rows that neither make nor use anything; over another recipe a zero strikes an item out."""
    rows = subject.tables["recipes"]
    rows = rows[rows["coefficient"].eq(0) & rows["technology"].isin(subject.tables["technologies"]["id"])]
    return subject.faults("zero_coefficient", "recipes", rows, "coefficient", "+ / -", severity="warning")


def open_closure(subject: Subject) -> pd.DataFrame:
    """Find technologies, and units with a recipe of their own, where a tracked element is lost or made by over 2 %."""
    rows = subject.tables["recipes"]
    catalog = subject.catalog
    unread = {"recipes", "commodities", "technologies"} & subject.broken
    if (
        unread
        or rows.empty
        and subject.tables["technologies"].empty
        or any(map(_why_not, catalog.commodities["composition"].unique()))
    ):
        return no_faults()
    if subject.park is None:
        found = closure(catalog)
    else:
        local = set(subject.tables["technologies"]["id"]) | set(rows["technology"])
        named = local & set(catalog.technologies["id"])
        found = pd.concat([closure(catalog, named, _declaring(subject)), _of_units(subject)], ignore_index=True)
    found = found[found["status"].eq("open") & found["element"].isin(TRACKED)]
    if found.empty:
        return no_faults()
    # a recipe stands where its first row is
    first = rows.reset_index(names="_row").drop_duplicates("technology").set_index("technology")["_row"]
    places = found["technology"].map(first).fillna(0).astype("int64").to_numpy()
    values = [
        f"{name} {element} {into:.4g} -> {out:.4g}"
        for name, element, into, out in found[["technology", "element", "in", "out"]].itertuples(index=False)
    ]
    shares = [f"{share:+.1%}" for share in found["gap_share"]]
    return subject.faults("open_closure", "recipes", found.set_axis(places, axis=0), "coefficient", "2 %",
                          values=values, hint=shares)  # fmt: skip


def _declaring(subject: Subject) -> pd.DataFrame:
    """Return the effective recipes with the exceptions that the park's rows declare."""
    own = subject.tables["recipes"].drop_duplicates(["technology", "commodity"])[[*_PAIR, "exceptions"]]
    recipes = subject.catalog.recipes[[*_PAIR, "coefficient"]].merge(own, on=_PAIR, how="left")
    return recipes.assign(exceptions=recipes["exceptions"].fillna("").astype("str"))


def _of_units(subject: Subject) -> pd.DataFrame:
    """Return the closure of units that have recipe rows of their own, as if each were a technology."""
    rows, units, catalog = subject.tables["recipes"], subject.tables["units"], subject.catalog
    changed = rows[rows["technology"].isin(units["id"]) & ~rows["technology"].isin(catalog.technologies["id"])]
    if changed.empty:
        return closure(catalog, set())
    named = units.loc[units["id"].isin(changed["technology"]), ["id", "technology"]].rename(columns={"id": "unit"})
    columns = [*_PAIR, "coefficient", "exceptions"]
    base = named.merge(_declaring(subject), on="technology").drop(columns="technology")
    recipes = pd.concat([changed[columns], base.rename(columns={"unit": "technology"})[columns]], ignore_index=True)
    recipes = recipes.drop_duplicates(_PAIR)
    technologies = named.merge(catalog.technologies, left_on="technology", right_on="id")
    technologies = technologies.drop(columns=["technology", "id"])
    technologies = CATALOG_TABLES["technologies"].frame(technologies.rename(columns={"unit": "id"}))
    return closure(catalog.replace(technologies=technologies), recipes=recipes)
