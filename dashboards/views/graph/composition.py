"""Which elements a commodity contains."""

from __future__ import annotations

import pandas as pd

from circnet.chemistry import TRACKED, element_matrix

__all__ = ["TRACE", "elements_of"]

TRACE = 0.001
"""Share of mass, t/t, below which an element is a trace: or tap water would count as a carrier of chlorine."""


def elements_of(commodities: pd.DataFrame) -> dict[str, list[str]]:
    """Return the tracked elements that make up at least `TRACE` of each commodity's mass.

    Parameters
    ----------
    commodities
        With ``id`` and, where known, ``composition``.

    Raises
    ------
    FormulaError
        If a composition does not parse.

    Examples
    --------
    >>> elements_of(pd.DataFrame({"id": ["salt", "heat"], "composition": ["NaCl:1", ""]}))
    {'salt': ['Cl', 'Na'], 'heat': []}
    """
    if "composition" not in commodities:
        return {}
    known = commodities[["id"]].assign(composition=commodities["composition"].fillna(""), t_per_unit=1.0)
    shares = element_matrix(known)[list(TRACKED)] >= TRACE
    return {good: [symbol for symbol in TRACKED if row[symbol]] for good, row in shares.to_dict("index").items()}
