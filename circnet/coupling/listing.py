"""Worth listing: which links are kept once each must pay for its own line and for keeping it.

An LP prices a line in proportion to its flow; a real one has a fixed part. After a solve every link in use is
re-priced at what it carries, and links that do not cover that and the transaction cost are dropped, the worst
first, until nothing changes (a drop heuristic for fixed-charge networks; ``yes_no`` decides exactly).
"""

from __future__ import annotations

import numpy as np

from circnet.coupling.families import priced
from circnet.coupling.solve import Network, Point
from circnet.errors import Infeasible

FLOW_TOLERANCE = 1e-6
"""Amount, in units of the commodity a year, below which a flow counts as none."""
_ROUNDS = 6


def used(network: Network, point: Point) -> np.ndarray:
    """Which arcs carry something (boolean per arc)."""
    return point.values[network.model.arcs["column"].to_numpy()] > FLOW_TOLERANCE


def keep_what_pays(network: Network) -> tuple[np.ndarray, Point]:
    """Drop links that do not pay until nothing changes.

    Returns
    -------
    open_arcs
        Boolean per arc: existing and hand-given arcs, and the new ones kept.
    point
        The solved state with just those open, re-priced.
    """
    model = network.model
    plain = (model.arcs["existing"] | model.arcs["listed"]).to_numpy()
    barred = np.zeros(len(model.arcs), dtype=bool)
    kept = np.zeros(len(model.arcs), dtype=bool)
    point = network.solve()
    for _ in range(_ROUNDS):
        chosen = used(network, point) & ~plain
        if not (chosen & ~kept).any():
            break
        kept, point = _drop(network, plain, chosen)
        barred |= chosen & ~kept
        network.open_only(~barred)
        point = network.solve()
    network.open_only(plain | kept)
    point = network.solve()
    return plain | kept, point


def _drop(network: Network, plain: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, Point]:
    kept = chosen.copy()
    while True:
        network.open_only(plain | kept)
        reprice(network, network.solve())
        point = network.solve()
        kept &= used(network, point)
        failing = {
            arc: net for arc in map(int, np.flatnonzero(kept)) if (net := _net(network, plain | kept, arc, point)) < 0
        }
        if not failing:
            return kept, point
        first = True
        for arc in sorted(failing, key=lambda a: (failing[a], a)):
            if not first:  # an earlier drop may have made this one worth keeping
                network.open_only(plain | kept)
                if _net(network, plain | kept, arc, network.solve()) >= 0:
                    continue
            kept[arc] = False
            first = False


def _net(network: Network, open_arcs: np.ndarray, arc: int, point: Point) -> float:
    """What a link saves beyond the cost of keeping it, CNY/a, what is unexplained at the catalog's price."""
    without = solve_without(network, open_arcs, arc)
    saving = np.inf if without is None else without.total - point.total
    return saving - network.model.case.settings.transaction_cost


def solve_without(network: Network, open_arcs: np.ndarray, arc: int) -> Point | None:
    """Solve with one arc closed; None where that leaves no solution."""
    rest = open_arcs.copy()
    rest[arc] = False
    network.open_only(rest)
    try:
        return network.solve()
    except Infeasible:
        return None


def reprice(network: Network, point: Point) -> None:
    """Price each new link in use at the flow it carries; others keep their price at design flow."""
    arcs = network.model.arcs
    flow = point.values[arcs["column"].to_numpy()]
    at = np.where(used(network, point), flow, arcs["design_flow"].to_numpy(float))
    network.price_arcs(arcs["cost"].to_numpy(float) + priced(arcs, at))
