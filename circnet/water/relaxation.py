"""Below which objective no network can come, where the quality of outlets depends on what comes in.

The bilinear mass ``m = q f`` of a property on a connection that leaves a unit becomes a variable of its own, bounded
by what is known of the quality: ``low <= q <= high`` gives ``low f <= m <= high f``, McCormick's envelope (Math.
Program. 10 (1976) 147) where no flow is bounded. Masses balance over each unit; that all streams leaving a unit have
one quality is what is given up. The objective over this larger set is a bound, the better the closer the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session
from circnet.water.case import Case
from circnet.water.program import AIMS, aims, balances
from circnet.water.settle import settle

__all__ = ["Relaxed", "alone", "lowest", "relax"]


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A bound on the objective, in the programme's unit, with flows and masses that reach it.

    Attributes
    ----------
    bound
        The objective of the relaxed network.
    flows
        One per connection.
    masses
        Signed mass on each connection that leaves a unit, a x k; 0 on all others.
    """

    bound: float
    flows: np.ndarray
    masses: np.ndarray


def lowest(case: Case) -> np.ndarray:
    """Return a signed quality that no outlet falls below, g x k; -inf where a load cleans."""
    least = np.nanmin(case.quality, axis=0, initial=np.inf)
    least = np.where(np.isfinite(least), np.minimum(least, 0.0), 0.0)
    least = np.where((case.units.load < 0).any(axis=0), -np.inf, least)
    return np.broadcast_to(least, case.quality.shape).copy()


def relax(case: Case, low: np.ndarray, high: np.ndarray) -> Relaxed:
    """Bound the objective of networks whose outlets lie between two qualities, g x k.

    Raises
    ------
    Infeasible
        If even the relaxed network has no solution; then none has.
    """
    count = len(case.arcs)
    masses = _Masses(case, low, high)
    values = Session(_program(case, masses)).solve().values
    carried = np.zeros((count, len(case.keys)))
    carried[masses.arc, masses.key] = values[count:]
    return Relaxed(float(_weights(case) @ values[:count]), values[:count], carried)


def alone(case: Case, place: int) -> float:
    """Return the objective if only one limit counted: exact for operations, whose outlets are then at their limits."""
    units = case.units
    one = {name: getattr(units, name)[:, [place]] for name in
           ("keep", "load", "fixed", "product", "reject", "feed_limit")}  # fmt: skip
    single = replace(
        case, quality=case.quality[:, [place]], limits=case.limits[:, [place]], keys=(case.keys[place],),
        units=replace(units, **one),
    )  # fmt: skip
    return settle(single, single.quality, few=False).aims[case.settings.objective]


def _weights(case: Case) -> np.ndarray:
    return aims(case)[AIMS.index(case.settings.objective)]


def _program(case: Case, masses: _Masses) -> LinearProgram:
    """The programme with masses: columns are the flows, then the masses of connections that leave units, by limit."""
    base = balances(case)
    rows, matrices = [base.rows[["name", "lower", "upper"]]], []
    parts = {"envelope": masses.envelope(), "mass_in": masses.inlets(), "mass_out": masses.outlets()}
    for family, (matrix, upper) in parts.items():
        scale = np.abs(matrix).max(axis=1).toarray().ravel() if min(matrix.shape) else np.zeros(matrix.shape[0])
        scale = 1.0 / np.where(scale > 0, scale, 1.0)
        matrices.append(sparse.diags_array(scale) @ matrix)
        names = [f"{family}|{i}" for i in range(matrix.shape[0])]
        rows.append(pd.DataFrame({"name": names, "lower": -np.inf, "upper": upper * scale}))
    under = sparse.vstack(matrices).tocoo()
    extra = pd.DataFrame({"row": under.coords[0] + len(base.rows), "column": under.coords[1], "value": under.data})
    count = len(case.arcs) + len(masses.arc)
    columns = pd.DataFrame({
        "name": [f"x{i}" for i in range(count)], "lower": np.where(np.arange(count) < len(case.arcs), 0.0, -np.inf),
        "upper": np.inf, "cost": np.concatenate([_weights(case), np.zeros(len(masses.arc))]), "integer": False,
    })  # fmt: skip
    entries = pd.concat([base.coefficients, extra], ignore_index=True)
    return LinearProgram(columns, pd.concat([part for part in rows if len(part)], ignore_index=True), entries)


class _Masses:
    """Rows of the masses; ``matrix x <= upper`` over flows, then masses."""

    def __init__(self, case: Case, low: np.ndarray, high: np.ndarray) -> None:
        self._case, self._low, self._high = case, low, high
        unit = case.givers["unit"].to_numpy()[case.arcs["giver"]]
        self.arc, self.key = np.nonzero(np.broadcast_to((unit >= 0)[:, None], (len(unit), len(case.keys))))
        self._unit = unit
        self._width = len(unit) + len(self.arc)
        self._column = np.full((len(unit), len(case.keys)), -1)
        self._column[self.arc, self.key] = len(unit) + np.arange(len(self.arc))
        self._into = case.takers["unit"].to_numpy()[case.arcs["taker"]]

    def envelope(self) -> tuple[sparse.csr_array, np.ndarray]:
        """``m - high f <= 0`` and ``low f - m <= 0``; the same figure twice where the quality is fixed."""
        case, count = self._case, len(self.arc)
        giver = case.arcs["giver"].to_numpy()[self.arc]
        worst, unit = self._high[giver, self.key], self._unit[self.arc]
        fixed = case.units.fixed[unit, self.key] & case.givers["kind"].eq("product").to_numpy()[giver]
        least = np.where(fixed, worst, np.minimum(self._low[giver, self.key], worst))
        mass, row = self._column[self.arc, self.key], np.arange(count)
        low = np.isfinite(least)
        data = np.concatenate([np.ones(count), -worst, -np.ones(low.sum()), least[low]])
        at = (
            np.concatenate([row, row, count + row[low], count + row[low]]),
            np.concatenate([mass, self.arc, mass[low], self.arc[low]]),
        )
        return sparse.csr_array((data, at), shape=(2 * count, self._width)), np.zeros(2 * count)

    def _carried(self, arcs: np.ndarray, key: int) -> tuple[np.ndarray, np.ndarray]:
        """Column and coefficient of the mass of one property on some connections."""
        out = self._unit[arcs] >= 0
        quality = np.nan_to_num(self._case.quality[self._case.arcs["giver"].to_numpy()[arcs], key])
        return np.where(out, self._column[arcs, key], arcs), np.where(out, 1.0, quality)

    def inlets(self) -> tuple[sparse.csr_array, np.ndarray]:
        """Limits of takers: mass that comes in less limit times flow."""
        case, taker = self._case, self._case.arcs["taker"].to_numpy()
        pairs = np.argwhere(np.isfinite(case.limits))
        cells: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for row, (node, key) in enumerate(pairs):
            arcs = np.flatnonzero(taker == node)
            column, weight = self._carried(arcs, key)
            cells.append((np.full(len(arcs), row), column, weight))
            cells.append((np.full(len(arcs), row), arcs, np.full(len(arcs), -case.limits[node, key])))
        return self._matrix(cells, len(pairs)), np.zeros(len(pairs))

    def outlets(self) -> tuple[sparse.csr_array, np.ndarray]:
        """Per unit and limit: what comes in is not less than what leaves, and what stays is at most the worst.

        Operations: ``in + load = out + rest`` with ``low R <= rest <= high R``, R the flow that is left over.
        Treatments whose product keeps a share of the feed: ``keep in`` in place of ``in``; rejects: what the product
        does not carry. A feed cleaner than the fixed quality of its product leaves more than that.
        """
        case, units = self._case, self._case.units
        cells: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        upper: list[float] = []
        for giver in np.flatnonzero(case.givers["unit"] >= 0):
            unit = int(case.givers["unit"].iloc[giver])
            reject = case.givers["kind"].iloc[giver] == "reject"
            fed, sent = np.flatnonzero(self._into == unit), np.flatnonzero(case.arcs["giver"].to_numpy() == giver)
            for key in range(len(case.keys)):
                if units.fixed[unit, key] and not reject:
                    continue
                recovery, keep = units.recovery[unit], units.keep[unit, key]
                fixed = bool(units.fixed[unit, key])
                column, weight = self._carried(fed, key)
                made = recovery * (0.0 if fixed else keep)
                scale, share = (1.0 - made, 1.0 - recovery) if reject else (recovery * keep, recovery)
                offset = -recovery * units.product[unit, key] if reject and fixed else 0.0
                load = 0.0 if reject else units.load[unit, key] / case.size
                mass = self._column[sent, key]
                for side, quality in ((1.0, self._high[giver, key]), (-1.0, self._low[giver, key])):
                    if not np.isfinite(quality) or (side < 0 and reject and fixed):
                        continue
                    row = len(upper)
                    # side * (in + load - out - quality * (share F - out flow)) <= 0
                    cells += [
                        (np.full(len(fed), row), column, side * scale * weight),
                        (np.full(len(fed), row), fed, np.full(len(fed), side * (offset - quality * share))),
                        (np.full(len(sent), row), mass, np.full(len(sent), -side)),
                        (np.full(len(sent), row), sent, np.full(len(sent), side * quality)),
                    ]
                    upper.append(-side * load)
        return self._matrix(cells, len(upper)), np.array(upper)

    def _matrix(self, cells: list[tuple[np.ndarray, np.ndarray, np.ndarray]], rows: int) -> sparse.csr_array:
        if not cells:
            return sparse.csr_array((rows, self._width))
        row, column, value = (np.concatenate([cell[i] for cell in cells]) for i in range(3))
        return sparse.csr_array((value, (row, column)), shape=(rows, self._width))
