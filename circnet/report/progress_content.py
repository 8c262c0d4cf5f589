"""What a park's report rests on: its indicators, what couplings add, and the cheapest way to each target."""

from __future__ import annotations

from dataclasses import dataclass

from circnet.coupling import Settings
from circnet.errors import NoSolution, UsageFault
from circnet.park import Catalog, Park
from circnet.progress import Contributions, Progress, Reach, Standards
from circnet.progress.assess import assessed
from circnet.progress.contribution import contributions_of
from circnet.progress.flowmodel import FlowModel, solve
from circnet.progress.reach import reach_of
from circnet.studies import PlantEffects

__all__ = ["Content", "gathered"]


@dataclass(frozen=True, eq=False)
class Content:
    """All that a park's report says.

    Attributes
    ----------
    park, catalog, standards
        The park, the catalog, and the indicator systems.
    progress
        Of `circnet.progress.assess`.
    contributions
        Of `circnet.progress.contributions`; None where today's links alone have no solution, or nothing was solved.
    reaches
        The cheapest set of couplings for each target that is missed and that couplings can move.
    immovable
        ``system:code`` of targets that are missed and that couplings cannot move.
    plants
        What missing plants would do; None where nobody asked.
    """

    park: Park
    catalog: Catalog
    standards: Standards
    progress: Progress
    contributions: Contributions | None
    reaches: tuple[Reach, ...]
    immovable: tuple[str, ...]
    plants: PlantEffects | None = None


def gathered(  # noqa: PLR0913, PLR0917  as `circnet.progress.assess`, and what was worked out before
    park: Park, catalog: Catalog, standards: Standards, settings: Settings | None = None, year: int | None = None,
    plants: PlantEffects | None = None, *, flow_model: bool = True,
) -> Content:  # fmt: skip
    """Work out what a park's report says; the flow model is solved once.

    Raises
    ------
    InputFaults, SolverFailure, UsageFault
        As `circnet.progress.assess`; a park without solution is told, it is no fault.
    """
    state, reason, model = "left_out", "", None
    if flow_model:
        try:
            model = solve(park, catalog, standards, settings)
            state = "nothing_to_solve" if model is None else "solved"
        except NoSolution as error:
            state, reason = "no_solution", error.reason
    told = {"model": state, "model_reason": reason or None}
    progress = assessed(park, catalog, standards, model, told, year)
    added = None if model is None else contributions_of(model, park)
    reaches, immovable = _reaches(progress, park, model)
    return Content(park, catalog, standards, progress, added, reaches, immovable, plants)


def _reaches(progress: Progress, park: Park, model: FlowModel | None) -> tuple[tuple[Reach, ...], tuple[str, ...]]:
    """Missed targets that were seen in their text: what it takes, or that couplings do not move them."""
    table = progress.indicators
    short = table[table["confirmed"] & (table["distance"] > 0)].drop_duplicates(["formula", "target"])
    found, rest = [], []
    for row in short.to_dict("records"):
        code = f"{row['system']}:{row['code']}"
        try:
            if model is None:
                raise UsageFault("nothing_to_solve", park.info.id)
            found.append(reach_of(model, park, code, row["target"]))
        except UsageFault:
            rest.append(code)
    return tuple(found), tuple(rest)
