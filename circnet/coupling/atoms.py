"""The element ledger of a solved park."""

from __future__ import annotations

import pandas as pd

from circnet.balance import ledger
from circnet.chemistry import element_matrix
from circnet.coupling.case import Case, all_lines, prepare
from circnet.coupling.result import Coupling
from circnet.coupling.settings import Settings
from circnet.park import Catalog, Park

ENTERING = {"buy": "purchase", "need": "unexplained", "port-supply": "port"}
LEAVING = {"sell": "sale", "dispose": "disposal", "surplus": "unexplained", "port-demand": "port"}
"""Families of amounts that cross the boundary of a park, and what they are to its firms."""
FLOW = ["commodity", "amount"]


def element_ledger(park: Park, catalog: Catalog, settings: Settings, coupling: Coupling) -> pd.DataFrame:
    """Return what enters, leaves and is gained or lost inside a solved park, per tracked element.

    Parameters
    ----------
    park, catalog, settings
        As given to `circnet.coupling.couple`.
    coupling
        Its result.

    Returns
    -------
    pandas.DataFrame
        As `circnet.balance.ledger`: ``input`` (bought, supplied by ports, unexplained, taken from the
        surroundings), ``output`` (sold, disposed of, delivered to ports, unexplained, to the surroundings, lost
        on the way), ``recipes`` (what recipes make more than they use: their closure gap), ``substitutions``
        (what is replaced less what is accepted), t/a.
    """
    case = prepare(park, catalog, settings)
    amounts = coupling.amounts
    lines = run_lines(case, amounts)
    air = ambient_of(case, lines)
    entries = {
        "input": pd.concat([amounts[amounts["family"].isin(ENTERING)][FLOW], _flip(air[air["amount"] < 0])]),
        "output": pd.concat(
            [amounts[amounts["family"].isin(LEAVING)][FLOW], air[air["amount"] > 0][FLOW], _losses(coupling)]
        ),
        "recipes": lines[FLOW],
        "substitutions": _substituted(case, amounts),
    }
    return ledger(entries, element_matrix(case.catalog.commodities))


def run_lines(case: Case, amounts: pd.DataFrame) -> pd.DataFrame:
    """Recipe lines of all that runs, with ``amount``: made (+) or used (-) in units of the commodity per year."""
    run = amounts.loc[amounts["family"] == "run", ["item", "amount"]].rename(
        columns={"item": "activity", "amount": "level"}
    )
    lines = all_lines(case.activities, case.park, case.catalog).merge(run, on="activity")
    return lines.assign(amount=lines["coefficient"] * lines["level"])


def ambient_of(case: Case, lines: pd.DataFrame) -> pd.DataFrame:
    """Lines of what comes from and goes to the surroundings."""
    ambient = case.catalog.commodities.loc[case.catalog.commodities["kind"] == "ambient", "id"]
    return lines[lines["commodity"].isin(ambient)]


def _flip(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(amount=-table["amount"])[FLOW]


def _losses(coupling: Coupling) -> pd.DataFrame:
    return coupling.flows.assign(amount=coupling.flows["lost"])[FLOW]


def _substituted(case: Case, amounts: pd.DataFrame) -> pd.DataFrame:
    accepted = amounts[amounts["family"] == "accept"]
    ratio = case.catalog.substitutions.set_index(["accepts", "replaces"])["ratio"].fillna(1.0)
    pairs = pd.MultiIndex.from_frame(accepted[["commodity", "item"]])
    replaced = accepted.assign(commodity=accepted["item"], amount=accepted["amount"] * ratio.reindex(pairs).to_numpy())
    return pd.concat([replaced[FLOW], accepted.assign(amount=-accepted["amount"])[FLOW]])
