"""What leaves a park in a chemical form, and how far an element's balance gapes: as limits and as an objective."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.balance.forms import form_contents
from circnet.chemistry import TRACKED, element_matrix, parse_composition
from circnet.coupling.block import Block, Places, Terms
from circnet.coupling.case import Case, all_lines
from circnet.errors import UsageFault

OUTLETS = ("dispose", "surplus")
"""Families of columns through which something is released: any way of disposal, and surplus that nobody explains."""
_DUST = 1e-9
"""Share of what an activity carries of an element below which its gap is rounding."""


def contents(case: Case, target: str) -> pd.Series:
    """Return the tonnes of a form, a group of forms or an element in one unit of each good that holds it.

    Parameters
    ----------
    case
        The sets of the model, for its catalog.
    target
        ``Cl`` (a tracked element: t of the element), ``Cl:reactive`` (a group of `circnet.balance.forms.form_table`:
        t of the element in its formulas), ``Cl:HCl`` (one formula: t of the element in it), or ``HCl`` (a formula: t
        of the formula itself).

    Returns
    -------
    pandas.Series
        Index commodity; t per unit, above zero.

    Raises
    ------
    UsageFault
        If no good of the catalog holds it; the fault tells what is held.
    """
    goods = case.catalog.commodities
    element, colon, form = target.partition(":")
    if colon and element in TRACKED:
        held = form_contents(goods, element)
        part = held[(held["group"] == form) | (held["form"] == form)]
        found = part.groupby("commodity")["content"].sum()
    elif target in TRACKED:
        found = element_matrix(goods)[target]
    else:
        found = _of_formula(goods, target)
    found = found[found > 0]
    if found.empty:
        raise UsageFault("unknown_form", target, _known(goods, element if element in TRACKED else ""))
    return found


def released(columns: pd.DataFrame, case: Case, target: str) -> pd.Series:
    """Return the tonnes of `contents` in each unit of each column that is disposed of or released; 0 elsewhere."""
    held = columns["commodity"].map(contents(case, target))
    return held.fillna(0.0).where(columns["family"].isin(OUTLETS), 0.0)


def release_limits(case: Case, outlets: pd.DataFrame) -> Block:
    """What may be released of some forms at most.

    ``sum_o h_fo (w_o + z_o) <= limit_f`` for each form, group or element f: w what is disposed of by any way, z the
    surplus that nobody explains, h the tonnes of f in a unit of it.

    Parameters
    ----------
    case
        The sets of the model; the limits are ``settings.release_limits``.
    outlets
        ``name, family, commodity`` of the columns of trades and of what is unexplained.
    """
    rows: list[dict[str, object]] = []
    terms: list[Terms] = []
    for target, limit in case.settings.release_limits:
        weight = released(outlets, case, target)
        name = f"release|{target}"
        rows.append({"name": name, "family": "release", "item": target, "lower": -np.inf, "upper": float(limit)})
        used = outlets.loc[weight > 0, "name"]
        terms.append(Terms(Places(np.full(len(used), len(terms))), used, weight[weight > 0].to_numpy()))
    return Block(rows=pd.DataFrame(rows), terms=terms) if rows else Block()


def balance_limits(case: Case, substitutes: pd.DataFrame) -> Block:
    """How far the balance of an element may gape, either way.

    ``-limit_e <= sum_uv gap_ev x_uv + sum_r (ratio_r a_e,c - a_e,c') g_r <= limit_e``: gap what a recipe makes more
    of e than it uses, air and losses counted; a the tonnes of e in a unit of the good c replaced and the good c'
    accepted. It is what leaves the park less what enters it.

    Parameters
    ----------
    case
        The sets of the model; the limits are ``settings.balance_limits``.
    substitutes
        From `circnet.coupling.families.substitute_offers`.

    Raises
    ------
    UsageFault
        If a limit is of something else than a tracked element.
    """
    if not case.settings.balance_limits:
        return Block()
    atoms = element_matrix(case.catalog.commodities)
    lines = all_lines(case.activities, case.park, case.catalog)
    rows: list[dict[str, object]] = []
    terms: list[Terms] = []
    for element, limit in case.settings.balance_limits:
        if element not in TRACKED:
            raise UsageFault("unknown_form", element, ", ".join(TRACKED))
        name = f"gap|{element}"
        rows.append({"name": name, "family": "gap", "item": element, "lower": -float(limit), "upper": float(limit)})
        gaps = pd.concat([_recipe_gaps(lines, atoms[element]), _substitute_gaps(substitutes, atoms[element])])
        terms.append(Terms(Places(np.full(len(gaps), len(terms))), gaps.index.to_series(), gaps.to_numpy()))
    return Block(rows=pd.DataFrame(rows), terms=terms)


def _recipe_gaps(lines: pd.DataFrame, atoms: pd.Series) -> pd.Series:
    """What each activity makes more of an element than it uses, t per unit, by name of its column."""
    held = lines["coefficient"] * atoms.reindex(lines["commodity"]).fillna(0.0).to_numpy()
    by = held.groupby("run|" + lines["activity"])
    gap, carried = by.sum(), held.abs().groupby("run|" + lines["activity"]).sum()
    return gap[gap.abs() > _DUST * carried]


def _substitute_gaps(offers: pd.DataFrame, atoms: pd.Series) -> pd.Series:
    """What is replaced less what is accepted of an element, t per unit accepted, by name of its column."""
    replaced, accepted = (atoms.reindex(offers[of]).fillna(0.0).to_numpy() for of in ("replaces", "accepts"))
    gap = pd.Series(offers["ratio"].fillna(1.0).to_numpy(float) * replaced - accepted, dtype="float64")
    gap.index = pd.Index("accept|" + offers["enterprise"] + "|" + offers["accepts"] + "|" + offers["replaces"])
    return gap[gap != 0]


def _of_formula(goods: pd.DataFrame, formula: str) -> pd.Series:
    """Tonnes of a formula, as compositions write it, in a unit of each good."""
    shares = [
        sum(share for part, share in parse_composition(text) if part == formula)
        for text in goods["composition"].fillna("")
    ]
    return pd.Series(np.array(shares, float) * goods["t_per_unit"].fillna(1.0).to_numpy(float), index=goods["id"])


def _known(goods: pd.DataFrame, element: str) -> str:
    """What could have been asked: forms of the element that goods hold and their groups, or the elements."""
    if not element:
        return ", ".join(TRACKED)
    held = form_contents(goods, element)
    groups = sorted(set(held["group"]) - {""})
    return ", ".join([element, *(f"{element}:{group}" for group in groups), *sorted(set(held["form"]))])
