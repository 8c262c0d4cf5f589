"""Measurements that chance does not explain, found one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri  # scipy.stats has the same and takes a third of a second to import

from circnet.balance.reconciliation.estimate import Estimate, Part

__all__ = ["DOUBT", "GROSS", "Tests", "critical_value", "find_gross_errors", "standardised"]

GROSS, DOUBTFUL = "gross", "doubtful"
DOUBT = 0.05
"""Level of a single test at which a measurement is doubtful; not corrected for their number."""
_SEEN = 1e-9
"""Share of a measurement's variance below which it contradicts nothing, or nothing any more."""
_SAME = 1.0 - 1e-7
"""Cosine above which two measurements contradict the balances in the same direction."""


class _Cluster:
    """The statistics of a cluster while measurements are taken out of it one by one."""

    def __init__(self, part: Part) -> None:
        self.flows, self.size, self.share = part.flows, part.adjustment, part.share
        self._part = part
        self._out: list[np.ndarray] = []

    @property
    def statistics(self) -> np.ndarray:
        """Adjustment over its own standard deviation; NaN where there is none."""
        seen = self.share > _SEEN
        return np.where(seen, self.size / np.sqrt(np.where(seen, self.share, 1.0)), np.nan)

    def take_out(self, place: int) -> np.ndarray:
        """Treat a measurement as unmeasured; return the cosines of all directions with its own."""
        unit = np.zeros(len(self.flows))
        unit[place] = 1.0
        along = self._part.projected(unit)
        for gone in self._out:
            along = along - gone * gone[place]
        along = along / np.sqrt(self.share[place])
        length = np.sqrt(np.where(self.share > _SEEN, self.share, np.inf))
        cosine = along / length
        self.size = self.size - along * (self.size[place] / np.sqrt(self.share[place]))
        left = np.maximum(self.share - along**2, 0.0)
        left[np.abs(cosine) > _SAME] = 0.0
        self.share = left
        self._out.append(along)
        return cosine


@dataclass(frozen=True, eq=False)
class Tests:
    """What the serial tests found.

    Attributes
    ----------
    found
        ``flow`` (position), ``step``, ``statistic`` (signed, in standard deviations), ``p_value`` (of the single
        test), ``error`` (what the measurement is too high by), ``verdict`` (gross or doubtful), ``like`` (position of
        the step's first flow: flows of one step cannot be told apart).
    critical
        Size of the statistic beyond which a measurement is called gross.
    tested
        Number of measurements tested.
    """

    found: pd.DataFrame
    critical: float
    tested: int


def critical_value(level: float, tested: int) -> float:
    """Size of a normal statistic that none of ``tested`` independent ones exceeds by chance, but for ``level``.

    Sidak's correction, ``1 - (1 - level)^(1 / tested)`` per test, two-sided (Mah and Tamhane 1982).
    """
    each = -np.expm1(np.log1p(-level) / max(tested, 1))
    return float(-ndtri(each / 2.0))


def standardised(found: Estimate) -> np.ndarray:
    """Return the test statistic of each flow, NaN where nothing contradicts or confirms it.

    The adjustment over its own standard deviation, signed as the measurement's error: positive where it is too high.
    With uncorrelated measurements this is also the test of maximum power (Mah and Tamhane 1982).
    """
    statistic = np.full(len(found.values), np.nan)
    for part in found.parts:
        statistic[part.flows] = _Cluster(part).statistics
    return statistic


def find_gross_errors(found: Estimate, deviations: np.ndarray, level: float) -> Tests:
    """Find gross errors one after the other.

    The measurement with the largest statistic is taken for an error if chance does not explain it, its amount is
    treated as unmeasured, and the rest is tested again (serial elimination: Ripps 1965, Serth and Heenan 1986).
    Leaving out a measurement takes its direction out of the contradictions, so no new solve is needed.

    Parameters
    ----------
    found
        The estimate with all measurements.
    deviations
        Standard deviations of the measurements.
    level
        Chance of calling any sound measurement gross, where all are sound.
    """
    clusters = [_Cluster(part) for part in found.parts]
    tested = int(sum(np.isfinite(one.statistics).sum() for one in clusters))
    critical = critical_value(level, tested)
    limit = min(critical, float(-ndtri(DOUBT / 2.0)))
    steps: list[pd.DataFrame] = []
    while (place := _largest(clusters)) is not None:
        cluster, first = place
        statistic, share = cluster.statistics, cluster.share
        if abs(statistic[first]) <= limit:
            break
        same = np.flatnonzero(np.abs(cluster.take_out(first)) > _SAME)
        same = np.concatenate([[first], same[same != first]])
        flows = cluster.flows[same]
        steps.append(pd.DataFrame({
            "flow": flows, "step": len(steps) + 1, "statistic": statistic[same],
            "p_value": 2.0 * ndtr(-np.abs(statistic[same])),
            "error": statistic[same] * deviations[flows] / np.sqrt(share[same]),
            "verdict": GROSS if abs(statistic[first]) > critical else DOUBTFUL, "like": flows[0],
        }))  # fmt: skip
    if steps:
        return Tests(pd.concat(steps, ignore_index=True), critical, tested)
    columns = {"flow": "int64", "step": "int64", "statistic": "float64", "p_value": "float64", "error": "float64",
               "verdict": "str", "like": "int64"}  # fmt: skip
    return Tests(pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()}), critical, tested)


def _largest(clusters: list[_Cluster]) -> tuple[_Cluster, int] | None:
    """Cluster and place of the largest statistic; of equal ones the first in the table of flows."""
    sizes = [np.nan_to_num(np.abs(one.statistics)) for one in clusters]
    top = max((size.max() for size in sizes), default=0.0) * (1.0 - 1e-9)
    if top == 0.0:
        return None
    ties = [(cluster.flows[place], number, int(place)) for number, (cluster, size) in enumerate(
        zip(clusters, sizes, strict=True)) for place in np.flatnonzero(size >= top)]  # fmt: skip
    _, number, place = min(ties)
    return clusters[number], place
