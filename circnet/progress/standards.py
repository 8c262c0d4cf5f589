"""Indicator systems as data: what is asked of a park, how it is computed, and what would be enough."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from circnet.errors import FormulaError, InputFaults, UnknownUnit, UsageFault
from circnet.park.builtin import builtin_folder
from circnet.park.faults import collect, errors_of, faults_at, nearest
from circnet.park.files import read_tables
from circnet.progress.formula import Formula, check_units, parse
from circnet.progress.quantities import quantity
from circnet.progress.years import plain_name
from circnet.schema import INDICATOR_TABLES

if TYPE_CHECKING:
    from circnet.types import PathText

__all__ = ["MAIN_SYSTEM", "Standards", "check_standards", "load_standards", "read_standards"]

AREAS = ("province", "nation")
MAIN_SYSTEM = "NDRC-PARK"
"""The system that circular retrofit is planned, reported and accepted by."""


@dataclass(frozen=True, eq=False)
class Standards:
    """The tables of `data/indicators/`, read-only by convention.

    Attributes
    ----------
    systems
        ``id`` and names of each indicator system.
    variables
        ``id``, names, ``unit``, ``blank`` (what stands for a figure nobody gave, told as assumed), ``standing`` (an
        older figure holds until the next), ``aliases``, ``holder`` (who would have it), ``model``.
    indicators
        ``system, code``, names, ``unit, formula, instead`` (a second formula, over figures published as such).
    thresholds
        ``system, code, relation, value``, valid where ``low <= when < high``.
    targets
        Published targets by year and scope.
    series
        Published figures of the province and others by year.
    members
        Commodities that a derived sum counts.
    benchmark_of, sectors, two_high
        Which energy benchmark a technology is held against; sectors; industries of high energy use and emissions.
    """

    systems: pd.DataFrame
    variables: pd.DataFrame
    indicators: pd.DataFrame
    thresholds: pd.DataFrame
    targets: pd.DataFrame
    series: pd.DataFrame
    members: pd.DataFrame
    benchmark_of: pd.DataFrame
    sectors: pd.DataFrame
    two_high: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    def replace(self, **tables: pd.DataFrame) -> Standards:
        """Return standards with some tables replaced."""
        return dataclasses.replace(self, **tables)

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of each variable, by id."""
        return dict(zip(self.variables["id"], self.variables["unit"], strict=True))

    @cached_property
    def names_of_variables(self) -> dict[str, str]:
        """Id by every name a variable goes by: its id and its aliases."""
        known = self.variables.assign(alias=self.variables["aliases"].str.split(";")).explode("alias")
        known = known.assign(alias=known["alias"].fillna("").str.strip())
        known = known[known["alias"].ne("")]
        ids = dict(zip(self.variables["id"], self.variables["id"], strict=True))
        return dict(zip(known["alias"], known["id"], strict=True)) | ids

    @cached_property
    def formulas(self) -> dict[str, Formula]:
        """Every formula and condition that looks right, by its text; faults are told by `check_standards`."""
        texts = pd.concat([self.indicators["formula"], self.indicators["instead"], self.thresholds["when"]]).unique()
        found = {}
        for text in filter(None, texts):
            try:
                found[text] = parse(text)
            except FormulaError:
                continue
        return found

    @cached_property
    def thresholds_of(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """Rows of thresholds by ``(system, code)``, in their order."""
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in self.thresholds.to_dict("records"):
            found.setdefault((row["system"], row["code"]), []).append(row)
        return found

    @cached_property
    def targets_of(self) -> dict[str, dict[str, Any]]:
        """The latest target of the province or the nation by ``system:code`` of what it is measured by."""
        named = self.targets[self.targets["scope"].isin(AREAS)].sort_values("year", kind="stable")
        return {name.strip(): row for row in named.to_dict("records") for name in row["measure"].split(";")}

    def check(self, text: str, unit: str) -> None:
        """Check the units of a formula; raises as `circnet.progress.formula.check_units`."""
        formula = self.formulas[text] if text in self.formulas else parse(text)
        check_units(formula, {name: self.unit_of(name) for name in formula.names}, unit)

    def unit_of(self, name: str) -> str:
        """Return the unit of a variable, whatever year it is asked of; raises FormulaError for an unknown one."""
        plain = plain_name(name)
        if plain not in self.units:
            message = f"unknown variable {plain!r}"
            raise FormulaError(message)
        return self.units[plain]

    def of_system(self, system: str) -> pd.DataFrame:
        """Return the indicators of a system; raises UsageFault if there is no such system."""
        if system not in set(self.systems["id"]):
            raise UsageFault("no_such_system", system, ", ".join(self.systems["id"]))
        return self.indicators[self.indicators["system"] == system].reset_index(drop=True)

    def indicator(self, code: str) -> dict[str, Any]:
        """Return an indicator by code, `N9` or `HJ274:H6`; raises UsageFault if there is no such indicator."""
        system, _, name = code.rpartition(":")
        rows = self.indicators[self.indicators["code"] == name]
        rows = rows[rows["system"] == system] if system else rows
        if rows.empty:
            raise UsageFault("no_such_indicator", code, f"{MAIN_SYSTEM}:N9")
        return rows.iloc[0].to_dict()


def read_standards(folder: PathText | None = None) -> tuple[Standards, pd.DataFrame]:
    """Read indicator systems and everything wrong with them; never raises for faults of the input.

    Parameters
    ----------
    folder
        A folder like `data/indicators/`; the built-in one if absent.

    Returns
    -------
    Standards
        As much as could be read.
    pandas.DataFrame
        All faults, columns `circnet.errors.FAULT_COLUMNS`.
    """
    place = builtin_folder("data") / "indicators" if folder is None else Path(folder)
    needed = ("systems", "variables", "indicators")
    tables, faults = read_tables(place, INDICATOR_TABLES, required=needed, prefix=f"{place.name}/")
    standards = Standards(**tables)
    found = check_standards(standards, f"{place.name}/") if not len(errors_of(faults)) else faults.iloc[:0]
    plain = {name: table.reset_index(drop=True) for name, table in tables.items()}
    return Standards(**plain), collect([faults, found])


@cache
def _loaded(place: Path) -> Standards:
    standards, faults = read_standards(place)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return standards


def load_standards(folder: PathText | None = None) -> Standards:
    """Load indicator systems; the same folder is read once.

    Raises
    ------
    InputFaults
        With every fault: a formula that is none, of the wrong unit or over unknown variables, a code without system.
    """
    return _loaded((builtin_folder("data") / "indicators" if folder is None else Path(folder)).resolve())


def check_standards(standards: Standards, prefix: str = "") -> pd.DataFrame:
    """Return the faults across the tables; an index that is not from 0 is the row in the file."""
    found = [_formula_faults(standards, prefix), _variable_faults(standards, prefix)]
    systems = set(standards.systems["id"])
    codes = set(standards.indicators["system"] + ":" + standards.indicators["code"])
    for name, named in (
        ("indicators", standards.indicators["system"].where(~standards.indicators["system"].isin(systems))),
        ("thresholds", _stray(standards.thresholds["system"] + ":" + standards.thresholds["code"], codes)),
        ("targets", _stray(standards.targets["measure"].str.split(";").explode().str.strip(), codes)),
    ):
        wrong = named.dropna()
        hints = nearest(wrong.tolist(), codes | systems)
        rows = [int(row) for row in wrong.index]
        found.append(faults_at("no_such_indicator", f"{prefix}{name}.csv", rows, "", wrong.tolist(),
                               f"{prefix}indicators.csv", hint=hints))  # fmt: skip
    return collect(found)


def _stray(named: pd.Series, known: set[str]) -> pd.Series:
    return named.where(named.ne("") & ~named.isin(known))


def _formula_faults(standards: Standards, prefix: str) -> pd.DataFrame:
    """Formulas that are refused, of the wrong unit, or over variables nobody knows."""
    rows: list[tuple[int, str, str, str]] = []
    indicators = standards.indicators
    for row, formula, instead, unit in zip(
        indicators.index, *(indicators[name] for name in ("formula", "instead", "unit")), strict=True
    ):
        for column, text in (("formula", formula), ("instead", instead)):
            try:
                if text:
                    standards.check(text, unit)
            except (FormulaError, UnknownUnit) as error:
                rows.append((int(row), column, text, str(error)))
    told = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    faults = faults_at("bad_formula", f"{prefix}indicators.csv", told[0], "", [text[:80] for text in told[2]], told[3])
    return faults.assign(column=told[1]) if rows else faults


def _variable_faults(standards: Standards, prefix: str) -> pd.DataFrame:
    """Variables whose unit nobody knows."""
    variables = standards.variables

    def known(unit: str) -> bool:
        try:
            return bool(quantity(unit).magnitude > 0)
        except UnknownUnit:
            return False

    wrong = variables[~variables["unit"].map(known).astype(bool)]
    rows = [int(row) for row in wrong.index]
    return faults_at("unknown_unit", f"{prefix}variables.csv", rows, "unit", wrong["unit"].tolist(), "t, m3, GJ, CNY")
