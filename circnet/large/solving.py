"""Solving the parts of a programme, here or in processes of their own, and putting the answers together."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from circnet.large.columns import Grown, grow
from circnet.large.lanes import Firms, Good
from circnet.large.parts import Part, bundled, components, split
from circnet.large.pricing import Found, Search, joined
from circnet.large.reduction import duals_of, without_fixed
from circnet.lp.arrays import Arrays

_WORTH_A_PROCESS = 100_000
"""Rows besides the largest part from which on a second process pays for its start."""


@dataclass(frozen=True)
class Optimum:
    """An optimum over all candidate arcs, proved by their reduced costs.

    Attributes
    ----------
    objective
        Value of the objective.
    values, duals
        Of the columns and rows of the programme given.
    arcs, flows
        Arcs that entered, and what they carry.
    rounds, parts
        Solves of the part that took most, and parts solved apart.
    """

    objective: float
    values: np.ndarray
    duals: np.ndarray
    arcs: Found
    flows: np.ndarray
    rounds: int
    parts: int


def optimum(program: Arrays, firms: Firms, goods: list[Good], apart: bool, workers: int | None = None) -> Optimum:
    """Solve a programme with all candidate arcs of some goods by delayed columns.

    Parameters
    ----------
    program, firms, goods
        The programme without the arcs, and where they may run.
    apart
        Whether what nothing joins is solved apart.
    workers
        Processes for the parts; None for as many as there are cores where that pays.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.lp.highs_backend.Session.solve`.
    """
    reduced, free = without_fixed(program)
    if apart:
        known = duals_of(reduced)
        label = bundled(components(reduced, Search(firms, goods, known.floor, known.ceiling)))
    else:
        label = np.zeros(len(reduced.row_lower), dtype=np.int64)
    parts = split(reduced, goods, label)
    return _together(program, reduced, free, parts, _solved(parts, firms, workers))


def _solved(parts: list[Part], firms: Firms, workers: int | None) -> list[Grown]:
    rows = sum(len(part.rows) for part in parts)
    largest = max((len(part.rows) for part in parts), default=0)
    count = workers or (multiprocessing.cpu_count() if rows - largest > _WORTH_A_PROCESS else 1)
    if min(count, len(parts)) < 2:
        return [_solve(firms, part) for part in parts]
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(partial(_solve, firms), parts))


def _solve(firms: Firms, part: Part) -> Grown:
    known = duals_of(part.program)
    return grow(Search(firms, part.goods, known.floor, known.ceiling), known)


def _together(program: Arrays, reduced: Arrays, free: np.ndarray, parts: list[Part], answers: list[Grown]) -> Optimum:
    values = np.where(program.lower == program.upper, program.lower, 0.0)
    duals = np.zeros(len(program.row_lower))
    arcs, flows = [], []
    for part, answer in zip(parts, answers, strict=True):
        count = len(part.columns)
        values[free[part.columns]] = answer.solution.values[:count]
        duals[part.rows] = answer.solution.duals
        flows.append(answer.solution.values[count:])
        arcs.append(_in_whole(part, answer.arcs))
    return Optimum(
        objective=reduced.offset + sum(answer.solution.objective for answer in answers), values=values, duals=duals,
        arcs=joined(arcs), flows=np.concatenate([np.empty(0), *flows]),
        rounds=max((answer.rounds for answer in answers), default=0), parts=len(parts),
    )  # fmt: skip


def _in_whole(part: Part, arcs: Found) -> Found:
    """Arcs of a part by their positions in the whole."""
    giver, taker = arcs.giver.copy(), arcs.taker.copy()
    for g in np.unique(arcs.good):
        of = arcs.good == g
        giver[of], taker[of] = part.givers[g][giver[of]], part.takers[g][taker[of]]
    return replace(arcs, good=part.good[arcs.good] if len(arcs) else arcs.good, giver=giver, taker=taker)
