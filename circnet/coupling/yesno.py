"""Yes or no for every new link, exactly: a mixed-integer programme with the fixed cost of each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from circnet.coupling.families import priced
from circnet.coupling.listing import reprice, used
from circnet.coupling.solve import Network, Point
from circnet.lp import LinearProgram
from circnet.lp.highs_backend import Session


def decide(network: Network) -> tuple[np.ndarray, Point]:
    """Choose the set of new links with the least cost including what each costs whatever flows.

    ``f_a <= M_a y_a`` with ``y_a`` in {0, 1}, ``M_a`` the most the sender can make. A line's concave cost is
    replaced by its tangent at the flow of the linear optimum: ``(1 - exponent)`` of it fixed, the rest per unit;
    exact at that flow, above the true cost elsewhere.

    Returns
    -------
    open_arcs, point
        As `circnet.coupling.listing.keep_what_pays`.
    """
    model = network.model
    plain = (model.arcs["existing"] | model.arcs["listed"]).to_numpy()
    new = np.flatnonzero(~plain)
    point = network.solve()
    arcs = model.arcs.iloc[new]
    flow = point.values[arcs["column"].to_numpy()]
    at = np.where(flow > 0, flow, arcs["design_flow"].fillna(1.0).to_numpy(float))
    yearly = priced(arcs, pd.Series(at)) * at
    exponent = arcs["exponent"].to_numpy(float)
    fixed = model.case.settings.transaction_cost + (1.0 - exponent) * yearly
    slope = arcs["cost"].to_numpy(float) + exponent * yearly / at
    most = _largest_flows(network, arcs, point)
    program = _with_binaries(model.program, arcs["column"].to_numpy(), fixed, slope, most)
    values = Session(program).solve().values
    open_arcs = plain.copy()
    open_arcs[new] = values[len(model.program.columns) :] > 0.5
    network.open_only(open_arcs)
    reprice(network, network.solve())
    point = network.solve()
    return plain | (open_arcs & used(network, point)), point


def _largest_flows(network: Network, arcs: pd.DataFrame, point: Point) -> np.ndarray:
    """Bound a flow by what its sender can make at full activity, and by the arc's capacity.

    A firm that passes on makes nothing itself: there a thousand times the largest amount of the linear optimum
    stands for no bound.
    """
    case = network.model.case
    ceilings = case.units.set_index("unit")["upper"]
    made = case.lines[case.lines["coefficient"] > 0]
    most = made["coefficient"] * ceilings.reindex(made["unit"]).to_numpy()
    most = most.groupby([made["enterprise"], made["commodity"]]).sum()
    supply = case.ports[case.ports["direction"] == "supply"].groupby(["enterprise", "commodity"])["upper"].sum()
    hubs = case.sides.loc[case.sides["passes_on"]].set_index(["enterprise", "commodity"]).index
    sender = pd.MultiIndex.from_frame(arcs[["from", "commodity"]])
    sent = most.add(supply, fill_value=0.0).reindex(sender).to_numpy(float)
    sent = np.where(sender.isin(hubs) | ~np.isfinite(sent), 1e3 * np.abs(point.values).max(), sent)
    return np.minimum(sent, arcs["capacity"].to_numpy(float))


def _with_binaries(
    program: LinearProgram, columns: np.ndarray, fixed: np.ndarray, slope: np.ndarray, most: np.ndarray
) -> LinearProgram:
    count, size = len(columns), len(program.columns)
    costs = program.columns["cost"].to_numpy(float).copy()
    costs[columns] = slope
    switches = pd.DataFrame({
        "name": [f"link|{i}" for i in columns], "lower": 0.0, "upper": 1.0, "cost": fixed, "integer": True,
    })  # fmt: skip
    rows = pd.DataFrame({"name": [f"open|{i}" for i in columns], "lower": -np.inf, "upper": 0.0})
    first = len(program.rows)
    added = pd.DataFrame({
        "row": np.tile(np.arange(first, first + count), 2),
        "column": np.concatenate([columns, np.arange(size, size + count)]),
        "value": np.concatenate([np.ones(count), -most]),
    })  # fmt: skip
    return replace(
        program,
        columns=pd.concat([program.columns.assign(cost=costs), switches], ignore_index=True),
        rows=pd.concat([program.rows, rows], ignore_index=True),
        coefficients=pd.concat([program.coefficients, added], ignore_index=True),
    )
