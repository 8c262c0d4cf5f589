"""The progress of a park: indicators with basis and target, what is missing and from whom, trend, projects, energy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.result import records
from circnet.errors import NoSolution
from circnet.park import Catalog, Park
from circnet.progress.energy import Energy, levels_of
from circnet.progress.figures import Figures, base_year_of, other_figures, reported, reported_targets
from circnet.progress.flowmodel import FlowModel, solve
from circnet.progress.judge import GOAL_COLUMNS, judge, score_of
from circnet.progress.measure import VALUE_COLUMNS, measure
from circnet.progress.missing import missing_figures
from circnet.progress.standards import MAIN_SYSTEM, Standards, load_standards
from circnet.progress.trend import forecasts, history

__all__ = ["Progress", "assess", "assessed"]

KEY = ["system", "code"]
_DESCRIBED = ["system", "code", "name_zh", "name_en", "unit", "direction", "role", "grouping", "weight", "note"]


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a park is.

    Attributes
    ----------
    summary
        ``park, system, year`` (asked for; None: the latest of each indicator), ``base_year, model_year, model``
        (solved, nothing_to_solve, no_solution, left_out), ``model_reason`` and ``score`` of the system.
    indicators
        One row per indicator: its name, ``unit``, ``value`` with ``year, basis, grade, source, origin`` (reported;
        model: worked out from today's flows; mixed: both), ``formula, assumed, conflict, reason``, the columns of
        `circnet.progress.judge.GOAL_COLUMNS`, and ``reported_value, model_value`` apart.
    inputs
        What was put into each shown value: ``system, code, variable, year, value, unit, basis, source, origin``.
    scores
        Per system, over reported values only, as `circnet.progress.judge.score_of`; ``by_model`` counts the others.
    missing
        Figures nobody gave, those that serve most indicators first: ``variable, year, name_zh, name_en, unit, holder,
        indicators, serves, stands_in``.
    history, forecasts
        Reported indicators by year, and where a line leads, as `circnet.progress.trend`.
    others
        What stands in indicators.csv and no indicator uses, as `circnet.progress.figures.other_figures`.
    projects
        The park's retrofit projects.
    energy
        Units against the energy levels of their products.
    """

    summary: Mapping[str, object]
    indicators: pd.DataFrame
    inputs: pd.DataFrame
    scores: pd.DataFrame
    missing: pd.DataFrame
    history: pd.DataFrame
    forecasts: pd.DataFrame
    others: pd.DataFrame
    projects: pd.DataFrame
    energy: Energy

    def of_system(self, system: str) -> pd.DataFrame:
        """Return the indicators of one system."""
        return self.indicators[self.indicators["system"] == system].reset_index(drop=True)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values; what is not known is None."""
        tables = ("indicators", "inputs", "scores", "missing", "history", "forecasts", "others", "projects")
        levels = {name: records(getattr(self.energy, name)) for name in ("units", "sectors", "targets", "two_high")}
        return {**self.summary, **{name: records(getattr(self, name)) for name in tables}, "energy": levels}


def assess(  # noqa: PLR0913  two choices beside the three of every analysis
    park: Park,
    catalog: Catalog,
    settings: Settings | None = None,
    standards: Standards | None = None,
    *,
    year: int | None = None,
    flow_model: bool = True,
) -> Progress:
    """Work out every indicator of a park and hold it against its target.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the flow model is that of today's links.
    standards
        Indicator systems; the built-in ones if absent.
    year
        Only figures of this year; default: for each indicator the latest that has all it needs.
    flow_model
        Whether to solve the flow model for what nobody reported.

    Raises
    ------
    InputFaults
        If a figure of indicators.csv has a unit that cannot be, or stands twice.
    SolverFailure
        If the solver failed.
    UsageFault
        If the settings ask for another objective than cost.

    Notes
    -----
    A park without solution is no fault here: its reported figures still count, and `summary` says why there is no more.
    """
    standards = standards or load_standards()
    state, reason, model = "left_out", "", None
    if flow_model:
        try:
            model = solve(park, catalog, standards, settings)
            state = "nothing_to_solve" if model is None else "solved"
        except NoSolution as error:
            state, reason = "no_solution", error.reason
    return assessed(park, catalog, standards, model, {"model": state, "model_reason": reason or None}, year)


def assessed(  # noqa: PLR0913, PLR0917  as `assess`
    park: Park,
    catalog: Catalog,
    standards: Standards,
    model: FlowModel | None,
    told: Mapping[str, object],
    year: int | None = None,
) -> Progress:
    """Assess a park whose flow model is solved already (None: not at all); ``told`` goes into the summary."""
    indicators, own = standards.indicators, reported_targets(park, standards)
    known = Figures(standards, reported(park, standards), base_year_of(park))
    values, inputs = measure(indicators, known, year)
    shown = pd.concat([values, judge(indicators, values, own, known)], axis=1)
    shown = shown.assign(reported_value=values["value"], model_value=np.nan)
    today = None if model is None else model.today if model.today is not None else model.state.point
    if model is not None and today is not None and year in (None, model.year):
        shown, inputs = _with_model(shown, inputs, model.figures(today), known, own, model.year)
    table = indicators[_DESCRIBED].merge(shown, on=KEY)
    columns = [*_DESCRIBED, *VALUE_COLUMNS[2:], *GOAL_COLUMNS, "reported_value", "model_value"]
    table = table[columns].assign(year=table["year"].where(table["year"] > 0))
    asked = year or park.info.year or (None if known.table.empty else int(known.table["year"].max()))
    scores = _scores(table, standards)
    own_score = scores.set_index("system")["score"].get(MAIN_SYSTEM, float("nan"))
    summary = {
        "park": park.info.id, "system": MAIN_SYSTEM, "year": year, "base_year": known.base_year,
        "model_year": None if model is None else model.year or None, **told,
        "score": None if own_score != own_score else float(own_score),  # noqa: PLR0124  NaN
    }  # fmt: skip
    past, levels = history(indicators, known), levels_of(park, catalog, standards, None, year)
    ahead = table.set_index(KEY)["target_year"]
    return Progress(
        summary, table, inputs, scores, missing_figures(table, known, asked), past, forecasts(past, ahead),
        other_figures(park, standards), park.projects.reset_index(drop=True), levels,
    )  # fmt: skip


def _with_model(  # noqa: PLR0913, PLR0917  both sources of figures, and what was made of one
    shown: pd.DataFrame, inputs: pd.DataFrame, figures: pd.DataFrame, known: Figures, own: pd.DataFrame, year: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay the flow model's values where nothing was reported; where both are there the reported one is shown."""
    indicators, over = known.standards.indicators, known.over(figures)
    values, used = measure(indicators, over, year)
    by_model = values["origin"].isin(["model", "mixed"]) & values["value"].notna()
    judged = pd.concat([values, judge(indicators, values, own, over)], axis=1)
    judged = judged.assign(reported_value=shown["reported_value"], model_value=values["value"])
    fill = (by_model & shown["value"].isna()).to_numpy()
    filled = pd.MultiIndex.from_frame(shown.loc[fill, KEY])
    kept = inputs[~pd.MultiIndex.from_frame(inputs[KEY]).isin(filled)]
    added = used[pd.MultiIndex.from_frame(used[KEY]).isin(filled)]
    parts = [part for part in (shown[~fill], judged[fill]) if len(part)]
    table = pd.concat(parts).sort_index()
    table = table.assign(model_value=values["value"].where(by_model))
    return table, pd.concat([part for part in (kept, added) if len(part)] or [kept], ignore_index=True)


def _scores(table: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Scores over what was reported; values of the flow model are counted beside, never scored."""
    other = table["origin"].isin(["model", "mixed"])
    status = table["status"].where(~other, "by_model")
    found = score_of(table.assign(status=status), standards)
    number = other.groupby(table["system"]).sum()
    return found.assign(by_model=number.reindex(found["system"]).to_numpy(int))
