"""Delayed columns: solve with few arcs, ask which of the others would pay at the prices found, until none would."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from circnet.errors import Infeasible
from circnet.large.lanes import Good
from circnet.large.pricing import Found, Search, joined
from circnet.large.reduction import Duals
from circnet.lp import Solution
from circnet.lp.arrays import Arrays
from circnet.lp.highs_backend import Session

_FIRST, _EACH = 3, 3
"""Arcs that enter per giver and per taker of a lane, at first and in a later round."""
_AFRESH = 5_000
"""Where more arcs enter at once, solving afresh with presolve is faster than going on from the basis."""


@dataclass(frozen=True)
class Grown:
    """An optimum over all candidate arcs.

    Attributes
    ----------
    solution
        Of the programme with the arcs that entered: first the columns given, then the arcs.
    arcs
        The arcs that entered, in the order of their columns.
    rounds
        How often the programme was solved.
    """

    solution: Solution
    arcs: Found
    rounds: int


def grow(search: Search, known: Duals) -> Grown:
    """Solve a programme with the arcs of a search by delayed columns.

    At the end no candidate has a reduced cost below -`circnet.large.pricing.TOLERANCE`, the solver's own measure of
    optimality: the optimum is that of the programme with all of them.

    Parameters
    ----------
    search
        The candidate arcs.
    known
        The programme without the arcs, and what is known of its duals.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.lp.highs_backend.Session.solve`.
    """
    program = known.program
    arcs = search.below(known.first(), each=_FIRST)
    session = Session(_extended(program, arcs, search.goods))
    rounds = 0
    while True:
        rounds += 1
        try:
            solution = session.solve()
        except Infeasible:
            every = search.below(np.zeros(len(program.row_lower)), limit=np.inf)
            if len(every) <= len(arcs):
                raise
            arcs, session = every, Session(_extended(program, every, search.goods))
            continue
        duals = known.raised(solution.duals)
        found = search.below(duals, each=_EACH)
        if not len(found):
            return Grown(replace(solution, duals=duals), arcs, rounds)
        arcs = joined([arcs, found])
        if len(found) > _AFRESH:
            session = Session(_extended(program, arcs, search.goods))
        else:
            session.add_columns(
                found.cost, np.full(len(found), np.inf), entries_of(found, search.goods, len(solution.duals))
            )


def _extended(program: Arrays, arcs: Found, goods: list[Good]) -> Arrays:
    matrix = sparse.hstack([program.matrix, entries_of(arcs, goods, len(program.row_lower))]).tocsr()
    matrix.sort_indices()
    count = len(arcs)
    return replace(
        program, matrix=matrix, cost=np.append(program.cost, arcs.cost),
        lower=np.append(program.lower, np.zeros(count)), upper=np.append(program.upper, np.full(count, np.inf)),
    )  # fmt: skip


def entries_of(arcs: Found, goods: list[Good], rows: int) -> sparse.csc_array:
    """Coefficients of arcs: a unit leaves the giver's row, what is not lost arrives in the taker's."""
    count = len(arcs)
    giver_row, taker_row, sign = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64), np.empty(count)
    for g in np.unique(arcs.good):
        of = arcs.good == g
        giver_row[of] = goods[g].givers.row[arcs.giver[of]]
        taker_row[of] = goods[g].takers.row[arcs.taker[of]]
        sign[of] = goods[g].takers.sign[arcs.taker[of]]
    row = np.column_stack([giver_row, taker_row]).ravel()
    value = np.column_stack([np.full(count, -1.0), sign * (1.0 - arcs.loss)]).ravel()
    start = 2 * np.arange(count + 1)
    return sparse.csc_array((value, row, start), shape=(rows, count))
