"""Sets of links beside those a run tells of by itself: existing, of central figures, in two stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from circnet.coupling import Settings
from circnet.park import Catalog, Park
from circnet.pieces import Machines
from circnet.uncertain.chunks import Figures
from circnet.uncertain.deciding import Plan
from circnet.uncertain.prepared import Prepared, prepare
from circnet.uncertain.sets import LinkSet, current_plan, named_plans, set_links, sets_table, weigh
from circnet.uncertain.terms import UncertaintyTerms

__all__ = ["Comparison", "add_sets", "compare"]

_LEAST = "least"


@dataclass(frozen=True)
class Comparison:
    """Sets of links side by side.

    Attributes
    ----------
    sets
        As `circnet.uncertain.sets.sets_table`.
    links
        As `circnet.uncertain.sets.set_links`.
    costs
        Yearly cost of each set in each sample, and ``least``, the least known without named sets.
    """

    sets: pd.DataFrame
    links: pd.DataFrame
    costs: pd.DataFrame

    @property
    def regret(self) -> np.ndarray:
        """What the links of central figures cost more than the best of all in each sample, CNY/a."""
        central = self.costs["central"].to_numpy()
        return central - self.costs.min(axis=1).to_numpy()


def compare(  # noqa: PLR0913, PLR0917  what is compared, on which samples, and where
    prepared: Prepared, points: np.ndarray, figures: Figures, plans: Mapping[str, Plan], terms: UncertaintyTerms,
    machines: Machines,
) -> Comparison:  # fmt: skip
    """Compare the existing links, those of central figures and further plans on the same samples."""
    known = pd.DataFrame({
        "current": figures["current"], "central": figures["least"] + figures["regret"], _LEAST: figures["least"],
    })  # fmt: skip
    return _beside(known, prepared, {"current": current_plan(prepared), "central": prepared.plan},
                   weigh(prepared, plans, points, terms.chunk, machines), plans, terms.alpha)  # fmt: skip


def add_sets(  # noqa: PLR0913, PLR0917
    park: Park, catalog: Catalog, settings: Settings, terms: UncertaintyTerms, found: Comparison,
    sets: Sequence[LinkSet], machines: Machines | None = None,
) -> Comparison:  # fmt: skip
    """Put further sets beside those of a run, without drawing its samples again.

    Parameters
    ----------
    park, catalog, settings, terms
        Those of the run.
    found
        What it told; its sets stay, their regret counts the new ones as well.
    sets
        The further ones.

    Raises
    ------
    InputFaults, UsageFault
        As `circnet.uncertain.sets.named_plans`.
    """
    prepared = prepare(park, catalog, settings, terms)
    plans = named_plans(prepared, sets)
    costs = weigh(prepared, plans, prepared.sampler().points(terms), terms.chunk, machines)
    joined = _beside(found.costs, prepared, {}, costs, plans, terms.alpha)
    counts = found.sets.set_index("set")["links"].to_dict()
    counted = [counts.get(name, links) for name, links in zip(joined.sets["set"], joined.sets["links"], strict=True)]
    links = pd.concat([found.links, joined.links], ignore_index=True)
    return Comparison(joined.sets.assign(links=counted), links, joined.costs)


def _beside(  # noqa: PLR0913, PLR0917
    known: pd.DataFrame, prepared: Prepared, there: Mapping[str, Plan], costs: pd.DataFrame, plans: Mapping[str, Plan],
    alpha: float,
) -> Comparison:  # fmt: skip
    """Put costs beside known ones; where a sample has no solution, no set has."""
    solved = known[_LEAST].notna()
    costs = pd.concat([known.drop(columns=_LEAST), costs.where(solved), known[[_LEAST]]], axis=1)
    every = {**there, **plans}
    existing = prepared.model.arcs["existing"].to_numpy(bool)
    links = {name: int((plan.chosen & ~existing).sum()) for name, plan in every.items()}
    told = costs[solved]
    table = sets_table(told.drop(columns=_LEAST), told[_LEAST].to_numpy(), links, alpha)
    return Comparison(table, set_links(prepared, every), costs)
