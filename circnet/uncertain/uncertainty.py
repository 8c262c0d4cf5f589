"""The uncertainty of a park's couplings: from ranges of prices, loads and recipes to what is sure about links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.coupling.result import records
from circnet.park import Catalog, Park
from circnet.pieces import Machines
from circnet.uncertain.chunks import Figures, evaluate, run
from circnet.uncertain.comparing import Comparison, compare
from circnet.uncertain.deciding import INFEASIBLE, OPTIMAL, UNBOUNDED
from circnet.uncertain.prepared import Prepared, prepare
from circnet.uncertain.sampling import Sampler
from circnet.uncertain.sensitivity import group_shares, movers, rank_correlations, sobol_indices
from circnet.uncertain.sets import LinkSet, named_plans
from circnet.uncertain.statistics import ROBUST, links_table, totals_table, uses_table
from circnet.uncertain.terms import UncertaintyTerms
from circnet.uncertain.twostage import Choice, choose_now, representatives

__all__ = ["Uncertainty", "uncertainty"]

_INDICES = ("first", "first_interval", "total", "total_interval")
_STATUS = {OPTIMAL: "optimal", INFEASIBLE: "infeasible", UNBOUNDED: "unbounded"}


@dataclass(frozen=True)
class Uncertainty:
    """What samples say about a park's couplings.

    Attributes
    ----------
    summary
        ``park, samples, solved, infeasible, unbounded, method, seed, shape, rho, spread, alpha``; ``target``: what
        ``inputs`` and ``groups`` are about, saving or, where nothing is there to compare with, cost with its sign
        turned; ``links_chosen``; ``links_robust`` that pay in ``robust_share`` of the samples or more;
        ``regret_links, regret_expected, regret_q95, regret_tail, regret_maximum, regret_failing`` of the links of the
        optimum at central figures, as in ``sets``; ``value_of_stochastic_solution`` (None) and
        ``indices_without_figure`` (0) where they were not asked for.
    totals
        As `circnet.uncertain.statistics.totals_table`.
    links
        As `circnet.uncertain.statistics.links_table`.
    inputs
        As `circnet.uncertain.sensitivity.rank_correlations`.
    groups
        `circnet.uncertain.sensitivity.group_shares` with `circnet.uncertain.sensitivity.sobol_indices` of the first
        of them, NaN where it was not asked for; ``rest`` are the other groups together.
    sets, set_links
        Sets of links side by side: the existing ones alone (``current``), those of central figures (``central``), the
        named ones and, where it was asked for, the choice in two stages (``two_stage``):
        `circnet.uncertain.sets.sets_table`, and the links of each.
    stages, choice
        Tables of `circnet.uncertain.twostage.Choice`; without rows where it was not asked for.
    movers
        `circnet.uncertain.sensitivity.movers` of ``links``: ``link`` is the row there.
    samples
        ``status, cost, unexplained, saving, saving_unexplained, regret`` of each sample, in order.
    uses
        `circnet.uncertain.statistics.uses_table` of ``links``.
    costs
        Yearly cost of each set in each sample and ``least``, the least that is known without the named sets, CNY/a;
        inf where a set has no solution, NaN where the sample has none.
    """

    summary: dict[str, Any]
    totals: pd.DataFrame
    links: pd.DataFrame
    inputs: pd.DataFrame
    groups: pd.DataFrame
    sets: pd.DataFrame
    set_links: pd.DataFrame
    stages: pd.DataFrame
    choice: pd.DataFrame
    movers: pd.DataFrame
    samples: pd.DataFrame
    uses: pd.DataFrame
    costs: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the samples as plain values; what is unknown or without bound is None."""
        tables = {name: records(getattr(self, name).replace([np.inf, -np.inf], np.nan))
                  for name in ("totals", "links", "movers", "inputs", "groups", "sets", "set_links", "stages",
                               "choice")}  # fmt: skip
        plain = {name: None if isinstance(value, float) and not np.isfinite(value) else value
                 for name, value in self.summary.items()}  # fmt: skip
        return {**plain, **tables}


def uncertainty(  # noqa: PLR0913, PLR0917  what, how, where, and who is told
    park: Park, catalog: Catalog, settings: Settings, terms: UncertaintyTerms, machines: Machines | None = None,
    sets: Sequence[LinkSet] = (), tell: Callable[[float], None] | None = None,
) -> Uncertainty:  # fmt: skip
    """Tell what is sure about a park's couplings when prices, loads and recipes are not.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`, under the cost objective, links decided by dropping.
    terms
        How it is sampled and what is asked.
    machines
        Where samples are worked on; in this process if absent.
    sets
        Links that are weighed beside the existing ones and those of central figures.
    tell
        Told the share of the samples that is done.

    Raises
    ------
    Infeasible, Unbounded
        If there is no optimum at central figures.
    InputFaults
        If a named link does not exist, as `circnet.uncertain.sets.named_plans`.
    UsageFault
        As `circnet.uncertain.prepared.prepare` and `circnet.uncertain.chunks.run`.
    """
    machines = machines or Machines()
    prepared = prepare(park, catalog, settings, terms)
    plans = named_plans(prepared, sets)
    sampler = prepared.sampler()
    points = sampler.points(terms)
    answers = run(prepared, points, terms.chunk, machines, tell)
    values = sampler.values(points)
    target = _target(answers)
    goal = _goal(answers, target)
    ranked = rank_correlations(prepared.inputs, values, goal)
    shares = group_shares(prepared.inputs, values, goal)
    groups, filled = _groups(prepared, sampler, shares, terms, machines, target)
    choice = _choice(prepared, values, answers, goal, terms)
    central = evaluate_central(prepared)
    if choice is not None:
        plans = {**plans, "two_stage": choice.plan}
    compared = compare(prepared, points, answers, plans, terms, machines)
    links = links_table(prepared.model, prepared.plan, answers)
    arcs = links.index.to_numpy()
    links = links.reset_index(drop=True)
    worth = np.where(answers["flow"][:, arcs] > 0, answers["worth"][:, arcs], answers["flow"][:, arcs])
    summary = {
        "park": park.info.id, "samples": terms.samples, **_counts(answers), "method": terms.method,
        "seed": terms.seed, "shape": terms.shape, "rho": terms.rho, "spread": terms.spread, "alpha": terms.alpha,
        "target": target, "links_chosen": int(prepared.plan.chosen.sum()),
        "robust_share": ROBUST, "links_robust": int(links["robust"].sum()), **_regret(compared),
        "value_of_stochastic_solution": None if choice is None else choice.value,
        "indices_without_figure": filled,
    }  # fmt: skip
    samples = {name: answers[name] for name in ("cost", "unexplained", "saving", "saving_unexplained")}
    return Uncertainty(
        summary=summary, totals=totals_table(answers, central), links=links, inputs=ranked, groups=groups,
        sets=compared.sets, set_links=compared.links, stages=pd.DataFrame() if choice is None else choice.sets,
        choice=pd.DataFrame() if choice is None else choice.links, movers=movers(prepared.inputs, values, worth),
        samples=pd.DataFrame({
            "status": [_STATUS[int(one)] for one in answers["status"]], **samples, "regret": compared.regret,
        }),
        uses=uses_table(arcs, answers), costs=compared.costs,
    )  # fmt: skip


def group_indices(  # noqa: PLR0913, PLR0917  what, how, of what, where, and who is told
    park: Park, catalog: Catalog, settings: Settings, terms: UncertaintyTerms, found: pd.DataFrame, target: str,
    machines: Machines | None = None, tell: Callable[[float], None] | None = None,
) -> tuple[pd.DataFrame, int]:  # fmt: skip
    """Return the Sobol indices of the groups of inputs of a run that was made without them.

    Parameters
    ----------
    park, catalog, settings, terms, machines, tell
        As for `uncertainty`; ``terms.indices`` says how many base samples they take.
    found, target
        ``groups`` of that run, and ``target`` of its summary.

    Returns
    -------
    pandas.DataFrame
        ``groups`` as `uncertainty` tells them with the indices.
    int
        Samples without a figure, which count as the mean.

    Raises
    ------
    UsageFault
        As `uncertainty`.
    """
    prepared = prepare(park, catalog, settings, terms)
    shares = found[["group", "inputs", "explained"]]
    return _groups(prepared, prepared.sampler(), shares, terms, machines or Machines(), target, tell)


def _regret(compared: Comparison) -> dict[str, float | int]:
    """Regret of the links of central figures, under the names of the summary."""
    row = compared.sets.set_index("set").loc["central"]
    names = {"expected": "regret_mean", "q95": "regret_q95", "tail": "regret_tail", "maximum": "regret_max"}
    told = {f"regret_{name}": float(row[column]) for name, column in names.items()}
    return {"regret_links": int(row["links"]), **told, "regret_failing": int(row["failing"])}


def evaluate_central(prepared: Prepared) -> Figures:
    """Answer for the central figures, decided as every sample is."""
    held = replace(prepared, inputs=prepared.inputs.assign(low=1.0, high=1.0))
    return evaluate(held, np.full((1, prepared.sampler().size), 0.5))


def _target(answers: Figures) -> str:
    return "saving" if np.isfinite(answers["saving"]).any() else "cost"


def _counts(answers: Figures) -> dict[str, int]:
    names = {"solved": OPTIMAL, "infeasible": INFEASIBLE, "unbounded": UNBOUNDED}
    return {name: int((answers["status"] == code).sum()) for name, code in names.items()}


def _groups(  # noqa: PLR0917  what is sampled, how and where
    prepared: Prepared,
    sampler: Sampler,
    shares: pd.DataFrame,
    terms: UncertaintyTerms,
    machines: Machines,
    target: str,
    tell: Callable[[float], None] | None = None,
) -> tuple[pd.DataFrame, int]:
    """What groups explain, with the Sobol indices where they are asked for."""
    if not terms.indices or not sampler.size:
        return shares.assign(**dict.fromkeys(_INDICES, np.nan)), 0
    apart = machines.apart("indices")
    found, filled = sobol_indices(
        sampler, shares, terms, lambda points: _goal(run(prepared, points, terms.chunk, apart, tell), target)
    )
    table = shares.merge(found, on="group", how="outer")
    others = len(prepared.inputs) - int(shares["inputs"].head(terms.groups).sum())
    table = table.assign(inputs=table["inputs"].fillna(others).astype(int))
    return table.sort_values(["total", "explained"], ascending=False, ignore_index=True), filled


def _goal(answers: Figures, target: str) -> np.ndarray:
    """What the inputs are held against: the whole saving, or the net cost with its sign turned."""
    return answers["saving"] + answers["saving_unexplained"] if target == "saving" else -answers["cost"]


def _choice(
    prepared: Prepared, values: np.ndarray, answers: Figures, saving: np.ndarray, terms: UncertaintyTerms
) -> Choice | None:
    taken = representatives(saving, terms.scenarios)
    return choose_now(prepared, values, answers["flow"], taken, terms) if len(taken) else None
