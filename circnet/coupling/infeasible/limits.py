"""Rows and bounds of the programme as the limits that a user set: whose, of what, how much."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.case import SIDES
from circnet.coupling.model import Model

LIMIT_COLUMNS = ["enterprise", "commodity", "item", "limit", "bound", "amount", "unit", "change"]
BALANCES = ("supply", "demand", "both")
SHARES = ("quality", "substitution", "share")
"""Families of rows whose bound is zero, because what they limit is a share of something that varies."""

_COLUMN_KINDS = {
    ("run", "lower"): "minimum", ("run", "upper"): "capacity", ("flow", "upper"): "arc_capacity",
    ("port-supply", "lower"): "port_minimum", ("port-supply", "upper"): "port_maximum",
    ("port-demand", "lower"): "port_minimum", ("port-demand", "upper"): "port_maximum",
    ("buy", "upper"): "buy_limit", ("sell", "upper"): "sell_limit", ("dispose", "upper"): "dispose_limit",
}  # fmt: skip
# A supply row is made less sent, a demand row use less arrivals, a hub's row arrivals less departures: above zero
# something is left over or missing, below it more is sent on than there is, or more arrives than is used.
_ROW_KINDS = {
    ("unit", "lower"): "minimum", ("unit", "upper"): "capacity", ("equipment", "upper"): "equipment",
    ("market", "upper"): "market_limit", ("quality", "upper"): "quality",
    ("substitution", "upper"): "substitution", ("share", "upper"): "variant_share",
    ("supply", "upper"): "outlet", ("supply", "lower"): "own_make", ("demand", "upper"): "source",
    ("demand", "lower"): "own_use", ("both", "upper"): "hub_outlet", ("both", "lower"): "hub_source",
}  # fmt: skip


def told(model: Model, members: pd.DataFrame) -> pd.DataFrame:
    """Tell limits of the programme in the words of the tables.

    Parameters
    ----------
    model
        The model whose programme the limits are of.
    members
        ``of`` (row or column), ``position``, ``side``, and what else shall be kept.

    Returns
    -------
    pandas.DataFrame
        ``members`` with ``enterprise, commodity, item`` (unit, equipment, property, partner, what is replaced),
        ``limit`` (its kind), ``bound`` (at least, at most, exactly), ``amount, unit``, and ``loss``: the largest share
        lost on the way to a demand. Amounts of a balance are NaN.
    """
    program = model.program
    of_row = (members["of"] == "row").to_numpy()
    label = pd.concat([_picked(program.rows, members[of_row]), _picked(program.columns, members[~of_row])])
    table = members.join(label)
    kinds = _kinds(table)
    item = table["item"].where(table["family"] != "run", _units_of(model, table["item"]))
    item = item.where(~table["family"].str.startswith("port-"), table["family"].str.removeprefix("port-"))
    commodity = table["commodity"].where(~table["family"].isin(["run", "unit", "share"]), _reference(model, item))
    table = table.assign(
        limit=kinds, item=item, commodity=commodity.fillna(""),
        bound=_senses(table), amount=_amounts(model, table),
    )  # fmt: skip
    unit = model.case.goods["unit"].reindex(table["commodity"]).fillna("").to_numpy()
    unit = np.where(table["limit"] == "equipment", "", unit)
    unit = np.where(table["limit"].isin(["release", "gap"]), "t", unit)
    unit = np.where(table["limit"] == "quality", table["item"], unit)
    unit = np.where(table["limit"].isin(["substitution", "variant_share"]), "share", unit)
    return _named(model, table.assign(unit=unit, loss=_loss(model, table))).drop(columns=["lower", "upper", "family"])


def _picked(table: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    fields = ["family", "enterprise", "commodity", "item", "lower", "upper"]
    return table.iloc[members["position"]][fields].set_index(members.index)


def _kinds(table: pd.DataFrame) -> np.ndarray:
    kinds = []
    for of, family, side, low, high in table[["of", "family", "side", "lower", "upper"]].itertuples(index=False):
        kind = (_ROW_KINDS if of == "row" else _COLUMN_KINDS).get((family, side), family)
        kinds.append("throughput" if family in ("run", "unit") and low == high else kind)
    return np.array(kinds, dtype=object)


def _senses(table: pd.DataFrame) -> pd.Series:
    """Which way each limit holds; a balance holds both ways."""
    balance = (table["of"] == "row") & table["family"].isin(BALANCES)
    return table["side"].map({"lower": "at least", "upper": "at most"}).where(~balance, "exactly")


def _units_of(model: Model, activity: pd.Series) -> np.ndarray:
    return model.case.activities.set_index("activity")["unit"].reindex(activity).to_numpy()


def _reference(model: Model, item: pd.Series) -> np.ndarray:
    """Reference good of a unit, or of an activity."""
    case = model.case
    technology = pd.concat([
        case.units.set_index("unit")["technology"], case.activities.set_index("activity")["technology"],
    ])  # fmt: skip
    technology = technology[~technology.index.duplicated()].reindex(item)
    return case.catalog.technologies.set_index("id")["reference"].reindex(technology).to_numpy()


def _amounts(model: Model, table: pd.DataFrame) -> np.ndarray:
    """Value of each limit; of a share or a purity the share or purity itself, of a balance none."""
    bound = np.where(table["side"] == "lower", table["lower"], table["upper"]).astype(float)
    bound = np.where((table["of"] == "row") & table["family"].isin(BALANCES), np.nan, bound)
    row = (table["of"] == "row").to_numpy()
    for family, values in ratios(model).items():
        mine = row & (table["family"] == family).to_numpy()
        keys = list(zip(table["enterprise"], table["commodity"], table["item"], strict=True))
        bound[mine] = values.reindex(pd.MultiIndex.from_tuples(keys))[mine] if mine.any() else bound[mine]
    return bound


def ratios(model: Model) -> dict[str, pd.Series]:
    """Return the share or purity behind each row of `SHARES`, by enterprise, commodity and item."""
    case = model.case
    purity = case.park.quality[case.park.quality["direction"] == "demand"]
    purity = purity.drop_duplicates([*SIDES, "property"]).set_index([*SIDES, "property"])["value"]
    swaps = case.catalog.substitutions.drop_duplicates(["accepts", "replaces"])
    share = np.fmin(swaps["max_share"].fillna(1.0), 1.0 / swaps["ratio"].fillna(1.0))
    swaps = swaps.assign(share=share)[["accepts", "replaces", "share"]]
    swaps = swaps.merge(case.sides[["enterprise"]].drop_duplicates(), how="cross")
    variants = case.activities.assign(commodity="").drop_duplicates("activity")
    return {
        "quality": purity.astype(float),
        "substitution": swaps.set_index(["enterprise", "accepts", "replaces"])["share"].astype(float),
        "share": variants.set_index(["enterprise", "commodity", "activity"])["max_share"].astype(float),
    }


def _loss(model: Model, table: pd.DataFrame) -> np.ndarray:
    """Largest share lost on the way to a demand of the table."""
    worst = model.arcs.groupby(["to", "commodity"])["loss"].max()
    keys = pd.MultiIndex.from_frame(table[SIDES])
    comes_in = table["family"].isin(["demand", "both"]).to_numpy() & (table["of"] == "row").to_numpy()
    return np.where(comes_in, worst.reindex(keys).fillna(0.0).to_numpy(float), 0.0)


def _named(model: Model, table: pd.DataFrame) -> pd.DataFrame:
    """Add names for people: of firms, goods, and of the partner or good that ``item`` stands for."""
    firms = model.case.park.enterprises.set_index("id")
    goods = model.case.goods
    known = pd.concat([firms[["name_zh", "name_en"]], goods[["name_zh", "name_en"]]])
    known = known[~known.index.duplicated()]
    for lang in ("zh", "en"):
        first = known[f"name_{lang}"].replace("", np.nan).fillna(known["name_zh"].replace("", np.nan))
        for field in ("enterprise", "commodity", "item"):
            name = first.reindex(table[field]).to_numpy(object)
            table = table.assign(**{f"{field}_{lang}": pd.Series(name, index=table.index).fillna(table[field])})
    return table
