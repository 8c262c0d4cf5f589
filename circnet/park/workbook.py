"""A park as a workbook: a sheet per table under Chinese, English or plain headings, and a sheet of the park's facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.park.book import facts
from circnet.park.book.archive import Archive, slimmed
from circnet.park.book.attached import attached_faults
from circnet.park.book.cells import Reference, plain_cells, text_of
from circnet.park.book.grid import Grid, TableSheet, grids, table_sheet
from circnet.park.book.measures import unit_columns
from circnet.park.book.names import names_of
from circnet.park.book.words import ATTACHED, OWN_SHEETS, PARK, plain_heading, table_of
from circnet.park.builtin import load_catalog
from circnet.park.catalog import catalog_of, with_mass
from circnet.park.faults import collect, errors_of, faults_at, file_fault, nearest
from circnet.park.park import Park, ParkInfo
from circnet.park.reading import typed, unit_recipes
from circnet.schema import LOCAL_TABLES, PARK_TABLES

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["Workbook", "read_workbook"]

_LAYOUT = ["table", "column", "sheet", "heading", "letter"]


@dataclass(frozen=True)
class Workbook:
    """What a workbook holds.

    Parameters
    ----------
    info : ParkInfo or None
        None where the sheet of the park's facts is missing.
    tables : dict of str to DataFrame
        Every table; the index is the sheet's row.
    faults : DataFrame
        All faults of sheets, headings and cells; `file` is the table's name, `column` the plain name.
    layout : DataFrame
        Where a column stands: `table, column, sheet, heading, letter`.
    asked : Grid or None
        The hidden sheet of a questionnaire, what was known when it was sent out.
    """

    info: ParkInfo | None
    tables: dict[str, pd.DataFrame]
    faults: pd.DataFrame
    layout: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=_LAYOUT, dtype="str"))
    asked: Grid | None = None

    def located(self, faults: pd.DataFrame) -> pd.DataFrame:
        """Return faults by the sheets' own titles and headings in place of the tables' names."""
        if faults.empty or self.layout.empty:
            return faults
        titles = dict(zip(self.layout["table"], self.layout["sheet"], strict=True))
        headings = {(row.table, row.column): row.heading.split("\n")[0] for row in self.layout.itertuples()}
        pairs = zip(faults["file"], faults["column"], strict=True)
        columns = [", ".join(headings.get((file, part), part) for part in column.split(", ")) for file, column in pairs]
        return faults.assign(file=faults["file"].replace(titles), column=columns).astype(
            {"file": "str", "column": "str"}
        )


def read_workbook(path: Path, catalog: Catalog | None = None, within: Park | None = None) -> Workbook:
    """Read a workbook's sheets.

    Parameters
    ----------
    path : Path
        An .xlsx file, or what calls itself one.
    catalog : Catalog, optional
        For the names and units that cells use; the built-in one if absent, none for a park with ``catalog = false``.
    within : Park, optional
        A park that the workbook is a part of: its firms, units and goods may be referred to as well.
    """
    blank = {name: table.empty() for name, table in PARK_TABLES.items()}
    archive, faults = slimmed(path)
    if archive is None:
        return Workbook(None, blank, faults)
    found = _sheets(archive, path.name)
    if isinstance(found, pd.DataFrame):
        return Workbook(None, blank, found)
    sheets, strange = found
    info, place, in_facts = facts.read(sheets.get(PARK))
    read, in_tables, layout = _tables(sheets, info, catalog, within)
    missing = [file_fault("missing_file", name, "", "a sheet")
               for name in ("enterprises", PARK) if name not in sheets]  # fmt: skip
    in_files = attached_faults([sheets[ATTACHED]] if ATTACHED in sheets else [])
    told = collect([in_facts, faults, strange, *missing, in_tables, in_files])
    asked = sheets.get("asked")
    return Workbook(info, blank | read, told, pd.concat([place, layout], ignore_index=True), asked)


def _sheets(archive: Archive, file: str) -> tuple[dict[str, Grid], pd.DataFrame] | pd.DataFrame:
    """Return the sheets by what they hold and warnings of those that nobody knows; faults alone if unreadable."""
    try:
        every = grids(archive)
    except Exception as error:  # openpyxl passes on whatever its XML and its own checks raise
        return file_fault("unreadable_workbook", file, type(error).__name__, ".xlsx")
    kinds = [table_of(grid.title) for grid in every]
    strange = [grid.title for grid, kind in zip(every, kinds, strict=True) if not kind and grid.rows]
    hints = nearest(strange, set(PARK_TABLES) - set(kinds))
    nowhere = [0] * len(strange)
    unknown = faults_at("unknown_file", "", nowhere, "", strange, "a known table", hint=hints, severity="warning")
    sheets: dict[str, Grid] = {}
    doubled = []
    for grid, kind in zip(every, kinds, strict=True):
        if kind in sheets:
            doubled.append(file_fault("duplicate_sheet", kind, grid.title, sheets[kind].title))
        elif kind:
            sheets[kind] = grid
    return sheets, collect([unknown.assign(file=strange) if strange else unknown, *doubled])


def _tables(
    sheets: Mapping[str, Grid], info: ParkInfo | None, catalog: Catalog | None, within: Park | None
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame, pd.DataFrame]:
    """Return the typed tables, their faults and where their columns stand."""
    faults, found = [], {}
    for name in [name for name in PARK_TABLES if name in sheets and name not in OWN_SHEETS]:
        sheet, told = _table(sheets[name], name)
        faults.append(told)
        if sheet is not None:
            found[name] = sheet
    filled = {name: sheet for name, sheet in found.items() if not _bare(sheet)}
    reference = _reference(filled, info, catalog, within)
    tables = {}
    for name, sheet in filled.items():
        texts, told = plain_cells(sheet, reference)
        texts = unit_recipes(texts) if name == "recipes" else texts
        tables[name], wrong = typed(texts, PARK_TABLES[name], name)
        faults += [told, _untold(_with_ids(wrong, texts, name), told)]
    parts = [
        sheet.columns[["column", "heading", "letter"]].assign(table=name, sheet=sheet.grid.title)[_LAYOUT]
        for name, sheet in found.items()
    ]
    layout = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_LAYOUT, dtype="str")
    return tables, collect(faults), layout


def _bare(sheet: TableSheet) -> bool:
    """Return whether a sheet has its headings right and nothing under them: most of a template's have."""
    table, columns = PARK_TABLES[sheet.table], set(sheet.columns["column"])
    return sheet.cells.empty and set(table.required) <= columns <= {*table.columns, *unit_columns(sheet.table)}


def _table(grid: Grid, name: str) -> tuple[TableSheet | None, pd.DataFrame]:
    known = {*PARK_TABLES[name].columns, *unit_columns(name)}
    return table_sheet(grid, name, lambda text: plain_heading(text, name), lambda text: text in known)


def _reference(
    found: Mapping[str, TableSheet], info: ParkInfo | None, catalog: Catalog | None, within: Park | None
) -> Reference:
    """Return what the cells may refer to: the park's own rows over the catalog's."""
    plain = {
        name: sheet.cells.map(text_of).astype("str")
        for name, sheet in found.items()
        if name in (*LOCAL_TABLES, "enterprises", "units")
    }
    known = info or ParkInfo("park", "", "")
    if known.catalog and catalog is None:
        catalog = load_catalog()
    around = Park.of(known, {}) if within is None else within
    # the park's own goods and technologies refer to each other by name, so their ids must be known first
    local = [name for name in LOCAL_TABLES if name in plain]
    first = _over(catalog, around, {name: plain[name] for name in local}, plain)
    if not set(local) - {"sources"}:
        return first
    return _over(catalog, around, {name: plain_cells(found[name], first)[0] for name in local}, plain)


def _over(
    catalog: Catalog | None, around: Park, texts: Mapping[str, pd.DataFrame], plain: Mapping[str, pd.DataFrame]
) -> Reference:
    """Return what counts with the sheets' own rows over those of the park around them and the catalog's."""
    local = {name: typed(text, PARK_TABLES[name], name)[0] for name, text in texts.items()}
    if "commodities" in local:
        local["commodities"] = with_mass(local["commodities"])
    over = replace(around.info, catalog=True)  # what counts around the sheets counts in them
    effective = catalog_of(Park.of(over, local), catalog_of(around, catalog))
    firms = {name: _beside(plain.get(name), getattr(around, name)) for name in ("enterprises", "units")}
    names = names_of(effective, firms)
    units = firms["units"]
    technologies = [names.find(text, ["technologies"], hints=False).id for text in units["technology"]]
    of_unit = {id_: name for id_, name in zip(units["id"], technologies, strict=True) if id_}
    return Reference(effective, names, of_unit, around.info.currency)


def _beside(own: pd.DataFrame | None, around: pd.DataFrame) -> pd.DataFrame:
    """Return rows of a sheet and those of the park around it; the sheet's stand for those of the same id."""
    columns = [name for name in ("id", "name_zh", "name_en", "technology") if name in around]
    rows = around[columns].astype("str") if own is None else own.reindex(columns=columns, fill_value="").astype("str")
    return rows if own is None else pd.concat([rows, around.loc[~around["id"].isin(rows["id"]), columns]])


def _untold(faults: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Leave out what only follows from a cell that is blank because it was at fault."""
    wrong = errors_of(told)
    if faults.empty or wrong.empty:
        return faults
    place = ["file", "row", "column"]
    again = pd.MultiIndex.from_frame(faults[place]).isin(pd.MultiIndex.from_frame(wrong[place]))
    return faults[~again].reset_index(drop=True)


def _with_ids(faults: pd.DataFrame, texts: pd.DataFrame, table: str) -> pd.DataFrame:
    """Propose an id where one is missing: from the English name, or the firm and the technology."""
    lacking = faults["check"].eq("blank_value") & faults["column"].eq("id")
    if not lacking.any():
        return faults
    sources = [name for name in (["enterprise", "technology"] if table == "units" else ["name_en"]) if name in texts]
    taken = set(texts["id"])
    hints = faults["hint"].astype(object)
    for at, row in faults.loc[lacking, "row"].items():
        words = "-".join(str(texts.at[row, name]) for name in sources)
        slug = re.sub(r"[^a-z0-9_]+", "-", words.lower()).strip("-")[:40] or f"{table[0]}{row}"
        slug = next(name for name in (slug, *(f"{slug}-{n}" for n in range(2, 10**6))) if name not in taken)
        taken.add(slug)
        hints[at] = slug
    return faults.assign(hint=hints.astype("str"))
