"""Orphans: goods of a park without a taker or without a local supplier."""

from __future__ import annotations

import pandas as pd

from circnet.coupling.choice import choose, first_state
from circnet.coupling.model import build
from circnet.coupling.settings import Settings
from circnet.gaps.alone import traded
from circnet.gaps.crossing import crossing
from circnet.park import Catalog, Park

ORPHAN_COLUMNS = [
    "commodity", "side", "way", "amount", "unit", "tonnes", "value", "cost", "co2_t", "firms", "instead",
    "technologies",
]  # fmt: skip


def orphans(park: Park, catalog: Catalog, settings: Settings | None = None) -> pd.DataFrame:
    """Return what leaves a park untaken and what it fetches from outside; join parks first to see several as one.

    Returns
    -------
    pandas.DataFrame
        As `orphans_of`.

    Raises
    ------
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`.
    """
    settings = settings or Settings()
    network, first, _ = first_state(build(park, catalog, settings))
    choice = choose(network, first)
    return orphans_of(crossing(choice.network.model, choice.point), choice.network.model.case.catalog)


def orphans_of(border: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Sum what crosses a border by good and way, the dearest first.

    Parameters
    ----------
    border
        `circnet.gaps.crossing.crossing`.
    catalog
        The park's effective catalog.

    Returns
    -------
    pandas.DataFrame
        ``commodity, side`` (offered: no taker inside; wanted: no supplier inside), ``way``, ``amount, unit``,
        ``tonnes`` (a year), ``value`` (at the catalog's price, CNY/a), ``cost`` (spent or, negative, earned, CNY/a),
        ``co2_t``, ``firms`` (ids, ``;``), ``instead`` (wanted: by-products on offer inside that may replace it;
        offered: goods wanted inside that it may replace), ``technologies`` (how many of the catalog take or make
        it). Ports and links with room, and emissions, are left out.
    """
    goods = catalog.commodities.set_index("id")
    table = border[~border["way"].isin(["idle", "link"])]
    table = table[~table["commodity"].map(goods["kind"]).isin(["emission", "ambient"])]
    keys = ["commodity", "side", "way"]
    summed = table.groupby(keys, as_index=False).agg(
        amount=("amount", "sum"), cost=("cost", "sum"), co2_t=("co2_t", "sum"),
        firms=("enterprise", lambda names: ";".join(sorted(set(names)))),
    )  # fmt: skip
    price, mass = (summed["commodity"].map(goods[name]) for name in ("price", "t_per_unit"))
    summed = summed.assign(
        unit=summed["commodity"].map(goods["unit"]).astype("str"), tonnes=summed["amount"] * mass,
        value=summed["amount"] * price.fillna(0.0), instead=_instead(summed, catalog),
        technologies=_technologies(summed, catalog),
    )  # fmt: skip
    size = summed["cost"].abs().where(summed["cost"].abs() > 0, summed["value"].abs())
    order = summed.assign(size=size).sort_values(["size", *keys], ascending=[False, True, True, True])
    return order[ORPHAN_COLUMNS].reset_index(drop=True)


def _instead(table: pd.DataFrame, catalog: Catalog) -> list[str]:
    """Goods across the border on the other side that a substitution joins with each."""
    there = {side: set(part["commodity"]) for side, part in table.groupby("side")}
    pairs = catalog.substitutions[["accepts", "replaces"]]
    pairs = pairs[
        pairs["accepts"].isin(there.get("offered", set())) & pairs["replaces"].isin(there.get("wanted", set()))
    ]
    swaps = {
        "wanted": pairs.groupby("replaces")["accepts"].agg(lambda ids: ";".join(sorted(set(ids)))),
        "offered": pairs.groupby("accepts")["replaces"].agg(lambda ids: ";".join(sorted(set(ids)))),
    }
    return [str(swaps[side].get(good, "")) for good, side in zip(table["commodity"], table["side"], strict=True)]


def _technologies(table: pd.DataFrame, catalog: Catalog) -> list[int]:
    lines = traded(catalog)
    takes = lines[lines["coefficient"] < 0].groupby("commodity")["technology"].nunique()
    makes = lines[lines["coefficient"] > 0].groupby("commodity")["technology"].nunique()
    count = {"offered": takes, "wanted": makes}
    return [int(count[side].get(good, 0)) for good, side in zip(table["commodity"], table["side"], strict=True)]
