"""Sources, sinks, operations and treatments from CSV files, and everything wrong with them.

Headings may be in any case, with blanks, in English or Chinese; what stands in the cells is judged strictly.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from circnet.park.faults import collect, faults_at, file_fault, nearest
from circnet.park.reading import decode, raw_rows, typed
from circnet.schema import Column, Table
from circnet.types import PathText
from circnet.water.quality import AT_LEAST, AT_MOST, NOTES, properties_of

__all__ = ["WaterTables", "read_treatments", "read_waters"]

_ALIASES = {
    "名称": "name", "企业": "name", "流量": "flow", "水量": "flow", "费用": "cost", "成本": "cost", "单价": "cost",
    "价格": "cost", "price": "cost", "纬度": "lat", "latitude": "lat", "经度": "lon", "lng": "lon", "longitude": "lon",
    "备注": "note", "说明": "note", "comment": "note", "remark": "note", "来源": "source", "依据": "basis",
    "回收率": "recovery", "能力": "capacity", "规模": "capacity", "stream": "name",
    **dict.fromkeys(("flowrate", "flow rate", "flow_rate", "flow_t_h", "flow_m3_h", "flow_kg_s", "flow_t_per_h",
                     "flow (t/h)", "flow (m3/h)", "flow (kg/s)"), "flow"),
    **dict.fromkeys(("cost_per_unit", "unit_cost", "unit cost", "cost_cny_per_t", "cost_cny_per_m3"), "cost"),
}  # fmt: skip
_UNLIMITED = ("inf", "infinite", "infinity", "unlimited", "∞", "不限", "无限")
"""Words for a blank flow."""
_KNOWN = {*_ALIASES.values(), *NOTES}
_SIDES = {">=": AT_LEAST, "≥": AT_LEAST, "min": AT_LEAST, "下限": AT_LEAST, "<=": AT_MOST, "≤": AT_MOST,
          "max": AT_MOST, "上限": AT_MOST, "limit": "", "限值": ""}  # fmt: skip
_ENDS = {"load": "load", "in": "in", "inlet": "in", "out": "out", "outlet": "out", "负荷": "load", "进口": "in",
         "出口": "out"}  # fmt: skip
_PARTS = {"": "", "outlet": "", "removal": "removal", "feed": "feed", "去除率": "removal", "进水限值": "feed"}


@dataclass(frozen=True, eq=False)
class WaterTables:
    """The tables of a reuse network as `circnet.water.reuse` takes them; a table that was not given is None.

    Attributes
    ----------
    sources, sinks
        ``name, flow``, properties or limits, and ``cost, lat, lon`` where given.
    operations, treatments
        As `circnet.water.units.units_of` reads them.
    faults
        Everything wrong with the files, columns `circnet.errors.FAULT_COLUMNS`; with errors the tables are not fit
        for use.
    """

    sources: pd.DataFrame
    sinks: pd.DataFrame
    operations: pd.DataFrame | None
    treatments: pd.DataFrame | None
    faults: pd.DataFrame


def read_waters(
    sources: PathText,
    sinks: PathText | None = None,
    operations: PathText | None = None,
    treatments: PathText | None = None,
    *,
    priced: bool = False,
) -> WaterTables:
    """Read the tables of a reuse network (CSV in UTF-8); never raises for faults of the input.

    Parameters
    ----------
    sources
        ``name, flow`` (blank: unlimited), one column per property, ``cost``, ``lat, lon``.
    sinks
        ``name, flow``, limits in columns of the same names, at most; ``>=`` or ``min`` behind the name: at least.
    operations
        ``name``, and per property ``<property> load``, ``in`` and ``out``.
    treatments
        ``name``, ``recovery, capacity, cost``, and per property ``<property>`` (fixed outlet), ``removal``, ``feed``.
    priced
        Whether every source of unlimited flow must have a cost.
    """
    given, faults = _read(sources, _of_source)
    properties = properties_of(given)
    found = [faults, _unpriced(given, Path(sources).name) if priced else faults.iloc[:0]]
    parts: dict[str, pd.DataFrame | None] = {"operations": None, "treatments": None}
    if sinks is None:
        taken = pd.DataFrame(columns=["name", "flow", *properties]).astype(dict.fromkeys(["flow", *properties], float))
    else:
        taken, faults = _read_limits(sinks, properties)
        found.append(faults)
        if operations is None and treatments is None:
            found.append(_unlimited(taken, properties, Path(sinks).name))
    if operations is not None:
        parts["operations"], faults = _read(operations, _of_unit(properties, _ENDS))
        found += [faults, _worked(parts["operations"], properties, Path(operations).name)]
    if treatments is not None:
        parts["treatments"], faults = read_treatments(treatments, properties)
        found.append(faults)
    tables = {name: None if part is None else part.reset_index(drop=True) for name, part in parts.items()}
    return WaterTables(given.reset_index(drop=True), taken.reset_index(drop=True), tables["operations"],
                       tables["treatments"], collect(found))  # fmt: skip


def read_treatments(path: PathText, properties: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a table of treatments over some properties, and everything wrong with it."""
    table, faults = _read(path, _of_unit(properties, _PARTS))
    return table.reset_index(drop=True), faults


def _number(name: str, *, required: bool = False, low: float = -math.inf, high: float = math.inf,
            above: bool = False) -> Column:  # fmt: skip
    return Column(name, "number", required, "", (), low, high, above=above, key=False, refers=(), unit="")


_NAME = Column("name", "text", True, "", (), -math.inf, math.inf, above=False, key=True, refers=(), unit="")
_PLACES = (_number("lat", low=-90.0, high=90.0), _number("lon", low=-180.0, high=180.0))
_NOTES = tuple(Column(name, "text", False, "", (), -math.inf, math.inf, above=False, key=False, refers=(), unit="")
               for name in NOTES)  # fmt: skip


@dataclass(frozen=True)
class _Heading:
    """What a heading means: the column it stands for, and how its cells are judged; unknown where there is none."""

    name: str
    column: Column | None


def _plain(heading: str) -> str:
    text = re.sub(r"\s+", " ", heading.replace("\ufeff", "").replace("\u3000", " ")).strip()
    return _ALIASES.get(text.casefold(), text.casefold() if text.casefold() in _KNOWN else text)


def _of_source(heading: str) -> _Heading:
    known = {column.name: column for column in (_NAME, _number("flow", low=0.0), _number("cost"), *_PLACES, *_NOTES)}
    return _Heading(heading, known.get(heading, _number(heading, required=True)))


def _of_sink(heading: str, properties: list[str]) -> _Heading:
    columns = (_NAME, _number("flow", required=True, low=0.0), _number("cost"), *_PLACES, *_NOTES)
    known = {column.name: column for column in columns}
    if heading in known:
        return _Heading(heading, known[heading])
    name, side = _split(heading, properties, _SIDES)
    return _Heading(f"{name}{side}", _number(f"{name}{side}")) if name else _Heading(heading, None)


class _of_unit:  # noqa: N801  called like the functions beside it
    """Headings of operations (``load, in, out``) or treatments (outlet, ``removal, feed``)."""

    def __init__(self, properties: list[str], words: dict[str, str]) -> None:
        self._properties, self._words = properties, words

    def __call__(self, heading: str) -> _Heading:
        columns = [_NAME, *_PLACES, *_NOTES]
        if self._words is _PARTS:
            columns += [
                _number("recovery", low=0.0, high=1.0, above=True),
                _number("cost"),
                _number("capacity", low=0.0),
            ]
        known = {column.name: column for column in columns}
        if heading in known:
            return _Heading(heading, known[heading])
        name, part = _split(heading, self._properties, self._words)
        if not name:
            return _Heading(heading, None)
        column = f"{name} {part}".strip()
        if part == "removal":
            return _Heading(column, _number(column, low=0.0, high=1.0))
        return _Heading(column, _number(column, required=self._words is _ENDS))


def _split(heading: str, properties: list[str], words: dict[str, str]) -> tuple[str, str]:
    """Find the property of a heading, and what the word behind it (or before it) means."""
    names = {_bare(name): name for name in properties}
    if "" in words.values() and _bare(heading) in names:
        return names[_bare(heading)], ""
    for word in sorted(filter(None, words), key=len, reverse=True):
        text = heading.casefold()
        for rest in (text.removesuffix(word), text.removeprefix(word)):
            if rest != text and _bare(rest) in names:
                return names[_bare(rest)], words[word]
    return "", ""


def _bare(text: str) -> str:
    return re.sub(r"[\s_\-]+", "", text.casefold())


def _cells(path: PathText) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    place = Path(path)
    try:
        data = place.read_bytes()
    except OSError as error:
        check = "unreadable_file" if place.exists() else "missing_file"
        return None, file_fault(check, str(path), type(error).__name__, "a CSV file")
    text, broken = decode(data, place.name)
    cells, faults = raw_rows(text, place.name)
    return cells, collect([broken, faults])


def _read(path: PathText, meaning: object, renamed: dict[str, str] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read one file, its headings by their meaning; the index is the row as a spreadsheet numbers it."""
    assert callable(meaning)
    file = Path(path).name
    cells, faults = _cells(path)
    if cells is None:
        return pd.DataFrame({"name": pd.Series(dtype="str"), "flow": pd.Series(dtype="float64")}), faults
    headings = [meaning((renamed or {}).get(_plain(name), _plain(name))) for name in cells.columns]
    unknown = [name for name, heading in zip(cells.columns, headings, strict=True) if heading.column is None]
    names = pd.Series([heading.name for heading in headings], dtype="str")
    again = names[names.duplicated()]
    found = [
        faults,
        faults_at(
            "unknown_property", file, [1] * len(unknown), ", ".join(unknown), unknown, "a property of the sources"
        ),
        faults_at("duplicate_column", file, [1] * len(again), "", again, "each heading once"),
    ]
    kept = ~names.duplicated().to_numpy() & np.array([heading.column is not None for heading in headings], dtype=bool)
    cells = cells.loc[:, kept].set_axis(names[kept].to_list(), axis=1)
    if meaning is _of_source and "flow" in cells:
        cells = cells.assign(flow=cells["flow"].where(~cells["flow"].str.strip().str.casefold().isin(_UNLIMITED), ""))
    columns = [heading.column for heading, keep in zip(headings, kept, strict=True) if keep]
    needed = [column for column in (_NAME, *_flow_of(meaning)) if column.name not in cells]
    table = Table(file.removesuffix(".csv"), {column.name: column for column in [*columns, *needed]})
    frame, judged = typed(cells, table, file)
    missing = [column.name for column in needed if not column.required]
    found.append(faults_at("missing_column", file, [1] * len(missing), ", ".join(missing), "", missing))
    if not len(frame):
        found.append(file_fault("no_rows", file, "", ", ".join(table.columns)))
    return frame, collect([*found, judged])


def _flow_of(meaning: object) -> tuple[Column, ...]:
    """The column of flow, where the table must have one."""
    if isinstance(meaning, _of_unit):
        return ()
    return (_number("flow", required=meaning is not _of_source, low=0.0),)


def _read_limits(path: PathText, properties: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the sinks. One limit under another name than the one property there is can only mean that property."""

    def meaning(heading: str) -> _Heading:
        return _of_sink(heading, properties)

    cells, _ = _cells(path)
    names = [] if cells is None else [_plain(str(name)) for name in cells.columns]
    strange = [name for name in names if meaning(name).column is None]
    limited = [name for name in names if _split(name, properties, _SIDES)[0]]
    if len(properties) != 1 or len(strange) != 1 or limited:
        return _read(path, meaning)
    frame, faults = _read(path, meaning, {strange[0]: properties[0]})
    warning = file_fault("renamed_property", Path(path).name, strange[0], properties[0], row=1, column=strange[0],
                         severity="warning")  # fmt: skip
    return frame, collect([faults, warning])


def _unlimited(sinks: pd.DataFrame, properties: list[str], file: str) -> pd.DataFrame:
    """Warn of properties that no sink limits: most often a misspelt heading."""
    limited = {name for name in properties for side in ("", AT_MOST, AT_LEAST) if f"{name}{side}" in sinks}
    loose = [name for name in properties if name not in limited]
    return faults_at("unlimited_property", file, [1] * len(loose), "", loose, "a limit",
                     hint=nearest(loose, [str(name) for name in sinks.columns]), severity="warning")  # fmt: skip


def _unpriced(sources: pd.DataFrame, file: str) -> pd.DataFrame:
    cost = sources["cost"] if "cost" in sources else pd.Series(np.nan, index=sources.index)
    free = sources[sources["flow"].isna() & cost.isna()]
    return faults_at("blank_value", file, free.index, "cost", "", "number")


def _worked(operations: pd.DataFrame, properties: list[str], file: str) -> pd.DataFrame:
    """Find properties without columns, and loads that nothing can take up: no rise from inlet to outlet."""
    found = []
    for name in properties:
        columns = [f"{name} {part}" for part in ("load", "in", "out")]
        absent = [column for column in columns if column not in operations]
        found.append(faults_at("missing_column", file, [1] * len(absent), ", ".join(absent), "", absent))
        if absent:
            continue
        load, inlet, outlet = (operations[column] for column in columns)
        stuck = load.ne(0) & ((outlet - inlet) * np.sign(load)).le(0)
        found.append(faults_at("no_rise", file, operations.index[stuck], columns[2], outlet[stuck], inlet[stuck]))
    return collect(found)
