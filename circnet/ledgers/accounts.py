"""What crosses the fence of each firm and what its units turn into what: the same tables for every state of a park."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from circnet.coupling.atoms import run_lines
from circnet.coupling.case import Case
from circnet.coupling.result import Coupling
from circnet.coupling.throughput import firm_balances

__all__ = ["CONFLICTS", "ENTRIES", "LINES", "LINKS", "STATES", "SWAPS", "Accounts", "blank", "solved_accounts",
           "stacked", "texts", "together"]  # fmt: skip

STATES = ("reported", "baseline", "optimum")
ENTRIES = ["state", "enterprise", "side", "kind", "commodity", "partner", "amount", "status", "grade"]
LINKS = ["state", "from", "to", "commodity", "amount", "lost", "status", "grade"]
LINES = ["state", "enterprise", "unit", "technology", "commodity", "amount"]
SWAPS = ["state", "enterprise", "commodity", "replaced", "amount", "ratio"]
CONFLICTS = ["state", "kind", "enterprise", "unit", "commodity", "amount"]


@dataclass(frozen=True)
class Accounts:
    """Amounts of goods per state of a park, in units of the commodity per year.

    Attributes
    ----------
    entries
        `ENTRIES`: what crosses a firm's fence, as `circnet.coupling.throughput.firm_balances` without its closing rows.
    links
        `LINKS`: what firms send each other; ``amount`` is sent, ``lost`` of it does not arrive.
    lines
        `LINES`: what units make (+) and use (-), the surroundings included.
    swaps
        `SWAPS`: goods accepted in place of others.
    conflicts
        `CONFLICTS`: figures that contradict each other (``oversent``: sent and not made, negative; ``overreceived``:
        received and not used, positive), and figures nobody gives (``unknown_load``, ``unknown_amount``; NaN).
    """

    entries: pd.DataFrame
    links: pd.DataFrame
    lines: pd.DataFrame
    swaps: pd.DataFrame
    conflicts: pd.DataFrame


def together(parts: list[Accounts]) -> Accounts:
    """Stack the accounts of several states."""
    names = [item.name for item in fields(Accounts)]
    return Accounts(**{name: stacked([getattr(part, name) for part in parts]) for name in names})


def stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack tables; an empty one has no say in the types."""
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


def texts(column: pd.Series, blank: str = "") -> pd.Series:
    """Return a column as text, also where nothing in it is known."""
    return column.astype(object).fillna(blank).astype("str")


def solved_accounts(case: Case, coupling: Coupling) -> Accounts:
    """Return the accounts of a coupling run: the optimum, and the baseline where it has a solution."""
    balances = firm_balances(case.park, case.catalog, case.settings, coupling)
    entries = balances[balances["commodity"] != ""][ENTRIES].reset_index(drop=True)
    states = {"baseline": (coupling.baseline_amounts, coupling.baseline_flows),
              "optimum": (coupling.amounts, coupling.flows)}  # fmt: skip
    known = {state: tables for state, tables in states.items() if len(tables[0])}
    ratio = case.catalog.substitutions.set_index(["accepts", "replaces"])["ratio"].fillna(1.0)
    lines, swaps, links = [], [], []
    for state, (amounts, flows) in known.items():
        lines.append(run_lines(case, amounts).assign(state=state)[LINES])
        swaps.append(_swaps(amounts, ratio).assign(state=state)[SWAPS])
        status = flows["existing"].astype(bool).map({True: "existing", False: "chosen"}).astype("str")
        links.append(flows.assign(state=state, status=status, grade="")[LINKS])
    if not known:
        return Accounts(entries, *(blank(columns) for columns in (LINKS, LINES, SWAPS, CONFLICTS)))
    return Accounts(entries, _graded(stacked(links), entries), stacked(lines), stacked(swaps), blank(CONFLICTS))


def blank(columns: list[str]) -> pd.DataFrame:
    """Return a table without rows."""
    numbers = ("amount", "lost", "ratio")
    return pd.DataFrame({name: pd.Series(dtype="float64" if name in numbers else "str") for name in columns})


def _swaps(amounts: pd.DataFrame, ratio: pd.Series) -> pd.DataFrame:
    accepted = amounts[amounts["family"] == "accept"].rename(columns={"item": "replaced"})
    pairs = pd.MultiIndex.from_frame(accepted[["commodity", "replaced"]])
    return accepted.assign(ratio=ratio.reindex(pairs).to_numpy(float))


def _graded(links: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """Give links the grade that they have among the entries of their senders."""
    key = ["state", "from", "to", "commodity", "status"]
    sent = entries[(entries["kind"] == "link") & (entries["side"] == "out")]
    sent = sent.rename(columns={"enterprise": "from", "partner": "to"}).drop_duplicates(key)
    return links.drop(columns="grade").merge(sent[[*key, "grade"]], on=key, how="left")[LINKS]
