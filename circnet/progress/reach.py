"""The cheapest set of couplings that brings an indicator to a target; or how much is missing to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.model import Model
from circnet.coupling.result import records
from circnet.coupling.state import State, settled
from circnet.errors import FormulaError, UsageFault
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session
from circnet.park import Catalog, Park
from circnet.progress.figures import Figures, base_year_of, reported
from circnet.progress.flowmodel import FlowModel, solve
from circnet.progress.linear import Linear, Ratio
from circnet.progress.quantities import in_base
from circnet.progress.standards import Standards

__all__ = ["Reach", "best_of", "reach", "reach_of"]

LINK = ["from", "to", "commodity", "mode"]
_ROUNDS = 30
_SLACK = 1e-7


@dataclass(frozen=True, eq=False)
class Reach:
    """What it takes to reach a target.

    Attributes
    ----------
    summary
        ``system, code, unit, direction, target, today, coupled`` (the indicator now, and with the couplings that pay by
        themselves), ``best`` (what the network could reach at any price), ``reached`` (whether it can), ``short_by``
        (what is missing at best, 0 where it can), ``attained`` and ``extra_cost`` (CNY/a beyond the couplings that
        pay) of the cheapest set; None where there is none.
    links
        ``from, to, commodity, mode, unit, amount, distance_km, for_target`` of that set; ``for_target`` are those that
        do not pay by themselves.
    """

    summary: Mapping[str, object]
    links: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """Summary and links as plain values."""
        return {**self.summary, "links": records(self.links)}


def reach(
    park: Park, catalog: Catalog, standards: Standards, code: str, target: float, settings: Settings | None = None
) -> Reach:
    """Find the cheapest set of couplings that meets a target.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; with ``yes_no`` the set is decided exactly.
    standards
        The indicators.
    code
        ``N9`` of the main system, or ``HJ274:H6``.
    target
        In the indicator's unit.

    Raises
    ------
    UsageFault
        If there is no such indicator, or it is no linear sum of the flow model's amounts nor a ratio of two.
    Infeasible, Unbounded
        If the park has no optimum.

    Notes
    -----
    For a ratio ``u(x) / l(x)`` with ``l > 0`` the target ``t`` is the row ``u(x) - t l(x) >= 0``. The best that can be
    had is found by Dinkelbach's iteration: maximise ``u - r l``, set ``r`` to the ratio there, until it stays
    (Dinkelbach W. On nonlinear fractional programming. Manage Sci 1967;13:492-498). What is unexplained may not grow.
    """
    standards.indicator(code)  # a wrong name is told before anything is solved
    model = solve(park, catalog, standards, settings)
    if model is None:
        raise UsageFault("nothing_to_solve", park.info.id)
    return reach_of(model, park, code, target)


def reach_of(model: FlowModel, park: Park, code: str, target: float) -> Reach:
    """Find the same in a park whose flow model is solved already."""
    row = model.standards.indicator(code)
    form = _form(row, Figures(model.standards, reported(park, model.standards), base_year_of(park)), model)
    sign = 1.0 if row["direction"] == "higher" else -1.0
    unit = in_base(row["unit"])
    coupled = form.at(model.state.point.values)
    today = None if model.today is None else form.at(model.today.values) / unit
    program = _no_more_unexplained(model)
    best = _best(program, form, sign, coupled)
    goal = target * unit
    told = {"system": row["system"], "code": row["code"], "unit": row["unit"], "direction": row["direction"],
            "target": target, "today": today, "coupled": coupled / unit, "best": best / unit}  # fmt: skip
    short = sign * (goal - best)
    if short > _SLACK * max(abs(goal), abs(best)):
        nothing = pd.DataFrame(columns=[*LINK, "unit", "amount", "distance_km", "for_target"])
        missing = {"reached": False, "short_by": short / unit, "attained": None, "extra_cost": None}
        return Reach(told | missing, nothing)
    if sign * (coupled - goal) >= 0:
        enough = {"reached": True, "short_by": 0.0, "attained": coupled / unit, "extra_cost": 0.0}
        return Reach(told | enough, _links(model.state, model.state))
    near = goal if sign * (best - goal) > _SLACK * abs(goal) else best - sign * _SLACK * abs(best)
    state = settled(replace(model.network.model, program=_bound(program, form, sign, near)))
    extra = state.point.total - model.state.point.total
    found = {"reached": True, "short_by": 0.0, "attained": form.at(state.point.values) / unit, "extra_cost": extra}
    return Reach(told | found, _links(state, model.state))


def best_of(model: FlowModel, park: Park, row: dict) -> float:
    """Return the best value that an indicator could have in a solved park's network at any price.

    Raises
    ------
    UsageFault
        If it is no linear sum of the flow model's amounts nor a ratio of two.
    """
    form = _form(row, Figures(model.standards, reported(park, model.standards), base_year_of(park)), model)
    sign = 1.0 if row["direction"] == "higher" else -1.0
    best = _best(_no_more_unexplained(model), form, sign, form.at(model.state.point.values))
    return best / in_base(row["unit"])


def _form(row: dict, figures: Figures, model: FlowModel) -> Linear | Ratio:
    """The indicator as a sum, or a ratio of sums, over the model's columns; in base units."""
    formula, weights = figures.standards.formulas[row["formula"]], model.sums.weights
    given: dict[str, Linear | float] = {}
    for name in formula.names:
        if name in weights:
            given[name] = Linear(weights[name] * in_base(figures.standards.unit_of(name)))
            continue
        figure = figures.find(name, model.year)
        if figure is None:
            raise UsageFault("target_needs_figure", f"{row['code']}: {name} ({model.year})", "indicators.csv")
        given[name] = figure.base
    try:
        form = formula.value(given)
    except FormulaError as error:
        raise UsageFault("no_linear_target", f"{row['code']}: {row['formula']}") from error
    if not isinstance(form, Linear | Ratio):
        raise UsageFault("no_linear_target", f"{row['code']}: {row['formula']}")
    return form


def _with_row(program: LinearProgram, name: str, weights: np.ndarray, lower: float, upper: float) -> LinearProgram:
    """Return the programme with one more row, scaled to a largest coefficient of one."""
    scale = float(np.abs(weights).max(initial=0.0)) or 1.0
    at = np.flatnonzero(weights)
    row = pd.DataFrame({"name": [name], "lower": [lower / scale], "upper": [upper / scale]})
    row = row.assign(family="target", enterprise="", commodity="", item="")
    entries = pd.DataFrame({"row": len(program.rows), "column": at, "value": weights[at] / scale})
    return replace(
        program,
        rows=pd.concat([program.rows, row], ignore_index=True),
        coefficients=pd.concat([program.coefficients, entries], ignore_index=True),
    )


def _no_more_unexplained(model: FlowModel) -> LinearProgram:
    """Return the programme with all links open and what is unexplained at most as costly as with those that pay."""
    program = model.network.model.program
    penalty = model.network.model.column("penalty")
    limit = float(penalty @ model.state.point.values)
    return _with_row(program, "unexplained", penalty, -np.inf, limit + 1e-6 * max(limit, 1.0))


def _bound(program: LinearProgram, form: Linear | Ratio, sign: float, goal: float) -> LinearProgram:
    aimed = form.upper - form.lower * goal if isinstance(form, Ratio) else form - goal
    weights, constant = sign * aimed.weights, sign * aimed.constant
    return _with_row(program, "target", weights, -constant, np.inf)


def _best(program: LinearProgram, form: Linear | Ratio, sign: float, start: float) -> float:
    """The best value any state of the network has."""
    if isinstance(form, Linear):
        return form.at(_extreme(Session(program), form.weights, sign))
    session, ratio = Session(program), start
    for _ in range(_ROUNDS):
        values = _extreme(session, (form.upper - form.lower * ratio).weights, sign)
        found = form.at(values)
        if not sign * (found - ratio) > 1e-9 * max(abs(found), abs(ratio)):
            break
        ratio = found
    return ratio


def _extreme(session: Session, weights: np.ndarray, sign: float) -> np.ndarray:
    scale = float(np.abs(weights).max(initial=0.0)) or 1.0
    session.set_costs(-sign * weights / scale)
    return session.solve().values


def _links(state: State, plain: State) -> pd.DataFrame:
    """New links of the cheapest set, those that do not pay by themselves marked."""
    model: Model = state.network.model
    arcs = model.arcs[state.chosen]
    unit = model.case.catalog.commodities.set_index("id")["unit"].reindex(arcs["commodity"]).to_numpy()
    amount = state.point.values[arcs["column"].to_numpy(int)]
    alone = plain.chosen[arcs.index.to_numpy()]
    table = arcs[[*LINK, "distance_km"]].assign(unit=unit, amount=amount, for_target=~alone)
    columns = [*LINK, "unit", "amount", "distance_km", "for_target"]
    return table.sort_values(["for_target", *LINK[:3]], ascending=[False, True, True, True])[columns].reset_index(
        drop=True
    )
