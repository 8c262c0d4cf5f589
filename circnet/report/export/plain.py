"""A park and its run as plain tables: one JSON object, or CSV files that Excel opens as they are."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from typing import Any, Final

import pandas as pd

from circnet import __version__
from circnet.coupling.result import records
from circnet.park.manifest import info_toml
from circnet.report.export.content import Content
from circnet.report.export.figures import sourced_figures, works_cited
from circnet.report.export.network import LINK_UNITS
from circnet.report.sheets import starts_formula

__all__ = ["JSON_KEYS", "archive", "csv_files", "csv_text", "json_text", "safe_text"]

JSON_KEYS: Final = (
    "format", "version", "circnet", "park", "state", "scenario", "settings", "summary", "nodes", "links", "link_units",
    "tables", "results", "result_units", "figures", "sources",
)  # fmt: skip
"""Keys of the JSON object; none goes without a new ``version``."""

_VERSION: Final = 1
_ALL_DAYS: Final = (1980, 1, 1, 0, 0, 0)
"""Time of every file in an archive: the same tables give the same bytes."""


def json_text(content: Content) -> bytes:
    """Return everything as one JSON object; what is not known is null.

    Its keys are `JSON_KEYS`: ``nodes`` and ``links`` are the network, ``tables`` the park's, ``results`` the tables
    of the run under the names that ``circnet couple --json`` has (null, with ``summary`` and ``settings``, for a park
    as it is today), ``figures`` every number with basis and source, ``sources`` the works these name.
    """
    result, figures = content.result, sourced_figures(content)
    info = {name: value for name, value in dataclasses.asdict(content.park.info).items() if name != "zones"}
    told: dict[str, Any] = {
        "format": "circnet-park", "version": _VERSION, "circnet": __version__,
        "park": {name: _known(value) for name, value in info.items()} | {"zones": list(content.park.info.zones)},
        "state": "today" if result is None else "couplings", "scenario": content.scenario,
        "settings": None if result is None else dataclasses.asdict(content.settings),
        "summary": None if result is None else dict(result.summary),
        "nodes": records(content.nodes), "links": records(content.links), "link_units": LINK_UNITS,
        "tables": {name: records(table) for name, table in content.park.tables().items()},
        "results": None if result is None else {name: records(table) for name, table in result.tables().items()},
        "result_units": None if result is None else result.units,
        "figures": records(figures), "sources": records(works_cited(content, _all_sources(content, figures))),
    }  # fmt: skip
    return (json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode("utf-8")


def csv_files(content: Content) -> dict[str, bytes]:
    """Return every table as a CSV file by its path: ``network/``, ``park/``, ``results/``, figures and sources."""
    figures = sourced_figures(content)
    tables = {"network/nodes": content.nodes, "network/links": content.links}
    tables |= {f"park/{name}": table for name, table in content.park.tables().items() if len(table)}
    if content.result is not None:
        result = {"summary": content.result.summary_table(), **content.result.tables()}
        tables |= {f"results/{name}": table for name, table in result.items() if len(table.columns)}
    tables |= {"figures": figures, "sources": works_cited(content, _all_sources(content, figures))}
    files = {f"{name}.csv": csv_text(table) for name, table in tables.items()}
    return files | {"park/park.toml": info_toml(content.park.info).encode("utf-8")}


def archive(content: Content) -> bytes:
    """Return the files of `csv_files` in one archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in sorted(csv_files(content).items()):
            packed.writestr(zipfile.ZipInfo(name, _ALL_DAYS), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def csv_text(table: pd.DataFrame) -> bytes:
    """Return a table as CSV for a spreadsheet: UTF-8 with a byte-order mark, CRLF, and no cell that is a formula."""
    texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    safe = table.assign(**{name: table[name].map(safe_text) for name in texts})
    return safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def safe_text(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers.

    Examples
    --------
    >>> safe_text("=1+1")
    "'=1+1"
    """
    return f"'{value}" if isinstance(value, str) and starts_formula(value) else value


def _all_sources(content: Content, figures: pd.DataFrame) -> pd.Series:
    return pd.concat([figures["source"], content.nodes["source"], content.links["source"]])


def _known(value: object) -> object:
    return None if isinstance(value, float) and pd.isna(value) else value
