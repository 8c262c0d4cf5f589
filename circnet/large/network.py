"""The analysis of a large network: park, catalog and settings in, the couplings of the linear programme out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from circnet.coupling import Coupling, Settings
from circnet.coupling.case import Case
from circnet.coupling.families import links
from circnet.coupling.infeasible import explain
from circnet.coupling.listing import used
from circnet.coupling.model import Model, arcs_of, build, modelled, named, sets_of
from circnet.coupling.reading import read
from circnet.coupling.solve import Network, Point
from circnet.coupling.worth import extended
from circnet.errors import Infeasible, NoSolution, UsageFault
from circnet.large.arcs import Arcs
from circnet.large.lanes import Firms, Good, Pairing, firms_of, goods_of, pairing, written_pairs
from circnet.large.solving import Optimum, optimum
from circnet.lp import Solution
from circnet.lp.arrays import arrays_of
from circnet.network import haulage, known_arcs
from circnet.network.freight import annuity_factor
from circnet.park import Catalog, Park
from circnet.pieces import Machines

METHODS = ("auto", "plain", "columns", "parts")
"""How a network is solved: as one programme with all arcs, by delayed columns, or so in parts that nothing joins."""
PLAIN_UP_TO = 500
"""Firms up to which ``auto`` is ``plain``."""
_NO_EQUALS = pd.DataFrame({"arc": [], "chosen": []}).astype("int64")


def method_for(park: Park, method: str = "auto") -> str:
    """Return the method that solves a park: as asked, or by its size.

    Raises
    ------
    UsageFault
        If there is no such method.
    """
    if method not in METHODS:
        raise UsageFault("unknown_method", method, ", ".join(METHODS))
    if method != "auto":
        return method
    return "plain" if len(park.enterprises) <= PLAIN_UP_TO else "parts"


def couple_large(
    park: Park, catalog: Catalog, settings: Settings | None = None, method: str = "parts",
    machines: Machines | None = None,
) -> Coupling:  # fmt: skip
    """Find the couplings of a large network, each link at the price of its line at design flow.

    It is the linear programme from which `circnet.coupling.couple` starts, with all candidate links open: links are
    neither re-priced at their flow nor dropped nor valued one by one. What each is worth is left blank.

    Parameters
    ----------
    park
        One park, or several joined by `circnet.park.join`.
    catalog
        The catalog; the park's own tables are laid over it.
    settings
        Choices of the run; the objective must be cost.
    method
        One of `METHODS`. All give the same optimum.
    machines
        Where the parts are solved; None for the cores of this machine where that pays.

    Returns
    -------
    Coupling
        Its summary tells besides the ``method``, the ``parts`` solved apart, the ``rounds`` of the part that took most
        and ``arcs_entered``, how many arcs were written down.

    Raises
    ------
    Infeasible, Unbounded
        If there is no optimum, naming enterprise, commodity and amount.
    SolverFailure
        If the solver failed.
    UsageFault
        If the objective is not cost, links are to be decided by yes or no or limits to give way, or there is no such
        method; as `circnet.pieces.work`.
    """
    settings = settings or Settings()
    how = method_for(park, method)
    asked = {"objective": settings.objective != "cost", "yes_no": settings.yes_no, "relax": settings.relax}
    if any(asked.values()):
        raise UsageFault("not_large", ", ".join(name for name, is_asked in asked.items() if is_asked))
    sets = sets_of(park, catalog, settings)
    free = how == "plain" or park.info.candidates != "nearby" or sets.case.catalog.transport.empty
    ends = pairing(sets.case)
    model = modelled(sets, named(arcs_of(sets.case) if free else _written(sets.case, ends)))
    goods = [] if free else goods_of(sets.case, ends, model.first_balance, model.arcs)
    firms = firms_of(sets.case)
    try:
        best = optimum(arrays_of(model.program), firms, goods, how == "parts", machines and machines.apart("couplings"))
    except NoSolution as error:
        raise explain(build(park, catalog, settings), error) from error
    network, point = _with_arcs(model, goods, firms, best)
    before = _baseline(network, firms, how == "parts", machines and machines.apart("baseline"))
    result = _read(network, point, before)
    told = {"method": how, "parts": best.parts, "rounds": best.rounds, "arcs_entered": len(model.arcs) + len(best.arcs)}
    return replace(result, summary={**result.summary, "unique": None, **told})


def _written(case: Case, ends: Pairing) -> pd.DataFrame:
    """Arcs that are written down from the first."""
    rate, pairs = case.settings.discount_rate, written_pairs(ends)
    return known_arcs(case.park, case.catalog, ends.givers, ends.takers, rate, max_km=case.settings.max_km, pairs=pairs)


def _with_arcs(model: Model, goods: list[Good], firms: Firms, best: Optimum) -> tuple[Network, Point]:
    """The model with the arcs that carry something, and its state."""
    some = np.flatnonzero(best.flows > 0)
    found = best.arcs.take(some)
    order = np.lexsort([found.lane, found.taker, found.giver, found.good])
    carrying = some[order]
    arcs = named(arcs_table(model, goods, best.arcs.take(carrying)))
    block = links(model.case, arcs)
    priced = block.columns.assign(real_cost=block.columns["cost"], objective=block.columns["cost"])
    wide = extended(model, replace(block, columns=priced)) if len(arcs) else model
    table = pd.concat([model.arcs, arcs.assign(column=len(model.program.columns) + np.arange(len(arcs)))])
    network = Network(Model(model.case, table.reset_index(drop=True), model.offers, wide.program))
    values = np.append(best.values, best.flows[carrying])
    return network, network.point(Solution(best.objective, values, best.duals, np.empty(0), 0.0, "highs"))


def arcs_table(model: Model, goods: list[Good], found: Arcs) -> pd.DataFrame:
    """Return arcs, ordered by good, as `circnet.network.candidate_arcs` tells them."""
    if not len(found):
        return model.arcs[:0].drop(columns=["arc", "column"])
    giver, taker = np.empty(len(found), dtype=np.int64), np.empty(len(found), dtype=np.int64)
    mode = np.empty(len(found), dtype=object)
    for g in np.unique(found.good):
        of, good = found.good == g, goods[g]
        giver[of], taker[of] = good.givers.firm[found.giver[of]], good.takers.firm[found.taker[of]]
        mode[of] = good.modes[found.lane[of]]
    ids, names = model.case.park.enterprises["id"], pd.Series([good.commodity for good in goods])
    arcs = pd.DataFrame({
        "from": ids.take(giver).array, "to": ids.take(taker).array, "commodity": names.take(found.good).array,
        "mode": mode, "distance_km": found.route_km, "loss": found.loss,
    })  # fmt: skip
    table = haulage(model.case.catalog)
    table = table[table["between"] != "hub"]
    factor = annuity_factor(model.case.settings.discount_rate, table["lifetime_a"].to_numpy(float))
    table = table.assign(annuity_per_km=table["capex_per_km"] * factor)
    arcs = arcs.astype({"mode": "str"}).merge(table, on=["commodity", "mode"], how="left")
    charged = np.maximum(arcs["distance_km"], arcs["min_km"])
    arcs = arcs.assign(cost=arcs["fixed"] + arcs["per_km"] * charged, capacity=np.inf, existing=False, listed=False,
                       status="")  # fmt: skip
    return arcs[[column for column in model.arcs if column not in ("arc", "column")]]


def _baseline(network: Network, firms: Firms, apart: bool, machines: Machines | None) -> Point | None:
    """The state with existing links alone; None where that has no solution."""
    program = network.model.program
    arcs = network.model.arcs
    upper = program.columns["upper"].to_numpy(float, copy=True)
    upper[arcs.loc[~arcs["existing"], "column"]] = 0.0
    try:
        before = optimum(replace(arrays_of(program), upper=upper), firms, [], apart, machines)
    except Infeasible:
        return None
    return network.point(Solution(before.objective, before.values, before.duals, np.empty(0), 0.0, "highs"))


def _read(network: Network, point: Point, before: Point | None) -> Coupling:
    chosen = used(network, point) & ~network.model.arcs["existing"].to_numpy()
    amount = pd.DataFrame({"amount": point.values[network.model.arcs["column"].to_numpy()][chosen]},
                          index=np.flatnonzero(chosen))  # fmt: skip
    reason = "" if before is not None else "no_solution_without_new_links"
    return read(network, point, before, reason, chosen, amount, _NO_EQUALS)
