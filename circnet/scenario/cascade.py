"""Reading an outage: what moved, who lost it, what stepped in, and how many steps away."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from circnet.coupling.model import Model
from circnet.scenario.disruption import ROUNDING

KEY = ["enterprise", "side", "commodity"]
STEPS_IN = [*KEY, "by", "partner", "amount", "unit", "cost"]
_WAYS = {
    "input": {"flow": "link", "buy": "buy", "own": "own", "accept": "substitute", "downgrade": "substitute"},
    "outlet": {"flow": "link", "sell": "sell", "dispose": "dispose", "own": "own"},
}


def shifts(model: Model, before: np.ndarray, after: np.ndarray, share: float) -> pd.DataFrame:
    """What each column does during the days.

    Parameters
    ----------
    model
        Names the columns.
    before, after
        Amounts per year.
    share
        Days as a share of a year.

    Returns
    -------
    pandas.DataFrame
        Positional: ``family, enterprise, commodity, item, before, after, change, moved`` (whether by more than
        rounding), ``price`` (of the good, CNY per unit), ``unit, loss`` (of an arc, share), ``unit_cost``.
    """
    columns = model.program.columns
    goods = model.case.catalog.commodities.set_index("id")
    loss = np.zeros(len(columns))
    loss[model.arcs["column"].to_numpy()] = model.arcs["loss"].to_numpy(float)
    change = (after - before) * share
    return pd.DataFrame({
        "family": columns["family"], "enterprise": columns["enterprise"], "commodity": columns["commodity"],
        "item": columns["item"], "before": before, "after": after, "change": change,
        "moved": after != before,
        "price": goods["price"].reindex(columns["commodity"]).abs().fillna(0.0).to_numpy(),
        "unit": goods["unit"].reindex(columns["commodity"]).fillna("").to_numpy(), "loss": loss,
        "unit_cost": model.column("real_cost") + model.column("worth"),
    })  # fmt: skip


def losses(moved: pd.DataFrame, firm: str) -> pd.DataFrame:
    """Links that carry less: an input lost at one end, an outlet at the other; not at the firm that stands still."""
    fallen = moved[(moved["family"] == "flow") & moved["moved"] & (moved["change"] < 0)]
    goods = fallen[["commodity", "unit", "price"]]
    arrived = -fallen["change"] * (1.0 - fallen["loss"])
    ends = [
        goods.assign(enterprise=fallen["item"], partner=fallen["enterprise"], side="input", amount=arrived),
        goods.assign(enterprise=fallen["enterprise"], partner=fallen["item"], side="outlet", amount=-fallen["change"]),
    ]
    table = pd.concat(ends, ignore_index=True)
    table = table[table["enterprise"] != firm]
    table = table.groupby([*KEY, "partner", "unit", "price"], as_index=False)["amount"].sum()
    return table.assign(value=table["amount"] * table["price"])


def no_replacements() -> pd.DataFrame:
    """The table of `replacements` before it is asked for."""
    return pd.DataFrame(columns=STEPS_IN)


def replacements(moved: pd.DataFrame, lost: pd.DataFrame) -> pd.DataFrame:
    """What steps in for each input or outlet lost, and what is left: goods done without."""
    asked = lost.groupby([*KEY, "unit"], as_index=False)["amount"].sum()
    risen = moved[moved["moved"] & (moved["change"] > 0)]
    parts = []
    for side, ways in _WAYS.items():
        part = risen[risen["family"].isin(ways)]
        flow, instead = part["family"] == "flow", part["family"].isin(["accept", "downgrade"])
        taker = flow & (side == "input")
        parts.append(pd.DataFrame({
            "enterprise": part["item"].where(taker, part["enterprise"]), "side": side,
            "commodity": part["item"].where(instead, part["commodity"]), "by": part["family"].map(ways),
            "partner": part["enterprise"].where(taker, part["commodity"].where(instead, part["item"])),
            "amount": part["change"] * (1.0 - part["loss"] * taker), "cost": part["unit_cost"] * part["change"],
        }))  # fmt: skip
    found = pd.concat(parts, ignore_index=True).merge(asked[[*KEY, "unit"]], on=KEY)
    found = found.groupby([*KEY, "by", "partner", "unit"], as_index=False)[["amount", "cost"]].sum()
    made_up = found.groupby(KEY)["amount"].sum()
    rest = asked.assign(
        amount=asked["amount"] - made_up.reindex(pd.MultiIndex.from_frame(asked[KEY])).fillna(0.0).to_numpy()
    )
    rest = rest[rest["amount"] > 1e-6 * asked["amount"] + ROUNDING].assign(by="cut", partner="", cost=np.nan)
    table = pd.concat([part for part in (found, rest) if len(part)] or [found], ignore_index=True)
    return table.sort_values([*KEY, "amount"], ascending=[True, True, True, False], kind="stable")[
        STEPS_IN
    ].reset_index(drop=True)


def cuts(model: Model, moved: pd.DataFrame, firm: str, share: float) -> pd.DataFrame:
    """Units (all their variants together) and ports that run below before; a utility only runs as it is asked to."""
    case = model.case
    goods = case.catalog.commodities.set_index("id")
    runs = moved[moved["family"] == "run"].merge(
        case.activities[["activity", "unit"]].rename(columns={"unit": "of"}), left_on="item", right_on="activity"
    )
    runs = runs.groupby("of", as_index=False)[["before", "after"]].sum().rename(columns={"of": "unit"})
    working = case.units.loc[case.units["role"] != "utility", ["unit", "enterprise", "technology"]]
    units = runs.merge(working, on="unit")
    reference = case.catalog.technologies.set_index("id")["reference"]
    units = units.assign(commodity=reference.reindex(units["technology"]).to_numpy())
    ports = moved[moved["family"].isin(["port-supply", "port-demand"])].assign(unit="", technology="")
    names = ["enterprise", "unit", "technology", "commodity", "before", "after"]
    table = pd.concat([part[names] for part in (units, ports) if len(part)] or [units[names]], ignore_index=True)
    fallen = table["before"] - table["after"] > np.maximum(ROUNDING, 1e-6 * table["before"])
    table = table[fallen & (table["enterprise"] != firm)]
    price = goods["price"].reindex(table["commodity"]).abs().fillna(0.0).to_numpy()
    table = table.assign(
        before=table["before"] * share, after=table["after"] * share, share=1.0 - table["after"] / table["before"],
        unit_of_amount=goods["unit"].reindex(table["commodity"]).fillna("").to_numpy(),
    )  # fmt: skip
    table = table.assign(stopped=table["share"] > 1.0 - 1e-6, value=(table["before"] - table["after"]) * price)
    table = table.sort_values(["value", "enterprise", "unit", "commodity"], ascending=[False, True, True, True])
    return table[[*names, "unit_of_amount", "share", "stopped", "value"]].reset_index(drop=True)


def firms_hit(moved: pd.DataFrame, lost: pd.DataFrame, cut: pd.DataFrame, costs: pd.Series, firm: str) -> pd.DataFrame:
    """The firm that stands still (level 0), its partners, and whom their changes reach.

    A firm is hit if a link with the firm that stands still falls away, if its links together bring or take less of
    some good, or if it cuts a unit or a port. Others are listed where they bear a cost (``costs``, CNY by firm): those
    who step in.
    """
    flows = moved[(moved["family"] == "flow") & moved["moved"]]
    arriving = flows.assign(enterprise=flows["item"], side="input", net=flows["change"] * (1.0 - flows["loss"]))
    leaving = flows.assign(side="outlet", net=flows["change"])
    net = pd.concat([arriving, leaving]).groupby(KEY, as_index=False)["net"].sum()
    partners = lost.loc[lost["partner"] == firm, "enterprise"]
    hit = {*partners, *net.loc[net["net"] < -ROUNDING, "enterprise"], *cut["enterprise"]} - {firm, ""}
    graph = nx.Graph([(firm, firm), *zip(flows["enterprise"], flows["item"], strict=True)])
    steps = nx.single_source_shortest_path_length(graph, firm)
    names = pd.Index([firm, *sorted((hit | {*costs.index[costs > 0]}) - {firm, ""})], name="enterprise")
    by_firm = cut.groupby("enterprise")
    table = pd.DataFrame({
        "level": pd.array([steps.get(name) for name in names], dtype="Int64"),
        "hit": [name in hit for name in names],
        "value_lost": lost.groupby("enterprise")["value"].sum().reindex(names).fillna(0.0).to_numpy(),
        "cut": by_firm["share"].max().reindex(names).fillna(0.0).to_numpy(),
        "stopped": by_firm["stopped"].sum().reindex(names).fillna(0).to_numpy(int),
        "cost": costs.reindex(names).fillna(0.0).to_numpy(),
    }, index=names).reset_index()  # fmt: skip
    table["cut"] = table["cut"].where(table["enterprise"] != firm, 1.0)
    return table.sort_values(["level", "cost", "enterprise"], ascending=[True, False, True]).reset_index(drop=True)
