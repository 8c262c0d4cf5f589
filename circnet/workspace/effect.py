"""What an editor's changes do to a park: faults, open ends and balances before and after, and what the LP finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from circnet.coupling import Settings, couple
from circnet.errors import CircnetError, InputFaults
from circnet.park.closure import park_closure
from circnet.park.faults import errors_of
from circnet.park.park import Park

if TYPE_CHECKING:
    from circnet.park.catalog import Catalog

__all__ = ["MEASURES", "SOLVED", "Effect", "effect", "measures", "solved"]

MEASURES = ("errors", "warnings", "no_outlet", "no_source", "open_balances", "firms", "units", "links")
"""Counts of a park that its tables tell: faults, outputs without outlet and needs without source among them, elements
of technologies that do not balance, and rows."""
SOLVED = ("saving", "couplings")
"""What the LP finds: net saving (currency per year) and chosen links."""

_OPEN = ("no_outlet", "no_source")


@dataclass(frozen=True)
class Effect:
    """What changes.

    Parameters
    ----------
    table : DataFrame
        `measure`, `before`, `after`: one of `MEASURES` or `SOLVED` per row, NaN where it cannot be told.
    """

    table: pd.DataFrame


def effect(before: pd.Series, after: pd.Series) -> Effect:
    """Put two parks side by side; what neither has is left out."""
    both = pd.DataFrame({"before": before, "after": after}, dtype="float64")
    return Effect(both.rename_axis("measure").reset_index())


def measures(park: Park | None, faults: pd.DataFrame, catalog: Catalog) -> pd.Series:
    """Return the counts of a park that was read, by name, in the order of `MEASURES`."""
    errors = len(errors_of(faults))
    told: dict[str, float] = {"errors": errors, "warnings": len(faults) - errors}
    told |= {name: int(faults["check"].eq(name).sum()) for name in _OPEN}
    if park is not None:
        told["open_balances"] = _open(park, catalog)
        told |= {name: len(table) for name, table in (("firms", park.enterprises), ("units", park.units),
                                                      ("links", park.links))}  # fmt: skip
    return pd.Series(told, dtype="float64").reindex(list(MEASURES))


def _open(park: Park, catalog: Catalog) -> float:
    """Return how many elements do not balance; NaN where a composition cannot be read."""
    try:
        return float(park_closure(park, catalog)["status"].eq("open").sum())
    except CircnetError:
        return float("nan")


def solved(park: Park, faults: pd.DataFrame, catalog: Catalog, settings: Settings | None = None) -> pd.Series:
    """Return what the LP finds in a park, by name.

    Raises
    ------
    InputFaults
        If the park has errors.
    NoSolution, SolverFailure
        As `circnet.coupling.couple`.
    """
    if len(errors_of(faults)):
        raise InputFaults(faults)
    found = couple(park, catalog, settings).summary
    return pd.Series({"saving": found["saving"], "couplings": found["links_chosen"]}, dtype="float64")
