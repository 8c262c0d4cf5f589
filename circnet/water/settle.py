"""Solving a network whose outlets are held to a quality: one aim after the other, then the fewest connections."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.errors import Infeasible, NoSolution, SolverFailure
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session
from circnet.water.case import Case
from circnet.water.program import AIMS, aims, linear_program

__all__ = ["Design", "settle"]

_SLACK = 1e-11
"""How far an aim may stay behind its optimum while the next one is sought, relative."""
_ZERO = 1e-9
"""Flows below this share of the network's size are rounding."""
_TRIES = 8
"""Rounds of slope scaling."""
_SECONDS = 60.0
"""After which the search for the fewest connections gives up."""


@dataclass(frozen=True, eq=False)
class Design:
    """Flows of a network, in the programme's unit.

    Attributes
    ----------
    flows
        One per connection.
    aims
        Optimum of each of the `AIMS`, in the order sought.
    fewest
        Whether no other optimum has fewer connections, proven.
    """

    flows: np.ndarray
    aims: dict[str, float]
    fewest: bool


def settle(case: Case, quality: np.ndarray, *, few: bool = True) -> Design:
    """Solve with the outlets of units held to ``quality``.

    Parameters
    ----------
    case
        The network; its settings say whether the fewest connections must be proven.
    quality
        As `circnet.water.program.linear_program`.
    few
        Whether to care for the number of connections at all.

    Raises
    ------
    Infeasible
        If no flows serve all sinks within their limits.
    Unbounded
        If a cost that is an income has no limit.
    """
    program = linear_program(case, quality)
    flows, found, bounded = _by_aims(case, program)
    if not few:
        return Design(flows, found, fewest=False)
    flows = _few(case, bounded, flows)
    if not case.settings.fewest:
        return Design(flows, found, fewest=False)
    lean, proven = _fewest(case, bounded, flows)
    return Design(lean, found, proven)


def _order(case: Case) -> list[str]:
    first = case.settings.objective
    return [first, *(aim for aim in AIMS if aim != first)]


def _by_aims(case: Case, program: LinearProgram) -> tuple[np.ndarray, dict[str, float], LinearProgram]:
    """Seek each aim on the optima of those before it; also the programme held to them all."""
    session, weights = Session(program), dict(zip(AIMS, aims(case), strict=True))
    rows = np.flatnonzero(program.rows["family"] == "aim")
    upper = program.rows["upper"].to_numpy(float).copy()
    found: dict[str, float] = {}
    flows = np.zeros(len(case.arcs))
    for aim in _order(case):
        row, largest = int(rows[AIMS.index(aim)]), float(np.abs(weights[aim]).max(initial=0.0))
        if largest == 0.0 and found:
            found[aim] = 0.0
            continue
        scaled = weights[aim] / (largest or 1.0)
        session.set_costs(scaled)
        flows = session.solve().values
        reached = float(scaled @ flows)
        found[aim] = float(weights[aim] @ flows)
        upper[row] = reached + _SLACK * max(1.0, abs(reached))
        session.set_row_bounds(np.array([row]), np.array([-np.inf]), upper[[row]])
    bounded = LinearProgram(program.columns, program.rows.assign(upper=upper), program.coefficients)
    return _tidy(flows), found, bounded


def _tidy(flows: np.ndarray) -> np.ndarray:
    return np.where(flows > _ZERO, flows, 0.0)


def _largest(case: Case, most: float) -> np.ndarray:
    """Return the most that each connection could carry, at most ``most``."""
    supply = np.minimum(case.givers["supply"].to_numpy() / case.size, most)[case.arcs["giver"]]
    flow = case.takers["flow"].to_numpy(float)[case.arcs["taker"]] / case.size
    return np.maximum(np.minimum(supply, np.where(np.isfinite(flow), flow, most)), 1e-6)


def _few(case: Case, program: LinearProgram, flows: np.ndarray) -> np.ndarray:
    """Of all optima one with few connections, by slope scaling: the next round asks 1 / flow of each that is used.

    Kim D, Pardalos PM. A solution approach to the fixed charge network flow problem using a dynamic slope scaling
    procedure. Oper Res Lett 24 (1999) 195-203.
    """
    session, best = Session(program), flows
    slopes = 1.0 / _largest(case, float(flows.sum()))
    for _ in range(_TRIES):
        session.set_costs(slopes)
        found = _tidy(session.solve().values)
        best = found if (found > 0).sum() < (best > 0).sum() else best
        slopes = np.divide(1.0, found, out=slopes.copy(), where=found > 1e-6)
    return _on(case, program, best > 0, best)


def _on(case: Case, program: LinearProgram, used: np.ndarray, flows: np.ndarray) -> np.ndarray:
    """Solve exactly on some connections; the given flows where they held within the solver's tolerance only."""
    columns = program.columns.assign(upper=np.where(used, np.inf, 0.0))
    try:
        exact, _, _ = _by_aims(case, LinearProgram(columns, program.rows, program.coefficients))
    except Infeasible:
        return flows
    return _tidy(exact)


def _fewest(case: Case, program: LinearProgram, flows: np.ndarray) -> tuple[np.ndarray, bool]:
    """Of all optima one with the fewest connections, proven; the given flows where no proof came about."""
    switched = _with_switches(case, program, float(flows.sum()))
    try:
        answer = Session(switched, time_limit=_SECONDS).solve()
    except (SolverFailure, NoSolution):  # the optimum stands; only its tidying did not come about
        return flows, False
    chosen = answer.values[len(case.arcs) :] > 0.5
    if answer.gap > 1e-6:  # an unproven answer would hang on the speed of the machine
        return flows, False
    lean = _on(case, program, chosen, flows)
    return lean, int((lean > 0).sum()) <= int(chosen.sum())


def _with_switches(case: Case, program: LinearProgram, most: float) -> LinearProgram:
    """Add a yes or no ``y`` per connection, ``f <= most y``, at a cost of 1 and a trifle that grows with the place."""
    count, rows = len(case.arcs), len(program.rows)
    largest = _largest(case, most)
    place = np.arange(count)
    switch = pd.DataFrame({
        "name": [f"use|{i}" for i in place], "lower": 0.0, "upper": 1.0,
        "cost": 1.0 + place / (count * (count + 1.0)), "integer": True,
    })  # fmt: skip
    columns = pd.concat([program.columns.assign(cost=0.0), switch], ignore_index=True)
    links = pd.DataFrame({"name": [f"switch|{i}" for i in place], "lower": -np.inf, "upper": 0.0})
    entries = pd.DataFrame({
        "row": np.tile(rows + place, 2), "column": np.concatenate([place, count + place]),
        "value": np.concatenate([np.ones(count), -largest]),
    })  # fmt: skip
    return LinearProgram(
        columns, pd.concat([program.rows, links], ignore_index=True),
        pd.concat([program.coefficients, entries], ignore_index=True),
    )  # fmt: skip
