"""The gaps of a park in a process of their own; everything comes back as plain tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from circnet.errors import CircnetError
from circnet.types import GRADES
from dashboards.progress import note
from dashboards.runs import Failure, asked, failure_of, readable
from dashboards.studies import Study

if TYPE_CHECKING:
    from circnet.park import Catalog
    from circnet.report.prospectus_facts import Facts
    from dashboards.choices import Choices

__all__ = ["TOP", "gaps_study", "plant_facts", "set_study", "where_study"]

TOP: Final = 10
"""How many candidates are valued by a full re-solve."""
_STAGES: Final = {
    "base": "solve",
    "build": "gaps_build",
    "plants": "gaps_plants",
    "value": "gaps_value",
    "curve": "gaps_curve",
}
"""What the library's stages are called while one waits."""
_KNOWN = [
    "id", "name_zh", "name_en", "reference", "scale_low", "scale_typical", "scale_high", "capex_cny_per_unit", "basis",
    "source",
]  # fmt: skip
_PATHS = (" > ", ";")


def gaps_study(places: Sequence[Path], scenario: Path | None, choices: Choices) -> Study | Failure:
    """Find the gaps of a park: candidates with what belongs to them, orphans, chains, bridges.

    Parameters
    ----------
    places, scenario, choices
        As for `dashboards.runs.couple_parks`.

    Returns
    -------
    Study
        Tables of `circnet.gaps.Gaps` and its candidates by name; besides ``technologies`` (what the catalog knows of
        those named, with the ``grade`` of its figures) and ``sources``.
    """
    from circnet.gaps import gaps
    from circnet.park import catalog_of, load_catalog

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        catalog = load_catalog()
        note("solve")
        found = gaps(park, catalog, settings, TOP, progress=_teller())
    except (CircnetError, OSError) as error:
        return failure_of(error)
    note("pack")
    own = {name: getattr(found, name) for name in ("orphans", "chains", "bridges", "planned")}
    return _told(found.candidates.summary, {**found.candidates.tables(), **own}, catalog_of(park, catalog))


def plant_facts(
    places: Sequence[Path], scenario: Path | None, choices: Choices, technology: str
) -> Facts | Failure:  # fmt: skip
    """Return all that a prospectus says about one plant: `circnet.report.prospectus_facts.Facts`."""
    from circnet.park import load_catalog
    from circnet.report.prospectus_facts import prospectus_facts

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        return prospectus_facts(park, load_catalog(), settings, technology, progress=_teller())
    except (CircnetError, OSError) as error:
        return failure_of(error)


def set_study(places: Sequence[Path], scenario: Path | None, choices: Choices, most: str) -> Study | Failure:
    """Return the best set of at most ``most`` of the candidates that are listed.

    Table ``plants`` in the order of building, summary ``adds, gap``.
    """
    from circnet.gaps import best_set, screen
    from circnet.park import load_catalog

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        found = screen(park, load_catalog(), settings, progress=_teller())
        note("gaps_set")
        best = best_set(found, settings, int(most), TOP)
    except (CircnetError, OSError) as error:
        return failure_of(error)
    catalog = found.model.case.catalog
    known = catalog.technologies.drop_duplicates("id")[["id", "name_zh", "name_en", "reference"]]
    known = known[known["id"].isin(best.plants["technology"])].reset_index(drop=True)
    units = known["reference"].map(catalog.commodities.drop_duplicates("id").set_index("id")["unit"])
    tables = {"plants": best.plants, "technologies": known.assign(unit=units)}
    return Study({"adds": best.adds, "gap": best.gap, "most": int(most)}, tables)


def where_study(places: Sequence[Path], technology: str) -> Study | Failure:
    """Return one plant in each of some parks as they are: ``where``, ``names``; one that cannot be read is told so."""
    from circnet.gaps import where
    from circnet.park import load_catalog

    try:
        note("read")
        catalog = load_catalog()
        parks, unread = readable(places, catalog)
        told = {park.info.id: place for place, park in enumerate(parks, start=1)}
        found = where(parks, catalog, technology, progress=lambda park, _: note("gaps_where", told[park], len(parks)))
    except (CircnetError, OSError) as error:
        return failure_of(error)
    names = pd.DataFrame([(park.info.id, park.info.name_zh, park.info.name_en) for park in parks],
                         columns=["id", "name_zh", "name_en"])  # fmt: skip
    broken = unread[["park"]].assign(technology=technology, status="unread")
    found = pd.concat([found, broken], ignore_index=True) if len(broken) else found
    barred = {one.partition(":")[2] for one in found["status"].astype("str")} - {""}
    goods = pd.concat([catalog.commodities, *(park.commodities for park in parks if len(park.commodities))])
    goods = goods[goods["id"].isin(barred)].drop_duplicates("id")[["id", "name_zh", "name_en", "unit"]]
    table = found.drop(columns=[name for name in ("elements",) if name in found])
    return Study({"technology": technology}, {"where": table, "names": names}, goods.reset_index(drop=True))


def _teller() -> Callable[[str, float], None]:
    """Return what tells each stage once."""
    told = ""

    def tell(stage: str, _: float) -> None:
        nonlocal told
        if stage != told:
            told = stage
            note(_STAGES[stage])

    return tell


def _told(summary: Mapping[str, object], tables: Mapping[str, pd.DataFrame], catalog: Catalog) -> Study:
    """Pack an answer with the names of the goods and technologies it speaks of, and the sources these rest on."""
    named = _ids(tables, ("technology", "technologies"))
    known = catalog.technologies.drop_duplicates("id")
    known = known.loc[known["id"].isin(named), _KNOWN].reset_index(drop=True)
    known = known.assign(grade=known["basis"].map(GRADES).fillna("D"))
    cited = {one.strip() for text in known["source"].dropna() for one in str(text).split(";")}
    sources = catalog.sources.drop_duplicates("id")
    goods = catalog.commodities.drop_duplicates("id")
    spoken = _ids(tables, ("commodity", "product", "goods", "surplus", "need", "besides", "instead"))
    goods = goods[goods["id"].isin(spoken | set(known["reference"]))]
    more = {
        "technologies": known,
        "sources": sources.loc[sources["id"].isin(cited), ["id", "title"]].reset_index(drop=True),
    }
    return Study(dict(summary), {**tables, **more}, goods[["id", "name_zh", "name_en", "unit"]].reset_index(drop=True))


def _ids(tables: Mapping[str, pd.DataFrame], names: Sequence[str]) -> set[str]:
    """All ids in columns of these names; a cell may hold several."""
    found = [table[name] for table in tables.values() for name in names if name in table and len(table)]
    texts = pd.concat(found).dropna().astype("str").unique() if found else []
    return {one.strip() for text in texts for part in text.split(_PATHS[0]) for one in part.split(_PATHS[1])} - {""}
