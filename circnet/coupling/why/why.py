"""Why one link was not chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from circnet.coupling.families import priced
from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.model import Model, build
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Network, Point
from circnet.coupling.state import State, settled
from circnet.coupling.why.absent import why_absent
from circnet.coupling.why.limits import what_stops
from circnet.coupling.why.margin import Lens, break_even_freight, break_even_price
from circnet.coupling.why.naming import known
from circnet.coupling.why.reason import Fact, Reason
from circnet.errors import UsageFault
from circnet.park import Catalog, Park, catalog_of

EQUAL = 1e-6
"""Reduced cost, as a share of what the good costs at the gate, below which a link would serve as well."""


def why_not(park: Park, catalog: Catalog, settings: Settings | None, giver: str, taker: str, commodity: str) -> Reason:
    """Say why a link is not used, and where it would just be.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the objective must be cost.
    giver, taker, commodity
        Ids, or names in either language.

    Returns
    -------
    Reason
        For a link that exists or is chosen as well: how far it is from not being used.

    Raises
    ------
    UsageFault
        If a firm or the commodity is unknown (with the nearest name), or the objective is not cost.
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`, where there is a candidate for the link.
    """
    settings = settings or Settings()
    if settings.objective != "cost":
        raise UsageFault("not_in_money", settings.objective, "cost")
    goods = catalog_of(park, catalog).commodities
    giver, taker = (known(park.enterprises, firm, "unknown_firm") for firm in (giver, taker))
    good = known(goods, commodity, "unknown_commodity")
    unit = str(goods.set_index("id").at[good, "unit"])
    model = build(park, catalog, settings)
    if not _between(model, giver, taker, good).any():
        reason, facts = why_absent(model.case, giver, taker, good)
        return Reason(giver, taker, good, unit, used=False, reason=reason, details=tuple(facts))
    state = settled(model)
    return _of_candidates(state, _between(state.network.model, giver, taker, good), unit)


def _between(model: Model, giver: str, taker: str, good: str) -> np.ndarray:
    """The candidates of a link (boolean per arc)."""
    arcs = model.arcs
    return (arcs["from"].eq(giver) & arcs["to"].eq(taker) & arcs["commodity"].eq(good)).to_numpy()


def _of_candidates(state: State, here: np.ndarray, unit: str) -> Reason:
    """Judge the candidate that is used, else the one nearest to it."""
    network, arcs = state.network, state.network.model.arcs
    flow = state.point.values[arcs["column"].to_numpy()]
    cost = network.arc_prices()
    near = pd.DataFrame({"flow": -flow, "reduced": state.point.reduced_costs[arcs["column"].to_numpy()]})[here]
    arc = int(near.sort_values(["flow", "reduced"], kind="stable").index[0])
    row = arcs.loc[arc]
    keep = 0.0 if row["existing"] or row["listed"] else network.model.case.settings.transaction_cost
    lens = Lens(network, state.open_arcs, arc, float(cost[arc]), keep)
    others: list[Fact] = [
        {"fact": "other_mode", "mode": arcs.at[i, "mode"], "freight": float(cost[i])} for i in near.index if i != arc
    ]
    base = Reason(
        str(row["from"]), str(row["to"]), str(row["commodity"]), unit, used=bool(flow[arc] > FLOW_TOLERANCE),
        reason="used", amount=abs(float(flow[arc])), mode=str(row["mode"]),
        distance_km=None if np.isnan(row["distance_km"]) else float(row["distance_km"]), freight=lens.cost,
        details=tuple(others),
    )  # fmt: skip
    found = _judged(lens, state.point, base)
    lens.open(bool(state.open_arcs[arc]))
    return found


def _judged(lens: Lens, point: Point, base: Reason) -> Reason:
    most = lens.most()
    lens.open(False)
    at = lens.forced(lens.small(most)) if most > FLOW_TOLERANCE else None
    if at is None and base.used:
        only = float(point.reduced_costs[lens.column])
        return replace(base, reduced_cost=only, details=(*base.details, {"fact": "indispensable"}))
    if at is None:
        reason, facts = what_stops(lens, point)
        reason = "capacity" if reason == "too_dear" else reason
        return replace(base, reason=reason, details=(*base.details, {"fact": "nothing_can_flow"}, *facts))
    slope = float(at.reduced_costs[lens.column])
    worth = _worth_at_gate(lens.network, at, lens.arc)
    reduced = float(point.reduced_costs[lens.column]) if base.used else slope
    reason, facts = ("used", []) if base.used else _reason(lens, point, at, worth)
    freight, sure = break_even_freight(lens, lens.cost - slope, most)
    price, price_sure = (None, True) if freight is None else break_even_price(lens, worth, freight)
    checked = sure and (price is None or price_sure)
    if not base.used:
        facts = [*facts, *_forced(lens, point, most)]
    return replace(
        base, reason=reason, reduced_cost=0.0 if abs(reduced) < 1e-12 else reduced, break_even_freight=freight,
        break_even_price=price, checked=checked, details=(*base.details, *facts),
    )  # fmt: skip


def _reason(lens: Lens, point: Point, at: Point, worth: float) -> tuple[str, list[Fact]]:
    """Reason by the slope of the first unit, ``at`` being the state with a little flow."""
    slope = float(at.reduced_costs[lens.column])
    close = EQUAL * max(abs(worth), abs(lens.cost), 1e-3)
    if slope < -close:
        return "not_worth_keeping", _too_small(lens, point)
    if slope <= close:
        return "equal", []
    reason, facts = what_stops(lens, point)
    stranded = _stranded(lens, point, at)
    if reason == "too_dear" and stranded:
        reason = "outlet" if stranded[0]["problem"] == "surplus" else "capacity"
    return reason, [{"fact": "too_dear", "by": slope}, *stranded, *facts]


def _stranded(lens: Lens, point: Point, at: Point) -> list[Fact]:
    """What would lose its outlet or its source to the link, as far as the data can tell."""
    columns = lens.network.model.program.columns
    more = at.values - point.values
    lost = columns["family"].isin(["need", "surplus"]).to_numpy() & (more > 1e-3 * at.values[lens.column])
    return [
        {"fact": "stranded", "problem": row.family, "firm": row.enterprise, "commodity": row.commodity}
        for row in columns[lost].sort_values(["enterprise", "commodity"]).itertuples()
    ]


def _too_small(lens: Lens, point: Point) -> list[Fact]:
    """What the link would save with its line priced at the flow it would carry, against the cost of keeping it."""
    network, row = lens.network, lens.network.model.arcs.loc[[lens.arc]]
    lens.open(True)
    flow = float(network.solve().values[lens.column])
    lens.price(float(row["cost"].iloc[0] + priced(row, np.array([flow]))[0]))
    with_it = lens.forced(flow)
    lens.price(lens.cost)
    saving = np.nan if with_it is None else point.total - with_it.total
    return [{"fact": "small", "amount": flow, "saving": saving, "transaction_cost": lens.keep,
             "short_by": lens.keep - saving}]  # fmt: skip


def _forced(lens: Lens, point: Point, most: float) -> list[Fact]:
    """What the link would cost at the flow its line is made for, or at all it can carry."""
    design = float(lens.network.model.arcs.at[lens.arc, "design_flow"])
    amount = min(most, design if np.isfinite(design) else np.inf)
    at = lens.forced(amount) if np.isfinite(amount) else None
    return [] if at is None else [{"fact": "forced", "amount": amount, "costs": at.total - point.total}]


def _worth_at_gate(network: Network, point: Point, arc: int) -> float:
    """What one more unit that arrives is worth to the receiver, CNY."""
    row, rows = network.model.arcs.loc[arc], network.model.program.rows
    here = rows["enterprise"].eq(row["to"]) & rows["commodity"].eq(row["commodity"])
    here &= rows["family"].isin(["demand", "both"])
    place = int(np.flatnonzero(here.to_numpy())[0])
    return float(point.duals[place] * (-1.0 if rows.at[place, "family"] == "demand" else 1.0))
