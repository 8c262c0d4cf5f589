"""A table of heat streams: ``name, supply_c, target_c, heat_capacity_kw_k or duty_kw[, ...]``, read and judged.

Whether a stream is hot (gives heat) or cold (takes heat) follows from its temperatures; only where supply and target
are one temperature (evaporation, condensation) must `type` say it.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from circnet.errors import InputFaults
from circnet.park.faults import collect, errors_of, faults_at, file_fault
from circnet.park.reading import decode, raw_rows, typed
from circnet.schema import Column, Table

if TYPE_CHECKING:
    from circnet.types import PathText

__all__ = ["STREAMS", "column", "load_streams", "read_streams", "read_table", "stream_table"]

_LOWEST = -273.15
_OTHER_NAMES = {
    other: name
    for name, others in {
        "name": "stream stream_name 名称 物流",
        "supply_c": "supply t_supply t_supply_c supply_temperature supply_temperature_c supply_t t_s ts t_in t_in_c "
                    "tin inlet inlet_c t_inlet start_c 供应温度 起始温度 进口温度 入口温度",
        "target_c": "target t_target t_target_c target_temperature target_temperature_c target_t t_t tt t_out t_out_c "
                    "tout outlet outlet_c t_outlet end_c 目标温度 终了温度 出口温度",
        "heat_capacity_kw_k": "cp mcp fcp cp_kw_k mcp_kw_k fcp_kw_k cp_kw_c mcp_kw_c heat_capacity heat_capacity_flow "
                              "heat_capacity_flow_kw_k heat_capacity_flow_rate heat_capacity_kw_c 热容流率",
        "duty_kw": "heat duty heat_kw q q_kw heat_load heat_load_kw heat_flow heat_flow_kw enthalpy_kw dh dh_kw "
                   "热负荷 热量",
        "dt_contribution_k": "dt_cont dt_cont_k dt_contribution dt_contribution_c dtcont 温差贡献",
        "enterprise": "plant zone process firm 企业 区",
        "type": "kind 类型", "hours": "hours_per_year h_a 小时",
    }.items()
    for other in others.split()
}  # fmt: skip
_OTHER_WORDS = {"h": "hot", "c": "cold", "热": "hot", "热流": "hot", "冷": "cold", "冷流": "cold"}
_DISAGREE = 0.01
"""Share by which a duty may differ from heat capacity flow times temperature change: printed figures are rounded."""


def column(
    name: str, kind: str, *, required: bool = False, low: float = -math.inf, choices: tuple[str, ...] = ()
) -> Column:
    """Return a column of a table that stands in a file of its own."""
    return Column(name, kind, required, "", choices, low, math.inf, above=False, key=False, refers=(), unit="")


STREAMS = Table("streams", {
    one.name: one for one in (
        column("name", "text"), column("enterprise", "text"),
        column("supply_c", "number", required=True, low=_LOWEST),
        column("target_c", "number", required=True, low=_LOWEST),
        column("heat_capacity_kw_k", "number", low=0.0), column("duty_kw", "number", low=0.0),
        column("dt_contribution_k", "number", low=0.0), column("type", "choice", choices=("hot", "cold")),
        column("hours", "number", low=0.0),
    )
})  # fmt: skip
"""The table's columns. Rows may repeat: a plant has several streams of one name."""


def load_streams(path: PathText) -> pd.DataFrame:
    """Load a table of heat streams.

    Returns
    -------
    DataFrame
        As `stream_table`.

    Raises
    ------
    InputFaults
        With every fault at once, if any is an error.
    """
    streams, faults = read_streams(path)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return streams


def read_streams(path: PathText) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a table of heat streams (CSV in UTF-8) and everything wrong with it; never raises for faults of the input.

    Returns
    -------
    DataFrame
        As `stream_table`; with errors, as much as could be read, not fit for use.
    DataFrame
        All faults, errors and warnings, columns `circnet.errors.FAULT_COLUMNS`.
    """
    frame, faults = read_table(path, STREAMS, _OTHER_NAMES)
    if not len(frame):
        empty = faults if len(errors_of(faults)) else collect([faults, _none(Path(path).name)])
        return stream_table(frame, Path(path).name)[0], empty
    streams, found = stream_table(frame, Path(path).name)
    known = set(zip(errors_of(faults)["row"], errors_of(faults)["column"], strict=True))
    again = [pair in known for pair in zip(found["row"], found["column"], strict=True)]
    return streams, collect([faults, found[~np.array(again, dtype=bool)]])


def _none(file: str) -> pd.DataFrame:
    return file_fault("no_streams", file, "", "name, supply_c, target_c, duty_kw")


def read_table(path: PathText, table: Table, other_names: dict[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a CSV of a known table, under its own headings or others in use; the index is the row of the file."""
    place = Path(path)
    try:
        data = place.read_bytes()
    except OSError as error:
        check = "unreadable_file" if place.exists() else "missing_file"
        return table.empty(), file_fault(check, str(path), type(error).__name__, "a CSV file")
    text, broken = decode(data, place.name)
    cells, faults = raw_rows(text, place.name)
    if cells is None:
        return table.empty(), collect([broken, faults])
    cells = cells.rename(columns=_headings(list(cells), table, other_names))
    for one in (one for one in table.columns.values() if one.choices and one.name in cells):
        cells = cells.assign(**{one.name: cells[one.name].str.lower().replace(_OTHER_WORDS)})
    frame, found = typed(cells, table, place.name)
    return frame[list(table.columns)], collect([broken, faults, found])


def _headings(given: list[str], table: Table, other_names: dict[str, str]) -> dict[str, str]:
    """Return which headings mean a column of the table; the first of two that mean the same, the table's own before."""
    meant: dict[str, str] = {}
    for heading in sorted(given, key=lambda name: name not in table.columns):
        plain = re.sub(r"[^\w]+", "_", heading.lower().replace("°", "").replace("℃", "c")).strip("_")
        name = other_names.get(plain, plain)
        if name in table.columns and name not in meant.values():
            meant[heading] = name
    return meant


def stream_table(frame: pd.DataFrame, file: str = "streams") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return streams ready for analysis, and what is wrong with them.

    Parameters
    ----------
    frame
        Columns of `STREAMS` (absent ones are blank); the index is the row told in faults.
    file
        The name told in faults.

    Returns
    -------
    DataFrame
        ``name, enterprise, hot, supply_c, target_c, duty_kw, dt_contribution_k, hours``: one row per row given,
        contribution and hours NaN where not given.
    DataFrame
        Faults: a stream without a duty, without a side, with a side against its temperatures or two duties that
        contradict each other; as warnings, a stream without heat and names that stand twice in a firm.
    """
    rows = STREAMS.frame(frame)
    change = (rows["supply_c"] - rows["target_c"]).abs()
    falls, still = rows["supply_c"] > rows["target_c"], rows["supply_c"] == rows["target_c"]
    by_capacity = (rows["heat_capacity_kw_k"] * change).where(~still)
    duty = rows["duty_kw"].fillna(by_capacity)
    faults = _duty_faults(rows, by_capacity, still, file)
    sideless = still & rows["type"].eq("")
    crossed = ~still & rows["type"].ne("") & rows["type"].ne(np.where(falls, "hot", "cold"))
    expected = np.where(falls[crossed], "hot", "cold")
    faults += [
        faults_at("latent_without_side", file, rows.index[sideless], "type", rows["name"][sideless], "hot, cold"),
        faults_at("side_contradicts", file, rows.index[crossed], "type", rows["type"][crossed], expected),
    ]
    idle = duty.eq(0.0)
    faults.append(faults_at("stream_without_heat", file, rows.index[idle], "duty_kw", rows["name"][idle], "> 0",
                            severity="warning"))  # fmt: skip
    twice = rows["name"].ne("") & rows.duplicated(["enterprise", "name"])
    faults.append(faults_at("stream_name_twice", file, rows.index[twice], "name", rows["name"][twice], "each once",
                            severity="warning"))  # fmt: skip
    names = rows["name"].where(rows["name"].ne(""), [f"{row}" for row in rows.index])
    streams = pd.DataFrame({
        "name": names, "enterprise": rows["enterprise"], "hot": falls | (still & rows["type"].eq("hot")),
        "supply_c": rows["supply_c"], "target_c": rows["target_c"], "duty_kw": duty,
        "dt_contribution_k": rows["dt_contribution_k"], "hours": rows["hours"],
    })  # fmt: skip
    return streams.reset_index(drop=True), collect(faults)


def _duty_faults(rows: pd.DataFrame, by_capacity: pd.Series, still: pd.Series, file: str) -> list[pd.DataFrame]:
    """Find streams without a duty, and with two that contradict each other."""
    lacking = rows["duty_kw"].isna() & rows["heat_capacity_kw_k"].isna()
    unclear = still & rows["duty_kw"].isna() & ~lacking
    largest = np.fmax(rows["duty_kw"], by_capacity)
    against = (rows["duty_kw"] - by_capacity).abs() > _DISAGREE * largest
    expected = [f"{value:.6g}" for value in by_capacity[against]]
    return [
        faults_at("stream_without_duty", file, rows.index[lacking], "duty_kw", "", "duty_kw, heat_capacity_kw_k"),
        faults_at("latent_without_duty", file, rows.index[unclear], "duty_kw", rows["name"][unclear], "> 0"),
        faults_at("duty_contradicts", file, rows.index[against], "duty_kw", rows["duty_kw"][against], expected),
    ]
