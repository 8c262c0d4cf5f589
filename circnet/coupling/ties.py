"""One rule where optima tie: the fewest new links, then the shortest, then the first by their names.

The states that are as good as an optimum form a face of the feasible set: complementary slackness with the optimum's
duals names it, so no bound on the objective is needed and nothing is lost to its rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.solve import Network, Point
from circnet.errors import Unbounded
from circnet.lp import LinearProgram, Solution
from circnet.lp.highs_backend import Session

PRICE_TOLERANCE = 1e-6
"""A reduced cost or dual below this, in units of the objective, counts as none."""
_SAME = 1e-7


@dataclass(frozen=True)
class Tied:
    """The optimum that the rule names among those that tie.

    Attributes
    ----------
    point
        The state.
    ranges
        ``arc`` (position), ``least, most``: arcs whose amount differs between optima.
    """

    point: Point
    ranges: pd.DataFrame

    @property
    def unique(self) -> bool:
        """Whether every optimum carries the same on every link."""
        return self.ranges.empty


def standing(network: Network, open_arcs: np.ndarray) -> LinearProgram:
    """Return the programme as the network prices it now, with some arcs open (boolean per arc)."""
    model = network.model
    columns, arcs = model.program.columns, model.arcs["column"].to_numpy()
    shift = np.zeros(len(columns))
    shift[arcs] = network.arc_prices() - model.money[arcs]
    upper = columns["upper"].to_numpy(float, copy=True)
    upper[arcs] = np.where(open_arcs, model.arcs["capacity"].to_numpy(float), 0.0)
    columns = columns.assign(upper=upper, real_cost=columns["real_cost"] + shift)
    if model.case.settings.objective == "cost":
        columns = columns.assign(objective=columns["objective"] + shift, cost=columns["cost"] + shift)
    return replace(model.program, columns=columns)


def break_ties(network: Network, open_arcs: np.ndarray, point: Point) -> Tied:
    """Of all optima of the network as it stands, return the one with the fewest new links, then the least km.

    What still ties is settled by name (from, to, commodity, mode): the set of links that comes first, and in it each
    link in turn as large as it can be. So the answer depends on neither the solver nor the order of the tables.

    Parameters
    ----------
    network
        Priced as in ``point``.
    open_arcs
        Boolean per arc.
    point
        An optimum of the cost objective with just those arcs open.

    Returns
    -------
    Tied
        The chosen optimum, and the arcs on which optima differ.

    Notes
    -----
    Optimal face of a linear programme: Mangasarian OL. Uniqueness of solution in linear programming. Linear Algebra
    and its Applications 25 (1979) 151-162.
    """
    face = optimal_face(standing(network, open_arcs), point)
    ranges = _ranges(face, network)
    if ranges.empty:
        return Tied(point, ranges)
    arcs = network.model.arcs.iloc[ranges["arc"]].assign(
        least=ranges["least"].to_numpy(), most=ranges["most"].to_numpy()
    )
    arcs = arcs.sort_values("arc")
    closed = _idle(face, arcs[~arcs["existing"]])
    values = _largest_in_turn(_closing(face, closed), arcs["column"].to_numpy())
    return Tied(_moved(network, point, values), ranges)


def optimal_face(program: LinearProgram, point: Point) -> LinearProgram:
    """All optima of a programme: what has a price at ``point`` is held where it stands."""
    held = np.abs(point.reduced_costs) > PRICE_TOLERANCE
    columns = program.columns
    values = np.clip(point.values, columns["lower"], columns["upper"])
    columns = columns.assign(
        lower=np.where(held, values, columns["lower"]), upper=np.where(held, values, columns["upper"])
    )
    rows = program.rows
    lower, upper = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    priced = np.abs(point.duals) > PRICE_TOLERANCE
    at_upper = priced & (point.duals < 0)  # a larger right-hand side of a minimum lowers it: the upper side binds
    at_lower = priced & ~at_upper
    rows = rows.assign(lower=np.where(at_upper, upper, lower), upper=np.where(at_lower, lower, upper))
    return replace(program, columns=columns.assign(cost=0.0), rows=rows)


def _ranges(face: LinearProgram, network: Network) -> pd.DataFrame:
    """Least and most amount of each arc over the face; only arcs on which they differ."""
    arcs = network.model.arcs["column"].to_numpy()
    free = face.columns["upper"].to_numpy(float) > face.columns["lower"].to_numpy(float)
    session = Session(face)
    bounds = {arc: _extent(session, len(free), int(arcs[arc])) for arc in np.flatnonzero(free[arcs])}
    table = pd.DataFrame.from_dict(bounds, orient="index", columns=["least", "most"]).rename_axis("arc").reset_index()
    wide = table["most"] - table["least"] > np.maximum(FLOW_TOLERANCE, _SAME * table["most"].abs())
    return table[wide].reset_index(drop=True).astype({"arc": int})


def _extent(session: Session, size: int, column: int) -> tuple[float, float]:
    found = []
    for sign in (1.0, -1.0):
        costs = np.zeros(size)
        costs[column] = sign
        session.set_costs(costs)
        try:
            found.append(float(session.solve().values[column]))
        except Unbounded:
            found.append(sign * -np.inf)
    return found[0], found[1]


def _idle(face: LinearProgram, arcs: pd.DataFrame) -> np.ndarray:
    """Columns of the arcs that the rule leaves unused: fewest links, least km, first names."""
    open_question = arcs[arcs["least"] <= FLOW_TOLERANCE]
    if open_question.empty:
        return np.empty(0, dtype=int)
    columns, count, size = open_question["column"].to_numpy(), len(open_question), len(face.columns)
    most = open_question["most"].to_numpy(float)
    finite = most[np.isfinite(most)]
    most = np.where(np.isfinite(most), most, 10.0 * max(1.0, finite.max(initial=0.0)))
    km = open_question["distance_km"].fillna(open_question["distance_km"].max()).fillna(0.0).to_numpy(float)
    session = Session(_switched(face, columns, most, km))
    switches = np.arange(size, size + count)
    for total in (size + count, size + count + 1):  # how many, then how far
        chosen = _solve(session, total, size + count + 2)
        level = chosen[total] + _SAME * max(1.0, abs(chosen[total]))
        session.set_bounds(np.array([total]), np.array([0.0]), np.array([level]))
    for switch in switches:
        if chosen[switch] < 0.5:
            wanted = _solve(session, int(switch), size + count + 2, -1.0)
            chosen = wanted if wanted[switch] > 0.5 else chosen
        decided = np.array([float(chosen[switch] > 0.5)])
        session.set_bounds(np.array([switch]), decided, decided)
    return columns[(chosen[switches] < 0.5) & (chosen[columns] <= FLOW_TOLERANCE)]


def _solve(session: Session, column: int, size: int, cost: float = 1.0) -> np.ndarray:
    costs = np.zeros(size)
    costs[column] = cost
    session.set_costs(costs)
    return session.solve().values


def _switched(face: LinearProgram, columns: np.ndarray, most: np.ndarray, km: np.ndarray) -> LinearProgram:
    """The face with ``f_a <= most_a y_a``, and two columns for ``sum y`` and ``sum km y``."""
    count, size, first = len(columns), len(face.columns), len(face.rows)
    added = pd.DataFrame({
        "name": [*(f"link|{i}" for i in columns), "links", "km"], "lower": 0.0,
        "upper": np.append(np.ones(count), [np.inf, np.inf]), "cost": 0.0,
        "integer": np.append(np.ones(count, dtype=bool), [False, False]),
    })  # fmt: skip
    rows = pd.DataFrame({
        "name": [*(f"open|{i}" for i in columns), "links", "km"],
        "lower": np.append(np.full(count, -np.inf), [0.0, 0.0]), "upper": 0.0,
    })  # fmt: skip
    place, switch = np.arange(count), size + np.arange(count)
    entries = pd.DataFrame({
        "row": first + np.concatenate([place, place, np.repeat([count, count + 1], count), [count, count + 1]]),
        "column": np.concatenate([columns, switch, switch, switch, [size + count, size + count + 1]]),
        "value": np.concatenate([np.ones(count), -most, np.ones(count), km, [-1.0, -1.0]]),
    })  # fmt: skip
    return LinearProgram(
        pd.concat([face.columns, added], ignore_index=True).astype({"integer": bool}),
        pd.concat([face.rows, rows], ignore_index=True),
        pd.concat([face.coefficients, entries[entries["value"] != 0]], ignore_index=True),
    )


def _closing(face: LinearProgram, columns: np.ndarray) -> LinearProgram:
    upper = face.columns["upper"].to_numpy(float, copy=True)
    upper[columns] = face.columns["lower"].to_numpy(float)[columns]
    return replace(face, columns=face.columns.assign(upper=upper))


def _largest_in_turn(face: LinearProgram, columns: np.ndarray) -> np.ndarray:
    """Make each column in turn as large as the face and those before it allow."""
    session, size = Session(face), len(face.columns)
    values = session.solve().values
    for column in columns:
        try:
            values = _solve(session, int(column), size, -1.0)
        except Unbounded:
            continue  # goods that could go round in a circle at no cost
        amount = np.array([max(0.0, values[column])])
        session.set_bounds(np.array([column]), (1.0 - _SAME) * amount, amount)
    return values


def _moved(network: Network, point: Point, values: np.ndarray) -> Point:
    """The state at other values with the same prices: on one face the duals stay optimal."""
    objective = float(network.model.column("cost") @ values)
    return network.point(Solution(objective, values, point.duals, point.reduced_costs, 0.0, "highs"))
