"""What is asked of a park with changes that wait, made in another process."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from circnet.errors import CircnetError
from dashboards.progress import note
from dashboards.runs import Failure, failure_of

__all__ = ["Solved", "solve_both"]

Solved = tuple[pd.Series | Failure, pd.Series | Failure]
"""What the LP finds before and after, each with what stands in its way."""


def solve_both(before: Mapping[str, str], after: Mapping[str, str]) -> Solved:
    """Solve a park as it is kept and as changes would make it, from the texts of its files."""
    note("solve", 0, 2)
    first = _solve(before)
    note("solve", 1, 2)
    return first, _solve(after)


def _solve(files: Mapping[str, str]) -> pd.Series | Failure:
    from circnet.park import load_catalog
    from circnet.workspace.effect import solved
    from circnet.workspace.judging import park_of

    catalog = load_catalog()
    try:
        park, faults = park_of(files, catalog)
        return Failure("faults", faults=faults) if park is None else solved(park, faults, catalog)
    except CircnetError as error:
        return failure_of(error)
