"""Hazards of what a link carries, and the permits it needs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import Case

HAZARDS = ("toxic_gas", "hazardous_waste", "chemical", "identify", "by_product", "general_waste", "none")
"""Hazard classes, the gravest first: a toxic gas or a major hazard source, a waste of the national list of hazardous
waste, a hazardous chemical, a waste that has to be identified first, a product that is a waste once it is thrown away,
an ordinary waste, none of these."""
PERMIT_COLUMNS = ["link", "rule", "permit", "barrier", "lead_time_months", "basis", "source"]

_CEMENT, _FOOD = ("3011",), ("13", "14", "15")
_UNLESS_KEPT = "discarded|when waste|if waste|else waste"


def hazards(case: Case, links: pd.DataFrame) -> pd.DataFrame:
    """Return what is dangerous about each link.

    Parameters
    ----------
    case
        The park made ready for the model.
    links
        ``link`` (a key), ``commodity, mode``.

    Returns
    -------
    pandas.DataFrame
        As ``links``: ``hazard_class`` (one of `HAZARDS`), ``hazard`` and ``waste_class`` (of the commodity), ``line``
        (a pipe, conveyor or power line has to be built).
    """
    goods = case.catalog.commodities.set_index("id").reindex(links["commodity"]).reset_index()
    modes = case.catalog.transport.drop_duplicates("mode").set_index("mode").reindex(links["mode"])
    hazard, waste = goods["hazard"].fillna(""), goods["waste_class"].fillna("")
    major = hazard.str.contains("major hazard") | modes["hazard_class"].fillna("").str.contains("major hazard").array
    kept = waste.str.contains(_UNLESS_KEPT)
    doubtful = waste.str.contains("identify") | (waste.str.contains("HW") & waste.str.contains("SW"))
    chosen = np.select(
        [
            major | (goods["kind"].eq("gas") & hazard.str.contains("toxic")),
            waste.str.contains("HW") & ~kept & ~doubtful, hazard.ne(""), doubtful, kept,
            waste.ne("") | goods["kind"].eq("waste"),
        ],
        HAZARDS[:-1], HAZARDS[-1],
    )  # fmt: skip
    line = (modes["capex_cny_per_km"].fillna(0.0) > 0).to_numpy()
    return links[["link"]].assign(hazard_class=chosen, hazard=hazard.array, waste_class=waste.array, line=line)


def permits(case: Case, links: pd.DataFrame, danger: pd.DataFrame) -> pd.DataFrame:
    """Return the permits of each link: those of its good, and the rules of its class.

    Parameters
    ----------
    case
        The park made ready for the model.
    links
        ``link, commodity, to``.
    danger
        Of the links, from `hazards`.

    Returns
    -------
    pandas.DataFrame
        `PERMIT_COLUMNS`; ``rule`` is commodity, or the class that asks for it.
    """
    table = case.catalog.permits
    of_good = links[["link", "commodity"]].merge(
        table[table["scope"] == "commodity"], left_on="commodity", right_on="applies_to"
    )
    rules = table[table["scope"] == "class"].assign(rule=table["applies_to"].str.removeprefix("class:"))
    of_class = _classes(case, links, danger).merge(rules, on="rule")
    found = pd.concat([of_good.assign(rule="commodity"), of_class], ignore_index=True)
    return found.sort_values(["link", "rule"], kind="stable")[PERMIT_COLUMNS].reset_index(drop=True)


def _classes(case: Case, links: pd.DataFrame, danger: pd.DataFrame) -> pd.DataFrame:
    """Which rules of a class hold for which link: ``link, rule``."""
    kind = case.catalog.commodities.set_index("id")["kind"].reindex(links["commodity"]).fillna("").array
    goods = pd.Series(kind, index=links.index)
    hazard = danger["hazard_class"].set_axis(links.index)
    pipe = danger["line"].set_axis(links.index) & (goods.isin(["gas", "heat"]) | hazard.isin(["toxic_gas", "chemical"]))
    wasted = hazard.isin(["hazardous_waste", "general_waste", "identify"])
    rules = {
        "cross-fence pressure pipeline": pipe,
        "any new exchange of waste": wasted,
        "hazardous waste point-to-point": hazard.eq("hazardous_waste"),
        "by-product as product": hazard.eq("by_product"),
        "cement kiln co-processing": hazard.eq("hazardous_waste") & industry(case, links["to"], _CEMENT),
        "hazardous chemicals in park": hazard.isin(["toxic_gas", "chemical"]),
        "food and feed": goods.eq("material") & industry(case, links["to"], _FOOD),
        "water exchange": goods.eq("water"),
        "gas exchange": goods.eq("gas"),
        "heat exchange": goods.eq("heat"),
    }
    parts = [links.loc[holds, ["link"]].assign(rule=rule) for rule, holds in rules.items()]
    return pd.concat(parts, ignore_index=True)


def industry(case: Case, firms: pd.Series, starts: tuple[str, ...]) -> pd.Series:
    """Whether a unit of each firm runs a technology of an industry (GB/T 4754 codes that start so)."""
    codes = case.catalog.technologies.set_index("id")["industry"].reindex(case.units["technology"]).fillna("")
    running = set(case.units["enterprise"].to_numpy()[codes.str.startswith(starts).to_numpy(bool)])
    return firms.isin(running)
