"""A sweep in words: the figures at each point, and over which values each link pays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from circnet.coupling.result import OBJECTIVE_UNITS, records
from circnet.park import Catalog, Park, catalog_of
from circnet.report.figures import money, names, price, quantity
from circnet.report.phrases import word
from circnet.report.sheets import Field, Sheet, write_book
from circnet.scenario.sweep import Sweep
from circnet.text import t

__all__ = ["SweepWords", "show_sweep", "sweep_workbook"]

_TEXTS = ("from", "to", "commodity", "mode", "unit", "status", "reason", "existing")
_WHOLE = ("point", "links", "used")
_ENDS = ("_low", "_high")


@dataclass(frozen=True)
class SweepWords:
    """Names and language of a sweep."""

    park: Park
    catalog: Catalog
    lang: str
    objective: str = "cost"

    @property
    def title(self) -> str:
        """The park's name."""
        return self.park.info.name_zh if self.lang == "zh" else self.park.info.name_en

    @cached_property
    def _known(self) -> dict[str, str]:
        full = catalog_of(self.park, self.catalog)
        modes = names(full.transport.rename(columns={"mode": "id"}), self.lang)
        return {**modes, **names(full.commodities, self.lang), **names(self.park.enterprises, self.lang)}

    def name(self, ref: object) -> str:
        """Return what a firm, a good or a mode is called; its id if nobody knows."""
        return self._known.get(str(ref), str(ref))

    def axis(self, name: str) -> str:
        """Return what an axis is called."""
        return word("sweep_axis", name, self.lang) if name == "scenario" else word("setting", name, self.lang)

    def value(self, value: object) -> str:
        """Return a value of an axis."""
        if isinstance(value, bool):
            return t("sweep.yes" if value else "sweep.no", self.lang)
        return f"{value:.6g}" if isinstance(value, float) else str(value)

    def saved(self, value: float | None) -> str:
        """Return an amount of the objective."""
        if value is None or self.objective == "cost":
            return money(value, self.lang)
        return quantity(value, OBJECTIVE_UNITS.get(self.objective, "t"), self.lang)

    def status(self, status: str) -> str:
        """Return whether a point has an answer."""
        return word("sweep_status", status, self.lang)

    def heading(self, column: str) -> str:
        """Return the heading of a column."""
        for end in _ENDS:
            axis = column.removesuffix(end)
            if axis != column and axis not in ("amount", "saving"):
                return t(f"sweep.axis{end}", self.lang, axis=self.axis(axis))
        return word("sweep_head", column, self.lang)

    def finding(self, found: Sweep) -> str:
        """Return in a sentence how many links pay at every point, and how many only at some."""
        new = found.links[~found.links["existing"]]
        solved = found.summary["solved"]
        always = int(new["used"].eq(solved).sum()) if solved else 0
        return t("sweep.finding", self.lang, points=found.summary["points"], solved=solved, always=always,
                 some=len(new) - always)  # fmt: skip


def show_sweep(found: Sweep, words: SweepWords) -> None:
    """Print what holds at every point, the figures of each, and over which values each new link pays."""
    out = Console()
    out = out if out.is_terminal else Console(width=160)
    out.print(words.finding(found), markup=False, highlight=False, soft_wrap=True)
    axes = [axis["name"] for axis in found.summary["axes"]]
    shown = [*axes, "status", "saving", "co2_avoided_t", "waste_diverted_t", "fresh_water_saved_m3", "links"]
    table = _table(t("sweep.points", words.lang, park=words.title), shown, axes, words)
    for row in records(found.points):
        _add(
            table, *(words.value(row[axis]) for axis in axes), words.status(row["status"]), words.saved(row["saving"]),
            quantity(row["co2_avoided_t"], "t", words.lang), quantity(row["waste_diverted_t"], "t", words.lang),
            quantity(row["fresh_water_saved_m3"], "m3", words.lang), str(row["links"]),
        )  # fmt: skip
    out.print(table)
    _show_links(out, found, words)


def _show_links(out: Console, found: Sweep, words: SweepWords) -> None:
    new = found.links[~found.links["existing"]]
    if new.empty:
        out.print(t("sweep.no_links", words.lang), markup=False)
        return
    numbers = [name.removesuffix("_low") for name in new if name.endswith("_low")]
    numbers = [name for name in numbers if name not in ("amount", "saving")]
    shown = ["from", "to", "commodity", "used", "amount", "saving", *numbers]
    table = _table(t("sweep.links", words.lang), shown, numbers, words)
    for row in records(new):
        _add(
            table, *(words.name(row[name]) for name in ("from", "to", "commodity")), str(row["used"]),
            _span(quantity(row[f"amount{end}"], row["unit"], words.lang) for end in _ENDS),
            _span(words.saved(row[f"saving{end}"]) for end in _ENDS),
            *(_span(price(row[f"{name}{end}"]) for end in _ENDS) for name in numbers),
        )  # fmt: skip
    out.print(table)


def _span(ends: Iterable[str]) -> str:
    low, high = ends
    return low if low == high else f"{low} … {high}"


def _add(table: Table, *cells: str) -> None:
    """Add a row of plain texts: brackets in an axis or a name are no markup."""
    table.add_row(*map(escape, cells))


def _table(title: str, columns: Sequence[str], axes: Sequence[str], words: SweepWords) -> Table:
    table = Table(title=escape(title), title_justify="left")
    for column in columns:
        head = words.axis(column) if column in axes else words.heading(column)
        table.add_column(escape(head), justify="left" if column in _TEXTS else "right", overflow="fold")
    return table


def sweep_workbook(found: Sweep, words: SweepWords) -> bytes:
    """Return a sweep as an Excel workbook: every point, every link, and every link at every point."""
    axes = [axis["name"] for axis in found.summary["axes"]]
    points = found.points.assign(status=found.points["status"].map(words.status))
    for axis in axes:
        if points[axis].dtype != "float64":
            points = points.assign(**{axis: [words.value(one) for one in points[axis]]})
    tables = {"points": points, "links": found.links, "flows": found.flows}
    title = t("sweep.points", words.lang, park=words.title)
    sheets = [
        Sheet(t(f"sweep_sheet.{name}", words.lang), [_field(column, axes, words) for column in table],
              table if name == "points" else _named(table, words))
        for name, table in tables.items()
    ]  # fmt: skip
    return write_book(sheets, words.lang, title)


def _named(table: pd.DataFrame, words: SweepWords) -> pd.DataFrame:
    told = {name: [words.name(one) for one in table[name]] for name in ("from", "to", "commodity", "mode")}
    return table.assign(**told, existing=[words.value(one) for one in table["existing"].tolist()])


def _field(column: str, axes: Sequence[str], words: SweepWords) -> Field:
    if column in axes:
        return Field(column, words.axis(column), "price")
    form = "text" if column in _TEXTS else "whole" if column in _WHOLE else "price" if column == "share" else "amount"
    return Field(column, words.heading(column), form)
