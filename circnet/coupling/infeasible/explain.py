"""Why a park has no solution, in its own words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.infeasible.limits import BALANCES, told
from circnet.coupling.model import Model
from circnet.errors import Infeasible, NoSolution, Unbounded
from circnet.lp.diagnosis import irreducible, least_violations, runaways


def explain(model: Model, error: NoSolution) -> NoSolution:
    """Say in the park's words why there is no solution.

    Returns
    -------
    NoSolution
        `Infeasible` with ``conflicts``: ``enterprise, commodity, problem, amount, unit`` of what cannot go anywhere or
        comes from nowhere (empty where balances are not at fault), and ``limits``: an irreducible set of limits that
        cannot all hold, as `circnet.coupling.infeasible.limits.told` tells them; or `Unbounded` with the units and
        trades that run away.
    """
    if isinstance(error, Unbounded):
        return _unbounded(runaways(model.program))
    conflicts = _unbalanced(model)
    limits = told(model, irreducible(model.program))
    limits = limits.assign(change=limits["change"].map(_rounded), balance=limits["bound"] == "exactly")
    keys = ["balance", "enterprise", "commodity", "limit", "item"]
    limits = limits.sort_values(keys, kind="stable").drop(columns="balance").reset_index(drop=True)
    return Infeasible(_words(conflicts, limits), conflicts, limits)


def _rounded(value: float) -> float:
    """Without the digits that a solve does not carry."""
    return float(f"{value:.9g}")


def _unbalanced(model: Model) -> pd.DataFrame:
    """What cannot go anywhere or comes from nowhere at the least total."""
    units = model.case.goods["unit"]
    family = model.program.rows["family"].to_numpy()
    # made - sent on a supply row, use - arrivals on a demand row: a surplus or an unmet need exceeds zero there;
    # the other way round (sent but not made, arrived but not used) says the same less plainly, so it costs more.
    short, over = np.where(family == "both", 1.0, 1.01), np.ones(len(family))
    try:
        table = least_violations(model.program, np.isin(family, BALANCES), short, over)
    except Infeasible:
        return pd.DataFrame()
    exceeds = (table["violation"] < 0).to_numpy()
    lacking = np.where(np.isin(table.index, np.flatnonzero(family == "demand")), exceeds, ~exceeds)
    return pd.DataFrame({
        "enterprise": table["enterprise"], "commodity": table["commodity"],
        "problem": np.where(lacking, "no source", "no outlet"), "amount": table["violation"].abs(),
        "unit": units.reindex(table["commodity"]).fillna("").to_numpy(),
    }).reset_index(drop=True)  # fmt: skip


def _words(conflicts: pd.DataFrame, limits: pd.DataFrame) -> str:
    if len(conflicts):
        return "; ".join(
            f"{row.enterprise}: {row.amount:g} {row.unit} of {row.commodity} "
            + ("come from nowhere" if row.problem == "no source" else "cannot go anywhere")
            for row in conflicts.head(5).itertuples()
        )
    named = [
        " ".join(filter(None, [row.limit, row.enterprise, row.commodity, row.item, row.bound, f"{row.amount:g}"]))
        for row in limits[limits["amount"].notna()].head(5).itertuples()
    ]
    return "limits contradict each other: " + "; ".join(named) if named else "no values satisfy all limits"


def _unbounded(columns: pd.DataFrame) -> Unbounded:
    grown = columns[columns["family"].isin(["run", "buy", "sell", "dispose", "flow"])]
    named = grown[["family", "enterprise", "commodity", "item"]].rename(columns={"family": "what"}).drop_duplicates()
    named = named.sort_values("what", key=lambda what: what != "run", kind="stable").reset_index(drop=True)
    words = "; ".join(" ".join(filter(None, row)) for row in named.head(3).itertuples(index=False))
    return Unbounded(f"{words} has no upper limit and earns money; give it a capacity or a limit", named)
