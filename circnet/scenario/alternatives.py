"""Near-optimal networks: what every good network has in common, what is a real choice, what can stand in for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.listing import FLOW_TOLERANCE
from circnet.coupling.model import Model
from circnet.coupling.result import records
from circnet.coupling.state import State, baseline, settle
from circnet.coupling.ties import break_ties
from circnet.errors import UsageFault
from circnet.park import Catalog, Park
from circnet.scenario.different import most_different
from circnet.scenario.good_networks import LINK, GoodNetworks, good_networks, most_on
from circnet.scenario.stand_ins import stand_ins

FREE = 1e-6
"""A link that others make up for at an extra cost of this share of the saving might as well not be there."""
NEGLIGIBLE = 0.01
"""A link that may carry less than this share of what its two ends could exchange, whatever it cost, is `never`."""


@dataclass(frozen=True)
class Alternatives:
    """Networks nearly as good as the optimum.

    Attributes
    ----------
    summary
        ``status, park, objective, cost`` (of the optimum, in units of the objective), ``saving`` (total, against the
        links that exist; null without a baseline), ``within`` (share), ``measured_on`` (saving, or cost where nothing
        is saved), ``budget`` (what a good network may cost more), ``unique`` (whether no other network is as good:
        neither other amounts on the same links nor a stand-in at no cost; null for objectives other than cost),
        ``must, choice, never`` (counts).
    links
        Every candidate: ``from, to, commodity, mode, distance_km, existing, amount`` (in the optimum), ``least, most``
        (over all good networks), ``potential`` (the most the two ends could exchange at any cost; null: no limit),
        ``unit, class`` (must, choice, never), ``group`` (links of one group can stand in for one another; 0: none).
    stand_ins
        What makes up for a link at its least: ``from, to, commodity, mode, given_up, extra_cost, by`` (flow, buy,
        sell, dispose, own, accept), ``by_from, by_to, amount``.
    networks
        Whole networks, the optimum first: ``network, links, new_links, extra_cost, kept, added, dropped``
        (links against the optimum), ``distance`` (Jaccard distance to the nearest network before it).
    members
        ``network, from, to, commodity, mode, amount, unit``.
    """

    summary: Mapping[str, object]
    links: pd.DataFrame
    stand_ins: pd.DataFrame
    networks: pd.DataFrame
    members: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """Summary and tables as plain values; what is not known is None."""
        tables = {name: records(getattr(self, name)) for name in ("links", "stand_ins", "networks", "members")}
        return {**self.summary, **tables}


def alternatives(
    park: Park, catalog: Catalog, settings: Settings | None = None, within: float = 0.05, networks: int = 5
) -> Alternatives:
    """Explore the networks that give up at most a share of the optimum's saving.

    A network is good if its net cost, with each new line at what it carries and the yearly cost of keeping each new
    link, is at most the optimum's plus ``within`` of the total saving, and it leaves no more unexplained. Ranges are
    taken over a linear space that contains all of them (`circnet.scenario.good_networks`): `must` and `never` are
    certain, `choice` may be rosy. Whole networks and stand-ins carry their true extra cost.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`.
    within
        Share of the total saving that may be given up; of the optimum's cost where there is no saving.
    networks
        How many whole networks to look for besides the optimum, each as different as can be from those before it.

    Raises
    ------
    UsageFault
        If ``within`` or ``networks`` is negative or not a number.
    Infeasible, Unbounded, SolverFailure
        As `circnet.coupling.couple`.

    Notes
    -----
    Brill ED, Chang S-Y, Hopkins LD. Modeling to generate alternatives. Management Science 28 (1982) 221-235.
    DeCarolis JF. Using modeling to generate alternatives (MGA) to expand our thinking on energy futures. Energy
    Economics 33 (2011) 145-152. Least and most of each variable: Neumann F, Brown T. The near-optimal feasible space
    of a renewable power system model. Electric Power Systems Research 190 (2021) 106690.
    """
    if not (0.0 <= within < np.inf) or networks < 0:
        raise UsageFault("bad_setting", f"within = {within}, networks = {networks}", ">= 0")
    settings = settings or Settings()
    state = settle(park, catalog, settings)
    unique = None
    if settings.objective == "cost":
        tied = break_ties(state.network, state.open_arcs, state.point)
        state, unique = replace(state, point=tied.point), tied.unique
    budget, told = _budget(state, within)
    good = good_networks(state, budget)
    links = _ranges(state, good)
    links = links.assign(**{"class": _classes(links)})
    replaced = stand_ins(state, good.explorer, links)
    if unique and len(replaced.table):
        unique = bool((replaced.table["extra_cost"] > FREE * max(1.0, abs(told["saving"] or 0.0))).all())
    found = most_different(state, good, links, networks)
    links = links.assign(group=replaced.groups)
    counts = links["class"].value_counts()
    summary = {
        "status": "optimal", "park": state.network.model.case.park.info.id, "objective": settings.objective, **told,
        "within": within, "budget": budget, "unique": unique,
        **{name: int(counts.get(name, 0)) for name in ("must", "choice", "never")},
    }  # fmt: skip
    return Alternatives(summary, _told(state.network.model, links), replaced.table, found.networks, found.members)


def _budget(state: State, within: float) -> tuple[float, dict[str, Any]]:
    """What a good network may cost more than the optimum, and the figures it stands on."""
    network, cost = state.network, state.point.objective
    before = baseline(network)
    saving = None
    if before is not None:
        apart = before.unexplained - state.point.unexplained
        saving = before.objective - cost + (apart if network.model.case.settings.objective == "cost" else 0.0)
    on_saving = saving is not None and saving > 1e-9 * max(1.0, abs(cost))
    reference = saving if on_saving and saving is not None else abs(cost)
    figures = {"cost": cost, "saving": saving, "measured_on": "saving" if on_saving else "cost"}
    return within * reference, figures


def _ranges(state: State, good: GoodNetworks) -> pd.DataFrame:
    """Least and most amount of each arc over the good networks, and its most at any cost."""
    arcs = state.network.model.arcs
    columns = arcs["column"].to_numpy()
    size = len(good.explorer.program.columns)
    seen = state.point.values[columns]
    least, most = seen.copy(), seen.copy()
    for arc in np.flatnonzero(good.potential > FLOW_TOLERANCE):
        values = most_on(good.explorer, size, int(columns[arc]))
        if values is None:
            most[arc] = np.inf
        else:
            least, most = np.minimum(least, values[columns]), np.maximum(most, values[columns])
    for arc in np.flatnonzero(least > FLOW_TOLERANCE):  # what some good network does without has its least already
        costs = np.zeros(size)
        costs[columns[arc]] = 1.0
        least = np.minimum(least, good.explorer.least(costs)[columns])
    ranges = {"amount": seen, "least": least, "most": most, "potential": good.potential}
    table = arcs.assign(**{name: np.where(flow > FLOW_TOLERANCE, flow, 0.0) for name, flow in ranges.items()})
    return table.reset_index(drop=True)


def _classes(links: pd.DataFrame) -> np.ndarray:
    finite = np.where(np.isfinite(links["potential"]), links["potential"], 0.0)
    never = links["most"] <= np.maximum(FLOW_TOLERANCE, NEGLIGIBLE * finite)
    must = links["least"] > np.maximum(FLOW_TOLERANCE, 1e-6 * np.where(np.isfinite(links["most"]), links["most"], 0.0))
    return np.select([must, never], ["must", "never"], "choice")


def _told(model: Model, links: pd.DataFrame) -> pd.DataFrame:
    units = model.case.catalog.commodities.set_index("id")["unit"].reindex(links["commodity"]).fillna("").to_numpy()
    table = links.assign(unit=units, order=links["class"].map({"must": 0, "choice": 1, "never": 2}))
    table = table.sort_values(["order", "commodity", "group", *LINK], kind="stable")
    columns = [*LINK, "distance_km", "existing", "amount", "least", "most", "potential", "unit", "class", "group"]
    return table[columns].reset_index(drop=True)
