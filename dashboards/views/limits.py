"""Limits that cannot all hold, and those that gave way, in words."""

from __future__ import annotations

from circnet.report.limits import conflict_rows, relaxed_rows
from dashboards.runs import Failure, ParkRun

__all__ = ["clashing", "gave_way"]


def clashing(failure: Failure, lang: str) -> list[str]:
    """Return the limits of an irreducible set, a sentence each."""
    return [str(row["words"]) for row in conflict_rows(failure.limits, lang)] if len(failure.limits) else []


def gave_way(run: ParkRun, lang: str) -> list[str]:
    """Return the limits that gave way so that there is a solution, the worst first; nothing where none had to."""
    if run.relaxed.empty:
        return []
    table = run.relaxed.sort_values("share", ascending=False, na_position="first", kind="stable")
    return [str(row["words"]) for row in relaxed_rows(table.reset_index(drop=True), lang)]
