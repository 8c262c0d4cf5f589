"""Two-sided balances: a firm passes on only what it makes and takes only what it uses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, Places, Terms
from circnet.coupling.case import Case
from circnet.keys import among, name_of

BALANCES, RUNS, PORTS = "balances", "runs", "ports"
"""Names of the blocks of the balance rows, and of the columns of activities and of ports."""


def row_of(case: Case, table: pd.DataFrame, side: str, firm: str = "enterprise") -> Places:
    """Places of the balance rows on which pairs of a firm and a ``commodity`` stand.

    Raises
    ------
    KeyError
        If a pair has no row.
    """
    numbers = case.pairs.of(table, firm)
    if (numbers < 0).any():
        raise KeyError(_no_row(side, table.loc[numbers < 0, [firm, "commodity"]]))
    return rows_at(case, numbers, side)


def rows_at(case: Case, numbers: np.ndarray, side: str) -> Places:
    """Places of balance rows by the numbers of their pairs; raises as `row_of`."""
    place = case.rows(side, numbers)
    if (place < 0).any():
        raise KeyError(_no_row(side, case.pairs.table(numbers[place < 0])))
    return Places(place, BALANCES)


def _no_row(side: str, lost: pd.DataFrame) -> str:
    return f"no balance row {side}|{'|'.join(lost.iloc[0])}"


def direction(case: Case, enterprises: pd.Series, side: str) -> np.ndarray:
    """Sign with which an amount that arrives on the demand side counts: +1 on a row of both sides, else -1.

    Demand rows are written as use less arrivals; rows of both sides as arrivals less departures.
    """
    if side == "supply":
        return np.full(len(enterprises), 1.0)
    return np.where(enterprises.isin(case.hubs), 1.0, -1.0) if len(case.hubs) else np.full(len(enterprises), -1.0)


def balances(case: Case) -> Block:
    """Balance rows, recipe lines and the firm's own transfer.

    Supply side: ``sum_u made_cu x_u + supply ports = t_ec + sum_out f_a + s_ec + w_ec``;
    demand side: ``sum_u used_cu x_u + demand ports = t_ec + sum_in (1 - loss_a) f_a + b_ec + g``;
    a firm that passes on has their sum, without ``t``.
    """
    sides = case.sides
    rows = pd.DataFrame({
        "name": case.row_names, "family": sides["side"],
        "enterprise": sides["enterprise"], "commodity": sides["commodity"],
    })  # fmt: skip
    supply, passed = case.numbers("supply"), case.side_pairs[sides["passes_on"].to_numpy()]
    both = supply[among(supply, case.numbers("demand")) & ~among(supply, passed)]
    own = case.pairs.table(both)
    columns = pd.DataFrame({
        "name": name_of("own", own["enterprise"], own["commodity"]), "family": "own",
        "enterprise": own["enterprise"], "commodity": own["commodity"],
    })  # fmt: skip
    amount, passed_on = case.lines["coefficient"].to_numpy(), Places(np.arange(len(own)))
    terms = [Terms(rows_at(case, both, side), passed_on, -1.0) for side in ("supply", "demand")]
    for side, lines in (("supply", np.flatnonzero(amount > 0)), ("demand", np.flatnonzero(amount < 0))):
        sign = direction(case, case.lines["enterprise"].take(lines), side)
        run = Places(case.line_activities[lines], RUNS)
        terms.append(Terms(rows_at(case, case.line_pairs[lines], side), run, amount[lines] * sign))
    return Block(columns, rows, terms, BALANCES)


def run_ports(case: Case) -> Block:
    """Supplies and demands that no unit explains: ``minimum <= p <= maximum``."""
    ports = case.ports
    columns = pd.DataFrame({
        "name": ports["port"], "family": "port-" + ports["direction"], "enterprise": ports["enterprise"],
        "commodity": ports["commodity"], "lower": ports["lower"], "upper": ports["upper"],
    })  # fmt: skip
    terms = []
    for side, sign in (("supply", 1.0), ("demand", -1.0)):
        of = np.flatnonzero(ports["direction"] == side)
        arriving = sign * direction(case, ports["enterprise"].take(of), side)
        terms.append(Terms(rows_at(case, case.port_pairs[of], side), Places(of), arriving))
    return Block(columns, terms=terms, name=PORTS)
