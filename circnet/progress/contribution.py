"""What each coupling, or any change of a park, does to each indicator: worked out with it and without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.solve import Point
from circnet.errors import Infeasible
from circnet.park import Catalog, Park
from circnet.progress.figures import Figures, base_year_of, reported
from circnet.progress.flowmodel import FlowModel, solve
from circnet.progress.measure import measure
from circnet.progress.standards import Standards

__all__ = ["Contributions", "change_between", "changed", "contributions", "contributions_of", "coupled_values"]

LINK = ["from", "to", "commodity", "mode"]
ROUNDING = 1e-12
"""Share of an indicator below which a change is the rounding of two solves."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """What couplings do to indicators.

    Attributes
    ----------
    steps
        ``step, from, to, commodity, mode, unit, amount, saving`` of each coupling in building order: the one that saves
        most by itself first (``saving``, CNY/a, against today's network).
    changes
        ``step, system, code, before, after, change, without``: the indicator before and after the step, and what it
        would lose if this coupling alone were missing at the end. The changes of all steps add up to the total.
    totals
        ``system, code, today, coupled, change``.
    """

    steps: pd.DataFrame
    changes: pd.DataFrame
    totals: pd.DataFrame


def contributions(
    park: Park, catalog: Catalog, standards: Standards, settings: Settings | None = None, systems: tuple[str, ...] = ()
) -> Contributions | None:
    """Tell what each coupling adds to each indicator of a park.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`.
    standards
        The indicators.
    systems
        Only these systems; default: all.

    Returns
    -------
    Contributions or None
        None where the park has nothing to solve, or no solution with existing links alone.
    """
    model = solve(park, catalog, standards, settings)
    return None if model is None else contributions_of(model, park, systems)


def contributions_of(model: FlowModel, park: Park, systems: tuple[str, ...] = ()) -> Contributions | None:
    """Tell the same of a park whose flow model is solved already."""
    if model.today is None:
        return None
    chosen, standards = model.state.chosen, model.standards
    indicators = standards.indicators
    if systems:
        indicators = indicators[indicators["system"].isin(systems)]
    known = Figures(standards, reported(park, standards), base_year_of(park))
    order, savings = _building_order(model, chosen)
    built = np.zeros(len(chosen), dtype=bool)
    states = [model.with_links(built)]
    for arc in order:
        built[arc] = True
        states.append(model.with_links(built))
    values = [_values(indicators, known, model, point) for point in states]
    lost = [_without(model, chosen, arc) for arc in order]
    rest = [None if point is None else _values(indicators, known, model, point) for point in lost]
    model.network.open_only(model.state.open_arcs)
    steps = _steps(model, order, states[-1], savings)
    parts = [
        _change(values[step], values[step + 1]).assign(
            step=step + 1, without=np.nan if other is None else values[-1]["value"] - other["value"]
        )
        for step, other in enumerate(rest)
    ]
    columns = ["step", "system", "code", "before", "after", "change", "without"]
    changes = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    changes = changes[changes["change"].notna()][columns].reset_index(drop=True)
    totals = _change(values[0], values[-1]).rename(columns={"before": "today", "after": "coupled"})
    return Contributions(steps, changes, totals[totals["change"].notna()].reset_index(drop=True))


def coupled_values(
    park: Park, catalog: Catalog, standards: Standards, settings: Settings | None = None
) -> pd.DataFrame:
    """Return ``system, code, value`` of a park coupled as pays, NaN where the flow model says nothing of it.

    Raises
    ------
    NoSolution, SolverFailure, UsageFault
        As `circnet.coupling.couple`.
    """
    model = solve(park, catalog, standards, settings)
    if model is None:
        return standards.indicators[["system", "code"]].assign(value=np.nan)
    known = Figures(standards, reported(park, standards), base_year_of(park))
    return _values(standards.indicators, known, model, model.state.point)


def changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Hold two answers of `coupled_values` side by side: ``system, code, before, after, change`` where both know."""
    table = _change(before, after)
    return table[table["change"].notna()].reset_index(drop=True)


def change_between(
    before: Park, after: Park, catalog: Catalog, standards: Standards, settings: Settings | None = None
) -> pd.DataFrame:
    """Tell what a change of a park does to each indicator: a plant more, a unit closed, another recipe.

    Both are coupled as pays; ``system, code, before, after, change`` for indicators that both have.
    """
    return changed(*(coupled_values(park, catalog, standards, settings) for park in (before, after)))


def _values(indicators: pd.DataFrame, known: Figures, model: FlowModel, point: Point) -> pd.DataFrame:
    """Indicators of a solved state in the year of the park's data, where the model says something of them."""
    values, inputs = measure(indicators, known.over(model.figures(point)), model.year)
    told = inputs[inputs["origin"] == "model"]
    by_model = pd.MultiIndex.from_frame(values[["system", "code"]]).isin(
        pd.MultiIndex.from_frame(told[["system", "code"]])
    )
    return values.assign(value=values["value"].where(by_model))[["system", "code", "value"]]


def _change(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    table = before.rename(columns={"value": "before"}).assign(after=after["value"])
    change = table["after"] - table["before"]
    size = table[["before", "after"]].abs().max(axis=1)
    return table.assign(change=change.where(change.abs() > ROUNDING * size, 0.0).where(change.notna()))


def _building_order(model: FlowModel, chosen: np.ndarray) -> tuple[list[int], dict[int, float]]:
    """Chosen arcs, the one that saves most by itself first; of equal ones the first by name."""
    today, arcs = model.today, model.network.model.arcs
    savings: dict[int, float] = {}
    for arc in np.flatnonzero(chosen):
        alone = np.zeros(len(chosen), dtype=bool)
        alone[arc] = True
        savings[int(arc)] = 0.0 if today is None else today.total - model.with_links(alone).total
    names = arcs[["from", "to", "commodity", "arc"]].astype(str).agg("|".join, axis=1)
    return sorted(savings, key=lambda arc: (-round(savings[arc], 2), names.iloc[arc])), savings


def _without(model: FlowModel, chosen: np.ndarray, arc: int) -> Point | None:
    rest = chosen.copy()
    rest[arc] = False
    try:
        return model.with_links(rest)
    except Infeasible:
        return None


def _steps(model: FlowModel, order: list[int], last: Point, savings: dict[int, float]) -> pd.DataFrame:
    arcs = model.network.model.arcs.iloc[order].reset_index(drop=True)
    unit = model.network.model.case.catalog.commodities.set_index("id")["unit"].reindex(arcs["commodity"]).to_numpy()
    amount = last.values[arcs["column"].to_numpy(int)]
    table = arcs[LINK].assign(unit=unit, amount=amount, saving=[savings[arc] for arc in order])
    return table.assign(step=np.arange(1, len(order) + 1))[["step", *LINK, "unit", "amount", "saving"]]
