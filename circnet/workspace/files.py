"""The files of a park as records and back.

Rows of tables become records under their headings; the headings of a table and files that are no tables are records
of sheets of their own. Cells are stripped and blank lines left out, as everywhere a park is read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import numpy as np
import pandas as pd

from circnet.errors import InputFaults
from circnet.park.faults import collect, errors_of, file_fault, no_faults
from circnet.park.reading import decode, raw_rows
from circnet.schema import PARK_TABLES
from circnet.workspace.changes import CELL_COLUMNS

__all__ = ["FILES", "HEADINGS", "POSITION", "cells_of", "files_of", "matched"]

POSITION = "#"
"""Heading of the number by which the rows of a sheet are ordered."""

HEADINGS, FILES = "@headings", "@files"


def cells_of(files: Mapping[str, bytes]) -> pd.DataFrame:
    """Return the cells of a park's files, rows numbered through.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path inside the park's folder, `units.csv`, `scenarios/dear.toml`.

    Raises
    ------
    InputFaults
        If a table has no header, doubled headings or ragged rows, or a file is no text.
    """
    found, faults = [], [_misplaced(path) for path in files]
    for path in sorted(files):
        content, fault = decode(files[path], path)
        faults.append(fault)
        if not path.endswith(".csv"):
            found.append(pd.DataFrame({"sheet": FILES, "cells": [{"path": path, "content": content}]}))
            continue
        rows, fault = raw_rows(content, path)
        faults.append(fault)
        if rows is not None:
            head = {"table": path, **{str(place): name for place, name in enumerate(rows.columns)}}
            found.append(pd.DataFrame({"sheet": HEADINGS, "cells": [head]}))
            found.append(pd.DataFrame({"sheet": path, "cells": rows.to_dict("records")}))
    wrong = collect(faults)
    if len(errors_of(wrong)):
        raise InputFaults(wrong)
    return _cells(pd.concat(found, ignore_index=True)) if found else pd.DataFrame(columns=CELL_COLUMNS)


def files_of(state: pd.DataFrame) -> dict[str, str]:
    """Return the files that a state stands for, in the order of their paths."""
    sheets = {str(sheet): _rows(part) for sheet, part in state.groupby("sheet", sort=True)}
    files = {row["path"]: row["content"] for row in sheets.pop(FILES, [])}
    for head in sheets.pop(HEADINGS, []):
        names = [head[str(place)] for place in range(len(head) - 1)]
        files[head["table"]] = _csv(names, sheets.get(head["table"], []))
    return dict(sorted(files.items()))


def matched(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Number the records of a state as those of another that they are, by the keys of their tables.

    Rows of a table whose keys are not unique are the same only if they are alike; a record that is in no other state
    has a negative number. Rows keep the place they had where their order is the old one.
    """
    one, other = _named(before), _named(after)
    pairs = other.merge(one, on=["sheet", "name"], how="left", suffixes=("", "_old"))
    numbers = pairs["record_old"].fillna(-pairs["record"] - 1).astype("int64").set_axis(pairs["record"])
    known = after.assign(record=after["record"].map(numbers))
    return _placed(before, known)


def _misplaced(path: str) -> pd.DataFrame:
    """Return a fault if a path leads out of a park's folder."""
    parts = path.split("/")
    inside = all(part.strip() not in ("", ".", "..") for part in parts) and not set(path) & set("\\:\0")
    return no_faults() if inside else file_fault("unknown_file", path[:80], path[:80], "units.csv, scenarios/NAME.toml")


def _cells(records: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of records, each with its place in its sheet."""
    places = records.groupby("sheet").cumcount() + 1.0
    long = pd.DataFrame(
        [
            (record, sheet, column, text)
            for record, (sheet, cells, place) in enumerate(
                zip(records["sheet"], records["cells"], places, strict=True), start=1
            )
            for column, text in [(POSITION, repr(place)), *cells.items()]
        ],
        columns=CELL_COLUMNS,
    )
    return long.astype({"sheet": "str", "column": "str", "text": "str"})


def _rows(part: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows of one sheet in their order, without their places."""
    wide = part.pivot_table(index="record", columns="column", values="text", aggfunc="first")
    wide = wide.assign(_place=wide[POSITION].astype(float)).sort_values(["_place", "record"])
    plain = wide.drop(columns=["_place", POSITION]).astype(object)
    return [{name: text for name, text in row.items() if pd.notna(text)} for row in plain.to_dict("records")]


def _csv(names: list[str], rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue()


def _named(state: pd.DataFrame) -> pd.DataFrame:
    """Return the records of a state with the name each has in its sheet: record, sheet, name."""
    wide = state[state["column"].ne(POSITION)].groupby(["sheet", "record"], sort=True)
    rows = wide.apply(lambda part: dict(zip(part["column"], part["text"], strict=True)), include_groups=False)
    named = rows.rename("cells").reset_index() if len(rows) else pd.DataFrame(columns=["sheet", "record", "cells"])
    by_key = [_key(sheet, cells) for sheet, cells in zip(named["sheet"], named["cells"], strict=True)]
    named = named.assign(name=pd.Series(by_key, index=named.index, dtype="str"))
    doubled = named.duplicated(["sheet", "name"], keep=False)
    whole = [json.dumps(cells, sort_keys=True, ensure_ascii=False) for cells in named["cells"]]
    named["name"] = named["name"].where(~doubled, pd.Series(whole, index=named.index, dtype="str"))
    again = named.groupby(["sheet", "name"]).cumcount().astype("str")
    return named.assign(name=named["name"] + "#" + again)[["record", "sheet", "name"]]


def _key(sheet: str, cells: Mapping[str, str]) -> str:
    """Return what a record is known by."""
    if sheet in (FILES, HEADINGS):
        return cells.get("path", cells.get("table", ""))
    table = PARK_TABLES.get(sheet.removesuffix(".csv"))
    key = [cells.get(name, "") for name in table.key] if table else []
    return json.dumps(key if any(key) else sorted(cells.items()), ensure_ascii=False)


def _placed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return a state whose rows keep their old places where their order allows it."""
    old = before[before["column"].eq(POSITION)].set_index("record")["text"].astype(float)
    is_place = after["column"].eq(POSITION)
    rows = after[is_place].assign(number=lambda frame: frame["text"].astype(float)).sort_values(["sheet", "number"])
    rows = rows.assign(old=rows["record"].map(old))
    placed = rows.groupby("sheet")["old"].transform(_between)
    texts = placed.map(repr).set_axis(rows["record"])
    places = after["record"].map(texts)
    return after.assign(text=after["text"].where(~is_place, places)).astype({"text": "str"})


def _between(old: pd.Series) -> pd.Series:
    """Return places for rows in their order: the old ones where they rise, new rows between their neighbours."""
    known = np.flatnonzero(old.notna())
    plain = pd.Series(np.arange(1.0, len(old) + 1), index=old.index)
    if not len(known):
        return plain
    values = old.to_numpy(dtype=float)[known]
    at = np.concatenate([[-1], known, [len(old)]])
    ends = [values[0] - known[0] - 1], values, [values[-1] + len(old) - known[-1]]
    places = np.interp(np.arange(len(old)), at, np.concatenate(ends))
    return pd.Series(places, index=old.index) if np.all(np.diff(places) > 0) else plain
