"""A park as a workbook to fill in: headings in both languages, lists to pick from, a unit beside each number, notes."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from xlsxwriter import Workbook

from circnet.exchange.lists import Lists
from circnet.exchange.rows import reference_of, written_rows
from circnet.park.book import facts
from circnet.park.book.attached import parts_of
from circnet.park.book.measures import unit_of_column
from circnet.park.book.words import ATTACHED, KEYS, PARK, choice_word, column_heading, key_words, sheet_title
from circnet.park.catalog import catalog_of
from circnet.park.park import Park, ParkInfo
from circnet.schema import NUMERIC, PARK_TABLES, Column
from circnet.text import keys, t

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from circnet.park.catalog import Catalog

__all__ = ["empty_park", "park_workbook"]

_MADE = datetime.datetime(2026, 1, 1)
_SPARE = 200
"""Rows below the filled ones that still have lists to pick from."""
_COLOURS = {"main": "#1F6F8B", "more": "#9AA5B1", "local": "#B58900"}
_MAIN = ("enterprises", "units", "ports", "links", "markets")
_LOCAL = ("commodities", "technologies", "substitutions")


def empty_park() -> Park:
    """Return a park without a name and without rows, for a template."""
    return Park.of(ParkInfo("", "", ""), {})


def park_workbook(
    park: Park,
    catalog: Catalog,
    lang: str,
    *,
    tables: Sequence[str] = tuple(PARK_TABLES),
    firm: str = "",
    asked: Mapping[str, list[str]] | None = None,
    files: Mapping[str, str] | None = None,
) -> bytes:
    """Return a park as a workbook that reads back as the same park.

    Parameters
    ----------
    park : Park
        `empty_park()` for a template.
    catalog : Catalog
        Whose goods and technologies can be picked.
    lang : str
        ``zh`` or ``en``: of the sheets' names, lists and notes; headings stand in both.
    tables : sequence of str
        Which sheets it has.
    firm : str
        Name of the only firm in it, for a questionnaire; without the example then.
    asked : mapping of str to list of str
        Rows of the hidden sheet of a questionnaire, by table; see `circnet.exchange.questionnaire`.
    files : mapping of str to str
        Texts that go along, by path: scenarios and a boundary; see `circnet.park.attachments`.

    Returns
    -------
    bytes
        An .xlsx without formulas and locks; the same park gives the same bytes.
    """
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE, "title": park.info.name_zh or "circnet"})
        writer = _Writer(book, park, catalog, lang)
        writer.readme(firm)
        if not firm:
            writer.example()
        writer.facts()
        for name in tables:
            writer.table(name)
        if files:
            writer.attached(files)
        if asked is not None:
            writer.asked(asked)
        writer.lists.write(book, sheet_title("lists", lang))
    return target.getvalue()


class _Writer:
    """One workbook on its way."""

    def __init__(self, book: Workbook, park: Park, catalog: Catalog, lang: str) -> None:
        self.book, self.park, self.lang = book, park, lang
        self.reference = reference_of(park, catalog_of(park, catalog))
        self.lists = Lists(self.reference, lang)
        self.known = keys(lang)
        text = {"valign": "top"}
        self.formats: dict[str, Format] = {
            "text": book.add_format(text),
            "unit": book.add_format(text | {"font_color": "#5B6B7A", "italic": True}),
            "head": book.add_format(
                text | {"bold": True, "text_wrap": True, "bg_color": "#DCE9F0", "bottom": 1, "bottom_color": "#1F6F8B"}
            ),
            "needed": book.add_format(
                text | {"bold": True, "text_wrap": True, "bg_color": "#F6E3B4", "bottom": 1, "bottom_color": "#B58900"}
            ),
            "wrap": book.add_format(text | {"text_wrap": True}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }

    def readme(self, firm: str) -> None:
        """Write the page that says how to fill the rest."""
        page = self.book.add_worksheet(sheet_title("readme", self.lang))
        page.set_column(0, 0, 100)
        page.write_string(0, 0, self.park.info.name_zh if firm else "circnet", self.formats["title"])
        lines = [t(f"book_readme.line{number}", self.lang) for number in range(1, 9)]
        if firm:
            lines = [t("book_readme.questionnaire", self.lang, firm=firm), *lines[1:6]]
        for row, line in enumerate(lines, start=2):
            page.write_string(row, 0, line, self.formats["wrap"])

    def example(self) -> None:
        """Write a park of three firms, table below table."""
        from circnet.exchange.example import example_park

        page = self.book.add_worksheet(sheet_title("example", self.lang))
        page.set_column(0, 12, 18)
        page.write_string(0, 0, t("book_example.title", self.lang), self.formats["title"])
        shown, row = example_park(self.lang), 2
        for name, table in shown.tables().items():
            if table.empty:
                continue
            cells = written_rows(shown, self.reference, name, self.lang)
            cells = cells.loc[:, [cells[column].map(lambda cell: cell not in (None, "")).any() for column in cells]]
            page.write_string(row, 0, sheet_title(name, self.lang), self.formats["needed"])
            for at, column in enumerate(cells):
                page.write_string(row + 1, at, column_heading(column, self.lang), self.formats["head"])
                for below, cell in enumerate(cells[column], start=row + 2):
                    self._cell(page, below, at, cell, column)
            row += len(cells) + 4

    def facts(self) -> None:
        """Write the sheet of the park's own facts."""
        page = self.book.add_worksheet(sheet_title(PARK, self.lang))
        page.set_tab_color(_COLOURS["main"])
        page.set_column(0, 0, 22)
        page.set_column(1, 1, 40)
        page.set_column(2, 2, 60)
        for place, word in enumerate(("fact", "value", "note")):
            page.write_string(0, place, t(f"book_words.{word}", self.lang), self.formats["head"])
        for row, key in enumerate(KEYS, start=1):
            needed = "needed" if key in ("id", "name_zh", "name_en") else "head"
            page.write_string(row, 0, f"{key_words(key, 'zh')}\n{key_words(key, 'en')}", self.formats[needed])
            self._cell(page, row, 1, facts.written(self.park.info, key), key)
            page.write_string(row, 2, t(f"book_key_note.{key}", self.lang), self.formats["unit"])
            if key in ("catalog", "candidates"):
                words = (
                    ["nearby", "listed"]
                    if key == "candidates"
                    else [choice_word(word, self.lang) for word in ("true", "false")]
                )
                page.data_validation(row, 1, row, 1, {"validate": "list", "source": words, "ignore_blank": True})
        page.freeze_panes(1, 1)

    def table(self, name: str) -> None:
        """Write a table: headings with notes and lists, then its rows."""
        page = self.book.add_worksheet(sheet_title(name, self.lang))
        page.set_tab_color(_COLOURS["main" if name in _MAIN else "local" if name in _LOCAL else "more"])
        page.set_comments_author("circnet")
        cells = written_rows(self.park, self.reference, name, self.lang)
        specs, last = PARK_TABLES[name].columns, len(cells) + _SPARE
        for at, column in enumerate(cells):
            spec = specs.get(column)
            head = "needed" if spec is not None and spec.required else "head"
            page.write_string(0, at, self._heading(name, column, spec), self.formats[head])
            note = self._note(name, column, spec)
            if note:
                page.write_comment(
                    0, at, note, {"x_scale": 2.2, "y_scale": max(1.0, len(note) / 90), "author": "circnet"}
                )
            source = self.lists.source(spec, column)
            if source:
                rule = {"validate": "list", "source": source, "ignore_blank": True, "show_error": False}
                page.data_validation(1, at, last, at, rule)
            for row, cell in enumerate(cells[column], start=1):
                self._cell(page, row, at, cell, column)
            page.set_column(at, at, 34 if column in ("note", "title", "url") else 16)
        page.set_row(0, 34)
        page.freeze_panes(1, 1)

    def _heading(self, table: str, column: str, spec: Column | None) -> str:
        """Return a heading in both languages, with the unit where it is the same in every row."""
        if spec is None and column not in ("amount_unit", "price_unit"):
            return column
        moving = spec is not None and column in unit_of_column(table)
        unit = spec.unit if spec is not None and spec.type in NUMERIC and not moving else ""
        unit = {"deg": "°", "degC": "℃", "1": "", "a": "", "h/a": "h", "mass_share": ""}.get(unit, unit)
        words = [column_heading(column, lang) for lang in ("zh", "en")]
        return f"{words[0]}{f'（{unit}）' if unit else ''}\n{words[1]}"

    def _note(self, table: str, column: str, spec: Column | None) -> str:
        """Return what stands in the note of a heading."""
        lang, known = self.lang, self.known
        own = next((key for key in (f"book_note.{table}_{column}", f"book_note.{column}") if key in known), "")
        parts = [t(own, lang)] if own else []
        if spec is not None:
            parts += [t("book_note_of.required", lang)] if spec.required else []
            parts += [t("book_note_of.bounds", lang, bounds=spec.bounds)] if spec.bounds and spec.unit != "a" else []
            if spec.choices:
                words = [choice_word(word, lang) for word in spec.choices]
                parts.append(t("book_note_of.choices", lang, choices=", ".join(words)))
        return "\n".join(parts)

    def _cell(self, page: Worksheet, row: int, column: int, value: object, name: str) -> None:
        """Write a value as Excel holds it; a number that sixteen digits do not tell is written out as text."""
        form = self.formats["unit" if name in ("amount_unit", "price_unit") else "text"]
        if value is None or value == "":
            return
        if isinstance(value, bool):
            page.write_string(row, column, choice_word(str(value).lower(), self.lang), form)
        elif isinstance(value, int | float) and float(f"{value:.16G}") == value:
            page.write_number(row, column, value, form)
        else:
            page.write_string(row, column, repr(value) if isinstance(value, float) else str(value), form)

    def attached(self, files: Mapping[str, str]) -> None:
        """Write texts that are no tables."""
        page = self.book.add_worksheet(sheet_title(ATTACHED, self.lang))
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 100)
        for place, word in enumerate(("path", "text")):
            page.write_string(0, place, t(f"book_words.{word}", self.lang), self.formats["head"])
        for row, cells in enumerate(parts_of(files), start=1):
            for place, text in enumerate(cells):
                page.write_string(row, place, text, self.formats["text"])

    def asked(self, rows: Mapping[str, list[str]]) -> None:
        """Write what was known when a questionnaire was sent out, hidden."""
        page = self.book.add_worksheet(sheet_title("asked", self.lang))
        page.very_hidden()
        flat = pd.DataFrame([(name, text) for name, texts in rows.items() for text in texts], columns=["table", "row"])
        for at, column in enumerate(flat):
            page.write_string(0, at, column)
            for row, text in enumerate(flat[column], start=1):
                page.write_string(row, at, text)
