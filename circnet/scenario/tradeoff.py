"""Trade-offs: what less CO2, waste, fresh water or released substance costs at the least."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.infeasible import explain
from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.model import Model, build, objective_of
from circnet.coupling.result import OBJECTIVE_UNITS, records
from circnet.errors import NoSolution, UsageFault
from circnet.park import Catalog, Park
from circnet.scenario.front import Corner, Front, knee
from circnet.scenario.good_networks import LINK

MOST_CORNERS = 200


@dataclass(frozen=True)
class TradeOff:
    """The front of net cost against another objective.

    Attributes
    ----------
    summary
        ``status, park, objective, unit, cheapest, dearest`` (net cost at the ends, CNY/a), ``highest, lowest`` (the
        objective there), ``complete`` (whether every corner was found), ``knee`` (number of the corner, or null).
    corners
        Where the front bends, the cheapest first; between two neighbours it is straight: ``corner, cost, value,
        extra_cost, avoided`` (against the cheapest), ``marginal_cost`` (CNY per unit avoided on the way to the next),
        ``links, knee``.
    points
        Evenly spaced in the objective: ``point, cost, value, extra_cost, avoided, links``.
    links
        What each link carries at each point: ``point, from, to, commodity, mode, amount, unit, existing``.
    switches
        Links that are taken up or given up from one point to the next: ``point`` (the later one), ``value, change``
        (on, off), ``from, to, commodity, mode, amount``.
    """

    summary: Mapping[str, object]
    corners: pd.DataFrame
    points: pd.DataFrame
    links: pd.DataFrame
    switches: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """Summary and tables as plain values; what is not known is None."""
        tables = {name: records(getattr(self, name)) for name in ("corners", "points", "links", "switches")}
        return {**self.summary, **tables}


def trade_off(
    park: Park, catalog: Catalog, settings: Settings | None = None, objective: str = "co2", points: int = 20
) -> TradeOff:
    """Trace the exact front of net cost against another objective.

    All candidate links are open at the price of their design flow, as in ``couple --objective``: the greenest end is
    that command's answer, and the cheapest is the linear optimum from which `couple` starts before it drops links
    that do not cover their own line and the cost of keeping them.

    Parameters
    ----------
    park, catalog
        As for `circnet.coupling.couple`.
    settings
        Choices of the run; its own objective is not looked at. With a carbon price, CO2 counts in the cost too.
    objective
        ``co2`` (t), ``waste`` (t), ``water`` (m3), or a formula released (t).
    points
        How many evenly spaced points, ends included; at least 2.

    Raises
    ------
    UsageFault
        If the objective is cost or unknown, or there are fewer than two points.
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`.

    Notes
    -----
    Epsilon-constraint: Haimes YY, Lasdon LS, Wismer DA. On a bicriterion formulation of the problems of integrated
    system identification and system optimization. IEEE Transactions on Systems, Man, and Cybernetics 1 (1971) 296-297.
    """
    if points < 2:
        raise UsageFault("bad_setting", f"points = {points}", ">= 2")
    if objective == "cost":
        raise UsageFault("unknown_objective", objective, "co2, waste, water")
    model = build(park, catalog, replace(settings or Settings(), objective="cost"))
    case = replace(model.case, settings=replace(model.case.settings, objective=objective))
    columns = model.program.columns
    second = objective_of(columns, case, columns["real_cost"]).to_numpy(float)
    try:
        front = Front(model.program, model.money, second)
    except NoSolution as error:
        raise explain(model, error) from error
    corners, complete = front.corners(MOST_CORNERS)
    steps = np.linspace(front.ends[0].second, front.ends[1].second, points if len(corners) > 1 else 1)
    states = [front.ends[0], *(front.at(value) for value in steps[1:-1]), *front.ends[1:]][: len(steps)]
    best = knee(corners)
    links = _links(model, states)
    summary = {
        "status": "optimal", "park": park.info.id, "objective": objective,
        "unit": OBJECTIVE_UNITS.get(objective, "t"), "cheapest": corners[0].first, "dearest": corners[-1].first,
        "highest": corners[0].second, "lowest": corners[-1].second, "complete": complete, "knee": best,
    }  # fmt: skip
    return TradeOff(summary, _corners(model, corners, best), _points(model, states), links, _switches(links, states))


def _measured(model: Model, corners: list[Corner], number: str) -> pd.DataFrame:
    cost, value = (np.array([getattr(corner, name) for corner in corners]) for name in ("first", "second"))
    arcs = model.arcs["column"].to_numpy()
    return pd.DataFrame({
        number: range(len(corners)), "cost": cost, "value": value, "extra_cost": cost - cost[0],
        "avoided": value[0] - value, "links": [int((_flow(corner, arcs) > 0).sum()) for corner in corners],
    })  # fmt: skip


def _points(model: Model, states: list[Corner]) -> pd.DataFrame:
    return _measured(model, states, "point")


def _corners(model: Model, corners: list[Corner], best: int | None) -> pd.DataFrame:
    table = _measured(model, corners, "corner")
    slope = table["cost"].diff() / table["avoided"].diff()
    table = table.assign(marginal_cost=slope.shift(-1), knee=table["corner"] == (-1 if best is None else best))
    return table[["corner", "cost", "value", "extra_cost", "avoided", "marginal_cost", "links", "knee"]]


def _flow(corner: Corner, arcs: np.ndarray) -> np.ndarray:
    flow = corner.values[arcs]
    return np.where(flow > max(FLOW_TOLERANCE, 1e-9 * flow.max(initial=0.0)), flow, 0.0)


def _links(model: Model, states: list[Corner]) -> pd.DataFrame:
    arcs = model.arcs
    units = model.case.catalog.commodities.set_index("id")["unit"]
    parts = [
        arcs.assign(point=number, amount=_flow(state, arcs["column"].to_numpy())) for number, state in enumerate(states)
    ]
    table = pd.concat(parts, ignore_index=True)
    table = table[table["amount"] > 0].sort_values(["point", *LINK], kind="stable").reset_index(drop=True)
    table = table.assign(unit=units.reindex(table["commodity"]).fillna("").to_numpy(), mode=table["mode"].fillna(""))
    return table[["point", *LINK, "amount", "unit", "existing"]]


def _switches(links: pd.DataFrame, states: list[Corner]) -> pd.DataFrame:
    amounts = links.groupby([*LINK, "point"])["amount"].sum().unstack("point", fill_value=0.0)
    amounts = amounts.reindex(columns=range(len(states)), fill_value=0.0)
    before = amounts.shift(axis=1)
    parts = []
    for change, moved, shown in (
        ("on", (amounts > 0) & (before == 0), amounts),
        ("off", (amounts == 0) & (before > 0), before),
    ):
        parts.append(shown.where(moved).stack().dropna().rename("amount").reset_index().assign(change=change))
    table = pd.concat(parts, ignore_index=True)
    value = np.array([state.second for state in states])
    table = table.assign(value=value[table["point"].to_numpy(int)])
    table = table.sort_values(["point", "change", *LINK], kind="stable").reset_index(drop=True)
    return table[["point", "value", "change", *LINK, "amount"]]
