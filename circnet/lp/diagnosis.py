"""Why a programme has no optimum: the least violations that would give it one, limits that clash, or what runs away.

A *limit* is one side of a row, or one bound of a column. A lower bound of zero is none: amounts are never negative,
whoever lets go of what. So a limit from below lets go to zero, all others to infinity.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.errors import Infeasible
from circnet.lp.highs_backend import Session
from circnet.lp.program import LinearProgram

_BOX = 1e12
_TINY = 1e-7


def least_violations(
    program: LinearProgram, soft: np.ndarray, short_cost: np.ndarray, over_cost: np.ndarray
) -> pd.DataFrame:
    """Solve with slacks on some rows, at the least weighted sum of violations.

    Parameters
    ----------
    program
        An infeasible programme.
    soft
        Boolean per row: which rows may be violated.
    short_cost, over_cost
        Weight, per row of the programme, of staying below its lower and of exceeding its upper bound.

    Returns
    -------
    pandas.DataFrame
        The violated rows with their labels and ``violation``: positive where the row's expression stays below
        its lower bound, negative where it exceeds its upper; largest first. Empty when the soft rows are not at
        fault.

    Notes
    -----
    Elastic programme: Chinneck JW. Feasibility and Infeasibility in Optimization. Springer 2008, ch. 6.
    """
    rows = np.flatnonzero(soft)
    count = len(program.columns)
    values = Session(elastic(program, rows, short_cost[rows], over_cost[rows])).solve().values[count:]
    violation = values[: len(rows)] - values[len(rows) :]
    found = program.rows.iloc[rows].assign(violation=violation)
    found = found[np.abs(violation) > _TINY * max(1.0, np.abs(violation).max(initial=0.0))]
    return found.reindex(found["violation"].abs().sort_values(ascending=False, kind="stable").index)


def elastic(
    program: LinearProgram,
    rows: np.ndarray,
    short_cost: np.ndarray,
    over_cost: np.ndarray,
    size: np.ndarray | None = None,
) -> LinearProgram:
    """Return the programme with a slack below and one above each of ``rows``, its own costs set to zero.

    The slacks follow the columns: first how far each row may stay short, then how far it may go over, in multiples
    of ``size`` (1 if absent), at the costs given per row of ``rows``.
    """
    count, size = len(program.columns), np.ones(len(rows)) if size is None else size
    slack = pd.DataFrame({
        "name": [f"short|{i}" for i in rows] + [f"over|{i}" for i in rows],
        "lower": 0.0, "upper": np.inf, "cost": np.concatenate([short_cost, over_cost]), "integer": False,
    })  # fmt: skip
    columns = pd.concat([program.columns.assign(cost=0.0), slack], ignore_index=True)
    extra = pd.DataFrame({
        "row": np.concatenate([rows, rows]),
        "column": np.arange(count, count + 2 * len(rows)),
        "value": np.concatenate([size, -size]),
    })  # fmt: skip
    return LinearProgram(columns, program.rows, pd.concat([program.coefficients, extra], ignore_index=True))


def irreducible(program: LinearProgram) -> pd.DataFrame:
    """Find limits that cannot all hold, though they could if any one of them were let go.

    The duals and reduced costs of the elastic programme are a Farkas certificate: the limits on which they are not
    zero cannot all hold. Letting go of each in turn, for good where the rest still clashes, leaves none to spare.

    Parameters
    ----------
    program
        An infeasible linear programme.

    Returns
    -------
    pandas.DataFrame
        ``of`` (row or column), ``position`` in that table, ``side`` (lower or upper), ``change``: by how much this
        limit alone would have to give way. Empty if the programme is feasible.

    Notes
    -----
    Gleeson J, Ryan J. Identifying minimally infeasible subsystems of inequalities. ORSA J Comput 2 (1990) 61-63;
    deletion filter: Chinneck JW, Dravnieks EW. ORSA J Comput 3 (1991) 157-168.
    """
    for of, table in (("column", program.columns), ("row", program.rows)):
        crossed = np.flatnonzero((table["lower"] > table["upper"]).to_numpy())
        if len(crossed):
            at = crossed[0]
            gap = float(table["lower"].iloc[at] - table["upper"].iloc[at])
            return pd.DataFrame({"of": of, "position": at, "side": ["lower", "upper"], "change": gap})
    every = np.arange(len(program.rows))
    ones = np.ones(len(every))
    answer = Session(elastic(program, every, ones, ones)).solve()
    weight = {"row": answer.duals, "column": answer.reduced_costs[: len(program.columns)]}
    found = _filtered(program, _certified(program, weight, 1e-9))
    return found if len(found) else _filtered(program, _certified(program, weight, None))


def _certified(program: LinearProgram, weight: dict[str, np.ndarray], tolerance: float | None) -> pd.DataFrame:
    """Limits on which the certificate is not zero, the least important first; all limits without a tolerance."""
    parts = []
    for of, table in (("row", program.rows), ("column", program.columns)):
        for side, sign in (("lower", 1.0), ("upper", -1.0)):
            bound = table[side].to_numpy(float)
            real = np.isfinite(bound) & ~((of == "column") & (side == "lower") & (bound == 0.0))
            here = sign * weight[of]
            kept = np.flatnonzero(real & (here > tolerance) if tolerance is not None else real)
            parts.append(pd.DataFrame({"of": of, "position": kept, "side": side, "weight": np.abs(here[kept])}))
    return pd.concat(parts, ignore_index=True).sort_values("weight", kind="stable", ignore_index=True)


def _filtered(program: LinearProgram, limits: pd.DataFrame) -> pd.DataFrame:
    """Let go of each limit in turn, for good where the rest still clashes; empty if they do not clash at all."""
    system = _System(program, limits)
    kept = np.ones(len(limits), dtype=bool)
    if system.holds(kept):
        return limits.iloc[:0].drop(columns="weight").assign(change=0.0)
    for i in range(len(limits)):
        kept[i] = False
        kept[i] = system.holds(kept)
    change = [system.change(kept, int(i)) for i in np.flatnonzero(kept)]
    return limits[kept].drop(columns="weight").assign(change=change).reset_index(drop=True)


class _System:
    """Just some limits of a programme, each of which may be let go."""

    def __init__(self, program: LinearProgram, limits: pd.DataFrame) -> None:
        self._limits = limits
        self._rows = np.sort(limits.loc[limits["of"] == "row", "position"].unique())
        place = pd.Series(np.arange(len(self._rows)), index=self._rows)
        entries = program.coefficients[program.coefficients["row"].isin(self._rows)]
        entries = entries.assign(row=place.reindex(entries["row"]).to_numpy())
        self._matrix = {"row": program.rows.iloc[self._rows].reset_index(drop=True), "column": program.columns}
        at = limits["position"].to_numpy()
        self._place = np.where(limits["of"] == "row", place.reindex(at, fill_value=0).to_numpy(), at)
        columns = program.columns.assign(cost=0.0, integer=False)
        self._linear = LinearProgram(columns, self._matrix["row"], entries)
        self._session = Session(self._linear)
        self._size = len(program.columns)

    def _set(self, kept: np.ndarray) -> None:
        """Put the limits kept in force, and no others."""
        for of, table in self._matrix.items():
            never_negative = (of == "column") & (table["lower"] >= 0).to_numpy()
            lower = np.where(never_negative, 0.0, -np.inf)
            upper = np.full(len(table), np.inf)
            for side, bounds in (("lower", lower), ("upper", upper)):
                mine = kept & ((self._limits["of"] == of) & (self._limits["side"] == side)).to_numpy()
                bounds[self._place[mine]] = table[side].to_numpy(float)[self._place[mine]]
            change = self._session.set_bounds if of == "column" else self._session.set_row_bounds
            change(np.arange(len(table)), lower, upper)

    def holds(self, kept: np.ndarray) -> bool:
        """Whether the limits kept can all hold."""
        self._set(kept)
        try:
            self._session.solve()
        except Infeasible:
            return False
        return True

    def change(self, kept: np.ndarray, i: int) -> float:
        """By how much one of the limits kept must give way for the others to hold."""
        rest = kept.copy()
        rest[i] = False
        self._set(rest)
        of, side = self._limits["of"].iloc[i], self._limits["side"].iloc[i]
        place = int(self._place[i])
        if of == "row":
            weights = self._linear.matrix()[[place], :].toarray().ravel()
        else:
            weights = (np.arange(self._size) == place).astype(float)
        self._session.set_costs(-weights if side == "lower" else weights)
        reached = float(weights @ self._session.solve().values)
        self._session.set_costs(np.zeros(self._size))
        bound = float(self._matrix[of][side].iloc[place])
        return bound - reached if side == "lower" else reached - bound


def runaways(program: LinearProgram) -> pd.DataFrame:
    """Columns that grow without end in an unbounded programme, by boxing it in and reading what hits the box."""
    upper = np.minimum(program.columns["upper"].to_numpy(float), _BOX)
    lower = np.maximum(program.columns["lower"].to_numpy(float), -_BOX)
    boxed = LinearProgram(program.columns.assign(upper=upper, lower=lower), program.rows, program.coefficients)
    values = Session(boxed).solve().values
    free = np.isinf(program.columns["upper"].to_numpy(float))
    grown = free & (values > 1e-6 * _BOX)
    return program.columns[grown].assign(value=values[grown])
