"""A table's rows as a workbook holds them: names for ids, words for choices, a unit beside the amounts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from circnet.park.book.cells import Reference
from circnet.park.book.measures import own_unit, unit_of_column
from circnet.park.book.names import Names, names_of
from circnet.park.book.words import bare, choice_word, choices_of
from circnet.park.park import OWNED, Park
from circnet.schema import NUMERIC, PARK_TABLES, Column
from circnet.types import GRADES

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["reference_of", "without_derived", "written_rows"]

_GRADED = ("units", "ports")
"""Tables whose blank grades are filled from the basis."""
_NAMED = ("enterprises", "commodities", "technologies", "modes")


def without_derived(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Blank the grades that follow from the basis, so that who corrects a basis corrects the grade."""
    if table not in _GRADED:
        return rows
    return rows.assign(grade=rows["grade"].where(rows["grade"].ne(rows["basis"].map(GRADES)), "").astype("str"))


def reference_of(park: Park, catalog: Catalog) -> Reference:
    """Return what a park's cells refer to; `catalog` is what counts for the park."""
    names = names_of(catalog, {"enterprises": park.enterprises, "units": park.units})
    technology_of = dict(zip(park.units["id"], park.units["technology"], strict=True))
    return Reference(catalog, names, technology_of, park.info.currency)


def written_rows(park: Park, reference: Reference, table: str, lang: str) -> pd.DataFrame:
    """Return the cells of a table's sheet.

    Parameters
    ----------
    park : Park
        Whose rows.
    reference : Reference
        `reference_of` the park.
    table : str
        Name of the table.
    lang : str
        Of names and words.

    Returns
    -------
    DataFrame
        Object columns in the sheet's order, unit columns behind the amounts they belong to; None where blank.
    """
    rows = without_derived(table, park.tables()[table])
    specs, groups = PARK_TABLES[table].columns, unit_of_column(table)
    own_park = table in OWNED and rows["park"].isin(["", park.info.id]).all()
    last = {group: [name for name in groups if groups[name] == group][-1] for group in groups.values()}
    cells: dict[str, list[object]] = {}
    for name in rows.columns:
        if name == "park" and own_park:
            continue
        spec = specs.get(name)
        cells[name] = _cells(rows[name], spec, reference.names, lang)
        group = groups.get(name, "")
        if group and last[group] == name:
            cells[group] = _units(rows, spec, reference, lang) if spec is not None else []
    return pd.DataFrame(cells, index=range(len(rows)), dtype=object)


def _cells(column: pd.Series, spec: Column | None, names: Names, lang: str) -> list[object]:
    """Return one column's values as they are written."""
    if spec is None or spec.type in NUMERIC:
        return [None if isinstance(value, float) and math.isnan(value) else _whole(value) for value in column]
    if spec.choices:
        known = choices_of(spec)
        words = {value: choice_word(value, lang) for value in column.unique()}
        # a word that another choice of the column bears too would not lead back
        return [words[value] if known.get(bare(words[value])) == value else value for value in column]
    kinds = [kind for kind in spec.refers if kind in _NAMED]
    if kinds and spec.type != "list":
        return [_written(value, kinds[0], names, lang) for value in column]
    return list(column)


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _written(id_: str, kind: str, names: Names, lang: str) -> str:
    return names.written(id_, kind, lang) if id_ in names.ids.get(kind, ()) else id_


def _units(rows: pd.DataFrame, spec: Column, reference: Reference, lang: str) -> list[object]:
    """Return the unit beside each row's amounts, None where the good is not known."""
    technologies = rows["technology"] if "technology" in rows else pd.Series("", index=rows.index)
    commodities = rows["commodity"] if "commodity" in rows else pd.Series("", index=rows.index)
    units: dict[tuple[str, str], object] = {}
    for technology, commodity in zip(technologies, commodities, strict=True):
        if (technology, commodity) in units:
            continue
        behind = reference.reference_good(technology)
        good = reference.goods.get(commodity) if commodity else behind
        known = good is not None and good.unit
        units[technology, commodity] = (
            own_unit(spec.unit, good, behind, reference.currency, lang) if known and good else None
        )
    return [units[pair] or None for pair in zip(technologies, commodities, strict=True)]
