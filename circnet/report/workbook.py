"""A coupling run as a workbook to hand round: names first, units in the headings, questions, sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from circnet import __version__
from circnet.coupling import Coupling, Settings
from circnet.coupling.result import OBJECTIVE_UNITS
from circnet.coupling.throughput import firm_balances
from circnet.park import Catalog, Park, catalog_of
from circnet.report.citations import cited
from circnet.report.console import summary_text
from circnet.report.figures import names, quantity
from circnet.report.phrases import barrier_words, grade_words, partner_words, word
from circnet.report.sheets import Field, Sheet, table_workbook, write_book
from circnet.text import heading, keys, t

__all__ = ["coupling_sheets", "coupling_workbook", "table_workbook"]

_LINKS = ("choice", "from_name", "to_name", "good", "amount", "unit", "saving", "saving_unexplained", "saving_alone",
          "price_floor", "price_ceiling", "co2_t", "waste_t", "water_m3", "distance_km", "mode_name", "capex",
          "payback_a", "evidence", "barriers", "from", "to", "commodity")  # fmt: skip
_FLOWS = ("from_name", "to_name", "good", "status", "before", "amount", "unit", "lost", "mode_name", "distance_km",
          "from", "to", "commodity")  # fmt: skip
_TRADES = ("firm", "good", "amount", "unit", "price", "value", "partner_name", "enterprise", "commodity")
_BALANCES = ("state", "firm", "side", "kind", "good", "partner_name", "amount", "unit", "mass_t", "energy_gj", "value",
             "grade", "enterprise", "commodity")  # fmt: skip
_QUESTIONS = ("question", "firm", "good", "side", "amount", "unit", "price", "value", "enterprise", "commodity")
_SOURCES = ("id", "title", "year", "url", "cited_by", "note")

_MONEY = ("saving", "saving_unexplained", "saving_alone", "capex", "value")
_FORMS = dict.fromkeys(("amount", "before", "lost"), "amount") | dict.fromkeys(
    ("price_floor", "price_ceiling", "price"), "price"
)
_FORMS |= dict.fromkeys(("co2_t", "waste_t", "water_m3", "mass_t", "energy_gj"), "whole")
_FORMS |= dict.fromkeys(("distance_km", "payback_a"), "short")
_UNITS = {
    "co2_t": "t_a", "waste_t": "t_a", "water_m3": "m3_a", "mass_t": "t_a", "energy_gj": "gj_a", "distance_km": "km",
    "payback_a": "years", "price_floor": "cny_unit", "price_ceiling": "cny_unit", "price": "cny_unit",
    "amount": "unit_a", "before": "unit_a", "lost": "unit_a", "saving_unexplained": "money_a", "value": "money_a",
    "capex": "money",
}  # fmt: skip


def coupling_workbook(  # noqa: PLR0913  what a run is, how it is told
    park: Park,
    catalog: Catalog,
    settings: Settings,
    result: Coupling,
    lang: str,
    *,
    scenario: str = "",
    plain: bool = False,
) -> bytes:
    """Return a coupling run as an Excel workbook in one language.

    Parameters
    ----------
    park, catalog, settings
        As given to `circnet.coupling.couple`.
    result
        What it found.
    lang
        ``zh`` or ``en``. Chinese amounts of money are in 万元, prices in 元; English ones in CNY.
    scenario
        Name of the scenario that park and settings are under, for the summary.
    plain
        Append the result's own tables, a sheet each under their own names and columns, for other programs.

    Returns
    -------
    bytes
        Sheets: summary with the settings of the run, couplings, flows before and after, purchases, sales,
        disposals, balance of each firm, questions to firms (what the data cannot explain), sources cited, and what
        the columns mean; then the plain tables if asked for. The same run gives the same bytes.
    """
    sheets = coupling_sheets(park, catalog, settings, result, lang, scenario)
    if plain:
        tables = {"summary": result.summary_table(), **result.tables()}
        sheets += [Sheet(name, [_plain(column, table) for column in table], table) for name, table in tables.items()]
    return write_book(sheets, lang, t("workbook.title", lang, park=_park_name(park, lang)))


def coupling_sheets(  # noqa: PLR0913, PLR0917  what a run is, how it is told
    park: Park, catalog: Catalog, settings: Settings, result: Coupling, lang: str, scenario: str = ""
) -> list[Sheet]:
    """Return the readable sheets of `coupling_workbook`, sources and glossary last."""
    book = _Book(park, catalog_of(park, catalog), settings, result, lang, scenario)
    balances = firm_balances(park, catalog, settings, result)
    return [
        book.summary(),
        book.sheet("couplings", _LINKS, book.couplings()),
        book.sheet("flows", _FLOWS, book.flows()),
        *(
            book.sheet(name, _TRADES, book.trades(getattr(result, name)))
            for name in ("purchases", "sales", "disposals")
        ),
        book.sheet("balances", _BALANCES, book.balances(balances)),
        book.sheet("questions", _QUESTIONS, book.questions()),
        book.sheet("sources", _SOURCES, cited(park, book.catalog, result, lang)),
        book.glossary(),
    ]


def _park_name(park: Park, lang: str) -> str:
    return (park.info.name_zh if lang == "zh" else park.info.name_en) or park.info.id


def _plain(column: str, table: pd.DataFrame) -> Field:
    return Field(column, column, "amount" if pd.api.types.is_float_dtype(table[column]) else "text")


@dataclass(frozen=True)
class _Book:
    """A run and the language it is told in."""

    park: Park
    catalog: Catalog
    settings: Settings
    result: Coupling
    lang: str
    scenario: str

    @property
    def park_name(self) -> str:
        return _park_name(self.park, self.lang)

    @cached_property
    def firms(self) -> dict[str, str]:
        return names(self.park.enterprises, self.lang)

    @cached_property
    def goods(self) -> dict[str, str]:
        return names(self.catalog.commodities, self.lang)

    def text(self, key: str, **values: object) -> str:
        return t(key, self.lang, **values)

    def sheet(self, name: str, columns: tuple[str, ...], table: pd.DataFrame) -> Sheet:
        fields = [Field(column, self.heading(column), self.form(column)) for column in columns]
        return Sheet(self.text(f"sheet.{name}"), fields, table.reindex(columns=list(columns)))

    def heading(self, column: str) -> str:
        """The name of a column with its unit."""
        key = f"field.{column}"
        name = self.text(key) if key in keys(self.lang) else heading(column, self.lang)
        unit = _UNITS.get(column, "")
        if column in ("saving", "saving_alone"):
            unit = "money_a" if self.in_money else {"m3": "m3_a"}.get(self.objective_unit, "t_a")
        return self.text("workbook.with_unit", name=name, unit=self.text(f"measure.{unit}")) if unit else name

    def form(self, column: str) -> str:
        if column in _MONEY and (self.in_money or column not in ("saving", "saving_alone")):
            return "money_wan" if self.lang == "zh" else "money"
        return _FORMS.get(column, "amount" if column in _MONEY else "text")

    @property
    def objective_unit(self) -> str:
        return OBJECTIVE_UNITS.get(self.settings.objective, "t")

    @property
    def in_money(self) -> bool:
        return self.settings.objective == "cost"

    def told(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table with names beside ids, units as they are written, and Chinese money in 万元."""
        firms, goods = self.firms, self.goods
        modes = names(self.catalog.transport.rename(columns={"mode": "id"}).drop_duplicates("id"), self.lang)
        hubs = names(self.catalog.hubs, self.lang)
        named = {
            name: table[column].map(lambda id_, known=known: known.get(id_, id_))
            for name, column, known in (
                ("from_name", "from", firms), ("to_name", "to", firms), ("firm", "enterprise", firms),
                ("good", "commodity", goods), ("mode_name", "mode", modes),
            )
            if column in table
        }  # fmt: skip
        if "partner" in table:
            named["partner_name"] = table["partner"].map(lambda name: partner_words(name, firms, hubs, self.lang))
        if "unit" in table:
            named["unit"] = table["unit"].map(lambda unit: word("measure", unit, self.lang))
        wan = {c: table[c].astype("float64") / 1e4 for c in _MONEY if c in table and self.form(c) == "money_wan"}
        return table.assign(**named, **wan)

    def couplings(self) -> pd.DataFrame:
        table = self.told(self.result.opportunities)
        return table.assign(
            choice=table["choice"].map(lambda choice: self.text(f"choice.{choice}")),
            evidence=table["evidence"].map(lambda grade: grade_words(grade, self.lang)),
            barriers=table["barriers"].map(lambda codes: barrier_words(codes, self.firms, self.goods, self.lang)),
        )

    def flows(self) -> pd.DataFrame:
        """Links before and after side by side; what is absent in a state is zero there, unknown without a baseline."""
        key = ["from", "to", "commodity", "mode", "unit", "distance_km", "existing"]
        before = self.result.baseline_flows[[*key, "amount"]].rename(columns={"amount": "before"})
        table = self.result.flows.merge(before, on=key, how="outer")
        table = table.assign(amount=table["amount"].fillna(0.0), lost=table["lost"].fillna(0.0))
        if self.result.summary["baseline_cost"] is not None:
            table = table.assign(before=table["before"].fillna(0.0))
        status = table["existing"].astype(bool).map({True: "existing", False: "chosen"})
        table = table.assign(status=status.map(lambda code: self.text(f"link.{code}")))
        return self.told(table.sort_values(["from", "to", "commodity"]))

    def trades(self, table: pd.DataFrame) -> pd.DataFrame:
        return self.told(table)

    def balances(self, table: pd.DataFrame) -> pd.DataFrame:
        words = {c: table[c].map(lambda code, c=c: self.text(f"{c}.{code}")) for c in ("state", "side", "kind")}
        grade = table["grade"].map(lambda code: grade_words(code, self.lang))
        return self.told(table).assign(**words, grade=grade)

    def questions(self) -> pd.DataFrame:
        table = self.result.unexplained
        told = self.told(table)
        amounts = [
            quantity(amount, unit, self.lang) for amount, unit in zip(table["amount"], table["unit"], strict=True)
        ]
        asked = [
            self.text(f"question.{side}", firm=firm, good=good, amount=amount)
            for side, firm, good, amount in zip(table["side"], told["firm"], told["good"], amounts, strict=True)
        ]
        side = table["side"].map(lambda code: self.text(f"side.{code}"))
        return told.assign(question=pd.Series(asked, index=table.index, dtype="str"), side=side)

    def summary(self) -> Sheet:
        """What was asked and what was found, one line each; numbers stay numbers."""
        rows = [*self.asked(), *self.found()]
        table = pd.DataFrame(rows, columns=["part", "item", "found", "measure"])
        fields = [
            Field(column, self.text(f"field.{column}"), "amount" if column == "found" else "text") for column in table
        ]
        return Sheet(self.text("sheet.summary"), fields, table.astype({"found": object}))

    def asked(self) -> list[tuple[str, str, Any, str]]:
        """Park, data and settings."""
        info, chosen, years = self.park.info, self.settings, self.catalog.prices["year"].dropna()
        states = self.text("barrier.comma").join(word("state", one, self.lang) for one in chosen.include)
        span = "–".join(sorted({f"{year:.0f}" for year in (years.min(), years.max())})) if len(years) else ""
        reach: tuple[str, Any, str] = ("max_km", chosen.max_km, "km")
        if chosen.max_km is None:
            reach = ("max_km", self.text("workbook.own_reach"), "")
        objective = word("objective", chosen.objective, self.lang)
        facts: list[tuple[str, Any, str]] = [
            ("park", self.park_name, info.id), ("scenario", self.scenario or self.text("workbook.none"), ""),
            ("data_year", "" if info.year is None else str(info.year), ""),
            ("version", __version__, ""), ("price_years", span, ""),
            ("objective", objective, chosen.objective), ("carbon_price", float(chosen.carbon_price), "cny_t"),
            reach,
            ("flexible", self.yes(chosen.flexible), ""), ("include", states or self.text("workbook.none"), ""),
            ("strict", self.yes(chosen.strict), ""), ("yes_no", self.yes(chosen.yes_no), ""),
            ("transaction_cost", float(chosen.transaction_cost), "cny_a"),
            ("discount_rate", float(chosen.discount_rate) * 100, "percent"), ("solver", chosen.solver, ""),
        ]  # fmt: skip
        part = self.text("workbook.settings")
        return [
            (part, self.text(f"setting.{key}"), value, word("measure", unit, self.lang)) for key, value, unit in facts
        ]

    def found(self) -> list[tuple[str, str, Any, str]]:
        """Totals, the sentence that tells them, and how to read the grades."""
        summary, money = self.result.summary, "money_a"
        unit = money if self.in_money else {"m3": "m3_a"}.get(self.objective_unit, "t_a")
        totals = [
            ("saving", unit), ("saving_unexplained", money), ("net_cost", money), ("baseline_net_cost", money),
            ("co2_avoided_t", "t_a"), ("waste_diverted_t", "t_a"), ("fresh_water_saved_m3", "m3_a"),
        ]  # fmt: skip
        factor = 1e-4 if self.lang == "zh" else 1.0
        part = self.text("workbook.results")
        rows: list[tuple[str, str, Any, str]] = [(part, self.text("total.told"), summary_text(summary, self.lang), "")]
        for key, measure in totals:
            value: Any = summary[key]
            shown = None if value is None else float(value) * (factor if measure == money else 1.0)
            rows.append((part, self.text(f"total.{key}"), shown, self.text(f"measure.{measure}")))
        rows.append((part, self.text("total.links_chosen"), summary["links_chosen"], ""))
        rows.append((part, self.text("total.questions"), len(self.result.unexplained), ""))
        rows.append((part, self.text("total.grades"), t("evidence.legend", self.lang), ""))
        return rows

    def yes(self, value: bool) -> str:
        return self.text("workbook.yes" if value else "workbook.no")

    def glossary(self) -> Sheet:
        """Every column of the sheets with a meaning."""
        columns = dict.fromkeys([*_LINKS, *_FLOWS, *_TRADES, *_BALANCES, *_QUESTIONS, *_SOURCES])
        meant = [c for c in columns if f"meaning.{c}" in keys(self.lang)]
        rows = [(self.heading(column), self.text(f"meaning.{column}")) for column in meant]
        table = pd.DataFrame(rows, columns=["heading", "meaning"])
        return Sheet(self.text("sheet.glossary"), [Field(c, self.text(f"field.{c}")) for c in table], table)
