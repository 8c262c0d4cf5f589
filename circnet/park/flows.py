"""A table of flows: ``from, to, amount[, commodity, uncertainty, grade]``; words with @ stand for the outside."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from circnet.errors import InputFaults, UsageFault
from circnet.park.faults import collect, errors_of, faults_at, file_fault, nearest
from circnet.park.reading import decode, raw_rows, typed
from circnet.schema import Column, Table

if TYPE_CHECKING:
    from circnet.types import PathText

__all__ = [
    "DISSIPATION", "EXPORT", "FLOWS", "IMPORT", "OUTSIDE", "SINKS", "load_flows", "of_commodity", "read_flows",
    "read_measurements",
]  # fmt: skip

IMPORT, EXPORT, DISSIPATION = "@import", "@export", "@dissipation"
SOURCES, SINKS = (IMPORT,), (EXPORT, DISSIPATION)
OUTSIDE = (*SOURCES, *SINKS)


def _column(
    name: str, kind: str, *, required: bool = False, low: float = -math.inf, choices: tuple[str, ...] = ()
) -> Column:
    return Column(name, kind, required, "", choices, low, math.inf, above=False, key=False, refers=(), unit="")


FLOWS = Table("flows", {
    column.name: column for column in (
        _column("from", "text", required=True), _column("to", "text", required=True),
        _column("amount", "number", required=True, low=0.0), _column("commodity", "text"),
        _column("uncertainty", "number", low=0.0), _column("grade", "choice", choices=tuple("ABCD")),
    )
})  # fmt: skip
"""The table's columns. Rows may repeat: parallel flows count together."""


def load_flows(path: PathText) -> pd.DataFrame:
    """Load a table of flows.

    Returns
    -------
    DataFrame
        The columns of `FLOWS`, one row per row of the file; amounts are in the file's own unit.

    Raises
    ------
    InputFaults
        With every fault at once, if any is an error.
    """
    flows, faults = read_flows(path)
    if len(errors_of(faults)):
        raise InputFaults(faults)
    return flows


def read_flows(path: PathText) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a table of flows (CSV in UTF-8) and everything wrong with it; never raises for faults of the input.

    Returns
    -------
    DataFrame
        As `load_flows`; with errors, as much as could be read, not fit for use.
    DataFrame
        All faults, errors and warnings, columns `circnet.errors.FAULT_COLUMNS`.
    """
    frame, faults = _read(path)
    return frame.reset_index(drop=True), faults


def read_measurements(path: PathText) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a table of flows some of which were not measured: a blank amount is no fault.

    Returns
    -------
    DataFrame
        As `read_flows`, amounts NaN where not measured, and ``row``, the line as a spreadsheet numbers it.
    DataFrame
        All faults; among them ``nothing_measured`` where every amount is blank, and warnings of uncertainties without
        an amount and of nodes that have inflows or outflows only.
    """
    frame, faults = _read(path)
    blank = (faults["check"] == "blank_value") & (faults["column"] == "amount")
    faults = faults[~blank].reset_index(drop=True)
    found = [faults]
    file = Path(path).name
    if len(frame) and blank.sum() == len(frame):
        found.append(file_fault("nothing_measured", file, "", "number", column="amount"))
    idle = frame[frame["amount"].isna() & frame["uncertainty"].notna() & ~frame.index.isin(faults["row"])]
    values = [f"{value:g}" for value in idle["uncertainty"]]
    found.append(
        faults_at("uncertainty_without_amount", file, idle.index, "uncertainty", values, "amount", severity="warning")
    )
    found.append(_one_sided(frame, file))
    return frame.reset_index(names="row"), collect(found)


def _one_sided(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Find nodes with inflows or outflows only, told at their first row."""
    faults = []
    for side, other, outside in (("from", "to", SOURCES), ("to", "from", SINKS)):
        lonely = frame[~frame[side].isin([*frame[other], *OUTSIDE, ""])].drop_duplicates(side)
        word = ", ".join(outside)
        faults.append(faults_at("one_sided_node", file, lonely.index, side, lonely[side], word, severity="warning"))
    return collect(faults)


def _read(path: PathText) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table with the spreadsheet's row numbers as index, and all faults."""
    place = Path(path)
    try:
        data = place.read_bytes()
    except OSError as error:
        check = "unreadable_file" if place.exists() else "missing_file"
        return FLOWS.empty(), file_fault(check, str(path), type(error).__name__, "a CSV file")
    text, broken = decode(data, place.name)
    cells, faults = raw_rows(text, place.name)
    if cells is None:
        return FLOWS.empty(), collect([broken, faults])
    frame, found = typed(cells, FLOWS, place.name)
    ends = _ends(frame, place.name) if len(frame) else file_fault("no_flows", place.name, "", "from, to, amount")
    return frame[list(FLOWS.columns)], collect([broken, faults, found, ends])


def of_commodity(flows: pd.DataFrame, commodity: str) -> pd.DataFrame:
    """Return the flows of one commodity.

    Raises
    ------
    UsageFault
        If the table has none of it.
    """
    known = sorted(set(flows["commodity"]) - {""})
    if commodity not in known:
        raise UsageFault("no_such_flow", commodity, ", ".join(known) or "commodity")
    return flows[flows["commodity"] == commodity].reset_index(drop=True)


def _ends(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Find words with @ that are none of the outside, or stand on the wrong side, and rows without a node."""
    sides = {"from": SOURCES, "to": SINKS}
    outside = {side: frame[side].str.startswith("@") for side in sides}
    faults = []
    for side, words in sides.items():
        wrong = outside[side] & ~frame[side].isin(words)
        values = frame.loc[wrong, side]
        expected = ", ".join(words)
        hint = nearest(values.tolist(), words)
        faults.append(faults_at("wrong_outside", file, frame.index[wrong], side, values, expected, hint=hint))
    both = frame["from"].isin(SOURCES) & frame["to"].isin(SINKS)
    values = frame["from"] + ", " + frame["to"]
    faults.append(faults_at("both_ends_outside", file, frame.index[both], "from, to", values[both], "a node"))
    return collect(faults)
