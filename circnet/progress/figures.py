"""What is known of a park: figures by variable and year, reported ones apart from those of its flow model."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from circnet.errors import InputFaults, UnknownUnit
from circnet.park import Park
from circnet.park.faults import collect, faults_at
from circnet.progress.quantities import factor, in_base
from circnet.progress.standards import Standards
from circnet.progress.years import PERIOD, plain_name, year_of

__all__ = [
    "FIGURE_COLUMNS", "Figure", "Figures", "base_year_of", "other_figures", "reported", "reported_figures",
    "reported_targets",
]  # fmt: skip

FIGURE_COLUMNS = ["variable", "year", "value", "unit", "basis", "source", "note", "origin"]
TARGET = "target_"
"""`target_N9` in indicators.csv is the park's own target for the indicator N9, in that year."""


class Figure(NamedTuple):
    """One figure as a formula uses it; ``base`` is the value in base units, ``year`` the one it is of."""

    name: str
    year: int
    value: float
    base: float
    unit: str
    basis: str
    source: str
    origin: str


def base_year_of(park: Park) -> int | None:
    """Return the year that a park's retrofit is measured against: `retrofit.base_year`, or the year before it began."""
    told, began = park.info.retrofit.get("base_year"), park.info.retrofit.get("year")
    if isinstance(told, int):
        return told
    return began - 1 if isinstance(began, int) else None


def reported(park: Park, standards: Standards) -> pd.DataFrame:
    """Return the reported figures of a park that some indicator can use.

    Returns
    -------
    pandas.DataFrame
        `FIGURE_COLUMNS`, the value in the variable's own unit; ``origin`` is ``reported``. What stands in
        indicators.csv under another name (the province's, the nine parks' together) is not among them. A figure whose
        basis is blank counts as assumed.

    Raises
    ------
    InputFaults
        If a unit is unknown or of another kind than the variable's, or a figure stands twice under two names.
    """
    return reported_figures(park.indicators, standards)


def reported_figures(indicators: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Return the same of the rows of indicators.csv alone, their index from 0."""
    rows = indicators.assign(row=indicators.index + 2, written=indicators["variable"])
    rows = rows.assign(variable=rows["variable"].map(standards.names_of_variables))
    rows = rows[rows["variable"].notna() & rows["value"].notna()].reset_index(drop=True)
    table, faults = _in_unit(rows, rows["variable"].map(standards.units))
    again = table.duplicated(["variable", "year"])
    twice = faults_at("duplicate_key", "indicators.csv", table["row"][again].tolist(), "variable",
                      table["written"][again].tolist(), "each once")  # fmt: skip
    if len(faults) or len(twice):
        raise InputFaults(collect([faults, twice]))
    basis = table["basis"].where(table["basis"].ne(""), "assumed")
    return table.assign(origin="reported", basis=basis).astype({"year": int})[FIGURE_COLUMNS]


def other_figures(park: Park, standards: Standards) -> pd.DataFrame:
    """Return the rows of indicators.csv that no indicator uses: of the province, of one product, or misspelt.

    Returns
    -------
    pandas.DataFrame
        ``variable, year, value, unit, basis, source, note, hint``; ``hint`` is the variable that may be meant.
    """
    own = park.indicators["variable"].str.removeprefix(TARGET).isin(standards.indicators["code"])
    known = park.indicators["variable"].isin(list(standards.names_of_variables)) | own
    table = park.indicators[~known].reset_index(drop=True)
    lower = {name.lower(): name for name in standards.names_of_variables}
    near = [get_close_matches(name.lower()[:80], lower, n=1, cutoff=0.85) for name in table["variable"]]
    hint = pd.Series([lower[found[0]] if found else "" for found in near], index=table.index, dtype="str")
    return table[["variable", "year", "value", "unit", "basis", "source", "note"]].assign(hint=hint)


def reported_targets(park: Park, standards: Standards) -> pd.DataFrame:
    """Return a park's own targets for indicators: ``code, year, value`` in the indicator's unit, ``basis, source``.

    Raises
    ------
    InputFaults
        If a unit is unknown or of another kind than the indicator's.
    """
    units = standards.indicators.drop_duplicates("code").set_index("code")["unit"]
    rows = park.indicators.assign(row=park.indicators.index + 2)
    code = rows["variable"].where(rows["variable"].str.startswith(TARGET), "").str.removeprefix(TARGET)
    rows = rows.assign(code=code)[code.isin(units.index) & rows["value"].notna()].reset_index(drop=True)
    table, faults = _in_unit(rows, rows["code"].map(units))
    if len(faults):
        raise InputFaults(faults)
    return table.astype({"year": int})[["code", "year", "value", "basis", "source"]]


def _in_unit(rows: pd.DataFrame, wanted: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows of indicators.csv in the wanted units, and a fault for each that cannot be; a blank unit is meant."""
    factors, wrong = [], []
    for place, (given, unit) in enumerate(zip(rows["unit"], wanted, strict=True)):
        try:
            factors.append(factor(given, unit) if given else 1.0)
        except UnknownUnit:
            factors.append(float("nan"))
            wrong.append(place)
    at = rows.iloc[wrong]
    faults = faults_at("unknown_unit", "indicators.csv", at["row"].tolist(), "unit", at["unit"].tolist(),
                       wanted.iloc[wrong].tolist())  # fmt: skip
    plain = rows.assign(
        value=rows["value"] * pd.Series(factors, index=rows.index, dtype=float), unit=wanted.astype(str)
    )
    return plain, faults


@dataclass(frozen=True, eq=False)
class Figures:
    """Figures that formulas draw on.

    Attributes
    ----------
    standards
        Names, units, and which figures stand until the next or may be blank.
    table
        `FIGURE_COLUMNS`.
    base_year
        The year of `_base` variables; None where it is not known.
    """

    standards: Standards
    table: pd.DataFrame
    base_year: int | None = None

    def over(self, others: pd.DataFrame) -> Figures:
        """Return figures with others laid over them: of a variable and year that both have, the other one."""
        both = pd.concat([others, self.table]) if len(others) else self.table
        kept = both.drop_duplicates(["variable", "year"], keep="first").reset_index(drop=True)
        return Figures(self.standards, kept, self.base_year)

    @cached_property
    def _by_variable(self) -> dict[str, dict[int, Figure]]:
        found: dict[str, dict[int, Figure]] = {}
        columns = (self.table[name] for name in FIGURE_COLUMNS if name != "note")
        for variable, year, value, unit, basis, source, origin in zip(*columns, strict=True):
            figure = Figure(variable, int(year), value, value * in_base(unit), unit, basis, source, origin)
            found.setdefault(variable, {})[int(year)] = figure
        return found

    @cached_property
    def _habits(self) -> dict[str, tuple[bool, float]]:
        variables = self.standards.variables
        pairs = zip(variables["standing"], variables["blank"], strict=True)
        return dict(zip(variables["id"], pairs, strict=True))

    def years(self, name: str) -> set[int]:
        """Return the years of which a variable is known as such, without what stands or is assumed."""
        return set(self._by_variable.get(plain_name(name), {}))

    def fixed(self, name: str) -> bool:
        """Return whether a variable asks for the year of the question itself, and has no stand-in."""
        standing, blank = self._habits.get(plain_name(name), (False, float("nan")))
        return name == plain_name(name) and name != PERIOD and not standing and blank != blank  # noqa: PLR0124

    def find(self, name: str, year: int) -> Figure | None:
        """Return the figure that a name means in a year; None where nobody gave it.

        A standing figure (an area, a plan) is the last one up to that year; a blank that has a meaning (no old stock)
        comes back with basis ``assumed``.
        """
        wanted = year_of(name, year, self.base_year)
        if name == PERIOD:
            known = self.base_year is not None and year > self.base_year
            span = float(year - (self.base_year or 0))
            return Figure(name, year, span, span, "", "derived", "", "reported") if known else None
        plain = plain_name(name)
        if wanted is None or plain not in self._habits:
            return None
        given = self._by_variable.get(plain, {})
        standing, blank = self._habits[plain]
        earlier = [one for one in given if one <= wanted] if standing else []
        at = wanted if wanted in given else max(earlier, default=None)
        if at is not None:
            return given[at]._replace(name=name)
        if blank != blank:  # noqa: PLR0124  NaN: a blank has no meaning
            return None
        unit = self.standards.units[plain]
        return Figure(name, wanted, blank, blank * in_base(unit), unit, "assumed", "", "assumed")
