"""Do the atoms of every recipe add up? Tonnes of each element in and out of one unit of activity."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circnet.chemistry import element_matrix
from circnet.park.catalog import Catalog, catalog_of

if TYPE_CHECKING:
    from circnet.park.park import Park

__all__ = ["COLUMNS", "TOLERANCE", "TRACE", "closure", "park_closure"]

COLUMNS = ["technology", "element", "in", "out", "gap", "gap_share", "status"]
TOLERANCE = 0.02
"""Largest gap, as a share of the larger side, that counts as closed."""
TRACE = 1e-3
"""Below this many tonnes per tonne of reference product an element is a trace and is not judged."""
_MASSLESS = ("heat", "electricity")
_CLOSED_AUTOMATICALLY = ("H", "O")


def closure(
    catalog: Catalog, technologies: Collection[str] | None = None, recipes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the element balance of technologies.

    Parameters
    ----------
    catalog : Catalog
        Commodities with compositions, technologies and recipes.
    technologies : collection of str, optional
        Ids of technologies; all if absent.
    recipes : DataFrame, optional
        Recipes in place of the catalog's: technology, commodity, coefficient, and exceptions if there are.

    Returns
    -------
    DataFrame
        `technology`, `element`, `in`, `out`, `gap` = in - out (t per unit of the reference commodity), `gap_share` of
        the larger side, `status`: ok, trace, declared (exceptions of technology or recipe name the element) or open.
        H and O are left out: water, air and vapour close them. A technology is left out where the composition of
        something with mass is not known: nothing is claimed of it.

    Raises
    ------
    FormulaError
        If a composition does not parse.
    """
    rows = catalog.recipes if recipes is None else recipes
    if technologies is not None:
        rows = rows[rows["technology"].isin(technologies)]
    goods = catalog.commodities.drop_duplicates("id")
    goods = goods[goods["id"].isin(rows["commodity"])]
    massless = goods["kind"].isin(_MASSLESS) & goods["composition"].eq("")
    known = goods["composition"].ne("") & goods["t_per_unit"].notna()
    told = rows["commodity"].isin(goods.loc[massless | known, "id"])
    rows = rows[~rows["technology"].isin(rows.loc[~told, "technology"])]
    if rows.empty:
        return _empty()
    matrix = element_matrix(goods[known]).drop(columns=list(_CLOSED_AUTOMATICALLY))
    flows = matrix.reindex(rows["commodity"]).fillna(0.0).to_numpy() * rows["coefficient"].to_numpy()[:, None]
    names, place = np.unique(rows["technology"].to_numpy(dtype=object), return_inverse=True)
    taken = np.zeros((len(names), matrix.shape[1]))
    made = taken.copy()
    np.add.at(taken, place, np.where(flows < 0, -flows, 0.0))
    np.add.at(made, place, np.where(flows > 0, flows, 0.0))
    wide = pd.MultiIndex.from_product([names, matrix.columns], names=["technology", "element"])
    table = pd.DataFrame({"in": taken.ravel(), "out": made.ravel()}, index=wide).reset_index()
    table = table.astype({"technology": "str", "element": "str"})
    told = table[table[["in", "out"]].max(axis=1) > 0]
    return _judged(told, catalog, goods, _declared(catalog, rows)).reset_index(drop=True)[COLUMNS]


def park_closure(park: Park, catalog: Catalog) -> pd.DataFrame:
    """Return the element balance of the technologies that the park's units run; columns as `closure`."""
    return closure(catalog_of(park, catalog), technologies=park.units["technology"].drop_duplicates().tolist())


def _empty() -> pd.DataFrame:
    texts = ("technology", "element", "status")
    return pd.DataFrame({name: pd.Series(dtype="str" if name in texts else "float64") for name in COLUMNS})


def _declared(catalog: Catalog, rows: pd.DataFrame) -> set[tuple[str, str]]:
    """Return (technology, element) whose gap the technology, or a park's recipe row, declares."""
    texts = [catalog.technologies[["id", "exceptions"]].set_axis(["technology", "exceptions"], axis=1)]
    if "exceptions" in rows:
        texts.append(rows[["technology", "exceptions"]])
    told = pd.concat(texts)
    told = told[told["exceptions"].fillna("").ne("")]
    return {
        (technology, part.split(":")[0].strip())
        for technology, text in zip(told["technology"], told["exceptions"], strict=True)
        for part in text.split(";")
    }


def _judged(table: pd.DataFrame, catalog: Catalog, goods: pd.DataFrame, declared: set[tuple[str, str]]) -> pd.DataFrame:
    """Add gap, share and status."""
    technologies = catalog.technologies.drop_duplicates("id").set_index("id")
    mass = technologies["reference"].map(goods.set_index("id")["t_per_unit"])
    reference = table["technology"].map(mass).astype("float64").fillna(1.0).replace(0.0, 1.0)
    larger = table[["in", "out"]].max(axis=1)
    gap = table["in"] - table["out"]
    share = gap / larger
    closed = share.abs().le(TOLERANCE)
    trace = larger.lt(TRACE * reference)
    stated = [pair in declared for pair in zip(table["technology"], table["element"], strict=True)]
    status = np.select([closed, trace, np.array(stated, dtype=bool)], ["ok", "trace", "declared"], default="open")
    return table.assign(gap=gap, gap_share=share, status=pd.Series(status, index=table.index, dtype="str"))
