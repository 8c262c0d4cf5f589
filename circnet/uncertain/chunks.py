"""Samples worked on piece by piece."""

from __future__ import annotations

import hashlib

import numpy as np

from circnet.uncertain.deciding import live
from circnet.uncertain.pieces import Answers, Machines, work
from circnet.uncertain.prepared import Prepared

__all__ = ["evaluate", "run"]

_FIGURES = ("status", "cost", "unexplained", "saving", "saving_unexplained", "regret", "flow", "worth")


def evaluate(prepared: Prepared, points: np.ndarray) -> Answers:
    """Answer for some points of the unit cube, shape (samples, coordinates), one after the other.

    Returns
    -------
    Answers
        By name of `circnet.uncertain.deciding.Outcome`'s figures: shape (samples,), or (samples, arcs) for ``flow`` and
        ``worth``.
    """
    values = prepared.sampler().values(points)
    network = prepared.network()
    found = [live(network, prepared.effects.world(one), prepared.plan) for one in values]
    return {name: np.array([getattr(one, name) for one in found]) for name in _FIGURES}


def run(prepared: Prepared, points: np.ndarray, chunk: int, machines: Machines | None = None) -> Answers:
    """Answer for all points, in their order, ``chunk`` of them at a time; raises as `circnet.uncertain.pieces.work`."""
    firsts = range(0, len(points), chunk)
    pieces = {number: points[first : first + chunk] for number, first in enumerate(firsts)}
    told = {"run": _fingerprint(prepared, points), "samples": len(points), "chunk": chunk}
    answers = work(evaluate, prepared, pieces, machines or Machines(), told)
    return {name: np.concatenate([one[name] for one in answers]) for name in _FIGURES}


def _fingerprint(prepared: Prepared, points: np.ndarray) -> str:
    """What tells two runs apart: figures of the model, ranges, planned links and points."""
    program, plan, effects = prepared.model.program, prepared.plan, prepared.effects
    tables = (program.columns, program.rows, program.coefficients, prepared.model.arcs, prepared.inputs)
    digest = hashlib.sha256()
    for table in (*tables, effects.hubs, effects.entries):
        digest.update(table.to_csv(index=False).encode())
    for array in (plan.free, plan.chosen, plan.flow, plan.upkeep, points, np.array([prepared.rho])):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
