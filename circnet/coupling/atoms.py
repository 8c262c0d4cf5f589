"""The element ledger of a solved park."""

from __future__ import annotations

import pandas as pd

from circnet.balance import ledger
from circnet.chemistry import element_matrix
from circnet.coupling.case import Case, all_lines, prepare
from circnet.coupling.result import Coupling
from circnet.coupling.settings import Settings
from circnet.park import Catalog, Park

_IN = ("buy", "need", "port-supply")
_OUT = ("sell", "dispose", "surplus", "port-demand")
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
    run = amounts.loc[amounts["family"] == "run", ["item", "amount"]].rename(
        columns={"item": "activity", "amount": "level"}
    )
    lines = all_lines(case.activities, park, case.catalog).merge(run, on="activity")
    lines = lines.assign(amount=lines["coefficient"] * lines["level"])
    ambient = case.catalog.commodities.loc[case.catalog.commodities["kind"] == "ambient", "id"]
    air = lines[lines["commodity"].isin(ambient)]
    entries = {
        "input": pd.concat([amounts[amounts["family"].isin(_IN)][FLOW], _flip(air[air["amount"] < 0])]),
        "output": pd.concat(
            [amounts[amounts["family"].isin(_OUT)][FLOW], air[air["amount"] > 0][FLOW], _losses(coupling)]
        ),
        "recipes": lines[FLOW],
        "substitutions": _substituted(case, amounts),
    }
    return ledger(entries, element_matrix(case.catalog.commodities))


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
