"""Scenarios side by side in words: what changes, figures with their differences, links, and why there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rich.console import Console
from rich.table import Table

from circnet.coupling.result import records
from circnet.errors import InputFaults, NoSolution, SolverFailure
from circnet.park import describe
from circnet.report.console import failure_words, no_solution_report
from circnet.report.figures import money, quantity
from circnet.report.phrases import word
from circnet.scenario.compare import INPUT_KEYS, Comparison
from circnet.scenario.compare_column import BASE, Column, Error
from circnet.scenario.compare_inputs import SETTINGS, key_of
from circnet.schema import NUMERIC, PARK_TABLES
from circnet.text import t

__all__ = ["CompareWords", "compare_report", "problem_words", "show_compare"]

_KIND = {"enterprise": "enterprise", "from": "enterprise", "to": "enterprise", "commodity": "commodity",
         "technology": "technology"}  # fmt: skip
_COUNTS = ("links_chosen",)
_MONEY = ("CNY", "CNY/a")
_MOST_INPUTS = 30


@dataclass(frozen=True)
class CompareWords:
    """A comparison in a language."""

    columns: Sequence[Column]
    lang: str

    @cached_property
    def _called(self) -> dict[tuple[str, str], str]:
        known: dict[tuple[str, str], str] = {}
        for column in reversed(self.columns):
            table = column.called
            own = table[f"name_{self.lang}"].where(table[f"name_{self.lang}"].ne(""), table["name_zh"])
            known |= dict(zip(zip(table["kind"], table["id"], strict=True), own, strict=True))
        return known

    def name(self, kind: str, ref: str) -> str:
        """Return what an enterprise, a unit, a commodity, a technology or a mode is called; its id if nobody knows."""
        return self._called.get((kind, ref)) or ref

    def scenario(self, ref: str) -> str:
        """Return the name of a scenario, the park as it is among them."""
        if ref == BASE:
            return t("compare.as_is", self.lang)
        return next((column.names.get(self.lang) or ref for column in self.columns if column.id == ref), ref)

    def record(self, table: str, record: str) -> str:
        """Return which row of a table changed."""
        if table == SETTINGS:
            return ""
        parts, keys = record.split("|"), key_of(table)
        if table in ("links", "arcs") and len(parts) >= len(("from", "to", "commodity")):
            giver, taker, good = (self._part(table, key, part) for key, part in zip(keys, parts[:3], strict=False))
            return t("compare.link", self.lang, giver=giver, taker=taker, good=good)
        named = [self._part(table, key, part) for key, part in zip(keys, parts, strict=False)]
        return " · ".join(part for part in named if part)

    def _part(self, table: str, key: str, part: str) -> str:
        kind = _KIND.get(key) or {"units": "unit", "enterprises": "enterprise", "commodities": "commodity",
                                  "technologies": "technology"}.get(table, "")  # fmt: skip
        plain, mark, place = part.partition("#")
        return self.name(kind, plain) + mark + place if kind else word("column", part, self.lang)

    def table(self, name: str) -> str:
        """Return what a table of inputs is called."""
        return t("compare.settings", self.lang) if name == SETTINGS else word("cited", name, self.lang)

    def column(self, table: str, column: str) -> str:
        """Return what an input is called; a blank column is the whole row."""
        if not column:
            return t("compare.row", self.lang)
        return word("setting" if table == SETTINGS else "column", column, self.lang)

    def value(self, table: str, column: str, value: object) -> str:
        """Return the value of an input; – where there is none."""
        if value is None or value != value:  # noqa: PLR0124
            return "–"
        if isinstance(value, bool):
            return t("compare.yes" if value else "compare.no", self.lang)
        if isinstance(value, int | float):
            return f"{value:g}" if column == "year" else f"{value:,.6g}"
        if isinstance(value, list | tuple):
            return ", ".join(self.value(table, column, one) for one in value) or "–"
        if not column:
            return self._row(table, str(value))
        return word("state", str(value), self.lang) if column in ("status", "include") else str(value)

    def _row(self, table: str, told: str) -> str:
        """Return the cells of a row with their names; those that say where they come from are left out."""
        kept = []
        for cell in told.split("; "):
            column, mark, value = cell.partition("=")
            spec = PARK_TABLES[table].columns.get(column)
            if not mark or spec is None or column in ("source", "note", "grade", "location_basis"):
                continue
            shown = self.name(_KIND[column], value) if column in _KIND else word("state", value, self.lang)
            if spec.type in NUMERIC:
                shown = f"{float(value):,.6g}"
            kept.append(f"{word('column', column, self.lang)} {shown}")
        return t("compare.comma", self.lang).join(kept) or t("compare.there", self.lang)

    def link(self, giver: str, taker: str, good: str) -> str:
        """Return who sends whom what."""
        ends = {"giver": self.name("enterprise", giver), "taker": self.name("enterprise", taker)}
        return t("compare.link", self.lang, good=self.name("commodity", good), **ends)

    def change(self, change: str) -> str:
        """Return what became of a link."""
        return t(f"compare_change.{change}", self.lang) if change else ""

    def traded(self, quantity_: str) -> str:
        """Return what is told of a commodity: bought, sold, ..."""
        return t(f"compare_quantity.{quantity_}", self.lang)

    @property
    def same(self) -> str:
        """Return the word for a difference too small to be told."""
        return t("compare.same", self.lang)

    def measure(self, name: str) -> str:
        """Return what a measure is called."""
        return t(f"compare_measure.{name}", self.lang)

    def figure(self, name: str, unit: str, value: float | None) -> str:
        """Return the value of a measure with its unit."""
        if value is None or value != value:  # noqa: PLR0124
            return "–"
        if unit in _MONEY:
            return money(value, self.lang)
        if unit == "1":
            return f"{value:.1%}" if name == "finn_cycling_index" else f"{value:.3f}"
        return f"{value:.0f}" if name in _COUNTS else quantity(value, unit.removesuffix("/a"), self.lang)

    def delta(self, name: str, unit: str, delta: float | None, relative: float | None) -> str:
        """Return a difference with its sign, and its share; a blank text where nothing is known or differs."""
        if delta is None or delta != delta:  # noqa: PLR0124
            return ""
        shown = self.figure(name, unit, abs(delta))
        if name == "finn_cycling_index":
            shown = t("compare.points", self.lang, points=f"{100 * abs(delta):.1f}")
        if shown == self.figure(name, unit, 0.0) or (name == "finn_cycling_index" and abs(delta) < 5e-4):  # noqa: PLR2004
            return t("compare.same", self.lang)
        share = ""
        if relative is not None and relative == relative and name != "finn_cycling_index":  # noqa: PLR0124
            share = t("compare.share", self.lang, share=_percent(relative))
        return f"{'+' if delta > 0 else '−'}{shown}{share}"

    def amount(self, value: float | None, unit: str) -> str:
        """Return an amount of a commodity."""
        return quantity(value, unit, self.lang)

    def changed(self, value: float | None, unit: str) -> str:
        """Return a difference of an amount with its sign."""
        if value is None or value != value:  # noqa: PLR0124
            return ""
        shown = quantity(abs(value), unit, self.lang)
        return t("compare.same", self.lang) if shown == quantity(0.0, unit, self.lang) else \
            f"{'+' if value > 0 else '−'}{shown}"  # fmt: skip


def _percent(share: float) -> str:
    size = abs(100 * share)
    sign = "+" if share > 0 else "−"
    return f"{sign}{size:,.0f}%" if size >= 100 else f"{sign}{size:.2g}%" if size < 10 else f"{sign}{size:.0f}%"  # noqa: PLR2004


def problem_words(error: Error, lang: str, most: int = 5) -> list[str]:
    """Return why a scenario has no figures, a sentence each."""
    if isinstance(error, InputFaults):
        told = describe(error.faults[error.faults["severity"].eq("error")], lang)
        more = [t("compare.more", lang, count=len(told) - most)] if len(told) > most else []
        return told[:most] + more
    if isinstance(error, NoSolution):
        report = no_solution_report(error, lang)
        return [t(f"no_solution.{report['status']}", lang), report["reason"],
                *(str(row["words"]) for row in report["conflict"])]  # fmt: skip
    if isinstance(error, SolverFailure):
        return [failure_words(error, lang)]
    return [t(f"usage.{error.key}", lang, value=error.value, expected=error.expected)]


def compare_report(found: Comparison, lang: str) -> dict[str, Any]:
    """Return a comparison as the JSON of ``circnet compare``; problems in the user's language."""
    told = {column.id: problem_words(column.error, lang) for column in found.columns if column.error is not None}
    report = found.to_dict()
    return report | {"problems": [row | {"words": told[row["scenario"]]} for row in report["problems"]]}


def show_compare(found: Comparison, park: str, lang: str) -> None:
    """Print what changes, the measures with their differences, the links that change, and what has no figures."""
    out, words = _console(), CompareWords(found.columns, lang)
    ids = [column.id for column in found.columns]
    out.print(t("compare.title", lang, park=park, first=words.scenario(ids[0])), markup=False)
    for table in (_inputs(found, words), _measures(found, words, ids), _links(found, words, ids)):
        if table is not None:
            out.print(table)
    lines = [
        t("compare.not_unique", lang, name=words.scenario(row["scenario"]))
        for row in records(found.scenarios)
        if row["unique"] is False
    ]
    for column in found.columns:
        if column.error is not None:
            why = t("compare.pause", lang).join(problem_words(column.error, lang))
            lines.append(t("compare.no_figures", lang, name=words.scenario(column.id), why=why))
    if len(found.inputs) > _MOST_INPUTS:
        lines.append(t("compare.more_inputs", lang, count=len(found.inputs) - _MOST_INPUTS))
    if lines:
        out.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _inputs(found: Comparison, words: CompareWords) -> Table | None:
    if found.inputs.empty:
        return None
    ids = [name for name in found.inputs if name not in INPUT_KEYS]
    table = _table(t("compare.inputs", words.lang), [t("compare.input", words.lang)], [words.scenario(i) for i in ids])
    for row in found.inputs.head(_MOST_INPUTS).to_dict("records"):
        keys = row["table"], row["column"]
        place = filter(None, (words.table(row["table"]), words.record(row["table"], row["record"])))
        table.add_row(" · ".join([*place, words.column(*keys)]), *(words.value(*keys, row[name]) for name in ids))
    return table


def _measures(found: Comparison, words: CompareWords, ids: Sequence[str]) -> Table:
    table = _table(t("compare.measures", words.lang), [t("compare.measure", words.lang)],
                   [words.scenario(one) for one in ids])  # fmt: skip
    for name, rows in found.measures.groupby("measure", sort=False):
        cells = [_cell(words, row) for row in records(rows)]
        if any(cell != "–" for cell in cells):
            table.add_row(words.measure(str(name)), *cells)
    return table


def _cell(words: CompareWords, row: Mapping[str, Any]) -> str:
    shown = words.figure(row["measure"], row["unit"], row["value"])
    delta = words.delta(row["measure"], row["unit"], row["delta"], row["relative"])
    return f"{shown}\n{delta}" if delta and row["delta"] else shown


def _links(found: Comparison, words: CompareWords, ids: Sequence[str]) -> Table | None:
    keys = ["from", "to", "commodity", "mode", "unit"]
    marked = found.links.assign(moved=found.links["change"].isin(["appears", "vanishes", "grows", "shrinks"]))
    links = marked[marked.groupby(keys)["moved"].transform("any")]
    if links.empty:
        return None
    table = _table(t("compare.links", words.lang), [t("compare.which_link", words.lang)],
                   [words.scenario(one) for one in ids])  # fmt: skip
    for (giver, taker, good, _, unit), rows in links.groupby(keys, sort=False):
        cells = []
        for row in records(rows):
            change = row["change"]
            told = "" if change in ("", "same", "absent") else f"\n{words.change(change)}"
            cells.append((words.amount(row["amount"], str(unit)) if change != "absent" else "–") + told)
        table.add_row(words.link(str(giver), str(taker), str(good)), *cells)
    return table


def _table(title: str, first: list[str], names: list[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for name in first:
        table.add_column(name, overflow="fold")
    for name in names:
        table.add_column(name, justify="right", overflow="fold")
    return table


def _console() -> Console:
    """A console; where the output is not a terminal, wide enough for six scenarios."""
    out = Console()
    return out if out.is_terminal else Console(width=180)
