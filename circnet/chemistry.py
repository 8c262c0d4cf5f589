"""Chemical formulas and compositions; what a tonne or a unit of a commodity holds of each element.

molmass knows the atomic weights; hydrates (`CaSO4·2H2O`, `CaSO4.2H2O`), double salts (`KCl·MgCl2·6H2O`) and
fractional counts (`C5H8N1.3O1.5S0.03`, a mean protein) are unfolded here, since it reads none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import FormulaError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OTHER", "TRACKED", "FormulaError", "element_matrix", "formula_mass_fractions", "parse_composition"]

TRACKED: tuple[str, ...] = (
    "Cl", "S", "Na", "K", "Mg", "Li", "Ca", "B", "C", "Si", "Al", "F", "P", "N", "Fe", "Cu", "Zn", "Pb",
)  # fmt: skip
"""Elements whose balance circnet answers for."""

OTHER = "OTHER"
"""The share of a composition that nobody tells apart; it is untracked."""

_TOKENS = re.compile(r"(?:[A-Z][a-z]?|[()\[\]{}]|\d+)+")
_COUNT = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?|\.\d+)?")
_PART = re.compile(r"^(\d+(?:\.\d+)?|\.\d+)?(.+)$")


def _adducts(formula: str) -> list[str]:
    """Split a hydrate or double salt at its dots; a point between digits is a decimal point unless water follows."""
    dotted = re.sub(r"[·•∙⋅・*]", "·", formula)
    if "·" not in dotted:
        dotted = re.sub(r"(?<=[A-Za-z)\]\d])\.(?=(?:\d+(?:\.\d+)?|\.\d+)?H2O$)", "·", dotted, count=1)
    dotted = re.sub(r"(?<=[A-Za-z)\]\d])\.(?=[A-Z(])", "·", dotted)
    return dotted.split("·")


def _counts(formula: str) -> dict[str, float]:
    """Return the atoms of a formula without adducts; raises FormulaError."""
    from molmass import Formula
    from molmass.elements import ELEMENTS

    found = _COUNT.findall(formula)
    if "".join(symbol + count for symbol, count in found) == formula:
        counts: dict[str, float] = defaultdict(float)
        for symbol, count in found:
            counts[symbol] += float(count or 1)
    elif _TOKENS.fullmatch(formula):
        try:
            counts = {symbol: float(item.count) for symbol, item in Formula(formula).composition().items()}
        except (ValueError, KeyError, IndexError, OverflowError) as error:
            message = f"formula {formula!r} does not parse"
            raise FormulaError(message) from error
    else:
        message = f"formula {formula!r} does not parse"
        raise FormulaError(message)
    known = {element.symbol for element in ELEMENTS}
    unknown = sorted(set(counts) - known)
    if unknown or not counts or min(counts.values()) <= 0:
        message = f"formula {formula!r}: {', '.join(unknown) or 'a count of zero'} is no element"
        raise FormulaError(message)
    return counts


@cache
def formula_mass_fractions(formula: str) -> Mapping[str, float]:
    """Return the mass share of each element in a formula.

    Parameters
    ----------
    formula : str
        `NaCl`, `Ca5(PO4)3OH`, `CaSO4·2H2O`; `OTHER` has no elements.

    Returns
    -------
    Mapping
        Element symbol -> mass share, t/t; the shares add up to 1.

    Raises
    ------
    FormulaError
        If the formula does not parse or names no element.

    Examples
    --------
    >>> round(formula_mass_fractions("HCl")["Cl"], 4)
    0.9724
    """
    from molmass.elements import ELEMENTS

    formula = formula.strip()
    if formula == OTHER:
        return MappingProxyType({})
    if not formula or len(formula) > 200:
        message = f"formula {formula[:40]!r} does not parse"
        raise FormulaError(message)
    masses: dict[str, float] = defaultdict(float)
    for part in _adducts(formula):
        found = _PART.match(part)
        if found is None:
            message = f"formula {formula!r} does not parse: nothing beside a dot"
            raise FormulaError(message)
        times = float(found[1] or 1)
        for symbol, count in _counts(found[2]).items():
            masses[symbol] += times * count * ELEMENTS[symbol].mass
    total = sum(masses.values())
    if total <= 0:
        message = f"formula {formula!r} has no mass"
        raise FormulaError(message)
    return MappingProxyType({symbol: mass / total for symbol, mass in masses.items()})


@cache
def parse_composition(text: str) -> tuple[tuple[str, float], ...]:
    """Read a composition, `HCl:0.31;H2O:0.69`.

    Returns
    -------
    tuple of (str, float)
        Formulas and their mass shares, t/t; empty for a blank text.

    Raises
    ------
    FormulaError
        If a part has no share, a share is no number from 0 to 1, or a formula does not parse.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    composition = []
    for part in parts:
        formula, colon, share = part.rpartition(":")
        if not colon:
            message = f"composition part {part!r} lacks a share; write formula:share, HCl:0.31"
            raise FormulaError(message)
        if not re.fullmatch(r"\s*(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*", share) or float(share) > 1:
            message = f"share {share.strip()!r} of {formula.strip()!r} is no number from 0 to 1"
            raise FormulaError(message)
        formula_mass_fractions(formula.strip())
        composition.append((formula.strip(), float(share)))
    return tuple(composition)


@cache
def _element_shares(composition: str) -> Mapping[str, float]:
    """Return t of each element per t of the composition."""
    shares: dict[str, float] = defaultdict(float)
    for formula, share in parse_composition(composition):
        for symbol, fraction in formula_mass_fractions(formula).items():
            shares[symbol] += share * fraction
    return MappingProxyType(dict(shares))


def element_matrix(commodities: pd.DataFrame) -> pd.DataFrame:
    """Return tonnes of each element per unit of each commodity.

    Parameters
    ----------
    commodities : DataFrame
        With `id`, `composition` and `t_per_unit` (tonnes of mass per unit).

    Returns
    -------
    DataFrame
        Index commodity id; columns `TRACKED`, then H, O and what else occurs; t of element per unit of commodity.
        Commodities without composition or mass are zero.

    Raises
    ------
    FormulaError
        If a composition does not parse.
    """
    shares = {text: dict(_element_shares(text)) for text in commodities["composition"].unique() if text}
    wide = pd.DataFrame.from_dict(shares, orient="index", dtype="float64")
    others = sorted(set(wide.columns) - {*TRACKED, "H", "O"})
    wide = wide.reindex(columns=[*TRACKED, "H", "O", *others])
    matrix = wide.reindex(commodities["composition"].to_numpy()).fillna(0.0)
    mass = commodities["t_per_unit"].fillna(0.0).to_numpy()
    matrix = matrix.mul(mass, axis=0)
    matrix.index = pd.Index(commodities["id"], name="commodity")
    return matrix
