"""What each link of the optimum is worth, to whom, and on what evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Axis, Block, Places, Terms, entries_of
from circnet.coupling.families import priced
from circnet.coupling.families.balance import BALANCES, direction, row_of
from circnet.coupling.listing import solve_without
from circnet.coupling.model import Model
from circnet.coupling.solve import Network, Point
from circnet.errors import Infeasible
from circnet.lp import LinearProgram

_LABELS = ("enterprise", "commodity", "item")


def taps(model: Model, arcs: pd.DataFrame) -> Block:
    """Columns that take a good from a firm, or hand it one, at no price: closed unless a question opens them."""
    givers = arcs.rename(columns={"from": "enterprise"})[["enterprise", "commodity"]].drop_duplicates()
    takers = arcs.rename(columns={"to": "enterprise"})[["enterprise", "commodity"]].drop_duplicates()
    out = "tap-out|" + givers["enterprise"] + "|" + givers["commodity"]
    into = "tap-in|" + takers["enterprise"] + "|" + takers["commodity"]
    columns = pd.DataFrame({"name": pd.concat([out, into], ignore_index=True), "family": "tap", "upper": 0.0})
    arriving = direction(model.case, takers["enterprise"], "demand")
    return Block(columns, terms=[
        Terms(row_of(model.case, givers, "supply"), Places(np.arange(len(out))), -1.0),
        Terms(row_of(model.case, takers, "demand"), Places(len(out) + np.arange(len(into))), arriving),
    ])  # fmt: skip


def with_taps(network: Network, new: np.ndarray) -> Network:
    """Return a copy of the network, priced alike, with `taps` at the ends of some arcs (boolean per arc).

    Without such arcs the network itself comes back.
    """
    if not new.any():
        return network
    model = network.model
    tapped = Network(extended(model, taps(model, model.arcs[new])))
    tapped.price_arcs(network.arc_prices())
    return tapped


def extended(model: Model, block: Block) -> Model:
    """Return the model with further columns on its rows."""
    program = model.program
    figures = [name for name in program.columns if name not in ("name", "family", "integer", *_LABELS)]
    blank = dict.fromkeys(figures, 0.0) | dict.fromkeys(_LABELS, "") | {"integer": False}
    filled = block.columns.assign(**{name: value for name, value in blank.items() if name not in block.columns})
    columns = pd.concat([program.columns, filled.assign(lower=0.0)[[*program.columns]]], ignore_index=True)
    rows = Axis(pd.Index(program.rows["name"]), {BALANCES: model.first_balance})
    added = entries_of(block, rows, Axis(pd.Index(columns["name"]), {}), len(program.rows), len(program.columns))
    coefficients = pd.concat([program.coefficients, added], ignore_index=True)
    return Model(model.case, model.arcs, model.offers, LinearProgram(columns, program.rows, coefficients))


def value_links(
    network: Network, open_arcs: np.ndarray, chosen: np.ndarray, point: Point, baseline: Point | None
) -> pd.DataFrame:
    """Value each chosen link by differences of two solves.

    Parameters
    ----------
    network
        A network whose model carries `taps` at the ends of the chosen links, priced as in ``point``.
    open_arcs, chosen
        Boolean per arc: open in the optimum, and to be valued.
    point, baseline
        The optimum, and the state with existing links only (None if it has no solution).

    Returns
    -------
    pandas.DataFrame
        Index: position of the arc. ``saving`` and ``saving_unexplained`` (optimum without the link less optimum),
        ``saving_alone`` and ``saving_alone_unexplained`` (baseline less baseline with it), in units of the objective;
        ``price_floor`` (what the good is worth to the seller without the link) and ``price_ceiling`` (what it costs
        the buyer without it, less transport), CNY per unit sent; ``co2_t, waste_t, water_m3`` avoided per year. NaN
        where a state has no solution.

    Notes
    -----
    Where a third firm must switch for the link to pay, the floor asked by itself can lie above the ceiling. Then it
    is asked of a seller whose buyer is already served, which is the ceiling less the saving per unit.
    """
    value = _value_money if network.model.case.settings.objective == "cost" else _value_objective
    names = pd.Index(network.model.program.columns["name"])
    rows = {arc: value(network, open_arcs, int(arc), point, names) for arc in np.flatnonzero(chosen)}
    if baseline is not None:
        for arc, row in rows.items():
            alone = _alone(network, int(arc))
            if alone is not None:
                row["saving_alone"] = _change(baseline.objective, alone.objective)
                row["saving_alone_unexplained"] = _change(baseline.unexplained, alone.unexplained)
    network.open_only(open_arcs)
    return pd.DataFrame.from_dict(rows, orient="index")


def _value_objective(
    network: Network, open_arcs: np.ndarray, arc: int, point: Point, names: pd.Index
) -> dict[str, float]:
    """Worth in the objective's own unit; other quantities differ between optima that are equal in it."""
    amount = float(point.values[network.model.arcs.at[arc, "column"]])
    without = solve_without(network, open_arcs, arc)
    return {"amount": amount} | ({} if without is None else {"saving": _change(without.objective, point.objective)})


def _value_money(network: Network, open_arcs: np.ndarray, arc: int, point: Point, names: pd.Index) -> dict[str, float]:
    row = network.model.arcs.loc[arc]
    amount = float(point.values[row["column"]])
    without = solve_without(network, open_arcs, arc)
    if without is None:
        return {"amount": amount}
    freight = float(row["cost"] + priced(network.model.arcs.loc[[arc]], np.array([amount]))[0])
    give = int(names.get_loc(f"tap-out|{row['from']}|{row['commodity']}"))
    take = int(names.get_loc(f"tap-in|{row['to']}|{row['commodity']}"))
    given = _with_tap(network, give, amount)
    received = _with_tap(network, take, amount * (1.0 - row["loss"]))
    floor = (given.total - without.total) / amount if given else np.nan
    ceiling = (without.total - received.total) / amount - freight if received else np.nan
    if floor > ceiling:
        floor = ceiling - _change(without.total, point.total) / amount
    return {
        "amount": amount,
        "saving": _change(without.objective, point.objective),
        "saving_unexplained": _change(without.unexplained, point.unexplained),
        "co2_t": _change(without.co2_t, point.co2_t),
        "waste_t": _change(without.waste_t, point.waste_t),
        "water_m3": _change(without.water_m3, point.water_m3),
        "price_floor": floor,
        "price_ceiling": ceiling,
    }


def _alone(network: Network, arc: int) -> Point | None:
    """The existing links and this one; None where it cannot carry its contract by itself."""
    alone = network.model.arcs["existing"].to_numpy().copy()
    alone[arc] = True
    network.open_only(alone)
    try:
        return network.solve()
    except Infeasible:
        return None


def _change(before: float, after: float) -> float:
    """Difference of two solves; what is below their last reliable digit counts as none."""
    change = before - after
    return 0.0 if abs(change) <= 1e-11 * max(abs(before), abs(after)) else change


def _with_tap(network: Network, column: int, amount: float) -> Point | None:
    network.fix(np.array([column]), np.array([amount]))
    try:
        return network.solve()
    except Infeasible:
        return None
    finally:
        network.fix(np.array([column]), np.array([0.0]))


def equals(network: Network, chosen: np.ndarray, point: Point, tolerance: float = 0.01, most: int = 3) -> pd.DataFrame:
    """Partners that would serve as well as a chosen one.

    An unused arc of the same good to the same taker (or from the same giver) is equal where its reduced cost,
    priced at the flow the chosen link carries, is under ``tolerance`` of the good's worth.

    Returns
    -------
    pandas.DataFrame
        ``arc`` (position of the equal), ``chosen`` (position of the link it could stand for).
    """
    model = network.model
    arcs = model.arcs
    flow = point.values[arcs["column"].to_numpy()]
    ends = arcs.assign(position=range(len(arcs)), flow=flow, reduced=point.reduced_costs[arcs["column"].to_numpy()])
    used = ends[chosen]
    spare = ends[~chosen & ~ends["existing"].to_numpy() & (flow <= 0)]
    if used.empty or spare.empty:
        return pd.DataFrame({"arc": [], "chosen": []}, dtype="int64")
    pairs = []
    for same, other in (("to", "from"), ("from", "to")):
        pair = spare.merge(
            used[[same, other, "commodity", "position", "flow"]], on=[same, "commodity"], suffixes=("", "_chosen")
        )
        pairs.append(pair[pair[other] != pair[f"{other}_chosen"]])
    table = pd.concat(pairs, ignore_index=True)
    at_design = priced(table, table["design_flow"])
    gap = table["reduced"].to_numpy() + priced(table, table["flow_chosen"]) - at_design
    worth = model.case.goods["price"].reindex(table["commodity"]).abs().fillna(0.0).to_numpy()
    table = table[gap <= tolerance * np.maximum(worth, 1.0)].assign(gap=gap[gap <= tolerance * np.maximum(worth, 1.0)])
    taken = pd.MultiIndex.from_frame(used[["from", "to", "commodity"]])
    table = table[~pd.MultiIndex.from_frame(table[["from", "to", "commodity"]]).isin(taken)]
    table = table.sort_values(["position_chosen", "gap", "distance_km", "from", "to"], kind="stable")
    table = table.drop_duplicates(["from", "to", "commodity"]).groupby("position_chosen").head(most)
    return table[["position", "position_chosen"]].set_axis(["arc", "chosen"], axis=1).reset_index(drop=True)
