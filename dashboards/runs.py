"""One run: a park is loaded and solved, in a process of its own, and packed into what the pages show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from circnet.coupling import Coupling, Settings
    from circnet.park import Catalog, Park, ParkInfo

__all__ = ["Failure", "Outcome", "ParkRun", "couple_park", "pack", "warm_up"]

FailureKind = Literal["faults", "no_solution", "failed"]


@dataclass(frozen=True)
class ParkRun:
    """A solved park as tables.

    Attributes
    ----------
    info
        The park's manifest.
    enterprises, links, sources
        The park's tables.
    commodities, modes
        The catalog's rows for what this park makes, moves or uses; ``modes`` has ``id, name_zh, name_en``.
    products
        ``enterprise, commodity``: what the main units of each firm are named by.
    summary, flows, opportunities, unexplained
        Of the coupling run.
    """

    info: ParkInfo
    enterprises: pd.DataFrame
    links: pd.DataFrame
    sources: pd.DataFrame
    commodities: pd.DataFrame
    modes: pd.DataFrame
    products: pd.DataFrame
    summary: Mapping[str, object]
    flows: pd.DataFrame
    opportunities: pd.DataFrame
    unexplained: pd.DataFrame


@dataclass(frozen=True)
class Failure:
    """Why there is nothing to show: faults of the tables, no solution, or something that broke."""

    kind: FailureKind
    reason: str = ""
    faults: pd.DataFrame = field(default_factory=pd.DataFrame)
    conflicts: pd.DataFrame = field(default_factory=pd.DataFrame)


Outcome = ParkRun | Failure


def warm_up() -> None:
    """Import what a run needs and read the catalog, so that the first run does not wait for it."""
    import circnet.coupling
    from circnet.park import load_catalog

    assert circnet.coupling  # noqa: S101  imported for its own sake
    load_catalog()


def couple_park(path: Path, settings: Settings) -> Outcome:
    """Load and solve a park; what circnet raises on purpose comes back as a `Failure`."""
    from circnet.coupling import couple
    from circnet.errors import CircnetError, InputFaults, NoSolution
    from circnet.park import catalog_of, load_catalog, load_park

    try:
        catalog = load_catalog()
        park = load_park(path, catalog)
        return pack(park, catalog_of(park, catalog), couple(park, catalog, settings))
    except InputFaults as error:
        return Failure("faults", faults=error.faults)
    except NoSolution as error:
        return Failure("no_solution", reason=error.reason, conflicts=error.conflicts)
    except (CircnetError, OSError) as error:
        return Failure("failed", reason=_without_folders(str(error)))


def pack(park: Park, catalog: Catalog, result: Coupling) -> ParkRun:
    """Take from park, catalog and result what the pages show."""
    references = catalog.technologies.drop_duplicates("id").set_index("id")["reference"]
    main = park.units[park.units["role"] == "main"]
    products = pd.DataFrame({"enterprise": main["enterprise"], "commodity": main["technology"].map(references)})
    products = products.dropna().drop_duplicates().reset_index(drop=True)
    tables = (park.links, result.flows, result.opportunities, result.unexplained, products)
    used = pd.concat([table["commodity"] for table in tables if len(table)] or [pd.Series(dtype="str")]).unique()
    commodities = catalog.commodities[catalog.commodities["id"].isin(used)].drop_duplicates("id")
    modes = catalog.transport[["mode", "name_zh", "name_en"]].rename(columns={"mode": "id"}).drop_duplicates("id")
    return ParkRun(
        info=park.info,
        enterprises=park.enterprises,
        links=park.links,
        sources=park.sources,
        commodities=commodities.reset_index(drop=True),
        modes=modes.reset_index(drop=True),
        products=products,
        summary=dict(result.summary),
        flows=result.flows,
        opportunities=result.opportunities,
        unexplained=result.unexplained,
    )


def _without_folders(text: str) -> str:
    """Drop the folders of paths: a reader in a browser has no use for the server's."""
    return re.sub(r"(?<![\w:/])/(?:[^\s/'\"]+/)+", "", text)
