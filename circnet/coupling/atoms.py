"""Amounts of a solved park: what crosses its boundary, what its units make and use."""

from __future__ import annotations

import pandas as pd

from circnet.coupling.case import Case, all_lines

ENTERING = {"buy": "purchase", "need": "unexplained", "port-supply": "port"}
LEAVING = {"sell": "sale", "dispose": "disposal", "surplus": "unexplained", "port-demand": "port"}
"""Families of amounts that cross the boundary of a park, and what they are to its firms."""


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
