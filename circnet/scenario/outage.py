"""Outage: a firm stands still for some days. Who loses what, who steps in, what it costs, how far it cascades."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.result import records
from circnet.coupling.state import State, baseline, settle
from circnet.errors import Infeasible, UsageFault
from circnet.park import Catalog, Park
from circnet.park.faults import nearest
from circnet.scenario.cascade import cuts, firms_hit, losses, no_replacements, replacements, shifts
from circnet.scenario.disruption import Disruption, as_it_runs

DAYS_A_YEAR = 365.0
FEN = 0.01
"""A cost below this, CNY, is the rounding of a solve."""
Network = Literal["today", "coupled"]
Replacement = Literal["existing", "hauled", "any"]


@dataclass(frozen=True)
class OutageTerms:
    """What an outage is reckoned with.

    Attributes
    ----------
    days
        How long the firm stands still.
    network
        ``today``: the links that exist; ``coupled``: with those that `circnet.coupling.couple` chooses.
    replacement
        Links that may step in: only those ``existing`` before; also new ones that are ``hauled`` (no line to build);
        ``any`` candidate, its line at the annuity of the days.

    Raises
    ------
    UsageFault
        If the days are not more than 0 and at most a year, or a word is not one of those above.
    """

    days: float = 30.0
    network: Network = "today"
    replacement: Replacement = "hauled"

    def __post_init__(self) -> None:
        """Refuse what cannot be reckoned with."""
        if not 0.0 < self.days <= DAYS_A_YEAR:
            raise UsageFault("bad_setting", f"days = {self.days:g}", f"0 < days <= {DAYS_A_YEAR:g}")
        for name, words in (("network", get_args(Network)), ("replacement", get_args(Replacement))):
            if getattr(self, name) not in words:
                raise UsageFault("bad_setting", f"{name} = {getattr(self, name)}", ", ".join(words))


@dataclass(frozen=True)
class Outage:
    """A firm at a standstill; money in CNY and amounts for the days of the outage.

    Attributes
    ----------
    summary
        ``status, park, firm, days, network, replacement, cost`` (of all firms together), ``cost_own`` (of the firm
        that stands still), ``cost_others``, ``firms_hit, firms_cut, levels, goods_lost, value_lost``.
    firms
        The firm, each firm hit, and those who bear a cost by stepping in: ``enterprise, level`` (steps from the firm
        through links whose flow changes; null: through a market), ``hit, value_lost, cut`` (largest share by which a
        unit is cut), ``stopped`` (units at a standstill), ``cost`` (of its own account, see
        `circnet.scenario.disruption.Disruption.accounts`; they sum to the total).
    losses
        Flows lost: ``level, enterprise, side`` (input, outlet), ``commodity, partner, amount, unit, value`` (at the
        catalog's price).
    replacements
        What steps in: ``enterprise, side, commodity, by`` (link, buy, sell, dispose, own, substitute, cut), ``partner,
        amount, unit, cost`` (carriage or trade; null where goods are made do without).
    cuts
        Units and ports that run below before: ``enterprise, unit, technology, commodity, before, after, unit_of_amount,
        share, stopped, value``.
    """

    summary: Mapping[str, object]
    firms: pd.DataFrame
    losses: pd.DataFrame
    replacements: pd.DataFrame
    cuts: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """Summary and tables as plain values; what is not known is None."""
        return {**self.summary, **{k: records(getattr(self, k)) for k in ("firms", "losses", "replacements", "cuts")}}


@dataclass(frozen=True)
class Ranking:
    """Every firm stopped in turn.

    Attributes
    ----------
    summary
        ``status, park, days, network, replacement``.
    ranking
        Worst first: ``rank, enterprise, cost, cost_others, firms_hit, firms_cut, levels, goods_lost, value_lost,
        hardest_hit``.
    """

    summary: Mapping[str, object]
    ranking: pd.DataFrame

    def to_dict(self) -> dict[str, object]:
        """Summary and ranking as plain values; what is not known is None."""
        return {**self.summary, "ranking": records(self.ranking)}


def outage(
    park: Park, catalog: Catalog, firm: str, terms: OutageTerms | None = None, settings: Settings | None = None
) -> Outage:
    """Stop a firm for some days.

    The yearly programme at the scale of the days: the firm's units, ports, trades and links stand at zero, every
    other unit may fall below its throughput but not rise above it (utilities and free units up to capacity), and what
    the data cannot explain does not grow. Stocks are not counted. Of the cheapest states the one nearest to before is
    told, so that nothing is listed that could have stayed.

    Parameters
    ----------
    park, catalog
        As for `circnet.coupling.couple`.
    firm
        Id of the firm.
    terms, settings
        Days and links; choices of the run. The objective is net cost.

    Raises
    ------
    UsageFault
        If the park has no such firm; the nearest name is told.
    Infeasible, Unbounded, SolverFailure
        If the park has no state before the outage.
    """
    terms, settings = terms or OutageTerms(), replace(settings or Settings(), objective="cost")
    firms = park.enterprises["id"].tolist()
    if firm not in firms:
        near = nearest([firm], firms)[0]
        raise UsageFault("no_firm_to_stop", firm, near or ", ".join(sorted(firms)))
    state = _state(park, catalog, settings, terms)
    told, moved = _stopped(state, _disruption(state, terms), firm, terms)
    return replace(told, replacements=replacements(moved, told.losses))


def rank_outages(
    park: Park, catalog: Catalog, terms: OutageTerms | None = None, settings: Settings | None = None
) -> Ranking:
    """Stop every firm of a park in turn and rank them by what the others lose: the single points of failure.

    Parameters and errors as for `outage`.
    """
    terms, settings = terms or OutageTerms(), replace(settings or Settings(), objective="cost")
    state = _state(park, catalog, settings, terms)
    disruption = _disruption(state, terms)
    found = [_stopped(state, disruption, firm, terms)[0] for firm in sorted(park.enterprises["id"])]
    columns = ["cost", "cost_others", "firms_hit", "firms_cut", "levels", "goods_lost", "value_lost"]
    table = pd.DataFrame([one.summary for one in found], columns=["firm", *columns])
    table = table.rename(columns={"firm": "enterprise"}).assign(hardest_hit=[_hardest(one) for one in found])
    table = table.assign(others=table["cost_others"].round(2), all=table["cost"].round(2))
    table = table.sort_values(["others", "firms_hit", "all", "enterprise"], ascending=[False, False, False, True])
    table = table.assign(rank=range(1, len(table) + 1))[["rank", "enterprise", *columns, "hardest_hit"]]
    return Ranking(_told(park, terms), table.reset_index(drop=True))


def _hardest(one: Outage) -> str:
    firms = one.firms[one.firms["hit"]]
    return "" if firms.empty else str(firms.loc[firms["cost"].idxmax(), "enterprise"])


def _told(park: Park, terms: OutageTerms) -> dict[str, object]:
    return {
        "status": "optimal", "park": park.info.id, "days": terms.days, "network": terms.network,
        "replacement": terms.replacement,
    }  # fmt: skip


def _state(park: Park, catalog: Catalog, settings: Settings, terms: OutageTerms) -> State:
    """The park before the outage."""
    state = settle(park, catalog, settings)
    if terms.network == "coupled":
        return state
    before = baseline(state.network)
    if before is None:
        raise Infeasible("no_solution_without_new_links")
    return State(state.network, state.network.model.arcs["existing"].to_numpy(bool), before)


def _disruption(state: State, terms: OutageTerms) -> Disruption:
    arcs = state.network.model.arcs
    allowed = {
        "existing": np.zeros(len(arcs), dtype=bool),
        "hauled": ~(arcs["annuity_per_km"].fillna(0.0) > 0).to_numpy(),
        "any": np.ones(len(arcs), dtype=bool),
    }[terms.replacement]
    return Disruption(state.network.model, as_it_runs(state), allowed)


def _stopped(state: State, disruption: Disruption, firm: str, terms: OutageTerms) -> tuple[Outage, pd.DataFrame]:
    """The outage of a firm, without what steps in, and what moved."""
    model, share = state.network.model, terms.days / DAYS_A_YEAR
    after = disruption.without(firm)
    moved = shifts(model, disruption.before, after, share)
    costs = disruption.accounts(after) * share
    costs = costs.where(costs >= FEN, 0.0)
    lost, cut = losses(moved, firm), cuts(model, moved, firm, share)
    firms = firms_hit(moved, lost, cut, costs, firm)
    lost = lost.assign(level=firms.set_index("enterprise")["level"].reindex(lost["enterprise"]).to_numpy())
    lost = lost.sort_values(["level", "value", "enterprise", "side", "commodity", "partner"],
                            ascending=[True, False, True, True, True, True]).reset_index(drop=True)  # fmt: skip
    total, own = float(costs.sum()), float(costs.get(firm, 0.0))
    others = firms[firms["hit"]]
    summary = _told(model.case.park, terms) | {
        "firm": firm, "cost": total, "cost_own": own, "cost_others": total - own,
        "firms_hit": len(others), "firms_cut": int((others["cut"] > 0).sum()),
        "levels": int(others["level"].max()) if others["level"].notna().any() else 0,
        "goods_lost": int(lost["commodity"].nunique()), "value_lost": float(lost["value"].sum()),
    }  # fmt: skip
    columns = ["level", "enterprise", "side", "commodity", "partner", "amount", "unit", "value"]
    return Outage(summary, firms, lost[columns], no_replacements(), cut), moved
