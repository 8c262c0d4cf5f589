"""Which limit keeps a link out: each is lifted by itself, and the park solved again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.solve import Network, Point
from circnet.coupling.why.margin import Lens
from circnet.coupling.why.reason import Fact
from circnet.errors import NoSolution
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session

Lift = Callable[[LinearProgram, Network, pd.Series], tuple[LinearProgram | None, list[Fact]]]


def what_stops(lens: Lens, point: Point) -> tuple[str, list[Fact]]:
    """Return the first limit without which the link would be used, and its facts; ``too_dear`` where there is none.

    Purity at the receiver, the share a substitute may have, capacities of units and plants, limits of trade; then
    whoever else takes what the sender has, or serves the receiver.

    Parameters
    ----------
    lens
        The arc.
    point
        The optimum without the link.
    """
    network, row = lens.network, lens.network.model.arcs.loc[lens.arc]
    lens.open(True)
    program = network.program()
    for reason, lift in _LIFTS:
        freed, facts = lift(program, network, row)
        if freed is not None and _carries(freed, lens.column):
            return reason, facts
    for side, end, other in (("sender", "from", "to"), ("receiver", "to", "from")):
        rivals = _rivals(network, point, row, end)
        if rivals.any() and _carries(_closed(program, network, rivals), lens.column):
            arcs = network.model.arcs[rivals]
            flows = point.values[arcs["column"].to_numpy()]
            return "capacity", [
                {"fact": f"{side}_taken", "firm": firm, "commodity": good, "amount": float(flow)}
                for firm, good, flow in zip(arcs[other], arcs["commodity"], flows, strict=True)
            ]
    return "too_dear", []


def _carries(program: LinearProgram, column: int) -> bool:
    try:
        return bool(Session(program).solve().values[column] > FLOW_TOLERANCE)
    except NoSolution:
        return False


def _lifted(program: LinearProgram, rows: np.ndarray, columns: np.ndarray) -> LinearProgram | None:
    """The programme without the upper bounds of some rows and columns; None where there are none to lift."""
    rows = rows & np.isfinite(program.rows["upper"].to_numpy(float))
    columns = columns & np.isfinite(program.columns["upper"].to_numpy(float))
    if not rows.any() and not columns.any():
        return None
    return replace(
        program,
        rows=program.rows.assign(upper=np.where(rows, np.inf, program.rows["upper"])),
        columns=program.columns.assign(upper=np.where(columns, np.inf, program.columns["upper"])),
    )


def _no_columns(program: LinearProgram) -> np.ndarray:
    return np.zeros(len(program.columns), dtype=bool)


def _purity(program: LinearProgram, network: Network, row: pd.Series) -> tuple[LinearProgram | None, list[Fact]]:
    rows = program.rows
    held = rows["family"].eq("quality") & rows["enterprise"].eq(row["to"]) & rows["commodity"].eq(row["commodity"])
    table = network.model.case.park.quality
    here = table[table["commodity"].eq(row["commodity"])].set_index(["enterprise", "direction", "property"])["value"]
    facts: list[Fact] = [
        {"fact": "purity", "property": name, "most": float(here[row["to"], "demand", name]),
         "has": float(here.get((row["from"], "supply", name), np.nan))}
        for name in rows.loc[held, "item"]
    ]  # fmt: skip
    return _lifted(program, held.to_numpy(), _no_columns(program)), facts


def _share(program: LinearProgram, network: Network, row: pd.Series) -> tuple[LinearProgram | None, list[Fact]]:
    rows, lines = program.rows, network.model.case.lines
    using = lines.loc[lines["commodity"].eq(row["commodity"]) & (lines["coefficient"] < 0), "activity"]
    held = rows["enterprise"].eq(row["to"]) & (
        (rows["family"].eq("substitution") & rows["commodity"].eq(row["commodity"]))
        | (rows["family"].eq("share") & rows["item"].isin(using))
    )
    swaps = network.model.case.catalog.substitutions.set_index(["accepts", "replaces"])["max_share"]
    facts: list[Fact] = [
        {"fact": "accepts", "replaces": good, "max_share": float(swaps.get((row["commodity"], good), 1.0))}
        for good in rows.loc[held & rows["family"].eq("substitution"), "item"]
    ]
    return _lifted(program, held.to_numpy(), _no_columns(program)), facts


def _plant(program: LinearProgram, network: Network, row: pd.Series) -> tuple[LinearProgram | None, list[Fact]]:
    """Capacities of what may run more or less at either end; a fixed activity is no capacity."""
    rows, columns, ends = program.rows, program.columns, [row["from"], row["to"]]
    held = rows["enterprise"].isin(ends) & rows["family"].isin(["equipment", "unit"]) & (rows["lower"] < rows["upper"])
    free = columns["enterprise"].isin(ends) & columns["family"].eq("run") & (columns["lower"] < columns["upper"])
    return _lifted(program, held.to_numpy(), free.to_numpy()), [{"fact": "plant", "firms": ends}]


def _outlet(program: LinearProgram, network: Network, row: pd.Series) -> tuple[LinearProgram | None, list[Fact]]:
    rows, columns, ends = program.rows, program.columns, [row["from"], row["to"]]
    free = columns["enterprise"].isin(ends) & columns["family"].isin(["buy", "sell", "dispose"])
    free = free.to_numpy()
    return _lifted(program, rows["family"].eq("market").to_numpy(), free), [{"fact": "trade_limit", "firms": ends}]


_LIFTS: tuple[tuple[str, Lift], ...] = (
    ("purity", _purity), ("substitution", _share), ("capacity", _plant), ("outlet", _outlet),
)  # fmt: skip


def _rivals(network: Network, point: Point, row: pd.Series, end: str) -> np.ndarray:
    """Links in use that share an end and the good with the one in question (boolean per arc)."""
    arcs = network.model.arcs
    flow = point.values[arcs["column"].to_numpy()]
    same = arcs[end].eq(row[end]) & arcs["commodity"].eq(row["commodity"])
    other = "to" if end == "from" else "from"
    return (same & arcs[other].ne(row[other])).to_numpy() & (flow > FLOW_TOLERANCE)


def _closed(program: LinearProgram, network: Network, arcs: np.ndarray) -> LinearProgram:
    upper = program.columns["upper"].to_numpy(float, copy=True)
    upper[network.model.arcs.loc[arcs, "column"].to_numpy()] = 0.0
    return replace(program, columns=program.columns.assign(upper=upper))
