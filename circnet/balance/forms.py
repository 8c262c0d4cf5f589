"""The forms an element takes: formulas that carry it, what they are called, and how much of each a good holds."""

from __future__ import annotations

import pandas as pd

from circnet.chemistry import formula_mass_fractions, parse_composition
from circnet.park.reference import reference_table

__all__ = ["REACTIVE", "SALT", "form_contents", "form_table"]

REACTIVE, SALT = "reactive", "salt"
"""Groups of forms: what must find a taker where it is made, and what dissolves and travels as a salt."""


def form_table() -> pd.DataFrame:
    """Return what the forms of the elements are called (`data/forms.csv`).

    Returns
    -------
    pandas.DataFrame
        ``element, formula, name_zh, name_en, group, basis, source``. Groups: ``reactive`` (of Cl: Cl2 and HCl, gas or
        acid; of S: SO2, H2S and H2SO4; of F: HF and H2SiF6), ``salt`` (dissolves), ``intermediate`` (carries the
        element on to a product: chlorosilanes, TiCl4, dichloroethane), ``product``, ``metal``, ``gas``, ``fuel``,
        ``organic``, ``fixed`` (minerals and oxides).

    Raises
    ------
    InputFaults
        If the file is at fault.
    """
    return reference_table("forms")


def form_contents(commodities: pd.DataFrame, element: str) -> pd.DataFrame:
    """Return how much of an element each form brings into each good.

    Parameters
    ----------
    commodities
        ``id, composition, t_per_unit``.
    element
        Symbol of a tracked element.

    Returns
    -------
    pandas.DataFrame
        ``commodity, form, group, content``: t of the element per unit of the good that the formula ``form`` carries,
        above zero. ``group`` is blank where the table of forms does not know the formula.

    Raises
    ------
    FormulaError
        If a composition does not parse.
    """
    goods = commodities.drop_duplicates("id")
    parts = [parse_composition(text) for text in goods["composition"].astype(object).fillna("")]
    long = pd.DataFrame({
        "commodity": goods["id"].to_numpy(), "mass": goods["t_per_unit"].fillna(0.0).to_numpy(), "part": parts,
    }).explode("part").dropna(subset="part")  # fmt: skip
    long = long.assign(form=long["part"].str[0].astype("str"), share=long["part"].str[1].astype("float64"))
    held = {form: formula_mass_fractions(form).get(element, 0.0) for form in long["form"].unique()}
    content = long["mass"] * long["share"] * long["form"].map(held).astype("float64")
    long = long.assign(content=content)[content > 0]
    known = form_table()
    group = known[known["element"] == element].set_index("formula")["group"]
    summed = long.groupby(["commodity", "form"], as_index=False)["content"].sum()
    return summed.assign(group=summed["form"].map(group).astype(object).fillna("").astype("str"))[
        ["commodity", "form", "group", "content"]
    ]
