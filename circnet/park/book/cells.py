"""From the cells of a table's sheet to the text that its CSV file would hold, and what cannot be read so."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import to_excel

from circnet.park.book.amounts import read_amount
from circnet.park.book.grid import ExcelError, TableSheet
from circnet.park.book.measures import Good, Trouble, factor, fixed_factor, same_unit, unit_columns, unit_of_column
from circnet.park.book.names import Found, Names
from circnet.park.book.words import bare, choices_of
from circnet.park.catalog import Catalog
from circnet.park.faults import collect, faults_at
from circnet.schema import NUMERIC, PARK_TABLES, Column

__all__ = ["Reference", "plain_cells", "text_of"]


_MOST_HINTS = 50
"""Names that nobody bears for which the nearest is sought, in one column."""


def text_of(cell: object) -> str:
    """Return a cell as a CSV file would hold it: whole numbers without a point, dates as 2025-06-30."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell).strip()


@dataclass(frozen=True)
class Reference:
    """What the cells of a park's sheets may refer to, and the units behind the amounts."""

    catalog: Catalog
    names: Names
    technology_of: Mapping[str, str]
    currency: str

    @cached_property
    def goods(self) -> dict[str, Good]:
        """Return the commodities by id."""
        columns = ["id", "unit", "kind", "composition", "t_per_unit", "tce_per_unit"]
        rows = self.catalog.commodities[columns].drop_duplicates("id").itertuples(index=False)
        return {str(row[0]): Good(*row) for row in rows}

    @cached_property
    def reference_of(self) -> dict[str, str]:
        """Return the reference commodity of each technology."""
        table = self.catalog.technologies.drop_duplicates("id")
        return dict(zip(table["id"], table["reference"], strict=True))

    def reference_good(self, technology: str) -> Good | None:
        """Return the good that a technology, or a unit's, counts by."""
        id_ = self.technology_of.get(technology, technology)
        return self.goods.get(self.reference_of.get(id_, ""))


def plain_cells(sheet: TableSheet, reference: Reference) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn a table's cells into text.

    Returns
    -------
    DataFrame
        Text columns as the CSV file would hold them, without unit columns; a cell at fault is blank, a name that
        nobody bears stays as it is.
    DataFrame
        Faults; `file` is the table's name, `column` the plain name.
    """
    reader = _Reader(sheet, reference)
    return reader.read()


class _Reader:
    """One table's cells on their way; `faults` grows."""

    def __init__(self, sheet: TableSheet, reference: Reference) -> None:
        self.sheet, self.reference = sheet, reference
        self.specs = PARK_TABLES[sheet.table].columns
        self.faults: list[pd.DataFrame] = []
        self.units: dict[str, pd.Series] = {}

    def read(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        cells = self._without_errors(self.sheet.cells)
        self._marked()
        named = {name: self._column(name, cells[name]) for name in cells if name not in self._unit_columns}
        texts = pd.DataFrame(named, index=cells.index)
        measured = self._measured(texts, cells)
        faults = collect(self.faults).drop_duplicates(ignore_index=True)  # one unit stands beside several amounts
        return texts.assign(**measured), faults

    @cached_property
    def _unit_columns(self) -> tuple[str, ...]:
        return unit_columns(self.sheet.table)

    def _tell(self, check: str, rows: Iterable[int], column: str, values: object, expected: object = "",
              hint: object = "", *, warning: bool = False) -> None:  # fmt: skip
        self.faults.append(
            faults_at(check, self.sheet.table, list(rows), column, values, expected, hint=hint,  # type: ignore[arg-type]
                      severity="warning" if warning else "error")
        )  # fmt: skip

    def _without_errors(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Blank the cells in which a formula failed."""
        failed = cells.map(lambda cell: isinstance(cell, ExcelError))
        for name in cells.columns[failed.any(axis=0).to_numpy()]:
            rows = cells.index[failed[name]]
            self._tell("excel_error", rows, name, cells.loc[rows, name])
        return cells.astype(object).where(~failed, None)

    def _marked(self) -> None:
        """Tell of merged cells, and of formulas that have no value or one from another file."""
        letters = dict(zip(self.sheet.columns["letter"], self.sheet.columns["column"], strict=True))
        marks, head = self.sheet.grid.marks, self.sheet.head
        for places in marks.merged:
            first, top, _, bottom = range_boundaries(places)
            if bottom >= head:
                self._tell("merged_cells", [top], letters.get(get_column_letter(first), ""), [places])
        for check, found in (("formula_without_value", marks.uncomputed), ("value_from_elsewhere", marks.elsewhere)):
            for place in sorted(found):
                letter, number = place.rstrip("0123456789"), int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
                if number > head and letter in letters:
                    self._tell(check, [number], letters[letter], [place])

    def _column(self, name: str, cells: pd.Series) -> pd.Series:
        """Return one column as text."""
        spec = self.specs.get(name)
        if spec is not None and spec.type in NUMERIC:
            return self._numbers(spec, cells)
        texts = cells.map(text_of).astype("str")
        if spec is None:
            return texts
        if spec.choices:
            known = choices_of(spec)
            return texts.map(lambda text: known.get(bare(text), text)).astype("str")
        if spec.refers and spec.refers != ("sources",):
            return self._references(spec, texts)
        return texts

    def _references(self, spec: Column, texts: pd.Series) -> pd.Series:
        """Return ids for names."""
        found: dict[str, Found] = {}
        unknown = 0
        for text in texts.unique():
            found[text] = self._meant(text, spec, hints=unknown < _MOST_HINTS)
            unknown += found[text].check != ""
        checks = texts.map(lambda text: found[text].check)
        for check in sorted(set(checks) - {""}):
            rows = texts.index[checks.eq(check)]
            hints = [found[text].hint for text in texts[rows]]
            self._tell(check, rows, spec.name, texts[rows], ", ".join(spec.refers), hints)
        return texts.map(lambda text: found[text].id or text).astype("str")  # told already, never blanked

    def _meant(self, text: str, spec: Column, *, hints: bool) -> Found:
        names, place = self.reference.names, spec.type == "place"
        if not text:
            return Found("")
        if spec.type != "list":
            return names.find(text, spec.refers, place=place, hints=hints)
        parts = [names.find(part.strip(), spec.refers, hints=hints) for part in text.replace("；", ";").split(";")]
        wrong = [part for part in parts if part.check]
        return wrong[0] if wrong else Found(";".join(part.id for part in parts))

    def _numbers(self, spec: Column, cells: pd.Series) -> pd.Series:
        """Return plain numbers as text; what unit a cell named is kept for `_measured`."""
        dates = cells.map(lambda cell: isinstance(cell, datetime.date | datetime.time | datetime.timedelta))
        if dates.any():
            rows = cells.index[dates]
            hints = [_number_meant(cell, spec) for cell in cells[rows]]
            self._tell("date_in_number", rows, spec.name, [text_of(cell) for cell in cells[rows]], "number", hints)
        texts = cells.where(~dates, None).map(text_of).astype("str")
        written = cells.map(lambda cell: isinstance(cell, str)) & texts.ne("")
        amounts = {text: read_amount(text) for text in texts[written].unique()}
        read = {text: amount for text, amount in amounts.items() if amount is not None and not amount.plain}
        odd = written & texts.isin(list(read))
        if not odd.any():
            return texts
        values = {text: f"{amount.value:.15g}" for text, amount in read.items()}
        self.units[spec.name] = texts[odd].map({text: amount.unit for text, amount in read.items()})
        bare_ = texts[odd][self.units[spec.name].eq("")]
        self._tell("read_as", bare_.index, spec.name, bare_, [values[text] for text in bare_], warning=True)
        return texts.where(~odd, texts.map(values)).astype("str")

    def _measured(self, texts: pd.DataFrame, cells: pd.DataFrame) -> dict[str, pd.Series]:
        """Return the columns of numbers whose unit is not the tables' own, converted."""
        heading = dict(zip(self.sheet.columns["column"], self.sheet.columns["unit"], strict=True))
        groups = unit_of_column(self.sheet.table)
        beside = {name: cells[name].map(text_of) for name in self._unit_columns if name in cells}
        changed = {}
        for name, spec in self.specs.items():
            if spec.type not in NUMERIC or name not in texts:
                continue
            own = self.units.get(name, pd.Series(dtype="str")).reindex(texts.index).fillna("").astype("str")
            row = beside.get(groups.get(name, ""), pd.Series("", index=texts.index, dtype="str"))
            head = self._heading_unit(heading.get(name, ""), spec)
            if not head and not own.ne("").any() and not (row.ne("").any() and texts[name].ne("").any()):
                continue
            changed[name] = self._converted(spec, texts, own, row, head, groups.get(name, ""))
        return changed

    def _heading_unit(self, text: str, spec: Column) -> str:
        """Return the unit of a heading, if it is another than the column's own; a remark in brackets is none."""
        own = spec.name not in unit_of_column(self.sheet.table) and fixed_factor(text, spec.unit) == 1.0
        return "" if not text or own or not _looks_like_unit(text) else text

    def _converted(self, spec: Column, texts: pd.DataFrame, own: pd.Series, row: pd.Series, head: str,
                   group: str) -> pd.Series:  # fmt: skip
        column = texts[spec.name]
        stated = own.ne("") & row.ne("") & column.ne("")
        pairs = zip(own, row, stated, strict=True)
        both = pd.Series(
            [told and not same_unit(cell, beside) for cell, beside, told in pairs], index=own.index, dtype="bool"
        )
        self._tell("two_units", texts.index[both], spec.name, own[both] + " / " + row[both], "", "")
        unit = own.where(row.eq("") | column.eq(""), row).where(own.ne("") | row.ne(""), head)
        rows = texts.index[column.ne("") & unit.ne("") & ~both]
        result = column.where(~both, "").astype(object)
        known: dict[tuple[object, ...], float | Trouble] = {}
        for at in rows:
            place = (unit[at], *self._goods_at(texts, at))
            if place not in known:
                known[place] = self._factor(spec, unit[at], place[1], place[2])
            times = known[place]
            if isinstance(times, Trouble):
                at_unit = bool(group) and own[at] == "" and row[at] != ""
                self._tell(times.check, [at], group if at_unit else spec.name, [unit[at]], times.expected, times.hint)
                result[at] = ""
            elif times != 1.0:
                try:
                    result[at] = f"{float(result[at]) * times:.15g}"
                except ValueError:
                    continue  # no number: told by its column
        return result.astype("str")

    def _goods_at(self, texts: pd.DataFrame, row: int) -> tuple[Good | None, Good | None]:
        """Return the good of a row's amounts, and the reference good of its technology."""
        technology = texts.at[row, "technology"] if "technology" in texts else ""
        reference = self.reference.reference_good(str(technology))
        if "commodity" in texts:
            return self.reference.goods.get(str(texts.at[row, "commodity"])), reference
        return reference, reference

    def _factor(self, spec: Column, unit: str, good: object, reference: object) -> float | Trouble:
        if spec.name not in unit_of_column(self.sheet.table):
            return fixed_factor(unit, spec.unit)
        if not isinstance(good, Good):
            return 1.0  # the good itself is at fault, and told
        other = reference if isinstance(reference, Good) else None
        return factor(unit, spec.unit, good, other, self.reference.currency)


def _looks_like_unit(text: str) -> bool:
    from circnet.units import is_known

    return is_known(text.partition("/")[0].strip()) or is_known(text)


def _number_meant(cell: object, spec: Column) -> str:
    """Return the number that Excel shows as a date: the year of a year, else the days since 1900."""
    if spec.unit == "a" and isinstance(cell, datetime.date):
        return str(cell.year)
    if isinstance(cell, datetime.timedelta):
        return ""
    return f"{to_excel(cell):.15g}"
