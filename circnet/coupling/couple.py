"""The analysis itself: park, catalog and settings in, couplings out."""

from __future__ import annotations

from dataclasses import replace

from circnet.coupling.choice import choose, first_state, told
from circnet.coupling.listing import used
from circnet.coupling.model import build
from circnet.coupling.reading import read
from circnet.coupling.result import Coupling
from circnet.coupling.settings import Settings
from circnet.coupling.solve import check_by_pulp
from circnet.coupling.state import baseline
from circnet.coupling.ties import break_ties
from circnet.coupling.worth import equals, value_links, with_taps
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
    network, first, relaxed = first_state(build(park, catalog, settings))
    check_by_pulp(network.model, float(network.model.column("cost") @ first.values))
    choice = choose(network, first)
    open_arcs, point = choice.open_arcs, choice.point
    new = open_arcs & ~choice.network.model.arcs["existing"].to_numpy()
    tapped = with_taps(choice.network, new) if settings.objective == "cost" else choice.network
    before = baseline(tapped)
    unique = None
    if settings.objective == "cost":
        tapped.open_only(open_arcs)
        tied = break_ties(tapped, open_arcs, tapped.solve())
        point, unique = tied.point, tied.unique
    chosen = used(tapped, point) & new
    valued = value_links(tapped, open_arcs, chosen, point, before)
    reason = "" if before is not None else "no_solution_without_new_links"
    result = read(tapped, point, before, reason, chosen, valued, equals(tapped, chosen, point))
    if unique is not None:
        result = replace(result, summary={**result.summary, "unique": unique})
    return told(result, relaxed, choice.decision)
