"""The firms' own books: what their recorded units, links and loads leave open, and which recipe closes it.

Loads of a works are recorded so that what one unit makes the next one uses. Where a process is missing, several goods
stay open at once, in the proportions of its recipe.
"""

from __future__ import annotations

import pandas as pd

from circnet.coupling.case import Case
from circnet.network.arcs import EXISTING_STATUSES

_KEYS = ["enterprise", "commodity"]
_EXACT = 0.01
"""Share of an amount up to which a book counts as closed, of a turnover from which it counts as open."""
_IDLE = 0.005
CLOSES = 2
"""Goods that one load has to close before it is a sign: one alone any technology that has it closes at some load."""


def recorded(case: Case) -> pd.DataFrame:
    """Return what each unit's own recipe makes (positive) and uses at its recorded load, units of the good a year.

    Returns
    -------
    pandas.DataFrame
        ``unit, enterprise, technology, role, commodity, amount``.
    """
    units = case.units
    stated = units["unit"].map(case.park.units.set_index("id")["throughput"])
    load = units["upper"].where(units["lower"] == units["upper"], stated).fillna(0.0)
    lines = case.lines[case.lines["own"]]
    amount = lines["coefficient"] * lines["unit"].map(dict(zip(units["unit"], load, strict=True)))
    return lines.assign(amount=amount)[["unit", "enterprise", "technology", "role", "commodity", "amount"]]


def books(case: Case) -> pd.DataFrame:
    """Return every firm's book of every good: its units at their recorded loads, and its recorded links.

    Returns
    -------
    pandas.DataFrame
        ``enterprise, commodity, amount`` (left over, or negative lacking, units of the good a year), ``made, used``
        (what is entered on either side).
    """
    links = case.park.links
    links = links[links["status"].isin([*EXISTING_STATUSES, "unknown"]) & links["amount"].notna()]
    come = links.rename(columns={"to": "enterprise"})[[*_KEYS, "amount"]]
    gone = links.rename(columns={"from": "enterprise"})[[*_KEYS, "amount"]]
    parts = [recorded(case)[[*_KEYS, "amount"]], come, gone.assign(amount=-gone["amount"])]
    table = pd.concat(parts, ignore_index=True)
    table = table[table["enterprise"].isin(case.park.enterprises["id"])]
    table = table.assign(made=table["amount"].clip(lower=0.0), used=-table["amount"].clip(upper=0.0))
    return table.groupby(_KEYS, as_index=False)[["amount", "made", "used"]].sum()


def closing(book: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return which technologies close a firm's books at one load.

    Each good that stands open proposes the load at which the technology closes it. A load counts for the goods that it
    closes to a hundredth, and against those that stood closed and that it would open.

    Parameters
    ----------
    book
        `books`.
    lines
        ``technology, commodity, coefficient``.

    Returns
    -------
    pandas.DataFrame
        ``technology, enterprise, load`` (units of the reference good a year), ``closes, opens``: the best firm and load
        of each technology that closes two goods at least, and more than it opens; most first.
    """
    met = lines.merge(book, on="commodity")
    turnover = met["made"] + met["used"]
    met = met.assign(load=-met["amount"] / met["coefficient"], turnover=turnover)
    pairs = ["technology", "enterprise"]
    opened = met.loc[(met["load"] > 0) & (met["amount"].abs() > _EXACT * turnover), [*pairs, "load"]].drop_duplicates()
    trial = opened.merge(met.drop(columns="load"), on=pairs)
    moved = trial["coefficient"] * trial["load"]
    balanced = (trial["amount"].abs() <= _EXACT * trial["turnover"]) & (trial[["made", "used"]].min(axis=1) > 0)
    trial = trial.assign(
        closes=(trial["amount"] + moved).abs() <= _EXACT * moved.abs(),
        opens=balanced & (moved.abs() > _EXACT * trial["turnover"]),
    )
    found = trial.groupby([*pairs, "load"], as_index=False)[["closes", "opens"]].sum()
    found = found[(found["closes"] >= CLOSES) & (found["closes"] > found["opens"])]
    found = found.assign(net=found["closes"] - found["opens"])
    order = ["net", "closes", "technology", "enterprise", "load"]
    found = found.sort_values(order, ascending=[False, False, True, True, True]).drop_duplicates("technology")
    return found.drop(columns="net").reset_index(drop=True)


def idle_utilities(case: Case, book: pd.DataFrame) -> pd.DataFrame:
    """Return the utilities that firms run, by their recorded loads, beyond what their units use of them.

    Returns
    -------
    pandas.DataFrame
        ``enterprise, commodity, amount`` (units of the good a year): of goods that a unit of role ``utility`` is there
        for.
    """
    lines = recorded(case)
    reference = case.catalog.technologies.set_index("id")["reference"]
    own = lines[(lines["role"] == "utility") & (lines["commodity"] == lines["technology"].map(reference))]
    table = book.merge(own[_KEYS].drop_duplicates(), on=_KEYS)
    idle = table["amount"] > _IDLE * (table["made"] + table["used"])
    return table.loc[idle, [*_KEYS, "amount"]].reset_index(drop=True)
