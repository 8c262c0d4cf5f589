"""Two-sided balances: a firm passes on only what it makes and takes only what it uses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block, terms
from circnet.coupling.case import Case
from circnet.keys import among, name_of


def row_of(case: Case, table: pd.DataFrame, side: str) -> pd.Series:
    """Names of the balance rows on which ``enterprise, commodity`` pairs stand, or would stand."""
    numbers, names = case.rows(side)
    place = numbers.get_indexer(case.pairs.of(table))
    found = pd.Series(names.take(place), index=table.index)
    lost = place < 0
    if lost.any():
        found = found.mask(lost, name_of(side, table["enterprise"], table["commodity"]))
    return found


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
    supply, passed = case.numbers("supply"), case.pairs.of(sides[sides["passes_on"]])
    own = case.pairs.table(supply[among(supply, case.numbers("demand")) & ~among(supply, passed)])
    key = name_of(own["enterprise"], own["commodity"])
    columns = pd.DataFrame({
        "name": "own|" + key, "family": "own", "enterprise": own["enterprise"], "commodity": own["commodity"],
    })  # fmt: skip
    amount = case.lines["coefficient"].to_numpy()
    made, used = np.flatnonzero(amount > 0), np.flatnonzero(amount < 0)
    arriving = direction(case, case.lines["enterprise"].take(used), "demand")
    coefficients = [
        terms(case.row_name("supply", case.line_pairs[made]), case.line_runs.take(made), amount[made]),
        terms(case.row_name("demand", case.line_pairs[used]), case.line_runs.take(used), amount[used] * arriving),
        terms("supply|" + key, "own|" + key, -1.0),
        terms("demand|" + key, "own|" + key, -1.0),
    ]  # fmt: skip
    return Block(columns, rows, pd.concat(coefficients, ignore_index=True))


def run_ports(case: Case) -> Block:
    """Supplies and demands that no unit explains: ``minimum <= p <= maximum``."""
    ports = case.ports
    columns = pd.DataFrame({
        "name": ports["port"], "family": "port-" + ports["direction"], "enterprise": ports["enterprise"],
        "commodity": ports["commodity"], "lower": ports["lower"], "upper": ports["upper"],
    })  # fmt: skip
    supply, demand = ports[ports["direction"] == "supply"], ports[ports["direction"] == "demand"]
    coefficients = [
        terms(row_of(case, supply, "supply"), supply["port"], 1.0),
        terms(row_of(case, demand, "demand"), demand["port"], -direction(case, demand["enterprise"], "demand")),
    ]
    return Block(columns, coefficients=pd.concat(coefficients, ignore_index=True))
