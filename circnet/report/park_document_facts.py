"""What a park's report says, worked out once: the run, ledgers, gaps, progress, heat and water, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from circnet.chemistry import element_matrix
from circnet.coupling import Coupling, Settings
from circnet.coupling.case import prepare
from circnet.errors import CircnetError, NoSolution
from circnet.gaps import Gaps, gaps
from circnet.heat import HeatSettings
from circnet.heat.grades import grade_table, heat_by_grade
from circnet.heat.pairs import heat_pairs
from circnet.heat.park_streams import park_streams
from circnet.ledgers import ElementLedger
from circnet.ledgers.accounts import solved_accounts, together
from circnet.ledgers.ledger import read_ledger
from circnet.ledgers.stated import reported_accounts
from circnet.ledgers.totals import totals_of
from circnet.park import Catalog, Park, catalog_of
from circnet.park.checks import check_park
from circnet.progress import load_standards
from circnet.report.export.content import Content, gathered
from circnet.report.park_figures import park_figures
from circnet.report.progress_content import Content as ProgressContent
from circnet.report.progress_content import gathered as progress_gathered
from circnet.scenario.metabolism import Metabolism, structure_of
from circnet.water import Settings as WaterSettings
from circnet.water import WaterNetwork, reuse
from circnet.water.site import ParkWaters, park_waters

__all__ = ["ELEMENTS", "Facts", "ParkHeat", "ParkWater", "element_accounts", "park_facts"]

ELEMENTS: Final = ("Cl", "S")
"""Elements whose ledgers are told whole, chlorine first."""
TOP_GAPS: Final = 6


@dataclass(frozen=True, eq=False)
class ParkHeat:
    """``by_grade`` and ``pairs`` as `circnet.heat` has them; ``streams`` counted, ``left_out`` units without."""

    by_grade: pd.DataFrame
    pairs: pd.DataFrame
    streams: int
    left_out: int


@dataclass(frozen=True, eq=False)
class ParkWater:
    """The waters of a park and their least-fresh-water network."""

    waters: ParkWaters
    network: WaterNetwork


@dataclass(frozen=True, eq=False)
class Facts:
    """All that a park's report says.

    Attributes
    ----------
    content
        Park, run and network; without a run where there is no solution.
    scenario
        Names of the scenario by language; empty for none.
    no_solution
        Why there is none.
    figures
        `circnet.report.park_figures`.
    ledgers
        By element, those of `ELEMENTS`.
    totals
        `circnet.ledgers.totals.totals_of` the run; no rows without one.
    faults
        What `circnet check` says of the park.
    structure, gaps, progress, heat, water
        The other analyses; the error in place of one that could not be made.
    """

    content: Content
    scenario: Mapping[str, str]
    no_solution: NoSolution | None
    figures: Mapping[str, Any]
    ledgers: Mapping[str, ElementLedger]
    totals: pd.DataFrame
    faults: pd.DataFrame
    structure: Metabolism | CircnetError
    gaps: Gaps | CircnetError
    progress: ProgressContent | CircnetError
    heat: ParkHeat | CircnetError
    water: ParkWater | CircnetError

    @property
    def result(self) -> Coupling | None:
        """The run."""
        return self.content.result


def park_facts(
    park: Park, catalog: Catalog, settings: Settings | None = None, scenario: Mapping[str, str] | None = None
) -> Facts:
    """Work out what a park's report says.

    Parameters
    ----------
    park, catalog, settings
        As for `circnet.coupling.couple`; a report is about money, so the objective is cost.
    scenario
        Names by language of the scenario that park and settings are under.

    Raises
    ------
    InputFaults, UsageFault
        If the park or the settings cannot be taken. A park without solution is told, it is no fault.
    """
    settings = replace(settings or Settings(), objective="cost")
    content, reason = _run(park, catalog, settings)
    result = content.result
    ledgers, totals = element_accounts(park, catalog, settings, result)
    heat, water = _tried(lambda: _heat(park, catalog)), _tried(lambda: _water(park, catalog))
    progress = _tried(lambda: progress_gathered(park, catalog, load_standards(), settings))
    found: Gaps | CircnetError
    structure: Metabolism | CircnetError
    if result is None:
        found = structure = reason or CircnetError("")
    else:
        found = _tried(lambda: gaps(park, catalog, settings, TOP_GAPS))
        structure = _tried(lambda: structure_of(park, catalog, settings, result))
    return Facts(
        content, scenario or {}, reason, park_figures(park, catalog, result), ledgers, totals,
        check_park(park, catalog), structure, found, progress, heat, water,
    )  # fmt: skip


def element_accounts(
    park: Park, catalog: Catalog, settings: Settings, result: Coupling | None
) -> tuple[dict[str, ElementLedger], pd.DataFrame]:
    """Return the ledgers of `ELEMENTS` and the totals of every element; as reported alone without a run."""
    case = prepare(park, catalog, settings)
    reported = reported_accounts(case)
    if result is None:
        return {one: read_ledger(case, reported, one, ("reported",)) for one in ELEMENTS}, pd.DataFrame()
    solved = solved_accounts(case, result)
    both = together([reported, solved])
    totals = totals_of(solved, "optimum", element_matrix(case.catalog.commodities))
    return {one: read_ledger(case, both, one) for one in ELEMENTS}, totals


def _run(park: Park, catalog: Catalog, settings: Settings) -> tuple[Content, NoSolution | None]:
    try:
        return gathered(park, catalog, settings), None
    except NoSolution as error:
        return gathered(park, catalog, settings, today=True), error


def _tried[Found](work: Callable[[], Found]) -> Found | CircnetError:
    try:
        return work()
    except CircnetError as error:
        return error


def _heat(park: Park, catalog: Catalog) -> ParkHeat:
    settings = HeatSettings()
    found = park_streams(park, catalog, settings)
    by_grade = heat_by_grade(found.streams, grade_table(catalog_of(park, catalog)), settings)
    return ParkHeat(by_grade, heat_pairs(by_grade, park, catalog), len(found.streams), len(found.left_out))


def _water(park: Park, catalog: Catalog) -> ParkWater:
    waters = park_waters(park, catalog)
    network = reuse(waters.sources, waters.sinks, WaterSettings(), waters.treatments, links=waters.links)
    return ParkWater(waters, network)
