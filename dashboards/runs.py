"""One run: a park is loaded and solved, in a process of its own, and packed into what the pages show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from circnet.errors import CircnetError, InputFaults, NoSolution, UsageFault
from circnet.park.files import stamp
from dashboards.progress import note

if TYPE_CHECKING:
    from circnet.coupling import Coupling, Settings
    from circnet.park import Catalog, Park, ParkInfo
    from dashboards.choices import Choices

__all__ = [
    "Failure",
    "Outcome",
    "ParkRun",
    "asked",
    "couple_parks",
    "couplings_book",
    "failure_of",
    "pack",
    "readable",
    "stamp",
    "warm_up",
]

FailureKind = Literal["faults", "no_solution", "choice", "failed", "unknown_park", "no_park"]


@dataclass(frozen=True)
class ParkRun:
    """A solved park as tables.

    Attributes
    ----------
    info
        The park's manifest.
    settings
        Of the run, as a scenario and the user's choices left them.
    enterprises, links, sources
        The park's tables.
    partners
        ``id, name_zh, name_en`` of partners outside that the park's links name.
    commodities, modes, hubs
        The catalog's rows for what this park makes, moves or uses; the others have ``id, name_zh, name_en``.
    products
        ``enterprise, commodity``: what the main units of each firm are named by.
    summary, flows, opportunities, unexplained
        Of the coupling run.
    balances
        What comes into and goes out of each firm, before and after: `circnet.coupling.throughput.firm_balances`.
    figures
        The park in a few figures: `circnet.report.park_figures`.
    relaxed
        Limits that gave way so that there is a solution; no rows where none had to.
    """

    info: ParkInfo
    settings: Settings
    enterprises: pd.DataFrame
    links: pd.DataFrame
    sources: pd.DataFrame
    partners: pd.DataFrame
    commodities: pd.DataFrame
    modes: pd.DataFrame
    hubs: pd.DataFrame
    products: pd.DataFrame
    summary: Mapping[str, object]
    flows: pd.DataFrame
    opportunities: pd.DataFrame
    unexplained: pd.DataFrame
    balances: pd.DataFrame
    figures: Mapping[str, object]
    relaxed: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Failure:
    """Why there is nothing to show: the kind of trouble, what there is to say of it, and its tables.

    ``limits`` are those that cannot all hold, as `circnet.errors.NoSolution` has them; ``choice`` is what cannot be
    taken, as ``key, value, expected`` of `circnet.errors.UsageFault`.
    """

    kind: FailureKind
    reason: str = ""
    faults: pd.DataFrame = field(default_factory=pd.DataFrame)
    conflicts: pd.DataFrame = field(default_factory=pd.DataFrame)
    limits: pd.DataFrame = field(default_factory=pd.DataFrame)
    choice: tuple[str, str, str] | None = None


Outcome = ParkRun | Failure


def warm_up() -> None:
    """Import what a run needs and read the catalog, so that the first run does not wait for it."""
    import circnet.coupling
    from circnet.park import load_catalog

    assert circnet.coupling  # noqa: S101  imported for its own sake
    load_catalog()


def couple_parks(places: Sequence[Path], scenario: Path | None, choices: Choices) -> Outcome:
    """Load parks, lay a scenario over the first, join and solve them; what circnet raises on purpose is a `Failure`.

    Parameters
    ----------
    places
        Folders or workbooks; the first is the one looked at.
    scenario
        A scenario file, or None.
    choices
        What the user chose; it goes over what the scenario says.
    """
    from circnet.coupling import couple
    from circnet.park import catalog_of, load_catalog

    try:
        note("read", 0, len(places))
        park, settings = asked(places, scenario, choices)
        catalog = load_catalog()
        note("solve")
        result = couple(park, catalog, settings)
        note("pack")
        return pack(park, catalog_of(park, catalog), settings, result)
    except (CircnetError, OSError) as error:
        return failure_of(error)


def readable(places: Sequence[Path], catalog: Catalog) -> tuple[list[Park], pd.DataFrame]:
    """Return the parks that can be read, and ``park, reason`` of those that cannot."""
    from circnet.park import load_park

    parks, unread = [], []
    for done, place in enumerate(places):
        note("read", done, len(places))
        try:
            parks.append(load_park(place, catalog))
        except CircnetError as error:
            unread.append((place.stem, type(error).__name__))
    return parks, pd.DataFrame(unread, columns=["park", "reason"])


def failure_of(error: CircnetError | OSError) -> Failure:
    """Return what circnet raised on purpose, or what a file refused, as a result."""
    match error:
        case InputFaults():
            return Failure("faults", faults=error.faults)
        case NoSolution():
            return Failure("no_solution", reason=error.reason, conflicts=error.conflicts, limits=error.limits)
        case UsageFault():
            told = (error.key, error.value, error.expected)
            return Failure("choice", reason=f"{error.value} ≠ {error.expected}", choice=told)
        case _:
            return Failure("failed", reason=_without_folders(str(error)))


def asked(places: Sequence[Path], scenario: Path | None, choices: Choices) -> tuple[Park, Settings]:
    """Return the park and the settings that were asked for."""
    from circnet.coupling import Settings
    from circnet.park import join, load_catalog
    from circnet.scenario import apply, read_scenario

    parks, settings = [_loaded(place, stamp(place)) for place in places], Settings()
    if scenario is not None:
        parks[0], settings = apply(read_scenario(scenario), parks[0], load_catalog(), settings)
    return join(parks), choices.over(settings)


@lru_cache(maxsize=32)
def _loaded(place: Path, stamped: tuple[object, ...]) -> Park:
    """Load a park; the same files are not read twice by one process."""
    from circnet.park import load_catalog, load_park

    return load_park(place, load_catalog())


def pack(park: Park, catalog: Catalog, settings: Settings, result: Coupling) -> ParkRun:
    """Take from park, catalog and result what the pages show."""
    from circnet.coupling.throughput import firm_balances
    from circnet.report.park_figures import park_figures

    references = catalog.technologies.drop_duplicates("id").set_index("id")["reference"]
    main = park.units[park.units["role"] == "main"]
    products = pd.DataFrame({"enterprise": main["enterprise"], "commodity": main["technology"].map(references)})
    products = products.dropna().drop_duplicates().reset_index(drop=True)
    balances = firm_balances(park, catalog, settings, result)
    tables = (park.links, result.flows, result.opportunities, result.unexplained, products, balances)
    used = pd.concat([table["commodity"] for table in tables if len(table)] or [pd.Series(dtype="str")]).unique()
    commodities = catalog.commodities[catalog.commodities["id"].isin(used)].drop_duplicates("id")
    modes = catalog.transport[["mode", "name_zh", "name_en"]].rename(columns={"mode": "id"}).drop_duplicates("id")
    return ParkRun(
        info=park.info,
        settings=settings,
        enterprises=park.enterprises,
        links=park.links,
        sources=park.sources,
        partners=_partners(park),
        commodities=commodities.reset_index(drop=True),
        modes=modes.reset_index(drop=True),
        hubs=catalog.hubs[["id", "name_zh", "name_en"]].drop_duplicates("id").reset_index(drop=True),
        products=products,
        summary=dict(result.summary),
        flows=result.flows,
        opportunities=result.opportunities,
        unexplained=result.unexplained,
        balances=balances,
        figures=park_figures(park, catalog, result if settings.objective == "cost" else None),
        relaxed=result.relaxed,
    )


def _partners(park: Park) -> pd.DataFrame:
    from circnet.park import outside_names

    ends = pd.concat([park.links["from"], park.links["to"]]).drop_duplicates()
    outside = ends[ends.str.startswith("external:")].rename("ref").to_frame()
    outside["id"] = outside["ref"].str.removeprefix("external:").str.rpartition("/")[2] if len(outside) else ""
    named = outside.merge(outside_names(), on="id").drop(columns="id")
    return named.rename(columns={"ref": "id"}).reset_index(drop=True)


def couplings_book(places: Sequence[Path], scenario: Path | None, choices: Choices, lang: str) -> bytes | Failure:
    """Return the couplings of a run as a workbook for people."""
    from circnet.coupling import couple
    from circnet.park import load_catalog
    from circnet.report.workbook import coupling_workbook
    from circnet.scenario import read_scenario

    try:
        park, settings = asked(places, scenario, choices)
        catalog = load_catalog()
        name = read_scenario(scenario).names.get(lang, "") if scenario else ""
        return coupling_workbook(park, catalog, settings, couple(park, catalog, settings), lang, scenario=name)
    except (CircnetError, OSError) as error:
        return Failure("failed", reason=_without_folders(str(error)))


def _without_folders(text: str) -> str:
    """Drop the folders of paths: a reader in a browser has no use for the server's."""
    return re.sub(r"(?<![\w:/])/(?:[^\s/'\"]+/)+", "", text)
