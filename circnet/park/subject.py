"""What a check looks at: the tables of one folder with their row numbers, and all that they may refer to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from circnet.park.faults import Cells, among, faults_at, no_faults
from circnet.park.running import runs
from circnet.schema import CATALOG_TABLES, PARK_TABLES, Table
from circnet.types import Severity

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog
    from circnet.park.park import Park

__all__ = ["Subject", "numbered"]

_FILE_FAULTS = ("empty_file", "csv_syntax", "unreadable_file", "missing_column", "missing_file")


@dataclass(frozen=True)
class Subject:
    """Tables under check.

    Parameters
    ----------
    tables : dict of str to DataFrame
        The folder's own tables; the index is the row as a spreadsheet numbers it.
    specs : dict of str to Table
        Their specification.
    catalog : Catalog
        What counts beside them: for a park its effective catalog, for the catalog itself.
    park : Park or None
        None where the catalog itself is under check.
    label : str
        Pattern of a table's name in faults, `data/{}.csv`.
    broken : frozenset of str
        Tables that could not be read whole; nothing is said of references to them.
    """

    tables: dict[str, pd.DataFrame]
    specs: dict[str, Table]
    catalog: Catalog
    park: Park | None
    label: str
    broken: frozenset[str] = frozenset()

    @property
    def hand_written(self) -> bool:
        """Return whether only the folder's own tables count."""
        return self.park is not None and not self.park.info.catalog

    def file(self, table: str) -> str:
        """Return the name of a table's file as faults give it."""
        return self.label.format(table)

    def faults(
        self,
        check: str,
        table: str,
        rows: pd.DataFrame,
        column: str,
        expected: Cells,
        *,
        values: Cells | None = None,
        hint: Cells = "",
        severity: Severity = "error",
    ) -> pd.DataFrame:
        """Return one fault for each of some rows of a table; the value is the column's cell unless given."""
        if rows.empty:
            return no_faults()
        shown = rows[column].map(plain) if values is None else values
        return faults_at(check, self.file(table), rows.index, column, shown, expected, hint=hint, severity=severity)

    def active_units(self) -> pd.DataFrame:
        """Return the units that take part by themselves."""
        units = self.tables["units"]
        return units[runs(units)]

    @cached_property
    def able(self) -> dict[str, pd.MultiIndex]:
        """Return by side, `supply` or `demand`, which (enterprise, commodity) some unit or port makes or uses."""
        return {side: _able(self, side) for side in ("supply", "demand")}

    @cached_property
    def variants(self) -> pd.DataFrame:
        """Return which technology has which variants: technology, variant."""
        rows = self.catalog.technologies[["id", "variant_of"]]
        rows = rows[rows["variant_of"].ne("")]  # a blank is nobody's variant
        rows = rows.assign(technology=rows["variant_of"].str.split(";")).explode("technology")
        rows = rows.assign(technology=rows["technology"].str.strip()).rename(columns={"id": "variant"})
        return rows.loc[rows["technology"].ne(""), ["technology", "variant"]].astype("str")

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Return what active units make (+) and use (-), variants too: row, id, commodity, coefficient, variant."""
        units = self.active_units().reset_index(names="row")[["row", "id", "technology"]]
        columns = ["row", "id", "commodity", "coefficient", "variant"]
        if units.empty:
            return pd.DataFrame(columns=columns).astype({"coefficient": "float64", "variant": "bool"})
        more = units.merge(self.variants, on="technology").drop(columns="technology")
        more = more.rename(columns={"variant": "technology"})
        recipes = self.catalog.recipes[["technology", "commodity", "coefficient"]]
        runs = pd.concat([units.assign(variant=False), more.assign(variant=True)])
        by_technology = runs.merge(recipes, on="technology")[columns]
        own = self.tables["recipes"][["technology", "commodity", "coefficient"]].rename(columns={"technology": "id"})
        by_unit = units[["row", "id"]].assign(variant=False).merge(own, on="id")[columns]
        # a unit's own row takes the place of its technology's, be it only to say zero
        told = by_technology["id"] + "|" + by_technology["commodity"]
        replaced = among(told, by_unit["id"] + "|" + by_unit["commodity"])
        return pd.concat([by_technology[~replaced | by_technology["variant"]], by_unit], ignore_index=True)


def _able(subject: Subject, side: str) -> pd.MultiIndex:
    """Return (enterprise, commodity) that some unit, whatever its status, or a port makes or uses."""
    ports = subject.tables["ports"]
    pairs = ports.loc[ports["direction"] == side, ["enterprise", "commodity"]]
    if len(subject.tables["units"]):
        pairs = pd.concat([_run(subject, 1.0 if side == "supply" else -1.0), pairs])
    pairs = pairs.drop_duplicates()
    if side == "demand":
        catalog = subject.catalog
        swaps = catalog.substitutions[["accepts", "replaces"]]
        taken = pairs.merge(swaps, left_on="commodity", right_on="replaces").assign(commodity=lambda t: t["accepts"])
        heat = catalog.commodities.loc[catalog.commodities["kind"] == "heat", ["id", "medium"]]
        grades = heat.merge(heat, on="medium", suffixes=("", "_lower"))
        warmer = pairs.merge(grades, left_on="commodity", right_on="id_lower").assign(commodity=lambda t: t["id"])
        pairs = pd.concat([pairs, taken[pairs.columns], warmer[pairs.columns]])
    return pd.MultiIndex.from_frame(pairs)


def _run(subject: Subject, sign: float) -> pd.DataFrame:
    """Return (enterprise, commodity) that some unit makes (1) or uses (-1)."""
    units = subject.tables["units"][["id", "enterprise", "technology"]]
    more = units.merge(subject.variants, on="technology").assign(technology=lambda t: t["variant"])
    own = units.assign(technology=units["id"])  # recipes of single units
    runs = pd.concat([units, more[units.columns], own])
    recipes = pd.concat([subject.catalog.recipes, subject.tables["recipes"]])
    recipes = recipes.loc[sign * recipes["coefficient"] > 0, ["technology", "commodity"]]
    return runs.merge(recipes, on="technology")[["enterprise", "commodity"]]


def plain(value: object) -> str:
    """Return a cell as a reader would write it."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.15g}"
    return str(value)


def numbered(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return tables whose index is the row in a spreadsheet; those that were read already have it."""

    def rows(table: pd.DataFrame) -> pd.DataFrame:
        fresh = isinstance(table.index, pd.RangeIndex) and (not len(table) or table.index[0] == 0)
        return table.set_axis(range(2, len(table) + 2), axis=0) if fresh else table

    return {name: rows(table) for name, table in tables.items()}


def subject_of_park(park: Park, effective: Catalog, known: pd.DataFrame | None) -> Subject:
    """Return a park as a subject."""
    label = "{}" if park.path is not None and park.path.lower().endswith((".xlsx", ".xlsm")) else "{}.csv"
    return Subject(numbered(park.tables()), PARK_TABLES, effective, park, label, _broken(label, PARK_TABLES, known))


def subject_of_catalog(catalog: Catalog, prefix: str, known: pd.DataFrame | None) -> Subject:
    """Return the catalog as a subject."""
    label = f"{prefix}{{}}.csv"
    broken = _broken(label, CATALOG_TABLES, known)
    return Subject(numbered(catalog.tables()), CATALOG_TABLES, catalog, None, label, broken)


def _broken(label: str, specs: dict[str, Table], known: pd.DataFrame | None) -> frozenset[str]:
    if known is None or not len(known):
        return frozenset()
    files = set(known.loc[known["check"].isin(_FILE_FAULTS), "file"])
    return frozenset(name for name in specs if label.format(name) in files)
