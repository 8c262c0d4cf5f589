"""Indicators worked out from figures: value, year, basis, and what was put in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from circnet.errors import FormulaError
from circnet.progress.figures import Figure, Figures
from circnet.progress.formula import Formula
from circnet.progress.quantities import in_base
from circnet.types import GRADES

__all__ = ["INPUT_COLUMNS", "VALUE_COLUMNS", "Value", "evaluate", "measure", "years_of"]

VALUE_COLUMNS = [
    "system", "code", "value", "year", "basis", "grade", "source", "origin", "formula", "assumed", "conflict", "reason",
]  # fmt: skip
INPUT_COLUMNS = ["system", "code", "variable", "year", "value", "unit", "basis", "source", "origin"]
DISAGREE = 0.01
"""Share by which a published rate and the one from its amounts may differ before it is told."""


class Value(NamedTuple):
    """A formula worked out; ``value`` in the unit asked for, None with the ``reason`` where it has none."""

    value: float | None
    inputs: tuple[Figure, ...]
    reason: str = ""


def evaluate(formula: Formula, unit: str, figures: Figures, year: int) -> Value | None:
    """Work out a formula in a year; None where a figure is missing."""
    inputs = tuple(figures.find(name, year) for name in formula.names)
    found = tuple(one for one in inputs if one is not None)
    if len(found) < len(inputs) or all(one.origin == "assumed" for one in found):
        return None
    try:
        result = formula.value({one.name: one.base for one in found})
    except FormulaError as error:
        return Value(None, found, str(error))
    rounding = 1e-12 * max((abs(one.base) for one in found), default=0.0)
    sums_only = "/" not in formula.text and "*" not in formula.text
    plain = 0.0 if sums_only and abs(result) <= rounding else float(result)  # a balance that closes
    return Value(plain / in_base(unit), found)


def years_of(formula: Formula, figures: Figures) -> list[int]:
    """Return the years in which a formula might be worked out, the latest first."""
    fixed = [name for name in formula.names if figures.fixed(name)]
    if fixed:
        years = set.intersection(*(figures.years(name) for name in fixed))
    else:
        years = set().union(*(figures.years(name) for name in formula.names))
    return sorted(years, reverse=True)


def _latest(text: str, unit: str, figures: Figures, year: int | None) -> tuple[int, Value] | None:
    """Return the latest year, or the year asked for, in which a formula has a value."""
    formula = figures.standards.formulas[text]
    for one in [year] if year is not None else years_of(formula, figures):
        found = evaluate(formula, unit, figures, one)
        if found is not None:
            return one, found
    return None


def measure(indicators: pd.DataFrame, figures: Figures, year: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Work out indicators.

    Parameters
    ----------
    indicators
        Rows of `Standards.indicators`.
    figures
        What is known.
    year
        Only this year; default: for each indicator the latest year that has all it needs. Figures of different years
        are never mixed, but for those that stand until the next (areas, plans), which `inputs` tells.

    Returns
    -------
    values
        `VALUE_COLUMNS`, one row per indicator in their order: ``value`` in the indicator's unit (NaN: not known),
        ``basis`` the weakest of its inputs, ``formula`` the one that was used, ``assumed`` the inputs nobody gave,
        ``conflict`` the value by the other formula where the two differ, ``reason`` why there is none.
    inputs
        `INPUT_COLUMNS`, what was put in.
    """
    values, used = [], []
    columns = (indicators[name] for name in ("system", "code", "formula", "instead", "unit"))
    for system, code, formula, instead, unit in zip(*columns, strict=True):
        first = _latest(formula, unit, figures, year)
        second = _latest(instead, unit, figures, year) if instead else None
        values.append(_row(system, code, (formula, first), (instead, second)))
        best = _better((formula, first), (instead, second))[1]
        used += [_input(system, code, one) for one in (best[1].inputs if best else ())]
    table = pd.DataFrame(values, columns=VALUE_COLUMNS).astype({"value": float, "year": float, "conflict": float})
    return table, pd.DataFrame(used, columns=INPUT_COLUMNS)


Found = tuple[int, Value] | None


def _better(one: tuple[str, Found], other: tuple[str, Found]) -> tuple[str, Found]:
    """Of two formulas the one with a value, of the later year; of the same year the first."""
    ranks = [(-1, -1) if found is None else (int(found[1].value is not None), found[0]) for _, found in (one, other)]
    return one if ranks[0] >= ranks[1] else other


def _row(system: str, code: str, one: tuple[str, Found], other: tuple[str, Found]) -> tuple[object, ...]:
    text, found = _better(one, other)
    if found is None:
        return (system, code, None, None, "", "", "", "", one[0], "", None, "")
    year, best = found
    rest = other[1] if text == one[0] else one[1]
    conflict = None
    if rest is not None and rest[0] == year and rest[1].value is not None and best.value is not None:
        apart = abs(rest[1].value - best.value)
        conflict = rest[1].value if apart > DISAGREE * abs(best.value) else None
    basis = weakest(one.basis for one in best.inputs)
    assumed = ";".join(one.name for one in best.inputs if one.origin == "assumed")
    source = ";".join(dict.fromkeys(part for one in best.inputs for part in one.source.split(";") if part))
    origins = {one.origin for one in best.inputs} - {"assumed"}
    origin = "mixed" if len(origins) > 1 else next(iter(origins), "")
    return (system, code, best.value, year, basis, GRADES[basis], source, origin, text, assumed, conflict, best.reason)


def weakest(bases: Iterable[str]) -> str:
    """Return the basis with the lowest grade; of equal ones the first by name."""
    return min(bases, key=lambda basis: (-ord(GRADES[basis]), basis))


def _input(system: str, code: str, one: Figure) -> tuple[object, ...]:
    return (system, code, one.name, one.year, one.value, one.unit, one.basis, one.source, one.origin)
