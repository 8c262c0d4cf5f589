"""One table from the bytes of a CSV file (or the cells of a sheet), and everything wrong with it.

Cells are read as text and judged column by column by the table's specification, not by pandera: it reports a
cell after coercion, so the text as written and its line would be lost (tests hold both to the same contract).
"""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pandas as pd

from circnet.park.faults import among, collect, faults_at, file_fault, nearest, no_faults
from circnet.schema import NUMERIC, Column, Table
from circnet.types import Severity

__all__ = ["decode", "from_records", "judged", "raw_rows", "typed", "unit_recipes"]

_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"
_PLAIN_NUMBER = re.compile(_NUMBER)
_ID = r"[a-z0-9_-]+(?:/[a-z0-9_-]+)?"
_PATTERNS = {
    "id": (_ID, "a-z, 0-9, - and _"),
    "place": (rf"{_ID}|(?:external|park):\S(?:.*\S)?", "a-z, 0-9, - and _, or external:<name>"),
    "source_id": (r"[^;\s]+", "no blanks and no ;"),
}
_TRUE = ("true", "yes", "1", "1.0", "y", "t", "是", "真")
_FALSE = ("false", "no", "0", "0.0", "n", "f", "否", "假")


def decode(data: bytes, file: str) -> tuple[str, pd.DataFrame]:
    """Return the text of a UTF-8 file (a byte order mark is fine) and a fault where it is none.

    A file that is not UTF-8 is read as GB18030 where it is that, else with its broken bytes replaced, so that what
    else is wrong with it is told at once.
    """
    try:
        return data.decode("utf-8-sig"), no_faults()
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, start) + 1
        gb = _is_gb(data)
        value = f"byte {data[start : start + 1].hex()} at position {start}"
        text = data.decode("gb18030") if gb else data.decode("utf-8-sig", errors="replace")
        return text, file_fault("encoding", file, value, "UTF-8", row=line, hint="GB18030" if gb else "")


def _is_gb(data: bytes) -> bool:
    """Return whether the bytes read as GB18030, what Excel writes on Chinese Windows."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return bool(re.search(r"[\u4e00-\u9fff]{2}", text))


def raw_rows(text: str, file: str) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """Split a CSV text into text cells.

    Returns
    -------
    DataFrame or None
        One text column per heading; the index is the row as a spreadsheet numbers it (header 1). None if there is
        no header.
    DataFrame
        Faults: `empty_file`, `csv_syntax`, `ragged_row`, `duplicate_column`.
    """
    try:
        records = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        return None, file_fault("csv_syntax", file, str(error), "CSV")
    return from_records(records, file)


def from_records(records: list[list[str]], file: str) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """Return text cells under their headings from a list of records, the header first; blank records are skipped."""
    filled = [any(cell.strip() for cell in record) for record in records]
    if not any(filled):
        return None, file_fault("empty_file", file, "", "a header row")
    top = filled.index(True)
    header = [name.strip() for name in records[top]]
    numbers = np.flatnonzero(filled)[1:] + 1
    body = [records[number - 1] for number in numbers]
    width = len(header)
    lengths = np.array([len(record) for record in body], dtype=int)
    spilled = np.array([any(cell.strip() for cell in record[width:]) for record in body], dtype=bool)
    # trailing commas that spreadsheets leave are no fault; short rows and filled cells past the header are
    ragged = (lengths < width) | spilled
    padded = [[cell.strip() for cell in record[:width]] + [""] * (width - len(record)) for record in body]
    columns = zip(*padded, strict=True) if padded else [()] * width
    cells = pd.DataFrame({place: pd.array(column, dtype="str") for place, column in enumerate(columns)}, index=numbers)
    faults = [faults_at("ragged_row", file, numbers[ragged], "", lengths[ragged], f"{width} cells")]
    first = dict(zip(reversed(header), reversed(range(width)), strict=True))
    kept = [place for place, name in enumerate(header) if name and first[name] == place]
    doubled = [name for place, name in enumerate(header) if name and first[name] != place]
    faults.append(faults_at("duplicate_column", file, [top + 1] * len(doubled), "", doubled, "each heading once"))
    # a column without heading must be empty: its cells would belong to nothing
    nameless = [place + 1 for place, name in enumerate(header) if not name and cells[place].ne("").any()]
    faults.append(faults_at("nameless_column", file, [top + 1] * len(nameless), "", nameless, "a heading"))
    cells = cells if len(kept) == width else cells[kept]
    return cells.set_axis([header[place] for place in kept], axis=1), collect(faults)


def typed(cells: pd.DataFrame, table: Table, file: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Turn text cells into the table's dtypes; cells at fault become blank.

    Returns
    -------
    DataFrame
        Every column of the table, in its order, then unknown ones as text; the index is kept.
    DataFrame
        Faults: `missing_column`, `unknown_column`, `blank_value`, and those of single cells and of doubled keys.
    """
    faults = [_headings(cells, table, file)]
    columns: dict[str, pd.Series] = {}
    for name, column in table.columns.items():
        if name not in cells:
            columns[name] = pd.Series(column.blank, index=cells.index, dtype=column.dtype)
            continue
        columns[name], found = judged(cells[name], column, file)
        faults.append(found)
    extra = {name: cells[name] for name in cells.columns if name not in table.columns}
    frame = pd.DataFrame({**columns, **extra}, index=cells.index)
    faults.append(_doubled(frame, cells, table, file))
    return frame, collect(faults)


def unit_recipes(cells: pd.DataFrame) -> pd.DataFrame:
    """Read `unit` in a park's recipes as the unit whose recipe a row changes, where no technology is named."""
    if "unit" not in cells or ("technology" in cells and cells["technology"].ne("").all()):
        return cells
    if "technology" not in cells:
        return cells.rename(columns={"unit": "technology"})
    technology = cells["technology"].where(cells["technology"].ne(""), cells["unit"])
    return cells.assign(technology=technology).drop(columns="unit")


def _headings(cells: pd.DataFrame, table: Table, file: str) -> pd.DataFrame:
    """Find required columns that are absent and columns nobody knows."""
    missing = [name for name in table.required if name not in cells]
    unknown = [name for name in cells.columns if name not in table.columns]
    absent = [name for name in table.columns if name not in cells]
    lacking = faults_at("missing_column", file, [1] * len(missing), "", "", missing, hint=nearest(missing, unknown))
    lacking = lacking.assign(column=missing) if missing else lacking
    strange = faults_at("unknown_column", file, [1] * len(unknown), "", unknown, "a known column",
                        hint=nearest(unknown, absent), severity="warning")  # fmt: skip
    strange = strange.assign(column=unknown) if unknown else strange
    return collect([lacking, strange])


def judged(text: pd.Series, column: Column, file: str) -> tuple[pd.Series, pd.DataFrame]:
    """Convert the texts of one column to its dtype, and return the faults of those that cannot be or may not be."""
    filled = np.array([cell != "" for cell in text.tolist()], dtype=bool)
    blank = no_faults()
    if column.required and not filled.all():
        rows = text.index[~filled]
        severity: Severity = "warning" if column.type == "name" else "error"
        expected = column.bounds or column.type
        blank = faults_at("blank_value", file, rows, column.name, "", expected, severity=severity)
    if not filled.any():
        return pd.Series(column.blank, index=text.index, dtype=column.dtype), blank
    if column.type in NUMERIC:
        values, faults = _numbers(text, column, file)
    elif column.type == "boolean":
        values, faults = _booleans(text, column, file)
    elif column.choices:
        values, faults = _choices(text, column, file)
    else:
        values, faults = _texts(text, column, file)
    return values, collect([blank, faults]) if len(blank) else faults


def _numbers(text: pd.Series, column: Column, file: str) -> tuple[pd.Series, pd.DataFrame]:
    """Read plain numbers; words, separators, units, infinities and numbers out of bounds are faults."""
    cells = text.tolist()
    values = np.array([float(cell) if _PLAIN_NUMBER.fullmatch(cell) else np.nan for cell in cells])
    finite = np.isfinite(values)
    wrong = ~finite & np.array([cell != "" for cell in cells])
    outside = finite & ((values <= column.low if column.above else values < column.low) | (values > column.high))
    broken = finite & ~outside & (values % 1 != 0) if column.type == "integer" else np.zeros_like(finite)
    faults = [no_faults()]
    if wrong.any():
        hints = [_plain_number(cell) for cell in text[wrong]]
        faults.append(
            faults_at("not_a_number", file, text.index[wrong], column.name, text[wrong], "number", hint=hints)
        )
    for check, found, expected in (
        ("out_of_range", outside, column.bounds),
        ("not_an_integer", broken, "whole number"),
    ):
        if found.any():
            faults.append(faults_at(check, file, text.index[found], column.name, text[found], expected))
    values[~finite | outside | broken] = column.blank if column.default else np.nan
    return pd.Series(values, index=text.index), collect(faults)


def _plain_number(text: str) -> str:
    """Return the plain number that was probably meant: `12,000` -> 12000, `50%` -> 0.5, `3万` -> 30000."""
    bare = text.translate(str.maketrans("0123456789．，－", "0123456789.,-")).replace(" ", "")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", bare):
        bare = bare.replace(",", "")
    found = re.fullmatch(rf"({_NUMBER})(万|亿|%)?", bare)
    if found is None or not np.isfinite(float(found[1])):
        return ""
    return f"{float(found[1]) * {'万': 1e4, '亿': 1e8, '%': 0.01}.get(found[2], 1.0):.15g}"


def _booleans(text: pd.Series, column: Column, file: str) -> tuple[pd.Series, pd.DataFrame]:
    """Read true and false, 是 and 否."""
    lower = text.str.lower()
    true, false = among(lower, _TRUE), among(lower, _FALSE)
    wrong = text.ne("") & ~true & ~false
    values = true | (~false & bool(column.blank))
    faults = faults_at("not_a_boolean", file, text.index[wrong], column.name, text[wrong], "true, false")
    return values.astype("bool"), faults


def _choices(text: pd.Series, column: Column, file: str) -> tuple[pd.Series, pd.DataFrame]:
    """Read one of a few words."""
    cells, known = text.tolist(), {"", *column.choices}
    wrong = np.array([cell not in known for cell in cells], dtype=bool)
    told = [column.default if cell == "" or cell not in known else cell for cell in cells]
    values = pd.Series(told, index=text.index, dtype="str")
    if not wrong.any():
        return values, no_faults()
    hints = nearest(text[wrong].tolist(), column.choices)
    expected = ", ".join(column.choices)
    return values, faults_at("not_a_choice", file, text.index[wrong], column.name, text[wrong], expected, hint=hints)


def _texts(text: pd.Series, column: Column, file: str) -> tuple[pd.Series, pd.DataFrame]:
    """Keep text; ids must have the form of an id."""
    pattern, expected = _PATTERNS.get(column.type, ("", ""))
    values = text.where(text.ne(""), column.default).astype("str") if column.default else text
    if not pattern:
        return values, no_faults()
    shape = re.compile(pattern)
    wrong = np.array([cell != "" and not shape.fullmatch(cell) for cell in text.tolist()], dtype=bool)
    if not wrong.any():
        return values, no_faults()
    plain = [cell.lower().replace(" ", "-") for cell in text[wrong]]
    hints = [cell if re.fullmatch(_ID, cell) else "" for cell in plain]
    return values, faults_at("bad_id", file, text.index[wrong], column.name, text[wrong], expected, hint=hints)


def _doubled(frame: pd.DataFrame, cells: pd.DataFrame, table: Table, file: str) -> pd.DataFrame:
    """Find rows whose key stood in an earlier row already."""
    key = [name for name in table.key if name in cells]
    needed = [name for name in table.key if table.columns[name].required]
    if not key or not set(needed) <= set(key):
        return no_faults()
    whole = np.ones(len(frame), dtype=bool)
    for name in needed:
        whole &= frame[name].notna().to_numpy() & cells[name].ne("").to_numpy()
    rows = frame.loc[whole, key]
    if table.name == "recipes" and "coefficient" in frame:  # what a process takes in and gives out again stands twice
        again = rows.assign(side=np.sign(frame["coefficient"])).duplicated()
    else:
        again = rows.duplicated()
    if not again.any():
        return no_faults()
    first = rows.reset_index(names="_row").groupby(key, sort=False, dropna=False)["_row"].transform("first")
    hints = [f"row {row}" for row in first[again.to_numpy()]]
    values = cells.loc[rows.index[again], key].agg(", ".join, axis=1)
    return faults_at("duplicate_key", file, rows.index[again], ", ".join(key), values, "each once", hint=hints)
