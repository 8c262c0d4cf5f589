"""Solving the parts of a programme, here, in processes or on a cluster, and putting the answers together."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import partial
from multiprocessing import cpu_count

import numpy as np
import pandas as pd

from circnet.large.arcs import Arcs, Pool, joined
from circnet.large.columns import grow
from circnet.large.lanes import Firms, Good
from circnet.large.parts import Part, bundled, components, split
from circnet.large.pricing import Search, candidates
from circnet.large.reduction import duals_of, without_fixed
from circnet.lp.arrays import Arrays
from circnet.pieces import Answers, Machines, digest, work

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
    arcs: Arcs
    flows: np.ndarray
    rounds: int
    parts: int


def optimum(program: Arrays, firms: Firms, goods: list[Good], apart: bool, machines: Machines | None = None) -> Optimum:
    """Solve a programme with all candidate arcs of some goods by delayed columns.

    Parameters
    ----------
    program, firms, goods
        The programme without the arcs, and where they may run.
    apart
        Whether what nothing joins is solved apart.
    machines
        Where the parts are solved; None for the cores of this machine where that pays.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.lp.highs_backend.Session.solve`.
    UsageFault
        As `circnet.pieces.work`.
    """
    reduced, free = without_fixed(program)
    arcs = candidates(firms, goods, duals_of(reduced))
    label = bundled(components(reduced, arcs)) if apart else np.zeros(len(reduced.row_lower), dtype=np.int64)
    parts = split(reduced, arcs if isinstance(arcs, Pool) else goods, label)
    place = _here(parts) if machines is None else machines
    run = partial(_told, reduced, firms, goods, label)
    answers = work(_answer, firms, dict(enumerate(parts)), place, run)
    return _together(program, reduced, free, parts, answers)


def _here(parts: list[Part]) -> Machines:
    rows = [len(part.rows) for part in parts]
    return Machines(cpu_count() if sum(rows) - max(rows, default=0) > _WORTH_A_PROCESS else 1)


def _told(program: Arrays, firms: Firms, goods: list[Good], label: np.ndarray) -> dict[str, str]:
    """What tells a run from another: every figure of the programme and of the arcs it may take in."""
    matrix = program.matrix
    figures = program.cost, program.lower, program.upper, program.row_lower, program.row_upper
    return {"couple": digest([*figures, matrix.data, matrix.indices, matrix.indptr, firms, *goods, label])}


def _answer(firms: Firms, part: Part) -> Answers:
    """Solve a part: its ``columns``, ``rows``, ``arcs`` and how it ``went``."""
    known = duals_of(part.program)
    arcs = part.arcs if isinstance(part.arcs, Pool) else Search(firms, part.arcs, known.floor, known.ceiling)
    grown = grow(arcs, known)
    count, solution = len(part.columns), grown.solution
    return {
        "columns": pd.DataFrame({"value": solution.values[:count]}),
        "rows": pd.DataFrame({"dual": solution.duals}),
        "arcs": pd.DataFrame({field.name: getattr(grown.arcs, field.name) for field in fields(Arcs)}
                             | {"flow": solution.values[count:]}),
        "went": pd.DataFrame({"objective": [solution.objective], "rounds": [grown.rounds]}),
    }  # fmt: skip


def _together(program: Arrays, reduced: Arrays, free: np.ndarray, parts: list[Part], answers: list[Answers]) -> Optimum:
    values = np.where(program.lower == program.upper, program.lower, 0.0)
    duals = np.zeros(len(program.row_lower))
    arcs, flows = [], []
    for part, answer in zip(parts, answers, strict=True):
        values[free[part.columns]] = answer["columns"]["value"]
        duals[part.rows] = answer["rows"]["dual"]
        table = answer["arcs"]
        flows.append(table["flow"].to_numpy())
        arcs.append(Arcs(*(table[field.name].to_numpy() for field in fields(Arcs))).within(part.rows))
    went = pd.concat([answer["went"] for answer in answers] or [pd.DataFrame({"objective": [0.0], "rounds": [0]})])
    return Optimum(
        objective=reduced.offset + math.fsum(went["objective"]), values=values, duals=duals, arcs=joined(arcs),
        flows=np.concatenate([np.empty(0), *flows]), rounds=int(went["rounds"].max()), parts=len(parts),
    )  # fmt: skip
