"""Every unused candidate at a glance, from the optimum's duals alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.listing import used
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Network, Point
from circnet.coupling.state import State, settle_in_money
from circnet.coupling.why.why import EQUAL
from circnet.park import Catalog, Park

COLUMNS = ["from", "to", "commodity", "unit", "mode", "distance_km", "freight", "reason", "reduced_cost",
           "break_even_freight", "break_even_price", "gap", "checked"]  # fmt: skip


def why_all(park: Park, catalog: Catalog, settings: Settings | None = None) -> pd.DataFrame:
    """Say why of every candidate whose link is not used, the nearest to being used first.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; the objective must be cost.

    Returns
    -------
    pandas.DataFrame
        ``from, to, commodity, unit, mode, distance_km, freight, reason, reduced_cost, break_even_freight,
        break_even_price, gap, checked``: as in `Reason`, from the duals of one optimum, so never checked and true for
        the first unit only; ``gap`` is the reduced cost over what the good is worth at the receiver's gate.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`.
    UsageFault
        If the objective is not cost.
    """
    state = settle_in_money(park, catalog, settings)
    network, point = state.network, state.point
    network.open_only(state.open_arcs)
    arcs = network.model.arcs
    link = pd.MultiIndex.from_frame(arcs[["from", "to", "commodity"]])
    idle = ~link.isin(link[used(network, point)])
    table = arcs.assign(freight=network.arc_prices(), reduced_cost=point.reduced_costs[arcs["column"].to_numpy()])
    table = table.assign(worth=_worth(network, point), open=state.open_arcs)[idle]
    scale = np.maximum(np.maximum(table["worth"].abs(), table["freight"].abs()), 1e-3)
    units = network.model.case.goods["unit"]
    table = table.assign(
        unit=units.reindex(table["commodity"]).fillna("").to_numpy(),
        break_even_freight=table["freight"] - table["reduced_cost"],
        break_even_price=table["worth"] + table["reduced_cost"] / (1.0 - table["loss"]),
        gap=table["reduced_cost"] / scale, checked=False, reason=_reasons(state, table, scale),
    )  # fmt: skip
    order = ["gap", "from", "to", "commodity", "mode"]
    return table.sort_values(order, kind="stable")[COLUMNS].reset_index(drop=True)


def _worth(network: Network, point: Point) -> np.ndarray:
    """What one more unit is worth at the receiver's gate of each arc, CNY."""
    rows, arcs = network.model.program.rows, network.model.arcs
    sign = rows["family"].map({"demand": -1.0, "both": 1.0})
    taking = rows.assign(worth=sign * point.duals)[sign.notna()]
    worth = taking.set_index(["enterprise", "commodity"])["worth"]
    return worth.reindex(pd.MultiIndex.from_frame(arcs[["to", "commodity"]])).to_numpy(float)


def _reasons(state: State, table: pd.DataFrame, scale: pd.Series) -> np.ndarray:
    """Category by the duals: what stands in the way of the first unit."""
    network, point = state.network, state.point
    reduced, close = table["reduced_cost"], EQUAL * scale
    rows = network.model.program.rows["family"].to_numpy()
    matrix = network.model.program.matrix()[:, table["column"].to_numpy()]
    purity = matrix.T @ np.where(rows == "quality", point.duals, 0.0)
    share = _share_prices(network, point, table)
    full = _gives_all(network, point, table) | _has_all(network, point, table)
    conditions = [
        (reduced < -close) & ~table["open"], reduced <= close, reduced + purity < -close,
        reduced - share * (1.0 - table["loss"]) < -close, full,
    ]  # fmt: skip
    return np.select(conditions, ["not_worth_keeping", "equal", "purity", "substitution", "capacity"], "too_dear")


def _share_prices(network: Network, point: Point, table: pd.DataFrame) -> np.ndarray:
    """What a greater share of a substitute would be worth to the receiver, CNY per unit accepted."""
    rows = network.model.program.rows
    limits = rows[rows["family"] == "substitution"]
    worth = pd.Series(np.abs(point.duals[limits.index]), pd.MultiIndex.from_frame(limits[["enterprise", "commodity"]]))
    worth = worth.groupby(level=[0, 1]).max()
    return worth.reindex(pd.MultiIndex.from_frame(table[["to", "commodity"]])).fillna(0.0).to_numpy()


def _gives_all(network: Network, point: Point, table: pd.DataFrame) -> np.ndarray:
    """Whether others take all that the sender has to give."""
    return _without(network, point, table, "from", ["sell", "dispose", "surplus"])


def _has_all(network: Network, point: Point, table: pd.DataFrame) -> np.ndarray:
    """Whether others bring all that the receiver needs."""
    return _without(network, point, table, "to", ["buy", "need"])


def _without(network: Network, point: Point, table: pd.DataFrame, end: str, trades: list[str]) -> np.ndarray:
    """Whether links move the good at one end and no trade does."""
    arcs, columns = network.model.arcs, network.model.program.columns
    moved = arcs[used(network, point)]
    traded = columns[columns["family"].isin(trades) & (point.values > 1e-6)]
    key = pd.MultiIndex.from_frame(table[[end, "commodity"]])
    linked = key.isin(pd.MultiIndex.from_frame(moved[[end, "commodity"]]))
    return linked & ~key.isin(pd.MultiIndex.from_frame(traded[["enterprise", "commodity"]]))
