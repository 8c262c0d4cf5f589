"""Which links to build now, when flows can follow later: mean and tail of the cost over a few worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.coupling.state import baseline
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session
from circnet.uncertain.deciding import Plan
from circnet.uncertain.loaded import Loaded
from circnet.uncertain.prepared import Prepared
from circnet.uncertain.statistics import tail_mean
from circnet.uncertain.terms import UncertaintyTerms
from circnet.uncertain.worlds import World

__all__ = ["Choice", "Stage", "choose_now", "representatives"]

_SCALE = 1e-6
"""Money in the rows of the programme is in millions: turnover is large beside what links save."""


@dataclass(frozen=True)
class Stage:
    """The first stage: what may be built, and what that costs.

    Attributes
    ----------
    arcs
        Positions of the new links that may be built.
    size
        What each is built for, units a year.
    due
        Yearly cost of each once it is built, line and upkeep, shape (worlds, links).
    """

    arcs: np.ndarray
    size: np.ndarray
    due: np.ndarray


@dataclass(frozen=True)
class Choice:
    """Links to build now.

    Attributes
    ----------
    sets
        ``set`` (central: that of central figures; two_stage; none), ``links, due, expected, tail, objective``: mean
        over the worlds of the yearly cost of what is built, of the saving (less that cost), and of its worst
        ``1 - alpha``, CNY/a, and the weighted mean of both. What is unexplained counts at the catalog's price.
    links
        ``from, to, commodity, mode, size, central, two_stage``.
    value
        Value of the stochastic solution: by how much the weighted mean of the two-stage set is above that of the
        central set, CNY/a; at least 0, to the gap of the search (1e-6).
    worlds
        Positions of the samples that were looked at.
    plan
        The two-stage set as a plan.
    """

    sets: pd.DataFrame
    links: pd.DataFrame
    value: float
    worlds: np.ndarray
    plan: Plan


def representatives(saving: np.ndarray, count: int) -> np.ndarray:
    """Return samples that stand for all: those in the middle of ``count`` equal strata of the saving.

    Samples without a figure (NaN) are not taken; positions in ascending order of the saving.
    """
    known = np.flatnonzero(np.isfinite(saving))
    order = known[np.argsort(saving[known], kind="stable")]
    count = min(count, len(order))
    middle = ((np.arange(count) + 0.5) * len(order) / max(count, 1)).astype(int)
    return order[middle]


def choose_now(
    prepared: Prepared, values: np.ndarray, flows: np.ndarray, taken: np.ndarray, terms: UncertaintyTerms
) -> Choice:
    """Choose links for all worlds at once, flows for each.

    With binaries y for links and flows f_s in world s, l_s = money_s @ x_s + due_s @ y less the same without new
    links, and weight w = ``risk``::

        min (1 - w) mean l_s + w (z + sum u_s / ((1 - alpha) S)),  u_s >= l_s - z,  u_s >= 0
        f_as <= size_a y_a,  and the rows of the model in each world

    (Rockafellar and Uryasev 2000, J. Risk 2(3):21-41.) Candidates are the planned links and those that some of the
    worlds use by themselves; each is built for the most it carries in any of them. What is unexplained costs the
    catalog's price, no more of it than with the existing links alone.

    Parameters
    ----------
    prepared
        The park.
    values, flows
        Inputs and flows of all samples, shapes (samples, inputs) and (samples, arcs).
    taken
        Positions of the samples to look at (`representatives`).
    terms
        ``alpha`` and ``risk``.
    """
    network = prepared.network()
    plan = prepared.plan
    worlds = [_plainly_priced(network, prepared.effects.world(values[place])) for place in taken]
    most = np.maximum(flows[taken].max(axis=0), np.where(plan.chosen, plan.flow, 0.0))
    arcs = np.flatnonzero(~plan.free & (most > 0))
    stage = Stage(arcs, most[arcs], _due(network, worlds, most, arcs, plan.upkeep))
    program = _programme(prepared, worlds, stage)
    session, here = Session(program, mip_gap=1e-6), _Places(prepared.model, worlds, stage)
    none, central = np.zeros(len(arcs), dtype=bool), plan.chosen[arcs]
    without = here.paid(session, none)
    session.set_row_bounds(here.cuts, np.full(len(worlds), -np.inf), without * _SCALE)
    session.set_costs(_costs(program, terms, len(worlds)))
    session.set_bounds(here.links, np.zeros(len(arcs)), np.ones(len(arcs)))
    best = session.solve().values[: len(arcs)] > 0.5
    session.set_costs(_costs(program, replace(terms, risk=0.0), len(worlds)))
    session.set_row_bounds(here.cuts, np.full(len(worlds), -np.inf), np.full(len(worlds), np.inf))
    rows = [
        _told(name, built, stage, without - here.paid(session, built), terms)
        for name, built in (("central", central), ("two_stage", best), ("none", none))
    ]
    sets = pd.DataFrame(rows)
    links = prepared.model.arcs.iloc[arcs][["from", "to", "commodity", "mode"]].reset_index(drop=True)
    chosen, flow = np.zeros(len(most), dtype=bool), np.zeros(len(most))
    chosen[arcs], flow[arcs] = best, np.where(best, stage.size, 0.0)
    return Choice(
        sets=sets, links=links.assign(size=stage.size, central=central, two_stage=best),
        value=float(sets["objective"][1] - sets["objective"][0]), worlds=taken,
        plan=replace(plan, chosen=chosen, flow=flow),
    )  # fmt: skip


def _plainly_priced(network: Loaded, world: World) -> World:
    """The world with the catalog's price in place of the penalty on what is unexplained."""
    network.enter(world)
    before = baseline(network)
    columns = network.model.program.columns
    unexplained = columns["family"].isin(["need", "surplus"]).to_numpy()
    if before is None:
        return world
    # the baseline itself has to stay possible, to the solver's tolerance
    most = np.where(unexplained, before.values * (1.0 + 1e-6) + 1e-6, world.upper)
    return replace(world, cost=np.where(unexplained, world.money + world.worth, world.cost), upper=most)


def _due(
    network: Loaded, worlds: Sequence[World], size: np.ndarray, arcs: np.ndarray, upkeep: np.ndarray
) -> np.ndarray:
    due = []
    for world in worlds:
        network.enter(world)
        due.append((upkeep + network.line_costs(size))[arcs])
    return np.array(due).reshape(len(worlds), len(arcs))


class _Places:
    """Where things stand in the programme: columns of links, rows of the cuts, columns of the worlds."""

    def __init__(self, model: Model, worlds: Sequence[World], stage: Stage) -> None:
        self.links = np.arange(len(stage.arcs))
        self.cuts = (len(model.program.rows) + len(stage.arcs) + 1) * np.arange(1, len(worlds) + 1) - 1
        self._shape = (len(worlds), len(model.program.columns))
        self._costs, self._due = [_plain_cost(model, world) for world in worlds], stage.due

    def paid(self, session: Session, built: np.ndarray) -> np.ndarray:
        """Least yearly cost in each world with some links built, under the mean as objective."""
        session.set_bounds(self.links, built.astype(float), built.astype(float))
        first = len(self.links)
        parts = session.solve().values[first : first + self._shape[0] * self._shape[1]].reshape(self._shape)
        return np.array([cost @ x + due @ built for cost, x, due in zip(self._costs, parts, self._due, strict=True)])


def _plain_cost(model: Model, world: World) -> np.ndarray:
    """Cost of each column where lines are paid by their switch."""
    cost = world.cost.copy()
    cost[model.arcs["column"].to_numpy()] = world.freight
    return cost


def _told(name: str, built: np.ndarray, stage: Stage, saving: np.ndarray, terms: UncertaintyTerms) -> dict[str, object]:
    mean, tail = float(saving.mean()), tail_mean(saving, terms.alpha)
    return {
        "set": name, "links": int(built.sum()), "due": float((stage.due @ built).mean()), "expected": mean,
        "tail": tail, "objective": (1.0 - terms.risk) * mean + terms.risk * tail,
    }  # fmt: skip


def _costs(program: LinearProgram, terms: UncertaintyTerms, count: int) -> np.ndarray:
    """Mean and tail in the objective, as they are weighted; in CNY, for a solver looks at costs to 1e-7."""
    costs = program.columns["cost"].to_numpy(float) * (1.0 - terms.risk)
    costs[-count - 1] = terms.risk / _SCALE
    costs[-count:] = terms.risk / ((1.0 - terms.alpha) * count * _SCALE)
    return costs


def _programme(prepared: Prepared, worlds: Sequence[World], stage: Stage) -> LinearProgram:
    """The deterministic equivalent under the mean: columns are links, those of each world, then z and the u_s."""
    model = prepared.model
    links, size, rows, count = len(stage.arcs), len(model.program.columns), len(model.program.rows), len(worlds)
    flow = model.arcs["column"].to_numpy()
    barred = np.setdiff1d(np.flatnonzero(~prepared.plan.free), stage.arcs)
    columns, limits, entries = [_links(stage)], [], []
    known = pd.MultiIndex.from_frame(model.program.coefficients[["row", "column"]])
    moved = known.get_indexer(pd.MultiIndex.from_frame(prepared.effects.entries[["row", "column"]]))
    tail, edge = links + size * count, (rows + links + 1) * np.arange(count)
    for s, world in enumerate(worlds):
        cost, upper = _plain_cost(model, world) * _SCALE, world.upper.copy()
        upper[flow[barred]] = 0.0
        columns.append(pd.DataFrame({
            "lower": world.lower, "upper": upper, "cost": cost / (count * _SCALE), "integer": False,
        }))  # fmt: skip
        values = model.program.coefficients["value"].to_numpy(copy=True)
        values[moved] = world.coefficients
        first, at = links + s * size, np.arange(links)
        cut = edge[s] + rows
        entries += [
            _entries(edge[s] + model.program.coefficients["row"], first + model.program.coefficients["column"], values),
            _entries(cut + at, first + flow[stage.arcs], 1.0),
            _entries(cut + at, at, -stage.size),
            _entries(cut + links, first + np.flatnonzero(cost), cost[cost != 0]),
            _entries(cut + links, at, stage.due[s] * _SCALE),
            _entries(cut + links, np.array([tail, tail + 1 + s]), -1.0),
        ]
        limits.append(pd.DataFrame({
            "lower": np.concatenate([world.row_lower, np.full(links + 1, -np.inf)]),
            "upper": np.concatenate([world.row_upper, np.zeros(links), [np.inf]]),
        }))  # fmt: skip
    columns.append(_tail(count))
    return LinearProgram(_named(columns, "x"), _named(limits, "r"), pd.concat(entries, ignore_index=True))


def _links(stage: Stage) -> pd.DataFrame:
    cost = stage.due.mean(axis=0)
    return pd.DataFrame({"lower": 0.0, "upper": 1.0, "cost": cost, "integer": True}, index=range(len(stage.arcs)))


def _tail(count: int) -> pd.DataFrame:
    """The threshold z, free, and by how much each world's loss passes it."""
    lower = np.concatenate([[-np.inf], np.zeros(count)])
    return pd.DataFrame({"lower": lower, "upper": np.inf, "cost": 0.0, "integer": False})


def _entries(row: object, column: object, value: object) -> pd.DataFrame:
    wide = np.broadcast_arrays(np.asarray(row), np.asarray(column), np.asarray(value, float))
    return pd.DataFrame(dict(zip(("row", "column", "value"), wide, strict=True)))


def _named(parts: Sequence[pd.DataFrame], letter: str) -> pd.DataFrame:
    table = pd.concat(parts, ignore_index=True)
    return table.assign(name=letter + table.index.astype("str"))
