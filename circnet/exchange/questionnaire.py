"""One small workbook per firm with only its own rows, to be corrected by the firm and merged again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import UsageFault
from circnet.exchange.rows import without_derived
from circnet.exchange.template import park_workbook
from circnet.park.book.cells import text_of
from circnet.park.book.grid import Grid
from circnet.park.park import Park
from circnet.schema import PARK_TABLES

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["ANSWERED", "SHARED", "asked_rows", "own_part", "questionnaires", "texts_of"]

_OF_FIRM = ("units", "ports", "markets", "quality", "equipment", "streams", "projects")
SHARED = ("commodities", "technologies", "sources")
"""Tables of which a firm sees what its rows name; it may add to them and change them, and strikes nothing out."""
ANSWERED = ("enterprises", *_OF_FIRM, "recipes", "links", *SHARED)
"""Tables that an answer may change."""


def questionnaires(
    park: Park, catalog: Catalog, folder: Path, enterprises: Sequence[str] = (), lang: str = "zh"
) -> list[Path]:
    """Write a questionnaire for each of some firms.

    Parameters
    ----------
    park, catalog
        Whose firms are asked.
    folder : Path
        Gets a file ``<park>-<firm>.xlsx`` per firm.
    enterprises : sequence of str
        Ids of the firms; all if empty.
    lang : str
        ``zh`` or ``en``.

    Raises
    ------
    UsageFault
        If the park has no such firm.
    """
    known = park.enterprises["id"].tolist()
    unknown = [firm for firm in enterprises if firm not in known]
    if unknown:
        raise UsageFault("no_enterprise", unknown[0], ", ".join(known))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for firm in enterprises or known:
        part = own_part(park, firm)
        name = str(part.enterprises["name_zh" if lang == "zh" else "name_en"].iloc[0] or firm)
        path = folder / f"{park.info.id}-{firm.replace('/', '-')}.xlsx"
        path.write_bytes(park_workbook(part, catalog, lang, tables=ANSWERED, firm=name, asked=asked_rows(part)))
        written.append(path)
    return written


def own_part(park: Park, firm: str) -> Park:
    """Return a park of one firm: its rows, its links, and the park's own goods, technologies and sources they name."""
    tables = {name: table[table["enterprise"].eq(firm)] for name in _OF_FIRM for table in [park.tables()[name]]}
    tables["enterprises"] = park.enterprises[park.enterprises["id"].eq(firm)]
    tables["recipes"] = park.recipes[park.recipes["technology"].isin(tables["units"]["id"])]
    tables["links"] = park.links[park.links["from"].eq(firm) | park.links["to"].eq(firm)]
    own = park.technologies["id"].isin(tables["units"]["technology"])
    tables["technologies"] = park.technologies[own]
    goods = {good for table in tables.values() if "commodity" in table for good in table["commodity"]}
    goods |= set(tables["technologies"]["reference"])
    tables["commodities"] = park.commodities[park.commodities["id"].isin(goods)]
    cited = {part.strip() for table in tables.values() if "source" in table
             for text in table["source"] for part in text.split(";")}  # fmt: skip
    tables["sources"] = park.sources[park.sources["id"].isin(cited)]
    empty = {name: PARK_TABLES[name].empty() for name in PARK_TABLES if name not in tables}
    rows = {name: table.reset_index(drop=True) for name, table in tables.items()}
    return park.replace(**empty, **rows, path=None)


def texts_of(park: Park, tables: Sequence[str] = ANSWERED) -> dict[str, pd.DataFrame]:
    """Return a park's tables as text cells, without the park's id and without grades that follow from the basis."""
    plain = {}
    for name in tables:
        rows = without_derived(name, park.tables()[name]).drop(columns="park", errors="ignore")
        plain[name] = rows.map(text_of).astype("str")
    return plain


def asked_rows(part: Park) -> dict[str, list[str]]:
    """Return what a questionnaire remembers: every row that was sent out, as JSON."""
    tables = texts_of(part)
    return {
        name: [json.dumps(row, ensure_ascii=False) for row in table.to_dict("records")]
        for name, table in tables.items()
    }


def remembered(grid: Grid) -> dict[str, pd.DataFrame]:
    """Return the rows that a questionnaire was sent out with, from its hidden sheet.

    Raises
    ------
    ValueError
        If somebody changed the sheet.
    """
    rows: dict[str, list[dict[str, str]]] = {name: [] for name in ANSWERED}
    for cells in grid.rows[1:]:
        name, text = str(cells[0]), str(cells[1])
        rows[name].append({str(key): str(value) for key, value in json.loads(text).items()})
    return {name: pd.DataFrame(found, dtype="str") for name, found in rows.items()}
