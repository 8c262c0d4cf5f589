"""A park's tables as the browser edits them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from circnet.exchange.rows import reference_of
from circnet.park.book.measures import own_unit
from circnet.park.book.words import choice_word, sheet_title
from circnet.park.catalog import Catalog
from circnet.park.manifest import FILE
from circnet.park.park import OWNED, Park, ParkInfo
from circnet.schema import PARK_TABLES
from circnet.workspace.facts import facts_of
from circnet.workspace.sheets import headings, rows_of
from dashboards.i18n import section
from dashboards.views.data import columns

__all__ = ["payload", "shown_columns", "table_title"]

_FIXED = ("id",)
"""Facts that cannot be edited: the park is kept under its id."""
_FACT_CHOICES = {"catalog": ("true", "false"), "candidates": ("nearby", "listed")}


def table_title(file: str, lang: str) -> str:
    """Return what a table is called; of other files their path."""
    name = "park" if file == FILE else file.removesuffix(".csv")
    return sheet_title(name, lang) if name in PARK_TABLES or file == FILE else file


def shown_columns(table: str, rows: pd.DataFrame) -> list[str]:
    """Return the columns of a table in the grid: the specification's, then those the file has besides."""
    named = list(rows.columns)
    foreign = table in OWNED and "park" in named and rows["park"].fillna("").ne("").any()
    usual = [name for name in PARK_TABLES[table].columns if name != "park" or table not in OWNED or foreign]
    return [*usual, *[name for name in named if name not in PARK_TABLES[table].columns]]


def payload(park: str, version: int, state: pd.DataFrame, catalog: Catalog, lang: str, *, own: bool) -> dict[str, Any]:  # noqa: PLR0913, PLR0917
    """Return everything that the browser needs to show and edit a park.

    Parameters
    ----------
    park, version
        Its id and version, 0 of a built-in one.
    state : DataFrame
        Its cells, columns `circnet.workspace.changes.CELL_COLUMNS`.
    catalog : Catalog
        The whole catalog; its goods and technologies can be picked.
    own
        Whether it can be edited.
    """
    facts = facts_of(state)
    return {
        "park": park, "version": version, "own": own, "lang": lang,
        "tables": [_facts(facts, lang), *(_table(one, name, lang) for name, one in _rows(state).items())],
        "lists": _lists(catalog, lang) if facts.get("catalog") != "false" else {},
        "words": dict(section("data_js", lang)),
    }  # fmt: skip


def _facts(facts: dict[str, str], lang: str) -> dict[str, Any]:
    rows = columns.fact_rows(lang)
    told: list[dict[str, Any]] = [
        {"name": row["name"], "heading": row["label"], "note": row["note"], "fixed": row["name"] in _FIXED}
        for row in rows
    ]
    for one in told:
        if one["name"] in _FACT_CHOICES:
            one["choices"] = [[word, choice_word(word, lang)] for word in _FACT_CHOICES[one["name"]]]
    cells = [0, *(facts.get(row["name"], "") for row in rows)]
    return {"file": FILE, "name": "park", "title": table_title(FILE, lang), "facts": True, "columns": told,
            "grid": columns.fact_columns(lang), "rows": [cells]}  # fmt: skip


def _rows(state: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of every table; of a park's few tables only those it has are looked for."""
    known, filled = headings(state), set(state["sheet"].unique())
    nothing = pd.DataFrame(index=pd.Index([], dtype="int64"), dtype=object)
    return {
        name: rows_of(state, table.file, known.get(table.file, ()))
        if table.file in filled
        else nothing.reindex(columns=known.get(table.file, []))
        for name, table in PARK_TABLES.items()
    }


def _table(rows: pd.DataFrame, name: str, lang: str) -> dict[str, Any]:
    file, names = PARK_TABLES[name].file, shown_columns(name, rows)
    rows = rows.reindex(columns=names)
    cells = rows.astype(object).where(rows.notna(), None)
    return {
        "file": file, "name": name, "title": table_title(file, lang), "columns": columns.columns_of(name, names, lang),
        "grid": columns.grid_columns(name, names, lang),
        "rows": [[int(record), *texts] for record, texts in zip(cells.index, cells.to_numpy().tolist(), strict=True)],
    }  # fmt: skip


@lru_cache(maxsize=4)
def _lists(catalog: Catalog, lang: str) -> dict[str, list[list[str]]]:
    """Return what the catalog offers to pick from: id, name, and of goods their units, of technologies the good."""
    reference = reference_of(Park.of(ParkInfo("park", "", ""), {}), catalog)
    name = "name_zh" if lang == "zh" else "name_en"

    def named(table: pd.DataFrame, key: str = "id") -> list[list[str]]:
        shown = table[name].where(table[name].ne(""), table[key])
        return pd.DataFrame({"id": table[key], "name": shown}).astype(str).to_numpy().tolist()

    goods = [
        [*one, *(own_unit(kind, good, None, "CNY", lang) for kind in ("commodity/a", "CNY/commodity")), good.unit]
        for one in named(catalog.commodities) if (good := reference.goods.get(one[0])) is not None
    ]  # fmt: skip
    makers = [[*one, good] for one, good in zip(named(catalog.technologies), catalog.technologies["reference"],
                                                strict=True)]  # fmt: skip
    return {"commodities": goods, "technologies": makers, "hubs": named(catalog.hubs),
            "modes": named(catalog.transport, "mode")}  # fmt: skip
