"""Yes or no for every new link, exactly: a mixed-integer programme with the fixed cost of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling.lines import line_sizes
from circnet.coupling.listing import used
from circnet.coupling.model import Model
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Network, Point
from circnet.errors import Infeasible
from circnet.lp import LinearProgram
from circnet.lp.bounds import implied_bounds
from circnet.lp.highs_backend import Session

PAIR = ["from", "to", "commodity"]
OPTION_COLUMNS = ["arc", "size", "capacity", "capex_per_km", "annuity_per_km", "fixed", "least"]


@dataclass(frozen=True)
class Decision:
    """Which links are built, and how sure it is that no other choice is cheaper.

    Attributes
    ----------
    network
        The network with the lines as built: their capacity, annuity (``fixed``) and contract (``least``) on its arcs.
    open_arcs
        Boolean per arc: existing ones, and the new ones that are built.
    point
        The solved state; its cost counts every annuity in full, not the transaction costs.
    built
        ``from, to, commodity, mode, size, capacity, amount, load, capex, annuity`` of each new link in use.
    objective, bound, gap
        Cost with transaction costs and penalties, the least that any choice could have, and their relative gap.
    """

    network: Network
    open_arcs: np.ndarray
    point: Point
    built: pd.DataFrame
    objective: float
    bound: float
    gap: float

    @property
    def proven(self) -> bool:
        """Whether no other choice is cheaper, to the gap asked for."""
        return self.gap <= self.network.model.case.settings.mip_gap


def decide(network: Network) -> Decision:
    """Choose the set of new links, and the size of each line, with the least cost.

    With ``y_ak`` in {0, 1}, one for each size k in which the line of arc a can be built (one alone where it needs no
    line), capacity ``F_k``, and ``z_p`` in [0, 1] for each pair of firms and good::

        f_a <= sum_k F_k y_ak
        f_a >= sum_k max(min_flow, min_load F_k) y_ak
        sum_k y_ak <= 1,  sum_k y_ak <= z_p
        sum_p z_p <= max_links
        sum_p z_p <= 1              per giver and good, and per taker and good (exclusive)
        cost: (transaction cost + annuity_k) y_ak + freight f_a

    so the objective is the true cost of the design. Arcs given by hand cost what their table says and have a switch
    only where links are counted, exclusive or bound by contract.

    Raises
    ------
    Infeasible
        If no choice meets the contracts and counts.
    SolverFailure
        If the time limit ends the search before any choice is found.
    """
    model, settings = network.model, network.model.case.settings
    options = _options(model, settings)
    program = _with_switches(model, options, settings)
    try:
        answer = Session(program, mip_gap=settings.mip_gap, time_limit=settings.time_limit).solve()
    except Infeasible as error:
        raise Infeasible("links are too few, too large or too exclusive", limits=_at_fault(model, settings)) from error
    size = len(model.program.columns)
    taken = options[answer.values[size : size + len(options)] > 0.5]
    return _built(model, taken, options, answer.objective, answer.gap)


def _at_fault(model: Model, settings: Settings) -> pd.DataFrame:
    """Which of the rules on links cannot all be kept, none of which could be spared, told as limits."""
    free: dict[str, Any] = {"max_links": None, "exclusive": False, "min_flow": 0.0, "min_load": 0.0}
    kept = settings
    for name, value in free.items():
        try:
            Session(_programme(model, replace(kept, **{name: value})), mip_gap=1.0).solve()
        except Infeasible:
            kept = replace(kept, **{name: value})
    rules = [name for name, value in free.items() if getattr(kept, name) != value]
    amount = [float(getattr(kept, name)) for name in rules]
    blank = dict.fromkeys(
        [f"{field}{end}" for field in ("enterprise", "commodity", "item") for end in ("", "_zh", "_en")], ""
    )
    table = pd.DataFrame({"limit": rules, "amount": amount, "change": np.nan, "loss": 0.0}).assign(**blank, unit="")
    return table.assign(bound=np.where(table["limit"].isin(["max_links", "exclusive"]), "at most", "at least"))


def _programme(model: Model, settings: Settings) -> LinearProgram:
    return _with_switches(model, _options(model, settings), settings)


def counted(settings: Settings) -> bool:
    """Whether links are counted, exclusive or bound by contract, so that arcs given by hand need a switch too."""
    return settings.max_links is not None or settings.exclusive or settings.min_flow > 0 or settings.min_load > 0


def _options(model: Model, settings: Settings) -> pd.DataFrame:
    """What can be built: `OPTION_COLUMNS`, the capacity of the line ``built``, and ``switch_cost``, CNY/a."""
    arcs = model.arcs.reset_index(drop=True)
    eligible = ~arcs["existing"] if counted(settings) else ~(arcs["existing"] | arcs["listed"])
    upper = implied_bounds(model.program)[1][arcs["column"].to_numpy()]
    most = np.where(
        np.isfinite(upper), upper, 1e3 * max(1.0, np.where(np.isfinite(upper), upper, 0.0).max(initial=0.0))
    )
    lined = (arcs["annuity_per_km"] > 0) & arcs["design_flow"].notna() & ~arcs["listed"]
    pipes, plain = np.flatnonzero(eligible & lined), np.flatnonzero(eligible & ~lined)
    sizes = line_sizes(arcs.iloc[pipes], most[pipes])
    sizes = sizes.assign(arc=pipes[sizes["arc"].to_numpy()], least=settings.min_load * sizes["capacity"])
    direct = pd.DataFrame({"arc": plain, "size": np.nan, "capacity": most[plain], "fixed": 0.0, "least": 0.0})
    parts = [part for part in (sizes, direct) if len(part)] or [sizes]
    options = pd.concat(parts, ignore_index=True).reindex(columns=OPTION_COLUMNS)
    options = options.sort_values(["arc", "capacity"], kind="stable", ignore_index=True)
    at = options["arc"].to_numpy()
    return options.assign(
        least=np.maximum(options["least"], settings.min_flow), capacity=np.minimum(options["capacity"], most[at]),
        built=options["capacity"],
        switch_cost=np.where(arcs["listed"].to_numpy(bool)[at], 0.0, settings.transaction_cost) + options["fixed"],
    )  # fmt: skip


def _with_switches(model: Model, options: pd.DataFrame, settings: Settings) -> LinearProgram:
    """The programme with a binary per option, and the rows of `decide`."""
    program, size = model.program, len(model.program.columns)
    arcs = model.arcs.reset_index(drop=True)
    costs = program.columns["cost"].to_numpy(float).copy()
    pipes = np.unique(options.loc[options["size"].notna(), "arc"].to_numpy(int))
    costs[arcs["column"].to_numpy()[pipes]] = arcs["cost"].to_numpy(float)[pipes]
    switches = pd.DataFrame({
        "name": "build|" + options.index.astype(str), "lower": 0.0, "upper": 1.0, "cost": options["switch_cost"],
        "integer": True,
    })  # fmt: skip
    switch = size + options.index.to_numpy()
    flow = arcs["column"].to_numpy()[options["arc"].to_numpy(int)]
    ones = np.ones(len(options))
    links = arcs.iloc[options["arc"]].reset_index(drop=True)
    rows = [
        _rows("carry", options["arc"], [(flow, ones, True), (switch, -options["capacity"].to_numpy(), False)], 0.0),
        _rows("one", options["arc"], [(switch, ones, False)], 1.0),
    ]
    if settings.min_flow > 0 or settings.min_load > 0:
        contract = [(flow, -ones, True), (switch, options["least"].to_numpy(), False)]
        rows.append(_rows("contract", options["arc"], contract, 0.0))
    pairs = pd.DataFrame({"name": pd.Series(dtype="str")})
    if settings.max_links is not None or settings.exclusive:
        named = "link|" + links["from"] + "|" + links["to"] + "|" + links["commodity"]
        pairs = pd.DataFrame({"name": named.drop_duplicates(), "lower": 0.0, "upper": 1.0, "cost": 0.0})
        pairs = pairs.assign(integer=False).reset_index(drop=True)
        pair = size + len(options) + pd.Index(pairs["name"]).get_indexer(named)
        rows.append(_rows("link", options["arc"], [(switch, ones, False), (pair, -ones, True)], 0.0))
        rows += _counts(arcs, links.assign(pair=pair).drop_duplicates("pair"), settings)
    limits = pd.concat([part[0] for part in rows], ignore_index=True)
    entries = pd.concat([part[1] for part in rows], ignore_index=True)
    place = pd.Index(limits["name"]).get_indexer(entries["row"]) + len(program.rows)
    columns = pd.concat([program.columns.assign(cost=costs), switches, *([pairs] if len(pairs) else [])])
    return replace(
        program,
        columns=columns.reset_index(drop=True),
        rows=pd.concat([program.rows, limits], ignore_index=True),
        coefficients=pd.concat([program.coefficients, entries.assign(row=place)], ignore_index=True),
    )


Terms = list[tuple[np.ndarray, np.ndarray, bool]]


def _rows(prefix: str, group: pd.Series, terms: Terms, limit: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows ``sum of terms <= limit``, one per group; a term that stands once per group is marked so."""
    name = f"{prefix}|" + group.astype(str)
    parts = []
    for column, value, once in terms:
        part = pd.DataFrame({"row": name.to_numpy(), "column": column, "value": value})
        parts.append(part.drop_duplicates(["row", "column"]) if once else part)
    entries = pd.concat(parts, ignore_index=True)
    return pd.DataFrame({"name": name.drop_duplicates(), "lower": -np.inf, "upper": limit}), entries


def _counts(arcs: pd.DataFrame, links: pd.DataFrame, settings: Settings) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """At most so many links; at most one partner per firm, good and direction, existing ones counted."""
    ones = np.ones(len(links))
    pair = links["pair"].to_numpy()
    found = []
    if settings.max_links is not None:
        every = pd.Series("all", index=links.index)
        found.append(_rows("links", every, [(pair, ones, False)], float(settings.max_links)))
    for end in ("from", "to") if settings.exclusive else ():
        rows, entries = _rows(f"only-{end}", links[end] + "|" + links["commodity"], [(pair, ones, False)], 1.0)
        bound = arcs[arcs["existing"]]
        taken = f"only-{end}|" + bound[end] + "|" + bound["commodity"]
        found.append((rows.assign(upper=np.where(rows["name"].isin(taken), 0.0, 1.0)), entries))
    return found


def _built(model: Model, taken: pd.DataFrame, options: pd.DataFrame, objective: float, gap: float) -> Decision:
    """Put the chosen lines into the model and solve it as built."""
    arcs = model.arcs.reset_index(drop=True).assign(fixed=0.0, least=0.0, size=np.nan)
    open_arcs = np.ones(len(arcs), dtype=bool)
    open_arcs[options["arc"].to_numpy(int)] = False
    at = taken["arc"].to_numpy(int)
    open_arcs[at] = True
    arcs.loc[at, "least"] = taken["least"].to_numpy()
    lines = taken[taken["size"].notna()]
    at = lines["arc"].to_numpy(int)
    for field in ("fixed", "size", "capex_per_km", "annuity_per_km"):
        arcs.loc[at, field] = lines[field].to_numpy()
    for field in ("capacity", "design_flow"):
        arcs.loc[at, field] = lines["built"].to_numpy()
    arcs.loc[at, "exponent"] = 0.0
    network = Network(replace(model, arcs=arcs))
    prices = network.arc_prices()
    prices[at] = arcs["cost"].to_numpy(float)[at]
    network.price_arcs(prices)
    network.open_only(open_arcs)
    point = network.solve()
    plain = (arcs["existing"] | arcs["listed"]).to_numpy()
    idle = open_arcs & ~plain & ~used(network, point)
    if idle.any():
        open_arcs &= ~idle
        network.open_only(open_arcs)
        point = network.solve()
    bound = objective - gap * abs(objective)
    return Decision(network, open_arcs, point, _told(network, open_arcs, point), objective, bound, gap)


def _told(network: Network, open_arcs: np.ndarray, point: Point) -> pd.DataFrame:
    arcs = network.model.arcs
    amount = point.values[arcs["column"].to_numpy()]
    table = arcs.assign(amount=amount, annuity=arcs["fixed"], capex=arcs["capex_per_km"] * arcs["distance_km"])
    table = table[open_arcs & ~arcs["existing"] & used(network, point)]
    lined = table["size"].notna()
    table = table.assign(
        capex=table["capex"].where(lined, 0.0), capacity=table["capacity"].where(np.isfinite(table["capacity"])),
    )  # fmt: skip
    table = table.assign(load=table["amount"] / table["capacity"])
    fields = [*PAIR, "mode", "size", "capacity", "amount", "load", "capex", "annuity"]
    return table.sort_values([*PAIR, "mode"])[fields].reset_index(drop=True)
