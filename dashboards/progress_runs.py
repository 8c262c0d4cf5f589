"""Indicators of a park, what couplings add to them, and parks side by side, in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from circnet.errors import CircnetError
from circnet.text import LANGUAGES
from dashboards.jobs import Task
from dashboards.parks import OfferedPark, content_key
from dashboards.progress import note
from dashboards.runs import Failure, asked, failure_of, readable
from dashboards.studies import Study

if TYPE_CHECKING:
    from circnet.coupling import Settings
    from circnet.park import Catalog, Park
    from circnet.progress import Progress, Standards
    from dashboards.choices import Choices

__all__ = ["progress_report", "progress_study", "standing_study", "standing_task"]

_TABLES: Final = ("indicators", "inputs", "scores", "missing", "history", "forecasts", "others", "projects")
_LEVELS: Final = ("units", "sectors", "targets", "two_high")
_CELLS: Final = ["system", "code", "name_zh", "name_en", "unit", "value", "year", "basis", "grade", "origin", "target",
                 "relation", "distance", "status"]  # fmt: skip
"""What a cell of the matrix of parks and indicators shows."""
PLANTS: Final = 3
"""How many of the best gaps, and how many that take waste, are looked at."""
_NAMED: Final = ["id", "name_zh", "name_en"]


def progress_study(
    places: Sequence[Path], scenario: Path | None, choices: Choices, name: str, *more: str
) -> Study | Failure:  # fmt: skip
    """Answer a question about the indicators of a park.

    Parameters
    ----------
    places, scenario, choices
        As for `dashboards.runs.couple_parks`.
    name
        ``assess``, ``contributions`` (more: the system), ``reach`` (more: the system and code, the target), or
        ``plants``.
    more
        What the question needs besides, as texts.
    """
    from circnet.park import load_catalog
    from circnet.progress import load_standards

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        catalog, standards = load_catalog(), load_standards()
        note("solve")
        return _STUDIES[name](park, catalog, settings, standards, *more)
    except (CircnetError, OSError) as error:
        return failure_of(error)


def standing_task(parks: Sequence[OfferedPark]) -> Task:
    """Return the task that puts all parks on offer side by side as they are: the same for every address."""
    key = content_key(parks, None, standing_study.__name__)
    return Task(key, standing_study, (tuple(park.path for park in parks),))


def progress_report(
    places: Sequence[Path], scenario: Path | None, choices: Choices, lang: str, form: str
) -> bytes | Failure:  # fmt: skip
    """Return the report of a park; ``form`` is ``docx`` or ``html``."""
    from circnet.park import load_catalog
    from circnet.progress import load_standards
    from circnet.report.document import rendered
    from circnet.report.progress_content import gathered
    from circnet.report.progress_document import progress_document

    try:
        note("read")
        park, settings = asked(places, scenario, choices)
        note("solve")
        content = gathered(park, load_catalog(), load_standards(), settings)
        note("pack")
        return rendered(progress_document(content, lang), form)
    except (CircnetError, OSError) as error:
        return failure_of(error)


def standing_study(places: Sequence[Path]) -> Study | Failure:
    """Put parks side by side as they are, without scenarios; a park that cannot be read is named in ``unread``."""
    from circnet.park import load_catalog
    from circnet.progress import MAIN_SYSTEM, load_standards, retrofit_parks, standing
    from circnet.report.progress_book import standing_tables
    from circnet.report.province_document import Province

    try:
        catalog, standards = load_catalog(), load_standards()
        parks, unread = readable(places, catalog)
        note("solve", 0, len(parks))
        found = standing(parks, catalog, None, standards)
    except (CircnetError, OSError) as error:
        return failure_of(error)
    table = found.parks
    helped = set(table["help_from"]) | set(table["help_to"])
    firms = [park.enterprises[_NAMED].assign(park=park.info.id) for park in parks]
    named = pd.concat(firms, ignore_index=True) if firms else pd.DataFrame(columns=[*_NAMED, "park"])
    own = standards.of_system(MAIN_SYSTEM)
    goods = [catalog.commodities, *(_goods(park, catalog) for park in parks)]
    tables = {
        "standing": table, "matrix": found.indicators[["park", *_CELLS]], "unread": unread,
        "firms": named[named["id"].isin(helped)].reset_index(drop=True),
        "names": own[["code", "name_zh", "name_en"]].reset_index(drop=True),
        "variables": _rows(standards.variables, table["ask"])[[*_NAMED, "unit"]],
    }  # fmt: skip
    province = Province(found, parks, catalog, standards)
    books = {lang: standing_tables(province, lang) for lang in LANGUAGES}
    summary = {"system": MAIN_SYSTEM, "indicators": len(own), "retrofit": retrofit_parks(), "books": books}
    return Study(summary, tables, _rows(pd.concat(goods), table["help_commodity"])[[*_NAMED, "unit"]])


def _assess(park: Park, catalog: Catalog, settings: Settings, standards: Standards) -> Study:
    from circnet.progress import assess

    found = assess(park, catalog, settings, standards)
    note("pack")
    tables = {name: getattr(found, name) for name in _TABLES}
    tables |= {f"energy_{name}": getattr(found.energy, name) for name in _LEVELS}
    tables |= {
        "systems": standards.systems, "variables": standards.variables[[*_NAMED, "unit"]],
        "sources": _cited(found, catalog), "goals": standards.targets[_NAMED], "reported": park.indicators,
        "sources_of_park": park.sources[["id", "title"]],
    }  # fmt: skip
    named = [*found.energy.units["product"], *(one for text in found.projects["feeds"] for one in text.split(";"))]
    return Study(dict(found.summary), tables, _rows(_goods(park, catalog), named)[[*_NAMED, "unit"]])


def _contributions(
    park: Park, catalog: Catalog, settings: Settings, standards: Standards, system: str
) -> Study:  # fmt: skip
    from circnet.progress import contributions

    found = contributions(park, catalog, standards, settings, (system,))
    if found is None:
        return Study({"system": system, "solved": False}, {})
    tables = {name: getattr(found, name) for name in ("steps", "changes", "totals")}
    goods = _rows(_goods(park, catalog), found.steps["commodity"])[[*_NAMED, "unit"]]
    return Study({"system": system, "solved": True}, tables, goods)


def _reach(park: Park, catalog: Catalog, settings: Settings, standards: Standards, code: str, target: str) -> Study:  # noqa: PLR0913, PLR0917
    from circnet.progress import reach

    found = reach(park, catalog, standards, code, float(target), settings)
    goods = _rows(_goods(park, catalog), found.links["commodity"])[[*_NAMED, "unit"]]
    return Study(dict(found.summary), {"links": found.links}, goods)


def _plants(park: Park, catalog: Catalog, settings: Settings, standards: Standards) -> Study:
    from circnet.park import catalog_of
    from circnet.studies import plant_effects

    found = plant_effects(park, catalog, standards, settings, top=PLANTS)
    technologies = _rows(catalog_of(park, catalog).technologies, found.plants["technology"])[_NAMED]
    return Study({}, {"plants": found.plants, "changes": found.changes, "technologies": technologies})


_STUDIES: Mapping[str, Callable[..., Study]] = {
    "assess": _assess, "contributions": _contributions, "reach": _reach, "plants": _plants,
}  # fmt: skip


def _goods(park: Park, catalog: Catalog) -> pd.DataFrame:
    """The commodities of the catalog and of a park's own."""
    from circnet.park import catalog_of

    return catalog_of(park, catalog).commodities


def _rows(table: pd.DataFrame, ids: Iterable[Any]) -> pd.DataFrame:
    """The rows of these ids, each once."""
    return table[table["id"].isin(set(ids))].drop_duplicates("id").reset_index(drop=True)


def _cited(found: Progress, catalog: Catalog) -> pd.DataFrame:
    """``id, title`` of the catalog's sources that indicators, inputs and targets name."""
    texts = [found.indicators["source"], found.indicators["target_source"], found.inputs["source"]]
    ids = {one.strip() for text in pd.concat(texts).dropna() for one in str(text).split(";")}
    return _rows(catalog.sources, ids)[["id", "title"]]
