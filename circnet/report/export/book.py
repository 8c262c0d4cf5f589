"""A park and its run as one workbook: the network, the run, the park's tables, and where every figure is from."""

from __future__ import annotations

from typing import Final

import pandas as pd

from circnet.park.book.words import sheet_title
from circnet.report.export.content import Content
from circnet.report.export.figures import FIGURES, sourced_figures, works_cited
from circnet.report.export.network import LINK_UNITS
from circnet.report.figures import names
from circnet.report.phrases import grade_words, word
from circnet.report.sheets import Field, Sheet, write_book
from circnet.report.workbook import coupling_sheets
from circnet.schema import NUMERIC, PARK_TABLES
from circnet.text import heading, keys, t

__all__ = ["park_book"]

_NODES: Final = ("name", "zone", "industry", "status", "lat", "lon", "location_basis", "evidence", "basis", "source",
                 "id")  # fmt: skip
_LINKS: Final = ("state", "from_name", "to_name", "commodity_name", "amount", "unit", "amount_today", "amount_stated",
                 "mode", "distance_km", "worth", "worth_unit", "co2_t", "evidence", "basis", "source", "from", "to",
                 "commodity")  # fmt: skip
_NAMED: Final = {"enterprise": "enterprises", "from": "enterprises", "to": "enterprises", "technology": "technologies",
                 "commodity": "commodities"}  # fmt: skip
"""Columns of ids beside which the name is told, and the table that has it."""
_LEFT_OUT: Final = ("sources",)


def park_book(content: Content, lang: str) -> bytes:
    """Return the workbook in one language; the same content gives the same bytes.

    Sheets: what the run found (`circnet.report.workbook`; none for a park as it is today), firms and links of the
    network with evidence and sources, the park's tables as they are kept, every figure with its basis and sources, the
    works these name, and what the columns mean.
    """
    book = _Book(content, lang)
    result, info = content.result, content.park.info
    run, glossary = [], []
    if result is not None:
        told = coupling_sheets(content.park, content.catalog, content.settings, result, lang, content.scenario)
        run, glossary = told[:-2], told[-1:]
    figures = sourced_figures(content)
    sources = pd.concat([figures["source"], content.nodes["source"], content.links["source"]])
    park = [book.table(name, table) for name, table in content.park.tables().items()
            if len(table) and name not in _LEFT_OUT]  # fmt: skip
    title = t("workbook.title", lang, park=(info.name_zh if lang == "zh" else info.name_en) or info.id)
    cited = book.sheet("works", works_cited(content, sources), ("id", "title", "year", "url", "note"))
    sheets = [*run, book.links(), book.nodes(), *park, book.figures(figures), cited, *glossary]
    return write_book(sheets, lang, title)


class _Book:
    """The sheets of a park in one language."""

    def __init__(self, content: Content, lang: str) -> None:
        self.content, self.lang = content, lang
        tables = {
            "enterprises": content.nodes,
            "technologies": content.effective.technologies,
            "commodities": content.effective.commodities,
        }
        self.names = {name: names(table, lang) for name, table in tables.items()}

    def sheet(self, title: str, table: pd.DataFrame, columns: tuple[str, ...]) -> Sheet:
        """A sheet of our own columns."""
        shown = table.reindex(columns=list(columns))
        fields = [Field(name, self.heading(name), _form(name, shown[name])) for name in columns]
        return Sheet(t(f"export_sheet.{title}", self.lang), fields, self.graded(shown))

    def nodes(self) -> Sheet:
        """Firms and partners outside."""
        table = self.content.nodes
        return self.sheet("firms", table.assign(name=self.called("enterprises", table["id"])), _NODES)

    def links(self) -> Sheet:
        """What goes from whom to whom."""
        table = self.content.links
        told = table.assign(
            from_name=self.called("enterprises", table["from"]), to_name=self.called("enterprises", table["to"]),
            commodity_name=self.called("commodities", table["commodity"]),
            state=table["state"].map(lambda state: t(f"export_state.{state}", self.lang)),
            unit=table["unit"].map(lambda unit: word("measure", unit, self.lang)),
        )  # fmt: skip
        return self.sheet("links", told, _LINKS)

    def figures(self, table: pd.DataFrame) -> Sheet:
        """Every figure, named as its table and column are."""
        every = {id_: name for known in self.names.values() for id_, name in known.items()}

        def called(ids: str) -> str:
            return " > ".join(every.get(one, one) for one in ids.split(" > "))

        told = table.assign(
            table=table["table"].map(lambda name: t(f"export_table.{name}", self.lang)),
            figure=table["figure"].map(lambda name: heading(name, self.lang)),
            subject=table["subject"].astype("str").map(called), item=table["item"].astype("str").map(called),
        )  # fmt: skip
        return self.sheet("figures", told, FIGURES)

    def table(self, name: str, table: pd.DataFrame) -> Sheet:
        """A table of the park as it is kept, names beside ids."""
        specification = PARK_TABLES[name].columns
        fields, shown = [], {}
        for column, values in table.items():
            if column in _NAMED:
                fields.append(Field(f"{column}_name", t("export.named", self.lang, heading=self.heading(column))))
                shown[f"{column}_name"] = self.called(_NAMED[column], values)
            spec = specification.get(str(column))
            number = spec is not None and spec.type in NUMERIC
            form = "year" if column == "year" else "amount" if number else "text"
            fields.append(Field(str(column), self.heading(str(column), spec.unit if spec else ""), form))
            shown[str(column)] = values
        frame = self.graded(pd.DataFrame(shown))
        return Sheet(sheet_title(name, self.lang), fields, frame)

    def graded(self, table: pd.DataFrame) -> pd.DataFrame:
        """Grades with their meaning."""
        told = {name: table[name].fillna("").map(lambda grade: grade_words(grade, self.lang))
                for name in ("evidence", "grade") if name in table}  # fmt: skip
        return table.assign(**told)

    def called(self, kind: str, ids: pd.Series) -> pd.Series:
        """Names of ids; an id that nobody names stays."""
        return ids.map(lambda id_: self.names[kind].get(id_, id_))

    def heading(self, column: str, unit: str = "") -> str:
        """The heading of a column with its unit."""
        own = f"export_column.{column}"
        name = t(own, self.lang) if own in keys(self.lang) else heading(column, self.lang)
        unit = unit or LINK_UNITS.get(column, "")
        return t("workbook.with_unit", self.lang, name=name, unit=unit) if unit else name


def _form(name: str, values: pd.Series) -> str:
    if not pd.api.types.is_numeric_dtype(values):
        return "text"
    return {"year": "year", "lat": "text", "lon": "text", "value": "text", "worth": "money"}.get(name, "amount")
