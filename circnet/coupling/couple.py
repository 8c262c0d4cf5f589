"""The analysis itself: park, catalog and settings in, couplings out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from circnet.coupling.block import Block
from circnet.coupling.listing import keep_what_pays, used
from circnet.coupling.model import Model, build
from circnet.coupling.reading import read
from circnet.coupling.result import Coupling
from circnet.coupling.settings import Settings
from circnet.coupling.solve import Network, Point, check_by_pulp, explain
from circnet.coupling.worth import equals, taps, value_links
from circnet.coupling.yesno import decide
from circnet.errors import Infeasible, NoSolution
from circnet.lp import LinearProgram
from circnet.park import Catalog, Park


def couple(park: Park, catalog: Catalog, settings: Settings | None = None) -> Coupling:
    """Find the couplings of a park that pay, against the links that exist.

    Parameters
    ----------
    park
        One park, or several joined by `circnet.park.join`.
    catalog
        The catalog; the park's own tables are laid over it.
    settings
        Choices of the run.

    Returns
    -------
    Coupling
        Flows, ranked opportunities, trades, prices and the baseline.

    Raises
    ------
    Infeasible, Unbounded
        If there is no optimum, naming enterprise, commodity and amount.
    SolverFailure
        If a solver failed, or PuLP's and the direct solve disagree.
    UsageFault
        If the objective or the solver is unknown.
    """
    settings = settings or Settings()
    model = build(park, catalog, settings)
    network = Network(model)
    try:
        first = network.solve()
    except NoSolution as error:
        raise explain(model, error) from error
    check_by_pulp(model, float(model.column("cost") @ first.values))
    open_arcs, point = _choose(network, first)
    new = open_arcs & ~model.arcs["existing"].to_numpy()
    tapped = _tapped(network, new) if settings.objective == "cost" else network
    baseline, reason = _baseline(tapped)
    if tapped is not network:
        tapped.open_only(open_arcs)
        point = tapped.solve()
    chosen = used(tapped, point) & new
    valued = value_links(tapped, open_arcs, chosen, point, baseline)
    return read(tapped, point, baseline, reason, chosen, valued, equals(tapped, chosen, point))


def _choose(network: Network, first: Point) -> tuple[np.ndarray, Point]:
    """Decide which arcs stay open: boolean per arc, and the solved state."""
    model = network.model
    plain = (model.arcs["existing"] | model.arcs["listed"]).to_numpy()
    settings = model.case.settings
    if settings.objective != "cost":
        point = network.cheapest_at(first)
        return plain | used(network, point), point
    if plain.all():
        return plain, first
    return decide(network) if settings.yes_no else keep_what_pays(network)


def _tapped(network: Network, new: np.ndarray) -> Network:
    """A copy of the network with taps at the ends of the new links, to ask what each is worth."""
    if not new.any():
        return network
    model = network.model
    tapped = Network(_extended(model, taps(model, model.arcs[new])))
    tapped.price_arcs(network.arc_prices())
    return tapped


def _baseline(network: Network) -> tuple[Point | None, str]:
    network.open_only(network.model.arcs["existing"].to_numpy())
    try:
        point = network.solve()
    except Infeasible:
        return None, "no_solution_without_new_links"
    return (point if network.model.case.settings.objective == "cost" else network.cheapest_at(point)), ""


def _extended(model: Model, block: Block) -> Model:
    """The model with further columns on its rows."""
    program = model.program
    columns = pd.concat([program.columns, block.columns.assign(lower=0.0)], ignore_index=True)
    fill = {
        c: 0.0 for c in program.columns if c not in ("name", "family", "enterprise", "commodity", "item", "integer")
    }
    columns = columns.fillna(fill | {"enterprise": "", "commodity": "", "item": "", "integer": False})
    columns = columns.astype({"integer": bool})
    entries = block.coefficients
    added = pd.DataFrame({
        "row": pd.Index(program.rows["name"]).get_indexer(entries["row"]),
        "column": pd.Index(columns["name"]).get_indexer(entries["column"]),
        "value": entries["value"],
    })  # fmt: skip
    coefficients = pd.concat([program.coefficients, added], ignore_index=True)
    return Model(model.case, model.arcs, model.offers, LinearProgram(columns, program.rows, coefficients))
