"""Measured flows that contradict each other, reconciled under balances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, ndtr, ndtri

from circnet.balance.reconciliation.balances import Balances
from circnet.balance.reconciliation.bounds import held_at_zero, zero_flows
from circnet.balance.reconciliation.estimate import Estimate, estimate
from circnet.balance.reconciliation.gross import GROSS, Tests, find_gross_errors, standardised
from circnet.errors import Infeasible

__all__ = ["ReconcileSettings", "Reconciliation", "reconcile"]

POWER = 0.9
"""Chance with which an error of the size told as ``detectable`` is found."""


@dataclass(frozen=True)
class ReconcileSettings:
    """How flows are reconciled.

    Attributes
    ----------
    level
        Chance of calling any measurement of a sound set gross; also the level of the global test.
    non_negative
        Whether no flow may be negative.
    """

    level: float = 0.05
    non_negative: bool = True


@dataclass(frozen=True, eq=False)
class Reconciliation:
    """Reconciled flows and what the tests say.

    Attributes
    ----------
    summary
        ``objective`` (least sum of squared adjustments in standard deviations), ``chi2`` (the same without the bound
        at zero: the statistic of the global test), ``degrees_of_freedom``, ``p_value`` (None without redundancy),
        ``consistent`` (whether the global test passes at ``level``), ``level``, ``critical`` (of a single
        measurement), ``tested``, ``non_negativity`` (free: not asked for; idle: plain least squares are not negative;
        binding: some flows are held at zero).
    flows
        The given columns and ``measured, uncertainty, reconciled, deviation`` (standard deviation of the reconciled
        value), ``adjustment, status`` (redundant, not_redundant, exact, observable, not_observable, at_zero), ``share``
        (of the measurement's variance that the balances take away), ``statistic, p_value, detectable`` (smallest
        error found in nine of ten cases), ``without_gross, without_gross_deviation`` (with gross errors treated as
        unmeasured); NaN where there is none.
    suspects
        ``flow, step, statistic, p_value, error, verdict, like`` and the flow's ends and amount.
    balances
        ``node, layer, gap`` (inflow less outflow as measured; NaN where a flow there is unmeasured).
    """

    summary: dict[str, Any]
    flows: pd.DataFrame
    suspects: pd.DataFrame
    balances: pd.DataFrame


def reconcile(balances: Balances, settings: ReconcileSettings | None = None) -> Reconciliation:
    """Reconcile measured flows with the balances that bind them, and test the measurements.

    Parameters
    ----------
    balances
        Flows, their standard deviations, and the balances.
    settings
        Level of the tests, and whether flows may be negative.

    Raises
    ------
    Infeasible
        If amounts given as exact contradict each other, or ask for a negative flow.
    """
    settings = settings or ReconcileSettings()
    amounts = balances.flows["amount"].to_numpy(float)
    deviations = np.nan_to_num(balances.flows["uncertainty"].to_numpy(float))
    plain = _plain(balances, amounts, deviations)
    zero = zero_flows(balances.matrix, amounts, deviations, plain) if settings.non_negative else None
    final = _held(balances, amounts, deviations, plain, zero)
    tests = find_gross_errors(plain, deviations, settings.level)
    gross = tests.found.loc[(tests.found["verdict"] == GROSS) & (tests.found["flow"] == tests.found["like"]), "flow"]
    cleaned = _without(balances, amounts, deviations, gross.to_numpy(int), settings) if len(gross) else None
    table = _flows(balances, amounts, deviations, plain, final, zero)
    table = _tested(table, plain, deviations, tests)
    table = table.assign(
        without_gross=np.nan if cleaned is None else cleaned.values,
        without_gross_deviation=np.nan if cleaned is None else cleaned.deviations,
    )
    binding = zero is not None
    state = "binding" if binding else "idle" if settings.non_negative else "free"
    summary = _summary(plain, final, amounts, deviations, tests, settings) | {"non_negativity": state}
    return Reconciliation(summary, table, _suspects(table, tests), _gaps(balances, amounts))


def _plain(balances: Balances, amounts: np.ndarray, deviations: np.ndarray) -> Estimate:
    found = estimate(balances.matrix, amounts, deviations)
    if not found.gaps.any():
        return found
    worst = np.argsort(-np.abs(found.gaps), kind="stable")[: int((found.gaps != 0).sum())]
    nodes = [balances.nodes.iloc[found.combine[[line]].indices] for line in worst[:5]]
    conflicts = pd.DataFrame({
        "problem": "exact amounts contradict", "amount": np.abs(found.gaps[worst[:5]]),
        "node": [", ".join(one["node"].drop_duplicates()) for one in nodes],
        "layer": [", ".join(one["layer"].drop_duplicates()) for one in nodes],
    })  # fmt: skip
    raise Infeasible("amounts given as exact contradict each other", conflicts)


def _held(
    balances: Balances, amounts: np.ndarray, deviations: np.ndarray, plain: Estimate, zero: np.ndarray | None
) -> Estimate:
    """The estimate that counts: the plain one, or the one with flows held at zero."""
    if zero is None:
        return plain
    return estimate(balances.matrix, *held_at_zero(amounts, deviations, zero))


def _without(
    balances: Balances, amounts: np.ndarray, deviations: np.ndarray, gross: np.ndarray, settings: ReconcileSettings
) -> Estimate:
    """Estimate with gross errors treated as unmeasured."""
    left = amounts.copy()
    left[gross] = np.nan
    plain = estimate(balances.matrix, left, deviations)
    zero = zero_flows(balances.matrix, left, deviations, plain) if settings.non_negative else None
    return _held(balances, left, deviations, plain, zero)


def _flows(  # noqa: PLR0913  two estimates of the same flows
    balances: Balances,
    amounts: np.ndarray,
    deviations: np.ndarray,
    plain: Estimate,
    final: Estimate,
    zero: np.ndarray | None,
) -> pd.DataFrame:
    measured = ~np.isnan(amounts)
    held = np.zeros(len(amounts), dtype=bool) if zero is None else zero & (plain.values < 0)
    known = measured | plain.observable
    status = np.select(
        [held & ~(measured & (deviations == 0)), ~known, ~measured, deviations == 0, plain.redundant],
        ["at_zero", "not_observable", "observable", "exact", "redundant"],
        "not_redundant",
    )
    values = np.where(known, final.values, np.nan)
    return balances.flows.drop(columns="amount").assign(
        measured=amounts, uncertainty=np.where(measured, deviations, np.nan), reconciled=values,
        deviation=np.where(known & (status != "at_zero"), final.deviations, np.nan), adjustment=values - amounts,
        status=status, share=np.where(measured, plain.share, np.nan),
    )  # fmt: skip


def _tested(table: pd.DataFrame, plain: Estimate, deviations: np.ndarray, tests: Tests) -> pd.DataFrame:
    statistic = standardised(plain)
    length = np.sqrt(np.where(np.isfinite(statistic), plain.share, np.nan))
    return table.assign(
        statistic=statistic, p_value=2.0 * ndtr(-np.abs(statistic)),
        detectable=(tests.critical + ndtri(POWER)) * deviations / length,
    )  # fmt: skip


def _summary(  # noqa: PLR0913  two estimates of the same flows
    plain: Estimate,
    final: Estimate,
    amounts: np.ndarray,
    deviations: np.ndarray,
    tests: Tests,
    settings: ReconcileSettings,
) -> dict[str, Any]:
    random = ~np.isnan(amounts) & (deviations > 0)
    objective = float((((final.values - amounts)[random] / deviations[random]) ** 2).sum())
    statistic, degrees = plain.chi2, plain.degrees
    p_value = float(chdtrc(degrees, statistic)) if degrees else None
    return {
        "objective": objective, "chi2": statistic, "degrees_of_freedom": degrees, "p_value": p_value,
        "consistent": None if p_value is None else p_value >= settings.level, "level": settings.level,
        "critical": tests.critical if tests.tested else None, "tested": tests.tested,
    }  # fmt: skip


def _suspects(table: pd.DataFrame, tests: Tests) -> pd.DataFrame:
    """The found measurements with their flows; ``expected`` is what the others say."""
    found = tests.found
    told = table.loc[found["flow"].to_numpy(int)].reset_index(drop=True)
    named = [name for name in ("row", "from", "to", "commodity", "kind", "item", "measured", "uncertainty")
             if name in told]  # fmt: skip
    expected = told["measured"].to_numpy(float) - found["error"].to_numpy(float)
    return pd.concat([found, told[named]], axis=1).assign(expected=expected)


def _gaps(balances: Balances, amounts: np.ndarray) -> pd.DataFrame:
    gap = balances.matrix @ np.nan_to_num(amounts)
    unknown = abs(balances.matrix) @ np.isnan(amounts).astype(float) > 0
    return balances.nodes.assign(gap=np.where(unknown, np.nan, gap))
