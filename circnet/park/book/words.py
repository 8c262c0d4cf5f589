"""The words of a workbook: names of sheets, headings and choices in both languages, and back to the plain names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from circnet.park.book.measures import UNIT_COLUMNS, unit_columns
from circnet.schema import PARK_TABLES, Column
from circnet.text import LANGUAGES, heading, keys, t

__all__ = [
    "ATTACHED",
    "KEYS",
    "OWN_SHEETS",
    "PARK",
    "choice_word",
    "choices_of",
    "column_heading",
    "heading_unit",
    "key_of",
    "key_words",
    "plain_heading",
    "sheet_title",
    "table_of",
]

PARK = "park"
"""The sheet of the park's own facts, keys and values."""
ATTACHED = "files"
"""The sheet of files that are no tables."""
OWN_SHEETS = ("readme", "example", "lists", "asked", "marked")
"""Sheets that a template has beside its tables; nothing is read from them as a table."""
KEYS = ("id", "name_zh", "name_en", "prefecture", "county", "level", "lat", "lon", "area_km2", "zones", "retrofit",
        "year", "currency", "catalog", "candidates", "note_zh", "note_en")  # fmt: skip
"""The facts of a park, in the order of the sheet."""

_BLANKS = re.compile(r"[\s_*:]+")
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")


def _bare(text: str) -> str:
    """Return a heading as it is compared: half-width, lower case, without brackets, blanks, stars and underscores."""
    half = unicodedata.normalize("NFKC", _BRACKETS.sub("", text)).casefold()
    return _BLANKS.sub("", half)


def sheet_title(table: str, lang: str) -> str:
    """Return the name of a sheet in a language."""
    return t(f"book_sheet.{table}", lang)


@cache
def _sheets() -> Mapping[str, str]:
    """Return every spelling of a sheet's name and what it holds."""
    names = (*PARK_TABLES, PARK, ATTACHED, *OWN_SHEETS)
    spelt = {_bare(sheet_title(name, lang)): name for lang in LANGUAGES for name in names}
    return spelt | {_bare(name): name for name in (*PARK_TABLES, PARK)}


def table_of(title: str) -> str:
    """Return what a sheet of this name holds: a table, `park`, one of `OWN_SHEETS`, or an empty text."""
    return _sheets().get(_bare(title), "")


def column_heading(column: str, lang: str) -> str:
    """Return the heading of a column or of the unit beside amounts or prices."""
    return t(f"book_column.{column}", lang) if column in UNIT_COLUMNS else heading(column, lang)


@cache
def _headings(table: str) -> Mapping[str, str]:
    """Return every spelling of a table's headings and the plain name."""
    names = (*PARK_TABLES[table].columns, *unit_columns(table))
    spelt = {_bare(column_heading(name, lang)): name for lang in LANGUAGES for name in names}
    return spelt | {_bare(name): name for name in names}


def plain_heading(text: str, table: str) -> str:
    """Return a heading's plain name, the heading itself where nobody knows it.

    A heading may stand in both languages, on two lines or with a stroke between, and carry a unit in brackets.
    """
    known = _headings(table)
    for part in (text, *re.split(r"[\n/|]", text)):
        found = known.get(_bare(part))
        if found:
            return found
    return text


def heading_unit(text: str) -> str:
    """Return what stands in brackets in a heading: most often a unit."""
    found = _BRACKETS.findall(text)
    return found[-1].strip() if found else ""


def key_words(key: str, lang: str) -> str:
    """Return the name of a fact of the park."""
    return t(f"book_key.{key}", lang)


@cache
def _keys() -> Mapping[str, str]:
    spelt = {_bare(key_words(key, lang)): key for lang in LANGUAGES for key in KEYS}
    return spelt | {_bare(key): key for key in KEYS}


def key_of(text: str) -> str:
    """Return which fact of the park a label means, the label itself where nobody knows it."""
    for part in (text, *re.split(r"[\n/|]", text)):
        found = _keys().get(_bare(part))
        if found:
            return found
    return text


@cache
def choice_word(value: str, lang: str) -> str:
    """Return the word for a choice, the choice itself where it has none (grades)."""
    key = f"book_choice.{value}"
    return t(key, lang) if key in keys(lang) else value


def choices_of(column: Column) -> dict[str, str]:
    """Return every spelling of a column's choices and the plain one."""
    spelt = {_bare(choice_word(value, lang)): value for lang in LANGUAGES for value in column.choices}
    return spelt | {_bare(value): value for value in column.choices}


def bare(text: str) -> str:
    """Return a word as `choices_of` spells it."""
    return _bare(text)
