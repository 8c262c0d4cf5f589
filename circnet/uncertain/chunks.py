"""Samples worked on piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from circnet.pieces import Answers, Machines, digest, work
from circnet.uncertain.deciding import OPTIMAL, live
from circnet.uncertain.prepared import Prepared

__all__ = ["Figures", "answered", "evaluate", "fingerprint", "run"]

Figures = Mapping[str, np.ndarray]
"""Figures of `circnet.uncertain.deciding.Outcome` by name: shape (samples,), or (samples, arcs) for flow and worth."""

_OF_SAMPLE = ("status", "cost", "unexplained", "saving", "saving_unexplained", "regret", "current", "least")
_OF_ARC = ("flow", "worth")
_ENDS = ["from", "to", "commodity", "mode"]


def evaluate(prepared: Prepared, points: np.ndarray) -> Figures:
    """Answer for some points of the unit cube, shape (samples, coordinates), one after the other."""
    values = prepared.sampler().values(points)
    network = prepared.network()
    found = [live(network, prepared.effects.world(one), prepared.plan) for one in values]
    return {name: np.array([getattr(one, name) for one in found]) for name in (*_OF_SAMPLE, *_OF_ARC)}


def answered(prepared: Prepared, piece: tuple[int, np.ndarray]) -> Answers:
    """Answer for the points of a piece, of which the first has a number, as tables.

    Returns
    -------
    Answers
        ``samples``: ``sample`` and the figures of each; ``links``: those in use in a sample, ``sample, link`` (position
        among the arcs), ``from, to, commodity, mode, flow, worth``.
    """
    first, points = piece
    figures = evaluate(prepared, points)
    flow, worth = (figures[name] for name in _OF_ARC)
    place, arc = np.nonzero((flow > 0) | ~np.isnan(worth))
    arcs = prepared.model.arcs.iloc[arc][_ENDS].reset_index(drop=True)
    links = pd.DataFrame({"sample": first + place, "link": arc})
    samples = pd.DataFrame({name: figures[name] for name in _OF_SAMPLE})
    samples.insert(0, "sample", first + np.arange(len(points)))
    return {
        "samples": samples,
        "links": links.join(arcs.astype("str")).assign(flow=flow[place, arc], worth=worth[place, arc]),
    }  # fmt: skip


def run(
    prepared: Prepared,
    points: np.ndarray,
    chunk: int,
    machines: Machines | None = None,
    tell: Callable[[float], None] | None = None,
) -> Figures:
    """Answer for all points in their order, ``chunk`` of them a piece; ``tell`` and errors as `circnet.pieces.work`."""
    firsts = range(0, len(points), chunk)
    pieces = {number: (first, points[first : first + chunk]) for number, first in enumerate(firsts)}
    answers = work(
        answered, prepared, pieces, machines or Machines(),
        lambda: {"inputs": fingerprint(prepared, points), "samples": len(points), "chunk": chunk}, tell,
    )  # fmt: skip
    samples, links = (pd.concat([one[name] for one in answers], ignore_index=True) for name in ("samples", "links"))
    return _figures(samples, links, len(prepared.model.arcs))


def _figures(samples: pd.DataFrame, links: pd.DataFrame, arcs: int) -> Figures:
    """Tables of all pieces as arrays; a link that is not in use carries nothing and has no worth."""
    figures = {name: samples[name].to_numpy() for name in _OF_SAMPLE}
    solved = (figures["status"] == OPTIMAL)[:, None]
    dense = {"flow": np.where(solved, 0.0, np.nan), "worth": np.full_like(solved, np.nan, dtype=float)}
    for name in _OF_ARC:
        figures[name] = np.repeat(dense[name], arcs, axis=1)
        figures[name][links["sample"], links["link"]] = links[name]
    return figures


def fingerprint(prepared: Prepared, points: np.ndarray) -> str:
    """Return what tells two runs apart: figures of the model, ranges, planned links and points."""
    program, plan, effects = prepared.model.program, prepared.plan, prepared.effects
    return digest([
        program.columns, program.rows, program.coefficients, prepared.model.arcs, prepared.inputs, effects.hubs,
        effects.entries, plan.free, plan.chosen, plan.flow, plan.upkeep, points, prepared.rho,
    ])  # fmt: skip
