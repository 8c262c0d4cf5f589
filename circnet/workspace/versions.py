"""The versions of a park as they are listed, and what differs between two of them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd

from circnet.park.manifest import FILE
from circnet.schema import PARK_TABLES
from circnet.workspace.changes import difference
from circnet.workspace.facts import fact_texts
from circnet.workspace.files import FILES, HEADINGS, POSITION

__all__ = ["COMPARED_COLUMNS", "compared", "row_names", "versions"]

COMPARED_COLUMNS = ["kind", "sheet", "row", "record", "column", "old", "new"]


def versions(history: pd.DataFrame) -> pd.DataFrame:
    """Return the versions of a park, the newest first.

    Parameters
    ----------
    history : DataFrame
        As `Workspace.history` gives it, a row per change.

    Returns
    -------
    DataFrame
        `version`, `who`, `at`, `kind`, `target` (the version that an undo or redo is of, 0 for others), and how many
        `cells` and `rows` (records) it changed.
    """
    told = history[history["column"].ne(POSITION)]
    counts = told.groupby("version").agg(cells=("column", "size"), rows=("record", "nunique"))
    listed = history.drop_duplicates("version")[["version", "who", "at", "kind", "target"]]
    listed = listed.merge(counts, on="version", how="left").astype({"version": "int64"})
    numbers = {name: listed[name].fillna(0).astype("int64") for name in ("target", "cells", "rows")}
    return listed.assign(**numbers).sort_values("version", ascending=False, ignore_index=True)


def compared(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return what differs between two states of a park, as a reader follows it.

    Parameters
    ----------
    before, after : DataFrame
        Columns `circnet.workspace.changes.CELL_COLUMNS`; the same record has the same number in both.

    Returns
    -------
    DataFrame
        Columns `COMPARED_COLUMNS`. `kind` is changed (a cell, or a fact of `park.toml`), added or removed (a row; its
        filled cells as JSON in `new` or `old`), or file (one that is no table; `row` is its path). `row` has the texts
        of the row's key.
    """
    changes = difference(before, after)
    changes = changes[changes["column"].ne(POSITION) & changes["sheet"].ne(HEADINGS)]
    blank = changes["old"].fillna("").eq("") & changes["new"].fillna("").eq("")
    is_file = changes["sheet"].eq(FILES)
    cells = changes[~is_file]
    one, other = set(before["record"]), set(after["record"])
    fresh, lost = ~cells["record"].isin(one), ~cells["record"].isin(other)
    names = row_names(pd.concat([before, after])[lambda frame: frame["record"].isin(changes["record"])])
    parts = [
        cells[~fresh & ~lost & ~blank[cells.index]].assign(kind="changed"),
        _whole(cells[fresh], "new").assign(kind="added"),
        _whole(cells[lost], "old").assign(kind="removed"),
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.assign(row=rows["record"].map(names))
    files = _files(changes[is_file], pd.concat([before, after]))
    found = pd.concat([part for part in (files, rows) if len(part)] or [rows.reindex(columns=COMPARED_COLUMNS)])
    order = {name: at for at, name in enumerate([FILE, *(table.file for table in PARK_TABLES.values())])}
    place = found["sheet"].map(order).fillna(len(order))
    return found.assign(_at=place).sort_values(["_at", "record", "column"], kind="stable", ignore_index=True)[
        COMPARED_COLUMNS
    ]


def _whole(cells: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return one line per row that came or went, its filled cells together."""
    filled = cells[cells[side].fillna("").ne("")]
    lines = [
        {"record": record, "sheet": sheet, "column": "", "old": None, "new": None,
         side: json.dumps(dict(zip(part["column"], part[side], strict=True)), ensure_ascii=False)}
        for (record, sheet), part in filled.groupby(["record", "sheet"], sort=True)
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=["record", "sheet", "column", "old", "new"])


def row_names(state: pd.DataFrame) -> Mapping[int, str]:
    """Return what each row is called: the texts of its key, as they were last."""
    last = state.drop_duplicates(["record", "column"], keep="last")
    keys = {
        table.file: list(table.key) or [name for name, one in table.columns.items() if one.required]
        for table in PARK_TABLES.values()
    }
    wanted = [column in keys.get(sheet, ()) for column, sheet in zip(last["column"], last["sheet"], strict=True)]
    part = last[pd.Series(wanted, index=last.index) & last["text"].ne("")]
    at = [keys[sheet].index(column) for column, sheet in zip(part["column"], part["sheet"], strict=True)]
    part = part.assign(_at=at).sort_values(["record", "_at"])
    return part.groupby("record")["text"].agg(" / ".join).to_dict()


def _files(changes: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    """Return a line per file that differs; of the manifest one per fact."""
    paths = states[states["sheet"].eq(FILES) & states["column"].eq("path")].drop_duplicates("record", keep="last")
    path_of = dict(zip(paths["record"], paths["text"], strict=True))
    found = changes[changes["column"].eq("content")]
    lines: list[dict[str, object]] = []
    for record, old, new in found[["record", "old", "new"]].itertuples(index=False):
        path = path_of.get(record, "")
        line = {"kind": "file", "sheet": path, "row": path, "record": record, "column": "", "old": old, "new": new}
        was, now = fact_texts(old or ""), fact_texts(new or "")
        facts = [key for key in {**was, **now} if was.get(key, "") != now.get(key, "")]
        if path == FILE and facts:
            lines += [line | {"kind": "changed", "row": "", "column": key, "old": was.get(key, ""),
                              "new": now.get(key, "")} for key in facts]  # fmt: skip
        else:
            lines.append(line)
    return pd.DataFrame(lines, columns=COMPARED_COLUMNS)
