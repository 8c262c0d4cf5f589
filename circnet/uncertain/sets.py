"""Sets of links side by side: what each saves in every sample, and what is regretted where it was built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.model import Model
from circnet.errors import Infeasible, InputFaults, Unbounded, UsageFault
from circnet.park.faults import collect, faults_at, nearest
from circnet.pieces import Answers, Machines, digest, work
from circnet.uncertain.chunks import fingerprint
from circnet.uncertain.deciding import Plan, planned_cost
from circnet.uncertain.loaded import Loaded
from circnet.uncertain.prepared import Prepared
from circnet.uncertain.statistics import QUANTILES, tail_mean

__all__ = ["OWN_NAMES", "LinkSet", "current_plan", "named_plans", "set_links", "sets_table", "weigh",
           "weighed"]  # fmt: skip

OWN_NAMES: Final = ("current", "central", "two_stage")
"""Sets that every run may tell of: existing links alone, those of central figures, the choice in two stages."""
_LINK: Final = ["from", "to", "commodity"]
_EQUAL: Final = 1.0
"""CNY a year below which two sets cost the same."""


@dataclass(frozen=True)
class LinkSet:
    """Links that a user names as a set, existing ones or new.

    Attributes
    ----------
    name
        What the set is called; none of `OWN_NAMES`.
    links
        ``from, to, commodity`` and, where given, ``mode`` and ``amount`` (what the line is built for, units a year):
        ids, or names in either language; the index is the row of the file.
    file
        Where it was read, for faults.
    """

    name: str
    links: pd.DataFrame
    file: str = ""


def current_plan(prepared: Prepared) -> Plan:
    """Return the existing links alone."""
    existing = prepared.model.arcs["existing"].to_numpy(bool)
    nothing = np.zeros(len(existing))
    return replace(prepared.plan, free=existing, chosen=nothing > 0, flow=nothing)


def named_plans(prepared: Prepared, sets: Sequence[LinkSet]) -> dict[str, Plan]:
    """Turn named links into plans: existing links, and those of the set built.

    A link without a mode goes the way that carries most at central figures, or, where none carries anything, the
    cheapest. Its line is built for ``amount``, else for what it carries at central figures with the set built, else
    for the flow its mode is designed for, or the most it could carry where that is less.

    Raises
    ------
    UsageFault
        If a name stands twice or is one of `OWN_NAMES`.
    InputFaults
        If a firm, good or mode is unknown, or a link is no candidate, naming row, firms and good; all of them at once.
    """
    names = [one.name for one in sets]
    for name in names:
        if not name or name in OWN_NAMES or names.count(name) > 1:
            raise UsageFault("set_name", name, ", ".join(OWN_NAMES))
    found = [_candidates(prepared.model, one) for one in sets]
    faults = collect([told for _, told in found])
    if len(faults):
        raise InputFaults(faults)
    return {one.name: _plan(prepared, rows) for one, (rows, _) in zip(sets, found, strict=True)}


def _candidates(model: Model, one: LinkSet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Arcs of each named link: ``row, arc, mode, amount``, and what is at fault."""
    file, case = one.file or one.name, model.case
    full = {"from": case.park.enterprises, "to": case.park.enterprises, "commodity": case.catalog.commodities,
            "mode": case.catalog.transport.rename(columns={"mode": "id"})}  # fmt: skip
    absent = {name: blank for name, blank in (("mode", ""), ("amount", np.nan)) if name not in one.links}
    links = one.links.assign(**absent).astype({"mode": "str", "amount": "float64"}).fillna({"mode": ""})
    told, faults = {}, []
    for name, table in full.items():
        told[name], unknown = _known(table, links[name].astype("str"))
        checks = {"commodity": "set_good", "mode": "set_mode"}
        faults.append(faults_at(checks.get(name, "set_firm"), file, list(unknown.index), name, unknown.tolist(),
                                "", hint=nearest(unknown, _names(table))))  # fmt: skip
    rows = links.assign(**told, row=range(len(links)), line=links.index)
    arcs = model.arcs[[*_LINK, "mode"]].assign(arc=np.arange(len(model.arcs)))
    table = rows.merge(arcs, on=_LINK, suffixes=("", "_of_arc"))
    table = table[table["mode"].eq("") | table["mode"].eq(table["mode_of_arc"].fillna(""))]
    lost = rows[~rows["row"].isin(table["row"]) & ~rows["line"].isin(collect(faults)["row"])]
    text = (lost["from"] + " → " + lost["to"] + ": " + lost["commodity"] + " " + lost["mode"]).str.strip()
    ask = "circnet why " + case.park.info.id + " " + lost["from"] + " " + lost["to"] + " " + lost["commodity"]
    faults.append(faults_at("set_link", file, lost["line"].tolist(), "", text.tolist(), ask.tolist()))
    doubled = rows[rows.duplicated([*_LINK, "mode"])]
    faults.append(faults_at("set_twice", file, doubled["line"].tolist(), "",
                            (doubled["from"] + " → " + doubled["to"]).tolist(), ""))  # fmt: skip
    return table.rename(columns={"mode_of_arc": "way"}), collect(faults)


def _known(table: pd.DataFrame, given: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Ids of what is given by id or by a name that only one has, and what is neither; blank stays blank."""
    ids = table["id"].astype("str").drop_duplicates()
    named = pd.concat([pd.Series(table["id"].to_numpy(), index=table[name].fillna("").str.casefold())
                       for name in ("name_zh", "name_en")])  # fmt: skip
    named = named[named.index != ""].reset_index().drop_duplicates()
    named = named[~named.iloc[:, 0].duplicated(keep=False)].set_index(named.columns[0])[0]
    told = given.where(given.isin(ids) | given.eq(""), given.str.casefold().map(named))
    return told.fillna(given), given[told.isna()]


def _names(table: pd.DataFrame) -> list[str]:
    return [name for name in pd.concat([table["id"], table["name_zh"], table["name_en"]]).dropna().unique() if name]


def _plan(prepared: Prepared, rows: pd.DataFrame) -> Plan:
    arcs, plan = prepared.model.arcs, current_plan(prepared)
    flow, price = _central(prepared, plan.free, rows["arc"].to_numpy(int))
    rows = rows.assign(flow=flow[rows["arc"]], price=price[rows["arc"]])
    best = rows.sort_values(["row", "flow", "price", "way"], ascending=[True, False, True, True])
    way = best.drop_duplicates("row").set_index("row")["way"]
    rows = rows[rows["way"].eq(rows["row"].map(way)) | (rows["way"].isna() & rows["row"].map(way).isna())]
    chosen = np.zeros(len(arcs), dtype=bool)
    chosen[rows["arc"]] = True
    flow, _ = _central(prepared, plan.free, np.flatnonzero(chosen))
    asked = np.full(len(arcs), np.nan)
    asked[rows["arc"]] = rows["amount"]
    design = arcs["design_flow"].fillna(0.0).to_numpy(float)
    usual = np.where(flow > 0, flow, np.minimum(design, plan.most))
    return replace(plan, chosen=chosen, flow=np.where(chosen, np.where(np.isnan(asked), usual, asked), 0.0))


def _central(prepared: Prepared, free: np.ndarray, built: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What arcs carry at central figures with some of them open, and what a unit costs; nothing without a solution."""
    network, open_arcs = prepared.network(), free.copy()
    open_arcs[built] = True
    network.open_only(open_arcs)
    price = network.arc_prices()
    try:
        network.price_at(network.flows(network.solve().values, FLOW_TOLERANCE))
        return network.flows(network.solve().values, FLOW_TOLERANCE), price
    except Infeasible:
        return np.zeros(len(free)), price


def weighed(shared: tuple[Prepared, Mapping[str, Plan]], points: np.ndarray) -> Answers:
    """Weigh plans at the points of a piece: table ``costs``, a column per plan.

    Every plan enters a world from the central basis, so that no figure depends on what else is asked.
    """
    prepared, plans = shared
    network, effects = prepared.network(), prepared.effects
    costs = np.full((len(points), len(plans)), np.nan)
    for sample, one in enumerate(prepared.sampler().values(points)):
        world = effects.world(one)
        for place, plan in enumerate(plans.values()):
            network.enter(world)
            costs[sample, place] = _cost(network, plan)
    return {"costs": pd.DataFrame(costs, columns=list(plans))}


def weigh(
    prepared: Prepared, plans: Mapping[str, Plan], points: np.ndarray, chunk: int, machines: Machines | None = None
) -> pd.DataFrame:
    """Return the yearly cost of plans at points of the unit cube, ``chunk`` of them a piece.

    Returns
    -------
    pandas.DataFrame
        A row per point and a column per plan, CNY/a; inf where the plan has no solution, NaN where it has no bound.
    """
    if not plans:
        return pd.DataFrame(index=range(len(points)))
    pieces = {number: points[first : first + chunk] for number, first in enumerate(range(0, len(points), chunk))}
    parts = [part for name, plan in plans.items() for part in (name, plan.free, plan.chosen, plan.flow)]
    answers = work(
        weighed, (prepared, dict(plans)), pieces, (machines or Machines()).apart("sets"),
        lambda: {"inputs": fingerprint(prepared, points), "sets": digest(parts), "chunk": chunk},
    )  # fmt: skip
    return pd.concat([one["costs"] for one in answers], ignore_index=True)


def _cost(network: Loaded, plan: Plan) -> float:
    try:
        return planned_cost(network, plan)
    except Unbounded:
        return np.nan


def set_links(prepared: Prepared, plans: Mapping[str, Plan]) -> pd.DataFrame:
    """Return the links of each set: ``set, from, to, commodity, mode, size, existing``.

    ``size`` is what the line is built for, units a year (NaN for an existing link).
    """
    arcs = prepared.model.arcs
    parts = []
    for name, plan in plans.items():
        part = arcs.loc[plan.chosen, [*_LINK, "mode", "existing"]]
        size = np.where(part["existing"], np.nan, plan.flow[plan.chosen])
        parts.append(part.assign(set=name, size=size)[["set", *_LINK, "mode", "size", "existing"]])
    whole = pd.concat(parts) if parts else pd.DataFrame(columns=["set", *_LINK, "mode", "size", "existing"])
    return whole.reset_index(drop=True)


def sets_table(costs: pd.DataFrame, least: np.ndarray, links: Mapping[str, int], alpha: float) -> pd.DataFrame:
    """Return sets of links side by side.

    Parameters
    ----------
    costs
        Yearly cost of each set (columns by name, ``current`` among them), a row per sample with a solution; inf where
        the set has none.
    least
        The least yearly cost known in each sample, shape (samples,).
    links
        New links of each set.
    alpha
        The tail is the worst ``1 - alpha``.

    Returns
    -------
    pandas.DataFrame
        ``set, links, regret_mean, regret_q95, regret_tail, regret_max, failing, saving_mean, saving_q05 ...,
        saving_tail, best``: regret against the least of all sets and of ``least``, saving against ``current`` with
        the keeping of links paid, what is unexplained at the catalog's prices, CNY/a; ``failing``: samples in which
        the set has no solution, which count in no other figure; ``best``: share of the samples in which no other set
        costs less.
    """
    floor = np.minimum(costs.min(axis=1).to_numpy(), least)
    rows = []
    for name, cost in costs.items():
        regret = (cost.to_numpy() - floor)[np.isfinite(cost)]
        saving = (costs["current"] - cost).to_numpy()
        saving = saving[np.isfinite(saving)]
        rows.append({
            "set": name, "links": links.get(str(name), 0), **_regret(regret, alpha),
            "failing": int((~np.isfinite(cost)).sum()), **_saving(saving, alpha),
            "best": float((cost <= costs.min(axis=1) + _EQUAL).mean()) if len(cost) else np.nan,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _regret(values: np.ndarray, alpha: float) -> dict[str, float]:
    if not len(values):
        return dict.fromkeys(("regret_mean", "regret_q95", "regret_tail", "regret_max"), np.nan)
    return {"regret_mean": float(values.mean()), "regret_q95": float(np.quantile(values, 0.95)),
            "regret_tail": -tail_mean(-values, alpha), "regret_max": float(values.max())}  # fmt: skip


def _saving(values: np.ndarray, alpha: float) -> dict[str, float]:
    names = [f"saving_{one}" for one in QUANTILES]
    if not len(values):
        return dict.fromkeys(("saving_mean", *names, "saving_tail"), np.nan)
    levels = [int(one[1:]) / 100.0 for one in QUANTILES]
    return {"saving_mean": float(values.mean()), **dict(zip(names, np.quantile(values, levels).tolist(), strict=True)),
            "saving_tail": tail_mean(values, alpha)}  # fmt: skip
