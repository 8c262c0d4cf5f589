"""The columns of a park's tables as the grid shows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from circnet.park.book.measures import unit_of_column
from circnet.park.book.words import KEYS, choice_word, key_words
from circnet.schema import NUMERIC, PARK_TABLES, Column
from circnet.text import heading, keys
from circnet.text import t as circnet_t
from dashboards.i18n import t

__all__ = [
    "FACT",
    "VALUE",
    "columns_of",
    "every_column",
    "fact_columns",
    "fact_rows",
    "grid_columns",
    "help_of",
    "shown_heading",
]

FACT, VALUE, NOTE = "_fact", "value", "_note"
"""Columns of the grid of a park's facts."""

_UNITS = {"deg": "°", "degC": "℃", "1": "", "a": "", "h/a": "h", "mass_share": ""}
_WIDE = ("note", "title", "url", "name_zh", "name_en", "technology", "enterprise", "commodity", "from", "to")
_BOOLEAN = ("true", "false")
_MARKS = ("changed", "error", "warning", "removed", "fixed")
_PICKED = {"cellEditor": {"function": "CircnetDataList"}, "cellEditorPopup": True}


def shown_heading(table: str, column: str, lang: str) -> str:
    """Return a heading with its unit, where that is the same in every row; the plain name of a column nobody knows."""
    spec = PARK_TABLES[table].columns.get(column)
    if spec is None:
        return column
    same = spec.type in NUMERIC and column not in unit_of_column(table)
    unit = _UNITS.get(spec.unit, spec.unit) if same else ""
    told = heading(column, lang)
    return t("data.with_unit", lang, name=told, unit=unit) if unit else told


def help_of(table: str, column: str, lang: str) -> str:
    """Return what a column asks for: its note, whether it must be filled, its bounds and its choices."""
    spec, known = PARK_TABLES[table].columns.get(column), _known(lang)
    own = next((key for key in (f"book_note.{table}_{column}", f"book_note.{column}") if key in known), "")
    parts = [circnet_t(own, lang)] if own else []
    if spec is None:
        return t("data.unknown_column", lang)
    parts += [circnet_t("book_note_of.required", lang)] if spec.required else []
    parts += [circnet_t("book_note_of.bounds", lang, bounds=spec.bounds)] if spec.bounds and spec.unit != "a" else []
    if spec.choices:
        words = ", ".join(choice_word(word, lang) for word in spec.choices)
        parts.append(circnet_t("book_note_of.choices", lang, choices=words))
    return "\n".join(parts)


@cache
def _known(lang: str) -> frozenset[str]:
    return frozenset(keys(lang))


def columns_of(table: str, names: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """Return what the browser must know of columns: name, heading, choices with their words, tables referred to."""
    specs = PARK_TABLES[table].columns
    return [_column(table, name, specs.get(name), lang) for name in names]


def _column(table: str, name: str, spec: Column | None, lang: str) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "heading": shown_heading(table, name, lang)}
    if spec is None:
        return told
    words = spec.choices or (_BOOLEAN if spec.type == "boolean" else ())
    if words:
        told["choices"] = [[word, choice_word(word, lang)] for word in words]
    if spec.refers and spec.type != "list":
        told["refers"] = list(spec.refers)
    if spec.type in NUMERIC:
        told["number"] = True
    if name in unit_of_column(table):
        told["unit"] = spec.unit
    return told | ({"required": True} if spec.required else {})


def grid_columns(table: str, names: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """Return the definitions of a table's columns for the grid, beyond `every_column`."""
    specs = PARK_TABLES[table].columns
    return [_definition(table, name, specs.get(name), lang) | ({} if at else {"pinned": "left"})
            for at, name in enumerate(names)]  # fmt: skip


def _definition(table: str, name: str, spec: Column | None, lang: str) -> dict[str, Any]:
    star = " *" if spec is not None and spec.required else ""
    shown: dict[str, Any] = {"field": name, "headerName": shown_heading(table, name, lang) + star,
                             "headerTooltip": help_of(table, name, lang)}  # fmt: skip
    if name in _WIDE:
        shown["width"] = 200
    elif name in unit_of_column(table):
        shown["width"] = 150
    if spec is not None and spec.type in NUMERIC:
        shown |= {"filter": "agNumberColumnFilter", "cellClass": "figure"}
    if spec is not None and (spec.choices or spec.refers or spec.type == "boolean") and spec.type != "list":
        shown |= _PICKED
    return shown


def every_column() -> dict[str, Any]:
    """Return what all columns have in common: names for ids, units behind amounts, marks of changes and faults."""
    return {
        "editable": {"function": "circnetDataEditable(params)"}, "resizable": True, "sortable": True,
        "minWidth": 60, "width": 120, "filter": "agTextColumnFilter", "cellEditor": "agTextCellEditor",
        "filterValueGetter": {"function": "circnetDataFilter(params)"},
        "comparator": {"function": "circnetDataCompare"},
        "valueFormatter": {"function": "circnetDataShown(params)"},
        "tooltipValueGetter": {"function": "circnetDataTold(params)"},
        "cellClassRules": {name: f"circnetDataIs(params, '{name}')" for name in _MARKS},
    }  # fmt: skip


def fact_rows(lang: str) -> list[dict[str, str]]:
    """Return the facts of a park, the rows of their grid: name, label, what to write."""
    return [{"name": key, "label": key_words(key, lang), "note": circnet_t(f"book_key_note.{key}", lang)}
            for key in KEYS]  # fmt: skip


def fact_columns(lang: str) -> list[dict[str, Any]]:
    """Return the columns of the grid of facts."""
    plain = {"sortable": False, "filter": False, "editable": False}
    return [
        {"field": FACT, "headerName": circnet_t("book_words.fact", lang), "width": 150, **plain},
        {"field": VALUE, "headerName": circnet_t("book_words.value", lang), "flex": 2, "sortable": False,
         "filter": False, **_PICKED},
        {"field": NOTE, "headerName": circnet_t("book_words.note", lang), "flex": 1, "cellClass": "muted", **plain},
    ]  # fmt: skip
