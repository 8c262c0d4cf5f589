"""Delayed columns: solve with few arcs, ask which of the others would pay at the prices found, until none would."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from circnet.errors import Infeasible
from circnet.large.arcs import Arcs, Pool, joined
from circnet.large.pricing import Search
from circnet.large.reduction import Duals
from circnet.lp import Solution
from circnet.lp.arrays import Arrays
from circnet.lp.highs_backend import Session

_FEW, _MANY = 2, 8
"""Arcs that enter per giver and per taker of a lane, at once: in a part of some rows, and of many."""
_LARGE = 10_000
"""Rows from which on a solve costs the same with few arcs or more, so that fewer rounds count most."""
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
    arcs: Arcs
    rounds: int


def grow(candidates: Pool | Search, known: Duals) -> Grown:
    """Solve a programme with candidate arcs by delayed columns.

    At the end no candidate has a reduced cost below -`circnet.large.arcs.TOLERANCE`, the solver's own measure of
    optimality: the optimum is that of the programme with all of them.

    Parameters
    ----------
    candidates
        The candidate arcs.
    known
        The programme without the arcs, and what is known of its duals.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.lp.highs_backend.Session.solve`.
    """
    program = known.program
    each = _FEW if len(program.row_lower) < _LARGE else _MANY
    arcs = candidates.below(known.first(), each=each)
    session = Session(_extended(program, arcs))
    rounds = 0
    while True:
        rounds += 1
        try:
            solution = session.solve()
        except Infeasible:
            every = candidates.below(np.zeros(len(program.row_lower)), limit=np.inf)
            if len(every) <= len(arcs):
                raise
            arcs, session = every, Session(_extended(program, every))
            continue
        duals = known.raised(solution.duals)
        found = candidates.below(duals, each=each)
        if not len(found):
            return Grown(replace(solution, duals=duals), arcs, rounds)
        arcs = joined([arcs, found])
        if len(found) > _AFRESH:
            session = Session(_extended(program, arcs))
        else:
            session.add_columns(found.cost, np.full(len(found), np.inf), found.entries(len(solution.duals)))


def _extended(program: Arrays, arcs: Arcs) -> Arrays:
    count, given, added = len(arcs), program.matrix, arcs.entries(len(program.row_lower))
    matrix = sparse.csc_array(
        (np.append(given.data, added.data), np.append(given.indices, added.indices),
         np.append(given.indptr, given.nnz + added.indptr[1:])), shape=(given.shape[0], given.shape[1] + count)
    )  # fmt: skip
    return replace(
        program, matrix=matrix, cost=np.append(program.cost, arcs.cost),
        lower=np.append(program.lower, np.zeros(count)), upper=np.append(program.upper, np.full(count, np.inf)),
    )  # fmt: skip
