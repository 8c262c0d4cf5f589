"""Indicators against what would be enough: thresholds of their system, targets of the park and of the province."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from circnet.errors import FormulaError
from circnet.progress.figures import Figures
from circnet.progress.measure import Value, evaluate
from circnet.progress.quantities import in_base
from circnet.progress.standards import Standards

__all__ = ["BEHIND", "GOAL_COLUMNS", "JUDGED", "STATUSES", "judge", "score_of"]

GOAL_COLUMNS = [
    "target", "relation", "target_id", "target_scope", "target_year", "target_change", "target_basis", "target_source",
    "confirmed", "distance", "status",
]  # fmt: skip
STATUSES = (
    "met", "not_met", "on_track", "behind", "to_be_confirmed", "cannot_be_judged", "no_target", "missing",
)  # fmt: skip
JUDGED = ("met", "not_met", "on_track", "behind")
BEHIND = ("not_met", "behind")
CONFIRMED = ("reported", "published")


class Goal(NamedTuple):
    """What an indicator is held against; ``value`` None where it hangs on a figure that is missing."""

    value: float | None
    relation: str
    id: str
    scope: str
    year: int | None
    change: float | None
    basis: str
    source: str
    start: float | None = None
    start_year: int | None = None


def judge(indicators: pd.DataFrame, values: pd.DataFrame, own_targets: pd.DataFrame, figures: Figures) -> pd.DataFrame:
    """Hold indicators against their targets.

    Parameters
    ----------
    indicators
        Rows of `Standards.indicators`.
    values
        From `circnet.progress.measure.measure`, the same rows.
    own_targets
        From `circnet.progress.figures.reported_targets`; they come before thresholds, these before those of the
        province and the nation.
    figures
        For thresholds and targets that hang on further figures.

    Returns
    -------
    pandas.DataFrame
        `GOAL_COLUMNS`. ``distance`` is what is missing, in the indicator's unit (negative: to spare). ``status`` is one
        of `STATUSES`: a target of a year still to come is ``on_track`` where the value is at least as good as the
        straight line from the base year, else ``behind``; a threshold that was not seen in the text is
        ``to_be_confirmed`` whatever the value.
    """
    own = {code: group.to_dict("records") for code, group in own_targets.sort_values("year").groupby("code")}
    rows = []
    for row, value in zip(indicators.to_dict("records"), values.to_dict("records"), strict=True):
        goal = goal_of(row, value, own, figures)
        rows.append(_told(row, value, goal))
    table = pd.DataFrame(rows, columns=GOAL_COLUMNS)
    return table.astype({"target": float, "target_year": float, "target_change": float, "distance": float})


def goal_of(row: dict, value: dict, own_targets: dict[str, list[dict]], figures: Figures) -> Goal | None:
    """Return what an indicator is held against; None where nobody set anything."""
    year = value["year"] if value["year"] == value["year"] else None
    relation = "at_least" if row["direction"] == "higher" else "at_most"
    if row["code"] in own_targets:
        own = own_targets[row["code"]]
        one = next((target for target in own if target["year"] >= (year or 0)), own[-1])
        start, start_year = _start(row, figures)
        return Goal(one["value"], relation, f"target_{row['code']}", "park", int(one["year"]), None,
                    one["basis"] or "assumed", one["source"], start, start_year)  # fmt: skip
    thresholds = figures.standards.thresholds_of.get((row["system"], row["code"]), [])
    return _threshold(thresholds, figures, year) if thresholds else _published(row, figures, relation)


def _threshold(rows: list[dict], figures: Figures, year: float | None) -> Goal:
    """Return the threshold whose condition holds in the year of the value; without a value the only one there is."""
    for one in rows:
        plain = Goal(one["value"], one["relation"], "", "system", None, None, one["basis"], one["source"])
        if not one["when"]:
            return plain
        if year is None:
            continue
        formula = figures.standards.formulas[one["when"]]
        told = evaluate(formula, figures.standards.unit_of(formula.names[0]), figures, int(year))
        if told is not None and _within(told, one["low"], one["high"]):
            return plain
    return Goal(None, rows[0]["relation"], "", "system", None, None, rows[0]["basis"], rows[0]["source"])


def _within(told: Value, low: float, high: float) -> bool:
    if told.value is None:
        return False
    return (math.isnan(low) or told.value >= low) and (math.isnan(high) or told.value < high)


def _published(row: dict, figures: Figures, relation: str) -> Goal | None:
    """Return the published target that names the indicator."""
    one = figures.standards.targets_of.get(f"{row['system']}:{row['code']}")
    if one is None:
        return None
    start, start_year = _start(row, figures, one["base_year"])
    if one["kind"] == "level":
        level, change = one["value"] * in_base(one["unit"]) / in_base(row["unit"]), None
    else:
        change = one["value"]
        level = None if start is None else start * (1.0 + change / 100.0)
    return Goal(level, relation, one["id"], one["scope"], int(one["year"]), change, one["basis"], one["source"],
                start, start_year)  # fmt: skip


def _start(row: dict, figures: Figures, base_year: float = math.nan) -> tuple[float | None, int | None]:
    """Return the indicator's value in the base year."""
    year = figures.base_year if math.isnan(base_year) else int(base_year)
    if year is None:
        return None, None
    for text in filter(None, (row["formula"], row["instead"])):
        try:
            found = evaluate(figures.standards.formulas[text], row["unit"], figures, year)
        except FormulaError:
            continue
        if found is not None and found.value is not None:
            return found.value, year
    return None, year


def _told(row: dict, value: dict, goal: Goal | None) -> tuple[object, ...]:
    known = value["value"] == value["value"]
    if goal is None:
        return (None, "", "", "", None, None, "", "", False, None, "no_target" if known else "missing")
    confirmed = goal.basis in CONFIRMED
    distance = _distance(value["value"], goal) if known and goal.value is not None else None
    status = _status(value, goal, distance, confirmed) if known else "missing"
    return (goal.value, goal.relation, goal.id, goal.scope, goal.year, goal.change, goal.basis, goal.source, confirmed,
            distance, status)  # fmt: skip


def _distance(value: float, goal: Goal) -> float:
    """What is missing to the target, in the indicator's unit; not more than zero where it is met."""
    gap = (goal.value or 0.0) - value
    return -gap if _at_most(goal.relation) else gap


def _at_most(relation: str) -> bool:
    return relation in ("at_most", "less_than")


def _status(value: dict, goal: Goal, distance: float | None, confirmed: bool) -> str:
    if not confirmed:
        return "to_be_confirmed"
    if distance is None:
        return "cannot_be_judged"
    strict = goal.relation in ("more_than", "less_than")
    rounding = 1e-9 * max(abs(goal.value or 0.0), 1e-12)
    if distance < -rounding or (distance <= rounding and not strict):
        return "met"
    if goal.year is None or value["year"] >= goal.year:
        return "not_met"
    if goal.start is None or goal.start_year is None or value["year"] <= goal.start_year:
        return "cannot_be_judged"
    passed = (value["year"] - goal.start_year) / (goal.year - goal.start_year)
    due = goal.start + ((goal.value or 0.0) - goal.start) * passed
    late = value["value"] - due if _at_most(goal.relation) else due - value["value"]
    return "on_track" if late <= 1e-9 * max(abs(due), 1e-12) else "behind"


def score_of(table: pd.DataFrame, standards: Standards) -> pd.DataFrame:
    """Score systems.

    Parameters
    ----------
    table
        ``system, status, weight``, one row per indicator.
    standards
        For the order of systems.

    Returns
    -------
    pandas.DataFrame
        ``system, score, met, judged, to_be_confirmed, missing, indicators``: ``score`` is the weighted share of those
        met among those that could be judged (NaN where none could); the others are counts. What is to be confirmed is
        in no score.
    """
    weight = table["weight"].fillna(1.0)
    judged, met = table["status"].isin(JUDGED), table["status"].eq("met")
    parts = pd.DataFrame({
        "system": table["system"], "met": met, "judged": judged,
        "to_be_confirmed": table["status"] == "to_be_confirmed",
        "missing": table["status"] == "missing", "indicators": True, "won": weight.where(met, 0.0),
        "of": weight.where(judged, 0.0),
    })  # fmt: skip
    found = parts.groupby("system").sum().reindex([s for s in standards.systems["id"] if s in set(parts["system"])])
    found = found.assign(score=found["won"] / found["of"].where(found["of"] > 0)).reset_index()
    return found[["system", "score", "met", "judged", "to_be_confirmed", "missing", "indicators"]]
