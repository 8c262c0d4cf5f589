"""What enters and leaves a park, of every tracked element at once."""

from __future__ import annotations

import pandas as pd

from circnet.balance import ledger
from circnet.chemistry import element_matrix
from circnet.coupling import Coupling, Settings
from circnet.coupling.case import prepare
from circnet.ledgers.accounts import Accounts, solved_accounts
from circnet.park import Catalog, Park

__all__ = ["element_totals", "totals_of"]

FLOW = ["commodity", "amount"]


def element_totals(
    park: Park, catalog: Catalog, settings: Settings, coupling: Coupling, state: str = "optimum"
) -> pd.DataFrame:
    """Return what enters, leaves and is gained or lost inside a solved park, per tracked element.

    Parameters
    ----------
    park, catalog, settings
        As given to `circnet.coupling.couple`.
    coupling
        Its result.
    state
        ``optimum`` or ``baseline``.

    Returns
    -------
    pandas.DataFrame
        As `circnet.balance.ledger`: ``input``, ``output``, ``recipes`` (what recipes make more than they use: their
        closure gap), ``substitutions`` (what is replaced less what is accepted), ``conflicts`` (nought in a solved
        park), t/a.
    """
    case = prepare(park, catalog, settings)
    return totals_of(solved_accounts(case, coupling), state, element_matrix(case.catalog.commodities))


def totals_of(accounts: Accounts, state: str, atoms: pd.DataFrame) -> pd.DataFrame:
    """Return the totals of one state of accounts; ``atoms`` as for `circnet.balance.ledger`."""
    entries, links, lines, swaps, odd = (
        table[table["state"] == state]
        for table in (accounts.entries, accounts.links, accounts.lines, accounts.swaps, accounts.conflicts)
    )
    crossing = entries[entries["kind"] != "link"]
    given = swaps.assign(commodity=swaps["replaced"], amount=swaps["amount"] * swaps["ratio"])
    roles = {
        "input": crossing[crossing["side"] == "in"][FLOW],
        "output": pd.concat([crossing[crossing["side"] == "out"][FLOW], links.assign(amount=links["lost"])[FLOW]]),
        "recipes": lines[FLOW],
        "substitutions": pd.concat([given[FLOW], swaps.assign(amount=-swaps["amount"])[FLOW]]),
        "conflicts": odd[odd["amount"].notna()].assign(amount=lambda rows: -rows["amount"])[FLOW],
    }
    return ledger(roles, atoms)
