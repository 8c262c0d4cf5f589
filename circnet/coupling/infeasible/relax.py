"""Solving anyway: the smallest violations of limits under which a park runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES
from circnet.coupling.infeasible.limits import BALANCES, SHARES, ratios, told
from circnet.coupling.model import Model
from circnet.lp import LinearProgram
from circnet.lp.diagnosis import elastic
from circnet.lp.highs_backend import Session

RELAXED_COLUMNS = ["enterprise", "commodity", "item", "limit", "bound", "amount", "unit", "by", "share"]
_TINY = 1e-6
_MARGIN = 1e-8


def relax(model: Model) -> tuple[Model, pd.DataFrame]:
    """Let limits give way as little as possible until the park has a solution.

    Balances always hold: atoms are conserved, what gives way is what people set. The violation of a limit is
    counted in multiples of the limit itself, so that a tonne of catalyst and a tonne of brine do not count alike; a
    limit of zero is counted in units. The least sum of violations comes first, then the least cost.

    Returns
    -------
    model
        The same model with the violated limits moved to where they are then.
    relaxed
        The violated limits, largest share first: `RELAXED_COLUMNS` and names. ``by`` is how far the limit gives
        way in ``unit``, ``share`` the same in multiples of the limit (NaN where that is zero).

    Notes
    -----
    The second stage stays on the optimal face of the first: by complementary slackness, what has a reduced cost
    or a dual keeps its bound there.
    """
    held, members = _as_rows(model.program)
    size = _sizes(model, members)
    first = elastic(held, members["row"].to_numpy(), np.ones(len(members)), np.ones(len(members)), size)
    session = Session(first)
    best = session.solve()
    _stay_on_face(session, first, best.reduced_costs, best.duals)
    count = len(model.program.columns)
    costs = np.zeros(len(first.columns))
    costs[:count] = model.program.columns["cost"]
    session.set_costs(costs)
    values = session.solve().values
    short, over = np.split(values[count:], 2)
    broken = pd.concat([
        members.assign(side="lower", slack=short, size=size), members.assign(side="upper", slack=over, size=size),
    ])  # fmt: skip
    broken = broken[broken["slack"] > _TINY].reset_index(drop=True)
    return _moved(model, broken), _measured(model, broken, values[:count])


def _as_rows(program: LinearProgram) -> tuple[LinearProgram, pd.DataFrame]:
    """Every limit as a row: bounds of columns leave the columns, balances stay apart.

    Returns
    -------
    program, members
        ``of, position, row``: where each limit comes from, and the row it is now.
    """
    columns, rows = program.columns, program.rows
    bounded = np.flatnonzero((columns["lower"] > 0) | np.isfinite(columns["upper"]))
    added = columns.iloc[bounded][["lower", "upper"]].assign(name=[f"bound|{j}" for j in bounded])
    entries = pd.DataFrame({"row": len(rows) + np.arange(len(bounded)), "column": bounded, "value": 1.0})
    free = columns.assign(lower=columns["lower"].where(columns["lower"] <= 0, 0.0), upper=np.inf, integer=False)
    limits = np.flatnonzero(~rows["family"].isin(BALANCES))
    members = pd.DataFrame({
        "of": ["row"] * len(limits) + ["column"] * len(bounded), "position": np.concatenate([limits, bounded]),
        "row": np.concatenate([limits, len(rows) + np.arange(len(bounded))]),
    })  # fmt: skip
    held = LinearProgram(
        free,
        pd.concat([rows, added], ignore_index=True),
        pd.concat([program.coefficients, entries], ignore_index=True),
    )
    return held, members


def _sizes(model: Model, members: pd.DataFrame) -> np.ndarray:
    """What counts as one whole violation of each limit: its own value, for a share that of what it is a share of."""
    program = model.program
    row = (members["of"] == "row").to_numpy()
    sizes = np.empty(len(members))
    for of, table in (("row", program.rows), ("column", program.columns)):
        part = table.iloc[members.loc[members["of"] == of, "position"]]
        finite = part[["lower", "upper"]].where(np.isfinite(part[["lower", "upper"]]), 0.0).abs()
        sizes[row == (of == "row")] = finite.max(axis=1)
    shares = row & program.rows["family"].isin(SHARES).reindex(members["position"]).to_numpy(bool, na_value=False)
    sizes[shares] = _bases(model)[members.loc[shares, "position"]]
    return np.where(sizes > 0, sizes, 1.0)


def _bases(model: Model) -> np.ndarray:
    """For each row, the most that a share allows with all activities and ports at their bounds."""
    program = model.program
    rows, entries = program.rows, program.coefficients
    upper = program.columns["upper"].to_numpy(float)[entries["column"]]
    most = np.abs(entries["value"].to_numpy(float) * np.where(np.isfinite(upper), upper, 0.0))
    falling = most * (entries["value"] < 0)
    allowed = falling.groupby(entries["row"]).sum().reindex(range(len(rows)), fill_value=0.0).to_numpy().copy()
    user = program.columns["family"].isin(["run", "port-demand"]).to_numpy()[entries["column"]]
    need = pd.Series(most * user).groupby(entries["row"]).sum().reindex(range(len(rows)), fill_value=0.0)
    needs = rows.assign(need=need)[rows["family"].isin(["demand", "both"])].set_index(SIDES)["need"]
    purity = rows[rows["family"] == "quality"]
    value = ratios(model)["quality"].reindex(pd.MultiIndex.from_frame(purity[[*SIDES, "item"]]))
    needed = needs.reindex(pd.MultiIndex.from_frame(purity[SIDES])).fillna(1.0)
    allowed[purity.index] = np.abs(value.to_numpy()) * needed.to_numpy()
    return allowed


def _stay_on_face(session: Session, program: LinearProgram, reduced: np.ndarray, duals: np.ndarray) -> None:
    """Fix what a reduced cost or a dual holds at a bound."""
    for weight, table, change in (
        (reduced, program.columns, session.set_bounds), (duals, program.rows, session.set_row_bounds),
    ):  # fmt: skip
        lower, upper = table["lower"].to_numpy(float).copy(), table["upper"].to_numpy(float).copy()
        at_lower, at_upper = weight > _TINY, weight < -_TINY
        upper[at_lower & np.isfinite(lower)] = lower[at_lower & np.isfinite(lower)]
        lower[at_upper & np.isfinite(upper)] = upper[at_upper & np.isfinite(upper)]
        moved = np.flatnonzero(at_lower | at_upper)
        change(moved, lower[moved], upper[moved])


def _moved(model: Model, broken: pd.DataFrame) -> Model:
    """The model with the violated limits where the violations put them."""
    program = model.program
    tables = {"row": program.rows.copy(), "column": program.columns.copy()}
    for of, table in tables.items():
        for side, sign in (("lower", -1.0), ("upper", 1.0)):
            part = broken[(broken["of"] == of) & (broken["side"] == side)]
            shift = sign * part["size"].to_numpy() * (part["slack"].to_numpy() + _MARGIN)
            bound = table[side].to_numpy(float).copy()
            bound[part["position"]] += shift
            if of == "column" and side == "lower":
                bound[part["position"]] = np.maximum(bound[part["position"]], 0.0)
            table[side] = bound
    crossed = tables["column"]["lower"] > tables["column"]["upper"]
    tables["column"].loc[crossed, "lower"] = tables["column"].loc[crossed, "upper"]
    capacity = tables["column"]["upper"].to_numpy(float)[model.arcs["column"].to_numpy()]
    return replace(
        model,
        arcs=model.arcs.assign(capacity=capacity),
        program=replace(program, columns=tables["column"], rows=tables["row"]),
    )


def _measured(model: Model, broken: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """The violated limits in the users' words, the largest share first."""
    table = told(model, broken.drop(columns="row"))
    by = broken["slack"] * broken["size"]
    share = by / table["amount"].abs().where(table["amount"].abs() > 0)
    activity = model.program.matrix() @ values
    for i in np.flatnonzero(table["limit"].isin(["quality", "substitution", "variant_share"])):
        row, limit = int(broken["position"].iloc[i]), float(table["amount"].iloc[i])
        base = _base_of(model, row, values, limit)
        by.iloc[i] = float(activity[row]) / base if base > 0 else np.nan
        share.iloc[i] = by.iloc[i] / abs(limit) if limit else np.nan
    table = table.assign(by=by, share=share, rank=share.fillna(np.inf)).sort_values(
        ["rank", "enterprise", "commodity", "limit"], ascending=[False, True, True, True], kind="stable"
    )
    named = [f"{field}_{lang}" for field in ("enterprise", "commodity", "item") for lang in ("zh", "en")]
    return table[[*RELAXED_COLUMNS, "loss", *named]].reset_index(drop=True)


def _base_of(model: Model, row: int, values: np.ndarray, ratio: float) -> float:
    """What a share row's limit is a share of, at the solution: what comes in, the requirement, or the unit's load."""
    program = model.program
    label = program.rows.iloc[row]
    matrix, family = program.matrix(), program.columns["family"]
    if label["family"] == "quality":
        mine = (program.rows[SIDES] == label[SIDES]).all(axis=1) & program.rows["family"].isin(["demand", "both"])
        balance = matrix[np.flatnonzero(mine), :].toarray().sum(axis=0)
        arriving = 1.0 if (program.rows.loc[mine, "family"] == "both").any() else -1.0
        comes_in = (family.isin(["flow", "buy", "own"]) & (np.sign(balance) == arriving)).to_numpy()
        return float(np.abs(balance[comes_in]) @ values[comes_in])
    kind, key = str(label["name"]).split("|", 1)
    taken = values[program.columns["name"] == {"limit": f"accept|{key}", "share": f"run|{key}"}[kind]]
    return (float(taken.sum()) - float(matrix[[row], :].toarray().ravel() @ values)) / ratio
